"""A mapping that forgets what was not asked for long, so that what is kept for speed never grows with use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

__all__ = ["Bounded"]

K = TypeVar("K")
V = TypeVar("V")


class Bounded(Generic[K, V]):
    """Values by key, at most so many; what was asked last stays longest.

    Two threads that ask for the same key at the same moment may both make its value.

    Args:
        most: how many values are kept; the half of them that was asked last always is.

    Cost: two lookups; nothing is moved where a young one is asked again.
    """

    __slots__ = ("_half", "_old", "_young")

    def __init__(self, most: int) -> None:
        # Two halves, of which the older is let go at once: an order kept by every use costs ten times a lookup.
        self._half = most // 2 or 1
        self._young: dict[K, V] = {}
        self._old: dict[K, V] = {}

    def get(self, key: K, make: Callable[[K], V]) -> V:
        """The value kept for a key, else the one made now."""
        found = self._young.get(key)
        if found is not None:
            return found
        found = self._old.get(key)
        if found is None:
            found = make(key)
        young = self._young
        if len(young) >= self._half:
            self._old, self._young = young, (young := {})
        young[key] = found
        return found
