"""A mapping that forgets its oldest entries, so that what is kept for speed never grows with use."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

__all__ = ["Bounded"]

K = TypeVar("K")
V = TypeVar("V")


class Bounded(Generic[K, V]):
    """Values by key, at most so many; the one that was kept first goes first.

    Two threads that ask for the same key at the same moment may both make its value.

    Args:
        most: how many values are kept.
    """

    __slots__ = ("_lock", "_most", "_values")

    def __init__(self, most: int) -> None:
        # A plain dict would look for its oldest entry past all that went before it.
        self._values: OrderedDict[K, V] = OrderedDict()
        self._most = most
        self._lock = threading.Lock()

    def get(self, key: K, make: Callable[[K], V]) -> V:
        """The value kept for a key, else the one made now."""
        found = self._values.get(key)
        if found is None:
            found = make(key)
            with self._lock:
                while len(self._values) >= self._most:
                    self._values.popitem(last=False)
                self._values[key] = found
        return found
