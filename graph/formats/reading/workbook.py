"""Workbooks of unknown quality, in XLSX, XLSB, XLS or ODS, to plain grids of texts.

Most are a ZIP, so they can be made to unpack to anything: sizes are checked before anything is read, document types
are refused, and a sheet is read up to fixed numbers of rows, columns and merged cells.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any
from xml.parsers.expat import ExpatError, ParserCreate

from graph.domain.errors import Problem
from graph.domain.folding import visible
from graph.domain.text import Text
from graph.formats.reading.foreign_marks import foreign_marks
from graph.formats.reading.foreign_sheets import Unreadable, foreign_sheets
from graph.formats.reading.result import NamedBytes, Note
from graph.formats.reading.sheet_marks import MOST_MERGED_RANGES, Markings, SheetMarks, TooMuch, letters_of, notes_on
from graph.formats.reading.text import squeezed

__all__ = ["Sheet", "SheetCell", "Workbook", "cell_text", "first_texts", "is_workbook", "read_workbook"]

MOST_BYTES = 20_000_000
MOST_UNPACKED_BYTES = 60_000_000
MOST_PARTS = 2_000
MOST_ROWS = 25_000
MOST_COLUMNS = 60
MOST_MERGED_CELLS = 400_000
MOST_BELOW = 100
"""Rows of a merged range below the last row with a text of its own: there is nothing left to be said of them."""
MOST_IN_MEMORY = 4_000_000
"""Cells of a sheet, blank ones too, up to the last that is filled."""
LONGEST_TEXT = 5_000
SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_DURATION = re.compile(r"PT(\d{1,4})H(\d\d)M[\d.]+S")
"""Hours as an open document keeps them."""
MOST_DEPTH = 100
"""Of elements within each other; a real workbook has about ten."""
_LARGE = 2_000_000
"""A part of so many bytes can be nested so deeply that readers take minutes for it, or all memory."""
_MERGED = b"mergeCell "
_TAKES_TOO_MUCH = Text("The workbook takes more time or memory than a file may")
_MERGES_TOO_MUCH = Text("The sheet has more merged cells than is read")
_UNMERGE = Text("Undo the merging of cells, or split the sheet")
_START = 4_000
_ZIP = b"PK\x03\x04"
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


def is_workbook(file: NamedBytes) -> bool:
    """Whether a file is a workbook by its first bytes or its name, sound or not.

    Some programs call a text in CSV or with tabs `.xls`; that is a text.
    """
    if file.content.startswith((_ZIP, _OLD_OFFICE)):
        return True
    return file.name.lower().endswith(SUFFIXES) and not _is_table_in_text(file.content[:_START])


def _is_table_in_text(start: bytes) -> bool:
    is_utf16 = start.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = start.decode("utf-16" if is_utf16 else "latin-1", "ignore")
    has_cells = re.search(r"[;,\t|].*\n", text) is not None
    return has_cells and "\0" not in text and not text.removeprefix("\xef\xbb\xbf").lstrip().startswith("<")


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
        sheets = _sheets(file, notes) if _is_xlsx(file) else _foreign(file, notes)
        return Workbook(tuple(sheets), tuple(notes))
    except TooMuch as error:
        return Problem(
            place=error.sheet,
            message=_MERGES_TOO_MUCH,
            remedy=_UNMERGE,
        )
    except Exception as error:  # the reader of a damaged workbook can fail in any way
        return Problem(
            place=file.name,
            message=_damaged(error),
            remedy=_SAVE_AS,
        )


def first_texts(file: NamedBytes, most_rows: int) -> tuple[tuple[tuple[str, ...], ...], ...]:
    """The texts of the first rows of each visible sheet, blank rows left out, without reading the rest.

    Returns:
        By sheet its rows; nothing when the workbook cannot be read: reading it tells why.
    """
    if _not_readable(file) is not None:
        return ()
    try:
        if not _is_xlsx(file):
            sheets = foreign_sheets(file.content, most_rows, MOST_COLUMNS)
            return tuple(_filled(sheet.rows) for sheet in sheets if sheet.is_visible)
        return tuple(_filled(rows) for rows in _heads(file, most_rows))
    except Exception:  # as in reading it
        return ()


def _filled(rows: Iterable[Sequence[Any]]) -> tuple[tuple[str, ...], ...]:
    texts = (tuple(text for value in row if (text := cell_text(value))) for row in rows)
    return tuple(filter(None, texts))


def _heads(file: NamedBytes, most_rows: int) -> Iterator[Iterable[Sequence[Any]]]:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(BytesIO(file.content), read_only=True, data_only=True, keep_links=False)
        try:
            for sheet in book.worksheets:
                if sheet.sheet_state == "visible":
                    yield list(sheet.iter_rows(max_row=most_rows, max_col=MOST_COLUMNS, values_only=True))
        finally:
            book.close()


def _not_readable(file: NamedBytes) -> Problem | None:
    def refused(message: Text, remedy: Text = _SAVE_AS) -> Problem:
        return Problem(place=file.name, message=message, remedy=remedy)

    if len(file.content) > MOST_BYTES:
        return refused(
            Text("The file has {number} bytes", number=len(file.content)),
            Text("A workbook may have {most} bytes", most=MOST_BYTES),
        )
    if file.content.startswith(_OLD_OFFICE):
        return None
    try:
        with zipfile.ZipFile(BytesIO(file.content)) as archive:
            return _not_a_workbook(archive, refused)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        return refused(Text("This is not a workbook"))
    except Exception as error:  # decompression fails in ways of its own, zlib.error among them
        return refused(_damaged(error))


def _is_xlsx(file: NamedBytes) -> bool:
    if file.content.startswith(_OLD_OFFICE):
        return False
    with zipfile.ZipFile(BytesIO(file.content)) as archive:
        return "xl/workbook.xml" in archive.namelist()


def _damaged(error: Exception) -> Text:
    reason = str(error) if isinstance(error, Unreadable) else type(error).__name__
    if reason == "PasswordError":
        return Text("The file has a password")
    if reason in ("timeout", "MemoryError"):
        return _TAKES_TOO_MUCH
    return Text("The workbook is damaged ({reason})", reason=reason)


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
    elif not names & {"xl/workbook.xml", "xl/workbook.bin"} and not {"mimetype", "content.xml"} <= names:
        answer = refused(Text("This is a ZIP file, but not a workbook"))
    elif any(part.flag_bits & 1 for part in parts):
        answer = refused(Text("The file has a password"), Text("Save it without a password"))
    elif any(_declares_document_type(archive, part) for part in parts):
        answer = refused(Text("The file holds a document type, which a workbook never has"))
    elif any(_merges_too_much(archive, part) for part in parts):
        answer = refused(_MERGES_TOO_MUCH, _UNMERGE)
    elif any(_nests_too_deeply(archive, part) for part in parts):
        answer = refused(_TAKES_TOO_MUCH)
    return answer


def _merges_too_much(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether a sheet has so many merged ranges that a reader would take minutes to make something of each."""
    if not part.filename.startswith("xl/worksheets/") or part.file_size < MOST_MERGED_RANGES * len(_MERGED):
        return False
    return archive.read(part).count(_MERGED) > MOST_MERGED_RANGES


