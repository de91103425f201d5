"""A mapping that keeps no more than may be kept, by weight."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

__all__ = ["Weighed"]

K = TypeVar("K")
V = TypeVar("V")


class Weighed(Generic[K, V]):
    """Values by key that weigh so much together at most; the one that nobody asked for longest goes first.

    Several threads may ask at once.

    Args:
        most: what may be kept; a value that weighs more by itself is not.
        weigh: what a value weighs under its key.
    """

    __slots__ = ("_lock", "_most", "_values", "_weigh", "_weight")

    def __init__(self, most: int, weigh: Callable[[K, V], int]) -> None:
        self._values: OrderedDict[K, V] = OrderedDict()
        self._most = most
        self._weigh = weigh
        self._weight = 0
        self._lock = threading.Lock()

    def find(self, key: K) -> V | None:
        """The value kept for a key."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def keep(self, key: K, value: V) -> None:
        """Keep a value, unless one is kept for the key already."""
        weight = self._weigh(key, value)
        with self._lock:
            if key in self._values or weight > self._most:
                return
            self._values[key] = value
            self._weight += weight
            while self._weight > self._most:
                self._weight -= self._weigh(*self._values.popitem(last=False))
