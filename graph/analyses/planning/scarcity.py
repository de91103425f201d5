"""Which expertise is scarce in a region, and where somebody wants to learn it: as counts, never as levels of people.

A topic is needed at an organisation when an evaluated cell there, of executing or steering, is about a task or
decision that requires it. It is known there when somebody present who belongs to it knows it, or
a narrower topic, at the level. Somebody wants to learn it who said so of it or of a narrower topic.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from graph.analyses.common.deadline import Deadline
from graph.analyses.common.within import organisations_within
from graph.domain.described import OMITTED, ExpertiseId, Headed, Long, OrganisationId, Written
from graph.domain.errors import InvalidInput
from graph.domain.kinds import JUDGED_KINDS, MAX_LEVEL, AffiliatedWith, Expertise, Knows
from graph.domain.text import N_, Text
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot
from graph.model.topics import broader_topics, known_by, required_by

__all__ = ["FEWEST_SHOWN", "ScarceTopic", "Scarcity", "WishesAt", "scarcity", "without_small_counts"]

FEWEST_SHOWN = 3
"""Smaller counts could point at somebody: outsiders only read that they are smaller."""


@dataclass(frozen=True, slots=True)
class WishesAt:
    """Where people want to learn a topic.

    Attributes:
        organisation: where.
        people: how many; None = fewer than are shown.
    """

    organisation: OrganisationId
    people: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScarceTopic:
    """A topic and how scarce it is: counts only.

    Attributes:
        topic: which.
        needed_at: how many organisations need it.
        missing_at: how many of these have nobody of their own who knows it.
        known_by: how many people in the region know it; None = fewer than are shown.
        wanted_by: how many people in the region want to learn it; None = fewer than are shown.
        wanted_at: where, and by how many, most first; organisations with fewer than are shown are left out when small
            counts are not shown.
    """

    topic: Annotated[ExpertiseId, Written("expertise")]
    needed_at: Annotated[int, Headed(N_("Schools that need it"))]
    missing_at: Annotated[int, Headed(N_("Of which without anybody of their own"))]
    known_by: Annotated[int | None, Headed(N_("People who know it"))]
    wanted_by: Annotated[int | None, Headed(N_("People who want to learn it"))]
    wanted_at: Annotated[tuple[WishesAt, ...], Long(20), Headed(N_("Where they want to learn it"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scarcity:
    """What some organisation needs and has nobody of its own for, scarcest first.

    Attributes:
        on: the day.
        organisation: with everything below it; None = everything.
        level: from which level somebody counts.
        fewest_shown: the smallest number of people that is told.
        topics: the topics, by falling part of organisations that miss it, then by falling need, then by id.
    """

    on: date
    organisation: Annotated[OrganisationId | None, OMITTED]
    level: int
    topics: Annotated[tuple[ScarceTopic, ...], Long(50)]

    @property
    def fewest_shown(self) -> int:
        """The smallest number of people that is told."""
        return FEWEST_SHOWN


def scarcity(
    snapshot: Snapshot,
    on: date,
    organisation: str | None = None,
    *,
    level: int = 2,
    counted: Snapshot | None = None,
    deadline: Deadline | None = None,
) -> Scarcity:
    """What expertise is scarce, with whole counts; `without_small_counts` makes them fit for outsiders.

    Args:
        snapshot: the graph.
        on: the day.
        organisation: with everything below it; None = the whole store.
        level: from which level somebody counts as knowing a topic, 1-5.
        counted: the graph whose people are counted; None = the same.
        deadline: time for the answer.

    Raises:
        NotFound: there is no such organisation.
        InvalidInput: the level is none.
        DeadlineExceeded: the time is over.
    """
    if not 1 <= level <= MAX_LEVEL:
        raise InvalidInput.because(
            Text("{level} is not a level", level=level),
            Text("Give a level from 1 to {most}", most=MAX_LEVEL),
            field="level",
        )
    coverage = Coverage.of(snapshot, on)
    region = _Region(coverage, coverage if counted is None else Coverage.of(counted, on), level)
    for place in organisations_within(coverage, organisation):
        (deadline or Deadline()).check()
        region.add(place)
    return Scarcity(on=on, organisation=organisation, level=level, topics=region.scarce())


def without_small_counts(found: Scarcity) -> Scarcity:
    """The same for somebody who may not read counts of few people."""
    return replace(found, topics=tuple(_coarse(topic) for topic in found.topics))


def _coarse(topic: ScarceTopic) -> ScarceTopic:
    return replace(
        topic,
        known_by=_shown(topic.known_by),
        wanted_by=_shown(topic.wanted_by),
        wanted_at=tuple(each for each in topic.wanted_at if _shown(each.people) is not None),
    )


def _shown(count: int | None) -> int | None:
    return count if count is not None and count >= FEWEST_SHOWN else None


def _people_of(coverage: Coverage, place: str) -> set[str]:
    return {edge.from_id for edge in coverage.into(AffiliatedWith, place)}


class _Region:
    """Adds up, organisation by organisation."""

    def __init__(self, coverage: Coverage, counted: Coverage, level: int) -> None:
        self._coverage = coverage
        self._counted = counted
        self._level = level
        self._needed: dict[str, set[str]] = defaultdict(set)
        self._known_at: dict[str, set[str]] = defaultdict(set)
        self._known_by: dict[str, set[str]] = defaultdict(set)
        self._wanted: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._broader: dict[str, frozenset[str]] = {}

    def add(self, place: str) -> None:
        for subject in {c.subject for c in self._coverage.evaluated(place) if c.mandate in JUDGED_KINDS}:
            for edge in required_by(self._coverage.snapshot, self._coverage.on, subject):
                self._needed[edge.to_id].add(place)
        for topic, _person in self._knowing(self._coverage, place):
            self._known_at[topic].add(place)
        for topic, person in self._knowing(self._counted, place):
            self._known_by[topic].add(person)
        for topic, person in self._wishing(self._counted, place):
            self._wanted[topic][place].add(person)

    def _knowing(self, coverage: Coverage, place: str) -> Iterator[tuple[str, str]]:
        """What is known by whom of those who belong to a place and are there."""
        for person in _people_of(coverage, place):
            if not coverage.absent(person, place):
                for edge in known_by(coverage.snapshot, coverage.on, person, self._level):
                    yield from ((topic, person) for topic in self._upward(edge.to_id))

    def _wishing(self, coverage: Coverage, place: str) -> Iterator[tuple[str, str]]:
        for person in _people_of(coverage, place):
            for wish in coverage.snapshot.out(Knows, person):
                if wish.wants and coverage.in_force(wish):
                    yield from ((topic, person) for topic in self._upward(wish.to_id))

    def _upward(self, topic: str) -> frozenset[str]:
        if topic not in self._broader:
            self._broader[topic] = broader_topics(self._coverage.snapshot, self._coverage.on, topic)
        return self._broader[topic]

    def scarce(self) -> tuple[ScarceTopic, ...]:
        topics = [node.id for node in self._coverage.snapshot.nodes(Expertise)]
        found = [self._topic(topic) for topic in topics if self._needed[topic] - self._known_at[topic]]
        return tuple(sorted(found, key=lambda each: (-each.missing_at / each.needed_at, -each.needed_at, each.topic)))

    def _topic(self, topic: str) -> ScarceTopic:
        wishes = self._wanted[topic]
        places = sorted(wishes, key=lambda place: (-len(wishes[place]), place))
        return ScarceTopic(
            topic=topic,
            needed_at=len(self._needed[topic]),
            missing_at=len(self._needed[topic] - self._known_at[topic]),
            known_by=len(self._known_by[topic]),
            wanted_by=len(set().union(*wishes.values())),
            wanted_at=tuple(WishesAt(place, len(wishes[place])) for place in places),
        )