class _TooDeep(Exception):
    pass


def _nests_too_deeply(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether a part has more elements within each other than any workbook, told before anything is made of them."""
    if not part.filename.endswith((".xml", ".rels")) or part.file_size < _LARGE:
        return False
    depth = 0

    def begins(_name: str, _attributes: object) -> None:
        nonlocal depth
        depth += 1
        if depth > MOST_DEPTH:
            raise _TooDeep

    def ends(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser = ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = begins, ends
    with archive.open(part) as content:
        try:
            parser.ParseFile(content)
        except _TooDeep:
            return True
        except ExpatError:
            return False  # no XML at all, which its reader tells
    return False


def _declares_document_type(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    if not part.filename.endswith((".xml", ".rels")):
        return False
    with archive.open(part) as content:
        return b"<!DOCTYPE" in content.read(4096).replace(b"\0", b"")


def _foreign(file: NamedBytes, notes: list[Note]) -> Iterator[Sheet]:
    marked = foreign_marks(file.content)
    for sheet in foreign_sheets(file.content, MOST_ROWS + 1, MOST_COLUMNS):
        if sheet.is_visible:
            marks = marked.get(sheet.title, SheetMarks())
            marks.merged = marks.merged or list(sheet.merged)
            notes.extend(notes_on(sheet.title, marks))
            yield _sheet(sheet.title, sheet.rows, marks, notes)
        else:
            notes.append(_hidden(sheet.title))


def _sheets(file: NamedBytes, notes: list[Note]) -> Iterator[Sheet]:
    # Imported here, as in the helpers below: no other command needs the library.
    from python_calamine import SheetTypeEnum, SheetVisibleEnum, load_workbook

    with zipfile.ZipFile(BytesIO(file.content)) as archive:
        markings = Markings(archive, most_columns=MOST_COLUMNS)
        marked = {title: markings.of(title) for title in markings.titles}
    is_spread_out = any(marks.last_row * marks.last_column > MOST_IN_MEMORY for marks in marked.values())
    book = load_workbook(BytesIO(file.content))
    for each in book.sheets_metadata:
        if each.typ != SheetTypeEnum.WorkSheet:
            continue
        if each.visible != SheetVisibleEnum.Visible:
            notes.append(_hidden(each.name))
            continue
        marks = marked.get(each.name, SheetMarks())
        notes.extend(notes_on(each.name, marks))
        if is_spread_out:
            rows: Iterable[Sequence[Any]] = _one_by_one(file, each.name)
        else:
            rows = book.get_sheet_by_name(each.name).to_python(skip_empty_area=False, nrows=MOST_ROWS + 1)
        yield _sheet(each.name, rows, marks, notes)


def _hidden(title: str) -> Note:
    return Note(address=title, text=Text("This sheet is hidden: not read"), matters=True)


def _one_by_one(file: NamedBytes, title: str) -> Iterator[Sequence[Any]]:
    """The rows of a sheet with cells so far apart that all between them would not fit in memory."""
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        # Extensions that openpyxl does not know, such as list validation, do not concern the texts.
        warnings.simplefilter("ignore")
        book = load_workbook(BytesIO(file.content), read_only=True, data_only=True, keep_links=False)
        try:
            yield from book[title].iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS, values_only=True)
        finally:
            book.close()


def _sheet(title: str, values_by_row: Iterable[Sequence[Any]], marks: SheetMarks, notes: list[Note]) -> Sheet:
    rows: dict[int, dict[int, SheetCell]] = {}
    cut = False
    unseen = ""
    letters = [letters_of(column) for column in range(1, MOST_COLUMNS + 1)]
    for number, values in enumerate(values_by_row, 1):
        texts = {column: text for column, value in enumerate(values[:MOST_COLUMNS], 1) if (text := cell_text(value))}
        if not unseen:
            unseen = next((letters[n] + str(number) for n, v in enumerate(values[:MOST_COLUMNS]) if _hides(v)), "")
        if number > MOST_ROWS:
            cut = bool(texts)
        elif texts:
            rows[number] = {
                column: SheetCell(text, f"{title}!{letters[column - 1]}{number}") for column, text in texts.items()
            }
    for (row, column), text in marks.errors.items():
        if row <= MOST_ROWS and column <= MOST_COLUMNS:
            rows.setdefault(row, {})[column] = SheetCell(text, f"{title}!{letters[column - 1]}{row}")
    if unseen:
        told = Text("Signs that nobody sees are left out of the texts")
        notes.append(Note(address=f"{title}!{unseen}", text=told))
    _spread_all(title, rows, marks)
    return Sheet(name=title, rows={number: dict(sorted(rows[number].items())) for number in sorted(rows)}, cut=cut)


def _spread_all(title: str, rows: dict[int, dict[int, SheetCell]], marks: SheetMarks) -> None:
    """Give each cell of a merged range the text of its first, where it has one."""
    spread = 0
    for left, top, right, bottom in marks.merged:
        first = rows.get(top, {}).get(left)
        if first is not None:
            right, bottom = min(right, MOST_COLUMNS), min(bottom, MOST_ROWS, max(rows) + MOST_BELOW)
            spread += (right - left + 1) * (bottom - top + 1)
            if spread > MOST_MERGED_CELLS:
                raise TooMuch(title)
            _spread(rows, first, left, top, right, bottom)


def _spread(
    rows: dict[int, dict[int, SheetCell]], first: SheetCell, left: int, top: int, right: int, bottom: int
) -> None:
    for number in range(top, bottom + 1):
        for column in range(left, right + 1):
            rows.setdefault(number, {})[column] = first


def _hides(value: Any) -> bool:
    """Whether a text holds signs that nobody sees."""
    return isinstance(value, str) and not value.isascii() and visible(value) != value


def cell_text(value: Any) -> str:
    """The text of a cell, each of its lines with single spaces and without signs that nobody sees."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.date() if value.time().isoformat() == "00:00:00" else value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02}"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str) and (duration := _DURATION.fullmatch(value)) is not None:
        value = f"{int(duration[1])}:{duration[2]}"
    lines = (squeezed(_CONTROL.sub(" ", line)) for line in str(value)[:LONGEST_TEXT].split("\n"))
    return "\n".join(line for line in lines if line)
