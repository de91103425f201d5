"""The keys of programs on the pages: who sees them, what is shown once, and what an overview warns of."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import pytest

from graph.domain.changes import ChangeSet, Put
from graph.domain.errors import SourceUnavailable
from graph.store.kept import Owner
from graph.store.sqlite.store import SqliteStore
from graph.usecases.desk import Desk
from graph.usecases.keys import NewKey, create_key, keys_of
from graph.usecases.viewer import LOCAL_OWNER
from graph.usecases.webhooks import set_webhook, try_webhook
from service.config import Settings
from service.http.app import create_app
from service.wiring import messenger
from tests.api.clients import AT_FIRST, BRUG
from tests.clocks import HandClock
from tests.graphs import edge, node, organisation, records_of, school, seat
from tests.receiver import receiver
from tests.signed_in import signed_in

GROUP = records_of(
    organisation("vaart", "school_group"),
    school("brug", under=["vaart"], name="De Brug"),
    school("sluis", under=["vaart"], name="De Sluis"),
    node("person/an", name="An"),
    node("person/cis", name="Cis"),
    edge("AFFILIATED_WITH", "person/an", "organisation/vaart", capacity="staff"),
    edge("AFFILIATED_WITH", "person/cis", BRUG, capacity="staff"),
    node("task/register", name="Register bijhouden", keeps_register=True),
    seat("role/keeper", at=BRUG, held_by=["person/cis"], name="Secretariaat"),
    edge("EXECUTES", "role/keeper", "task/register", scope=[BRUG]),
)


@asynccontextmanager
async def reading(person: str | None) -> AsyncIterator[tuple[Desk, httpx.AsyncClient]]:
    """The pages as somebody reads them; Cis keeps the register of De Brug. Nobody named = the local owner."""
    store = SqliteStore(":memory:")
    puts = tuple(Put(record) for record in GROUP)
    await store.commit(ChangeSet(changes=puts, author="test", reason="first", key="first"))
    async with Desk(store, clock=HandClock()) as desk:
        transport = httpx.ASGITransport(app=create_app(desk, Settings(store="sqlite:///:memory:")))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            client.cookies.update({**await signed_in(desk, person), "mandaatwijzer_language": "en"})
            yield desk, client


async def sent(client: httpx.AsyncClient, path: str, **form: object) -> httpx.Response:
    """What a form of the page answers."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', (await client.get("/sleutels")).text)
    assert token is not None
    return await client.post(path, data={"csrf_token": token[1], **form})


async def test_a_key_is_shown_once_renewed_and_revoked() -> None:
    async with reading(None) as (desk, client):
        made = await sent(client, "/sleutels", name="Helpdesk", scope=["read", "read:people"], days="90")
        secret = re.search(r"mw_[0-9a-f]{16}_[\w-]{43}", made.text)
        assert secret is not None
        listed = (await client.get("/sleutels")).text
        assert "Helpdesk" in listed
        assert secret[0] not in listed
        (key,) = await keys_of(desk, LOCAL_OWNER)
        assert "mw_" in (await sent(client, "/sleutels/vernieuwen", of=key.key)).text
        assert (await sent(client, "/sleutels/intrekken", of=key.key)).status_code == 303
        assert "revoked" in (await client.get("/sleutels")).text


async def test_what_is_missing_is_told_and_what_was_typed_stays() -> None:
    async with reading(None) as (desk, client):
        for form in ({"name": "Sync"}, {"name": "Sync", "scope": "read", "days": "x"}, {"scope": "read", "name": " "}):
            answer = await sent(client, "/sleutels", **form)
            assert answer.status_code == 422
            assert form["name"].strip() in answer.text
        unknown = await sent(client, "/sleutels", name="Sync", scope="read", organisation="999999")
        assert unknown.status_code == 422
        assert await keys_of(desk, LOCAL_OWNER) == ()


async def test_a_program_is_told_of_changes_and_its_secret_is_shown_once() -> None:
    async with reading(None) as (desk, client), receiver(500) as program:
        key = (await create_key(desk, LOCAL_OWNER, NewKey(name="Sync", scopes=("read",)))).info.key
        wrong = await sent(client, "/sleutels/webhook", of=key, url="http://sync.school.example")
        assert wrong.status_code == 422
        assert 'value="http://sync.school.example"' in wrong.text
        made = await sent(client, "/sleutels/webhook", of=key, url=program.url)
        secret = re.search(r"whsec_[\w+/]{43}=", made.text)
        assert secret is not None
        listed = (await client.get("/sleutels")).text
        assert program.url in listed
        assert secret[0] not in listed
        refused = await sent(client, "/sleutels/webhook", of=key, action="try")
        assert "The notice was not taken: the address answers with status 500." in refused.text
        assert "tried again by itself" in refused.text
        assert (await sent(client, "/sleutels/webhook", of=key, action="try")).status_code == 303
        assert "The notice was taken." in (await client.get("/sleutels")).text
        assert [each.headers["webhook-signature"] for each in program.got] == [
            each.signature(secret[0]) for each in program.got
        ]
        assert (await sent(client, "/sleutels/webhook", of=key, action="end")).status_code == 303
        assert program.url not in (await client.get("/sleutels")).text


async def test_the_overview_says_which_program_is_told_nothing_any_more() -> None:
    for person, told in (("person/cis", True), ("person/an", False)):
        async with reading(person) as (desk, client), receiver(410) as program:
            asked = NewKey(name="Sync", scopes=("read",), organisations=(BRUG,))
            key = (await create_key(desk, LOCAL_OWNER, asked)).info.key
            await set_webhook(desk, LOCAL_OWNER, key, program.url)
            assert "told nothing any more" not in (await client.get("/mij")).text
            with pytest.raises(SourceUnavailable):
                await try_webhook(desk, LOCAL_OWNER, key, messenger())
            assert ("told nothing any more" in (await client.get("/mij")).text) is told
            if told:
                assert "For days no notice was taken" in (await client.get("/sleutels")).text


async def test_a_form_of_another_page_makes_no_key() -> None:
    async with reading(None) as (desk, client):
        assert (await client.post("/sleutels", data={"name": "x", "scope": "read"})).status_code == 403
        assert await keys_of(desk, LOCAL_OWNER) == ()


async def test_a_keeper_makes_keys_for_the_own_school_alone() -> None:
    async with reading("person/cis") as (desk, client):
        page = (await client.get("/sleutels")).text
        assert f'value="{BRUG}"' in page
        assert "organisation/sluis" not in page
        assert 'value="admin"' not in page
        assert (await sent(client, "/sleutels", name="x", scope="read", organisation=BRUG)).status_code == 200
        assert (await sent(client, "/sleutels", name="x", scope="admin", organisation=BRUG)).status_code == 403
        assert (await sent(client, "/sleutels", name="x", scope="read")).status_code == 403
        assert len(await keys_of(desk, LOCAL_OWNER)) == 1


async def test_a_colleague_has_none_and_is_led_to_none() -> None:
    async with reading("person/an") as (_desk, client):
        assert (await client.get("/sleutels")).status_code == 403
        assert "/sleutels" not in (await client.get("/api")).text


async def test_the_overview_of_whoever_may_renew_it_warns_a_month_before() -> None:
    for person, told in (("person/an", True), ("person/cis", False)):
        async with reading(person) as (desk, client):
            await desk.access.add(Owner(key="person/an", since=AT_FIRST - timedelta(days=1), by="test"), AT_FIRST)
            await create_key(desk, LOCAL_OWNER, NewKey(name="Helpdesk", scopes=("read",), days=30))
            assert ("Helpdesk" in (await client.get("/mij")).text) is told
