"""What a client asks, read from HTTP by the rules of GraphQL over HTTP, and nothing believed before it is checked."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.datastructures import QueryParams
from starlette.types import Receive, Scope

from schema.errors import BAD_REQUEST, PERSISTED_QUERY_NOT_FOUND
from service.http.head import Head, head_of

__all__ = ["GraphQLRequest", "HttpProblem", "document_id", "read_graphql_request"]

# A client that sends all before it reads would see a broken connection in place of the refusal; so a body that is
# somewhat too large is read to its end, and not kept.
READ_AND_DROPPED = 20
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphQLRequest:
    """A well-formed request.

    Attributes:
        query: text of the document.
        operation_name: which operation of it.
        variables: as given.
    """

    query: str
    operation_name: str | None
    variables: Mapping[str, Any]


class HttpProblem(Exception):
    """A request that cannot be read; it has a status, a code and a sentence."""

    def __init__(
        self, status: int, message: str, *, code: str = BAD_REQUEST, headers: Mapping[str, str] | None = None
    ) -> None:
        self.status = status
        self.code = code
        self.message = message
        self.headers = dict(headers or {})
        super().__init__(message)


def document_id(query: str) -> str:
    """The id under which a trusted document is known."""
    return f"sha256:{hashlib.sha256(query.encode()).hexdigest()}"


async def read_graphql_request(
    scope: Scope, receive: Receive, *, body_limit: int, trusted: Mapping[str, str], only_trusted: bool
) -> GraphQLRequest:
    """The request that a client makes with GET or POST.

    Args:
        scope: of the request.
        receive: gives its body.
        body_limit: most bytes of a body.
        trusted: documents by their id.
        only_trusted: whether other documents are refused.

    Raises:
        HttpProblem: it is not a request of GraphQL over HTTP.
    """
    if scope["method"] == "POST":
        asked = head_of(scope)
        _check_content_type(asked.get("content-type"))
        parameters: Any = _from_json(await _body(asked, receive, body_limit))
    elif scope["method"] == "GET":
        parameters = _from_query_string(scope["query_string"])
    else:
        raise HttpProblem(405, "Send a POST with JSON, or a GET with `query`.", headers={"Allow": "GET, POST"})
    return _checked(parameters, trusted, only_trusted=only_trusted)


def _from_query_string(query_string: bytes) -> dict[str, Any]:
    given: dict[str, Any] = dict(QueryParams(query_string))
    for name in ("variables", "extensions"):
        if name in given:
            given[name] = _from_json(given[name].encode(errors="replace")) if given[name] else None
    return given


def _check_content_type(content_type: str) -> None:
    if content_type == "application/json":  # as nearly all say
        return
    media_type, *parameters = (part.strip().lower() for part in content_type.split(";"))
    if media_type != "application/json":
        raise HttpProblem(415, "Send the request as `Content-Type: application/json`.")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "charset" and value.strip(' "') not in ("utf-8", "utf8"):
            raise HttpProblem(415, "Send the request in UTF-8.")


async def _body(asked: Head, receive: Receive, limit: int) -> bytes:
    said = asked.get("content-length")
    if said.isdigit() and int(said) > READ_AND_DROPPED * limit:
        raise _too_large(limit)
    body = bytearray()
    size, is_whole = 0, False
    while not is_whole and size <= READ_AND_DROPPED * limit:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise HttpProblem(400, "The request was broken off.")
        chunk = message.get("body", b"")
        size += len(chunk)
        if size <= limit:
            body += chunk
        is_whole = not message.get("more_body", False)
    if size > limit:
        raise _too_large(limit)
    return bytes(body)


def _too_large(limit: int) -> HttpProblem:
    return HttpProblem(
        413, f"The request is larger than {limit} bytes. Send less at once.", headers={"Connection": "close"}
    )


def _from_json(text: bytes) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise HttpProblem(400, "The request is not JSON in UTF-8.") from None


def _checked(given: Any, trusted: Mapping[str, str], *, only_trusted: bool) -> GraphQLRequest:
    if not isinstance(given, dict):
        raise HttpProblem(400, "The request must be one JSON object with `query`.")
    return GraphQLRequest(
        query=_query(given, trusted, only_trusted=only_trusted),
        operation_name=_operation_name(given.get("operationName")),
        variables=_map(given, "variables"),
    )


def _query(given: Mapping[str, Any], trusted: Mapping[str, str], *, only_trusted: bool) -> str:
    wanted = _document_id(given)
    query = given.get("query")
    if wanted is not None and query is None:
        if wanted not in trusted:
            raise HttpProblem(
                400, "This document is not known here. Send its text in `query`.", code=PERSISTED_QUERY_NOT_FOUND
            )
        return trusted[wanted]
    if not isinstance(query, str) or not query.strip():
        raise HttpProblem(400, "`query` must be a text with a GraphQL document.")
    if "\x00" in query or not _is_unicode(query):
        raise HttpProblem(400, "`query` holds characters that are no text.")
    if only_trusted and document_id(query) not in trusted:
        raise HttpProblem(400, "Only trusted documents are answered here. Send its `documentId`.")
    return query


def _document_id(given: Mapping[str, Any]) -> str | None:
    wanted = given.get("documentId")
    if wanted is not None and not isinstance(wanted, str):
        raise HttpProblem(400, "`documentId` must be a text.")
    persisted = _map(given, "extensions").get("persistedQuery")
    if wanted is None and isinstance(persisted, dict) and isinstance(persisted.get("sha256Hash"), str):
        return f"sha256:{persisted['sha256Hash']}"
    return wanted


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _operation_name(name: Any) -> str | None:
    if name is None or name == "":
        return None
    if not isinstance(name, str) or len(name) > LONGEST_NAME:
        raise HttpProblem(400, "`operationName` must be the name of an operation.")
    return name


def _map(given: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = given.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise HttpProblem(400, f"`{name}` must be a JSON object.")
    return value
