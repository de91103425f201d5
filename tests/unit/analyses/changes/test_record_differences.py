"""Which records hold differently at two moments."""

from __future__ import annotations

import pytest

from graph.analyses.changes.record_differences import RecordDifference, record_differences
from graph.analyses.common.deadline import Deadline
from graph.domain.choices import THEMES
from graph.domain.errors import DeadlineExceeded, NotFound
from graph.domain.kinds import EDGE_KINDS, NODE_KINDS
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot
from tests.graphs import Plains, day, edge, node, school, seat, snapshot_of

BRUG, DIJK = "organisation/brug", "organisation/dijk"
BASE: list[Plains] = [
    school("brug"),
    school("dijk"),
    node("task/wifi"),
    node("person/an"),
    seat("role/ict", at=BRUG),
]
MANDATE = edge("EXECUTES", "role/ict", "task/wifi", id="executes/1")


def told(
    before: Snapshot, after: Snapshot, earlier: str = "2026-09-01", later: str = "2026-09-01", at: str | None = None
) -> list[tuple[str, str, str]]:
    found = record_differences(Coverage.of(before, day(earlier)), Coverage.of(after, day(later)), at)
    return [(each.theme, each.act, each.id) for each in found]


def test_a_mandate_that_was_entered_is_added() -> None:
    assert told(snapshot_of(BASE), snapshot_of(BASE, MANDATE)) == [("mandates", "added", "executes/1")]


def test_a_mandate_that_was_removed_is_ended() -> None:
    assert told(snapshot_of(BASE, MANDATE), snapshot_of(BASE)) == [("mandates", "ended", "executes/1")]


def test_a_mandate_whose_period_begins_and_another_that_runs_out_differ_without_any_new_knowledge() -> None:
    snapshot = snapshot_of(
        BASE,
        edge("EXECUTES", "role/ict", "task/wifi", id="executes/oud", until="2026-09-01"),
        edge("EXECUTES", "role/ict", "task/wifi", id="executes/nieuw", since="2026-09-01"),
    )
    assert told(snapshot, snapshot, "2026-08-31", "2026-09-01") == [
        ("mandates", "added", "executes/nieuw"),
        ("mandates", "ended", "executes/oud"),
    ]


def test_a_correction_names_the_fields_that_say_something_else() -> None:
    before, after = snapshot_of(BASE, {**MANDATE, "hours_per_week": 2}), snapshot_of(BASE, {**MANDATE, "note": "samen"})
    (found,) = record_differences(Coverage.of(before, day("2026-09-01")), Coverage.of(after, day("2026-09-01")))
    assert (found.act, found.fields) == ("changed", ("hours_per_week", "note"))


def test_a_correction_of_what_holds_at_neither_moment_is_no_difference() -> None:
    before = snapshot_of(BASE, {**MANDATE, "until": "2020-09-01"})
    after = snapshot_of(BASE, {**MANDATE, "until": "2021-09-01"})
    assert told(before, after) == []


def test_only_what_lies_at_the_organisation_is_told_when_one_is_asked() -> None:
    after = snapshot_of(BASE, MANDATE, edge("EXECUTES", "person/an", "task/wifi", scope=[DIJK], id="executes/2"))
    assert told(snapshot_of(BASE), after, at=DIJK) == [("mandates", "added", "executes/2")]


def test_a_graph_against_itself_does_not_differ() -> None:
    snapshot = snapshot_of(BASE, MANDATE)
    assert told(snapshot, snapshot) == []


def test_the_records_that_differ_by_day_are_those_in_force_on_one_of_the_days_only() -> None:
    snapshot = snapshot_of(BASE, edge("HOLDS", "person/an", "role/ict", since="2026-01-01", until="2026-06-01"))
    (found,) = record_differences(Coverage.of(snapshot, day("2026-03-01")), Coverage.of(snapshot, day("2026-07-01")))
    assert (found.act, found.theme, found.after, found.recorded is found.before) == ("ended", "functions", None, True)
    assert found.places == (BRUG,)


def test_every_kind_has_a_theme() -> None:
    assert {kind.theme for kind in (*NODE_KINDS.values(), *EDGE_KINDS.values())} == set(THEMES)


def test_a_difference_without_records_has_no_record() -> None:
    nothing = RecordDifference(
        act="ended", theme="mandates", before=None, after=None, recorded=None, fields=(), places=()
    )
    with pytest.raises(ValueError, match="before or after"):
        _ = nothing.record


def test_an_unknown_organisation_is_refused() -> None:
    coverage = Coverage.of(snapshot_of(BASE), day("2026-09-01"))
    with pytest.raises(NotFound):
        record_differences(coverage, coverage, "organisation/nergens")


def test_time_that_is_over_is_said() -> None:
    coverage = Coverage.of(snapshot_of(BASE), day("2026-09-01"))
    with pytest.raises(DeadlineExceeded):
        record_differences(coverage, coverage, deadline=Deadline(0))
