"""The page of what changed: in the words of its reader, in the time zone of the instance, without ids or codes."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from html import unescape
from zoneinfo import ZoneInfo

import httpx

from graph.domain.changes import Change, Put, Remove
from graph.domain.kinds import Decides, Person, Task
from graph.store.sqlite.store import SqliteStore
from graph.usecases.desk import Desk
from graph.usecases.viewer import LOCAL_OWNER
from service.config import Settings
from service.http.app import create_app
from tests.api.clients import small_group
from tests.clocks import HandClock
from tests.signed_in import signed_in
from tests.web.conftest import put


@asynccontextmanager
async def history(
    *changes: Change, timezone: str = "Europe/Brussels", reason: str = "nagekeken"
) -> AsyncIterator[list[str]]:
    """The lines of the page after changes of the small group."""
    async with Desk(SqliteStore(":memory:"), clock=HandClock(), timezone=timezone) as desk:
        await put(desk, small_group())
        await desk.commit(lambda _: changes, viewer=LOCAL_OWNER, reason=reason, key="second")
        app = create_app(desk, Settings(store="sqlite:///:memory:"))
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://localhost", cookies=await signed_in(desk)
        ) as http:
            answer = await http.get("/geschiedenis", headers={"accept-language": "nl"})
        yield [line for line in map(str.strip, plain(answer.text).splitlines()) if line]


def plain(page: str) -> str:
    """The text of a page, a line for each that is one in its source."""
    return unescape(re.sub(r"<[^>]*>", "", page.replace("</div>", "\n")))


def record(record_id: str) -> object:
    return next(one for one in small_group() if one.id == record_id)


def changed() -> tuple[Change, ...]:
    wifi, an, buy = record("task/wifi"), record("person/an"), record("decides/buy")
    assert isinstance(wifi, Task)
    assert isinstance(an, Person)
    assert isinstance(buy, Decides)
    return (
        Put(replace(wifi, usual_level="group", keywords=(("nl", ("draadloos",)),))),
        Put(replace(an, share_expertise="group", identifiers=("alias:an p.",))),
        Put(replace(buy, ceiling_eur=8000)),
    )


async def test_what_changed_is_told_in_dutch() -> None:
    async with history(*changed()) as lines:
        assert "gewijzigd Netwerk onderhouden taak" in lines
        assert "gebruikelijk niveau: – → scholengroep" in lines
        assert "gewone woorden: Nederlands: draadloos, wifi → Nederlands: draadloos" in lines
        assert "deelt expertise met: iedereen → de eigen scholengroep" in lines
        assert "nummers in andere systemen: – → an p." in lines
        assert "gewijzigd ICT-coördinator beslist over “Aankopen”" in lines
        assert "bedragsgrens: €\u00a05.000 → €\u00a08.000" in lines


async def test_why_it_changed_is_told_in_dutch_where_nobody_wrote_it() -> None:
    async with history(*changed(), reason="schools of the first hour") as lines:
        assert "scholen van het eerste uur" in lines
    async with history(*changed(), reason="Wifi {nieuw} op 100%") as lines:
        assert "Wifi {nieuw} op 100%" in lines


async def test_what_is_not_there_any_more_is_told_by_what_it_was() -> None:
    async with history(Remove("norm/print")) as lines:
        assert "weg Iemand voor de printers minimumafspraak" in lines


async def test_no_code_no_id_and_no_plain_date_is_shown() -> None:
    async with history(*changed()) as lines:
        page = "\n".join(lines)
        assert not re.search(r"\b[a-z]+_[a-z]+\b|\b(?:task|person|organisation)/\w|\d{4}-\d\d-\d\d", page)


async def test_the_owner_is_called_in_words() -> None:
    async with history(*changed()) as lines:
        assert any("de beheerder van deze gegevens" in line for line in lines)


async def test_a_moment_is_told_in_the_time_zone_of_the_instance() -> None:
    for timezone in ("America/New_York", "Asia/Tokyo"):
        before = datetime.now(ZoneInfo(timezone))
        async with history(*changed(), timezone=timezone) as lines:
            hours = {f"{moment:%d %H:%M}" for moment in (before, datetime.now(ZoneInfo(timezone)))}
            told = [line for line in lines if "de beheerder van deze gegevens" in line][-1]
        assert any(re.search(rf"\b{int(one[:2])} \w+ \d{{4}}, {one[3:]}", told) for one in hours), (hours, told)
