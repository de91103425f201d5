"""Whether the process lives, and whether it can serve."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from graph.usecases.desk import Desk
from service.http.answer import answer, as_response
from service.http.closing import Closing

__all__ = ["Health"]


class Health:
    """Answers the probes of an orchestrator; neither touches the store."""

    def __init__(self, desk: Desk, closing: Closing) -> None:
        self._desk = desk
        self._closing = closing

    async def live(self, _request: Request) -> Response:
        """200 as long as the process answers at all."""
        return as_response(answer({"status": "ok"}))

    async def ready(self, _request: Request) -> Response:
        """200 with the revision that is served, and of which organisations it is a part where that is so; 503 if not.

        It says every problem while stale, and that the process stops.
        """
        problems = [str(problem) for problem in self._desk.problems]
        status = "stopping" if self._closing.begun else "stale" if problems else "ready"
        body: dict[str, object] = {"status": status, "revision": self._desk.revision, "problems": problems}
        held = self._desk.held
        if held is not None:
            body["within"] = list(held.part.within)
        return as_response(answer(body, status=200 if status == "ready" else 503))
