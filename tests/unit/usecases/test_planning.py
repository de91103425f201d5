"""The planning verbs: who is named to whom, and what is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.analyses.gaps.report import mandate_gaps
from graph.domain.changes import Put, Remove
from graph.domain.errors import Forbidden, InvalidInput, NotFound
from graph.domain.kinds import Knows
from graph.model.snapshot import Snapshot
from graph.usecases.planning import (
    NamedBytes,
    WhatIf,
    change_file,
    changes_in_file,
    changes_of_records,
    rehearse,
    repair_plan,
    scarcity,
    team,
    without_returns,
)
from graph.usecases.questions.registry import named
from graph.usecases.viewer import LOCAL_OWNER, Viewer, ViewerKind
from graph.usecases.world import World
from graph.words.catalogue import texts_in
from tests.drawing import one
from tests.graphs import Plains, day, edge, node, norm, organisation, records_of, school, snapshot_of

TODAY = "2026-10-01"
GROUP, BRUG, DIJK = "organisation/groep", "organisation/brug", "organisation/dijk"
AN, BRAM, CIS = "person/an", "person/bram", "person/cis"
WIFI, NET = "task/wifi", "expertise/net"
OUTSIDER = Viewer(kind=ViewerKind.PERSON, name="cis", person=CIS, organisations=frozenset({DIJK}))
HERSELF = Viewer(kind=ViewerKind.PERSON, name="an", person=AN, organisations=frozenset({BRUG}))

WORLD: Plains = [
    organisation("groep", "school_group"), school("brug", under=["groep"]), school("dijk", under=["groep"]),
    node(AN), node(BRAM, email="bram@brug.example"), node(CIS), node(WIFI), node(NET),
    edge("AFFILIATED_WITH", AN, BRUG), edge("AFFILIATED_WITH", BRAM, BRUG), edge("AFFILIATED_WITH", CIS, DIJK),
    edge("EXECUTES", AN, WIFI, scope=[BRUG]), edge("REQUIRES", WIFI, NET),
    edge("KNOWS", AN, NET, level=3), edge("KNOWS", BRAM, NET, level=1, wants=True),
]  # fmt: skip

AN_KNOWS_NET = next(each.id for each in snapshot_of(WORLD).edges(Knows) if each.from_id == AN)


def world(viewer: Viewer = LOCAL_OWNER) -> World:
    return World(graph=snapshot_of(WORLD), on=day(TODAY), today=day(TODAY), viewer=viewer, known_at=1)


def test_a_rehearsal_of_somebody_else_is_refused_and_of_oneself_is_answered() -> None:
    with pytest.raises(Forbidden, match="Ask the head"):
        rehearse(world(OUTSIDER), WhatIf(leaves=(AN,)))
    with pytest.raises(Forbidden):
        rehearse(world(OUTSIDER), WhatIf(changes=(Remove(next(iter(world().snapshot.mandates())).id),)))

    assert rehearse(world(HERSELF), WhatIf(leaves=(AN,))).topics_lost == (NET,)


@pytest.mark.parametrize(
    ("back", "until", "told"),
    [
        ("2026-11-01", "2026-11-01", []),
        ("2026-11-02", "2026-11-01", ["ends_soon"]),
        (None, "2026-11-01", ["ends_soon"]),
    ],
)
def test_no_end_is_told_of_who_stands_in_until_the_day_of_return(back: str | None, until: str, told: list[str]) -> None:
    there = [*WORLD, norm("norm/een", WIFI, "EXECUTES", applies_to=[BRUG])]
    away = edge("ABSENT_FROM", AN, BRUG, since=TODAY, until=back)
    stands_in = edge("EXECUTES", BRAM, WIFI, scope=[BRUG], acting_for=AN, since=TODAY, until=until)
    changes = tuple(Put(record) for record in records_of(there, away, stands_in)[-2:])

    found = rehearse(world_of(snapshot_of(there)), WhatIf(changes=changes), GROUP)

    after = snapshot_of(there, away, stands_in)
    codes = [each.code for each in without_returns(found.opened, changes, after)]
    assert codes == [*told, "without_expertise"]


# Els prints at De Brug and belongs to no school; Dirk, who joined in 2024, is said to have asked her since 2020.
ELS_AND_DIRK: Plains = [
    school("ver"), node("person/els"), node("person/dirk", since="2024-09-01"), node("task/print"),
    edge("EXECUTES", "person/els", "task/print", scope=[BRUG]),
    edge("ADVISES", "person/dirk", "person/els", since="2020-09-01"),
]  # fmt: skip


def world_of(snapshot: Snapshot) -> World:
    return World(graph=snapshot, on=day(TODAY), today=day(TODAY), viewer=LOCAL_OWNER, known_at=1)


def test_who_leaves_takes_along_a_point_about_their_data_that_lies_in_another_school() -> None:
    graph = snapshot_of(WORLD, ELS_AND_DIRK, edge("AFFILIATED_WITH", "person/dirk", "organisation/ver"))

    found = rehearse(world_of(graph), WhatIf(leaves=("person/els",)))

    assert [(each.code, each.organisation) for each in found.closed] == [("outside_period", "organisation/ver")]
    assert found.organisations == (GROUP,)


def test_who_leaves_takes_along_a_point_about_their_data_that_lies_in_no_school() -> None:
    found = rehearse(world_of(snapshot_of(WORLD, ELS_AND_DIRK)), WhatIf(leaves=("person/els",)))

    assert [(each.code, each.organisation) for each in found.closed] == [("outside_period", None)]


def test_a_rehearsal_of_one_school_tells_what_opens_and_closes_there_alone() -> None:
    graph = snapshot_of(WORLD, ELS_AND_DIRK, edge("AFFILIATED_WITH", "person/dirk", "organisation/ver"))

    assert rehearse(world_of(graph), WhatIf(leaves=("person/els",)), BRUG).closed == ()


def test_who_leaves_can_no_longer_confirm_what_begins_later_in_a_school_that_they_do_not_serve() -> None:
    graph = snapshot_of(
        WORLD, school("ver"), node("person/els"), node("decision/grant", grants_mandates=True), node("decision/buy"),
        edge("DECIDES", "person/els", "decision/grant", scope=[BRUG, "organisation/ver"], since="2026-01-01"),
        edge("DECIDES", CIS, "decision/buy", scope=["organisation/ver"], granted_by="person/els", granted_on=TODAY),
    )  # fmt: skip

    opened = rehearse(world_of(graph), WhatIf(leaves=("person/els",))).opened

    assert [(each.code, each.subject) for each in opened] == [("never_granted", "decision/buy")]


# Against the two reports of the whole graph, on random graphs

PEOPLE = [f"person/p{number}" for number in range(4)]
ORGANISATIONS = [f"organisation/{key}" for key in ("groep", "brug", "dijk", "ver", "los")]
ROLES, BODIES, TASKS = (
    ["role/x", "role/y"],
    ["body/team"],
    ["task/wifi", "task/print", "decision/buy", "decision/grant"],
)
DAYS = st.sampled_from([None, "2025-09-01", "2026-09-15", TODAY, "2026-11-01", "2027-02-01"])

LASTING = st.sampled_from([{}, {"since": "2026-09-15"}, {"since": "2026-11-01"}, {"until": "2026-11-01"}])


@st.composite
def spans(draw: st.DrawFn) -> dict[str, str]:
    since, until = draw(DAYS), draw(DAYS)
    if since is not None and until is not None and since >= until:
        until = None
    return {key: value for key, value in (("since", since), ("until", until)) if value is not None}


FACTS = st.sampled_from(
    [
        ("HOLDS", PEOPLE, ROLES), ("HOLDS", PEOPLE, ROLES), ("AFFILIATED_WITH", PEOPLE, ORGANISATIONS),
        ("AT", ROLES, ORGANISATIONS), ("SERVES", ROLES, ORGANISATIONS), ("KNOWS", PEOPLE, [NET]),
        ("MEMBER_OF", [*PEOPLE, *ROLES], BODIES), ("BODY_OF", BODIES, ORGANISATIONS),
        ("ADVISES", PEOPLE, PEOPLE), ("ABSENT_FROM", PEOPLE, ORGANISATIONS),
    ]
)  # fmt: skip


@st.composite
def mandates(draw: st.DrawFn) -> Plains:
    holder = draw(one(*PEOPLE, *ROLES, *BODIES))
    scope = draw(st.lists(one(*ORGANISATIONS), min_size=int(holder in PEOPLE), max_size=2, unique=True))
    grantor = draw(one(None, *PEOPLE, *ROLES, "organisation/groep"))
    subject = draw(one(*TASKS))
    kind = "DECIDES" if subject.startswith("decision") else draw(one("EXECUTES", "CONTACT_POINT_FOR"))
    more = {**({"scope": scope} if scope else {}), **({"granted_by": grantor} if grantor else {})}
    return edge(kind, holder, subject, **more, **draw(spans()))


@st.composite
def facts(draw: st.DrawFn) -> Plains:
    kind, froms, tos = draw(FACTS)
    more = {"KNOWS": {"level": 2}, "MEMBER_OF": {"capacity": "member"}}.get(kind, {})
    return edge(kind, draw(one(*froms)), draw(one(*tos)), **more, **draw(spans()))


@st.composite
def graphs(draw: st.DrawFn) -> Snapshot:
    plains: list[Plains] = [node(each, **draw(spans())) for each in PEOPLE]
    plains += [
        node("organisation/groep", type="school_group"),
        *(school(key) for key in ("brug", "dijk", "ver", "los")),
    ]
    plains += [edge("PART_OF", f"organisation/{key}", GROUP, **draw(LASTING)) for key in ("brug", "dijk")]
    plains += [edge("PART_OF", "organisation/ver", DIJK, **draw(LASTING))]
    plains += [node("role_type/t"), node(NET), *(node(each) for each in (*ROLES, *BODIES, *TASKS[:3]))]
    plains += [node("decision/grant", grants_mandates=True), edge("REQUIRES", WIFI, NET)]
    plains += [edge("OF_TYPE", "role/x", "role_type/t")]
    plains += [norm("norm/wifi", WIFI, "EXECUTES", fallback="role_type/t", implies="norm/print")]
    plains += [norm("norm/print", "task/print", "CONTACT_POINT_FOR", minimum=draw(one(0, 1, 2)))]
    plains += [norm("norm/buy", "decision/buy", "DECIDES", maximum=1, applies_to=[draw(one(*ORGANISATIONS))])]
    more = [*draw(st.lists(mandates(), max_size=8)), *draw(st.lists(facts(), max_size=12))]
    return snapshot_of(plains, distinct(more))


def distinct(plains: list[Any]) -> list[Any]:
    """Without what has the same ends and period as something before it, and nobody advising themselves."""
    found = {
        (each["kind"], each["from"], each["to"], each.get("since"), str(each.get("scope"))): each for each in plains
    }
    return [each for each in found.values() if each["from"] != each["to"]]


@st.composite
def happenings(draw: st.DrawFn) -> WhatIf:
    who = tuple(sorted(draw(st.sets(one(*PEOPLE), min_size=1, max_size=2))))
    apart = draw(one(BRUG, DIJK, "organisation/ver"))
    return draw(one(WhatIf(leaves=who), WhatIf(absent=who), WhatIf(organisation_leaves=apart)))


@settings(max_examples=300)
@given(graph=graphs(), what_if=happenings())
def test_what_opens_and_closes_is_the_difference_of_the_two_reports_of_the_whole_graph(
    graph: Snapshot, what_if: WhatIf
) -> None:
    found = rehearse(world_of(graph), what_if)
    now, then = (
        {each.id: each for each in mandate_gaps(side, day(TODAY), intervals=False).findings}
        for side in (graph, found.then)
    )
    assert {each.id: each for each in found.opened} == {key: then[key] for key in then.keys() - now.keys()}
    assert {each.id: each for each in found.closed} == {key: now[key] for key in now.keys() - then.keys()}


def test_an_absence_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(InvalidInput, match="before it begins") as refused:
        rehearse(world(), WhatIf(absent=(AN,), until=day("2026-09-01")))
    assert refused.value.problems[0].field == "until"


@pytest.mark.parametrize(
    ("given", "title"),
    [
        ({"leaves": (AN,)}, "Wat als iemand wegvalt?"),
        ({"organisation_leaves": BRUG}, "Wat als een school de groep verlaat?"),
        ({"changes": (Remove(AN_KNOWS_NET),)}, "Wat als deze wijzigingen doorgaan?"),
    ],
)
def test_a_rehearsal_is_called_after_what_is_rehearsed(given: dict[str, Any], title: str) -> None:
    assert named("rehearse").asked(world(), **given).report(texts_in("nl")).title == title


def test_a_rehearsal_names_nobody_else_to_an_outsider() -> None:
    found = rehearse(world(OUTSIDER), WhatIf(organisation_leaves=DIJK), GROUP)

    assert AN not in str(found)


def test_people_are_named_by_address_and_several_things_may_happen_together() -> None:
    found = rehearse(world(), WhatIf(leaves=("bram@brug.example",), absent=(AN,), organisation_leaves=DIJK), BRUG)

    assert [finding.code for finding in found.opened] == ["absent_without_replacement"]


def test_what_would_break_the_rules_is_refused_with_every_problem() -> None:
    changes = changes_of_records([{"kind": "EXECUTES", "from": "person/x", "to": "task/y", "scope": [BRUG]}])

    with pytest.raises(InvalidInput) as refused:
        rehearse(world(), WhatIf(changes=changes))
    assert len(refused.value.problems) == 2


def test_an_unknown_person_or_nothing_at_all_is_refused_with_a_sentence() -> None:
    with pytest.raises(NotFound):
        rehearse(world(), WhatIf(leaves=("person/nobody",)))
    with pytest.raises(InvalidInput, match="Nothing would happen"):
        rehearse(world(), WhatIf())
    with pytest.raises(InvalidInput, match="Say at which organisation"):
        team(world(), [NET], decides=WIFI)
    with pytest.raises(InvalidInput, match="puts"):
        changes_of_records([{"kind": "nothing"}])


def test_whom_to_ask_is_told_to_the_owner_only() -> None:
    (step,) = repair_plan(world(), BRUG).steps
    assert (step.person, step.learns[0].teacher) == (BRAM, AN)

    hidden = repair_plan(world(OUTSIDER), BRUG)
    assert hidden.steps == ()  # of whom expertise is known to nobody else, nobody else can be asked
    assert BRAM not in str(hidden)
    assert AN not in str(hidden)


def test_a_plan_is_a_file_that_gives_back_the_same_changes() -> None:
    plan = repair_plan(world(), BRUG)

    content = change_file(plan)

    assert json.loads(content)["mandaatwijzer"] == 1
    assert changes_in_file(world(), NamedBytes("plan.json", content)) == tuple(Put(s.edge) for s in plan.steps)


def test_a_file_that_is_none_is_refused() -> None:
    with pytest.raises(InvalidInput):
        changes_in_file(world(), NamedBytes("plan.json", b"{"))


def test_small_counts_of_people_are_for_the_owner_only() -> None:
    away = World(
        graph=snapshot_of(WORLD, edge("ABSENT_FROM", AN, BRUG)),
        on=day(TODAY), today=day(TODAY), viewer=LOCAL_OWNER, known_at=1,
    )  # fmt: skip
    outside = World(graph=away.graph, on=away.on, today=away.today, viewer=OUTSIDER, known_at=1)

    assert [(each.topic, each.wanted_by) for each in scarcity(away, GROUP).topics] == [(NET, 1)]
    (topic,) = scarcity(outside, GROUP).topics
    assert (topic.known_by, topic.wanted_by, topic.wanted_at) == (None, None, ())


def test_people_who_share_with_nobody_are_counted_as_they_are_now_and_not_as_they_were() -> None:
    knowers = [f"person/{name}" for name in ("een", "twee", "drie")]
    three = snapshot_of(
        WORLD,
        edge("ABSENT_FROM", AN, BRUG),
        [node(person, share_expertise="nobody") for person in knowers],
        [edge("AFFILIATED_WITH", person, BRUG) for person in knowers],
        [edge("KNOWS", person, NET, level=3) for person in knowers],
    )
    now = World(graph=three, on=day(TODAY), today=day(TODAY), viewer=OUTSIDER, known_at=2)
    four = three.apply([Put(replace(three.edges(Knows)[0], level=4))])

    def known(world: World) -> list[int | None]:
        return [topic.known_by for topic in scarcity(world, GROUP).topics]

    assert known(now) == [3]
    assert known(replace(now, current=four)) == [None]
    assert known(replace(now, on=day("2026-09-01"))) == [None]


def test_who_does_not_share_is_in_no_team_of_an_outsider() -> None:
    assert [member.person for member in team(world(), [NET]).members] == [AN]
    assert team(world(OUTSIDER), [NET]).uncovered == (NET,)
