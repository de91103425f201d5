"""Attacks on what a provider signs: each token lies in one way, and lets nobody in."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey
from joserfc.jws import JWSRegistry

from tests.signin.counterpart import CLIENT, ISSUER, SECRET, Counterpart, keep, key_named, service

HOUR = 3600


def claim(**changed: Any) -> Callable[[Counterpart], None]:
    """The token says something else; None = it does not say it."""
    return lambda provider: provider.claims.update(changed)


def signed(header: dict[str, Any], key: Any = None) -> Callable[[Counterpart], None]:
    """The token has another head, or is signed by something else."""
    everything = JWSRegistry(algorithms=["RS256", "RS512", "ES256"], strict_check_header=False)

    def tamper(provider: Counterpart) -> None:
        provider.sign = lambda claims: jwt.encode(header, claims, key or key_named("one"), registry=everything)

    return tamper


def spoiled(spoil: Callable[[str], str]) -> Callable[[Counterpart], None]:
    """The token is spoiled after it was signed."""

    def tamper(provider: Counterpart) -> None:
        sign = provider.sign
        provider.sign = lambda claims: spoil(sign(claims))

    return tamper


def unsigned(algorithm: str) -> Callable[[str], str]:
    """The same claims with a head that says that nobody has to sign."""

    def spoil(token: str) -> str:
        head = packed(json.dumps({"alg": algorithm, "kid": "one"}).encode())
        return f"{head}.{token.split('.')[1]}."

    return spoil


def other_claims(token: str) -> str:
    """The signature of one token under the claims of another."""
    head, claims, mark = token.split(".")
    said = json.loads(base64.urlsafe_b64decode(claims + "==")) | {"sub": "head-of-the-school"}
    return f"{head}.{packed(json.dumps(said).encode())}.{mark}"


def publishes(*keys: dict[str, Any]) -> Callable[[Counterpart], None]:
    """The provider publishes other keys."""
    return lambda provider: provider.keys.__setitem__(slice(None), keys)


def both(*tampers: Callable[[Counterpart], None]) -> Callable[[Counterpart], None]:
    """One after the other."""

    def tamper(provider: Counterpart) -> None:
        for each in tampers:
            each(provider)

    return tamper


def by_secret(secret: bytes, kid: str = "one") -> Callable[[Counterpart], None]:
    """The token is signed with a secret that both know; by hand, because the library knows better."""

    def spoil(token: str) -> str:
        head = packed(json.dumps({"alg": "HS256", "kid": kid}).encode())
        said = f"{head}.{token.split('.')[1]}"
        return f"{said}.{packed(hmac.digest(secret, said.encode(), 'sha256'))}"

    return spoiled(spoil)


def packed(content: bytes) -> str:
    """As the parts of a token are written."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def public(name: str, **more: Any) -> dict[str, Any]:
    """A key as a provider publishes it."""
    return {**key_named(name).as_dict(private=False), **more}


STRANGER = key_named("stranger")
CURVE = ECKey.generate_key("P-256", {"kid": "ec"})
NOW = int(time.time())

