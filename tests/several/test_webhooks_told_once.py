"""Three instances on one Neo4j tell the program of a key once of each change, whichever of them made it."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import pytest

from graph.domain.changes import Put
from graph.domain.kinds import Person
from graph.usecases.desk import Desk
from graph.usecases.keys import NewKey, create_key
from graph.usecases.viewer import LOCAL_OWNER
from graph.usecases.watching import WatchedTask
from graph.usecases.webhooks import Outcome, Telling, set_webhook
from service.wiring import messenger
from tests.api.clients import small_group
from tests.conftest import Neo4jServer
from tests.contract.places import Neo4jPlace
from tests.contract.records import change_set, puts
from tests.receiver import receiver

pytestmark = pytest.mark.neo4j

CHANGES = 6
SECONDS = 60.0


async def test_a_change_on_one_of_three_is_told_once(empty_neo4j: Neo4jServer) -> None:
    place, outcomes = Neo4jPlace(empty_neo4j), list[Outcome]()
    await place.open().commit(change_set(*puts(*small_group()), key="first"))
    async with AsyncExitStack() as stack, receiver() as program:
        desks = [await stack.enter_async_context(Desk(place.open(), refresh_seconds=0.2)) for _ in range(3)]
        key = (await create_key(desks[0], LOCAL_OWNER, NewKey(name="sync", scopes=("read",)))).info.key
        await set_webhook(desks[0], LOCAL_OWNER, key, program.url)
        for desk in desks:
            telling = Telling(desk, messenger(), outcomes.append)
            await stack.enter_async_context(WatchedTask("webhooks", telling.work))
        for number in range(CHANGES):
            program.told.clear()
            person = Person(id="person/new", name=f"Nieuw {number}")
            await desks[number % 3].commit(
                lambda _, person=person: (Put(person),),  # type: ignore[misc]
                viewer=LOCAL_OWNER,
                reason="",
                key=str(number),
            )
            await asyncio.wait_for(program.told.wait(), SECONDS)
        await asyncio.sleep(2)  # in which each of them looks again
    assert program.revisions == [*range(2, 2 + CHANGES)]
    assert outcomes == [Outcome.TAKEN] * CHANGES
    await place.close()
