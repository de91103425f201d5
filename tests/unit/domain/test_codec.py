import hashlib
import json
from datetime import date
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.domain.codec import canonical_json, identity_of, load_record, read_record, to_plain
from graph.domain.declaring import FieldSpec, Shape
from graph.domain.errors import Problem
from graph.domain.kinds import EDGE_KINDS, NODE_KINDS, Decides, Holds, Kind, Organisation, Record, Task, field_specs
from tests.fitting import fitting, with_fitting_address

KINDS: list[Kind] = [*NODE_KINDS.values(), *EDGE_KINDS.values()]


def read(plain: object) -> Record:
    problems: list[Problem] = []
    record = read_record(plain, "here", problems)
    assert not problems
    assert record is not None
    return record


def problems_of(plain: object) -> list[Problem]:
    problems: list[Problem] = []
    assert read_record(plain, "here", problems) is None
    return problems


keys = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,8}", fullmatch=True)
TEXTS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=12)


@cache  # making a strategy costs more than drawing from it
def plain_values(spec: FieldSpec) -> st.SearchStrategy[Any]:
    ids = st.builds(lambda kind, key: f"{kind}/{key}", st.sampled_from(spec.kinds or ("task",)), keys)
    languages = st.sampled_from(["nl", "en"])
    low, high = int(spec.minimum or 0), int(spec.maximum or 1000)
    texts = fitting(spec, TEXTS)
    return {
        Shape.TEXT: texts,
        Shape.TEXTS: st.lists(texts, min_size=1, max_size=3),
        Shape.TEXT_SET: st.lists(texts, min_size=1, max_size=3),
        Shape.TEXT_BY_LANGUAGE: st.dictionaries(languages, texts, min_size=1),
        Shape.TEXTS_BY_LANGUAGE: st.dictionaries(languages, st.lists(texts, min_size=1, max_size=3), min_size=1),
        Shape.DATE: st.dates(date(1900, 1, 1), date(2100, 1, 1)).map(date.isoformat),
        Shape.INTEGER: st.integers(low, high),
        Shape.NUMBER: st.floats(low, high, allow_nan=False),
        Shape.FLAG: st.booleans(),
        Shape.CHOICE: st.sampled_from(spec.choices or ("x",)),
        Shape.CHOICE_SET: st.lists(st.sampled_from(spec.choices or ("x",)), min_size=1, max_size=3),
        Shape.REFERENCE: ids,
        Shape.REFERENCE_SET: st.lists(ids, min_size=1, max_size=3),
    }[spec.shape]


@st.composite
def plain_records(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(KINDS))
    plain: dict[str, Any] = {"kind": kind.kind, "id": f"{kind.kind.lower()}/{draw(keys)}"}
    for spec in field_specs(kind):
        if spec.name not in ("id", "since", "until") and (spec.required or draw(st.booleans())):
            plain[spec.key] = draw(plain_values(spec))
    bounds = sorted(draw(st.sets(st.dates(date(1990, 1, 1), date(2090, 1, 1)), min_size=2, max_size=2)))
    if draw(st.booleans()):
        plain["since"] = bounds[0].isoformat()
    if draw(st.booleans()):
        plain["until"] = bounds[1].isoformat()
    return with_fitting_address(plain)


@settings(max_examples=300)
@given(plain_records())
def test_every_record_survives_the_way_out_and_in_again(plain: dict[str, Any]) -> None:
    record = read(plain)
    again = to_plain(record)
    assert read(again) == record
    assert load_record(type(record), again) == record
    assert read(json.loads(canonical_json(again))) == record


def test_what_is_absent_or_default_is_omitted() -> None:
    assert to_plain(Task(id="task/t1", name="Netwerk")) == {"kind": "task", "id": "task/t1", "name": "Netwerk"}
    link = read({"kind": "PART_OF", "id": "part_of/x", "from": "organisation/a", "to": "organisation/b"})
    assert to_plain(link).keys() == {"kind", "id", "from", "to"}


def test_sets_are_sorted_and_lose_their_repeats() -> None:
    school = read(
        {
            "kind": "organisation",
            "id": "organisation/a",
            "name": "A",
            "type": "school",
            "levels": ["secundair", "basis", "basis"],
        }
    )
    assert isinstance(school, Organisation)
    assert school.levels == ("basis", "secundair")


