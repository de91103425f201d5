"""What hangs on one colleague: how many people hold each item, and which few hold most of them.

There are three populations of items, never mixed:

    mandates    the evaluated cells of an organisation and of everything below it, each once
    expertise   pairs (organisation, topic) that somebody affiliated with exactly that organisation knows
    crossed     pairs (evaluated cell, required topic)

Only people who are present count; a fallback does not. A body stands for its present members and one
pseudo-person for those it does not name, a partner organisation for one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Annotated

from graph.analyses.common.deadline import Deadline
from graph.analyses.common.within import organisations_within
from graph.analyses.fragility.critical_set import SmallestSet, core_team, critical_set, shapley_cov
from graph.analyses.fragility.network import Separation, separating_people
from graph.analyses.networks.projections import collaboration_graph
from graph.domain.choices import SCHOOL_TYPES
from graph.domain.described import (
    OMITTED,
    UNTOLD,
    AnySubjectId,
    ExpertiseId,
    Headed,
    MandateKind,
    OneOf,
    OrganisationId,
    SeatId,
)
from graph.domain.errors import InvalidInput, NotFound
from graph.domain.kinds import MANDATE_KINDS, AffiliatedWith, OfType, Organisation, Requires, Role, RoleType
from graph.domain.text import N_, Quoted, Series, Text
from graph.model.coverage import Cell, Coverage
from graph.model.snapshot import Snapshot
from graph.model.topics import broader_topics, known_by, narrower_topics, required_by
from graph.words.titles import POPULATION_TITLES

__all__ = [
    "POPULATIONS",
    "BusFactorReport",
    "Item",
    "SinglePoint",
    "bridges",
    "bus_factor",
    "bus_factor_item",
    "bus_factor_items",
    "bus_factor_of_each",
    "single_points",
]

POPULATIONS = tuple(POPULATION_TITLES)
MIN_LEVEL = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something that people hold: a mandate at an organisation, a topic there, or a topic that a mandate asks for.

    Attributes:
        organisation: where.
        subject: the task or decision; None for expertise.
        mandate: the kind of mandate; None for expertise.
        expertise: the topic; None for mandates.
        bus_factor: how many people hold it: 0 is an orphan, 1 is at risk.
        persons: who hold it, as far as the viewer may be told, sorted: people, `body/x#unnamed` for unnamed members,
            partner organisations.
    """

    organisation: OrganisationId
    subject: Annotated[AnySubjectId | None, OMITTED] = None
    mandate: Annotated[MandateKind | None, OMITTED] = None
    expertise: Annotated[ExpertiseId | None, OMITTED] = None
    persons: tuple[SeatId, ...]

    @property
    def bus_factor(self) -> Annotated[int, Headed(N_("Number of people"))]:
        """How many people hold it: 0 is an orphan, 1 is at risk."""
        return len(self.persons)


