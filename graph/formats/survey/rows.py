"""The rows of an exported survey: who answered when, and the texts of the answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from graph.domain.errors import Problem
from graph.domain.text import Quoted, Text, counted
from graph.formats.reading.damage import damage_of
from graph.formats.reading.grid import Grid, GridRow
from graph.formats.reading.result import Note, left_out
from graph.formats.reading.text import fold, squeezed, whole_number
from graph.formats.survey.columns import Columns
from graph.formats.survey.meaning import day_order, either_way, moment_of
from graph.formats.survey.words import NAMELESS

__all__ = ["Row", "rows_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one person answered.

    Attributes:
        place: where it stands.
        moment: of the answers.
        fields: the texts that are not about topics, by field.
        topics: the texts about topics, by id.
    """

    place: str
    moment: datetime
    fields: Mapping[str, str]
    topics: Mapping[str, str]

    @property
    def day(self) -> date:
        """The day of the answers."""
        return self.moment.date()

    @property
    def says_who(self) -> bool:
        """Whether it tells who answered."""
        return bool(self.staff_number or self.email or self.name)

    def text(self, field: str) -> str:
        """The text of a field; "" when there is none."""
        return self.fields.get(field, "")

    @property
    def staff_number(self) -> str:
        """The staff number; "" when it is not given."""
        return whole_number(self.text("staff_number").replace(" ", ""))

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
        return "" if fold(name) in NAMELESS else name


def rows_of(grid: Grid, columns: Columns, on: date, notes: list[Note]) -> list[Row]:
    """The rows that tell who answered, the earliest first, so that a later answer of the same person wins.

    Args:
        grid: the list.
        columns: what its columns are about.
        on: the day of rows that tell none; no row is later.
        notes: gets what is left out, such as rows of which the moment cannot be read and cells that nobody wrote, and
            days that can be read in two ways.
    """
    times = [text for row in grid.rows for column in columns.times if (text := row.cells.get(column))]
    order = day_order(times, on)
    notes.extend(_two_ways(times, order, grid.place))
    read = (_row(row, columns, order, on, notes) for row in grid.rows if row.cells)
    rows = [row for row in read if row is not None]
    notes.extend(_nameless([row for row in rows if not row.says_who]))
    return sorted((row for row in rows if row.says_who), key=lambda row: row.moment)


def _two_ways(times: Sequence[str], order: str, place: str) -> Iterator[Note]:
    text = either_way(times)
    moment = None if text is None else moment_of(text, order)
    if text is not None and moment is not None:
        message = Text(
            "Days can be read with the day or the month first: {text} is read as {day}",
            text=Quoted(text),
            day=moment.date(),
        )
        yield Note(address=place, text=message)


def _nameless(rows: Sequence[Row]) -> Iterator[Note]:
    if rows:
        text = counted(
            "{number} row does not say who answered, and is left out",
            "{number} rows do not say who answered, and are left out",
            len(rows),
        )
        yield Note(address=rows[0].place, text=text)


def _row(row: GridRow, columns: Columns, order: str, on: date, notes: list[Note]) -> Row | None:
    """What a row says; None when it is not clear who answered or when, which is told."""
    text = next((row.cells[column] for column in columns.times if column in row.cells), "")
    asked = datetime.combine(on, time.min)
    answered = moment_of(text, order) if text else asked
    fields = {field: text for field, text in _fields(row, columns) if text}
    wrong = [damage for field, text in fields.items() if field != "form" and (damage := damage_of(text))]
    if answered is None or answered.date() > on:
        wrong.append(_no_moment(text, answered, on))
    if wrong:
        notes.extend(left_out(Problem(place=row.place, message=told, remedy=remedy)) for told, remedy in wrong)
        return None
    topics = {topic: row.cells[column] for column, topic in columns.topics.items() if column in row.cells}
    damaged = {topic: damage for topic, text in topics.items() if (damage := damage_of(text))}
    for told, remedy in damaged.values():
        notes.append(Note(address=row.place, text=told, remedy=remedy, matters=True))
    return Row(
        place=row.place,
        moment=answered or asked,
        fields=fields,
        topics={topic: text for topic, text in topics.items() if topic not in damaged},
    )


def _no_moment(text: str, answered: datetime | None, on: date) -> tuple[Text, Text]:
    moment = Quoted(text, most=40)
    return (
        Text("{text} is no moment", text=moment)
        if answered is None
        else Text("{text} lies after today ({day})", text=moment, day=on),
        Text("Write it as 20/11/2026 9:30 or 2026-11-20 09:30, all rows in the same way"),
    )


def _fields(row: GridRow, columns: Columns) -> Iterator[tuple[str, str]]:
    for field in columns.fields:
        texts = (squeezed(row.cells.get(column, "")) for column in columns.of(field))
        yield field, next(filter(None, texts), "")
