"""Where analyses and large questions run: in threads beside the event loop, two for each sort, until their deadline or
until nobody waits for them. A large question may ask for analyses; so they never wait for the same threads. What could
not be done in time is not begun."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import TypeVar

from graph.analyses.common.deadline import Deadline
from graph.domain.errors import DeadlineExceeded
from graph.domain.text import Text
from graph.usecases.waiting import Line

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
    """The threads for analyses, shared by all requests of a process.

    Attributes:
        analyses: the line of analyses.
        questions: the line of large questions.
    """

    def __init__(self) -> None:
        self.analyses = Line("analysis", THREADS)
        self.questions = Line("question", THREADS)

    def within(self, seconds: float) -> Analyses:
        """The analyses of one request, which share a deadline."""
        return Analyses(self.analyses, self.questions, StoppableDeadline(seconds))

    def close(self) -> None:
        """Let go of the threads; what still waits is not begun."""
        for line in (self.analyses, self.questions):
            line.close()


class Analyses:
    """The analyses of one request.

    Attributes:
        weight: how large the request is beside others, which it lets go first when it is larger.
    """

    def __init__(self, line: Line, questions: Line, deadline: StoppableDeadline) -> None:
        self.weight = 0.0
        self._line = line
        self._questions = questions
        self._deadline = deadline

    async def run(self, analyse: Callable[[Deadline], T]) -> T:
        """The outcome of an analysis that is given the deadline.

        Raises:
            DeadlineExceeded: it did not finish in time, waiting for a thread included.
            Overloaded: it was not begun.
        """
        return await self._in_time(self._line, lambda: analyse(_Sooner(self._deadline)))

    async def beside(self, work: Callable[[], T]) -> T:
        """The outcome of a large question, which looks at `check` itself.

        Raises:
            DeadlineExceeded: it did not finish in time, waiting for a thread included.
            Overloaded: it was not begun.
        """
        return await self._in_time(self._questions, work, more=LONGEST_MARGIN_SECONDS)

    async def awaited(self, work: Awaitable[T]) -> T:
        """What somebody else is waited for, such as the store.

        Raises:
            DeadlineExceeded: it did not come in time.
        """
        try:
            return await asyncio.wait_for(work, self._deadline.left())
        except TimeoutError:
            raise self._late() from None

    def check(self) -> None:
        """Do nothing while there is time for the question as a whole and somebody waits; raises as `Deadline.check`.

        The question has a little more time than its analyses, to tell which of them was late and give the rest.
        """
        if self._deadline.is_over_since(LONGEST_MARGIN_SECONDS):
            self._deadline.check()

    async def _in_time(self, line: Line, work: Callable[[], T], *, more: float = 0.0) -> T:
        self._deadline.check()
        left = self._deadline.left()
        future = asyncio.wrap_future(line.join(work, weight=self.weight, seconds=left))
        try:
            return await asyncio.wait_for(future, None if left is None else left + more)
        except TimeoutError:
            raise self._late() from None

    def _late(self) -> DeadlineExceeded:
        return DeadlineExceeded(
            Text(
                "The answer did not come within {seconds} seconds. Ask for a smaller part, or ask again later.",
                seconds=f"{self._deadline.seconds:g}",
            )
        )

    def stop(self) -> None:
        """Let every analysis of the request end at its next look at the clock."""
        self._deadline.stop()
