"""What an ODS or XLSB says beside the texts of its cells, as `sheet_marks` does for XLSX.

Of ODS everything that is noted there but columns beyond those that are read; of XLSB its merged ranges. XLS tells its
merged ranges to the reader of texts.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from typing import IO
from xml.etree import ElementTree
from xml.parsers.expat import ParserCreate

from graph.formats.reading.sheet_marks import MOST_MERGED_RANGES, SheetMarks, TooMuch, letters_of

__all__ = ["foreign_marks"]

_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0 "
_CELL, _COVERED, _ROW = f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell", f"{_TABLE}table-row"
_SHEET, _COLUMN = f"{_TABLE}table", f"{_TABLE}table-column"
_NAMED, _LINES = f"{_STYLE}style", f"{_STYLE}text-properties"
_COMMENT = f"{_OFFICE}annotation"
_SHEET_RECORD, _MERGED_RECORD = 156, 176


def foreign_marks(content: bytes) -> Mapping[str, SheetMarks]:
    """The marks of each sheet by its title; nothing for XLS.

    Raises:
        TooMuch: a sheet has more merged ranges than are read.
    """
    if not zipfile.is_zipfile(BytesIO(content)):
        return {}
    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = archive.namelist()
        if "xl/workbook.bin" in names:
            return dict(_of_binary(archive))
        if "content.xml" not in names:
            return {}
        with archive.open("content.xml") as part:
            return _OpenDocument().read(part)


# ODS


class _OpenDocument:
    """Follows the tags of a document as they begin; a row may have as many cells as fit in a file."""

    def __init__(self) -> None:
        self.by_title: dict[str, SheetMarks] = {}
        self._title = ""
        self._marks = SheetMarks()
        self._struck: set[str] = set()
        self._style = ""
        self._row, self._rows, self._column = 0, 1, 1
        self._comment: list[str] | None = None
        self._cell = ""
        self._begins: dict[str, Callable[[dict[str, str]], None]] = {
            _CELL: self._begin_cell,
            _COVERED: self._begin_cell,
            _ROW: self._begin_row,
            _SHEET: self._begin_sheet,
            _COLUMN: self._begin_column,
            _NAMED: self._begin_style,
            _LINES: self._begin_lines,
            _COMMENT: self._begin_comment,
        }

    def read(self, content: IO[bytes]) -> Mapping[str, SheetMarks]:
        """The marks of each sheet by its title."""
        parser = ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._say
        parser.ParseFile(content)
        return self.by_title

    def _begin(self, tag: str, said: dict[str, str]) -> None:
        begin = self._begins.get(tag)
        if begin is not None:
            begin(said)

    def _end(self, tag: str) -> None:
        if tag == _COMMENT and self._comment is not None:
            self._marks.comments[self._cell] = " ".join("".join(self._comment).split())
            self._comment = None

    def _say(self, text: str) -> None:
        if self._comment is not None:
            self._comment.append(text)

    def _begin_sheet(self, said: dict[str, str]) -> None:
        self._title = said.get(f"{_TABLE}name", "")
        self._marks = self.by_title.setdefault(self._title, SheetMarks())
        self._row, self._rows, self._column = 0, 1, 1

    def _begin_column(self, said: dict[str, str]) -> None:
        times = _times(said, "number-columns-repeated")
        if said.get(f"{_TABLE}visibility") == "collapse":
            self._marks.hidden_columns.append((self._column, self._column + times - 1))
        self._column += times

    def _begin_row(self, said: dict[str, str]) -> None:
        self._row += self._rows
        self._rows, self._column = _times(said, "number-rows-repeated"), 1
        if said.get(f"{_TABLE}visibility") == "collapse":
            self._marks.hidden_rows.append(self._row)

    def _begin_cell(self, said: dict[str, str]) -> None:
        column = self._column
        if not said:
            self._column += 1
            return
        self._column += _times(said, "number-columns-repeated")
        self._cell = f"{letters_of(column)}{self._row}"
        right, bottom = (_times(said, f"number-{each}-spanned") - 1 for each in ("columns", "rows"))
        if right or bottom:
            self._marks.merged.append((column, self._row, column + right, self._row + bottom))
            if len(self._marks.merged) > MOST_MERGED_RANGES:
                raise TooMuch(self._title)
        is_filled = f"{_OFFICE}value-type" in said
        if not is_filled and f"{_TABLE}formula" in said:
            self._marks.formulas.append(self._cell)
        if is_filled and said.get(f"{_TABLE}style-name", "") in self._struck:
            self._marks.struck.append(self._cell)

    def _begin_style(self, said: dict[str, str]) -> None:
        self._style = said.get(f"{_STYLE}name", "")

    def _begin_lines(self, said: dict[str, str]) -> None:
        if said.get(f"{_STYLE}text-line-through-style", "none") != "none":
            self._struck.add(self._style)

    def _begin_comment(self, said: dict[str, str]) -> None:
        self._comment = []


def _times(said: Mapping[str, str], name: str) -> int:
    number = said.get(f"{_TABLE}{name}", "1")
    return int(number) if number.isdecimal() and len(number) < 9 else 1


# XLSB


def _of_binary(archive: zipfile.ZipFile) -> Iterator[tuple[str, SheetMarks]]:
    targets = {
        item.get("Id", ""): item.get("Target", "")
        for item in ElementTree.fromstring(archive.read("xl/_rels/workbook.bin.rels"))  # noqa: S314
    }
    for kind, record in _records(archive.read("xl/workbook.bin")):
        if kind == _SHEET_RECORD:
            relation, end = _text(record, 8)
            title, _ = _text(record, end)
            part = f"xl/{targets.get(relation, '').removeprefix('/xl/')}"
            marks = SheetMarks()
            if part in archive.namelist():
                marks.merged.extend(_merged(title, archive.read(part)))
            yield title, marks


def _merged(title: str, part: bytes) -> Iterator[tuple[int, int, int, int]]:
    found = (record for kind, record in _records(part) if kind == _MERGED_RECORD)
    for number, record in enumerate(found):
        if number >= MOST_MERGED_RANGES:
            raise TooMuch(title)
        top, bottom, left, right = struct.unpack_from("<4I", record)
        yield left + 1, top + 1, right + 1, bottom + 1


def _records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """The records of a part: the number of their kind, and what each holds."""
    at = 0
    while at < len(part):
        kind, at = _number(part, at, 2)
        size, at = _number(part, at, 4)
        yield kind, part[at : at + size]
        at += size


def _number(part: bytes, at: int, most: int) -> tuple[int, int]:
    """A number of seven bits a byte, the lowest first; the last byte has no eighth bit. Gives it and where it ends."""
    number = 0
    for place in range(most):
        byte = part[at]
        at += 1
        number |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            break
    return number, at


def _text(record: bytes, at: int) -> tuple[str, int]:
    (length,) = struct.unpack_from("<I", record, at)
    end = at + 4 + 2 * length
    return record[at + 4 : end].decode("utf-16-le"), end
