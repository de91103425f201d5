"""How records look in Neo4j: labels, relationship types and readable properties, from the declarations.

A text per language becomes one property a language (`name_nl`), a date a Neo4j date. Ids inside fields stay
properties. Defaults are written out, so that a query need not know them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from graph.domain.codec import read_record, records_from_columns
from graph.domain.declaring import LANGUAGES, FieldSpec, Shape
from graph.domain.errors import InvalidGraph, Problem
from graph.domain.kinds import (
    EDGE_KINDS,
    NODE_KINDS,
    Kind,
    Node,
    Organisation,
    Record,
    field_specs,
    kind_named,
    kind_of_id,
)
from graph.domain.spelling import camel
from graph.domain.text import Text

__all__ = [
    "Column",
    "all_constraints",
    "columns_of",
    "extra_label",
    "label_of",
    "properties_of",
    "records_of_kind",
    "type_labels",
]

_BY_LANGUAGE = (Shape.TEXT_BY_LANGUAGE, Shape.TEXTS_BY_LANGUAGE)
_LISTS = (Shape.TEXTS, Shape.TEXT_SET, Shape.CHOICE_SET, Shape.REFERENCE_SET)
_SINGULAR = {"names": "name"}


def label_of(node_id: str) -> str:
    """The label of a node's kind, by its id."""
    return NODE_KINDS[kind_of_id(node_id)].labels[0]


def extra_label(node: Node) -> str | None:
    """The further label of a node: for an organisation its type."""
    if isinstance(node, Organisation):
        return camel(node.type, first=True)
    return node.labels[1] if len(node.labels) > 1 else None


def type_labels() -> tuple[str, ...]:
    """The labels for the types of organisation."""
    types = next(spec.choices for spec in field_specs(Organisation) if spec.name == "type")
    return tuple(camel(word, first=True) for word in types)


def all_constraints() -> Iterator[str]:
    """The statements that make every id unique, per label and per relationship type."""
    for node in NODE_KINDS.values():
        label = node.labels[0]
        yield f"CREATE CONSTRAINT id_{node.kind} IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE"
    for edge in EDGE_KINDS.values():
        name = edge.kind
        yield f"CREATE CONSTRAINT id_{name.lower()}_edge IF NOT EXISTS FOR ()-[r:{name}]-() REQUIRE r.id IS UNIQUE"


def properties_of(record: Record) -> dict[str, Any]:
    """The properties of a node or relationship; the ends of an edge are its own ends, not properties."""
    properties: dict[str, Any] = {}
    for spec in field_specs(kind_named(record.kind)):
        if spec.is_end:
            continue
        value = getattr(record, spec.name)
        if spec.shape in _BY_LANGUAGE:
            for language, texts in value:
                properties[_in_language(spec, language)] = texts if isinstance(texts, str) else list(texts)
        elif isinstance(value, tuple):
            if value:
                properties[spec.name] = list(value)
        elif value is not None:
            properties[spec.name] = value
    return properties


Column = tuple[str, str]
"""The name of a column and the Cypher expression that fills it, on a variable `x`."""


@cache
def columns_of(word: str) -> tuple[Column, ...]:
    """The columns in which all records of a kind are read; no value is null, because `collect` drops nulls."""
    return tuple(_columns(kind_named(word)))


def records_of_kind(word: str, columns: Mapping[str, Sequence[Any]]) -> list[Record]:
    """The records of a kind from their columns.

    Raises:
        InvalidGraph: a hand wrote something that no record can be; every problem.
    """
    kind = kind_named(word)
    try:
        made = records_from_columns(kind, [_read_column(spec, columns) for spec in field_specs(kind)])
        _check_ids(kind, made)
    except (TypeError, ValueError, AttributeError):
        raise InvalidGraph(_problems(kind, columns)) from None
    return made


