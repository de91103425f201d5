"""A desk over a small graph in memory, for tests of the verbs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from graph.domain.changes import ChangeSet, Put
from graph.store.sqlite.store import SqliteStore
from graph.usecases.desk import Desk
from graph.usecases.signing_in import SignIns
from tests.clocks import HandClock
from tests.graphs import Plains, records_of

__all__ = ["TODAY", "desk_over"]

TODAY = "2026-10-15"


@asynccontextmanager
async def desk_over(*plains: Plains, sign_ins: SignIns | None = None) -> AsyncIterator[Desk]:
    """A desk whose first revision holds the records; nothing refreshes it but its own changes."""
    store = SqliteStore(":memory:")
    puts = tuple(Put(record) for record in records_of(*plains))
    await store.commit(ChangeSet(changes=puts, author="test", reason="first", key="first"))
    async with Desk(store, clock=HandClock(), refresh_seconds=3600, sign_ins=sign_ins) as desk:
        yield desk
