"""The planning verbs: who is named to whom, and what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from graph.domain.changes import Put, Remove
from graph.domain.errors import Forbidden, InvalidInput, NotFound
from graph.domain.kinds import Knows
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
)
from graph.usecases.questions.registry import named
from graph.usecases.viewer import HIDDEN, LOCAL_OWNER, Viewer, ViewerKind
from graph.usecases.world import World
from graph.words.catalogue import texts_in
from tests.graphs import Plains, day, edge, node, organisation, school, snapshot_of

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
    return World(snapshot=snapshot_of(WORLD), on=day(TODAY), today=day(TODAY), viewer=viewer, known_at=1)


def test_a_rehearsal_of_somebody_else_is_refused_and_of_oneself_is_answered() -> None:
    with pytest.raises(Forbidden, match="Ask the head"):
        rehearse(world(OUTSIDER), WhatIf(leaves=(AN,)))
    with pytest.raises(Forbidden):
        rehearse(world(OUTSIDER), WhatIf(changes=(Remove(next(iter(world().snapshot.mandates())).id),)))

    assert rehearse(world(HERSELF), WhatIf(leaves=(AN,))).topics_lost == (NET,)


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
    assert [step.person for step in hidden.steps] == [HIDDEN]
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
        snapshot=snapshot_of(WORLD, edge("ABSENT_FROM", AN, BRUG)),
        on=day(TODAY), today=day(TODAY), viewer=LOCAL_OWNER, known_at=1,
    )  # fmt: skip
    outside = World(snapshot=away.snapshot, on=away.on, today=away.today, viewer=OUTSIDER, known_at=1)

    assert [(each.topic, each.wanted_by) for each in scarcity(away, GROUP).topics] == [(NET, 1)]
    (topic,) = scarcity(outside, GROUP).topics
    assert (topic.known_by, topic.wanted_by, topic.wanted_at) == (None, None, ())


def test_who_does_not_share_is_in_no_team_of_an_outsider() -> None:
    assert [member.person for member in team(world(), [NET]).members] == [AN]
    assert team(world(OUTSIDER), [NET]).uncovered == (NET,)
