"""Linked data in the terms of W3C ORG and OSLO: read with an independent reader, held to SHACL shapes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from pyshacl import validate
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import FOAF, ORG, RDF, SKOS, XSD

from graph.domain.codec import identity_of, read_record
from graph.domain.declaring import FieldSpec, Shape
from graph.domain.kinds import EDGE_KINDS, NODE_KINDS, Edge, Record, field_specs
from graph.formats.jsonld.write import BASE, LOSSES, jsonld, shapes
from graph.model.snapshot import Snapshot
from tests.graphs import Plains, edge, node, organisation, records_of, school, seat, snapshot_of
from tests.unit.formats.random_records import graphs

# The JSON-LD reader of rdflib itself uses a class that rdflib has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

ON = date(2026, 11, 26)
MANDAAT = Namespace("http://data.vlaanderen.be/ns/mandaat#")
BESLUIT = Namespace("http://data.vlaanderen.be/ns/besluit#")
PERSON = Namespace("http://www.w3.org/ns/person#")
ADMS = Namespace("http://www.w3.org/ns/adms#")
MW = Namespace("urn:mandaatwijzer:ns:")


def iri(record_id: str) -> URIRef:
    return URIRef(BASE + record_id)


def read(snapshot: Snapshot, on: date = ON) -> Graph:
    return Graph().parse(data=jsonld(snapshot, on), format="json-ld")


def graph_of(*plains: Plains) -> Graph:
    return read(snapshot_of(*plains))


def conforms(data: Graph) -> str:
    """Nothing when the graph fits the shapes, else what does not."""
    fits, _, text = validate(data, shacl_graph=Graph().parse(data=shapes(), format="turtle"))
    return "" if fits else str(text)


def ict(*more: Plains) -> tuple[Plains, ...]:
    return (
        school("brug", number="012345", identifiers=["kbo:0400000000"], name="De Brug"),
        node("person/an", name="An Claes", given_name="An", family_name="Claes", email="an@debrug.example"),
        node("role_type/ict", name="ICT-coördinator"),
        seat("role/ict", at="organisation/brug", seats=2),
        edge("OF_TYPE", "role/ict", "role_type/ict"),
        *more,
    )


def test_a_role_is_a_mandaat_and_a_post_also_without_a_holder() -> None:
    data = graph_of(*ict())
    role = iri("role/ict")
    assert {MANDAAT.Mandaat, ORG.Post} <= set(data.objects(role, RDF.type))
    assert data.value(role, ORG.postIn) == iri("organisation/brug")
    assert data.value(role, ORG.role) == iri("role_type/ict")
    assert data.value(role, MANDAAT.aantalHouders) == Literal(2)
    assert data.value(role, ORG.heldBy) is None


def test_a_holding_is_a_mandataris_from_the_begin_of_its_first_day_to_the_end_of_its_last() -> None:
    data = graph_of(*ict(edge("HOLDS", "person/an", "role/ict", since="2026-09-01", until="2027-07-01", id="holds/1")))
    holding = iri("holds/1")
    assert MANDAAT.Mandataris in set(data.objects(holding, RDF.type))
    assert data.value(holding, ORG.holds) == iri("role/ict")
    assert data.value(holding, MANDAAT.isBestuurlijkeAliasVan) == iri("person/an")
    assert data.value(holding, MANDAAT.start) == Literal("2026-09-01T00:00:00", datatype=XSD.dateTime)
    assert data.value(holding, MANDAAT.einde) == Literal("2027-06-30T23:59:59", datatype=XSD.dateTime)
    assert data.value(iri("role/ict"), ORG.heldBy) == iri("person/an")


@pytest.mark.parametrize(
    ("more", "acting", "label"),
    [
        ([], None, "Effectief"),
        ([edge("ABSENT_FROM", "person/an", "organisation/brug")], None, "Verhinderd"),
        ([node("person/tom")], "person/tom", "Waarnemend"),
    ],
)
def test_the_status_of_a_holding_is_that_of_the_day(more: list[Any], acting: str | None, label: str) -> None:
    data = graph_of(*ict(*more, edge("HOLDS", "person/an", "role/ict", id="holds/1", acting_for=acting)))
    status = data.value(iri("holds/1"), MANDAAT.status)
    assert data.value(status, SKOS.prefLabel) == Literal(label, lang="nl")


def test_what_ended_stays_as_a_resource_and_is_no_statement_of_the_day() -> None:
    data = graph_of(*ict(edge("HOLDS", "person/an", "role/ict", until="2026-01-01", id="holds/1")))
    assert MANDAAT.Mandataris in set(data.objects(iri("holds/1"), RDF.type))
    assert data.value(iri("role/ict"), ORG.heldBy) is None
    assert data.value(iri("holds/1"), MANDAAT.status) is None


def test_organisations_have_their_numbers_their_sites_and_what_they_lie_under() -> None:
    data = graph_of(
        *ict(),
        organisation("bestuur", "board"),
        organisation("sg", "community"),
        organisation("plein", "site"),
        edge("PART_OF", "organisation/brug", "organisation/bestuur", relation="governance"),
        edge("PART_OF", "organisation/brug", "organisation/sg", relation="community"),
        edge("PART_OF", "organisation/plein", "organisation/brug", relation="location"),
    )
    brug = iri("organisation/brug")
    assert data.value(brug, ORG.subOrganizationOf) == iri("organisation/bestuur")
    assert data.value(brug, ORG.linkedTo) == iri("organisation/sg")
    assert data.value(brug, ORG.hasSite) == iri("organisation/plein")
    assert BESLUIT.Bestuurseenheid in set(data.objects(iri("organisation/bestuur"), RDF.type))
    notations = {str(data.value(number, SKOS.notation)) for number in data.objects(brug, ADMS.identifier)}
    assert notations == {"012345", "0400000000"}
    assert conforms(data) == ""


def test_people_bodies_memberships_expertise_and_mandates_have_their_terms() -> None:
    data = graph_of(
        *ict(),
        node("body/ict", name="ICT-team", since="2026-09-01"),
        edge("BODY_OF", "body/ict", "organisation/brug"),
        edge("MEMBER_OF", "person/an", "body/ict", capacity="chair", since="2026-09-01", id="member_of/1"),
        node("task/wifi", name="Wifi", keywords={"nl": ["netwerk"]}),
        node("expertise/net", name="Netwerk"),
        edge("DECIDES", "role/ict", "task/wifi", ceiling_eur=500, id="decides/1", scope=["organisation/brug"]),
        edge("KNOWS", "person/an", "expertise/net", level=3, id="knows/1"),
    )
    assert data.value(iri("person/an"), FOAF.familyName) == Literal("Claes")
    assert PERSON.Person in set(data.objects(iri("person/an"), RDF.type))
    assert data.value(iri("body/ict"), BESLUIT.bestuurt) == iri("organisation/brug")
    assert data.value(iri("body/ict"), MANDAAT.bindingStart) == Literal("2026-09-01T00:00:00", datatype=XSD.dateTime)
    assert data.value(iri("member_of/1"), ORG.member) == iri("person/an")
    assert data.value(iri("task/wifi"), SKOS.altLabel) == Literal("netwerk", lang="nl")
    assert set(data.objects(iri("decides/1"), RDF.type)) == {MW.Decides, MW.Responsibility}
    assert data.value(iri("decides/1"), MW.ceilingEur) == Literal(500)
    assert data.value(iri("knows/1"), MW.level) == Literal(3)
    assert conforms(data) == ""


def test_the_example_group_fits_the_shapes_and_every_kind_that_is_not_lost_is_there(example: Snapshot) -> None:
    data = read(example)
    assert conforms(data) == ""
    subjects = {str(subject) for subject in data.subjects()}
    written = {record.id for record in example.records() if BASE + record.id in subjects}
    assert {record.id for record in example.records() if record.kind not in LOSSES} == written


def test_the_shapes_refuse_what_an_export_never_writes() -> None:
    data = graph_of(*ict(edge("HOLDS", "person/an", "role/ict", until="2027-07-01", id="holds/1")))
    data.set((iri("holds/1"), MANDAAT.einde, Literal("2027-07-01T00:00:00", datatype=XSD.dateTime)))
    data.remove((iri("role/ict"), MANDAAT.aantalHouders, None))
    text = conforms(data)
    assert "T23:59:59" in text
    assert "aantalHouders" in text


def test_the_same_graph_gives_the_same_bytes_in_any_order(example: Snapshot) -> None:
    assert jsonld(example, ON) == jsonld(Snapshot.of(reversed(tuple(example.records()))), ON)


@given(records=graphs())
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_graph_is_sound_json_ld_that_fits_the_shapes(records: tuple[Record, ...]) -> None:
    distinct = {identity_of(r) if isinstance(r, Edge) else r.id: r for r in records}
    assert conforms(read(Snapshot.of(distinct.values()))) == ""


# What is lost


def samples() -> list[Record]:
    """A record of every kind over nodes of every kind."""
    nodes = [node(f"{word}/{key}", **_required(kind)) for word, kind in NODE_KINDS.items() for key in "ab"]
    edges = [
        edge(word, f"{kind.from_kinds[0]}/a", f"{kind.to_kinds[0]}/b", id=f"{word.lower()}/1")
        for word, kind in EDGE_KINDS.items()
    ]
    problems: list[Any] = []
    records = [read_record(plain, "", problems) for plain in (*nodes, *edges)]
    assert not problems
    return [record for record in records if record is not None]


def _required(kind: Any) -> dict[str, Any]:
    specs = [spec for spec in field_specs(kind) if spec.required and spec.name not in ("id", "name")]
    return {spec.name: _plain(spec) for spec in specs}


def _plain(spec: FieldSpec) -> Any:
    return spec.choices[0] if spec.choices else f"{spec.kinds[0]}/a" if spec.kinds else "x"


def _other(spec: FieldSpec, value: Any) -> Any:
    """A value of the field that differs from this one and from the default."""
    by_shape: dict[Shape, list[Any]] = {
        Shape.TEXT: ["een", "twee"],
        Shape.TEXTS: [("een",)],
        Shape.TEXT_SET: [("systeem:een",)],
        Shape.TEXT_BY_LANGUAGE: [(("en", "one"),)],
        Shape.TEXTS_BY_LANGUAGE: [(("en", ("one",)),)],
        Shape.DATE: [date(2026, 9, 1)],
        Shape.INTEGER: [3],
        Shape.NUMBER: [1.5],
        Shape.FLAG: [True, False],
        Shape.CHOICE: list(spec.choices),
        Shape.CHOICE_SET: [spec.choices[:1]],
        Shape.REFERENCE: [f"{kind}/{key}" for kind in spec.kinds for key in "ab"],
        Shape.REFERENCE_SET: [(f"{kind}/a",) for kind in spec.kinds],
    }
    return next(other for other in by_shape[spec.shape] if other not in (value, spec.default))


def changed(records: Iterable[Record]) -> list[tuple[str, str, Record]]:
    """Each record with each field changed in turn: kind, field and the changed record."""
    return [
        (record.kind, spec.name, replace(record, **{spec.name: _other(spec, getattr(record, spec.name))}))
        for record in records
        for spec in field_specs(type(record))
        if spec.name != "id" and not record.id.endswith("/b")
    ]


def test_every_field_of_every_kind_is_written_except_of_those_that_are_stated_as_lost() -> None:
    records = {record.id: record for record in samples()}
    before = jsonld(Snapshot.of(records.values()), ON)
    unseen = {
        kind
        for kind, _, record in changed(records.values())
        if jsonld(Snapshot.of({**records, record.id: record}.values()), ON) == before
    }
    assert unseen == LOSSES.keys()
    seen_of_lost = [
        (kind, name)
        for kind, name, record in changed(records.values())
        if kind in LOSSES and jsonld(Snapshot.of({**records, record.id: record}.values()), ON) != before
    ]
    assert seen_of_lost == []


def test_a_file_with_another_base_can_be_looked_up_there() -> None:
    base = "https://mandaten.example/id/"
    data = Graph().parse(data=jsonld(Snapshot.of(records_of(*ict())), ON, base), format="json-ld")
    assert (URIRef(f"{base}role/ict"), RDF.type, ORG.Post) in data
