"""Gaps over time and load, as those may see them who are not of the team; and moments that do not fit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from graph.domain.changes import Put
from graph.domain.errors import InvalidInput, NotFound
from graph.usecases import gaps_over_time, load
from graph.usecases.viewer import HIDDEN, LOCAL_OWNER, Viewer, ViewerKind
from graph.usecases.world import World
from tests.graphs import Plains, day, edge, node, norm, records_of, school, seat, snapshot_of
from tests.unit.usecases.desks import TODAY, desk_over

BRUG, DIJK = "organisation/brug", "organisation/dijk"
AN, BO = "person/an", "person/bo"
OUTSIDER = Viewer(kind=ViewerKind.PERSON, name="cis", person="person/cis", organisations=frozenset({DIJK}))
ELS = Viewer(kind=ViewerKind.OWNER, name="Els")
HERSELF = Viewer(kind=ViewerKind.PERSON, name="an", person=AN, organisations=frozenset({BRUG}))
GROUP: list[Plains] = [
    school("brug"),
    school("dijk"),
    node(AN),
    node(BO, type="pupil"),
    node("person/cis"),
    edge("AFFILIATED_WITH", AN, BRUG),
    edge("AFFILIATED_WITH", BO, BRUG),
    edge("AFFILIATED_WITH", "person/cis", DIJK),
    seat("role/ict", at=BRUG),
    edge("HOLDS", AN, "role/ict", hours_per_week=20, fraction=0.5),
    node("task/wifi"),
    node("task/koffie"),
]


def world(viewer: Viewer = LOCAL_OWNER, *plains: Plains, on: str = TODAY) -> World:
    snapshot = snapshot_of(GROUP, *plains)
    return World(graph=snapshot, on=day(on), today=day(TODAY), viewer=viewer, known_at=1)


def test_hours_are_named_to_themselves_and_to_the_owner_only() -> None:
    (owner,) = load.load(world()).people
    (own,) = load.load(world(HERSELF)).people
    (other,) = load.load(world(OUTSIDER)).people
    assert (owner.person, own.person, other.person) == (AN, AN, HIDDEN)
    assert (other.hours, other.parts[0].role, other.parts[0].persons) == (20.0, "role/ict", (HIDDEN,))


def test_a_pupil_of_another_school_is_not_named_in_a_difference_or_as_who_accepted() -> None:
    alone = [
        edge("EXECUTES", BO, "task/wifi", scope=[BRUG], since="2026-10-01"),
        edge("ABSENT_FROM", BO, BRUG, since="2026-10-01"),
    ]
    owner = world(LOCAL_OWNER, *alone)
    (found,) = gaps_over_time.gap_difference(owner.moved(day("2026-09-01")), owner, BRUG).opened
    assert (found.code, found.persons) == ("absent_without_replacement", (BO,))
    outsider = replace(owner, viewer=OUTSIDER)
    (seen,) = gaps_over_time.gap_difference(outsider.moved(day("2026-09-01")), outsider, BRUG).opened
    assert (seen.id, seen.persons) == (found.id, (outsider.stand_ins.of(BO),))
    accepted = world(OUTSIDER, *alone, node("acceptance/a", finding=found.id, accepted_by=BO))
    (state,) = gaps_over_time.acceptances(accepted)
    assert (state.state, state.acceptance.accepted_by) == ("in_force", accepted.stand_ins.of(BO))


def test_an_absence_that_may_not_be_seen_is_no_change_that_is_told() -> None:
    away = edge("ABSENT_FROM", AN, BRUG, since="2026-10-01")
    for viewer, told in ((LOCAL_OWNER, 1), (OUTSIDER, 0)):
        after = world(viewer, away)
        found = gaps_over_time.changed_between(after.moved(day("2026-09-01")), after, BRUG)
        assert len(found.records) == told


def test_a_school_that_was_not_known_yet_had_no_gaps() -> None:
    asked = [school("nieuw"), norm("norm/wifi", "task/wifi", "EXECUTES", applies_to=["organisation/nieuw"])]
    after = world(LOCAL_OWNER, *asked)
    found = gaps_over_time.gap_difference(world(), after, "organisation/nieuw")
    assert [finding.code for finding in found.opened] == ["vacant"]


def test_a_school_unknown_at_both_moments_is_refused() -> None:
    with pytest.raises(NotFound):
        gaps_over_time.gap_difference(world(), world(), "organisation/nergens")


def test_without_a_day_the_school_year_so_far_is_told_and_on_its_first_day_the_one_before() -> None:
    assert gaps_over_time.earlier_world(world(), None).on == day("2026-09-01")
    assert gaps_over_time.earlier_world(world(on="2026-09-01"), None).on == day("2025-09-01")


def test_against_earlier_knowledge_the_same_day_is_told() -> None:
    assert gaps_over_time.earlier_world(world(), None, world()).on == day(TODAY)


def test_a_later_revision_is_no_earlier_moment() -> None:
    with pytest.raises(InvalidInput, match="comes after"):
        gaps_over_time.earlier_world(world(), None, replace(world(), known_at=2))


async def test_each_change_names_the_revision_that_last_wrote_it() -> None:
    async with desk_over(*GROUP) as desk:
        (mandate,) = records_of(*GROUP, edge("EXECUTES", AN, "task/wifi", scope=[BRUG], id="executes/1"))[-1:]
        await desk.commit(lambda _snapshot: [Put(mandate)], viewer=ELS, reason="afspraak", key="k")
        now = await desk.world(LOCAL_OWNER)
        before = gaps_over_time.earlier_world(now, None, await desk.world(LOCAL_OWNER, known_at=1))
        found = await gaps_over_time.what_changed(desk, before, now)
    ((change,), (earlier, later)) = found.records, (found.before_known_at, found.after_known_at)
    assert (change.difference.act, change.difference.id, earlier, later) == ("added", "executes/1", 1, 2)
    assert change.revision is not None
    assert (change.revision.number, change.revision.author, change.revision.reason) == (2, "Els", "afspraak")


def test_what_will_be_open_at_the_start_of_next_school_year_is_held_against_today() -> None:
    until = edge("EXECUTES", AN, "task/wifi", scope=[BRUG], since="2026-09-01", until="2027-07-01")
    asked = norm("norm/wifi", "task/wifi", "EXECUTES", applies_to=[BRUG])
    found = gaps_over_time.next_year(world(LOCAL_OWNER, until, asked), BRUG)
    assert (found.before, found.after) == (day(TODAY), day("2027-09-01"))
    assert [(finding.code, finding.subject) for finding in found.opened] == [("vacant", "task/wifi")]
