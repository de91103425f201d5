"""What a repair may use: which cells are short of people, and who could be asked for which of them.

Nobody is asked for what they could not take on: `Options.of` gives the conditions in words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated

from graph.analyses.common.deadline import Deadline
from graph.analyses.common.membership import bodies_of, holdings_of
from graph.analyses.gaps.codes.missing_coupled import holds_coupled
from graph.analyses.gaps.codes.not_independent import belonging, missing_apart
from graph.analyses.gaps.knowledge import Knowledge
from graph.analyses.load.hours import person_load
from graph.domain.codec import derived_edge_id, to_plain
from graph.domain.described import ExpertiseId, Headed, PersonId, Written
from graph.domain.kinds import (
    JUDGED_KINDS,
    MANDATE_KINDS,
    AffiliatedWith,
    At,
    Executes,
    Holds,
    Knows,
    Mandate,
    Person,
    mandate_class,
)
from graph.domain.text import N_
from graph.model.coverage import Cell, Coverage
from graph.model.topics import narrower_topics

__all__ = ["Duty", "Learning", "Need", "Option", "Options", "proposed_mandate"]

Duty = tuple[str, str]
"""A task or decision, and a kind of mandate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Learning:
    """Somebody learns a topic from a colleague who does the same task.

    Attributes:
        topic: what.
        level: up to which level, 1-5.
        teacher: from whom, when the viewer may be told: a present holder of the cell who has it at that level.
    """

    topic: Annotated[ExpertiseId, Written("expertise"), Headed(N_("Learns"))]
    level: int
    teacher: Annotated[PersonId, Written("from"), Headed(N_("From whom"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A cell that is short of people.

    Attributes:
        cell: which.
        missing: how many more people it needs.
        capped: by how many a norm's maximum lowered that.
        expert: whether one of them must know everything that the subject asks for.
        labels: where its norm asks independent holders: the organisations of the present ones, which new ones may
            not share; None = it asks none.
        types: the types of organisation that count for independence.
    """

    cell: Cell
    missing: int
    capped: int = 0
    expert: bool = False
    labels: frozenset[str] | None = None
    types: frozenset[str] = frozenset()

    @property
    def place(self) -> str:
        """The organisation of the cell."""
        return self.cell.organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """Somebody who could be asked for a duty at some organisations.

    Attributes:
        person: who.
        places: where a new mandate could name them, sorted.
        counts: per such place, the short cells' organisations where they would count.
        crowds: per such place, the organisations with a maximum where they would be one more.
        learns: what they would have to learn first; empty = they know it, or nothing is asked.
    """

    person: str
    places: tuple[str, ...]
    counts: Mapping[str, frozenset[str]]
    crowds: Mapping[str, frozenset[str]]
    learns: tuple[Learning, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What is short at some organisations, and who could help.

    Attributes:
        needs: the short cells, by duty and organisation.
        options: who could be asked, by duty.
        room: how many more present holders a norm's maximum leaves, by duty and organisation; only where there is one.
        hours: hours a week that a duty is known to take; 0 = not known.
        left: hours a week that somebody has left at most; absent = not known.
        labels: the organisations of given types that somebody belongs to.
        capped: cells that stay below the target because a norm allows no more.
    """

    needs: Mapping[Duty, Mapping[str, Need]]
    options: Mapping[Duty, tuple[Option, ...]]
    room: Mapping[Duty, Mapping[str, int]]
    hours: Mapping[Duty, float]
    left: Mapping[str, float]
    labels: Callable[[str, frozenset[str]], frozenset[str]]
    capped: tuple[Need, ...] = ()

    @classmethod
    def of(
        cls,
        coverage: Coverage,
        organisation: str,
        *,
        target: int,
        mandates: Collection[str] = MANDATE_KINDS,
        deadline: Deadline | None = None,
    ) -> Options:
        """What is short at an organisation and below it, and who could be asked.

        A cell is short when fewer people hold it than the target or than its norms' minimum, when a norm asks
        independent holders and gets too few, or when nobody of those who execute or steer knows what it asks for.
        Of a maximum no more is asked than it leaves. Somebody can be asked for a cell when they

        - are staff or external, and not absent there;
        - belong to its organisation or one above it, or have a seat there;
        - hold something, sit in a body, or said what they know or want: nobody is asked out of the blue;
        - are not known to have no hours left;
        - to execute or steer: know what it asks for; or want to learn what they lack, from a present holder;
        - to decide: decide already on something there;
        - hold already what a norm couples to it, present or not;
        - where it needs independent holders: share no organisation of the type with the present ones.

        Args:
            coverage: the day.
            organisation: with everything below it.
            target: how many people each cell should have.
            mandates: kinds of mandate to look at.
            deadline: time for the answer.

        Raises:
            DeadlineExceeded: the time is over.
        """
        return _Search(coverage, organisation, target, frozenset(mandates), deadline or Deadline()).options()


def _room_left(coverage: Coverage, person: str) -> float | None:
    """Hours a week that somebody has left at most: work without known hours can only leave less.

    None when their appointment is not known.
    """
    load = person_load(coverage, person)
    return None if load.appointed_hours is None else round(load.appointed_hours - load.hours, 2)


def proposed_mandate(person: str, duty: Duty, places: Collection[str], coverage: Coverage, hours: float) -> Mandate:
    """The mandate that a person could be asked to take, from the day of the coverage."""
    cls = mandate_class(duty[1])
    edge = cls(id="", from_id=person, to_id=duty[0], since=coverage.on, scope=tuple(sorted(places)))
    if isinstance(edge, Executes) and hours:
        edge = replace(edge, hours_per_week=hours)
    return replace(edge, id=derived_edge_id(cls, to_plain(edge)))


@dataclass(slots=True)
class _Search:
    coverage: Coverage
    organisation: str
    target: int
    mandates: frozenset[str]
    deadline: Deadline
    knowledge: Knowledge = field(init=False)
    _cells: dict[Duty, dict[str, Cell]] = field(init=False)
    _homes: dict[str, frozenset[str]] = field(init=False, default_factory=dict)
    _pool: dict[str, tuple[str, ...]] = field(init=False, default_factory=dict)
    _left: dict[str, float | None] = field(init=False, default_factory=dict)
    _deciders: dict[str, frozenset[str]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.knowledge = Knowledge(self.coverage.snapshot, self.coverage.on)
        cells: dict[Duty, dict[str, Cell]] = defaultdict(dict)
        for place in self.coverage.below(self.organisation):
            self.deadline.check()
            for cell in self.coverage.evaluated(place):
                if cell.mandate in self.mandates:
                    cells[cell.subject, cell.mandate][place] = cell
        self._cells = dict(sorted(cells.items()))

    def options(self) -> Options:
        needs: dict[Duty, dict[str, Need]] = {}
        found: dict[Duty, tuple[Option, ...]] = {}
        capped: list[Need] = []
        for duty, cells in self._cells.items():
            self.deadline.check()
            all_needs = [self._need(cell) for cell in cells.values()]
            capped.extend(need for need in all_needs if need.capped)
            short = {need.place: need for need in all_needs if need.missing}
            if short:
                needs[duty] = short
                found[duty] = tuple(self._options_for(duty, short))
        return Options(
            needs=needs,
            options=found,
            room={duty: self._rooms(duty) for duty in needs},
            hours={duty: self._hours(duty, needs[duty]) for duty in needs},
            left={person: hours for person, hours in self._left.items() if hours is not None},
            labels=self._labels,
            capped=tuple(capped),
        )

    # What is short

    def _need(self, cell: Cell) -> Need:
        minimum = 0 if cell.demand is None else cell.demand.minimum
        labels, types, apart = self._independence(cell)
        lacking = self.knowledge.need(cell)
        expert = lacking is not None and lacking.known
        missing = max(0, self.target - len(cell.people), minimum - len(cell.present), apart, int(expert))
        room = _room(cell)
        allowed = missing if room is None else min(missing, max(0, room))
        return Need(
            cell=cell,
            missing=allowed,
            capped=missing - allowed,
            expert=expert and allowed > 0,
            labels=labels,
            types=types,
        )

    def _independence(self, cell: Cell) -> tuple[frozenset[str] | None, frozenset[str], int]:
        """The organisations of present holders that new ones may not share, the types, and how many are missing.

        Each norm is judged with its own types; who is added has to stand apart for all that miss somebody.
        """
        asked = cell.demand.norms if cell.demand else ()
        missing = {norm: number for norm in asked if (number := missing_apart(self.coverage, cell, norm))}
        if not missing:
            return None, frozenset(), 0
        types = frozenset(each for norm in missing for each in norm.independent_of)
        taken = [self._labels(holder, types) for holder in cell.present]
        return frozenset().union(*taken), types, max(missing.values())

    def _labels(self, holder: str, types: frozenset[str]) -> frozenset[str]:
        return belonging(self.coverage, holder, types)

    def _rooms(self, duty: Duty) -> dict[str, int]:
        rooms = {place: _room(cell) for place, cell in self._cells[duty].items()}
        return {place: max(0, room) for place, room in rooms.items() if room is not None}

    def _hours(self, duty: Duty, needs: Mapping[str, Need]) -> float:
        """The fewest hours that somebody now has for the duty, where they are written down."""
        if duty[1] != "EXECUTES":
            return 0.0
        edges = [way.mandate for need in needs.values() for way in need.cell.ways]
        known = [edge.hours_per_week for edge in edges if isinstance(edge, Executes) and edge.hours_per_week]
        return min(known, default=0.0)

    # Who could help

    def _options_for(self, duty: Duty, short: Mapping[str, Need]) -> Iterator[Option]:
        people = sorted({person for place in short for person in self._people_near(place)})
        reach = {place: self._reached(duty, place) for place in short}
        rooms = self._rooms(duty)
        for person in people:
            places = [place for place in short if self._could_take(person, duty, place, reach[place])]
            if places:
                yield from self._option(person, duty, places, short, reach, rooms)

    def _option(
        self,
        person: str,
        duty: Duty,
        places: list[str],
        short: Mapping[str, Need],
        reach: Mapping[str, tuple[str, ...]],
        rooms: Collection[str],
    ) -> Iterator[Option]:
        counts = {
            place: frozenset(each for each in reach[place] if each in short and self._counts(person, duty, short[each]))
            for place in places
        }
        useful = tuple(place for place in places if place in counts[place])
        if useful:
            yield Option(
                person=person,
                places=useful,
                counts={place: counts[place] for place in useful},
                crowds={
                    place: frozenset(each for each in reach[place] if each in rooms and self._adds(person, duty, each))
                    for place in useful
                },
                learns=self._learns(person, duty, useful) or (),
            )

    def _people_near(self, place: str) -> set[str]:
        return {person for up in self.coverage.above(place) for person in self._people_of(up)}

    def _people_of(self, place: str) -> tuple[str, ...]:
        """Who belongs to exactly this organisation or has a seat there, and could be asked for anything at all."""
        if place not in self._pool:
            coverage = self.coverage
            found = {edge.from_id for edge in coverage.into(AffiliatedWith, place)}
            seats = [edge.from_id for edge in coverage.into(At, place)]
            found.update(edge.from_id for seat in seats for edge in coverage.into(Holds, seat))
            self._pool[place] = tuple(sorted(person for person in found if self._is_askable(person)))
        return self._pool[place]

    def _is_askable(self, person: str) -> bool:
        found = self.coverage.snapshot.find(Person, person)
        if found is None or not found.is_colleague:
            return False
        if person not in self._left:
            self._left[person] = _room_left(self.coverage, person)
        left = self._left[person]
        return (left is None or left > 0) and self._is_known(person)

    def _is_known(self, person: str) -> bool:
        coverage = self.coverage
        mandates = coverage.snapshot.mandates_from(person)
        return bool(
            holdings_of(coverage, person)
            or coverage.out(Knows, person)
            or bodies_of(coverage, person)
            or any(coverage.in_force(edge) for edge in mandates)
        )

    def _home(self, person: str) -> frozenset[str]:
        if person not in self._homes:
            coverage = self.coverage
            seats = [edge.to_id for edge in holdings_of(coverage, person)]
            places = {edge.to_id for seat in seats for edge in coverage.out(At, seat)}
            self._homes[person] = frozenset({*places, *coverage.affiliations(person)})
        return self._homes[person]

    def _reached(self, duty: Duty, place: str) -> tuple[str, ...]:
        """The organisations with a cell of the duty that a mandate for the place comes down to, whose ever it is."""
        below = sorted(set(self.coverage.below(place)) & self._cells[duty].keys())
        return tuple(each for each in below if self.coverage.would_reach(place, each, duty[0]))

    def _could_take(self, person: str, duty: Duty, place: str, reached: tuple[str, ...]) -> bool:
        """Whether a mandate for the place would harm no rule at any cell that it comes down to."""
        if self._home(person).isdisjoint(self.coverage.above(place)):
            return False
        if duty[1] == "DECIDES" and person not in self._deciding_at(place):
            return False
        cells = [self._cells[duty][each] for each in reached if not self.coverage.absent(person, each)]
        rooms = [_room(cell) for cell in cells if self._adds(person, duty, cell.organisation)]
        return (
            all(room is None or room > 0 for room in rooms)
            and all(holds_coupled(self.coverage, self._cells[duty][each], person) for each in reached)
            and self._learns(person, duty, [cell.organisation for cell in cells]) is not None
        )

    def _deciding_at(self, place: str) -> frozenset[str]:
        """Who decides on something there now."""
        if place not in self._deciders:
            cells = [cell.people for cell in self.coverage.evaluated(place) if cell.mandate == "DECIDES"]
            self._deciders[place] = frozenset().union(*cells)
        return self._deciders[place]

    def _adds(self, person: str, duty: Duty, place: str) -> bool:
        """Whether a mandate of the person would be one more present holder there."""
        return person not in self._cells[duty][place].people and not self.coverage.absent(person, place)

    def _counts(self, person: str, duty: Duty, need: Need) -> bool:
        if not self._adds(person, duty, need.place):
            return False
        return need.labels is None or need.labels.isdisjoint(self._labels(person, need.types))

    def _learns(self, person: str, duty: Duty, places: Collection[str]) -> tuple[Learning, ...] | None:
        """What the person would have to learn first; None when they cannot or do not want to."""
        if duty[1] not in JUDGED_KINDS:
            return ()
        levels = self.knowledge.levels(person) or {}
        lacking = [edge for edge in self.knowledge.asked(duty[0]) if levels.get(edge.to_id, 0) < edge.level]
        found: list[Learning] = []
        for edge in lacking:
            teachers = [self._teacher(edge.to_id, edge.level, duty, place) for place in places]
            if not teachers or None in teachers or not self._wants(person, edge.to_id):
                return None
            found.append(Learning(topic=edge.to_id, level=edge.level, teacher=str(teachers[0])))
        return tuple(found)

    def _wants(self, person: str, topic: str) -> bool:
        wished = {edge.to_id for edge in self.coverage.out(Knows, person) if edge.wants}
        return not wished.isdisjoint(narrower_topics(self.coverage.snapshot, self.coverage.on, topic))

    def _teacher(self, topic: str, level: int, duty: Duty, place: str) -> str | None:
        for person in sorted(self._cells[duty][place].people):
            if (self.knowledge.levels(person) or {}).get(topic, 0) >= level:
                return person
        return None


def _room(cell: Cell) -> int | None:
    """How many more present holders the norms of a cell leave; None = as many as there are."""
    maximum = None if cell.demand is None else cell.demand.maximum
    return None if maximum is None else maximum - len(cell.present)
