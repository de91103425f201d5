"""Linked data: JSON-LD in the terms of W3C ORG and of OSLO (mandaat, besluit, persoon, generiek).

Where a standard term fits, it is used: a role is a `mandaat:Mandaat` (an `org:Post`, which may be vacant), a holding a
`mandaat:Mandataris`, a body a `besluit:Bestuursorgaan`, belonging somewhere an `org:Membership`, a site an `org:Site`;
expertise, tasks and decisions are concepts of SKOS. Tasks, kinds of mandates and levels of expertise have no standard
term; they are in a namespace of our own, `mw`.

Every edge is a resource with its own days and fields, of every period. Statements without days of their own
(`org:postIn`, `org:heldBy`, `org:subOrganizationOf`, `skos:broader` ...) are those of the day of the export. Inside,
periods are half-open; a Mandataris has `mandaat:start` at the begin of its first day and `mandaat:einde` at 23:59:59
of its last, as OSLO has it. What is not written at all is in `LOSSES`; `shapes.ttl` says in SHACL what a reader may
rely on.

Sources: https://www.w3.org/TR/vocab-org/ and https://data.vlaanderen.be/ns/mandaat
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from importlib.resources import files
from typing import Any

from graph.domain.declaring import FieldSpec, Shape
from graph.domain.identifiers import ALIAS
from graph.domain.kinds import (
    AffiliatedWith,
    At,
    Body,
    BodyOf,
    Broader,
    Channel,
    Decision,
    Edge,
    Expertise,
    Holds,
    InGroup,
    Mandate,
    MemberOf,
    Node,
    OfType,
    Organisation,
    PartOf,
    Person,
    Record,
    Role,
    RoleType,
    Task,
    TaskGroup,
    field_specs,
)
from graph.domain.periods import last_day
from graph.domain.spelling import camel
from graph.formats.native.write import in_order
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot

__all__ = ["BASE", "LOSSES", "context", "jsonld", "shapes"]

BASE = "urn:mandaatwijzer:id:"
"""Before the id of a record when no address is given under which records can be looked up."""

LOSSES: Mapping[str, str] = {
    "norm": "what a school wants to be arranged is a rule of its own, not a statement about who has what",
    "profile": "the same",
    "allotment": "hours and means have no place in these vocabularies",
    "acceptance": "a finding that is left as it is says nothing outside this product",
    "ADOPTS": "goes with profiles",
    "EXCEPTED_FROM": "goes with norms",
    "ALLOTTED_TO": "goes with allotments",
}
"""The kinds that are not written, and why."""

Resource = dict[str, Any]


def jsonld(snapshot: Snapshot, on: date, base: str = BASE) -> bytes:
    """One JSON-LD document with its context in it.

    Args:
        snapshot: the graph.
        on: the day of the statements that have no days of their own, and of the status of holdings.
        base: stands before every id to make an IRI; end it with a slash or colon.

    Returns:
        UTF-8, resources in the order of the native format; the same for the same graph and day. Cost: linear.
    """
    writer = _Writer(snapshot, on, base)
    document = {**context(), "@graph": list(writer.resources())}
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def context() -> dict[str, Any]:
    """The context of every export."""
    read: dict[str, Any] = json.loads((files(__package__) / "context.jsonld").read_text("utf-8"))
    return read


def shapes() -> str:
    """The SHACL shapes that every export fits, in Turtle."""
    return (files(__package__) / "shapes.ttl").read_text("utf-8")


_CLASSES: Mapping[type[Node], tuple[str, ...]] = {
    Organisation: ("org:Organization",),
    Person: ("person:Person",),
    Role: ("mandaat:Mandaat", "org:Post"),
    RoleType: ("org:Role", "skos:Concept"),
    Task: ("mw:Task", "skos:Concept"),
    Decision: ("mw:Decision", "skos:Concept"),
    TaskGroup: ("mw:TaskGroup", "skos:Concept"),
    Body: ("besluit:Bestuursorgaan", "org:OrganizationalUnit", "org:Organization"),
    Expertise: ("mw:Expertise", "skos:Concept"),
    Channel: ("schema:ContactPoint",),
}
_OF_TYPE: Mapping[str, tuple[str, ...]] = {
    "school": ("org:FormalOrganization",),
    "centre": ("org:FormalOrganization",),
    "partner": ("org:FormalOrganization",),
    "school_group": ("org:FormalOrganization", "besluit:Bestuurseenheid"),
    "board": ("org:FormalOrganization", "besluit:Bestuurseenheid"),
    "community": (),
    "site": ("org:Site", "org:OrganizationalUnit"),
}
_SCHEMES: Mapping[type[Node], str] = {
    RoleType: "role-types",
    Task: "subjects",
    Decision: "subjects",
    TaskGroup: "subjects",
    Expertise: "expertise",
}
_STATUS = {"effective": "Effectief", "absent": "Verhinderd", "acting": "Waarnemend"}


class _Writer:
    """Turns records into resources."""

    def __init__(self, snapshot: Snapshot, on: date, base: str) -> None:
        self.snapshot = snapshot
        self.on = on
        self.base = base
        self.coverage = Coverage.of(snapshot, on)
        self.concepts: dict[str, Resource] = {}

    def resources(self) -> Iterator[Resource]:
        """Every resource once; the concepts that only classify come last."""
        nodes, edges = in_order(self.snapshot.records())
        for node in nodes:
            if node.kind not in LOSSES:
                yield from self._node(node)
        for edge in edges:
            if edge.kind not in LOSSES:
                yield from self._edge(edge)
        for scheme in sorted({f"scheme/{name}" for name in _SCHEMES.values()}):
            yield {"@id": self.base + scheme, "@type": "skos:ConceptScheme"}
        yield from (self.concepts[key] for key in sorted(self.concepts))

    # Nodes

    def _node(self, node: Node) -> Iterator[Resource]:
        own = dict(_NODES.get(type(node), lambda _writer, _node: {})(self, node))
        resource: Resource = {
            "@id": self._iri(node.id),
            "@type": [*_CLASSES[type(node)], *_OF_TYPE.get(getattr(node, "type", ""), ())]
            if isinstance(node, Organisation)
            else list(_CLASSES[type(node)]),
            "rdfs:label": node.name,
            **_labels(node),
            **self._fields(node, {"id", "name", "names", *_WRITTEN.get(type(node), ())}),
            **self._current(node),
        }
        scheme = _SCHEMES.get(type(node))
        if scheme is not None:
            resource["skos:inScheme"] = self._ref(f"scheme/{scheme}")
        nested = own.pop("nested", [])
        yield {**resource, **own}
        yield from nested

    def organisation(self, place: Organisation) -> Iterator[tuple[str, Any]]:
        """What a standard term says of an organisation."""
        yield "org:classification", self._concept("organisation-type", place.type)
        numbers = [("instellingsnummer", place.number)] if place.number else []
        yield from self._identifiers(place.id, numbers, place.identifiers)

    def person(self, person: Person) -> Iterator[tuple[str, Any]]:
        """What a standard term says of a person."""
        yield "foaf:name", person.name
        if person.family_name:
            yield "foaf:familyName", person.family_name
        if person.given_name:
            yield "persoon:gebruikteVoornaam", person.given_name
        if person.email:
            yield "foaf:mbox", {"@id": f"mailto:{_escaped(person.email)}"}
        yield from self._identifiers(person.id, [], person.identifiers)

    def role(self, role: Role) -> Iterator[tuple[str, Any]]:
        """How many seats."""
        yield "mandaat:aantalHouders", role.seats

    def body(self, body: Body) -> Iterator[tuple[str, Any]]:
        """Its classification and its term of office."""
        concept = self._concept("body-type", body.type)
        yield "besluit:classificatie", concept
        yield "org:classification", concept
        if body.since is not None:
            yield "mandaat:bindingStart", _begin_of(body.since)
        if body.until is not None:
            yield "mandaat:bindingEinde", _end_of(body.until)

    def keywords(self, node: Any) -> Iterator[tuple[str, Any]]:
        """Everyday words are other labels."""
        words = [{"@value": word, "@language": language} for language, some in node.keywords for word in some]
        if words:
            yield "skos:altLabel", words

    def _identifiers(
        self, owner: str, numbers: Iterable[tuple[str, str]], identifiers: Iterable[str]
    ) -> Iterator[tuple[str, Any]]:
        """Numbers elsewhere; what a file once called somebody is no number."""
        aliases = [text for text in identifiers if text.startswith(ALIAS)]
        numbers = [*numbers, *(_system_and_value(text) for text in identifiers if not text.startswith(ALIAS))]
        if aliases:
            yield "mw:alias", [text.removeprefix(ALIAS) for text in aliases]
        nested = [
            {
                "@id": f"{self._iri(owner)}#identifier-{place}",
                "@type": ["adms:Identifier"],
                "skos:notation": value,
                **({"adms:schemaAgency": system} if system else {}),
                "generiek:gestructureerdeIdentificator": {
                    "@id": f"{self._iri(owner)}#identifier-{place}-parts",
                    "@type": ["generiek:GestructureerdeIdentificator"],
                    "generiek:lokaleIdentificator": value,
                },
            }
            for place, (system, value) in enumerate(numbers, 1)
        ]
        if nested:
            yield "adms:identifier", [{"@id": resource["@id"]} for resource in nested]
            yield "nested", nested

    def _current(self, node: Node) -> Resource:
        """The statements of the day that have no days of their own."""
        found: dict[str, set[str]] = {}
        for kind, predicate, end in _DIRECT:
            edges = self.snapshot.out(kind, node.id) if end == "to" else self.snapshot.into(kind, node.id)
            for edge in edges:
                name = predicate(edge, self.snapshot)
                if name and self.snapshot.in_force(edge, self.on):
                    found.setdefault(name, set()).add(edge.to_id if end == "to" else edge.from_id)
        return {name: [self._ref(other) for other in sorted(others)] for name, others in sorted(found.items())}

    # Edges

    def _edge(self, edge: Edge) -> Iterator[Resource]:
        resource: Resource = {"@id": self._iri(edge.id), "@type": [f"mw:{camel(edge.kind.lower(), first=True)}"]}
        resource |= self._fields(edge, {"id"})
        nested: list[Resource] = []
        if isinstance(edge, Holds):
            resource |= self._mandataris(edge)
            resource["@type"].append("mandaat:Mandataris")
        elif isinstance(edge, AffiliatedWith | MemberOf):
            resource |= self._membership(edge, nested)
            resource["@type"].append("org:Membership")
        elif isinstance(edge, Mandate):
            resource["@type"].append("mw:Responsibility")
        yield resource
        yield from nested

    def _mandataris(self, holding: Holds) -> Resource:
        resource: Resource = {
            "org:holds": self._ref(holding.to_id),
            "mandaat:isBestuurlijkeAliasVan": self._ref(holding.from_id),
        }
        if holding.since is not None:
            resource["mandaat:start"] = _begin_of(holding.since)
        if holding.until is not None:
            resource["mandaat:einde"] = _end_of(holding.until)
        if self.snapshot.in_force(holding, self.on):
            resource["mandaat:status"] = self._concept("holding-status", self._status(holding))
        return resource

    def _status(self, holding: Holds) -> str:
        places = [link.to_id for link in self.snapshot.out(At, holding.to_id)]
        if any(self.coverage.absent(holding.from_id, place) for place in places):
            return "absent"
        return "effective" if holding.acting_for is None else "acting"

    def _membership(self, edge: AffiliatedWith | MemberOf, nested: list[Resource]) -> Resource:
        is_post = self.snapshot.find(Role, edge.from_id) is not None
        resource: Resource = {
            "mw:memberPost" if is_post else "org:member": self._ref(edge.from_id),
            "org:organization": self._ref(edge.to_id),
        }
        if edge.capacity:
            resource["org:role"] = self._concept("capacity", edge.capacity)
        interval = self._interval(edge)
        if interval is not None:
            resource["org:memberDuring"] = {"@id": interval["@id"]}
            nested.append(interval)
        return resource

    def _interval(self, edge: Edge) -> Resource | None:
        """The days of a membership, the last one included."""
        ends = (("hasBeginning", edge.since), ("hasEnd", last_day(edge.until)))
        own = f"{self._iri(edge.id)}#during"
        instants = {
            f"time:{name}": {"@id": f"{own}-{name}", "@type": ["time:Instant"], "time:inXSDDate": _typed(day, "date")}
            for name, day in ends
            if day is not None
        }
        return {"@id": own, "@type": ["time:Interval"], **instants} if instants else None

    # Parts

    def _fields(self, record: Record, written: set[str]) -> Resource:
        """Every field that has no standard term, in our own namespace; a default says nothing."""
        return {
            f"mw:{camel(spec.key)}": self._value(spec, value)
            for spec in field_specs(type(record))
            if spec.name not in written and (value := getattr(record, spec.name)) != spec.default
        }

    def _value(self, spec: FieldSpec, value: Any) -> Any:
        if spec.shape is Shape.REFERENCE:
            return self._ref(value)
        if spec.shape is Shape.REFERENCE_SET:
            return [self._ref(item) for item in value]
        if spec.shape is Shape.DATE:
            return _typed(value, "date")
        if spec.shape is Shape.NUMBER:
            return {"@value": repr(float(value)), "@type": "xsd:double"}
        if spec.shape is Shape.TEXTS:
            return {"@list": list(value)}
        return list(value) if isinstance(value, tuple) else value

    def _concept(self, scheme: str, word: str) -> Resource:
        """A word that classifies, as a concept of our own."""
        label = _STATUS[word] if scheme == "holding-status" else word.replace("_", " ")
        own = f"{self.base}concept/{scheme}/{word}"
        language = "nl" if scheme == "holding-status" else "en"
        self.concepts.setdefault(
            own,
            {"@id": own, "@type": ["skos:Concept"], "skos:prefLabel": {"@value": label, "@language": language}},
        )
        return {"@id": own}

    def _ref(self, record_id: str) -> Resource:
        return {"@id": self._iri(record_id)}

    def _iri(self, record_id: str) -> str:
        return self.base + record_id


_NODES: Mapping[type[Node], Callable[[_Writer, Any], Iterator[tuple[str, Any]]]] = {
    Organisation: _Writer.organisation,
    Person: _Writer.person,
    Role: _Writer.role,
    Body: _Writer.body,
    Task: _Writer.keywords,
    Decision: _Writer.keywords,
    Expertise: _Writer.keywords,
}
_WRITTEN: Mapping[type[Node], tuple[str, ...]] = {
    Organisation: ("type", "number", "identifiers"),
    Person: ("given_name", "family_name", "email", "identifiers"),
    Role: ("seats",),
    Body: ("type", "since", "until"),
    Task: ("keywords",),
    Decision: ("keywords",),
    Expertise: ("keywords",),
}


Predicate = Callable[[Any, Snapshot], str]


def _up(link: PartOf, snapshot: Snapshot) -> str:
    """A community overlaps boards, so what lies in it is linked to it and no part of it."""
    if link.relation == "community":
        return "org:linkedTo"
    return "org:siteOf" if _is_site(link, snapshot) else "org:subOrganizationOf"


def _down(link: PartOf, snapshot: Snapshot) -> str:
    if link.relation == "community":
        return ""
    return "org:hasSite" if _is_site(link, snapshot) else "org:hasSubOrganization"


def _is_site(link: PartOf, snapshot: Snapshot) -> bool:
    below = snapshot.find(Organisation, link.from_id)
    return below is not None and below.type == "site"


def _always(name: str) -> Predicate:
    return lambda _edge, _snapshot: name


_DIRECT: tuple[tuple[type[Edge], Predicate, str], ...] = (
    (PartOf, _up, "to"),
    (PartOf, _down, "from"),
    (At, _always("org:postIn"), "to"),
    (At, _always("org:hasPost"), "from"),
    (OfType, _always("org:role"), "to"),
    (Holds, _always("org:heldBy"), "from"),
    (BodyOf, _always("besluit:bestuurt"), "to"),
    (InGroup, _always("skos:broader"), "to"),
    (Broader, _always("skos:broader"), "to"),
)
"""The statements without days: from which edge, under which name, and whether from its start or its end."""


def _labels(node: Node) -> Resource:
    if isinstance(node, Person):
        return {"skos:prefLabel": [{"@value": t, "@language": lang} for lang, t in node.names]} if node.names else {}
    labels = [{"@value": text, "@language": language} for language, text in node.names]
    return {"skos:prefLabel": labels or node.name}


def _begin_of(day: date) -> Resource:
    return {"@value": f"{day.isoformat()}T00:00:00", "@type": "xsd:dateTime"}


def _end_of(until: date) -> Resource:
    last = last_day(until)
    return {"@value": f"{(last or until).isoformat()}T23:59:59", "@type": "xsd:dateTime"}


def _typed(day: date, type_: str) -> Resource:
    return {"@value": day.isoformat(), "@type": f"xsd:{type_}"}


def _system_and_value(identifier: str) -> tuple[str, str]:
    """ "kbo:0400" says a number and where it is one; a text without a colon only a number."""
    system, colon, value = identifier.partition(":")
    return (system, value) if colon and value else ("", identifier)


def _escaped(text: str) -> str:
    """A text as part of an IRI."""
    return "".join(letter if letter.isalnum() or letter in "@.-_+" else f"%{ord(letter):02X}" for letter in text)
