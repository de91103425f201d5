"""Who knows what: people by topic, ranked with a score whose parts are shown.

Two sorts of evidence count: what somebody recorded (`KNOWS`), and that they execute a task that requires the topic.
The latter is found as "does this at <school>": inferred from the mandate, with no level claimed, so that people are
found before anybody filled in a profile. Who does not share their expertise with the asker is not shown at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Annotated

from graph.analyses.common.deadline import Deadline
from graph.analyses.common.sharing import Sharing, Visible, organisations_of
from graph.analyses.load.hours import person_load
from graph.analyses.networks.distance import apart
from graph.domain.described import (
    OMITTED,
    AnySubjectId,
    ExpertiseId,
    Headed,
    OrganisationId,
    PersonId,
    Provenance,
    Unit,
    Written,
)
from graph.domain.errors import InvalidInput, NotFound
from graph.domain.kinds import (
    MAX_LEVEL,
    AffiliatedWith,
    Executes,
    Expertise,
    Holds,
    Knows,
    Mandate,
    Organisation,
    Requires,
    kind_of_id,
)
from graph.domain.text import N_, Text
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot
from graph.model.topics import knowers_of, narrower_topics

__all__ = [
    "Candidate",
    "DoesThis",
    "ExpertiseOverview",
    "KnownTopic",
    "ScoreParts",
    "TopicRow",
    "expertise_overview",
    "find_expertise",
    "room_hours",
]

MONTHS_TO_HALF = 24.0
DAYS_PER_MONTH = 365.25 / 12

LEVEL_POINTS = 50.0
PROVENANCE_POINTS = 15.0
AGE_POINTS = 15.0
DISTANCE_POINTS = 15.0
WISH_POINTS = 5.0
"""A full score is 100 points; the distance counts only where it is asked from somewhere."""

_TRUST: Mapping[str, float] = {"certified": 1.0, "endorsed": 0.8, "declared": 0.5}
INFERRED_TRUST = 0.25
AGE_UNKNOWN = 0.5
"""Confidence in what was never dated: as in something confirmed 24 months ago."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownTopic:
    """What somebody recorded for a topic that was asked.

    Attributes:
        topic: as asked.
        through: the topic that they know: the same or a narrower one.
        level: 1 basic, 2 independent, 3 helps others, 4 reference, 5 trains others.
        provenance: whose word it is.
        verified_on: when it was last confirmed; None = never.
        wants: whether they wish to do or learn it.
        entered_by: who entered it, when not the person.
        edge: id of the `KNOWS` edge.
    """

    topic: ExpertiseId
    through: ExpertiseId
    level: int
    provenance: Provenance
    verified_on: Annotated[date | None, OMITTED]
    wants: bool
    entered_by: Annotated[PersonId | None, OMITTED]
    edge: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DoesThis:
    """A task that somebody executes and that requires a topic that was asked; no level is claimed.

    Attributes:
        topic: as asked.
        task: the task or decision that requires it, or a narrower one.
        organisation: where they execute it.
        edge: id of the mandate.
    """

    topic: ExpertiseId
    task: AnySubjectId
    organisation: OrganisationId
    edge: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreParts:
    """Of what a score is made (points).

    Attributes:
        level: up to 50, 10 per level; nothing for what is only inferred.
        provenance: up to 15: certified 15, endorsed 12, declared 7.5, inferred 3.75.
        age: up to 15, halved every 24 months since the last confirmation.
        distance: up to 15, less with the distance; None when it was not asked from somewhere.
        wish: 5 for somebody who wishes to do or learn it.
    """

    level: Annotated[float, Headed(N_("Level"))]
    provenance: Annotated[float, Headed(N_("Provenance"))]
    age: Annotated[float, Headed(N_("How recent"))]
    distance: Annotated[float | None, OMITTED, Headed(N_("Distance"))]
    wish: Annotated[float, Headed(N_("Wish"))]

    @property
    def total(self) -> float:
        """The score."""
        return round(self.level + self.provenance + self.age + (self.distance or 0.0) + self.wish, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody who knows or does everything that was asked.

    Attributes:
        person: who.
        organisations: where they belong, sorted.
        known: what they recorded, best first per topic, in the order asked.
        does: what they do that requires it.
        inferred: whether some topic rests on `does` alone.
        room_hours: hours that are left of their appointment; None = not known.
        score: the sum of the parts, for several topics their mean.
        parts: of which the score is made.
    """

    person: PersonId
    organisations: Annotated[tuple[OrganisationId, ...], Headed(N_("Belongs to"))]
    known: Annotated[tuple[KnownTopic, ...], Headed(N_("Why"))]
    does: tuple[DoesThis, ...]
    inferred: bool
    room_hours: Annotated[float | None, Unit("hours per week"), OMITTED, Headed(N_("Room"))]
    score: Annotated[float, Unit(N_("points of 100")), Headed(N_("Score"))]
    parts: ScoreParts


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicRow:
    """Who knows or does one topic in an organisation and below.

    Attributes:
        topic: which.
        candidates: best first.
    """

    topic: Annotated[ExpertiseId, Written("expertise")]
    candidates: Annotated[tuple[Candidate, ...], Written("people")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertiseOverview:
    """Every topic with the people who know or do it, in an organisation and below, on a day.

    Attributes:
        on: the day.
        organisation: with everything below it; None = everything.
        level: from which level somebody counts.
        topics: every topic that somebody knows or does, by name.
    """

    on: date
    organisation: Annotated[OrganisationId | None, OMITTED]
    level: int
    topics: tuple[TopicRow, ...]


def find_expertise(
    snapshot: Snapshot,
    on: date,
    topics: Sequence[str],
    *,
    level: int = 2,
    within: str | None = None,
    near: str | None = None,
    asker: str | None = None,
    room: float | None = None,
    limit: int = 50,
    visible: Visible | None = None,
    deadline: Deadline | None = None,
) -> tuple[Candidate, ...]:
    """The people who know or do all the topics, best first.

    A narrower topic counts for the broader one. Who is absent from everywhere they belong is left out, and so is the
    asker.

    Args:
        snapshot: the graph.
        on: the day.
        topics: what is asked; somebody must know or do each of them.
        level: from which what they recorded counts, 1-5.
        within: keep people who belong to this organisation or one below it, or do the task there.
        near: the organisation or person from which the distance counts.
        asker: the person or organisation that asks: who does not share with the asker is left out; None = the
            local owner, with whom everybody shares.
        room: hours a week that somebody must have left; who is not known to have less stays.
        limit: how many at most.
        visible: people for whom it answers False are left out.
        deadline: time for the answer.

    Returns:
        By falling score, then by id.

    Raises:
        NotFound: a topic, organisation or asker is not there.
        InvalidInput: no topic, or a level that is none.
        DeadlineExceeded: the time is over.
    """
    _check(topics, level)
    search = _Search(
        coverage=Coverage.of(snapshot, on),
        sharing=Sharing(Coverage.of(snapshot, on), asker, visible=visible),
        level=level,
        within=_scope(snapshot, on, within),
        near=None if near is None else organisations_of(Coverage.of(snapshot, on), near),
        asker=asker,
        deadline=deadline or Deadline(),
    )
    ranked = sorted(search.found(tuple(dict.fromkeys(topics))), key=lambda each: (-each.parts.total, each.person))
    # One by one from the best: how much room somebody has takes longer to find out than all the rest.
    candidates = (search.candidate(each) for each in search.deadline.over(ranked))
    with_room = (each for each in candidates if room is None or each.room_hours is None or each.room_hours >= room)
    return tuple(islice(with_room, max(limit, 0)))


def expertise_overview(
    snapshot: Snapshot,
    on: date,
    organisation: str | None = None,
    *,
    level: int = 1,
    asker: str | None = None,
    visible: Visible | None = None,
    deadline: Deadline | None = None,
) -> ExpertiseOverview:
    """Who knows or does what in an organisation and below: every topic, also those that nobody knows.

    Args:
        snapshot: the graph.
        on: the day.
        organisation: with everything below it; None = the whole store.
        level: from which what people recorded counts, 1-5.
        asker: as in `find_expertise`.
        visible: as in `find_expertise`.
        deadline: time for the answer.

    Raises:
        NotFound: the organisation or the asker is not there.
        DeadlineExceeded: the time is over.
    """
    rows = [
        TopicRow(
            topic=topic.id,
            candidates=find_expertise(
                snapshot,
                on,
                [topic.id],
                level=level,
                within=organisation,
                asker=asker,
                limit=10_000,
                visible=visible,
                deadline=deadline,
            ),
        )
        for topic in snapshot.nodes(Expertise)
        if snapshot.exists(topic.id, on)
    ]
    return ExpertiseOverview(on=on, organisation=organisation, level=level, topics=tuple(rows))


def room_hours(coverage: Coverage, person: str) -> float | None:
    """Hours a week that are left of somebody's appointment; None when either side of the sum is not known.

    Less than nothing is left to who has too much. `graph.analyses.load.hours` says how hours are counted.
    """
    return person_load(coverage, person).room_hours


def _check(topics: Sequence[str], level: int) -> None:
    if not topics:
        raise InvalidInput.because(Text("No topic was asked"), Text("Name at least one topic"), field="topics")
    if not 1 <= level <= MAX_LEVEL:
        raise InvalidInput.because(
            Text("{level} is not a level", level=level),
            Text("Give a level from 1 to {most}", most=MAX_LEVEL),
            field="level",
        )


def _scope(snapshot: Snapshot, on: date, within: str | None) -> frozenset[str] | None:
    if within is None:
        return None
    if snapshot.find(Organisation, within) is None:
        raise NotFound.record(within)
    return frozenset(Coverage.of(snapshot, on).below(within))


_Evidence = tuple[list[KnownTopic], list[DoesThis]]
"""What somebody recorded and does for a topic."""
_Doing = tuple[str, DoesThis]
"""Somebody, and what they do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """Somebody with what ranks them: evidence per topic, where they belong, and the parts of the score."""

    person: str
    own: frozenset[str]
    evidence: list[_Evidence]
    parts: ScoreParts


@dataclass(frozen=True, slots=True, kw_only=True)
class _Search:
    coverage: Coverage
    sharing: Sharing
    level: int
    within: frozenset[str] | None
    near: frozenset[str] | None
    asker: str | None
    deadline: Deadline

    def found(self, topics: tuple[str, ...]) -> Iterator[_Found]:
        counting = [narrower_topics(self.coverage.snapshot, self.coverage.on, topic) for topic in topics]
        doing = [list(self._doing(topic, counted)) for topic, counted in zip(topics, counting, strict=True)]
        wanted = self._wanted(each for done in doing for each in done)
        by_topic = [self._people(*each, wanted) for each in zip(topics, counting, doing, strict=True)]
        everything = set(by_topic[0]).intersection(*by_topic[1:])
        for person in self.deadline.over(sorted(everything)):
            if person != self.asker and self.sharing.is_there(person):
                evidence = [found[person] for found in by_topic]
                own = organisations_of(self.coverage, person)
                parts = _mean([self._parts(own, known) for known, _ in evidence])
                yield _Found(person=person, own=own, evidence=evidence, parts=parts)

    def _people(
        self, topic: str, counting: frozenset[str], doing: Iterable[_Doing], wanted: frozenset[str] | None
    ) -> Mapping[str, _Evidence]:
        people: dict[str, _Evidence] = defaultdict(lambda: ([], []))
        knowers = knowers_of(self.coverage.snapshot, self.coverage.on, counting, self.level)
        for edge in self.deadline.over(knowers):
            if (wanted is None or edge.from_id in wanted) and self.sharing.with_asker(edge.from_id):
                people[edge.from_id][0].append(_known(topic, edge))
        for person, does in doing:
            if (wanted is None or person in wanted) and self.sharing.with_asker(person):
                people[person][1].append(does)
        return people

    def _wanted(self, doing: Iterable[_Doing]) -> frozenset[str] | None:
        """Who belongs to the organisations asked, or does something of it there; None = everybody."""
        if self.within is None:
            return None
        return self._belonging().union(person for person, does in doing if does.organisation in self.within)

    def _doing(self, topic: str, counting: frozenset[str]) -> Iterator[_Doing]:
        subjects = sorted({edge.from_id for each in counting for edge in self.coverage.into(Requires, each)})
        executing = [(subject, mandate) for subject in subjects for mandate in self._executing(subject)]
        for organisation, subjects_there in self._by_organisation(self._concerning(executing)):
            self.deadline.check()
            for subject, mandates in subjects_there.items():
                yield from self._holders(topic, organisation, subject, mandates)

    def _by_organisation(
        self, executing: Iterable[tuple[str, Mandate]]
    ) -> Iterable[tuple[str, Mapping[str, set[str]]]]:
        """Where something is done, each organisation once: per subject the ids of the mandates."""
        found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for subject, mandate in self.deadline.over(executing):
            for organisation in self.coverage.scope_of(mandate):
                found[organisation][subject].add(mandate.id)
        return sorted(found.items())

    def _concerning(self, executing: list[tuple[str, Mandate]]) -> list[tuple[str, Mandate]]:
        """Of some mandates those of people who belong to the organisations asked, or do something of it there.

        The others are of people who are left out anyway, and to look at their cells is most of the work.
        """
        if self.within is None:
            return executing
        there = (self._people_with(mandate) for _, mandate in executing if self._is_within(mandate))
        people = self._belonging().union(*there)
        holders = people.union(edge.to_id for person in people for edge in self.coverage.out(Holds, person))
        return [(subject, mandate) for subject, mandate in executing if mandate.from_id in holders]

    def _is_within(self, mandate: Mandate) -> bool:
        """Whether a mandate is for one of the organisations asked."""
        return not (self.within or frozenset()).isdisjoint(self.coverage.scope_of(mandate))

    def _belonging(self) -> frozenset[str]:
        """Everybody who belongs to one of the organisations asked."""
        places = self.within or ()
        return frozenset(edge.from_id for place in places for edge in self.coverage.into(AffiliatedWith, place))

    def _people_with(self, mandate: Mandate) -> frozenset[str]:
        """Everybody who may have a mandate that day, in person or by a function."""
        if kind_of_id(mandate.from_id) == "person":
            return frozenset({mandate.from_id})
        return frozenset(edge.from_id for edge in self.coverage.into(Holds, mandate.from_id))

    def _executing(self, subject: str) -> Iterator[Mandate]:
        for named in sorted(self.coverage.groups_above(subject)):
            yield from self.coverage.into(Executes, named)

    def _holders(self, topic: str, organisation: str, subject: str, mandates: set[str]) -> Iterator[_Doing]:
        for way in self.coverage.cell(organisation, subject, Executes.kind).ways:
            if way.mandate.id in mandates and way.counts and kind_of_id(way.holder) == "person":
                yield (
                    way.holder,
                    DoesThis(topic=topic, task=subject, organisation=organisation, edge=way.mandate.id),
                )

    def candidate(self, found: _Found) -> Candidate:
        """Somebody with everything that is shown of them."""
        evidence = found.evidence
        return Candidate(
            person=found.person,
            organisations=tuple(sorted(found.own)),
            known=tuple(each for known, _ in evidence for each in sorted(known, key=self._known_order)),
            does=tuple(each for _, does in evidence for each in sorted(set(does), key=_does_order)),
            inferred=any(not known for known, _ in evidence),
            room_hours=room_hours(self.coverage, found.person),
            score=found.parts.total,
            parts=found.parts,
        )

    def _parts(self, own: frozenset[str], known: Sequence[KnownTopic]) -> ScoreParts:
        distance = None
        if self.near is not None:
            distance = DISTANCE_POINTS / (1.0 + apart(self.coverage.snapshot, self.near, own))
        if not known:
            return ScoreParts(
                level=0.0, provenance=PROVENANCE_POINTS * INFERRED_TRUST, age=0.0, distance=distance, wish=0.0
            )
        best = min(known, key=self._known_order)
        return ScoreParts(
            level=LEVEL_POINTS * best.level / MAX_LEVEL,
            provenance=PROVENANCE_POINTS * _TRUST[best.provenance],
            age=AGE_POINTS * self._confidence(best),
            distance=distance,
            wish=WISH_POINTS if any(each.wants for each in known) else 0.0,
        )

    def _known_order(self, known: KnownTopic) -> tuple[float, str]:
        worth = (
            LEVEL_POINTS * known.level / MAX_LEVEL
            + PROVENANCE_POINTS * _TRUST[known.provenance]
            + AGE_POINTS * self._confidence(known)
        )
        return -worth, known.edge

    def _confidence(self, known: KnownTopic) -> float:
        """1 on the day of the confirmation, half of it 24 months later; what was recorded counts as confirmed."""
        confirmed = known.verified_on or self._recorded_on(known.edge)
        if confirmed is None:
            return AGE_UNKNOWN
        months = max(0, (self.coverage.on - confirmed).days) / DAYS_PER_MONTH
        return float(0.5 ** (months / MONTHS_TO_HALF))

    def _recorded_on(self, edge_id: str) -> date | None:
        edge = self.coverage.snapshot.edge(edge_id)
        return None if edge is None else edge.since


def _known(topic: str, edge: Knows) -> KnownTopic:
    return KnownTopic(
        topic=topic,
        through=edge.to_id,
        level=edge.level or 0,
        provenance=edge.provenance,
        verified_on=edge.verified_on,
        wants=edge.wants,
        entered_by=edge.entered_by,
        edge=edge.id,
    )


def _does_order(does: DoesThis) -> tuple[str, str, str]:
    return does.organisation, does.task, does.edge


def _mean(parts: Sequence[ScoreParts]) -> ScoreParts:
    def mean(values: Iterable[float]) -> float:
        return round(sum(values) / len(parts), 2)

    return ScoreParts(
        level=mean(each.level for each in parts),
        provenance=mean(each.provenance for each in parts),
        age=mean(each.age for each in parts),
        distance=None if parts[0].distance is None else mean(each.distance or 0.0 for each in parts),
        wish=mean(each.wish for each in parts),
    )
