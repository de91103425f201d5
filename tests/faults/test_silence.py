"""A store that no longer answers: every call comes to an end, readiness knows it, and a change is made once or not."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Collection, Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from graph.domain.changes import ChangeSet, Revision, Version
from graph.domain.errors import StoreLocked, StoreUnavailable
from graph.domain.kinds import Record
from graph.store.access import AccessStore
from graph.store.neo4j import store as neo4j_store
from graph.store.neo4j.store import Neo4jStore
from graph.store.sqlite.store import SqliteStore
from graph.usecases.desk import Desk
from graph.usecases.serving import committing
from graph.usecases.viewer import LOCAL_OWNER
from tests.clocks import HandClock
from tests.conftest import Neo4jServer
from tests.contract.records import change_set, people, puts
from tests.faults.proxy import Proxy
from tests.waiting import GENEROUS, comes_about

NEVER = 3_600.0
SOON = 0.5


def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every call gives up soon."""
    for name in ("LOOK_SECONDS", "READ_SECONDS", "LOAD_SECONDS", "WRITE_SECONDS"):
        monkeypatch.setattr(neo4j_store, name, SOON)


def test_a_change_is_answered_within_10_seconds_and_a_look_sooner() -> None:
    one_change = neo4j_store.WRITE_SECONDS + neo4j_store.SECONDS_A_CHANGE
    assert neo4j_store.LOOK_SECONDS < one_change < 10
    assert committing.TURN_SECONDS <= 10


