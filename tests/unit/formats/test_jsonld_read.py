"""Linked data comes in: an export loses nothing that it holds, and other data of ORG and OSLO is read in its terms."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from graph.domain.codec import to_plain
from graph.domain.kinds import AffiliatedWith, At, Holds, Organisation, Person, Record, Role
from graph.formats.detect import detect
from graph.formats.jsonld.read import read_jsonld
from graph.formats.jsonld.write import LOSSES, jsonld
from graph.formats.native.write import native_json
from graph.formats.reading.result import Imported, NamedBytes
from graph.model.snapshot import Snapshot
from tests.unit.formats.random_records import graphs

ON = date(2026, 12, 1)
EMPTY = Snapshot.of([])


def read(content: bytes, snapshot: Snapshot = EMPTY) -> Imported:
    return read_jsonld([NamedBytes("graaf.jsonld", content)], snapshot)


def document(*resources: dict[str, Any]) -> bytes:
    prefixes = {
        "o": "http://www.w3.org/ns/org#",
        "m": "http://data.vlaanderen.be/ns/mandaat#",
        "p": "http://www.w3.org/ns/person#",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "skos": "http://www.w3.org/2004/02/skos/core#",
    }
    return json.dumps({"@context": prefixes, "@graph": list(resources)}).encode()


SCHOOL = {"@id": "https://x.example/school/1", "@type": "o:FormalOrganization", "skos:prefLabel": "De Brug"}
POST = {
    "@id": "https://x.example/post/1",
    "@type": ["m:Mandaat"],
    "skos:prefLabel": {"@value": "Directeur", "@language": "nl"},
    "o:postIn": {"@id": "https://x.example/school/1"},
}
SOMEBODY = {"@id": "https://x.example/p/1", "@type": "p:Person", "foaf:name": "Jo Nijs", "foaf:familyName": "Nijs"}
HOLDING = {
    "@id": "https://x.example/h/1",
    "@type": "m:Mandataris",
    "m:isBestuurlijkeAliasVan": {"@id": "https://x.example/p/1"},
    "o:holds": {"@id": "https://x.example/post/1"},
    "m:start": {"@value": "2026-09-01T00:00:00"},
    "m:einde": {"@value": "2027-08-31T23:59:59"},
}


def held(records: Iterable[Record]) -> bytes:
    return native_json([record for record in records if record.kind not in LOSSES])


@given(records=graphs())
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_an_export_that_is_read_again_gives_all_that_it_holds(records: tuple[Record, ...]) -> None:
    lost = {record.id for record in records if record.kind in LOSSES}
    kept = [record for record in records if not lost & set(_texts_in(to_plain(record)))]
    answer = read(jsonld(Snapshot.of(kept), ON))
    assert answer.problems == ()
    assert held(EMPTY.apply(answer.changes).records()) == held(kept)


def _texts_in(value: Any) -> Iterator[str]:
    """Every text of a record in plain form, its references among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts_in(each)


def test_the_example_group_survives_and_a_second_import_changes_nothing(example: Snapshot) -> None:
    content = jsonld(example, ON)
    answer = read(content)
    assert answer.problems == ()
    assert held(EMPTY.apply(answer.changes).records()) == held(example.records())
    assert read(content, example).changes == ()


def test_an_export_changes_nothing_where_it_came_from() -> None:
    first = EMPTY.apply(read(document(SCHOOL, POST, SOMEBODY, HOLDING)).changes)
    assert read(jsonld(first, ON), first).changes == ()


def test_posts_people_and_holdings_of_other_programs_are_read_with_their_own_prefixes() -> None:
    answer = read(document(SCHOOL, POST, SOMEBODY, HOLDING))
    assert answer.problems == ()
    graph = EMPTY.apply(answer.changes)
    (place,), (post,), (jo,) = graph.nodes(Organisation), graph.nodes(Role), graph.nodes(Person)
    assert (place.name, post.name, jo.name, jo.family_name) == ("De Brug", "Directeur", "Jo Nijs", "Nijs")
    assert [link.to_id for link in graph.out(At, post.id)] == [place.id]
    (holding,) = graph.out(Holds, jo.id)
    assert (holding.to_id, holding.since, holding.until) == (post.id, date(2026, 9, 1), date(2027, 9, 1))
    assert read(document(SCHOOL, POST, SOMEBODY, HOLDING), graph).changes == ()


