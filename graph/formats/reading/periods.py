"""Periods as people write them: "vanaf 1/9/2026", "t.e.m. juni", "1/9 - 30/6", "schooljaar 2026-2027", "tot Pasen".

One grammar, over whole words; what a day is stands in `graph.formats.reading.days`:

    period  = {clause} | day, ("-" | up to and including | up to), day | school year
    clause  = (from | up to and including | up to | after | before), day
            | "van", day, (up to and including | up to), day
            | ends on day

An end is the first day that no longer counts. What is not wholly understood has no day, but options to choose from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from graph.formats.reading.days import Calendar, Span, spans_of, spans_of_year
from graph.formats.reading.text import squeezed

__all__ = ["Dated", "When", "agreed", "in_column", "separated", "within_brackets"]

_FROM, _AFTER, _UP_TO, _BEFORE, _WITH, _ENDS = "from", "after", "up to", "before", "up to and including", "ends"
_SAID: Mapping[str, tuple[str, ...]] = {
    _FROM: (
        "vanaf", "sinds", "met ingang van", "va", "miv", "ingaand op", "start", "start op", "gestart op", "begint op",
        "startdatum", "begindatum", "ingang", "in dienst", "from", "since", "starting",
    ),
    _AFTER: ("na", "vanaf na", "after"),
    _WITH: ("tot en met", "tot & met", "tem", "t/m", "tm", "tot na", "up to and including"),
    _UP_TO: ("tot", "tot aan", "until", "till"),
    _BEFORE: ("voor", "tot voor", "before"),
    _ENDS: ("stopt", "stopt op", "gestopt op", "eindigt op", "einde", "einddatum", "uit dienst", "ends"),
}  # fmt: skip
"""What a clause says, by its words; without dots."""
_WORDS = sorted(
    ((tuple(words.split()), meaning) for meaning, known in _SAID.items() for words in known),
    key=lambda known: -len(known[0]),
)
_BY_FIRST_WORD = {known[0]: tuple(each for each in _WORDS if each[0][0] == known[0]) for known, _ in _WORDS}
_VAGUE = (
    "na", "after", "voor", "before", "from", "tm", "start", "gestart", "begint", "startdatum", "begindatum", "ingang",
    "in", "stopt", "gestopt", "eindigt", "einde", "einddatum", "uit", "ends",
)  # fmt: skip
"""Words that say something of a time only before a day."""
_STARTS = (_FROM, _AFTER)
_DASHES = ("-", "–", "—", ">", "->", "→")
_MOST_WORDS = 7
_A_YEAR = re.compile(r"(?<!\d)(?:19|20|21)\d\d(?!\d)")
_ALSO_NAMES = ("jan", "mei", "april", "may", "nu", "later", "straks")
_TELLING_DAY = re.compile(r"(?:begin|eind|einde|half|midden|medio)\b|\d{1,2}(?:ste|de|e)? [a-z]{3}")
"""Days that are told from a name without a year."""
_GLUED = re.compile(r"(?i)(?<![^\W_])(t\.?e\.?m\.?|t/m|v\.a\.|vanaf|tot)(?=\d)")
_BETWEEN = re.compile(r"(?<=\d)\s*[–—→]\s*(?=\d)|(?<=[/.]\d)-(?=\d{1,2}/)|(?<=[/.\d]\d\d)-(?=\d{1,2}/)")


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """One end of a period as somebody wrote it.

    Attributes:
        text: the words, "vanaf sept."
        day: the day that they mean; None when they do not say it clearly.
        options: the days that they may mean, when they do not say it clearly; likeliest first.
        is_left_out: whether the day that is written is itself read as no longer in the period: "tot 31/8".
        may_be_remark: whether the words may say nothing about the period.
    """

    text: str
    day: date | None = None
    options: tuple[date, ...] = ()
    is_left_out: bool = False
    may_be_remark: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A text with the period that it names.

    Attributes:
        text: what is left without the period; empty when that is all.
        since: the day from which it counts; None when the text names none.
        until: the first day on which it no longer counts; None when the text names none.
    """

    text: str = ""
    since: When | None = None
    until: When | None = None


def separated(text: str, calendar: Calendar) -> Dated:
    """A name and the period before or behind it: "vanaf sept. Els", "An tot Pasen", "Tom 1/9/2026 - 30/6/2027"."""
    words = _words(text)
    ahead, end = _clauses(words, 0, calendar)
    if end:
        return replace(ahead, text=" ".join(words[end:]))
    for start in range(1, len(words)):
        behind, end = _clauses(words, start, calendar)
        if start < end == len(words):
            return replace(behind, text=" ".join(words[:start]))
    return _with_unknown_day(words, calendar)


