"""What a store holds against what its log says: what a hand changed in it, and whether that is sound."""

from __future__ import annotations

from collections.abc import Iterable

from graph.domain.changes import Change, Put, Remove, Revision, Version
from graph.domain.codec import value_problems
from graph.domain.errors import InvalidGraph, Problem
from graph.domain.kinds import Record
from graph.domain.rules import check_all
from graph.domain.text import Text
from graph.model.snapshot import Snapshot
from graph.usecases.serving.loading import built

__all__ = ["Found", "Logged", "add_logged", "judged", "problems_of_both", "snapshot_of"]

Logged = Snapshot | dict[str, Record]
"""What the log says that the graph is: a snapshot that follows it, or its records by id."""

Found = Snapshot | list[Record] | InvalidGraph
"""What a store holds: just read, read again, or not to be read as records at all."""


def judged(logged: Logged, found: Found) -> tuple[tuple[Change, ...], tuple[Problem, ...]]:
    """What differs between the log and what was found, and every problem of it; what the log says is sound."""
    if isinstance(found, InvalidGraph):
        return (), found.problems
    difference = _difference(logged, found)
    if not difference:
        return (), ()
    strange = [problem for change in difference if isinstance(change, Put) for problem in value_problems(change.record)]
    return difference, tuple(strange) or _problems_of(found)


def problems_of_both(logged: Logged, found: Found) -> tuple[Problem, ...]:
    """Every problem of what was found: against the rules, what no longer comes in, and against the log."""
    if isinstance(found, InvalidGraph):
        return found.problems
    unfit = tuple(problem for record in _records(found) for problem in value_problems(record))
    differs = tuple(
        Problem(
            record=change.id,
            message=Text("The store and its change log do not agree"),
            remedy=Text("A running service takes the change over as a revision of its own; or revert it by hand"),
        )
        for change in _difference(logged, found)
    )
    return _problems_of(found) + unfit + differs


def add_logged(records: dict[str, Record], revisions: Iterable[Revision]) -> None:
    """Bring what the graph holds by its log alone past some revisions."""
    for revision in revisions:
        for change in revision.changes:
            if change.after is None:
                records.pop(change.id, None)
            else:
                records[change.id] = change.after


def snapshot_of(logged: Logged, version: Version, after: Snapshot) -> Snapshot:
    """What the log says as a snapshot, in the place of another one."""
    return logged.at_version(version) if isinstance(logged, Snapshot) else built(logged.values(), version, after)


def _records(graph: Logged | list[Record]) -> Iterable[Record]:
    if isinstance(graph, Snapshot):
        return graph.records()
    return graph.values() if isinstance(graph, dict) else graph


def _difference(logged: Logged, found: Snapshot | list[Record]) -> tuple[Change, ...]:
    """The changes that turn what the log says into what was found, by id."""
    puts: list[Change] = []
    known = 0
    for record in _records(found):
        before = logged.get(record.id)
        known += before is not None
        if before != record:
            puts.append(Put(record))
    removals: list[Change] = []
    if known < len(logged):
        there = {record.id for record in _records(found)}
        removals = [Remove(record.id) for record in _records(logged) if record.id not in there]
    return (*sorted(puts, key=_change_id), *sorted(removals, key=_change_id))


def _change_id(change: Change) -> str:
    return change.id


def _problems_of(found: Snapshot | list[Record]) -> tuple[Problem, ...]:
    return check_all(found if isinstance(found, Snapshot) else Snapshot.of(found))
