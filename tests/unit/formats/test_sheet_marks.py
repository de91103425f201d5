"""What a workbook says beside its texts is noted."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook as Book
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

from graph.formats.reading.grid import read_grid
from graph.formats.reading.result import NamedBytes
from graph.formats.reading.workbook import Workbook, read_workbook


def made(change: Callable[[Book, Any], object]) -> Workbook:
    """A workbook of one sheet with three texts, changed."""
    book = Book()
    sheet: Any = book.active
    sheet.title = "Taken"
    for row in (["Taak", "Wie"], ["Wifi", "An"], ["Beamers", "Tom"]):
        sheet.append(row)
    change(book, sheet)
    content = BytesIO()
    book.save(content)
    found = read_workbook(NamedBytes("taken.xlsx", content.getvalue()))
    assert isinstance(found, Workbook)
    return found


def notes(change: Callable[[Book, Any], object]) -> list[str]:
    return [str(note) for note in made(change).notes]


def put(sheet: Any, cell: str, value: Any) -> None:
    sheet[cell] = value


def test_a_plain_workbook_has_no_notes() -> None:
    assert notes(lambda _, sheet: None) == []


def test_a_formula_without_a_result_is_noted_with_its_cell() -> None:
    (note,) = notes(lambda _, sheet: put(sheet, "B3", "=B2"))
    assert note.startswith("Taken: B3 holds a formula without a result")


def test_many_such_cells_are_counted_and_the_first_shown() -> None:
    (note,) = notes(lambda _, sheet: [put(sheet, f"B{row}", "=1") for row in range(4, 24)])
    assert note.startswith("Taken: 20 cells hold a formula without a result: read as blank (B4, B5, B6, B7, B8, ...)")


def test_a_hidden_sheet_is_noted_and_not_read() -> None:
    def hide(book: Book, _: Any) -> None:
        for title, state in (("Vorig jaar", "hidden"), ("Lijsten", "veryHidden")):
            sheet: Any = book.create_sheet(title)
            sheet.append(["Taak", "Wie"])
            sheet.sheet_state = state

    found = made(hide)
    assert [sheet.name for sheet in found.sheets] == ["Taken"]
    assert [note.address for note in found.notes] == ["Vorig jaar", "Lijsten"]


def test_a_comment_is_shown() -> None:
    def comment(_: Book, sheet: Any) -> None:
        sheet["B2"].comment = Comment("vanaf mei\nEls", "Jo")

    assert notes(comment) == ["Taken!B2: The comment here is not read: “vanaf mei Els”"]


def test_of_many_comments_some_are_shown_and_the_others_counted() -> None:
    def comment(_: Book, sheet: Any) -> None:
        for row in range(1, 9):
            sheet[f"B{row}"].comment = Comment("zie mail", "Jo")

    assert notes(comment)[0] == "Taken: 3 more comments are not read (B6, B7, B8)"
    assert len(notes(comment)) == 6


@pytest.mark.parametrize("is_whole", [True, False])
def test_text_that_is_struck_through_is_noted(is_whole: bool) -> None:
    def strike(_: Book, sheet: Any) -> None:
        if is_whole:
            sheet["B2"].font = Font(strike=True)
            sheet["D9"].font = Font(strike=True)
        else:
            sheet["B2"] = CellRichText("Els ", TextBlock(InlineFont(strike=True), "An"))

    (note,) = notes(strike)
    assert note.startswith("Taken: The text of B2 is struck through")


def test_rows_and_columns_that_are_hidden_are_read_and_noted() -> None:
    def hide(_: Book, sheet: Any) -> None:
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["B"].hidden = True

    found = made(hide)
    assert found.sheets[0].rows[3][2].text == "Tom"
    assert [str(note) for note in found.notes] == [
        "Taken: Row 3 is hidden, and read",
        "Taken: Column B is hidden, and read",
    ]


def test_what_stands_too_far_to_the_right_is_noted() -> None:
    (note,) = notes(lambda _, sheet: put(sheet, "BZ2", "An"))
    assert note == "Taken: BZ2 stands further to the right than is read"


def test_a_list_read_from_a_workbook_tells_what_is_beside_it() -> None:
    book = Book()
    sheet: Any = book.active
    sheet.title = "Personeel"
    sheet.append(["naam", "e-mail"])
    sheet.append(["An", "=A2"])
    content = BytesIO()
    book.save(content)
    grid = read_grid(NamedBytes("personeel.xlsx", content.getvalue()), [], lambda headings: "naam" in headings)
    assert grid is not None
    assert [str(note.address) for note in grid.notes] == ["Personeel"]
