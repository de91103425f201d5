"""One day, month, school year or holiday as people write it, to the days that it covers.

    "1/9/2026", "1 sep 26", "sept.", "begin oktober", "eind juni", "schooljaar 2026-2027", "de paasvakantie"

What can mean one thing only is sure. The rest has the days that it may cover, likeliest first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from graph.domain.periods import SchoolYear, school_year_of
from graph.formats.reading.holidays import Days, holidays_of
from graph.formats.reading.text import fold, squeezed

__all__ = [
    "Calendar",
    "Span",
    "counted_day",
    "day_from",
    "is_no_end",
    "says_no_end",
    "school_years_in",
    "spans_of",
    "spans_of_year",
]

FIRST_YEAR, LAST_YEAR = 1900, 2200
_YEARS_WITHOUT_END = (2999, 9999)
_WITHOUT_END = frozenset(
    [
        "onbepaald",
        "onbepaalde duur",
        "van onbepaalde duur",
        "geen einddatum",
        "tot nader order",
        "doorlopend",
        "indefinite",
    ]
)
_CENTURY = 2000
_RECENT = timedelta(days=100)
DAY_ZERO = date(1899, 12, 30)
"""The day before the first that a spreadsheet counts, as if 1900 had a 29 February."""
_COUNTED = re.compile(r"[2-7]\d{4}(?:[.,]0+)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?: 0?0:00(?::00)?)?\Z")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?)?\Z")
_SCHOOL_YEARS = re.compile(r"(?<![\d/.-])(20\d\d)\s*[-–/]\s*(20\d\d|\d\d)(?!\d|[/.-]\d)")
_OF_SCHOOL_YEAR = r"(?:school|werk|academie)?jaar|s\.?j\.?"
_TWO_YEARS = r"['’]?(\d\d) ?[-–/] ?['’]?(\d\d)"
_SHORT_SCHOOL_YEARS = re.compile(rf"\b(?:{_OF_SCHOOL_YEAR}) {_TWO_YEARS}(?!\d|[/.-]\d)")
_MONTHS = {
    "jan": 1, "feb": 2, "maa": 3, "mrt": 3, "mar": 3, "apr": 4, "mei": 5, "may": 5, "jun": 6, "jul": 7,
    "aug": 8, "sep": 9, "okt": 10, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_MONTH = (
    r"(jan(?:uari|uary)?|feb(?:ruari|ruary)?|maart|mrt|mar(?:ch)?|apr(?:il)?|mei|may|jun[ie]?|jul[iy]?"
    r"|aug(?:ustus|ust)?|sept?(?:ember)?|okt(?:ober)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?:[ /.-](?:van )?['’]?(\d{4}|\d\d))?"
_THE = r"(?:(?:de|het|the) )?"
_BEGIN, _END = r"(?:begin|start|early|beginning)", r"(?:eind|einde|late|end)"
_PART = rf"({_BEGIN}|{_END}|half|midden|medio|mid)(?: (?:van|of))?"
_HALF = r"(?:(1e|1ste|eerste|first)|2e|2de|tweede|second) (?:helft|half)(?: (?:van|of))?"
_HOLIDAYS = {
    "herfstvakantie": "herfstvakantie", "herfst": "herfstvakantie", "kerstvakantie": "kerstvakantie",
    "krokusvakantie": "krokusvakantie", "krokus": "krokusvakantie", "paasvakantie": "paasvakantie",
    "zomervakantie": "zomervakantie", "grote vakantie": "zomervakantie", "zomer": "zomervakantie",
    "allerheiligen": "allerheiligen", "wapenstilstand": "wapenstilstand", "kerst": "kerst", "kerstmis": "kerst",
    "christmas": "kerst", "nieuwjaar": "nieuwjaar", "new year": "nieuwjaar", "pasen": "pasen", "easter": "pasen",
    "paasmaandag": "paasmaandag", "hemelvaart": "hemelvaart", "pinksteren": "pinksteren",
}  # fmt: skip


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

    def holidays(self, name: str) -> tuple[Days, ...]:
        """The holidays that a name without a year may mean, likeliest first."""
        if self.school_year is not None:
            return (holidays_of(self.school_year)[name],)
        this_year = school_year_of(self.on)
        nearest, following = (holidays_of(year)[name] for year in (this_year, SchoolYear(this_year.first_year + 1)))
        return (nearest,) if nearest.after > self.on else (following, nearest)

    @property
    def year(self) -> SchoolYear:
        """The school year of the file, else of the day of the import."""
        return self.school_year or school_year_of(self.on)


@dataclass(frozen=True, slots=True)
class Span:
    """The days that a text may cover.

    Attributes:
        first: the first of them.
        after: the first day after them.
        is_sure: whether the text can mean nothing else.
        is_end: whether it names an end itself ("eind juni"), so that "tot" it is up to and including it.
    """

    first: date
    after: date
    is_sure: bool = False
    is_end: bool = False


def day_from(text: str) -> date | None:
    """The day that "2026-09-01", "1/9/2026", "01-09-2026" or "01.09.2026" names: the day comes first.

    Returns:
        None when it is none of these, or not in the calendar, or in a year that cannot be meant. The years 2999 and
        9999, with which programs say that there is no end, are days too: see `is_no_end`.
    """
    match, order = _DAY_FIRST.match(squeezed(text)), -1
    if match is None:
        match, order = _YEAR_FIRST.match(squeezed(text)), 1
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups()[::order])
    if year in _YEARS_WITHOUT_END:
        return _in_calendar(year, month, day)
    return _date(year, month, day)


def counted_day(text: str) -> date | None:
    """The day that a spreadsheet wrote as the number by which it counts days: 46266 is 1 September 2026."""
    return DAY_ZERO + timedelta(days=int(text[:5])) if _COUNTED.fullmatch(text) else None


def is_no_end(day: date) -> bool:
    """Whether a day lies in a year with which programs say that there is no end."""
    return day.year > LAST_YEAR


def says_no_end(text: str) -> bool:
    """Whether a text where an end stands says that there is none, in words or as a day that never comes."""
    day = day_from(text)
    return fold(text) in _WITHOUT_END or (day is not None and is_no_end(day))


def school_years_in(text: str) -> frozenset[SchoolYear]:
    """The school years that a text names, such as "Takenoverzicht 2026-2027"."""
    written = [*_SCHOOL_YEARS.findall(text), *_SHORT_SCHOOL_YEARS.findall(text.casefold())]
    return frozenset(
        SchoolYear(_full_year(first)) for first, second in written if (int(first) + 1) % 100 == int(second) % 100
    )


def spans_of(text: str, calendar: Calendar) -> tuple[Span, ...] | None:
    """The days that a whole text may cover, likeliest first.

    Returns:
        None when it is no day; nothing when it is one that cannot be told, such as 30 February or "binnenkort".
    """
    folded = squeezed(text).casefold().strip(" ,:;")
    for pattern, read in _RULES:
        match = pattern.fullmatch(folded)
        if match is not None:
            return tuple(read(match, calendar))
    return None


def spans_of_year(text: str) -> tuple[Span, ...] | None:
    """What a year alone may cover: the school year that begins in it, or the year; None when it is no year."""
    if re.fullmatch(r"(?:19|20|21)\d\d", text) is None:
        return None
    year = SchoolYear(int(text))
    return Span(year.since, year.until), Span(date(int(text), 1, 1), date(int(text) + 1, 1, 1))


def _exact(match: re.Match[str], _: Calendar) -> Iterator[Span]:
    day = day_from(match[0])
    if day is not None and not is_no_end(day):
        yield _one(day, is_sure=True)


def _short_year(match: re.Match[str], _: Calendar) -> Iterator[Span]:
    """A year of two digits is never sure."""
    yield from _ones([_date(_CENTURY + int(match[3]), int(match[2]), int(match[1]))], is_sure=False)


def _without_year(match: re.Match[str], calendar: Calendar) -> Iterator[Span]:
    options = calendar.options(int(match[2]), int(match[1]))
    yield from _ones(options, is_sure=len(options) == 1)


def _of_month(match: re.Match[str], calendar: Calendar) -> Iterator[Span]:
    month, day = _month(match[2]), int(match[1])
    if not match[3]:
        options = calendar.options(month, day)
        yield from _ones(options, is_sure=len(options) == 1)
    else:
        yield from _ones([_date(_full_year(match[3]), month, day)], is_sure=len(match[3]) == 4)


def _whole_month(match: re.Match[str], calendar: Calendar) -> Iterator[Span]:
    month = _month(match[1])
    for first, is_sure in _firsts(month, match[2], calendar):
        yield Span(first, _after_month(first), is_sure)
    if match[2] and len(match[2]) == 2:
        days = calendar.options(month, int(match[2]))  # "sep 26" may be a day too
        yield from _ones(days, is_sure=False)


def _numbered_month(match: re.Match[str], _: Calendar) -> Iterator[Span]:
    """A month with its year; "2011-12" may be a school year too."""
    year, month = int(match[1] or match[4]), int(match[2] or match[3])
    first = _date(year, month, 1)
    if first is not None:
        yield Span(first, _after_month(first), is_sure=match[1] is None or (year + 1) % 100 != month)


def _month_and_year(match: re.Match[str], _: Calendar) -> Iterator[Span]:
    """A month with the last two figures of its year: "06/27", which is never sure."""
    first = _date(_full_year(match[2]), int(match[1]), 1)
    if first is not None:
        yield Span(first, _after_month(first))


def _half_of_month(match: re.Match[str], calendar: Calendar) -> Iterator[Span]:
    for first, _ in _firsts(_month(match[2]), match[3], calendar):
        middle = first.replace(day=16)
        yield Span(first, middle, is_end=True) if match[1] else Span(middle, _after_month(first), is_end=True)


def _part_of_month(match: re.Match[str], calendar: Calendar) -> Iterator[Span]:
    for first, _ in _firsts(_month(match[2]), match[3], calendar):
        after = _after_month(first)
        if re.fullmatch(_BEGIN, match[1]):
            yield Span(first, first + timedelta(days=10))
        elif re.fullmatch(_END, match[1]):
            yield Span(after - timedelta(days=1), after, is_end=True)
        else:
            yield Span(first.replace(day=15), first.replace(day=16))


def _school_year(match: re.Match[str], _: Calendar) -> Iterator[Span]:
    for year in school_years_in(f"{_full_year(match[1])}-{match[2]}"):
        yield Span(year.since, year.until, is_sure=True)


def _years_alone(match: re.Match[str], _: Calendar) -> Iterator[Span]:
    """ "26-27": a school year when the years follow each other, which is never sure."""
    if int(match[1]) + 1 == int(match[2]):
        year = SchoolYear(_full_year(match[1]))
        yield Span(year.since, year.until)


def _near_school_year(match: re.Match[str], calendar: Calendar) -> Iterator[Span]:
    shift = 1 if match[1].startswith(("volgend", "next")) else -1 if match[1].startswith(("vorig", "last")) else 0
    year = SchoolYear(calendar.year.first_year + shift)
    yield Span(year.since, year.until)
    if match[2] is None:
        yield Span(date(calendar.on.year + shift, 1, 1), date(calendar.on.year + shift + 1, 1, 1))


def _part_of_school_year(match: re.Match[str], calendar: Calendar) -> Iterator[Span]:
    year = SchoolYear(calendar.year.first_year + (1 if match[2] else 0))
    if re.fullmatch(_BEGIN, match[1]):
        yield Span(year.since, year.since + timedelta(days=10))
    elif re.fullmatch(_END, match[1]):
        yield Span(year.until - timedelta(days=1), year.until, is_end=True)
        yield Span(date(year.first_year + 1, 6, 30), date(year.first_year + 1, 7, 1), is_end=True)


def _holiday(match: re.Match[str], calendar: Calendar) -> Iterator[Span]:
    name, part = _HOLIDAYS[match[2]], match[1] or ""
    found = calendar.holidays(name)
    if match[3]:
        first = _full_year(match[3])
        if not FIRST_YEAR <= first <= LAST_YEAR:
            return
        years = (holidays_of(SchoolYear(year))[name] for year in (first - 1, first))
        found = tuple(days for days in years if days.first.year == first)
    for days in found:
        if re.match(_END, part):
            yield Span(days.after - timedelta(days=1), days.after, is_end=True)
        elif part:
            yield Span(days.first, days.first + timedelta(days=1))
        else:
            yield Span(days.first, days.after)


def _near(match: re.Match[str], calendar: Calendar) -> Iterator[Span]:
    on, word = calendar.on, match[0]
    monday = on - timedelta(days=on.weekday())
    if word in ("vandaag", "nu", "heden", "today", "now"):
        yield _one(on)
    elif word in ("morgen", "tomorrow"):
        yield _one(on + timedelta(days=1))
    elif word in ("volgende week", "next week"):
        yield Span(monday + timedelta(weeks=1), monday + timedelta(weeks=2))
    elif word in ("deze week", "this week"):
        yield Span(monday, monday + timedelta(weeks=1))
    elif word in ("volgende maand", "next month"):
        yield Span(_after_month(on), _after_month(_after_month(on)))
    elif word in ("deze maand", "this month"):
        yield Span(on.replace(day=1), _after_month(on))


_Reading = Callable[[re.Match[str], Calendar], Iterator[Span]]
_RULES: tuple[tuple[re.Pattern[str], _Reading], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d{2}-\d{2}", _exact),
        (r"(\d{4})[-/](0?[1-9]|1[0-2])|(0?[1-9]|1[0-2])[/.-](\d{4})", _numbered_month),
        (r"(0?[1-9]|1[0-2])/(1[3-9]|[2-9]\d)", _month_and_year),
        (r"(\d{1,2})[/.-](\d{1,2})[/.-]['’]?(\d\d)", _short_year),
        (r"(0?[1-9]|[12]\d|3[01])/(0?[1-9]|1[0-2])", _without_year),
        (rf"(\d{{1,2}})(?:ste|de|e|st|nd|rd|th)?[ -]{_MONTH}{_YEAR}", _of_month),
        (rf"(?:maand )?{_MONTH}{_YEAR}", _whole_month),
        (rf"{_THE}{_PART} (?:maand )?{_MONTH}{_YEAR}", _part_of_month),
        (rf"{_THE}{_HALF} (?:maand )?{_MONTH}{_YEAR}", _half_of_month),
        (rf"{_THE}(?:(?:{_OF_SCHOOL_YEAR}) )?(20\d\d) ?[-–/] ?(20\d\d|\d\d)", _school_year),
        (rf"{_THE}(?:{_OF_SCHOOL_YEAR}) {_TWO_YEARS}", _school_year),
        (r"['’]?([2-9]\d)[-–]['’]?([2-9]\d)", _years_alone),
        (r"(?:het )?(dit|heel|hele|volledige?|ganse?|huidige?|volgende?|vorige?|this|next|last) (school ?|werk)?"
         r"(?:jaar|year)", _near_school_year),
        (rf"{_THE}{_PART} {_THE}(?:(?:dit|lopende|huidige|(volgende?)) )?school ?(?:jaar|year)", _part_of_school_year),
        (rf"{_THE}(?:({_BEGIN}|{_END})(?: van)? )?{_THE}({'|'.join(_HOLIDAYS)})(?: van)?{_YEAR}", _holiday),
        (r"vandaag|nu|heden|today|now|morgen|tomorrow|(?:volgende|deze) (?:week|maand)|(?:next|this) (?:week|month)"
         r"|binnenkort|later|straks|soon", _near),
    )
)  # fmt: skip


def _month(word: str) -> int:
    return _MONTHS[word[:3]]


def _full_year(written: str) -> int:
    return int(written) + (_CENTURY if len(written) == 2 else 0)


def _firsts(month: int, year: str | None, calendar: Calendar) -> Iterator[tuple[date, bool]]:
    """The first days that a month may have, each with whether it is sure."""
    if year is None:
        options = calendar.options(month, 1)
        yield from ((day, len(options) == 1) for day in options)
    elif (first := _date(_full_year(year), month, 1)) is not None:
        yield first, len(year) == 4


def _ones(days: Iterable[date | None], *, is_sure: bool) -> Iterator[Span]:
    return (_one(day, is_sure=is_sure) for day in days if day is not None)


def _one(day: date, *, is_sure: bool = False) -> Span:
    return Span(day, day + timedelta(days=1), is_sure)


def _after_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _in_year(year: SchoolYear, month: int, day: int) -> date | None:
    return _date(year.first_year if month >= year.since.month else year.first_year + 1, month, day)


def _date(year: int, month: int, day: int) -> date | None:
    """The day; None when the calendar has none, or its year cannot be meant."""
    return _in_calendar(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None


def _in_calendar(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _existing(days: tuple[date | None, ...]) -> tuple[date, ...]:
    return tuple(day for day in days if day is not None)
