"""An instance that is paused in the middle of a transaction: Neo4j ends that, and the others go on."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from neo4j import GraphDatabase

from graph.store.kept import Owner
from graph.store.neo4j import store as neo4j_store
from graph.store.neo4j.calls import LONGEST_HELD_SECONDS, Call, TooLate
from tests.conftest import Neo4jServer
from tests.contract.places import PYTHON, Neo4jPlace
from tests.contract.records import change_set, people, puts
from tests.contract.worker import BATCHES
from tests.faults.servers import until
from tests.waiting import GENEROUS

NOW = datetime(2026, 9, 1, tzinfo=UTC)


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits for the paused one waits as long as the machine needs; it does not go on before that."""
    for name in ("WRITE_SECONDS", "ACCESS_SECONDS"):
        monkeypatch.setattr(neo4j_store, name, GENEROUS)


@contextmanager
def paused(place: Neo4jPlace, inside: str) -> Iterator[subprocess.Popen[str]]:
    """Another instance, that is stopped in the middle of a transaction that holds the lock."""
    command = [PYTHON, "-m", "tests.contract.worker", "pause-in", inside]
    with subprocess.Popen(command, env=place.environment(), stdout=subprocess.PIPE, text=True) as process:
        try:
            until(lambda: "T (stopped)" in Path(f"/proc/{process.pid}/status").read_text())
            yield process
        finally:
            process.kill()


def outcomes(process: subprocess.Popen[str]) -> list[str]:
    """How the two times went, once it goes on."""
    process.send_signal(signal.SIGCONT)
    told, _ = process.communicate(timeout=GENEROUS)
    assert process.returncode == 0
    return told.splitlines()


def test_a_transaction_keeps_others_waiting_for_half_the_time_that_they_have() -> None:
    assert Call("", neo4j_store.WRITE_SECONDS).held <= neo4j_store.WRITE_SECONDS / 2
    assert Call("", neo4j_store.ACCESS_SECONDS).held <= neo4j_store.ACCESS_SECONDS / 2
    assert Call("", 3_600.0).held == LONGEST_HELD_SECONDS


def test_with_no_time_left_nothing_is_begun_as_after_a_pause() -> None:
    call = Call("bolt://db:7687", 0.0)
    with GraphDatabase.driver("bolt://127.0.0.1:1") as driver, pytest.raises(TooLate, match="bolt://db:7687"):
        call.session(driver)


@pytest.mark.neo4j
@pytest.mark.usefixtures("patient")
class TestNeo4j:
    @pytest.fixture
    def place(self, empty_neo4j: Neo4jServer) -> Neo4jPlace:
        return Neo4jPlace(empty_neo4j)

    async def test_a_change_of_another_one_is_made_and_that_of_the_paused_one_once(self, place: Neo4jPlace) -> None:
        store = place.open()
        await store.commit(change_set(*puts(*people("cas")), key="first"))
        with paused(place, "change") as process:
            await store.commit(change_set(*puts(*people("dina")), key="meanwhile"))
            assert [revision.key for revision in await store.changes(0)] == ["first", "meanwhile"]
            assert outcomes(process)[-1] == "done"
        assert sorted(revision.key for revision in await store.changes(0)) == ["first", "meanwhile", "paused"]
        await place.close()

    async def test_a_large_change_of_which_a_batch_is_paused_is_finished_by_another_one(
        self, place: Neo4jPlace
    ) -> None:
        store = place.open()
        await store.version()
        with paused(place, "batch") as process:
            await store.commit(change_set(*puts(*people("dina")), key="meanwhile"))
            _version, records = await store.load()
            assert len(records) == BATCHES + 1
            assert outcomes(process)[-1] == "done"
        assert [revision.key for revision in await store.changes(0)] == ["paused", "meanwhile"]
        assert len((await store.load())[1]) == BATCHES + 1
        await place.close()

    async def test_whoever_signs_in_elsewhere_is_let_in(self, place: Neo4jPlace) -> None:
        store = place.open()
        with paused(place, "access") as process:
            assert await store.access.add(Owner(key="person/dina", since=NOW, by="a test"), NOW)
            assert outcomes(process)[-1] == "done"
        assert {owner.key for owner in await store.access.all(Owner, NOW)} == {"person/dina", "person/paused"}
        await place.close()
