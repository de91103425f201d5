"""The embedded store: one SQLite file, or memory.

Tables hold today's graph and the log. Several processes may use one file: writers take turns in the order in which
they come, readers are never in the way. One thread of its own does all the work, so that the caller's event loop never
waits.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import orjson

from graph.domain.changes import ChangeSet, RecordChange, Revision, Version
from graph.domain.codec import canonical_json, load_record, read_record, to_plain
from graph.domain.errors import (
    Conflict,
    InvalidGraph,
    NotHeldHere,
    Problem,
    StoreDamaged,
    StoreUnavailable,
)
from graph.domain.kinds import EDGE_KINDS, NODE_KINDS, Edge, Kind, Record, kind_named, kind_of_id
from graph.domain.part import Ask, Part, gathered
from graph.domain.text import Text
from graph.domain.threads import threads_of
from graph.model.memory import no_cycle_collection
from graph.store.log import check_revision, holds_something, planned, time_text, undone
from graph.store.port import Knowing
from graph.store.rewriting import Rewriting, note_of, rewritten_records, rewritten_revisions
from graph.store.sqlite.access import SqliteAccess
from graph.store.sqlite.errors import mapped_errors
from graph.store.sqlite.file import FileInUse, make_file
from graph.store.sqlite.reading import records_asked, records_in
from graph.store.sqlite.schema import CHANGED_RECORD, STORE_SCHEMA, make_store
from graph.store.sqlite.transaction import transaction
from graph.store.sqlite.turns import Turns

__all__ = ["SqliteStore"]

T = TypeVar("T")

IN_MEMORY = ":memory:"
BUSY_SECONDS = 5.0

_TABLES: tuple[tuple[str, Mapping[str, Kind]], ...] = (("node", NODE_KINDS), ("edge", EDGE_KINDS))

_CHANGES_OF_RECORD = f"SELECT revision, before, after FROM change WHERE {CHANGED_RECORD} = ?"  # noqa: S608 (fixed)
_HEADS = "SELECT number, at, author, reason, key, digest FROM revision"


class SqliteStore:
    """A store in a SQLite file.

    Args:
        path: of the file. ":memory:" lives as long as the store.
        create: whether the file may be made when it is not there, with rights for its owner only.
        busy_seconds: how long another one that writes may keep us waiting.
    """

    def __init__(self, path: str, *, create: bool = True, busy_seconds: float = BUSY_SECONDS) -> None:
        self._path = path
        self._create = create
        self._busy_seconds = busy_seconds
        self._file: FileInUse | None = None  # None in memory
        self._turns = Turns(Path(path), busy_seconds)
        self._seen_id: str | None = None  # of the store that was last looked at
        self._connection: sqlite3.Connection | None = None
        self._thread = threads_of("sqlite")
        # Whoever reads much of the log of a file keeps nobody waiting who writes.
        self._log_reader: sqlite3.Connection | None = None
        self._log_thread = threads_of("sqlite-log")
        self._closed = False
        beside = None if path == IN_MEMORY else Path(f"{path}.access")
        self._access = SqliteAccess(beside, busy_seconds=busy_seconds)

    @property
    def access(self) -> SqliteAccess:
        return self._access

    async def version(self) -> Version:
        return await self._run(self._version)

    async def load(self, at: int | datetime | None = None) -> tuple[Version, list[Record]]:
        return await self._run(lambda db: self._load(db, at))

    async def gather(self, part: Part, ask: Ask) -> tuple[Version, list[Record], Part]:
        return await self._run(lambda db: self._gather(db, part, ask))

    async def knowing(self, asked: Knowing) -> list[str]:
        raise NotHeldHere(
            Text(
                "Who knows something beyond what is held here is searched in Neo4j, and this store is SQLite. "
                "Ask it within an organisation that is held."
            )
        )

    async def changes(self, since: int, limit: int | None = None) -> list[Revision]:
        return await self._read_log(lambda db: list(_revisions(db, since, limit)))

    async def time_of(self, number: int) -> datetime:
        return await self._read_log(lambda db: _Book(db).time_of(number))

    async def history(self, records: Collection[str]) -> list[Revision]:
        return await self._read_log(lambda db: _history(db, records))

    async def commit(self, change_set: ChangeSet, expected: int | None = None) -> Revision:
        return await self._run(lambda db: self._commit(db, change_set, expected, apply=True))

    async def adopt(self, change_set: ChangeSet, expected: int) -> Revision:
        return await self._run(lambda db: self._commit(db, change_set, expected, apply=False))

    async def rewrite(self, rewriting: Rewriting, *, author: str, reason: str, key: str) -> int:
        return await self._run(lambda db: self._rewrite(db, rewriting, author=author, reason=reason, key=key))

    async def restore(self, revisions: Iterable[Revision]) -> None:
        await self._run(lambda db: self._restore(db, revisions))

    async def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        await self._access.close()
        await asyncio.to_thread(self._log_thread.shutdown)
        await asyncio.get_running_loop().run_in_executor(self._thread, self._let_go)
        self._thread.shutdown()

    def _let_go(self) -> None:
        if self._log_reader is not None:
            self._log_reader.close()
            self._log_reader = None
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._file is not None:
            self._turns.tidy()

    async def _run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        def run() -> T:
            with mapped_errors(self._path, self._busy_seconds):
                if self._connection is None:
                    self._connection = self._opened()
                return work(self._connection)

        return await asyncio.get_running_loop().run_in_executor(self._thread, run)

    async def _read_log(self, work: Callable[[sqlite3.Connection], T]) -> T:
        if self._log_reader is None:
            await self._run(lambda _: None)  # it is opened with the store
        reader = self._log_reader
        if reader is None:
            return await self._run(work)

        def run() -> T:
            with mapped_errors(self._path, self._busy_seconds), transaction(reader, "BEGIN"):
                return work(reader)

        return await asyncio.get_running_loop().run_in_executor(self._log_thread, run)

    # Opening

    def _opened(self) -> sqlite3.Connection:
        path = Path(self._path)
        in_file = self._path != IN_MEMORY
        if in_file and not path.exists():
            self._make(path)
        db = sqlite3.connect(self._path, timeout=self._busy_seconds, isolation_level=None, check_same_thread=False)
        try:
            if not in_file:
                make_store(db)
            self._prepare(db)
            if in_file:
                self._file = FileInUse(path)
                self._log_reader = self._reader()
        except BaseException:
            db.close()
            raise
        return db

    def _reader(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, timeout=self._busy_seconds, isolation_level=None, check_same_thread=False)
        db.execute("PRAGMA query_only = ON")
        return db

    def _make(self, path: Path) -> None:
        if not self._create:
            raise StoreUnavailable(
                Text("The store {path} is not there. Put it back, or give another one.", path=str(path))
            )
        make_file(path, make_store)

    def _prepare(self, db: sqlite3.Connection) -> None:
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA synchronous = FULL")
        found = self._schema_found(db)
        db.execute("PRAGMA journal_mode = WAL")
        problems = [row[0] for row in db.execute("PRAGMA quick_check(5)")]
        if problems != ["ok"]:
            raise StoreDamaged(
                Text(
                    "The store {path} is damaged: {reason}. Put a backup in its place.",
                    path=str(self._path),
                    reason="; ".join(problems),
                )
            )
        if found < STORE_SCHEMA.version:
            with self._turns.taken():
                STORE_SCHEMA.take_over(db)

    def _schema_found(self, db: sqlite3.Connection) -> int:
        """The schema of a file that this version can serve.

        Raises:
            StoreDamaged: it is no store.
            StoreTooNew: a newer version wrote it.
        """
        if not db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise StoreDamaged(
                Text(
                    "The file {path} is there, and no store is in it: it is empty or was cut. "
                    "Put a backup in its place; or take it away to begin with an empty store.",
                    path=self._path,
                )
            )
        if not STORE_SCHEMA.is_of(db):
            raise StoreDamaged(
                Text("{path} is a database of something else. Give the path of another file.", path=self._path)
            )
        found = STORE_SCHEMA.found_in(db, self._path)
        if found < 1:
            raise StoreDamaged(
                Text(
                    "The store {path} has schema {found}, which no version ever wrote. Put a backup in its place.",
                    path=self._path,
                    found=found,
                )
            )
        return found

    # Reading

    def _version(self, db: sqlite3.Connection) -> Version:
        self._check_file()
        # One statement after the other could straddle a commit: the token is read first, so that a commit in between
        # leaves an old token with a newer revision, and the next look sees the token move.
        token = db.execute("PRAGMA data_version").fetchone()[0]
        total = db.total_changes
        store_id, revision = db.execute(
            "SELECT store_id, (SELECT coalesce(max(number), 0) FROM revision) FROM head"
        ).fetchone()
        self._seen_id = store_id
        return Version(revision=revision, store_id=store_id, token=f"{token}.{total}")

    def _load(self, db: sqlite3.Connection, at: int | datetime | None) -> tuple[Version, list[Record]]:
        with transaction(db, "BEGIN"), no_cycle_collection():
            version = self._version(db)
            number = _revision_at(db, at, version.revision)
            records = _records(db)
            if number < version.revision:
                records = undone(records, _revisions(db, number))
        return Version(revision=number, store_id=version.store_id, token=version.token), records

    def _gather(self, db: sqlite3.Connection, part: Part, ask: Ask) -> tuple[Version, list[Record], Part]:
        with transaction(db, "BEGIN"), no_cycle_collection():
            version = self._version(db)
            try:
                records, grown = gathered(part, ask, lambda more: records_asked(db, more))
            except (AttributeError, KeyError, TypeError, ValueError):
                raise InvalidGraph(_unreadable(db)) from None
        return version, records, grown

    # Writing

    def _commit(self, db: sqlite3.Connection, change_set: ChangeSet, expected: int | None, *, apply: bool) -> Revision:
        with self._turns.taken() if self._file is not None else contextlib.nullcontext():
            self._check_file()
            revision = self._commit_in_turn(db, change_set, expected, apply=apply)
            self._check_file()  # what went into a file that is gone is not acknowledged
        return revision

    def _commit_in_turn(
        self, db: sqlite3.Connection, change_set: ChangeSet, expected: int | None, *, apply: bool
    ) -> Revision:
        with transaction(db):
            self._check_store(db, expected)
            plan = planned(_Book(db), change_set, expected, apply=apply)
            if plan.is_new:
                if apply:
                    _apply(db, plan.revision.changes)
                _log(db, plan.revision)
        return plan.revision

    def _rewrite(self, db: sqlite3.Connection, rewriting: Rewriting, *, author: str, reason: str, key: str) -> int:
        with self._turns.taken() if self._file is not None else contextlib.nullcontext():
            self._check_file()
            with transaction(db):
                count = _rewrite_all(db, rewriting, author=author, reason=reason, key=key)
            db.execute("VACUUM")  # what was rewritten does not linger in the file
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()  # nor in the one beside it
            self._check_file()
        return count

    def _restore(self, db: sqlite3.Connection, revisions: Iterable[Revision]) -> None:
        with self._turns.taken() if self._file is not None else contextlib.nullcontext(), transaction(db):
            self._check_file()
            if _Book(db).current() or db.execute("SELECT EXISTS (SELECT * FROM node)").fetchone()[0]:
                raise holds_something(self._path)
            for revision in revisions:
                _apply(db, revision.changes)
                _log(db, revision)

    def _check_file(self) -> None:
        if self._file is not None:
            self._file.check()

    def _check_store(self, db: sqlite3.Connection, expected: int | None) -> None:
        """Refuse what was validated against another store: a hand put this one in the same file."""
        (store_id,) = db.execute("SELECT store_id FROM head").fetchone()
        if expected is not None and self._seen_id not in (None, store_id):
            raise Conflict(expected=expected, current=_Book(db).current())


class _Book:
    """The log as a transaction sees it; see `graph.store.log.Book`."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def number_of(self, key: str) -> int | None:
        row = self._db.execute("SELECT number FROM revision WHERE key = ?", (key,)).fetchone()
        return None if row is None else int(row[0])

    def revision(self, number: int) -> Revision:
        (head,) = self._db.execute(f"{_HEADS} WHERE number = ?", (number,)).fetchall()
        return _revision(self._db, head)

    def revisions(self) -> Iterator[Revision]:
        return _revisions(self._db, 0)

    def current(self) -> int:
        return int(self._db.execute("SELECT coalesce(max(number), 0) FROM revision").fetchone()[0])

    def time_of(self, number: int) -> datetime:
        row = self._db.execute("SELECT at FROM revision WHERE number = ?", (number,)).fetchone()
        return datetime.fromisoformat(row[0])

    def stored(self, ids: Iterable[str]) -> dict[str, Record]:
        return _stored(self._db, ids)


