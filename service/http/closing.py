"""How far a process is with stopping, for whoever has to tell a client or a balancer."""

from __future__ import annotations

import asyncio

__all__ = ["Closing"]


class Closing:
    """Two moments in the end of a process: no new work is wanted, and nothing is waited for any longer."""

    def __init__(self) -> None:
        self.begun = False
        self._time_is_up = asyncio.Event()

    def begin(self) -> None:
        """From now on readiness says no; what is asked is still answered."""
        self.begun = True

    def end(self) -> None:
        """From now on what still runs is broken off, with an answer that says so."""
        self.begun = True
        self._time_is_up.set()

    async def time_is_up(self) -> None:
        """Wait until nothing is waited for any longer."""
        await self._time_is_up.wait()
