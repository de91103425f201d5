"""What stands behind the code of a cell: who is concerned, which record causes it, which edges and norms show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from graph.analyses.gaps.cells import cell_code, crowded_tier, first_shortage, too_alike
from graph.analyses.gaps.dates import DatesNear
from graph.analyses.gaps.days import Days
from graph.analyses.gaps.drafts import Draft, persons_among
from graph.analyses.gaps.expertise import ExpertiseNeed, Knowledge
from graph.domain.kinds import AbsentFrom, Holds, Mandate, kind_of_id
from graph.model.coverage import Cell, Coverage, Way

__all__ = ["draft_of_cell", "draft_of_expertise"]


def draft_of_cell(days: Days, near: DatesNear, cell: Cell, code: str, affects: tuple[str, ...] = ()) -> Draft:
    """The draft of a cell that has a code."""
    coverage = days.at(cell.on)
    ways = _ways_concerned(coverage, cell, code)
    shortage = first_shortage(days, near, cell) if code == "ends_soon" else None
    evidence = {norm.id for norm in cell.demand.norms} if cell.demand is not None else set()
    evidence.update(_edges_of(ways))
    evidence.update(edge.id for way in ways if not way.present for edge in _absences(coverage, way.holder, cell))
    return Draft(
        code=code,
        organisation=cell.organisation,
        subject=cell.subject,
        mandate=cell.mandate,
        persons=persons_among(way.holder for way in ways),
        caused_by=_cause(days, near, cell, code, shortage),
        affects=affects,
        fallback=tuple(sorted(cell.fallback.persons)) if cell.fallback is not None else (),
        obligation=cell.demand.obligation if cell.demand is not None else None,
        evidence=tuple(sorted(evidence)),
        facts=_facts(cell, shortage, alike=_groups_found(coverage, cell) if code == "not_independent" else 0),
        holds=lambda day: _code_on(days, near, cell, day) == code,
    )


def draft_of_expertise(days: Days, knowledge: dict[date, Knowledge], cell: Cell, need: ExpertiseNeed) -> Draft:
    """The draft of a cell whose holders lack expertise; `knowledge` keeps what is known per day."""
    people = persons_among(cell.people)
    ways = [way for way in cell.ways if way.counts]

    def holds(day: date) -> bool:
        there = days.at(day).cell(cell.organisation, cell.subject, cell.mandate)
        found = knowledge.setdefault(day, Knowledge(days.snapshot, day)).need(there)
        return found is not None and found.known

    return Draft(
        code="without_expertise",
        organisation=cell.organisation,
        subject=cell.subject,
        mandate=cell.mandate,
        persons=people,
        caused_by=people[0] if len(people) == 1 else _group_mandate(ways, cell),
        missing=need.missing,
        obligation=cell.demand.obligation if cell.demand is not None else None,
        evidence=tuple(sorted({*need.evidence, *_edges_of(ways)})),
        facts={"present": len(people)},
        holds=holds,
    )


def _code_on(days: Days, near: DatesNear, cell: Cell, day: date) -> str | None:
    return cell_code(days, near, days.at(day).cell(cell.organisation, cell.subject, cell.mandate))


def _ways_concerned(coverage: Coverage, cell: Cell, code: str) -> tuple[Way, ...]:
    if code == "over_norm":
        crowd = crowded_tier(cell) or ()
        return tuple(way for way in cell.ways if way.counts and way.holder in crowd)
    if code == "absent_without_replacement":
        return cell.ways
    return tuple(way for way in cell.ways if way.counts)


def _edges_of(ways: Iterable[Way]) -> Iterator[str]:
    for way in ways:
        yield way.mandate.id
        if way.holding is not None:
            yield way.holding.id


def _absences(coverage: Coverage, holder: str, cell: Cell) -> tuple[AbsentFrom, ...]:
    """The absences in force of a person that count at the cell, by id."""
    snapshot, above = coverage.snapshot, coverage.above(cell.organisation)
    return tuple(
        edge
        for edge in snapshot.out(AbsentFrom, holder)
        if edge.to_id in above and snapshot.in_force(edge, coverage.on)
    )


def _facts(cell: Cell, shortage: date | None, *, alike: int) -> dict[str, Any]:
    demand = cell.demand
    return {
        "present": len(cell.present),
        "minimum": demand.minimum if demand is not None else 0,
        "maximum": demand.maximum if demand is not None else None,
        "crowd": len(crowded_tier(cell) or ()),
        "shortage": shortage,
        "apart": alike,
        "answers": cell.fallback.role if cell.fallback is not None else None,
    }


def _groups_found(coverage: Coverage, cell: Cell) -> int:
    norm = too_alike(coverage, cell)
    return 0 if norm is None else norm.minimum


# Causes


def _cause(days: Days, near: DatesNear, cell: Cell, code: str, shortage: date | None) -> str | None:
    """The person, role, mandate on a task group or absence behind a code; of several the smallest id.

    A seat that nobody holds comes before an absence, an absence before a mandate on a task group.
    """
    coverage = days.at(cell.on)
    if code == "ends_soon":
        return _lost_holder(days, cell, shortage)
    if code in ("over_norm", "not_independent"):
        return _group_mandate(cell.ways, cell)
    if code != "absent_without_replacement":
        seat = _empty_seat(coverage, near, cell)
        if seat is not None:
            return seat
    absences = (edge.id for way in cell.ways if not way.present for edge in _absences(coverage, way.holder, cell))
    return min(absences, default=None) or _group_mandate(cell.ways, cell)


def _empty_seat(coverage: Coverage, near: DatesNear, cell: Cell) -> str | None:
    """The first role without any holder whose mandate reaches the cell."""
    snapshot, on = coverage.snapshot, coverage.on
    seats = {
        edge.from_id
        for edge in near.mandates_near(cell.organisation, cell.subject, cell.mandate)
        if kind_of_id(edge.from_id) == "role" and snapshot.in_force(edge, on) and _reaches(coverage, edge, cell)
    }
    return next(
        (role for role in sorted(seats) if not any(snapshot.in_force(edge, on) for edge in snapshot.into(Holds, role))),
        None,
    )


def _reaches(coverage: Coverage, edge: Mandate, cell: Cell) -> bool:
    return coverage.reach(edge, cell.organisation, cell.subject) is not None


def _lost_holder(days: Days, cell: Cell, shortage: date | None) -> str | None:
    if shortage is None:
        return None
    then = days.foreseen(cell.on, shortage).cell(cell.organisation, cell.subject, cell.mandate)
    lost = sorted(set(cell.present) - set(then.present))
    return next((holder for holder in lost if kind_of_id(holder) == "person"), None)


def _group_mandate(ways: Iterable[Way], cell: Cell) -> str | None:
    """The first mandate that reaches the cell through a task group."""
    return min((way.mandate.id for way in ways if way.mandate.to_id != cell.subject), default=None)