LIES: dict[str, Callable[[Counterpart], None]] = {
    "nobody signed it": spoiled(unsigned("none")),
    "nobody signed it, in capitals": spoiled(unsigned("NONE")),
    "its signature was taken away": spoiled(lambda token: f"{token.rpartition('.')[0]}."),
    "its claims were changed after it was signed": spoiled(other_claims),
    "the public key was used as a shared secret": by_secret(key_named("one").as_pem(private=False)),
    "it is signed with the secret of the client": by_secret(SECRET.encode()),
    "a stranger signed it under a known name": signed({"alg": "RS256", "kid": "one"}, STRANGER),
    "a stranger signed it under a name of its own": signed({"alg": "RS256", "kid": "stranger"}, STRANGER),
    "it brings its own key": signed({"alg": "RS256", "kid": "new", "jwk": STRANGER.as_dict(private=False)}, STRANGER),
    "it says where its key is": signed({"alg": "RS256", "kid": "new", "jku": "https://evil.example/keys"}, STRANGER),
    "it says where its certificate is": signed(
        {"alg": "RS256", "kid": "new", "x5u": "https://evil.example/x"}, STRANGER
    ),
    "it demands an extension that nobody knows": spoiled(
        lambda token: jwt.encode(
            {"alg": "RS256", "kid": "one", "b64": True, "crit": ["b64"]},
            json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "==")),
            key_named("one"),
            registry=JWSRegistry(algorithms=["RS256"], strict_check_header=False),
        )
    ),
    "it names no key while there are two": both(publishes(public("one"), public("two")), signed({"alg": "RS256"})),
    "its key is for secrecy, not for signing": publishes(public("one", use="enc")),
    "its key is a shared secret that was published": both(
        publishes({"kty": "oct", "kid": "one", "k": "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA"}),
        by_secret(b"secret-secret-secret-secret-secret"),
    ),
    "no key is published": publishes(),
    "its algorithm was not agreed, though sound": signed({"alg": "RS512", "kid": "one"}),
    "its algorithm is of another sort of key": both(
        publishes(dict(CURVE.as_dict(private=False))), signed({"alg": "ES256", "kid": "ec"}, CURVE)
    ),
    "the issuer is another one": claim(iss="https://accounts.evil.example"),
    "the issuer has a stroke too many": claim(iss=f"{ISSUER}/"),
    "the issuer is in capitals": claim(iss=ISSUER.upper()),
    "no issuer is named": claim(iss=None),
    "the issuer is a list": claim(iss=[ISSUER]),
    "it is for another client": claim(aud="another-client"),
    "it is for another client too": claim(aud=[CLIENT, "another-client"], azp=CLIENT),
    "it is for a client whose name begins alike": claim(aud=f"{CLIENT}2"),
    "it is for nobody": claim(aud=None),
    "it is for an empty list": claim(aud=[]),
    "another client asked for it": claim(azp="another-client"),
    "it has expired": claim(exp=NOW - 2 * HOUR),
    "it expired a little longer ago than clocks differ": claim(exp=NOW - 120),
    "it never expires": claim(exp=None),
    "it expires on a day in words": claim(exp="tomorrow"),
    "it is not valid yet": claim(nbf=NOW + HOUR),
    "it comes from the future": claim(iat=NOW + HOUR),
    "it does not say when it was made": claim(iat=None),
    "it answers another question": claim(nonce="of-another-sign-in"),
    "it answers no question": claim(nonce=None),
    "it answers an empty question": claim(nonce=""),
    "it is about nobody": claim(sub=None),
    "it is about an empty name": claim(sub=""),
    "it is about a number": claim(sub=7),
    "it is about a list": claim(sub=["an-1"]),
    "it is about a name without end": claim(sub="a" * 10_000),
    "it is about a name of two lines": claim(sub="an-1\nhead"),
    "it goes with another access token": claim(at_hash="AAAAAAAAAAAAAAAAAAAAAA"),
    "it is no token at all": spoiled(lambda token: "token"),
    "it has two parts": spoiled(lambda token: token.rpartition(".")[0]),
    "it is encrypted": spoiled(lambda token: f"{token}.x.y"),
    "it is too long to be one": spoiled(lambda token: token + "A" * 100_000),
}


@pytest.mark.parametrize("lie", LIES)
async def test_nobody_comes_in_with_a_token_where(lie: str) -> None:
    async with service() as served:
        LIES[lie](served.provider)
        before = served.desk.revision
        answer = await served.sign_in()
        assert answer.status_code == 401
        assert "Je bent niet aangemeld bij School" in answer.text
        assert "mandaatwijzer_session" not in answer.headers.get("set-cookie", "")
        assert await served.who() == 303
        assert served.desk.revision == before


SOUND: dict[str, Callable[[Counterpart], None]] = {
    "it expired less long ago than clocks differ": claim(exp=NOW - 20),
    "its audience is a list of one": claim(aud=[CLIENT]),
    "its client asked for it": claim(azp=CLIENT),
    "it names no key and there is one": signed({"alg": "RS256"}),
}


@pytest.mark.parametrize("case", SOUND)
async def test_somebody_comes_in_with_a_token_where(case: str) -> None:
    async with service() as served:
        SOUND[case](served.provider)
        assert (await served.sign_in()).status_code == 303
        assert await served.who() == 200


