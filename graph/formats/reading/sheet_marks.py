"""What a workbook says beside the texts of its cells: merged ranges, and what a reader of texts does not see.

Formulas that were never computed, comments, text that is struck through, hidden rows and columns, and what stands
further to the right than is read. Read from the parts of the archive, as reading cell by cell leaves them out.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

from graph.domain.text import Series, Text, counted
from graph.formats.reading.result import Note

__all__ = ["MOST_MERGED_RANGES", "Markings", "SheetMarks", "TooMuch", "letters_of", "notes_on"]

MOST_MERGED_RANGES = 20_000
MOST_SHOWN = 5
LONGEST_COMMENT = 100
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class TooMuch(Exception):
    """A sheet has more merged ranges than are read.

    Args:
        sheet: its title.
    """

    def __init__(self, sheet: str) -> None:
        super().__init__(sheet)
        self.sheet = sheet


@dataclass(slots=True)
class SheetMarks:
    """What one sheet has beside its texts.

    Attributes:
        merged: merged ranges, each left, top, right and bottom, from 1.
        formulas: the cells with a formula of which no result is stored.
        struck: the cells with text that is struck through.
        beyond: the cells with text to the right of what is read.
        hidden_rows: their numbers.
        hidden_columns: first and last number of each range.
        comments: text by cell.
        errors: by row and column, the error value that a formula gave, such as #N/A.
        last_row: number of the last with a text.
        last_column: the same of columns.
    """

    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    beyond: list[str] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    comments: dict[str, str] = field(default_factory=dict)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    last_row: int = 0
    last_column: int = 0


class Markings:
    """The marks of the sheets of one archive."""

    def __init__(self, archive: zipfile.ZipFile, *, most_columns: int) -> None:
        self._archive = archive
        self._names = set(archive.namelist())
        self._most_columns = most_columns
        self._parts = self._parts_by_title()
        self._struck_styles = self._styles_struck()
        self._struck_texts = self._texts_struck()

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles of the sheets."""
        return tuple(self._parts)

    def of(self, title: str) -> SheetMarks:
        """The marks of the sheet with a title.

        Raises:
            TooMuch: it has more merged ranges than are read.
        """
        marks = SheetMarks()
        part = self._parts.get(title, "")
        if part in self._names:
            with self._archive.open(part) as content:
                for _, item in ElementTree.iterparse(content):  # noqa: S314
                    self._take(item, _tag(item), marks)
                    if len(marks.merged) > MOST_MERGED_RANGES:
                        raise TooMuch(title)
            marks.comments = dict(self._comments(part))
        return marks

    def _take(self, item: ElementTree.Element, tag: str, marks: SheetMarks) -> None:
        if tag == "c":
            self._take_cell(item, marks)
            item.clear()
        elif tag == "row":
            if _is_on(item.get("hidden")) and item.get("r", "").isdigit():
                marks.hidden_rows.append(int(item.get("r", "0")))
            item.clear()
        elif tag == "col" and _is_on(item.get("hidden")):
            marks.hidden_columns.append((int(item.get("min", "1")), int(item.get("max", "1"))))
        elif tag == "mergeCell":
            merged = _range_of(item.get("ref", ""))
            if merged is not None:
                marks.merged.append(merged)

    def _take_cell(self, item: ElementTree.Element, marks: SheetMarks) -> None:
        address = item.get("r", "")
        parts = {_tag(part): part for part in item}
        value = parts["v"].text or "" if "v" in parts else ""
        is_filled = bool(value) or "is" in parts
        if "f" in parts and not is_filled and not ("v" in parts and item.get("t") == "str"):
            marks.formulas.append(address)
        elif is_filled and self._is_struck(item, parts, value):
            marks.struck.append(address)
        if is_filled:
            row, column = _row_of(address), _column_of(address)
            marks.last_row, marks.last_column = max(row, marks.last_row), max(column, marks.last_column)
            if item.get("t") == "e":
                marks.errors[row, column] = value
            if column > self._most_columns:
                marks.beyond.append(address)

    def _is_struck(self, item: ElementTree.Element, parts: dict[str, ElementTree.Element], value: str) -> bool:
        shared = item.get("t") == "s" and value in self._struck_texts
        return item.get("s", "0") in self._struck_styles or shared or ("is" in parts and _has_strike(parts["is"]))

    def _parts_by_title(self) -> dict[str, str]:
        """The part of the archive that holds each sheet."""
        targets = {name: target for name, (_, target) in self._relations("xl/workbook.xml").items()}
        return {
            item.get("name", ""): targets.get(item.get(_RELATION, ""), "")
            for item in self._tree("xl/workbook.xml")
            if _tag(item) == "sheet"
        }

    def _styles_struck(self) -> frozenset[str]:
        """The numbers of the styles of cells whose font is struck through."""
        fonts: list[bool] = []
        styles: list[int] = []
        for part in self._tree("xl/styles.xml"):
            if _tag(part) == "fonts":
                fonts = [_has_strike(font) for font in part]
            elif _tag(part) == "cellXfs":
                styles = [int(style.get("fontId", "0")) for style in part]
        return frozenset(str(number) for number, font in enumerate(styles) if font < len(fonts) and fonts[font])

    def _texts_struck(self) -> frozenset[str]:
        """The numbers of the shared texts of which a part is struck through."""
        found: set[str] = set()
        if "xl/sharedStrings.xml" in self._names:
            with self._archive.open("xl/sharedStrings.xml") as content:
                number = 0
                for _, item in ElementTree.iterparse(content):  # noqa: S314
                    if _tag(item) == "si":
                        if _has_strike(item):
                            found.add(str(number))
                        number += 1
                        item.clear()
        return frozenset(found)

    def _comments(self, part: str) -> Iterator[tuple[str, str]]:
        for kind, target in self._relations(part).values():
            if kind.endswith("/comments"):
                for item in self._tree(target):
                    if _tag(item) == "comment":
                        texts = (text.text or "" for text in item.iter() if _tag(text) == "t")
                        yield item.get("ref", ""), " ".join("".join(texts).split())

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """What a part refers to: by id its type, and the part that it is."""
        folder, name = posixpath.split(part)
        return {
            item.get("Id", ""): (item.get("Type", ""), _target(folder, item.get("Target", "")))
            for item in self._tree(f"{folder}/_rels/{name}.rels")
        }

    def _tree(self, part: str) -> Iterable[ElementTree.Element]:
        if part not in self._names:
            return ()
        return ElementTree.fromstring(self._archive.read(part)).iter()  # noqa: S314


