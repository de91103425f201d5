"""The program plans for the example school group as the answers state, which a plain reading worked out."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from graph.analyses.fragility.bus_factor import bus_factor
from graph.analyses.planning.rehearsal import Counts, leaving, rehearse
from graph.analyses.planning.repair import repair_plan
from graph.analyses.planning.team import find_team
from tests.seed_files import ANSWERS as EXAMPLE_ANSWERS
from tests.unit.seed_data.brute_force import World, read_records
from tests.unit.seed_data.brute_force_planning import Repair, team
from tests.unit.seed_data.test_example_answers import snapshot

Record = dict[str, Any]

ANSWERS: Record = json.loads(EXAMPLE_ANSWERS.read_text(encoding="utf-8"))


@pytest.mark.parametrize("question", ANSWERS["repair"], ids=lambda each: f"{each['organisation']}-{each['target']}")
def test_the_fewest_requests_are_as_many_as_stated(question: Record) -> None:
    plan = repair_plan(
        snapshot(), date.fromisoformat(question["on"]), question["organisation"], target=question["target"]
    )

    assert plan.exact
    assert question["answer"] == {
        "short": plan.short,
        "missing_now": plan.missing_now,
        "missing_after": plan.missing_after,
        "steps": len(plan.steps),
    }


@pytest.mark.parametrize("question", ANSWERS["team"], ids=lambda each: "-".join(each["topics"])[:40])
def test_a_team_has_as_few_people_as_stated(question: Record) -> None:
    found = find_team(snapshot(), date.fromisoformat(question["on"]), question["topics"], level=question["level"])

    assert found.exact
    assert {"size": len(found.members), "uncovered": list(found.uncovered)} == question["answer"]


@pytest.mark.parametrize("question", ANSWERS["rehearsal"], ids=lambda each: "-".join(each["leaves"]))
def test_a_rehearsal_gives_what_is_stated_after_taking_the_people_out_of_the_files(question: Record) -> None:
    on, top = date.fromisoformat(question["on"]), question["organisation"]
    changes = leaving(snapshot(), question["leaves"], on)
    stated = question["answer"]

    found = rehearse(snapshot(), on, changes, [top])

    for name in ("opened", "closed"):
        told = [[each.code, each.organisation, each.subject, each.mandate] for each in getattr(found, name)]
        assert sorted(told, key=str) == stated[name]
    assert found.now == Counts(**stated["now"])
    assert found.afterwards == Counts(**stated["afterwards"])
    known = [
        sum(1 for item in bus_factor(each, on, top, items="expertise").items if item.persons)
        for each in (snapshot(), snapshot().apply(changes))
    ]
    assert known == [stated["expertise_now"], stated["expertise_afterwards"]]


def test_the_stated_answers_are_those_of_the_plain_reading() -> None:
    world = World(read_records(), ANSWERS["on"])
    asked = next(each for each in ANSWERS["repair"] if each["organisation"] == "organisation/dijlecollege-leuven")
    some = ANSWERS["team"][1]

    assert Repair(world, asked["organisation"], asked["target"]).answer() == asked["answer"]
    assert team(world, some["topics"], some["level"]) == some["answer"]