@dataclass(frozen=True, slots=True, kw_only=True)
class SinglePoint:
    """Somebody who alone holds something.

    Attributes:
        person: who, when the viewer may be told.
        items: what nobody else holds.
        share: part of all items that one person holds (0 to 1).
    """

    person: SeatId
    items: Annotated[tuple[Item, ...], Headed(N_("Number"))]
    share: Annotated[Fraction, Headed(N_("Share"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class BusFactorReport:
    """What hangs on few people, in one population on one day.

    Attributes:
        on: the day.
        organisation: with everything below it; None = everything.
        population: of what it was counted how many people hold it.
        items: every item of the population, by organisation, subject, mandate and topic.
        single_points: from most items to fewest, then by id.
        critical_set: the fewest people whose leaving empties the asked share of the held items.
        core_team: the fewest people that keep every held item held.
        shapley_cov: per person, the sum over their items of 1 / number of holders.
        min_level: for items of expertise, the level from which somebody counts.
    """

    on: date
    organisation: Annotated[OrganisationId | None, OMITTED]
    population: Annotated[str, OneOf(POPULATIONS)]
    items: tuple[Item, ...]
    single_points: tuple[SinglePoint, ...]
    critical_set: SmallestSet
    core_team: SmallestSet
    shapley_cov: tuple[tuple[str, Fraction], ...]
    min_level: Annotated[int, UNTOLD] = MIN_LEVEL

    @property
    def orphans(self) -> tuple[Item, ...]:
        """The items that nobody holds."""
        return tuple(item for item in self.items if not item.persons)

    @property
    def at_risk(self) -> tuple[Item, ...]:
        """The items that one person holds."""
        return tuple(item for item in self.items if item.bus_factor == 1)


def bus_factor(
    snapshot: Snapshot,
    on: date,
    organisation: str | None = None,
    *,
    items: str = "mandates",
    mandates: Collection[str] = (),
    task_groups: Collection[str] = (),
    organisations: Collection[str] = (),
    roles: Collection[str] = (),
    topics: Collection[str] = (),
    share: Fraction = Fraction(1, 2),
    min_level: int = MIN_LEVEL,
    deadline: Deadline | None = None,
) -> BusFactorReport:
    """How many people hold each item of a population, and what hangs on few of them.

    Args:
        snapshot: the graph.
        on: the day.
        organisation: with everything below it; None = the whole store.
        items: one of `POPULATIONS`.
        mandates: kinds of mandate to keep; none given = all. Not for expertise.
        task_groups: keep subjects at or below these; none given = all. Not for expertise.
        organisations: keep items of these and everything below them; none given = all.
        roles: keep cells that a mandate of these roles, or of seats of these role types, reaches, held or not;
            whoever else holds such a cell counts as well. Not for expertise.
        topics: keep items about these topics and narrower ones; of mandates, the cells that require one.
        share: for the critical set, a part of the items that have a holder, rounded up exactly.
        min_level: for items of expertise, the level from which somebody counts.
        deadline: time for the whole answer; the two smallest sets become bounds when it is short.

    Raises:
        InvalidInput: a choice does not exist or does not fit the population.
        NotFound: an organisation, task group, role or topic is not there.
        DeadlineExceeded: the items, and bounds by counting them, were not ready in time.
    """
    question = _Question(
        snapshot=snapshot,
        on=on,
        organisation=organisation,
        population=items,
        mandates=frozenset(mandates),
        task_groups=tuple(sorted(task_groups)),
        organisations=tuple(sorted(organisations)),
        roles=tuple(sorted(roles)),
        topics=tuple(sorted(topics)),
        min_level=min_level,
        deadline=deadline or Deadline(),
    )
    question.check(share)
    return _report(question, question.sorted_items(), share)


def bus_factor_items(
    snapshot: Snapshot,
    on: date,
    organisations: Collection[str],
    *,
    items: str = "mandates",
    min_level: int = MIN_LEVEL,
    deadline: Deadline | None = None,
) -> tuple[Item, ...]:
    """The items of some organisations and everything below them, each once, without any of the sets.

    Args:
        snapshot: the graph.
        on: the day.
        organisations: with everything below them; who does not exist that day has no items.
        items: one of `POPULATIONS`.
        min_level: for items of expertise, the level from which somebody counts.
        deadline: time for the answer.

    Returns:
        By organisation, subject, mandate and topic.

    Raises:
        InvalidInput: there is no such population.
        NotFound: an organisation is not there.
        DeadlineExceeded: the time is over.
    """
    question = _Question(
        snapshot=snapshot,
        on=on,
        population=items,
        organisations=tuple(sorted(organisations)),
        min_level=min_level,
        deadline=deadline or Deadline(),
    )
    question.check()
    return question.sorted_items() if organisations else ()


def bus_factor_of_each(
    snapshot: Snapshot,
    on: date,
    organisations: Collection[str] | None = None,
    *,
    items: str = "mandates",
    share: Fraction = Fraction(1, 2),
    min_level: int = MIN_LEVEL,
    deadline: Deadline | None = None,
) -> Iterator[BusFactorReport]:
    """The report of each of many organisations with what lies below it, one after the other.

    Args:
        snapshot: the graph.
        on: the day.
        organisations: which; None = every school and centre.
        items: one of `POPULATIONS`.
        share: for the critical sets.
        min_level: for items of expertise, the level from which somebody counts.
        deadline: time for all of them together; sets that come late are bounds.

    Yields:
        By id of the organisation. A school by itself is small enough to be exact in milliseconds.

    Raises:
        InvalidInput, NotFound: as `bus_factor`.
        DeadlineExceeded: not even the items of the next one were ready in time.
    """
    wanted = _every_school(snapshot, on) if organisations is None else sorted(set(organisations))
    for organisation in wanted:
        yield bus_factor(snapshot, on, organisation, items=items, share=share, min_level=min_level, deadline=deadline)


def bus_factor_item(
    snapshot: Snapshot,
    on: date,
    population: str,
    organisation: str,
    *,
    subject: str | None = None,
    mandate: str | None = None,
    expertise: str | None = None,
    min_level: int = MIN_LEVEL,
) -> Item | None:
    """The one item of a population that is about these, with who holds it; None when there is no such item.

    Cost: evaluates the cells of one organisation, not of what lies below it.

    Raises:
        InvalidInput: there is no such population.
        NotFound: there is no such organisation.
    """
    question = _Question(
        snapshot=snapshot,
        on=on,
        organisation=organisation,
        population=population,
        min_level=min_level,
        with_below=False,
    )
    question.check()
    about = (subject, mandate, expertise)
    return next((item for item in question.items() if (item.subject, item.mandate, item.expertise) == about), None)


def bridges(
    snapshot: Snapshot, on: date, organisation: str | None = None, *, deadline: Deadline | None = None
) -> tuple[Separation, ...]:
    """The people without whom schools that work together now would no longer be connected.

    Two schools work together when a chain of present people joins them, each linked to the next by an organisation
    that both belong to or hold an evaluated cell at, or by a body in which both sit.

    Args:
        snapshot: the graph.
        on: the day.
        organisation: with everything below it; None = the whole store.
        deadline: time for the answer.

    Raises:
        NotFound: there is no such organisation.
        DeadlineExceeded: the time is over.
    """
    coverage = Coverage.of(snapshot, on)
    asked = organisations_within(coverage, organisation)
    graph = collaboration_graph(coverage, asked, deadline=deadline)
    schools = [each for each in asked if _is_school(snapshot, each)]
    return separating_people(graph, schools, deadline=deadline)


def single_points(items: Iterable[Item]) -> tuple[SinglePoint, ...]:
    """Who alone holds something: from most items to fewest, then by id."""
    alone: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        if item.bus_factor == 1:
            alone[item.persons[0]].append(item)
    at_risk = sum(len(own) for own in alone.values())
    points = [
        SinglePoint(person=person, items=tuple(own), share=Fraction(len(own), at_risk)) for person, own in alone.items()
    ]
    return tuple(sorted(points, key=lambda point: (-len(point.items), point.person)))


# From items to a report


def _report(question: _Question, items: tuple[Item, ...], share: Fraction) -> BusFactorReport:
    held = [item.persons for item in items if item.persons]
    carried = tuple(shapley_cov(held).items())  # before the sets, which take all the time that there is
    question.deadline.check()
    # The easier of the two first, and with a part of the time only: it must not be left without any.
    team = core_team(held, deadline=_third(question.deadline))
    question.deadline.check()
    critical = critical_set(held, share, deadline=question.deadline)
    return BusFactorReport(
        on=question.on,
        organisation=question.organisation,
        population=question.population,
        min_level=question.min_level,
        items=items,
        single_points=single_points(items),
        critical_set=critical,
        core_team=team,
        shapley_cov=carried,
    )


def _third(deadline: Deadline) -> Deadline:
    left = deadline.left()
    return Deadline(None if left is None else left / 3)


def _item_order(item: Item) -> tuple[str, str, int, str]:
    mandate = MANDATE_KINDS.index(item.mandate) if item.mandate else -1
    return item.organisation, item.subject or "", mandate, item.expertise or ""


# The items of a population


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    snapshot: Snapshot
    on: date
    organisation: str | None = None
    population: str
    mandates: frozenset[str] = frozenset()
    task_groups: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    min_level: int
    deadline: Deadline = field(default_factory=Deadline)
    with_below: bool = True

    def check(self, share: Fraction = Fraction(1)) -> None:
        if self.population not in POPULATIONS:
            raise InvalidInput.because(
                Text("There is no population {text}", text=Quoted(self.population)),
                Text("Take one of: {choices}", choices=Series(tuple(POPULATIONS))),
                field="items",
            )
        unknown = sorted(self.mandates - set(MANDATE_KINDS))
        if unknown:
            raise InvalidInput.because(
                Text("There is no kind of mandate {text}", text=Quoted(unknown[0])),
                Text("Take one of: {choices}", choices=Series(tuple(MANDATE_KINDS))),
                field="mandates",
            )
        if self.population == "expertise" and (self.mandates or self.task_groups or self.roles):
            raise InvalidInput.because(
                Text("Items of expertise have no kind of mandate, task group or role"),
                Text("Leave those out, or ask for the population mandates or crossed"),
                field="items",
            )
        if not 0 < share <= 1:
            raise InvalidInput.because(
                Text("{share} is not a share", share=str(share)), Text("Give more than 0 and at most 1"), field="share"
            )
        for wanted in (*self.task_groups, *self.roles):
            if self.snapshot.node(wanted) is None:
                raise NotFound.record(wanted)

    def sorted_items(self) -> tuple[Item, ...]:
        return tuple(sorted(self.items(), key=_item_order))

    def items(self) -> Iterator[Item]:
        if self.population == "expertise":
            return self._expertise_items()
        return self._crossed_items() if self.population == "crossed" else self._mandate_items()

    @property
    def coverage(self) -> Coverage:
        return Coverage.of(self.snapshot, self.on)

    def _mandate_items(self) -> Iterator[Item]:
        branch = self._branch()
        for cell in self._cells():
            if branch is None or any(edge.to_id in branch for edge in self._needs(cell)):
                yield Item(
                    organisation=cell.organisation,
                    subject=cell.subject,
                    mandate=cell.mandate,
                    persons=tuple(sorted(cell.people)),
                )

    def _crossed_items(self) -> Iterator[Item]:
        branch = self._branch()
        for cell in self._cells():
            for need in self._needs(cell):
                if branch is None or need.to_id in branch:
                    yield self._crossed(cell, need.to_id, need.level)

    def _needs(self, cell: Cell) -> tuple[Requires, ...]:
        return required_by(self.snapshot, self.on, cell.subject)

    def _crossed(self, cell: Cell, topic: str, level: int) -> Item:
        counting = narrower_topics(self.snapshot, self.on, topic)
        persons = sorted(person for person in cell.people if self._knows(person, counting, level))
        return Item(
            organisation=cell.organisation,
            subject=cell.subject,
            mandate=cell.mandate,
            expertise=topic,
            persons=tuple(persons),
        )

    def _knows(self, person: str, topics: Collection[str], level: int) -> bool:
        return any(edge.to_id in topics for edge in known_by(self.snapshot, self.on, person, level))

    def _cells(self) -> Iterator[Cell]:
        coverage = self.coverage
        subjects = self._subjects()
        wanted = self._cells_of_roles() if self.roles else None
        for organisation in self._asked():
            self.deadline.check()
            for cell in coverage.evaluated(organisation):
                key = (organisation, cell.subject, cell.mandate)
                if (
                    (not self.mandates or cell.mandate in self.mandates)
                    and (subjects is None or cell.subject in subjects)
                    and (wanted is None or key in wanted)
                ):
                    yield cell

    def _subjects(self) -> frozenset[str] | None:
        if not self.task_groups:
            return None
        coverage = self.coverage
        return frozenset(subject for group in self.task_groups for subject in coverage.subjects_in(group))

    def _cells_of_roles(self) -> set[tuple[str, str, str]]:
        coverage = self.coverage
        reached: set[tuple[str, str, str]] = set()
        asked = set(self._asked())
        for mandate in (mandate for role in self._seats() for mandate in self.snapshot.mandates_from(role)):
            self.deadline.check()
            if self.snapshot.in_force(mandate, self.on):
                below = {each for top in coverage.scope_of(mandate) for each in coverage.below(top)} & asked
                for subject in coverage.subjects_in(mandate.to_id):
                    reached.update(
                        (each, subject, mandate.kind)
                        for each in below
                        if coverage.reach(mandate, each, subject) is not None
                    )
        return reached

    def _seats(self) -> list[str]:
        seats = {role for role in self.roles if self.snapshot.find(Role, role)}
        for role_type in self.roles:
            if self.snapshot.find(RoleType, role_type):
                seats.update(
                    edge.from_id
                    for edge in self.snapshot.into(OfType, role_type)
                    if self.snapshot.in_force(edge, self.on)
                )
        return sorted(seats)

    def _expertise_items(self) -> Iterator[Item]:
        branch = self._branch()
        for organisation in self._asked():
            self.deadline.check()
            present: dict[str, set[str]] = defaultdict(set)
            for person, topic in self._known_at(organisation):
                counted = present[topic]
                if not self.coverage.absent(person, organisation):
                    counted.add(person)
            for topic, persons in present.items():
                if branch is None or topic in branch:
                    yield Item(organisation=organisation, expertise=topic, persons=tuple(sorted(persons)))

    def _known_at(self, organisation: str) -> Iterator[tuple[str, str]]:
        for edge in self.snapshot.into(AffiliatedWith, organisation):
            if self.snapshot.in_force(edge, self.on):
                for known in known_by(self.snapshot, self.on, edge.from_id, self.min_level):
                    for topic in broader_topics(self.snapshot, self.on, known.to_id):
                        yield edge.from_id, topic

    def _branch(self) -> frozenset[str] | None:
        if not self.topics:
            return None
        branches = (narrower_topics(self.snapshot, self.on, topic) for topic in self.topics)
        return frozenset().union(*branches)

    def _asked(self) -> tuple[str, ...]:
        if not self.with_below:
            return tuple(each for each in self._asked_alone() if each == self.organisation)
        if not self.organisations:
            return organisations_within(self.coverage, self.organisation)
        kept = {each for top in self.organisations for each in organisations_within(self.coverage, top)}
        return tuple(sorted(kept if self.organisation is None else kept.intersection(self._asked_alone())))

    def _asked_alone(self) -> tuple[str, ...]:
        return organisations_within(self.coverage, self.organisation)


def _every_school(snapshot: Snapshot, on: date) -> list[str]:
    nodes = snapshot.nodes(Organisation)
    return [node.id for node in nodes if snapshot.exists(node.id, on) and _is_school(snapshot, node.id)]


def _is_school(snapshot: Snapshot, organisation: str) -> bool:
    found = snapshot.find(Organisation, organisation)
    return found is not None and found.type in SCHOOL_TYPES
