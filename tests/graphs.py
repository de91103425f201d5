"""Small graphs for tests, written in the words of the native format.

    snapshot_of(
        school("brug"),
        node("person/an"),
        seat("role/ict", at="organisation/brug", held_by=["person/an"]),
        node("task/wifi"),
        edge("EXECUTES", "role/ict", "task/wifi"),
    )

A helper gives one record or a list of them; lists may nest. `from` and `to` are positional, dates may be texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from graph.domain.codec import read_record
from graph.domain.errors import InvalidInput, Problem
from graph.domain.kinds import Record
from graph.domain.rules import check_all
from graph.domain.text import Text
from graph.model.snapshot import Snapshot

__all__ = [
    "Plain",
    "Plains",
    "day",
    "edge",
    "graph",
    "node",
    "norm",
    "organisation",
    "part_of",
    "records_of",
    "school",
    "seat",
    "snapshot_of",
]

Plain = dict[str, Any]
Plains = Plain | Iterable["Plains"]

_REQUIRED = {"organisation": {"type": "school"}, "body": {"type": "ict_team"}, "channel": {"type": "mail"}}


def day(text: str) -> date:
    """The day that an ISO text names."""
    return date.fromisoformat(text)


def node(node_id: str, **fields: Any) -> Plain:
    """A node; its kind is read from the id, its name is the key unless given, required choices have a default."""
    kind, _, key = node_id.partition("/")
    return _plain({"kind": kind, "id": node_id, "name": key, **_REQUIRED.get(kind, {}), **fields})


def edge(kind: str, from_id: str, to_id: str, **fields: Any) -> Plain:
    """An edge; its id is derived unless given."""
    return _plain({"kind": kind, "from": from_id, "to": to_id, **fields})


def organisation(key: str, kind: str = "school", *, under: Iterable[str] = (), **fields: Any) -> list[Plain]:
    """An organisation and its links to those above it; `under` names keys, not ids."""
    own = f"organisation/{key}"
    return [node(own, type=kind, **fields), *(part_of(own, f"organisation/{above}") for above in under)]


def school(key: str, *, under: Iterable[str] = (), **fields: Any) -> list[Plain]:
    """A school and its links to those above it; `under` names keys, not ids."""
    return organisation(key, "school", under=under, **fields)


def part_of(below: str, above: str, **fields: Any) -> Plain:
    """The link of an organisation to the one above it, both by id."""
    return edge("PART_OF", below, above, **fields)


def seat(role_id: str, *, at: str, held_by: Iterable[str] = (), **fields: Any) -> list[Plain]:
    """A role, where it is, and who holds it, without dates."""
    return [
        node(role_id, **fields),
        edge("AT", role_id, at),
        *(edge("HOLDS", person, role_id) for person in held_by),
    ]


def norm(norm_id: str, subject: str, mandate: str, **fields: Any) -> Plain:
    """A norm about a subject and a kind of mandate."""
    return node(norm_id, subject=subject, mandate=mandate, **fields)


def records_of(*plains: Plains) -> tuple[Record, ...]:
    """The records that plain values stand for.

    Raises:
        InvalidInput: with every problem of every record; when there is none, every broken rule of the graph.
    """
    problems: list[Problem] = []
    read = [read_record(plain, f"record {place}", problems) for place, plain in enumerate(_flat(plains), 1)]
    records = tuple(record for record in read if record is not None)
    problems.extend(_repeated(records))
    problems.extend(() if problems else check_all(Snapshot.of(records)))
    if problems:
        raise InvalidInput(problems)
    return records


def snapshot_of(*plains: Plains) -> Snapshot:
    """The snapshot of a small graph; raises like `records_of`."""
    return Snapshot.of(records_of(*plains))


graph = snapshot_of


def _plain(values: Mapping[str, Any]) -> Plain:
    return {key: _value(value) for key, value in values.items() if value is not None}


def _value(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple | set | frozenset) else value


def _flat(plains: Iterable[Plains]) -> Iterator[Plain]:
    for plain in plains:
        if isinstance(plain, dict):
            yield plain
        else:
            yield from _flat(plain)


def _repeated(records: Iterable[Record]) -> Iterator[Problem]:
    seen: set[str] = set()
    for record in records:
        if record.id in seen:
            yield Problem(
                record=record.id, message=Text("The id occurs twice"), remedy=Text("Give each record its own id")
            )
        seen.add(record.id)
