"""The records that rows of people stand for, as they grow over what is stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from graph.domain.codec import read_record
from graph.domain.errors import Problem
from graph.domain.kinds import AffiliatedWith, Edge, Holds, Node, Organisation, Person, Record
from graph.domain.periods import overlap
from graph.formats.people.rows import StaffRow
from graph.formats.reading.matching import People
from graph.formats.reading.reconcile import Found, days_in_plain, edge_like, has_derived_id
from graph.formats.reading.result import Note, Place
from graph.model.snapshot import Snapshot

__all__ = ["Records"]


class Records:
    """Nodes and edges of one import.

    Attributes:
        snapshot: what is stored.
        source: what the list is called.
        notes: why a record cannot be made.
        on: the day on which the list holds; None = it does not say.
        people: those who are stored and those of the import.
        edges: those of the import, except where people belong.
        waiting: ids of those whose rows wait for an answer.
        is_whole: whether every row tells whom it is about.
    """

    def __init__(self, snapshot: Snapshot, source: str, notes: list[Note], on: date | None = None) -> None:
        self.snapshot = snapshot
        self.on = on
        self.source = source
        self.notes = notes
        self.people = People(snapshot.nodes(Person))
        self.edges: list[Found] = []
        self.waiting: set[str] = set()
        self.is_whole = True
        self._nodes: dict[str, Node] = {}
        self._places: dict[str, Place] = {}
        self._belonging: dict[tuple[str, str, str], tuple[date | None, date | None, Place]] = {}

    def found(self) -> Iterator[Found]:
        """All of them."""
        for node_id, node in self._nodes.items():
            yield Found(node, self._places[node_id])
        yield from self.edges
        for (person, organisation, capacity), (since, until, place) in self._belonging.items():
            yield from self._affiliation(person, organisation, capacity, since, until, place)

    def node(self, node_id: str) -> Node | None:
        """The node with an id, as it is now."""
        return self._nodes.get(node_id) or self.snapshot.node(node_id)

    def place_of(self, node_id: str) -> Place | None:
        """Where the list speaks first of a node; None when it does not."""
        return self._places.get(node_id)

    def organisation(self, node_id: str) -> Organisation | None:
        """The organisation with an id, as it is now."""
        node = self.node(node_id)
        return node if isinstance(node, Organisation) else None

    @property
    def listed(self) -> frozenset[str]:
        """Everybody of the list."""
        return frozenset(person for person, _, _ in self._belonging)

    @property
    def places(self) -> frozenset[str]:
        """Where they are."""
        return frozenset(place for _, place, _ in self._belonging)

    def is_at(self, person: str, organisation: str) -> bool:
        """Whether somebody belongs at an organisation, as it is stored or as the list says so far."""
        stored = any(link.to_id == organisation for link in self.snapshot.out(AffiliatedWith, person))
        return stored or any((person, organisation) == key[:2] for key in self._belonging)

    def put(self, node: Node, place: Place) -> None:
        """Keep a node that a row makes or changes."""
        self._nodes[node.id] = node
        self._places.setdefault(node.id, place)
        if isinstance(node, Person):
            self.people.add(node)

    def make(self, plain: dict[str, Any], place: Place) -> None:
        """Keep a node in plain form; what is wrong with it is told."""
        record = self._read(plain, place)
        if isinstance(record, Node):
            self.put(record, place)

    def link(self, plain: dict[str, Any], place: Place) -> None:
        """Keep an edge in plain form, over the stored one with the same identity."""
        found = self._read_edge(plain, place)
        if found is None or not isinstance(found.record, Edge):
            return
        stated = [key for key in plain if key not in ("kind", "from", "to", "since")]
        kept = edge_like(self.snapshot, found.record, stated)
        if kept is found.record and isinstance(kept, Holds):
            kept = self._going_on(kept, stated) if kept.since is None else self._later_stated(kept)
        self.edges.append(replace(found, record=kept, own_id=self.snapshot.edge(kept.id) is not None))

    def hold(self, person: str, role: str, acting_for: str | None, row: StaffRow) -> None:
        """Keep that somebody holds a function."""
        replaces = {"acting_for": acting_for} if acting_for else {}
        ends = {"kind": "HOLDS", "from": person, "to": role}
        self.link({**ends, **days_in_plain(row.since, row.until), **replaces, **row.holding}, row.place)

    def belong(self, person: str, organisation: str, row: StaffRow) -> None:
        """Keep that somebody belongs somewhere, from the first of the rows that say so to the last."""
        key = (person, organisation, row.capacity)
        since, until, place = self._belonging.get(key, (row.since, row.until, row.place))
        first = None if since is None or row.since is None else min(since, row.since)
        end = None if until is None or row.until is None else max(until, row.until)
        self._belonging[key] = (first, end, place)

    def _affiliation(
        self, person: str, organisation: str, capacity: str, since: date | None, until: date | None, place: Place
    ) -> Iterator[Found]:
        plain = {"kind": "AFFILIATED_WITH", "from": person, "to": organisation, "capacity": capacity}
        found = self._read_edge({**plain, **days_in_plain(since, until)}, place)
        if found is None:
            return
        there = [
            edge
            for edge in self.snapshot.out(AffiliatedWith, person)
            if edge.to_id == organisation and edge.capacity in (None, capacity) and overlap(edge, found.record)
        ]
        if not there:
            yield found
        elif len(there) == 1 and there[0].source == self.source:
            yield Found(replace(there[0], since=since, until=until), place)

    def _going_on(self, holding: Holds, stated: Iterable[str]) -> Holds:
        """A holding of which the list tells no start: the stored one that goes on, with what the list does tell."""
        there = [
            known
            for known in self.snapshot.out(Holds, holding.from_id)
            if (known.to_id, known.acting_for) == (holding.to_id, holding.acting_for)
            and (known.until is None or (self.on is not None and known.until > self.on))
        ]
        values = {name: getattr(holding, name) for name in stated}
        return replace(there[0], **values) if len(there) == 1 else holding

    def _later_stated(self, holding: Holds) -> Holds:
        """A stored holding that the list gives another start keeps its source, so that it is a correction."""
        for known in self.snapshot.out(Holds, holding.from_id):
            if known.to_id == holding.to_id and replace(known, id="", since=None, source=None) == replace(
                holding, id="", since=None, source=None
            ):
                return replace(holding, source=known.source)
        return holding

    def _read_edge(self, plain: dict[str, Any], place: Place) -> Found | None:
        record = self._read(plain, place)
        if not isinstance(record, Edge):
            return None
        return Found(record, place, own_id=not has_derived_id(record))

    def _read(self, plain: dict[str, Any], place: Place) -> Record | None:
        problems: list[Problem] = []
        record = read_record({**plain, "source": self.source}, place, problems)
        for problem in problems:
            self.notes.append(Note(address=place, text=problem.message, remedy=problem.remedy, matters=True))
        return record
