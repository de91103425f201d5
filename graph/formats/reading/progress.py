"""How far the reading of a long file is, and the way to stop it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

__all__ = ["Progress", "Stopped"]

_Item = TypeVar("_Item")


class Stopped(Exception):
    """Somebody stopped the reading; nothing is taken."""


class Progress:
    """Counts the rows that are read; one thread reads, another one looks and may stop it.

    Attributes:
        done: rows of the list that is being read.
        total: rows that it has; 0 = it has not begun.
    """

    def __init__(self) -> None:
        self.done = 0
        self.total = 0
        self._is_stopped = False

    def stop(self) -> None:
        """Let the reading end at the next row."""
        self._is_stopped = True

    def over(self, rows: Sequence[_Item]) -> Iterator[_Item]:
        """The rows, counted.

        Raises:
            Stopped: somebody stopped it.
        """
        self.done, self.total = 0, len(rows)
        for row in rows:
            if self._is_stopped:
                raise Stopped
            self.done += 1
            yield row
