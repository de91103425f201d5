"""Read your own writes on any instance: an answer hands back a revision; who hands one in is shown no older graph.

An answer of an instance that holds a part of the register says of which organisations.
"""

from __future__ import annotations

import re

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph.usecases.desk import Desk
from service.http.answer import problem_answer
from service.http.head import head_of
from service.http.request import HttpProblem

__all__ = ["Abreast"]

HEADER = "x-register-revision"
"""Of an answer: what it shows is at least as new. Of a request: what its answer shows must be."""

WITHIN = "x-register-within"
"""Of an answer: the ids of the organisations of which the part of the register is held here; absent = everything is."""

WAITED_SECONDS = 2.0
_NUMBER = re.compile(r"[0-9]{1,15}")


class Abreast:
    """Lets a request wait until the instance is where its caller was, and says where it is in every answer.

    Args:
        app: what answers.
        desk: the running instance.
        waited_seconds: how long a request waits at most; then it is refused.
    """

    def __init__(self, app: ASGIApp, *, desk: Desk, waited_seconds: float = WAITED_SECONDS) -> None:
        self._app = app
        self._desk = desk
        self._waited_seconds = waited_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_revision(message: Message) -> None:
            if message["type"] == "http.response.start":
                held = self._desk.held
                message["headers"] = [
                    *message["headers"],
                    (HEADER.encode(), b"%d" % self._desk.revision),
                    *([(WITHIN.encode(), " ".join(held.part.within).encode())] if held is not None else []),
                ]
            await send(message)

        problem = await self._problem(head_of(scope).every(HEADER))
        answer = self._app if problem is None else problem_answer(problem)
        await answer(scope, receive, send_with_revision)

    async def _problem(self, asked: list[str]) -> HttpProblem | None:
        """Why a request with these revisions is not answered; the newest of them counts."""
        if not all(map(_NUMBER.fullmatch, asked)):
            return HttpProblem(400, "X-Register-Revision is the number of a revision, as an earlier answer gave it.")
        wanted = max(map(int, asked), default=0)
        if await self._desk.reach(wanted, within=self._waited_seconds):
            return None
        return HttpProblem(
            503,
            f"This instance stands at revision {self._desk.revision}, not yet at {wanted}. Ask again in a moment.",
            code="UNAVAILABLE",
            headers={"Retry-After": "1"},
        )
