"""Work that goes on beside the requests: watched, begun again when it ends, and counted."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from types import TracebackType

__all__ = ["WatchedTask"]

PAUSE_SECONDS = 1.0

log = logging.getLogger(__name__)


class WatchedTask:
    """Work without an end, that is begun again whatever ends it; as a context it goes on while its block runs.

    Args:
        name: how the log calls it.
        work: goes on until it is cancelled.
        pause_seconds: time until it is begun again.

    Attributes:
        failures: how often it ended.
    """

    def __init__(self, name: str, work: Callable[[], Awaitable[None]], *, pause_seconds: float = PAUSE_SECONDS) -> None:
        self.failures = 0
        self._name = name
        self._work = work
        self._pause_seconds = pause_seconds
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin."""
        self._task = asyncio.create_task(self._watch(), name=self._name)

    @property
    def running(self) -> bool:
        """Whether it was begun and not stopped."""
        return self._task is not None and not self._task.done()

    async def __aenter__(self) -> WatchedTask:
        self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def stop(self) -> None:
        """End it, and wait until it has ended."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _watch(self) -> None:
        while True:
            try:
                await self._work()
            except Exception:
                self.failures += 1
                self._tell()
            await asyncio.sleep(self._pause_seconds)

    def _tell(self) -> None:
        with contextlib.suppress(Exception):  # a log that fails must not end what it watches
            log.exception("task_failed", extra={"facts": {"task": self._name, "times": self.failures}})
