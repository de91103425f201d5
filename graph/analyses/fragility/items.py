"""The items that people hold, each with who holds it.

There are three populations of items, never mixed:

    mandates    the evaluated cells of an organisation and of everything below it, each once
    expertise   pairs (organisation, topic) that somebody affiliated with exactly that organisation knows
    crossed     pairs (evaluated cell, required topic)

Only people who are present count; a fallback does not. A body stands for its present members and one
pseudo-person for those it does not name, a partner organisation for one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Annotated

from graph.analyses.common.deadline import Deadline
from graph.analyses.common.within import organisations_within
from graph.domain.described import OMITTED, AnySubjectId, ExpertiseId, Headed, MandateKind, OrganisationId, SeatId
from graph.domain.errors import InvalidInput, NotFound
from graph.domain.kinds import MANDATE_KINDS, AffiliatedWith, OfType, Requires, Role, RoleType
from graph.domain.text import N_, Quoted, Series, Text
from graph.model.coverage import Cell, Coverage
from graph.model.snapshot import Snapshot
from graph.model.topics import broader_topics, known_by, narrower_topics, required_by
from graph.words.titles import POPULATION_TITLES

__all__ = ["MIN_LEVEL", "POPULATIONS", "Item", "Population"]

POPULATIONS = tuple(POPULATION_TITLES)
MIN_LEVEL = 2
"""The level from which somebody counts where none is asked: works independently."""


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
class Population:
    """Of what is counted how many people hold it, as asked: what stays of a population, on a day."""

    snapshot: Snapshot
    on: date
    organisation: str | None = None
    name: str
    mandates: frozenset[str] = frozenset()
    task_groups: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    min_level: int
    deadline: Deadline = field(default_factory=Deadline)
    with_below: bool = True

    def check(self, share: Fraction = Fraction(1)) -> None:
        if self.name not in POPULATIONS:
            raise InvalidInput.because(
                Text("There is no population {text}", text=Quoted(self.name)),
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
        if self.name == "expertise" and (self.mandates or self.task_groups or self.roles):
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
        return tuple(sorted(self.items(), key=_order))

    def items(self) -> Iterator[Item]:
        if self.name == "expertise":
            return self._expertise_items()
        return self._crossed_items() if self.name == "crossed" else self._mandate_items()

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
            if coverage.in_force(mandate):
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
                seats.update(edge.from_id for edge in self.coverage.into(OfType, role_type))
        return sorted(seats)

    def _expertise_items(self) -> Iterator[Item]:
        branch, coverage = self._branch(), self.coverage
        broader = cache(lambda topic: broader_topics(self.snapshot, self.on, topic))
        for organisation in self._asked():
            self.deadline.check()
            present: dict[str, set[str]] = defaultdict(set)
            for edge in coverage.into(AffiliatedWith, organisation):
                absent = coverage.absent(edge.from_id, organisation)
                for known in known_by(self.snapshot, self.on, edge.from_id, self.min_level):
                    for topic in broader(known.to_id):
                        counted = present[topic]
                        if not absent:
                            counted.add(edge.from_id)
            for topic, persons in present.items():
                if branch is None or topic in branch:
                    yield Item(organisation=organisation, expertise=topic, persons=tuple(sorted(persons)))

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


def _order(item: Item) -> tuple[str, str, int, str]:
    mandate = MANDATE_KINDS.index(item.mandate) if item.mandate else -1
    return item.organisation, item.subject or "", mandate, item.expertise or ""
