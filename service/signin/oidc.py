"""OpenID Connect: authorisation code with PKCE, state and nonce; issuer, audience and algorithms are pinned."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import structlog
from authlib.oidc.core import CodeIDToken
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

from graph.domain.addresses import checked_address
from graph.domain.errors import NotLetIn, SourceUnavailable
from graph.usecases.coming_in import Begun, Claim
from service.outside import Outside
from service.signin.provider import LEEWAY_SECONDS, Answer, Client, checked_code, not_signed_in
from service.signin.settings import OpenIdSettings

if TYPE_CHECKING:
    from graph.store.kept import SignIn

__all__ = ["OpenIdConnect"]

SCOPE = "openid email profile"
FRESH_SECONDS = 3600.0
"""How long what a provider publishes of itself is taken as it is."""
STALE_SECONDS = 24 * 3600.0
"""How long it is still used while the provider does not answer."""
SECONDS_BETWEEN_KEYS = 60.0
"""An unknown key makes us look for new ones, and nobody makes us look more often."""
LONGEST_SUBJECT = 255
LONGEST_TOKEN = 64_000
PUBLIC_KINDS = (RSAKey, ECKey, OKPKey)
MOST_KEYS = 64

PublicKey = RSAKey | ECKey | OKPKey

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Published:
    """What a provider publishes of itself."""

    authorize: str
    token: str
    keys: str
    userinfo: str | None
    end_session: str | None
    says_issuer: bool
    token_auth: str
    read_at: float


class OpenIdConnect:
    """A provider that speaks OpenID Connect.

    Args:
        name: in the settings.
        settings: of this provider.
        outside: asks it.
        clock: seconds since 1970.
    """

    def __init__(
        self, name: str, settings: OpenIdSettings, outside: Outside, clock: Callable[[], float] = time.time
    ) -> None:
        self.name = self.system = name
        self.title = settings.shown
        self._settings = settings
        self._outside = outside
        self._clock = clock
        self._kept: _Published | None = None
        self._keys: Mapping[str, PublicKey] = {}
        self._keys_at = float("-inf")

    async def way(self, begun: Begun, back: str) -> str:
        """The address to which a browser goes to sign in, and from there to `back`.

        Raises:
            SourceUnavailable: the provider does not answer.
        """
        published = await self._published()
        address, _ = self._client(published).create_authorization_url(
            published.authorize,
            state=begun.state,
            code_verifier=begun.verifier,
            nonce=begun.nonce,
            redirect_uri=back,
            scope=SCOPE,
        )
        return str(address)

    async def claim(self, answer: Answer, begun: SignIn, back: str) -> Claim:
        """Who came back.

        Raises:
            NotLetIn: nobody who may be believed.
            SourceUnavailable: the provider does not answer, or not as agreed.
        """
        published = await self._published()
        self._check_issuer(answer, published)
        code = checked_code(answer, self.title)
        tokens = await self._client(published).exchanged(
            published.token, code=code, back=back, verifier=begun.verifier, title=self.title
        )
        claims = await self._claims(tokens, begun.nonce, published)
        subject = self._subject(claims)
        if "email" not in claims and published.userinfo is not None:
            claims = {**await self._userinfo(published.userinfo, tokens, claims["sub"]), **claims}
        return Claim(system=self.system, title=self.title, subject=subject, email=self._email(claims))

    async def way_out(self) -> str | None:
        """The address at which somebody signs out there too; None when it publishes none, or does not answer.

        No token goes along, because none is kept: the provider asks the person itself.
        """
        try:
            found = (await self._published()).end_session
        except SourceUnavailable:
            return None
        if found is None:
            return None
        asked = urlencode({"client_id": self._settings.client_id})
        return f"{found}{'&' if '?' in found else '?'}{asked}"

    async def look(self) -> datetime | None:
        """Read what it publishes and its keys.

        Returns:
            What its clock says; None = it does not say.

        Raises:
            SourceUnavailable: the provider does not answer, or not as agreed.
        """
        published = await self._read(self._clock())
        await self._refresh_keys(published)
        return await self._outside.clock(published.keys)

    # What it publishes

    async def _published(self) -> _Published:
        now, kept = self._clock(), self._kept
        if kept is not None and now - kept.read_at < FRESH_SECONDS:
            return kept
        try:
            self._kept = await self._read(now)
        except SourceUnavailable:
            if kept is None or now - kept.read_at >= STALE_SECONDS:
                raise
            return kept
        return self._kept

    async def _read(self, now: float) -> _Published:
        issuer = self._settings.issued_by
        answered = await self._outside.get(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        said = answered.content
        if answered.status_code != 200 or said.get("issuer") != issuer:
            raise self._outside.strange("its configuration is of another issuer")
        methods = said.get("token_endpoint_auth_methods_supported")
        return _Published(
            authorize=self._endpoint(said, "authorization_endpoint"),
            token=self._endpoint(said, "token_endpoint"),
            keys=self._endpoint(said, "jwks_uri"),
            userinfo=self._endpoint(said, "userinfo_endpoint") if "userinfo_endpoint" in said else None,
            end_session=self._way_out(said),
            says_issuer=said.get("authorization_response_iss_parameter_supported") is True,
            # Posted secrets have one spelling; in the header libraries differ about letters that are escaped.
            token_auth="client_secret_post"
            if isinstance(methods, list) and "client_secret_post" in methods
            else "client_secret_basic",
            read_at=now,
        )

    def _way_out(self, said: Mapping[str, Any]) -> str | None:
        """Where somebody signs out there; without a safe one people still sign in."""
        try:
            return self._endpoint(said, "end_session_endpoint")
        except SourceUnavailable:
            return None

    def _endpoint(self, said: Mapping[str, Any], name: str) -> str:
        address = said.get(name)
        try:
            checked_address(str(address).partition("?")[0])
        except ValueError:
            raise self._outside.strange(f"its {name} is no safe address") from None
        return str(address)

    def _client(self, published: _Published) -> Client:
        settings = self._settings
        return Client(
            self._outside,
            settings.client_id,
            settings.client_secret.get_secret_value(),
            token_endpoint_auth_method=published.token_auth,
        )

    # Whom it speaks of

    def _check_issuer(self, answer: Answer, published: _Published) -> None:
        """The answer says who gives it, so that no provider answers in the name of another (RFC 9207)."""
        said = answer.get("iss", ())
        if said != (self._settings.issued_by,) and (said or published.says_issuer):
            raise self._not_believed("the answer is of another issuer")

    async def _claims(self, tokens: Mapping[str, object], nonce: str, published: _Published) -> dict[str, Any]:
        """What the signed token says, once everything about it is as it should be."""
        token = tokens.get("id_token")
        if not isinstance(token, str) or len(token) > LONGEST_TOKEN:
            raise self._not_believed("no signed token")
        key = await self._key_of(token, published)
        allowed = list(self._settings.algorithms)
        try:
            registry = JWSRegistry(algorithms=allowed, strict_check_header=False)
            read = jwt.decode(token, key, algorithms=allowed, registry=registry)
            claims = CodeIDToken(
                read.claims,
                read.header,
                {
                    "iss": {"essential": True, "value": self._settings.issued_by},
                    "aud": {"essential": True, "value": self._settings.client_id},
                    "exp": {"essential": True},
                    "iat": {"essential": True},
                    "sub": {"essential": True},
                },
                {
                    "nonce": nonce,
                    "client_id": self._settings.client_id,
                    "access_token": tokens.get("access_token"),
                },
            )
            claims.validate(now=int(self._clock()), leeway=LEEWAY_SECONDS)
        except (JoseError, ValueError, TypeError) as error:
            raise self._not_believed(str(error)) from None
        if claims["aud"] not in (self._settings.client_id, [self._settings.client_id]):
            raise self._not_believed("the token is for others too")
        return dict(claims)

    async def _key_of(self, token: str, published: _Published) -> PublicKey:
        """The key that a token says it is signed with."""
        try:
            header = jws.extract_compact(token.encode()).headers()
        except (JoseError, ValueError) as error:
            raise self._not_believed(str(error)) from None
        if header.get("alg") not in self._settings.algorithms or "crit" in header:
            raise self._not_believed("another algorithm than agreed")
        kid = header.get("kid")
        found = self._known_key(kid)
        if found is None:
            await self._refresh_keys(published)
            found = self._known_key(kid)
        if found is None:
            raise self._not_believed("an unknown key")
        return found

    def _known_key(self, kid: object) -> PublicKey | None:
        if self._clock() - self._keys_at >= FRESH_SECONDS:
            return None
        if kid is None:
            return next(iter(self._keys.values())) if len(self._keys) == 1 else None
        return self._keys.get(kid) if isinstance(kid, str) else None

    async def _refresh_keys(self, published: _Published) -> None:
        now = self._clock()
        if now - self._keys_at < SECONDS_BETWEEN_KEYS:
            return
        answered = await self._outside.get(published.keys)
        listed = answered.content.get("keys")
        if answered.status_code != 200 or not isinstance(listed, list):
            raise self._outside.strange("no keys")
        self._keys = dict(pair for one in listed[:MOST_KEYS] if (pair := _public_key(one)) is not None)
        self._keys_at = now

    def _subject(self, claims: Mapping[str, Any]) -> str:
        subject = claims.get(self._settings.subject_claim)
        if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
            raise self._not_believed(f"no {self._settings.subject_claim}")
        return subject

    async def _userinfo(self, address: str, tokens: Mapping[str, object], subject: object) -> dict[str, Any]:
        answered = await self._outside.get(address, {"authorization": f"Bearer {tokens.get('access_token')}"})
        if answered.status_code != 200 or answered.content.get("sub") != subject:
            raise self._not_believed("what it says of the person is about another one")
        return answered.content

    def _email(self, claims: dict[str, Any]) -> str | None:
        email = claims.get("email")
        if not isinstance(email, str) or email.count("@") != 1 or not self._settings.vouches_for(claims):
            return None
        return email if email.rpartition("@")[2].lower() in self._settings.domains else None

    def _not_believed(self, reason: str) -> NotLetIn:
        log.warning("sign_in_not_believed", provider=self.name, reason=reason[:200])
        return not_signed_in(self.title)


def _public_key(given: object) -> tuple[str, PublicKey] | None:
    """A key for signatures with its name; None for one that is for something else, secret, or not to be read."""
    if not isinstance(given, dict) or given.get("use", "sig") != "sig" or not isinstance(given.get("kid", ""), str):
        return None
    try:
        key = JWKRegistry.import_key(given)
    except (JoseError, ValueError, TypeError):
        return None
    return (given.get("kid", ""), key) if isinstance(key, PUBLIC_KINDS) else None
