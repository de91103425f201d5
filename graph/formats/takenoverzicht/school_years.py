"""Sheets of another school year than the one in which they come in: asked about, so that no old division holds now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from graph.domain.periods import SchoolYear, school_year_of
from graph.domain.text import Text
from graph.formats.reading.answers import Asker, doubt_id
from graph.formats.reading.result import OPEN, PICK, POSSIBLE, SKIP, Doubt, Suggestion
from graph.formats.reading.workbook import Sheet, SheetCell
from graph.formats.takenoverzicht.columns import heading_of
from graph.formats.takenoverzicht.layout import field_of_heading, has_table, school_year_in

__all__ = ["sheets_of_now"]

_NOW, _THEN = "now", "then"


def sheets_of_now(sheets: Sequence[Sheet], on: date, asker: Asker) -> Iterator[Sheet]:
    """The sheets that hold, or will hold: those of a later school year from its first day on.

    A sheet of a year that is over is proposed to be left out when another sheet is of a later one.

    Args:
        sheets: of a workbook.
        on: the day of the import.
        asker: has the answers.
    """
    years = {sheet.name: school_year_in((sheet,)) for sheet in sheets if has_table(sheet)}
    last = max((year.first_year for year in years.values() if year is not None), default=0)
    for sheet in sheets:
        year = years.get(sheet.name)
        if year is None or year == school_year_of(on):
            yield sheet
        elif year.since > on:
            told = _told(sheet, year, asker, _THEN)
            if told is not None:
                yield _beginning(sheet, year.since) if told == _THEN else sheet
        elif _told(sheet, year, asker, "" if year.first_year < last else _NOW) is not None:
            yield sheet


def _told(sheet: Sheet, year: SchoolYear, asker: Asker, likely: str) -> str | None:
    """How a sheet of another year holds, as somebody says; None when it is left out, or nobody said it yet."""
    then = Suggestion(pick=_THEN, name=Text("It holds from {day}", day=year.since))
    now = Suggestion(pick=_NOW, name=Text("It holds now"))
    doubt = Doubt(
        id=doubt_id("heading", "", f"year {sheet.name} {year}"),
        kind="heading",
        address=sheet.name,
        value=sheet.name,
        text=Text("The sheet “{sheet}” is of the school year {year}. Does it hold?", sheet=sheet.name, year=str(year)),
        suggestions=(then, now) if likely == _THEN else (now,),
        choices=(PICK, SKIP, OPEN),
        suggested=f"{PICK} {likely}" if likely else SKIP,
        certainty=POSSIBLE,
    )
    return asker.one_of(doubt, (_NOW, _THEN))


def _beginning(sheet: Sheet, day: date) -> Sheet:
    """The sheet with a column that says from which day its rows hold, beside those that it has."""
    column = 1 + max(column for row in sheet.rows.values() for column in row)
    rows: dict[int, dict[int, SheetCell]] = {}
    is_headed = False
    for number, row in sheet.rows.items():
        fields = {field_of_heading(cell.text) for cell in row.values()}
        first = next(iter(row.values()))
        if "since" in fields or "period" in fields:
            return sheet
        if "task" in fields:
            is_headed = True
            rows[number] = {**row, column: SheetCell(heading_of("since"), first.address)}
        else:
            is_row = is_headed and len({cell.address for cell in row.values()}) > 1
            rows[number] = {**row, column: SheetCell(day.isoformat(), first.address)} if is_row else row
    return replace(sheet, rows=rows)