def test_a_mandate_of_oslo_is_read_with_its_role_its_body_and_the_parts_of_a_name() -> None:
    unit = {"@id": "https://x.example/unit/1", "@type": "b:Bestuurseenheid", "skos:prefLabel": "Bestuur Oost"}
    council = {"@id": "https://x.example/body/1", "@type": "b:Bestuursorgaan", "skos:prefLabel": "Directieraad"}
    role = {"@id": "https://x.example/code/1", "@type": "skos:Concept", "skos:prefLabel": "Voorzitter"}
    graph = [
        {**unit, "@type": ["b:Bestuurseenheid"]},
        {**council, "b:bestuurt": {"@id": unit["@id"]}},
        {"@id": council["@id"], "o:hasPost": {"@id": "https://x.example/post/2", "@type": "m:Mandaat", "o:role": role}},
        {"@id": "https://x.example/p/2", "@type": "p:Person", "q:gebruikteVoornaam": "Mia", "foaf:familyName": "Bos"},
        {
            **HOLDING,
            "m:isBestuurlijkeAliasVan": {"@id": "https://x.example/p/2"},
            "o:holds": "https://x.example/post/2",
        },
        {"@id": "https://x.example/post/3", "@type": "m:Mandaat"},
        {"@id": "https://x.example/zone/1", "@type": "o:OrganizationalUnit", "skos:prefLabel": "Dienst"},
    ]
    prefixes = json.loads(document())["@context"] | {
        "b": "http://data.vlaanderen.be/ns/besluit#",
        "q": "https://data.vlaanderen.be/ns/persoon#",
    }
    answer = read(json.dumps({"@context": prefixes, "@graph": graph}).encode())
    assert answer.problems == ()
    snapshot = EMPTY.apply(answer.changes)
    assert [person.name for person in snapshot.nodes(Person)] == ["Mia Bos"]
    assert [post.name for post in snapshot.nodes(Role)] == ["Voorzitter"]
    assert {snapshot.node(edge.to_id).name for edge in snapshot.edges(At)} == {"Bestuur Oost"}  # type: ignore[union-attr]
    assert len(snapshot.edges(Holds)) == 1
    assert [str(note.address) for note in answer.notes if note.matters] == [
        "graaf.jsonld https://x.example/post/3",
        "graaf.jsonld",
    ]
    assert "OrganizationalUnit" in str(answer.notes[-1].text)


def test_a_document_with_its_own_words_and_what_lies_within_each_other_is_read() -> None:
    told = {
        "@context": {
            "@vocab": "http://www.w3.org/ns/org#",
            "label": "http://www.w3.org/2004/02/skos/core#prefLabel",
            "naam": {"@id": "http://xmlns.com/foaf/0.1/name"},
        },
        "@id": "https://x.example/school/1",
        "@type": "FormalOrganization",
        "label": "De Brug",
        "hasMember": [{"@id": "https://x.example/p/1", "@type": "http://xmlns.com/foaf/0.1/Person", "naam": "Jo Nijs"}],
    }
    snapshot = EMPTY.apply(read(json.dumps(told).encode()).changes)
    assert [person.name for person in snapshot.nodes(Person)] == ["Jo Nijs"]
    assert len(snapshot.edges(AffiliatedWith)) == 1


@pytest.mark.parametrize("deep", [12, 40, 900])
def test_what_lies_within_each_other_is_read_to_the_last_or_refused_and_never_in_part(deep: int) -> None:
    told = SOMEBODY
    for number in range(deep):
        told = {
            "@id": f"https://x.example/n/{number}",
            "@type": "p:Person",
            "foaf:name": f"P{number}",
            "foaf:knows": told,
        }
    text = json.dumps({"@graph": []})[:-2].encode()
    answer = read(document(told) if deep < 900 else text + b"[" * deep + b"]" * deep + b"]}")
    if deep == 12:
        assert len(EMPTY.apply(answer.changes).nodes(Person)) == deep + 1
    else:
        assert ["more than 30 deep" in str(problem.message) for problem in answer.problems] == [True]
        assert answer.changes == ()


def test_what_is_told_of_one_in_several_places_is_told_of_one() -> None:
    parts = [{"@id": SOMEBODY["@id"], "o:memberOf": {"@id": f"https://x.example/school/{number}"}} for number in (1, 2)]
    schools = [
        {**SCHOOL, "@id": f"https://x.example/school/{number}", "skos:prefLabel": f"S{number}"} for number in (1, 2)
    ]
    graph = EMPTY.apply(read(document(*schools, SOMEBODY, *parts)).changes)
    (jo,) = graph.nodes(Person)
    assert len(graph.out(AffiliatedWith, jo.id)) == 2


def test_a_membership_of_an_organisation_is_belonging_there() -> None:
    membership = {
        "@id": "https://x.example/m/1",
        "@type": "o:Membership",
        "o:member": {"@id": "https://x.example/p/1"},
        "o:organization": {"@id": "https://x.example/school/1"},
    }
    graph = EMPTY.apply(read(document(SCHOOL, SOMEBODY, membership)).changes)
    (jo,) = graph.nodes(Person)
    assert len(graph.out(AffiliatedWith, jo.id)) == 1


def test_what_is_no_linked_data_of_ours_is_refused_and_a_context_elsewhere_is_noted() -> None:
    assert read(b'{"@context": {}, "@graph": []}').problems
    content = b'{"@context": "https://x.example/c.jsonld", "@graph": [{"@id": "a", "@type": "b"}]}'
    assert read(content).problems
    known = detect(NamedBytes("g.json", content))
    assert getattr(known, "name", "") == "jsonld"
