"""What another process does with a store; started as `python -m tests.contract.worker TASK ...`.

The store is the one of the variable TEST_STORE. What was acknowledged is printed, a line each.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable

from graph.domain.errors import Conflict
from graph.store.neo4j.applying import Runs
from graph.store.neo4j.store import Neo4jStore
from graph.store.port import Store
from tests.contract.places import address_of, store_at
from tests.contract.records import change_set, many, pair

__all__ = ["count_up"]


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


def _die(*_arguments: object, **_more: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


TASKS: dict[str, Callable[..., Awaitable[None]]] = {
    "count": _count,
    "commit-on": _commit_on,
    "die-after-batch": _die_after_batch,
    "die-before-head": _die_before_head,
}


def main() -> None:
    task, *arguments = sys.argv[1:]
    asyncio.run(TASKS[task](store_at(address_of(dict(os.environ))), *arguments))


if __name__ == "__main__":
    main()
