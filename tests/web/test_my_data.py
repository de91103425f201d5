"""My data, as a browser asks it: see mine, share, find and remove, take along, be erased, see who looked."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import unescape
from pathlib import Path
from typing import Any

import httpx

from graph.domain.changes import ChangeSet, Put
from graph.domain.kinds import Knows, Person
from graph.store.audit import AuditFile
from graph.store.kept import Session
from graph.store.sqlite.store import SqliteStore
from graph.usecases.change.expertise import RecordExpertise, record_expertise
from graph.usecases.desk import Desk
from graph.usecases.notices import PASSKEY_ADDED, tell
from service.config import Settings
from service.http.app import create_app
from tests.clocks import HandClock
from tests.graphs import edge, node, records_of
from tests.signed_in import SESSION, signed_in
from tests.unit.usecases.groups import BEEK, GROUP, viewer_of

LIES, MY = "person/lies", "/mij/gegevens"


class Reader:
    """A browser of somebody who signed in.

    Attributes:
        http: the browser.
        desk: of the service that it asks.
    """

    def __init__(self, http: httpx.AsyncClient, desk: Desk) -> None:
        self.http = http
        self.desk = desk

    async def be(self, name: str | None) -> None:
        """Sign in as somebody else; as the local owner when nobody is named."""
        cookies = await signed_in(self.desk, *((f"person/{name}", "school") if name else ()))
        self.http.cookies.set(SESSION, cookies[SESSION])

    async def see(self, path: str = MY) -> str:
        """What a page says, without its tags."""
        answer = await self.http.get(path)
        assert answer.status_code == 200, answer.status_code
        return told(answer.text)

    async def press(self, page: str, action: str, **values: str) -> httpx.Response:
        """Send a form of a page."""
        shown = (await self.http.get(page)).text
        assert f'action="{action}"' in shown
        token = shown.partition('name="csrf_token" value="')[2].partition('"')[0]
        return await self.http.post(action, data={"csrf_token": token, **values})


def told(page: str) -> str:
    """The text of a page."""
    main = page.partition("<main")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", "", main)).split())


@asynccontextmanager
async def reading(folder: Path, name: str | None) -> AsyncIterator[Reader]:
    """The browser of somebody, of a service with a register of which the log and the audit are in files."""
    store = SqliteStore(str(folder / "store.db"))
    group = (
        *GROUP,
        node("person/piet", name="Piet Wouters"),
        edge("AFFILIATED_WITH", "person/piet", BEEK),
        edge("ABSENT_FROM", LIES, "organisation/brug", since="2026-03-02", until="2026-03-09"),
    )
    puts = tuple(Put(record) for record in records_of(*group))
    await store.commit(ChangeSet(changes=puts, author="test", reason="first", key="first"))
    file = AuditFile(folder / "audit.jsonl")
    async with Desk(store, clock=HandClock(), refresh_seconds=3600, audit_file=file) as desk:
        level = RecordExpertise(person=LIES, expertise="expertise/netwerk", level=4)
        await record_expertise(desk, viewer_of("kim"), level)
        app = create_app(desk, Settings(store="sqlite:///:memory:"))
        headers = {"accept-language": "nl", "sec-fetch-site": "same-origin"}
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost", headers=headers) as http:
            reader = Reader(http, desk)
            await reader.be(name)
            yield reader


async def test_i_see_everything_that_is_kept_about_me_and_who_sees_it(tmp_path: Path) -> None:
    async with reading(tmp_path, "lies") as lies:
        assert MY in (await lies.http.get("/mij")).text
        page = await lies.see()
        assert "lies@school.example" in page
        assert "netwerk" in page
        assert "zichtbaar voor alleen jij en de beheerder van het register" in page
        assert "zichtbaar voor collega's van je scholengroep" in page
        assert "niet beschikbaar" in page, "also of an absence that nobody is shown any more"


async def test_i_share_with_others_in_two_clicks_and_see_what_they_see(tmp_path: Path) -> None:
    async with reading(tmp_path, "lies") as lies:
        other = f"{MY}/zo-ziet/andere-school"
        assert "netwerk" not in await lies.see(other)
        done = await lies.press(MY, f"{MY}/delen", share="group")
        assert done.status_code == 303
        assert "Je deelt je expertise nu met" in (await lies.http.get(MY)).text
        assert "netwerk" in await lies.see(other)
        assert (await lies.http.get(f"{MY}/zo-ziet/gast")).headers["location"] == MY
        assert "Die ziet je helemaal niet" in (await lies.http.get(MY)).text
        assert "Dit ziet een collega van een andere school" in await lies.see(other)
        await lies.be("piet")
        assert "netwerk" in await lies.see("/persoon/lies"), "it is what Piet sees as well"


async def test_i_find_who_entered_a_level_and_remove_it(tmp_path: Path) -> None:
    async with reading(tmp_path, "lies") as lies:
        assert "ingevuld door kim" in await lies.see()
        (level,) = lies.desk.snapshot.out(Knows, LIES)
        assert (await lies.press(MY, f"{MY}/weg", record=level.id)).status_code == 303
        assert lies.desk.snapshot.out(Knows, LIES) == ()
        assert "ingevuld door kim" not in await lies.see()


async def test_of_what_i_entered_of_a_colleague_i_read_no_more_than_that_unless_they_share_it(tmp_path: Path) -> None:
    async with reading(tmp_path, "kim") as kim:
        (fact,) = [each for each in (await kim.http.get(f"{MY}/bestand/json")).json()["facts"] if _is_knows(each)]
        assert fact["record"].keys() == {"kind", "id", "from", "to", "entered_by"}
        assert (fact["record"]["from"], fact["entered_by"]) == (LIES, "")
        await kim.be("lies")
        await kim.press(MY, f"{MY}/delen", share="school")
        await kim.be("kim")
        (fact,) = [each for each in (await kim.http.get(f"{MY}/bestand/json")).json()["facts"] if _is_knows(each)]
        assert fact["record"]["level"] == 4


def _is_knows(fact: dict[str, Any]) -> bool:
    return fact["record"]["kind"] == "KNOWS"


async def test_i_remove_nothing_of_others(tmp_path: Path) -> None:
    async with reading(tmp_path, "lies") as lies:
        (level,) = lies.desk.snapshot.out(Knows, LIES)
        await lies.be("piet")
        shown = (await lies.http.get(MY)).text
        token = shown.partition('name="csrf_token" value="')[2].partition('"')[0]
        answer = await lies.http.post(f"{MY}/weg", data={"csrf_token": token, "record": level.id})
        assert answer.status_code == 404
        assert lies.desk.snapshot.find(Knows, level.id) is not None


async def test_i_take_it_along_as_json_and_as_a_page_to_read(tmp_path: Path) -> None:
    async with reading(tmp_path, "lies") as lies:
        answer = await lies.http.get(f"{MY}/bestand/json")
        assert "attachment" in answer.headers["content-disposition"]
        plain = answer.json()
        assert plain["person"]["email"] == "lies@school.example"
        kinds = [fact["record"]["kind"] for fact in plain["facts"]]
        assert kinds == ["person", "ABSENT_FROM", "AFFILIATED_WITH", "KNOWS"]
        assert plain["facts"][-1]["entered_by"] == "person/kim"
        assert plain["ways_in"]["session"] == 1
        page = (await lies.http.get(f"{MY}/bestand/html")).text
        assert "lies@school.example" in page
        assert "netwerk" in page
        assert (await lies.http.get(f"{MY}/bestand/exe")).status_code == 404


async def test_i_see_and_take_along_what_i_was_told_of_signing_in(tmp_path: Path) -> None:
    async with reading(tmp_path, "lies") as lies:
        await tell(lies.desk, LIES, PASSKEY_ADDED)
        told = "Er is een passkey toegevoegd waarmee je je aanmeldt."
        assert told in await lies.see()
        assert told in (await lies.http.get(f"{MY}/bestand/html")).text
        assert [each["what"] for each in (await lies.http.get(f"{MY}/bestand/json")).json()["notices"]] == [
            PASSKEY_ADDED
        ]


async def test_i_am_erased_and_signed_out(tmp_path: Path) -> None:
    wissen = f"{MY}/wissen"
    async with reading(tmp_path, "lies") as lies:
        assert "Dit kan niet ongedaan gemaakt worden" in await lies.see(wissen)
        assert (await lies.press(wissen, wissen)).status_code == 422
        assert lies.desk.snapshot.find(Person, LIES) is not None, "nobody is erased by half a click"
        assert (await lies.press(wissen, wissen, sure="1")).status_code == 303
        assert lies.desk.snapshot.find(Person, LIES) is None
        assert (await lies.http.get(MY)).status_code == 303, "she is signed out"
        assert await lies.desk.access.all(Session, lies.desk.clock.now(), about=LIES) == []
        await lies.be(None)
        for path in ("/zoeken?q=lies", "/geschiedenis", "/persoon/erased-1"):
            assert "lies@" not in (await lies.http.get(path)).text, path
        assert "lies@school.example" not in repr(await lies.desk.revisions())


async def test_i_see_who_looked_at_me(tmp_path: Path) -> None:
    async with reading(tmp_path, "kim") as reader:
        await reader.see("/persoon/lies")
        await reader.be("lies")
        page = await reader.see()
        assert "kim bekeek" in page
        await reader.see("/persoon/lies")
        assert page.count("bekeek") == (await reader.see()).count("bekeek"), "what I look at myself is not noted"


async def test_only_an_owner_erases_somebody_else(tmp_path: Path) -> None:
    async with reading(tmp_path, "kim") as reader:
        assert (await reader.http.get("/persoon/lies/wissen")).status_code == 403
        assert "/persoon/lies/wissen" not in (await reader.http.get("/persoon/lies")).text
        await reader.be(None)
        assert "/persoon/lies/wissen" in (await reader.http.get("/persoon/lies")).text
        done = await reader.press("/persoon/lies/wissen", "/persoon/lies/wissen", sure="1")
        assert done.headers["location"] == "/"
        assert reader.desk.snapshot.find(Person, LIES) is None


async def test_the_local_owner_sees_the_data_of_whom_they_said_to_be(tmp_path: Path) -> None:
    async with reading(tmp_path, None) as owner:
        assert (await owner.http.get(MY)).headers["location"] == "/mij?choose=1"
        owner.http.cookies.set("mandaatwijzer_me", LIES)
        assert "lies@school.example" in await owner.see()
