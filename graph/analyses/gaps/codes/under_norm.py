"""Too few people appointed: some are present, fewer than the norms ask."""

from __future__ import annotations

from graph.analyses.gaps.cells import (
    CELLS,
    cell_bounds,
    cell_evidence,
    minimum_of,
    reason_nobody_is_there,
    ways_that_count,
)
from graph.analyses.gaps.code import Evidence, GapCode, Where
from graph.analyses.gaps.example import AN, SCHOOL, TOM, Example, executes, norm
from graph.analyses.gaps.look import Look
from graph.analyses.gaps.sentences import at, doing
from graph.domain.text import N_, Text
from graph.model.coverage import Cell

__all__ = ["UNDER_NORM"]


def _judge(look: Look, cell: Cell) -> int | None:
    """How many are there when that is too few."""
    return len(cell.present) if 0 < len(cell.present) < minimum_of(cell) else None


def _evidence(look: Look, cell: Cell, present: int) -> Evidence:
    return cell_evidence(look, cell, ways_that_count(cell), reason_nobody_is_there(look, cell))


def _message(cell: Cell, present: int, where: Where) -> Text:
    return Text(
        "Too few people appointed {doing}{at}: {present}, at least {minimum} needed.",
        doing=doing(cell.mandate, cell.subject),
        at=at(where.organisation),
        present=present,
        minimum=minimum_of(cell),
    )


UNDER_NORM = GapCode(
    code="under_norm",
    severity="high",
    title=N_("Too few people appointed"),
    matter=CELLS,
    judge=_judge,
    bounds=cell_bounds,
    evidence=_evidence,
    message=_message,
    example=Example((*SCHOOL, norm(minimum=2), executes(AN)), has_it_not=(executes(TOM),)),
)
