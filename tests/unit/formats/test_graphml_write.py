"""GraphML holds everything, and programs that read graphs can open it."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from xml.etree import ElementTree

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings

from graph.domain.changes import Put
from graph.domain.kinds import Record
from graph.formats.graphml.read import read_graphml
from graph.formats.graphml.words import NAMESPACE, attributes_of, attributes_of_kind
from graph.formats.graphml.write import graphml
from graph.formats.native.write import native_json
from graph.formats.reading.result import Imported, NamedBytes
from graph.model.snapshot import Snapshot
from tests.graphs import edge, node, records_of, school
from tests.unit.formats.random_records import graphs

HEAD = f'<graphml xmlns="{NAMESPACE}">'


def read(content: bytes | str, snapshot: Snapshot | None = None) -> Imported:
    data = content.encode() if isinstance(content, str) else content
    return read_graphml([NamedBytes("graph.graphml", data)], snapshot or Snapshot.of([]))


def records_in(imported: Imported) -> list[Record]:
    assert imported.problems == ()
    return [change.record for change in imported.changes if isinstance(change, Put)]


@given(records=graphs())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_a_round_trip_gives_the_same_canonical_graph(records: tuple[Record, ...]) -> None:
    content = graphml(records)
    assert native_json(records_in(read(content))) == native_json(records)


def test_the_example_group_survives_and_a_second_import_changes_nothing(example: Snapshot) -> None:
    records = list(example.records())
    content = graphml(records)
    assert native_json(records_in(read(content))) == native_json(records)
    assert read(content, Snapshot.of(records)).changes == ()


def test_networkx_reads_the_same_nodes_edges_and_typed_values(example: Snapshot) -> None:
    records = list(example.records())
    read_back = nx.read_graphml(BytesIO(graphml(records)), force_multigraph=True)
    assert isinstance(read_back, nx.MultiDiGraph)
    assert set(read_back.nodes) == {record.id for record in records if not record.is_edge}
    assert {key for _, _, key in read_back.edges(keys=True)} == {record.id for record in records if record.is_edge}
    place = read_back.nodes["organisation/scholengroep-de-vaart"]
    assert (place["label"], place["number"]) == ("Scholengroep De Vaart", "099001")
    assert isinstance(place["latitude"], float)
    levels = [data["level"] for _, _, data in read_back.edges(data=True) if data["kind"] == "KNOWS" and "level" in data]
    assert levels
    assert all(isinstance(level, int) for level in levels)


def test_every_attribute_has_one_type_that_gephi_knows_and_every_data_its_key(example: Snapshot) -> None:
    tree = ElementTree.fromstring(graphml(example.records()))  # noqa: S314 (our own file)
    keys = tree.findall(f"{{{NAMESPACE}}}key")
    assert {key.get("attr.type") for key in keys} <= {"string", "long", "double", "boolean"}
    names = [(key.get("for"), key.get("attr.name")) for key in keys]
    assert len(names) == len(set(names))
    used = {(data.get("key")) for data in tree.iter(f"{{{NAMESPACE}}}data")}
    assert used <= {key.get("id") for key in keys}
    assert {"label", "kind"} <= {name for side, name in names if side == "edge"}


def test_no_attribute_takes_a_name_that_programs_give_a_meaning() -> None:
    taken = {"id", "source", "target", "weight", "label", "type", "timeset", "interval"}
    assert not taken & {attribute.name for nodes in (True, False) for attribute in attributes_of(nodes=nodes)}
    assert len({attribute.name for attribute in attributes_of_kind("USUALLY")}) == len(attributes_of_kind("USUALLY"))


def test_characters_that_xml_cannot_hold_come_back() -> None:
    records = records_of(node("task/a", name="half \uffff"), node("task/b", name=" regel\r\n twee\t& <b> "))
    assert native_json(records_in(read(graphml(records)))) == native_json(records)


def test_what_another_program_adds_is_not_read_and_named() -> None:
    content = graphml(records_of(node("task/a"))).decode()
    content = content.replace("</node>", '<data key="x">1.5</data><data key="d9">7</data></node>')
    imported = read(content)
    assert [record.id for record in records_in(imported)] == ["task/a"]
    assert [str(item) for item in imported.notes] == ["graph.graphml: Attributes that are not read: d9, x"]


def test_a_program_may_give_its_own_key_ids_and_decimals() -> None:
    imported = read(
        HEAD + '<key id="d0" for="node" attr.name="kind" attr.type="string"/>'
        '<key id="d1" for="node" attr.name="name" attr.type="string"/>'
        '<key id="d2" for="node" attr.name="seats" attr.type="double"/>'
        '<graph><node id="role/a"><data key="d0">role</data><data key="d1">A</data><data key="d2">2.0</data></node>'
        "</graph></graphml>"
    )
    assert getattr(records_in(imported)[0], "seats", None) == 2


def test_an_edge_that_was_given_a_number_as_id_gets_the_one_that_follows_from_it() -> None:
    records = records_of(school("brug"), node("task/a"), edge("NOT_USED_AT", "task/a", "organisation/brug"))
    link = next(record for record in records if record.is_edge)
    content = graphml(records).decode().replace(f'id="{link.id}"', 'id="7"')
    assert {record.id for record in records_in(read(content))} == {record.id for record in records}


def lines(*texts: str) -> str:
    return "\n".join((HEAD + "<graph>", *texts, "</graph></graphml>"))


@pytest.mark.parametrize(
    ("content", "place", "word"),
    [
        ("<graphml", "graph.graphml:1", "not well-formed"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><graphml/>', "graph.graphml:1", "document type"),
        ("<html></html>", "graph.graphml", "not GraphML"),
        (lines('<node id="task/a"/>'), "graph.graphml:2", "no kind"),
        (lines("", '<node id="x"><data key="kind">role</data><data key="name">A</data></node>'), ":3", "not an id"),
        (
            lines(
                '<node id="role/a">',
                '<data key="kind">role</data><data key="name">A</data><data key="seats">x</data></node>',
            ),
            ":2",
            "is no whole number",
        ),
        (
            lines('<edge source="role/a" target="task/b"><data key="kind">EXECUTES</data></edge>'),
            ":2",
            "There is no role/a",
        ),
        (lines('<node id="role/a"><data key="kind">role</data><data key="exact">{</data></node>'), ":2", "not JSON"),
    ],
)
def test_what_cannot_be_read_is_a_problem_with_its_line(content: str, place: str, word: str) -> None:
    imported = read(content)
    assert place in imported.problems[0].place
    assert word in str(imported.problems[0].message)
    assert imported.changes == ()


def test_all_problems_come_at_once() -> None:
    broken: Iterable[str] = (f'<node id="{number}"><data key="kind">role</data></node>' for number in range(3))
    assert len(read(lines(*broken)).problems) >= 3


def keyed(*keys: str, graph: str = "", direction: str = "directed") -> str:
    """A document with these keys, each `name:side:default`, and a graph."""
    declared = "".join(
        f'<key id="{name}" for="{side}" attr.name="{name}" attr.type="string">'
        f"{f'<default>{default}</default>' if default else ''}</key>"
        for name, side, default in (key.split(":") for key in ("kind:all:", "name:node:", *keys))
    )
    return f'{HEAD}{declared}<graph edgedefault="{direction}">{graph}</graph></graphml>'


def channel(**data: str) -> str:
    told = {"kind": "channel", "name": "Lijn", "sort": "phone", **data}
    values = "".join(f'<data key="{key}">{value}</data>' for key, value in told.items())
    return f'<node id="channel/lijn">{values}</node>'


@pytest.mark.parametrize(
    ("written", "value"), [("True", True), ("False", False), ("TRUE", True), ("1", True), ("0", False)]
)
def test_yes_and_no_are_read_as_programs_write_them(written: str, value: bool) -> None:
    (record,) = records_in(read(keyed("sort:node:", "private:node:", graph=channel(private=written))))
    assert record.private is value


def test_a_value_that_cannot_be_read_is_told_of_once() -> None:
    problems = read(keyed("sort:node:", "private:node:", graph=channel(private="misschien"))).problems
    assert [problem.field for problem in problems] == ["private"]


def test_other_problems_of_the_same_record_are_told_too() -> None:
    problems = read(keyed("sort:node:", "private:node:", graph=channel(private="x", sort="duif"))).problems
    assert sorted(problem.field or "" for problem in problems) == ["private", "type"]


def test_what_an_element_does_not_state_has_the_default_of_its_key() -> None:
    pupil, staff = (
        f'<node id="person/{key}"><data key="kind">person</data><data key="name">Jo</data>{more}</node>'
        for key, more in (("a", ""), ("b", '<data key="sort">staff</data>'))
    )
    found = records_in(read(keyed("sort:node:pupil", "level:edge:3", graph=pupil + staff)))
    assert [record.type for record in found] == ["pupil", "staff"]


def test_an_edge_without_a_direction_is_noted() -> None:
    links = "".join(
        f'<edge source="organisation/a" target="organisation/b"{direction}><data key="kind">SUPPORTS</data></edge>'
        for direction in ("", ' directed="true"')
    )
    stored = Snapshot.of(records_of(school("a"), school("b")))
    found = read(keyed(graph=links, direction="undirected"), stored)
    assert [str(note.text)[:25] for note in found.notes] == ["One edge has no direction"]
    assert read(keyed(graph=links), stored).notes == ()


@pytest.mark.parametrize("encoding", ["UTF-7", "cp037", "rot13", "no-such-encoding"])
def test_a_file_that_names_an_encoding_which_is_not_read_says_so(encoding: str) -> None:
    content = f'<?xml version="1.0" encoding="{encoding}"?>{HEAD}<graph edgedefault="directed"></graph></graphml>'
    (problem,) = read(content).problems
    assert problem.place
