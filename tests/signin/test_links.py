"""Personal links: who makes one, for whom, and that each lets one person in, once."""

from __future__ import annotations

import re
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from graph.store.kept import Owner, PersonalLink, Session
from graph.usecases.personal_links import make_link
from graph.usecases.viewer import LOCAL_OWNER
from service.signin.mail import Mail
from tests.graphs import edge, node
from tests.signed_in import signed_in
from tests.signin.counterpart import ADDRESS, Service, service

CIS, AN = "person/cis", "person/an"
SESSION = "__Host-mandaatwijzer_session"
KEEPS = (
    node("task/register", name="Register bijhouden", keeps_register=True),
    edge("EXECUTES", CIS, "task/register", scope=["organisation/sluis"], id="executes/register"),
    node("person/els", name="Els", email="els@vaart.example"),
    edge("AFFILIATED_WITH", "person/els", "organisation/sluis", capacity="staff"),
)


async def as_person(served: Service, person: str | None) -> str:
    """Be somebody in the first browser; the token of its forms."""
    (secret,) = (await signed_in(served.desk, person)).values()
    served.browser.cookies.set(SESSION, secret, domain="mandaten.vaart.example", path="/")
    page = (await served.browser.get("/mij/sessies")).text
    return page.partition('name="csrf_token" value="')[2].partition('"')[0]


async def link_for(served: Service, person: str, token: str, **more: str) -> httpx.Response:
    """Press the button on the page of a person."""
    return await served.browser.post(f"/persoon/{person.partition('/')[2]}/link", data={"csrf_token": token, **more})


def shown(page: str) -> str:
    """The link that a page shows."""
    found = re.search(rf'value="{ADDRESS}(/aanmelden/link\?token=[^"]+)"', page)
    assert found is not None
    return found[1]


async def test_a_link_is_shown_once_as_text_and_picture_and_lets_one_person_in() -> None:
    async with service() as served:
        page = (await link_for(served, CIS, await as_person(served, None))).text
        link = shown(page)
        assert "<svg" in page
        looked = await served.other.get(link)
        assert (looked.status_code, "Cis Wouters" in looked.text) == (200, True)
        assert (await served.other.head(link)).status_code == 200
        token = httpx.URL(link).params["token"]
        opened = await served.other.post("/aanmelden/link", data={"token": token})
        assert (opened.status_code, opened.headers["location"]) == (303, "/mij/sessies")
        arrived = (await served.other.get("/mij/sessies")).text
        assert "Voeg een passkey toe voor de volgende keer" in arrived
        assert "persoonlijke link" in arrived
        for look in (served.other.get(link), served.browser.post("/aanmelden/link", data={"token": token})):
            assert (await look).status_code == 401


async def test_the_store_holds_no_link_that_works() -> None:
    async with service() as served:
        secret = await make_link(served.desk, LOCAL_OWNER, CIS)
        (kept,) = await served.desk.access.all(PersonalLink, served.clock.now())
        assert secret not in repr(kept)
        assert (await served.other.post("/aanmelden/link", data={"token": kept.key})).status_code == 401


async def test_a_link_works_for_seven_days_and_until_a_new_one_is_made() -> None:
    async with service() as served:
        old = await make_link(served.desk, LOCAL_OWNER, CIS)
        new = await make_link(served.desk, LOCAL_OWNER, CIS)
        assert (await served.other.get("/aanmelden/link", params={"token": old})).status_code == 401
        served.clock.ahead = 7 * 24 * 3600 - 60
        assert (await served.other.get("/aanmelden/link", params={"token": new})).status_code == 200
        served.clock.ahead = 7 * 24 * 3600
        assert (await served.other.post("/aanmelden/link", data={"token": new})).status_code == 401


async def test_two_who_open_a_link_at_the_same_moment_are_not_both_let_in() -> None:
    import asyncio

    async with service() as served:
        token = await make_link(served.desk, LOCAL_OWNER, CIS)
        both = [client.post("/aanmelden/link", data={"token": token}) for client in (served.browser, served.other)]
        assert sorted(answer.status_code for answer in await asyncio.gather(*both)) == [303, 401]
        assert len(await served.desk.access.all(Session, served.clock.now(), about=CIS)) == 1


async def test_a_link_of_another_site_opens_nothing() -> None:
    async with service() as served:
        token = await make_link(served.desk, LOCAL_OWNER, CIS)
        headers = {"sec-fetch-site": "cross-site"}
        answer = await served.other.post("/aanmelden/link", data={"token": token}, headers=headers)
        assert answer.status_code == 403
        assert (await served.other.post("/aanmelden/link", data={"token": token})).status_code == 303


WHO_MAY = {
    "a keeper for a colleague of the own school": (CIS, "person/els", 200),
    "a keeper for who may do more": (CIS, AN, 403),
    "a keeper for who works nowhere": (CIS, "person/dirk", 404),
    "a colleague for another one": ("person/els", CIS, 403),
    "a guest": ("person/dirk", "person/els", 404),
    "the owner for anybody": (None, AN, 200),
}


@pytest.mark.parametrize("case", WHO_MAY)
async def test_who_makes_a_link(case: str) -> None:
    who, whom, status = WHO_MAY[case]
    async with service(*KEEPS) as served:
        answer = await link_for(served, whom, await as_person(served, who))
        assert answer.status_code == status
        assert len(await served.desk.access.all(PersonalLink, served.clock.now())) == (status == 200)
        page = (await served.browser.get(f"/persoon/{whom.partition('/')[2]}")).text
        assert ("Maak een persoonlijke link" in page) is (status == 200)


async def test_nobody_but_an_owner_makes_a_link_for_an_owner() -> None:
    async with service(*KEEPS) as served:
        now = served.clock.now()
        await served.desk.access.add(Owner(key="person/els", since=now, by="test"), now)
        assert (await link_for(served, "person/els", await as_person(served, CIS))).status_code == 403


async def test_without_a_token_of_its_page_no_link_is_made() -> None:
    async with service() as served:
        await as_person(served, None)
        assert (await link_for(served, CIS, "x")).status_code == 403
        assert await served.desk.access.all(PersonalLink, served.clock.now()) == []


async def test_a_link_goes_by_mail_where_a_server_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[EmailMessage] = []
    monkeypatch.setattr(Mail, "_deliver", lambda self, message: sent.append(message))
    async with service(*KEEPS, smtp="smtp://post@mail.example", mail_from="register@vaart.example") as served:
        answer = await link_for(served, "person/els", await as_person(served, CIS), mail="1")
        assert "els@vaart.example" in answer.text
        (letter,) = sent
        assert (letter["To"], letter["From"]) == ("els@vaart.example", "register@vaart.example")
        assert f"{ADDRESS}{shown(answer.text)}" in letter.get_content()


async def test_a_mail_that_does_not_go_says_so_and_the_link_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Mail, message: EmailMessage) -> None:
        raise OSError("no route")

    monkeypatch.setattr(Mail, "_deliver", refuse)
    async with service(*KEEPS, smtp="smtp://post@mail.example", mail_from="register@vaart.example") as served:
        answer = await link_for(served, "person/els", await as_person(served, CIS), mail="1")
        assert "kon niet verstuurd worden" in answer.text
        assert shown(answer.text)


def test_no_password_of_the_mail_server_is_shown() -> None:
    made: Any = Mail(server="smtp://post@mail.example", password="geheim", sender="x@y.example")
    assert "geheim" not in repr(made)
    assert urlsplit(made.server).password is None
