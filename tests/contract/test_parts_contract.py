"""Every store reads a part of the register as it is defined, and nothing else of it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings

from graph.domain.changes import ChangeSet, Remove
from graph.domain.kinds import Record
from graph.domain.part import Part
from graph.store.port import Store
from tests.contract.records import puts
from tests.graphs import edge, node, organisation, records_of, school, seat
from tests.parts import part_of
from tests.sight.random_registers import PLACES, registers

TWO_GROUPS_PLAIN = (
    organisation("groep", "school_group"), organisation("anderegroep", "school_group"),
    school("brug", under=["groep"]), school("dijk", under=["groep"]), school("ver", under=["anderegroep"]),
    *(node(f"person/{name}") for name in ("an", "bo", "cis", "dirk")),
    node("task/wifi"), node("expertise/net"), node("channel/desk", type="desk"), node("body/team", type="ict_team"),
    seat("role/ict", at="organisation/groep", held_by=["person/an"]),
    seat("role/ver", at="organisation/ver", held_by=["person/an", "person/bo"]),
    edge("REACHED_BY", "role/ict", "channel/desk"), edge("KNOWS", "person/an", "expertise/net", level=3),
    edge("BODY_OF", "body/team", "organisation/ver"), edge("MEMBER_OF", "person/cis", "body/team"),
    edge("EXECUTES", "role/ict", "task/wifi"),
    edge("STEERS", "person/dirk", "task/wifi", scope=["organisation/dijk", "organisation/ver"]),
    node("acceptance/a", finding="finding/0", organisation="organisation/ver"),
    node("acceptance/b", finding="finding/1", accepted_by="person/bo"),
)  # fmt: skip
TWO_GROUPS = records_of(*TWO_GROUPS_PLAIN)
ONCE_EACH = ("sqlite-file", pytest.param("neo4j-5.26", marks=pytest.mark.neo4j))
"""One place of each sort of store."""


@pytest.mark.parametrize("within", ["brug", "dijk", "groep", "ver", "nergens"])
async def test_a_part_is_read_as_it_is_defined(store: Store, within: str) -> None:
    await store.commit(ChangeSet(changes=puts(*TWO_GROUPS), author="test", key="1"))
    await assert_read(store, TWO_GROUPS, f"organisation/{within}")


async def test_what_comes_to_lie_within_is_read_in_the_same_way(store: Store) -> None:
    await store.commit(ChangeSet(changes=puts(*TWO_GROUPS), author="test", key="1"))
    moved = records_of(*TWO_GROUPS_PLAIN, edge("PART_OF", "organisation/ver", "organisation/brug"))
    part, held = part_of(TWO_GROUPS, ["organisation/brug"])
    await store.commit(ChangeSet(changes=puts(*moved), author="test", key="2"))
    grown = part.copy()
    asked = grown.take(moved)
    assert asked is not None
    version, more, grown = await store.gather(grown, asked)
    after, all_of_it = part_of(moved, ["organisation/brug"])
    assert version.revision == 2
    assert {each.id for each in (*held, *more, *filter(grown.holds, moved))} == {each.id for each in all_of_it}
    assert grown.again() == after.again()


@pytest.mark.parametrize("place", ONCE_EACH, indirect=True)
async def test_random_registers_are_read_in_part_as_they_are_defined(store: Store) -> None:
    drawn: list[Sequence[Record]] = []

    @settings(max_examples=4, suppress_health_check=list(HealthCheck), deadline=None, database=None)
    @given(registers())
    def draw(records: tuple[Record, ...]) -> None:
        drawn.append(records)

    draw()
    for number, records in enumerate(drawn):
        _version, before = await store.load()
        gone = {record.id for record in before} - {record.id for record in records}
        changes = (*puts(*records), *(Remove(each) for each in sorted(gone)))
        await store.commit(ChangeSet(changes=changes, author="test", key=f"drawn-{number}"))
        for within in PLACES:
            await assert_read(store, records, within)


async def assert_read(store: Store, records: Sequence[Record], within: str) -> None:
    part, held = part_of(records, [within])
    empty = Part([within])
    _version, read, grown = await store.gather(empty, empty.first())
    assert sorted(read, key=lambda record: record.id) == sorted(held, key=lambda record: record.id)
    assert grown.again() == part.again()
