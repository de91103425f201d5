"""Who signs in otherwise is told: on their own page for a month, and by mail at the address that was known before."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from graph.domain.changes import Put
from graph.domain.errors import SourceUnavailable
from graph.domain.kinds import Person
from graph.domain.text import Text
from graph.store.kept import Notice
from graph.usecases.desk import Desk
from graph.usecases.keys import NewKey, create_key
from graph.usecases.notices import KEY_MADE, LINK_MADE, PASSKEY_ADDED, TOLD, WAYS_CHANGED, notices_of
from graph.usecases.passkeys import add_passkey
from graph.usecases.personal_links import make_link
from graph.usecases.viewer import LOCAL_OWNER, Viewer, ViewerKind
from tests.graphs import node, school
from tests.unit.usecases.desks import desk_over

AN = "person/an"
GRAPH = (school("brug"), node(AN, name="An", email="an@school.example"), node("person/bo"))


class Letters:
    """Keeps what is sent."""

    def __init__(self, *, is_open: bool = True) -> None:
        self.sent: list[tuple[str, str, str]] = []
        self._is_open = is_open

    async def send(self, to: str, subject: str, text: str) -> None:
        """Send a text to one address."""
        if not self._is_open:
            raise SourceUnavailable(Text("closed"))
        self.sent.append((to, subject, text))


async def change(desk: Desk, **fields: str) -> None:
    an = desk.snapshot.find(Person, AN)
    assert an is not None
    await desk.commit(lambda _: [Put(replace(an, **fields))], viewer=LOCAL_OWNER, reason="", key="change")  # type: ignore[arg-type]


async def told(desk: Desk) -> list[str]:
    return [notice.what for notice in await notices_of(desk, AN)]


async def test_each_way_in_that_is_made_is_told() -> None:
    letters = Letters()
    async with desk_over(*GRAPH) as desk:
        desk.post = letters
        await add_passkey(desk, AN, key="k", public_key=b"k", sign_count=0, name="gsm")
        await make_link(desk, LOCAL_OWNER, AN)
        an = Viewer(kind=ViewerKind.OWNER, name="An", person=AN)
        await create_key(desk, an, NewKey(name="sync", scopes=("read",)))
        assert sorted(await told(desk)) == sorted([PASSKEY_ADDED, LINK_MADE, KEY_MADE])
        assert await notices_of(desk, "person/bo") == ()
    assert [to for to, _, _ in letters.sent] == ["an@school.example"] * 3


async def test_another_address_is_told_at_the_one_before_in_both_languages() -> None:
    letters = Letters()
    async with desk_over(*GRAPH) as desk:
        desk.post = letters
        await change(desk, email="dief@elders.example")
        assert await told(desk) == [WAYS_CHANGED]
    ((to, subject, text),) = letters.sent
    assert to == "an@school.example"
    assert "How you sign in at the register was changed" in subject
    assert TOLD[WAYS_CHANGED] in text
    assert text.count("\n\n") == 1, "once in each language"
    assert "dief" not in text


async def test_another_name_is_nobody_s_way_in() -> None:
    async with desk_over(*GRAPH) as desk:
        await change(desk, name="Anna")
        assert await told(desk) == []


async def test_a_mail_that_does_not_go_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    async with desk_over(*GRAPH) as desk:
        desk.post = Letters(is_open=False)
        await make_link(desk, LOCAL_OWNER, AN)
        assert await told(desk) == [LINK_MADE]
    assert "notice_not_mailed" in caplog.text
    assert "an@school.example" not in caplog.text


async def test_after_a_month_it_is_not_shown_any_more() -> None:
    async with desk_over(*GRAPH) as desk:
        await make_link(desk, LOCAL_OWNER, AN)
        later = desk.clock.now() + timedelta(days=31)
        assert await desk.access.all(Notice, later, about=AN) == []
