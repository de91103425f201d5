"""Works out beside the requests what the first of them would else wait for: at the start, and after each change."""

from __future__ import annotations

import asyncio
import contextlib
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from graph.usecases.desk import Desk
from graph.usecases.read import prepare

__all__ = ["kept_ready"]

LOOK_EVERY_SECONDS = 0.5

log = structlog.get_logger(__name__)


@asynccontextmanager
async def kept_ready(desk: Desk) -> AsyncIterator[None]:
    """While the block runs, every snapshot that the desk comes to is made ready to search."""
    preparing = asyncio.create_task(_prepare(desk))
    try:
        yield
    finally:
        preparing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await preparing


async def _prepare(desk: Desk) -> None:
    ready = None
    while True:
        snapshot = desk.snapshot
        if snapshot is not ready:
            try:
                await asyncio.to_thread(prepare, snapshot)
            except Exception:
                # Whoever searches tries again, and is told what is wrong.
                log.error("search not prepared", traceback=traceback.format_exc())
            ready = snapshot
        await asyncio.sleep(LOOK_EVERY_SECONDS)
