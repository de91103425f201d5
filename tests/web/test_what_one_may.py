"""Pages offer what their reader may change, and say whom to ask for the rest."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import unescape

import httpx
import pytest

from graph.domain.kinds import Channel
from graph.usecases.desk import Desk
from graph.usecases.rights import Right, rights_of
from service.config import Settings
from service.http.app import create_app
from tests.graphs import Plains, edge, node, part_of
from tests.signed_in import signed_in
from tests.unit.usecases.desks import desk_over
from tests.unit.usecases.groups import BRUG, GRANT, GROEP, GROUP, VER, WIFI, viewer_of
from tests.web.writers import at_step

CONTACT = edge("CONTACT_POINT_FOR", "person/lies", WIFI, scope=[BRUG], id="contact_point_for/1")


@asynccontextmanager
async def browser(name: str | None, *more: Plains) -> AsyncIterator[tuple[httpx.AsyncClient, Desk]]:
    """The browser of somebody who signed in; of the local owner when nobody is named."""
    async with desk_over(*GROUP, CONTACT, *more) as desk:
        app = create_app(desk, Settings(store="sqlite:///:memory:"))
        cookies = await signed_in(desk, *((f"person/{name}", "school") if name else ()))
        headers = {"accept-language": "nl", "sec-fetch-site": "same-origin"}
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app), base_url="http://localhost", cookies=cookies, headers=headers
        ) as http:
            yield http, desk


async def page(name: str | None, path: str) -> str:
    async with browser(name) as (http, _):
        answer = await http.get(path)
    assert answer.status_code == 200
    return answer.text


def forms_of(text: str) -> set[str]:
    """The forms that a page leads to or holds."""
    return {unescape(found) for found in re.findall(r'(?:href|action)="/wijzigen/([^"?]+)', text)}


@pytest.mark.parametrize(("letters", "status"), [(9_000, 303), (10_001, 422)])
async def test_a_long_text_is_saved_whole_or_refused_and_never_cut(letters: int, status: int) -> None:
    text = "w" * letters
    async with browser("kim", node("channel/brug", type="phone"), edge("REACHED_BY", BRUG, "channel/brug")) as (
        http,
        desk,
    ):
        found = re.search(r'name="csrf_token" value="([^"]+)"', (await http.get("/wijzigen/overleg")).text)
        assert found is not None
        typed = {"record": "channel/brug", "name": text, "type": "phone", "csrf_token": found[1], "action": "save"}
        answer = await http.post("/wijzigen/verbeteren", data=typed)
        step = at_step(answer)
        assert (answer if step is None else await http.get(step)).status_code == status
        channel = desk.snapshot.find(Channel, "channel/brug")
    assert channel is not None
    assert (channel.name == text) is (status == 303)


HEADS = {"toewijzen", "aanduiden", "doen-we-zelf", "niet-bij-ons", "klopt-nog"}


@pytest.mark.parametrize(
    ("name", "offered"),
    [
        (None, {*HEADS, "kopieren", "toevoegen", "verbeteren"}),
        ("dir", HEADS),
        ("kim", {*HEADS, "kopieren", "toevoegen", "verbeteren"}),
        ("lies", set()),
    ],
)
async def test_the_page_of_a_school_offers_what_its_reader_may(name: str | None, offered: set[str]) -> None:
    assert forms_of(await page(name, "/organisatie/brug")) - {"bewust-zo-laten"} == offered


async def test_the_own_page_offers_what_is_one_s_own_and_that_of_a_colleague_does_not() -> None:
    assert forms_of(await page("lies", "/persoon/lies")) == {"niet-beschikbaar", "expertise", "klopt-nog"}
    assert forms_of(await page("lies", "/persoon/kim")) == set()


@pytest.mark.parametrize(
    ("name", "listed"),
    [("lies", {"niet-beschikbaar", "expertise"}), ("veer", {"niet-beschikbaar", "expertise"})],
)
async def test_the_overview_lists_the_forms_that_one_may_send(name: str, listed: set[str]) -> None:
    text = await page(name, "/wijzigen")
    assert forms_of(text) == listed
    assert "/invoeren" not in text


async def test_a_form_that_one_may_neither_send_nor_propose_is_not_opened() -> None:
    async with browser("lies") as (http, _):
        answer = await http.get("/wijzigen/bewust-zo-laten")
        proposes = await http.get("/wijzigen/toewijzen")
    assert answer.status_code == 403
    assert "Dit doet wie het register bijhoudt" in answer.text
    assert "je stelt het voor aan wie het mag" in proposes.text


async def sent(http: httpx.AsyncClient, path: str, **values: str) -> httpx.Response:
    """A form, with the token that the page of it holds."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', (await http.get("/wijzigen/niet-beschikbaar")).text)
    assert token is not None
    answer = await http.post(path, data={"csrf_token": token[1], "action": "save", **values})
    step = at_step(answer)
    return answer if step is None else await http.get(step)


