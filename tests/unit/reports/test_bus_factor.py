from __future__ import annotations

import json
from fractions import Fraction

import pytest

from graph.analyses.answers.task_group_counts import count_held
from graph.analyses.fragility.bus_factor import BusFactorReport, bus_factor
from graph.analyses.fragility.smallest_set import SmallestSet
from graph.model.snapshot import Snapshot
from graph.reports.bus_factor import bus_factor_report
from graph.reports.plain import plain
from graph.reports.render import rendered
from tests.graphs import day, edge, node, norm, school, snapshot_of
from tests.unit.reports.names import named

TODAY = day("2026-10-01")
BRUG = "organisation/brug"
SNAPSHOT = snapshot_of(
    school("brug", name="De Brug", names={"en": "The Bridge"}),
    node("person/an", name="An Peeters"),
    node("person/bram", name="Bram Claes"),
    node("task/wifi", name="Wifi", names={"en": "Wireless"}),
    node("body/digi", name="Digileiders", unnamed_members=4),
    edge("EXECUTES", "person/an", "task/wifi", scope=[BRUG]),
    edge("EXECUTES", "person/bram", "task/wifi", scope=[BRUG]),
    edge("STEERS", "person/an", "task/wifi", scope=[BRUG]),
    edge("DECIDES", "body/digi", "task/wifi", scope=[BRUG]),
    norm("norm/1", "task/wifi", "CONTACT_POINT_FOR"),
)


@pytest.fixture
def report() -> BusFactorReport:
    return bus_factor(SNAPSHOT, TODAY, BRUG)


def test_json_holds_items_single_points_and_both_sets(report: BusFactorReport) -> None:
    shown = plain(report)

    assert json.loads(json.dumps(shown)) == shown
    assert shown["items"] == [
        {
            "organisation": BRUG,
            "subject": "task/wifi",
            "mandate": "DECIDES",
            "bus_factor": 1,
            "persons": ["body/digi#unnamed"],
        },
        {
            "organisation": BRUG,
            "subject": "task/wifi",
            "mandate": "EXECUTES",
            "bus_factor": 2,
            "persons": ["person/an", "person/bram"],
        },
        {
            "organisation": BRUG,
            "subject": "task/wifi",
            "mandate": "STEERS",
            "bus_factor": 1,
            "persons": ["person/an"],
        },
        {
            "organisation": BRUG,
            "subject": "task/wifi",
            "mandate": "CONTACT_POINT_FOR",
            "bus_factor": 0,
            "persons": [],
        },
    ]
    assert shown["single_points"] == [
        {"person": "body/digi#unnamed", "items": 1, "share": 0.5},
        {"person": "person/an", "items": 1, "share": 0.5},
    ]
    assert {key: shown["critical_set"][key] for key in ("share", "items", "needed", "size", "exact")} == {
        "share": 0.5,
        "items": 3,
        "needed": 2,
        "size": 2,
        "exact": True,
    }
    assert shown["core_team"]["persons"] == ["body/digi#unnamed", "person/an"]


def test_json_of_bounds_says_how_and_how_long(report: BusFactorReport) -> None:
    bounds = SmallestSet(
        share=Fraction(1, 2), items=10, needed=5, reached=5, lower=2, upper=3, method="counting",
        persons=("person/a", "person/b", "person/c"), seconds=1.5,
    )  # fmt: skip

    shown = plain(bounds)

    assert (shown["exact"], shown["lower"], shown["upper"], shown["size"]) == (False, 2, 3, 3)
    assert (shown["method"], shown["seconds"]) == ("counting", 1.5)
    assert "seconds" not in plain(report.critical_set)


def test_csv_has_a_line_per_item_with_names_and_ids(report: BusFactorReport) -> None:
    lines = rendered(bus_factor_report(report, named(SNAPSHOT)), "csv").decode("utf-8-sig").splitlines()

    assert lines[0].startswith("School of groep;Taak of beslissing;Wie doet wat;Expertise;Aantal mensen;Mensen;")
    assert lines[1].startswith("De Brug;Wifi;Beslist;;1;leden van Digileiders zonder naam;organisation/brug;")
    assert lines[2].startswith("De Brug;Wifi;Voert uit;;2;An Peeters, Bram Claes;")
    assert len(lines) == 5


def page(report: BusFactorReport, snapshot: Snapshot, language: str = "nl") -> str:
    shown = bus_factor_report(report, named(snapshot, language), counts=count_held(snapshot, report))
    return rendered(shown, "md").decode()


def test_the_page_says_in_dutch_what_one_colleague_takes_on(report: BusFactorReport) -> None:
    shown = page(report, SNAPSHOT)

    assert shown.startswith("# Wat hangt af van één collega?\n\nDe Brug, 1 oktober 2026.")
    assert "- **Onderdelen**: 4\n- **Door meerdere opgenomen**: 1\n- **Door één collega opgenomen**: 2\n" in shown
    assert "- **Door niemand opgenomen**: 1" in shown
    assert "## Kleinste groep die de helft onbezet laat" in shown
    assert "2 collega's; samen gaat het om 2 van de 3 ingevulde onderdelen." in shown
    assert "| An Peeters | 1 | 50 % |" in shown
    assert "| De Brug | Wifi | Aanspreekpunt | 0 |" in shown


def test_the_page_says_the_same_in_english(report: BusFactorReport) -> None:
    shown = page(report, SNAPSHOT, "en")

    assert shown.startswith("# What depends on one colleague?\n\nThe Bridge, 1 October 2026.")
    assert "| The Bridge | Wireless | Contact point | 0 |" in shown


def test_the_map_says_what_each_takes_on_and_what_of_it_alone(report: BusFactorReport) -> None:
    counts = count_held(SNAPSHOT, report)

    assert [(who, total.held, total.alone) for (who, _), total in zip(counts.rows, counts.totals, strict=True)] == [
        ("person/an", 2, 1),
        ("body/digi#unnamed", 1, 1),
        ("person/bram", 1, 0),
    ]
    assert "| An Peeters | 2 | 1 | 2 | 1 |" in page(report, SNAPSHOT)


def test_a_topic_is_known_and_not_taken_on() -> None:
    knowing = snapshot_of(
        school("brug"),
        node("person/an", name="An Peeters"),
        node("expertise/wifi", name="Wifi"),
        edge("AFFILIATED_WITH", "person/an", BRUG),
        edge("KNOWS", "person/an", "expertise/wifi", level=3),
    )
    shown = page(bus_factor(knowing, TODAY, BRUG, items="expertise"), knowing)

    assert "- **Door meerdere gekend**: 0\n- **Door één collega gekend**: 1\n- **Door niemand gekend**: 0\n" in shown
    assert "## Wat maar één collega kent" in shown
    assert "## Door niemand of door één collega gekend" in shown
    assert "opgenomen" not in shown


def test_a_page_about_nothing_says_so() -> None:
    empty = snapshot_of(school("brug"))
    shown = page(bus_factor(empty, TODAY, BRUG, share=Fraction(1, 4)), empty)

    assert "## Kleinste groep die 25 % onbezet laat" in shown
    assert "Er is nog niets ingevuld." in shown
    assert "Nergens hangt iets van één collega af." in shown
