"""GraphML in: what `graph.formats.graphml.write` wrote, also after another program worked on it and wrote it again.

Attributes are told by their names. What a drawing program adds (places, colours, sizes, measures) is not read; a note
names it. The file is read as it comes, without document types or entities, so it cannot stand for a huge one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from xml.parsers import expat

from graph.domain.codec import read_record
from graph.domain.declaring import Shape
from graph.domain.errors import Problem
from graph.domain.kinds import EDGE_KINDS, NODE_KINDS
from graph.domain.text import Quoted, Text, counted
from graph.formats.graphml.words import EXACT, KIND, LABEL, Attribute, attributes_of_kind
from graph.formats.native.read import has_own_id, imported_of
from graph.formats.reading.merged import Merged
from graph.formats.reading.reconcile import Found
from graph.formats.reading.result import Imported, NamedBytes, Note
from graph.model.snapshot import Snapshot

__all__ = ["read_graphml"]

MOST_BYTES = 2_000_000_000
_NOT_A_LIST = (Shape.TEXT, Shape.TEXT_BY_LANGUAGE, Shape.DATE, Shape.CHOICE, Shape.REFERENCE)
_WHOLE_FLOAT_SUFFIX = ".0"
_KINDS = {**NODE_KINDS, **EDGE_KINDS}
_NODE_WITHOUT_KIND = Text("The node says no kind that is known")
_EDGE_WITHOUT_KIND = Text("The edge says no kind that is known")


def read_graphml(
    files: Sequence[NamedBytes], snapshot: Snapshot, *, retire: bool = False, on: date | None = None
) -> Imported:
    """Read GraphML files as one import.

    Args:
        files: what was given.
        snapshot: what is stored.
        retire: also end what the sources of the files once brought and the files no longer have.
        on: the first day that retired records no longer count; needed with `retire`.

    Returns:
        The changes and their difference; or every problem of every file, and no change.
    """
    problems: list[Problem] = []
    notes: list[Note] = []
    found: list[Found] = []
    unread: set[str] = set()
    merged = Merged(snapshot)
    for file in files:
        elements = _elements(file, problems, notes)
        for element in elements:
            own: list[Problem] = []
            plain = merged.lead_on(_plain(element, own), element.place)
            told = _fields_of(element, own)
            more: list[Problem] = []
            record = None if plain is None else read_record(plain, element.place, more)
            own += [problem for problem in more if problem.field not in told]
            if record is not None and plain is not None and not own:
                found.append(Found(record, element.place, own_id=has_own_id(record, plain, snapshot)))
            elif own:
                unread.add(element.attributes.get("id", ""))
            problems += own
    notes += merged.notes
    return imported_of(found, snapshot, problems, notes, tried=unread.__contains__, retire=retire, on=on)


@dataclass(slots=True)
class _Element:
    """A node or edge of the file, its data by attribute name, and whether an edge has a direction."""

    is_node: bool
    place: str
    attributes: dict[str, str]
    data: dict[str, str] = field(default_factory=dict)
    is_directed: bool = True


class _Refused(Exception):
    """The file is something that is not read."""

    def __init__(self, message: Text, remedy: Text) -> None:
        self.problem = (message, remedy)


class _Reader:
    """Collects the nodes and edges of one document."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.names: dict[str, str] = {}
        self.keys: dict[str, dict[str, str]] = {}
        self.defaults: dict[str, str] = {}
        self.declared = ""
        self.is_directed = True
        self.elements: list[_Element] = []
        self.open: _Element | None = None
        self.key: str | None = None
        self.texts: list[str] = []
        self.is_graphml = False

    @property
    def place(self) -> str:
        return f"{self.name}:{self.parser.CurrentLineNumber}"

    def _doctype(self, *_: object) -> None:
        raise _Refused(
            Text("The file holds a document type, which GraphML does not need"),
            Text("Remove the {part} part", part="<!DOCTYPE ...>"),
        )

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition("}")[2]
        if name == "graphml":
            self.is_graphml = True
        elif name == "key":
            self.declared = attributes.get("id", "")
            self.names[self.declared] = attributes.get("attr.name", "")
            self.keys[self.declared] = dict(attributes)
        elif name == "graph":
            self.is_directed = attributes.get("edgedefault") != "undirected"
        elif name in ("node", "edge"):
            is_directed = {"true": True, "false": False}.get(attributes.get("directed", ""), self.is_directed)
            self.open = _Element(name == "node", self.place, dict(attributes), is_directed=is_directed)
            self.elements.append(self.open)
        elif name == "default" or (name == "data" and self.open is not None):
            self.key, self.texts = attributes.get("key", self.declared), []

    def _text(self, text: str) -> None:
        if self.key is not None:
            self.texts.append(text)

    def fill_in(self) -> None:
        """Give the elements the default values of the attributes that they have and do not state."""
        for key, value in sorted(self.defaults.items(), key=lambda item: self.names.get(item[0]) != KIND):
            name, side = self.names.get(key, key), self.keys.get(key, {}).get("for", "all")
            for element in self.elements:
                fits = side in ("all", "node" if element.is_node else "edge")
                if fits and name in (KIND, *_known(element)):
                    element.data.setdefault(name, value)

    def _end(self, tag: str) -> None:
        name = tag.rpartition("}")[2]
        if name in ("node", "edge"):
            self.open = None
        elif name == "default" and self.key is not None:
            self.defaults[self.key] = "".join(self.texts)
            self.key = None
        elif name == "data" and self.key is not None and self.open is not None:
            self.open.data[self.names.get(self.key, self.key)] = "".join(self.texts)
            self.key = None


