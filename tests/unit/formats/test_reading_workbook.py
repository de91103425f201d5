"""Workbooks of unknown quality: read, or refused in a sentence."""

from __future__ import annotations

import struct
import zipfile
from datetime import time, timedelta
from io import BytesIO

import pytest
from openpyxl import Workbook as Book

from graph.domain.errors import Problem
from graph.formats.reading.result import NamedBytes
from graph.formats.reading.workbook import MOST_BELOW, SheetCell, Workbook, first_texts, read_workbook
from tests.unit.formats.sheets import workbook


def archive(**parts: bytes) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made:
        for name, part in parts.items():
            made.writestr(name.replace("__", "/").replace("_dot_", "."), part)
    return content.getvalue()


def changed(file: NamedBytes, part: str, old: bytes, new: bytes) -> NamedBytes:
    content = BytesIO()
    with zipfile.ZipFile(BytesIO(file.content)) as given, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made:
        for item in given.infolist():
            data = given.read(item)
            if item.filename == part:
                assert old in data
                data = data.replace(old, new)
            made.writestr(item.filename, data)
    return NamedBytes(file.name, content.getvalue())


def refusal(content: bytes) -> Problem:
    answer = read_workbook(NamedBytes("a.xlsx", content))
    assert isinstance(answer, Problem)
    return answer


def sheets(file: NamedBytes) -> Workbook:
    answer = read_workbook(file)
    assert isinstance(answer, Workbook), answer
    return answer


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "not a workbook"),
        (b"naam;ambt\n", "not a workbook"),
        (b"PK\x03\x04 cut off", "not a workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "damaged"),
        (archive(readme_dot_txt=b"hello"), "not a workbook"),
        (archive(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "not a workbook"),
        (archive(**{"[Content_Types]_dot_xml": b"<x/>", "xl__workbook_dot_xml": b"<oops"}), "damaged"),
    ],
)
def test_what_is_no_workbook_is_refused(content: bytes, word: str) -> None:
    assert word in str(refusal(content).message)


def test_a_workbook_that_would_unpack_to_too_much_is_refused_before_it_is_read() -> None:
    bomb = archive(**{"xl__workbook_dot_xml": b"\0" * 70_000_000, "[Content_Types]_dot_xml": b"<x/>"})
    assert len(bomb) < 200_000
    assert "unpack" in str(refusal(bomb).message)


