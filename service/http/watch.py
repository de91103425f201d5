"""What is seen of every request: its number, how it was answered and how long that took; nothing of who asked what."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from time import perf_counter

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.http.head import Head, head_of

__all__ = ["Around", "Seen", "Watch", "seen_in"]

TRACE = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?")
"""Of the header `traceparent` (W3C Trace Context): version, number of the trace, of the caller's part, and flags."""

PLACE = "mandaatwijzer"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

log = structlog.get_logger(__name__)


@dataclass(slots=True, kw_only=True)
class Seen:
    """One request, as operators see it; whoever answers it fills in what it was.

    Attributes:
        door: `graphql`, `page` or `other`.
        operation: what was asked, as one of few: the pattern of an address, or a field of the API; no value of it.
        outcome: `ok`, a code of the API, or the status.
        status: of the answer.
        seconds: until its end.
    """

    door: str = "other"
    operation: str = ""
    outcome: str = ""
    status: int = 0
    seconds: float = 0.0


def seen_in(scope: Scope) -> Seen:
    """Where to fill in what a request was; nobody looks at it when requests are not watched."""
    found: Seen = scope.setdefault(PLACE, Seen())
    return found


Around = Callable[[Head, Seen], AbstractContextManager[None]]
"""What is entered while a request with this head is answered."""


class Watch:
    """Gives every request a number, in its answer and in each line of the log, and tells what became of it.

    The number is that of the caller's trace when it gives one (`traceparent`).

    Args:
        app: what is watched.
        tell: is told of every request; it must not fail.
        around: is entered while a request is answered.
        access_log: whether each is a line in the log too.
    """

    def __init__(self, app: ASGIApp, *, tell: Callable[[Seen], None], around: Around, access_log: bool) -> None:
        self._app = app
        self._tell = tell
        self._around = around
        self._access_log = access_log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        asked, seen, begun = head_of(scope), seen_in(scope), perf_counter()
        number = _number(asked)

        async def send_with_number(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen.status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", number.encode())]
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=number), self._around(asked, seen):
            try:
                await self._app(scope, receive, send_with_number)
            finally:
                seen.seconds = perf_counter() - begun
                seen.outcome = seen.outcome or _outcome(seen.status)
                self._tell(seen)
                if self._access_log:
                    _log(scope["method"], seen)


def _number(asked: Head) -> str:
    given = TRACE.fullmatch(asked.get("traceparent"))
    return given[1] if given else secrets.token_hex(16)


def _outcome(status: int) -> str:
    return "ok" if 100 <= status < 400 else str(status or "left")


def _log(method: str, seen: Seen) -> None:
    log.info(
        "request",
        method=method if method in METHODS else "another",
        door=seen.door,
        operation=seen.operation,
        status=seen.status,
        outcome=seen.outcome,
        milliseconds=round(seen.seconds * 1000, 1),
    )
