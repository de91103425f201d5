"""Answers over HTTP: which media type the client wants, and the status that goes with it."""

from __future__ import annotations

from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from graph.domain.errors import MandaatwijzerError, Overloaded
from schema.errors import BAD_REQUEST
from service.http.request import HttpProblem

__all__ = ["GRAPHQL_JSON", "PLAIN_JSON", "answer", "media_type_for", "problem_answer", "retry_after"]

GRAPHQL_JSON = "application/graphql-response+json"
PLAIN_JSON = "application/json"
_OFFERED = {
    GRAPHQL_JSON: GRAPHQL_JSON,
    PLAIN_JSON: PLAIN_JSON,
    "application/*": PLAIN_JSON,
    "*/*": PLAIN_JSON,
}


def media_type_for(request: Request) -> str:
    """The media type of the answer: what the client likes best of the two that there are.

    Raises:
        HttpProblem: the client takes neither.
    """
    accept = ",".join(request.headers.getlist("accept"))
    if not accept.strip():
        return GRAPHQL_JSON
    wanted = [_range(part) for part in accept.split(",") if part.strip()]
    found = [(quality, -place, _OFFERED[name]) for place, (name, quality) in enumerate(wanted) if name in _OFFERED]
    usable = [option for option in found if option[0] > 0]
    if not usable:
        raise HttpProblem(406, f"The answer comes as {GRAPHQL_JSON} or {PLAIN_JSON}; accept one of them.")
    return max(usable)[2]


def answer(
    body: Any, *, media_type: str = PLAIN_JSON, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    """A JSON answer that no cache keeps."""
    return Response(
        orjson.dumps(body, option=orjson.OPT_NON_STR_KEYS),
        status_code=status,
        media_type=None,
        headers={"content-type": f"{media_type}; charset=utf-8", "cache-control": "no-store", **(headers or {})},
    )


def retry_after(error: MandaatwijzerError) -> dict[str, str]:
    """The header that says when it is worth asking again, where that is known."""
    return {"retry-after": str(error.seconds)} if isinstance(error, Overloaded) else {}


def problem_answer(problem: HttpProblem, *, media_type: str = PLAIN_JSON) -> Response:
    """The answer to a request that cannot be read."""
    body = {"errors": [{"message": problem.message, "extensions": {"code": problem.code or BAD_REQUEST}}]}
    return answer(body, media_type=media_type, status=problem.status, headers=problem.headers)


def _range(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return name, min(1.0, max(0.0, float(parameter[2:])))
            except ValueError:
                return name, 0.0
    return name, 1.0
