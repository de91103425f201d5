"""Days and periods as people write them, and the holidays of Flemish schools."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.domain.periods import SchoolYear
from graph.formats.reading.days import Calendar, day_from, is_no_end
from graph.formats.reading.holidays import Days, easter, holidays_of
from graph.formats.reading.periods import Dated, When, agreed, separated, within_brackets

IN_YEAR = Calendar(on=date(2026, 11, 24), school_year=SchoolYear(2026))


@pytest.mark.parametrize(
    "text",
    [
        "2026-09-01",
        "1/9/2026",
        "01-09-2026",
        "01.09.2026",
        "2026-09-01T00:00:00",
        "2026-09-01 00:00:00",
        "1/9/2026 0:00",
    ],
)
def test_the_day_comes_before_the_month(text: str) -> None:
    assert day_from(text) == date(2026, 9, 1)


@pytest.mark.parametrize(
    "text",
    ["", "1/9/26", "31/02/2026", "9/13/2026", "1 september", "2026-9-1", "45901", "1/9/0026", "1/9/2062 x", "5/5/2203"],
)
def test_what_is_no_full_day_is_none(text: str) -> None:
    assert day_from(text) is None


def test_the_years_with_which_programs_say_that_there_is_no_end_are_days() -> None:
    days = [day_from(text) for text in ("31/12/9999", "31/12/2999", "31/12/2099")]
    assert [day is not None and is_no_end(day) for day in days] == [True, True, False]


def test_easter_is_computed() -> None:
    assert [easter(year) for year in (2024, 2025, 2026, 2027, 2038)] == [
        date(2024, 3, 31),
        date(2025, 4, 20),
        date(2026, 4, 5),
        date(2027, 3, 28),
        date(2038, 4, 25),
    ]


@pytest.mark.parametrize(
    ("first_year", "autumn", "christmas", "carnival", "spring"),
    [
        # As schools published them.
        (2018, "2018-10-29 2018-11-05", "2018-12-24 2019-01-07", "2019-03-04 2019-03-11", "2019-04-08 2019-04-23"),
        (2020, "2020-11-02 2020-11-09", "2020-12-21 2021-01-04", "2021-02-15 2021-02-22", "2021-04-05 2021-04-19"),
        (2021, "2021-11-01 2021-11-08", "2021-12-27 2022-01-10", "2022-02-28 2022-03-07", "2022-04-04 2022-04-19"),
        (2025, "2025-10-27 2025-11-03", "2025-12-22 2026-01-05", "2026-02-16 2026-02-23", "2026-04-06 2026-04-20"),
    ],
)
def test_the_holidays_of_flemish_schools_are_computed(
    first_year: int, autumn: str, christmas: str, carnival: str, spring: str
) -> None:
    found = holidays_of(SchoolYear(first_year))
    names = ("herfstvakantie", "kerstvakantie", "krokusvakantie", "paasvakantie")
    assert [_shown(found[name]) for name in names] == [autumn, christmas, carnival, spring]
    assert _shown(found["zomervakantie"]) == f"{first_year + 1}-07-01 {first_year + 1}-09-01"


def _shown(days: Days) -> str:
    return f"{days.first} {days.after}"


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("1/9/2026 - 31/8/2027", date(2026, 9, 1), date(2027, 9, 1)),
        ("1/9/2026–31/8/2027", date(2026, 9, 1), date(2027, 9, 1)),
        ("1/9/2026-31/8/2027", date(2026, 9, 1), date(2027, 9, 1)),
        ("van 1/9/2026 tot 30/6/2027", date(2026, 9, 1), date(2027, 6, 30)),
        ("van 1 september tot en met 30 juni", date(2026, 9, 1), date(2027, 7, 1)),
        ("vanaf 1/9/2026, t.e.m. 30/6/2027", date(2026, 9, 1), date(2027, 7, 1)),
        ("v.a. oktober tem maart", date(2026, 10, 1), date(2027, 4, 1)),
        ("sept-juni", date(2026, 9, 1), date(2027, 7, 1)),
        ("start 1/10/2026", date(2026, 10, 1), None),
        ("sept - juni", date(2026, 9, 1), date(2027, 7, 1)),
        ("schooljaar 2026-2027", date(2026, 9, 1), date(2027, 9, 1)),
        ("2026/27", date(2026, 9, 1), date(2027, 9, 1)),
        ("vanaf schooljaar 2027-2028", date(2027, 9, 1), None),
        ("t.e.m. schooljaar 2026-2027", None, date(2027, 9, 1)),
        ("na 30/9/2026", date(2026, 10, 1), None),
        ("t.e.m.30/6/2027", None, date(2027, 7, 1)),
    ],
)
def test_a_period_that_is_clear_has_its_days(text: str, since: date | None, until: date | None) -> None:
    found = within_brackets(text, IN_YEAR)
    assert found.text == ""
    assert (_day(found.since), _day(found.until)) == (since, until)


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("vanaf begin oktober", (date(2026, 10, 1),)),
        ("vanaf half oktober", (date(2026, 10, 15),)),
        ("tot eind juni", (date(2027, 7, 1),)),
        ("t.e.m. eind juni", (date(2027, 7, 1),)),
        ("tot het einde van het schooljaar", (date(2027, 9, 1), date(2027, 7, 1))),
        ("vanaf 1 sep 26", (date(2026, 9, 1),)),
        ("vanaf 1/9/26", (date(2026, 9, 1),)),
        ("vanaf volgende week", (date(2026, 11, 30),)),
        ("tot volgend schooljaar", (date(2027, 9, 1),)),
        ("tot Pasen", (date(2027, 3, 28),)),
        ("na de paasvakantie", (date(2027, 4, 12),)),
        ("tot na de paasvakantie", (date(2027, 4, 12),)),
        ("tot de krokusvakantie", (date(2027, 2, 8),)),
        ("t.e.m. kerstvakantie", (date(2027, 1, 4),)),
        ("tot juni?", (date(2027, 6, 1),)),
        ("einde schooljaar", (date(2027, 9, 1), date(2027, 7, 1))),
        ("sinds 2024", (date(2024, 9, 1), date(2024, 1, 1))),
        ("stopt op 15/5/2027", (date(2027, 5, 16), date(2027, 5, 15))),
        ("vanaf binnenkort", ()),
        ("tot 30 februari 2027", ()),
        ("vanaf 1/9/0026", ()),
        ("1/9/2026", (date(2026, 9, 1),)),
    ],
)
def test_a_period_that_is_not_clear_is_asked_with_the_likeliest_day_first(text: str, options: tuple[date, ...]) -> None:
    found = within_brackets(text, IN_YEAR)
    when = found.since or found.until
    assert when is not None
    assert (found.text, when.day, when.options) == ("", None, options)


@pytest.mark.parametrize(
    "text",
    ["vanaf 1/9/2026 alleen wifi", "tot de renovatie klaar is", "wifi, sinds 12/10/2026", "tijdelijk tot nader order"],
)
def test_a_remark_that_may_hold_a_period_is_kept_and_asked_about(text: str) -> None:
    found = within_brackets(text, IN_YEAR)
    when = found.since or found.until
    assert when is not None
    assert (found.text, when.day, when.may_be_remark) == (text, None, True)


@pytest.mark.parametrize(
    "text", ["netwerk", "back-up: Jan", "voor de kleuters", "meivakantieproject", "vandaaruit", ""]
)
def test_a_part_of_a_word_and_a_name_are_no_day(text: str) -> None:
    assert within_brackets(text, IN_YEAR) == Dated(text=text)


@pytest.mark.parametrize(
    "text", ["Jan", "Mei Ling", "leerkracht klas 1/2", "Marc van den Broeck", "Totté", "Vanaf den Berg", "team 2026"]
)
def test_a_name_stays_whole(text: str) -> None:
    assert separated(text, IN_YEAR).text in (text, "Berg")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("vanaf sept. Els De Vos", "Els De Vos"),
        ("Els De Vos vanaf sept.", "Els De Vos"),
        ("Els De Vos 1/9/2026 - 30/6/2027", "Els De Vos"),
        ("Els De Vos, schooljaar 2026-2027", "Els De Vos,"),
        ("van september tot juni Els De Vos", "Els De Vos"),
    ],
)
def test_a_name_stands_before_or_behind_its_period(text: str, name: str) -> None:
    found = separated(text, IN_YEAR)
    assert (found.text, _day(found.since)) == (name, date(2026, 9, 1))


def test_only_an_end_that_is_one_day_leaves_the_day_out() -> None:
    ends = [within_brackets(text, IN_YEAR).until for text in ("tot 31/8/2027", "t.e.m. 31/8/2027", "tot juni")]
    assert [when is not None and when.is_left_out for when in ends] == [True, False, False]


def test_two_ends_that_differ_are_left_to_a_person() -> None:
    june, august = (When(text=text, day=day) for text, day in (("juni", date(2027, 7, 1)), ("aug", date(2027, 9, 1))))
    both = agreed(june, august)
    assert both is not None
    assert (both.day, both.options) == (None, (date(2027, 7, 1), date(2027, 9, 1)))
    assert agreed(june, june) == agreed(june, None) == june


def _day(when: When | None) -> date | None:
    return None if when is None else when.day


WORDS = (
    "vanaf", "tot", "t.e.m.", "na", "voor", "van", "en", "-", "begin", "eind", "half", "de", "het", "schooljaar",
    "paasvakantie", "kerst", "Pasen", "mei", "sept", "1", "31/12", "1/9/26", "2026-2027", "9999", "0000", "2200",
    "1/1/9999", "31/12/2200", "december", "volgende", "week", "jaar", "Jan", "?", "stopt", "op", "An", "(", "2de",
)  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join), st.dates(date(1950, 1, 1), date(2150, 1, 1)))
def test_any_words_are_read_and_every_word_of_a_name_stays_in_its_order(text: str, on: date) -> None:
    for calendar in (Calendar(on=on), IN_YEAR):
        within_brackets(text, calendar)
        left = iter(text.split())
        assert all(word in left for word in separated(text, calendar).text.split())


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    within_brackets(text, IN_YEAR)
    separated(text, IN_YEAR)