@pytest.mark.neo4j
class TestNeo4j:
    @pytest.fixture
    def proxy(self, empty_neo4j: Neo4jServer) -> Iterator[Proxy]:
        """A door before an empty Neo4j."""
        address = urlsplit(empty_neo4j.uri)
        with Proxy.before(address.hostname or "localhost", address.port or 7687) as made:
            yield made

    @pytest.fixture
    async def store(self, proxy: Proxy, empty_neo4j: Neo4jServer) -> AsyncIterator[Neo4jStore]:
        """A store behind the door, open, with An."""
        made = Neo4jStore(f"bolt://127.0.0.1:{proxy.port}", user=empty_neo4j.user, password=empty_neo4j.password)
        await made.commit(change_set(*puts(*people("an")), key="an"))
        yield made
        proxy.hang_up()  # a call that nobody answers would hold the store open
        async with asyncio.timeout(GENEROUS):
            await made.close()

    async def test_every_call_ends_and_the_next_one_finds_a_connection_that_works(
        self, store: Neo4jStore, proxy: Proxy
    ) -> None:
        calls = (
            store.version,
            store.load,
            lambda: store.changes(0),
            lambda: store.commit(change_set(*puts(*people("bo")), key="bo")),
        )
        for call in calls:
            await asyncio.gather(store.load(), store.changes(0), store.version())  # several connections lie idle
            proxy.silence()
            async with asyncio.timeout(GENEROUS):
                with pytest.MonkeyPatch.context() as patch:
                    soon(patch)
                    with pytest.raises(StoreUnavailable, match="does not answer within"):
                        await call()
                assert (await store.version()).revision == 1

    async def test_a_change_whose_answer_is_lost_is_made_once_when_it_is_made_again_with_its_key(
        self, store: Neo4jStore, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        proxy.lose_answers()
        with monkeypatch.context() as patch:
            soon(patch)
            with pytest.raises(StoreUnavailable, match="make it again with the same key"):
                await store.commit(change_set(*puts(*people("bo")), key="bo"))
        async with asyncio.timeout(GENEROUS):
            assert (await store.commit(change_set(*puts(*people("bo")), key="bo"))).number == 2
            assert [revision.key for revision in await store.changes(0)] == ["an", "bo"]

    async def test_a_running_desk_says_so_goes_on_reading_and_catches_up(
        self, store: Neo4jStore, proxy: Proxy, empty_neo4j: Neo4jServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        other = Neo4jStore(empty_neo4j.uri, user=empty_neo4j.user, password=empty_neo4j.password)
        async with asyncio.timeout(2 * GENEROUS), Desk(store, refresh_seconds=NEVER) as desk:
            await desk.refresh()
            proxy.silence()
            with monkeypatch.context() as patch:
                soon(patch)
                with pytest.raises(StoreUnavailable):
                    await desk.refresh()
            assert len(desk.snapshot) == 1
            await other.commit(change_set(*puts(*people("bo")), key="bo"))
            await desk.refresh()
            assert (len(desk.snapshot), desk.problems) == (2, ())
        await other.close()


class Silent:
    """A store that stops answering when a test says so, and then says that it does not answer."""

    def __init__(self) -> None:
        self._store = SqliteStore(":memory:")
        self.answers = True
        self.asked = 0
        self.gives_up = asyncio.Event()

    @property
    def access(self) -> AccessStore:
        return self._store.access

    async def _wait(self) -> None:
        self.asked += 1
        if not self.answers:
            await self.gives_up.wait()
            raise StoreUnavailable("The store does not answer.")

    async def version(self) -> Version:
        await self._wait()
        return await self._store.version()

    async def load(self, at: int | datetime | None = None) -> tuple[Version, list[Record]]:
        await self._wait()
        return await self._store.load(at)

    async def changes(self, since: int, limit: int | None = None) -> list[Revision]:
        await self._wait()
        return await self._store.changes(since, limit)

    async def time_of(self, number: int) -> datetime:
        await self._wait()
        return await self._store.time_of(number)

    async def history(self, records: Collection[str]) -> list[Revision]:
        await self._wait()
        return await self._store.history(records)

    async def restore(self, revisions: Iterable[Revision]) -> None:
        await self._store.restore(revisions)

    async def commit(self, change_set: ChangeSet, expected: int | None = None) -> Revision:
        await self._wait()
        return await self._store.commit(change_set, expected)

    async def adopt(self, change_set: ChangeSet, expected: int) -> Revision:
        await self._wait()
        return await self._store.adopt(change_set, expected)

    async def close(self) -> None:
        await self._store.close()


async def test_readiness_knows_how_long_ago_the_store_answered() -> None:
    clock, store = HandClock(), Silent()
    async with Desk(store, clock=clock, refresh_seconds=1.0, stale_seconds=15.0) as desk:
        await desk.refresh()
        store.answers = False
        clock.moment += timedelta(seconds=16)
        assert desk.problems == ()
        clock.moment += timedelta(seconds=1)
        (problem,) = desk.problems
        assert str(problem.message) == "The store last answered 17 s ago"
        store.answers = True
        store.gives_up.set()
        await desk.refresh()
        assert desk.problems == ()


async def test_readiness_says_for_a_while_that_the_store_takes_no_changes(tmp_path: Path) -> None:
    clock, store = HandClock(), SqliteStore(str(tmp_path / "store.db"), busy_seconds=0.05)
    async with Desk(store, clock=clock, refresh_seconds=1.0, stale_seconds=15.0) as desk:
        with contextlib.closing(sqlite3.connect(tmp_path / "store.db")) as hand:
            hand.execute("BEGIN IMMEDIATE")
            for _ in range(2):
                with pytest.raises(StoreLocked):
                    await desk.commit(lambda _: puts(*people("an")), viewer=LOCAL_OWNER, reason="", key="an")
                await desk.refresh()
                assert "could not be written" in str(desk.problems[0])
                clock.moment += timedelta(seconds=10)
        await desk.commit(lambda _: puts(*people("an")), viewer=LOCAL_OWNER, reason="", key="an")
        assert desk.problems == ()


async def test_changes_do_not_wait_one_after_the_other_for_a_store_that_does_not_answer() -> None:
    store = Silent()
    async with Desk(store, refresh_seconds=NEVER) as desk:
        store.answers, store.asked = False, 0
        changes = [
            asyncio.create_task(
                desk.commit(lambda _: puts(*people("an")), viewer=LOCAL_OWNER, reason="", key=str(number))
            )
            for number in range(4)
        ]
        await comes_about(lambda: store.asked > 0)
        store.gives_up.set()
        told = await asyncio.gather(*changes, return_exceptions=True)
        assert [type(each) for each in told] == [StoreUnavailable] * 4
        assert store.asked == 1
        store.answers = True
        assert (await desk.commit(lambda _: puts(*people("an")), viewer=LOCAL_OWNER, reason="", key="an")).number == 1


async def test_a_change_does_not_wait_for_ever_for_the_one_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(committing, "TURN_SECONDS", 0.05)
    store = Silent()
    async with Desk(store, refresh_seconds=NEVER) as desk:
        store.answers = False
        first = asyncio.create_task(desk.commit(lambda _: puts(*people("an")), viewer=LOCAL_OWNER, reason="", key="1"))
        await comes_about(desk._following.writing.locked)
        with pytest.raises(StoreUnavailable, match="Nothing was written"):
            await desk.commit(lambda _: puts(*people("bo")), viewer=LOCAL_OWNER, reason="", key="2")
        store.gives_up.set()
        with pytest.raises(StoreUnavailable, match="does not answer"):
            await first
