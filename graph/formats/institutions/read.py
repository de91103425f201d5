"""The open institution data of the Flemish government: institutions, their sites, boards and communities.

Two forms are read: the CSV download (a row per site, columns such as schoolnummer, intern_vplnummer, naam) and the
answers of the API, either as single pages or collected in one document by `graph.formats.institutions.online`:

    {"instellingsgegevens": 1, "query": {"instelling_niveau": "SO"},
     "bestuur": [...], "instelling": [...], "instellingslocatie": [...]}

Of the boards under `bestuur` only those come in that an institution lies under. An institution is matched by its
number, of which both forms lose the leading zero. What somebody else entered stays;
only what is blank is filled in. What the same query brought once is kept up to date. Fields that are absent are
nothing special. CLBs, boarding schools and others that have no ICT team are left out, with a note.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from graph.domain.changes import Change
from graph.domain.codec import read_record
from graph.domain.errors import Problem
from graph.domain.kinds import Edge, Node, Organisation
from graph.domain.text import Text
from graph.formats.institutions.rows import Institution, Site, institutions_in_csv, institutions_in_pages
from graph.formats.reading.reconcile import Found, puts, retired, settle, stored_like
from graph.formats.reading.result import Imported, NamedBytes, Note
from graph.model.snapshot import Snapshot

__all__ = ["read_institutions"]

SOURCE = "instellingsgegevens Onderwijs Vlaanderen"
_STATED = (
    "name", "type", "number", "identifiers", "levels", "municipality", "postcode", "latitude", "longitude", "links",
    "since", "until",
)  # fmt: skip


def read_institutions(
    files: Sequence[NamedBytes], snapshot: Snapshot, *, retire: bool = False, on: date | None = None
) -> Imported:
    """Read files of institution data as one import.

    Args:
        files: CSV, or JSON of the API.
        snapshot: what is stored.
        retire: also end what the same query once brought and the files no longer have.
        on: the first day that retired records no longer count; needed with `retire`.

    Returns:
        The changes and their difference; or every problem of every file, and no change.
    """
    problems: list[Problem] = []
    notes: list[Note] = []
    read = _Read()
    for file in files:
        _read_file(file, read, problems, notes)
    if not read.institutions and not problems:
        problems.append(
            Problem(
                place=", ".join(file.name for file in files),
                message="No row is about an institution",
                remedy="Give the CSV download, or JSON of the API with instelling_nummer and instelling_naam",
            )
        )
    if retire and on is None:
        problems.append(Problem(message="Retiring needs a day", remedy="Give the first day that no longer counts"))
    graph = _Graph(snapshot, read.source, problems)
    found = list(graph.found(read))
    settled = settle(found, snapshot)
    problems.extend([*settled.problems, *(problem for _, problem in settled.dangling)])
    if problems:
        return Imported.refused(_distinct(problems), notes)
    changes: tuple[Change, ...] = puts(settled.records, snapshot)
    if retire and on is not None:
        ended, more = retired(settled.records, snapshot, on=on, sources=(read.source,))
        changes, notes = changes + ended, [*notes, *more]
    return Imported(
        changes=changes,
        notes=(*notes, *graph.notes()),
        snapshot=snapshot,
        corrected=settled.corrected,
    )


def _distinct(problems: Iterable[Problem]) -> list[Problem]:
    return list(dict.fromkeys(problems))


@dataclass(slots=True)
class _Read:
    """What the files hold together."""

    institutions: dict[str, Institution]
    boards: dict[str, Institution]
    sites: dict[str, Site]
    query: dict[str, str]

    def __init__(self) -> None:
        self.institutions = {}
        self.boards = {}
        self.sites = {}
        self.query = {}

    @property
    def source(self) -> str:
        """The query is part of the source, so that retiring never ends what another query brought."""
        query = ", ".join(f"{key}={value}" for key, value in sorted(self.query.items()))
        return f"{SOURCE} ({query})" if query else SOURCE


def _read_file(file: NamedBytes, read: _Read, problems: list[Problem], notes: list[Note]) -> None:
    start = file.content.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"{", b"[")):
        document = _json(file, problems)
        if document is None:
            return
        read.query |= _query(document)
        rows = institutions_in_pages(document, file.name, read.query, problems)
    else:
        rows = institutions_in_csv(file, problems)
    left_out = 0
    for row in rows:
        if isinstance(row, Site):
            _take_site(row, read, problems)
        elif row.is_reference:
            read.boards[row.number] = row
        elif row.type is None:
            left_out += 1
        else:
            _take_institution(row, read, problems)
    if left_out:
        notes.append(
            Note(
                address=file.name,
                text=Text(
                    "{left_out} institutions without an ICT team (CLB, boarding school, other) are left out",
                    left_out=left_out,
                ),
            )
        )


def _json(file: NamedBytes, problems: list[Problem]) -> Any:
    try:
        return json.loads(file.content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        problems.append(
            Problem(place=f"{file.name}:{line}", message="This is not JSON in UTF-8", remedy="Fetch the data again")
        )
        return None


def _query(document: Any) -> dict[str, str]:
    query = document.get("query") if isinstance(document, Mapping) else None
    return {str(key): str(value) for key, value in query.items()} if isinstance(query, Mapping) else {}


def _take_institution(row: Institution, read: _Read, problems: list[Problem]) -> None:
    known = read.institutions.setdefault(row.number, row)
    if known is not row and known.name != row.name:
        problems.append(
            Problem(
                place=row.place,
                field="naam",
                message=f"{row.number} is {known.name[:60]!r} at {known.place}, here {row.name[:60]!r}",
                remedy="Give files of the same day",
            )
        )
    elif known is not row:
        read.institutions[row.number] = known.merged(row)


def _take_site(row: Site, read: _Read, problems: list[Problem]) -> None:
    known = read.sites.setdefault(row.key, row)
    if known is not row and replace(known, place="") != replace(row, place=""):
        problems.append(
            Problem(
                place=row.place,
                message=f"Site {row.key} stands at {known.place} too, with another address",
                remedy="Give files of the same day",
            )
        )


class _Graph:
    """The records that the rows stand for, over what is stored."""

    def __init__(self, snapshot: Snapshot, source: str, problems: list[Problem]) -> None:
        self.snapshot = snapshot
        self.source = source
        self.problems = problems
        self.by_number: dict[str, list[str]] = {}
        self.unnamed: list[str] = []
        for place in snapshot.nodes(Organisation):
            if place.number:
                self.by_number.setdefault(place.number, []).append(place.id)

    def found(self, read: _Read) -> Iterator[Found]:
        """Organisations, their channels, and the links between them."""
        parents = {**self._parents(read), **read.institutions}
        for row in parents.values():
            main = self._main_site(row, read)
            yield from self._organisation(row.number, row.plain(main), row.place)
            yield from self._channels(row)
            yield from self._links(row)
        for site in read.sites.values():
            if site.institution in parents:
                yield from self._organisation(site.key, site.plain(parents[site.institution].name), site.place)
                yield from self._link(site.key, site.institution, "location", site.place, site.since, site.until)

    def notes(self) -> Iterator[Note]:
        """What the reader may want to complete."""
        if self.unnamed:
            shown = ", ".join(self.unnamed[:10]) + (" ..." if len(self.unnamed) > 10 else "")
            yield Note(
                text=Text(
                    "{boards} boards or communities are known by number only: {shown}. "
                    "Fetch the boards too (instelling_type=300) to know their names",
                    boards=len(self.unnamed),
                    shown=shown,
                )
            )

    def _parents(self, read: _Read) -> dict[str, Institution]:
        """Boards and communities that institutions lie under, as far as the files or the store lack them."""
        parents: dict[str, Institution] = {}
        for row in read.institutions.values():
            for parent in (row.board, row.community):
                if parent is None or parent.number in read.institutions or parent.number in parents:
                    continue
                known = read.boards.get(parent.number)
                if known is not None or not self.by_number.get(parent.number):
                    parents[parent.number] = known or parent
        self.unnamed += [number for number, parent in parents.items() if parent.is_unnamed]
        return parents

    def _main_site(self, row: Institution, read: _Read) -> Site | None:
        sites = [site for site in read.sites.values() if site.institution == row.number]
        named = [site for site in sites if site.is_main or site.number == row.main_site]
        return named[0] if named else sites[0] if len(sites) == 1 else None

    def _id(self, number: str) -> str | None:
        """The stored organisation with a number, else the id that a new one gets; None when several have it."""
        known = self.by_number.get(number, [])
        return f"organisation/{number}" if not known else known[0] if len(known) == 1 else None

    def _organisation(self, number: str, plain: Mapping[str, Any], place: str) -> Iterator[Found]:
        own_id = self._id(number)
        if own_id is None:
            self.problems.append(
                Problem(
                    place=place,
                    message=f"{' and '.join(self.by_number[number])} have the same number {number}",
                    remedy="Merge them, or correct the number of one",
                )
            )
            return
        values = {"kind": "organisation", "id": own_id, "source": self.source, **plain}
        record = read_record(values, place, self.problems)
        if isinstance(record, Organisation):
            yield Found(self._over_stored(record), place)

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
            yield from self._node({**plain, "source": self.source}, row.place)
            yield from self._edge("REACHED_BY", own_id, channel, {}, row.place)

    def _links(self, row: Institution) -> Iterator[Found]:
        for parent, relation in ((row.board, "governance"), (row.community, "community")):
            if parent is not None and parent.number != row.number:
                yield from self._link(row.number, parent.number, relation, row.place, None, None)

    def _link(
        self, below: str, above: str, relation: str, place: str, since: date | None, until: date | None
    ) -> Iterator[Found]:
        from_id, to_id = self._id(below), self._id(above)
        if from_id is None or to_id is None or from_id == to_id:
            return
        days = {"since": since, "until": until}
        dated = {key: day.isoformat() for key, day in days.items() if day is not None}
        yield from self._edge("PART_OF", from_id, to_id, {"relation": relation, **dated}, place)

    def _edge(self, kind: str, from_id: str, to_id: str, fields: Mapping[str, Any], place: str) -> Iterator[Found]:
        plain = {"kind": kind, "from": from_id, "to": to_id, "source": self.source, **fields}
        record = read_record(plain, place, self.problems)
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

    def _node(self, plain: Mapping[str, Any], place: str) -> Iterator[Found]:
        record = read_record(plain, place, self.problems)
        if isinstance(record, Node):
            stored = self.snapshot.node(record.id)
            yield Found(record if stored is None or stored.source == self.source else stored, place)
