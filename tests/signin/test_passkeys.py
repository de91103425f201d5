"""Passkeys: what no device signed lets nobody in and adds nothing."""

from __future__ import annotations

import base64
import json
from typing import Any

import httpx
import pytest

from graph.store.kept import Passkey, Session
from service.signin.passkeys import asked_to_add, asked_to_sign
from tests.signed_in import signed_in
from tests.signin.counterpart import ADDRESS, Service, service

CIS = "person/cis"
SESSION = "__Host-mandaatwijzer_session"


async def come_in(served: Service) -> str:
    """Be Cis; the token of the forms."""
    (secret,) = (await signed_in(served.desk, CIS)).values()
    served.browser.cookies.set(SESSION, secret, domain="mandaten.vaart.example", path="/")
    page = (await served.browser.get("/mij/sessies")).text
    return page.partition('name="csrf_token" value="')[2].partition('"')[0]


def packed(value: Any) -> str:
    """As a browser sends the parts of an answer."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def answer_to(challenge: str, **changed: Any) -> str:
    """An answer that no device signed."""
    said = {"type": "webauthn.get", "challenge": challenge, "origin": ADDRESS, **changed}
    response = {"clientDataJSON": packed(said), "authenticatorData": "AA", "signature": "AA"}
    return json.dumps({"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": response})


MADE_UP = {
    "is empty": lambda challenge: "",
    "is no JSON": lambda challenge: "x",
    "is a list": lambda challenge: "[]",
    "is an object without parts": lambda challenge: "{}",
    "has parts of the wrong sort": lambda challenge: json.dumps({"id": 1, "response": {"clientDataJSON": 1}}),
    "has no end": lambda challenge: "x" * 100_000,
    "answers another question": lambda challenge: answer_to("AAAA"),
    "names a passkey that nobody has": answer_to,
}


@pytest.mark.parametrize("case", MADE_UP)
async def test_nobody_is_let_in_by_an_answer_that(case: str) -> None:
    async with service() as served:
        asked = (await served.browser.post("/aanmelden/passkey/vraag")).json()
        answer = await served.browser.post("/aanmelden/passkey", data={"answer": MADE_UP[case](asked["challenge"])})
        assert answer.status_code == 401
        assert await served.who() == 303


@pytest.mark.parametrize("case", MADE_UP)
async def test_no_passkey_is_added_by_an_answer_that(case: str) -> None:
    async with service() as served:
        token = await come_in(served)
        asked = (await served.browser.post("/mij/passkeys/vraag", data={"csrf_token": token})).json()
        data = {"csrf_token": token, "answer": MADE_UP[case](asked["challenge"])}
        assert (await served.browser.post("/mij/passkeys", data=data)).status_code == 422
        assert await served.desk.access.all(Passkey, served.clock.now()) == []


async def test_a_passkey_that_is_not_ones_own_is_neither_renamed_nor_removed() -> None:
    async with service() as served:
        token, now = await come_in(served), served.clock.now()
        theirs = Passkey(key="AAAA", person="person/an", public_key=b"x", sign_count=1, name="van An", made=now)
        await served.desk.access.add(theirs, now)
        for path in ("naam", "weg"):
            data = {"csrf_token": token, "passkey": "AAAA", "name": "gestolen"}
            assert (await served.browser.post(f"/mij/passkeys/{path}", data=data)).status_code == 303
        assert await served.desk.access.all(Passkey, now) == [theirs]


async def test_a_challenge_to_add_a_passkey_signs_nobody_in() -> None:
    async with service() as served:
        token = await come_in(served)
        asked = (await served.browser.post("/mij/passkeys/vraag", data={"csrf_token": token})).json()
        answer = await served.browser.post("/aanmelden/passkey", data={"answer": answer_to(asked["challenge"])})
        assert answer.status_code == 401
        assert len(await served.desk.access.all(Session, served.clock.now(), about=CIS)) == 1


async def test_a_challenge_counts_in_the_browser_that_asked_it_alone() -> None:
    async with service() as served:
        asked = (await served.browser.post("/aanmelden/passkey/vraag")).json()
        answer = await served.other.post("/aanmelden/passkey", data={"answer": answer_to(asked["challenge"])})
        assert "begon in een andere browser" in answer.text


async def test_a_passkey_is_asked_of_a_device_that_asks_its_owner_and_for_this_service_alone() -> None:
    added = json.loads(asked_to_add("mandaten.vaart.example", CIS, "Cis", ())[0])
    signed = json.loads(asked_to_sign("mandaten.vaart.example")[0])
    assert added["rp"]["id"] == signed["rpId"] == "mandaten.vaart.example"
    assert added["authenticatorSelection"]["userVerification"] == signed["userVerification"] == "required"
    assert added["authenticatorSelection"]["residentKey"] == "required"
    assert signed.get("allowCredentials", []) == [], "it tells nobody who has one"


async def test_the_local_owner_has_no_passkey() -> None:
    async with service() as served:
        (secret,) = (await signed_in(served.desk)).values()
        served.browser.cookies.set(SESSION, secret, domain="mandaten.vaart.example", path="/")
        page = (await served.browser.get("/mij/sessies")).text
        token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
        assert "Mijn passkeys" not in page
        answer = await served.browser.post("/mij/passkeys/vraag", data={"csrf_token": token})
        assert answer.status_code == 400


async def test_a_form_of_another_site_asks_no_passkey() -> None:
    async with service() as served:
        headers = {"sec-fetch-site": "cross-site"}
        answer: httpx.Response = await served.browser.post("/aanmelden/passkey/vraag", headers=headers)
        assert answer.status_code == 403
