"""A report that was made is given again to whoever sees the same and asks the same, and to nobody else."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.domain.changes import Put
from graph.domain.errors import DeadlineExceeded
from graph.domain.kinds import Holds, Record
from graph.model.seen import StandIns
from graph.model.snapshot import Snapshot
from graph.usecases import kept_reports
from graph.usecases.analysing import time_for
from graph.usecases.gaps import gaps
from graph.usecases.viewer import LOCAL_OWNER, Viewer, ViewerKind
from graph.usecases.world import World
from tests.graphs import day, node, records_of, school, seat
from tests.sight.random_registers import PLACES, TODAY, registers, viewers

DAY = day(TODAY)
GRAPH = Snapshot.of(
    records_of(
        school("brug"),
        school("sluis"),
        node("person/an"),
        seat("role/ict", at="organisation/brug"),
        seat("role/net", at="organisation/sluis"),
    )
)
STAND_INS = StandIns()
AN = Viewer(kind=ViewerKind.PERSON, name="An", person="person/an")


def world(graph: Snapshot, viewer: Viewer = LOCAL_OWNER) -> World:
    return World(graph=graph, on=DAY, today=DAY, viewer=viewer, known_at=1, stand_ins=STAND_INS)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """The reports that are worked out, as they come."""
    seen: list[tuple[Any, ...]] = []
    real = kept_reports.mandate_gaps
    monkeypatch.setattr(
        kept_reports, "mandate_gaps", lambda *asked, **more: (seen.append(asked), real(*asked, **more))[1]
    )
    return seen


def fresh() -> Snapshot:
    return Snapshot.of(GRAPH.records())


def test_a_report_that_was_made_is_given_again(made: list[Any]) -> None:
    graph = fresh()
    first = gaps(world(graph), "organisation/brug")
    assert gaps(world(graph), "organisation/brug") is first
    assert [finding.accepted for finding in gaps(world(graph), "organisation/brug", accepted=False).findings]
    assert len(made) == 1


def test_another_day_place_rule_or_viewer_is_another_report(made: list[Any]) -> None:
    here = world(fresh())
    for asked in (
        lambda: gaps(here),
        lambda: gaps(here, "organisation/brug"),
        lambda: gaps(here, "organisation/sluis"),
        lambda: gaps(here, "organisation/brug", rules=["unfilled_role"]),
        lambda: gaps(here, "organisation/brug", intervals=False),
        lambda: gaps(here.moved(day("2026-11-01")), "organisation/brug"),
        lambda: gaps(replace(here, viewer=AN), "organisation/brug"),
    ):
        before = len(made)
        asked()
        assert len(made) == before + 1


def test_after_a_change_a_report_is_made_anew(made: list[Any]) -> None:
    graph = fresh()
    gaps(world(graph), "organisation/brug")
    changed = graph.apply([Put(Holds(id="holds/an", from_id="person/an", to_id="role/ict"))])
    report = gaps(world(changed), "organisation/brug")
    assert report == gaps(world(Snapshot.of(changed.records())), "organisation/brug")
    assert report != gaps(world(graph), "organisation/brug")


def test_a_report_too_large_to_keep_is_made_again(made: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_reports, "MOST_FINDINGS", 1)
    graph = fresh()
    assert gaps(world(graph)).findings
    assert gaps(world(graph)) == gaps(world(graph))
    assert len(made) == 3


def test_a_report_that_came_too_late_is_not_kept(made: list[Any]) -> None:
    graph = fresh()
    with pytest.raises(DeadlineExceeded):
        gaps(world(graph), deadline=time_for(0))
    assert gaps(world(graph)).findings


@given(records=registers(), asking=st.lists(viewers(), min_size=2, max_size=4))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_whoever_asked_before_everybody_is_told_what_they_see_and_nothing_else(
    records: tuple[Record, ...], asking: list[Viewer]
) -> None:
    shared = Snapshot.of(records)
    for viewer, place in product([LOCAL_OWNER, *asking, *asking], (None, PLACES[1])):
        assert told(world(shared, viewer), place) == told(world(Snapshot.of(records), viewer), place)


def told(seen: World, place: str | None) -> object:
    if place is not None and seen.get(place) is None:
        return "unknown"
    return gaps(seen, place)
