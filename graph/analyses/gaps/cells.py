"""Cells, as what codes are judged about: one has at most one of the codes of `CELLS`, the first that fits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from graph.analyses.gaps.area import Area
from graph.analyses.gaps.code import AnyCode, Evidence, Judged, Matter, Where, persons_among
from graph.analyses.gaps.look import Look
from graph.domain.kinds import AbsentFrom, Holds, Mandate, Norm, Organisation, kind_of_id
from graph.model.bounds import Bounds
from graph.model.coverage import Cell, Way
from graph.model.norms import may_apply

__all__ = [
    "CELLS",
    "CellKey",
    "Cells",
    "cell_bounds",
    "cell_evidence",
    "first_absence",
    "group_mandate",
    "key_of",
    "minimum_of",
    "reason_nobody_is_there",
    "ways_that_count",
]

CellKey = tuple[str, str, str]
"""An organisation, a task or decision, and a kind of mandate."""


class Cells(Matter[CellKey, Cell]):
    """The cells that a scope or a norm ever names at the organisations of an area."""

    def ever(self, area: Area) -> Iterator[CellKey]:
        """See `Matter`."""
        for place in area.organisations:
            for subject, mandate in sorted(_named_ever(area, place)):
                yield place, subject, mandate

    def on(self, look: Look, key: CellKey) -> Cell:
        """See `Matter`."""
        return look.coverage.cell(*key)

    def where(self, look: Look, key: CellKey) -> Where:
        """See `Matter`."""
        return Where(organisation=key[0], subject=key[1], mandate=key[2])

    def bounds(self, bounds: Bounds, key: CellKey) -> frozenset[date]:
        """See `Matter`."""
        return bounds.place(key[0]).bounds

    def identity(self, key: CellKey) -> tuple[str, ...]:
        """See `Matter`."""
        return key

    def judged(self, codes: Sequence[AnyCode], look: Look, thing: Cell) -> Sequence[Judged]:
        """The first of the codes that the cell has; whatever is wrong with it besides goes without saying."""
        is_covered = thing.covered
        for code in codes:
            if not (is_covered and code.gathers):  # what gathers is about cells that nobody covers
                found = code.judge(look, thing)
                if found is not None:
                    return ((code, found),)
        return ()

    def has(self, code: AnyCode, codes: Sequence[AnyCode], look: Look, thing: Cell) -> bool:
        """See `Matter`."""
        return any(first is code for first, _ in self.judged(codes, look, thing))


CELLS = Cells()


def key_of(cell: Cell) -> CellKey:
    """What tells a cell apart through time."""
    return cell.organisation, cell.subject, cell.mandate


def cell_bounds(bounds: Bounds, key: CellKey) -> frozenset[date]:
    """The dates on which the coverage of a cell, or what is asked of it, can change."""
    return bounds.of_cell(*key)


def minimum_of(cell: Cell) -> int:
    """How many holders the norms ask."""
    return 0 if cell.demand is None else cell.demand.minimum


def ways_that_count(cell: Cell) -> list[Way]:
    """How whoever is present holds it."""
    return [way for way in cell.ways if way.counts]


def cell_evidence(look: Look, cell: Cell, ways: Sequence[Way], caused_by: str | None) -> Evidence:
    """What stands behind a code of a cell: the norms, and the ways concerned with the absences of their holders."""
    norms = () if cell.demand is None else cell.demand.norms
    away = (edge.id for way in ways if not way.present for edge in _absences(look, way.holder, cell))
    return Evidence(
        records={*(norm.id for norm in norms), *records_of(ways), *away},
        persons=persons_among(way.holder for way in ways),
        caused_by=caused_by,
        fallback=() if cell.fallback is None else tuple(sorted(cell.fallback.persons)),
        obligation=None if cell.demand is None else cell.demand.obligation,
    )


def records_of(ways: Iterable[Way]) -> Iterator[str]:
    """The ids of the edges that ways rest on."""
    for way in ways:
        yield way.mandate.id
        if way.holding is not None:
            yield way.holding.id


# Causes: the person, role, mandate on a task group or absence behind a code; of several the smallest id


def reason_nobody_is_there(look: Look, cell: Cell) -> str | None:
    """A seat that nobody holds comes before an absence, an absence before a mandate on a task group."""
    return _empty_seat(look, cell) or first_absence(look, cell) or group_mandate(cell.ways, cell)


def first_absence(look: Look, cell: Cell) -> str | None:
    """The first absence of a holder."""
    return min(
        (edge.id for way in cell.ways if not way.present for edge in _absences(look, way.holder, cell)), default=None
    )


def group_mandate(ways: Iterable[Way], cell: Cell) -> str | None:
    """The first mandate that reaches the cell through a task group."""
    return min((way.mandate.id for way in ways if way.mandate.to_id != cell.subject), default=None)


def _empty_seat(look: Look, cell: Cell) -> str | None:
    """The first role without any holder whose mandate reaches the cell."""
    snapshot, on = look.snapshot, look.on
    seats = {
        edge.from_id
        for edge in look.bounds.mandates_near(*key_of(cell))
        if kind_of_id(edge.from_id) == "role" and snapshot.in_force(edge, on) and _reaches(look, edge, cell)
    }
    return next(
        (role for role in sorted(seats) if not any(snapshot.in_force(edge, on) for edge in snapshot.into(Holds, role))),
        None,
    )


def _reaches(look: Look, edge: Mandate, cell: Cell) -> bool:
    return look.coverage.reach(edge, cell.organisation, cell.subject) is not None


def _absences(look: Look, holder: str, cell: Cell) -> tuple[AbsentFrom, ...]:
    """The absences in force of a person that count at the cell, by id."""
    snapshot, above = look.snapshot, look.coverage.above(cell.organisation)
    return tuple(
        edge for edge in snapshot.out(AbsentFrom, holder) if edge.to_id in above and snapshot.in_force(edge, look.on)
    )


def _named_ever(area: Area, place: str) -> set[tuple[str, str]]:
    node, above = area.snapshot.find(Organisation, place), area.bounds.place(place).ids
    asked = {(edge.to_id, edge.kind) for edges in area.snapshot.mandates_at(place).values() for edge in edges}
    if node is not None:
        norms = area.snapshot.nodes(Norm)
        asked |= {(norm.subject, norm.mandate) for norm in norms if may_apply(norm, node, above)}
    return {(subject, mandate) for top, mandate in asked for subject in area.bounds.subjects_in(top)}
