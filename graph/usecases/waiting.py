"""A line of work before a few threads: the small goes first, and who could not be served in time is told at once."""

from __future__ import annotations

import heapq
import itertools
import math
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextvars import copy_context
from time import monotonic
from typing import Any, TypeVar

from graph.domain.errors import Overloaded
from graph.domain.threads import threads_of

__all__ = ["Line"]

T = TypeVar("T")

MOST_WAITING = 200
SHARE_OF_THE_LAST = 0.2
"""How much the last piece of work tells of how long the next will take."""


class Line:
    """Threads, and the work that waits for them.

    How long a newcomer would wait is guessed from what the work took of late, and from what goes before it.

    Args:
        name: of the threads.
        threads: how many.

    Attributes:
        refused: how much was turned away since the start.
    """

    def __init__(self, name: str, threads: int) -> None:
        self.refused = 0
        self._number = threads
        self._pool = threads_of(name, threads)
        self._lock = threading.Lock()
        self._waiting: list[tuple[float, int, Future[Any], Callable[[], Any]]] = []
        self._running = 0
        self._seconds = 0.0
        self._order = itertools.count()

    @property
    def waiting(self) -> int:
        """How much waits for a thread."""
        return len(self._waiting)

    @property
    def running(self) -> int:
        """How much is at work."""
        return self._running

    def join(self, work: Callable[[], T], *, weight: float, seconds: float | None) -> Future[T]:
        """The outcome of work, which waits until what weighs less, or came before it, is done.

        Args:
            work: what is done.
            weight: how large it seems beside other work.
            seconds: how long its caller waits; None = as long as it takes.

        Raises:
            Overloaded: its turn would not come in that time.
        """
        future: Future[T] = Future()
        with self._lock:
            ahead = self._running + sum(weight >= other[0] for other in self._waiting)
            wait = ahead * self._seconds / self._number
            full = self._running + len(self._waiting) >= self._number + MOST_WAITING
            if full or (seconds is not None and ahead and wait > seconds):
                self.refused += 1
                raise Overloaded(seconds=max(1, math.ceil(wait)))
            context = copy_context()  # of the request, for what is logged
            heapq.heappush(self._waiting, (weight, next(self._order), future, lambda: context.run(work)))
        self._pool.submit(self._next)
        return future

    def close(self) -> None:
        """Let go of the threads; what still waits is not begun."""
        with self._lock:
            for _weight, _number, future, _work in self._waiting:
                future.cancel()
            self._waiting.clear()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _next(self) -> None:
        with self._lock:
            if not self._waiting:
                return
            _weight, _number, future, work = heapq.heappop(self._waiting)
            if not future.set_running_or_notify_cancel():
                return
            self._running += 1
        begun = monotonic()
        try:
            outcome = work()
        except BaseException as error:
            self._ended(begun)
            future.set_exception(error)
        else:
            self._ended(begun)
            future.set_result(outcome)

    def _ended(self, begun: float) -> None:
        with self._lock:
            self._running -= 1
            self._seconds += SHARE_OF_THE_LAST * (monotonic() - begun - self._seconds)
