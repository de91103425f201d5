"""The records of a task overview as they grow over what is stored, and the answers that are kept in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from graph.domain.codec import derived_edge_id, to_plain
from graph.domain.identifiers import ALIAS
from graph.domain.kinds import (
    Decision,
    Edge,
    Mandate,
    Node,
    NotUsedAt,
    Organisation,
    Person,
    Task,
    mandate_class,
)
from graph.formats.reading.matching import identified
from graph.formats.reading.reconcile import Found, has_derived_id
from graph.formats.reading.text import fold, squeezed
from graph.formats.takenoverzicht.words import around, is_own, places_of
from graph.model.snapshot import Snapshot

__all__ = ["OverviewDraft"]


class OverviewDraft:
    """The records of the import as they grow, over what is stored."""

    def __init__(self, snapshot: Snapshot, home: Organisation, source: str) -> None:
        self.snapshot = snapshot
        self.home = home
        self.source = source
        self.nodes: dict[str, Node] = {}
        self.edges: dict[str, Edge] = {}
        self.going_on: dict[str, tuple[str, ...]] = {}
        """By id of a mandate that ends here alone, where it goes on."""
        self.around = around(snapshot, home.id)

    def found(self) -> Iterator[Found]:
        for node in self.nodes.values():
            yield Found(node, self.source)
        for edge in self.edges.values():
            stored = self.snapshot.edge(edge.id) is not None
            yield Found(edge, self.source, own_id=stored or not has_derived_id(edge))

    def node(self, node_id: str) -> Node | None:
        return self.nodes.get(node_id) or self.snapshot.node(node_id)

    def name(self, node_id: str) -> str:
        node = self.node(node_id)
        return node_id if node is None else node.name

    def put(self, node: Any) -> str:
        self.nodes[node.id] = node
        return str(node.id)

    def all(self, kind: type[Any]) -> list[Any]:
        """The nodes of a kind, those of the import included, by id."""
        found = {node.id: node for node in self.snapshot.nodes(kind)}
        found.update({node.id: node for node in self.nodes.values() if isinstance(node, kind)})
        return [found[key] for key in sorted(found)]

    def add_edge(self, kind: Any, from_id: str, to_id: str, **values: Any) -> Edge:
        given = {"from_id": from_id, "to_id": to_id, **values}
        draft: Edge = kind(id=f"{kind.kind.lower()}/draft", source=self.source, **given)
        edge = replace(draft, id=derived_edge_id(kind, to_plain(draft)))
        known: Edge
        for known in self.snapshot.out(kind, from_id):
            if known.to_id == to_id and all(getattr(known, name) == value for name, value in given.items()):
                return known
        return self.edges.setdefault(edge.id, edge)

    def remember(self, text: str, node_id: str) -> None:
        """Keep an answer for the next file."""
        node = self.node(node_id)
        if isinstance(node, Person):
            self.put(identified(node, f"{ALIAS}{text}"))
        elif isinstance(node, Task | Decision):
            known = dict(node.keywords)
            if fold(text) not in {fold(word) for word in (node.name, *(name for _, name in node.names))}:
                known["nl"] = _with(known.get("nl", ()), squeezed(text))
                self.put(replace(node, keywords=tuple(sorted(known.items()))))
        else:
            current = self.node(self.home.id)
            home = current if isinstance(current, Organisation) else self.home
            self.put(identified(home, f"{ALIAS}{text}={node_id}"))

    def remembered(self, text: str) -> str | None:
        """What the organisation was told that a text means."""
        current = self.node(self.home.id)
        identifiers = current.identifiers if isinstance(current, Organisation) else ()
        prefix = f"{ALIAS}{text}="
        found = [known.removeprefix(prefix) for known in identifiers if known.startswith(prefix)]
        return found[0] if len(found) == 1 and self.node(found[0]) is not None else None

    def mandate(
        self,
        kind: str,
        holder: str,
        subject: str,
        since: date | None,
        until: date | None,
        remark: str | None,
        *,
        ceiling: int | None = None,
        no_start: bool = False,
        no_ceiling: bool = False,
        hours: float | None = None,
    ) -> Edge:
        """The mandate that a cell speaks of: the stored one with what the cell states, else a new one.

        Args:
            kind: of the mandate.
            holder: who has it.
            subject: what it is about.
            since: the day from which it holds, when the cell says so.
            until: the first day on which it no longer does, when the cell says so.
            remark: a remark of the cell about this holder.
            ceiling: the largest amount, in EUR, that the cell states for a decider.
            no_start: whether the cell says that no start is known, so that only such a mandate is meant.
            no_ceiling: the same for the amount.
            hours: per week, when the cell says so of who carries it out.
        """
        values = (("until", until), ("note", remark), ("hours_per_week", hours))
        stated: dict[str, Any] = {name: value for name, value in values if value is not None}
        there = self._stored(kind, holder, subject, since, ceiling, no_start=no_start, no_ceiling=no_ceiling)
        if there is not None:
            if fold(there.note or "") == fold(remark or ""):
                stated.pop("note", None)
            if "until" in stated and stated["until"] != there.until:
                there = self._of_here_alone(self.edges.get(there.id, there))
            edge = replace(self.edges.get(there.id, there), **stated)
            self.edges[edge.id] = edge
            return edge
        cls: Any = mandate_class(kind)
        made: Mandate = cls(
            id=f"{kind.lower()}/draft",
            from_id=holder,
            to_id=subject,
            since=since,
            scope=(self.home.id,),
            source=self.source,
            **stated,
            **({} if ceiling is None else {"ceiling_eur": ceiling}),
        )
        made = replace(made, id=derived_edge_id(cls, to_plain(made)))
        self.edges[made.id] = replace(self.edges.get(made.id, made), **stated)
        return self.edges[made.id]

    def rank(self, ahead: list[Edge], behind: list[Edge]) -> None:
        """Put mandates behind others in the order of referral."""
        for rank, edges in ((1, ahead), (2, behind)):
            for edge in edges:
                current = self.edges[edge.id]
                if isinstance(current, Mandate):
                    self.edges[edge.id] = replace(current, rank=rank)

    def holders_now(self, kind: str, subject: str, on: date) -> frozenset[str]:
        """Who has a mandate of exactly this organisation on a day, as it is stored."""
        return frozenset(
            edge.from_id
            for edge in self.snapshot.into(mandate_class(kind), subject)
            if self.snapshot.in_force(edge, on)
            and edge.acting_for is None
            and is_own(self.snapshot, edge, self.home.id)
        )

    def _of_here_alone(self, shared: Any) -> Any:
        """The mandate for this organisation alone: what a sheet of one school ends goes on at the others."""
        others = tuple(place for place in places_of(self.snapshot, shared) if place != self.home.id)
        if not others:
            return shared
        self.edges[shared.id] = replace(shared, scope=tuple(sorted(others)))
        here = replace(shared, id=f"{shared.kind.lower()}/draft", scope=(self.home.id,))
        here = replace(here, id=derived_edge_id(type(here), to_plain(here)))
        self.going_on[here.id] = others
        return self.edges.setdefault(here.id, here)

    def ends_on(self, kind: str, holder: str, subject: str, day: date) -> bool:
        there = self._stored(kind, holder, subject, None, None)
        return there is not None and there.until == day

    def is_not_used(self, subject: str) -> bool:
        return any(edge.to_id in self.around for edge in self.snapshot.out(NotUsedAt, subject))

    def add_note(self, edge: Edge, remark: str) -> None:
        current = self.edges[edge.id]
        if isinstance(current, Mandate):
            known = (current.note or "").split("\n")
            written = {squeezed(line) for line in known}
            more = [line for line in remark.split("\n") if squeezed(line) not in written]
            self.edges[edge.id] = replace(current, note="\n".join([*filter(None, known), *more]) or None)

    def _stored(
        self,
        kind: str,
        holder: str,
        subject: str,
        since: date | None,
        ceiling: int | None,
        *,
        no_start: bool = False,
        no_ceiling: bool = False,
    ) -> Mandate | None:
        """A stored mandate that already says this; without a date or amount in the cell, any period or amount."""
        fitting = [
            edge
            for edge in self.snapshot.out(mandate_class(kind), holder)
            if edge.to_id == subject
            and is_own(self.snapshot, edge, self.home.id)
            and (edge.since == since or (since is None and not no_start))
            and (getattr(edge, "ceiling_eur", None) == ceiling or (ceiling is None and not no_ceiling))
        ]
        return max(fitting, key=lambda edge: (edge.until is None, edge.until or date.min, edge.id), default=None)


def _with(values: tuple[str, ...], value: str) -> tuple[str, ...]:
    return tuple(sorted({*values, value}))
