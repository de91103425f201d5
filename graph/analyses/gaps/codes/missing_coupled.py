"""Should have something else as well: who holds what a norm couples to something else, and does not hold that.

Each holder of a norm's cell counts, present or not. The other cell is held in person or through a body, at the same
organisation.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from graph.analyses.gaps.area import Area
from graph.analyses.gaps.cells import records_of
from graph.analyses.gaps.code import Evidence, GapCode, Matter, Where, persons_among
from graph.analyses.gaps.example import AN, BRUG, SCHOOL, WIFI, Example, edge, executes, node, norm
from graph.analyses.gaps.look import Look
from graph.analyses.gaps.sentences import at, doing, title_of_mandate
from graph.domain.kinds import Norm, kind_of_id
from graph.domain.text import N_, Named, Text
from graph.model.bounds import Bounds, Dates
from graph.model.coverage import Cell, Coverage
from graph.model.snapshot import Snapshot

__all__ = ["MISSING_COUPLED", "holds_coupled"]


class Coupling(NamedTuple):
    """Somebody who holds something at an organisation, and should hold a cell there as well."""

    organisation: str
    subject: str
    mandate: str
    holder: str


class Reason(NamedTuple):
    """A norm with the one that it implies, and the cell of the first that the holder has."""

    norm: Norm
    implied: Norm
    cell: Cell


class _Couplings(Matter[Coupling, Coupling]):
    """Whoever ever holds a cell of a norm that implies another, with each cell of that one."""

    def ever(self, area: Area) -> Iterator[Coupling]:
        coupled = _coupled(area.snapshot)
        for place in area.organisations if coupled else ():
            yield from dict.fromkeys(self._at(area.bounds, place, coupled))

    def _at(self, bounds: Bounds, place: str, coupled: list[tuple[Norm, Norm]]) -> Iterator[Coupling]:
        for one, implied in coupled:
            for subject in bounds.subjects_in(one.subject):
                for holder in bounds.holders_near(place, subject, one.mandate):
                    for asked in bounds.subjects_in(implied.subject):
                        yield Coupling(place, asked, implied.mandate, holder)

    def on(self, look: Look, key: Coupling) -> Coupling:
        return key

    def where(self, look: Look, key: Coupling) -> Where:
        return Where(organisation=key.organisation, subject=key.subject, mandate=key.mandate)

    def bounds(self, bounds: Bounds, key: Coupling) -> Dates:
        return bounds.place(key.organisation).bounds

    def identity(self, key: Coupling) -> tuple[str, ...]:
        return key


def _judge(look: Look, coupling: Coupling) -> tuple[Reason, ...] | None:
    """Why the holder should have the cell, when they do not; in order of the norms."""
    coverage = look.coverage
    place, asked, mandate, holder = coupling
    reasons = tuple(
        Reason(one, implied, cell)
        for one, implied in _coupled_on(coverage)
        if implied.mandate == mandate
        if asked in _subjects(coverage, implied, place)
        for cell in _cells_of(coverage, one, place)
        if holder in {way.holder for way in cell.ways}
    )
    return reasons if reasons and not _has(coverage, coupling) else None


def holds_coupled(coverage: Coverage, cell: Cell, holder: str) -> bool:
    """Whether somebody has all that the norms on a cell couple to it, be it that they hold the cell or would hold it.

    They have it when they hold it there, present or not, in person or through a body.
    """
    applying = () if cell.demand is None else cell.demand.norms
    return all(
        _has(coverage, Coupling(cell.organisation, asked, implied.mandate, holder))
        for one, implied in _coupled_on(coverage)
        if one in applying
        for asked in _subjects(coverage, implied, cell.organisation)
    )


def _coupled_on(coverage: Coverage) -> Iterator[tuple[Norm, Norm]]:
    """The norms that imply another which is in its period that day, each with that one."""
    snapshot, on = coverage.snapshot, coverage.on
    return (pair for pair in _coupled(snapshot) if snapshot.exists(pair[1].id, on))


def _coupled(snapshot: Snapshot) -> list[tuple[Norm, Norm]]:
    """The norms that imply another, each with that one."""
    return snapshot.kept(
        "coupled norms",
        lambda: [
            (one, implied)
            for one in snapshot.nodes(Norm)
            if one.implies is not None and (implied := snapshot.find(Norm, one.implies)) is not None
        ],
    )


def _cells_of(coverage: Coverage, one: Norm, organisation: str) -> Iterator[Cell]:
    """The cells at an organisation on which a norm applies."""
    for subject in _subjects(coverage, one, organisation):
        if one in coverage.norms_at(organisation, subject, one.mandate):
            yield coverage.cell(organisation, subject, one.mandate)


def _subjects(coverage: Coverage, one: Norm, organisation: str) -> tuple[str, ...]:
    return tuple(found for found in coverage.subjects_in(one.subject) if coverage.used_at(found, organisation))


def _has(coverage: Coverage, coupling: Coupling) -> bool:
    place, asked, mandate, holder = coupling
    holders = coverage.cell(place, asked, mandate).holders
    if holder in holders:
        return True
    bodies = (other for other in holders if kind_of_id(other) == "body")
    return kind_of_id(holder) == "person" and any(holder in coverage.members_at(body, place) for body in bodies)


def _bounds(bounds: Bounds, coupling: Coupling) -> frozenset[date]:
    """The dates on which a cell of the norms concerned, or what they say themselves, can change."""
    found: set[date] = set()
    for one in {each for pair in _coupled(bounds.snapshot) if pair[1].mandate == coupling.mandate for each in pair}:
        found |= bounds.of_record(one)
        for subject in bounds.subjects_in(one.subject):
            found |= bounds.of_cell(coupling.organisation, subject, one.mandate)
    return frozenset(found)


def _evidence(look: Look, coupling: Coupling, reasons: tuple[Reason, ...]) -> Evidence:
    """Two reasons for the same finding both count."""
    holder = coupling.holder
    ways = [way for reason in reasons for way in reason.cell.ways if way.holder == holder]
    norms = {each.id for reason in reasons for each in (reason.norm, reason.implied)}
    obligations = {reason.norm.obligation for reason in reasons}
    return Evidence(
        records={*norms, *records_of(ways)},
        persons=persons_among([holder]),
        caused_by=holder if kind_of_id(holder) == "person" else None,
        obligation=next((word for word in ("law", "recommended", "own") if word in obligations), None),
    )


def _message(coupling: Coupling, reasons: tuple[Reason, ...], where: Where) -> Text:
    has = reasons[0].cell
    return Text(
        "Should also have “{subject}” ({title}): whoever is appointed {doing}{at}.",
        subject=Named(coupling.subject),
        title=title_of_mandate(coupling.mandate),
        doing=doing(has.mandate, has.subject),
        at=at(where.organisation),
    )


MISSING_COUPLED = GapCode(
    code="missing_coupled",
    severity="medium",
    title=N_("Should have something else as well"),
    matter=_Couplings(),
    judge=_judge,
    bounds=_bounds,
    evidence=_evidence,
    message=_message,
    example=Example(
        (
            *SCHOOL,
            norm(implies="norm/volgt-op"),
            node("norm/volgt-op", subject=WIFI, mandate="STEERS", minimum=0),
            executes(AN),
        ),
        has_it_not=(edge("STEERS", AN, WIFI, scope=[BRUG]),),
    ),
)
