"""Sessions and links end with what says who signs in as their person; every way in ends with the person."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from graph.domain.changes import Change, Put, Remove
from graph.domain.kinds import Person
from graph.store.kept import Identity, Kept, Owner, Passkey, PersonalLink, Session
from graph.usecases import desk as desk_module
from graph.usecases.desk import Desk
from graph.usecases.viewer import LOCAL_OWNER
from tests.graphs import node
from tests.unit.usecases.desks import desk_over
from tests.waiting import GENEROUS

NOW = datetime(2026, 10, 15, 8, 0, tzinfo=UTC)
AN, BO = "person/an", "person/bo"


def ways(person: str) -> tuple[Kept, ...]:
    """Every way in of somebody, and their session."""
    name = person.partition("/")[2]
    return (
        Session(key=f"s-{name}", person=person, provider="link", opened=NOW, seen=NOW),
        PersonalLink(key=f"l-{name}", person=person, made=NOW, made_by="local owner"),
        Passkey(key=f"p-{name}", person=person, public_key=b"k", sign_count=0, name="phone", made=NOW),
        Identity(key=f"school:{name}", person=person, since=NOW),
        Owner(key=person, since=NOW, by="local owner"),
    )


async def left(desk: Desk, change: Change) -> list[str]:
    """The sorts of what is kept of An after a change; all of Bo's stays."""
    for value in (*ways(AN), *ways(BO)):
        await desk.access.add(value, NOW)
    await desk.commit(lambda _: [change], viewer=LOCAL_OWNER, reason="test", key="test")
    assert [each for each in ways(BO) if await desk.access.find(type(each), each.key, NOW) is None] == []
    return [each.sort for each in ways(AN) if await desk.access.find(type(each), each.key, NOW) is not None]


async def test_another_address_ends_sessions_and_links() -> None:
    async with desk_over(node(AN, name="An", email="an@x.example"), node(BO, name="Bo")) as desk:
        person = desk.snapshot.find(Person, AN)
        assert person is not None
        after = await left(desk, Put(replace(person, email="else@x.example")))
    assert after == ["passkey", "identity", "owner"]


async def test_another_name_ends_nothing() -> None:
    async with desk_over(node(AN, name="An"), node(BO, name="Bo")) as desk:
        person = desk.snapshot.find(Person, AN)
        assert person is not None
        assert len(await left(desk, Put(replace(person, name="Anna")))) == len(ways(AN))


async def test_who_is_gone_has_no_way_in() -> None:
    async with desk_over(node(AN, name="An"), node(BO, name="Bo")) as desk:
        assert await left(desk, Remove(AN)) == []


async def test_what_is_past_its_time_is_taken_away_by_a_running_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_module, "PURGED_EVERY", timedelta(milliseconds=1))
    async with desk_over(node(AN, name="An")) as desk:
        ended = NOW - timedelta(hours=13)
        await desk.access.add(Session(key="s", person=AN, provider="link", opened=ended, seen=ended), ended)
        async with asyncio.timeout(GENEROUS):
            while await desk.access.find(Session, "s", ended) is not None:  # noqa: ASYNC110 (a desk has no event)
                await asyncio.sleep(0.001)
