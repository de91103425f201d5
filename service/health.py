"""Whether the process lives, and whether it can serve."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from graph.usecases.desk import Desk
from service.http_answer import answer

__all__ = ["Health"]


class Health:
    """Answers the probes of an orchestrator; neither touches the store."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def live(self, _request: Request) -> Response:
        """200 as long as the process answers at all."""
        return answer({"status": "ok"})

    async def ready(self, _request: Request) -> Response:
        """200 with the revision that is served; 503 with every problem while the snapshot is stale."""
        problems = [str(problem) for problem in self._desk.problems]
        body = {"status": "stale" if problems else "ready", "revision": self._desk.revision, "problems": problems}
        return answer(body, status=503 if problems else 200)