def within_brackets(text: str, calendar: Calendar) -> Dated:
    """What stands in brackets behind a name: a period, or else a remark.

    A period with something else beside it, and a remark with a day in it, are left to a person.
    """
    words = [part for word in _words(text) for part in _days_apart(word, calendar)]
    whole, end = _clauses(words, 0, calendar, in_brackets=True)
    if words and end == len(words):
        return whole
    options = tuple(_days_within(words, calendar))
    if not options and not _has_telling_word(words):
        return Dated(text=text)
    meaning = _word_at(words, 0)
    unclear = When(text=squeezed(text), options=options, may_be_remark=True)
    is_end = meaning is not None and meaning[0] not in _STARTS
    return Dated(text=text, until=unclear) if is_end else Dated(text=text, since=unclear)


def in_column(text: str, said: str, calendar: Calendar, *, is_end: bool) -> When:
    """The end of a period that stands in a column of its own; what is no day, or more than that, has no day.

    Args:
        text: of the cell.
        said: the word that says how a day alone is meant there, such as "vanaf".
        calendar: how days without a year are read.
        is_end: whether the column holds where periods end, rather than where they begin.
    """
    written = text if spans_of(text.rstrip("?. "), calendar) is None else f"{said} {text}"
    dated = within_brackets(written, calendar)
    wanted = dated.until if is_end else dated.since
    if wanted is not None and not dated.text:
        return wanted
    return When(text=text, options=wanted.options if wanted else ())


def agreed(one: When | None, other: When | None) -> When | None:
    """What two statements about one end of a period come to; two days that differ are left to a person."""
    if one is None or other is None or one == other:
        return one or other
    options = tuple(dict.fromkeys(day for when in (one, other) for day in (when.day, *when.options) if day is not None))
    if len(options) == 1 and one.day == other.day:
        return one
    return When(text=f"{one.text}, {other.text}", options=options)


def _words(text: str) -> list[str]:
    return squeezed(_BETWEEN.sub(" - ", _GLUED.sub(r"\1 ", text))).split()


def _days_apart(word: str, calendar: Calendar) -> list[str]:
    """The two days of "sept-juni"; any other word as it is."""
    first, dash, second = word.replace("–", "-").partition("-")
    if not dash or "-" in second or spans_of(word, calendar) is not None:
        return [word]
    are_days = all(spans_of(part, calendar) is not None for part in (first, second))
    return [first, dash, second] if are_days else [word]


def _plain(word: str) -> str:
    return word.casefold().strip(",:;.?!").replace(".", "")


def _word_at(words: Sequence[str], start: int) -> tuple[str, int] | None:
    """What the clause that begins here says, and where its day begins."""
    for known, meaning in _BY_FIRST_WORD.get(_plain(words[start]), ()) if start < len(words) else ():
        end = start + len(known)
        if end <= len(words) and tuple(map(_plain, words[start:end])) == known:
            return meaning, end
    return None


def _has_telling_word(words: Sequence[str]) -> bool:
    """Whether a word stands here that nearly always begins a period."""
    starts = (_word_at(words, start) for start in range(len(words)))
    return any(found is not None and _plain(words[start]) not in _VAGUE for start, found in enumerate(starts))


def _clauses(words: Sequence[str], start: int, calendar: Calendar, *, in_brackets: bool = False) -> tuple[Dated, int]:
    """The longest period that begins here, and where it ends; nothing, and `start`, when none does."""
    found, here = _range(words, start, calendar, in_brackets=in_brackets)
    while here < len(words):
        clause, end = _clause(words, here, calendar)
        if end == here:
            break
        found = Dated(since=agreed(found.since, clause.since), until=agreed(found.until, clause.until))
        here = end
    return found, here


def _clause(words: Sequence[str], start: int, calendar: Calendar) -> tuple[Dated, int]:
    skipped = start + 1 if _plain(words[start]) in ("en", "and") and start else start
    said = _word_at(words, skipped)
    if said is None:
        return Dated(), start
    meaning, at = said
    spans, end = _day_at(words, at, calendar)
    if spans is None and at < len(words) and _plain(words[start]) not in _VAGUE:
        spans, end = spans_of_year(_plain(words[at])), at + 1
    if spans is None:
        return Dated(), start
    return _bound(meaning, spans, words[skipped:end]), end


