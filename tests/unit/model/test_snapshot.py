from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.domain.changes import Change, Put, Remove, Version
from graph.domain.kinds import EDGE_KINDS, Decides, Executes, Holds, Organisation, PartOf, Person, Record, Task
from graph.model.snapshot import Snapshot
from tests.graphs import day, edge, node, school, seat, snapshot_of

SMALL = snapshot_of(
    school("brug", under=["vaart"]),
    school("dijk", under=["vaart"]),
    node("organisation/vaart", type="school_group"),
    node("person/an"),
    node("task/wifi"),
    seat("role/ict", at="organisation/vaart", held_by=["person/an"]),
    edge("EXECUTES", "role/ict", "task/wifi", id="executes/1", scope=["organisation/brug", "organisation/dijk"]),
)


def test_records_are_found_by_id_and_kind() -> None:
    assert SMALL.find(Person, "person/an") is SMALL.get("person/an") is SMALL.node("person/an")
    assert SMALL.find(Organisation, "person/an") is None
    assert SMALL.edge("person/an") is None
    assert SMALL.get("person/nobody") is None


def test_edges_are_found_from_both_ends() -> None:
    ends = {(link.from_id, link.to_id) for link in SMALL.into(PartOf, "organisation/vaart")}
    assert ends == {("organisation/brug", "organisation/vaart"), ("organisation/dijk", "organisation/vaart")}
    assert [link.to_id for link in SMALL.out(PartOf, "organisation/brug")] == ["organisation/vaart"]
    assert SMALL.out(PartOf, "organisation/nowhere") == ()


def test_mandates_are_found_by_holder_subject_and_scope() -> None:
    mandate = SMALL.edge("executes/1")
    assert SMALL.mandates_from("role/ict") == SMALL.mandates_to("task/wifi") == (mandate,)
    assert SMALL.scoped_to("organisation/dijk") == (mandate,)
    assert SMALL.scoped_to("organisation/vaart") == ()
    assert list(SMALL.mandates()) == [mandate]


def test_mandates_are_found_at_the_organisations_that_they_are_ever_for() -> None:
    snapshot = snapshot_of(
        school("brug"),
        school("dijk"),
        node("task/wifi"),
        node("task/accounts"),
        seat("role/ict", at="organisation/brug"),
        edge("SERVES", "role/ict", "organisation/dijk", until="2026-01-01"),
        edge("EXECUTES", "role/ict", "task/wifi", id="executes/without-scope"),
        edge("STEERS", "role/ict", "task/wifi", id="steers/elsewhere", scope=["organisation/brug"]),
        node("person/an"),
        edge("EXECUTES", "person/an", "task/accounts", id="executes/an", scope=["organisation/dijk"]),
    )
    assert found_at(snapshot, "organisation/dijk") == {
        "task/wifi": {"executes/without-scope"},
        "task/accounts": {"executes/an"},
    }
    assert found_at(snapshot, "organisation/brug") == {"task/wifi": {"executes/without-scope", "steers/elsewhere"}}
    later = snapshot.apply([Remove("executes/an")])
    assert found_at(later, "organisation/dijk") == {"task/wifi": {"executes/without-scope"}}
    assert "task/accounts" in found_at(snapshot, "organisation/dijk")


def found_at(snapshot: Snapshot, organisation: str) -> dict[str, set[str]]:
    return {target: {edge.id for edge in edges} for target, edges in snapshot.mandates_at(organisation).items()}


def test_the_mandates_that_name_an_organisation_come_by_id_whatever_their_kinds() -> None:
    snapshot = snapshot_of(
        school("brug"),
        node("person/an"),
        node("decision/buy"),
        edge("DECIDES", "person/an", "decision/buy", id="decides/1", scope=["organisation/brug"]),
        edge("CONTACT_POINT_FOR", "person/an", "decision/buy", id="contact_point_for/1", scope=["organisation/brug"]),
    )
    (decides,) = snapshot.edges(Decides)
    changed = snapshot.apply([Put(replace(decides, note="again"))])
    for one in (snapshot, changed):
        assert [edge.id for edge in one.scoped_to("organisation/brug")] == ["contact_point_for/1", "decides/1"]


def test_an_edge_is_in_force_only_while_both_its_ends_exist() -> None:
    snapshot = snapshot_of(
        node("person/an", since="2026-09-01"),
        node("role/ict", until="2027-09-01"),
        edge("HOLDS", "person/an", "role/ict", since="2026-01-01"),
    )
    (held,) = snapshot.edges(Holds)
    days = ["2025-12-31", "2026-08-31", "2026-09-01", "2027-08-31", "2027-09-01"]
    assert [snapshot.in_force(held, day(text)) for text in days] == [False, False, True, True, False]


def test_a_change_makes_another_snapshot_and_leaves_this_one_as_it_was() -> None:
    mandate = SMALL.edge("executes/1")
    later = SMALL.apply([Remove("executes/1"), Put(Person(id="person/ben", name="Ben"))])
    assert later.scoped_to("organisation/brug") == later.mandates_to("task/wifi") == ()
    assert [person.id for person in later.nodes(Person)] == ["person/an", "person/ben"]
    assert SMALL.scoped_to("organisation/brug") == (mandate,)
    assert [person.id for person in SMALL.nodes(Person)] == ["person/an"]