def _records(db: sqlite3.Connection) -> list[Record]:
    """Every record, by id.

    Raises:
        InvalidGraph: a hand wrote something that no record can be; every problem.
    """
    try:
        return [record for table, _kinds in _TABLES for record in records_in(db, table)]
    except (AttributeError, KeyError, TypeError, ValueError):
        raise InvalidGraph(_unreadable(db)) from None


def _unreadable(db: sqlite3.Connection) -> list[Problem]:
    """Every problem of the rows, each read again as a record of unknown quality."""
    problems: list[Problem] = []
    for table, _kinds in _TABLES:
        for key, kind, data in db.execute(f"SELECT id, kind, data FROM {table} ORDER BY id"):  # noqa: S608 (fixed)
            place = Text("{record} in the store", record=key)
            try:
                plain = orjson.loads(data)
            except ValueError:
                problems.append(
                    Problem(place=place, message=Text("It is no JSON"), remedy=Text("Put back what it was"))
                )
                continue
            record = read_record(plain, place, problems)
            if record is not None and (record.id, record.kind) != (key, kind):
                message = Text("It holds {record} of kind {kind}", record=record.id, kind=record.kind)
                problems.append(Problem(place=place, message=message, remedy=Text("Put back what it was")))
    return problems or [
        Problem(message=Text("The store holds values that no record has"), remedy=Text("Put a backup in its place"))
    ]


