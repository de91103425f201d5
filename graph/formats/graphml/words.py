"""The attributes of GraphML that the fields of nodes and edges stand in: one declaration for writing and reading.

A GraphML attribute has one type, whatever record it stands at, and graph programs give some names a meaning of their
own. So a field whose form differs between kinds, or whose name is taken, gets an attribute with another name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from graph.domain.declaring import LANGUAGES, FieldSpec, Shape
from graph.domain.kinds import EDGE_KINDS, NODE_KINDS, Kind, field_specs

__all__ = ["EXACT", "KIND", "LABEL", "NAMESPACE", "Attribute", "attributes_of", "attributes_of_kind"]

NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
KIND = "kind"
"""The attribute that says which kind of node or edge it is."""
LABEL = "label"
"""The attribute that programs draw; it repeats the name of a node or the kind of an edge and is not read."""
EXACT = "exact"
"""The whole record as JSON, where a text holds characters that XML cannot hold; it goes before all the others."""

_TAKEN: Mapping[str, str] = {"source": "provenance_source", "type": "sort", "weight": "strength"}
_TYPES: Mapping[Shape, str] = {Shape.INTEGER: "long", Shape.NUMBER: "double", Shape.FLAG: "boolean"}


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of GraphML.

    Attributes:
        name: as the file has it in `attr.name`.
        type: of GraphML: string, long, double or boolean.
        spec: the field that it stands for.
        language: of a text per language, which gets an attribute for each; empty for any other field.
    """

    name: str
    type: str
    spec: FieldSpec
    language: str = ""


def attributes_of_kind(word: str) -> tuple[Attribute, ...]:
    """The attributes in which the fields of a kind stand; its id and ends are none."""
    side = NODE_KINDS if word in NODE_KINDS else EDGE_KINDS
    return _by_kind(side is NODE_KINDS)[word]


def attributes_of(*, nodes: bool) -> tuple[Attribute, ...]:
    """The distinct attributes of all nodes, or of all edges, by name."""
    found = {attribute.name: attribute for some in _by_kind(nodes).values() for attribute in some}
    return tuple(found[name] for name in sorted(found))


@cache
def _by_kind(nodes: bool) -> Mapping[str, tuple[Attribute, ...]]:
    kinds: Mapping[str, Kind] = NODE_KINDS if nodes else EDGE_KINDS
    types: dict[str, set[str]] = defaultdict(set)
    for kind in kinds.values():
        for spec in _fields(kind):
            types[spec.name].add(_TYPES.get(spec.shape, "string"))
    return {
        word: tuple(attribute for spec in _fields(kind) for attribute in _attributes(word, spec, types[spec.name]))
        for word, kind in kinds.items()
    }


def _attributes(word: str, spec: FieldSpec, types: set[str]) -> Iterable[Attribute]:
    type_ = _TYPES.get(spec.shape, "string")
    name = _TAKEN.get(spec.name, spec.name)
    if len(types) > 1 and type_ == "string":
        name = f"{word.lower()}_{name}"
    if spec.shape is Shape.TEXT_BY_LANGUAGE:
        return [Attribute(f"{name}_{language}", type_, spec, language) for language in LANGUAGES]
    return [Attribute(name, type_, spec)]


def _fields(kind: Kind) -> list[FieldSpec]:
    return [spec for spec in field_specs(kind) if spec.name not in ("id", "from_id", "to_id")]
