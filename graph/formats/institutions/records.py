"""The records that institution data stand for, over what is stored."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from graph.domain.codec import read_record
from graph.domain.errors import Problem
from graph.domain.kinds import Edge, Node, Organisation
from graph.domain.text import N_, Named, Quoted, Series, Text
from graph.formats.institutions.collected import Collected
from graph.formats.institutions.rows import Institution, Site
from graph.formats.reading.reconcile import Found, days_in_plain, stored_like
from graph.formats.reading.result import Note, Place
from graph.model.snapshot import Snapshot

__all__ = ["MOST_SHOWN", "Records"]

MOST_SHOWN = 10
_STATED = (
    "name", "type", "number", "identifiers", "levels", "municipality", "postcode", "latitude", "longitude", "links",
    "since", "until",
)  # fmt: skip
_FORMS = {
    "website": re.compile(r"(?:https?://)?[^\s/.]+(?:\.[^\s/.]+)+(?:[/?#]\S*)?"),
    "kbo": re.compile(r"(?:BE ?)?0?\d{3}[ .]?\d{3}[ .]?\d{3}"),
}
_NOT_SO = {"website": N_("{text} is no address of a website"), "kbo": N_("{text} is no enterprise number")}
_AS_IT_IS = {
    "website": Text("Write it as www.school.be"),
    "kbo": Text("It has ten digits, such as 0123.456.789"),
}


class Records:
    """The records that the rows stand for, over what is stored."""

    def __init__(self, snapshot: Snapshot, source: str, unread: list[Problem], untaken: list[Problem]) -> None:
        """Records over a snapshot.

        Args:
            snapshot: what is stored.
            source: what the data are called.
            unread: gets why an institution or site cannot come in; the others do.
            untaken: gets why something that is said of one cannot.
        """
        self.snapshot = snapshot
        self.source = source
        self.unread = unread
        self.untaken = untaken
        self.left_out: set[str] = set()
        self.by_number: dict[str, list[str]] = {}
        self.unnamed: list[str] = []
        for place in snapshot.nodes(Organisation):
            if place.number:
                self.by_number.setdefault(place.number.zfill(6), []).append(place.id)

    def found(self, collected: Collected) -> Iterator[Found]:
        """Organisations, their channels, and the links between them."""
        parents = {**self._parents(collected), **collected.institutions}
        rows = [self._sound(row) for row in parents.values()]
        for row in rows:
            yield from self._organisation(row.number, row.plain(self._main_site(row, collected)), row.place)
        there = parents.keys() - self.left_out
        sites = [site for site in collected.sites.values() if site.institution in there]
        for site in sites:
            yield from self._organisation(site.key, site.plain(parents[site.institution].name), site.place)
        for row in rows:
            yield from self._channels(row)
            yield from self._links(row)
        for site in sites:
            yield from self._link(site.key, site.institution, "location", site.place, site.since, site.until)

    def notes(self) -> Iterator[Note]:
        """What the reader may want to complete."""
        if self.unnamed:
            shown = ", ".join(self.unnamed[:MOST_SHOWN]) + (" ..." if len(self.unnamed) > MOST_SHOWN else "")
            yield Note(
                text=Text(
                    "{boards} boards or communities are known by number only: {shown}. "
                    "Fetch the boards too (instelling_type=300) to know their names",
                    boards=len(self.unnamed),
                    shown=shown,
                )
            )

    def _parents(self, collected: Collected) -> dict[str, Institution]:
        """Boards and communities that institutions lie under, as far as the files or the store lack them."""
        parents: dict[str, Institution] = {}
        for row in collected.institutions.values():
            for parent in (row.board, row.community):
                if parent is None or parent.number in collected.institutions or parent.number in parents:
                    continue
                known = collected.boards.get(parent.number)
                if known is not None or not self.by_number.get(parent.number):
                    parents[parent.number] = known or parent
        self.unnamed += [number for number, parent in parents.items() if parent.is_unnamed]
        return parents

    def _main_site(self, row: Institution, collected: Collected) -> Site | None:
        sites = [site for site in collected.sites.values() if site.institution == row.number]
        named = [site for site in sites if site.is_main or site.number == row.main_site]
        return named[0] if named else sites[0] if len(sites) == 1 else None

    def _id(self, number: str) -> str | None:
        """The stored organisation with a number, else the id of a new one; None for one that is left out."""
        known = self.by_number.get(number, [])
        if number in self.left_out:
            return None
        return f"organisation/{number}" if not known else known[0] if len(known) == 1 else None

    def _organisation(self, number: str, plain: Mapping[str, Any], place: Place) -> Iterator[Found]:
        own_id = self._id(number)
        if own_id is None:
            self.left_out.add(number)
            self.unread.append(
                Problem(
                    place=place,
                    message=Text(
                        "{places} have the same number {number}",
                        places=Series(tuple(map(Named, self.by_number[number])), "and"),
                        number=number,
                    ),
                    remedy=Text("Merge them, or correct the number of one"),
                )
            )
            return
        values = {"kind": "organisation", "id": own_id, "source": self.source, **plain}
        record = read_record(values, place, self.unread)
        if isinstance(record, Organisation):
            yield Found(self._over_stored(record), place)
        else:
            self.left_out.add(number)

    def _sound(self, row: Institution) -> Institution:
        """The row without what cannot be what its column says."""
        blank: dict[str, Any] = {}
        for name, form in _FORMS.items():
            written = getattr(row, name)
            if written and not form.fullmatch(written):
                told = Text(_NOT_SO[name], text=Quoted(written, most=60))
                self.untaken.append(Problem(place=row.place, field=name, message=told, remedy=_AS_IT_IS[name]))
                blank[name] = ""
        return replace(row, **blank)

    def _over_stored(self, record: Organisation) -> Organisation:
        """What the data state over what the same source brought; over another record only what is blank there."""
        stored = self.snapshot.find(Organisation, record.id)
        if stored is None:
            return record
        links = tuple(dict.fromkeys((*stored.links, *record.links)))
        identifiers = tuple(sorted({*stored.identifiers, *record.identifiers}))
        if stored.source == record.source:
            values = {name: getattr(record, name) for name in _STATED}
            return replace(stored, **{**values, "links": links, "identifiers": identifiers})
        blank = {
            name: getattr(record, name)
            for name in _STATED
            if name not in ("since", "until") and getattr(stored, name) in (None, ())
        }
        has_address = any(text.startswith("Website <") for text in stored.links)
        return replace(stored, **{**blank, "identifiers": identifiers, "links": stored.links if has_address else links})

    def _channels(self, row: Institution) -> Iterator[Found]:
        own_id = self._id(row.number)
        for type_, name, address in (("mail", "E-mail", row.email), ("phone", "Telefoon", row.phone)):
            if not address or own_id is None:
                continue
            channel = f"channel/{row.number}-{type_}"
            plain = {"kind": "channel", "id": channel, "name": f"{name} {row.name}", "type": type_, "address": address}
            record = read_record({**plain, "source": self.source}, row.place, self.untaken)
            if isinstance(record, Node):
                stored = self.snapshot.node(record.id)
                yield Found(record if stored is None or stored.source == self.source else stored, row.place)
                yield from self._edge("REACHED_BY", own_id, channel, {}, row.place)

    def _links(self, row: Institution) -> Iterator[Found]:
        for parent, relation in ((row.board, "governance"), (row.community, "community")):
            if parent is not None and parent.number != row.number:
                yield from self._link(row.number, parent.number, relation, row.place, None, None)

    def _link(
        self, below: str, above: str, relation: str, place: Place, since: date | None, until: date | None
    ) -> Iterator[Found]:
        from_id, to_id = self._id(below), self._id(above)
        if from_id is None or to_id is None or from_id == to_id:
            return
        yield from self._edge("PART_OF", from_id, to_id, {"relation": relation, **days_in_plain(since, until)}, place)

    def _edge(self, kind: str, from_id: str, to_id: str, fields: Mapping[str, Any], place: Place) -> Iterator[Found]:
        plain = {"kind": kind, "from": from_id, "to": to_id, "source": self.source, **fields}
        record = read_record(plain, place, self.untaken)
        if isinstance(record, Edge):
            there = stored_like(self.snapshot, record) or self._any_period(record)
            if there is not None and there.source != self.source:
                yield Found(there, place)
            else:
                yield Found(record if there is None else replace(record, id=there.id), place, own_id=there is not None)

    def _any_period(self, record: Edge) -> Edge | None:
        """The same link with a start that somebody knows."""
        same = [
            edge
            for edge in self.snapshot.out(type(record), record.from_id)
            if edge.to_id == record.to_id
            and getattr(edge, "relation", None) == getattr(record, "relation", None)
            and edge.source != self.source
        ]
        return same[0] if same else None
