"""The days that stand in columns of their own, for whoever stands in the same row."""

from __future__ import annotations

from collections.abc import Iterable

from graph.formats.reading.days import Calendar, counted_day, says_no_end
from graph.formats.reading.periods import Dated, When, agreed, in_column, within_brackets
from graph.formats.reading.text import fold, squeezed
from graph.formats.reading.workbook import SheetCell
from graph.formats.takenoverzicht.columns import PERIOD_FIELDS
from graph.formats.takenoverzicht.layout import SheetColumn
from graph.formats.takenoverzicht.mentions import is_blank

__all__ = ["period_of_row"]


def period_of_row(cells: Iterable[tuple[SheetColumn, SheetCell]], calendar: Calendar) -> Dated:
    """What the columns with days say of everybody in a row; what is no day is left to a person."""
    found = Dated()
    for column, cell in cells:
        if column.field in PERIOD_FIELDS and not is_blank(cell.text):
            dated = _dated(column, squeezed(cell.text), calendar)
            found = Dated(since=agreed(found.since, dated.since), until=agreed(found.until, dated.until))
    return found


def _dated(column: SheetColumn, text: str, calendar: Calendar) -> Dated:
    counted = counted_day(text)
    if counted is not None:
        when = When(text=f"{column.heading} {text}", options=(counted,))
        return Dated(until=when) if column.field == "until" else Dated(since=when)
    if column.field == "period":
        whole = within_brackets(text, calendar)
        return whole if whole.since or whole.until else Dated(since=When(text=text))
    is_end = column.field == "until"
    if is_end and says_no_end(text):
        return Dated()
    when = in_column(text, _said(column), calendar, is_end=is_end)
    return Dated(until=when) if is_end else Dated(since=when)


def _said(column: SheetColumn) -> str:
    """The word that says of a day how it is meant, by the heading of its column."""
    if column.field == "since":
        return "vanaf"
    heading = fold(column.heading)
    if heading.startswith(("tot en met", "t e m", "tem", "laatste dag")):
        return "t.e.m."
    return "tot" if heading.startswith(("tot", "until", "till")) else "einde"