def test_a_document_type_is_refused() -> None:
    file = changed(workbook(["a"]), SHEET, b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet')
    assert "document type" in str(refusal(file.content).message)


def test_a_part_that_lies_about_its_size_is_damaged() -> None:
    content = bytearray(workbook(["a"] * 40).content)
    entry = content.rindex(b"PK\x01\x02")
    struct.pack_into("<I", content, entry + 24, 10)
    assert isinstance(read_workbook(NamedBytes("a.xlsx", bytes(content))), Problem | Workbook)


@pytest.mark.parametrize("position", range(30, 4000, 331))
def test_a_flipped_byte_is_read_or_refused_and_never_a_crash(position: int) -> None:
    content = bytearray(workbook(["Taak", "Wie voert uit"], ["Wifi", "An"]).content)
    content[position % len(content)] ^= 0x55
    assert isinstance(read_workbook(NamedBytes("a.xlsx", bytes(content))), Problem | Workbook)


def test_a_merged_range_over_the_whole_sheet_is_cut_to_what_is_read() -> None:
    file = changed(workbook(["a", "b"], merged=["A1:B1"]), SHEET, b'ref="A1:B1"', b'ref="A1:XFD1048576"')
    (sheet,) = sheets(file).sheets
    assert len(sheet.rows) == 1 + MOST_BELOW


def test_a_cell_in_the_last_corner_costs_nothing() -> None:
    book = Book()
    assert book.active is not None
    book.active["A1"] = "a"
    book.active["XFD1048576"] = "z"
    content = BytesIO()
    book.save(content)
    (sheet,) = sheets(NamedBytes("a.xlsx", content.getvalue())).sheets
    assert list(sheet.rows) == [1]


def test_each_cell_of_a_merged_range_has_the_text_and_address_of_the_first() -> None:
    (sheet,) = sheets(workbook(["a", None], [None, None], merged=["A1:B2"])).sheets
    assert {cell.address for row in sheet.rows.values() for cell in row.values()} == {"Taken!A1"}
    assert [sorted(row) for row in sheet.rows.values()] == [[1, 2], [1, 2]]


def with_merged(*ranges: str) -> NamedBytes:
    written = "".join(f'<mergeCell ref="{one}"/>' for one in ranges).encode()
    return changed(workbook(["a", "b"], merged=["A1:B1"]), SHEET, b'<mergeCell ref="A1:B1"/>', written)


def test_a_million_merged_cells_are_refused() -> None:
    file = with_merged(*(f"C{row}:D{row}" for row in range(1, 1_000_000)))
    assert "merged" in str(refusal(file.content).message)
    assert first_texts(file, 10) == ()


def test_elements_within_each_other_again_and_again_are_refused() -> None:
    deep = b"<a>" * 300_000 + b"</a>" * 300_000
    file = changed(workbook(["a", "b"], merged=["A1:B1"]), SHEET, b'<mergeCell ref="A1:B1"/>', deep)
    assert "more time or memory" in str(refusal(file.content).message)
    assert first_texts(file, 10) == ()


def test_ranges_that_lie_over_each_other_again_and_again_are_refused() -> None:
    file = with_merged(*["A1:BH25000"] * 5_000)
    assert "merged" in str(refusal(file.content).message)


def test_a_time_and_a_duration_are_hours_and_minutes() -> None:
    (sheet,) = sheets(workbook([time(7, 30), timedelta(hours=26, minutes=15)])).sheets
    assert [cell.text for cell in sheet.rows[1].values()] == ["07:30:00", "26:15"]


def test_an_error_value_stays_to_be_seen() -> None:
    (sheet,) = sheets(workbook(["An", "#N/A"])).sheets
    assert sheet.rows[1][2] == SheetCell("#N/A", "Taken!B1")


OPEN_DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">{styles}<office:body>
<office:spreadsheet>
<table:table table:name="Taken"><table:table-row>
<table:table-cell office:value-type="string"><text:p>Taak</text:p></table:table-cell>
<table:table-cell office:value-type="date" office:date-value="2026-09-01"><text:p>1/9/26</text:p></table:table-cell>
<table:table-cell office:value-type="float" office:value="12"><text:p>12</text:p></table:table-cell>
</table:table-row>{more}</table:table></office:spreadsheet></office:body></office:document-content>"""
KIND = b"application/vnd.oasis.opendocument.spreadsheet"
MANIFEST = b"""<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>"""


def open_document(more: str = "", *, styles: str = "") -> bytes:
    """A sheet with a row, and what follows it."""
    content = OPEN_DOCUMENT.format(more=more, styles=styles).replace("\n", "").encode()
    parts = {"mimetype": KIND, "META-INF/manifest.xml": MANIFEST, "content.xml": content}
    return archive(**parts)


def test_an_open_document_reads_as_any_other_workbook() -> None:
    (sheet,) = sheets(NamedBytes("taken.ods", open_document())).sheets
    assert [cell.text for cell in sheet.rows[1].values()] == ["Taak", "2026-09-01", "12"]


def test_hours_of_more_than_a_day_are_read_as_they_are_shown() -> None:
    cell = '<table:table-cell office:value-type="time" office:time-value="PT26H30M00S"/>'
    (sheet,) = sheets(NamedBytes("uren.ods", open_document(f"<table:table-row>{cell}</table:table-row>"))).sheets
    assert [cell.text for cell in sheet.rows[2].values()] == ["26:30"]


def test_an_open_document_that_asks_for_all_memory_is_refused() -> None:
    repeated = 'table:number-columns-repeated="16384"'
    cell = (
        f'<table:table-cell office:value-type="float" office:value="1" {repeated}><text:p>1</text:p></table:table-cell>'
    )
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    assert refusal(open_document(row))


def test_hidden_sheets_are_not_read() -> None:
    book = Book()
    assert book.active is not None
    book.active.append(["a"])
    book.create_sheet("Verborgen").sheet_state = "hidden"
    content = BytesIO()
    book.save(content)
    assert [sheet.name for sheet in sheets(NamedBytes("a.xlsx", content.getvalue())).sheets] == ["Sheet"]
