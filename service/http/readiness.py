"""Works out beside the requests what the first of them would else wait for: at the start, and after each change."""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from graph.model.snapshot import Snapshot
from graph.usecases.desk import Desk
from graph.usecases.read import prepare
from graph.usecases.watching import WatchedTask
from service.web.rendering import load_templates

__all__ = ["kept_ready"]

LOOK_EVERY_SECONDS = 0.5


@asynccontextmanager
async def kept_ready(desk: Desk) -> AsyncIterator[None]:
    """While the block runs, the pages and every snapshot that the desk comes to are made ready."""
    async with WatchedTask("search", Preparing(desk).work):
        yield


class Preparing:
    """Makes each snapshot of a desk ready once; of one that cannot be, whoever searches is told what is wrong."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._done: weakref.ref[Snapshot] | None = None  # what is served no longer is not kept for it

    async def work(self) -> None:
        """Go on until cancelled."""
        await asyncio.to_thread(load_templates)
        while True:
            if self._done is None or self._done() is not self._desk.snapshot:
                self._done = weakref.ref(self._desk.snapshot)
                await asyncio.to_thread(prepare, self._desk.snapshot)
            await asyncio.sleep(LOOK_EVERY_SECONDS)
