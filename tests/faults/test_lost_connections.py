"""A Neo4j that hangs up half-way, or turns a change down or keeps it waiting; and many who ask at once."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from neo4j import GraphDatabase
from neo4j.exceptions import Neo4jError, SessionExpired, TransientError

from graph.domain.errors import StoreError, StoreUnavailable
from graph.store.neo4j import connection as neo4j_connection
from graph.store.neo4j import store as neo4j_store
from graph.store.neo4j.store import Neo4jStore
from graph.usecases.desk import Desk
from tests.conftest import Neo4jServer
from tests.contract.records import change_set, many, people, puts
from tests.faults.proxy import Proxy

pytestmark = pytest.mark.neo4j

RECORDS = 3_000


def through(proxy: Proxy, server: Neo4jServer) -> Neo4jStore:
    return Neo4jStore(f"bolt://127.0.0.1:{proxy.port}", user=server.user, password=server.password)


def port_of(server: Neo4jServer) -> int:
    return int(server.uri.rpartition(":")[2])


@pytest.mark.parametrize("after", [2_000, 20_000, 100_000])
async def test_a_load_that_is_cut_half_way_is_never_half_a_graph(empty_neo4j: Neo4jServer, after: int) -> None:
    direct = Neo4jStore(empty_neo4j.uri, user=empty_neo4j.user, password=empty_neo4j.password)
    await direct.commit(change_set(*many(RECORDS)))
    await direct.close()
    with Proxy.before("127.0.0.1", port_of(empty_neo4j)) as proxy:
        store = through(proxy, empty_neo4j)
        await store.version()
        proxy.cut_after(after)
        try:
            _version, records = await store.load()
        except StoreError:
            _version, records = await store.load()
        assert len(records) == RECORDS
        await store.close()


async def test_a_change_waits_for_a_hand_that_holds_the_same_record_and_is_made_once(empty_neo4j: Neo4jServer) -> None:
    store = Neo4jStore(empty_neo4j.uri, user=empty_neo4j.user, password=empty_neo4j.password)
    await store.commit(change_set(*puts(*people("an", "bo")), key="first"))
    with GraphDatabase.driver(empty_neo4j.uri, auth=(empty_neo4j.user, empty_neo4j.password)) as driver:
        with driver.session() as hand, hand.begin_transaction() as held:
            held.run("MATCH (n:Person {id: 'person/an'}) SET n.note = 'by hand'").consume()
            changing = asyncio.create_task(
                store.commit(change_set(*puts(*people("an", name="An Peeters")), key="second"), expected=1)
            )
            await asyncio.sleep(0.5)
            assert not changing.done()
            held.rollback()
        revision = await changing
    assert revision.number == 2
    assert [each.key for each in await store.changes(0)] == ["first", "second"]
    await store.close()


class Busy:
    """Stands in for the plan of a change, within its transaction, and lets it fail a few times as in a deadlock."""

    def __init__(self, times: int, error: Exception | None = None) -> None:
        self.left = times
        self._error = error or TransientError("Another one holds what this waits for, and waits for what this holds")
        self._plan = neo4j_store._plan

    def __call__(self, *given: Any, **more: Any) -> Any:
        if self.left:
            self.left -= 1
            raise self._error
        return self._plan(*given, **more)


async def test_a_change_that_neo4j_turns_down_for_the_moment_is_tried_again_and_made_once(
    empty_neo4j: Neo4jServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Neo4jStore(empty_neo4j.uri, user=empty_neo4j.user, password=empty_neo4j.password)
    await store.commit(change_set(*puts(*people("an")), key="first"))
    busy = Busy(times=1)
    monkeypatch.setattr(neo4j_store, "_plan", busy)
    assert (await store.commit(change_set(*puts(*people("bo")), key="second"))).number == 2
    assert busy.left == 0
    assert [each.key for each in await store.changes(0)] == ["first", "second"]
    await store.close()


async def test_a_change_that_neo4j_turns_down_each_time_is_refused_in_a_sentence_and_not_made(
    empty_neo4j: Neo4jServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neo4j_connection, "RETRY_SECONDS", 0.1)
    store = Neo4jStore(empty_neo4j.uri, user=empty_neo4j.user, password=empty_neo4j.password)
    await store.commit(change_set(*puts(*people("an")), key="first"))
    with monkeypatch.context() as patch:
        patch.setattr(neo4j_store, "_plan", Busy(times=1_000))
        with pytest.raises(StoreUnavailable, match=r"cannot do this at the moment .* made once\."):
            await store.commit(change_set(*puts(*people("bo")), key="second"))
    assert [each.key for each in await store.changes(0)] == ["first"]
    assert (await store.commit(change_set(*puts(*people("bo")), key="second"))).number == 2
    await store.close()


NOT_A_LEADER = "Neo.ClientError.Cluster.NotALeader"
READ_ONLY = "Neo.ClientError.General.ForbiddenOnReadOnlyDatabase"


def told_by_neo4j(code: str) -> Exception:
    """An error as the driver makes it of what a server answers."""
    return Neo4jError._hydrate_neo4j(code=code, message="No write operations are allowed here")


@pytest.mark.parametrize(
    "code", ["Neo.ClientError.Transaction.TransactionTimedOut", "Neo.TransientError.Transaction.LockClientStopped"]
)
async def test_a_change_that_neo4j_ends_because_another_held_it_up_is_begun_again_and_made_once(
    code: str, empty_neo4j: Neo4jServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Neo4jStore(empty_neo4j.uri, user=empty_neo4j.user, password=empty_neo4j.password)
    await store.commit(change_set(*puts(*people("an")), key="first"))
    monkeypatch.setattr(neo4j_store, "_plan", Busy(times=1, error=told_by_neo4j(code)))
    assert (await store.commit(change_set(*puts(*people("bo")), key="second"))).number == 2
    assert [each.key for each in await store.changes(0)] == ["first", "second"]
    await store.close()


@pytest.mark.parametrize("error", [told_by_neo4j(NOT_A_LEADER), SessionExpired("it is gone")], ids=["told", "gone"])
async def test_a_change_that_comes_while_another_server_is_chosen_to_lead_is_tried_again_and_made_once(
    error: Exception, empty_neo4j: Neo4jServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Neo4jStore(empty_neo4j.uri, user=empty_neo4j.user, password=empty_neo4j.password)
    await store.commit(change_set(*puts(*people("an")), key="first"))
    monkeypatch.setattr(neo4j_store, "_plan", Busy(times=1, error=error))
    assert (await store.commit(change_set(*puts(*people("bo")), key="second"))).number == 2
    assert [each.key for each in await store.changes(0)] == ["first", "second"]
    await store.close()


@pytest.mark.parametrize("code", [NOT_A_LEADER, READ_ONLY])
async def test_a_change_for_which_no_server_comes_to_lead_is_refused_with_the_reason_and_not_made(
    code: str, empty_neo4j: Neo4jServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neo4j_connection, "RETRY_SECONDS", 1.0)
    store = Neo4jStore(empty_neo4j.uri, user=empty_neo4j.user, password=empty_neo4j.password)
    await store.commit(change_set(*puts(*people("an")), key="first"))
    with monkeypatch.context() as patch:
        patch.setattr(neo4j_store, "_plan", Busy(times=1_000, error=told_by_neo4j(code)))
        with pytest.raises(StoreUnavailable, match=rf"takes no changes: .*{code}.*Nothing was written"):
            await store.commit(change_set(*puts(*people("bo")), key="second"))
    assert [each.key for each in await store.changes(0)] == ["first"]
    await store.close()


async def test_many_histories_at_once_are_answered_and_hold_up_no_change(empty_neo4j: Neo4jServer) -> None:
    store = Neo4jStore(empty_neo4j.uri, user=empty_neo4j.user, password=empty_neo4j.password)
    async with Desk(store) as desk:
        for number in range(30):
            await store.commit(change_set(*puts(*people("an", name=str(number))), key=str(number)))
        asked = [asyncio.create_task(desk.history(["person/an"])) for _ in range(120)]
        revision = await store.commit(change_set(*puts(*people("bo")), key="meanwhile"))
        assert revision.number == 31
        assert {len(found) for found in await asyncio.gather(*asked)} == {30}
