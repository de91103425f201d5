from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.analyses.common.deadline import Deadline
from graph.analyses.fragility.bus_factor import bus_factor
from graph.analyses.gaps.report import mandate_gaps
from graph.analyses.planning.rehearsal import (
    ItemChange,
    Rehearsal,
    absent,
    leaving,
    organisation_leaving,
    organisations_concerned,
    rehearse,
)
from graph.domain.changes import Change, Put, Remove
from graph.domain.errors import DeadlineExceeded, InvalidInput, NotFound
from graph.domain.kinds import Holds, Person
from graph.domain.rules import check_all
from graph.model.snapshot import Snapshot
from tests.graphs import Plains, day, edge, node, norm, organisation, school, seat, snapshot_of

TODAY, JUNE = day("2026-10-01"), day("2027-07-01")
GROUP, BRUG, DIJK = "organisation/groep", "organisation/brug", "organisation/dijk"
AN, BRAM, ELS = "person/an", "person/bram", "person/els"
WIFI, PRINT, NET = "task/wifi", "task/print", "expertise/net"

# The group executes wifi for both schools by a seat that An and Bram hold; Els alone prints at De Brug. Bram alone
# knows networks at De Brug. Wifi must be executed everywhere.
WORLD: Plains = [
    organisation("groep", "school_group"),
    school("brug", under=["groep"]),
    school("dijk", under=["groep"]),
    node(AN), node(BRAM), node(ELS), node(WIFI), node(PRINT), node(NET),
    seat("role/ict", at=GROUP, held_by=[AN, BRAM]),
    edge("EXECUTES", "role/ict", WIFI, scope=[GROUP]),
    edge("EXECUTES", ELS, PRINT, scope=[BRUG]),
    edge("AFFILIATED_WITH", BRAM, BRUG),
    edge("AFFILIATED_WITH", ELS, BRUG),
    edge("KNOWS", BRAM, NET, level=3),
    norm("norm/wifi", WIFI, "EXECUTES"),
]  # fmt: skip


def shown(changes: tuple[ItemChange, ...]) -> list[tuple[object, ...]]:
    return [(each.organisation, each.subject or each.expertise, each.before, each.after) for each in changes]


def leave(*persons: str, snapshot: Snapshot | None = None) -> Rehearsal:
    graph = snapshot or snapshot_of(WORLD)
    return rehearse(graph, TODAY, leaving(graph, persons, TODAY), [GROUP])


def test_when_one_of_two_leaves_the_other_holds_it_alone() -> None:
    found = leave(BRAM)

    assert [each[0] for each in shown(found.at_risk)] == [BRUG, DIJK, GROUP]
    assert {(each.before, each.after) for each in found.at_risk} == {((AN, BRAM), (AN,))}
    assert (found.orphaned, found.eased) == ((), ())
    assert shown(found.expertise_lost) == [(BRUG, NET, (BRAM,), None)]
    assert found.topics_lost == (NET,)


def test_when_both_leave_nobody_holds_it_and_gaps_open() -> None:
    found = leave(AN, BRAM)

    assert [each.organisation for each in found.orphaned] == [BRUG, DIJK, GROUP]
    assert {finding.code for finding in found.opened} == {"vacant", "unfilled_role"}
    assert [finding.code for finding in found.closed] == ["overfilled_role"]  # the two had one seat


def test_what_nobody_else_has_is_an_orphan_or_no_item_any_more() -> None:
    # Nobody asks for printing: with Els its mandate goes, and the cell with it.
    found = leave(ELS)

    assert (found.orphaned, found.opened) == ((), ())
    assert (found.now.items, found.afterwards.items) == (4, 3)


def test_who_leaves_later_is_still_there_until_then() -> None:
    graph = snapshot_of(WORLD)
    changes = leaving(graph, [AN, BRAM], JUNE)

    assert rehearse(graph, TODAY, changes, [GROUP]).opened == ()
    assert rehearse(graph, JUNE, changes, [GROUP]).opened != ()


def test_leaving_ends_what_runs_and_takes_away_what_would_begin_later() -> None:
    graph = snapshot_of(
        node(AN),
        node("role/x"), node("role/y"), node("role/z"),
        edge("HOLDS", AN, "role/x", since="2020-09-01"),
        edge("HOLDS", AN, "role/y", since="2027-09-01"),
        edge("HOLDS", AN, "role/z", until="2026-01-01"),
    )  # fmt: skip

    after = graph.apply(leaving(graph, [AN], JUNE))

    person = after.find(Person, AN)
    assert person is not None
    assert person.until == JUNE
    assert [(e.to_id, e.until) for e in after.edges(Holds)] == [("role/x", JUNE), ("role/z", day("2026-01-01"))]


