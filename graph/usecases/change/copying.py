"""Copying how a school has arranged things to another school, without people."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile
from typing import Annotated, Any, TypeVar

from graph.domain.changes import Change, Put
from graph.domain.codec import derived_edge_id, to_plain
from graph.domain.described import OrganisationId
from graph.domain.errors import InvalidInput
from graph.domain.kinds import (
    Adopts,
    At,
    Body,
    BodyOf,
    ConsultedOn,
    Edge,
    Mandate,
    MemberOf,
    Node,
    NotUsedAt,
    OfType,
    OptsOut,
    Organisation,
    Record,
    Role,
    kind_of_id,
)
from graph.domain.periods import in_force
from graph.domain.text import Text
from graph.model.snapshot import Snapshot
from graph.usecases.change.request import LEFT_OUT, Changeable, Changed, LeftOut, Request, Shows, commit, known
from graph.usecases.viewer import Viewer

__all__ = ["CopyArrangement", "copy_arrangement"]

N = TypeVar("N", bound=Node)
GRANT = ("granted_by", "granted_in", "granted_on", "verified_on", "source", "acting_for", "channel", "note")
"""What was agreed or noted for the school that is copied, and has to be agreed again; a note is not for others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyArrangement(Request):
    """Arrange an organisation as another one is, without people.

    Attributes:
        source: the organisation that is copied.
        target: the organisation that gets the copy.
        since: first day of the copy, and the day on which the source is read; None = today.
    """

    source: OrganisationId
    target: OrganisationId
    since: date | None = None


async def copy_arrangement(
    desk: Changeable, viewer: Viewer, request: CopyArrangement
) -> Annotated[Changed, Shows("records", several=True), LEFT_OUT]:
    """Copy the roles of an organisation with their mandates, its bodies, starter lists and what it opts out of.

    Nobody is copied: the new roles are open, and their mandates are still to be confirmed. What rests on a person
    or a partner, or names another organisation, is left out and listed. Copying again adds nothing.

    Raises:
        NotFound: one of the two organisations does not exist.
        InvalidInput: they are the same, or the source has nothing to copy.
    """
    if request.source == request.target:
        raise InvalidInput.because(
            Text("An organisation cannot be copied to itself"), Text("Give another target"), field="target"
        )
    on = request.since or desk.today()
    world = await desk.world(viewer)
    known(world.snapshot, Organisation, request.source, "source")
    left: list[LeftOut] = []

    def make(snapshot: Snapshot) -> list[Change]:
        source = known(snapshot, Organisation, request.source, "source")
        target = known(snapshot, Organisation, request.target, "target")
        copy = _Copy(snapshot, source, target, on)
        changes = copy.changes()
        left[:] = copy.left
        if not changes and not copy.found:
            raise InvalidInput.because(
                Text("{school} has no roles, bodies or lists on {day}", school=source.name, day=on),
                Text("Copy another school"),
                field="source",
            )
        return changes

    changed = await commit(desk, viewer, request, make)
    told = (one for one in left if world.sees_everything or world.get(one.record) is not None)
    return replace(changed, left_out=tuple(told))


_HELD_BY = {
    "person": Text("It is held by a person, which is not copied"),
    "organisation": Text("It is held by an organisation, which is not copied"),
    "role": Text("It is held by a role elsewhere, which is not copied"),
    "body": Text("It is held by a body elsewhere, which is not copied"),
}
"""Why a mandate stays, by the kind of its holder."""


