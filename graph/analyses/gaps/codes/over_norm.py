"""Too many people appointed: more are present than the norms allow; of deciders, in one tier."""

from __future__ import annotations

from graph.analyses.gaps.cells import CELLS, cell_bounds, cell_evidence, group_mandate, ways_that_count
from graph.analyses.gaps.code import Evidence, GapCode, Where
from graph.analyses.gaps.example import AN, SCHOOL, TOM, Example, executes, norm
from graph.analyses.gaps.look import Look
from graph.analyses.gaps.sentences import at, doing
from graph.domain.text import N_, Named, Text
from graph.model.coverage import Cell

__all__ = ["OVER_NORM"]

Crowd = tuple[str, ...]


def _judge(look: Look, cell: Cell) -> Crowd | None:
    """The present holders of the smallest tier with more of them than the norms allow, sorted.

    Only DECIDES has tiers; for the other kinds all present holders are one.
    """
    maximum = _maximum(cell)
    if maximum is None or len(cell.present) <= maximum:
        return None
    if cell.mandate != "DECIDES":
        return cell.present
    tiers: dict[float, list[str]] = {}
    for holder in cell.present:
        tiers.setdefault(_ceiling(cell, holder), []).append(holder)
    return next((tuple(tiers[ceiling]) for ceiling in sorted(tiers) if len(tiers[ceiling]) > maximum), None)


def _maximum(cell: Cell) -> int | None:
    return None if cell.demand is None else cell.demand.maximum


def _ceiling(cell: Cell, holder: str) -> float:
    """The ceiling of a decider: the highest of theirs; without limit counts as infinite."""
    own = (way.tier_eur for way in ways_that_count(cell) if way.holder == holder)
    return max((float("inf") if ceiling is None else ceiling for ceiling in own), default=float("inf"))


def _evidence(look: Look, cell: Cell, crowd: Crowd) -> Evidence:
    ways = [way for way in ways_that_count(cell) if way.holder in crowd]
    return cell_evidence(look, cell, ways, group_mandate(cell.ways, cell))


def _message(cell: Cell, crowd: Crowd, where: Where) -> Text:
    maximum = _maximum(cell) or 0
    if cell.mandate == "DECIDES" and maximum == 1:
        return Text(
            "More than one person decides on “{subject}”{at}: there are {crowd}.",
            subject=Named(cell.subject),
            at=at(where.organisation),
            crowd=len(crowd),
        )
    return Text(
        "Too many people appointed {doing}{at}: {crowd}, at most {maximum} wanted.",
        doing=doing(cell.mandate, cell.subject),
        at=at(where.organisation),
        crowd=len(crowd),
        maximum=maximum,
    )


OVER_NORM = GapCode(
    code="over_norm",
    severity="high",
    title=N_("Too many people appointed"),
    matter=CELLS,
    judge=_judge,
    bounds=cell_bounds,
    evidence=_evidence,
    message=_message,
    example=Example((*SCHOOL, norm(maximum=1), executes(AN)), has_it=(executes(TOM),)),
)
