"""What is known beyond the part that is held is searched in Neo4j, and told as the whole register tells it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from graph.domain.changes import ChangeSet
from graph.domain.errors import NotHeldHere
from graph.store.port import Knowing, Store
from graph.usecases import expertise, read
from graph.usecases.desk import Desk
from graph.usecases.viewer import LOCAL_OWNER, Viewer, ViewerKind
from tests.clocks import HandClock
from tests.conftest import Neo4jServer
from tests.contract.places import Neo4jPlace
from tests.contract.records import puts
from tests.graphs import edge, node, organisation, records_of, school

pytestmark = pytest.mark.neo4j

BRUG, DIJK, VER = "organisation/brug", "organisation/dijk", "organisation/ver"
ELSEWHERE = "https://twee.mandaten.example"
AN = Viewer(kind=ViewerKind.PERSON, name="An", person="person/an")
SHARING = {
    **dict.fromkeys(("an", "bo", "cis", "gust", "fien"), "everyone"), "dirk": "nobody", "els": "school",
}  # fmt: skip
REGISTER = records_of(
    organisation("groep", "school_group"), organisation("anderegroep", "school_group"),
    school("brug", under=["groep"]), school("dijk", under=["groep"]), school("ver", under=["anderegroep"]),
    *(node(f"person/{name}", share_expertise=shares) for name, shares in SHARING.items()),
    node("expertise/net", name="Netwerken", keywords={"nl": ["wifi"]}), node("expertise/vlan", name="VLAN"),
    edge("BROADER", "expertise/vlan", "expertise/net"),
    edge("AFFILIATED_WITH", "person/an", BRUG), edge("AFFILIATED_WITH", "person/bo", DIJK),
    *(edge("AFFILIATED_WITH", f"person/{name}", VER) for name in ("cis", "gust", "dirk", "els", "fien")),
    edge("ADVISES", "person/an", "person/bo"), edge("ADVISES", "person/bo", "person/cis"),
    edge("ADVISES", "person/cis", "person/gust"), edge("ADVISES", "person/gust", "person/fien"),
    edge("KNOWS", "person/fien", "expertise/vlan", level=4),
    *(edge("KNOWS", f"person/{name}", "expertise/net", level=3) for name in ("dirk", "els")),
)  # fmt: skip


@pytest.fixture
def place(neo4j_server: Neo4jServer) -> Neo4jPlace:
    """An empty Neo4j."""
    neo4j_server.wipe()
    return Neo4jPlace(neo4j_server)


@asynccontextmanager
async def both(place: Neo4jPlace) -> AsyncIterator[tuple[Desk, Desk]]:
    """An instance with everything, and one with the part for De Brug, over one store."""
    store = place.open()
    await store.commit(ChangeSet(changes=puts(*REGISTER), author="test", key="1"))
    places = {"organisation/anderegroep": ELSEWHERE}
    async with (
        Desk(store, clock=HandClock(), refresh_seconds=3600) as whole,
        Desk(place.open(), clock=HandClock(), refresh_seconds=3600, within=[BRUG], places=places) as part,
    ):
        yield whole, part


@pytest.mark.parametrize("viewer", [LOCAL_OWNER, AN])
@pytest.mark.parametrize("topic", ["expertise/net", "expertise/vlan", "wifi"])
async def test_who_knows_it_elsewhere_is_told_as_the_whole_register_tells_it(
    place: Neo4jPlace, viewer: Viewer, topic: str
) -> None:
    async with both(place) as (whole, part):
        everything = await whole.world(viewer)
        searched = await expertise.searched(part, await part.world(viewer), [topic])
        expected = expertise.find_expertise(everything, [topic])
        assert part.snapshot.get("person/fien") is None
        assert "person/fien" in [found.person for found in expected]
        assert expertise.find_expertise(searched, [topic]) == expected


async def test_the_way_to_somebody_elsewhere_is_the_one_of_the_whole_register(place: Neo4jPlace) -> None:
    async with both(place) as (whole, part):
        for viewer in (LOCAL_OWNER, AN):
            everything = await whole.world(viewer)
            world = await expertise.searched(part, await part.world(viewer), ["expertise/net"], asker="person/an")
            ways = expertise.expertise_paths(world, "person/an", "expertise/net", limit=1)
            assert ways == expertise.expertise_paths(everything, "person/an", "expertise/net", limit=1)
            assert part.snapshot.get("person/fien") is None
            assert [hop.to_id for hop in ways[0].hops] == [f"person/{name}" for name in ("bo", "cis", "fien")]
            assert world.held is not None
            assert world.held.place_of(VER) == ELSEWHERE


async def test_without_a_search_nothing_is_told_of_who_knows_it_elsewhere(place: Neo4jPlace) -> None:
    async with both(place) as (_whole, part):
        world = await part.world(LOCAL_OWNER)
        with pytest.raises(NotHeldHere):
            expertise.find_expertise(world, ["expertise/net"])
        with pytest.raises(NotHeldHere):
            expertise.expertise_paths(world, "person/an", "expertise/net")
        assert expertise.find_expertise(world, ["expertise/net"], within=BRUG) == ()
        assert read.organisation_named(world, BRUG).id == BRUG


async def test_words_that_mean_something_to_the_index_are_only_words(place: Neo4jPlace) -> None:
    async with both(place) as (whole, _part):
        store: Store = whole._store
        for words in ('net" OR "vlan', "*", "net~2 AND (", "name:net", ""):
            assert "person/dirk" not in await store.knowing(Knowing(words=(words,), level=1))