def notes_on(title: str, marks: SheetMarks) -> Iterator[Note]:
    """What a reader of the sheet may want to know: what is not read, and what is read although it looks otherwise."""
    yield from (Note(address=title, text=text, matters=True) for text in _unread(marks))
    for cell, comment in list(marks.comments.items())[:MOST_SHOWN]:
        shown = comment[:LONGEST_COMMENT]
        yield Note(
            address=f"{title}!{cell}", text=Text("The comment here is not read: “{text}”", text=shown), matters=True
        )
    yield from (Note(address=title, text=text, matters=True) for text in _read_though(marks))


def _unread(marks: SheetMarks) -> Iterator[Text]:
    if marks.formulas:
        yield counted(
            "{cells} holds a formula without a result: read as blank. "
            "Open the file in a spreadsheet program and save it",
            "{number} cells hold a formula without a result: read as blank ({cells}). "
            "Open the file in a spreadsheet program and save it",
            len(marks.formulas),
            cells=_shown(marks.formulas),
        )
    if marks.beyond:
        yield counted(
            "{cells} stands further to the right than is read",
            "{number} cells stand further to the right than is read ({cells})",
            len(marks.beyond),
            cells=_shown(marks.beyond),
        )
    more = list(marks.comments)[MOST_SHOWN:]
    if more:
        yield counted(
            "The comment at {cells} is not read either",
            "{number} more comments are not read ({cells})",
            len(more),
            cells=_shown(more),
        )


def _read_though(marks: SheetMarks) -> Iterator[Text]:
    if marks.struck:
        yield counted(
            "The text of {cells} is struck through, and read as any other. Remove what no longer counts",
            "The text of {number} cells is struck through, and read as any other ({cells}). "
            "Remove what no longer counts",
            len(marks.struck),
            cells=_shown(marks.struck),
        )
    if marks.hidden_rows:
        yield counted(
            "Row {cells} is hidden, and read",
            "{number} rows are hidden, and read ({cells})",
            len(marks.hidden_rows),
            cells=_shown(marks.hidden_rows),
        )
    if marks.hidden_columns:
        columns = [letters_of(first) for first, _ in marks.hidden_columns]
        yield counted(
            "Column {cells} is hidden, and read",
            "{number} columns are hidden, and read (from {cells})",
            sum(last - first + 1 for first, last in marks.hidden_columns),
            cells=_shown(columns),
        )


def _shown(cells: Iterable[object]) -> Series:
    texts = [str(cell) for cell in cells]
    return Series((*texts[:MOST_SHOWN], *(["..."] if len(texts) > MOST_SHOWN else [])))


def _tag(item: ElementTree.Element) -> str:
    return item.tag.rpartition("}")[2]


def _is_on(value: str | None) -> bool:
    return value in ("1", "true")


def _has_strike(item: ElementTree.Element) -> bool:
    return any(_tag(part) == "strike" and part.get("val", "1") not in ("0", "false") for part in item.iter())


def _target(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def _range_of(reference: str) -> tuple[int, int, int, int] | None:
    match = re.fullmatch(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})", reference)
    if match is None:
        return None
    return _column_of(match[1]), int(match[2]), _column_of(match[3]), int(match[4])


def _row_of(address: str) -> int:
    digits = address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return int(digits) if digits.isdigit() else 0


def _column_of(address: str) -> int:
    number = 0
    for letter in address.rstrip("0123456789"):
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def letters_of(column: int) -> str:
    """What a spreadsheet calls a column."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