def _columns(kind: Kind) -> Iterator[Column]:
    for spec in field_specs(kind):
        if spec.name == "from_id":
            yield "from_id", "coalesce(startNode(x).id, '')"
        elif spec.name == "to_id":
            yield "to_id", "coalesce(endNode(x).id, '')"
        elif spec.shape in _BY_LANGUAGE:
            for language in LANGUAGES:
                name = _in_language(spec, language)
                yield name, f"coalesce(x.{name}, false)"
        elif spec.shape is Shape.DATE:
            yield spec.name, f"coalesce(toStringOrNull(x.{spec.name}), false)"
        elif spec.shape is Shape.FLAG:
            yield spec.name, f"coalesce(x.{spec.name}, {str(spec.default).lower()})"
        else:
            yield spec.name, f"coalesce(x.{spec.name}, false)"


def _read_column(spec: FieldSpec, columns: Mapping[str, Sequence[Any]]) -> Sequence[Any]:
    if spec.shape in _BY_LANGUAGE:
        parts = [(language, columns[_in_language(spec, language)]) for language in sorted(LANGUAGES)]
        rows = zip(*(values for _, values in parts), strict=True)
        listed = spec.shape is Shape.TEXTS_BY_LANGUAGE
        for _language, values in parts:
            _check_types(values, list if listed else str)
        languages = [language for language, _ in parts]
        return [
            tuple(
                (language, tuple(value) if listed else value)
                for language, value in zip(languages, row, strict=True)
                if value is not False
            )
            if any(value is not False for value in row)
            else ()
            for row in rows
        ]
    values = columns[spec.name]
    default = spec.default
    if spec.shape in _LISTS:
        _check_types(values, list)
        return [() if value is False else tuple(value) for value in values]
    if spec.shape is Shape.DATE:
        days: dict[str, date] = {text: date.fromisoformat(text) for text in set(values) if text is not False}
        return [None if text is False else days[text] for text in values]
    if spec.shape is Shape.NUMBER:
        _check_types(values, int, float)
        return [default if value is False else float(value) for value in values]
    if spec.shape is Shape.FLAG:
        return values
    return [default if value is False else value for value in values]


def _check_types(values: Sequence[Any], *wanted: type) -> None:
    """A text would pass as a list of letters, or as a number."""
    if not set(map(type, values)) <= {bool, *wanted}:
        raise TypeError("values of another type")


def _check_ids(kind: Kind, records: Sequence[Record]) -> None:
    if len({record.id for record in records}) != len(records) or not all(
        isinstance(record.id, str) and record.id for record in records
    ):
        raise ValueError(f"missing or repeated ids of {kind.kind}")


def _problems(kind: Kind, columns: Mapping[str, Sequence[Any]]) -> list[Problem]:
    """Every problem of a kind, read again one by one."""
    problems: list[Problem] = []
    seen: set[object] = set()
    for number in range(len(columns["id"])):
        plain = _plain(kind, columns, number)
        place = Text("{kind} number {number} in the store", kind=kind.kind, number=number + 1)
        if plain.get("id") in seen or not plain.get("id"):
            problems.append(
                Problem(
                    place=place,
                    message=Text("The id {text} is missing or repeated", text=repr(plain.get("id"))),
                    remedy=Text("Give it an id of its own in the store"),
                )
            )
        seen.add(plain.get("id"))
        read_record(plain, place, problems)
    return problems or [
        Problem(
            place=kind.kind,
            message=Text("The store holds values that no record has"),
            remedy=Text("Look at its properties"),
        )
    ]


def _plain(kind: Kind, columns: Mapping[str, Sequence[Any]], number: int) -> dict[str, Any]:
    plain: dict[str, Any] = {"kind": kind.kind}
    for spec in field_specs(kind):
        if spec.shape in _BY_LANGUAGE:
            texts = {language: columns[_in_language(spec, language)][number] for language in LANGUAGES}
            given = {language: value for language, value in texts.items() if value is not False}
            if given:
                plain[spec.key] = given
        else:
            value = columns[spec.name][number]
            if value is not False or spec.shape is Shape.FLAG:
                plain[spec.key] = value
    return plain


def _in_language(spec: FieldSpec, language: str) -> str:
    return f"{_SINGULAR.get(spec.name, spec.name)}_{language}"
