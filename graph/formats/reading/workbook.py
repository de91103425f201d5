"""XLSX workbooks of unknown quality to plain grids of texts.

A workbook is a ZIP of XML, so it can be made to unpack to anything: sizes are checked before anything is read,
document types are refused, and a sheet is read up to fixed numbers of rows and columns.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

from graph.domain.errors import Problem
from graph.domain.text import Text
from graph.formats.reading.result import NamedBytes, Note
from graph.formats.reading.sheet_marks import Markings, notes_on
from graph.formats.reading.text import squeezed

__all__ = ["Sheet", "SheetCell", "Workbook", "read_workbook"]

MOST_BYTES = 20_000_000
MOST_UNPACKED_BYTES = 60_000_000
MOST_PARTS = 2_000
MOST_ROWS = 5_000
MOST_COLUMNS = 60
LONGEST_TEXT = 5_000
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_SAVE_AS = Text("Open it in a spreadsheet program and save it as an Excel workbook (.xlsx)")


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A text and where it stands; each cell of a merged range has the text and the address of its first cell."""

    text: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A visible sheet.

    Attributes:
        name: its title.
        rows: by row number, the cells that hold a text by column number; both count from 1.
        cut: whether it goes on beyond the rows that are read.
    """

    name: str
    rows: dict[int, dict[int, SheetCell]]
    cut: bool


@dataclass(frozen=True, slots=True)
class Workbook:
    """The visible sheets in order, and notes on what of the file is not in them."""

    sheets: tuple[Sheet, ...]
    notes: tuple[Note, ...] = ()


def read_workbook(file: NamedBytes) -> Workbook | Problem:
    """The visible sheets of a workbook, with the stored results of formulas.

    Returns:
        The workbook; a problem when the file is none, or is too large.
    """
    problem = _not_readable(file)
    if problem is not None:
        return problem
    try:
        notes: list[Note] = []
        return Workbook(tuple(_sheets(file, notes)), tuple(notes))
    except Exception as error:  # the reader of a damaged workbook can fail in any way
        return Problem(
            place=file.name,
            message=_damaged(error),
            remedy=_SAVE_AS,
        )


def _not_readable(file: NamedBytes) -> Problem | None:
    def refused(message: Text, remedy: Text = _SAVE_AS) -> Problem:
        return Problem(place=file.name, message=message, remedy=remedy)

    if len(file.content) > MOST_BYTES:
        return refused(
            Text("The file has {number} bytes", number=len(file.content)),
            Text("A workbook may have {most} bytes", most=MOST_BYTES),
        )
    if file.content.startswith(_OLD_OFFICE):
        return refused(Text("This is an old Excel file (.xls), or a workbook with a password"))
    try:
        with zipfile.ZipFile(BytesIO(file.content)) as archive:
            return _not_a_workbook(archive, refused)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        return refused(Text("This is not an Excel workbook"))
    except Exception as error:  # decompression fails in ways of its own, zlib.error among them
        return refused(_damaged(error))


def _damaged(error: Exception) -> Text:
    return Text("The workbook is damaged ({reason})", reason=type(error).__name__)


def _not_a_workbook(archive: zipfile.ZipFile, refused: Callable[..., Problem]) -> Problem | None:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    unpacked = sum(part.file_size for part in parts)
    answer: Problem | None = None
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED_BYTES:
        answer = refused(
            Text("The file would unpack to {number} parts of {bytes} bytes", number=len(parts), bytes=unpacked),
            Text("Keep the sheets that matter: a workbook may unpack to {most} bytes", most=MOST_UNPACKED_BYTES),
        )
    elif "mimetype" in names:
        answer = refused(Text("This is an OpenDocument file"))
    elif not {"[Content_Types].xml", "xl/workbook.xml"} <= names:
        answer = refused(Text("This is a ZIP file, but not an Excel workbook"))
    elif any(part.flag_bits & 1 for part in parts):
        answer = refused(Text("The file has a password"), Text("Save it without a password"))
    elif any(_declares_document_type(archive, part) for part in parts):
        answer = refused(Text("The file holds a document type, which a workbook never has"))
    return answer


def _declares_document_type(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    if not part.filename.endswith((".xml", ".rels")):
        return False
    with archive.open(part) as content:
        return b"<!DOCTYPE" in content.read(4096).replace(b"\0", b"")


def _sheets(file: NamedBytes, notes: list[Note]) -> Iterator[Sheet]:
    # Imported here, as in the helpers below: no other command needs the library, which is slow to load.
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        # Extensions that openpyxl does not know, such as list validation, do not concern the texts.
        warnings.simplefilter("ignore")
        book = load_workbook(BytesIO(file.content), read_only=True, data_only=True, keep_links=False)
        try:
            with zipfile.ZipFile(BytesIO(file.content)) as archive:
                markings = Markings(archive, most_columns=MOST_COLUMNS)
                for sheet in book.worksheets:
                    if sheet.sheet_state == "visible":
                        marks = markings.of(sheet.title)
                        notes.extend(notes_on(sheet.title, marks))
                        yield _sheet(sheet, marks.merged)
                    else:
                        notes.append(Note(address=sheet.title, text=Text("This sheet is hidden: not read")))
        finally:
            book.close()


def _sheet(sheet: Any, merged: list[tuple[int, int, int, int]]) -> Sheet:
    rows: dict[int, dict[int, SheetCell]] = {}
    cut = False
    for number, values in enumerate(sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS, values_only=True), 1):
        texts = {column: text for column, value in enumerate(values, 1) if (text := _text(value))}
        if number > MOST_ROWS:
            cut = bool(texts)
        elif texts:
            rows[number] = {
                column: SheetCell(text, _address(sheet.title, number, column)) for column, text in texts.items()
            }
    for left, top, right, bottom in merged:
        first = rows.get(top, {}).get(left)
        if first is not None:
            _spread(rows, first, left, top, min(right, MOST_COLUMNS), min(bottom, MOST_ROWS))
    return Sheet(name=sheet.title, rows=dict(sorted(rows.items())), cut=cut)


def _spread(
    rows: dict[int, dict[int, SheetCell]], first: SheetCell, left: int, top: int, right: int, bottom: int
) -> None:
    for number in range(top, bottom + 1):
        for column in range(left, right + 1):
            rows.setdefault(number, {})[column] = first


def _address(title: str, row: int, column: int) -> str:
    from openpyxl.utils import get_column_letter

    return f"{title}!{get_column_letter(column)}{row}"


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.date() if value.time().isoformat() == "00:00:00" else value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    lines = (squeezed(_CONTROL.sub(" ", line)) for line in str(value)[:LONGEST_TEXT].split("\n"))
    return "\n".join(line for line in lines if line)