def test_the_last_change_of_a_record_wins() -> None:
    first, second = Task(id="task/new", name="first"), Task(id="task/new", name="second")
    assert SMALL.apply([Put(first), Put(second)]).get("task/new") == second
    assert SMALL.apply([Put(first), Remove("task/new")]).get("task/new") is None
    assert len(SMALL.apply([Remove("task/never")])) == len(SMALL)


def test_what_is_kept_is_made_once() -> None:
    made: list[int] = []
    snapshot = snapshot_of(node("task/wifi"))
    values = [snapshot.kept("answer", lambda: made.append(1) or 42) for _ in range(3)]
    assert (values, made) == ([42, 42, 42], [1])


def test_another_version_of_the_same_records_keeps_what_was_computed() -> None:
    snapshot = snapshot_of(node("task/wifi"))
    snapshot.kept("answer", lambda: 42)
    moved = snapshot.at_version(Version(revision=3, store_id="s", token="t"))
    assert moved.version is not None
    assert moved.version.revision == 3
    assert moved.kept("answer", lambda: 0) == 42


def test_what_rests_on_one_kind_outlives_changes_of_others_and_none_of_its_own() -> None:
    def names(snapshot: Snapshot) -> tuple[str, ...]:
        return snapshot.kept_with(Person, "names", lambda: tuple(node.name for node in snapshot.nodes(Person)))

    first = names(SMALL)
    (another_task,) = snapshot_of(node("task/print")).nodes(Task)
    (bo,) = snapshot_of(node("person/bo", name="Bo")).nodes(Person)
    (ben,) = snapshot_of(node("person/bo", name="Ben")).nodes(Person)
    later = SMALL.apply([Put(another_task)])
    assert names(later) is first
    with_bo = later.apply([Put(bo)])
    with_ben = with_bo.apply([Put(ben)])
    assert (names(with_bo)[-1], names(with_ben)[-1]) == ("Bo", "Ben")
    assert names(with_ben.flat()) == names(with_ben)
    assert names(SMALL) == first


def test_records_that_name_a_node_in_a_field_are_found() -> None:
    assert [record.id for record in SMALL.naming("organisation/brug")] == ["executes/1"]
    assert list(SMALL.naming("person/an")) == []


people = st.sampled_from([f"person/{key}" for key in "abc"])
roles = st.sampled_from([f"role/{key}" for key in "xy"])
places = st.lists(st.sampled_from([f"organisation/{key}" for key in "pq"]), unique=True).map(sorted).map(tuple)
numbers = st.integers(0, 5)
records = st.one_of(
    st.builds(lambda i, name: Person(id=i, name=name), people, st.sampled_from(["A", "B"])),
    st.builds(lambda n, p, r: Holds(id=f"holds/{n}", from_id=p, to_id=r), numbers, people, roles),
    st.builds(lambda n, r, s: Decides(id=f"decides/{n}", from_id=r, to_id="task/t", scope=s), numbers, roles, places),
    st.builds(lambda n, r, s: Executes(id=f"executes/{n}", from_id=r, to_id="task/t", scope=s), numbers, roles, places),
)
changes = st.one_of(
    records.map(Put),
    st.builds(lambda kind, n: Remove(f"{kind}/{n}"), st.sampled_from(["holds", "decides", "executes"]), numbers),
    people.map(Remove),
)


def everything(snapshot: Snapshot) -> dict[str, Any]:
    ends = [f"{kind}/{key}" for kind, keys in [("person", "abc"), ("role", "xy"), ("task", "t")] for key in keys]
    kinds = list(EDGE_KINDS.values())
    return {
        "records": list(snapshot.records()),
        "out": {(kind, end): snapshot.out(kind, end) for kind in kinds for end in ends},
        "into": {(kind, end): snapshot.into(kind, end) for kind in kinds for end in ends},
        "scoped": {key: snapshot.scoped_to(f"organisation/{key}") for key in "pq"},
        "size": len(snapshot),
    }


def replayed(start: Iterable[Record], batches: Iterable[Iterable[Change]]) -> list[Record]:
    now = {record.id: record for record in start}
    for batch in batches:
        for change in batch:
            if isinstance(change, Put):
                now[change.id] = change.record
            else:
                now.pop(change.id, None)
    return list(now.values())


@settings(max_examples=200)
@given(
    st.lists(records, max_size=8, unique_by=lambda record: record.id),
    st.lists(st.lists(changes, max_size=5), max_size=4),
)
def test_overlays_and_their_flat_form_show_what_a_fresh_snapshot_shows(
    start: list[Record], batches: list[list[Change]]
) -> None:
    overlay = Snapshot.of(start)
    for batch in batches:
        overlay = overlay.apply(batch)
    fresh = Snapshot.of(replayed(start, batches))
    assert everything(overlay) == everything(fresh)
    assert everything(overlay.flat()) == everything(fresh)
    assert overlay.flat().overlay_size == 0


def test_a_snapshot_knows_when_a_node_exists() -> None:
    snapshot = snapshot_of(node("task/wifi", until="2026-01-01"))
    assert snapshot.exists("task/wifi", date(2025, 12, 31))
    assert not snapshot.exists("task/wifi", date(2026, 1, 1))
    assert not snapshot.exists("task/none", date(2025, 1, 1))
