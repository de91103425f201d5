"""The settings of the providers of accounts, each by a name of its own; nothing here talks to one."""

from __future__ import annotations

import json
import re
from abc import abstractmethod
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, SecretStr, TypeAdapter, ValidationError, field_validator

from graph.domain.addresses import checked_address
from graph.domain.errors import InvalidInput, Problem
from graph.domain.text import Text

__all__ = [
    "EntraProvider",
    "GoogleProvider",
    "OpenIdProvider",
    "OpenIdSettings",
    "ProviderSettings",
    "SmartschoolProvider",
    "providers_in",
]

NAME = re.compile(r"[a-z][a-z0-9-]{0,30}")
TAKEN = frozenset({"alias", "link", "passkey", "local"})
DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")

Algorithm = Literal["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Those that need the private key of the provider: no secret that both know signs who somebody is."""


class _Provider(BaseModel):
    """What every provider has."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    title: str = Field(default="", max_length=40, description="what its button says")
    client_id: str = Field(min_length=1, max_length=300)
    client_secret: SecretStr = Field(min_length=1)

    @property
    def shown(self) -> str:
        """What its button says."""
        return self.title or self.usual_title

    @property
    def usual_title(self) -> str:
        """What its button says when no title is set."""
        return "OpenID"


class OpenIdSettings(_Provider):
    """What every provider that speaks OpenID Connect has.

    Attributes:
        domains: of the e-mail addresses by which somebody is found the first time; empty = only by an identifier.
        algorithms: with which it may sign.
    """

    domains: tuple[str, ...] = ()
    algorithms: tuple[Algorithm, ...] = Field(default=("RS256",), min_length=1)

    @field_validator("domains")
    @classmethod
    def _known_domains(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        domains = tuple(domain.strip().lower() for domain in value)
        for domain in domains:
            if not DOMAIN.fullmatch(domain):
                raise ValueError(f"{domain[:80]!r} is no domain, such as school.example")
        return domains

    @property
    @abstractmethod
    def issued_by(self) -> str:
        """The issuer, to the letter."""

    @property
    def subject_claim(self) -> str:
        """The claim that never belongs to somebody else."""
        return "sub"

    def vouches_for(self, claims: dict[str, object]) -> bool:
        """Whether the provider is sure that the e-mail address of the claims is theirs."""
        return claims.get("email_verified") is True


class OpenIdProvider(OpenIdSettings):
    """Any provider that speaks OpenID Connect, such as Keycloak."""

    kind: Literal["openid"]
    issuer: str

    @field_validator("issuer")
    @classmethod
    def _known_issuer(cls, value: str) -> str:
        return checked_address(value)

    @property
    def issued_by(self) -> str:
        """The issuer, to the letter."""
        return self.issuer


class EntraProvider(OpenIdSettings):
    """Microsoft Entra: one tenant, that of the school group.

    A tenant may let somebody type any address into a profile; only the optional claim `xms_edov` says that the domain
    is the tenant's own.
    """

    kind: Literal["entra"]
    tenant: UUID

    @property
    def issued_by(self) -> str:
        """The issuer, to the letter."""
        return f"https://login.microsoftonline.com/{self.tenant}/v2.0"

    @property
    def usual_title(self) -> str:
        """What its button says when no title is set."""
        return "Microsoft"

    @property
    def subject_claim(self) -> str:
        """The object id: `sub` differs in every application."""
        return "oid"

    def vouches_for(self, claims: dict[str, object]) -> bool:
        """Whether the domain of the address is the tenant's own."""
        return claims.get("xms_edov") in (True, 1, "1", "true", "True")


class GoogleProvider(OpenIdSettings):
    """Google Workspace: the accounts of the school's own domains.

    Only `hd` says that an account is of the school; somebody may have a private account with a school's address.
    """

    kind: Literal["google"]
    domains: tuple[str, ...] = Field(min_length=1)

    @property
    def issued_by(self) -> str:
        """The issuer, to the letter."""
        return "https://accounts.google.com"

    @property
    def usual_title(self) -> str:
        """What its button says when no title is set."""
        return "Google"

    def vouches_for(self, claims: dict[str, object]) -> bool:
        """Whether the account is of one of the domains."""
        return claims.get("email_verified") is True and claims.get("hd") in self.domains


class SmartschoolProvider(_Provider):
    """Smartschool: OAuth 2.0 without a signed token.

    Attributes:
        host: where its people sign in; some platforms have their own.
        platforms: the platforms whose people may come in; a username of another platform is somebody else.
    """

    kind: Literal["smartschool"]
    host: str = "https://oauth.smartschool.be"
    platforms: tuple[str, ...] = Field(min_length=1)

    @field_validator("host")
    @classmethod
    def _known_host(cls, value: str) -> str:
        return checked_address(value if "://" in value else f"https://{value}").rstrip("/")

    @field_validator("platforms")
    @classmethod
    def _known_platforms(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(platform.strip().lower() for platform in value)

    @property
    def usual_title(self) -> str:
        """What its button says when no title is set."""
        return "Smartschool"


ProviderSettings = Annotated[
    OpenIdProvider | EntraProvider | GoogleProvider | SmartschoolProvider, Field(discriminator="kind")
]
_PROVIDERS = TypeAdapter(dict[str, ProviderSettings])


def providers_in(given: Any) -> dict[str, ProviderSettings]:
    """The providers that somebody set, by name.

    Args:
        given: JSON as text, or what it says.

    Raises:
        InvalidInput: everything that is wrong, each with the part that it is about; it never shows what was given.
    """
    try:
        known = _PROVIDERS.validate_python(json.loads(given) if isinstance(given, str) else given)
        for name in known:
            _check_name(name)
    except ValidationError as error:
        raise InvalidInput([_problem(item["loc"], item["msg"]) for item in error.errors(include_input=False)]) from None
    except json.JSONDecodeError:
        remedy = Text("Write it as docs/sign-in.md shows")
        raise InvalidInput((Problem(message=Text("It is no JSON"), remedy=remedy),)) from None
    except ValueError as error:
        raise InvalidInput((_problem((), str(error)),)) from None
    return known


def _problem(location: tuple[int | str, ...], reason: str) -> Problem:
    parts = [str(part) for position, part in enumerate(location) if position != 1]  # the second is its kind
    reason = reason.removeprefix("Value error, ")
    return Problem(place=".".join(parts), message=Text("{reason}", reason=reason), remedy=Text("Correct the setting"))


def _check_name(name: str) -> None:
    """That a name can be part of addresses and identifiers."""
    if not NAME.fullmatch(name) or name in TAKEN:
        raise ValueError(f"{name[:40]!r} cannot be the name of a provider: small letters, digits and -")
