"""What goes out in the native format comes in again without loss."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

import pytest
from hypothesis import HealthCheck, given, settings

from graph.domain.changes import Put
from graph.domain.kinds import Record
from graph.formats.native.read import read_native
from graph.formats.native.write import native_json, native_ndjson, native_ndjson_lines, native_yaml
from graph.formats.reading.result import NamedBytes
from graph.model.snapshot import Snapshot
from seed_data import catalogue_files, example_files
from tests.graphs import edge, node, records_of
from tests.unit.formats.random_records import graphs

Export = Callable[[Iterable[Record]], bytes]
FORMS = [("graph.json", native_json), ("graph.ndjson", native_ndjson), ("graph.yaml", native_yaml)]


def imported(name: str, content: bytes) -> tuple[Record, ...]:
    answer = read_native([NamedBytes(name, content)], Snapshot.of([]))
    assert answer.problems == ()
    return tuple(change.record for change in answer.changes if isinstance(change, Put))


def by_id(records: Iterable[Record]) -> dict[str, Record]:
    return {record.id: record for record in records}


@pytest.mark.parametrize(("name", "export"), FORMS)
@given(records=graphs())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_a_round_trip_loses_nothing(name: str, export: Export, records: tuple[Record, ...]) -> None:
    content = export(records)
    again = imported(name, content)
    assert by_id(again) == by_id(records)
    assert export(again) == content


@pytest.mark.parametrize(("name", "export"), FORMS)
def test_the_shipped_data_survives_a_round_trip(name: str, export: Export) -> None:
    files = [NamedBytes(file.name, file.read_bytes()) for file in (*catalogue_files(), *example_files())]
    answer = read_native(files, Snapshot.of([]))
    assert answer.problems == ()
    records = [change.record for change in answer.changes if isinstance(change, Put)]
    assert len(records) > 500
    assert by_id(imported(name, export(records))) == by_id(records)


def test_the_order_of_the_records_makes_no_difference() -> None:
    records = records_of(node("task/b"), node("role/a"), node("task/a"), edge("EXECUTES", "role/a", "task/b"))
    assert native_json(records) == native_json(tuple(reversed(records)))


def test_json_is_compact_with_sorted_keys_nodes_and_edges_in_order() -> None:
    records = records_of(
        node("task/e", name="één"),
        node("role/a"),
        edge("STEERS", "role/a", "task/e", id="steers/2"),
        edge("EXECUTES", "role/a", "task/e", id="executes/1", since="2026-09-01"),
    )
    assert native_json(records).decode() == (
        '{"edges":['
        '{"from":"role/a","id":"executes/1","kind":"EXECUTES","since":"2026-09-01","to":"task/e"},'
        '{"from":"role/a","id":"steers/2","kind":"STEERS","to":"task/e"}],'
        '"mandaatwijzer":1,"nodes":['
        '{"id":"role/a","kind":"role","name":"a"},'
        '{"id":"task/e","kind":"task","name":"één"}]}'
    )


def test_an_edge_keeps_its_id_also_when_it_could_be_derived() -> None:
    records = records_of(node("role/a"), node("task/b"), edge("EXECUTES", "role/a", "task/b"))
    written = json.loads(native_json(records))["edges"][0]
    assert written["id"] == next(record.id for record in records if record.kind == "EXECUTES")


def test_an_empty_graph_is_a_file_too() -> None:
    assert native_json([]) == b'{"edges":[],"mandaatwijzer":1,"nodes":[]}'
    assert native_ndjson([]) == b'{"mandaatwijzer":1}\n'
    assert imported("graph.yaml", native_yaml([])) == ()


def test_ndjson_has_its_version_first_then_one_record_a_line() -> None:
    lines = list(native_ndjson_lines(records_of(node("task/a"), node("role/b"))))
    assert [json.loads(line).get("id") for line in lines] == [None, "role/b", "task/a"]
    assert all(line.endswith(b"\n") for line in lines)
