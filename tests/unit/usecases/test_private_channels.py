"""A private way to reach somebody is for their own team, and on crisis lists; no other way leads to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from graph.domain.changes import Put
from graph.domain.errors import NotFound
from graph.domain.kinds import Channel, ContactPointFor, ReachedBy
from graph.reports.render import rendered
from graph.usecases import gaps_over_time, profiles, read
from graph.usecases.desk import Desk
from graph.usecases.documents import DOCUMENTS, document
from graph.usecases.exporting import export, export_formats
from graph.usecases.questions.registry import named
from graph.usecases.viewer import LOCAL_OWNER, Scope, Viewer, ViewerKind
from graph.usecases.world import World
from graph.words.catalogue import texts_in
from tests.graphs import Plains, edge, node, organisation, school, seat
from tests.unit.usecases.desks import desk_over
from tests.unit.usecases.test_exporting import text_of

VAART, BRUG = "organisation/vaart", "organisation/brug"
MOBILE, NUMBER = "channel/mobile", "0470 00 00 00"


def person(name: str) -> Viewer:
    return Viewer(kind=ViewerKind.PERSON, name=name, person=f"person/{name}", organisations=frozenset({BRUG}))


READS = frozenset({Scope.READ, Scope.READ_PEOPLE})
KEY = Viewer(kind=ViewerKind.KEY, name="helpdesk", organisations=frozenset({BRUG}), scopes=READS)
GUEST = Viewer(kind=ViewerKind.PERSON, name="gast", person="person/gast")
TEACHER, COLLEAGUE, COUNCILLOR = person("els"), person("kim"), person("tom")
STRANGERS = pytest.mark.parametrize("viewer", [KEY, GUEST, TEACHER])
TEAM = pytest.mark.parametrize("viewer", [LOCAL_OWNER, COLLEAGUE, COUNCILLOR])


def brug() -> tuple[Plains, ...]:
    """An and Kim do ICT at De Brug, Tom is in its ICT team, Els teaches; An's mobile reaches function and team."""
    return (
        organisation("vaart", "school_group", name="De Vaart"),
        school("brug", under=["vaart"], name="De Brug"),
        *(node(f"person/{name}") for name in ("an", "kim", "tom", "els")),
        *(edge("AFFILIATED_WITH", f"person/{name}", BRUG, capacity="staff") for name in ("an", "kim", "tom", "els")),
        seat("role/ict", at=BRUG, held_by=["person/an"]),
        seat("role/help", at=BRUG, held_by=["person/kim"]),
        node("body/team"),
        edge("BODY_OF", "body/team", BRUG),
        edge("MEMBER_OF", "person/tom", "body/team"),
        node("task/wifi", name="Wifi"),
        node("task/print", name="Printers"),
        edge("CONTACT_POINT_FOR", "role/ict", "task/wifi", channel=MOBILE, id="contact_point_for/wifi"),
        edge("CONTACT_POINT_FOR", "role/ict", "task/print"),
        node(MOBILE, name="Gsm van An", type="phone", address=NUMBER, private=True),
        node("channel/desk", name="Lokaal", type="desk", address="lokaal 12"),
        edge("REACHED_BY", "role/ict", "channel/desk"),
        *(edge("REACHED_BY", end, MOBILE) for end in ("role/ict", "body/team", BRUG)),
    )


def channels_in_answer(world: World) -> object:
    return read.responsible(world, BRUG, "task/wifi").contact_points


def channels_to_start_with(world: World) -> object:
    return read.first_contacts(world, BRUG)


def channels_of_the_unknown(world: World) -> object:
    with pytest.raises(read.SubjectUnknown) as unknown:
        read.responsible(world, BRUG, "task/beamers")
    return unknown.value.contact_points


def profile_of(make: Callable[[World, str], object], node_id: str) -> Callable[[World], object]:
    return lambda world: make(world, node_id)


