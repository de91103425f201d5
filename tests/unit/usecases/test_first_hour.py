"""The first hour: schools and colleagues from what people paste, and one grid a school of who does what."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date

import pytest

from graph.analyses.answers.contact_card import contact_card
from graph.domain.errors import InvalidInput
from graph.domain.kinds import Adopts, Organisation, PartOf, TaskGroup
from graph.model.coverage import Coverage
from graph.store.sqlite.store import SqliteStore
from graph.usecases.change.draft import Draft
from graph.usecases.desk import Desk
from graph.usecases.first_hour import (
    AddSchools,
    ArrangeSchool,
    add_colleagues,
    add_schools,
    arrange_school,
    preview_colleagues,
    progress,
    school_grid,
)
from graph.usecases.seeding import load_catalogue, load_example
from graph.usecases.viewer import LOCAL_OWNER
from tests.clocks import HandClock
from tests.graphs import edge, node, organisation, school, seat
from tests.unit.usecases.desks import desk_over

BRUG = "organisation/basisschool-de-brug"
TECH = "task_group/technisch"


@pytest.fixture
async def empty() -> AsyncIterator[Desk]:
    async with Desk(SqliteStore(":memory:"), clock=HandClock(), refresh_seconds=3600) as desk:
        yield desk


# Schools


async def test_the_catalogue_comes_first_and_each_school_gets_its_starting_list(empty: Desk) -> None:
    request = AddSchools(lines="Basisschool De Brug\nCollege De Sluis\nCVO Het Veer", group="Scholengroep De Vaart")
    await add_schools(empty, LOCAL_OWNER, request)
    log = await empty.revisions()
    assert [revision.reason for revision in log] == ["catalogues to start from", "schools of the first hour"]
    snapshot = empty.snapshot
    assert {(link.from_id, link.to_id, link.relation) for link in snapshot.edges(PartOf)} == {
        (place, "organisation/scholengroep-de-vaart", "governance")
        for place in (BRUG, "organisation/college-de-sluis", "organisation/cvo-het-veer")
    }
    assert {(link.from_id.partition("/")[2], link.to_id.partition("/")[2]) for link in snapshot.edges(Adopts)} == {
        ("basisschool-de-brug", "kleine-basisschool"),
        ("college-de-sluis", "secundair"),
        ("cvo-het-veer", "volwassenenonderwijs"),
        ("scholengroep-de-vaart", "groep"),
    }


async def test_the_same_list_again_changes_nothing(empty: Desk) -> None:
    request = AddSchools(lines="Basisschool De Brug; 012345; Lokeren", group="Scholengemeenschap De Vaart")
    await add_schools(empty, LOCAL_OWNER, request)
    before = empty.revision
    await add_schools(empty, LOCAL_OWNER, request)
    assert empty.revision == before


async def test_a_school_is_filled_in_when_it_is_pasted_again_with_more(empty: Desk) -> None:
    await add_schools(empty, LOCAL_OWNER, AddSchools(lines="De Brug"))
    await add_schools(empty, LOCAL_OWNER, AddSchools(lines="de brug; 012345; secundair; Lokeren"))
    (place,) = empty.snapshot.nodes(Organisation)
    assert (place.name, place.number, place.municipality, place.levels) == (
        "De Brug",
        "012345",
        "Lokeren",
        ("secundair",),
    )
    assert [link.to_id for link in empty.snapshot.edges(Adopts)] == ["profile/secundair"]


async def test_two_schools_with_one_name_in_two_places_are_two(empty: Desk) -> None:
    await add_schools(empty, LOCAL_OWNER, AddSchools(lines="De Brug; Lokeren\nDe Brug; Gent"))
    assert sorted(node.id for node in empty.snapshot.nodes(Organisation)) == [
        "organisation/de-brug",
        "organisation/de-brug-gent",
    ]


async def test_a_school_keeps_its_level_when_the_line_does_not_tell_one(empty: Desk) -> None:
    await add_schools(empty, LOCAL_OWNER, AddSchools(lines="Vaartlyceum; secundair"))
    await add_schools(empty, LOCAL_OWNER, AddSchools(lines="Vaartlyceum; 012345", usual_level="basis"))
    (place,) = empty.snapshot.nodes(Organisation)
    assert (place.number, place.levels) == ("012345", ("secundair",))
    assert [link.to_id for link in empty.snapshot.edges(Adopts)] == ["profile/secundair"]


@pytest.mark.parametrize("line", ["De Brug", "bs de brug", "De Brug; Lokeren"])
async def test_a_school_that_may_be_there_under_another_name_is_asked_about(empty: Desk, line: str) -> None:
    await add_schools(empty, LOCAL_OWNER, AddSchools(lines="Basisschool De Brug; 012345; Lokeren"))
    before = empty.revision
    with pytest.raises(InvalidInput, match="may be organisation/basisschool-de-brug, which is there already"):
        await add_schools(empty, LOCAL_OWNER, AddSchools(lines=line))
    assert empty.revision == before


@pytest.mark.parametrize("line", ["De Brug; Gent", "De Brug; 054321", "Middenschool De Brug"])
async def test_a_school_that_is_told_apart_is_another_one(empty: Desk, line: str) -> None:
    await add_schools(empty, LOCAL_OWNER, AddSchools(lines="Basisschool De Brug; 012345; Lokeren"))
    await add_schools(empty, LOCAL_OWNER, AddSchools(lines=line))
    assert len(empty.snapshot.nodes(Organisation)) == 2


async def test_nothing_is_written_when_a_line_is_wrong(empty: Desk) -> None:
    with pytest.raises(InvalidInput):
        await add_schools(empty, LOCAL_OWNER, AddSchools(lines="De Brug\nDe Brug"))
    assert empty.revision == 0


async def test_an_own_division_of_tasks_is_left_as_it_is() -> None:
    async with desk_over(node("task_group/eigen")) as desk:
        await load_catalogue(desk)
        assert [group.id for group in desk.snapshot.nodes(TaskGroup)] == ["task_group/eigen"]


async def test_the_example_goes_into_an_empty_store_only(empty: Desk) -> None:
    await load_example(empty)
    with pytest.raises(InvalidInput, match="holds something already"):
        await load_example(empty)


# Colleagues

VAART = (
    organisation("vaart", "school_group", name="Scholengroep De Vaart"),
    school("brug", under=["vaart"], name="Basisschool De Brug"),
)
PASTED = "An Peeters\tan@vaart.example\tDe Brug\tdirecteur\nBo Claes\tbo@vaart.example\tDe Brug\tleraar\n"


async def test_the_same_colleagues_again_change_nothing() -> None:
    async with desk_over(*VAART) as desk:
        first = await add_colleagues(desk, LOCAL_OWNER, PASTED, {})
        again = await add_colleagues(desk, LOCAL_OWNER, PASTED, {})
        assert (first.revision, again.revision) == (2, None)


async def test_looking_at_colleagues_writes_nothing() -> None:
    async with desk_over(*VAART) as desk:
        before = desk.revision
        found = await preview_colleagues(desk, LOCAL_OWNER, PASTED, {})
        assert found.changes
        assert desk.revision == before


# Who does what

ARRANGED = (
    school("brug", name="Basisschool De Brug"),
    school("sluis", name="Basisschool De Sluis"),
    node("role_type/hoofd", name="Directeur"),
    node("role_type/ict", name="ICT-coördinator"),
    node("task_group/tech", name="Technisch"),
    node("task_group/visie", name="Visie"),
    node("task/wifi"),
    node("decision/mandaten", grants_mandates=True),
    edge("IN_GROUP", "task/wifi", "task_group/tech"),
    edge("IN_GROUP", "decision/mandaten", "task_group/visie"),
    edge("USUALLY", "role_type/hoofd", "decision/mandaten", mandate="DECIDES", level="school"),
    edge("USUALLY", "role_type/ict", "task/wifi", mandate="EXECUTES", level="school"),
    node("person/an"),
    node("person/bo"),
    edge("AFFILIATED_WITH", "person/an", "organisation/brug", capacity="staff"),
    edge("AFFILIATED_WITH", "person/bo", "organisation/brug", capacity="staff"),
    seat("role/hoofd", at="organisation/brug", held_by=["person/an"]),
    seat("role/ict", at="organisation/brug", held_by=["person/bo"]),
    edge("OF_TYPE", "role/hoofd", "role_type/hoofd"),
    edge("OF_TYPE", "role/ict", "role_type/ict"),
)
SCHOOL = "organisation/brug"


def arrange(*cells: tuple[str, str, str | None], usual: tuple[str, ...] = ()) -> ArrangeSchool:
    return ArrangeSchool(school=SCHOOL, cells=cells, usual=usual)


async def chosen(desk: Desk) -> dict[tuple[str, str], str | None]:
    grid = school_grid(await desk.world(LOCAL_OWNER), SCHOOL)
    return {(row.group, cell.kind): cell.chosen for row in grid.rows for cell in row.cells if cell.chosen}


async def test_the_head_stands_at_deciding_before_anybody_chose() -> None:
    async with desk_over(*ARRANGED) as desk:
        assert await chosen(desk) == {
            ("task_group/tech", "DECIDES"): "role/hoofd",
            ("task_group/visie", "DECIDES"): "role/hoofd",
        }


async def test_the_head_is_not_filled_in_where_single_decisions_are_arranged() -> None:
    arranged = edge("DECIDES", "person/bo", "decision/mandaten", scope=[SCHOOL])
    async with desk_over(*ARRANGED, arranged) as desk:
        assert await chosen(desk) == {("task_group/tech", "DECIDES"): "role/hoofd"}


async def test_who_usually_does_it_is_proposed_and_not_chosen() -> None:
    async with desk_over(*ARRANGED) as desk:
        grid = school_grid(await desk.world(LOCAL_OWNER), SCHOOL)
        executes = grid.rows[0].cells[1]
        assert (executes.kind, executes.proposed, executes.chosen) == ("EXECUTES", "role/ict", None)
        assert [(one.role, one.works) for one in grid.suggestions] == [("role/ict", (("task/wifi", "EXECUTES"),))]


async def test_functions_stand_before_people_and_those_of_the_school_before_others() -> None:
    far = node("person/cis"), edge("AFFILIATED_WITH", "person/cis", "organisation/sluis")
    under = (
        organisation("vaart", "school_group"),
        [edge("PART_OF", f"organisation/{key}", "organisation/vaart") for key in ("brug", "sluis")],
    )
    async with desk_over(*ARRANGED, *far, *under) as desk:
        grid = school_grid(await desk.world(LOCAL_OWNER), SCHOOL)
        assert [(one.id, one.is_near) for one in grid.candidates] == [
            ("role/hoofd", True),
            ("role/ict", True),
            ("person/an", True),
            ("person/bo", True),
            ("person/cis", False),
        ]


async def test_what_is_chosen_is_there_and_choosing_the_same_again_changes_nothing() -> None:
    cells = (("task_group/tech", "EXECUTES", "role/ict"), ("task_group/tech", "CONTACT_POINT_FOR", "person/bo"))
    async with desk_over(*ARRANGED) as desk:
        await arrange_school(desk, LOCAL_OWNER, arrange(*cells))
        assert set(cells) <= {(*key, holder) for key, holder in (await chosen(desk)).items()}
        before = desk.revision
        await arrange_school(desk, LOCAL_OWNER, arrange(*cells))
        assert desk.revision == before


async def test_somebody_else_follows_from_today_and_the_past_stays() -> None:
    old = edge("EXECUTES", "person/an", "task_group/tech", scope=[SCHOOL], since="2025-09-01", id="executes/old")
    async with desk_over(*ARRANGED, old) as desk:
        await arrange_school(desk, LOCAL_OWNER, arrange(("task_group/tech", "EXECUTES", "person/bo")))
        ended = desk.snapshot.edge("executes/old")
        assert ended is not None
        assert str(ended.until) == "2026-10-15"
        assert (await chosen(desk))["task_group/tech", "EXECUTES"] == "person/bo"


async def test_a_division_can_begin_on_a_later_day_and_until_then_all_stays() -> None:
    old = edge("EXECUTES", "person/an", "task_group/tech", scope=[SCHOOL], since="2025-09-01", id="executes/old")
    asked = ArrangeSchool(school=SCHOOL, since=date(2027, 9, 1), cells=(("task_group/tech", "EXECUTES", "person/bo"),))
    async with desk_over(*ARRANGED, old) as desk:
        await arrange_school(desk, LOCAL_OWNER, asked)
        held = {
            on: list(Coverage.of(desk.snapshot, on).cell(SCHOOL, "task/wifi", "EXECUTES").holders)
            for on in (date(2027, 8, 31), date(2027, 9, 1))
        }
        assert held == {date(2027, 8, 31): ["person/an"], date(2027, 9, 1): ["person/bo"]}


async def test_nobody_ends_it_here_and_leaves_it_at_other_schools() -> None:
    both = [SCHOOL, "organisation/sluis"]
    old = edge("EXECUTES", "person/an", "task_group/tech", scope=both, since="2025-09-01", id="executes/old")
    async with desk_over(*ARRANGED, old) as desk:
        await arrange_school(desk, LOCAL_OWNER, arrange(("task_group/tech", "EXECUTES", None)))
        world = await desk.world(LOCAL_OWNER)
        assert not world.coverage.cell(SCHOOL, "task/wifi", "EXECUTES").holders
        assert world.coverage.cell("organisation/sluis", "task/wifi", "EXECUTES").holders


async def test_the_usual_work_of_a_function_is_given_when_it_is_ticked() -> None:
    async with desk_over(*ARRANGED) as desk:
        await arrange_school(desk, LOCAL_OWNER, arrange(usual=("role/ict",)))
        world = await desk.world(LOCAL_OWNER)
        assert list(world.coverage.cell(SCHOOL, "task/wifi", "EXECUTES").holders) == ["person/bo"]
        assert school_grid(world, SCHOOL).suggestions == ()


async def test_what_comes_with_the_task_group_is_not_proposed_again() -> None:
    async with desk_over(*ARRANGED) as desk:
        await arrange_school(desk, LOCAL_OWNER, arrange(("task_group/tech", "EXECUTES", "role/ict")))
        assert school_grid(await desk.world(LOCAL_OWNER), SCHOOL).suggestions == ()


async def test_what_is_not_there_is_told_all_at_once_and_nothing_is_written() -> None:
    wrong = arrange(("task_group/x", "STEERS", "person/x"), usual=("role/x",))
    async with desk_over(*ARRANGED) as desk:
        with pytest.raises(InvalidInput) as caught:
            await arrange_school(desk, LOCAL_OWNER, wrong)
        assert len(caught.value.problems) == 4
        assert desk.revision == 1


async def test_it_can_be_drafted_first() -> None:
    async with desk_over(*ARRANGED) as desk:
        shown = await arrange_school(Draft(desk), LOCAL_OWNER, arrange(("task_group/tech", "EXECUTES", "role/ict")))
        assert [record.kind for record in shown.records] == ["EXECUTES"]
        assert desk.revision == 1


# The whole of it


async def test_a_contact_card_comes_from_three_pages(empty: Desk) -> None:
    assert progress(await empty.world(LOCAL_OWNER)).schools == ()
    await add_schools(empty, LOCAL_OWNER, AddSchools(lines="Basisschool De Brug"))
    await add_colleagues(
        empty,
        LOCAL_OWNER,
        "An Peeters;an@brug.example;;directeur\nBo Claes;bo@brug.example;;technisch ICT-coördinator",
        {},
    )
    world = await empty.world(LOCAL_OWNER)
    halfway = progress(world)
    assert (halfway.schools, halfway.arranged, halfway.colleagues) == ((BRUG,), frozenset(), 2)
    grid = school_grid(world, BRUG)
    ict = next(one.id for one in grid.candidates if one.people and world.snapshot.node(one.id).name.startswith("Tech"))  # type: ignore[union-attr]
    cells = tuple((row.group, "CONTACT_POINT_FOR", ict) for row in grid.rows)
    await arrange_school(empty, LOCAL_OWNER, ArrangeSchool(school=BRUG, cells=cells, usual=(ict,)))
    world = await empty.world(LOCAL_OWNER)
    card = contact_card(world.coverage, BRUG)
    assert card.general is not None
    assert card.general.role == ict
    assert [bool(line.contacts) for line in card.lines] == [True] * len(grid.rows)
    assert progress(world).arranged == {BRUG}
