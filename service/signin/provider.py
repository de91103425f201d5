"""What every provider of accounts can do for a sign-in, and what they share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from urllib.parse import parse_qsl

from authlib.oauth2.base import OAuth2Error
from authlib.oauth2.client import OAuth2Client

from graph.domain.errors import NotLetIn, SourceUnavailable
from graph.domain.text import Text
from graph.usecases.coming_in import Begun, Claim
from service.outside import Outside, ProviderAnswer

if TYPE_CHECKING:
    from graph.store.kept import SignIn

__all__ = ["LEEWAY_SECONDS", "Answer", "Client", "Provider", "checked_code", "not_signed_in"]

Answer = Mapping[str, tuple[str, ...]]
"""The parameters with which a provider sends a browser back, every value of each."""

LONGEST_CODE = 4_000

LEEWAY_SECONDS = 60
"""How far the clock of a provider may be from ours."""


class Provider(Protocol):
    """A provider of accounts."""

    @property
    def name(self) -> str:
        """In the settings."""

    @property
    def title(self) -> str:
        """What people call it."""

    @property
    def system(self) -> str:
        """Of the identifiers of its accounts."""

    async def way(self, begun: Begun, back: str) -> str:
        """The address to which a browser goes to sign in, and from there to `back`.

        Raises:
            SourceUnavailable: the provider does not answer.
        """

    async def claim(self, answer: Answer, begun: SignIn, back: str) -> Claim:
        """Who came back.

        Raises:
            NotLetIn: nobody who may be believed.
            SourceUnavailable: the provider does not answer, or not as agreed.
        """

    async def way_out(self) -> str | None:
        """The address at which somebody signs out there too; None when it publishes none, or does not answer."""

    async def look(self) -> datetime | None:
        """Ask it what a sign-in needs of it, so that nobody has to sign in to find that it does not work.

        Returns:
            What its clock says; None = it does not say.

        Raises:
            SourceUnavailable: it does not answer, or not as agreed.
        """


class Client(OAuth2Client):  # type: ignore[misc]  # the library has no types
    """The client of the library, that asks through our bounded door."""

    def __init__(self, outside: Outside, client_id: str, client_secret: str, **options: str) -> None:
        self._outside = outside
        super().__init__(None, client_id, client_secret, code_challenge_method="S256", **options)

    async def exchanged(self, url: str, *, code: str, back: str, verifier: str, title: str) -> dict[str, object]:
        """The tokens for a code.

        Raises:
            NotLetIn: the provider does not take the code.
            SourceUnavailable: it does not answer, or not as agreed.
        """
        try:
            tokens = await self.fetch_token(
                url, grant_type="authorization_code", code=code, redirect_uri=back, code_verifier=verifier
            )
        except OAuth2Error as error:
            if error.error in ("invalid_client", "unauthorized_client"):
                raise self._outside.strange(f"the client is refused: {error.error}") from None
            raise not_signed_in(title) from None
        return dict(tokens)

    async def _fetch_token(
        self,
        url: str,
        body: str = "",
        headers: Mapping[str, str] | None = None,
        auth: object = None,
        method: str = "POST",
        **_: object,
    ) -> dict[str, object]:
        _, sent, signed = auth.prepare(method, url, dict(headers or {}), body)  # type: ignore[attr-defined]
        form = dict(parse_qsl(signed, keep_blank_values=True))
        answered = await self._outside.post(url, form, {**sent, "accept": "application/json"})
        return self._tokens(answered)

    def _tokens(self, answered: ProviderAnswer) -> dict[str, object]:
        if answered.status_code != 200 and "error" not in answered.content:
            raise self._outside.strange(f"status {answered.status_code} for a code")
        if "error" in answered.content and not isinstance(answered.content["error"], str):
            raise self._outside.strange("an error that is no word")
        tokens: dict[str, object] = self.parse_response_token(answered)
        if not isinstance(tokens.get("access_token"), str):
            raise self._outside.strange("no access token")
        return tokens


def checked_code(answer: Answer, title: str) -> str:
    """The code of an answer.

    Raises:
        NotLetIn: there is none, or more than one.
        SourceUnavailable: the provider says that it cannot, just now.
    """
    failed = answer.get("error", ())
    if failed and failed[0] in ("temporarily_unavailable", "server_error"):
        raise SourceUnavailable(
            Text("{provider} cannot let you sign in just now. Try again in some minutes.", provider=title)
        )
    codes = answer.get("code", ())
    if failed or len(codes) != 1 or not 0 < len(codes[0]) <= LONGEST_CODE:
        raise not_signed_in(title)
    return codes[0]


def not_signed_in(title: str) -> NotLetIn:
    """The failure for whoever came back and is not to be believed; the reason is nobody's but the log's."""
    return NotLetIn(Text("You are not signed in with {provider}. Try again.", provider=title))
