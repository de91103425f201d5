"""What one cell with names says: who, from when, until when, and how sure.

"An + Tom, vanaf sept. Els" mentions An, Tom, and Els from September on. Nothing is looked up here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from graph.domain.periods import SchoolYear, school_year_of
from graph.formats.reading.text import day_from, fold, squeezed

__all__ = ["Calendar", "Mention", "When", "is_blank", "is_not_used", "mentions_in"]

_MONTHS = {
    "jan": 1, "feb": 2, "maa": 3, "mrt": 3, "mar": 3, "apr": 4, "mei": 5, "may": 5, "jun": 6, "jul": 7,
    "aug": 8, "sep": 9, "okt": 10, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_MONTH = (
    r"(?:jan(?:uari|uary)?|feb(?:ruari|ruary)?|maart|mrt|mar(?:ch)?|apr(?:il)?|mei|may|jun[ie]?|jul[iy]?"
    r"|aug(?:ustus|ust)?|sept?(?:ember)?|okt(?:ober)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_HOLIDAY = (
    r"(?:(?:de )?(?:kerst|paas|herfst|krokus|zomer)(?:vakantie)?|kerstmis|pasen|nieuwjaar|volgend (?:school)?jaar"
    r"|(?:het )?(?:einde?|begin) (?:van het )?schooljaar)"
)
_DAY = (
    r"(?:\d{4}-\d{2}-\d{2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{1,2}/\d{1,2}"
    rf"|(?:\d{{1,2}} )?{_MONTH}(?: \d{{4}})?(?![^\W\d_])|{_HOLIDAY})"
)
_FROM = r"(?:vanaf|sinds|met ingang van|v\.a\.|from|since|starting)"
_UP_TO_AND_WITH = r"(?:tot en met|t\.?e\.?m\.?|t/m|up to and including)"
_UP_TO = r"(?:tot|until|till)"
_WORD = rf"(?P<word>{_FROM}|{_UP_TO_AND_WITH}|{_UP_TO})"
_BEFORE = re.compile(rf"{_WORD} (?P<day>{_DAY})(?: ?[:,]? (?P<name>.+))?\Z", re.IGNORECASE)
_BEFORE_UNKNOWN = re.compile(rf"{_WORD} (?P<day>\S+)(?: (?P<name>.+))?\Z", re.IGNORECASE)
_AFTER = re.compile(rf"(?P<name>.+?),? {_WORD} (?P<day>.+)\Z", re.IGNORECASE)
_NEXT = re.compile(r"(?:en )?(?:daarna|nadien|vervolgens|dan|afterwards|then),? (?P<name>.+)\Z", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"[^\S\n]*[(\[]([^)\]]*)[)\]][^\S\n]*")
_SEPARATOR = re.compile(
    r"\s*(?:\n|\+|;|&|,|\s/\s|(?<=[^\W\d_])/(?=[^\W\d_])(?!m\b)|(?<=\s)en(?=\s)(?!\smet\b)|(?<=\s)and(?=\s))\s*",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r'(?:"(?P<name>[^"\n]*)"\s*)?<(?P<to>[a-z_]+/[A-Za-z0-9._-]+|[^\s<>@/]+@[^\s<>@]+)>')
_CEILING = re.compile(
    rf"(?:(?:{_UP_TO_AND_WITH}|{_UP_TO}|max(?:imum|imaal)?\.?|up to) ?)?(?:€|eur(?:o)?) ?"
    r"(?P<amount>\d{1,3}(?:[. ]\d{3})+|\d+)(?:,(?:00|-))?(?: ?\(?excl\.? btw\)?)?\Z",
    re.IGNORECASE,
)
_NOTE = re.compile(r"(?:nota|note): ?", re.IGNORECASE)
_NO_START, _NO_CEILING = "begin niet gekend", "zonder maximumbedrag"
_NOBODY = {"", "geen", "niemand", "nog te bepalen", "nog niet", "ntb", "tbd", "vacant", "none", "nobody"}
_NOT_USED = {"nvt", "n v t", "niet van toepassing", "n a", "na", "not applicable", "niet bij ons"}
_RECENT = timedelta(days=100)


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A day as somebody wrote it.

    Attributes:
        text: the words, "vanaf sept."
        day: the day that they mean; None when they do not say it clearly.
        options: the days that they may mean, when they do not say it clearly.
    """

    text: str
    day: date | None = None
    options: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One name in a cell.

    Attributes:
        text: the name as written.
        doubtful: whether a question mark stands after it.
        since: the day from which it counts.
        until: the first day on which it no longer counts.
        remark: what stands in brackets after the name.
        reference: the e-mail address or id that stands in <> after the name.
        ceiling_eur: the amount that stands in brackets after the name: "(t.e.m. € 5.000)".
        no_start: whether "(begin niet gekend)" stands after it.
        no_ceiling: whether "(zonder maximumbedrag)" stands after it.
    """

    text: str
    doubtful: bool = False
    since: When | None = None
    until: When | None = None
    remark: str = ""
    reference: str = ""
    ceiling_eur: int | None = None
    no_start: bool = False
    no_ceiling: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """How days without a year are read.

    Attributes:
        on: the day of the import.
        school_year: the school year that the file is about; None when it does not say.
    """

    on: date
    school_year: SchoolYear | None = None

    def options(self, month: int, day: int) -> tuple[date, ...]:
        """The days that a day without a year may mean: one when that is clear."""
        if self.school_year is not None:
            return _existing((_in_year(self.school_year, month, day),))
        this_year = school_year_of(self.on)
        nearest = _in_year(this_year, month, day)
        following = _in_year(SchoolYear(this_year.first_year + 1), month, day)
        if nearest is not None and nearest >= self.on - _RECENT:
            return (nearest,)
        return _existing((nearest, following))


def is_blank(text: str) -> bool:
    """Whether a cell says that there is nobody, or nothing."""
    return fold(text) in _NOBODY and "?" not in text


def is_not_used(text: str) -> bool:
    """Whether a cell says that the school does not have this."""
    return fold(text) in _NOT_USED


def mentions_in(text: str, calendar: Calendar) -> tuple[Mention, ...]:
    """The names in a cell, in order, with their dates."""
    found: list[Mention] = []
    for piece in _pieces(text):
        mention = _following(piece, found, calendar) or _mention(piece, calendar)
        if mention.text or not found:
            found.append(mention)
        else:
            found[-1] = _dated(found[-1], mention)
    return tuple(mention for mention in found if mention.text)


def _pieces(text: str) -> Iterator[str]:
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        text = match.group(0).strip()
        kept.append(f"({text[1:-1]})" if text[0] in "([" else text)
        return f" \x01{len(kept) - 1}\x02 "

    shielded = _IN_BRACKETS.sub(keep, _REFERENCE.sub(keep, text))
    for piece in _SEPARATOR.split(shielded):
        restored = piece
        while "\x01" in restored:  # a reference may stand within brackets
            restored = re.sub(r"\x01(\d+)\x02", lambda match: kept[int(match.group(1))], restored)
        if squeezed(restored):
            yield squeezed(restored).strip(" .:-") if squeezed(restored) != "-" else ""


def _following(piece: str, before: list[Mention], calendar: Calendar) -> Mention | None:
    """ "An (tot Pasen), daarna Tom": Tom comes when An's time is over."""
    match = _NEXT.match(piece)
    ended = before[-1].until if before else None
    if match is None or ended is None:
        return None
    mention = _mention(match["name"], calendar)
    return replace(mention, since=mention.since or ended)


