"""What a viewer sees of a graph is what the design says, record by record; and every answer is made of that alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.domain.kinds import EDGE_KINDS, NODE_KINDS, Edge, Person, Record
from graph.model.seen import StandIns, is_stand_in
from graph.model.snapshot import Snapshot
from graph.usecases.viewer import Viewer
from graph.usecases.world import World
from tests.graphs import day, edge, node, records_of
from tests.sight.random_registers import TODAY, registers, viewers
from tests.sight.sight_oracle import Reading
from tests.unit.usecases.groups import BRUG, GROUP, viewer_of

DAY = day(TODAY)
slowly = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def world_of(records: tuple[Record, ...], viewer: Viewer, stand_ins: StandIns | None = None) -> World:
    return World(
        graph=Snapshot.of(records), on=DAY, today=DAY, viewer=viewer, known_at=1, stand_ins=stand_ins or StandIns()
    )


def what_is_there(world: World, records: tuple[Record, ...]) -> Snapshot:
    """The graph without the hidden facts, as the design is read slowly."""
    reading = Reading(world.viewer, records, records, DAY, world.stand_ins.of)
    return Snapshot.of(form for form in map(reading.record, records) if form is not None)


def ways_into(snapshot: Snapshot, ids: list[str]) -> dict[Any, Any]:
    """Everything that a snapshot gives, by how it was asked."""
    told: dict[Any, Any] = {("get", one): snapshot.get(one) for one in ids}
    for one in ids:
        for kind in EDGE_KINDS.values():
            told["out", kind, one] = snapshot.out(kind, one)
            told["into", kind, one] = snapshot.into(kind, one)
        told["scope", one] = snapshot.scoped_to(one)
        told["there", one] = snapshot.exists(one, DAY)
    for kind in (*NODE_KINDS.values(), *EDGE_KINDS.values()):
        listed = snapshot.of_kind(kind)
        told["kind", kind] = [one for one in listed if isinstance(one, Edge) or not is_stand_in(one.id)]
    return told


@given(records=registers(), viewer=viewers())
@slowly
def test_a_viewer_sees_what_the_design_says_by_every_way_into_a_graph(
    records: tuple[Record, ...], viewer: Viewer
) -> None:
    world = world_of(records, viewer)
    expected = what_is_there(world, records)
    ids = sorted({each.id for each in records} | {each.id for each in expected.records()} | {"person/nobody"})
    seen = ways_into(world.snapshot, ids)
    for way, told in ways_into(expected, ids).items():
        assert seen[way] == told, way


@given(records=registers(), viewer=viewers())
@slowly
def test_who_is_not_told_has_no_name_anywhere(records: tuple[Record, ...], viewer: Viewer) -> None:
    world = world_of(records, viewer)
    there = {each.id for each in world.snapshot.nodes(Person)}
    hidden = [each for each in records if isinstance(each, Person) and each.id not in there]
    told = str([world.snapshot.get(each.id) for each in records]) + str(list(world.snapshot.records()))
    for person in hidden:
        assert f"'{person.id}'" not in told
        assert person.name not in told
        assert str(person.email) not in told


@given(records=registers(), viewer=viewers(), shares=st.sampled_from(("nobody", "everyone")))
@slowly
def test_what_is_shared_is_decided_by_today_whatever_was_known_before(
    records: tuple[Record, ...], viewer: Viewer, shares: str
) -> None:
    """Of the past, what somebody shares with whom is what they share now."""
    then = tuple(replace(each, share_expertise=shares) if isinstance(each, Person) else each for each in records)
    stand_ins = StandIns()
    now = world_of(records, viewer, stand_ins)
    past = replace(world_of(then, viewer, stand_ins), current=now.graph)
    for kind in EDGE_KINDS.values():
        assert past.snapshot.edges(kind) == now.snapshot.edges(kind)


def test_by_the_id_of_who_was_merged_whoever_sees_the_other_is_led_to_them() -> None:
    records = records_of(
        *GROUP, node("person/nieuw", aliases=["person/oud"]), edge("AFFILIATED_WITH", "person/nieuw", BRUG)
    )
    found = {who: world_of(records, viewer_of(who)).get("person/oud") for who in ("lies", "alg", "veer")}
    assert {who: each and each.id for who, each in found.items()} == {
        "lies": "person/nieuw",
        "alg": "person/nieuw",
        "veer": None,
    }
