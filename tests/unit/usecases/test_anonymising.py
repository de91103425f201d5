"""The same graph with invented people: everything that counts stays, and nobody can be told from it."""

from __future__ import annotations

from collections import Counter

from graph.domain.codec import to_plain
from graph.domain.folding import fold
from graph.domain.kinds import Channel, Executes, Holds, Person, Record, Role
from graph.domain.rules import check_all
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot
from graph.usecases.anonymising import anonymous
from tests.api.test_examples import example_records
from tests.graphs import day, edge, node, records_of, school, seat

TODAY = day("2026-10-15")


def small() -> tuple[Record, ...]:
    return records_of(
        school("brug"),
        node(
            "person/claes",
            name="An Claes",
            given_name="An",
            family_name="Claes",
            email="an.claes@brug.example",
            identifiers=["stamboek:17001010001"],
        ),
        seat("role/ict", at="organisation/brug", name="ICT-coördinator (Claes)"),
        edge("HOLDS", "person/claes", "role/ict", id="holds/claes", since="2025-09-01", hours_per_week=10),
        node("task/wifi"),
        edge("EXECUTES", "role/ict", "task/wifi", note="An weet hoe", source="mail van An Claes"),
        node("channel/claes", name="An Claes", type="phone", address="0470 11 22 33"),
        edge("REACHED_BY", "role/ict", "channel/claes"),
    )


def test_nothing_of_a_person_is_left() -> None:
    told = fold(" ".join(str(to_plain(record)) for record in anonymous(small())))
    for trace in ("Claes", "an.claes@brug.example", "17001010001", "0470 11 22 33", "An weet hoe"):
        assert fold(trace) not in told


def test_what_counts_is_as_it_was() -> None:
    before, after = Snapshot.of(small()), Snapshot.of(anonymous(small()))
    assert check_all(after) == ()
    assert Counter(record.kind for record in before.records()) == Counter(record.kind for record in after.records())
    (held,), (person,) = after.edges(Holds), after.nodes(Person)
    assert (held.from_id, held.since, held.hours_per_week) == (person.id, day("2025-09-01"), 10)
    cells = [Coverage.of(one, TODAY).cell("organisation/brug", "task/wifi", "EXECUTES") for one in (before, after)]
    assert [len(cell.present) for cell in cells] == [1, 1]


def test_an_address_is_invented_only_where_there_was_one() -> None:
    bare = records_of(node("person/an", name="An"), node("channel/x", type="phone"))
    after = Snapshot.of(anonymous(bare))
    assert (after.nodes(Person)[0].email, after.nodes(Channel)[0].address) == (None, None)


def test_what_is_no_name_stays() -> None:
    after = Snapshot.of(anonymous(small()))
    assert after.nodes(Role)[0].name == "ICT-coördinator (–)"
    assert [mandate.note for mandate in after.edges(Executes)] == [None]


def test_two_drawings_give_two_sets_of_people() -> None:
    one, other = Snapshot.of(anonymous(small())), Snapshot.of(anonymous(small()))
    assert one.nodes(Person)[0].id != other.nodes(Person)[0].id


def test_the_example_group_is_sound_and_has_nobody_of_its_own_any_more() -> None:
    records = example_records()
    after = anonymous(records)
    assert check_all(Snapshot.of(after)) == ()
    assert Counter(record.kind for record in records) == Counter(record.kind for record in after)
    told = fold(" ".join(str(to_plain(record)) for record in after))
    for person in Snapshot.of(records).nodes(Person):
        for trace in (person.name, person.email, person.id, *person.identifiers):
            assert not trace or f" {fold(trace)} " not in f" {told} ", trace
