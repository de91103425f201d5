"""Waiting for a revision that somebody was told of by another instance: the store is looked at now, by one for all."""

from __future__ import annotations

import asyncio
import contextlib
from time import monotonic

from graph.usecases.serving.following import Following

__all__ = ["Reaching"]

SECONDS_BETWEEN_LOOKS = 0.1


class Reaching:
    """Lets requests wait until the snapshot is as new as they want.

    Args:
        following: keeps the snapshot.
    """

    def __init__(self, following: Following) -> None:
        self._following = following
        self._looking: asyncio.Task[None] | None = None
        self._looked_at = -SECONDS_BETWEEN_LOOKS

    async def reach(self, revision: int, *, within: float) -> bool:
        """Whether the snapshot shows a revision, or comes to show it within some seconds."""
        end = monotonic() + within
        while self._following.version.revision < revision:
            left = end - monotonic()
            if left <= 0:
                return False
            if self._looking is None or self._looking.done():
                self._looking = asyncio.create_task(self._look())
            await asyncio.wait({self._looking}, timeout=left)
        return True

    async def close(self) -> None:
        """Look no more."""
        if self._looking is not None:
            self._looking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._looking

    async def _look(self) -> None:
        """Look once, not too soon after the last time; what fails is told by the timer."""
        await asyncio.sleep(max(0.0, self._looked_at + SECONDS_BETWEEN_LOOKS - monotonic()))
        self._looked_at = monotonic()
        with contextlib.suppress(Exception):
            await self._following.refresh()
