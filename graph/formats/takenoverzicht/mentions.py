"""What one cell with names says: who, from when, until when, and how sure.

"An + Tom, vanaf sept. Els" mentions An, Tom, and Els from September on. Nothing is looked up here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from graph.formats.reading.days import Calendar
from graph.formats.reading.never import says_nothing
from graph.formats.reading.periods import Dated, When, agreed, separated, within_brackets
from graph.formats.reading.text import fold, squeezed
from graph.formats.takenoverzicht.beside import is_absence, name_alone, weekly_hours, without_phone

__all__ = ["Mention", "is_blank", "is_not_used", "mentions_in", "within"]

_NEXT = re.compile(r"(?:en )?(?:daarna|nadien|vervolgens|dan|afterwards|then),? (?P<name>.+)\Z", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"[^\S\n]*[(\[]([^)\]]*)[)\]][^\S\n]*")
_SEPARATOR = re.compile(
    r"\s*(\n|\+|;|&|,|\||•|·|\s/\s|(?<=[^\W\d_])/(?=[^\W\d_])(?!m\b)|(?<=\s)en(?=\s)(?!\smet\b)|(?<=\s)and(?=\s)"
    r"|(?<=\s)(?:i\.?s\.?m\.?|samen met|met hulp van|together with)(?=\s)|(?<=\s)(?:of|or)(?=\s)|(?<=[^-\s\d])\s*[-=]>"
    r"|(?<=\s)\d{1,2}\)(?=\s))\s*",
    re.IGNORECASE,
)
_CHOICE = ("of", "or", "->", "=>")
"""Of two names with these between them, only one may be meant."""
_PER_WEEK = re.compile(r"(?i)\b(u|uur|uren|h|lestijd(?:en)?) ?(?:/|per|p\.) ?(?:w|wk|week)\b\.?")
_NUMBERED = re.compile(r"\A\d{1,2}[.)]\s+(?=[^\W\d_])")
_REFERENCE = re.compile(r'(?:"(?P<name>[^"\n]*)"\s*)?<(?P<to>[a-z_]+/[A-Za-z0-9._-]+|[^\s<>@/]+@[^\s<>@]+)>')
_CEILING = re.compile(
    r"(?:(?:tot en met|t\.?e\.?m\.?|t/m|up to and including|tot|until|till|max(?:imum|imaal)?\.?|up to) ?)?"
    r"(?:€|eur(?:o)?) ?"
    r"(?P<amount>\d{1,3}(?:[. ]\d{3})+|\d+)(?:,(?:00|-))?(?: ?\(?excl\.? btw\)?)?\Z",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[^\s<>@/]+@[^\s<>@]+\.[^\s<>@]+")
_NOTE = re.compile(r"(?:nota|note): ?", re.IGNORECASE)
_NO_START, _NO_CEILING = "begin niet gekend", "zonder maximumbedrag"
_NOT_USED = {"nvt", "n v t", "niet van toepassing", "n a", "na", "not applicable", "niet bij ons"}
_DOUBTS = {"te bevestigen", "nog te bevestigen", "onder voorbehoud", "tbc", "onzeker", "to be confirmed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One name in a cell.

    Attributes:
        text: the name as written.
        doubtful: whether it is not sure, as with a question mark after it.
        is_reserved: whether it is not sure as it stands itself in brackets, or has yet to be confirmed.
        since: the day from which it counts.
        until: the first day on which it no longer counts.
        remark: what stands in brackets after the name.
        reference: the e-mail address or id that stands in <> after the name.
        ceiling_eur: the amount that stands in brackets after the name: "(t.e.m. € 5.000)".
        no_start: whether "(begin niet gekend)" stands after it.
        no_ceiling: whether "(zonder maximumbedrag)" stands after it.
        is_deputy: whether "back-up" stands before it.
        hours_per_week: of "3 u/w" after it.
        unread: what stands beside it and is never kept: a phone number, why somebody is absent.
        after_comma: whether a comma stands before it, so that the name before may be the family name.
    """

    text: str
    doubtful: bool = False
    is_reserved: bool = False
    since: When | None = None
    until: When | None = None
    remark: str = ""
    reference: str = ""
    ceiling_eur: int | None = None
    no_start: bool = False
    no_ceiling: bool = False
    is_deputy: bool = False
    hours_per_week: float | None = None
    unread: str = ""
    after_comma: bool = False

    @property
    def key(self) -> str:
        """The name as it is looked up: folded, with the question mark that makes it another text."""
        return fold(self.text) + ("?" if self.doubtful else "")


def is_blank(text: str) -> bool:
    """Whether a cell says that there is nobody, or nothing."""
    return (not fold(text) or says_nothing(text)) and "?" not in text


def is_not_used(text: str) -> bool:
    """Whether a cell says that the school does not have this."""
    return fold(text) in _NOT_USED


def mentions_in(text: str, calendar: Calendar) -> tuple[Mention, ...]:
    """The names in a cell, in order, with their dates."""
    found: list[Mention] = []
    for before, piece in _pieces(_PER_WEEK.sub(r"\1 per week", text)):
        mention = _following(piece, found, calendar) or _mention(piece, calendar)
        if mention.text and before in _CHOICE and found:
            found[-1] = replace(found[-1], doubtful=True, is_reserved=True)
            mention = replace(mention, doubtful=True, is_reserved=True)
        if mention.text or not found:
            found.append(replace(mention, after_comma=before == ","))
        else:
            found[-1] = _dated(found[-1], mention)
    return tuple(mention for mention in found if mention.text)


