"""A list that somebody brings in tells them of nobody whom they do not see, by what it asks or what it notes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from graph.domain.changes import RecordChange
from graph.domain.errors import Forbidden, InvalidInput
from graph.domain.kinds import Knows
from graph.usecases.analysing import Analyst
from graph.usecases.change.editing import RemoveRecord, remove_record
from graph.usecases.desk import Desk
from graph.usecases.first_hour import preview_colleagues
from graph.usecases.importing import ImportRequest, NamedBytes, Outcome, bring_in, preview
from graph.usecases.read import draft_as_seen
from graph.usecases.viewer import LOCAL_OWNER, Viewer
from tests.graphs import edge, node, seat
from tests.sight.arena import arena
from tests.unit.usecases.desks import desk_over
from tests.unit.usecases.groups import BRUG, GROUP, KEEP, VER, viewer_of

KEEPER = viewer_of("veer")
"""She keeps a school outside the group, and sees nobody of De Brug who is no contact point."""


@pytest_asyncio.fixture
async def desk() -> AsyncIterator[Desk]:
    """A register in which De Brug has Saskia, and the pupil Bo."""
    people = [
        node("person/saskia", name="Saskia Peeters", email="saskia@school.example"),
        node("person/bo", name="Bo Claes", type="pupil"),
        *(edge("AFFILIATED_WITH", person, BRUG, source="lijst.csv") for person in ("person/saskia", "person/bo")),
        seat("role/leraar", at=BRUG, held_by=["person/saskia"]),
    ]
    async with desk_over(*GROUP, *people, edge("EXECUTES", "person/veer", KEEP, scope=[VER])) as desk:
        yield desk


def listed(*rows: str, retire: bool = False, at: str = VER) -> ImportRequest:
    text = "\n".join(("naam;e-mail;ambt", *rows))
    return ImportRequest(files=(NamedBytes("lijst.csv", text.encode()),), organisation=at, retire=retire)


async def looked(desk: Desk, viewer: Viewer, request: ImportRequest) -> str:
    """What looking at a list tells, as a program reads it."""
    return str(Outcome.plain(await preview(desk, viewer, request)))


@pytest.mark.parametrize("name", ["Saskia Peeters", "Saskia Peters", "Bo Claes"])
async def test_a_name_is_not_told_to_be_that_of_somebody_hidden(desk: Desk, name: str) -> None:
    assert "person/" in await looked(desk, LOCAL_OWNER, listed(f"{name};;"))
    told = await looked(desk, KEEPER, listed(f"{name};;"))
    assert "person/saskia" not in told
    assert "person/bo" not in told
    assert (await preview_colleagues(desk, LOCAL_OWNER, name, {})).doubts
    assert not (await preview_colleagues(desk, KEEPER, name, {})).doubts


async def test_whose_an_address_is_stays_untold(desk: Desk) -> None:
    assert "Saskia Peeters" in await looked(desk, LOCAL_OWNER, listed("Iemand Anders;saskia@school.example;"))
    with pytest.raises(InvalidInput, match="Something that you may not see") as refused:
        await looked(desk, KEEPER, listed("Iemand Anders;saskia@school.example;"))
    assert "Saskia" not in str(refused.value)


async def test_who_left_another_school_is_not_listed(desk: Desk) -> None:
    rows = listed("kim;kim@school.example;", at=BRUG, retire=True)
    assert "Saskia Peeters" in await looked(desk, LOCAL_OWNER, rows)
    with pytest.raises((Forbidden, InvalidInput)) as refused:
        await looked(desk, KEEPER, rows)
    assert "Saskia" not in str(refused.value)


async def test_a_colleague_of_elsewhere_who_is_surely_meant_gets_a_second_school(desk: Desk) -> None:
    await bring_in(desk, KEEPER, listed("Saskia Peeters;saskia@school.example;"))
    assert (await desk.world(KEEPER)).get("person/saskia") is not None


async def test_what_a_list_did_is_read_as_the_log_is() -> None:
    analyst = Analyst()
    try:
        async with arena(analyst) as whole:
            await remove_record(whole.desk, LOCAL_OWNER, RemoveRecord(record="knows/els"))
            address = f"/invoeren/klaar/{whole.desk.revision}"
            told = [await whole.guests[who].get(address) for who in ("owner", "keeper")]
            assert ["cloud" in page.text for page in told] == [True, False]
    finally:
        analyst.close()


async def test_a_level_that_a_list_replaces_is_shown_without_what_its_keeper_does_not_see() -> None:
    before = edge("KNOWS", "person/lies", "expertise/netwerk", id="knows/1", level=5, wants=True)
    async with desk_over(*GROUP, before) as desk:
        (knows,) = desk.snapshot.out(Knows, "person/lies")
        change = RecordChange(before=knows, after=replace(knows, level=3))
        told = draft_as_seen(await desk.world(viewer_of("kim")), change)
        assert told is not None
        shown = {field.field: (field.before, field.after) for field in told.fields}
        assert shown == {"from": (None, "person/lies"), "to": (None, "expertise/netwerk"), "level": (None, 3)}
        assert draft_as_seen(await desk.world(LOCAL_OWNER), change) == change
