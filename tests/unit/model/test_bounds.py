"""Every date on which an answer can change is among its bounds."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.model.bounds import Bounds
from graph.model.coverage import Cell, Coverage
from graph.model.horizon import Horizon
from tests.graphs import day, edge, node, norm, school, snapshot_of
from tests.unit.analyses.gaps.histories import FIRST, GROUP, KINDS, SUBJECTS, WEEKS, group_through_time

BRUG = "organisation/brug"
WIFI = "task/wifi"
PLACES = (GROUP, "organisation/a", "organisation/b")


def told(cell: Cell) -> tuple[object, ...]:
    return cell.holders, cell.present, cell.people, cell.demand, cell.fallback, cell.evaluated


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_cell_changes_on_its_bounds_only(seed: int) -> None:
    snapshot = group_through_time(seed)
    bounds = Bounds(snapshot)
    keys = [(place, subject, kind) for place in PLACES for subject in SUBJECTS for kind in KINDS]
    before = {key: told(Coverage(snapshot, FIRST).cell(*key)) for key in keys}
    for number in range(1, WEEKS * 7):
        on = FIRST + timedelta(days=number)
        coverage = Coverage(snapshot, on)
        for key in keys:
            now = told(coverage.cell(*key))
            assert now == before[key] or on in bounds.of_cell(*key)
            before[key] = now


def test_the_horizon_leaves_out_what_is_over_and_what_bears_on_nothing() -> None:
    snapshot = snapshot_of(
        school("brug"),
        node(WIFI),
        node("person/an"),
        norm("norm/wifi", WIFI, "EXECUTES", since="2026-09-01"),
        edge("EXECUTES", "person/an", WIFI, scope=[BRUG], until="2027-02-01"),
        edge("ABSENT_FROM", "person/an", BRUG, since="2026-11-01", until="2026-12-01"),
        node("task/mail", since="2026-10-20"),
    )
    assert sorted(Bounds(snapshot).of_cell(BRUG, WIFI, "EXECUTES")) == [
        day("2026-09-01"),
        day("2026-11-01"),
        day("2026-12-01"),
        day("2027-02-01"),
    ]
    assert Horizon(snapshot, day("2026-10-15")).next_change(BRUG, WIFI) == day("2026-11-01")
    assert Horizon(snapshot, day("2026-12-15")).next_change(BRUG, WIFI) == day("2027-02-01")
    assert Horizon(snapshot, day("2027-02-01")).next_change(BRUG, WIFI) is None