def _revision_at(db: sqlite3.Connection, at: int | datetime | None, current: int) -> int:
    if at is None:
        return current
    if isinstance(at, int):
        check_revision(at, current)
        return at
    found = db.execute("SELECT coalesce(max(number), 0) FROM revision WHERE at <= ?", (time_text(at),)).fetchone()
    return int(found[0])


def _revisions(db: sqlite3.Connection, since: int, limit: int | None = None) -> Iterator[Revision]:
    most = -1 if limit is None else limit  # of SQLite, for no limit
    heads = db.execute(f"{_HEADS} WHERE number > ? ORDER BY number LIMIT ?", (since, most)).fetchall()
    yield from (_revision(db, head) for head in heads)


def _history(db: sqlite3.Connection, records: Collection[str]) -> list[Revision]:
    changes: dict[int, list[RecordChange]] = {}
    for record in sorted(set(records)):
        rows = db.execute(_CHANGES_OF_RECORD, (record,))
        for number, before, after in rows:
            changes.setdefault(number, []).append(RecordChange(before=_record(before), after=_record(after)))
    return [replace(_head(db, number), changes=tuple(changes[number])) for number in sorted(changes)]


def _head(db: sqlite3.Connection, number: int) -> Revision:
    return _of_head(db.execute(f"{_HEADS} WHERE number = ?", (number,)).fetchone(), ())


