"""A report of hours: known ones as numbers, unknown ones as unknown."""

from __future__ import annotations

import json

from graph.analyses.load.hours import load
from graph.reports.load import load_report
from graph.reports.plain import plain
from graph.reports.render import rendered
from tests.graphs import day, edge, node, school, seat, snapshot_of
from tests.unit.reports.names import csv_rows, named

TODAY = day("2026-11-26")
BRUG = "organisation/brug"
SNAPSHOT = snapshot_of(
    school("brug", name="De Brug"),
    node("person/an", name="An Peeters"),
    node("person/bram", name="Bram Claes"),
    node("task/wifi", name="Wifi"),
    seat("role/ict", at=BRUG, name="ICT-coördinator"),
    edge("HOLDS", "person/an", "role/ict", fraction=0.5, fraction_as_written="18/36", hours_per_week=20),
    edge("EXECUTES", "person/bram", "task/wifi", scope=[BRUG]),
)
REPORT = load(SNAPSHOT, TODAY, BRUG)


def page(language: str = "nl") -> str:
    return rendered(load_report(REPORT, named(SNAPSHOT, language)), "md").decode()


def test_json_has_what_each_has_and_null_for_what_is_unknown() -> None:
    shown = plain(REPORT)

    assert json.loads(json.dumps(shown)) == shown
    an, bram = shown["people"]
    assert (an["person"], an["hours"], an["appointed_hours"], an["overloaded"]) == ("person/an", 20, 18, True)
    assert (bram["person"], bram["unknown_parts"], bram["appointed_hours"]) == ("person/bram", 1, None)
    assert [part["hours"] for part in an["parts"]] == [20]
    assert [part["hours"] for part in bram["parts"]] == [None]


def test_unknown_hours_are_no_zero() -> None:
    an, bram = csv_rows(rendered(load_report(REPORT, named(SNAPSHOT)), "csv"))
    known, here = "Gekende tijd (uren per week)", "Waarvan hier (uren per week)"
    assert (an["Collega"], an[known], an["Meer werk dan uren"]) == ("An Peeters", "20", "ja")
    assert (bram["Collega"], bram[known], bram[here]) == ("Bram Claes", "", "")
    assert bram["Delen zonder gekende uren"] == "1"
    assert bram["Meer werk dan uren"] == ""


def test_the_picture_shows_the_numbers_of_its_table() -> None:
    html = rendered(load_report(REPORT, named(SNAPSHOT)), "html").decode()
    assert ">20 !<" in html
    assert "| An Peeters | 20 | 18 | 0 |" in page()


def test_the_page_counts_who_has_more_work_than_hours() -> None:
    assert "- **Meer werk dan uren**: 1\n- **Uren niet helemaal gekend**: 1\n" in page()
    assert "# How many hours does the work ask?" in page("en")


def test_a_place_without_work_says_so() -> None:
    empty = snapshot_of(school("brug"))
    shown = rendered(load_report(load(empty, TODAY), named(empty)), "md").decode()
    assert "Niemand heeft hier werk of hoort hier bij." in shown
