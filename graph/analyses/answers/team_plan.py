"""How the ICT of a school or group is organised, as the ICT policy plan tells it: functions, never levels or absences.

Every Flemish school has such a plan since 1 September 2026; this is what its chapter on the team needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from graph.analyses.common.task_groups import subjects_in_play, top_task_group
from graph.analyses.load.hours import FULL_TIME_HOURS
from graph.domain.errors import NotFound
from graph.domain.kinds import (
    MANDATE_KINDS,
    Allotment,
    AllottedTo,
    At,
    Body,
    BodyOf,
    ConsultedOn,
    Decision,
    Holds,
    MemberOf,
    Organisation,
    Serves,
    kind_of_id,
)
from graph.domain.periods import school_year_of
from graph.domain.text import Quoted, Text
from graph.model.coverage import Cell, Coverage

__all__ = [
    "BodyInPlan",
    "DecisionInPlan",
    "DivisionRow",
    "MemberInPlan",
    "Share",
    "TeamMember",
    "TeamPlan",
    "team_plan",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamMember:
    """A function of the team.

    Attributes:
        role: its id.
        at: where it is.
        people: who holds it, sorted; temporary replacements included.
        hours_per_week: hours for this organisation: those served here, else those of the holdings or their fraction of
            full time; None = unknown, or the function is not at this organisation.
        days: half days here, as `mon_am`.
    """

    role: str
    at: tuple[str, ...]
    people: tuple[str, ...]
    hours_per_week: float | None
    days: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A function, body, person or organisation with the number of subjects that it has in a kind of mandate."""

    holder: str
    subjects: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DivisionRow:
    """Who does what in a task group.

    Attributes:
        group: the task group; None = tasks without one.
        tasks: how many of its tasks are in use here.
        shares: per kind of mandate who has them, most first.
    """

    group: str | None
    tasks: int
    shares: tuple[tuple[str, tuple[Share, ...]], ...]

    def of(self, mandate: str) -> tuple[Share, ...]:
        """Who has the tasks in a kind of mandate."""
        return dict(self.shares)[mandate]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionInPlan:
    """A decision with who takes it.

    Attributes:
        decision: its id.
        deciders: functions, bodies, people or organisations with their ceiling in EUR excluding VAT, lowest first;
            None = no limit.
        consulted: bodies that have a say, with the stage.
    """

    decision: str
    deciders: tuple[tuple[str, int | None], ...]
    consulted: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberInPlan:
    """A seat in a body: a function or a person, and as what."""

    member: str
    capacity: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyInPlan:
    """A body that meets about ICT.

    Attributes:
        body: its id.
        members: leaders first.
        unnamed_members: how many more, such as pupils.
        consulted_on: the subjects in which it has a say.
    """

    body: str
    members: tuple[MemberInPlan, ...]
    unnamed_members: int
    consulted_on: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamPlan:
    """How the ICT of an organisation is organised on a day.

    Attributes:
        organisation: its id.
        on: the day.
        team: the functions at it, then those that serve it, then those above that do something for it.
        division: per task group who does what.
        decisions: those in use here, by id.
        bodies: those of the organisation and of what lies above it.
        allotments: hours and means of the school year, its own and what is pooled above, by id.
    """

    organisation: str
    on: date
    team: tuple[TeamMember, ...]
    division: tuple[DivisionRow, ...]
    decisions: tuple[DecisionInPlan, ...]
    bodies: tuple[BodyInPlan, ...]
    allotments: tuple[str, ...]


def team_plan(coverage: Coverage, organisation: str) -> TeamPlan:
    """What the chapter on the team of the ICT policy plan says of an organisation.

    Raises:
        NotFound: there is no such organisation.
    """
    if coverage.snapshot.find(Organisation, organisation) is None:
        raise NotFound(Text("The organisation {text}", text=Quoted(organisation[:120])))
    return _Plan(coverage, organisation).make()


