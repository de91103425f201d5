"""Pages that take longer to make than a reader waits: made meanwhile, and looked after."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from graph.usecases.importing import Progress

__all__ = ["Job", "Work"]

MOST_JOBS = 8


@dataclass(frozen=True, slots=True)
class Job:
    """A page that is being made, how far its reading is, and the address of the page; none of what a form answers."""

    page: asyncio.Task[Response]
    progress: Progress
    path: str


class Work:
    """The pages that are being made, by the session and the upload that they are about."""

    def __init__(self) -> None:
        self._jobs: dict[tuple[str, str], Job] = {}

    def begin(self, key: tuple[str, str], making: Coroutine[Any, Any, Response], progress: Progress, path: str) -> Job:
        """Make a page meanwhile; an earlier one about the same is stopped, and so is the oldest of too many."""
        self.stop(key)
        while len(self._jobs) >= MOST_JOBS:
            self.stop(next(iter(self._jobs)))
        job = Job(asyncio.ensure_future(making), progress, path)
        job.page.add_done_callback(_looked_at)
        self._jobs[key] = job
        return job

    def job(self, key: tuple[str, str]) -> Job | None:
        """What is being made about an upload; None when nothing is."""
        return self._jobs.get(key)

    def finish(self, key: tuple[str, str]) -> None:
        """Forget a page that was given."""
        self._jobs.pop(key, None)

    def stop(self, key: tuple[str, str]) -> None:
        """Stop making a page, and forget it."""
        job = self._jobs.pop(key, None)
        if job is not None:
            job.progress.stop()


def _looked_at(page: asyncio.Task[Response]) -> None:
    """Nobody may ask again for a page that failed: its error is not one that was never looked at."""
    if not page.cancelled():
        page.exception()