def test_an_absence_takes_somebody_from_everywhere_they_belong_or_hold_something() -> None:
    graph = snapshot_of(WORLD)
    changes = absent(graph, [AN, BRAM], TODAY, JUNE)

    found = rehearse(graph, TODAY, changes, [GROUP])
    assert {finding.code for finding in found.opened} == {"absent_without_replacement"}
    assert rehearse(graph, JUNE, changes, [GROUP]).opened == ()


def test_a_school_that_leaves_the_group_takes_its_own_and_loses_what_came_down() -> None:
    graph = snapshot_of(WORLD)

    found = rehearse(graph, TODAY, organisation_leaving(graph, DIJK, TODAY), [GROUP])

    assert [(f.code, f.organisation) for f in found.opened] == [("vacant", DIJK)]
    assert shown(found.orphaned) == [(DIJK, WIFI, (AN, BRAM), ())]


def test_a_stand_in_closes_a_gap_and_eases_an_item() -> None:
    graph = snapshot_of(WORLD, norm("norm/print", PRINT, "EXECUTES", minimum=2, applies_to=[BRUG]))
    more = snapshot_of(WORLD, edge("EXECUTES", AN, PRINT, scope=[BRUG]))
    added = [record for record in more.records() if graph.get(record.id) is None]

    found = rehearse(graph, TODAY, [Put(each) for each in added], [GROUP])

    assert [finding.code for finding in found.closed] == ["under_norm"]
    assert shown(found.eased) == [(BRUG, PRINT, (ELS,), (AN, ELS))]


def test_while_the_head_is_away_what_the_deputy_granted_needs_no_confirmation() -> None:
    deputy = [
        node("decision/grant", grants_mandates=True),
        seat("role/head", at=BRUG, held_by=[AN]),
        edge("HOLDS", BRAM, "role/head", acting_for=AN),
        edge("DECIDES", "role/head", "decision/grant", granted_by=GROUP),
        edge("DECIDES", ELS, PRINT, scope=[BRUG], granted_by=BRAM, id="decides/els"),
    ]
    graph = snapshot_of(WORLD, deputy)

    found = rehearse(graph, TODAY, absent(graph, [AN], TODAY), about=[AN])

    assert [(each.code, each.evidence[0]) for each in found.closed] == [("never_granted", "decides/els")]


def test_no_changes_change_nothing() -> None:
    found = rehearse(snapshot_of(WORLD), TODAY, ())

    assert (found.opened, found.closed, found.orphaned, found.at_risk, found.expertise_lost) == ((), (), (), (), ())
    assert found.now == found.afterwards


def test_the_graph_itself_stays_as_it_is() -> None:
    graph = snapshot_of(WORLD)
    before = tuple(graph.records())

    leave(AN, BRAM, snapshot=graph)

    assert tuple(graph.records()) == before


def test_everybody_absent_at_a_place_without_anything_is_an_empty_answer() -> None:
    graph = snapshot_of(school("leeg"), node(AN))

    found = rehearse(graph, TODAY, absent(graph, [AN], TODAY))

    assert (found.opened, found.orphaned, found.now.items) == ((), (), 0)


def test_who_is_unknown_or_nobody_is_refused_with_a_sentence() -> None:
    graph = snapshot_of(WORLD)

    with pytest.raises(NotFound, match="person/nobody is not known"):
        leaving(graph, ["person/nobody"], TODAY)
    with pytest.raises(InvalidInput, match="Name at least one person"):
        absent(graph, [], TODAY)
    with pytest.raises(InvalidInput, match="lies under no other organisation"):
        organisation_leaving(graph, GROUP, TODAY)
    with pytest.raises(NotFound):
        rehearse(graph, TODAY, (), ["organisation/nergens"])


def test_without_time_there_is_no_answer() -> None:
    with pytest.raises(DeadlineExceeded):
        rehearse(snapshot_of(WORLD), TODAY, (), deadline=Deadline(0))


def test_people_concern_the_organisations_above_all_that_they_belong_to_or_hold() -> None:
    graph = snapshot_of(WORLD, organisation("los", "school"))

    assert organisations_concerned(graph, TODAY, [AN, ELS]) == (GROUP,)
    assert organisations_concerned(graph, TODAY, ["organisation/los"]) == ("organisation/los",)


# Against really making the changes, on random groups

PEOPLE = [f"person/p{number}" for number in range(4)]
FACTS = st.sets(
    st.tuples(
        st.sampled_from([*PEOPLE, "role/x"]),
        st.sampled_from(["EXECUTES", "DECIDES", "CONTACT_POINT_FOR"]),
        st.sampled_from([WIFI, PRINT]),
        st.sampled_from([GROUP, BRUG, DIJK]),
    ),
    max_size=6,
)


