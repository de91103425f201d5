"""What a viewer sees of a graph: facts are added for whoever may see them, and whatever nobody added is not there.

A record without anything personal is there for everybody who reads the register. What of a person is personal
(`graph.domain.declaring.Personal`) is added by the policy (`graph.usecases.viewer`) as the viewer stands to them today
(`graph.usecases.standing`). A person who is not told, and an absence that is not, are reckoned with as stand-ins.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any, TypeVar, cast

from graph.domain.declaring import FieldSpec, Personal, Shape
from graph.domain.kinds import (
    AbsentFrom,
    Acceptance,
    Adopts,
    AllottedTo,
    At,
    Body,
    BodyOf,
    Channel,
    ContactPointFor,
    Decision,
    Edge,
    ExceptedFrom,
    Holds,
    InGroup,
    Knows,
    Mandate,
    MemberOf,
    Node,
    Norm,
    NotUsedAt,
    OfType,
    OptsOut,
    Organisation,
    PartOf,
    Person,
    Profile,
    ReachedBy,
    Record,
    Role,
    RoleType,
    Serves,
    Task,
    TaskGroup,
    field_specs,
    kind_named,
    kind_of_id,
    naming_specs,
)
from graph.model.seen import StandIns, is_stand_in
from graph.model.snapshot import Snapshot
from graph.usecases.standing import Standing
from graph.usecases.viewer import PersonalFact, ViewerKind

__all__ = ["ViewerSight"]

R = TypeVar("R", bound=Record)
N = TypeVar("N", bound=Node)

_PLACED = frozenset({"organisation", "role", "body", "channel", "allotment"})
"""The kinds of nodes that lie somewhere: a program sees those of its organisations."""
_ON_CARD: frozenset[type[Any]] = frozenset(
    {
        Organisation, Person, Role, RoleType, Body, Channel, Task, Decision, TaskGroup, Norm, Profile,
        PartOf, At, OfType, Serves, Holds, AbsentFrom, MemberOf, BodyOf, ReachedBy, ContactPointFor,
        InGroup, NotUsedAt, OptsOut, Adopts, ExceptedFrom,
    }
)  # fmt: skip
"""What an open contact card is made of."""


class ViewerSight:
    """What a viewer sees of one graph; see `graph.model.seen.Sight`.

    Args:
        standing: how the viewer stands to everybody today.
        graph: the graph, as known at any time.
        stand_ins: of the instance.
        far: what strangers see of it: of the many who are not near, the viewer sees the same.
        in_crisis: whether it is for a crisis list.
        is_draft: whether the viewer made the graph: who is new in it is known to them.
    """

    def __init__(
        self,
        standing: Standing,
        graph: Snapshot,
        stand_ins: StandIns,
        *,
        far: ViewerSight | None = None,
        in_crisis: bool = False,
        is_draft: bool = False,
    ) -> None:
        self._standing = standing
        self._graph = graph
        self._stand_ins = stand_ins
        self._far = far
        self._is_draft = is_draft
        self._channel_fact = PersonalFact.CRISIS_CHANNEL if in_crisis else PersonalFact.PRIVATE_CHANNEL
        self._is_public = standing.viewer.kind is ViewerKind.PUBLIC
        self._is_narrow = (standing.is_key and not standing.is_key_for_all) or self._is_public
        self._seen: dict[str, str | None] = {}
        touched = {"person", "channel"} | (_PLACED if self._is_narrow else set())
        self._touched = frozenset(touched)

    # The port

    def form(self, record: R) -> R | None:
        """The record as it is seen."""
        if self._standing.reads_nothing or (self._is_public and type(record) not in _ON_CARD):
            return None
        if is_stand_in(record.id):
            return record  # of a graph that is seen already
        if isinstance(record, Edge):
            return cast("R | None", self._edge(record))
        return cast("R | None", self._node(record))

    def seen_id(self, node_id: str) -> str | None:
        """Under which id a node is seen."""
        if self._standing.reads_nothing:
            return None
        kind = kind_of_id(node_id)
        if kind not in self._touched or is_stand_in(node_id):
            return node_id
        if kind == "person" and self._far is not None and self._standing.is_stranger_to(node_id):
            return self._far.seen_id(node_id)
        if node_id not in self._seen:
            self._seen[node_id] = self._found_id(node_id)
        return self._seen[node_id]

    def original(self, record_id: str) -> str | None:
        """The id of what is seen under an id."""
        if not is_stand_in(record_id) or self._graph.get(record_id) is not None:
            return record_id
        return self._stand_ins.original(record_id)

    def listed(self, node: N) -> N | None:
        """The node as it is seen under its own id."""
        if is_stand_in(node.id):
            return None
        if not isinstance(node, Person):
            return self.form(node)
        return self.form(node) if self._is_known(node.id) else None  # a stand-in for each who is hidden would be much

    def near(self, kind: type[Any]) -> frozenset[str] | None:
        """Of people those who are not as any stranger sees them."""
        return self._standing.related if kind is Person and self._far is not None else None

    def changes(self, kind: type[Any]) -> bool:
        """Whether records of a kind may be seen otherwise than they are."""
        if self._is_public or self._standing.reads_nothing:
            return True
        return _names_any(kind.kind, self._touched) or (self._is_narrow and kind is Norm)

    def is_told(self, person: str) -> bool:
        """Whether what a person knows is seen."""
        return not is_stand_in(person) and self._standing.shares(person)

    # Nodes

    def _found_id(self, node_id: str) -> str | None:
        kind = kind_of_id(node_id)
        if kind == "person":
            return node_id if self._is_known(node_id) else self._stand_ins.of(node_id)
        if kind == "channel":
            return node_id if self._sees_channel(node_id) else None
        return node_id if self._is_placed_near(node_id) else None

    def _is_known(self, person: str) -> bool:
        return self._standing.knows(person) or (self._is_draft and self._is_new(person))

    def _is_new(self, node_id: str) -> bool:
        return self._standing.now.snapshot.node(node_id) is None

    def _sees_channel(self, channel: str) -> bool:
        found = [graph.find(Channel, channel) for graph in (self._graph, self._standing.now.snapshot)]
        is_private = not any(found) or any(each is not None and each.private for each in found)
        if is_private and not self._sees_private(channel):
            return False
        return not self._is_narrow or self._is_placed_near(channel)

    def _sees_private(self, channel: str) -> bool:
        return self._standing.may_see_channel(self._channel_fact, channel, self._places_of(channel))

    def _is_placed_near(self, node_id: str) -> bool:
        """Whether a node lies at one of the organisations that the viewer sees from near."""
        return not self._near.isdisjoint(self._places_of(node_id))

    @property
    def _near(self) -> frozenset[str]:
        return self._standing.within | self._standing.partners

    def _places_of(self, node_id: str) -> Iterator[str]:
        kind = kind_of_id(node_id)
        if kind == "organisation":
            yield node_id
        for edges in _PLACES.get(kind, ()):
            yield from (edge.to_id for edge in self._graph.out(edges, node_id))
        if kind == "channel":
            for edge in self._graph.into(ReachedBy, node_id):
                yield from self._places_of(edge.from_id)

    def _node(self, node: Record) -> Record | None:
        seen = self.seen_id(node.id)
        if seen is None:
            return None
        if seen != node.id:
            person = cast(Person, node)
            nameless = {spec.name: spec.default for spec in field_specs(Person) if not spec.required}
            kept = {"type": person.type, "since": person.since, "until": person.until}
            return Person(id=seen, name="", **(nameless | kept))
        if isinstance(node, Channel) and node.private and not self._sees_private(node.id):
            return None
        return self._without_personal(node, {})

    # Edges

    def _edge(self, edge: Edge) -> Edge | None:
        if isinstance(edge, Knows) and not self._standing.shares(edge.from_id):
            return None
        from_id, to_id = self.seen_id(edge.from_id), self.seen_id(edge.to_id)
        if from_id is None or to_id is None:
            return None
        changed: dict[str, Any] = {}
        if from_id != edge.from_id:
            changed["from_id"] = from_id
        if to_id != edge.to_id:
            changed["to_id"] = to_id
        is_read = not changed and (not isinstance(edge, AbsentFrom) or self._reads_absence(edge))
        return self._without_personal(edge, changed, is_read=is_read)

    def _reads_absence(self, absence: AbsentFrom) -> bool:
        ended = absence.until is not None and absence.until <= self._standing.today
        fact = PersonalFact.PAST_ABSENCE if ended else PersonalFact.ABSENCE
        return self._standing.may_see(fact, absence.from_id)

    # Fields

    def _without_personal(self, record: R, changed: dict[str, Any], *, is_read: bool = True) -> R | None:
        """The record with what it names as that is seen, and without the values that were not added."""
        for spec in naming_specs(record.kind):
            value = getattr(record, spec.name)
            if not value:
                continue
            named = self._named(spec, value)
            if named == value:
                continue
            if not named and (spec.required or spec.identity or spec.name in _WHERE_IT_HOLDS):
                return None  # without them it would say something else
            is_read = is_read and not (spec.identity and spec.shape is Shape.REFERENCE)
            changed[spec.name] = named
        for spec in _personal_in(record.kind):
            if getattr(record, spec.name) != spec.default and not self._sees_value(
                cast(Personal, spec.personal), record
            ):
                changed[spec.name] = spec.default
        if not is_read:
            changed["id"] = self._stand_ins.of(record.id)
        return replace(record, **changed) if changed else record

    def _named(self, spec: FieldSpec, value: Any) -> Any:
        if spec.shape is Shape.REFERENCE:
            return self.seen_id(value)
        return tuple(one for one in value if self.seen_id(one) is not None)

    def _sees_value(self, personal: Personal, record: Record) -> bool:
        """Whether a value of a record that is there is there as well."""
        if personal is Personal.ADDRESS:
            return self._standing.may_see(PersonalFact.ADDRESS, record.id)
        if personal is Personal.IDENTIFIERS:
            return self._standing.may_see(PersonalFact.IDENTIFIERS, record.id)
        if personal is Personal.SHARING:
            return self._standing.shares(record.id) or self._standing.viewer.person == record.id
        if personal is Personal.REMARK:
            return self._standing.is_person and self._is_about_near(record)
        return True

    def _is_about_near(self, record: Record) -> bool:
        """Whether a record is about an organisation of the school group of the viewer."""
        within = self._standing.within
        if isinstance(record, Acceptance):
            return record.organisation in within or self._is_of_near(record.accepted_by)
        if isinstance(record, Mandate):
            return self._is_of_near(record.from_id) or not within.isdisjoint(record.scope)
        return False

    def _is_of_near(self, node_id: str | None) -> bool:
        if node_id is None:
            return False
        if kind_of_id(node_id) == "person":
            return self._standing.may_see(PersonalFact.REMARK, node_id)
        return not self._standing.within.isdisjoint(self._places_of(node_id))


_WHERE_IT_HOLDS = frozenset({"applies_to", "organisation"})
"""The fields that say for which organisations a node holds; without any it would hold for all."""

_PLACES: dict[str, tuple[type[Edge], ...]] = {"role": (At, Serves), "body": (BodyOf,), "allotment": (AllottedTo,)}
"""By which edges nodes of a kind lie somewhere."""


@cache
def _personal_in(kind: str) -> tuple[FieldSpec, ...]:
    """The fields of a kind with a personal value of their own, which may be left out."""
    return tuple(spec for spec in field_specs(kind_named(kind)) if spec.personal in _VALUES)


_VALUES = frozenset({Personal.ADDRESS, Personal.IDENTIFIERS, Personal.SHARING, Personal.REMARK})


@cache
def _names_any(word: str, node_kinds: frozenset[str]) -> bool:
    """Whether records of a kind are, name or join nodes of some kinds, or hold a personal value."""
    kind = kind_named(word)
    if word in node_kinds or any(not node_kinds.isdisjoint(spec.kinds) for spec in field_specs(kind)):
        return True
    return bool(_personal_in(word)) or kind.personal is not None
