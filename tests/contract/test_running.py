"""A running instance on every store: a hand in the store, two instances at once, undoing, and staying the same."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import Any

import httpx

from graph.domain.kinds import Knows, Person
from graph.store.port import Store
from graph.usecases.change.records import RevertRevision, revert_revision
from graph.usecases.desk import Desk
from graph.usecases.viewer import LOCAL_OWNER, Viewer, ViewerKind
from service.config import Settings
from service.http.app import create_app
from tests.contract.places import LastingPlace, MemoryPlace, Place
from tests.contract.records import change_set, people, puts, taught

NEVER = 3_600.0


def desk_on(store: Store) -> Desk:
    """An instance that looks only when a test tells it to."""
    return Desk(store, refresh_seconds=NEVER)


async def ready(desk: Desk) -> tuple[int, dict[str, Any]]:
    """What `/readyz` answers."""
    transport = httpx.ASGITransport(app=create_app(desk, Settings(store="sqlite:///:memory:")))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
        response = await http.get("/readyz")
        return response.status_code, response.json()


def names(desk: Desk) -> set[str]:
    """The names of the people that an instance serves."""
    return {person.name for person in desk.snapshot.nodes(Person)}


async def look(*desks: Desk) -> None:
    """Let instances look as often as a change needs to reach all."""
    for _ in range(3):
        for desk in desks:
            await desk.refresh()


async def test_a_hand_made_change_is_noticed_and_logged_once_by_several_instances(lasting: LastingPlace) -> None:
    await lasting.open().commit(change_set(*puts(*taught()), key="first"))
    async with desk_on(lasting.open()) as one, desk_on(lasting.open()) as two:
        lasting.set_by_hand("person/an", name="An Peeters")
        lasting.set_by_hand("knows/1", level=5)
        await asyncio.gather(one.refresh(), two.refresh())
        await look(one, two)
        (_first, outside) = await one.revisions()
        assert (outside.author, {change.id for change in outside.changes}) == ("outside", {"person/an", "knows/1"})
        for desk in (one, two):
            assert (names(desk), [edge.level for edge in desk.snapshot.edges(Knows)]) == ({"An Peeters"}, [5])
            assert await ready(desk) == (200, {"status": "ready", "revision": 2, "problems": []})


async def test_a_hand_made_change_that_breaks_rules_is_refused_and_every_problem_is_told(
    lasting: LastingPlace,
) -> None:
    store = lasting.open()
    await store.commit(change_set(*puts(*taught(), *people("bo", name="Bo")), key="first"))
    async with desk_on(lasting.open()) as desk:
        lasting.set_by_hand("person/an", since="2026-09-01", until="2026-09-01")
        lasting.set_by_hand("person/bo", since="2026-09-02", until="2026-09-01", name="Bo B.")
        await look(desk)
        code, told = await ready(desk)
        assert (code, told["status"], told["revision"]) == (503, "stale", 1)
        assert sorted(text.split(" ")[0] for text in told["problems"]) == ["person/an", "person/bo"]
        assert names(desk) == {"an", "Bo"}
        assert len(await store.changes(0)) == 1
        lasting.set_by_hand("person/an", since="2026-09-01", until="2026-09-02")
        lasting.set_by_hand("person/bo", since="2026-09-01", until="2026-09-02")
        await look(desk)
        assert (await ready(desk))[0] == 200
        assert names(desk) == {"an", "Bo B."}
        assert [revision.author for revision in await store.changes(0)] == ["an", "outside"]


async def test_a_hand_made_value_that_no_record_has_is_refused_with_its_field(lasting: LastingPlace) -> None:
    await lasting.open().commit(change_set(*puts(*taught()), key="first"))
    async with desk_on(lasting.open()) as desk:
        lasting.set_by_hand("knows/1", level="veel")
        lasting.set_by_hand("person/an", share_expertise="misschien")
        await look(desk)
        code, told = await ready(desk)
        assert code == 503
        assert any("level" in text and "'veel'" in text for text in told["problems"])
        assert [edge.level for edge in desk.snapshot.edges(Knows)] == [3]
    async with desk_on(lasting.open()) as restarted:
        assert [edge.level for edge in restarted.snapshot.edges(Knows)] == [3]
        assert (await ready(restarted))[0] == 503


async def test_undoing_a_revision_keeps_later_work_and_says_what_stays(place: Place) -> None:
    async with desk_on(place.open()) as desk:
        for number, records in enumerate((people("an", "bo"), people("bo", name="Bo B."), people("cis")), start=1):
            await desk.commit(lambda _, r=records: puts(*r), viewer=LOCAL_OWNER, reason="", key=str(number))  # type: ignore[misc]
        undone = await revert_revision(desk, LOCAL_OWNER, RevertRevision(revision=1))
        assert names(desk) == {"Bo B.", "cis"}
        assert [left.record for left in undone.left_out] == ["person/bo"]
        assert undone.number == 4
        assert {record.id for record in (await desk.at(3)).records()} == {"person/an", "person/bo", "person/cis"}


async def test_writers_through_several_instances_all_succeed_by_catching_up(place: Place) -> None:
    async with AsyncExitStack() as stack:
        desks = [await stack.enter_async_context(desk_on(place.open())) for _ in range(3)]
        made = await asyncio.gather(
            *(
                desk.commit(lambda _, n=n: puts(*people(f"p{n}")), viewer=LOCAL_OWNER, reason="", key=str(n))  # type: ignore[misc]
                for n, desk in enumerate(desks)
            )
        )
        # Where an instance stands when it answers may be further, if another one wrote meanwhile.
        assert sorted(each.revision.number for each in made if each.revision is not None) == [1, 2, 3]
        assert all(each.revision is not None and each.number >= each.revision.number for each in made)
        await look(*desks)
        assert [names(desk) for desk in desks] == [{"p0", "p1", "p2"}] * 3


async def test_who_is_hidden_stands_under_the_same_id_at_every_instance_and_under_another_one_elsewhere(
    lasting: LastingPlace,
) -> None:
    await lasting.open().commit(change_set(*puts(*taught()), key="first"))
    outside = Viewer(kind=ViewerKind.PERSON, name="gast", person="person/gast")

    async def hidden(desk: Desk) -> str:
        return (await desk.world(outside)).stand_ins.of("person/an")

    async with desk_on(lasting.open()) as one, desk_on(lasting.open()) as two:
        first, second = await asyncio.gather(hidden(one), hidden(two))
    async with desk_on(lasting.open()) as restarted:
        assert first == second == await hidden(restarted)
    async with desk_on(MemoryPlace().open()) as elsewhere:
        assert (await elsewhere.world(outside)).stand_ins.of("person/an") != first
