"""What stands around a place in a file."""

from __future__ import annotations

from graph.formats.picture import picture_of
from graph.formats.reading.result import NamedBytes
from tests.unit.formats.sheets import as_text, workbook


def test_a_cell_of_a_sheet_stands_among_the_rows_around_it() -> None:
    shown = picture_of([workbook(*([f"taak {row}", f"naam {row}"] for row in range(1, 40)))], "Taken!B20")
    assert shown is not None
    assert [row.number for row in shown.rows] == list(range(14, 29))
    (here,) = [row for row in shown.rows if row.is_here]
    assert shown.column is not None
    assert here.texts[shown.column] == "naam 20"


def test_a_line_of_a_list_stands_under_its_headings() -> None:
    file = NamedBytes("lijst.csv", b"naam;e-mail\n" + b"Jo;jo@x.example\n" * 30)
    shown = picture_of([file], "lijst.csv:20")
    assert shown is not None
    assert [row.number for row in shown.rows] == [1, *range(14, 27)]
    assert next(row for row in shown.rows if row.is_here).texts == ("Jo", "jo@x.example")


def test_a_place_that_is_in_no_file_has_no_picture() -> None:
    assert picture_of([workbook(["a"])], "Elders!A1") is None
    assert picture_of([NamedBytes("a.csv", b"x;y\n")], "b.csv:1") is None


def test_a_cell_of_tasks_in_a_text_stands_at_the_row_that_a_spreadsheet_gives_it() -> None:
    book = workbook(
        ["Takenlijst; versie 2, nagekeken"], ["Taak", "Wie voert uit"], ["Wifi", "An\nTom"], ["Printers", "Jo"]
    )
    shown = picture_of([as_text(book, separator=",")], "Taken!B4")
    assert shown is not None
    assert shown.title == "Taken"
    assert [row.texts for row in shown.rows if row.is_here] == [("Printers", "Jo")]
    assert shown.column == 1
