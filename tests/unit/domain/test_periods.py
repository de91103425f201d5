from datetime import date

import pytest

from graph.domain.kinds import Holds
from graph.domain.periods import SchoolYear, ends_after_start, in_force, last_day, overlap, school_year_of


def holding(since: date | None, until: date | None) -> Holds:
    return Holds(id="holds/1", from_id="person/an", to_id="role/ict", since=since, until=until)


def test_the_first_day_counts_and_the_day_of_until_no_longer_does() -> None:
    held = holding(date(2026, 9, 1), date(2027, 7, 1))
    days = [date(2026, 8, 31), date(2026, 9, 1), date(2027, 6, 30), date(2027, 7, 1)]
    assert [in_force(held, day) for day in days] == [False, True, True, False]


def test_an_absent_bound_is_unbounded() -> None:
    assert in_force(holding(None, None), date.min)
    assert in_force(holding(None, date(2027, 1, 1)), date.min)
    assert in_force(holding(date(2026, 1, 1), None), date.max)


def test_people_read_the_last_day_that_still_counts() -> None:
    assert last_day(date(2027, 9, 1)) == date(2027, 8, 31)
    assert last_day(None) is None


def test_periods_that_only_touch_do_not_overlap() -> None:
    first = holding(date(2026, 9, 1), date(2027, 1, 1))
    assert not overlap(first, holding(date(2027, 1, 1), None))
    assert overlap(first, holding(date(2026, 12, 31), None))
    assert overlap(first, holding(None, None))


@pytest.mark.parametrize(
    ("since", "until", "sound"),
    [
        (date(2026, 9, 1), date(2026, 9, 2), True),
        (date(2026, 9, 1), date(2026, 9, 1), False),
        (date(2026, 9, 2), date(2026, 9, 1), False),
        (None, date(2026, 9, 1), True),
        (date(2026, 9, 1), None, True),
    ],
)
def test_a_period_holds_at_least_a_day(since: date | None, until: date | None, sound: bool) -> None:
    assert ends_after_start(since, until) is sound


def test_a_school_year_runs_from_september_to_september() -> None:
    assert school_year_of(date(2026, 8, 31)) == SchoolYear(2025)
    assert school_year_of(date(2026, 9, 1)) == SchoolYear(2026)
    year = SchoolYear(2026)
    assert (year.since, year.until, str(year)) == (date(2026, 9, 1), date(2027, 9, 1), "2026-2027")
    assert len(list(year.days())) == 365