@st.composite
def groups(draw: st.DrawFn) -> Snapshot:
    plains: list[Plains] = [organisation("groep", "school_group"), school("brug", under=["groep"])]
    plains += [school("dijk", under=["groep"]), node(WIFI), node(PRINT), node(NET), *(node(who) for who in PEOPLE)]
    plains += [node("role_type/t"), node("role/x"), edge("AT", "role/x", draw(st.sampled_from([GROUP, BRUG])))]
    plains += [edge("OF_TYPE", "role/x", "role_type/t"), edge("REQUIRES", WIFI, NET)]
    plains += [edge("HOLDS", who, "role/x") for who in sorted(draw(st.sets(st.sampled_from(PEOPLE), max_size=2)))]
    plains += [edge(kind, who, task, scope=[where]) for who, kind, task, where in sorted(draw(FACTS))]
    homes = st.sets(st.tuples(st.sampled_from(PEOPLE), st.sampled_from([BRUG, DIJK])), max_size=4)
    plains += [edge("AFFILIATED_WITH", who, where) for who, where in sorted(draw(homes))]
    plains += [edge("KNOWS", who, NET, level=2) for who in sorted(draw(st.sets(st.sampled_from(PEOPLE), max_size=2)))]
    plains += [norm("norm/wifi", WIFI, "EXECUTES", minimum=draw(st.sampled_from([1, 2])), fallback="role_type/t")]
    plains += [norm("norm/print", PRINT, "DECIDES", maximum=1, applies_to=[draw(st.sampled_from([GROUP, BRUG]))])]
    return snapshot_of(*plains)


@st.composite
def rehearsals(draw: st.DrawFn) -> tuple[Snapshot, tuple[Change, ...], tuple[str, ...]]:
    """A graph, changes, and who they are about when they are about nobody else."""
    graph = draw(groups())
    who = sorted(draw(st.sets(st.sampled_from(PEOPLE), min_size=1, max_size=2)))
    kind = draw(st.sampled_from(["leave", "absent", "school", "ends"]))
    if kind == "leave":
        return graph, leaving(graph, who, TODAY), tuple(who)
    if kind == "absent":
        return graph, absent(graph, who, TODAY), tuple(who)
    if kind == "school":
        place = draw(st.sampled_from([BRUG, DIJK]))
        return graph, organisation_leaving(graph, place, TODAY), (place,)
    mandates = list(graph.mandates())
    return graph, tuple(Remove(each.id) for each in mandates[: draw(st.integers(0, 3))]), ()


@settings(max_examples=60)
@given(case=rehearsals())
def test_a_rehearsal_says_what_the_reports_say_after_really_making_the_changes(
    case: tuple[Snapshot, tuple[Change, ...], tuple[str, ...]],
) -> None:
    graph, changes, about = case
    found = rehearse(graph, TODAY, changes)
    near = rehearse(graph, TODAY, changes, about=about)
    assert (near.opened, near.closed) == (found.opened, found.closed)
    made = Snapshot.of(tuple(graph.apply(changes).records()))
    assert check_all(made) == ()

    now, then = (
        {f.id for f in mandate_gaps(s, TODAY, intervals=False).findings} for s in (Snapshot.of(graph.records()), made)
    )
    assert ({f.id for f in found.opened}, {f.id for f in found.closed}) == (then - now, now - then)
    assert found.still_open == len(now & then)

    before, after = (
        {(i.organisation, i.subject, i.mandate): i.persons for i in bus_factor(s, TODAY).items} for s in (graph, made)
    )
    sizes = {key: len(persons) for key, persons in after.items()}
    assert found.afterwards.items == len(after)
    assert {_key(each) for each in found.orphaned} == {k for k, n in sizes.items() if n == 0 and before.get(k) != ()}
    assert {_key(each) for each in found.at_risk} == {
        k for k, n in sizes.items() if n == 1 and len(before.get(k, "??")) > 1
    }
    lessons = [
        {i.organisation: i.persons for i in bus_factor(s, TODAY, items="expertise").items} for s in (graph, made)
    ]
    assert {each.organisation for each in found.expertise_lost} == {
        place for place, persons in lessons[0].items() if persons and not lessons[1].get(place)
    }


@settings(max_examples=30)
@given(case=rehearsals(), who=st.sampled_from(PEOPLE))
def test_outside_the_organisations_concerned_leaving_changes_nothing(
    case: tuple[Snapshot, tuple[Change, ...], tuple[str, ...]], who: str
) -> None:
    graph = case[0]
    changes = leaving(graph, [who], TODAY)
    places = organisations_concerned(graph, TODAY, [who])

    everywhere = rehearse(graph, TODAY, changes)
    near = rehearse(graph, TODAY, changes, places) if places else rehearse(graph, TODAY, ())

    assert (near.opened, near.closed, near.orphaned, near.at_risk, near.expertise_lost) == (
        everywhere.opened,
        everywhere.closed,
        everywhere.orphaned,
        everywhere.at_risk,
        everywhere.expertise_lost,
    )


def _key(change: ItemChange) -> tuple[str, str | None, str | None]:
    return change.organisation, change.subject, change.mandate
