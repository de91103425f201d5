"""The access store in a file beside the one of the graph: what is written there moves nothing in the graph.

Readers of the graph look every second whether anybody wrote in its file, and compare the whole of it when somebody did
without a revision; sessions are written all day. A file that is not there yet is made at the first use.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from graph.domain.errors import StoreDamaged
from graph.domain.text import Text
from graph.domain.threads import threads_of
from graph.store.kept import AnyKept, Kept
from graph.store.log import time_text
from graph.store.packing import packed, unpacked
from graph.store.sqlite.errors import mapped_errors
from graph.store.sqlite.file import make_file
from graph.store.sqlite.schema import ACCESS_SCHEMA
from graph.store.sqlite.transaction import transaction

__all__ = ["SqliteAccess"]

R = TypeVar("R")

_ALIVE = "(until IS NULL OR until > ?)"
_PUT = "INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?, ?)"


class SqliteAccess:
    """What is kept of who comes in, in a SQLite file.

    Args:
        path: of the file; None = in memory, for as long as it is open.
        busy_seconds: how long another one that writes may keep us waiting.
    """

    def __init__(self, path: Path | None, *, busy_seconds: float) -> None:
        self._path = path
        self._busy_seconds = busy_seconds
        self._connection: sqlite3.Connection | None = None
        self._thread = threads_of("sqlite-access")

    async def find(self, kind: type[AnyKept], key: str, now: datetime) -> AnyKept | None:
        return await self._run(lambda db: _found(db, kind, key, now))

    async def all(self, kind: type[AnyKept], now: datetime, *, about: str | None = None) -> list[AnyKept]:
        def read(db: sqlite3.Connection) -> list[AnyKept]:
            whose, values = ("", ()) if about is None else (" AND about = ?", (about,))
            asked = f"SELECT data FROM kept WHERE sort = ? AND {_ALIVE}{whose} ORDER BY key"  # noqa: S608 (fixed)
            return [unpacked(kind, data) for (data,) in db.execute(asked, (kind.sort, time_text(now), *values))]

        return await self._run(read)

    async def add(self, value: Kept, now: datetime) -> bool:
        def write(db: sqlite3.Connection) -> bool:
            taken = _found(db, type(value), value.key, now) is not None
            if not taken:
                db.execute(_PUT, _row(value))
            return not taken

        return await self._write(write)

    async def swap(self, before: AnyKept, after: AnyKept, now: datetime) -> bool:
        if (type(before), before.key) != (type(after), after.key):
            raise ValueError("one value takes the place of another one of its sort and key")

        def write(db: sqlite3.Connection) -> bool:
            same = _found(db, type(before), before.key, now) == before
            if same:
                db.execute(_PUT, _row(after))
            return same

        return await self._write(write)

    async def take(self, kind: type[AnyKept], key: str, now: datetime, *, but_last: bool = False) -> AnyKept | None:
        def write(db: sqlite3.Connection) -> AnyKept | None:
            found = _found(db, kind, key, now)
            others = f"SELECT count(*) FROM kept WHERE sort = ? AND {_ALIVE}"  # noqa: S608 (fixed)
            if but_last and db.execute(others, (kind.sort, time_text(now))).fetchone()[0] <= 1:
                return None
            db.execute("DELETE FROM kept WHERE sort = ? AND key = ?", (kind.sort, key))
            return found

        return await self._write(write)

    async def forget(self, about: str, *kinds: type[Kept]) -> int:
        def write(db: sqlite3.Connection) -> int:
            if not kinds:
                return db.execute("DELETE FROM kept WHERE about = ?", (about,)).rowcount
            asked = "DELETE FROM kept WHERE about = ? AND sort = ?"
            return sum(db.execute(asked, (about, kind.sort)).rowcount for kind in kinds)

        return await self._write(write)

    async def spend(self, bucket: str, points: int, now: datetime, lasts: timedelta) -> int:
        def write(db: sqlite3.Connection) -> int:
            asked = "SELECT points, until FROM bucket WHERE name = ? AND until > ? AND until <= ?"
            row = db.execute(asked, (bucket, time_text(now), time_text(now + lasts))).fetchone()
            total, until = (points, time_text(now + lasts)) if row is None else (row[0] + points, row[1])
            if points:
                db.execute("INSERT OR REPLACE INTO bucket VALUES (?, ?, ?)", (bucket, total, until))
            return int(total)

        return await self._write(write)

    async def purge(self, now: datetime) -> int:
        def write(db: sqlite3.Connection) -> int:
            gone = [db.execute(f"DELETE FROM {table} WHERE until <= ?", (time_text(now),)) for table in _TABLES]  # noqa: S608
            return sum(each.rowcount for each in gone)

        return await self._write(write)

    async def close(self) -> None:
        """Let go of the file; closing twice is no error."""
        await asyncio.to_thread(self._thread.shutdown)
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    async def _write(self, work: Callable[[sqlite3.Connection], R]) -> R:
        def run(db: sqlite3.Connection) -> R:
            with transaction(db):
                return work(db)

        return await self._run(run)

    async def _run(self, work: Callable[[sqlite3.Connection], R]) -> R:
        def run() -> R:
            with mapped_errors(str(self._path), self._busy_seconds):
                if self._connection is None:
                    self._connection = self._opened()
                return work(self._connection)

        return await asyncio.get_running_loop().run_in_executor(self._thread, run)

    def _opened(self) -> sqlite3.Connection:
        path = self._path
        if path is not None and not path.exists():
            make_file(path, ACCESS_SCHEMA.make)
        db = sqlite3.connect(
            path or ":memory:", timeout=self._busy_seconds, isolation_level=None, check_same_thread=False
        )
        try:
            if path is None:
                ACCESS_SCHEMA.make(db)
            else:
                _check_identity(db, path)
            db.execute("PRAGMA synchronous = FULL")  # a link that was spent stays spent after a loss of power
            db.execute("PRAGMA secure_delete = ON")  # what is forgotten does not linger in the file
        except BaseException:
            db.close()
            raise
        return db


_TABLES = ("kept", "bucket")


def _check_identity(db: sqlite3.Connection, path: Path) -> None:
    if not ACCESS_SCHEMA.is_of(db):
        raise StoreDamaged(
            Text(
                "{path} is not the file in which this version keeps sessions and keys. Put a backup in its place; or "
                "take it away: then everybody signs in again, and owners and keys are to be made again.",
                path=str(path),
            )
        )
    ACCESS_SCHEMA.found_in(db, str(path))


def _found(db: sqlite3.Connection, kind: type[AnyKept], key: str, now: datetime) -> AnyKept | None:
    asked = f"SELECT data FROM kept WHERE sort = ? AND key = ? AND {_ALIVE}"  # noqa: S608 (fixed)
    row = db.execute(asked, (kind.sort, key, time_text(now))).fetchone()
    return None if row is None else unpacked(kind, row[0])


def _row(value: Kept) -> tuple[str, str, str, str | None, str]:
    return value.sort, value.key, value.about, None if value.until is None else time_text(value.until), packed(value)