def _mention(piece: str, calendar: Calendar) -> Mention:
    reference = _REFERENCE.search(piece)
    if reference is None:
        return _without_reference(piece, calendar)
    named = _without_reference(squeezed(piece[: reference.start()] + " " + piece[reference.end() :]), calendar)
    text = squeezed(reference["name"] or named.text or reference["to"])
    return replace(named, text=text, reference=reference["to"])


def _without_reference(piece: str, calendar: Calendar) -> Mention:
    remarks = [squeezed(match) for match in _IN_BRACKETS.findall(piece)]
    name = squeezed(_IN_BRACKETS.sub(" ", piece))
    mention = _with_clause(name, calendar)
    for remark in remarks:
        told = _told(mention, remark)
        if told is not None:
            mention = told
            continue
        clause = _with_clause(remark, calendar)
        if clause.text:
            mention = replace(mention, remark=squeezed(f"{mention.remark} {remark}"))
        else:
            mention = _dated(mention, clause)
    return mention


def _told(mention: Mention, remark: str) -> Mention | None:
    """The mention with what a remark of a fixed form says: an amount, that no start is known, or a note as it is."""
    ceiling = _CEILING.match(remark)
    if ceiling is not None:
        return replace(mention, ceiling_eur=int(re.sub(r"\D", "", ceiling["amount"])))
    if fold(remark) == _NO_START:
        return replace(mention, no_start=True)
    if fold(remark) == _NO_CEILING:
        return replace(mention, no_ceiling=True)
    if _NOTE.match(remark):
        return replace(mention, remark=squeezed(f"{mention.remark} {_NOTE.sub('', remark, count=1)}"))
    return None


