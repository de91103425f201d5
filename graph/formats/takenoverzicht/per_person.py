"""Sheets with the tasks of one colleague, and sheets with the hours of colleagues who stand side by side."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from graph.domain.kinds import MANDATE_KINDS
from graph.domain.text import Text
from graph.formats.reading.answers import Asker
from graph.formats.reading.result import Note
from graph.formats.reading.text import fold, squeezed
from graph.formats.reading.workbook import Sheet, SheetCell
from graph.formats.takenoverzicht.columns import DEPUTY, heading_of
from graph.formats.takenoverzicht.layout import field_of_heading

__all__ = ["with_crosses_for_hours", "with_its_holder"]

_HOURS = re.compile(r"\d{1,3}(?:[.,]\d{1,2})?(?: ?(?:u|uur|uren|h))?")


def with_its_holder(sheet: Sheet, people: Collection[str], asker: Asker) -> Sheet:
    """The sheet with a column that says who does its tasks, when it is one of a colleague; any other as it is.

    Args:
        sheet: as it was read.
        people: the folded names of everybody.
        asker: is told of it.
    """
    head = next(((number, row) for number, row in sheet.rows.items() if "task" in _fields(row).values()), None)
    if head is None or {*_fields(head[1]).values()} & {*MANDATE_KINDS, DEPUTY}:
        return sheet
    above = [cell.text for number, row in sheet.rows.items() if number < head[0] for cell in row.values()]
    name = next((squeezed(text) for text in (sheet.name, *above) if fold(text) in people), None)
    if name is None:
        return sheet
    task = next(column for column, field in _fields(head[1]).items() if field == "task")
    added = 1 + max(column for row in sheet.rows.values() for column in row)
    rows = {
        number: {**row, added: SheetCell(heading_of("EXECUTES") if number == head[0] else name, row[task].address)}
        if number >= head[0] and task in row
        else row
        for number, row in sheet.rows.items()
    }
    text = Text("This sheet is read as the tasks of {name}", name=name)
    asker.notes.append(Note(address=sheet.name, text=text, matters=True))
    return replace(sheet, rows=rows)


def with_crosses_for_hours(sheet: Sheet, people: Collection[str]) -> Sheet:
    """The sheet with a cross, and the hours as a remark beside it, for hours that stand under the name of somebody."""
    of_hours = {
        column: number
        for number, row in sheet.rows.items()
        for column, cell in row.items()
        if fold(cell.text) in people and _are_hours(sheet, number, column)
    }
    if not of_hours:
        return sheet
    rows = {
        number: {
            column: _crossed(cell) if number > of_hours.get(column, number) else cell for column, cell in row.items()
        }
        for number, row in sheet.rows.items()
    }
    return replace(sheet, rows=rows)


def _crossed(cell: SheetCell) -> SheetCell:
    written = squeezed(cell.text)
    hours = f"{written} uur" if written[-1].isdigit() else written
    return cell if written == "0" else replace(cell, text=f"x ({hours})")


def _are_hours(sheet: Sheet, head: int, column: int) -> bool:
    below = [squeezed(row[column].text) for number, row in sheet.rows.items() if number > head and column in row]
    return bool(below) and set(below) != {"1"} and all(map(_HOURS.fullmatch, below))  # 1 alone is a cross


def _fields(row: dict[int, SheetCell]) -> dict[int, str | None]:
    return {column: field_of_heading(cell.text) for column, cell in row.items()}
