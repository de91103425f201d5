"""Random small worlds with every sort of fact that sharing rests on."""

from __future__ import annotations

from random import Random

from graph.model.snapshot import Snapshot
from tests.graphs import Plains, edge, node, organisation, school, snapshot_of

__all__ = ["INTUNE", "town"]

INTUNE = "expertise/intune"
KEYS = ["a", "b", "c", "d", "e"]
SCHOOLS = ["s1", "s2", "s3"]


PLACES = [{}, {"municipality": "Aalst"}, {"latitude": 51.0, "longitude": 4.0}, {"latitude": 51.2, "longitude": 4.1}]
SHARING = ["everyone"] * 5 + ["group", "school", "nobody"]


def town(seed: int) -> tuple[Snapshot, str]:
    """A random small world with every sort of fact, and who asks; a seed gives denser worlds than drawn parts do."""
    dice = Random(seed)
    plains: list[Plains] = [node(INTUNE), node("expertise/wifi"), edge("BROADER", "expertise/wifi", INTUNE)]
    plains += [
        node("task/t1"),
        node("task/t2"),
        edge("REQUIRES", "task/t1", "expertise/wifi"),
        organisation("groep", "school_group"),
    ]
    for key in SCHOOLS:
        plains.append(school(key, under=["groep"] if dice.random() < 0.4 else [], **dice.choice(PLACES)))
    for key in KEYS:
        who = f"person/{key}"
        homes = dice.sample(SCHOOLS, dice.choice([0, 1, 1, 1, 1, 2]))
        plains.append(node(who, share_expertise=dice.choice(SHARING)))
        plains += [edge("AFFILIATED_WITH", who, f"organisation/{home}") for home in homes]
        plains += [edge("ABSENT_FROM", who, f"organisation/{home}") for home in homes if dice.random() < 0.1]
        if dice.random() < 0.7:
            topic = dice.choice([INTUNE, "expertise/wifi"])
            plains.append(edge("KNOWS", who, topic, level=dice.choice([1, 2, 2, 3, 4])))
    for index in range(dice.choice([0, 1, 2])):
        plains.append(node(f"body/{index}"))
        sitting = dice.sample(KEYS, dice.choice([2, 2, 3]))
        plains += [edge("MEMBER_OF", f"person/{key}", f"body/{index}") for key in sitting]
    pairs = {tuple(dice.sample(KEYS, 2)) for _ in range(dice.choice([0, 1, 2]))}
    plains += [edge("ADVISES", f"person/{one}", f"person/{other}") for one, other in sorted(pairs)]
    links = {tuple(dice.sample(SCHOOLS, 2)) for _ in range(dice.choice([0, 0, 1, 2]))}
    plains += [
        edge("SUPPORTS", f"organisation/{one}", f"organisation/{other}", cost=dice.choice([0.0, 1.0, 2.5]))
        for one, other in sorted(links)
    ]
    holders = [*(f"person/{key}" for key in KEYS), *(f"organisation/{key}" for key in SCHOOLS)]
    given_out = {
        (dice.choice(holders), dice.choice(["task/t1", "task/t2"]), dice.choice([*SCHOOLS, *SCHOOLS, "groep"]))
        for _ in range(dice.choice([0, 0, 1, 2]))
    }
    plains += [edge("EXECUTES", who, task, scope=[f"organisation/{where}"]) for who, task, where in sorted(given_out)]
    return snapshot_of(*plains), dice.choice(["person/a", "person/a", "organisation/s1"])
