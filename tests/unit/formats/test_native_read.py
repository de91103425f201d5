"""The native format: all problems at once, nothing changed by a second import, corrections, retirement."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

import pytest

from graph.domain.changes import Put, Remove
from graph.domain.rules import check_all
from graph.formats.native.read import read_native
from graph.formats.native.write import native_json
from graph.formats.reading.result import Imported, NamedBytes
from graph.model.snapshot import Snapshot
from tests.graphs import edge, node, snapshot_of
from tests.real_data import real_file

EMPTY = Snapshot.of([])
SEAT = node("role/ict", name="ICT-coördinator")
TASK = node("task/wifi", name="Wifi")


def file(*records: dict[str, Any], name: str = "a.json", **top: Any) -> NamedBytes:
    nodes = [record for record in records if "from" not in record]
    edges = [record for record in records if "from" in record]
    return NamedBytes(name, json.dumps({"mandaatwijzer": 1, "nodes": nodes, "edges": edges, **top}).encode())


def read(content: bytes | str, name: str = "a.json", snapshot: Snapshot = EMPTY) -> Imported:
    raw = content.encode() if isinstance(content, str) else content
    return read_native([NamedBytes(name, raw)], snapshot)


def places(answer: Imported) -> list[str]:
    return [problem.place for problem in answer.problems]


def stored(answer: Imported, snapshot: Snapshot = EMPTY) -> Snapshot:
    assert answer.problems == ()
    return snapshot.apply(answer.changes)


def test_an_edge_without_id_gets_the_derived_one() -> None:
    answer = read_native([file(SEAT, TASK, edge("EXECUTES", "role/ict", "task/wifi", since="2025-09-01"))], EMPTY)
    identity = b'{"from":"role/ict","kind":"EXECUTES","since":"2025-09-01","to":"task/wifi"}'
    derived = f"executes/{hashlib.sha256(identity).hexdigest()[:20]}"
    assert [change.id for change in answer.changes] == ["role/ict", "task/wifi", derived]


def test_importing_twice_changes_nothing() -> None:
    files = [file(SEAT, TASK, edge("EXECUTES", "role/ict", "task/wifi", since="2025-09-01"))]
    again = read_native(files, stored(read_native(files, EMPTY)))
    assert (again.changes, again.problems, bool(again.difference)) == ((), (), False)


def test_several_files_are_one_import() -> None:
    answer = read_native([file(edge("EXECUTES", "role/ict", "task/wifi"), name="edges.json"), file(SEAT, TASK)], EMPTY)
    assert answer.problems == ()
    assert len(answer.changes) == 3


def test_an_end_may_be_stored_already() -> None:
    answer = read_native([file(edge("EXECUTES", "role/ict", "task/wifi"))], snapshot_of(SEAT, TASK))
    assert [change.id.split("/")[0] for change in answer.changes] == ["executes"]


def test_every_problem_is_named_at_once() -> None:
    answer = read_native(
        [
            file(
                {"kind": "wizard", "id": "wizard/x"},
                {"kind": "role", "id": "role/a", "name": "a", "colour": "red"},
                {"kind": "person", "id": "person/b", "name": 7},
                edge("EXECUTES", "role/ict", "task/wifi", since="2026-02-30"),
                edge("STEERS", "role/ict", "task/wifi", since="2026-09-01", until="2026-09-01"),
                extra=1,
            )
        ],
        EMPTY,
    )
    assert sorted((problem.place, problem.field) for problem in answer.problems) == [
        ("a.json", None),
        ("a.json $.edges[0]", "since"),
        ("a.json $.edges[1]", "until"),
        ("a.json $.nodes[0]", "kind"),
        ("a.json $.nodes[1]", "colour"),
        ("a.json $.nodes[2]", "name"),
    ]
    assert answer.changes == ()


def test_a_dangling_end_is_named_with_its_place() -> None:
    answer = read_native([file(SEAT, edge("EXECUTES", "role/ict", "task/none", scope=["organisation/gone"]))], EMPTY)
    assert {(problem.place, problem.field) for problem in answer.problems} == {
        ("a.json $.edges[0]", "to"),
        ("a.json $.edges[0]", "scope"),
    }


def test_an_edge_to_a_record_that_cannot_be_read_is_no_problem_of_its_own() -> None:
    broken = {"kind": "task", "id": "task/wifi", "name": 7}
    answer = read_native(
        [file(SEAT, broken, edge("EXECUTES", "role/ict", "task/wifi"), edge("STEERS", "role/ict", "task/gone"))], EMPTY
    )
    assert places(answer) == ["a.json $.nodes[1]", "a.json $.edges[1]"]


def test_the_same_identity_with_other_values_is_a_problem_that_names_both_places() -> None:
    answer = read_native(
        [
            file(SEAT, TASK, edge("EXECUTES", "role/ict", "task/wifi", note="x")),
            file(edge("EXECUTES", "role/ict", "task/wifi", note="y"), name="b.json"),
        ],
        EMPTY,
    )
    assert places(answer) == ["b.json $.edges[0]"]
    assert "a.json $.edges[0]" in str(answer.problems[0].message)
    assert "note" in str(answer.problems[0].message)


def test_the_same_identity_under_two_ids_is_a_problem() -> None:
    one, two = (edge("EXECUTES", "role/ict", "task/wifi", id=f"executes/{key}") for key in "ab")
    assert places(read_native([file(SEAT, TASK, one, two)], EMPTY)) == ["a.json $.edges[1]"]


def test_an_identical_repeat_is_fine() -> None:
    answer = read_native([file(SEAT, SEAT), file(SEAT, name="b.json")], EMPTY)
    assert [change.id for change in answer.changes] == ["role/ict"]


def test_a_record_in_the_wrong_list_is_a_problem() -> None:
    assert places(read(json.dumps({"mandaatwijzer": 1, "edges": [SEAT]}))) == ["a.json $.edges[0]"]


@pytest.mark.parametrize("version", ["", '"mandaatwijzer": 2,', '"mandaatwijzer": true,', '"mandaatwijzer": "1",'])
def test_another_version_is_refused(version: str) -> None:
    answer = read(f'{{{version} "nodes": []}}')
    assert len(answer.problems) == 1
    assert "version" in str(answer.problems[0].message)


def test_yaml_names_the_line_of_a_problem() -> None:
    text = "mandaatwijzer: 1\nnodes:\n  - kind: role\n    id: role/a\n    name: a\n  - kind: role\n    id: role/b\n"
    assert places(read(text, "a.yaml")) == ["a.yaml:6"]


def test_yaml_reads_dates_and_numbers_with_leading_zeros_as_texts() -> None:
    text = (
        "mandaatwijzer: 1\nnodes:\n- {kind: organisation, id: organisation/a, name: no, type: school, number: 012345,"
        " since: 2026-09-01, pupils: 12}\n"
    )
    answer = read(text, "a.yaml")
    assert answer.problems == ()
    assert isinstance(answer.changes[0], Put)
    school: Any = answer.changes[0].record
    assert (school.name, school.number, school.since, school.pupils) == ("no", "012345", date(2026, 9, 1), 12)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("mandaatwijzer: 1\nnodes: &a [1]\nedges: *a\n", "a.yaml:3"),
        ("mandaatwijzer: 1\nnodes: !!python/object:os.system [x]\n", "a.yaml:2"),
        ("mandaatwijzer: 1\nmandaatwijzer: 1\nnodes: []\n", "a.yaml:2"),
        ("mandaatwijzer: 1\n---\nmandaatwijzer: 1\n", "a.yaml:2"),
        ("mandaatwijzer: 1\nnodes: [\n", "a.yaml:3:1"),
        ("mandaatwijzer: 1\nnodes: {[a]: 1}\n", "a.yaml:2"),
        ("mandaatwijzer: 1\nnodes: " + "[" * 200 + "]" * 200, "a.yaml:2"),
        ("- 1\n", "a.yaml"),
    ],
)
def test_yaml_that_is_more_than_plain_data_is_refused(text: str, place: str) -> None:
    assert places(read(text, "a.yaml")) == [place]


def test_a_bomb_of_aliases_is_refused_without_unpacking_it() -> None:
    text = "a: &a [1,1,1,1,1,1,1,1,1]\n" + "".join(
        f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert places(read(text, "a.yaml")) == ["a.yaml:2"]


def test_a_key_that_stands_twice_in_json_is_named_with_its_path() -> None:
    text = '{"mandaatwijzer": 1, "nodes": [{"kind": "role", "id": "role/a", "name": "a", "name": "b"}]}'
    assert places(read(text)) == ["a.json $.nodes[0]"]


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_number_that_is_none_is_a_problem(value: str) -> None:
    text = (
        '{"mandaatwijzer": 1, "nodes": [{"kind": "organisation", "id": "organisation/a", "name": "a",'
        f' "type": "school", "latitude": {value}}}]}}'
    )
    assert [(problem.place, problem.field) for problem in read(text).problems] == [("a.json $.nodes[0]", "latitude")]


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '"x"',
        "[" * 100_000,
        '{"mandaatwijzer": 1, "nodes": ' + "[" * 900 + "]" * 900 + "}",
        '{"mandaatwijzer": 1, "nodes": [{"kind": "role", "id": "role/a", "name": ' + "[" * 900 + "]" * 900 + "}]}",
        '{"mandaatwijzer": ' + "9" * 10_000 + "}",
        '{"mandaatwijzer": 1, "nodes": {}}',
        '{"mandaatwijzer": 1, "nodes": [null, 1, "x", []]}',
        '{"mandaatwijzer": 1, "nodes": [{"kind": "role", "id": "role/a", "name": "a", "\\ud800": 1}]}',
        '{"mandaatwijzer": 1, "nodes": [{"kind": ["role"], "id": {}}]}',
    ],
)
def test_broken_json_is_a_problem_and_never_a_crash(text: str) -> None:
    answer = read(text)
    assert answer.problems
    assert answer.changes == ()
    "".join(str(problem) for problem in answer.problems).encode()


@pytest.mark.parametrize("content", [b"", b"  \n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_a_problem(content: bytes) -> None:
    assert "empty" in str(read(content).problems[0].message)


def test_a_byte_order_mark_is_no_problem() -> None:
    assert read(b"\xef\xbb\xbf" + file(SEAT).content).problems == ()


def test_latin_1_is_named_with_its_line_and_the_remedy() -> None:
    problem = read('{"mandaatwijzer": 1,\n "nodes": "é"}'.encode("latin-1")).problems[0]
    assert problem.place == "a.json:2"
    assert "Latin-1" in str(problem.message)
    assert "UTF-8" in str(problem.remedy)


@pytest.mark.parametrize("name", ["a.json", "a.ndjson", "a.yaml"])
def test_what_lies_deeper_than_any_record_needs_is_refused_with_its_place(name: str) -> None:
    deep = '{"mandaatwijzer": 1, "nodes": ' + "[" * 40 + "]" * 40 + "}"
    (problem,) = read(deep, name).problems
    assert "more than 30 deep" in str(problem.message)
    assert problem.place.startswith(name)


def test_ndjson_names_the_line_of_every_problem() -> None:
    lines = ['{"mandaatwijzer": 1}', json.dumps(SEAT), "{oops", "", json.dumps({"kind": "task", "id": "task/x"})]
    assert places(read("\n".join(lines), "a.ndjson")) == ["a.ndjson:3:2", "a.ndjson:5"]


def test_ndjson_is_recognised_without_its_suffix() -> None:
    assert read('{"mandaatwijzer": 1}\n' + json.dumps(SEAT), "upload").problems == ()


def test_ndjson_without_its_version_is_a_problem() -> None:
    assert places(read(json.dumps(SEAT), "a.ndjson")) == ["a.ndjson:1"]


def test_an_edge_that_is_stored_under_an_id_of_its_own_keeps_it() -> None:
    snapshot = snapshot_of(SEAT, TASK, edge("EXECUTES", "role/ict", "task/wifi", id="executes/mine"))
    answer = read_native([file(edge("EXECUTES", "role/ict", "task/wifi", note="nieuw"))], snapshot)
    assert [change.id for change in answer.changes] == ["executes/mine"]
    assert [item.field for item in answer.difference.changed[0].fields] == ["note"]


def test_another_start_is_a_correction_and_keeps_the_stored_id() -> None:
    old = edge("EXECUTES", "role/ict", "task/wifi", since="2025-09-01", source="lijst")
    new = {**old, "since": "2025-10-01"}
    snapshot = snapshot_of(SEAT, TASK, old)
    answer = read_native([file(new)], snapshot)
    (difference,) = answer.difference.changed
    assert difference.id in answer.corrected
    assert [(item.field, item.before, item.after) for item in difference.fields] == [
        ("since", "2025-09-01", "2025-10-01")
    ]
    assert snapshot.edge(difference.id) is not None
    assert read_native([file(new)], stored(answer, snapshot)).changes == ()


def test_the_old_start_may_come_back_after_a_correction_beside_the_new_one() -> None:
    old = edge("HOLDS", "person/an", "role/ict", since="2025-09-01")
    people = [SEAT, node("person/an"), node("organisation/a")]
    corrected = stored(
        read_native([file({**old, "since": "2026-09-01"})], snapshot_of(people, old)), snapshot_of(people, old)
    )
    both = [{**old, "until": "2026-09-01"}, {**old, "since": "2026-09-01"}]
    answer = read_native([file(*both)], corrected)
    after = stored(answer, corrected)
    assert [
        (str(edge.since), str(edge.until)) for edge in sorted(after.touching("role/ict"), key=lambda e: str(e.since))
    ] == [
        ("2025-09-01", "2026-09-01"),
        ("2026-09-01", "None"),
    ]
    assert read_native([file(*both)], after).changes == ()


@pytest.mark.parametrize("other", [{"source": "andere"}, {"note": "x"}, {"until": "2027-01-01"}])
def test_an_edge_that_differs_in_more_than_its_start_is_a_new_one(other: dict[str, str]) -> None:
    old = edge("EXECUTES", "role/ict", "task/wifi", since="2025-09-01", source="lijst")
    answer = read_native([file({**old, "since": "2025-10-01", **other})], snapshot_of(SEAT, TASK, old))
    assert len(answer.difference.added) == 1
    assert answer.difference.changed == ()


def test_two_new_starts_for_one_stored_edge_are_no_correction() -> None:
    old = edge("EXECUTES", "role/ict", "task/wifi", since="2025-09-01")
    answer = read_native(
        [file({**old, "since": "2025-10-01"}, {**old, "since": "2025-11-01"})], snapshot_of(SEAT, TASK, old)
    )
    assert len(answer.difference.added) == 2


def test_retiring_ends_what_the_source_brought_and_the_file_no_longer_has() -> None:
    stays = edge("EXECUTES", "role/ict", "task/wifi", source="lijst")
    goes = edge("STEERS", "role/ict", "task/wifi", source="lijst", id="steers/goes")
    ended = edge("STEERS", "role/ict", "task/wifi", source="lijst", since="2020-01-01", until="2021-01-01")
    coming = edge("STEERS", "role/ict", "task/wifi", source="lijst", since="2030-01-01", id="steers/coming")
    other = edge("DECIDES", "role/ict", "task/wifi", source="elders")
    snapshot = snapshot_of(SEAT, TASK, stays, goes, ended, coming, other)
    answer = read_native([file(stays)], snapshot, retire=True, on=date(2026, 9, 1))
    assert [(type(change), change.id) for change in answer.changes] == [
        (Remove, "steers/coming"),
        (Put, "steers/goes"),
    ]
    assert [(item.id, item.fields[0].after) for item in answer.difference.ended] == [("steers/goes", "2026-09-01")]
    assert [item.id for item in answer.difference.removed] == ["steers/coming"]
    again = read_native([file(stays)], stored(answer, snapshot), retire=True, on=date(2026, 9, 1))
    assert again.changes == ()


def test_without_retiring_nothing_ends() -> None:
    snapshot = snapshot_of(SEAT, TASK, edge("STEERS", "role/ict", "task/wifi", source="lijst"))
    assert read_native([file({**SEAT, "source": "lijst"})], snapshot).difference.ended == ()


def test_retiring_needs_a_day() -> None:
    assert len(read_native([file(SEAT)], EMPTY, retire=True).problems) == 1


def test_the_file_name_in_a_problem_is_printable() -> None:
    assert places(read("{", "a\x1b[2J\ud800.json"))[0].isprintable()


def test_the_groups_of_kubernetes_come_in_and_out_unchanged() -> None:
    given = real_file("kubernetes/sigs.native.json").read_bytes()
    answer = read(given)
    snapshot = stored(answer)
    assert check_all(snapshot) == ()
    plain = json.loads(given)
    assert len(answer.changes) == len(plain["nodes"]) + len(plain["edges"])
    exported = native_json(snapshot.records())
    assert read(exported, snapshot=snapshot).changes == ()
    assert read(exported).changes == answer.changes


def test_a_file_from_before_a_merge_speaks_of_the_kept_record() -> None:
    kept = snapshot_of(
        node("person/an", aliases=["person/tom"]),
        node("role/ict"),
        edge("HOLDS", "person/an", "role/ict", since="2025-09-01"),
    )
    old = file(node("person/tom"), node("role/ict"), edge("HOLDS", "person/tom", "role/ict", since="2025-09-01"))
    answer = read_native([old], kept)
    assert (answer.changes, answer.problems) == ((), ())
    (noted,) = answer.notes
    assert str(noted) == "a.json $.nodes[0]: person/tom was merged into person/an and is left out"


@pytest.mark.parametrize("name", ["a.json", "a.ndjson"])
def test_a_file_of_nothing_but_brackets_is_refused_before_it_is_read(name: str) -> None:
    content = b'{"nodes": [' + b"{}," * 400_000 + b"{}]}" if name == "a.json" else b"{}\n" * 400_000
    (problem,) = read_native([NamedBytes(name, content)], Snapshot.of([])).problems
    assert "without content" in str(problem.message)
