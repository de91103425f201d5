"""Where a viewer stands in the register as it is today, whatever day or revision they ask about.

A consent that was withdrawn, or a colleague who left the school, does not come back with a look at the past.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property

from graph.analyses.common.membership import members_of
from graph.analyses.common.sharing import school_groups_above
from graph.domain.kinds import (
    PLACING_KINDS,
    AffiliatedWith,
    At,
    BodyOf,
    ContactPointFor,
    Edge,
    Holds,
    Mandate,
    MemberOf,
    Organisation,
    Person,
    ReachedBy,
    Serves,
    Supports,
    kind_of_id,
)
from graph.model.bounded import Bounded
from graph.model.coverage import Coverage
from graph.usecases.rights import Right, rights_of
from graph.usecases.viewer import POLICY, SHARED_WITH, Audience, PersonalFact, Scope, Viewer, ViewerKind

__all__ = ["Standing"]

MOST_GROUPS = 256
"""Of so many groups of organisations is kept who is near: one for all who see the same from near."""
MOST_DAYS = 2
"""Of so many days is kept who is a contact point: of today, and of yesterday for who began before midnight."""
Places = frozenset[str]
_SEATS: tuple[type[Edge], ...] = (At, Serves)
_STRANGERS = frozenset({Audience.SIGNED_IN})
"""How a person who signed in stands to nearly everybody."""
_READS = frozenset({Scope.READ, Scope.READ_PEOPLE, Scope.READ_EXPERTISE, Scope.ADMIN})
_READS_PEOPLE = frozenset({Scope.READ_PEOPLE, Scope.ADMIN})
_READS_EXPERTISE = frozenset({Scope.READ_EXPERTISE, Scope.ADMIN})


class Standing:
    """How near a viewer stands to everybody, on the day and in the graph that are now.

    Args:
        viewer: who asks.
        now: the coverage of today, of the graph as it is known now.
        strangers: how a stranger stands to everybody: of most people everybody who signed in knows the same.
    """

    def __init__(self, viewer: Viewer, now: Coverage, strangers: Standing | None = None) -> None:
        self.viewer = viewer
        self.now = now
        self.is_key = viewer.kind is ViewerKind.KEY
        self.is_key_for_all = self.is_key and not viewer.organisations
        self.is_person = viewer.kind is ViewerKind.PERSON
        self._strangers = strangers
        self._audiences: dict[str, frozenset[Audience]] = {}
        self._sorts: dict[frozenset[Audience], frozenset[Audience]] = {}  # each once: they are few, the people many
        self._by_homes: dict[tuple[str, ...], frozenset[Audience]] = {}
        self._shares: dict[str, bool] = {}

    @property
    def reads_nothing(self) -> bool:
        """Whether nothing at all is for the viewer to see."""
        if self.is_key:
            return self.viewer.scopes.isdisjoint(_READS)
        return self.viewer.kind is ViewerKind.PUBLIC and not self.opened

    @property
    def today(self) -> date:
        """The calendar day now."""
        return self.now.on

    def may_see(self, fact: PersonalFact, person: str) -> bool:
        """Whether the viewer may see a sort of fact of a person: the table of the policy."""
        return not POLICY[fact].isdisjoint(self.audiences(person))

    def shares(self, person: str) -> bool:
        """Whether the person shares their expertise with the viewer today; nobody does who is gone."""
        if self._strangers is not None and self.is_stranger_to(person):
            return self._strangers.shares(person)
        known = self._shares.get(person)
        if known is None:
            known = self._shares[person] = self._does_share(person)
        return known

    def knows(self, person: str) -> bool:
        """Whether the viewer sees who a person is."""
        if self._strangers is not None and self.is_stranger_to(person):
            return self._strangers.knows(person)
        if self.shares(person) and (not self.is_key or self._reads(_READS_PEOPLE)):
            return True
        found = self.now.snapshot.find(Person, person)
        if found is not None and not found.is_colleague:
            return self.may_see(PersonalFact.PUPIL_OR_PARENT, person)
        if self.may_see(PersonalFact.COLLEAGUE, person):
            return True
        return self.may_see(PersonalFact.CONTACT_POINT, person) and self._is_contact_point(person)

    def audiences(self, person: str) -> frozenset[Audience]:
        """Every way in which the viewer stands to a person."""
        if self.is_stranger_to(person):
            return _STRANGERS
        known = self._audiences.get(person)
        if known is None:
            found = frozenset(self._found_audiences(person))
            known = self._audiences[person] = self._sorts.setdefault(found, found)
        return known

    def is_stranger_to(self, person: str) -> bool:
        """Whether the viewer is a person who stands no nearer to another one than by having signed in."""
        return self.is_person and person not in self.nearby and person not in self._related_besides

    def may_see_channel(self, fact: PersonalFact, channel: str, places: Iterable[str]) -> bool:
        """Whether the viewer may see a private channel of some places: the table of the policy."""
        return not POLICY[fact].isdisjoint(self._audiences_of_channel(channel, places))

    # Where the viewer belongs

    @cached_property
    def schools(self) -> frozenset[str]:
        """The organisations where the viewer belongs; of a program, those that it is for."""
        person = self.viewer.person
        if self.is_person and person is not None and self.now.snapshot.find(Person, person) is not None:
            return frozenset(self.now.affiliations(person))
        return self.viewer.organisations

    @cached_property
    def groups(self) -> frozenset[str]:
        """The school groups that these are, or lie under."""
        return school_groups_above(self.now, self.schools)

    @cached_property
    def within(self) -> frozenset[str]:
        """The organisations that the viewer sees from near: of their school group, or of a program its own."""
        if self.viewer.kind is ViewerKind.PUBLIC:
            return self._with_above(self.opened)
        if self.is_key:
            return self._with_above(self._below(self.schools))
        return self._below(self.schools | self.groups)

    @cached_property
    def opened(self) -> frozenset[str]:
        """The organisations that opened their contact card to everybody."""
        return frozenset(node.id for node in self.now.snapshot.nodes(Organisation) if node.contact_card_public)

    @cached_property
    def leads(self) -> frozenset[str]:
        """The organisations of which the viewer is head or keeper."""
        rights = rights_of(self.viewer, self.now.snapshot, self.today)
        return rights.at(Right.GRANT) | rights.at(Right.KEEP)

    @cached_property
    def nearby(self) -> frozenset[str]:
        """The people who belong to one of the organisations `within`, who work there, or did."""
        is_card = self.viewer.kind is ViewerKind.PUBLIC
        of_places: Bounded[Places, frozenset[str]] = self.now.snapshot.kept(
            ("nearby", is_card), lambda: Bounded(MOST_GROUPS)
        )
        return of_places.get(self.within, self._found_nearby)

    def _found_nearby(self, places: Places) -> frozenset[str]:
        snapshot = self.now.snapshot
        found: set[str] = set()
        for place in places:
            if self.viewer.kind is not ViewerKind.PUBLIC:  # a card does not tell who belongs where
                found.update(edge.from_id for edge in snapshot.into(AffiliatedWith, place))
            found.update(edge.from_id for edge in self._tasks_at(place))
            for role in self._seats_at(place):
                found.update(edge.from_id for edge in snapshot.into(Holds, role))
            for body in (edge.from_id for edge in snapshot.into(BodyOf, place)):
                found.update(self._ever_in(body))
        return frozenset(each for each in found if kind_of_id(each) == "person")

    @property
    def related(self) -> frozenset[str]:
        """Everybody to whom a person may stand nearer than by having signed in."""
        return self.nearby | self._related_besides

    @cached_property
    def _related_besides(self) -> frozenset[str]:
        """Those of them who are not nearby: mostly nobody, for a guest themselves."""
        led = (edge.from_id for place in self.leads for edge in self.now.snapshot.into(AffiliatedWith, place))
        return frozenset((*led, self.viewer.person or "")) - self.nearby

    @cached_property
    def partners(self) -> frozenset[str]:
        """The organisations that have a task at, or support, one of those `within`."""
        snapshot = self.now.snapshot
        told = frozenset() if self.viewer.kind is ViewerKind.PUBLIC else self.within  # a card tells no support
        helping = (edge.from_id for place in told for edge in snapshot.into(Supports, place))
        tasked = (edge.from_id for place in self.within for edge in self._tasks_at(place))
        return frozenset(each for each in (*helping, *tasked) if kind_of_id(each) == "organisation")

    def _tasks_at(self, place: str) -> Iterator[Mandate]:
        """The mandates that name an organisation; of a card, those that it tells."""
        scoped = self.now.snapshot.scoped_to(place)
        is_card = self.viewer.kind is ViewerKind.PUBLIC
        return (edge for edge in scoped if not is_card or isinstance(edge, ContactPointFor))

    def _below(self, places: Iterable[str]) -> frozenset[str]:
        return frozenset().union(*((place, *self.now.below(place)) for place in places))

    def _with_above(self, places: frozenset[str]) -> frozenset[str]:
        return places.union(*(self.now.above(place) for place in places))

    # How near the viewer stands to somebody

    def _found_audiences(self, person: str) -> Iterator[Audience]:
        kind = self.viewer.kind
        if kind is ViewerKind.OWNER:
            yield Audience.OWNER
        elif kind is ViewerKind.PERSON:
            yield from self._of_person(person)
        elif kind is ViewerKind.KEY:
            yield from self._of_key(person)
        elif person in self.nearby and self._is_on_card(person):
            yield Audience.CARD

    def _of_person(self, person: str) -> Iterator[Audience]:
        yield Audience.SIGNED_IN
        if person == self.viewer.person:
            yield Audience.SELF
        homes = self.now.affiliations(person)
        if homes not in self._by_homes:  # of many people the same
            self._by_homes[homes] = frozenset(self._of_homes(frozenset(homes)))
        yield from self._by_homes[homes]
        if person in self.nearby:
            yield Audience.NEARBY

    def _of_homes(self, homes: frozenset[str]) -> Iterator[Audience]:
        yield from self._by_belonging(homes, Audience.SCHOOL, Audience.GROUP)
        if not self.leads.isdisjoint(homes):
            yield Audience.LEAD

    def _of_key(self, person: str) -> Iterator[Audience]:
        if self._reads(_READS_PEOPLE) and (self.is_key_for_all or person in self.nearby):
            yield Audience.PEOPLE_KEY
        if self._reads(_READS_EXPERTISE):
            yield Audience.EXPERTISE_KEY
            yield from self._by_belonging(self._homes(person), Audience.SCHOOL_KEY, Audience.GROUP_KEY)

    def _by_belonging(self, homes: frozenset[str], school: Audience, group: Audience) -> Iterator[Audience]:
        if not homes.isdisjoint(self.schools):
            yield school
        if not self.groups.isdisjoint(school_groups_above(self.now, homes)):
            yield group

    def _homes(self, person: str) -> frozenset[str]:
        return frozenset(self.now.affiliations(person))

    def _reads(self, scopes: frozenset[Scope]) -> bool:
        return not scopes.isdisjoint(self.viewer.scopes)

    def _does_share(self, person: str) -> bool:
        found = self.now.snapshot.find(Person, person)
        if found is None:
            return person == self.viewer.person
        if not found.is_colleague and not self.may_see(PersonalFact.PUPIL_OR_PARENT, person):
            return False
        return self.may_see(SHARED_WITH[found.share_expertise], person)

    def _audiences_of_channel(self, channel: str, places: Iterable[str]) -> Iterator[Audience]:
        if self.is_person and self.viewer.person in self._team(channel):
            yield Audience.TEAM
        if self.is_person and not self.within.isdisjoint(places):
            yield Audience.NEARBY

    # Contact points, and who works together

    def _is_contact_point(self, person: str) -> bool:
        """Whether somebody is appointed as one, in person, by a function or by a body, now or soon."""
        seats = self._seats_of(person)
        if self.viewer.kind is ViewerKind.PUBLIC:
            held = (edge for seat in seats for edge in self.now.snapshot.out(ContactPointFor, seat))
            return any(self._lasts(edge) and self._is_of_card(edge) for edge in held)
        return not self._appointed.isdisjoint(seats)

    @cached_property
    def _appointed(self) -> frozenset[str]:
        """Who and what is appointed as contact point, now or soon."""
        edges = self.now.snapshot.edges(ContactPointFor)
        of_days: Bounded[date, frozenset[str]] = self.now.snapshot.kept_with(
            ContactPointFor, "who is appointed", lambda: Bounded(MOST_DAYS)
        )
        return of_days.get(self.today, lambda _: frozenset(edge.from_id for edge in edges if self._lasts(edge)))

    def _is_of_card(self, mandate: Mandate) -> bool:
        """Whether an open contact card tells it: where it is for, or where its holder is when it names no place."""
        where = mandate.scope or (
            mandate.from_id,
            *(edge.to_id for kind in PLACING_KINDS for edge in self.now.snapshot.out(kind, mandate.from_id)),
        )
        return not self.within.isdisjoint(where)

    def _is_on_card(self, person: str) -> bool:
        """Whether an open contact card names somebody: as a contact point, or as who is there on fixed days."""
        held = (edge for edge in self.now.snapshot.out(Holds, person) if self._lasts(edge))
        return self._is_contact_point(person) or any(map(self._is_there_on_days, held))

    def _is_there_on_days(self, holding: Holds) -> bool:
        """Whether a function brings somebody to an opened organisation on days that are told."""
        snapshot = self.now.snapshot
        served = {edge.to_id for edge in snapshot.out(Serves, holding.to_id) if edge.days or holding.days}
        seated = {edge.to_id for edge in snapshot.out(At, holding.to_id) if holding.days}
        return not self.opened.isdisjoint(served | seated)

    def _seats_of(self, person: str) -> Iterator[str]:
        """The person, the functions that they hold, and the bodies in which these sit."""
        snapshot = self.now.snapshot
        seats = [person, *(edge.to_id for edge in snapshot.out(Holds, person) if self._lasts(edge))]
        yield from seats
        for seat in seats:
            yield from (edge.to_id for edge in snapshot.out(MemberOf, seat) if self._lasts(edge))

    def _lasts(self, edge: Edge) -> bool:
        return edge.until is None or edge.until > self.today

    def _seats_at(self, place: str) -> Iterator[str]:
        for kind in _SEATS:
            yield from (edge.from_id for edge in self.now.snapshot.into(kind, place))

    def _ever_in(self, body: str) -> Iterator[str]:
        snapshot = self.now.snapshot
        for seat in (edge.from_id for edge in snapshot.into(MemberOf, body)):
            yield seat
            yield from (edge.from_id for edge in snapshot.into(Holds, seat))

    def _team(self, channel: str) -> frozenset[str]:
        """The people who work together where a channel reaches somebody: its body, and the functions at its places."""
        reached = [edge.from_id for edge in self.now.into(ReachedBy, channel)]
        places = {place for end in reached for place in self._places(end)}
        roles = {role for place in places for role in self._seated_at(place)}
        seated = {edge.from_id for role in roles for edge in self.now.into(Holds, role)}
        return frozenset(seated.union(*(members_of(self.now, end) for end in reached)))

    def _seated_at(self, place: str) -> Iterator[str]:
        for kind in _SEATS:
            yield from (edge.from_id for edge in self.now.into(kind, place))

    def _places(self, end: str) -> Iterator[str]:
        """The organisation itself, those where a function is or that it serves, or the one that a body is of."""
        yield end
        for kind in PLACING_KINDS:
            yield from (edge.to_id for edge in self.now.out(kind, end))
