"""The rows of an exported survey: who answered when, and the texts of the answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from graph.domain.errors import Problem
from graph.domain.text import Quoted, Text
from graph.formats.reading.grid import Grid, GridRow
from graph.formats.reading.text import fold, squeezed
from graph.formats.survey.columns import Columns
from graph.formats.survey.meaning import day_order, moment_of

__all__ = ["Row", "rows_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one person answered.

    Attributes:
        place: where it stands.
        day: of the answers.
        fields: the texts that are not about topics, by field.
        topics: the texts about topics, by id.
    """

    place: str
    day: date
    fields: Mapping[str, str]
    topics: Mapping[str, str]

    def text(self, field: str) -> str:
        """The text of a field; "" when there is none."""
        return self.fields.get(field, "")

    @property
    def staff_number(self) -> str:
        """The staff number; "" when it is not given."""
        return self.text("staff_number").replace(" ", "")

    @property
    def email(self) -> str:
        """The address that was asked for, else the one that the form noted; forms note `anonymous` for nobody."""
        address = (self.text("asked_email") or self.text("form_email")).casefold()
        return address if "@" in address else ""

    @property
    def name(self) -> str:
        """The name that was asked for, else the one that the form noted; "" for nobody."""
        whole = f"{self.text('given_name')} {self.text('family_name')}".strip()
        name = self.text("asked_name") or whole or self.text("name")
        return "" if fold(name) in ("anonymous", "anoniem") else name


def rows_of(grid: Grid, columns: Columns, on: date, problems: list[Problem]) -> list[Row]:
    """The rows with something in them, the earliest first, so that a later answer of the same person wins.

    Args:
        grid: the list.
        columns: what its columns are about.
        on: the day of rows that tell none; no row is later.
        problems: gets the moments that cannot be read.
    """
    order = day_order(text for row in grid.rows for column in columns.times if (text := row.cells.get(column)))
    rows = [_row(row, columns, order, on, problems) for row in grid.rows if row.cells]
    return sorted(rows, key=lambda row: row.day)


def _row(row: GridRow, columns: Columns, order: str, on: date, problems: list[Problem]) -> Row:
    text = next((row.cells[column] for column in columns.times if column in row.cells), "")
    day = moment_of(text, order) if text else on
    if day is None or day > on:
        moment = Quoted(text, most=40)
        problems.append(
            Problem(
                place=row.place,
                message=Text("{text} is no moment", text=moment)
                if day is None
                else Text("{text} lies after today ({day})", text=moment, day=on),
                remedy=Text("Write it as 20/11/2026 9:30 or 2026-11-20 09:30, all rows in the same way"),
            )
        )
    topics = {topic: row.cells[column] for column, topic in columns.topics.items() if column in row.cells}
    return Row(place=row.place, day=day or on, fields=dict(_fields(row, columns)), topics=topics)


def _fields(row: GridRow, columns: Columns) -> Iterator[tuple[str, str]]:
    for field in columns.fields:
        texts = (squeezed(row.cells.get(column, "")) for column in columns.of(field))
        yield field, next(filter(None, texts), "")
