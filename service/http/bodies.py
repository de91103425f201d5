"""Bodies that come too slowly: a client that sends nothing, or a byte now and then, holds nothing for long."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass

from starlette.types import Message, Receive

__all__ = ["PunctualBody"]

SECONDS_FOR_A_BODY = 10.0
SLOWEST_BYTES_PER_SECOND = 20_000
"""A body may take so many seconds more as it brings bytes at this pace: a large file over a poor line comes through."""

SECONDS_TO_READ_ON = 1.0
MOST_BYTES_READ_ON = 40_000_000


@dataclass(slots=True)
class PunctualBody:
    """The messages of a request, as if the client had left when its body does not come in time.

    Attributes:
        source: gives the messages.
        is_late: whether the body did not come in time.
    """

    source: Receive
    is_late: bool = False
    _ends_at: float | None = None
    _whole: bool = False

    @property
    def is_coming(self) -> bool:
        """Whether the end of the body was not seen."""
        return not self._whole

    async def receive(self) -> Message:
        """The next message."""
        if self._whole:
            return await self.source()
        try:
            async with asyncio.timeout_at(self._time()):
                message = await self.source()
        except TimeoutError:
            self.is_late = True
            return {"type": "http.disconnect"}
        self._whole = not message.get("more_body", False)
        self._ends_at = self._time() + len(message.get("body", b"")) / SLOWEST_BYTES_PER_SECOND
        return message

    async def read_on(self) -> None:
        """Read on until the end of the body, for `SECONDS_TO_READ_ON` and `MOST_BYTES_READ_ON` at most.

        A client that still sends reads no answer: so one that sent a little too much is told why it is refused.
        """
        left = MOST_BYTES_READ_ON
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SECONDS_TO_READ_ON):
                while self.is_coming and left > 0:
                    message = await self.source()
                    self._whole = not message.get("more_body", False)
                    left -= len(message.get("body", b""))

    def _time(self) -> float:
        if self._ends_at is None:
            self._ends_at = asyncio.get_running_loop().time() + SECONDS_FOR_A_BODY
        return self._ends_at
