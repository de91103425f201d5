"""A double click on a form that makes something secret: one thing is made, and what people see is how it is called."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from graph.domain.changes import ChangeSet, Put
from graph.domain.errors import StoreUnavailable
from graph.domain.text import Text
from graph.store.kept import Kept, Notice, PersonalLink, SentForm, ServiceKey, hashed
from graph.store.sqlite.store import SqliteStore
from graph.usecases.change.records import ApplyChanges, apply_changes
from graph.usecases.desk import Desk
from graph.usecases.keys import KeyRing, NewKey, create_key
from graph.usecases.viewer import LOCAL_OWNER
from service.config import Settings
from service.http.app import create_app
from service.web.pages import PAGE_ROUTES
from tests.clocks import HandClock
from tests.graphs import node, records_of
from tests.signed_in import signed_in

AN = "person/an"
SCHOOL = node("organisation/dijk", name="De Dijk", type="school")


@asynccontextmanager
async def instances() -> AsyncIterator[tuple[Desk, httpx.AsyncClient, httpx.AsyncClient]]:
    """An owner at two instances on one store."""
    store = SqliteStore(":memory:")
    puts = tuple(map(Put, records_of(node(AN, name="An"))))
    await store.commit(ChangeSet(changes=puts, author="test", reason="first", key="first"))
    async with Desk(store, clock=HandClock()) as desk:
        cookies = {**await signed_in(desk, None), "mandaatwijzer_language": "en"}
        apps = [create_app(desk, Settings(store="sqlite:///:memory:")) for _ in range(2)]
        here, elsewhere = (
            httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost", cookies=cookies)
            for app in apps
        )
        async with here, elsewhere:
            yield desk, here, elsewhere


async def form_to(client: httpx.AsyncClient, page: str, action: str) -> dict[str, str]:
    """The hidden fields of a form of a page."""
    form = re.search(rf'<form[^>]*action="{action}".*?</form>', (await client.get(page)).text, re.DOTALL)
    assert form is not None
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[0]))


def test_every_form_that_makes_a_secret_or_a_way_in_is_sent_once() -> None:
    assert {route.path for route in PAGE_ROUTES if route.once} == {
        "/sleutels",
        "/sleutels/vernieuwen",
        "/sleutels/webhook",
        "/persoon/{key}/link",
        "/mij/passkeys",
    }


@pytest.mark.parametrize("at_once", [True, False])
async def test_a_double_click_makes_one_key_and_both_answers_show_it(at_once: bool) -> None:
    async with instances() as (desk, here, _):
        form = {**await form_to(here, "/sleutels", "/sleutels"), "name": "sync", "scope": "read"}
        if at_once:
            answers = await asyncio.gather(*(here.post("/sleutels", data=form) for _ in range(2)))
        else:
            answers = [await here.post("/sleutels", data=form) for _ in range(2)]
        shown = {re.findall(r"mw_[0-9a-f]{16}_[\w-]{43}", answer.text)[0] for answer in answers}
        assert len(shown) == 1
        assert len(await desk.access.all(ServiceKey, desk.clock.now())) == 1
        assert await KeyRing(desk).viewer(shown.pop()) is not None


async def test_a_double_click_renews_a_key_once_and_shows_the_new_one() -> None:
    async with instances() as (desk, here, _):
        made = await create_key(desk, LOCAL_OWNER, NewKey(name="sync", scopes=("read",)))
        form = {**await form_to(here, "/sleutels", "/sleutels/vernieuwen"), "of": made.info.key}
        answers = [await here.post("/sleutels/vernieuwen", data=form) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [200, 200]
        assert answers[0].text == answers[1].text
        assert len(await desk.access.all(ServiceKey, desk.clock.now())) == 2


async def test_a_double_click_makes_one_link_which_lets_in_and_is_told_once() -> None:
    async with instances() as (desk, here, _):
        form = await form_to(here, "/persoon/an", "/persoon/an/link")
        _first, second = await asyncio.gather(*(here.post("/persoon/an/link", data=form) for _ in range(2)))
        (link,) = await desk.access.all(PersonalLink, desk.clock.now())
        token = re.search(r"token=([\w-]+)", second.text)
        assert token is not None
        assert link.key == hashed(token[1])
        assert len(await desk.access.all(Notice, desk.clock.now(), about=AN)) == 1


async def test_another_instance_makes_nothing_either_and_says_so() -> None:
    async with instances() as (desk, here, elsewhere):
        form = {**await form_to(here, "/sleutels", "/sleutels"), "name": "sync", "scope": "read"}
        assert (await here.post("/sleutels", data=form)).status_code == 200
        late = await elsewhere.post("/sleutels", data=form)
        assert late.status_code == 409
        assert "was sent already" in late.text
        assert len(await desk.access.all(ServiceKey, desk.clock.now())) == 1


async def test_another_form_and_the_same_with_other_words_make_another_key() -> None:
    async with instances() as (desk, here, _):
        for name in ("sync", "helpdesk"):
            form = {**await form_to(here, "/sleutels", "/sleutels"), "name": name, "scope": "read"}
            for days in ("30", "60"):
                assert (await here.post("/sleutels", data={**form, "days": days})).status_code == 200
        assert len(await desk.access.all(ServiceKey, desk.clock.now())) == 4


async def test_a_form_that_was_not_accepted_is_sent_again_on_any_instance_once_it_can_be() -> None:
    async with instances() as (desk, here, elsewhere):
        form = {**await form_to(here, "/sleutels", "/sleutels"), "name": "sync", "scope": "read"}
        wrong = {**form, "organisation": "De Dijk"}
        assert [(await client.post("/sleutels", data=wrong)).status_code for client in (here, elsewhere)] == [422, 422]
        await apply_changes(desk, LOCAL_OWNER, ApplyChanges(puts=(SCHOOL,)))
        assert [(await client.post("/sleutels", data=wrong)).status_code for client in (here, elsewhere)] == [200, 409]
        assert len(await desk.access.all(ServiceKey, desk.clock.now())) == 1


@pytest.mark.parametrize("failing", ["making", "telling", "both"])
async def test_a_form_that_the_store_did_not_take_is_sent_again_when_it_does(
    failing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with instances() as (desk, here, _):
        form = {**await form_to(here, "/sleutels", "/sleutels"), "name": "sync", "scope": "read"}
        kinds: set[type[Kept]] = {SentForm} if failing == "telling" else {ServiceKey}
        with monkeypatch.context() as broken:
            broken.setattr(desk.access, "add", refusing(desk.access.add, kinds))
            if failing == "both":
                broken.setattr(desk.access, "take", refusing(desk.access.take, {SentForm}))
            assert [(await here.post("/sleutels", data=form)).status_code for _ in range(2)] == [503, 503]
        answers = [await here.post("/sleutels", data=form) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [200, 200]
        assert answers[0].text == answers[1].text
        assert len(await desk.access.all(ServiceKey, desk.clock.now())) == 1


def refusing(ask: Any, kinds: set[type[Kept]]) -> Any:
    """The same call of a store, which does not answer about some sorts."""

    async def refuses(what: Any, *more: Any, **named: Any) -> Any:
        if what in kinds or type(what) in kinds:
            raise StoreUnavailable(Text("The store does not answer."))
        return await ask(what, *more, **named)

    return refuses
