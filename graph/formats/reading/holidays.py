"""The holidays of Flemish schools, computed, so that "na de paasvakantie" means the right day in any year.

The rules are those of the Flemish government for compulsory education: Besluit van de Vlaamse Regering van 31 augustus
2001 houdende de organisatie van het schooljaar in het secundair onderwijs, art. 7, and the same in the besluit of
17 april 1991 for primary schools. What a school chooses itself (loose days, study days) cannot be computed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from graph.domain.periods import SchoolYear

__all__ = ["Days", "easter", "holidays_of"]

_EARLY_EASTER, _LATE_EASTER = 3, (4, 15)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Days:
    """Some days after each other.

    Attributes:
        first: the first of them.
        after: the first day after them.
    """

    first: date
    after: date


def easter(year: int) -> date:
    """Easter Sunday of a year of the Gregorian calendar (the method of Meeus, Jones and Butcher)."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    leaps, not_leaps = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - correction + 15) % 30
    weekday = (32 + 2 * not_leaps + 2 * (rest // 4) - epact - rest % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def holidays_of(year: SchoolYear) -> dict[str, Days]:
    """The holidays and feasts of a school year by their Dutch names."""
    first, second = year.first_year, year.first_year + 1
    sunday = easter(second)
    return {
        "herfstvakantie": _autumn(first),
        "kerstvakantie": _christmas(first),
        "krokusvakantie": _weeks(_monday_of(sunday) - timedelta(weeks=6), 1),
        "paasvakantie": _spring(second),
        "zomervakantie": Days(date(second, 7, 1), year.until),
        "allerheiligen": _day(date(first, 11, 1)),
        "wapenstilstand": _day(date(first, 11, 11)),
        "kerst": _day(date(first, 12, 25)),
        "nieuwjaar": _day(date(second, 1, 1)),
        "pasen": _day(sunday),
        "paasmaandag": _day(sunday + timedelta(days=1)),
        "hemelvaart": _day(sunday + timedelta(days=39)),
        "pinksteren": _day(sunday + timedelta(days=49)),
    }


def _autumn(year: int) -> Days:
    """The week of 1 November; from 2 November when the first is a Sunday."""
    first = date(year, 11, 1)
    return _weeks(_monday_of(first) if first.weekday() <= _SATURDAY else first + timedelta(days=1), 1)


def _christmas(year: int) -> Days:
    """Two weeks from the Monday of the week of Christmas; from the Monday after when that falls in a weekend."""
    day = date(year, 12, 25)
    return _weeks(_monday_of(day) + timedelta(weeks=1 if day.weekday() >= _SATURDAY else 0), 2)


def _spring(year: int) -> Days:
    """Two weeks from the first Monday of April; otherwise when Easter is in March, or after 15 April."""
    sunday = easter(year)
    if sunday.month == _EARLY_EASTER:
        return _weeks(sunday + timedelta(days=1), 2)
    if (sunday.month, sunday.day) > _LATE_EASTER:
        # Easter Monday is free too, and comes right after these two weeks.
        two = _weeks(sunday - timedelta(days=13), 2)
        return Days(two.first, two.after + timedelta(days=1))
    return _weeks(_monday_of(date(year, 4, 7)), 2)


def _monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _weeks(first: date, number: int) -> Days:
    return Days(first, first + timedelta(weeks=number))


def _day(day: date) -> Days:
    return Days(day, day + timedelta(days=1))
