"""The port to what is kept beside the graph (`kept.py`): never part of the graph, its exports or its log."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from graph.store.kept import AnyKept, Kept

__all__ = ["AccessStore"]


class AccessStore(Protocol):
    """Where those things are kept, for all instances on one store; one contract suite runs over all of them.

    What is past its time at `now` is not there, whether it was purged or not. Each call is done whole and durable, or
    not at all, also when several instances make it at once. Every method may raise a StoreError.
    """

    async def find(self, kind: type[AnyKept], key: str, now: datetime) -> AnyKept | None:
        """The one under a key; None when there is none."""

    async def all(self, kind: type[AnyKept], now: datetime, *, about: str | None = None) -> list[AnyKept]:
        """All of a sort, by their keys.

        Args:
            kind: of which sort.
            now: the instant.
            about: only those of this person.
        """

    async def add(self, value: Kept, now: datetime) -> bool:
        """Keep something new; False, and nothing changes, when its key is taken."""

    async def swap(self, before: AnyKept, after: AnyKept, now: datetime) -> bool:
        """Put a value in the place of another one of its key; False when that is not there any more as it was."""

    async def take(self, kind: type[AnyKept], key: str, now: datetime, *, but_last: bool = False) -> AnyKept | None:
        """Take away the one under a key, and answer it: to one caller only, whoever asks at the same time.

        Args:
            kind: of which sort.
            key: under which it is.
            now: the instant.
            but_last: whether it stays when it is the only one of its sort.
        """

    async def forget(self, about: str, *kinds: type[Kept]) -> int:
        """Take away everything of a person, or only of some sorts; answers how many things."""

    async def spend(self, bucket: str, points: int, now: datetime, lasts: timedelta) -> int:
        """Count points in a bucket that empties itself.

        Args:
            bucket: its name, such as a door and an address.
            points: how many come in; 0 = only look.
            now: the instant.
            lasts: how long after its first point it is empty again. A point that was counted by a clock that ran ahead
                does not count: nobody waits longer than this.

        Returns:
            The points in it now.
        """

    async def purge(self, now: datetime) -> int:
        """Take away what is past its time; answers how many things."""
