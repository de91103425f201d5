"""Answers over HTTP: which media type the client wants, and the status that goes with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from graph.domain.errors import MandaatwijzerError, Overloaded
from schema.errors import BAD_REQUEST
from service.http.head import Head
from service.http.request import HttpProblem

__all__ = [
    "GRAPHQL_JSON",
    "PLAIN_JSON",
    "Answer",
    "answer",
    "as_response",
    "media_type_for",
    "problem_answer",
    "retry_after",
]

GRAPHQL_JSON = "application/graphql-response+json"
PLAIN_JSON = "application/json"
_OFFERED = {
    GRAPHQL_JSON: GRAPHQL_JSON,
    PLAIN_JSON: PLAIN_JSON,
    "application/*": PLAIN_JSON,
    "*/*": PLAIN_JSON,
}


class Answer:
    """An answer as it goes out.

    Args:
        status: of it.
        media_type: of its body.
        body: as it is sent.
        headers: more of them.
    """

    __slots__ = ("body", "headers", "status")

    def __init__(self, status: int, media_type: str, body: bytes, headers: Mapping[str, str]) -> None:
        self.status = status
        self.body = body
        self.headers = [
            (b"content-type", f"{media_type}; charset=utf-8".encode()),
            (b"cache-control", b"no-store"),
            (b"content-length", b"%d" % len(body)),
            *((name.lower().encode(), value.encode()) for name, value in headers.items()),
        ]

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Send it."""
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        await send({"type": "http.response.body", "body": self.body})


def media_type_for(asked: Head) -> str:
    """The media type of the answer: what the client likes best of the two that there are.

    Raises:
        HttpProblem: the client takes neither.
    """
    accept = ",".join(asked.every("accept"))
    if not accept.strip():
        return GRAPHQL_JSON
    wanted = [_range(part) for part in accept.split(",") if part.strip()]
    found = [(quality, -place, _OFFERED[name]) for place, (name, quality) in enumerate(wanted) if name in _OFFERED]
    usable = [option for option in found if option[0] > 0]
    if not usable:
        raise HttpProblem(406, f"The answer comes as {GRAPHQL_JSON} or {PLAIN_JSON}; accept one of them.")
    return max(usable)[2]


def answer(
    body: Any, *, media_type: str = PLAIN_JSON, status: int = 200, headers: Mapping[str, str] | None = None
) -> Answer:
    """A JSON answer that no cache keeps."""
    return Answer(status, media_type, orjson.dumps(body, option=orjson.OPT_NON_STR_KEYS), headers or {})


def retry_after(error: MandaatwijzerError) -> dict[str, str]:
    """The header that says when it is worth asking again, where that is known."""
    return {"retry-after": str(error.seconds)} if isinstance(error, Overloaded) else {}


def problem_answer(problem: HttpProblem, *, media_type: str = PLAIN_JSON) -> Answer:
    """The answer to a request that cannot be read."""
    body = {"errors": [{"message": problem.message, "extensions": {"code": problem.code or BAD_REQUEST}}]}
    return answer(body, media_type=media_type, status=problem.status, headers=problem.headers)


def as_response(told: Answer) -> Response:
    """The same for a page."""
    response = Response(told.body, told.status)
    response.raw_headers = told.headers
    return response


def _range(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return name, min(1.0, max(0.0, float(parameter[2:])))
            except ValueError:
                return name, 0.0
    return name, 1.0
