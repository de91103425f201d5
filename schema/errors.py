"""Errors as a client sees them: a code that machines know, a sentence that says what to do.

The codes of the request itself are those of Apollo, which clients and fuzzers know; the others are our own.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from traceback import format_exception
from typing import NotRequired, TypedDict

import structlog
from graphql import GraphQLError

from graph.domain.errors import Forbidden, InvalidInput, MandaatwijzerError, NotHeldHere, Problem, Refusal

__all__ = [
    "BAD_REQUEST",
    "BAD_USER_INPUT",
    "COST_LIMIT",
    "INTERNAL",
    "OPERATION_RESOLUTION_FAILURE",
    "PARSE_FAILED",
    "PERSISTED_QUERY_NOT_FOUND",
    "UNAVAILABLE",
    "VALIDATION_FAILED",
    "Refused",
    "ToldError",
    "answered_error",
    "refused_error",
]

BAD_REQUEST = "BAD_REQUEST"
BAD_USER_INPUT = "BAD_USER_INPUT"
COST_LIMIT = "COST_LIMIT"
INTERNAL = "INTERNAL_SERVER_ERROR"
UNAVAILABLE = "UNAVAILABLE"
OPERATION_RESOLUTION_FAILURE = "OPERATION_RESOLUTION_FAILURE"
PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
PERSISTED_QUERY_NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"
VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"

MOST_PROBLEMS = 100

log = structlog.get_logger(__name__)


class Place(TypedDict):
    """Where in a document."""

    line: int
    column: int


class ToldError(TypedDict):
    """An error as an answer has it.

    Attributes:
        message: what is wrong, and what to do.
        extensions: its code, and what the code brings.
        locations: where in the document.
        path: where in the answer.
    """

    message: str
    extensions: Mapping[str, object]
    locations: NotRequired[list[Place]]
    path: NotRequired[list[str | int]]


class Refused(Exception):
    """A request that is not run at all: its answer has errors and no `data`.

    Attributes:
        errors: each with a message and a code.
    """

    def __init__(self, errors: Iterable[ToldError]) -> None:
        self.errors = list(errors)
        super().__init__("; ".join(str(error["message"]) for error in self.errors))

    @classmethod
    def because(cls, code: str, message: str) -> Refused:
        """The same for one error."""
        return cls([{"message": message, "extensions": {"code": code}}])


def refused_error(error: GraphQLError, code: str) -> ToldError:
    """An error of a document or its variables."""
    return _told(error, error.message, {"code": code})


def answered_error(error: GraphQLError) -> ToldError:
    """An error of one field; what nobody expected is logged and shown as a number to ask about."""
    original = _original(error)
    if isinstance(original, MandaatwijzerError):
        return _told(error, str(original), _extensions(original))
    if original is None and error.extensions and "code" in error.extensions:
        return _told(error, error.message, dict(error.extensions))
    return _masked(error, original)


def _masked(error: GraphQLError, original: BaseException | None) -> ToldError:
    correlation = secrets.token_hex(8)
    log.error(
        "field_failed",
        correlation_id=correlation,
        path=error.path,
        trace="".join(format_exception(original or error)),
    )
    message = f"Something went wrong on our side. Report it with the number {correlation}."
    return _told(error, message, {"code": INTERNAL, "correlationId": correlation})


def _original(error: GraphQLError) -> BaseException | None:
    original: BaseException | None = error.original_error
    while isinstance(original, GraphQLError):
        original = original.original_error
    return original


def _extensions(original: MandaatwijzerError) -> dict[str, object]:
    extensions: dict[str, object] = {"code": original.code}
    if isinstance(original, InvalidInput):
        extensions["problems"] = [_problem(problem) for problem in original.problems[:MOST_PROBLEMS]]
    if isinstance(original, NotHeldHere):
        extensions |= {"organisation": original.organisation, "address": original.address}
    if isinstance(original, Forbidden) and original.refusals:
        extensions["problems"] = [_refusal(refusal) for refusal in original.refusals[:MOST_PROBLEMS]]
    return extensions


def _refusal(refusal: Refusal) -> dict[str, object]:
    facts = {"right": refusal.right, "organisations": list(refusal.organisations), "ask": list(refusal.ask)}
    return {**_problem(refusal), **facts}


def _problem(problem: Problem) -> dict[str, object]:
    facts = {
        "message": str(problem.message),
        "remedy": str(problem.remedy),
        "place": str(problem.place) or None,
        "record": problem.record,
        "field": problem.field,
    }
    return {key: value for key, value in facts.items() if value is not None}


def _told(error: GraphQLError, message: str, extensions: Mapping[str, object]) -> ToldError:
    told = ToldError(message=message, extensions=extensions)
    if error.locations:
        told["locations"] = [Place(line=place.line, column=place.column) for place in error.locations[:5]]
    if error.path:
        told["path"] = list(error.path)
    return told
