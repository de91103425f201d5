"""What is wrong with one cell: nobody, too few, too many, not independent, or soon too few.

One cell has at most one of these codes, by precedence; expertise stands beside them (`gap_expertise`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from graph.analyses.gaps.dates import DatesNear
from graph.analyses.gaps.days import Days, horizon
from graph.domain.kinds import Norm, Organisation, kind_of_id
from graph.model.coverage import Cell, Coverage

__all__ = ["cell_code", "crowded_tier", "first_shortage", "independent_groups", "missing_code", "too_alike"]


def cell_code(days: Days, near: DatesNear, cell: Cell) -> str | None:
    """The code of a cell on its own day; None when nothing is wrong with it or it is not evaluated."""
    if not cell.present:
        return missing_code(cell)
    if not cell.evaluated:
        return None
    if cell.demand is not None:
        if len(cell.present) < cell.demand.minimum:
            return "under_norm"
        if crowded_tier(cell) is not None:
            return "over_norm"
        if too_alike(days.at(cell.on), cell) is not None:
            return "not_independent"
    return "ends_soon" if first_shortage(days, near, cell) is not None else None


def missing_code(cell: Cell) -> str | None:
    """The code of a cell that nobody covers; None when it is covered or nothing asks for it.

    A mandate that was given and whose holders are all absent counts also where no norm asks for it.
    """
    if cell.present or not cell.evaluated:
        return None
    if cell.holders:
        return "absent_without_replacement"
    if cell.demand is None or cell.demand.minimum == 0:
        return None
    return "fallback_only" if cell.fallback is not None else "vacant"


def crowded_tier(cell: Cell) -> tuple[str, ...] | None:
    """The present holders of the smallest tier with more of them than the norms allow, sorted.

    Only DECIDES has tiers; for the other kinds all present holders are one.
    """
    maximum = None if cell.demand is None else cell.demand.maximum
    if maximum is None or len(cell.present) <= maximum:
        return None
    if cell.mandate != "DECIDES":
        return cell.present
    tiers: dict[float, list[str]] = {}
    for holder in cell.present:
        tiers.setdefault(_ceiling(cell, holder), []).append(holder)
    return next((tuple(tiers[ceiling]) for ceiling in sorted(tiers) if len(tiers[ceiling]) > maximum), None)


def too_alike(coverage: Coverage, cell: Cell) -> Norm | None:
    """The first norm of which the present holders are enough in number but too few that stand apart."""
    if cell.demand is None:
        return None
    for norm in cell.demand.norms:
        if norm.independent_of and norm.minimum > 1:
            kept_apart = [_belongs_to(coverage, holder, norm.independent_of) for holder in cell.present]
            if len(cell.present) >= norm.minimum > independent_groups(kept_apart):
                return norm
    return None


def independent_groups(labels: Iterable[frozenset[str]]) -> int:
    """How many connected components there are when whoever shares a label is connected.

    Somebody without labels stands alone. No one at all gives 0.
    """
    components: list[set[str]] = []
    alone = 0
    for own in labels:
        if not own:
            alone += 1
            continue
        joined = [component for component in components if component & own]
        components = [component for component in components if not component & own]
        components.append(set(own).union(*joined))
    return len(components) + alone


def first_shortage(days: Days, near: DatesNear, cell: Cell) -> date | None:
    """The first day up to the horizon on which fewer hold the cell than its norms ask then.

    None when today is not enough already, or when no such day comes. The absences of the cell's own day stay.
    """
    if not cell.present or len(cell.present) < _minimum(cell):
        return None
    if not near.is_ever_asked(cell.subject, cell.mandate):
        return None
    last = horizon(cell.on)
    if not _may_lose(near, cell, last):
        return None
    soon = sorted(day for day in near.of_cell(cell.organisation, cell.subject, cell.mandate) if cell.on < day <= last)
    for day in soon:
        then = days.foreseen(cell.on, day).cell(cell.organisation, cell.subject, cell.mandate)
        if len(then.present) < _minimum(then):
            return day
    return None


def _minimum(cell: Cell) -> int:
    return 0 if cell.demand is None else cell.demand.minimum


def _may_lose(near: DatesNear, cell: Cell, last: date) -> bool:
    """Whether a bound of a present way, of the place or of the subject lies between the day and the last day.

    While none does, whoever holds the cell goes on holding it and the norms ask the same.
    """
    on = cell.on
    if _within(near.of_place(cell.organisation), on, last) or _within(near.of_subject(cell.subject), on, last):
        return True
    return any(way.counts and _within(near.of_mandate(way.mandate), on, last) for way in cell.ways)


def _within(days: frozenset[date], on: date, last: date) -> bool:
    return any(on < day <= last for day in days)


def _ceiling(cell: Cell, holder: str) -> float:
    """The ceiling of a decider: the highest of theirs; without limit counts as infinite."""
    return max(
        (
            float("inf") if way.tier_eur is None else way.tier_eur
            for way in cell.ways
            if way.holder == holder and way.counts
        ),
        default=float("inf"),
    )


def _belongs_to(coverage: Coverage, holder: str, types: tuple[str, ...]) -> frozenset[str]:
    """The organisations of the types that a holder belongs to; an organisation belongs to itself."""
    if kind_of_id(holder) == "body":
        return frozenset()
    places = coverage.affiliations(holder) if kind_of_id(holder) == "person" else (holder,)
    return frozenset(place for place in places if _type_of(coverage, place) in types)


def _type_of(coverage: Coverage, organisation: str) -> str | None:
    found = coverage.snapshot.find(Organisation, organisation)
    return None if found is None else found.type
