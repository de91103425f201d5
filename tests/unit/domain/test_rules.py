from typing import Any

import pytest

from graph.domain.changes import Put, Remove
from graph.domain.codec import read_record
from graph.domain.errors import Problem
from graph.domain.rules import check, check_all
from graph.model.snapshot import Snapshot
from tests.graphs import edge, node, snapshot_of

SCHOOL = node("organisation/school", type="school")
GROUP = node("organisation/group", type="school_group")
AN, BEN, CAS = node("person/an"), node("person/ben"), node("person/cas")
ROLE = node("role/ict")
TASK = node("task/wifi")


def complaints(*plains: Any) -> list[str]:
    unread: list[Problem] = []
    records = [read_record(plain, "here", unread) for plain in plains]
    assert not unread
    snapshot = Snapshot.of(record for record in records if record is not None)
    return [f"{problem.field}: {problem.message}" for problem in check_all(snapshot)]


def test_a_sound_graph_has_no_problems() -> None:
    assert complaints(SCHOOL, GROUP, edge("PART_OF", "organisation/school", "organisation/group")) == []


def test_every_missing_end_and_reference_is_named() -> None:
    found = complaints(
        SCHOOL, edge("EXECUTES", "role/gone", "task/gone", scope=["organisation/school", "organisation/gone"])
    )
    assert found == [
        "from: There is no role/gone",
        "to: There is no task/gone",
        "scope: There is no organisation/gone",
    ]


@pytest.mark.parametrize("kind", ["PART_OF", "BROADER", "IN_GROUP"])
def test_links_upward_may_not_go_round_in_a_circle(kind: str) -> None:
    word = {"PART_OF": "organisation", "BROADER": "expertise", "IN_GROUP": "task_group"}[kind]
    more = {"type": "school"} if word == "organisation" else {}
    nodes = [node(f"{word}/{key}", **more) for key in "abc"]
    chain = [edge(kind, f"{word}/a", f"{word}/b"), edge(kind, f"{word}/b", f"{word}/c")]
    assert complaints(*nodes, *chain) == []
    found = complaints(*nodes, *chain, edge(kind, f"{word}/c", f"{word}/a"))
    assert len(found) == 3
    assert "circle" in found[0]


def test_nobody_is_part_of_themselves() -> None:
    assert "circle" in complaints(SCHOOL, edge("PART_OF", "organisation/school", "organisation/school"))[0]


def test_two_people_may_not_replace_each_other_in_one_role_whatever_the_dates() -> None:
    first = edge("HOLDS", "person/an", "role/ict", acting_for="person/ben", until="2026-01-01")
    second = edge("HOLDS", "person/ben", "role/ict", acting_for="person/an", since="2027-01-01")
    assert len(complaints(AN, BEN, ROLE, first, second)) == 2
    other = edge("HOLDS", "person/ben", "role/other", acting_for="person/an")
    assert complaints(AN, BEN, ROLE, node("role/other"), first, other) == []


def test_acting_mandates_of_one_kind_and_subject_may_not_go_round() -> None:
    def acting(kind: str, who: str, whom: str) -> Any:
        return edge(kind, f"person/{who}", "task/wifi", acting_for=f"person/{whom}", scope=["organisation/school"])

    base = [SCHOOL, AN, BEN, CAS, TASK, acting("EXECUTES", "an", "ben"), acting("EXECUTES", "ben", "cas")]
    assert complaints(*base, acting("STEERS", "cas", "an")) == []
    assert len(complaints(*base, acting("EXECUTES", "cas", "an"))) == 3


@pytest.mark.parametrize("holder", [AN, GROUP])
def test_a_person_or_organisation_with_a_mandate_says_for_whom(holder: dict[str, Any]) -> None:
    assert complaints(holder, SCHOOL, TASK, edge("EXECUTES", holder["id"], "task/wifi"))[0].startswith("scope:")
    assert complaints(holder, SCHOOL, TASK, edge("EXECUTES", holder["id"], "task/wifi", scope=[SCHOOL["id"]])) == []


def test_two_edges_that_say_the_same_are_a_problem() -> None:
    once = edge("HOLDS", "person/an", "role/ict", since="2026-09-01", id="holds/one")
    again = edge("HOLDS", "person/an", "role/ict", since="2026-09-01", id="holds/two")
    later = edge("HOLDS", "person/an", "role/ict", since="2027-09-01", id="holds/three")
    assert len(complaints(AN, ROLE, once, again)) == 2
    assert complaints(AN, ROLE, once, later) == []


def after(snapshot: Snapshot, *changes: Put | Remove) -> list[str | None]:
    problems = check(snapshot.apply(changes), [change.id for change in changes])
    return [problem.record for problem in problems]


def test_a_node_that_is_still_used_cannot_be_removed() -> None:
    held = edge("HOLDS", "person/an", "role/ict", id="holds/1")
    snapshot = snapshot_of(AN, BEN, ROLE, held)
    assert after(snapshot, Remove("person/an")) == ["person/an"]
    assert after(snapshot, Remove("person/ben")) == []
    assert after(snapshot, Remove("person/an"), Remove("holds/1")) == []


def test_a_node_that_is_only_named_in_a_field_cannot_be_removed_either() -> None:
    granted = edge("EXECUTES", "role/ict", "task/wifi", granted_by="person/an", scope=["organisation/school"])
    snapshot = snapshot_of(AN, SCHOOL, ROLE, TASK, granted)
    assert after(snapshot, Remove("person/an")) == ["person/an"]
    assert after(snapshot, Remove("organisation/school")) == ["organisation/school"]
