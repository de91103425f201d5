"""What goes out is what the viewer may see, in every format."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook

from graph.domain.errors import InvalidInput, NotFound
from graph.formats.native.read import read_native
from graph.formats.reading.result import NamedBytes
from graph.model.snapshot import Snapshot
from graph.usecases.exporting import export, export_formats
from graph.usecases.viewer import LOCAL_OWNER, Viewer, ViewerKind
from tests.graphs import Plains, edge, node, organisation, school
from tests.unit.usecases.desks import desk_over

OTHER = Viewer(kind=ViewerKind.PERSON, name="els", person="person/els", organisations=frozenset({"organisation/linde"}))


def group() -> tuple[Plains, ...]:
    """Two schools; at De Brug a pupil helps, An knows Intune and shares it with nobody, and is absent."""
    return (
        organisation("groep", "school_group"),
        school("brug", under=["groep"], name="De Brug"),
        school("linde", under=["groep"], name="De Linde"),
        node("person/bo", name="Bo Leerling", type="pupil"),
        node("person/an", name="An Claes", email="an@debrug.example"),
        edge("AFFILIATED_WITH", "person/bo", "organisation/brug", capacity="pupil"),
        edge("AFFILIATED_WITH", "person/an", "organisation/brug", capacity="staff"),
        node("task/wifi", name="Wifi"),
        node("expertise/intune", name="Intune"),
        edge("KNOWS", "person/an", "expertise/intune", level=5, id="knows/1"),
        edge("ABSENT_FROM", "person/an", "organisation/brug", since="2026-10-01", id="absent_from/1"),
        edge("EXECUTES", "person/bo", "task/wifi", scope=["organisation/brug"], id="executes/bo"),
        edge("EXECUTES", "person/an", "task/wifi", scope=["organisation/brug"], id="executes/an"),
    )


def text_of(content: bytes) -> str:
    if not content.startswith(b"PK"):
        return content.decode()
    book = load_workbook(BytesIO(content))
    return "\n".join(str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize("format_name", export_formats())
async def test_a_stranger_gets_no_pupil_no_level_and_no_absence_in_any_format(format_name: str) -> None:
    async with desk_over(*group()) as desk:
        shown = text_of(export(await desk.world(OTHER), format_name))
        assert "An Claes" in shown
        assert not any(word in shown for word in ("Bo Leerling", "executes/bo", "knows/1", "absent_from/1"))


@pytest.mark.parametrize("format_name", export_formats())
async def test_the_owner_gets_everything_that_the_format_holds(format_name: str) -> None:
    async with desk_over(*group()) as desk:
        shown = text_of(export(await desk.world(LOCAL_OWNER), format_name))
        assert "Bo Leerling" in shown


async def test_a_hidden_person_is_named_in_no_field_and_the_file_can_be_imported() -> None:
    more = (
        node("role/ict"),
        edge("AT", "role/ict", "organisation/brug"),
        edge("HOLDS", "person/an", "role/ict", acting_for="person/bo", id="holds/1"),
        edge("STEERS", "role/ict", "task/wifi", granted_by="person/bo", id="steers/1"),
    )
    async with desk_over(*group(), *more) as desk:
        content = export(await desk.world(OTHER), "native")
    assert b"person/bo" not in content
    imported = read_native([NamedBytes("uit.json", content)], Snapshot.of([]))
    assert imported.problems == ()
    assert {"steers/1", "holds/1"} & {change.id for change in imported.changes} == {"steers/1"}


async def test_the_absence_of_a_colleague_does_not_show_in_the_status_of_a_holding() -> None:
    more = (node("role/ict"), edge("AT", "role/ict", "organisation/brug"), edge("HOLDS", "person/an", "role/ict"))
    async with desk_over(*group(), *more) as desk:
        assert "Verhinderd" in text_of(export(await desk.world(LOCAL_OWNER), "jsonld"))
        assert "Verhinderd" not in text_of(export(await desk.world(OTHER), "jsonld"))


async def test_a_workbook_of_an_organisation_without_schools_and_an_unknown_one_are_refused() -> None:
    async with desk_over(*group(), organisation("leeg", "board")) as desk:
        world = await desk.world(LOCAL_OWNER)
        with pytest.raises(InvalidInput, match="no school"):
            export(world, "takenoverzicht", "organisation/leeg")
        with pytest.raises(NotFound):
            export(world, "takenoverzicht", "organisation/nowhere")