def _revision(db: sqlite3.Connection, head: tuple[int, str, str, str, str, str]) -> Revision:
    rows = db.execute("SELECT before, after FROM change WHERE revision = ? ORDER BY position", (head[0],))
    return _of_head(head, tuple(RecordChange(before=_record(before), after=_record(after)) for before, after in rows))


def _of_head(head: tuple[int, str, str, str, str, str], changes: tuple[RecordChange, ...]) -> Revision:
    number, at, author, reason, key, digest = head
    return Revision(
        number=number,
        at=datetime.fromisoformat(at),
        author=author,
        reason=reason,
        key=key,
        digest=digest,
        changes=changes,
    )


def _record(data: bytes | None) -> Record | None:
    if data is None:
        return None
    try:
        plain = orjson.loads(data)
        return load_record(kind_named(plain["kind"]), plain)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise StoreDamaged(
            Text(
                "The store holds a record that cannot be read ({reason}). Put a backup in its place.", reason=str(error)
            )
        ) from None


def _stored(db: sqlite3.Connection, ids: Iterable[str]) -> dict[str, Record]:
    found: dict[str, Record] = {}
    for table, kinds in _TABLES:
        query = f"SELECT data FROM {table} WHERE id = ?"  # noqa: S608 (a fixed name)
        for record_id in ids:
            if (kind_of_id(record_id) in NODE_KINDS) is (kinds is NODE_KINDS):
                row = db.execute(query, (record_id,)).fetchone()
                if row is not None:
                    record = _record(row[0])
                    if record is not None:
                        found[record_id] = record
    return found


