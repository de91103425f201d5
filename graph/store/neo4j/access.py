"""The access store in Neo4j: a node `Access` a thing, a node `AccessBucket` a bucket, and one `AccessHead`.

Every writer locks the head before it reads, so that what it read is so until it has written; the head counts the
writes, which tells them apart from writes in the graph (see `Neo4jStore`). Reads go the way of
writes too: in a cluster, whoever was let in by one instance is known to the other at once.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from graph.store.kept import AnyKept, Kept
from graph.store.log import time_text
from graph.store.neo4j.applying import Runs
from graph.store.packing import packed, unpacked

__all__ = ["ACCESS_CONSTRAINTS", "Neo4jAccess", "access_writes"]

R = TypeVar("R")

ACCESS_CONSTRAINTS = (
    "CREATE CONSTRAINT access_key IF NOT EXISTS FOR (a:Access) REQUIRE (a.sort, a.key) IS UNIQUE",
    "CREATE CONSTRAINT access_bucket IF NOT EXISTS FOR (b:AccessBucket) REQUIRE b.name IS UNIQUE",
    "CREATE CONSTRAINT access_head IF NOT EXISTS FOR (h:AccessHead) REQUIRE h.id IS UNIQUE",
    "CREATE INDEX access_about IF NOT EXISTS FOR (a:Access) ON (a.about)",
)
_READ_WRITES = "OPTIONAL MATCH (h:AccessHead {id: 'head'}) RETURN h.writes AS writes"
_LOCK = "MERGE (h:AccessHead {id: 'head'}) SET h.writes = coalesce(h.writes, 0) + 1"
_ALIVE = "(a.until IS NULL OR a.until > $now)"
_FIND = f"MATCH (a:Access {{sort: $sort, key: $key}}) WHERE {_ALIVE} RETURN a.data AS data"
_ALL = f"MATCH (a:Access {{sort: $sort}}) WHERE {_ALIVE} RETURN a.data AS data ORDER BY a.key"
_ALL_ABOUT = (
    f"MATCH (a:Access {{about: $about}}) WHERE a.sort = $sort AND {_ALIVE} RETURN a.data AS data ORDER BY a.key"
)
_PUT = "MERGE (a:Access {sort: $sort, key: $key}) SET a.about = $about, a.until = $until, a.data = $data"
_TAKE = "MATCH (a:Access {sort: $sort, key: $key}) DELETE a"
_FORGET = "MATCH (a:Access {about: $about}) DELETE a RETURN count(*) AS gone"
_FORGET_SORTS = "MATCH (a:Access {about: $about}) WHERE a.sort IN $sorts DELETE a RETURN count(*) AS gone"
_POINTS = """
    MATCH (b:AccessBucket {name: $name}) WHERE b.until > $now AND b.until <= $latest
    RETURN b.points AS points, b.until AS until
"""
_FILL = "MERGE (b:AccessBucket {name: $name}) SET b.points = $points, b.until = $until"
_PURGES = (
    "MATCH (a:Access) WHERE a.until <= $now DELETE a RETURN count(*) AS gone",
    "MATCH (b:AccessBucket) WHERE b.until <= $now DELETE b RETURN count(*) AS gone",
)


def access_writes(run: Runs) -> int | None:
    """How often anything was written here; None = never, and the database may have to be prepared for it."""
    writes: int | None = run.run(_READ_WRITES).single()["writes"]
    return writes


class RunsWork(Protocol):
    """Runs work in a transaction of the store, in a thread."""

    def __call__(self, work: Callable[[Runs], R]) -> Awaitable[R]:
        """The result of the work, which may be begun again."""


class Neo4jAccess:
    """What is kept of who comes in, in the database of a store.

    Args:
        run: runs work in a transaction there.
    """

    def __init__(self, run: RunsWork) -> None:
        self._run = run

    async def find(self, kind: type[AnyKept], key: str, now: datetime) -> AnyKept | None:
        return await self._run(lambda run: _found(run, kind, key, now))

    async def all(self, kind: type[AnyKept], now: datetime, *, about: str | None = None) -> list[AnyKept]:
        asked = {"sort": kind.sort, "now": time_text(now), "about": about}

        def read(run: Runs) -> list[AnyKept]:
            rows = run.run(_ALL if about is None else _ALL_ABOUT, asked)
            return [unpacked(kind, row["data"]) for row in rows]

        return await self._run(read)

    async def add(self, value: Kept, now: datetime) -> bool:
        def write(run: Runs) -> bool:
            taken = _found(run, type(value), value.key, now) is not None
            if not taken:
                _put(run, value)
            return not taken

        return await self._write(write)

    async def swap(self, before: AnyKept, after: AnyKept, now: datetime) -> bool:
        if (type(before), before.key) != (type(after), after.key):
            raise ValueError("one value takes the place of another one of its sort and key")

        def write(run: Runs) -> bool:
            same = _found(run, type(before), before.key, now) == before
            if same:
                _put(run, after)
            return same

        return await self._write(write)

    async def take(self, kind: type[AnyKept], key: str, now: datetime, *, but_last: bool = False) -> AnyKept | None:
        def write(run: Runs) -> AnyKept | None:
            found = _found(run, kind, key, now)
            if but_last and len(list(run.run(_ALL, {"sort": kind.sort, "now": time_text(now)}))) <= 1:
                return None
            run.run(_TAKE, {"sort": kind.sort, "key": key}).consume()
            return found

        return await self._write(write)

    async def forget(self, about: str, *kinds: type[Kept]) -> int:
        asked = {"about": about, "sorts": [kind.sort for kind in kinds]}
        return await self._write(lambda run: _gone(run, _FORGET_SORTS if kinds else _FORGET, asked))

    async def spend(self, bucket: str, points: int, now: datetime, lasts: timedelta) -> int:
        def write(run: Runs) -> int:
            latest = time_text(now + lasts)
            row = run.run(_POINTS, {"name": bucket, "now": time_text(now), "latest": latest}).single()
            held, until = (0, latest) if row is None else (row["points"], row["until"])
            if points:
                run.run(_FILL, {"name": bucket, "points": held + points, "until": until}).consume()
            return int(held + points)

        return await self._write(write)

    async def purge(self, now: datetime) -> int:
        return await self._write(lambda run: sum(_gone(run, each, {"now": time_text(now)}) for each in _PURGES))

    async def _write(self, work: Callable[[Runs], R]) -> R:
        def locked(run: Runs) -> R:
            run.run(_LOCK).consume()
            return work(run)

        return await self._run(locked)


def _found(run: Runs, kind: type[AnyKept], key: str, now: datetime) -> AnyKept | None:
    row = run.run(_FIND, {"sort": kind.sort, "key": key, "now": time_text(now)}).single()
    return None if row is None else unpacked(kind, row["data"])


def _put(run: Runs, value: Kept) -> None:
    values: dict[str, Any] = {"sort": value.sort, "key": value.key, "about": value.about, "data": packed(value)}
    run.run(_PUT, {**values, "until": None if value.until is None else time_text(value.until)}).consume()


def _gone(run: Runs, query: str, asked: dict[str, Any]) -> int:
    return int(run.run(query, asked).single()["gone"])
