"""What somebody who leaves has to hand over: what it is, where it leaves a gap, and who could take it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from graph.analyses.answers.duties import Duty, Need, duties_of, needs_of, seats_of
from graph.analyses.common.membership import holdings_of, memberships
from graph.analyses.common.sharing import Sharing
from graph.domain.errors import NotFound
from graph.domain.kinds import MANDATE_KINDS, AffiliatedWith, Person, kind_of_id
from graph.domain.text import Quoted, Text
from graph.model.coverage import Coverage
from graph.model.topics import broader_topics, known_by

__all__ = ["HandoverItem", "HandoverSheet", "Successor", "handover_sheet"]

MOST_CANDIDATES = 3
Why = Literal["covers_it", "works_on_it", "knows_it"]
"""Why somebody could take over, strongest first."""

_STRONGEST_FIRST: tuple[Why, ...] = ("covers_it", "works_on_it", "knows_it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Successor:
    """Somebody who could be asked.

    Attributes:
        person: their id.
        why: `covers_it` already in the same way, `works_on_it` in another way, or `knows_it`: has and shares all
            expertise that it asks.
    """

    person: str
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverItem:
    """One thing to hand over.

    Attributes:
        duty: the mandate.
        uncovered: organisations where nobody is left for one of its tasks or decisions, sorted.
        candidates: who could be asked, strongest reason first; at most three.
    """

    duty: Duty
    uncovered: tuple[str, ...]
    candidates: tuple[Successor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverSheet:
    """What a person holds on a day.

    Attributes:
        person: who leaves.
        on: the day on which it is read.
        leaves_on: the first day without this person; None when it was not given.
        roles: the functions that open, by id.
        items: the duties: those that leave a gap first, then as `duties_of` orders them.
        bodies: where a seat opens.
    """

    person: str
    on: date
    leaves_on: date | None
    roles: tuple[str, ...]
    items: tuple[HandoverItem, ...]
    bodies: tuple[str, ...]


def handover_sheet(
    coverage: Coverage,
    person: str,
    *,
    leaves_on: date | None = None,
    asker: str | None = None,
    visible: Callable[[str], bool] | None = None,
) -> HandoverSheet:
    """What a person has to hand over.

    Args:
        coverage: of the snapshot and day.
        person: who leaves.
        leaves_on: the first day without this person.
        asker: whose view on shared expertise counts; None = the owner of the store, who sees all.
        visible: whether a person may be named; None = everybody.

    Raises:
        NotFound: there is no such person.
    """
    if coverage.snapshot.find(Person, person) is None:
        raise NotFound(Text("The person {text}", text=Quoted(person[:120])))
    duties = duties_of(coverage, *seats_of(coverage, person))
    search = _Candidates(coverage, person, Sharing(coverage, asker, visible=visible))
    items = [_item(coverage, person, duty, search) for duty in duties]
    return HandoverSheet(
        person=person,
        on=coverage.on,
        leaves_on=leaves_on,
        roles=tuple(dict.fromkeys(holding.to_id for holding in holdings_of(coverage, person))),
        items=tuple(sorted(items, key=lambda item: not item.uncovered)),
        bodies=tuple(dict.fromkeys(edge.to_id for edge in memberships(coverage, person))),
    )


def _item(coverage: Coverage, person: str, duty: Duty, search: _Candidates) -> HandoverItem:
    uncovered = {place for place, subject in _cells(coverage, duty) if _alone(coverage, person, place, subject, duty)}
    return HandoverItem(duty=duty, uncovered=tuple(sorted(uncovered)), candidates=search.of(duty))


def _cells(coverage: Coverage, duty: Duty) -> Iterator[tuple[str, str]]:
    for place in duty.places:
        for subject in coverage.subjects_in(duty.subject):
            if coverage.used_at(subject, place):
                yield place, subject


def _alone(coverage: Coverage, person: str, place: str, subject: str, duty: Duty) -> bool:
    return coverage.cell(place, subject, duty.kind).people <= {person}


class _Candidates:
    """Who could take over a duty of one person."""

    def __init__(self, coverage: Coverage, person: str, sharing: Sharing) -> None:
        self.coverage = coverage
        self.person = person
        self.sharing = sharing

    def of(self, duty: Duty) -> tuple[Successor, ...]:
        """The strongest candidates, ties by id."""
        reasons: dict[str, Why] = {}
        for person in self._covering(duty, (duty.kind,)):
            reasons.setdefault(person, "covers_it")
        for person in self._covering(duty, MANDATE_KINDS):
            reasons.setdefault(person, "works_on_it")
        for person in self._knowing(duty):
            reasons.setdefault(person, "knows_it")
        found = [person for person in reasons if person != self.person and self.sharing.may_be_shown(person)]
        found.sort(key=lambda person: (_STRONGEST_FIRST.index(reasons[person]), person))
        return tuple(Successor(person=person, why=reasons[person]) for person in found[:MOST_CANDIDATES])

    def _covering(self, duty: Duty, kinds: Iterable[str]) -> Iterator[str]:
        """Who is present in a cell of the duty, in one of the kinds."""
        for place, subject in _cells(self.coverage, duty):
            for kind in kinds:
                people = self.coverage.cell(place, subject, kind).people
                yield from (one for one in people if kind_of_id(one) == "person")

    def _knowing(self, duty: Duty) -> Iterator[str]:
        """Colleagues of the places who are there, and who have and share all expertise that the duty asks."""
        needs = needs_of(self.coverage, (duty,))
        colleagues = {edge.from_id for place in duty.places for edge in self.coverage.into(AffiliatedWith, place)}
        for person in sorted(colleagues) if needs else ():
            if self.sharing.with_asker(person) and self.sharing.is_there(person) and self._knows(person, needs):
                yield person

    def _knows(self, person: str, needs: Iterable[Need]) -> bool:
        return all(need.topic in self._topics_known(person, need.level) for need in needs)

    def _topics_known(self, person: str, level: int) -> set[str]:
        """The topics that a person knows at a level, with the broader ones for which that counts."""
        snapshot, on = self.coverage.snapshot, self.coverage.on
        known = known_by(snapshot, on, person, level)
        return {topic for edge in known for topic in broader_topics(snapshot, on, edge.to_id)}