WAYS: dict[str, Callable[[World], object]] = {
    "the answer": channels_in_answer,
    "the start page": channels_to_start_with,
    "the answer to what is unknown": channels_of_the_unknown,
    "the page of an organisation": lambda world: profiles.organisation_profile(world, BRUG).channels,
    "the page of a function": lambda world: profiles.role_profile(world, "role/ict").channels,
    "the page of a body": lambda world: profiles.body_profile(world, "body/team").channels,
    "the record by its id": lambda world: read.find(world, Channel, MOBILE),
    "the list of channels": lambda world: read.nodes(world, Channel),
    "the ways of a function": lambda world: read.edges(world, world.snapshot.out(ReachedBy, "role/ict")),
    "a search": lambda world: read.search(world, "gsm van an", kinds=[Channel]),
    "a report": lambda world: rendered(
        named("who").asked(world, organisation=BRUG, subject="task/wifi").report(texts_in("nl")), "md"
    ),
}


def is_told(told: object) -> bool:
    return MOBILE in str(told) or NUMBER in str(told)


@pytest.mark.parametrize("way", WAYS)
@STRANGERS
async def test_no_answer_gives_it_to_a_stranger(viewer: Viewer, way: str) -> None:
    async with desk_over(*brug()) as desk:
        assert not is_told(WAYS[way](await desk.world(viewer)))


@pytest.mark.parametrize("way", WAYS)
@TEAM
async def test_every_answer_gives_it_to_the_own_team(viewer: Viewer, way: str) -> None:
    async with desk_over(*brug()) as desk:
        assert is_told(WAYS[way](await desk.world(viewer)))


@pytest.mark.parametrize("format_name", export_formats())
@STRANGERS
async def test_no_export_holds_it_for_a_stranger(viewer: Viewer, format_name: str) -> None:
    async with desk_over(*brug()) as desk:
        shown = text_of(export(await desk.world(viewer), format_name))
        assert not is_told(shown)
        assert "contact_point_for/wifi" in shown or format_name == "takenoverzicht"


@pytest.mark.parametrize(("viewer", "lists"), [(KEY, []), (GUEST, []), (TEACHER, ["crisis-list"])])
async def test_only_the_crisis_list_of_all_documents_names_it_to_colleagues(viewer: Viewer, lists: list[str]) -> None:
    about = {"role-sheet": "role/ict", "handover": "person/an"}
    async with desk_over(*brug()) as desk:
        world = await desk.world(viewer)
        told = [name for name in DOCUMENTS if is_told(_written(world, name, about.get(name, BRUG)))]
        assert told == lists


def _written(world: World, name: str, about: str) -> str:
    return rendered(document(world, name, about, texts_in("nl")), "md").decode()


async def _renamed(desk: Desk) -> None:
    """The mobile gets another name, the mandate another rank."""
    mobile, mandate = desk.snapshot.find(Channel, MOBILE), desk.snapshot.find(ContactPointFor, "contact_point_for/wifi")
    assert mobile
    assert mandate
    changed = (Put(replace(mobile, name="Gsm")), Put(replace(mandate, rank=1)))
    await desk.commit(lambda _snapshot: changed, viewer=LOCAL_OWNER, reason="renamed", key="second")


@STRANGERS
async def test_the_log_tells_a_stranger_that_the_mandate_changed_and_not_how_to_reach_whom(viewer: Viewer) -> None:
    async with desk_over(*brug()) as desk:
        await _renamed(desk)
        world = await desk.world(viewer)
        with pytest.raises(NotFound):
            await read.history(desk, world, MOBILE)
        entries = await read.history(desk, world, "contact_point_for/wifi")
        assert [entry.revision.number for entry in entries] == [1, 2]
        assert not is_told([entry.change for entry in entries])
        assert not is_told([read.visible_revision(world, revision) for revision in await desk.revisions()])


@STRANGERS
async def test_what_changed_between_two_moments_does_not_tell_it(viewer: Viewer) -> None:
    async with desk_over(*brug()) as desk:
        await _renamed(desk)
        before, after = await desk.world(viewer, known_at=1), await desk.world(viewer)
        found = await gaps_over_time.what_changed(desk, before, after)
        assert [each.difference.id for each in found.records] == ["contact_point_for/wifi"]
        assert not is_told(found)
        assert not is_told(gaps_over_time.changes_told(before, after, found, texts_in("nl")))


async def test_the_owner_reads_it_in_the_log() -> None:
    async with desk_over(*brug()) as desk:
        await _renamed(desk)
        entries = await read.history(desk, await desk.world(LOCAL_OWNER), MOBILE)
        assert [entry.change.after for entry in entries][-1] == desk.snapshot.find(Channel, MOBILE)