def within(mention: Mention, period: Dated) -> Mention:
    """The mention in the period of its row, unless it names one of its own."""
    if mention.since is not None or mention.until is not None:
        return mention
    return replace(mention, since=period.since, until=period.until)


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Each piece of a cell, after what stands between it and the one before."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        text = match.group(0).strip()
        kept.append(f"({text[1:-1]})" if text[0] in "([" else text)
        return f" \x01{len(kept) - 1}\x02 "

    shielded = _IN_BRACKETS.sub(keep, _REFERENCE.sub(keep, text))
    before, *rest = _SEPARATOR.split(f"\n{shielded}")[1:]
    for between, piece in zip([before, *rest[1::2]], rest[::2], strict=True):
        restored = piece
        while "\x01" in restored:  # a reference may stand within brackets
            restored = re.sub(r"\x01(\d+)\x02", lambda match: kept[int(match.group(1))], restored)
        if squeezed(restored):
            bare = squeezed(restored).strip(" .:-") if squeezed(restored) != "-" else ""
            yield between.strip(" ").casefold(), _NUMBERED.sub("", bare)


def _following(piece: str, before: list[Mention], calendar: Calendar) -> Mention | None:
    """ "An (tot Pasen), daarna Tom": Tom comes when An's time is over."""
    match = _NEXT.match(piece)
    ended = before[-1].until if before else None
    if match is None or ended is None:
        return None
    mention = _mention(match["name"], calendar)
    return replace(mention, since=mention.since or replace(ended, is_left_out=False))


def _mention(piece: str, calendar: Calendar) -> Mention:
    reference = _REFERENCE.search(piece)
    if reference is None:
        return _without_reference(piece, calendar)
    beside = squeezed(f"{piece[: reference.start()]} {piece[reference.end() :]}")
    named = _without_reference(beside, calendar, is_named=True)
    text = squeezed(reference["name"] or named.text or reference["to"])
    return replace(named, text=text, reference=reference["to"])


def _without_reference(piece: str, calendar: Calendar, *, is_named: bool = False) -> Mention:
    beside, phone = without_phone(piece)
    if phone:
        found = _without_reference(beside, calendar, is_named=is_named) if beside else Mention(text="")
        return replace(found, unread=phone)
    remarks = [squeezed(match) for match in _IN_BRACKETS.findall(piece)]
    name = squeezed(_IN_BRACKETS.sub(" ", piece))
    mention = _named(_with_period(name, calendar))
    for remark in filter(None, remarks):
        told = _told(mention, remark)
        mention = told or _with_remark(mention, within_brackets(remark, calendar), is_named=is_named)
    return mention


def _named(mention: Mention) -> Mention:
    """The mention by the name alone, with what stands around it."""
    found = name_alone(mention.text)
    named = replace(mention, text=found.text, is_deputy=found.is_deputy)
    for remark in found.remarks:
        named = _with_hours(named, remark)
    return named


def _with_hours(mention: Mention, remark: str) -> Mention:
    hours = weekly_hours(remark)
    if hours is not None:
        return replace(mention, hours_per_week=hours)
    return replace(mention, remark=squeezed(f"{mention.remark} {remark}"))


def _with_remark(mention: Mention, dated: Dated, *, is_named: bool) -> Mention:
    """The mention with a period or remark in brackets; where no name stands before them, they hold the name."""
    if dated.text and not (mention.text or is_named or dated.since or dated.until):
        return replace(mention, text=squeezed(dated.text.strip("? ")), doubtful=True, is_reserved=True)
    return _dated(replace(mention, remark=squeezed(f"{mention.remark} {dated.text}")), dated)


def _told(mention: Mention, remark: str) -> Mention | None:
    """The mention with what a remark of a fixed form says: an amount, that no start is known, or a note as it is."""
    ceiling = _CEILING.match(remark)
    if ceiling is not None:
        return replace(mention, ceiling_eur=int(re.sub(r"\D", "", ceiling["amount"])))
    if not remark.strip("?! "):
        return replace(mention, doubtful=True)
    if fold(remark) in _DOUBTS:
        return replace(mention, doubtful=True, is_reserved=True)
    if fold(remark) == _NO_START:
        return replace(mention, no_start=True)
    if fold(remark) == _NO_CEILING:
        return replace(mention, no_ceiling=True)
    if is_absence(remark) and mention.text:
        return replace(mention, unread=remark)
    if _ADDRESS.fullmatch(remark) and mention.text:
        return replace(mention, reference=remark)
    if weekly_hours(remark) is not None:
        return _with_hours(mention, remark)
    if _NOTE.match(remark):
        return replace(mention, remark=squeezed(f"{mention.remark} {_NOTE.sub('', remark, count=1)}"))
    return None


def _with_period(text: str, calendar: Calendar) -> Mention:
    dated = separated(text, calendar)
    name = dated.text.strip(" ,.:-–")
    return Mention(text=squeezed(name.strip("? ")), doubtful="?" in name, since=dated.since, until=dated.until)


def _dated(mention: Mention, other: Mention | Dated) -> Mention:
    found = replace(mention, since=agreed(mention.since, other.since), until=agreed(mention.until, other.until))
    unread = other.unread if isinstance(other, Mention) else ""
    return replace(found, unread=unread) if unread else found
