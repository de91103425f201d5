"""Days that may be asked and written, and what the ends of the calendar do."""

from __future__ import annotations

from datetime import date

import pytest

from graph.domain.days import asked_day, asked_moment, day_if_asked
from graph.domain.errors import InvalidInput
from graph.domain.periods import days_outside_summer, last_day, next_school_year, school_year_of, school_years_between

ENDS = (date.min, date.max)


@pytest.mark.parametrize("text", ["0001-01-01", "1899-12-31", "2201-01-01", "9999-12-31"])
def test_a_day_too_far_away_is_a_mistake_with_a_way_out(text: str) -> None:
    for ask in (asked_day, asked_moment, day_if_asked):
        with pytest.raises(InvalidInput, match="Give a day from 1900 to 2200"):
            ask(text, field="on")
    with pytest.raises(InvalidInput, match="Give a day from 1900 to 2200"):
        asked_moment(f"{text}T00:00:00+00:00", field="known_at")


@pytest.mark.parametrize("text", ["1900-01-01", "2200-12-31"])
def test_the_first_and_the_last_day_may_be_asked(text: str) -> None:
    assert asked_day(text, field="on") == asked_moment(text, field="on") == date.fromisoformat(text)


@pytest.mark.parametrize("text", ["", "2026-02-30", "gisteren", "٢", "12.5"])
def test_what_is_no_day_is_said_so(text: str) -> None:
    with pytest.raises(InvalidInput, match="Write it as 2026-09-01"):
        asked_day(text, field="on")


@pytest.mark.parametrize("day", ENDS)
def test_the_ends_of_the_calendar_have_a_school_year_and_a_day_before(day: date) -> None:
    year = school_year_of(day)
    assert year.since <= day <= year.until
    assert next_school_year(day) == year.until
    assert last_day(day) is not None
    assert days_outside_summer(*ENDS) > 0
    assert next(iter(school_years_between(*ENDS))).since == date.min
