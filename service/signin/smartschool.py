"""Smartschool: OAuth 2.0 without a signed token; who somebody is comes over TLS from its own host."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import structlog

from graph.usecases.coming_in import Begun, Claim
from service.outside import Outside
from service.signin.provider import Answer, Client, checked_code, not_signed_in
from service.signin.settings import SmartschoolProvider

if TYPE_CHECKING:
    from graph.store.kept import SignIn

__all__ = ["Smartschool"]

SCOPE = "userinfo"
SYSTEM = "smartschool"
"""Of the identifiers, as schools import them, whatever the provider is called in the settings."""
LONGEST = 200

log = structlog.get_logger(__name__)


class Smartschool:
    """A provider that speaks as Smartschool does.

    Args:
        name: in the settings.
        settings: of this provider.
        outside: asks it.
    """

    def __init__(self, name: str, settings: SmartschoolProvider, outside: Outside) -> None:
        self.name = name
        self.system = SYSTEM
        self.title = settings.shown
        self._settings = settings
        self._outside = outside
        self._client = Client(
            outside,
            settings.client_id,
            settings.client_secret.get_secret_value(),
            token_endpoint_auth_method="client_secret_post",  # noqa: S106 (how, not what)
        )

    async def way(self, begun: Begun, back: str) -> str:
        """The address to which a browser goes to sign in, and from there to `back`."""
        address, _ = self._client.create_authorization_url(
            f"{self._settings.host}/OAuth", state=begun.state, redirect_uri=back, scope=SCOPE
        )
        return str(address)

    async def claim(self, answer: Answer, begun: SignIn, back: str) -> Claim:
        """Who came back.

        Raises:
            NotLetIn: nobody who may be believed.
            SourceUnavailable: Smartschool does not answer, or not as agreed.
        """
        code = checked_code(answer, self.title)
        tokens = await self._client.exchanged(
            f"{self._settings.host}/OAuth/index/token", code=code, back=back, verifier="", title=self.title
        )
        said = await self._outside.get(
            f"{self._settings.host}/Api/V1/userinfo", {"authorization": f"Bearer {tokens['access_token']}"}
        )
        if said.status_code != 200:
            raise self._outside.strange(f"status {said.status_code} for who somebody is")
        if "error" in said.content:
            log.warning("sign_in_not_believed", provider=self.name, reason="an error for who somebody is")
            raise not_signed_in(self.title)
        platform = self._word(said.content, "platform").lower()
        user, username = self._word(said.content, "userID"), self._word(said.content, "username")
        if platform not in self._settings.platforms:
            log.warning("sign_in_not_believed", provider=self.name, reason="another platform")
            raise not_signed_in(self.title)
        return Claim(
            system=SYSTEM,
            title=self.title,
            subject=f"{platform}:{user}",
            known_as=(f"{SYSTEM}:{username}",),
        )

    async def way_out(self) -> str | None:
        """None: it publishes nothing of itself."""
        return None

    async def look(self) -> datetime | None:
        """Ask its host anything: it publishes nothing of itself.

        Returns:
            What its clock says; None = it does not say.

        Raises:
            SourceUnavailable: Smartschool does not answer.
        """
        return await self._outside.clock(self._settings.host)

    def _word(self, said: dict[str, object], name: str) -> str:
        value = said.get(name)
        text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
        if not isinstance(text, str) or not 0 < len(text) <= LONGEST or not text.isprintable() or text != text.strip():
            raise self._outside.strange(f"no {name}")
        return text
