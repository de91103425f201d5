"""The reports of gaps over time and of what opened and closed: values for machines, pages for people."""

from __future__ import annotations

import orjson
import pytest

from graph.analyses.gaps.difference import GapDifference, gap_difference
from graph.analyses.gaps.history import gap_history
from graph.analyses.gaps.report import mandate_gaps
from graph.model.snapshot import Snapshot
from graph.reports.gap_difference import difference_report
from graph.reports.gap_history import gap_history_report
from graph.reports.model import Report
from graph.reports.naming import Naming
from graph.reports.plain import known_as_of, plain
from graph.reports.render import FORMATS, rendered
from graph.words.catalogue import texts_in
from tests.graphs import Plains, day, edge, node, norm, school, seat, snapshot_of
from tests.unit.reports.names import named

BRUG = "organisation/brug"
BASE: list[Plains] = [
    school("brug", name="De Brug"),
    node("task/wifi", name="Wifi"),
    node("person/an", name="An"),
    node("person/tom", name="Tom"),
    norm("norm/wifi", "task/wifi", "EXECUTES"),
    seat("role/ict", at=BRUG, name="ICT-coördinator", seats=2),
    edge("HOLDS", "person/an", "role/ict", hours_per_week=20, fraction=0.5, id="holds/an"),
    edge("HOLDS", "person/tom", "role/ict", id="holds/tom"),
]
EARLIER = snapshot_of(BASE)
LATER = snapshot_of(
    BASE[:-1],
    edge("HOLDS", "person/tom", "role/ict", id="holds/tom", until="2027-09-01"),
    edge("EXECUTES", "person/an", "task/wifi", scope=[BRUG], since="2026-02-01", id="executes/wifi"),
)


def naming(snapshot: Snapshot, language: str = "nl") -> Naming:
    return Naming(snapshot=snapshot, texts=texts_in(language), may_name=lambda _node: True)


def difference() -> GapDifference:
    on = day("2026-10-15")
    return gap_difference(mandate_gaps(EARLIER, on, BRUG), mandate_gaps(LATER, on, BRUG))


def page(report: Report) -> str:
    text = rendered(report, "md")
    return text if isinstance(text, str) else text.decode()


def all_reports(language: str = "nl") -> list[Report]:
    then, now = naming(EARLIER, language), naming(LATER, language)
    return [
        gap_history_report(gap_history(LATER, day("2025-09-01"), day("2027-09-01"), BRUG), now),
        difference_report(difference(), then, now),
    ]


def test_a_history_as_values_has_intervals_days_and_counts() -> None:
    shown = known_as_of(plain(gap_history(LATER, day("2025-09-01"), day("2026-09-01"), BRUG)), "until", 2)
    assert shown["findings"][0]["intervals"] == [{"since": "2025-09-01", "until": "2026-02-01"}]
    assert shown["gap_days"] == [
        {
            "organisation": BRUG,
            "school_year": "2025-2026",
            "days": 303,
            "gap_days": 153,
            "by_severity": {"high": 153},
            "by_code": {"vacant": 153},
        }
    ]
    assert shown["open_counts"][0] == {"on": "2025-09-01", "critical": 0, "high": 1, "medium": 0, "low": 0}
    assert orjson.loads(orjson.dumps(shown)) == shown


def test_a_difference_as_values_has_both_sides() -> None:
    shown = plain(difference(), named(LATER))
    assert ([one["code"] for one in shown["closed"]], shown["opened"], shown["reopened"]) == (["vacant"], [], [])
    assert orjson.loads(orjson.dumps(shown)) == shown


def test_the_pages_speak_dutch() -> None:
    history, both_sides = (page(report) for report in all_reports())
    assert "| De Brug | 2025-2026 | 153 |" in history
    assert "Nieuwe en verdwenen aandachtspunten: De Brug" in both_sides


def test_the_pages_speak_english_too() -> None:
    assert "Open days per school and school year" in page(all_reports("en")[0])


def test_without_anything_each_page_says_so() -> None:
    nothing = snapshot_of(school("leeg", name="Leeg"))
    names, on, leeg = naming(nothing), day("2026-10-15"), "organisation/leeg"
    assert "stond er niets open" in page(gap_history_report(gap_history(nothing, day("2025-09-01"), on, leeg), names))
    empty = mandate_gaps(nothing, on, leeg)
    assert "**Bijgekomen**: 0" in page(difference_report(gap_difference(empty, empty), names, names))


@pytest.mark.parametrize("format_name", FORMATS)
def test_every_report_can_be_written_in_every_format(format_name: str) -> None:
    for report in all_reports():
        assert rendered(report, format_name)
