"""Who asks, and what that viewer may see: one table for every door.

The table covers the personal facts that exist so far: names of pupils and parents, levels of expertise, and
absences. A new personal fact gets a row here, not a test in a door.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from graph.domain.kinds import AbsentFrom, Knows, Person, Record
from graph.model.coverage import Coverage

__all__ = ["LOCAL_OWNER", "Audience", "PersonalFact", "Viewer", "ViewerKind", "audience", "may_see", "may_see_fact"]

DAYS_AN_ENDED_ABSENCE_STAYS = 30


class ViewerKind(StrEnum):
    """How a viewer is known."""

    LOCAL_OWNER = "local_owner"
    SERVICE_KEY = "service_key"
    PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Who asks.

    Attributes:
        kind: how the viewer is known.
        name: what the change log says of them.
        person: id of the person that they are, when they are one.
        organisations: the organisations that they act for; empty for the local owner, who acts for all.
    """

    kind: ViewerKind
    name: str
    person: str | None = None
    organisations: frozenset[str] = frozenset()


LOCAL_OWNER = Viewer(kind=ViewerKind.LOCAL_OWNER, name="local owner")
"""Whoever holds the store on their own machine."""


class Audience(StrEnum):
    """How near a viewer stands to a person, nearest first."""

    SELF = "self"
    OWNER = "owner"
    SCHOOL = "school"
    GROUP = "group"
    EVERYONE = "everyone"


class PersonalFact(StrEnum):
    """The sorts of personal facts."""

    PUPIL_OR_PARENT = "name of a pupil or parent"
    EXPERTISE_NOBODY = "expertise shared with nobody"
    EXPERTISE_SCHOOL = "expertise shared with the school"
    EXPERTISE_GROUP = "expertise shared with the group"
    EXPERTISE_EVERYONE = "expertise shared with everyone"
    ABSENCE = "absence that is current or coming"
    PAST_ABSENCE = "absence that ended longer ago"


_NEAR = frozenset({Audience.SELF, Audience.OWNER})

POLICY: Mapping[PersonalFact, frozenset[Audience]] = MappingProxyType(
    {
        PersonalFact.PUPIL_OR_PARENT: _NEAR | {Audience.SCHOOL},
        PersonalFact.EXPERTISE_NOBODY: _NEAR,
        PersonalFact.EXPERTISE_SCHOOL: _NEAR | {Audience.SCHOOL},
        PersonalFact.EXPERTISE_GROUP: _NEAR | {Audience.SCHOOL, Audience.GROUP},
        PersonalFact.EXPERTISE_EVERYONE: frozenset(Audience),
        PersonalFact.ABSENCE: _NEAR | {Audience.SCHOOL},
        PersonalFact.PAST_ABSENCE: frozenset(),
    }
)
"""Which audiences may see which sort of fact."""


def may_see_fact(fact: PersonalFact, near: Audience) -> bool:
    """Whether an audience may see a sort of fact: the table itself."""
    return near in POLICY[fact]


def audience(viewer: Viewer, person: str, coverage: Coverage) -> Audience:
    """How near a viewer stands to a person on the day of the coverage."""
    if viewer.kind is ViewerKind.LOCAL_OWNER:
        return Audience.OWNER
    if viewer.person == person:
        return Audience.SELF
    homes = coverage.affiliations(person)
    if viewer.organisations.intersection(homes):
        return Audience.SCHOOL
    if _groups_above(coverage, viewer.organisations) & _groups_above(coverage, homes):
        return Audience.GROUP
    return Audience.EVERYONE


def may_see(viewer: Viewer, record: Record, coverage: Coverage, *, today: date) -> bool:
    """Whether a viewer may see a record at all.

    Args:
        viewer: who asks.
        record: what is asked.
        coverage: of the snapshot and day of the question: affiliations are those of that day.
        today: the calendar day now; the age of an absence counts from here, whatever day is asked.
    """
    decide = _JUDGES.get(type(record))
    return decide is None or decide(viewer, record, coverage, today)


def _may_see_person(viewer: Viewer, person: Person, coverage: Coverage, _today: date) -> bool:
    if person.type not in ("pupil", "parent"):
        return True
    return may_see_fact(PersonalFact.PUPIL_OR_PARENT, audience(viewer, person.id, coverage))


def _may_see_knowledge(viewer: Viewer, edge: Knows, coverage: Coverage, _today: date) -> bool:
    person = coverage.snapshot.find(Person, edge.from_id)
    if person is None:
        return False
    fact = PersonalFact(f"expertise shared with {_SHARED_WITH[person.share_expertise]}")
    return may_see_fact(fact, audience(viewer, person.id, coverage))


def _may_see_absence(viewer: Viewer, edge: AbsentFrom, coverage: Coverage, today: date) -> bool:
    ended = edge.until is not None and edge.until + timedelta(days=DAYS_AN_ENDED_ABSENCE_STAYS) <= today
    fact = PersonalFact.PAST_ABSENCE if ended else PersonalFact.ABSENCE
    return may_see_fact(fact, audience(viewer, edge.from_id, coverage))


_SHARED_WITH = {"nobody": "nobody", "school": "the school", "group": "the group", "everyone": "everyone"}

_JUDGES: dict[type, Callable[..., bool]] = {
    Person: _may_see_person,
    Knows: _may_see_knowledge,
    AbsentFrom: _may_see_absence,
}


def _groups_above(coverage: Coverage, organisations: frozenset[str] | tuple[str, ...]) -> set[str]:
    above = {up for organisation in organisations for up in coverage.above(organisation)}
    return {up for up in above if getattr(coverage.snapshot.node(up), "type", None) == "school_group"}
