"""Texts, dates and numbers as people of a language read them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from babel.dates import format_date
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from graph.domain.errors import InvalidInput
from graph.domain.text import Quoted, Text
from graph.words.catalogue import texts_in
from tests.graphs import day

DUTCH, ENGLISH = texts_in("nl"), texts_in("en")


def test_english_is_the_text_of_the_source() -> None:
    assert (ENGLISH.gettext("Critical"), DUTCH.gettext("Critical")) == ("Critical", "Dringend")


def test_a_text_fills_in_its_names_and_leaves_braces_of_the_data_alone() -> None:
    assert ENGLISH.gettext("from {day}", day="{0} {x}") == "from {0} {x}"


def test_an_unknown_language_is_refused_with_those_that_exist() -> None:
    with pytest.raises(InvalidInput, match="nl, en"):
        texts_in("fr")


@given(st.dates())
def test_days_are_written_as_babel_writes_them(on: object) -> None:
    assert DUTCH.day(on) == format_date(on, "d MMMM y", locale="nl_BE")  # type: ignore[arg-type]
    assert ENGLISH.day(on) == format_date(on, "d MMMM y", locale="en_GB")  # type: ignore[arg-type]
    assert DUTCH.month_at_a_glance(on) == format_date(on, "LLLLL", locale="nl_BE")  # type: ignore[arg-type]


@given(
    st.integers(-(10**12), 10**12)
    | st.decimals(-(10**9), 10**9, places=3).map(float)
    | st.sampled_from([0.005, 0.015, 2.675])
)
def test_numbers_are_written_as_babel_writes_them(number: float) -> None:
    assert DUTCH.number(number) == format_decimal(number, "#,##0.##", locale="nl_BE")
    assert ENGLISH.number(number) == format_decimal(number, "#,##0.##", locale="en_GB")


def test_a_period_shows_its_last_day() -> None:
    assert DUTCH.period(day("2026-09-01"), day("2027-09-01")) == "vanaf 1 september 2026 t.e.m. 31 augustus 2027"
    assert ENGLISH.period(None, day("2027-09-01")) == "up to and including 31 August 2027"
    assert DUTCH.period(None, None) == ""


def test_numbers_have_the_signs_of_the_language() -> None:
    assert (DUTCH.number(1234.5), ENGLISH.number(1234.5)) == ("1.234,5", "1,234.5")
    assert (DUTCH.percent(Fraction(1, 8)), ENGLISH.percent(0.125)) == ("12,5\u00a0%", "12.5%")
    assert (DUTCH.percent(1), DUTCH.percent(0)) == ("100\u00a0%", "0\u00a0%")
    assert (DUTCH.euro(5000), ENGLISH.euro(5000)) == ("€\u00a05.000", "€5,000")


def test_a_list_reads_as_a_sentence() -> None:
    assert (DUTCH.listing(["An", "Tom", "Els"]), ENGLISH.listing(["An", "Tom"])) == ("An, Tom en Els", "An and Tom")
    assert (DUTCH.yes_or_no(True), ENGLISH.yes_or_no(False)) == ("ja", "no")


def test_what_somebody_wrote_does_not_turn_what_is_written_around_it() -> None:
    assert texts_in("nl").say(Text("{typed} is gone", typed=Quoted("zz\u202e<b>\u2066"))) == "“zz<b>” is gone"
