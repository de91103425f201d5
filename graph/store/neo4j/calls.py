"""One call of the store: how long it may take in all, how long it may keep others waiting, and how it is broken off.

A transaction that writes locks the head. Whoever is stopped in the middle of one (a process that is paused, a machine
that sleeps) keeps its connection, so nobody notices; therefore Neo4j itself is told when to end it.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable, Sequence
from time import monotonic
from types import TracebackType
from typing import Any, TypeGuard, TypeVar

from neo4j import Bookmarks, Driver, Result, Session, Transaction, unit_of_work
from neo4j.exceptions import ClientError, ForbiddenOnReadOnlyDatabase, GqlError, Neo4jError, NotALeader

from graph.domain.errors import StoreUnavailable
from graph.domain.text import Text

__all__ = ["Call", "TooLate", "Transactions", "takes_no_writes"]

T = TypeVar("T")

LONGEST_HELD_SECONDS = 30.0
"""How long one transaction may keep others waiting; none holds more than a few thousand changes."""
AGAIN_SECONDS = 0.5
ENDED_BY_NEO4J = (
    "Neo.ClientError.Transaction.TransactionTimedOut",
    "Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration",
    "Neo.ClientError.Transaction.LockClientStopped",
)
"""Nothing of such a transaction was written. The last one is that of a transaction that waited for a lock itself."""
NO_WRITES = (NotALeader, ForbiddenOnReadOnlyDatabase)
"""Whoever answers takes no changes. Another server may, or this one in a while, so these are tried again."""
READ_ONLY = "Neo.ClientError.General.WriteOnReadOnlyAccessDatabase"
"""The same of a database that its configuration makes read-only, which is not tried again."""


def takes_no_writes(error: Exception) -> TypeGuard[Neo4jError]:
    """Whether an error says that whoever answered takes no changes."""
    return isinstance(error, NO_WRITES) or (isinstance(error, ClientError) and error.code == READ_ONLY)


class TooLate(StoreUnavailable):
    """A call took longer than it may."""


class Call:
    """What is done for one call, in one thread.

    Args:
        address: of the Neo4j, for people.
        seconds: that it may take in all.
        held: seconds that each of its transactions may keep others waiting. None = half of all, so that who waits for
            one that is ended still has the time to write, and never longer than a transaction needs.

    Attributes:
        refused: why Neo4j turned the last transaction down, which is to be begun again.
    """

    def __init__(self, address: str, seconds: float, held: float | None = None) -> None:
        self.held = min(seconds / 2, LONGEST_HELD_SECONDS) if held is None else held
        self._address = address
        self.seconds = seconds
        self.refused: GqlError | None = None
        self._end = monotonic() + seconds
        self._sessions: list[Session] = []
        self._driver: Driver | None = None

    def session(self, driver: Driver, **more: Any) -> Transactions:
        """A session of this call."""
        self.check()
        session = driver.session(**more)
        self._driver = driver
        self._sessions.append(session)
        return Transactions(self, session)

    def check(self) -> None:
        """Begin nothing more when it is too late: also after a pause, and where the driver would try again.

        Raises:
            TooLate: the time is over.
        """
        if monotonic() >= self._end:
            raise self.too_late()

    def too_late(self) -> TooLate:
        """That the time is over."""
        return TooLate(
            Text(
                "Neo4j at {address} does not answer within {seconds} s. Is it running, and is the address right?",
                address=self._address,
                seconds=f"{self.seconds:g}",
            )
        )

    def break_off(self, running: asyncio.Future[Any]) -> asyncio.Task[None]:
        """Hang up its connections until its thread has ended.

        Those that lie idle are as silent, and whoever took one would wait as long: once this has been called, none is
        taken again.
        """
        if self._driver is not None:
            self._driver._pool.mark_all_stale()
        return asyncio.create_task(self._hang_up_until_done(running))

    async def _hang_up_until_done(self, running: asyncio.Future[Any]) -> None:
        while not running.done():
            _hang_up(tuple(self._sessions))
            await asyncio.wait({running}, timeout=AGAIN_SECONDS)


class Transactions:
    """A session whose transactions begin only while there is time, and which Neo4j ends when they hold others up."""

    def __init__(self, call: Call, session: Session) -> None:
        self._call = call
        self._session = session

    def __enter__(self) -> Transactions:
        self._session.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._session.__exit__(kind, error, traceback)  # type: ignore[no-untyped-call]

    def run(self, query: Any, parameters: Any = None) -> Result:
        """Run a statement by itself."""
        self._call.check()
        return self._session.run(query, parameters)

    def last_bookmarks(self) -> Bookmarks:
        """Where the last transaction left the database."""
        return self._session.last_bookmarks()

    def begin_transaction(self) -> Transaction:
        """A transaction that its caller ends, or Neo4j."""
        self._call.check()
        return self._session.begin_transaction(timeout=self._call.held)

    def execute_read(self, work: Callable[..., T], *given: Any) -> T:
        """The result of work that only reads."""
        return self._session.execute_read(self._in_time(work), *given)

    def execute_write(self, work: Callable[..., T], *given: Any) -> T:
        """The result of work that may write; begun again when Neo4j ended it, as it may when another one held it up."""
        timed = unit_of_work(timeout=self._call.held)(self._in_time(work))
        while True:
            try:
                return self._session.execute_write(timed, *given)
            except ClientError as error:
                if error.code not in ENDED_BY_NEO4J:
                    raise
                self._call.check()

    def _in_time(self, work: Callable[..., T]) -> Callable[..., T]:
        def checked(*given: Any) -> T:
            self._call.check()
            self._call.refused = None
            try:
                return work(*given)
            except NO_WRITES as error:
                self._call.refused = error
                raise

        return checked


def _hang_up(sessions: Sequence[Session]) -> None:
    """End the connections of sessions, from another thread than theirs.

    A session of the driver for threads has no public way to give up, and how long it waits for an answer is told by the
    server alone (`connection.recv_timeout_seconds`, two minutes). Its sibling for event loops has a way
    (`AsyncSession.cancel`), but there every answer would be unpacked on the event loop, a store of a million records
    too, and hold up all requests. The connection is ended and not closed: the number of a closed one goes to the next
    one that is opened, and a thread that was still waking up would wait on at that.
    """
    for session in sessions:
        connection = session._connection
        if connection is not None:
            with contextlib.suppress(OSError):
                # Below TLS as well, which would want to say goodbye.
                socket.socket.shutdown(connection.socket._socket, socket.SHUT_RDWR)
