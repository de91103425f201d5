"""The store in Neo4j.

Beside the graph there are one `StoreHead`, which every writer locks before it compares, one `Revision` a revision,
and `RevisionPart`s with packed changes: the log is never one node a change, because one transaction is bounded by the
heap. A small change set is one transaction. A larger one is written as parts that nobody reaches yet; moving the head
is the commit; then the parts are applied one by one with the progress kept in the head, and whoever finds an
unfinished head rolls it forward first.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar

from neo4j import Bookmarks, Driver
from neo4j.exceptions import (
    ClientError,
    IncompleteCommit,
)

from graph.domain.changes import ChangeSet, RecordChange, Revision, Version
from graph.domain.errors import (
    InvalidGraph,
    InvalidInput,
    Problem,
    StoreError,
    StoreTooNew,
    StoreUnavailable,
)
from graph.domain.kinds import EDGE_KINDS, NODE_KINDS, Record
from graph.domain.part import Ask, Part, gathered
from graph.domain.text import Text
from graph.domain.threads import threads_of
from graph.model.memory import no_cycle_collection
from graph.store.access import AccessStore
from graph.store.log import Planned, check_revision, holds_something, planned, time_text, undone
from graph.store.neo4j import log
from graph.store.neo4j.access import ACCESS_CONSTRAINTS, Neo4jAccess, access_writes
from graph.store.neo4j.applying import Runs, apply_changes, missing_ends, read_kind
from graph.store.neo4j.bookmarks import transactions_of
from graph.store.neo4j.calls import TooLate, Transactions
from graph.store.neo4j.connection import Connection
from graph.store.neo4j.gathering import records_asked
from graph.store.neo4j.knowing import ids_knowing
from graph.store.neo4j.migrations import SCHEMA_VERSION, bring_up_to, make_schema
from graph.store.neo4j.restoring import fill
from graph.store.neo4j.rewriting import rewrite
from graph.store.port import Knowing
from graph.store.rewriting import Rewriting

__all__ = ["Neo4jStore"]

T = TypeVar("T")

LARGEST_TRANSACTION = 5_000
TRIES = 5
LOADS_BEFORE_LOCKING = 5
LOOKS_UNTIL_QUIET = 3

# How long each call may take in all: what the driver waits for an answer on an open connection is minutes.
LOOK_SECONDS = 5.0
READ_SECONDS = 60.0
KNOWING_SECONDS = 15.0
ACCESS_SECONDS = 9.0
LOAD_SECONDS = 900.0
WRITE_SECONDS = 9.0
SECONDS_A_CHANGE = 0.01
SECONDS_A_LOGGED_CHANGE = 0.0005
RESTORE_SECONDS = 86_400.0

_MAKE_HEAD = """
MERGE (h:StoreHead {id: 'head'})
ON CREATE SET h.store_id = $store_id, h.revision = 0, h.schema = $schema, h.turn = 0, h.indexed = 0
"""
_LOCK_HEAD = "MATCH (h:StoreHead {id: 'head'}) SET h.turn = h.turn + 1 RETURN properties(h) AS head"
_READ_HEAD = "MATCH (h:StoreHead {id: 'head'}) RETURN properties(h) AS head"
_MOVE_HEAD = "MATCH (h:StoreHead {id: 'head'}) SET h.revision = $number, h.pending = $pending, h.applied = 0"
_PROGRESS = "MATCH (h:StoreHead {id: 'head'}) SET h.applied = $applied, h.pending = $pending"
_AT = "MATCH (r:Revision) WHERE r.at <= $at RETURN coalesce(max(r.number), 0) AS number"


class Neo4jStore:
    """A store in a Neo4j database.

    Args:
        uri: neo4j:// or bolt://, with host and port.
        user: name to log in with.
        password: its password; never shown.
        database: name of the database.
    """

    def __init__(self, uri: str, *, user: str, password: str, database: str = "neo4j") -> None:
        self._uri = uri
        self._connection = Connection(
            uri, user=user, password=password, database=database, prepare=self._prepare, take_over=self._take_over
        )
        self._reads = threads_of("neo4j", 4)
        # Neither a look nor a change waits for those who read much.
        self._looks = threads_of("neo4j-look")
        self._writes = threads_of("neo4j-write", 4)
        self._doors = threads_of("neo4j-access", 2)
        self._access = Neo4jAccess(self._run_access)
        self._restoring = False  # whether it is this one that fills a half filled store

    @property
    def access(self) -> AccessStore:
        return self._access

    async def version(self) -> Version:
        return await self._connection.run(self._looks, LOOK_SECONDS, self._version)

    async def load(self, at: int | datetime | None = None) -> tuple[Version, list[Record]]:
        return await self._connection.run(self._reads, LOAD_SECONDS, lambda driver: self._load(driver, at))

    async def gather(self, part: Part, ask: Ask) -> tuple[Version, list[Record], Part]:
        def work(driver: Driver) -> tuple[Version, list[Record], Part]:
            version, (records, grown) = self._current(driver, lambda run: self._gathered(run, part, ask))
            return version, records, grown

        return await self._connection.run(self._reads, LOAD_SECONDS, work)

    async def knowing(self, asked: Knowing) -> list[str]:
        def work(driver: Driver) -> list[str]:
            with self._connection.session(driver) as session:
                return session.execute_read(lambda run: ids_knowing(run, asked))

        return await self._connection.run(self._reads, KNOWING_SECONDS, work)

    async def changes(self, since: int, limit: int | None = None) -> list[Revision]:
        asked = await self._of_log(READ_SECONDS, lambda run: log.changes_since(run, since, limit))
        return await self._of_log(
            READ_SECONDS + SECONDS_A_LOGGED_CHANGE * asked, lambda run: log.revisions(run, since, limit)
        )

    async def time_of(self, number: int) -> datetime:
        return await self._of_log(READ_SECONDS, lambda run: log.time_of(run, number))

    async def history(self, records: Collection[str]) -> list[Revision]:
        return await self._connection.run(self._reads, READ_SECONDS, lambda driver: self._history(driver, records))

    async def commit(self, change_set: ChangeSet, expected: int | None = None) -> Revision:
        return await self._write(change_set, expected, apply=True)

    async def adopt(self, change_set: ChangeSet, expected: int) -> Revision:
        return await self._write(change_set, expected, apply=False)

    async def rewrite(self, rewriting: Rewriting, *, author: str, reason: str, key: str) -> int:
        def work(driver: Driver) -> int:
            self._roll_forward(driver)
            with self._connection.session(driver) as session:
                return session.execute_write(
                    lambda run: self._rewrite(run, rewriting, author=author, reason=reason, key=key)
                )

        return await self._connection.run(
            self._writes, LOAD_SECONDS, lambda driver: self._settled(lambda: work(driver)), held=LOAD_SECONDS
        )

    async def restore(self, revisions: Iterable[Revision]) -> None:
        self._restoring = True
        try:
            await self._connection.run(
                self._writes, RESTORE_SECONDS, lambda driver: self._restore(driver, revisions), held=LOAD_SECONDS
            )
        finally:
            self._restoring = False

    async def close(self) -> None:
        # Work whose caller was cancelled goes on to its end: two threads must not share its connection.
        for threads in (self._looks, self._reads, self._writes, self._doors):
            await asyncio.to_thread(threads.shutdown, cancel_futures=True)
        await self._connection.close()

    async def _write(self, change_set: ChangeSet, expected: int | None, *, apply: bool) -> Revision:
        seconds = WRITE_SECONDS + SECONDS_A_CHANGE * len(change_set.changes)
        try:
            return await self._connection.run(
                self._writes,
                seconds,
                lambda driver: self._settled(lambda: self._commit(driver, change_set, expected, apply=apply)),
            )
        except TooLate:
            raise StoreUnavailable(
                Text(
                    "Neo4j at {address} does not answer within {seconds} s. Whether the change was made is not known: "
                    "make it again with the same key, and it is made once.",
                    address=self._uri,
                    seconds=f"{seconds:g}",
                )
            ) from None

    async def _run_access(self, work: Callable[[Runs], T]) -> T:
        def run(driver: Driver) -> T:
            with self._connection.session(driver) as session:
                return session.execute_write(work)

        return await self._connection.run(self._doors, ACCESS_SECONDS, run)

    # Opening

    def _prepare(self, driver: Driver) -> None:
        with self._connection.session(driver) as session:
            if self._head_or_none(session) is None:
                make_schema(session)
                made = {"store_id": secrets.token_hex(16), "schema": SCHEMA_VERSION}
                session.execute_write(lambda run: run.run(_MAKE_HEAD, made).consume())
            if access_writes(session) is None:
                for statement in ACCESS_CONSTRAINTS:
                    session.run(statement).consume()
            found = self._head(session)["schema"]
            if found > SCHEMA_VERSION:
                raise StoreTooNew.found(self._uri, found, SCHEMA_VERSION)
            for statement, parameters in bring_up_to(session, found):
                session.execute_write(partial(_run_once, statement, parameters))

    def _take_over(self, driver: Driver) -> None:
        """Make up for what older versions wrote, and take away what was left half-way."""
        if self._restoring:
            return
        with self._connection.session(driver) as session:
            self._index(session)
            for draft in session.execute_write(lambda run: log.leftovers(run, datetime.now(UTC))):
                while session.execute_write(partial(_remove_leftover, draft)):
                    pass

    def _index(self, session: Transactions) -> None:
        head = session.execute_read(self._head)
        if head.get("indexed", 0) < head["revision"]:
            while session.execute_write(self._index_more):
                pass

    @staticmethod
    def _head_or_none(run: Runs) -> dict[str, Any] | None:
        row = run.run(_READ_HEAD).single()
        return None if row is None else row["head"]

    def _head(self, run: Runs) -> dict[str, Any]:
        head = self._head_or_none(run)
        if head is None:
            raise self._gone()
        self._check_whole(head)
        return head

    def _check_whole(self, head: dict[str, Any]) -> None:
        if head.get("restoring") and not self._restoring:
            raise StoreUnavailable(
                Text(
                    "The store at {address} is being restored. Wait until that is done; "
                    "when it was broken off, restore again.",
                    address=self._uri,
                )
            )

    def _gone(self) -> StoreError:
        return StoreError(
            Text("The database at {address} holds no store any more. Restore it, or start again.", address=self._uri)
        )

    # Reading

    def _version(self, driver: Driver) -> Version:
        version, _bookmarks = self._look(driver)
        return version

    def _look(self, driver: Driver) -> tuple[Version, Any]:
        """Where the store stands, and the bookmarks behind which that can be read.

        The token is the number of transactions that are none of the access store, as far as bookmarks tell it.
        """
        for _ in range(LOOKS_UNTIL_QUIET):
            before = self._bookmarks(driver)
            # A bookmark moves before its commit is fully applied: reading behind it waits for that.
            with self._connection.session(driver, bookmarks=before) as session:
                head, writes = session.execute_read(lambda run: (self._head(run), access_writes(run) or 0))
                after = session.last_bookmarks()
            if after.raw_values == before.raw_values:
                break
        # The earlier bookmark: what was committed meanwhile makes the token of the next look another one.
        return Version(revision=head["revision"], store_id=head["store_id"], token=_token(before, writes)), before

    def _bookmarks(self, driver: Driver) -> Bookmarks:
        """Those of a read, which move with every commit by anyone."""
        with self._connection.session(driver) as session:
            session.run("RETURN 1").consume()
            return session.last_bookmarks()

    def _load(self, driver: Driver, at: int | datetime | None) -> tuple[Version, list[Record]]:
        version, records = self._current(driver, self._everything)
        if at is None:
            return version, records
        with self._connection.session(driver) as session:
            if isinstance(at, int):
                check_revision(at, version.revision)
                number = at
            else:
                number = session.run(_AT, {"at": time_text(at)}).single(strict=True)["number"]
        if number < version.revision:
            later = [
                r for r in self._read(driver, lambda run: log.revisions(run, number)) if r.number <= version.revision
            ]
            records = undone(records, later)
        return replace(version, revision=min(number, version.revision)), records

    def _current(self, driver: Driver, read: Callable[[Runs], T]) -> tuple[Version, T]:
        """What is read at one moment: once more when somebody committed meanwhile, in the end behind the lock."""
        for _ in range(LOADS_BEFORE_LOCKING):
            self._roll_forward(driver)
            before, bookmarks = self._look(driver)
            with self._connection.session(driver, bookmarks=bookmarks) as session:
                head, found = session.execute_read(lambda run: (self._head(run), read(run)))
            after, _bookmarks = self._look(driver)
            if before == after and head.get("pending") is None:
                return after, found
        return self._current_behind_lock(driver, read)

    def _current_behind_lock(self, driver: Driver, read: Callable[[Runs], T]) -> tuple[Version, T]:
        while True:
            self._roll_forward(driver)
            version, bookmarks = self._look(driver)
            with self._connection.session(driver, bookmarks=bookmarks) as session, session.begin_transaction() as run:
                head = run.run(_LOCK_HEAD).single(strict=True)["head"]
                if head.get("pending") is None:
                    return replace(version, revision=head["revision"], store_id=head["store_id"]), read(run)

    @staticmethod
    def _gathered(run: Runs, part: Part, ask: Ask) -> tuple[list[Record], Part]:
        with no_cycle_collection():
            return gathered(part, ask, lambda more: records_asked(run, more))

    @staticmethod
    def _everything(run: Runs) -> list[Record]:
        records: list[Record] = []
        problems: list[Problem] = []
        with no_cycle_collection():
            for word in (*NODE_KINDS, *EDGE_KINDS):
                try:
                    records.extend(read_kind(run, word))
                except InvalidGraph as unreadable:
                    problems.extend(unreadable.problems)
        if problems:
            raise InvalidGraph(problems)
        return records

    async def _of_log(self, seconds: float, work: Callable[[Runs], T]) -> T:
        return await self._connection.run(self._reads, seconds, lambda driver: self._read(driver, work))

    def _read(self, driver: Driver, work: Callable[[Runs], T]) -> T:
        with self._connection.session(driver) as session:
            return session.execute_read(work)

    def _history(self, driver: Driver, records: Collection[str]) -> list[Revision]:
        with self._connection.session(driver) as session:
            self._index(session)
            return session.execute_read(lambda run: log.history(run, records))

    @staticmethod
    def _index_more(run: Runs) -> bool:
        return log.index_more(run, run.run(_LOCK_HEAD).single(strict=True)["head"])

    # Writing

    def _settled(self, commit: Callable[[], T]) -> T:
        """Commit; when the connection breaks during the commit, ask again: the key tells whether it was done."""
        for attempt in range(TRIES):
            try:
                return commit()
            except IncompleteCommit:
                if attempt == TRIES - 1:
                    raise
            except _MovedOn:
                continue
            except ClientError as error:
                if error.code != "Neo.ClientError.Schema.ConstraintValidationFailed" or attempt == TRIES - 1:
                    raise
        raise StoreUnavailable(
            Text("Neo4j at {address} is too busy with other changes. Try again later.", address=self._uri)
        )

    def _commit(self, driver: Driver, change_set: ChangeSet, expected: int | None, *, apply: bool) -> Revision:
        self._roll_forward(driver)
        with self._connection.session(driver) as session:
            if len(change_set.changes) <= LARGEST_TRANSACTION:
                return session.execute_write(lambda run: self._commit_small(run, change_set, expected, apply=apply))
            return self._commit_large(session, driver, change_set, expected, apply=apply)

    def _commit_small(self, run: Runs, change_set: ChangeSet, expected: int | None, *, apply: bool) -> Revision:
        head = self._locked(run)
        plan = _plan(log.Book(run, head["revision"]), change_set, expected, apply=apply)
        revision = plan.revision
        if not plan.is_new:
            return revision
        if apply:
            apply_changes(run, revision.changes)
        draft = secrets.token_hex(16)
        log.add_parts(run, log.packed(draft, revision.changes))
        log.add_revision(run, head, revision, draft)
        run.run(_MOVE_HEAD, {"number": revision.number, "pending": None}).consume()
        return revision

    def _commit_large(
        self, session: Transactions, driver: Driver, change_set: ChangeSet, expected: int | None, *, apply: bool
    ) -> Revision:
        plan = session.execute_read(
            lambda run: _plan(log.Book(run, self._head(run)["revision"]), change_set, expected, apply=apply)
        )
        revision, draft = plan.revision, secrets.token_hex(16)
        if not plan.is_new:
            return revision
        parts = log.packed(draft, revision.changes)
        for first in range(0, len(parts), log.PARTS_AT_ONCE):
            session.execute_write(log.add_parts, parts[first : first + log.PARTS_AT_ONCE])
        session.execute_write(lambda run: self._move_head(run, revision, draft, change_set, apply=apply))
        self._roll_forward(driver)
        return revision

    def _move_head(self, run: Runs, revision: Revision, draft: str, change_set: ChangeSet, *, apply: bool) -> None:
        head = self._locked(run)
        book = log.Book(run, head["revision"])
        moved = head["revision"] != revision.number - 1 or book.number_of(change_set.key) is not None
        if moved or not log.has_all_parts(run, revision, draft):
            raise _MovedOn
        log.add_revision(run, head, revision, draft)
        pending = revision.number if apply else None
        run.run(_MOVE_HEAD, {"number": revision.number, "pending": pending}).consume()

    def _locked(self, run: Runs) -> dict[str, Any]:
        row = run.run(_LOCK_HEAD).single()
        if row is None:
            raise self._gone()
        head: dict[str, Any] = row["head"]
        self._check_whole(head)
        if head.get("pending") is not None:
            raise _MovedOn
        return head

    def _rewrite(self, run: Runs, rewriting: Rewriting, *, author: str, reason: str, key: str) -> int:
        head = self._locked(run)
        return rewrite(run, head, self._everything(run), rewriting, author=author, reason=reason, key=key)

    def _roll_forward(self, driver: Driver) -> None:
        """Finish a large change set that was committed and is not wholly applied."""
        with self._connection.session(driver) as session:
            if session.execute_read(self._head).get("pending") is None:
                return
            while session.execute_write(self._roll_batch):
                pass

    @staticmethod
    def _roll_batch(run: Runs) -> bool:
        head = run.run(_LOCK_HEAD).single()["head"]
        if head.get("pending") is None:
            return False
        revision = log.by_number(run, head["pending"])
        apply_changes(run, log.part_changes(run, revision["draft"], head["applied"], log.PARTS_AT_ONCE))
        applied = min(head["applied"] + log.PARTS_AT_ONCE, revision["parts"])
        more: bool = applied < revision["parts"]
        run.run(_PROGRESS, {"applied": applied, "pending": head["pending"] if more else None}).consume()
        return more

    def _restore(self, driver: Driver, revisions: Iterable[Revision]) -> None:
        with self._connection.session(driver) as session:

            def locked(work: Callable[[Runs], Any]) -> Any:
                def run_locked(run: Runs) -> Any:
                    self._locked(run)
                    return work(run)

                return session.execute_write(run_locked)

            if not fill(locked, revisions):
                raise holds_something(self._uri)


def _token(bookmarks: Bookmarks, writes: int) -> str:
    """What moves with every commit of the graph: by hand as well, and by the access store only where nobody can tell.

    Args:
        bookmarks: of a read.
        writes: how many transactions until then were of the access store.
    """
    counted = [transactions_of(each) for each in sorted(bookmarks.raw_values)]
    known = [f"{each[0]}.{each[1] - writes}" for each in counted if each is not None]
    return " ".join(known if len(known) == len(counted) else sorted(bookmarks.raw_values))


def _run_once(statement: str, parameters: dict[str, int], run: Runs) -> None:
    run.run(statement, parameters).consume()


def _remove_leftover(draft: str, run: Runs) -> bool:
    return log.remove_leftover(run, draft)


class _MovedOn(Exception):
    """Somebody else committed, or is being applied, between reading and writing: plan again."""


def _plan(book: log.Book, change_set: ChangeSet, expected: int | None, *, apply: bool) -> Planned:
    """The plan, once every edge of it has its ends."""
    plan = planned(book, change_set, expected, apply=apply)
    if plan.is_new and apply:
        _check_ends(book.run, plan.revision.changes)
    return plan


def _check_ends(run: Runs, changes: Sequence[RecordChange]) -> None:
    missing = missing_ends(run, changes)
    if missing:
        raise InvalidInput(
            Problem(
                record=end, message=Text("An edge would lack this end"), remedy=Text("Add the node in the same change")
            )
            for end in missing
        )
