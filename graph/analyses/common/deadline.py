"""How long an analysis may take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from time import monotonic
from typing import TypeVar

from graph.domain.errors import DeadlineExceeded
from graph.domain.text import Text

__all__ = ["Deadline"]

T = TypeVar("T")


class Deadline:
    """The moment at which an analysis must have its answer, counted from when this object is made.

    Args:
        seconds: time allowed; None = as long as it takes.

    Raises:
        ValueError: the seconds are negative or not a number.
    """

    __slots__ = ("_ends_at", "seconds")

    def __init__(self, seconds: float | None = None) -> None:
        if seconds is not None and not seconds >= 0:
            raise ValueError(f"a deadline cannot lie {seconds!r} seconds away; give 0 or more, or None")
        self.seconds = seconds
        self._ends_at = None if seconds is None else monotonic() + seconds

    def left(self) -> float | None:
        """Seconds left, never below 0; None = as long as it takes."""
        return None if self._ends_at is None else max(0.0, self._ends_at - monotonic())

    @property
    def is_over(self) -> bool:
        """Whether no time is left."""
        return self.left() == 0.0

    def at_most(self, seconds: float) -> Deadline:
        """A deadline no later than this one, and at most so many seconds away."""
        left = self.left()
        return Deadline(seconds if left is None else min(seconds, left))

    def check(self) -> None:
        """Do nothing while there is time.

        Raises:
            DeadlineExceeded: the time is over.
        """
        if self.is_over:
            seconds = f"{self.seconds:g}"
            raise DeadlineExceeded(
                Text(
                    "The answer did not come within {seconds} seconds. "
                    "Ask for a smaller part (an organisation below this one), or allow more time.",
                    seconds=seconds,
                )
            )

    def over(self, things: Iterable[T]) -> Iterator[T]:
        """The things, one after the other, while there is time.

        Raises:
            DeadlineExceeded: the time is over before they all came.
        """
        for thing in things:
            self.check()
            yield thing
