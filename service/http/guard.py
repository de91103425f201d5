"""What every answer carries, and who may ask at all: headers against misuse by other pages."""

from __future__ import annotations

import re

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.http.answer import problem_answer
from service.http.bodies import PunctualBody
from service.http.head import Head, Headers, head_of
from service.http.request import HttpProblem

__all__ = ["Guard"]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
# The editor of GraphiQL makes style elements of its own; scripts stay closed to anything inline.
POLICY_OF_EDITOR = POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")

FRAMED = re.compile(r"/organisatie/[^/]+/contactkaart")
"""The one sort of page that other pages may show in a frame."""

YEAR_SECONDS = 365 * 24 * 3600

FRAMING = (b"x-frame-options", b"DENY")
HEADERS: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
]
TLS_ONLY = (b"strict-transport-security", b"max-age=%d" % YEAR_SECONDS)


class Guard:
    """Refuses other host names than its own and bodies that do not come, and adds the security headers to every answer.

    Args:
        app: what is guarded.
        hosts: names that may be asked for, without port; empty = any.
        framed_by: origins of pages that may show the contact card of a school in a frame; no other page may be framed.
        secure_name: the name under which the service is only ever asked over TLS, whatever stands before it; empty =
            none.
    """

    def __init__(
        self, app: ASGIApp, *, hosts: frozenset[str], framed_by: tuple[str, ...] = (), secure_name: str = ""
    ) -> None:
        self._app = app
        self._hosts = hosts
        self._framed_by = framed_by
        framed = POLICY.replace("frame-ancestors 'none'", f"frame-ancestors {' '.join(framed_by)}")
        self._framed = (b"content-security-policy", framed.encode())
        self._secure_name = secure_name

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        asked, body = head_of(scope), PunctualBody(receive)
        if self._secure_name and _name_of(asked.get("host")) == self._secure_name:
            scope = {**scope, "scheme": "https"}

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [*message["headers"], *HEADERS, *self._framing(scope["path"])]
                if scope["scheme"] == "https":
                    headers = [TLS_ONLY, *map(_secure, headers)]
                if body.is_late:
                    message["status"] = 408
                if body.is_coming and _has_body(asked):
                    await body.read_on()
                    if body.is_coming:  # what still comes is not waited for
                        headers = [pair for pair in headers if pair[0] != b"connection"] + [(b"connection", b"close")]
                message["headers"] = headers
            await send(message)

        problem = self._problem(asked.every("host"))
        answer = self._app if problem is None else problem_answer(problem)
        await answer(scope, body.receive, send_with_headers)

    def _framing(self, path: str) -> Headers:
        """What a page at a path may do, and who may show it in a frame."""
        if self._framed_by and FRAMED.fullmatch(path):  # x-frame-options knows no origins; the policy says it
            return [self._framed]
        return [FRAMING, (b"content-security-policy", (POLICY_OF_EDITOR if path == "/graphiql" else POLICY).encode())]

    def _problem(self, hosts: list[str]) -> HttpProblem | None:
        """Why a request under these names is not answered."""
        if len(hosts) > 1:
            return HttpProblem(400, "The request names its host more than once. Send one `Host`.")
        if not self._is_asked(hosts[0] if hosts else ""):
            return HttpProblem(
                421,
                "This service does not answer under that name. Ask it as localhost, or add the name to "
                "MANDAATWIJZER_NAMES.",
            )
        return None

    def _is_asked(self, host: str) -> bool:
        return not self._hosts or _name_of(host) in self._hosts


def _name_of(host: str) -> str:
    """A `Host` without its port."""
    name, colon, port = host.lower().rpartition(":")
    return name if colon and port.isdecimal() else host.lower()


def _has_body(asked: Head) -> bool:
    return "transfer-encoding" in asked or asked.get("content-length", "0") != "0"


def _secure(header: tuple[bytes, bytes]) -> tuple[bytes, bytes]:
    """The same header; behind TLS no cookie ever goes without it."""
    name, value = header
    return (name, value + b"; Secure") if name == b"set-cookie" else header
