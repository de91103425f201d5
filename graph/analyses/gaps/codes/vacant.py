"""Nobody is appointed: a norm asks for somebody, and nobody holds it or answers instead."""

from __future__ import annotations

from typing import Literal

from graph.analyses.gaps.cells import CELLS, cell_bounds, cell_evidence, minimum_of, reason_nobody_is_there
from graph.analyses.gaps.code import Evidence, GapCode, Where
from graph.analyses.gaps.example import AN, SCHOOL, Example, executes, norm
from graph.analyses.gaps.look import Look
from graph.analyses.gaps.sentences import at, doing, wider
from graph.domain.text import N_, Text
from graph.model.coverage import Cell

__all__ = ["VACANT"]


def _judge(look: Look, cell: Cell) -> Literal[True] | None:
    is_held = cell.present or cell.holders or cell.fallback is not None
    return True if not is_held and minimum_of(cell) > 0 else None


def _evidence(look: Look, cell: Cell, found: Literal[True]) -> Evidence:
    return cell_evidence(look, cell, (), reason_nobody_is_there(look, cell))


def _message(cell: Cell, found: Literal[True], where: Where) -> Text:
    return Text(
        "Nobody appointed {doing}{at}.{wider}",
        doing=doing(cell.mandate, cell.subject),
        at=at(where.organisation),
        wider=wider(where.affects),
    )


VACANT = GapCode(
    code="vacant",
    severity="high",
    grave="critical",
    gathers=True,
    title=N_("Nobody appointed"),
    matter=CELLS,
    judge=_judge,
    bounds=cell_bounds,
    evidence=_evidence,
    message=_message,
    example=Example((*SCHOOL, norm()), has_it_not=(executes(AN),)),
)