def test_an_edge_without_id_gets_one_from_its_identity() -> None:
    plain = {
        "kind": "DECIDES",
        "from": "role/head",
        "to": "decision/d01",
        "since": "2026-09-01",
        "scope": ["organisation/b", "organisation/a"],
        "ceiling_eur": 5000,
        "note": "is no part of it",
    }
    identity = {
        "ceiling_eur": 5000,
        "from": "role/head",
        "kind": "DECIDES",
        "scope": ["organisation/a", "organisation/b"],
        "since": "2026-09-01",
        "to": "decision/d01",
    }
    text = json.dumps(identity, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    assert read(plain).id == f"decides/{hashlib.sha256(text.encode()).hexdigest()[:20]}"


def test_a_ceiling_tells_two_deciders_apart_and_a_note_does_not() -> None:
    small = Decides(id="decides/1", from_id="role/a", to_id="task/t", ceiling_eur=100)
    noted = Decides(id="decides/2", from_id="role/a", to_id="task/t", ceiling_eur=100, note="hello")
    large = Decides(id="decides/3", from_id="role/a", to_id="task/t", ceiling_eur=900)
    assert identity_of(small) == identity_of(noted) != identity_of(large)


def test_all_problems_of_a_record_come_at_once_with_place_field_and_remedy() -> None:
    found = problems_of(
        {"kind": "HOLDS", "from": "role/x", "to": 3, "since": "2026-13-01", "colour": 1, "fraction": 9, "until": None}
    )
    assert [problem.field for problem in found] == ["from", "to", "since", "until", "fraction", "colour"]
    assert all(problem.place == "here" and problem.remedy for problem in found)


@pytest.mark.parametrize(
    "plain",
    [
        None,
        17,
        [],
        "task",
        {},
        {"kind": 3},
        {"kind": "holds"},
        {"kind": ["task"]},
        {"kind": "task", "id": "task/a"},
        {"kind": "task", "id": "role/a", "name": "A"},
        {"kind": "task", "id": "task/", "name": "A"},
        {"kind": "task", "id": "task/a b", "name": "A"},
        {"kind": "task", "id": "task/" + "a" * 101, "name": "A"},
        {"kind": "task", "id": "task/a\n", "name": "A"},
        {"kind": "task", "id": 7, "name": "A"},
        {"kind": "task", "id": "task/a", "name": " "},
        {"kind": "task", "id": "task/a", "name": "A\u0000"},
        {"kind": "task", "id": "task/a", "name": "\ud800"},
        {"kind": "task", "id": "task/a", "name": "A" * 10_001},
        {"kind": "task", "id": "task/a", "name": "A", "keywords": {"fr": ["x"]}},
        {"kind": "task", "id": "task/a", "name": "A", "keywords": ["x"]},
        {"kind": "task", "id": "task/a", "name": "A", "since": "2026-09-01", "until": "2026-09-01"},
        {"kind": "role", "id": "role/a", "name": "A", "seats": True},
        {"kind": "role", "id": "role/a", "name": "A", "seats": 0},
        {"kind": "role", "id": "role/a", "name": "A", "seats": 1.0},
        {"kind": "organisation", "id": "organisation/a", "name": "A", "type": "school", "latitude": float("nan")},
        {"kind": "organisation", "id": "organisation/a", "name": "A", "type": "school", "pupils": 10**400},
        {"kind": "PART_OF", "from": "organisation/a", "to": "organisation/b", "inherits": "yes"},
        {"kind": "KNOWS", "from": "person/a", "to": "expertise/b", "level": 6},
    ],
)
def test_bad_input_gets_a_problem_and_never_crashes(plain: object) -> None:
    assert problems_of(plain)


@settings(max_examples=150)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
        max_leaves=12,
    )
)
def test_no_value_at_all_crashes_the_reader(value: object) -> None:
    for kind in KINDS:
        plain = {"kind": kind.kind, **{spec.key: value for spec in field_specs(kind)}}
        read_record(plain, "here", [])


def test_a_holding_keeps_the_fraction_as_it_was_written() -> None:
    held = read(
        {"kind": "HOLDS", "from": "person/a", "to": "role/b", "fraction": 15 / 21, "fraction_as_written": "15/21"}
    )
    assert isinstance(held, Holds)
    assert (held.fraction, held.fraction_as_written) == (15 / 21, "15/21")