def _range(words: Sequence[str], start: int, calendar: Calendar, *, in_brackets: bool) -> tuple[Dated, int]:
    """A period of two days, a school year, or within brackets a day alone."""
    has_van = _plain(words[start]) in ("van", "tussen") if start < len(words) else False
    at = start + has_van
    spans, middle = _day_at(words, at, calendar)
    if spans is None:
        return Dated(), start
    second = _second(words, middle, calendar) if middle < len(words) else None
    end = middle if second is None else second[1]
    # "klas 1/2" and "Jan" are no days, and "1/2 - 3/4" may be none.
    written = " ".join(words[at:end])
    is_said = in_brackets or _A_YEAR.search(written) is not None or (has_van and second is not None)
    is_told = second is not None or _TELLING_DAY.match(written.casefold()) is not None
    if not (is_said or is_told) or (has_van and second is None):
        return Dated(), start
    if second is None:
        return _alone(spans, words[start:middle]), middle
    since = _bound(_FROM, spans, words[start:middle]).since
    return Dated(since=since if is_said else _unsure(since), until=second[0] if is_said else _unsure(second[0])), end


def _unsure(when: When | None) -> When | None:
    """The end of a period as one that a person is asked about."""
    if when is None or when.day is None:
        return when
    return When(text=when.text, options=(when.day,))


def _second(words: Sequence[str], middle: int, calendar: Calendar) -> tuple[When | None, int] | None:
    said = (_WITH, middle + 1) if words[middle] in _DASHES or _plain(words[middle]) == "en" else _word_at(words, middle)
    if said is None or said[0] in _STARTS:
        return None
    spans, end = _day_at(words, said[1], calendar)
    return None if spans is None else (_bound(said[0], spans, words[middle:end]).until, end)


def _alone(spans: tuple[Span, ...], written: Sequence[str]) -> Dated:
    """A school year is a period; whether another day alone is a beginning is asked."""
    text = " ".join(written)
    if len(spans) == 1 and spans[0].is_sure and (spans[0].after - spans[0].first).days > 31:
        return Dated(since=When(text=text, day=spans[0].first), until=When(text=text, day=spans[0].after))
    if spans and all(span.is_end for span in spans):
        return Dated(until=When(text=text, options=tuple(span.after for span in spans), may_be_remark=True))
    return Dated(since=When(text=text, options=tuple(span.first for span in spans), may_be_remark=True))


def _day_at(words: Sequence[str], start: int, calendar: Calendar) -> tuple[tuple[Span, ...] | None, int]:
    """The longest day that begins here, and where it ends."""
    for end in range(min(len(words), start + _MOST_WORDS), start, -1):
        text = " ".join(words[start:end])
        spans = spans_of(text.replace("?", "").rstrip(".,:; "), calendar)
        if spans is not None:
            return (tuple(replace(span, is_sure=False) for span in spans) if "?" in text else spans), end
    return None, start


def _bound(meaning: str, spans: tuple[Span, ...], written: Sequence[str]) -> Dated:
    text = " ".join(written).rstrip(",:;")
    if meaning == _ENDS:  # whether the day itself still counts, such words do not say
        ends = tuple(dict.fromkeys(day for span in spans for day in (span.after, _day_of(_UP_TO, span))))
        return Dated(until=When(text=text, options=ends))
    days = tuple(dict.fromkeys(_day_of(meaning, span) for span in spans))
    is_clear = len(days) == 1 and all(span.is_sure for span in spans)
    when = When(text=text, day=days[0]) if is_clear else When(text=text, options=days)
    if meaning in _STARTS:
        return Dated(since=when)
    is_one_day = is_clear and (spans[0].after - spans[0].first).days == 1
    return Dated(until=replace(when, is_left_out=is_one_day and meaning == _UP_TO))


def _day_of(meaning: str, span: Span) -> date:
    if meaning in (_AFTER, _WITH) or (meaning in (_UP_TO, _BEFORE) and span.is_end):
        return span.after
    return span.first


def _with_unknown_day(words: Sequence[str], calendar: Calendar) -> Dated:
    """A name beside a word such as "vanaf" and something that is no day."""
    for start in range(len(words)):
        said = _word_at(words, start)
        if said is None or _plain(words[start]) in _VAGUE or said[1] == len(words):
            continue
        end = said[1] + 1 if start == 0 else len(words)
        options = tuple(_days_within(words[start:end], calendar))
        when = When(text=" ".join(words[start:end]), options=options)
        name = " ".join([*words[:start], *words[end:]])
        return Dated(text=name, since=when) if said[0] in _STARTS else Dated(text=name, until=when)
    return Dated(text=" ".join(words))


def _days_within(words: Sequence[str], calendar: Calendar) -> Iterator[date]:
    """The days that stand somewhere in a text, read with the word before them."""
    here = 0
    while here < len(words):
        said = _word_at(words, here)
        meaning, at = (_FROM, here) if said is None else said
        spans, end = _day_at(words, at, calendar)
        if spans is None or (said is None and " ".join(map(_plain, words[at:end])) in _ALSO_NAMES):
            here += 1
        else:
            yield from (_day_of(meaning, span) for span in spans)
            here = end
