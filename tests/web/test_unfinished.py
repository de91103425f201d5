"""A form or an import that was left half-way is offered on the start page, and goes on where it was."""

from __future__ import annotations

import re
from html import unescape

import httpx

from graph.domain.kinds import Channel
from graph.store.kept import Unfinished
from graph.usecases.desk import Desk
from tests.unit.usecases.groups import BRUG, WIFI
from tests.web.test_proposals_page import CORRECT, MORE, PHONE, TYPED, be, plain, send, token
from tests.web.test_what_one_may import browser

FILE = "naam;e-mail;school\nMia Maes;mia@school.example;brug\n"


async def kept(desk: Desk) -> list[Unfinished]:
    return await desk.access.all(Unfinished, desk.clock.now())


def ways_on(answer: httpx.Response) -> list[str]:
    return [unescape(href) for href in re.findall(r'href="([^"]*bezig=[^"]+)"', answer.text)]


async def test_what_was_typed_is_offered_and_comes_back_as_it_was() -> None:
    async with browser("kim", *MORE) as (http, desk):
        await send(http, CORRECT, action="preview", **TYPED)
        for page in ("/", "/mij"):
            answer = await http.get(page)
            assert "Je was bezig met Ga verder (Wijzig Secretariaat.) Wijzig Secretariaat." in plain(answer)
        (way,) = ways_on(answer)
        form = await http.get(way)
        assert 'value="+3215000002"' in form.text
        assert f'name="record" value="{PHONE}"' in form.text
        assert desk.revision == 1


async def test_it_is_offered_no_more_once_it_was_saved() -> None:
    async with browser("kim", *MORE) as (http, desk):
        await send(http, CORRECT, action="preview", **TYPED)
        assert (await send(http, CORRECT, action="save", **TYPED)).status_code == 303
        assert await kept(desk) == []
        assert "Je was bezig met" not in plain(await http.get("/"))


async def test_it_can_be_thrown_away() -> None:
    async with browser("kim", *MORE) as (http, desk):
        await send(http, CORRECT, action="preview", **TYPED)
        (one,) = await kept(desk)
        assert (await http.post("/bezig/weg", data={"key": one.key})).status_code == 403
        assert (await send(http, "/bezig/weg", key=one.key, back="/mij")).headers["location"] == "/mij"
        assert await kept(desk) == []


async def test_what_a_script_sends_when_the_page_is_left_is_kept_without_a_look_at_it() -> None:
    async with browser("kim", *MORE) as (http, desk):
        answer = await send(http, CORRECT, action="keep", **{**TYPED, "name": ""})
        assert (answer.status_code, answer.text) == (204, "")
        assert len(ways_on(await http.get("/"))) == 1
        assert desk.revision == 1


async def test_nobody_else_is_offered_it_or_opens_it() -> None:
    async with browser("kim", *MORE) as (http, desk):
        await send(http, CORRECT, action="preview", **TYPED)
        (way,) = ways_on(await http.get("/"))
        await be(http, desk, "kaat")
        assert ways_on(await http.get("/")) == []
        led = await http.get(way)
        assert (led.status_code, led.headers["location"]) == (303, f"{CORRECT}?record=channel%2Fbrug")


async def test_no_secret_of_the_session_is_kept() -> None:
    async with browser("kim", *MORE) as (http, desk):
        await send(http, CORRECT, action="preview", key="k" * 20, revision="1", **TYPED)
        (one,) = await kept(desk)
        assert await token(http) not in one.fields
        assert "kkkk" not in one.fields


async def test_going_on_does_not_undo_what_others_changed_meanwhile() -> None:
    async with browser("kim", *MORE) as (http, desk):
        opened = await http.get(f"{CORRECT}?record={PHONE}")
        stood = re.search(r'name="stood" value="([^"]+)"', opened.text)
        assert stood is not None
        await send(http, CORRECT, action="preview", stood=unescape(stood[1]), **TYPED)
        (way,) = ways_on(await http.get("/"))
        await be(http, desk, "kaat")
        renamed = {**TYPED, "name": "Onthaal", "address": "+3215000001"}
        assert (await send(http, CORRECT, action="save", **renamed)).status_code == 303
        await be(http, desk, "kim")
        form = (await http.get(way)).text
        assert 'value="Onthaal"' in form
        assert 'value="+3215000002"' in form
        found = desk.snapshot.find(Channel, PHONE)
        assert found is not None
        assert found.name == "Onthaal"


async def test_what_is_about_something_that_was_taken_away_says_so_and_leads_nowhere() -> None:
    async with browser("kim", *MORE) as (http, _):
        await send(http, CORRECT, action="preview", **TYPED)
        assert ways_on(await http.get("/"))
        assert (await send(http, "/wijzigen/verwijderen", action="save", record=PHONE)).status_code == 303
        for page in ("/", "/mij", "/mij/gegevens"):
            told = await http.get(page)
            assert not ways_on(told)
            assert "Waarover het gaat, is intussen weggenomen." in plain(told)


async def test_a_proposal_that_is_half_made_is_kept_as_well() -> None:
    async with browser("lies", *MORE) as (http, desk):
        typed = {"organisation": BRUG, "subject": WIFI, "kind": "EXECUTES", "holder": "person/lies"}
        await send(http, "/wijzigen/toewijzen", action="preview", **typed)
        assert len(await kept(desk)) == 1
        assert (await send(http, "/wijzigen/toewijzen", action="propose", **typed)).status_code == 303
        assert await kept(desk) == []


async def test_an_import_goes_on_with_its_answers() -> None:
    async with browser("kim", *MORE) as (http, desk):
        files = {"bestand": ("lijst.csv", FILE.encode(), "text/csv")}
        sent = await http.post("/invoeren", data={"csrf_token": await token(http)}, files=files)
        assert sent.status_code == 303, plain(sent)
        start = await http.get("/")
        assert "Invoeren lijst.csv" in plain(start)
        (way,) = ways_on(start)
        assert (await http.get(way)).status_code == 200
        path = way.partition("?")[0]
        await send(http, path, action="look", revision="1", **{"a-q1": "create", "n-q1": "Mia Maes"})
        steps = await kept(desk)
        assert any('["n-q1","Mia Maes"]' in one.fields for one in steps)
        assert all("mia@school.example" not in one.fields for one in steps), "what stands in the file is not kept"
        await send(http, path, action="leave")
        assert await kept(desk) == []


async def test_an_import_whose_file_is_gone_asks_for_it_again_with_its_answers() -> None:
    async with browser("kim", *MORE) as (http, desk):
        files = {"bestand": ("lijst.csv", FILE.encode(), "text/csv")}
        await http.post("/invoeren", data={"csrf_token": await token(http)}, files=files)
        path = ways_on(await http.get("/"))[0].partition("?")[0]
        await send(http, path, action="look", revision="1", **{"a-q1": "create", "n-q1": "Mia Maes"})
        await be(http, desk, "kim")
        gone = await http.get(ways_on(await http.get("/"))[0])
        assert gone.status_code == 410
        assert 'name="n-q1" value="Mia Maes"' in gone.text
