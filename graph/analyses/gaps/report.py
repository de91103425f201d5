"""What is not arranged: the gaps in who decides, executes, steers and is the contact point.

A finding is one thing that is not as the norms of the organisations ask, or not as the facts themselves can be:
a cell that nobody covers, a function without a holder, a mandate that nobody granted, dates that do not fit.
Every code stands in a module of its own under `codes`; `table` has them all. `gathering` makes one finding at a group
of those below it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple, TypeVar

from graph.analyses.common.deadline import Deadline
from graph.analyses.common.unnamed import unnamed_absences
from graph.analyses.common.within import organisations_within
from graph.analyses.gaps.area import Area
from graph.analyses.gaps.cells import Cells, key_of
from graph.analyses.gaps.code import AnyCode, Matter, Where
from graph.analyses.gaps.codes.never_granted import grantors_recorded, lacks_grant
from graph.analyses.gaps.findings import Acceptance, Adopted, Excepted, Finding, GapReport, finding_order
from graph.analyses.gaps.gathering import Missing, gather
from graph.analyses.gaps.intervals import Period, holds_around
from graph.analyses.gaps.look import Look
from graph.analyses.gaps.table import finding_id, gap_codes
from graph.domain.kinds import Acceptance as AcceptanceNode
from graph.domain.kinds import Adopts, ExceptedFrom
from graph.model.coverage import Cell, Coverage
from graph.model.memory import no_cycle_collection
from graph.model.snapshot import Snapshot

__all__ = [
    "MOST_WITH_INTERVALS",
    "Finding",
    "GapReport",
    "by_matter",
    "findings_about",
    "mandate_gaps",
    "subjects_without_norm",
]

E = TypeVar("E", bound=Adopts | ExceptedFrom)

NO_BOUNDS: Period = (None, None)

MOST_WITH_INTERVALS = 500
"""Organisations in a report that looks since when each finding holds unless it is asked not to."""

ByMatter = dict[Matter[Any, Any], tuple[AnyCode, ...]]


def mandate_gaps(
    snapshot: Snapshot,
    on: date,
    organisation: str | None = None,
    *,
    intervals: bool | None = None,
    rules: Collection[str] | None = None,
    codes: tuple[AnyCode, ...] | None = None,
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
        rules: only the findings of these codes; None = of all.
        codes: what is looked for; None = the whole table.
        deadline: the time allowed; None = as long as it takes.

    Returns:
        The report; the same graph and date always give the same one.

    Raises:
        NotFound: there is no such organisation.
        DeadlineExceeded: the time is over.

    Cost: linear in the evaluated cells and the edges of the organisations. Of all Flanders (4,000 schools, 690,000
        findings) most of a minute without intervals.
    """
    look = Look.of(snapshot, on)
    area = Area.of_day(look.coverage, look.bounds, organisation)
    report = _Report(look, area, codes or gap_codes(), deadline or Deadline(None))
    with no_cycle_collection():
        return report.make(intervals=intervals, rules=rules)


def findings_about(
    snapshot: Snapshot,
    on: date,
    organisations: Iterable[str],
    records: frozenset[str],
    *,
    deadline: Deadline | None = None,
) -> tuple[Finding, ...]:
    """The findings of the whole graph about the cells of some organisations and about some functions and edges.

    Args:
        snapshot: the graph.
        on: the date asked.
        organisations: their own cells, not those below. A finding that one of these above them gathers is told as far
            as it affects these.
        records: ids of functions and edges, wherever they lie.
        deadline: the time allowed; None = as long as it takes.

    Returns:
        Them in the order of a report, without since when and until when they hold.

    Raises:
        DeadlineExceeded: the time is over.
    """
    look = Look.of(snapshot, on)
    area = Area.some(look.coverage, look.bounds, organisations, records)
    with no_cycle_collection():
        return _Report(look, area, gap_codes(), deadline or Deadline(None)).make(intervals=False, rules=None).findings