class _Plan:
    """One plan in the making."""

    def __init__(self, coverage: Coverage, organisation: str) -> None:
        self.coverage = coverage
        self.here = organisation
        self.above = coverage.above(organisation)
        self.subjects = self._in_use()

    def make(self) -> TeamPlan:
        decisions = [each for each in self.subjects if kind_of_id(each) == "decision"]
        return TeamPlan(
            organisation=self.here,
            on=self.coverage.on,
            team=tuple(self._team()),
            division=tuple(self._division()),
            decisions=tuple(filter(None, (self._decision(decision) for decision in decisions))),
            bodies=tuple(self._bodies()),
            allotments=tuple(self._allotments()),
        )

    def _in_use(self) -> tuple[str, ...]:
        """The subjects that somebody has here in any kind, or that a norm asks for here."""
        named = subjects_in_play(self.coverage, self.here)
        return tuple(subject for subject in named if any(self._used(cell) for cell in self._cells(subject)))

    def _cells(self, subject: str) -> tuple[Cell, ...]:
        return tuple(self.coverage.cell(self.here, subject, kind) for kind in MANDATE_KINDS)

    @staticmethod
    def _used(cell: Cell) -> bool:
        return bool(cell.holders) or cell.demand is not None

    # Team

    def _team(self) -> Iterator[TeamMember]:
        served = {edge.from_id: edge for edge in self.coverage.into(Serves, self.here)}
        holding = {way.role for subject in self.subjects for cell in self._cells(subject) for way in cell.ways}
        seated = {edge.from_id for edge in self.coverage.into(At, self.here)}
        roles = {*served, *seated, *(role for role in holding if role)}
        for role in sorted(roles, key=lambda role: (role not in seated, role not in served, role)):
            yield self._member(role, served.get(role))

    def _member(self, role: str, serves: Serves | None) -> TeamMember:
        holdings = self.coverage.into(Holds, role)
        at = tuple(edge.to_id for edge in self.coverage.out(At, role))
        own = [_hours(holding) for holding in holdings if holding.acting_for is None]
        known = sum(hours for hours in own if hours is not None) if own and None not in own else None
        days = {day for holding in holdings for day in holding.days}
        return TeamMember(
            role=role,
            at=at,
            people=tuple(sorted({holding.from_id for holding in holdings})),
            hours_per_week=serves.hours_per_week if serves is not None else known if self.here in at else None,
            days=serves.days if serves is not None else tuple(sorted(days)) if self.here in at else (),
        )

    # Division

    def _division(self) -> Iterator[DivisionRow]:
        grouped: dict[str | None, list[str]] = {}
        for subject in self.subjects:
            if kind_of_id(subject) == "task":
                grouped.setdefault(top_task_group(self.coverage, subject), []).append(subject)
        for group in sorted(grouped, key=lambda group: (group is None, group or "")):
            tasks = grouped[group]
            shares = tuple((kind, self._shares(tasks, kind)) for kind in MANDATE_KINDS)
            yield DivisionRow(group=group, tasks=len(tasks), shares=shares)

    def _shares(self, tasks: Iterable[str], kind: str) -> tuple[Share, ...]:
        counts: dict[str, int] = {}
        for task in tasks:
            for holder in {way.role or way.holder for way in self.coverage.cell(self.here, task, kind).ways}:
                counts[holder] = counts.get(holder, 0) + 1
        ordered = sorted(counts, key=lambda holder: (-counts[holder], holder))
        return tuple(Share(holder=holder, subjects=counts[holder]) for holder in ordered)

    # Decisions

    def _decision(self, decision: str) -> DecisionInPlan | None:
        cell = self.coverage.cell(self.here, decision, "DECIDES")
        if self.coverage.snapshot.find(Decision, decision) is None or not self._used(cell):
            return None
        deciders = {
            (way.role or way.holder, tier.ceiling_eur): None for tier in self.coverage.tiers(cell) for way in tier.ways
        }
        consulted = self.coverage.consulted(self.here, decision)
        return DecisionInPlan(
            decision=decision,
            deciders=tuple(deciders),
            consulted=tuple(dict.fromkeys((edge.from_id, edge.stage) for edge in consulted)),
        )

    # Bodies and means

    def _bodies(self) -> Iterator[BodyInPlan]:
        places = sorted(self.above, key=lambda place: (self.above[place], place))
        found = dict.fromkeys(edge.from_id for place in places for edge in self.coverage.into(BodyOf, place))
        for body in found:
            node = self.coverage.snapshot.find(Body, body)
            if node is not None:
                yield self._body(node)

    def _body(self, node: Body) -> BodyInPlan:
        order = {"chair": 0, "lead": 0, "secretary": 1}
        edges = self.coverage.into(MemberOf, node.id)
        edges = tuple(sorted(edges, key=lambda edge: (order.get(edge.capacity or "", 2), edge.from_id)))
        return BodyInPlan(
            body=node.id,
            members=tuple(MemberInPlan(member=edge.from_id, capacity=edge.capacity) for edge in edges),
            unnamed_members=node.unnamed_members,
            consulted_on=tuple(sorted({edge.to_id for edge in self.coverage.out(ConsultedOn, node.id)})),
        )

    def _allotments(self) -> Iterator[str]:
        year = str(school_year_of(self.coverage.on))
        for place in sorted(self.above, key=lambda place: (self.above[place], place)):
            for edge in self.coverage.into(AllottedTo, place):
                node = self.coverage.snapshot.find(Allotment, edge.from_id)
                if node is not None and node.school_year == year and (place == self.here or node.pooled):
                    yield node.id


def _hours(holding: Holds) -> float | None:
    if holding.hours_per_week is not None:
        return holding.hours_per_week
    return None if holding.fraction is None else holding.fraction * FULL_TIME_HOURS
