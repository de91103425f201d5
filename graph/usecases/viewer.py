"""Who asks, and what that viewer may see: the whole policy, one table for every door.

Use cases ask it through their `World`. A new personal fact gets a row here and a judge of its kind, not a test in a
use case or a door. What a viewer may change is in `graph.usecases.rights`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from graph.analyses.common.membership import edges_from, edges_to, members_of
from graph.analyses.common.sharing import OUTSIDER
from graph.domain.kinds import AbsentFrom, At, BodyOf, Channel, Holds, Knows, Person, ReachedBy, Record, Serves
from graph.model.coverage import Coverage

__all__ = [
    "HIDDEN",
    "LOCAL_OWNER",
    "PUBLIC",
    "Audience",
    "PersonalFact",
    "Scope",
    "Viewer",
    "ViewerKind",
    "asks_as",
    "audience",
    "may_be_named",
    "may_see",
    "sees_everything",
]

HIDDEN = "person/hidden"
"""Stands for somebody whom the viewer may not be told about."""

DAYS_AN_ENDED_ABSENCE_STAYS = 30


class ViewerKind(StrEnum):
    """How a viewer is known."""

    OWNER = "owner"
    """Whoever holds the store on their own machine, or is named owner of the register."""

    PERSON = "person"
    """Somebody who signed in; a guest where their organisations share no school group with what is asked."""

    KEY = "key"
    """A program with a service key."""

    PUBLIC = "public"
    """Nobody signed in."""


class Scope(StrEnum):
    """What a service key may be used for."""

    READ = "read"
    READ_PEOPLE = "read:people"
    READ_EXPERTISE = "read:expertise"
    WRITE_PEOPLE = "write:people"
    WRITE_MANDATES = "write:mandates"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Who asks.

    Attributes:
        kind: how the viewer is known.
        name: what they are called where no person says it: the name of a service key.
        person: id of the person that they are, when they are one.
        organisations: where they belong today, or what the service key is for; empty for the owner, who acts for all.
        scopes: what the service key may be used for; empty for everybody else.
    """

    kind: ViewerKind
    name: str
    person: str | None = None
    organisations: frozenset[str] = frozenset()
    scopes: frozenset[Scope] = frozenset()

    @property
    def author(self) -> str:
        """Who the change log says that did it: the id of the person, so that erasure finds it, else the name."""
        return self.person or self.name


LOCAL_OWNER = Viewer(kind=ViewerKind.OWNER, name="local owner")
"""Whoever holds the store on their own machine."""

PUBLIC = Viewer(kind=ViewerKind.PUBLIC, name="public")
"""Whoever did not sign in."""


class Audience(StrEnum):
    """How near a viewer stands to whom a fact is about, nearest first."""

    SELF = "self"
    OWNER = "owner"
    TEAM = "team"
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
    WHAT_HANGS_ON_THEM = "what hangs on somebody, and how much they have to do"
    PRIVATE_CHANNEL = "private way to reach a function, a body or an organisation"


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
        PersonalFact.WHAT_HANGS_ON_THEM: _NEAR,
        PersonalFact.PRIVATE_CHANNEL: frozenset({Audience.OWNER, Audience.TEAM}),
    }
)
"""Which audiences may see which sort of fact; a crisis list tells its readers private channels as well."""


def _may_see_fact(fact: PersonalFact, near: Audience) -> bool:
    """Whether an audience may see a sort of fact: the table itself."""
    return near in POLICY[fact]


def sees_everything(viewer: Viewer) -> bool:
    """Whether nothing has to be taken out of an answer for this viewer."""
    return viewer.kind is ViewerKind.OWNER


def asks_as(viewer: Viewer) -> str | None:
    """As whom a viewer asks for expertise: the person that they are, else one of their organisations, else an outsider.

    None = as who holds the store, with whom everybody shares.
    """
    if sees_everything(viewer):
        return None
    return viewer.person or min(viewer.organisations, default=OUTSIDER)