def _with_clause(text: str, calendar: Calendar) -> Mention:
    match = _BEFORE.match(text) or _BEFORE_UNKNOWN.match(text) or _AFTER.match(text)
    if match is None:
        return _named(text)
    when = _when(match["word"], match["day"], calendar)
    starts = re.fullmatch(_FROM, match["word"], re.IGNORECASE) is not None
    name = match["name"] or ""
    # A second clause may follow: "vanaf 1/9/2026 t.e.m. 30/6/2027".
    mention = _with_clause(name, calendar) if _BEFORE.match(name) else _named(name)
    return replace(mention, since=when) if starts else replace(mention, until=when)


def _named(text: str) -> Mention:
    name = text.strip(" ,.:")
    return Mention(text=squeezed(name.strip("? ")), doubtful="?" in name)


def _dated(mention: Mention, clause: Mention) -> Mention:
    return replace(mention, since=clause.since or mention.since, until=clause.until or mention.until)


def _when(word: str, day: str, calendar: Calendar) -> When:
    text = f"{word} {day}"
    whole_months = re.fullmatch(_MONTH + r"(?: \d{4})?", day, re.IGNORECASE) is not None
    options = _days(day, calendar)
    if re.fullmatch(_UP_TO_AND_WITH, word, re.IGNORECASE):
        options = tuple(_after_month(option) if whole_months else option + timedelta(days=1) for option in options)
    if len(options) == 1 and not re.fullmatch(_HOLIDAY, day, re.IGNORECASE):
        return When(text=text, day=options[0])
    return When(text=text, options=options)


def _days(text: str, calendar: Calendar) -> tuple[date, ...]:
    exact = day_from(text)
    if exact is not None:
        return (exact,)
    if match := re.fullmatch(r"(\d{1,2})/(\d{1,2})", text):
        return calendar.options(int(match[2]), int(match[1]))
    match = re.fullmatch(rf"(?:(\d{{1,2}}) )?({_MONTH})(?: (\d{{4}}))?", text, re.IGNORECASE)
    if match is None:
        return _holiday(fold(text), calendar)
    month, day = _MONTHS[match[2].lower()[:3]], int(match[1] or 1)
    if match[3]:
        return _existing((_date(int(match[3]), month, day),))
    return calendar.options(month, day)


def _holiday(text: str, calendar: Calendar) -> tuple[date, ...]:
    year = calendar.school_year or school_year_of(calendar.on)
    if "volgend" in text or "eind" in text or "zomer" in text:
        return (year.until,)
    if "begin" in text:
        return (year.since,)
    if "kerst" in text or "nieuwjaar" in text:
        return (date(year.first_year + 1, 1, 1),)
    return ()


def _after_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _in_year(year: SchoolYear, month: int, day: int) -> date | None:
    return _date(year.first_year if month >= year.since.month else year.first_year + 1, month, day)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _existing(days: tuple[date | None, ...]) -> tuple[date, ...]:
    return tuple(day for day in days if day is not None)
