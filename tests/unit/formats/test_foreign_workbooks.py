"""XLS, XLSB and ODS as other programs write them: each reads as the XLSX of the same content."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook as Book

from graph.formats.people.read import read_people
from graph.formats.reading.result import Imported, NamedBytes
from graph.formats.reading.workbook import Workbook, first_texts, read_workbook
from graph.formats.takenoverzicht.read import read_takenoverzicht
from tests.graphs import node
from tests.unit.formats.sheets import brug
from tests.unit.formats.test_reading_workbook import open_document

FOLDER = Path(__file__).parent / "workbooks"
ON = date(2026, 11, 24)
OTHERS = ("school.xls", "school.xlsb", "school.ods")
TASKS: list[list[Any]] = [
    ["Taakverdeling ICT De Brug, schooljaar 2026-2027"],
    ["Taakgroep", "Taak", "Wie voert uit", "Wie beslist", "Aanspreekpunt", "Uren", "Opmerking"],
    [
        "Technisch",
        "Netwerk onderhouden",
        "ICT-team (vanaf 1/9/2026)",
        "Directeur De Brug",
        "An Claes <an@debrug.example>",
        2.5,
        "één switch is stuk",
    ],
    [None, "Printers beheren", "An Claes <an@debrug.example>", None, None, 4, date(2026, 9, 1)],
    [],
    ["Pedagogisch-didactisch", "Leraren vormen", "ICT-team", None, None, 0.25, None],
]
STAFF: list[list[Any]] = [
    ["stamboeknummer", "naam", "voornaam", "e-mail", "school", "ambt", "opdracht", "begindatum"],
    [17001234567, "Çelik", "Gülsen", "gulsen@debrug.example", "De Brug", "Directeur De Brug", 0.5, date(2026, 9, 1)],
    [17009876543, "Van den Broeck", "Jo", "jo@debrug.example", "De Brug", None, 1, date(2027, 1, 15)],
]


def school() -> NamedBytes:
    """The content as XLSX: a sheet with tasks under merged cells, and one with people."""
    book = Book()
    tasks = book.active
    assert tasks is not None
    tasks.title = "De Brug"
    for row in TASKS:
        tasks.append(row)
    tasks.merge_cells("A1:G1")
    tasks.merge_cells("A3:A4")
    people = book.create_sheet("Personeel")
    for row in STAFF:
        people.append(row)
    content = BytesIO()
    book.save(content)
    return NamedBytes("school.xlsx", content.getvalue())


def other(name: str) -> NamedBytes:
    return NamedBytes(name, (FOLDER / name).read_bytes())


def read(file: NamedBytes) -> Workbook:
    answer = read_workbook(file)
    assert isinstance(answer, Workbook), answer
    return answer


@pytest.mark.parametrize("name", OTHERS)
def test_every_cell_reads_as_in_xlsx_merged_ones_too(name: str) -> None:
    assert read(other(name)) == read(school())
    assert first_texts(other(name), 2) == first_texts(school(), 2)


def found_in(content: bytes) -> tuple[Imported, Imported]:
    """What the sheets tell of tasks, and of people."""
    file = NamedBytes("school", content)
    snapshot = brug(node("task/printers", name="Printers beheren"))
    tasks = read_takenoverzicht(file, snapshot, organisation="organisation/brug", on=ON)
    return tasks, read_people(file, snapshot, organisation="organisation/brug", on=ON)


@pytest.mark.parametrize("name", OTHERS)
def test_tasks_and_people_come_in_as_from_xlsx(name: str) -> None:
    expected = found_in(school().content)
    assert all(each.changes for each in expected)
    assert found_in(other(name).content) == expected


def test_what_an_open_document_says_beside_its_texts_is_noted() -> None:
    struck = (
        '<office:automatic-styles><style:style style:name="weg" style:family="table-cell">'
        '<style:text-properties style:text-line-through-style="solid"/></style:style></office:automatic-styles>'
    )
    text = 'office:value-type="string"'
    more = (
        f'<table:table-row table:visibility="collapse"><table:table-cell {text}><text:p>a</text:p></table:table-cell>'
        f'<table:table-cell table:number-columns-repeated="2"/><table:table-cell {text} table:style-name="weg">'
        "<office:annotation><text:p>Tot juni</text:p></office:annotation><text:p>b</text:p></table:table-cell>"
        '<table:table-cell table:formula="of:=[.A1]"/></table:table-row>'
    )
    content = open_document(more, styles=struck)
    told = {str(note.address): str(note.text) for note in read(NamedBytes("a.ods", content)).notes}
    texts = [str(note.text) for note in read(NamedBytes("a.ods", content)).notes]
    assert told["Taken!D2"] == "The comment here is not read: “Tot juni”"
    assert [
        word for word in ("E2 holds a formula", "D2 is struck", "Row 2 is hidden") if word not in " ".join(texts)
    ] == []