class _Copy:
    """One copy in the making.

    Attributes:
        found: whether the source had anything to copy.
        left: what could not be taken along.
    """

    def __init__(self, snapshot: Snapshot, source: Organisation, target: Organisation, on: date) -> None:
        self.snapshot = snapshot
        self.source = source
        self.target = target
        self.on = on
        self.found = False
        self.left: list[LeftOut] = []
        self._twins: dict[str, str] = {}

    def changes(self) -> list[Change]:
        """The records of the copy that are not there yet."""
        self._twins = {node.id: self._twin_id(node) for node in (*self._seated(Role), *self._seated(Body))}
        wanted: list[Record] = [*self._nodes(), *self._edges()]
        self.found = bool(wanted)
        return [Put(record) for record in wanted if not self._is_there(record)]

    def _is_there(self, record: Record) -> bool:
        """A copy that was made before may have been changed since; it stays as it is."""
        return self.snapshot.get(record.id) is not None

    def _nodes(self) -> Iterator[Node]:
        for node in (*self._seated(Role), *self._seated(Body)):
            name = self._renamed(node.name)
            names = tuple((language, self._renamed(text)) for language, text in node.names)
            bare: dict[str, Any] = {"since": self.on, "until": None, "source": None, "links": (), "aliases": ()}
            yield replace(node, id=self._twins[node.id], name=name, names=names, **bare)

    def _renamed(self, text: str) -> str:
        """A name that says the source, with the target in its place.

        People shorten the name of a school from the front: `Directeur De Kade` at `Basisschool De Kade` becomes
        `Directeur De Linde` at `Basisschool De Linde`. Where the two schools begin otherwise, it gets the whole name.
        """
        source, target = self.source.name.split(), self.target.name.split()
        shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(source, target, strict=False)))
        for start in range(len(source)):
            named = " ".join(target[start:] if start <= shared else ()) or self.target.name
            renamed = _replaced(text, " ".join(source[start:]), named)
            if renamed != text:
                return renamed
        return text

    def _edges(self) -> Iterator[Edge]:
        for edge in self._structure():
            yield self._moved(edge)
        for mandate in self._mandates():
            if self._can_move(mandate):
                yield self._moved(mandate, scope=(self.target.id,) if mandate.scope else ())

    def _structure(self) -> Iterator[Edge]:
        """The edges other than mandates that make the arrangement."""
        here, snapshot = self.source.id, self.snapshot
        edges: list[Edge] = [*snapshot.out(Adopts, here), *snapshot.out(OptsOut, here), *snapshot.into(NotUsedAt, here)]
        edges += [*snapshot.into(At, here), *snapshot.into(BodyOf, here)]
        for twin in self._twins:
            edges += [*snapshot.out(OfType, twin), *snapshot.out(ConsultedOn, twin)]
            edges += [edge for edge in snapshot.into(MemberOf, twin) if edge.from_id in self._twins]
        return self._now(edges)

    def _mandates(self) -> Iterator[Mandate]:
        seen = {mandate.id: mandate for mandate in self.snapshot.scoped_to(self.source.id)}
        for twin in self._twins:
            seen |= {mandate.id: mandate for mandate in self.snapshot.mandates_from(twin)}
        return self._now(seen[mandate_id] for mandate_id in sorted(seen))

    def _can_move(self, mandate: Mandate) -> bool:
        reason = self._obstacle(mandate)
        if reason is not None:
            self.left.append(LeftOut(record=mandate.id, reason=reason))
        return reason is None

    def _obstacle(self, mandate: Mandate) -> Text | None:
        if mandate.from_id not in self._twins:
            return _HELD_BY[kind_of_id(mandate.from_id)]
        if set(mandate.scope) - {self.source.id}:
            return Text("It is for other organisations as well")
        return None

    def _moved(self, edge: Any, **values: Any) -> Edge:
        ends = {"from_id": self._end(edge.from_id), "to_id": self._end(edge.to_id)}
        agreed = {name: None for name in GRANT if hasattr(edge, name)}
        made: Edge = replace(edge, **ends, since=self.on, until=None, **{**agreed, **values})
        return replace(made, id=derived_edge_id(type(made), to_plain(made)))

    def _end(self, node_id: str) -> str:
        return self.target.id if node_id == self.source.id else self._twins.get(node_id, node_id)

    def _seated(self, kind: type[N]) -> list[N]:
        """The roles that sit at the source, or its bodies."""
        links: Iterable[Edge] = self.snapshot.into(At if kind is Role else BodyOf, self.source.id)
        found = (self.snapshot.find(kind, edge.from_id) for edge in self._now(links))
        return [node for node in found if node is not None and in_force(node, self.on)]

    def _now(self, edges: Iterable[Any]) -> Iterator[Any]:
        return (edge for edge in edges if self.snapshot.in_force(edge, self.on))

    def _twin_id(self, node: Node) -> str:
        """The id of the copy of a node: the same whenever it is copied to the same target."""
        digest = hashlib.sha256(f"{node.id}\n{self.target.id}".encode()).hexdigest()
        return f"{node.kind}/{digest[:12]}"


def _replaced(text: str, words: str, by: str) -> str:
    """A text with whole words in the place of others."""
    return re.sub(rf"(?<!\w){re.escape(words)}(?!\w)", lambda _: by, text)
