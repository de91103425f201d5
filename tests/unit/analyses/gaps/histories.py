"""Random small groups in which everything that a gap rests on begins and ends within some weeks."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from graph.domain.errors import InvalidInput
from graph.model.snapshot import Snapshot
from tests.graphs import Plains, edge, node, norm, organisation, records_of, school

__all__ = ["FIRST", "GROUP", "WEEKS", "group_through_time"]

FIRST = date(2026, 10, 1)
WEEKS = 8
GROUP = "organisation/groep"
SCHOOLS = ["organisation/a", "organisation/b"]
PEOPLE = ["person/an", "person/tom", "person/eva"]
SUBJECTS = ["task/wifi", "decision/aankoop"]
KINDS = ["DECIDES", "EXECUTES", "STEERS", "CONTACT_POINT_FOR"]


def group_through_time(seed: int) -> Snapshot:
    """A group of two schools with norms, mandates, holdings, absences, exceptions and expertise, all dated."""
    dice = Random(seed)
    while True:
        try:
            return Snapshot.of(records_of(*_plains(dice)))
        except InvalidInput:
            continue  # Two records came out alike, or acting went round in a circle: throw again.


def _plains(dice: Random) -> list[Plains]:
    plains: list[Plains] = [
        organisation("groep", "school_group"),
        *(school(key.partition("/")[2]) for key in SCHOOLS),
        *(edge("PART_OF", key, GROUP, **_often(dice)) for key in SCHOOLS),
        node("task_group/alles"),
        node("task/wifi"),
        node("decision/aankoop", grants_mandates=dice.random() < 0.3),
        edge("IN_GROUP", "task/wifi", "task_group/alles", **_often(dice)),
        node("expertise/netwerk", **_often(dice)),
        node("expertise/draadloos", **_often(dice)),
        edge("BROADER", "expertise/draadloos", "expertise/netwerk", **_often(dice)),
        edge("REQUIRES", "task/wifi", "expertise/netwerk", **_often(dice)),
        node("role_type/directie"),
        node("body/team", unnamed_members=dice.choice([0, 0, 1])),
        edge("BODY_OF", "body/team", dice.choice([*SCHOOLS, GROUP]), **_often(dice)),
    ]
    plains += [node(person, **(_often(dice) if dice.random() < 0.3 else {})) for person in PEOPLE]
    plains += [edge("AFFILIATED_WITH", person, dice.choice(SCHOOLS), **_often(dice)) for person in PEOPLE]
    plains += [edge("MEMBER_OF", person, "body/team", **_often(dice)) for person in PEOPLE if dice.random() < 0.4]
    plains += [edge("KNOWS", who, "expertise/netwerk", level=dice.choice([1, 3]), **_often(dice)) for who in PEOPLE[:2]]
    if dice.random() < 0.4:
        plains.append(edge("KNOWS", "person/eva", "expertise/draadloos", level=3, **_often(dice)))
    if dice.random() < 0.2:
        plains.append(organisation("firma", "partner", **_often(dice)))
        plains.append(edge("EXECUTES", "organisation/firma", "task/wifi", scope=[SCHOOLS[0]], **_span(dice)))
    for name in ("role/ict", "role/directie"):
        plains += [node(name, seats=dice.choice([1, 2]), **(_often(dice) if dice.random() < 0.2 else {}))]
        plains.append(edge("AT", name, dice.choice([*SCHOOLS, GROUP]), **_often(dice)))
        plains += [edge("HOLDS", who, name, **_span(dice)) for who in PEOPLE if dice.random() < 0.6]
    plains.append(edge("HOLDS", "person/tom", "role/ict", acting_for="person/an", **_span(dice)))
    if dice.random() < 0.3:
        plains.append(edge("MEMBER_OF", "role/ict", "body/team", **_often(dice)))
    plains.append(edge("OF_TYPE", "role/directie", "role_type/directie", **_often(dice)))
    plains += [edge("ABSENT_FROM", who, dice.choice([*SCHOOLS, GROUP]), **_span(dice)) for who in PEOPLE]
    plains += [_mandate(dice) for _ in range(dice.choice([2, 4, 6]))]
    plains += [_norm(dice, number) for number in range(dice.choice([1, 2, 3]))]
    if dice.random() < 0.4:
        plains.append(edge("OPTS_OUT", dice.choice(SCHOOLS), dice.choice(SUBJECTS), **_span(dice)))
    if dice.random() < 0.3:
        plains.append(edge("NOT_USED_AT", "task/wifi", dice.choice([*SCHOOLS, GROUP]), **_span(dice)))
    if dice.random() < 0.3:
        plains.append(edge("EXCEPTED_FROM", dice.choice(SCHOOLS), "norm/0", **_span(dice)))
    if dice.random() < 0.4:
        plains.append(norm("norm/gevolg", "task/wifi", "STEERS", minimum=0))
        plains.append(norm("norm/oorzaak", "task/wifi", "EXECUTES", implies="norm/gevolg", **_often(dice)))
    return plains


def _mandate(dice: Random) -> Plains:
    holder = dice.choice(["role/ict", "role/directie", "body/team", *PEOPLE])
    scope = sorted(dice.sample([*SCHOOLS, GROUP], dice.choice([1, 1, 2])))
    has_scope = holder.startswith("person/") or dice.random() < 0.5
    return edge(
        dice.choice(KINDS),
        holder,
        dice.choice([*SUBJECTS, "task_group/alles"]),
        scope=scope if has_scope else None,
        granted_by=dice.choice([None, GROUP, SCHOOLS[0], "role/directie", "person/eva"]),
        granted_on=dice.choice([None, "2026-10-10"]),
        verified_on=dice.choice([None, "2026-02-01"]),
        **_span(dice),
    )


def _norm(dice: Random, number: int) -> Plains:
    return norm(
        f"norm/{number}",
        dice.choice([*SUBJECTS, "task_group/alles"]),
        dice.choice(KINDS),
        minimum=dice.choice([0, 1, 1, 2]),
        maximum=dice.choice([None, None, 2]),
        fallback=dice.choice([None, "role_type/directie"]),
        independent_of=dice.choice([None, None, ["school"]]),
        **_often(dice),
    )


def _span(dice: Random) -> dict[str, Any]:
    """A period in the weeks looked at, which may have no beginning or no end."""
    first, last = sorted(dice.sample(range(-20, WEEKS * 7 + 60), 2))
    since = FIRST + timedelta(days=first) if dice.random() < 0.8 else None
    until = FIRST + timedelta(days=last) if dice.random() < 0.7 else None
    return {"since": since, "until": until}


def _often(dice: Random) -> dict[str, Any]:
    """Mostly always, sometimes a period."""
    return _span(dice) if dice.random() < 0.25 else {}
