"""Ends up with another function for now: a norm asks for somebody, nobody holds it, and the fallback answers."""

from __future__ import annotations

from graph.analyses.gaps.cells import CELLS, cell_bounds, cell_evidence, minimum_of, reason_nobody_is_there
from graph.analyses.gaps.code import Evidence, GapCode, Where
from graph.analyses.gaps.example import AN, FUNCTION, ICT, SCHOOL, TOM, Example, edge, executes, node, norm
from graph.analyses.gaps.look import Look
from graph.analyses.gaps.sentences import at, doing, wider
from graph.domain.text import N_, Named, Text
from graph.model.coverage import Cell, Fallback

__all__ = ["FALLBACK_ONLY"]


def _judge(look: Look, cell: Cell) -> Fallback | None:
    return cell.fallback if not cell.present and not cell.holders and minimum_of(cell) > 0 else None


def _evidence(look: Look, cell: Cell, answers: Fallback) -> Evidence:
    return cell_evidence(look, cell, (), reason_nobody_is_there(look, cell))


def _message(cell: Cell, answers: Fallback, where: Where) -> Text:
    return Text(
        "For now it ends up with {role}: nobody appointed {doing}{at}.{wider}",
        role=Named(answers.role),
        doing=doing(cell.mandate, cell.subject),
        at=at(where.organisation),
        wider=wider(where.affects),
    )


FALLBACK_ONLY = GapCode(
    code="fallback_only",
    severity="high",
    gathers=True,
    title=N_("Ends up with another function for now"),
    matter=CELLS,
    judge=_judge,
    bounds=cell_bounds,
    evidence=_evidence,
    message=_message,
    example=Example(
        (
            *SCHOOL,
            *FUNCTION,
            node("role_type/directie"),
            edge("OF_TYPE", ICT, "role_type/directie"),
            edge("HOLDS", AN, ICT),
            norm(fallback="role_type/directie"),
        ),
        has_it_not=(executes(TOM),),
    ),
)
