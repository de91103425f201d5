"""What another process does with a store; started as `python -m tests.contract.worker TASK ...`.

The store is the one of the variable TEST_STORE. What was acknowledged is printed, a line each.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeVar

from graph.domain.errors import Conflict, StoreUnavailable
from graph.store.kept import Owner
from graph.store.neo4j import access as neo4j_access
from graph.store.neo4j import calls
from graph.store.neo4j import store as neo4j_store
from graph.store.neo4j.applying import Runs
from graph.store.neo4j.store import Neo4jStore
from graph.store.port import Store
from tests.contract.places import address_of, store_at
from tests.contract.records import change_set, many, pair

__all__ = ["BATCHES", "count_up"]

T = TypeVar("T")

BATCHES = 6_000
"""Changes that are applied in batches."""
HELD = 8.0
"""Seconds for which one that is paused keeps others waiting: enough for a batch on a busy machine."""


async def count_up(store: Store, writer: str, rounds: int) -> None:
    """Raise the count that both records of a pair carry, each time from what is there."""
    for number in range(rounds):
        while True:
            version, records = await store.load()
            count = next(int(record.name) for record in records if record.id == "person/an")
            try:
                changes = change_set(*pair(count + 1), key=f"{writer} {number}")
                await store.commit(changes, expected=version.revision)
                break
            except Conflict:
                continue


async def _count(store: Store, writer: str, rounds: str) -> None:
    print("ready", flush=True)
    await count_up(store, writer, int(rounds))


async def _commit_on(store: Store) -> None:
    """Commit pairs until killed."""
    number = (await store.version()).revision
    while True:
        number += 1
        await store.commit(change_set(*pair(number), key=str(number)))
        print(number, flush=True)


async def _die_after_batch(store: Store, count: str) -> None:
    """Commit many changes, and die when the first batch of them is applied."""
    assert isinstance(store, Neo4jStore)
    apply_batch, applied = store._roll_batch, 0

    def roll_batch(run: Runs) -> bool:
        nonlocal applied
        if applied:
            _die()
        applied += 1
        return apply_batch(run)

    store._roll_batch = roll_batch  # type: ignore[method-assign]
    await store.commit(change_set(*many(int(count)), key="many"))


async def _die_before_head(store: Store, count: str) -> None:
    """Commit many changes, and die when they are all written down and not yet committed."""
    assert isinstance(store, Neo4jStore)
    store._move_head = _die  # type: ignore[method-assign]
    await store.commit(change_set(*many(int(count)), key="many"))


async def _pause_in(store: Store, inside: str) -> None:
    """Do something twice with the same key, and stop once in the middle of its transaction, until told to go on."""
    assert isinstance(store, Neo4jStore)
    calls.LONGEST_HELD_SECONDS = HELD
    stopped = False

    def then_stop(work: Callable[..., T]) -> Callable[..., T]:
        def done(*given: object, **more: object) -> T:
            nonlocal stopped
            result = work(*given, **more)
            if not stopped:
                stopped = True
                os.kill(os.getpid(), signal.SIGSTOP)
            return result

        return done

    await store.version()
    neo4j_store.WRITE_SECONDS = neo4j_store.ACCESS_SECONDS = 2 * HELD
    if inside == "change":
        neo4j_store._plan = then_stop(neo4j_store._plan)
        await _twice(lambda: store.commit(change_set(*pair(7), key="paused")))
    elif inside == "batch":
        store._roll_batch = then_stop(store._roll_batch)  # type: ignore[method-assign]
        await _twice(lambda: store.commit(change_set(*many(BATCHES), key="paused")))
    else:
        neo4j_access._found = then_stop(neo4j_access._found)
        owner = Owner(key="person/paused", since=datetime(2026, 9, 1, tzinfo=UTC), by="a test")
        await _twice(lambda: store.access.add(owner, owner.since))
    await store.close()


async def _twice(doing: Callable[[], Awaitable[object]]) -> None:
    for _ in range(2):
        try:
            await doing()
            print("done", flush=True)
        except StoreUnavailable as error:
            print(f"refused: {error}", flush=True)


def _die(*_arguments: object, **_more: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


TASKS: dict[str, Callable[..., Awaitable[None]]] = {
    "count": _count,
    "commit-on": _commit_on,
    "die-after-batch": _die_after_batch,
    "die-before-head": _die_before_head,
    "pause-in": _pause_in,
}


def main() -> None:
    task, *arguments = sys.argv[1:]
    asyncio.run(TASKS[task](store_at(address_of(dict(os.environ))), *arguments))


if __name__ == "__main__":
    main()
