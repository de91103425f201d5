"""An instance that holds a part of the register: what it answers, what it sends elsewhere, what it takes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.domain.changes import Change, ChangeSet, Put, Remove
from graph.domain.codec import read_record
from graph.domain.errors import InvalidInput, NotFound, NotHeldHere
from graph.domain.kinds import At, Edge, Organisation, Person, Record
from graph.model.snapshot import Snapshot
from graph.store.sqlite.store import SqliteStore
from graph.usecases import expertise, listing, read
from graph.usecases.desk import Desk
from graph.usecases.exporting import export
from graph.usecases.viewer import LOCAL_OWNER, PUBLIC
from graph.usecases.world import World
from tests.clocks import HandClock
from tests.contract.records import puts
from tests.graphs import edge, node, organisation, records_of, school, seat
from tests.parts import part_of
from tests.sight.random_registers import PLACES, registers
from tests.unit.domain.test_part import assert_answers

BRUG, DIJK, VER = "organisation/brug", "organisation/dijk", "organisation/ver"
ELSEWHERE = "https://twee.mandaten.example"
REGISTER = (
    organisation("groep", "school_group"), organisation("anderegroep", "school_group"),
    school("brug", under=["groep"]), school("dijk", under=["groep"]), school("ver", under=["anderegroep"]),
    node("person/an"), node("person/bo"), node("task/wifi"),
    seat("role/ict", at=BRUG, held_by=["person/an"]), seat("role/ver", at=VER, held_by=["person/bo"]),
    edge("EXECUTES", "role/ict", "task/wifi", id="executes/1"), edge("EXECUTES", "role/ver", "task/wifi"),
)  # fmt: skip


@asynccontextmanager
async def holding(*within: str, records: Sequence[Record] = records_of(*REGISTER)) -> AsyncIterator[tuple[Desk, Any]]:
    """A desk that holds a part of a register, and the store, in which others write too."""
    store = SqliteStore(":memory:")
    await store.commit(ChangeSet(changes=puts(*records), author="test", key="first"))
    places = {"organisation/anderegroep": ELSEWHERE} if any(each.id == VER for each in records) else {}
    async with Desk(store, clock=HandClock(), refresh_seconds=3600, within=within, places=places) as desk:
        yield desk, store


async def test_it_says_of_what_it_does_not_hold_where_that_is() -> None:
    async with holding(BRUG) as (desk, _store):
        world = await desk.world(LOCAL_OWNER)
        assert read.responsible(world, BRUG, "task/wifi").executors[0].holder == "person/an"
        with pytest.raises(NotHeldHere) as told:
            read.responsible(world, VER, "task/wifi")
        assert (told.value.organisation, told.value.address) == (VER, ELSEWHERE)
        with pytest.raises(NotHeldHere) as told:
            read.organisation_named(world, DIJK)
        assert told.value.address is None


async def test_who_may_not_read_is_told_the_same_of_what_is_elsewhere_as_of_what_is_nowhere() -> None:
    async with holding(BRUG) as (desk, _store):
        world = await desk.world(PUBLIC)
        told = []
        for asked in (VER, "organisation/nergens"):
            with pytest.raises(NotFound) as error:
                read.organisation_named(world, asked)
            told.append(str(error.value).replace(asked, ""))
        assert told[0] == told[1]


async def test_what_takes_the_whole_register_is_not_answered_from_a_part_of_it() -> None:
    async with holding(BRUG) as (desk, _store):
        world = await desk.world(LOCAL_OWNER)
        for ask in (
            lambda: read.place_named(world, None),
            lambda: listing.listed(world, Person),
            lambda: listing.mandates_listed_on(world, "task/wifi"),
            lambda: listing.listed_to(world, At, VER),
            lambda: export(world, "native"),
        ):
            with pytest.raises(NotHeldHere):
                ask()
        assert [edge.from_id for edge in listing.listed_to(world, At, BRUG).candidates] == ["role/ict"]
        assert len(listing.listed(world, Organisation).candidates) == 5


async def test_who_knows_something_elsewhere_is_not_searched_in_sqlite() -> None:
    async with holding(BRUG, records=records_of(*REGISTER, node("expertise/net"))) as (desk, _store):
        world = await desk.world(LOCAL_OWNER)
        assert await expertise.searched(desk, world, ["expertise/net"], within=BRUG) is world
        with pytest.raises(NotHeldHere, match="Neo4j"):
            await expertise.searched(desk, world, ["expertise/net"])
        with pytest.raises(NotHeldHere):
            expertise.find_expertise(world, ["expertise/net"])
        with pytest.raises(NotHeldHere):
            expertise.expertise_paths(world, "person/an", "expertise/net")


async def test_an_organisation_that_is_nowhere_is_not_held() -> None:
    with pytest.raises(InvalidInput, match="organisation/nergens"):
        async with holding("organisation/nergens"):
            pass


@pytest.mark.parametrize(
    "records",
    [
        [edge("AFFILIATED_WITH", "person/an", VER)],
        [edge("HOLDS", "person/an", "role/ver")],
        [edge("EXECUTES", "role/ict", "task/wifi", id="executes/1", scope=[VER])],
        [edge("PART_OF", VER, BRUG)],
        [node("person/bo", name="Bo of another school")],
        [node("role/ver", name="of another school")],
        [node("person/nowhere")],
    ],
)
async def test_a_change_that_touches_what_is_elsewhere_is_not_made_here(records: list[Any]) -> None:
    async with holding(BRUG) as (desk, store):
        with pytest.raises(NotHeldHere):
            await changed(desk, puts(*one_by_one(records)))
        with pytest.raises(NotHeldHere):
            await changed(desk, [Remove("person/an")])
        assert (await store.version()).revision == 1


async def test_a_change_of_what_is_held_is_made_and_seen() -> None:
    async with holding(BRUG) as (desk, _store):
        new = records_of(
            *REGISTER, node("person/cis"), edge("AFFILIATED_WITH", "person/cis", BRUG, id="affiliated_with/1")
        )[-2:]
        await changed(desk, map(Put, new))
        assert desk.snapshot.get("person/cis") is not None
        await changed(desk, [Remove(new[1].id)])
        assert desk.snapshot.get(new[1].id) is None


async def test_what_a_change_elsewhere_brings_along_comes_in_and_the_rest_does_not() -> None:
    async with holding(BRUG) as (desk, store):
        assert desk.snapshot.get("role/ver") is None
        more = [edge("HOLDS", "person/bo", "role/ict"), node("person/far"), edge("HOLDS", "person/far", "role/ver")]
        await store.commit(ChangeSet(changes=puts(*one_by_one(more[1:])), author="else", key="2"))
        await desk.refresh()
        assert desk.snapshot.get("person/far") is None
        await store.commit(ChangeSet(changes=puts(*one_by_one(more[:1])), author="else", key="3"))
        await desk.refresh()
        world = await desk.world(LOCAL_OWNER)
        assert read.person_named(world, "person/bo").id == "person/bo"
        assert {"role/ver", "person/far"} <= {record.id for record in desk.snapshot.records()}


async def test_what_was_known_once_is_the_part_of_that_time() -> None:
    async with holding(BRUG) as (desk, store):
        await store.commit(ChangeSet(changes=(Remove("holds/x"),), author="else", key="nothing"))
        held = next(each for each in desk.snapshot.records() if each.kind == "HOLDS")
        await changed(desk, [Remove(held.id)])
        await changed(desk, puts(*one_by_one([edge("HOLDS", "person/an", "role/ict", since="2026-10-01")])))
        before = await desk.at(1)
        _part, whole = part_of(records_of(*REGISTER), [BRUG])
        assert {each.id for each in before.records()} >= {each.id for each in whole}
        assert before.get(held.id) == held


async def test_what_a_hand_changed_here_becomes_a_revision_and_what_it_changed_elsewhere_stays() -> None:
    async with holding(BRUG) as (desk, store):
        await store._run(lambda db: by_hand(db, ("person/an", "person/bo")))
        await desk.refresh()
        assert [change.id for change in (await desk.revisions())[-1].changes] == ["person/an"]
        assert desk.snapshot.get("person/an").name == "By hand"  # type: ignore[union-attr]


def by_hand(db: Any, ids: Iterable[str]) -> None:
    for each in ids:
        data = f'{{"id": "{each}", "kind": "person", "name": "By hand"}}'
        db.execute("UPDATE node SET data = ? WHERE id = ?", (data.encode(), each))


@settings(max_examples=40, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.lists(registers(), min_size=2, max_size=4), st.sampled_from(PLACES))
def test_a_part_that_follows_answers_as_one_that_is_read_anew(drawn: list[tuple[Record, ...]], within: str) -> None:
    asyncio.run(follow(drawn, within))


async def follow(drawn: list[tuple[Record, ...]], within: str) -> None:
    async with holding(within, records=drawn[0]) as (desk, store):
        for number, (before, after) in enumerate(pairwise(drawn)):
            for place, changes in enumerate(steps(before, after)):
                await store.commit(ChangeSet(changes=changes, author="else", key=f"{number}.{place}"))
            await desk.refresh()
            part, held = part_of(after, [within])
            mine, anew = desk.snapshot, Snapshot.of(held)
            assert {each.id for each in anew.records()} <= {each.id for each in mine.records()}
            world: World = await desk.world(LOCAL_OWNER)
            assert world.held is not None
            for each in PLACES:
                assert world.held.part.has(each) == part.has(each)
                if part.has(each):
                    assert_answers(mine, Snapshot.of(after), each, world.on)


def steps(before: Sequence[Record], after: Sequence[Record]) -> list[tuple[Change, ...]]:
    """One register into another: first what goes, then what comes, as two revisions."""
    there = {record.id for record in after}
    gone = [record for record in before if record.id not in there]
    return [
        tuple(Remove(record.id) for record in sorted(gone, key=lambda each: not isinstance(each, Edge))),
        puts(*after),
    ]


def one_by_one(plains: Iterable[Any]) -> list[Record]:
    """Records whose ends are those of the register."""
    return [record for plain in plains if (record := read_record(plain, "", [])) is not None]


async def changed(desk: Desk, changes: Iterable[Change]) -> None:
    made = tuple(changes)
    await desk.commit(lambda _before: made, viewer=LOCAL_OWNER, reason="test", key=repr(made)[:150])
