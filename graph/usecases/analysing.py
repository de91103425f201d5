"""Where analyses and large questions run: in threads beside the event loop, two for each sort, until their deadline or
until nobody waits for them. A large question may ask for analyses; so they never wait for the same threads."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import TypeVar

from graph.analyses.common.deadline import Deadline
from graph.domain.errors import DeadlineExceeded
from graph.domain.text import Text

__all__ = ["Analyses", "Analyst", "time_for"]

T = TypeVar("T")

THREADS = 2
MARGIN = 0.1
LONGEST_MARGIN_SECONDS = 1.0
"""How much sooner an analysis must come to bounds than its caller gives up: a part of the time, a second at most."""


class StoppableDeadline(Deadline):
    """A deadline that can also come at once, when the client no longer waits."""

    __slots__ = ()

    def stop(self) -> None:
        """Let the deadline come now."""
        self._ends_at = 0.0

    def is_over_since(self, seconds: float) -> bool:
        """Whether the deadline came so many seconds ago, or nobody waits."""
        return self._ends_at is not None and monotonic() >= self._ends_at + seconds


class _Sooner(Deadline):
    """A deadline a little before another one, so that what is known by then can still be answered."""

    __slots__ = ("_margin", "_outer")

    def __init__(self, outer: StoppableDeadline) -> None:
        super().__init__(outer.seconds)
        self._outer = outer
        self._margin = min(LONGEST_MARGIN_SECONDS, (outer.seconds or 0.0) * MARGIN)

    def left(self) -> float | None:
        """Seconds left, never below 0."""
        left = self._outer.left()
        return None if left is None else max(0.0, left - self._margin)

    def check(self) -> None:
        """Do nothing while there is time; raises as `Deadline.check`."""
        self._outer.check()


def time_for(seconds: float | None) -> Deadline:
    """The deadline of one question that its caller waits for; None = as long as it takes."""
    return Deadline(seconds)


class Analyst:
    """The threads for analyses, shared by all requests of a process."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="analysis")
        self._questions = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="question")

    def within(self, seconds: float) -> Analyses:
        """The analyses of one request, which share a deadline."""
        return Analyses(self._pool, self._questions, StoppableDeadline(seconds))

    def close(self) -> None:
        """Let go of the threads; what still waits is not begun."""
        for pool in (self._pool, self._questions):
            pool.shutdown(wait=False, cancel_futures=True)


class Analyses:
    """The analyses of one request."""

    def __init__(self, pool: ThreadPoolExecutor, questions: ThreadPoolExecutor, deadline: StoppableDeadline) -> None:
        self._pool = pool
        self._questions = questions
        self._deadline = deadline

    async def run(self, analyse: Callable[[Deadline], T]) -> T:
        """The outcome of an analysis that is given the deadline.

        Raises:
            DeadlineExceeded: it did not finish in time, waiting for a thread included.
        """
        return await self._in_time(self._pool, lambda: analyse(_Sooner(self._deadline)))

    async def beside(self, work: Callable[[], T]) -> T:
        """The outcome of a large question, which looks at `check` itself.

        Raises:
            DeadlineExceeded: it did not finish in time, waiting for a thread included.
        """
        return await self._in_time(self._questions, work, more=LONGEST_MARGIN_SECONDS)

    def check(self) -> None:
        """Do nothing while there is time for the question as a whole and somebody waits; raises as `Deadline.check`.

        The question has a little more time than its analyses, to tell which of them was late and give the rest.
        """
        if self._deadline.is_over_since(LONGEST_MARGIN_SECONDS):
            self._deadline.check()

    async def _in_time(self, pool: ThreadPoolExecutor, work: Callable[[], T], *, more: float = 0.0) -> T:
        self._deadline.check()
        left = self._deadline.left()
        future = asyncio.get_running_loop().run_in_executor(pool, work)
        try:
            return await asyncio.wait_for(future, None if left is None else left + more)
        except TimeoutError:
            seconds = f"{self._deadline.seconds:g}"
            raise DeadlineExceeded(
                Text(
                    "The answer did not come within {seconds} seconds. Ask for a smaller part, or ask again later.",
                    seconds=seconds,
                )
            ) from None

    def stop(self) -> None:
        """Let every analysis of the request end at its next look at the clock."""
        self._deadline.stop()