def by_matter(codes: Iterable[AnyCode]) -> ByMatter:
    """Codes by what they are judged about, in order."""
    found: dict[Matter[Any, Any], list[AnyCode]] = defaultdict(list)
    for code in codes:
        found[code.matter].append(code)
    return {matter: tuple(own) for matter, own in found.items()}


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


class _Found(NamedTuple):
    """A thing that has a code, with what its judge found."""

    code: AnyCode
    key: Hashable
    thing: Any
    fact: Any
    where: Where


@dataclass(slots=True)
class _CellsFound:
    """What one pass over the cells found."""

    missing: list[Missing] = field(default_factory=list)
    found: list[_Found] = field(default_factory=list)
    not_known_yet: set[str] = field(default_factory=set)
    subjects: _Subjects = field(default_factory=_Subjects)


class _Report:
    """One report in the making."""

    def __init__(self, look: Look, area: Area, codes: tuple[AnyCode, ...], deadline: Deadline) -> None:
        self.snapshot = look.snapshot
        self.on = look.on
        self.organisation = area.organisation
        self.deadline = deadline
        self.codes = codes
        self.look = look
        self.coverage = look.coverage
        self.area = area
        self._matters = by_matter(codes)
        self._acceptances = _acceptances(look.snapshot, look.on)

    def make(self, *, intervals: bool | None, rules: Collection[str] | None) -> GapReport:
        looks = len(self.area.organisations) <= MOST_WITH_INTERVALS if intervals is None else intervals
        wanted = tuple(code.code for code in self.codes if rules is None or code.code in rules)
        cells = self._cells()
        found = (*cells.found, *self._gathered(cells.missing), *self._others())
        findings = [self._finding(each, intervals=looks) for each in found if each.code.code in wanted]
        return GapReport(
            on=self.on,
            organisation=self.organisation,
            findings=tuple(sorted(findings, key=finding_order)),
            intervals=looks,
            rules=wanted,
            expertise_not_known_yet=tuple(sorted(cells.not_known_yet)),
            grantors_not_recorded=self._grantors_not_recorded(),
            without_norm=cells.subjects.without_norm(),
            profiles=tuple(_adopted(edge) for edge in self._local(Adopts)),
            exceptions=tuple(_excepted(edge) for edge in self._local(ExceptedFrom)),
            unnamed_absences=unnamed_absences(
                self.snapshot, self.on, self.on + timedelta(days=1), self._around() if self.organisation else None
            ),
        )

    def _local(self, kind: type[E]) -> list[E]:
        """The edges of a kind in force from the organisations of the report and those above, by ends."""
        edges = self.snapshot.edges(kind) if self.organisation is None else self._from_around(kind)
        found = [edge for edge in edges if self.snapshot.in_force(edge, self.on)]
        return sorted(found, key=lambda edge: (edge.from_id, edge.to_id, edge.id))

    def _from_around(self, kind: type[E]) -> Iterable[E]:
        return (edge for place in self._around() for edge in self.snapshot.out(kind, place))

    def _around(self) -> set[str]:
        """The organisations of the report and those above."""
        return {*self.coverage.above(self.organisation or ""), *self.area.organisations}

    def _cells(self) -> _CellsFound:
        """Organisation by organisation, so that what was worked out for one is used while it is at hand."""
        found = _CellsFound()
        knowledge = self.look.days.knowledge(self.on)
        matters = [(matter, codes) for matter, codes in self._matters.items() if isinstance(matter, Cells)]
        for organisation in self.area.organisations:
            self.deadline.check()
            for cell in self.coverage.evaluated(organisation):
                found.subjects.note(cell)
                for matter, codes in matters:
                    self._judge_cell(matter, codes, cell, found)
                if knowledge.is_unknown(cell):
                    found.not_known_yet.add(organisation)
        return found

    def _judge_cell(self, matter: Cells, codes: tuple[AnyCode, ...], cell: Cell, found: _CellsFound) -> None:
        for code, fact in matter.judged(codes, self.look, cell):
            if code.gathers:
                found.missing.append((code, cell))
            else:
                key = key_of(cell)
                found.found.append(_Found(code, key, cell, fact, matter.where(self.look, key)))

    def _gathered(self, missing: list[Missing]) -> Iterator[_Found]:
        for gathered in gather(self.look, missing, check=self.deadline.check):
            code, cell = gathered.code, gathered.cell
            organisation, subject, mandate = key_of(cell)
            where = Where(organisation=organisation, subject=subject, mandate=mandate, affects=gathered.affects)
            yield _Found(code, key_of(cell), cell, code.judge(self.look, cell), where)

    def _others(self) -> Iterator[_Found]:
        """What stands beside the cells."""
        for matter, codes in self._matters.items():
            if not isinstance(matter, Cells):
                self.deadline.check()
                for key in matter.ever(self.area):
                    yield from self._judged(matter, codes, key)

    def _judged(self, matter: Matter[Any, Any], codes: tuple[AnyCode, ...], key: Hashable) -> Iterator[_Found]:
        thing = matter.on(self.look, key)
        for code, fact in matter.judged(codes, self.look, thing):
            where = matter.where(self.look, key)
            if self.area.has(where.places):
                yield _Found(code, key, thing, fact, where)

    def _grantors_not_recorded(self) -> bool:
        if grantors_recorded(self.snapshot):
            return False
        return any(
            lacks_grant(self.look, edge) and self.area.has(self.coverage.scope_of(edge))
            for edge in self.area.mandates()
        )

    def _finding(self, found: _Found, *, intervals: bool) -> Finding:
        self.deadline.check()
        code, where = found.code, found.where
        since, until = self._period(found) if intervals else NO_BOUNDS
        evidence = code.evidence(self.look, found.thing, found.fact)
        its_id = finding_id(code, code.matter.identity(found.key))
        return Finding(
            id=its_id,
            code=code.code,
            severity=code.severity_of(where.mandate),
            organisation=where.organisation,
            subject=where.subject,
            mandate=where.mandate,
            persons=evidence.persons,
            since=since,
            until=until,
            caused_by=evidence.caused_by,
            affects=where.affects,
            missing=evidence.missing,
            fallback=evidence.fallback,
            obligation=evidence.obligation,
            accepted=self._accepted(its_id, where.organisation),
            evidence=tuple(sorted(evidence.records)),
            message=code.message(found.thing, found.fact, where),
        )

    def _accepted(self, finding: str, organisation: str | None) -> Acceptance | None:
        """The acceptance for exactly where the finding is, else one that does not say where."""
        return self._acceptances.get((finding, organisation)) or self._acceptances.get((finding, None))

    def _period(self, found: _Found) -> Period:
        codes = self._matters[found.code.matter]
        return holds_around(self.look, found.code, codes, found.key, self.deadline)


def _adopted(edge: Adopts) -> Adopted:
    return Adopted(organisation=edge.from_id, profile=edge.to_id, evidence=edge.id)


def _excepted(edge: ExceptedFrom) -> Excepted:
    return Excepted(organisation=edge.from_id, norm=edge.to_id, reason=edge.reason, evidence=edge.id)


def _acceptances(snapshot: Snapshot, on: date) -> dict[tuple[str, str | None], Acceptance]:
    """The acceptance in force per finding and where that is said to be; of several the smallest id."""
    found: dict[tuple[str, str | None], Acceptance] = {}
    for node in snapshot.nodes(AcceptanceNode):
        if snapshot.exists(node.id, on):
            acceptance = Acceptance(
                id=node.id, reason=node.reason, accepted_by=node.accepted_by, since=node.since, until=node.until
            )
            found.setdefault((node.finding, node.organisation), acceptance)
    return found