def _elements(file: NamedBytes, problems: list[Problem], notes: list[Note]) -> list[_Element]:
    if len(file.content) > MOST_BYTES:
        problems.append(Problem(place=file.name, message=Text("The file is too large"), remedy=Text("Split it")))
        return []
    reader = _Reader(file.name)
    try:
        reader.parser.Parse(file.content, True)
    except expat.ExpatError as error:
        problems.append(
            Problem(
                place=f"{file.name}:{error.lineno}",
                message=Text("This is not well-formed XML ({reason})", reason=expat.ErrorString(error.code)),
                remedy=Text("Export the file again"),
            )
        )
        return []
    except (ValueError, LookupError):  # of an encoding in which a sign may be several bytes, such as UTF-7
        problems.append(
            Problem(
                place=file.name,
                message=Text("The encoding that it names cannot be read"),
                remedy=Text("Save the file in UTF-8"),
            )
        )
        return []
    except _Refused as refused:
        message, remedy = refused.problem
        problems.append(Problem(place=reader.place, message=message, remedy=remedy))
        return []
    if not reader.is_graphml:
        remedy = Text("Give a file with {element}", element="<graphml>")
        problems.append(Problem(place=file.name, message=Text("This is not GraphML"), remedy=remedy))
    notes.extend(_unread(file.name, reader.elements))
    notes.extend(_undirected(file.name, reader.elements))
    reader.fill_in()
    return reader.elements


def _undirected(name: str, elements: list[_Element]) -> Iterator[Note]:
    number = sum(not element.is_node and not element.is_directed for element in elements)
    if number:
        text = counted(
            "One edge has no direction: its two ends may be swapped. Save the graph as a directed one",
            "{number} edges have no direction: their two ends may be swapped. Save the graph as a directed one",
            number,
        )
        yield Note(address=name, text=text)


def _unread(name: str, elements: list[_Element]) -> Iterator[Note]:
    unread = sorted({key for element in elements for key in element.data if key not in _known(element)})
    if unread:
        shown = ", ".join(unread)
        yield Note(address=name, text=Text("Attributes that are not read: {shown}", shown=shown))


def _known(element: _Element) -> set[str]:
    kind = element.data.get(KIND, "")
    kinds = NODE_KINDS if element.is_node else EDGE_KINDS
    own = {attribute.name for attribute in attributes_of_kind(kind)} if kind in kinds else set(element.data)
    return own | {KIND, LABEL, EXACT}


def _plain(element: _Element, problems: list[Problem]) -> dict[str, Any] | None:
    """The record as plain values; None when there is a problem."""
    kind = element.data.get(KIND)
    if kind is None or kind not in (NODE_KINDS if element.is_node else EDGE_KINDS):
        problems.append(
            Problem(
                place=element.place,
                message=_NODE_WITHOUT_KIND if element.is_node else _EDGE_WITHOUT_KIND,
                remedy=Text("Give it an attribute {name} with one of the kinds of the vocabulary", name=Quoted(KIND)),
            )
        )
        return None
    if EXACT in element.data:
        return _exact(element, problems)
    ends = {} if element.is_node else {"from": element.attributes.get("source"), "to": element.attributes.get("target")}
    plain: dict[str, Any] = {"kind": kind, **ends}
    if "id" in element.attributes and (element.is_node or "/" in element.attributes["id"]):
        plain["id"] = element.attributes["id"]
    for attribute in attributes_of_kind(kind):
        text = element.data.get(attribute.name)
        value = _value(attribute, text, element.place, problems) if text else None
        if value is not None:
            _put(plain, attribute, value)
    return plain


def _fields_of(element: _Element, problems: list[Problem]) -> set[str]:
    """The fields of a record that problems with its attributes are about, so that each value is told of once."""
    told = {problem.field for problem in problems}
    attributes = attributes_of_kind(element.data[KIND]) if told and element.data.get(KIND) in _KINDS else ()
    return {attribute.spec.key for attribute in attributes if attribute.name in told}


def _exact(element: _Element, problems: list[Problem]) -> dict[str, Any] | None:
    value = _json(element.data[EXACT])
    if isinstance(value, dict):
        return value
    problems.append(
        Problem(place=element.place, field=EXACT, message=Text("This is not JSON"), remedy=Text("Remove it"))
    )
    return None


def _put(plain: dict[str, Any], attribute: Attribute, value: Any) -> None:
    if attribute.language:
        plain.setdefault(attribute.spec.key, {})[attribute.language] = value
    else:
        plain[attribute.spec.key] = value


def _value(attribute: Attribute, text: str, place: str, problems: list[Problem]) -> Any:
    if attribute.spec.shape in _NOT_A_LIST:
        return text
    value = _json(_in_json(attribute, text.strip()))
    if value is None:
        problems.append(
            Problem(
                place=place,
                field=attribute.name,
                message=Text("{written} is no {shape}", written=Quoted(text, 60), shape=attribute.spec.shape.value),
                remedy=Text(
                    "Write a list as {example}, yes or no as true or false, a number with a decimal point",
                    example='["one","two"]',
                ),
            )
        )
    return value


def _in_json(attribute: Attribute, text: str) -> str:
    """The value as JSON writes it: programs write True, 1 and 3.0 too."""
    if attribute.type == "boolean":
        return {"1": "true", "0": "false"}.get(text, text.lower())
    return text.removesuffix(_WHOLE_FLOAT_SUFFIX) if attribute.type == "long" else text


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