def audience(viewer: Viewer, person: str, coverage: Coverage) -> Audience:
    """How near a viewer stands to a person on the day of the coverage."""
    if sees_everything(viewer):
        return Audience.OWNER
    if viewer.person == person:
        return Audience.SELF
    homes = coverage.affiliations(person)
    if viewer.organisations.intersection(homes):
        return Audience.SCHOOL
    if _groups_above(coverage, viewer.organisations) & _groups_above(coverage, homes):
        return Audience.GROUP
    return Audience.EVERYONE


def may_be_named(viewer: Viewer, person: str, coverage: Coverage) -> bool:
    """Whether a viewer may be told that something hangs on this person, or how much that person has to do."""
    return _may_see_fact(PersonalFact.WHAT_HANGS_ON_THEM, audience(viewer, person, coverage))


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
    return _may_see_fact(PersonalFact.PUPIL_OR_PARENT, audience(viewer, person.id, coverage))


def _may_see_knowledge(viewer: Viewer, edge: Knows, coverage: Coverage, _today: date) -> bool:
    person = coverage.snapshot.find(Person, edge.from_id)
    if person is None:
        return False
    fact = PersonalFact(f"expertise shared with {_SHARED_WITH[person.share_expertise]}")
    return _may_see_fact(fact, audience(viewer, person.id, coverage))


def _may_see_absence(viewer: Viewer, edge: AbsentFrom, coverage: Coverage, today: date) -> bool:
    ended = edge.until is not None and edge.until + timedelta(days=DAYS_AN_ENDED_ABSENCE_STAYS) <= today
    fact = PersonalFact.PAST_ABSENCE if ended else PersonalFact.ABSENCE
    return _may_see_fact(fact, audience(viewer, edge.from_id, coverage))


def _may_see_channel(viewer: Viewer, channel: Channel, coverage: Coverage, _today: date) -> bool:
    return not channel.private or _may_see_fact(
        PersonalFact.PRIVATE_CHANNEL, _audience_of_channel(viewer, channel.id, coverage)
    )


def _may_see_way(viewer: Viewer, edge: ReachedBy, coverage: Coverage, today: date) -> bool:
    channel = coverage.snapshot.find(Channel, edge.to_id)
    return channel is None or _may_see_channel(viewer, channel, coverage, today)


_SHARED_WITH = {"nobody": "nobody", "school": "the school", "group": "the group", "everyone": "everyone"}

_JUDGES: dict[type, Callable[..., bool]] = {
    Person: _may_see_person,
    Knows: _may_see_knowledge,
    AbsentFrom: _may_see_absence,
    Channel: _may_see_channel,
    ReachedBy: _may_see_way,
}


def _audience_of_channel(viewer: Viewer, channel: str, coverage: Coverage) -> Audience:
    if sees_everything(viewer):
        return Audience.OWNER
    return Audience.TEAM if viewer.person in _team(coverage, channel) else Audience.EVERYONE


def _team(coverage: Coverage, channel: str) -> set[str]:
    """The people who work together where a channel reaches somebody: its body, and the functions at its places."""
    reached = [edge.from_id for edge in edges_to(coverage, ReachedBy, channel)]
    roles = {role for end in reached for place in _places(coverage, end) for role in _roles_at(coverage, place)}
    seated = {edge.from_id for role in roles for edge in edges_to(coverage, Holds, role)}
    return seated.union(*(members_of(coverage, end) for end in reached))


def _places(coverage: Coverage, end: str) -> Iterator[str]:
    """The organisation itself, those where a function is or that it serves, or the one that a body is of."""
    yield end
    for kind in (At, Serves, BodyOf):
        yield from (edge.to_id for edge in edges_from(coverage, kind, end))


def _roles_at(coverage: Coverage, place: str) -> Iterator[str]:
    for kind in (At, Serves):
        yield from (edge.from_id for edge in edges_to(coverage, kind, place))


def _groups_above(coverage: Coverage, organisations: frozenset[str] | tuple[str, ...]) -> set[str]:
    above = {up for organisation in organisations for up in coverage.above(organisation)}
    return {up for up in above if getattr(coverage.snapshot.node(up), "type", None) == "school_group"}