def _apply(db: sqlite3.Connection, changes: tuple[RecordChange, ...]) -> None:
    nodes = [change.after for change in changes if change.after is not None and not change.after.is_edge]
    edges = [change.after for change in changes if isinstance(change.after, Edge)]
    gone = [change.id for change in changes if change.after is None]
    # An upsert keeps the row in place; a replacement would delete it first and break the edges that need it.
    db.executemany(
        "INSERT INTO node VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
        "since = excluded.since, until = excluded.until, data = excluded.data",
        (_node_row(node) for node in nodes),
    )
    db.executemany(
        "INSERT INTO edge VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET from_id = excluded.from_id, "
        "to_id = excluded.to_id, since = excluded.since, until = excluded.until, data = excluded.data",
        (_edge_row(edge) for edge in edges),
    )
    db.executemany("DELETE FROM edge WHERE id = ?", ((key,) for key in gone if kind_of_id(key) not in NODE_KINDS))
    db.executemany("DELETE FROM node WHERE id = ?", ((key,) for key in gone if kind_of_id(key) in NODE_KINDS))


def _node_row(record: Record) -> tuple[Any, ...]:
    plain = to_plain(record)
    return record.id, record.kind, plain.get("since"), plain.get("until"), canonical_json(plain)


def _edge_row(edge: Edge) -> tuple[Any, ...]:
    identifier, kind, since, until, data = _node_row(edge)
    return identifier, kind, edge.from_id, edge.to_id, since, until, data


def _log(db: sqlite3.Connection, revision: Revision) -> None:
    db.execute(
        "INSERT INTO revision VALUES (?, ?, ?, ?, ?, ?)",
        (revision.number, time_text(revision.at), revision.author, revision.reason, revision.key, revision.digest),
    )
    db.executemany(
        "INSERT INTO change VALUES (?, ?, ?, ?)",
        (
            (revision.number, position, _data(change.before), _data(change.after))
            for position, change in enumerate(revision.changes)
        ),
    )


def _rewrite_all(db: sqlite3.Connection, rewriting: Rewriting, *, author: str, reason: str, key: str) -> int:
    book = _Book(db)
    if book.number_of(key) is not None:
        return 0
    records = rewritten_records(_records(db), rewriting)
    revisions = list(rewritten_revisions(book.revisions(), rewriting))
    _apply(db, records)
    for revision in revisions:
        db.execute("DELETE FROM change WHERE revision = ?", (revision.number,))
        db.execute("DELETE FROM revision WHERE number = ?", (revision.number,))
        _log(db, revision)
    current = book.current()
    _log(db, note_of(book.revision(current) if current else None, author=author, reason=reason, key=key))
    db.execute("UPDATE head SET store_id = ?", (secrets.token_hex(16),))
    return len({change.id for change in records if change.after is not None}) + len(revisions)


def _data(record: Record | None) -> bytes | None:
    return None if record is None else canonical_json(to_plain(record))
