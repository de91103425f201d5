"""What leads a store to its Neo4j: opened when it is first asked; each call keeps to its time, in a thread."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from neo4j import Driver, GraphDatabase, NotificationMinimumSeverity
from neo4j.exceptions import DriverError, GqlError

from graph.domain.threads import threads_of
from graph.store.neo4j.calls import Call, Transactions
from graph.store.neo4j.errors import told

__all__ = ["Connection"]

T = TypeVar("T")

CONNECT_SECONDS = 3.0
ACQUIRE_SECONDS = 5.0
RETRY_SECONDS = 8.0
LIFETIME_SECONDS = 900.0
LIVENESS_SECONDS = 30.0

OPEN_SECONDS = 75.0
TAKE_OVER_SECONDS = 3_600.0

_QUIET = logging.NullHandler()


class Connection:
    """What leads to a database.

    Args:
        uri: neo4j:// or bolt://, with host and port.
        user: name to log in with.
        password: its password; never shown.
        database: name of the database.
        prepare: makes the database ready, as part of opening it.
        take_over: what is done once after that.
    """

    def __init__(
        self,
        uri: str,
        *,
        user: str,
        password: str,
        database: str,
        prepare: Callable[[Driver], None],
        take_over: Callable[[Driver], None],
    ) -> None:
        self._uri = uri
        self._auth = (user, password)
        self._database = database
        self._prepare = prepare
        self._take_over = take_over
        self._driver: Driver | None = None
        self._opener = threads_of("neo4j-open")
        self._here = threading.local()
        self._broken_off: set[asyncio.Task[None]] = set()
        self._opening = asyncio.Lock()

    async def run(
        self,
        threads: ThreadPoolExecutor,
        seconds: float,
        work: Callable[[Driver], T],
        *,
        held: float | None = None,
    ) -> T:
        """The result of work in one of the threads; the database is opened first where it is not.

        Args:
            threads: in which it is done.
            seconds: how long it may take.
            work: what is done.
            held: how long each of its transactions may keep others waiting; see `Call`.

        Raises:
            StoreUnavailable: it takes too long, or the server does not answer.
        """
        driver = self._driver or await self._open_once()
        return await self._within(threads, self._call(seconds, held), lambda: work(driver))

    def _call(self, seconds: float, held: float | None = None) -> Call:
        return Call(self._uri, seconds, held)

    async def _open_once(self) -> Driver:
        async with self._opening:
            if self._driver is None:
                driver = await self._within(self._opener, self._call(OPEN_SECONDS), self._opened)
                try:
                    taking_over = self._call(TAKE_OVER_SECONDS)
                    await self._within(self._opener, taking_over, lambda: self._take_over(driver))
                except BaseException:
                    await asyncio.to_thread(driver.close)
                    raise
                self._driver = driver
            return self._driver

    async def _within(self, threads: ThreadPoolExecutor, call: Call, work: Callable[[], T]) -> T:
        """The result of work in a thread, which is broken off when it takes too long.

        Raises:
            StoreUnavailable: it takes too long, or the server does not answer.
        """

        def run() -> T:
            self._here.call = call
            return self.mapped(work)

        running = asyncio.get_running_loop().run_in_executor(threads, run)
        running.add_done_callback(lambda done: done.cancelled() or done.exception())
        try:
            done, _ = await asyncio.wait({running}, timeout=call.seconds)
        except asyncio.CancelledError:
            running.cancel()  # work that has begun goes on to its end
            raise
        if done:
            return running.result()
        task = call.break_off(running)
        self._broken_off.add(task)
        task.add_done_callback(self._broken_off.discard)
        raise call.too_late() if call.refused is None else told(call.refused, self._uri, self._auth[0])

    def mapped(self, work: Callable[[], T]) -> T:
        """The result of work; an error of the driver is told as one of ours."""
        try:
            return work()
        except (GqlError, DriverError, OSError) as error:
            raise told(error, self._uri, self._auth[0]) from error

    def session(self, driver: Driver, **more: Any) -> Transactions:
        """A session of the call in whose thread it is asked."""
        call: Call = self._here.call
        return call.session(driver, database=self._database, **more)

    async def close(self) -> None:
        """Let go of it, after whatever opens it has come to its end."""
        await asyncio.to_thread(self._opener.shutdown, cancel_futures=True)
        driver, self._driver = self._driver, None
        if driver is not None:
            await asyncio.to_thread(driver.close)

    def _opened(self) -> Driver:
        # What went wrong is told once, by the error itself.
        logging.getLogger("neo4j").addHandler(_QUIET)
        logging.getLogger("neo4j").propagate = False
        driver = GraphDatabase.driver(
            self._uri,
            auth=self._auth,
            connection_timeout=CONNECT_SECONDS,
            connection_acquisition_timeout=ACQUIRE_SECONDS,
            max_transaction_retry_time=RETRY_SECONDS,
            max_connection_lifetime=LIFETIME_SECONDS,
            liveness_check_timeout=LIVENESS_SECONDS,
            notifications_min_severity=NotificationMinimumSeverity.OFF,
            user_agent="mandaatwijzer",
        )
        try:
            driver.verify_connectivity()
            self._prepare(driver)
        except BaseException:
            driver.close()
            raise
        return driver
