"""Several processes on one store, and processes that are killed: nothing acknowledged is lost, nothing is half."""

from __future__ import annotations

import asyncio
import random
import signal
from asyncio.subprocess import PIPE, Process
from pathlib import Path

import pytest

from graph.store.port import Store
from tests.contract.places import PYTHON, FilePlace, LastingPlace, Neo4jPlace
from tests.contract.records import change_set, many, pair
from tests.contract.worker import count_up

MANY = 200_000
BATCHED = 60_000
"""Changes that take Neo4j several batches."""
KILLS = 3
ROUNDS = 3


async def worker(place: LastingPlace, *task: str) -> Process:
    """Another process that uses the store."""
    command = [PYTHON, "-m", "tests.contract.worker", *task]
    return await asyncio.create_subprocess_exec(*command, env=place.environment(), stdout=PIPE)


async def line_of(process: Process) -> str:
    """The next line that another process prints."""
    assert process.stdout is not None
    return (await process.stdout.readline()).decode().strip()


async def rest_of(process: Process) -> list[str]:
    """What another process printed until it was gone."""
    assert process.stdout is not None
    return (await process.stdout.read()).decode().split()


async def test_two_processes_on_one_store_lose_no_update(lasting: LastingPlace) -> None:
    store = lasting.open()
    await store.commit(change_set(*pair(0), key="start"))
    processes = [await worker(lasting, "count", name, str(ROUNDS)) for name in ("one", "two")]
    assert [await line_of(process) for process in processes] == ["ready", "ready"]
    await count_up(store, "this one", ROUNDS)
    assert [await process.wait() for process in processes] == [0, 0]
    _version, records = await store.load()
    assert {record.name for record in records} == {str(3 * ROUNDS)}
    assert [r.number for r in await store.changes(0)] == list(range(1, 3 * ROUNDS + 2))


async def test_whoever_is_killed_between_or_during_commits_loses_nothing_acknowledged(lasting: LastingPlace) -> None:
    chance = random.Random(20261126)
    acknowledged = 0
    for _ in range(KILLS):
        process = await worker(lasting, "commit-on")
        for _ in range(chance.randint(1, 6)):
            acknowledged = int(await line_of(process))
        await asyncio.sleep(chance.random() * 0.01)
        process.send_signal(signal.SIGKILL)
        acknowledged = int(([str(acknowledged), *await rest_of(process)])[-1])
        await process.wait()
        store = lasting.open()
        await _is_whole(store, at_least=acknowledged)
        await store.close()


async def _is_whole(store: Store, *, at_least: int) -> None:
    """Whether the graph and the log are at the same revision, that of the last acknowledged commit or the next."""
    version, records = await store.load()
    assert version.revision in (at_least, at_least + 1)
    assert [record.name for record in records] == [str(version.revision)] * 2
    # A server may still finish the commit of a writer that is gone: only what the load saw has to be there.
    log = [revision for revision in await store.changes(0) if revision.number <= version.revision]
    assert [revision.key for revision in log] == [str(number + 1) for number in range(version.revision)]
    assert {len(revision.changes) for revision in log} == {2}


async def test_200_000_changes_are_one_revision(tmp_path: Path) -> None:
    place = FilePlace(tmp_path / "store.db")
    store = place.open()
    puts = many(MANY)
    changes = change_set(*puts, key="many")
    revision = await store.commit(changes, expected=0)
    assert (revision.number, len(revision.changes)) == (1, MANY)
    _version, records = await store.load()
    assert {record.id: record for record in records} == {put.id: put.record for put in puts}
    assert (await store.commit(changes, expected=0)).number == 1
    await place.close()


@pytest.mark.neo4j
async def test_a_large_change_set_whose_writer_is_killed_between_two_batches_is_rolled_forward(
    killed_place: Neo4jPlace,
) -> None:
    process = await worker(killed_place, "die-after-batch", str(BATCHED))
    assert await process.wait() == -signal.SIGKILL
    there = killed_place.server.run("MATCH (n:Person) RETURN count(n) AS people")[0]["people"]
    assert 0 < there < BATCHED // 9, "the writer should have died between two batches"
    store = killed_place.open()
    version, records = await store.load()
    assert version.revision == 1
    puts = many(BATCHED)
    assert {record.id: record for record in records} == {put.id: put.record for put in puts}
    again = await store.commit(change_set(*puts, key="many"), expected=0)
    assert (again.number, len(again.changes)) == (1, BATCHED)


@pytest.mark.neo4j
async def test_several_who_find_a_half_change_set_roll_it_forward_once(killed_place: Neo4jPlace) -> None:
    process = await worker(killed_place, "die-after-batch", "12000")
    assert await process.wait() == -signal.SIGKILL
    first, second, third = killed_place.open(), killed_place.open(), killed_place.open()
    one, two, written = await asyncio.gather(
        first.load(), second.load(), third.commit(change_set(*pair(1), key="next"))
    )
    assert written.number == 2
    for version, records in (one, two):
        assert len(records) == 12_000 + (2 if version.revision == 2 else 0)
    assert len((await first.load())[1]) == 12_002


@pytest.mark.neo4j
async def test_a_large_change_set_whose_writer_is_killed_before_its_commit_never_was(
    killed_place: Neo4jPlace,
) -> None:
    process = await worker(killed_place, "die-before-head", "6000")
    assert await process.wait() == -signal.SIGKILL
    store = killed_place.open()
    version, records = await store.load()
    assert (version.revision, records, await store.changes(0)) == (0, [], [])
    revision = await store.commit(change_set(*many(6_000), key="many"), expected=0)
    assert (revision.number, len(revision.changes)) == (1, 6_000)
    assert len((await store.load())[1]) == 6_000
