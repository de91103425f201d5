"""Who comes in by OpenID Connect, as whom, and with which answers nobody does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from graph.domain.changes import ChangeSet, Put
from graph.domain.kinds import Person
from graph.store.kept import Owner, SignIn
from graph.usecases.owners import add_owner
from graph.usecases.viewer import LOCAL_OWNER
from tests.graphs import edge, node, records_of
from tests.signin.counterpart import ADDRESS, CLIENT, ISSUER, SECRET, Service, keep, service

SESSION = "__Host-mandaatwijzer_session"
BROWSER = "__Host-mandaatwijzer_browser"
AN = "person/an"


async def identifiers(served: Service, person: str = AN) -> tuple[str, ...]:
    """The numbers elsewhere of a person."""
    found = served.desk.snapshot.find(Person, person)
    assert found is not None
    return found.identifiers


# As whom


async def test_somebody_is_found_once_by_a_verified_address_and_then_by_the_account() -> None:
    async with service() as served:
        answer = await served.sign_in("/wie?organisation=organisation/brug")
        assert (answer.status_code, answer.headers["location"]) == (303, "/wie?organisation=organisation/brug")
        assert await served.who() == 200
        assert await identifiers(served) == ("school:an-1",)
        served.provider.claims = {"email": "new-name@vaart.example"}
        assert (await served.sign_in()).status_code == 303
        assert await served.who() == 200


async def test_an_account_goes_before_an_address() -> None:
    async with service(
        node("person/els", name="Els", email="els@vaart.example", identifiers=["school:an-1"])
    ) as served:
        assert (await served.sign_in()).status_code == 303
        assert (await identifiers(served), await identifiers(served, "person/els")) == ((), ("school:an-1",))
        assert "Els" in (await served.browser.get("/mij/sessies")).text


async def test_a_person_can_sign_in_with_two_providers() -> None:
    async with service(providers={"school": keep(), "other": keep(title="Other")}) as served:
        await served.sign_in()
        assert (await served.come_back(served.provider.grant(await served.begin("other")), "other")).status_code == 303
        assert await identifiers(served) == ("other:an-1", "school:an-1")


NOBODY: dict[str, dict[str, Any]] = {
    "stands in no record": {"email": "nobody@vaart.example"},
    "is not verified": {"email_verified": False},
    "is not said to be verified": {"email_verified": None},
    "is verified in a word": {"email_verified": "true"},
    "is verified by a number": {"email_verified": 1},
    "is of another domain": {"email": "dirk@elders.example"},
    "is of a domain below": {"email": "an@evil.vaart.example"},
    "ends alike": {"email": "an@evilvaart.example"},
    "has two signs": {"email": "an@vaart.example@evil.example"},
    "hides the domain before the sign": {"email": '"an@vaart.example"@evil.example'},
    "is a list": {"email": ["an@vaart.example"]},
    "is missing": {"email": None},
    "has a letter that only looks alike": {"email": "аn@vaart.example"},
}


@pytest.mark.parametrize("address", NOBODY)
async def test_nobody_is_found_or_made_by_an_address_that(address: str) -> None:
    async with service() as served:
        before = served.desk.revision, len(served.desk.snapshot.nodes(Person))
        served.provider.claims = NOBODY[address]
        answer = await served.sign_in()
        assert answer.status_code == 401
        assert "Vraag aan wie het register van je school bijhoudt" in answer.text
        assert (served.desk.revision, len(served.desk.snapshot.nodes(Person))) == before


async def test_an_address_in_other_letters_is_the_same() -> None:
    async with service() as served:
        served.provider.claims = {"email": "An@VAART.example"}
        assert (await served.sign_in()).status_code == 303


async def test_an_address_that_went_to_a_new_colleague_lets_nobody_in_as_the_old_one() -> None:
    async with service() as served:
        await served.sign_in()
        served.provider.claims = {"sub": "new-colleague"}
        answer = await served.sign_in()
        assert (answer.status_code, "hoort al een ander account" in answer.text) == (401, True)
        assert await identifiers(served) == ("school:an-1",)


async def test_an_address_of_two_colleagues_lets_nobody_in() -> None:
    """No keeper lets two have one; the owner may, or a store was filled so."""
    two = tuple(map(Put, records_of(node("person/an2", name="An", email="AN@vaart.example"))))
    async with service() as served:
        await served.desk._store.commit(ChangeSet(changes=two, author="test", reason="before", key="before"))
        await served.desk.refresh()
        assert (await served.sign_in()).status_code == 401


async def test_who_left_does_not_come_in_and_who_leaves_goes_out() -> None:
    left = edge("AFFILIATED_WITH", "person/dirk", "organisation/brug", capacity="staff", until="2026-01-01")
    async with service(left, providers={"school": keep(domains=["elders.example", "vaart.example"])}) as served:
        served.provider.claims = {"email": "dirk@elders.example", "sub": "dirk"}
        answer = await served.sign_in()
        assert (answer.status_code, "niet meer bij een school" in answer.text) == (401, True)


async def test_whoever_was_named_owner_by_an_address_is_so_from_their_first_sign_in_on() -> None:
    async with service() as served:
        await add_owner(served.desk, LOCAL_OWNER, "an@vaart.example")
        await served.sign_in()
        owners = await served.desk.access.all(Owner, served.clock.now())
        assert [(one.key, one.by) for one in owners] == [(AN, "local owner")]


ENTRA = {
    "kind": "entra",
    "tenant": "11111111-2222-3333-4444-555555555555",
    "client_id": CLIENT,
    "client_secret": SECRET,
    "domains": ["vaart.example"],
}
GOOGLE = {"kind": "google", "client_id": CLIENT, "client_secret": SECRET, "domains": ["vaart.example"]}
ENTRA_ISSUER = f"https://login.microsoftonline.com/{ENTRA['tenant']}/v2.0"

KINDS: dict[str, tuple[dict[str, Any], str, dict[str, Any], int]] = {
    "Entra says that the domain is its own": (ENTRA, ENTRA_ISSUER, {"oid": "o-1", "xms_edov": True}, 303),
    "Entra says so in a digit": (ENTRA, ENTRA_ISSUER, {"oid": "o-1", "xms_edov": "1"}, 303),
    "Entra says nothing of the domain": (ENTRA, ENTRA_ISSUER, {"oid": "o-1"}, 401),
    "Entra says that it is not its own": (ENTRA, ENTRA_ISSUER, {"oid": "o-1", "xms_edov": False}, 401),
    "Entra names no object": (ENTRA, ENTRA_ISSUER, {"xms_edov": True}, 401),
    "another tenant of Entra signs": (ENTRA, f"{ENTRA_ISSUER[:-6]}6/v2.0", {"oid": "o-1", "xms_edov": True}, 503),
    "Google says that it is the school": (GOOGLE, "https://accounts.google.com", {"hd": "vaart.example"}, 303),
    "a private account of Google has the address": (GOOGLE, "https://accounts.google.com", {}, 401),
    "another school of Google has the address": (GOOGLE, "https://accounts.google.com", {"hd": "x.example"}, 401),
}


@pytest.mark.parametrize("case", KINDS)
async def test_who_comes_in_when(case: str) -> None:
    settings, issuer, claims, status = KINDS[case]
    async with service(providers={"school": settings}) as served:
        served.provider.issuer = issuer
        served.provider.claims = claims
        served.provider.prefix = "/11111111-2222-3333-4444-555555555555/v2.0" if settings is ENTRA else ""
        begun = await served.browser.post("/aanmelden/bij/school", data={"verder": "/"})
        if begun.status_code == 200:
            way = begun.headers["refresh"].partition("url=")[2]
            begun = await served.come_back(served.provider.grant(way))
        assert begun.status_code == status


# With which answers


def without(*names: str) -> Callable[[dict[str, str]], Any]:
    """An answer in which something is missing."""
    return lambda answer: {name: value for name, value in answer.items() if name not in names}


def having(**more: Any) -> Callable[[dict[str, str]], Any]:
    """An answer in which something is otherwise."""
    return lambda answer: {**answer, **more}


def twice(name: str) -> Callable[[dict[str, str]], Any]:
    """An answer that says something two times."""
    return lambda answer: [*answer.items(), (name, "other")]


ANSWERS: dict[str, Callable[[dict[str, str]], Any]] = {
    "without its state": without("state"),
    "with an empty state": having(state=""),
    "with the state of somebody else": having(state="A" * 43),
    "with two states": twice("state"),
    "without a code": without("code"),
    "with two codes": twice("code"),
    "with a code that was never given": having(code="guessed"),
    "with a code without end": having(code="a" * 5_000),
    "with a code and an error": having(error="access_denied"),
    "with an error alone": lambda answer: {"state": answer["state"], "iss": ISSUER, "error": "access_denied"},
    "in the name of another provider": having(iss="https://accounts.evil.example"),
    "in the name of nobody, where a name was promised": without("iss"),
    "in two names": twice("iss"),
    "with nothing at all": lambda answer: {},
}


@pytest.mark.parametrize("case", ANSWERS)
async def test_nobody_comes_in_with_an_answer(case: str) -> None:
    async with service() as served:
        answer = await served.come_back(ANSWERS[case](served.provider.grant(await served.begin())))
        assert answer.status_code == 401
        assert await served.who() == 303


async def test_a_provider_that_cannot_just_now_says_so() -> None:
    async with service() as served:
        answer = {**served.provider.grant(await served.begin()), "error": "temporarily_unavailable"}
        assert (await served.come_back(answer)).status_code == 503


async def test_what_a_provider_says_in_an_error_is_never_shown() -> None:
    async with service() as served:
        given = served.provider.grant(await served.begin())
        told = {**given, "error": "x", "error_description": "<b>Bel 0800</b>", "error_uri": "https://evil.example"}
        assert "0800" not in (await served.come_back(told)).text


async def test_an_answer_counts_once() -> None:
    async with service() as served:
        answer = served.provider.grant(await served.begin())
        assert (await served.come_back(answer)).status_code == 303
        served.browser.cookies.delete(SESSION)
        assert (await served.come_back(answer)).status_code == 401


async def test_a_code_that_was_used_before_lets_nobody_in() -> None:
    async with service() as served:
        first = served.provider.grant(await served.begin())
        await served.come_back(first)
        second = served.provider.grant(await served.begin())
        assert (await served.come_back({**second, "code": first["code"]})).status_code == 401


async def test_a_code_of_another_sign_in_is_not_proven() -> None:
    async with service() as served:
        first, second = [served.provider.grant(await served.begin()) for _ in range(2)]
        assert (await served.come_back({**second, "code": first["code"]})).status_code == 401


async def test_an_answer_in_another_browser_lets_nobody_in() -> None:
    """Whoever lures a colleague to the answer of their own sign-in gets nobody into their account."""
    async with service() as served:
        answer = served.provider.grant(await served.begin())
        lured = await served.other.get("/aanmelden/antwoord/school", params=answer)
        assert lured.status_code == 401
        await served.other.post("/aanmelden/bij/school")  # nor with a sign-in of one's own begun
        lured = await served.other.get("/aanmelden/antwoord/school", params=answer)
        assert lured.status_code == 401
        assert (await served.come_back(answer)).status_code == 303, "and the browser that began it goes on"


async def test_a_browser_cookie_without_its_protected_name_is_nothing() -> None:
    async with service() as served:
        answer = served.provider.grant(await served.begin())
        secret = served.browser.cookies[BROWSER]
        tossed = {"cookie": f"mandaatwijzer_browser={secret}"}
        lured = await served.other.get("/aanmelden/antwoord/school", params=answer, headers=tossed)
        assert lured.status_code == 401


async def test_an_answer_of_one_provider_counts_at_no_other() -> None:
    async with service(providers={"school": keep(), "other": keep(title="Other")}) as served:
        answer = served.provider.grant(await served.begin("school"))
        assert (await served.come_back(answer, "other")).status_code == 401


async def test_an_answer_that_comes_too_late_counts_no_more() -> None:
    async with service() as served:
        answer = served.provider.grant(await served.begin())
        served.clock.ahead = 601
        assert (await served.come_back(answer)).status_code == 401


async def test_a_look_at_the_head_of_an_answer_spends_nothing() -> None:
    async with service() as served:
        answer = served.provider.grant(await served.begin())
        assert (await served.browser.head("/aanmelden/antwoord/school", params=answer)).status_code == 405
        assert (await served.come_back(answer)).status_code == 303


async def test_a_form_of_another_site_begins_no_sign_in() -> None:
    async with service() as served:
        for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}, {"origin": "null"}):
            answer = await served.browser.post("/aanmelden/bij/school", headers=headers)
            assert answer.status_code == 403
        assert await served.desk.access.all(SignIn, served.clock.now()) == []


async def test_a_provider_that_is_not_set_is_not_there() -> None:
    async with service() as served:
        assert (await served.browser.post("/aanmelden/bij/evil")).status_code == 404
        assert (await served.browser.get("/aanmelden/antwoord/evil", params={"state": "x"})).status_code == 404


async def test_the_way_to_a_provider_says_what_it_should_and_no_secret() -> None:
    async with service() as served:
        way = httpx.URL(await served.begin())
        assert dict(way.params) | {"state": "", "nonce": "", "code_challenge": ""} == {
            "response_type": "code",
            "client_id": CLIENT,
            "redirect_uri": f"{ADDRESS}/aanmelden/antwoord/school",
            "scope": "openid email profile",
            "code_challenge_method": "S256",
            "state": "",
            "nonce": "",
            "code_challenge": "",
        }
        (kept,) = await served.desk.access.all(SignIn, served.clock.now())
        assert way.params["state"] not in kept.key
        assert kept.verifier not in str(way)


async def test_a_provider_that_is_down_keeps_nobody_out_who_is_in() -> None:
    async with service() as served:
        await served.sign_in()
        served.provider.is_down = True
        served.clock.ahead = 25 * 3600 - 60
        session = served.browser.cookies[SESSION]
        assert session
        served.clock.ahead = 11 * 3600
        assert await served.who() == 200
        answer = await served.other.post("/aanmelden/bij/school")
        assert answer.status_code == 200, "what it published an hour ago still holds today"
        served.clock.ahead = 25 * 3600
        answer = await served.other.post("/aanmelden/bij/school")
        assert (answer.status_code, "antwoordt nu niet" in answer.text) == (503, True)
        assert "Aanmelden met School" in answer.text


OWN_PATHS = ["/", "/wie?organisation=organisation/brug", "/persoon/an"]
ELSEWHERE = [
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "https:evil.example",
    "/\tevil",
    "/%0d%0aset-cookie: a=b\r\n",
    "wie",
    "/aanmelden/antwoord/school?state=x",
    "http://[::1",
    "@evil.example",
    "",
]


@pytest.mark.parametrize("onward", OWN_PATHS)
async def test_a_sign_in_leads_to_the_page_that_was_asked(onward: str) -> None:
    async with service() as served:
        assert (await served.sign_in(onward)).headers["location"] == onward


@pytest.mark.parametrize("onward", ELSEWHERE)
async def test_a_sign_in_leads_to_no_other_site(onward: str) -> None:
    async with service() as served:
        assert (await served.sign_in(onward)).headers["location"] == "/"
        assert (await served.browser.get("/aanmelden", params={"verder": onward})).headers["location"] == "/"