async def test_a_new_key_is_looked_for_once_a_minute_whoever_asks() -> None:
    async with service() as served:
        assert (await served.sign_in()).status_code == 303
        served.provider.keys.append(public("two"))
        signed({"alg": "RS256", "kid": "two"}, key_named("two"))(served.provider)
        for _ in range(3):
            assert (await served.sign_in()).status_code == 401
        assert served.provider.asked.count("/keys") == 1
        served.clock.ahead = 61.0
        assert (await served.sign_in()).status_code == 303
        assert served.provider.asked.count("/keys") == 2


async def test_what_a_provider_publishes_is_asked_once_an_hour() -> None:
    async with service() as served:
        for _ in range(3):
            await served.sign_in()
        assert served.provider.asked.count("/.well-known/openid-configuration") == 1


STRANGE: dict[str, Callable[[httpx.Request, dict[str, Any]], httpx.Response]] = {
    "no JSON": lambda _, __: httpx.Response(200, text="<html>"),
    "a list": lambda _, __: httpx.Response(200, json=[]),
    "nothing": lambda _, __: httpx.Response(200, json={}),
    "no access token": lambda _, __: httpx.Response(200, json={"token_type": "Bearer", "id_token": "x"}),
    "an access token that is a number": lambda _, __: httpx.Response(200, json={"access_token": 1}),
    "a redirect": lambda _, __: httpx.Response(302, headers={"location": "https://evil.example/"}),
    "a body without end": lambda _, __: httpx.Response(200, content=b" " * 600_000),
    "an error that is no word": lambda _, __: httpx.Response(400, json={"error": {"a": 1}}),
    "a client that it does not know": lambda _, __: httpx.Response(401, json={"error": "invalid_client"}),
    "a refusal without a reason": lambda _, __: httpx.Response(403, json={}),
    "a failure": lambda _, __: httpx.Response(502, text="bad gateway"),
}


@pytest.mark.parametrize("what", STRANGE)
async def test_nobody_comes_in_when_a_code_is_answered_with(what: str) -> None:
    async with service() as served:
        served.provider.tokens = STRANGE[what]
        answer = await served.sign_in()
        assert answer.status_code == 503
        assert SECRET not in answer.text
        assert await served.who() == 303


CONFIGURATIONS: dict[str, dict[str, Any]] = {
    "is of another issuer": {"issuer": "https://accounts.evil.example"},
    "sends people to an address without TLS": {"authorization_endpoint": "http://accounts.vaart.example/authorize"},
    "sends people to no address": {"authorization_endpoint": "javascript:alert(1)"},
    "takes codes without TLS": {"token_endpoint": "http://accounts.vaart.example/token"},
    "has keys on a disk": {"jwks_uri": "file:///etc/passwd"},
    "has no place for codes": {"token_endpoint": None},
}


@pytest.mark.parametrize("case", CONFIGURATIONS)
async def test_nobody_is_sent_to_a_provider_whose_configuration(case: str) -> None:
    async with service(counterpart=Counterpart(configuration=CONFIGURATIONS[case])) as served:
        answer = await served.browser.post("/aanmelden/bij/school", data={"verder": "/"})
        assert (answer.status_code, "refresh" in answer.headers) == (503, False)


async def test_who_the_person_is_is_asked_apart_where_the_token_does_not_say() -> None:
    person = {"sub": "an-1", "email": "an@vaart.example", "email_verified": True}
    counterpart = Counterpart(
        claims={"email": None, "email_verified": None},
        configuration={"userinfo_endpoint": f"{ISSUER}/userinfo"},
        userinfo=person,
    )
    async with service(counterpart=counterpart) as served:
        assert (await served.sign_in()).status_code == 303
    counterpart.userinfo = {**person, "sub": "somebody-else"}
    async with service(counterpart=counterpart) as served:
        assert (await served.sign_in()).status_code == 401


async def test_algorithms_are_those_of_the_settings() -> None:
    async with service(providers={"school": keep(algorithms=["RS512"])}) as served:
        assert (await served.sign_in()).status_code == 401
        signed({"alg": "RS512", "kid": "one"})(served.provider)
        assert (await served.sign_in()).status_code == 303
