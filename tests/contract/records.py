"""Records for the contract: small ones, one full one of every kind, and many."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from graph.domain.changes import Change, ChangeSet, Put
from graph.domain.codec import read_record
from graph.domain.days import FIRST_DAY, LAST_DAY
from graph.domain.declaring import FieldSpec, Form, Shape
from graph.domain.errors import Problem
from graph.domain.kinds import EDGE_KINDS, NODE_KINDS, Kind, Knows, Person, Record, field_specs
from tests.graphs import edge, node, records_of

__all__ = ["change_set", "every_kind", "many", "pair", "people", "puts", "taught"]

AWKWARD = "Zoë 'D'Hondt' \"é\" \\ 🎒\nregel 2"


def people(*keys: str, name: str | None = None) -> tuple[Record, ...]:
    """People, by the keys of their ids."""
    return tuple(Person(id=f"person/{key}", name=name or key) for key in keys)


def taught() -> tuple[Record, ...]:
    """An knows wifi: two nodes and the edge between them."""
    return records_of(
        node("person/an"), node("expertise/wifi"), edge("KNOWS", "person/an", "expertise/wifi", id="knows/1", level=3)
    )


def pair(count: int) -> tuple[Put, ...]:
    """Two records that always change together: whoever sees them differ sees half a change."""
    return puts(*people("an", "bo", name=str(count)))


def puts(*records: Record) -> tuple[Put, ...]:
    """The changes that put records."""
    return tuple(Put(record) for record in records)


def change_set(*changes: Change, key: str = "k", author: str = "an", reason: str = "because") -> ChangeSet:
    """Changes with who and why."""
    return ChangeSet(changes=changes, author=author, reason=reason, key=key)


def every_kind() -> tuple[Record, ...]:
    """Of every kind one record with every field given, and one with only what is required."""
    full = [_plain(kind, full=True) for kind in (*NODE_KINDS.values(), *EDGE_KINDS.values())]
    bare = [_plain(kind, full=False) for kind in (*NODE_KINDS.values(), *EDGE_KINDS.values())]
    problems: list[Problem] = []
    records = [read_record(plain, "", problems) for plain in (*full, *bare)]
    assert not problems, problems
    return tuple(record for record in records if record is not None)


def many(count: int) -> tuple[Put, ...]:
    """So many changes: one topic, a ninth people, and what they know."""
    persons = count // 9
    records: list[Record] = [*(Person(id=f"person/p{number}", name=f"Persoon {number}") for number in range(persons))]
    topics = records_of(*(node(f"expertise/t{number}") for number in range(16)))
    edges: Iterable[Record] = (
        Knows(
            id=f"knows/k{number}",
            from_id=f"person/p{number % persons}",
            to_id=f"expertise/t{number // persons}",
            since=date(2026, 9, 1),
            level=1 + number % 5,
        )
        for number in range(count - persons - len(topics))
    )
    return puts(*topics, *records, *edges)


def _plain(kind: Kind, *, full: bool) -> dict[str, Any]:
    key = "full" if full else "bare"
    plain: dict[str, Any] = {"kind": kind.kind, "id": f"{kind.kind.lower()}/{key}"}
    for spec in field_specs(kind):
        if spec.name != "id" and (full or spec.required):
            plain[spec.key] = _value(spec, key)
    return plain


def _value(spec: FieldSpec, key: str) -> Any:
    references = [f"{kind}/{key}" for kind in spec.kinds[:1]]
    days = {"since": FIRST_DAY.isoformat(), "until": LAST_DAY.isoformat()}
    flags = {Shape.FLAG: not spec.default}
    values: dict[Shape, Any] = {
        Shape.TEXT: "zoë.d'hondt+1@é.school" if spec.form is Form.EMAIL else AWKWARD,
        Shape.TEXTS: ["plan <https://example.org/a>", "a", "plan <https://example.org/a>"],
        Shape.TEXT_SET: ["an@é.school", "b@x.be"] if spec.form is Form.EMAIL else ["wisa:012", "a", "é"],
        Shape.TEXT_BY_LANGUAGE: {"nl": AWKWARD, "en": "wifi"},
        Shape.TEXTS_BY_LANGUAGE: {"nl": ["draadloos", "wifi"], "en": ["wifi"]},
        Shape.DATE: days.get(spec.name, "2026-09-01"),
        Shape.INTEGER: int(spec.maximum or 7),
        Shape.NUMBER: min(15 / 21, spec.maximum or 1),
        Shape.CHOICE: spec.choices[-1] if spec.choices else None,
        Shape.CHOICE_SET: list(spec.choices[:2]),
        Shape.REFERENCE: references[0] if references else None,
        Shape.REFERENCE_SET: references,
        **flags,
    }
    return values[spec.shape]
