"""A provider of accounts of our own, that signs what a test tells it; and a service with browsers on it."""

from __future__ import annotations

import hashlib
import time
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import RSAKey

from graph.domain.changes import Put
from graph.domain.codec import read_record
from graph.store.sqlite.store import SqliteStore
from graph.usecases.desk import Desk
from graph.usecases.viewer import LOCAL_OWNER
from service.config import Settings
from service.http.app import create_app
from service.signin.doors import doors_of
from tests.api.clients import small_group
from tests.graphs import node

__all__ = ["ADDRESS", "CLIENT", "ISSUER", "SECRET", "Counterpart", "Service", "keep", "key_named", "service"]

ADDRESS = "https://mandaten.vaart.example"
ISSUER = "https://accounts.vaart.example"
CLIENT = "mandaatwijzer"
SECRET = "a-secret-of-the-tests"


@cache
def key_named(name: str) -> RSAKey:
    """A key pair; making one takes time, so each is made once."""
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig"})


@dataclass(slots=True)
class Counterpart:
    """A provider that speaks OpenID Connect, and lies where a test lets it.

    Attributes:
        issuer: who it is.
        claims: what its tokens say besides what they always say; None as a value leaves a claim out.
        sign: makes a token of its claims.
        configuration: what it publishes besides what it always does.
        keys: the keys that it publishes.
        tokens: answers a code, in place of its own answer.
        userinfo: what it says of a person who is asked for apart.
        asked: the paths that were asked.
        prefix: what stands before its paths.
        is_down: whether it answers nothing.
    """

    issuer: str = ISSUER
    claims: dict[str, Any] = field(default_factory=dict)
    sign: Callable[[dict[str, Any]], str] = lambda claims: jwt.encode(
        {"alg": "RS256", "kid": "one"}, claims, key_named("one")
    )
    configuration: dict[str, Any] = field(default_factory=dict)
    keys: list[dict[str, Any]] = field(default_factory=lambda: [key_named("one").as_dict(private=False)])
    tokens: Callable[[httpx.Request, dict[str, Any]], httpx.Response] | None = None
    userinfo: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    prefix: str = ""
    is_down: bool = False
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def grant(self, way: str) -> dict[str, str]:
        """Somebody signs in at the address to which our service sent them: what they come back with."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(way).query).items()}
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self.codes)}-{asked['state'][:6]}"
        self.codes[code] = asked
        return {"code": code, "state": asked["state"], "iss": self.issuer}

    def answer(self, request: httpx.Request) -> httpx.Response:
        """What it answers over HTTP."""
        if self.is_down:
            raise httpx.ConnectError("down", request=request)
        path = request.url.path.removeprefix(self.prefix)
        self.asked.append(path)
        if path == "/.well-known/openid-configuration":
            return httpx.Response(200, json=self._configuration())
        if path == "/keys":
            return httpx.Response(200, json={"keys": self.keys})
        if path == "/userinfo":
            return httpx.Response(200, json=self.userinfo)
        return self._tokens(request) if path == "/token" else httpx.Response(404, json={})

    def _configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "authorization_response_iss_parameter_supported": True,
            **self.configuration,
        }

    def _tokens(self, request: httpx.Request) -> httpx.Response:
        form = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        asked = self.codes.pop(form.get("code", ""), None)  # a code is good once
        if asked is None or form["redirect_uri"] != asked["redirect_uri"] or not _proves(form, asked):
            return httpx.Response(400, json={"error": "invalid_grant"})
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT, SECRET):
            return httpx.Response(401, json={"error": "invalid_client"})
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "an-1",
            "exp": now + 300,
            "iat": now,
            "nonce": asked["nonce"],
            "email": "an@vaart.example",
            "email_verified": True,
            **self.claims,
        }
        said = {name: value for name, value in claims.items() if value is not None}
        if self.tokens is not None:
            return self.tokens(request, said)
        return httpx.Response(200, json={"access_token": "access", "token_type": "Bearer", "id_token": self.sign(said)})


def _proves(form: dict[str, str], asked: dict[str, str]) -> bool:
    """Whether the verifier is the one of the challenge."""
    digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode() == asked["code_challenge"]


@dataclass(slots=True)
class Clock:
    """The time of day, some seconds ahead when a test says so."""

    ahead: float = 0.0

    def __call__(self) -> float:
        """Seconds since 1970."""
        return time.time() + self.ahead

    def now(self) -> datetime:
        """The instant, for a desk."""
        return datetime.fromtimestamp(self(), UTC)


@dataclass(frozen=True, slots=True)
class Service:
    """A service with a provider, and a browser on it.

    Attributes:
        desk: the running instance.
        browser: keeps cookies, and follows nothing by itself.
        other: a second browser.
        provider: its counterpart.
        clock: of the service, its providers too.
    """

    desk: Desk
    browser: httpx.AsyncClient
    other: httpx.AsyncClient
    provider: Counterpart
    clock: Clock

    async def begin(self, name: str = "school", onward: str = "/") -> str:
        """Press the button of a provider: the address to which the browser goes."""
        answer = await self.browser.post(f"/aanmelden/bij/{name}", data={"verder": onward})
        assert answer.status_code == 200, answer.text
        return answer.headers["refresh"].partition("url=")[2]

    async def come_back(self, answer: Any, name: str = "school") -> httpx.Response:
        """Come back from a provider with an answer."""
        return await self.browser.get(f"/aanmelden/antwoord/{name}", params=answer)

    async def sign_in(self, onward: str = "/") -> httpx.Response:
        """Sign in as the counterpart says."""
        return await self.come_back(self.provider.grant(await self.begin(onward=onward)))

    async def who(self, client: httpx.AsyncClient | None = None) -> int:
        """The status of a page that only who is signed in sees."""
        return (await (client or self.browser).get("/mij/sessies")).status_code


def keep(**settings: Any) -> dict[str, Any]:
    """The settings of the provider, with others in their place."""
    given = {"issuer": ISSUER, "client_id": CLIENT, "client_secret": SECRET, "domains": ["vaart.example"]}
    return {"kind": "openid", "title": "School", **given, **settings}


@asynccontextmanager
async def service(
    *more: Any,
    providers: dict[str, Any] | None = None,
    counterpart: Counterpart | None = None,
    over_network: bool = False,
    **settings: Any,
) -> AsyncIterator[Service]:
    """A service over the small group, whose providers are answered by a counterpart."""
    provider = counterpart or Counterpart()
    chosen = Settings(
        store="sqlite:///:memory:",
        address=ADDRESS,
        providers={"school": keep()} if providers is None else providers,
        **settings,
    )
    clock = Clock()
    async with Desk(SqliteStore(":memory:"), clock=clock) as desk:
        records = (
            *small_group(),
            *(
                read_record(one, "", [])
                for one in (node("person/dirk", name="Dirk", email="dirk@elders.example"), *more)
            ),
        )
        await desk.commit(lambda _: [Put(one) for one in records], viewer=LOCAL_OWNER, reason="first", key="first")
        transport = None if over_network else httpx.MockTransport(provider.answer)
        doors = doors_of(chosen, transport=transport, clock=clock)
        app = create_app(desk, chosen, doors=doors)
        inside = httpx.ASGITransport(app=app)
        async with (
            httpx.AsyncClient(transport=inside, base_url=ADDRESS) as browser,
            httpx.AsyncClient(transport=inside, base_url=ADDRESS) as other,
        ):
            yield Service(desk, browser, other, provider, clock)
