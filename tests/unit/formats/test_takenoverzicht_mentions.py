"""What a cell with names says."""

from __future__ import annotations

from datetime import date

import pytest

from graph.domain.periods import SchoolYear
from graph.formats.reading.days import Calendar
from graph.formats.takenoverzicht.mentions import is_blank, is_not_used, mentions_in

IN_YEAR = Calendar(on=date(2027, 3, 1), school_year=SchoolYear(2026))


def names(text: str) -> list[str]:
    return [mention.text for mention in mentions_in(text, IN_YEAR)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("An", ["An"]),
        ("An + Tom", ["An", "Tom"]),
        ("An en Tom", ["An", "Tom"]),
        ("An/Tom", ["An", "Tom"]),
        ("An & Tom; Els\nWim, Jo", ["An", "Tom", "Els", "Wim", "Jo"]),
        ("Marc Van den Broeck", ["Marc Van den Broeck"]),
        ("Lien D'Hondt", ["Lien D'Hondt"]),
        ("Jan Septimus", ["Jan Septimus"]),
        ("An-Sofie Maes", ["An-Sofie Maes"]),
        ("  ", []),
        ("-", []),
        ("?", []),
        ("an@school.example", ["an@school.example"]),
    ],
)
def test_names_are_taken_apart(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_a_dated_clause_belongs_to_the_name_that_follows_it() -> None:
    an, tom, els = mentions_in("An + Tom, vanaf sept. Els", IN_YEAR)
    assert (an.since, tom.since) == (None, None)
    assert els.text == "Els"
    assert els.since is not None
    assert els.since.day == date(2026, 9, 1)


def test_a_question_mark_makes_a_name_doubtful() -> None:
    (wim,) = mentions_in("Wim?", IN_YEAR)
    assert (wim.text, wim.doubtful) == ("Wim", True)


def test_brackets_hold_a_date_or_a_remark() -> None:
    an, tom = mentions_in("An (vanaf 1/9/2027) en Tom (netwerk)", IN_YEAR)
    assert an.since is not None
    assert (an.since.day, an.remark) == (date(2027, 9, 1), "")
    assert (tom.since, tom.remark) == (None, "netwerk")


@pytest.mark.parametrize(
    ("text", "first_day_after"),
    [
        ("An t.e.m. 30/6/2027", date(2027, 7, 1)),
        ("An tot en met juni", date(2027, 7, 1)),
        ("An t.e.m. december 2026", date(2027, 1, 1)),
        ("An tot 1 mei 2027", date(2027, 5, 1)),
        ("tot 1/5 An", date(2027, 5, 1)),
    ],
)
def test_an_end_is_the_first_day_that_no_longer_counts(text: str, first_day_after: date) -> None:
    (an,) = mentions_in(text, IN_YEAR)
    assert an.text == "An"
    assert an.until is not None
    assert an.until.day == first_day_after


@pytest.mark.parametrize(
    ("on", "day", "options"),
    [
        (date(2026, 11, 24), date(2026, 9, 1), ()),
        (date(2026, 9, 1), date(2026, 9, 1), ()),
        (date(2027, 3, 1), None, (date(2026, 9, 1), date(2027, 9, 1))),
        (date(2027, 6, 10), None, (date(2026, 9, 1), date(2027, 9, 1))),
    ],
)
def test_without_a_school_year_a_month_is_clear_only_when_it_is_recent_or_coming(
    on: date, day: date | None, options: tuple[date, ...]
) -> None:
    (els,) = mentions_in("vanaf september Els", Calendar(on=on))
    assert els.since is not None
    assert (els.since.day, els.since.options) == (day, options)


@pytest.mark.parametrize("text", ["Els vanaf kerst", "vanaf binnenkort Els", "Els tot 30 februari 2027"])
def test_a_day_that_is_not_clear_is_left_to_a_person(text: str) -> None:
    (els,) = mentions_in(text, IN_YEAR)
    when = els.since or els.until
    assert els.text == "Els"
    assert when is not None
    assert when.day is None


def test_words_for_nobody_and_for_not_used() -> None:
    assert [text for text in ("", "-", "niemand", "geen", "nog te bepalen", "?", "An") if is_blank(text)] == [
        "",
        "-",
        "niemand",
        "geen",
        "nog te bepalen",
    ]
    assert [text for text in ("n.v.t.", "NVT", "niet van toepassing", "An") if is_not_used(text)] == [
        "n.v.t.",
        "NVT",
        "niet van toepassing",
    ]


@pytest.mark.parametrize(
    ("text", "name", "reference"),
    [
        ("An Claes <an@school.example>", "An Claes", "an@school.example"),
        ('"Werkgroep AI en privacy / net" <body/ai>', "Werkgroep AI en privacy / net", "body/ai"),
        ("<role/ict-brug>", "role/ict-brug", "role/ict-brug"),
        ("An <an@school.example> (vanaf 1/9/2026)", "An", "an@school.example"),
        ("An <3", "An <3", ""),
    ],
)
def test_an_address_or_id_behind_a_name_says_who_it_is(text: str, name: str, reference: str) -> None:
    (mention,) = mentions_in(text, IN_YEAR)
    assert (mention.text, mention.reference) == (name, reference)


def test_names_on_lines_of_their_own_stay_apart_also_with_brackets() -> None:
    assert names("An (netwerk)\nTom (wifi)\n<role/x> (vanaf 1/9/2026)") == ["An", "Tom", "role/x"]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("An (t.e.m. € 15.000)", 15000),
        ("An (tot en met €500)", 500),
        ("An (max. 2 500 euro)", None),
        ("An (max. € 2 500 excl. btw)", 2500),
        ("An (€ 7.500,00)", 7500),
        ("An (t.e.m. 30/6/2027)", None),
        ("An (zonder maximumbedrag)", None),
    ],
)
def test_an_amount_in_brackets_is_the_ceiling_of_a_decider(text: str, amount: int | None) -> None:
    (mention,) = mentions_in(text, IN_YEAR)
    assert (mention.text, mention.ceiling_eur) == ("An", amount)


def test_brackets_may_say_both_days_that_no_start_is_known_or_a_remark_as_it_is() -> None:
    (an,) = mentions_in("An (vanaf 1/9/2026 t.e.m. 30/6/2027)", IN_YEAR)
    assert an.since is not None
    assert an.until is not None
    assert (an.since.day, an.until.day) == (date(2026, 9, 1), date(2027, 7, 1))
    (tom,) = mentions_in("Tom (begin niet gekend) (nota: vanaf kerst met Els)", IN_YEAR)
    assert (tom.no_start, tom.since, tom.remark) == (True, None, "vanaf kerst met Els")


@pytest.mark.parametrize(
    "text", ["An (tot 1 maart), daarna Tom", "An tot 1 maart en dan Tom", "An t.e.m. 28 februari; nadien Tom"]
)
def test_who_comes_afterwards_begins_when_the_time_of_the_one_before_is_over(text: str) -> None:
    an, tom = mentions_in(text, IN_YEAR)
    assert an.until is not None
    assert tom.since is not None
    assert (an.text, tom.text) == ("An", "Tom")
    assert an.until.day == tom.since.day == date(2027, 3, 1)


def test_afterwards_without_an_end_before_it_stays_a_name_to_ask_about() -> None:
    assert names("An, daarna Tom") == ["An", "daarna Tom"]
