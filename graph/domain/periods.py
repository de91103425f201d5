"""Valid time: half-open periods `[since, until)` of calendar dates; an absent bound is unbounded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

__all__ = [
    "Dated",
    "SchoolYear",
    "day_after",
    "days_outside_summer",
    "ends_after_start",
    "in_force",
    "last_day",
    "next_school_year",
    "overlap",
    "school_year_of",
    "school_years_between",
]

FIRST_MONTH_OF_SCHOOL_YEAR = 9
FIRST_MONTH_OF_SUMMER = 7


class Dated(Protocol):
    """Anything with a half-open period."""

    @property
    def since(self) -> date | None: ...

    @property
    def until(self) -> date | None: ...


def in_force(record: Dated, on: date) -> bool:
    """Whether the day lies in the record's own period."""
    since, until = record.since, record.until
    return (since is None or since <= on) and (until is None or on < until)


def overlap(one: Dated, other: Dated) -> bool:
    """Whether two periods share at least one day."""
    return _starts_before_end(one.since, other.until) and _starts_before_end(other.since, one.until)


def ends_after_start(since: date | None, until: date | None) -> bool:
    """Whether a period holds at least one day."""
    return _starts_before_end(since, until)


def day_after(day: date, days: int) -> date:
    """The day so many days later, or earlier when negative; within the calendar that dates know."""
    ordinal = day.toordinal() + days
    return date.fromordinal(min(max(ordinal, 1), date.max.toordinal()))


def last_day(until: date | None) -> date | None:
    """The last day that still counts, as people read a period; None when it has no end."""
    return None if until is None else _day_before(until)


@dataclass(frozen=True, slots=True, order=True)
class SchoolYear:
    """A Flemish school year, from 1 September up to the next 1 September.

    Attributes:
        first_year: calendar year in which it begins.
    """

    first_year: int

    @property
    def since(self) -> date:
        """Its first day."""
        return _first_of_september(self.first_year)

    @property
    def until(self) -> date:
        """The first day of the next one."""
        return _first_of_september(self.first_year + 1)

    def days(self) -> Iterator[date]:
        """Every calendar day of the year, in order."""
        for offset in range((self.until - self.since).days):
            yield self.since + timedelta(days=offset)

    def __str__(self) -> str:
        return f"{self.first_year}-{self.first_year + 1}"


def school_year_of(day: date) -> SchoolYear:
    """The school year in which a day lies."""
    return SchoolYear(day.year if day.month >= FIRST_MONTH_OF_SCHOOL_YEAR else day.year - 1)


def next_school_year(day: date) -> date:
    """The first day of the school year after the one in which a day lies."""
    return school_year_of(day).until


def school_years_between(since: date, until: date) -> Iterator[SchoolYear]:
    """The school years that share at least one day with the period `[since, until)`, in order."""
    if since < until:
        first, last = school_year_of(since), school_year_of(_day_before(until))
        yield from (SchoolYear(year) for year in range(first.first_year, last.first_year + 1))


def days_outside_summer(since: date, until: date) -> int:
    """How many days of the period `[since, until)` lie outside July and August. Cost: linear in its school years."""
    days = 0
    for year in school_years_between(since, until):
        summer = date(max(1, min(year.first_year + 1, date.max.year)), FIRST_MONTH_OF_SUMMER, 1)
        days += max(0, (min(until, summer) - max(since, year.since)).days)
    return days


def _starts_before_end(since: date | None, until: date | None) -> bool:
    return since is None or until is None or since < until


def _day_before(day: date) -> date:
    """The day before; of the first day that there is, that day itself."""
    return max(day, date.min + timedelta(days=1)) - timedelta(days=1)


def _first_of_september(year: int) -> date:
    """The first day of a school year; at the ends of the calendar, the end itself."""
    if year < date.min.year:
        return date.min
    return date.max if year > date.max.year else date(year, FIRST_MONTH_OF_SCHOOL_YEAR, 1)
