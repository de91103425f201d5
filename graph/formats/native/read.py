"""The native format: JSON, YAML and NDJSON, in without loss.

    {"mandaatwijzer": 1,
     "nodes": [{"kind": "role", "id": "role/ict-lokeren", "name": "technisch ICT-coördinator"}],
     "edges": [{"kind": "EXECUTES", "from": "role/ict-lokeren", "to": "task/t02", "since": "2025-09-01"}]}

NDJSON has `{"mandaatwijzer": 1}` on its first line and one record on each further line. Several files are one
import: an id may stand in one and be used in another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from graph.domain.changes import Change
from graph.domain.codec import read_record
from graph.domain.errors import Problem
from graph.domain.kinds import EDGE_KINDS, NODE_KINDS, Edge
from graph.domain.text import Quoted, Series, Text
from graph.formats.native.write import VERSION
from graph.formats.reading.merged import Merged
from graph.formats.reading.reconcile import Found, has_derived_id, puts, retired, settle
from graph.formats.reading.result import Imported, NamedBytes, Note
from graph.formats.reading.syntax import Entry, Parsed, parse
from graph.model.snapshot import Snapshot

__all__ = ["has_own_id", "imported_of", "read_native"]

_VERSION_REMEDY = Text("Write {example} at the top", example=f'"mandaatwijzer": {VERSION}')


def read_native(
    files: Sequence[NamedBytes], snapshot: Snapshot, *, retire: bool = False, on: date | None = None
) -> Imported:
    """Read files in the native format as one import.

    Args:
        files: what was given.
        snapshot: what is stored.
        retire: also end what the sources of the files once brought and the files no longer have.
        on: the first day that retired records no longer count; needed with `retire`.

    Returns:
        The changes and their difference; or every problem of every file, and no change. Cycles are not looked
        for here: the rules of the graph do that on the result.
    """
    problems: list[Problem] = []
    reading = _Reading(snapshot, problems)
    found = [item for file in files for item in reading.file(file)]
    notes = reading.merged.notes
    return imported_of(found, snapshot, problems, notes, tried=reading.tried, retire=retire, on=on)


def imported_of(
    found: Sequence[Found],
    snapshot: Snapshot,
    problems: list[Problem],
    notes: Sequence[Note] = (),
    *,
    tried: Callable[[str], bool],
    retire: bool,
    on: date | None,
) -> Imported:
    """What whole records from files would do: for every format that holds records as they are.

    Args:
        found: the records that could be read.
        snapshot: what is stored.
        problems: what was wrong so far.
        notes: what was noted so far.
        tried: whether the files may well hold a record of this id that could not be read.
        retire: see `read_native`.
        on: see `read_native`.
    """
    if retire and on is None:
        problems.append(
            Problem(message=Text("Retiring needs a day"), remedy=Text("Give the first day that no longer counts"))
        )
    settled = settle(found, snapshot)
    problems.extend(settled.problems)
    # An edge to a record that could not be read says nothing new; the record's own problem does.
    problems.extend(problem for missing, problem in settled.dangling if not tried(missing))
    if problems:
        return Imported.refused(problems)
    changes: tuple[Change, ...] = puts(settled.records, snapshot)
    if retire and on is not None:
        ended, retiring = retired(settled.records, snapshot, on=on)
        changes += ended
        notes = (*notes, *retiring, *_without_source(found))
    return Imported(changes=changes, notes=tuple(notes), snapshot=snapshot, corrected=settled.corrected)


def _without_source(found: Iterable[Found]) -> tuple[Note, ...]:
    if any(item.record.source for item in found):
        return ()
    return (Note(text=Text("No record names a `source`, so there is nothing to retire")),)


class _Reading:
    """Reads the files of one import and keeps what it could not read."""

    def __init__(self, snapshot: Snapshot, problems: list[Problem]) -> None:
        self.snapshot = snapshot
        self.problems = problems
        self.merged = Merged(snapshot)
        self.unread_ids: set[str] = set()
        self.unread_file = False

    def tried(self, record_id: str) -> bool:
        """Whether the import may well hold a record that could not be read."""
        return self.unread_file or record_id in self.unread_ids

    def file(self, file: NamedBytes) -> Iterator[Found]:
        """The records of a file that can be read."""
        before = len(self.problems)
        parsed = parse(file, self.problems)
        # Of a file with a broken form nobody knows which records are missing.
        self.unread_file |= len(self.problems) > before
        if parsed is None:
            return
        self.problems.extend(_top_problems(parsed))
        for key, entries in parsed.lists.items():
            for entry in entries:
                yield from self._entry(entry, key)

    def _entry(self, entry: Entry, key: str) -> Iterator[Found]:
        led = self.merged.lead_on(entry.value, entry.place)
        if led is None and entry.value is not None:
            return
        entry = Entry(led, entry.place)
        record = read_record(entry.value, entry.place, self.problems)
        self.problems.extend(_wrong_list(entry, key))
        if record is not None:
            yield Found(record, entry.place, own_id=has_own_id(record, entry.value, self.snapshot))
        elif isinstance(entry.value, Mapping) and isinstance(entry.value.get("id"), str):
            self.unread_ids.add(entry.value["id"])


def _top_problems(parsed: Parsed) -> Iterator[Problem]:
    version = parsed.top.get("mandaatwijzer")
    if "mandaatwijzer" not in parsed.top:
        yield Problem(place=parsed.place, message=Text("The version of the format is missing"), remedy=_VERSION_REMEDY)
    elif isinstance(version, bool) or not isinstance(version, int) or version < 1:
        yield Problem(
            place=parsed.place,
            message=Text("{written} is no version of the format", written=ascii(version)[:40]),
            remedy=_VERSION_REMEDY,
        )
    elif version > VERSION:
        yield Problem(
            place=parsed.place,
            message=Text(
                "The file has version {version} of the format; this program reads {read}",
                version=str(version)[:20],
                read=str(VERSION),
            ),
            remedy=Text("Update the program, or export the file as an earlier version"),
        )
    for key in parsed.top:
        if key != "mandaatwijzer":
            yield Problem(
                place=parsed.place,
                message=Text("Unknown key {key}", key=Quoted(key, 60)),
                remedy=Text("The keys at the top are: {keys}", keys=Series(("mandaatwijzer", "nodes", "edges"))),
            )


def has_own_id(record: object, given: Mapping[str, object], snapshot: Snapshot) -> bool:
    """Whether the file itself names a record so; the id of an edge may only follow from its identity."""
    if not isinstance(record, Edge):
        return True
    return "id" in given and (snapshot.edge(record.id) is not None or not has_derived_id(record))


def _wrong_list(entry: Entry, key: str) -> Iterator[Problem]:
    kind = entry.value.get("kind") if isinstance(entry.value, Mapping) else None
    for name, kinds in (("nodes", NODE_KINDS), ("edges", EDGE_KINDS)):
        if key and key != name and isinstance(kind, str) and kind in kinds:
            yield Problem(
                place=entry.place,
                message=Text("Something of the kind {kind} stands among the {key}", kind=kind, key=key),
                remedy=Text("Move it to the {key}", key=name),
            )
