"""What if: the reports on a graph with some changes against the reports on the graph as it is.

A rehearsal is a view and never a write: the changes are laid over the snapshot, and both are asked the same on the
same day. So its result is that of the reports after really making the changes. Any changes can be rehearsed; the
usual ones are made here: people who leave, people who are absent, an organisation that leaves those above it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated

from graph.analyses.common.deadline import Deadline
from graph.analyses.common.membership import bodies_of, holdings_of
from graph.analyses.fragility.bus_factor import bus_factor_items
from graph.analyses.fragility.items import Item
from graph.analyses.gaps.codes.never_granted import grantors_recorded
from graph.analyses.gaps.findings import Finding, finding_order
from graph.analyses.gaps.report import findings_about, mandate_gaps
from graph.analyses.planning.reach import Reach, reach_of
from graph.domain.changes import Change, Put, Remove
from graph.domain.codec import derived_edge_id, to_plain
from graph.domain.described import (
    OMITTED,
    UNTOLD,
    AnySubjectId,
    ExpertiseId,
    Headed,
    Long,
    MandateKind,
    OrganisationId,
    SeatId,
)
from graph.domain.errors import InvalidInput, NotFound
from graph.domain.kinds import AbsentFrom, At, BodyOf, Edge, Organisation, PartOf, Person, kind_of_id
from graph.domain.text import N_, Named, Text
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot

__all__ = [
    "Counts",
    "ItemChange",
    "Rehearsal",
    "absent",
    "leaving",
    "organisation_leaving",
    "organisations_concerned",
    "rehearse",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemChange:
    """Something that other people would hold or know than now.

    Attributes:
        organisation: where.
        subject: the task or decision; None for expertise.
        mandate: the kind of mandate; None for expertise.
        expertise: the topic; None for mandates.
        before: who hold it now, as far as the viewer may be told; None = it is nothing to hold now.
        after: who would hold it, as far as the viewer may be told; None = it would be nothing to hold.
    """

    organisation: OrganisationId
    subject: Annotated[AnySubjectId | None, OMITTED] = None
    mandate: Annotated[MandateKind | None, OMITTED] = None
    expertise: Annotated[ExpertiseId | None, OMITTED] = None
    before: Annotated[tuple[SeatId, ...] | None, Headed(N_("Now"))]
    after: Annotated[tuple[SeatId, ...] | None, Headed(N_("Afterwards"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many mandates there are, and how many hang on few people.

    Attributes:
        items: all of them.
        orphans: those that nobody holds.
        at_risk: those that one person holds.
    """

    items: int
    orphans: int
    at_risk: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What some changes would do on a day. Nothing is written or kept.

    Attributes:
        on: the day on which both sides are looked at.
        organisations: what was looked at, with everything below it now or afterwards; empty = everything. Where no
            organisation was asked, findings that open and close anywhere else are told as well.
        opened: findings that there would be and are not now, gravest first.
        closed: findings that there are now and would not be, gravest first.
        still_open: how many findings would stay.
        orphaned: mandates that nobody would hold, and that somebody holds now or nobody needs now.
        at_risk: mandates that one person would hold, and that several hold now or nobody needs now.
        eased: mandates that several would hold, and that one or nobody holds now.
        expertise_lost: topics that nobody present of an organisation would know there, and that somebody knows now.
        expertise_at_risk: topics that one person of an organisation would know, and that several know now.
        topics_lost: topics that nobody present in any of the organisations would know, and that somebody knows now.
        now: the mandates as they are.
        afterwards: the mandates as they would be.
        then: the graph as it would be, for the names of what is new.
    """

    on: date
    organisations: tuple[OrganisationId, ...]
    opened: Annotated[tuple[Finding, ...], Long(50, "opened_count")]
    closed: Annotated[tuple[Finding, ...], Long(50, "closed_count")]
    still_open: int
    orphaned: Annotated[tuple[ItemChange, ...], Long(50)]
    at_risk: Annotated[tuple[ItemChange, ...], Long(50)]
    eased: Annotated[tuple[ItemChange, ...], Long(50)]
    expertise_lost: Annotated[tuple[ItemChange, ...], Long(50)]
    expertise_at_risk: Annotated[tuple[ItemChange, ...], Long(50)]
    topics_lost: tuple[ExpertiseId, ...]
    now: Counts
    afterwards: Counts
    then: Annotated[Snapshot, UNTOLD] = field(repr=False, compare=False)


def rehearse(
    snapshot: Snapshot,
    on: date,
    changes: Iterable[Change],
    organisations: Collection[str] = (),
    *,
    about: Collection[str] = (),
    min_level: int = 2,
    deadline: Deadline | None = None,
) -> Rehearsal:
    """What the changes would open, close and leave to few people.

    What opens and closes is the difference of the two reports of gaps: of the organisations when some are given, else
    of the whole graph.

    Args:
        snapshot: the graph as it is; it stays so.
        on: the day on which both sides are looked at.
        changes: in order, as a change set would make them.
        organisations: what is looked at, with everything that lies below it now or afterwards; none = what the changes
            concern.
        about: the people and organisations that leave or are absent, when the changes do nothing else; they concern
            `organisations_concerned`. None = the changes can concern everything.
        min_level: from which level somebody counts as knowing a topic.
        deadline: time for the answer.

    Raises:
        NotFound: an organisation is not there.
        DeadlineExceeded: the time is over.
    """
    for each in organisations:
        if snapshot.find(Organisation, each) is None:
            raise NotFound.record(each)
    looked_at = tuple(sorted(set(organisations))) or organisations_concerned(snapshot, on, about)
    after = snapshot.apply(changes)
    places = _places(snapshot, after, on, looked_at)
    limit = deadline or Deadline()
    now, then = (_Side(each, on, places, min_level, limit) for each in (snapshot, after))
    return _compared(now, then, looked_at, () if organisations else about)


# The usual changes


def leaving(snapshot: Snapshot, persons: Collection[str], since: date) -> tuple[Change, ...]:
    """The changes when people leave: from that day on they are not there, and nothing of them is in force.

    What began earlier ends that day; what would have begun later never does.

    Args:
        snapshot: the graph.
        persons: who leaves.
        since: the first day that they are gone.

    Raises:
        NotFound: one is not there.
        InvalidInput: nobody is named.
    """
    found = [_person(snapshot, each) for each in _some(persons, "persons")]
    edges = {edge.id: edge for person in found for edge in snapshot.touching(person.id)}
    gone: list[Change] = [Put(replace(person, until=since)) for person in found if _lasts(person.until, since)]
    return (*gone, *(change for key in sorted(edges) for change in _ended(edges[key], since)))


def absent(snapshot: Snapshot, persons: Collection[str], since: date, until: date | None = None) -> tuple[Change, ...]:
    """The changes when people are absent from everywhere they belong or hold something.

    Args:
        snapshot: the graph.
        persons: who is absent.
        since: the first day.
        until: the first day that they are back; None = not known.

    Raises:
        NotFound: one is not there.
        InvalidInput: nobody is named.
    """
    coverage = Coverage.of(snapshot, since)
    return tuple(
        Put(_with_id(AbsentFrom(id="", from_id=person.id, to_id=place, since=since, until=until)))
        for person in [_person(snapshot, each) for each in _some(persons, "persons")]
        for place in sorted(_workplaces(coverage, person.id))
    )


def organisation_leaving(snapshot: Snapshot, organisation: str, since: date) -> tuple[Change, ...]:
    """The changes when an organisation no longer lies under any other: mandates and norms from above stay behind.

    Raises:
        NotFound: it is not there.
        InvalidInput: it lies under nothing that day.
    """
    if snapshot.find(Organisation, organisation) is None:
        raise NotFound.record(organisation)
    changes = tuple(change for edge in snapshot.out(PartOf, organisation) for change in _ended(edge, since))
    if not changes:
        raise InvalidInput.because(
            Text("{record} lies under no other organisation", record=Named(organisation)),
            Text("Name one that does"),
            field="organisation",
        )
    return changes


def organisations_concerned(snapshot: Snapshot, on: date, records: Collection[str]) -> tuple[str, ...]:
    """The topmost organisations above whatever people or organisations belong to or hold.

    Args:
        snapshot: the graph.
        on: the day.
        records: people and organisations.
    """
    coverage = Coverage.of(snapshot, on)
    places = {place for each in records for place in _workplaces(coverage, each)}
    above = {up for place in places for up in coverage.above(place)}
    return tuple(sorted(up for up in above if not coverage.out(PartOf, up)))


def _some(persons: Collection[str], field: str) -> list[str]:
    if not persons:
        raise InvalidInput.because(Text("Nobody is named"), Text("Name at least one person"), field=field)
    return sorted(set(persons))


def _person(snapshot: Snapshot, person: str) -> Person:
    found = snapshot.find(Person, person)
    if found is None:
        raise NotFound.record(person)
    return found


def _lasts(until: date | None, since: date) -> bool:
    return until is None or since < until


def _ended(edge: Edge, since: date) -> Iterator[Change]:
    """The change that keeps an edge out of force from a day on; none when it is over by then."""
    if edge.since is not None and edge.since >= since:
        yield Remove(edge.id)
    elif _lasts(edge.until, since):
        yield Put(replace(edge, until=since))


def _workplaces(coverage: Coverage, record: str) -> set[str]:
    """Where a person belongs, has seats and has mandates; an organisation is its own place."""
    if kind_of_id(record) == "organisation":
        return {record}
    seats = [edge.to_id for edge in holdings_of(coverage, record)]
    bodies = bodies_of(coverage, record)
    holders = [record, *seats, *bodies]
    mandates = [edge for holder in holders for edge in coverage.snapshot.mandates_from(holder)]
    places = {*coverage.affiliations(record)}
    places.update(edge.to_id for seat in seats for edge in coverage.out(At, seat))
    places.update(edge.to_id for body in bodies for edge in coverage.out(BodyOf, body))
    places.update(place for edge in mandates if coverage.in_force(edge) for place in coverage.scope_of(edge))
    return places


def _with_id(edge: AbsentFrom) -> AbsentFrom:
    return replace(edge, id=derived_edge_id(AbsentFrom, to_plain(edge)))


# Both sides


def _places(before: Snapshot, after: Snapshot, on: date, asked: tuple[str, ...]) -> tuple[str, ...]:
    """What is looked at on both sides: also what came below an asked organisation, or no longer lies there."""
    below = [{each for top in asked for each in Coverage.of(side, on).below(top)} for side in (before, after)]
    return tuple(sorted({*asked, *(below[0] ^ below[1])}))


class _Side:
    """One of the two graphs that are compared."""

    def __init__(
        self, snapshot: Snapshot, on: date, places: tuple[str, ...], min_level: int, deadline: Deadline
    ) -> None:
        self.snapshot = snapshot
        self.on = on
        self._places = places
        self._min_level = min_level
        self._deadline = deadline

    def findings(self) -> dict[str, Finding]:
        if not self._places:
            return self._findings_of(None)
        there = [place for place in self._places if self.snapshot.find(Organisation, place) is not None]
        return {key: found for place in there for key, found in self._findings_of(place).items()}

    def _findings_of(self, place: str | None) -> dict[str, Finding]:
        report = mandate_gaps(self.snapshot, self.on, place, intervals=False, deadline=self._deadline)
        return _by_id(report.findings)

    def findings_reached(self, reach: Reach) -> dict[str, Finding]:
        return _by_id(
            findings_about(self.snapshot, self.on, reach.organisations, reach.records, deadline=self._deadline)
        )

    def findings_anywhere(self) -> dict[str, Finding]:
        return self._findings_of(None)

    def items(self, population: str) -> dict[_Key, tuple[str, ...]]:
        found = bus_factor_items(
            self.snapshot,
            self.on,
            self._existing(),
            items=population,
            min_level=self._min_level,
            deadline=self._deadline,
        )
        return {_key(item): item.persons for item in found}

    def _existing(self) -> list[str]:
        places = self._places or [node.id for node in self.snapshot.nodes(Organisation)]
        return [place for place in places if self.snapshot.find(Organisation, place) is not None]


def _by_id(findings: Iterable[Finding]) -> dict[str, Finding]:
    return {finding.id: finding for finding in findings}


_Key = tuple[str, str | None, str | None, str | None]
_Items = Mapping[_Key, tuple[str, ...]]


def _key(item: Item) -> _Key:
    return item.organisation, item.subject, item.mandate, item.expertise


def _compared(before: _Side, after: _Side, looked_at: tuple[str, ...], about: Collection[str]) -> Rehearsal:
    gaps = before.findings()
    gaps_now, gaps_then = _differing(before, after, about) if about and looked_at else (gaps, after.findings())
    now, then = before.items("mandates"), after.items("mandates")
    known, known_then = before.items("expertise"), after.items("expertise")
    changes, lessons = _differences(now, then), _differences(known, known_then)
    return Rehearsal(
        on=before.on,
        organisations=looked_at,
        opened=_without(gaps_then, gaps_now),
        closed=_without(gaps_now, gaps_then),
        still_open=len(gaps.keys() - (gaps_now.keys() - gaps_then.keys())),
        orphaned=tuple(each for each in changes if each.after == () and each.before != ()),
        at_risk=tuple(each for each in changes if _has(each.after, 1) and not _has(each.before, 0, 1)),
        eased=tuple(each for each in changes if _has(each.before, 0, 1) and len(each.after or ()) > 1),
        expertise_lost=tuple(each for each in lessons if each.before and not each.after),
        expertise_at_risk=tuple(each for each in lessons if _has(each.after, 1) and len(each.before or ()) > 1),
        topics_lost=tuple(sorted(_topics(known) - _topics(known_then))),
        now=_counts(now),
        afterwards=_counts(then),
        then=after.snapshot,
    )


def _differing(before: _Side, after: _Side, about: Collection[str]) -> tuple[dict[str, Finding], dict[str, Finding]]:
    """Findings of the whole graph on both sides, at least those that are on one side only."""
    if grantors_recorded(before.snapshot) != grantors_recorded(after.snapshot):  # one mandate decides for all
        return before.findings_anywhere(), after.findings_anywhere()
    reach = reach_of((before.snapshot, after.snapshot), about)
    return before.findings_reached(reach), after.findings_reached(reach)


def _without(findings: Mapping[str, Finding], others: Mapping[str, Finding]) -> tuple[Finding, ...]:
    """The findings that are not among others, gravest first."""
    return tuple(sorted((found for key, found in findings.items() if key not in others), key=finding_order))


def _has(persons: Sequence[str] | None, *numbers: int) -> bool:
    """Whether it is an item with one of these numbers of holders."""
    return persons is not None and len(persons) in numbers


def _differences(before: _Items, after: _Items) -> tuple[ItemChange, ...]:
    keys = sorted(before.keys() | after.keys(), key=lambda key: tuple(each or "" for each in key))
    return tuple(
        ItemChange(
            organisation=key[0],
            subject=key[1],
            mandate=key[2],
            expertise=key[3],
            before=before.get(key),
            after=after.get(key),
        )
        for key in keys
        if before.get(key) != after.get(key)
    )


def _topics(items: _Items) -> set[str]:
    return {topic for (_, _, _, topic), persons in items.items() if topic is not None and persons}


def _counts(items: _Items) -> Counts:
    sizes = [len(persons) for persons in items.values()]
    return Counts(items=len(sizes), orphans=sizes.count(0), at_risk=sizes.count(1))
