"""What a viewer may see, read from the design one record at a time, slowly and without the code that is tested.

It takes plain lists of records. Only the rights of head and keeper come from `graph.usecases.rights`, which has a slow
reading of its own (`rights_oracle`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any

from graph.domain.kinds import (
    AbsentFrom,
    Acceptance,
    Channel,
    Edge,
    Knows,
    Mandate,
    Norm,
    Organisation,
    Person,
    ReachedBy,
    Record,
)
from graph.domain.periods import in_force
from graph.model.snapshot import Snapshot
from graph.usecases.rights import Right, rights_of
from graph.usecases.viewer import Scope, Viewer, ViewerKind

__all__ = ["Reading", "without_hidden"]

_CARD = """
organisation person role role_type body channel task decision task_group norm profile PART_OF AT OF_TYPE SERVES HOLDS
ABSENT_FROM MEMBER_OF BODY_OF REACHED_BY CONTACT_POINT_FOR IN_GROUP NOT_USED_AT OPTS_OUT ADOPTS EXCEPTED_FROM
"""
CARD = frozenset(_CARD.split())
"""What an open contact card is made of."""


class Reading:
    """The design as it reads for one viewer: `record` gives what of a record there is, or None."""

    def __init__(
        self,
        viewer: Viewer,
        graph: Sequence[Record],
        now: Sequence[Record],
        today: date,
        stand_in: Callable[[str], str],
        *,
        in_crisis: bool = False,
    ) -> None:
        self.in_crisis = in_crisis
        self.viewer, self.graph, self.now, self.today, self.stand_in = viewer, graph, now, today, stand_in
        self.people = {one.id: one for one in now if isinstance(one, Person)}
        self.is_key = viewer.kind is ViewerKind.KEY
        self.is_public = viewer.kind is ViewerKind.PUBLIC
        self.opened = {one.id for one in now if isinstance(one, Organisation) and one.contact_card_public}
        self.own = set(viewer.organisations)
        if viewer.kind is ViewerKind.PERSON and viewer.person in self.people:
            self.own = self.homes(str(viewer.person))
        self.groups = self.groups_of(self.own)
        if self.is_public:
            self.within = self.up(self.opened)
        elif self.is_key:
            self.within = self.up(self.own | self.down(self.own))
        else:
            self.within = self.own | self.groups | self.down(self.own | self.groups)
        rights = rights_of(viewer, Snapshot.of(now), today)
        self.leads = rights.at(Right.GRANT) | rights.at(Right.KEEP)
        self.is_narrow = self.is_public or (self.is_key and bool(viewer.organisations))

    # Places

    def edges(self, kind: str, *, of: Sequence[Record] | None = None, valid: bool = False) -> list[Any]:
        """The edges of a kind; `valid` = in force today with both ends."""
        found = [one for one in (self.now if of is None else of) if isinstance(one, Edge) and one.kind == kind]
        nodes = {one.id: one for one in self.now if not isinstance(one, Edge)}

        def there(node_id: str) -> bool:
            return node_id in nodes and in_force(nodes[node_id], self.today)

        return [
            one for one in found
            if not valid or (in_force(one, self.today) and there(one.from_id) and there(one.to_id))
        ]  # fmt: skip

    def up(self, places: Iterable[str]) -> set[str]:
        found = set(places)
        for _ in self.now:
            found |= {one.to_id for one in self.edges("PART_OF", valid=True) if one.from_id in found}
        return found

    def down(self, places: Iterable[str]) -> set[str]:
        found = set(places)
        for _ in self.now:
            found |= {one.from_id for one in self.edges("PART_OF", valid=True) if one.to_id in found}
        return found

    def homes(self, person: str) -> set[str]:
        return {one.to_id for one in self.edges("AFFILIATED_WITH", valid=True) if one.from_id == person}

    def groups_of(self, places: Iterable[str]) -> set[str]:
        types = {one.id: one.type for one in self.now if isinstance(one, Organisation)}
        return {one for one in self.up(places) if types.get(one) == "school_group"}

    def places(self, node_id: str, of: Sequence[Record]) -> set[str]:
        """Where a function, body, channel, allotment or organisation lies, whenever."""
        kind = node_id.split("/")[0]
        if kind == "organisation":
            return {node_id}
        links = {"role": ("AT", "SERVES"), "body": ("BODY_OF",), "allotment": ("ALLOTTED_TO",)}.get(kind, ())
        found = {one.to_id for link in links for one in self.edges(link, of=of) if one.from_id == node_id}
        if kind == "channel":
            for one in self.edges("REACHED_BY", of=of):
                found |= self.places(one.from_id, of) if one.to_id == node_id else set()
        return found

    def near_places(self) -> set[str]:
        helping = {one.from_id for one in self.edges("SUPPORTS") if one.to_id in self.within}
        tasked = {one.from_id for one in self.now if self.is_task(one) and self.within & set(one.scope)}
        return self.within | tasked | (set() if self.is_public else helping)

    def is_task(self, record: Any) -> bool:
        """Whether a mandate says that somebody works somewhere: of a card, only to be contact point."""
        return isinstance(record, Mandate) and (not self.is_public or record.kind == "CONTACT_POINT_FOR")

    # People

    def is_nearby(self, person: str) -> bool:
        """Whether they belong or work, or did, at one of the places that the viewer sees from near."""
        if self.is_key and not self.viewer.organisations:
            return True
        roles = {one.to_id for one in self.edges("HOLDS") if one.from_id == person}
        bodies = {one.to_id for one in self.edges("MEMBER_OF") if one.from_id in {person, *roles}}
        belongs = [] if self.is_public else self.edges("AFFILIATED_WITH")
        found = {one.to_id for one in belongs if one.from_id == person}
        found |= {place for one in (*roles, *bodies) for place in self.places(one, self.now)}
        for one in self.now:
            if self.is_task(one) and one.from_id == person:
                found |= set(one.scope)
        return bool(found & self.within)

    def reads(self, *scopes: Scope) -> bool:
        return bool({*scopes, Scope.ADMIN} & self.viewer.scopes)

    def is_contact_point(self, person: str) -> bool:
        def lasts(one: Edge) -> bool:
            return one.until is None or one.until > self.today

        seats = {person} | {one.to_id for one in self.edges("HOLDS") if one.from_id == person and lasts(one)}
        seats |= {one.to_id for one in self.edges("MEMBER_OF") if one.from_id in seats and lasts(one)}
        to_ask = [one for one in self.edges("CONTACT_POINT_FOR") if one.from_id in seats and lasts(one)]
        if self.is_public:
            places = [set(one.scope) or self.places(one.from_id, self.now) for one in to_ask]
            return any(each & self.within for each in places)
        return bool(to_ask)

    def is_there_on_days(self, person: str) -> bool:
        for held in self.edges("HOLDS"):
            if held.from_id == person and (held.until is None or held.until > self.today):
                serves = [one for one in self.edges("SERVES") if one.from_id == held.to_id and (one.days or held.days)]
                at = [one for one in self.edges("AT") if one.from_id == held.to_id and held.days]
                if {one.to_id for one in (*serves, *at)} & self.opened:
                    return True
        return False

    def shares(self, person: str) -> bool:
        found = self.people.get(person)
        if person == self.viewer.person:
            return True
        if found is None or self.is_public or (self.is_key and not self.reads(Scope.READ_EXPERTISE)):
            return False
        if found.type in ("pupil", "parent") and not self.is_of_school(person):
            return False
        same_school = bool(self.homes(person) & self.own)
        same_group = bool(self.groups_of(self.homes(person)) & self.groups)
        return {
            "nobody": False,
            "school": same_school,
            "group": same_school or same_group,
            "everyone": True,
        }[found.share_expertise]

    def is_of_school(self, person: str) -> bool:
        return self.viewer.kind is ViewerKind.PERSON and bool(self.homes(person) & self.own)

    def names(self, person: str) -> bool:
        """Whether the viewer is told who a person is."""
        found = self.people.get(person)
        if person == self.viewer.person:
            return True
        if self.shares(person) and (not self.is_key or self.reads(Scope.READ_PEOPLE)):
            return True
        if found is not None and found.type in ("pupil", "parent"):
            return self.is_of_school(person)
        if self.is_key:
            return self.reads(Scope.READ_PEOPLE) and self.is_nearby(person)
        if self.is_public:
            on_card = self.is_contact_point(person) or self.is_there_on_days(person)
            return self.is_nearby(person) and on_card
        is_colleague = self.is_of_school(person) or bool(self.groups_of(self.homes(person)) & self.groups)
        return is_colleague or self.is_nearby(person) or bool(self.homes(person) & self.leads) or (
            self.is_contact_point(person)
        )  # fmt: skip

    # Channels

    def team(self, channel: str) -> set[str]:
        reached = {one.from_id for one in self.edges("REACHED_BY", valid=True) if one.to_id == channel}
        places = set(reached)
        for link in ("AT", "SERVES", "BODY_OF"):
            places |= {one.to_id for one in self.edges(link, valid=True) if one.from_id in reached}
        roles = {
            one.from_id for link in ("AT", "SERVES") for one in self.edges(link, valid=True) if one.to_id in places
        }  # fmt: skip
        people = {one.from_id for one in self.edges("HOLDS", valid=True) if one.to_id in roles}
        for member in self.edges("MEMBER_OF", valid=True):
            if member.to_id in reached:
                people |= {member.from_id}
                people |= {one.from_id for one in self.edges("HOLDS", valid=True) if one.to_id == member.from_id}
        return people

    def has_channel(self, channel: str, own: Channel | None = None) -> bool:
        known = [one for one in (*self.graph, *self.now) if isinstance(one, Channel) and one.id == channel]
        known += [own] if own is not None else []
        is_private = not known or any(one.private for one in known)
        is_of_team = self.viewer.kind is ViewerKind.PERSON and self.viewer.person in self.team(channel)
        is_colleague = self.in_crisis and self.viewer.kind is ViewerKind.PERSON
        is_colleague = is_colleague and bool(self.places(channel, self.graph) & self.within)
        if is_private and not (is_of_team or is_colleague):
            return False
        return not self.is_narrow or bool(self.places(channel, self.graph) & self.near_places())

    # Records

    def id_of(self, node_id: str) -> str | None:
        """The id under which a node is there."""
        kind = node_id.split("/")[0]
        if kind == "person":
            return node_id if self.names(node_id) else self.stand_in(node_id)
        if kind == "channel":
            return node_id if self.has_channel(node_id) else None
        if self.is_narrow and kind in ("organisation", "role", "body", "allotment"):
            return node_id if self.places(node_id, self.graph) & self.near_places() else None
        return node_id

    def record(self, record: Record) -> Record | None:
        """What of a record is there."""
        if self.is_key and not self.reads(Scope.READ, Scope.READ_PEOPLE, Scope.READ_EXPERTISE):
            return None
        if self.is_public and (not self.opened or record.kind not in CARD):
            return None
        return self.edge(record) if isinstance(record, Edge) else self.node(record)

    def node(self, node: Any) -> Record | None:
        own = self.has_channel(node.id, node) and node.id if isinstance(node, Channel) else self.id_of(node.id)
        if not own:
            return None
        if isinstance(node, Person):
            if not self.names(node.id):
                return Person(**_only(node, "type", "since", "until"), id=own, name="")
            return replace(node, **self.blank_person(node))
        if isinstance(node, Acceptance):
            by = node.accepted_by
            if node.organisation is not None and self.id_of(node.organisation) is None:
                return None
            is_near = node.organisation in self.within or (by is not None and self.is_near_node(by))
            reason = node.reason if self.viewer.kind is ViewerKind.PERSON and is_near else None
            return replace(node, accepted_by=None if by is None else self.id_of(by), reason=reason)
        if isinstance(node, Norm) and node.applies_to:
            places = tuple(one for one in node.applies_to if self.id_of(one) is not None)
            return replace(node, applies_to=places) if places else None
        return node

    def blank_person(self, person: Person) -> dict[str, Any]:
        is_self = person.id == self.viewer.person
        is_led = bool(self.homes(person.id) & self.leads)
        is_program = self.is_key and self.reads(Scope.READ_PEOPLE) and self.is_nearby(person.id)
        blank: dict[str, Any] = {}
        if not (is_self or is_led or is_program):
            blank["identifiers"] = ()
        if self.is_public or (self.is_key and not is_program):
            blank |= {"email": None, "other_emails": ()}
        if not (is_self or self.shares(person.id)):
            blank["share_expertise"] = "nobody"
        return blank

    def is_near_node(self, node_id: str) -> bool:
        if node_id.startswith("person/"):
            return self.viewer.kind is ViewerKind.PERSON and self.is_nearby(node_id)
        return bool(self.places(node_id, self.graph) & self.within)

    def edge(self, edge: Any) -> Record | None:
        if isinstance(edge, Knows) and not self.shares(edge.from_id):
            return None
        if isinstance(edge, ReachedBy) and not self.has_channel(edge.to_id):
            return None
        ends = {"from_id": self.id_of(edge.from_id), "to_id": self.id_of(edge.to_id)}
        if None in ends.values():
            return None
        more: dict[str, Any] = {}
        for name in ("acting_for", "granted_by", "channel", "entered_by", "about"):
            if getattr(edge, name, None):
                more[name] = self.id_of(getattr(edge, name))
        is_read = ends == {"from_id": edge.from_id, "to_id": edge.to_id}
        is_read = is_read and more.get("acting_for") == getattr(edge, "acting_for", None)
        if isinstance(edge, AbsentFrom):
            is_over = edge.until is not None and edge.until <= self.today
            is_led = bool(self.homes(edge.from_id) & self.leads)
            may = edge.from_id == self.viewer.person or self.is_of_school(edge.from_id) or is_led
            is_read = is_read and may and not is_over
        if isinstance(edge, Mandate):
            more["scope"] = tuple(one for one in edge.scope if self.id_of(one) is not None)
            if edge.scope and not more["scope"]:
                return None
            is_near = self.is_near_node(edge.from_id) or bool(self.within & set(edge.scope))
            if not (self.viewer.kind is ViewerKind.PERSON and is_near):
                more["note"] = None
        own_id = edge.id if is_read else self.stand_in(edge.id)
        changed: dict[str, Any] = {**ends, **more, "id": own_id}
        return replace(edge, **changed)


def without_hidden(
    viewer: Viewer, graph: Sequence[Record], now: Sequence[Record], today: date, *, in_crisis: bool = False
) -> tuple[Record, ...]:
    """The graph without the facts that are hidden from a viewer: a graph like any other.

    Whoever may be reckoned with and not read is still there, but nothing that tells who it is.
    """
    reading = Reading(viewer, graph, now, today, stand_in=lambda record_id: record_id, in_crisis=in_crisis)
    forms = [form for form in map(reading.record, graph) if form is not None]
    return tuple(replace(form, name="iemand") if isinstance(form, Person) and not form.name else form for form in forms)


def _only(record: Record, *names: str) -> dict[str, Any]:
    """Some values of a record, and for its other fields nothing."""
    empty = {one.name: () if isinstance(getattr(record, one.name), tuple) else None for one in fields(record)}
    kept = {**empty, "share_expertise": "nobody", **{name: getattr(record, name) for name in names}}
    return {name: value for name, value in kept.items() if name not in ("id", "name")}
