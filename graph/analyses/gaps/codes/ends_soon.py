"""Ends soon, no successor yet: enough today, and on some day up to the horizon fewer than the norms ask then."""

from __future__ import annotations

from datetime import date

from graph.analyses.gaps.cells import CELLS, CellKey, cell_evidence, key_of, minimum_of, ways_that_count
from graph.analyses.gaps.code import Evidence, GapCode, Where
from graph.analyses.gaps.example import AN, SCHOOL, TOM, Example, executes, norm
from graph.analyses.gaps.look import Look
from graph.analyses.gaps.sentences import at, doing
from graph.domain.kinds import kind_of_id
from graph.domain.periods import day_after, last_day
from graph.domain.text import N_, Text
from graph.model.bounds import Bounds, Dates
from graph.model.coverage import Cell

__all__ = ["ENDS_SOON", "horizon"]

DAYS_AHEAD = 60
_SUMMER_STARTS = (5, 1)
_SUMMER_ENDS = (9, 15)


def horizon(on: date) -> date:
    """The last day that counts as soon: 60 days ahead, and from 1 May at least 15 September."""
    ahead = day_after(on, DAYS_AHEAD)
    if on >= date(on.year, *_SUMMER_STARTS):
        return max(ahead, date(on.year, *_SUMMER_ENDS))
    return ahead


def _judge(look: Look, cell: Cell) -> date | None:
    """The first day up to the horizon on which fewer hold the cell than its norms ask then.

    The absences of the cell's own day stay.
    """
    if not cell.evaluated or not cell.present or len(cell.present) < minimum_of(cell):
        return None
    if not look.bounds.is_ever_asked(cell.subject, cell.mandate):
        return None
    last = horizon(cell.on)
    if not _may_lose(look.bounds, cell, last):
        return None
    for day in sorted(_within(look.bounds.of_cell(*key_of(cell)), cell.on, last)):
        then = look.days.foreseen(cell.on, day).cell(*key_of(cell))
        if len(then.present) < minimum_of(then):
            return day
    return None


def _may_lose(bounds: Bounds, cell: Cell, last: date) -> bool:
    """Whether anything around the cell, or a way in which it is held, changes between the day and the last day.

    While nothing does, whoever holds the cell goes on holding it and the norms ask the same.
    """
    if _within(bounds.around_cell(*key_of(cell)), cell.on, last):
        return True
    ways = ways_that_count(cell)
    return any(way.mandate.acting_for or _within(bounds.of_mandate(way.mandate), cell.on, last) for way in ways)


def _within(days: Dates, on: date, last: date) -> list[date]:
    return [day for day in days if on < day <= last]


def _bounds(bounds: Bounds, key: CellKey) -> Dates:
    """Those of the cell, and the days from which one of them can lie within the horizon."""
    days = bounds.of_cell(*key)
    if not bounds.is_ever_asked(*key[1:]):
        return days
    return days.union(*((day_after(day, -DAYS_AHEAD), date(day.year, *_SUMMER_STARTS)) for day in days))


def _evidence(look: Look, cell: Cell, shortage: date) -> Evidence:
    then = look.days.foreseen(cell.on, shortage).cell(*key_of(cell))
    lost = sorted(set(cell.present) - set(then.present))
    leaves = next((holder for holder in lost if kind_of_id(holder) == "person"), None)
    return cell_evidence(look, cell, ways_that_count(cell), leaves)


def _message(cell: Cell, shortage: date, where: Where) -> Text:
    return Text(
        "Ends on {day}, no successor yet: those appointed {doing}{at}.",
        day=last_day(shortage) or cell.on,
        doing=doing(cell.mandate, cell.subject),
        at=at(where.organisation),
    )


ENDS_SOON = GapCode(
    code="ends_soon",
    severity="medium",
    title=N_("Ends soon, no successor yet"),
    matter=CELLS,
    judge=_judge,
    bounds=_bounds,
    evidence=_evidence,
    message=_message,
    example=Example(
        (*SCHOOL, norm(), executes(AN, until="2026-12-01")), has_it_not=(executes(TOM, since="2026-12-01"),)
    ),
)
