"""The ways to sign in to this service, made once by its settings."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
from starlette.requests import Request

from service.outside import Outside
from service.signin.mail import Mail
from service.signin.printed import PrintedAddress
from service.signin.provider import Provider
from service.signin.settings import ProviderSettings, SmartschoolProvider

if TYPE_CHECKING:
    from service.config import Settings

__all__ = ["Doors", "doors_of", "mail_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """The ways to sign in.

    Attributes:
        providers: of accounts, by name.
        address: under which people open the service; empty = as they ask it.
        printed: the address that is printed where the service runs; None = none is.
        mail: sends personal links; None = nobody sends mail.
    """

    providers: Mapping[str, Provider] = field(default_factory=dict)
    address: str = ""
    printed: PrintedAddress | None = None
    mail: Mail | None = None

    def base(self, request: Request) -> str:
        """The address of the service, without a path; the guard let only names of our own through."""
        return self.address or f"{request.url.scheme}://{request.url.netloc}"

    def host(self, request: Request) -> str:
        """The name of the service, for which passkeys are."""
        return urlsplit(self.base(request)).hostname or ""


def doors_of(
    settings: Settings,
    printed: PrintedAddress | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
    clock: Callable[[], float] = time.time,
) -> Doors:
    """The ways to sign in by the settings.

    Args:
        settings: of this process.
        printed: the address that is printed where the service runs.
        transport: what carries questions to providers; None = the network.
        clock: seconds since 1970.
    """
    chosen = settings.providers.items()
    return Doors(
        providers=MappingProxyType({name: _provider(name, one, transport, clock) for name, one in chosen}),
        address=settings.address,
        printed=printed,
        mail=mail_of(settings),
    )


def _provider(
    name: str, settings: ProviderSettings, transport: httpx.AsyncBaseTransport | None, clock: Callable[[], float]
) -> Provider:
    outside = Outside(settings.shown, transport)
    if isinstance(settings, SmartschoolProvider):
        from service.signin.smartschool import Smartschool

        return Smartschool(name, settings, outside)
    from service.signin.oidc import OpenIdConnect  # who has no provider waits for no cryptography

    return OpenIdConnect(name, settings, outside, clock)


def mail_of(settings: Settings) -> Mail | None:
    """The server that takes mail; None when none is set."""
    if not settings.smtp:
        return None
    password = settings.smtp_password.value if settings.smtp_password else ""
    return Mail(server=settings.smtp, password=password, sender=settings.mail_from)
