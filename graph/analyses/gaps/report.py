"""What is not arranged: the gaps in who decides, executes, steers and is the contact point.

A finding is one thing that is not as the norms of the organisations ask, or not as the facts themselves can be:
a cell that nobody covers, a function without a holder, a mandate that nobody granted, dates that do not fit.
Every code and its condition stands in the module that judges it: cells in `gap_cells`, expertise in
`gap_expertise`, functions in `gap_roles`, coupled norms in `gap_coupled`, granting in `gap_grants`, single edges
in `gap_edges`. `gap_affects` makes one finding at a group of those below it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from graph.analyses.common.deadline import Deadline
from graph.analyses.common.within import organisations_within
from graph.analyses.gaps.affects import gather
from graph.analyses.gaps.cells import cell_code, missing_code
from graph.analyses.gaps.coupled import missing_coupled
from graph.analyses.gaps.dates import DatesNear
from graph.analyses.gaps.days import Days
from graph.analyses.gaps.drafts import Draft, Period
from graph.analyses.gaps.edges import outside_period, overlapping, stale
from graph.analyses.gaps.evidence import draft_of_cell, draft_of_expertise
from graph.analyses.gaps.expertise import Knowledge
from graph.analyses.gaps.findings import (
    CODES,
    SEVERITIES,
    Acceptance,
    Adopted,
    Excepted,
    Finding,
    GapReport,
    severity_of,
)
from graph.analyses.gaps.grants import grantors_recorded, never_granted
from graph.analyses.gaps.intervals import period_of
from graph.analyses.gaps.messages import message_of
from graph.analyses.gaps.places import all_edges, edges_near
from graph.analyses.gaps.roles import unfilled_roles
from graph.domain.kinds import Acceptance as AcceptanceNode
from graph.domain.kinds import Adopts, Edge, ExceptedFrom, Mandate
from graph.model.coverage import Cell, Coverage
from graph.model.memory import no_cycle_collection
from graph.model.snapshot import Snapshot

__all__ = ["MOST_WITH_INTERVALS", "Finding", "GapReport", "mandate_gaps", "subjects_without_norm"]

E = TypeVar("E", bound=Adopts | ExceptedFrom)

NO_BOUNDS: Period = (None, None)

MOST_WITH_INTERVALS = 500
"""Organisations in a report that looks since when each finding holds unless it is asked not to."""


def mandate_gaps(
    snapshot: Snapshot,
    on: date,
    organisation: str | None = None,
    *,
    intervals: bool | None = None,
    rules: Collection[str] | None = None,
    deadline: Deadline | None = None,
) -> GapReport:
    """The gaps of an organisation and everything below it, on one date.

    A gap of a group above the organisation is in its report too when it affects something in it.

    Args:
        snapshot: the graph.
        on: the date asked.
        organisation: id; None = the whole graph, with what lies at no organisation.
        intervals: whether to look since when and until when each finding holds; None = where the report covers
            at most `MOST_WITH_INTERVALS` organisations. A report of very many is faster without.
        rules: only these codes; None = all. `gap_rules.switched_on` gives those that are proven.
        deadline: the time allowed; None = as long as it takes.

    Returns:
        The report; the same graph and date always give the same one.

    Raises:
        NotFound: there is no such organisation.
        DeadlineExceeded: the time is over.

    Cost: linear in the evaluated cells and the edges of the organisations. Of all Flanders (4,000 schools, 690,000
        findings) most of a minute without intervals.
    """
    report = _Report(snapshot, on, organisation, deadline or Deadline(None))
    with no_cycle_collection():
        return report.make(intervals=intervals, rules=CODES if rules is None else tuple(rules))


def subjects_without_norm(snapshot: Snapshot, on: date, organisation: str | None = None) -> tuple[str, ...]:
    """The tasks and decisions in use about which no norm says anything.

    In use means: a mandate names an organisation of the report for it, on its own or through a task group.
    A norm says something when it applies to it at one of these organisations, for any kind of mandate.

    Args:
        snapshot: the graph.
        on: the date asked.
        organisation: with everything below it; None = the whole graph.

    Returns:
        Their ids, sorted.

    Raises:
        NotFound: there is no such organisation.
    """
    coverage = Coverage.of(snapshot, on)
    subjects = _Subjects()
    for place in organisations_within(coverage, organisation):
        for cell in coverage.evaluated(place):
            subjects.note(cell)
    return subjects.without_norm()


class _Subjects:
    """The subjects that mandates name, and those about which a norm speaks."""

    def __init__(self) -> None:
        self._used: set[str] = set()
        self._ruled: set[str] = set()

    def note(self, cell: Cell) -> None:
        """Take an evaluated cell into account."""
        (self._used if cell.demand is None else self._ruled).add(cell.subject)

    def without_norm(self) -> tuple[str, ...]:
        """Those in use without a norm, sorted."""
        return tuple(sorted(self._used - self._ruled))


@dataclass(slots=True)
class _CellsFound:
    """What one pass over the cells found."""

    missing: list[Cell]
    drafts: list[Draft]
    not_known_yet: set[str]
    subjects: _Subjects


class _Report:
    """One report in the making."""

    def __init__(self, snapshot: Snapshot, on: date, organisation: str | None, deadline: Deadline) -> None:
        self.snapshot = snapshot
        self.on = on
        self.organisation = organisation
        self.deadline = deadline
        self.days = Days(snapshot)
        self.near = DatesNear(snapshot)
        self.coverage = self.days.at(on)
        self.organisations = organisations_within(self.coverage, organisation)
        self.within = None if organisation is None else frozenset(self.organisations)
        self.knowledge = {on: Knowledge(snapshot, on)}
        self._near_edges = [] if self.within is None else edges_near(snapshot, self.organisations)
        self._acceptances = _acceptances(snapshot, on)

    def make(self, *, intervals: bool | None, rules: tuple[str, ...]) -> GapReport:
        looks = len(self.organisations) <= MOST_WITH_INTERVALS if intervals is None else intervals
        cells = self._cells()
        mandates = self._mandates()
        recorded = grantors_recorded(self.snapshot)
        drafts = [*cells.drafts, *self._gathered(cells.missing), *self._others(mandates)]
        ungranted = list(never_granted(self.days, self.near, self.coverage, mandates))
        if recorded:
            drafts.extend(ungranted)
        wanted = [draft for draft in drafts if draft.code in rules]
        findings = [self._finding(draft, self._period(draft) if looks else NO_BOUNDS) for draft in wanted]
        return GapReport(
            on=self.on,
            organisation=self.organisation,
            findings=tuple(sorted(findings, key=_order)),
            intervals=looks,
            rules=rules,
            expertise_not_known_yet=tuple(sorted(cells.not_known_yet)),
            grantors_not_recorded=bool(ungranted) and not recorded,
            without_norm=cells.subjects.without_norm(),
            profiles=tuple(_adopted(edge) for edge in self._local(Adopts)),
            exceptions=tuple(_excepted(edge) for edge in self._local(ExceptedFrom)),
        )

    def _local(self, kind: type[E]) -> list[E]:
        """The edges of a kind in force from the organisations of the report and those above, by ends."""
        edges = self.snapshot.edges(kind) if self.organisation is None else self._from_around(kind)
        found = [edge for edge in edges if self.snapshot.in_force(edge, self.on)]
        return sorted(found, key=lambda edge: (edge.from_id, edge.to_id, edge.id))

    def _from_around(self, kind: type[E]) -> Iterable[E]:
        above = self.coverage.above(self.organisation or "")
        return (edge for place in {*above, *self.organisations} for edge in self.snapshot.out(kind, place))

    def _cells(self) -> _CellsFound:
        found = _CellsFound([], [], set(), _Subjects())
        knowledge = self.knowledge[self.on]
        for organisation in self.organisations:
            self.deadline.check()
            for cell in self.coverage.evaluated(organisation):
                found.subjects.note(cell)
                code = cell_code(self.days, self.near, cell)
                if code is not None and missing_code(cell) is not None:
                    found.missing.append(cell)
                elif code is not None:
                    found.drafts.append(draft_of_cell(self.days, self.near, cell, code))
                need = knowledge.need(cell)
                if need is not None and need.known:
                    found.drafts.append(draft_of_expertise(self.days, self.knowledge, cell, need))
                elif need is not None:
                    found.not_known_yet.add(organisation)
        return found

    def _gathered(self, missing: list[Cell]) -> Iterator[Draft]:
        for gathered in gather(self.coverage, missing, check=self.deadline.check):
            yield draft_of_cell(self.days, self.near, gathered.cell, gathered.code, gathered.affects)

    def _others(self, mandates: Iterable[Mandate]) -> Iterator[Draft]:
        yield from unfilled_roles(self.coverage, self.near, self.within)
        yield from missing_coupled(self.days, self.near, self.coverage, self.organisations)
        yield from stale(self.coverage, mandates)
        found = outside_period(self.coverage, self._edges())
        twice = overlapping(self.days, self.near, self.coverage, self._edges())
        yield from (draft for draft in (*found, *twice) if self._concerns(draft))

    def _edges(self) -> Iterable[Edge]:
        self.deadline.check()
        return all_edges(self.snapshot) if self.within is None else self._near_edges

    def _concerns(self, draft: Draft) -> bool:
        if self.within is None:
            return True
        return draft.organisation in self.within or not self.within.isdisjoint(draft.affects)

    def _mandates(self) -> tuple[Mandate, ...]:
        """The mandates in force that name an organisation of the report, by id."""
        self.deadline.check()
        if self.within is None:
            return tuple(edge for edge in self.snapshot.mandates() if self.snapshot.in_force(edge, self.on))
        near = {edge.id: edge for place in self.organisations for edge in self.near.mandates_at(place)}
        return tuple(
            edge
            for _, edge in sorted(near.items())
            if self.snapshot.in_force(edge, self.on) and not self.within.isdisjoint(self.coverage.scope_of(edge))
        )

    def _period(self, draft: Draft) -> Period:
        self.deadline.check()
        return period_of(draft, self.on, self.near, self.deadline)

    def _finding(self, draft: Draft, period: Period) -> Finding:
        finding_id = draft.id
        return Finding(
            id=finding_id,
            code=draft.code,
            severity=severity_of(draft.code, draft.mandate),
            organisation=draft.organisation,
            subject=draft.subject,
            mandate=draft.mandate,
            persons=draft.persons,
            since=period[0],
            until=period[1],
            caused_by=draft.caused_by,
            affects=draft.affects,
            missing=draft.missing,
            fallback=draft.fallback,
            obligation=draft.obligation,
            accepted=self._acceptances.get(finding_id),
            evidence=draft.evidence,
            message=message_of(self.snapshot, draft, self.on),
        )


def _adopted(edge: Adopts) -> Adopted:
    return Adopted(organisation=edge.from_id, profile=edge.to_id, evidence=edge.id)


def _excepted(edge: ExceptedFrom) -> Excepted:
    return Excepted(organisation=edge.from_id, norm=edge.to_id, reason=edge.reason, evidence=edge.id)


def _acceptances(snapshot: Snapshot, on: date) -> dict[str, Acceptance]:
    """The acceptance in force per finding; of several the smallest id."""
    found: dict[str, Acceptance] = {}
    for node in snapshot.nodes(AcceptanceNode):
        if snapshot.exists(node.id, on):
            acceptance = Acceptance(
                id=node.id, reason=node.reason, accepted_by=node.accepted_by, since=node.since, until=node.until
            )
            found.setdefault(node.finding, acceptance)
    return found


def _order(finding: Finding) -> tuple[int, str, str, str, str, str]:
    return (
        SEVERITIES.index(finding.severity),
        finding.organisation or "",
        finding.subject or "",
        finding.mandate or "",
        finding.code,
        finding.id,
    )
