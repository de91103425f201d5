"""Absent, no replacement: there are holders, all of them are away, and nobody acts for them.

Also where no norm asks for it: a mandate was given. It says whether a fallback answers meanwhile.
"""

from __future__ import annotations

from typing import Literal

from graph.analyses.gaps.cells import CELLS, cell_bounds, cell_evidence, first_absence, group_mandate
from graph.analyses.gaps.code import Evidence, GapCode, Where
from graph.analyses.gaps.example import AN, BRUG, SCHOOL, TOM, Example, edge, executes, norm
from graph.analyses.gaps.look import Look
from graph.analyses.gaps.sentences import NOTHING, at, doing, wider
from graph.domain.text import N_, Named, Text
from graph.model.coverage import Cell

__all__ = ["ABSENT_WITHOUT_REPLACEMENT"]


def _judge(look: Look, cell: Cell) -> Literal[True] | None:
    return True if cell.evaluated and cell.holders and not cell.present else None


def _evidence(look: Look, cell: Cell, found: Literal[True]) -> Evidence:
    return cell_evidence(look, cell, cell.ways, first_absence(look, cell) or group_mandate(cell.ways, cell))


def _message(cell: Cell, found: Literal[True], where: Where) -> Text:
    answers = cell.fallback
    return Text(
        "Absent, no replacement: whoever is appointed {doing}{at} is away, and nobody stands in.{meanwhile}{wider}",
        doing=doing(cell.mandate, cell.subject),
        at=at(where.organisation),
        meanwhile=NOTHING if answers is None else Text(" For now it ends up with {role}.", role=Named(answers.role)),
        wider=wider(where.affects),
    )


ABSENT_WITHOUT_REPLACEMENT = GapCode(
    code="absent_without_replacement",
    severity="high",
    grave="critical",
    gathers=True,
    title=N_("Absent, no replacement"),
    matter=CELLS,
    judge=_judge,
    bounds=cell_bounds,
    evidence=_evidence,
    message=_message,
    example=Example(
        (*SCHOOL, norm(), executes(AN), edge("ABSENT_FROM", AN, BRUG)),
        has_it_not=(executes(TOM),),
    ),
)
