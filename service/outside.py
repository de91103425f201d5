"""Asking outside: a bounded JSON answer of a provider, or a failure that says so; no redirect is followed."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import Any

import httpx
import orjson
import structlog

from graph.domain.errors import SourceUnavailable
from graph.domain.text import Text

__all__ = ["Outside", "ProviderAnswer"]

SECONDS = 8.0
LARGEST = 512_000
SILENCE = (TimeoutError, httpx.HTTPError, OSError)

log = structlog.get_logger(__name__)


class ProviderAnswer:
    """What a provider answered: an object of JSON with its status."""

    def __init__(self, status: int, content: dict[str, Any]) -> None:
        self.status_code = status
        self.content = content

    def json(self) -> dict[str, Any]:
        """The object."""
        return self.content

    def raise_for_status(self) -> None:
        """Nothing: a server that fails never gets this far."""


class Outside:
    """Asks one provider, or tells programs.

    Args:
        title: what people call the provider.
        transport: what carries the questions; None = the network.
    """

    def __init__(self, title: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._title = title
        self._transport = transport

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> ProviderAnswer:
        """The answer to a GET.

        Raises:
            SourceUnavailable: it does not answer, or not with an object of JSON.
        """
        return await self._ask("GET", url, headers=headers)

    async def post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> ProviderAnswer:
        """The answer to a form that is posted.

        Raises:
            SourceUnavailable: it does not answer, or not with an object of JSON.
        """
        return await self._ask("POST", url, form=form, headers=headers)

    async def clock(self, url: str) -> datetime | None:
        """What the clock of the provider says; None = it does not say. Any answer to a GET is good.

        Raises:
            SourceUnavailable: it does not answer.
        """
        _, headers, _ = await self._exchange("GET", url, None, {})
        try:
            return parsedate_to_datetime(headers["date"]).astimezone(UTC)
        except (KeyError, ValueError):
            return None

    async def tell(self, url: str, body: bytes, headers: Mapping[str, str]) -> int | None:
        """The status of the answer to what is posted, of which nothing else is read; None = there is no answer."""
        try:
            async with self._answering("POST", url, content=body, headers=headers) as response:
                return response.status_code
        except (*SILENCE, httpx.InvalidURL, UnicodeError):  # an address that somebody typed
            return None

    def strange(self, what: str) -> SourceUnavailable:
        """The failure for an answer that is not as agreed; `what` goes to the log alone."""
        log.warning("provider_answers_strangely", provider=self._title, what=what)
        return SourceUnavailable(
            Text("{provider} did not answer as agreed. Tell whoever keeps this service.", provider=self._title)
        )

    async def _ask(
        self, method: str, url: str, *, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> ProviderAnswer:
        given = {"accept": "application/json", **(headers or {})}
        status, _, body = await self._exchange(method, url, form, given)
        if 300 <= status < 400:
            raise self.strange("a redirect")
        return ProviderAnswer(status, self._object(body))

    async def _exchange(
        self, method: str, url: str, form: Mapping[str, str] | None, headers: Mapping[str, str]
    ) -> tuple[int, httpx.Headers, bytes]:
        try:
            async with self._answering(method, url, data=form, headers=headers) as response:
                body = await self._body(response)
        except SILENCE as error:
            log.warning("provider_does_not_answer", provider=self._title, reason=type(error).__name__)
            raise self._silent() from None
        if response.status_code >= 500:
            log.warning("provider_does_not_answer", provider=self._title, reason=str(response.status_code))
            raise self._silent()
        return response.status_code, response.headers, body

    @asynccontextmanager
    async def _answering(self, method: str, url: str, **sent: Any) -> AsyncIterator[httpx.Response]:
        async with asyncio.timeout(SECONDS), self._client() as client, client.stream(method, url, **sent) as response:
            yield response

    def _client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            transport=self._transport, verify=self._tls, follow_redirects=False, timeout=SECONDS, max_redirects=0
        )

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return ssl.create_default_context()

    async def _body(self, response: httpx.Response) -> bytes:
        body = bytearray()
        async for piece in response.aiter_bytes():
            body += piece
            if len(body) > LARGEST:
                raise self.strange("more than it may")
        return bytes(body)

    def _object(self, body: bytes) -> dict[str, Any]:
        try:
            content = orjson.loads(body)
        except orjson.JSONDecodeError:
            raise self.strange("no JSON") from None
        if not isinstance(content, dict):
            raise self.strange("no object")
        return content

    def _silent(self) -> SourceUnavailable:
        return SourceUnavailable(
            Text(
                "{provider} does not answer just now. Whoever is signed in stays so; try again in some minutes, or "
                "sign in another way.",
                provider=self._title,
            )
        )
