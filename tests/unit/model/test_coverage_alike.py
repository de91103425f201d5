"""Coverages that share what they found of the structure, and coverages with the absences of another day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.analyses.gaps.look import Days
from graph.domain.changes import Put, Remove
from graph.domain.kinds import AbsentFrom, Decision, Organisation, Task
from graph.domain.periods import in_force
from graph.model.bounds import PASSING_KINDS
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot
from tests.graphs import day, edge, node, school, snapshot_of
from tests.unit.analyses.gaps.histories import FIRST, group_through_time

KINDS = ("DECIDES", "EXECUTES", "STEERS", "CONTACT_POINT_FOR")
DAYS = st.integers(0, 50).map(lambda number: FIRST + timedelta(days=number))


def test_somebody_who_is_absent_now_is_still_absent_when_a_later_day_is_seen_with_the_absences_of_today() -> None:
    snapshot = snapshot_of(
        school("brug"),
        node("task/wifi"),
        node("person/an"),
        edge("EXECUTES", "person/an", "task/wifi", scope=["organisation/brug"]),
        edge("ABSENT_FROM", "person/an", "organisation/brug", since="2026-10-01", until="2026-11-01"),
    )
    later = day("2026-12-01")
    cell = ("organisation/brug", "task/wifi", "EXECUTES")
    assert Coverage(snapshot, later).cell(*cell).present == ("person/an",)
    assert Coverage(snapshot, later, absences_on=day("2026-10-15")).cell(*cell).present == ()


@settings(max_examples=30)
@given(seed=st.integers(0, 10**6), one=DAYS, other=DAYS)
def test_a_coverage_that_shares_the_structure_of_another_day_answers_as_one_of_its_own(
    seed: int, one: date, other: date
) -> None:
    snapshot = group_through_time(seed)
    days = Days(snapshot, most=2)
    days.at(one)
    assert told(days.at(other)) == told(Coverage(snapshot, other))


@settings(max_examples=30)
@given(seed=st.integers(0, 10**6), on=DAYS, later=DAYS)
def test_a_day_foreseen_is_that_day_in_a_graph_where_the_absences_of_the_other_day_last(
    seed: int, on: date, later: date
) -> None:
    snapshot = group_through_time(seed)
    lasting = snapshot.apply([Remove(edge.id) for edge in snapshot.edges(AbsentFrom) if not in_force(edge, on)])
    lasting = lasting.apply([Put(type(edge)(**ends(edge))) for edge in lasting.edges(AbsentFrom)])
    for most in (None, 2):
        assert told(Days(snapshot, most=most).foreseen(on, later)) == told(Coverage(lasting, later))


def test_what_passes_is_of_people() -> None:
    assert {kind.kind for kind in PASSING_KINDS} == {
        "ABSENT_FROM",
        "ADVISES",
        "AFFILIATED_WITH",
        "HOLDS",
        "KNOWS",
        "MEMBER_OF",
    }


def ends(edge_: AbsentFrom) -> dict[str, str]:
    return {"id": edge_.id, "from_id": edge_.from_id, "to_id": edge_.to_id}


def told(coverage: Coverage) -> dict[tuple[str, str, str], tuple[object, ...]]:
    snapshot: Snapshot = coverage.snapshot
    subjects = [node.id for kind in (Task, Decision) for node in snapshot.nodes(kind)]
    places = [node.id for node in snapshot.nodes(Organisation)]
    cells = [coverage.cell(place, subject, kind) for place in places for subject in subjects for kind in KINDS]
    return {
        (cell.organisation, cell.subject, cell.mandate): (cell.holders, cell.present, cell.people, cell.fallback)
        for cell in cells
    }
