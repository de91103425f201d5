"""Smartschool: who is found, and every way in which it may answer badly."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from graph.domain.kinds import Person
from service import outside
from tests.graphs import node
from tests.signed_in import signed_in
from tests.signin.counterpart import Service, service
from tests.signin.smartschool_server import AN, CLIENT, SECRET, Reply, SmartschoolServer, smartschool

TOKEN, USERINFO = "/OAuth/index/token", "/Api/V1/userinfo"
DIRK = "person/dirk2"


@asynccontextmanager
async def opened(*identifiers: str) -> AsyncIterator[tuple[Service, SmartschoolServer]]:
    """A service over a group in which Dirk has these identifiers."""
    with smartschool() as server:
        settings = {
            "kind": "smartschool",
            "host": server.address,
            "client_id": CLIENT,
            "client_secret": SECRET,
            "platforms": ["vaart.smartschool.example"],
        }
        dirk = node(DIRK, name="Dirk Jans", identifiers=list(identifiers))
        async with service(dirk, providers={"smart": settings}, over_network=True) as served:
            yield served, server


async def sign_in(served: Service, server: SmartschoolServer) -> int:
    """The status of the answer to who signs in as the server says."""
    return (await served.come_back(server.grant(await served.begin("smart")), "smart")).status_code


def known(served: Service) -> tuple[str, ...]:
    """The identifiers of Dirk."""
    found = served.desk.snapshot.find(Person, DIRK)
    assert found is not None
    return found.identifiers


async def test_somebody_is_found_by_the_username_of_an_import_and_then_by_platform_and_number() -> None:
    async with opened("smartschool:an.peeters") as (served, server):
        assert await sign_in(served, server) == 303
        assert known(served) == ("smartschool:an.peeters", "smartschool:vaart.smartschool.example:4711")
        server.person = {**AN, "username": "an.janssens"}
        assert await sign_in(served, server) == 303
        assert await served.who() == 200


async def test_a_username_that_went_to_somebody_else_lets_nobody_in() -> None:
    async with opened("smartschool:an.peeters", "smartschool:vaart.smartschool.example:1") as (served, server):
        assert await sign_in(served, server) == 401


async def test_who_was_not_imported_connects_the_account_from_a_personal_link() -> None:
    async with opened() as (served, server):
        assert await sign_in(served, server) == 401
        (secret,) = (await signed_in(served.desk, DIRK, "link")).values()
        host = "mandaten.vaart.example"
        served.browser.cookies.set("__Host-mandaatwijzer_session", secret, domain=host, path="/")
        page = (await served.browser.get("/mij/sessies")).text
        token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
        answer = await served.browser.post("/mij/account/smart", data={"csrf_token": token})
        back = server.grant(answer.headers["refresh"].partition("url=")[2])
        assert (await served.come_back(back, "smart")).headers["location"] == "/mij/sessies"
        assert known(served) == ("smartschool:vaart.smartschool.example:4711",)
        assert await served.who() == 200
        served.browser.cookies.clear()
        assert await sign_in(served, server) == 303


def said(**changed: Any) -> Reply:
    """Who somebody is, with something otherwise; None leaves it out."""
    return Reply(body={name: value for name, value in {**AN, **changed}.items() if value is not None})


BADLY: dict[str, tuple[str, Reply, int]] = {
    "a page instead of a token": (TOKEN, Reply(body="<html>Smartschool</html>"), 503),
    "nothing instead of a token": (TOKEN, Reply(), 503),
    "a list instead of a token": (TOKEN, Reply(body=[]), 503),
    "a token that is a number": (TOKEN, Reply(body={"access_token": 7}), 503),
    "a token in another answer": (TOKEN, Reply(body={"token": "token-of-an"}), 503),
    "an error with status 200 for a code": (TOKEN, Reply(body={"error": "invalid_grant"}), 401),
    "an error that is an object": (TOKEN, Reply(body={"error": {"code": 1}}), 503),
    "an unknown client": (TOKEN, Reply(status=401, body={"error": "invalid_client"}), 503),
    "a redirect for a code": (TOKEN, Reply(status=302, headers={"location": "https://evil.example"}), 503),
    "a failure for a code": (TOKEN, Reply(status=500, body="oops"), 503),
    "a code answered without end": (TOKEN, Reply(body=" " * 600_000), 503),
    "a code answered too late": (TOKEN, Reply(wait=5.0), 503),
    "a code answered by hanging up": (TOKEN, Reply(cut=True), 503),
    "a token of somebody else": (TOKEN, Reply(body={"access_token": "other", "token_type": "Bearer"}), 503),
    "a page instead of a person": (USERINFO, Reply(body="<html>"), 503),
    "a list of people": (USERINFO, Reply(body=[AN]), 503),
    "null instead of a person": (USERINFO, Reply(body="null"), 503),
    "JSON that is cut off": (USERINFO, Reply(body='{"userID": "47'), 503),
    "an error instead of a person": (USERINFO, Reply(body={"error": "no"}), 401),
    "a refusal instead of a person": (USERINFO, Reply(status=403, body={}), 503),
    "a redirect instead of a person": (USERINFO, Reply(status=301, headers={"location": "/login"}), 503),
    "a person without a number": (USERINFO, said(userID=None), 503),
    "a person with an empty number": (USERINFO, said(userID=""), 503),
    "a person whose number is a list": (USERINFO, said(userID=["4711"]), 503),
    "a person whose number is true": (USERINFO, said(userID=True), 503),
    "a person whose number has no end": (USERINFO, said(userID="4" * 1_000), 503),
    "a person whose number holds a line": (USERINFO, said(userID="4711\n"), 503),
    "a person without a username": (USERINFO, said(username=None), 503),
    "a person without a platform": (USERINFO, said(platform=None), 503),
    "a person of another platform": (USERINFO, said(platform="elders.smartschool.example"), 401),
    "a person of a platform that ends alike": (USERINFO, said(platform="x.vaart.smartschool.example"), 401),
    "a person who comes too late": (USERINFO, Reply(wait=5.0), 503),
    "a person without end": (USERINFO, Reply(body={**AN, "name": "A" * 600_000}), 503),
}


@pytest.mark.parametrize("how", BADLY)
async def test_nobody_comes_in_when_it_answers_with(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outside, "SECONDS", 1.0)
    path, reply, status = BADLY[how]
    async with opened("smartschool:an.peeters") as (served, server):
        server.replies[path] = reply
        assert await sign_in(served, server) == status
        assert await served.who() == 303
        assert known(served) == ("smartschool:an.peeters",)


async def test_a_number_that_is_written_as_a_number_is_the_same() -> None:
    async with opened("smartschool:an.peeters") as (served, server):
        server.person = {**AN, "userID": 4711}
        assert await sign_in(served, server) == 303
        assert "smartschool:vaart.smartschool.example:4711" in known(served)
