"""Linked data comes in: what `graph.formats.jsonld.write` writes, and what other programs say in the same terms.

Of an export of this product nothing is lost that it holds. Of other data in W3C ORG and OSLO the organisations, people,
posts, bodies and the memberships and holdings between them are read. Terms are found by what their prefixes stand for
in the document; a context elsewhere is not fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import unquote

from graph.domain.codec import read_record
from graph.domain.declaring import FieldSpec, Shape
from graph.domain.errors import Problem
from graph.domain.identifiers import ALIAS
from graph.domain.kinds import EDGE_KINDS, NODE_KINDS, Kind, field_specs
from graph.domain.spelling import camel
from graph.domain.text import Series, Text
from graph.formats.jsonld.terms import Terms, flattened
from graph.formats.jsonld.write import context
from graph.formats.native.read import has_own_id, imported_of
from graph.formats.reading.merged import Merged
from graph.formats.reading.reconcile import Found
from graph.formats.reading.result import Imported, NamedBytes, Note
from graph.formats.reading.syntax import parse
from graph.formats.reading.text import opaque_key
from graph.model.snapshot import Snapshot

__all__ = ["read_jsonld"]

Resource = Mapping[str, Any]
Plain = dict[str, Any]

_KINDS_BY_TYPE = {
    "person:Person": "person", "foaf:Person": "person", "mandaat:Mandaat": "role", "org:Post": "role",
    "org:Role": "role_type", "mw:Task": "task", "mw:Decision": "decision", "mw:TaskGroup": "task_group",
    "mw:Expertise": "expertise", "schema:ContactPoint": "channel", "besluit:Bestuursorgaan": "body",
    "org:Site": "organisation", "org:FormalOrganization": "organisation", "besluit:Bestuurseenheid": "organisation",
    "org:Organization": "organisation"
}  # fmt: skip
"""The likeliest kind first: a body of a board is an organisation too."""
_OWN_ID = re.compile(rf"(?:{'|'.join([*NODE_KINDS, *(kind.lower() for kind in EDGE_KINDS)])})/[^/#?]+\Z")
_EDGE_BY_TYPE = {f"mw:{camel(kind.lower(), first=True)}": kind for kind in EDGE_KINDS}
_TYPE_OF_SORT = {"besluit:Bestuurseenheid": "board", "org:Site": "site"}
_DIRECT = {
    "org:postIn": ("AT", False), "org:hasPost": ("AT", True), "org:role": ("OF_TYPE", False),
    "besluit:bestuurt": ("BODY_OF", False), "org:subOrganizationOf": ("PART_OF", False),
    "org:hasSubOrganization": ("PART_OF", True), "org:unitOf": ("PART_OF", False), "org:hasUnit": ("PART_OF", True),
    "org:siteOf": ("PART_OF", False), "org:hasSite": ("PART_OF", True), "org:hasPrimarySite": ("PART_OF", True),
    "org:memberOf": ("AFFILIATED_WITH", False), "org:hasMember": ("AFFILIATED_WITH", True),
    "org:holds": ("HOLDS", False), "org:heldBy": ("HOLDS", True),
}  # fmt: skip
"""The edges that a property says, and whether it says them from the other end."""
_PARTS_OF_NAMES = ("persoon:gebruikteVoornaam", "foaf:givenName", "foaf:familyName")
_ENDS = {
    "AT": ("role", "organisation"), "OF_TYPE": ("role", "role_type"), "BODY_OF": ("body", "organisation"),
    "PART_OF": ("organisation", "organisation"), "AFFILIATED_WITH": ("person", "organisation"),
    "HOLDS": ("person", "role"),
}  # fmt: skip


_AUXILIARY = frozenset({"skos:Concept", "skos:ConceptScheme", "adms:Identifier", "time:Interval", "time:Instant"})
"""Sorts of things that say something of another one."""


def read_jsonld(
    files: Sequence[NamedBytes], snapshot: Snapshot, *, retire: bool = False, on: date | None = None
) -> Imported:
    """Read documents of JSON-LD as one import.

    Args:
        files: what was given.
        snapshot: what is stored.
        retire: also end what the sources of the files once brought and the files no longer have.
        on: the first day that retired records no longer count; needed with `retire`.
    """
    problems: list[Problem] = []
    notes: list[Note] = []
    merged = Merged(snapshot)
    found: list[Found] = []
    unread: set[str] = set()
    for file in files:
        parsed = parse(file, problems)
        for plain, place in _Document(file.name, parsed.top, notes).plains() if parsed is not None else ():
            led = merged.lead_on(plain, place)
            record = None if led is None else read_record(led, place, problems)
            if record is not None:
                found.append(Found(record, place, own_id=has_own_id(record, led, snapshot)))
            elif led is not None:
                unread.add(str(led["id"]))
    if not found and not problems:
        remedy = Text("Give a document with a @graph in terms of W3C ORG and OSLO")
        message = Text("The file holds no records")
        problems.append(Problem(place=", ".join(file.name for file in files), message=message, remedy=remedy))
    notes.extend(merged.notes)
    return imported_of(found, snapshot, problems, notes, tried=unread.__contains__, retire=retire, on=on)


class _Document:
    """One document, its terms under the prefixes of our own context."""

    def __init__(self, name: str, top: Mapping[str, Any], notes: list[Note]) -> None:
        self.name = name
        self.notes = notes
        given = top.get("@context")
        contexts = given if isinstance(given, list) else [given]
        terms = Terms(contexts, {value: key for key, value in context()["@context"].items()})
        graph = top.get("@graph", {key: value for key, value in top.items() if key != "@context"})
        self.resources = list(flattened([terms.named(graph)]))
        self.by_id = {each["@id"]: each for each in self.resources if isinstance(each.get("@id"), str)}
        self.is_ours = any(kind in _EDGE_BY_TYPE for each in self.resources for kind in _types(each))
        self.ids: dict[str, str] = {}
        if any(isinstance(each, str) for each in contexts):
            notes.append(Note(address=name, text=Text("A context elsewhere is not fetched"), matters=True))

    def plains(self) -> Iterator[tuple[Plain, str]]:
        """The records in plain form, nodes first, each with its place."""
        kinds = [(each, kind) for each in self.resources if (kind := self._kind(each)) is not None]
        nodes = [(each, kind) for each, kind in kinds if self.is_ours or self._name(each)]
        for resource, kind in nodes:
            self.ids[resource["@id"]] = _record_id(resource["@id"], kind)
        for resource, kind in nodes:
            yield self._node(resource, NODE_KINDS[kind]), self._place(resource)
        for resource in self.resources:
            plain = self._edge(resource)
            if plain is not None:
                yield plain, self._place(resource)
        for resource, _ in () if self.is_ours else nodes:
            yield from ((plain, self._place(resource)) for plain in self._direct(resource))
        for resource, _ in kinds:
            if resource["@id"] not in self.ids:
                text = Text("This has no name: left out, with what is said of it")
                self.notes.append(Note(address=self._place(resource), text=text, matters=True))
        self._tell_unread()

    def _tell_unread(self) -> None:
        """Tell which sorts of things are said that no record can hold."""
        rest = [each for each in self.resources if self._kind(each) is None and self._edge(each) is None]
        types = {kind for each in rest for kind in _types(each)} - _AUXILIARY
        if types and not self.is_ours:
            text = Text("Of these sorts nothing is read: {types}", types=Series(tuple(sorted(types))))
            self.notes.append(Note(address=self.name, text=text, matters=True))

    def _place(self, resource: Resource) -> str:
        return f"{self.name} {resource['@id']}"

    # Nodes

    def _kind(self, resource: Resource) -> str | None:
        types = set(_types(resource))
        if "@id" not in resource or types & _EDGE_BY_TYPE.keys():
            return None
        return next((kind for name, kind in _KINDS_BY_TYPE.items() if name in types), None)

    def _node(self, resource: Resource, kind: Kind) -> Plain:
        names = {language: value for value, language in _labelled(resource.get("skos:prefLabel")) if language}
        plain: Plain = {"kind": kind.kind, "id": self.ids[resource["@id"]], "name": self._name(resource)}
        plain |= {"names": names} if names else {}
        plain |= self._fields(resource, kind)
        plain |= dict(getattr(self, f"_{kind.kind}", lambda _resource: ())(resource))
        return plain

    def _name(self, resource: Resource) -> str:
        """What a resource is called: itself, by the parts of a name, else by its role."""
        written = (resource.get(each) for each in ("rdfs:label", "foaf:name", "skos:prefLabel"))
        label = next((text for value in written if (text := _text(value))), "")
        parts = (
            _text(resource.get(each)) for each in ("persoon:gebruikteVoornaam", "foaf:givenName", "foaf:familyName")
        )
        whole = " ".join(dict.fromkeys(filter(None, parts)))
        role = self.by_id.get(_iri(resource.get("org:role")) or "", {})
        return label or whole or _text(role.get("skos:prefLabel"))

    def _organisation(self, resource: Resource) -> Iterator[tuple[str, Any]]:
        types = _types(resource)
        sort = _last(resource.get("org:classification"), "organisation-type")
        yield "type", sort or next((_TYPE_OF_SORT[name] for name in _TYPE_OF_SORT if name in types), "school")
        yield from self._identifiers(resource)

    def _person(self, resource: Resource) -> Iterator[tuple[str, Any]]:
        given = resource.get("persoon:gebruikteVoornaam") or resource.get("foaf:givenName")
        fields = {"family_name": resource.get("foaf:familyName"), "given_name": given}
        yield from ((field, _text(value)) for field, value in fields.items() if value)
        address = _iri(resource.get("foaf:mbox"))
        if address:
            yield "email", unquote(address.removeprefix("mailto:"))
        yield from self._identifiers(resource)

    def _role(self, resource: Resource) -> Iterator[tuple[str, Any]]:
        seats = _value(resource.get("mandaat:aantalHouders"))
        if seats is not None:
            yield "seats", int(seats) if str(seats).isdecimal() else seats

    def _body(self, resource: Resource) -> Iterator[tuple[str, Any]]:
        sort = resource.get("besluit:classificatie") or resource.get("org:classification")
        yield "type", _last(sort, "body-type") or "council"
        yield from _days(resource.get("mandaat:bindingStart"), resource.get("mandaat:bindingEinde"))

    def _task(self, resource: Resource) -> Iterator[tuple[str, Any]]:
        words: dict[str, list[str]] = {}
        for value, language in _labelled(resource.get("skos:altLabel")):
            words.setdefault(language or "nl", []).append(value)
        if words:
            yield "keywords", words

    _decision = _expertise = _task

    def _identifiers(self, resource: Resource) -> Iterator[tuple[str, Any]]:
        found = [f"{ALIAS}{_text(each)}" for each in _listed(resource.get("mw:alias"))]
        for each in _listed(resource.get("adms:identifier")):
            number = self.by_id.get(_iri(each) or "", each)
            system, value = _text(number.get("adms:schemaAgency")), _text(number.get("skos:notation"))
            if system == "instellingsnummer":
                yield "number", value
            elif value:
                found.append(f"{system}:{value}" if system else value)
        if found:
            yield "identifiers", found

    # Edges

    def _edge(self, resource: Resource) -> Plain | None:
        types = _types(resource)
        kind = next((_EDGE_BY_TYPE[name] for name in types if name in _EDGE_BY_TYPE), None)
        if kind is not None:
            ends = {"from": self._ref(resource.get("mw:from")), "to": self._ref(resource.get("mw:to"))}
            own = _record_id(resource["@id"], kind.lower())
            return {"kind": kind, "id": own, **ends, **self._fields(resource, EDGE_KINDS[kind])}
        if "mandaat:Mandataris" in types:
            ends = {"from": resource.get("mandaat:isBestuurlijkeAliasVan"), "to": resource.get("org:holds")}
            return self._foreign("HOLDS", ends, resource.get("mandaat:start"), resource.get("mandaat:einde"))
        if "org:Membership" in types:
            ends = {"from": resource.get("org:member"), "to": resource.get("org:organization")}
            is_body = str(self._ref(ends["to"])).startswith("body/")
            during = self.by_id.get(_iri(resource.get("org:memberDuring")) or "", {})
            bounds = [self._instant(during.get(f"time:{end}")) for end in ("hasBeginning", "hasEnd")]
            return self._foreign("MEMBER_OF" if is_body else "AFFILIATED_WITH", ends, *bounds)
        return None

    def _foreign(self, kind: str, ends: Mapping[str, Any], start: Any, end: Any) -> Plain | None:
        refs = {name: self._ref(value) for name, value in ends.items()}
        return None if None in refs.values() else {"kind": kind, **refs, **dict(_days(start, end))}

    def _instant(self, value: Any) -> Any:
        resource = self.by_id.get(_iri(value) or "", value)
        return resource.get("time:inXSDDate") if isinstance(resource, dict) else None

    def _direct(self, resource: Resource) -> Iterator[Plain]:
        for name, (kind, is_turned) in _DIRECT.items():
            for other in _listed(resource.get(name)):
                ends = [resource["@id"], _iri(other) or ""]
                first, last = ends[::-1] if is_turned else ends
                last = self._place_of_body(last) if kind == "AT" else last
                fits = self._sort(first) == _ENDS[kind][0] and self._sort(last) == _ENDS[kind][1]
                if fits:
                    yield {"kind": kind, "from": self.ids[first], "to": self.ids[last]}

    def _sort(self, iri: str) -> str:
        return self.ids.get(iri, "").partition("/")[0]

    def _place_of_body(self, iri: str) -> str:
        """The IRI of what has posts: of a body the organisation that it governs; any other itself."""
        body = self.by_id.get(iri, {})
        general = self.by_id.get(_iri(body.get("mandaat:isTijdspecialisatieVan")) or "", body)
        governed = _iri(general.get("besluit:bestuurt"))
        return iri if governed is None else governed

    # Values

    def _fields(self, resource: Resource, kind: Kind) -> Plain:
        """The fields in our own namespace."""
        return {
            spec.key: self._plain(spec, resource[name])
            for spec in field_specs(kind)
            if spec.key not in ("id", "from", "to") and (name := f"mw:{camel(spec.key)}") in resource
        }

    def _plain(self, spec: FieldSpec, value: Any) -> Any:
        if spec.shape is Shape.REFERENCE:
            return self._ref(value)
        if spec.shape is Shape.REFERENCE_SET:
            return [self._ref(each) for each in _listed(value)]
        if spec.shape is Shape.NUMBER:
            return float(_value(value))
        if spec.shape in (Shape.TEXTS, Shape.TEXT_SET, Shape.CHOICE_SET):
            return [_value(each) for each in _listed(value.get("@list", value) if isinstance(value, dict) else value)]
        return _value(value)

    def _ref(self, value: Any) -> str | None:
        iri = _iri(value)
        return None if iri is None else self.ids.get(iri) or _own_id(iri)


def _types(resource: Resource) -> Sequence[str]:
    found = resource.get("@type", [])
    return found if isinstance(found, list) else [found]


def _listed(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _iri(value: Any) -> str | None:
    first = next(iter(_listed(value)), None)
    found = first.get("@id") if isinstance(first, dict) else first
    return found if isinstance(found, str) else None


def _value(value: Any) -> Any:
    first = next(iter(_listed(value)), None)
    return first.get("@value") if isinstance(first, dict) else first


def _text(value: Any) -> str:
    found = _value(value)
    return "" if found is None else str(found)


def _labelled(value: Any) -> Iterable[tuple[str, str]]:
    for each in _listed(value):
        yield (
            (str(each.get("@value", "")), str(each.get("@language", ""))) if isinstance(each, dict) else (str(each), "")
        )


def _days(start: Any, end: Any) -> Iterator[tuple[str, str]]:
    """Half-open days, of a first and a last day with or without a time."""
    first, last = _text(start)[:10], _text(end)[:10]
    if first:
        yield "since", first
    if last:
        try:
            yield "until", (date.fromisoformat(last) + timedelta(days=1)).isoformat()
        except ValueError:
            yield "until", last


def _last(value: Any, scheme: str) -> str | None:
    """The word of a concept of ours."""
    iri = _iri(value) or ""
    return iri.rpartition(f"concept/{scheme}/")[2] if f"concept/{scheme}/" in iri else None


def _own_id(iri: str) -> str | None:
    match = _OWN_ID.search(iri)
    return None if match is None else match[0]


def _record_id(iri: str, kind: str) -> str:
    """The id that an IRI ends with; of another program's one that is the same every time."""
    own = _own_id(iri)
    return own if own is not None and own.startswith(f"{kind}/") else f"{kind}/{opaque_key(iri)}"
