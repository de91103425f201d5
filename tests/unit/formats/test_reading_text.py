"""Texts as people and programs write them."""

from __future__ import annotations

import pytest

from graph.formats.reading.text import alike, fold, opaque_key, slug, whole_number


def test_folding_forgets_accents_case_and_signs() -> None:
    assert fold(" ICT-Coördinator (é) ") == fold("ict coordinator E") == "ict coordinator e"


def test_likeness_is_one_for_the_same_words_and_low_for_others() -> None:
    assert alike("Netwerk onderhouden", "netwerk ONDERHOUDEN") == 1.0
    assert alike("Netwerk onderhoud", "Netwerk onderhouden") > 0.9
    assert alike("Netwerk onderhouden", "Toestellen bestellen") < 0.45
    assert alike("", "") == 0.0


def test_a_key_says_nothing_and_stays_the_same() -> None:
    assert opaque_key("an@school.example") == opaque_key("an@school.example")
    assert opaque_key("a", "b") != opaque_key("ab")
    assert len(opaque_key("x")) == 8


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("17009990005.0", "17009990005"),
        ("17.009.990.005", "17009990005"),
        ("17.009.990.005,00", "17009990005"),
        ("17,009,990,005.00", "17009990005"),
        ('="012345"', "012345"),
        ("'012345", "012345"),
        ("12,5", "12,5"),
        ("12.345", "12.345"),
        ("P-12.0", "P-12.0"),
        ("'t Klein", "t Klein"),
    ],
)
def test_a_number_is_what_it_was_before_a_spreadsheet_wrote_it(written: str, number: str) -> None:
    assert whole_number(written) == number


def test_a_slug_is_fit_for_an_id() -> None:
    assert slug("Inventaris bijhouden (é)!") == "inventaris-bijhouden-e"
    assert len(slug("?")) == 8