async def test_what_is_refused_is_said_with_whom_to_ask_and_nothing_typed_is_lost() -> None:
    typed = {"organisation": BRUG, "subject": WIFI, "kind": "EXECUTES", "holder": "person/lies", "note": "elke dag"}
    async with browser("lies") as (http, desk):
        before = desk.revision
        answer = await sent(http, "/wijzigen/toewijzen", **typed)
        assert (answer.status_code, desk.revision) == (403, before)
    text = unescape(re.sub(r"<[^>]*>", "", answer.text))
    assert "Je mag dit niet aanpassen voor brug" in text
    assert "Vraag het aan secretariaat of kaat of directeur" in text
    assert 'value="elke dag"' in answer.text


async def test_whoever_changes_something_is_named_in_what_changed() -> None:
    typed = {"organisation": BRUG, "subject": WIFI, "kind": "EXECUTES", "holder": "person/lies"}
    async with browser("kim") as (http, desk):
        answer = await sent(http, "/wijzigen/toewijzen", **typed)
        assert answer.status_code == 303, answer.text
        assert (await desk.revisions(1))[-1].author == "person/kim"
        lines = (await http.get("/geschiedenis")).text
    assert ">kim</bdi>" in lines


async def test_a_keeper_is_not_asked_who_agreed_to_it_and_a_head_is() -> None:
    address = f"/wijzigen/toewijzen?organisation={BRUG}"
    assert 'name="granted_by"' not in await page("kim", address)
    assert 'name="granted_by"' in await page("dir", address)


async def test_the_owner_makes_the_first_head_with_the_group_as_who_granted_it() -> None:
    typed = {
        "organisation": VER,
        "subject": GRANT,
        "kind": "DECIDES",
        "holder": "person/veer",
        "granted_by": GROEP,
    }
    async with browser(None, part_of(VER, GROEP)) as (http, desk):
        text = (await http.get(f"/wijzigen/toewijzen?organisation={VER}")).text
        assert f'value="{GROEP}"' in text
        assert (await sent(http, "/wijzigen/toewijzen", **typed)).status_code == 303
        veer = rights_of(viewer_of("veer"), desk.snapshot, desk.today())
    assert veer.at(Right.GRANT) == {VER}


@pytest.mark.parametrize(
    "form",
    [
        "verbeteren",
        "wijzigen-vanaf",
        "beeindigen",
        "verlengen",
        "verwijderen",
        "verbeteren?record=person/nobody",
        "toevoegen",
        "vaste-dagen",
        "functie-stopzetten",
        "stopzetten",
        "overleg-verlaten",
        "expertise-bevestigen",
        "klopt-nog",
        "bewust-zo-laten",
    ],
)
async def test_a_form_that_is_opened_without_what_it_is_about_is_not_there(form: str) -> None:
    async with browser(None) as (http, _):
        answer = await http.get(f"/wijzigen/{form}")
    assert answer.status_code == 404
    assert "<search>" in answer.text


async def test_a_form_that_asks_what_it_is_about_is_opened_by_itself() -> None:
    async with browser(None) as (http, _):
        overview = (await http.get("/wijzigen")).text
        forms = [unescape(found) for found in re.findall(r'href="(/wijzigen/[^"]+)"', overview)]
        assert len(forms) > 5
        assert {(await http.get(form)).status_code for form in forms} == {200}


async def test_the_first_hour_leads_a_head_only_to_what_a_head_may() -> None:
    text = await page("dir", "/begin/school/brug")
    assert set(re.findall(r'href="(/begin/[^"]+)"', text)) <= {"/begin/school/brug", "/begin/kaart/brug"}


async def test_the_keeper_of_one_school_is_led_to_the_grid_of_that_school_and_to_no_other() -> None:
    async with browser("kim") as (http, _):
        begun = await http.get("/begin")
        others = await http.get("/begin/school/beek")
        card = await http.get("/begin/kaart/beek")
    assert begun.headers["location"].endswith("/brug")
    assert others.status_code == 403
    assert "/begin/school/beek" not in card.text
