"""The answers about repair, teams and leavers in the example school group, worked out from the YAML files alone.

Like `brute_force.py`, whose reading of the world it uses, it imports nothing of the product. It writes the keys
`repair`, `team` and `rehearsal` of seed_data/answers.json:

    python tests/unit/seed_data/brute_force_planning.py --write
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from copy import deepcopy
from itertools import combinations
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[3]))

from tests.unit.seed_data.brute_force import (
    SEED_DATA,
    Record,
    World,
    expertise_items,
    findings,
    has_it,
    independent,
    mandate_items,
    read_records,
)

Pair = tuple[str, str, str]
"""An organisation, a subject and a kind of mandate."""

FULL_TIME = 36.0


# Repair


class Repair:
    """What is short at an organisation and below it, and who could be asked."""

    def __init__(self, world: World, top: str, target: int) -> None:
        self.world = world
        self.cells = {
            (place, subject, kind): world.holders(place, subject, kind)
            for place in world.below(top)
            for subject, kind in world.evaluated(place)
        }
        self.needs = {pair: need for pair in self.cells if (need := self.missing(pair, target))}

    def answer(self) -> Record:
        duties: dict[tuple[str, str], list[str]] = defaultdict(list)
        for place, subject, kind in self.needs:
            duties[subject, kind].append(place)
        steps, left, booked = 0, 0, defaultdict[str, float](float)
        for (subject, kind), places in sorted(duties.items()):
            number, missing, who = self.fewest(subject, kind, places)
            steps, left = steps + number, left + missing
            for person in who:
                booked[person] += self.hours(subject, kind, places)
        # Duties are worked out apart, which is right while nobody could run out of hours over all of them together.
        assert all(booked[person] <= room for person in booked if (room := self.left(person)) is not None)
        return {
            "short": len(self.needs),
            "missing_now": sum(self.needs.values()),
            "missing_after": left,
            "steps": steps,
        }

    def missing(self, pair: Pair, target: int) -> int:
        cell, norms = self.cells[pair], self.world.norms_of_cell(*pair)
        number = max(0, target - len(cell["people"]))
        number = max([number, *(norm.get("minimum", 1) - len(cell["counted"]) for norm in norms)])
        number = max([number, *(apart for norm in norms if (apart := self.lacks_independence(pair, norm)) > 0)])
        number = max(number, int(self.lacks_expert(pair)))
        room = self.room(pair)
        return number if room is None else max(0, min(number, room))

    def lacks_independence(self, pair: Pair, norm: Record) -> int:
        types = norm.get("independent_of")
        if not types or norm.get("minimum", 1) < 2:
            return 0
        found: int = norm["minimum"] - independent(self.world, self.cells[pair]["counted"], types)
        return found

    def lacks_expert(self, pair: Pair) -> bool:
        if pair[2] not in ("EXECUTES", "STEERS"):
            return False
        people = [person for person in self.cells[pair]["people"] if person.startswith("person/")]
        if not any(self.world.live("KNOWS", from_=person) for person in people):
            return False
        return not all(any(self.knows(person, need) for person in people) for need in self.asked(pair[1]))

    def asked(self, subject: str) -> list[Record]:
        return self.world.live("REQUIRES", from_=subject)

    def knows(self, person: str, need: Record) -> bool:
        return self.world.knows(person, need["to"], need.get("level", 2))

    def room(self, pair: Pair) -> int | None:
        maxima = [norm["maximum"] for norm in self.world.norms_of_cell(*pair) if "maximum" in norm]
        return min(maxima) - len(self.cells[pair]["counted"]) if maxima else None

    def hours(self, subject: str, kind: str, places: list[str]) -> float:
        if kind != "EXECUTES":
            return 0.0
        ways = [way for place in places for way in self.cells[place, subject, kind]["ways"]]
        return min((way["mandate"].get("hours_per_week", 0.0) or 999.0 for way in ways), default=999.0) % 999.0

    # Who could be asked

    def fewest(self, subject: str, kind: str, places: list[str]) -> tuple[int, int, tuple[str, ...]]:
        """The fewest people that leave as few missing as can be; how many that leaves; who could be among them."""
        counts = self.counting(subject, kind, places)
        everybody = tuple(sorted(counts))
        least = self.left_over(counts, everybody, subject, kind, places)
        for size in range(len(everybody) + 1):
            for chosen in combinations(everybody, size):
                if self.left_over(counts, chosen, subject, kind, places) == least:
                    return size, least, everybody
        raise AssertionError("everybody together is one of the sets")

    def counting(self, subject: str, kind: str, places: list[str]) -> dict[str, set[str]]:
        """Per person who could be asked, the short places where they would count."""
        found: dict[str, set[str]] = {}
        for node in self.world.of_kind("person"):
            person = node["id"]
            own = [place for place in places if self.could_take(person, place, subject, kind, places)]
            reached = {other for place in own for other in places if self.world.reaches(place, other, subject)}
            counted = {place for place in reached if self.is_new(person, (place, subject, kind))}
            if own and counted:
                found[person] = counted
        return found

    def is_new(self, person: str, pair: Pair) -> bool:
        """Whether the person would be one more, and an independent one where that is asked."""
        if person in self.cells[pair]["people"] or self.world.is_absent(person, pair[0]):
            return False
        for norm in self.world.norms_of_cell(*pair):
            if self.lacks_independence(pair, norm) > 0:
                heads = self.cells[pair]["counted"]
                joined = independent(self.world, {*heads, person}, norm["independent_of"])
                if joined == independent(self.world, heads, norm["independent_of"]):
                    return False
        return True

    def could_take(self, person: str, place: str, subject: str, kind: str, places: list[str]) -> bool:
        world = self.world
        reached = [each for each in world.below(place) if world.reaches(place, each, subject)]
        pairs = [(each, subject, kind) for each in reached if (each, subject, kind) in self.cells]
        there = [pair for pair in pairs if not world.is_absent(person, pair[0])]
        left, hours = self.left(person), self.hours(subject, kind, places)
        return (
            self.is_askable(person)
            and (left is None or (left > 0 and left >= hours))
            and self.is_new(person, (place, subject, kind))
            and bool(self.homes(person) & set(world.ups(place)))
            and (kind != "DECIDES" or self.decides_at(person, place))
            and all((room := self.room(pair)) is None or room > 0 for pair in there if self.is_new(person, pair))
            and all(self.has_coupled(person, pair) for pair in pairs)
            and (kind not in ("EXECUTES", "STEERS") or self.knows_or_learns(person, subject, there))
        )

    def is_askable(self, person: str) -> bool:
        world = self.world
        if world.nodes[person].get("type", "staff") not in ("staff", "external"):
            return False
        seats = [edge["to"] for edge in world.live("HOLDS", from_=person)]
        sits = any(world.live("MEMBER_OF", from_=each) for each in (person, *seats))
        own = any(edge["from"] == person for edge in world.mandates())
        return bool(seats) or sits or own or bool(world.live("KNOWS", from_=person))

    def homes(self, person: str) -> set[str]:
        seats = [edge["to"] for edge in self.world.live("HOLDS", from_=person)]
        at = {edge["to"] for seat in seats for edge in self.world.live("AT", from_=seat)}
        return at | self.world.affiliations(person)

    def decides_at(self, person: str, place: str) -> bool:
        return any(
            person in cell["people"]
            for (where, _, kind), cell in self.cells.items()
            if (where, kind) == (place, "DECIDES")
        )

    def has_coupled(self, person: str, pair: Pair) -> bool:
        for norm in self.world.norms_of_cell(*pair):
            implied = self.world.nodes.get(norm.get("implies", ""))
            if implied is not None:
                for subject in self.world.subjects_in(implied["subject"]):
                    there = has_it(self.world, pair[0], subject, implied["mandate"])
                    if self.world.is_used(subject, pair[0]) and person not in there:
                        return False
        return True

    def knows_or_learns(self, person: str, subject: str, there: list[Pair]) -> bool:
        for need in self.asked(subject):
            if not self.knows(person, need):
                wishes = any(
                    edge.get("wants") and need["to"] in self.world.broader(edge["to"])
                    for edge in self.world.live("KNOWS", from_=person)
                )
                taught = all(any(self.knows(each, need) for each in self.cells[pair]["people"]) for pair in there)
                if not (wishes and taught):
                    return False
        return True

    def left(self, person: str) -> float | None:
        """Hours a week that somebody has left at most; None when their appointment is not known."""
        world = self.world
        holdings = world.live("HOLDS", from_=person)
        fractions = [edge.get("fraction") for edge in holdings]
        if not fractions or None in fractions:
            fractions = [edge.get("fraction") for edge in world.live("AFFILIATED_WITH", from_=person)]
        if not fractions or None in fractions:
            return None
        spent = sum(edge.get("hours_per_week", 0.0) for edge in world.live("EXECUTES", from_=person))
        for holding in holdings:
            alone = len({edge["from"] for edge in world.live("HOLDS", to=holding["to"])}) == 1
            spent += self.spent(holding, alone=alone)
        return round(sum(fractions) * FULL_TIME - spent, 2)

    def spent(self, holding: Record, *, alone: bool) -> float:
        if "hours_per_week" in holding:
            return float(holding["hours_per_week"])
        served = [edge.get("hours_per_week") for edge in self.world.live("SERVES", from_=holding["to"])]
        tasks = [edge.get("hours_per_week") for edge in self.world.live("EXECUTES", from_=holding["to"])]
        known = [hours for hours in (served if any(served) else tasks) if hours]
        return sum(known) if alone else 0.0

    def left_over(
        self, counts: dict[str, set[str]], chosen: tuple[str, ...], subject: str, kind: str, places: list[str]
    ) -> int:
        total = 0
        for place in places:
            pair = (place, subject, kind)
            here = [person for person in chosen if place in counts[person]]
            expert = any(all(self.knows(person, need) for need in self.asked(subject)) for person in here)
            apart = self.apart(pair, here)
            total += max(0, self.needs[pair] - apart, int(self.lacks_expert(pair) and not expert))
        return total

    def apart(self, pair: Pair, here: list[str]) -> int:
        """How many of them count: all, or where independence is asked only those who stand apart."""
        lacking = [norm for norm in self.world.norms_of_cell(*pair) if self.lacks_independence(pair, norm) > 0]
        if not lacking:
            return len(here)
        types = sorted({each for norm in lacking for each in norm["independent_of"]})
        return independent(self.world, set(here), types)


# Team


def team(world: World, topics: list[str], level: int) -> Record:
    """The fewest people that know or do all topics between them, as the local owner sees it."""
    covers: dict[str, set[str]] = defaultdict(set)
    for topic in topics:
        for person in able(world, topic, level):
            covers[person].add(topic)
    wanted = {topic for own in covers.values() for topic in own}
    sorts = {frozenset(own) for own in covers.values()}
    size = next(
        size
        for size in range(len(wanted) + 1)
        if any(set().union(*chosen) >= wanted for chosen in combinations(sorts, size))
    )
    return {"size": size, "uncovered": [topic for topic in topics if topic not in wanted]}


def able(world: World, topic: str, level: int) -> set[str]:
    people = {node["id"] for node in world.of_kind("person")}
    found = {person for person in people if world.knows(person, topic, level)}
    for need in world.live("REQUIRES"):
        if topic in world.broader(need["to"]):
            for place in world.of_kind("organisation"):
                ways = world.ways(place["id"], need["from"], "EXECUTES")
                found |= {way["holder"] for way in ways if way["present"] and way["holder"] in people}
    return {person for person in found if world.is_somewhere(person)}


# Rehearsal


def rehearsal(records: list[Record], on: str, top: str, leaves: list[str]) -> Record:
    """What is there after really taking people out of the files, against what is there now."""
    after = [record for record in deepcopy(records) if without(record, set(leaves))]
    now, then = (World(each, on) for each in (records, after))
    codes = [
        Counter(
            (f["code"], f.get("organisation"), f.get("subject"), f.get("mandate")) for f in findings(each, on, top)[0]
        )
        for each in (records, after)
    ]
    items, items_then = mandate_items(now, top), mandate_items(then, top)
    return {
        "opened": sorted([list(each) for each in (codes[1] - codes[0]).elements()], key=str),
        "closed": sorted([list(each) for each in (codes[0] - codes[1]).elements()], key=str),
        "now": counted(items),
        "afterwards": counted(items_then),
        "expertise_now": sum(1 for item in expertise_items(now, top) if item),
        "expertise_afterwards": sum(1 for item in expertise_items(then, top) if item),
    }


def without(record: Record, gone: set[str]) -> bool:
    if "from" not in record:
        return True
    return not gone & {record["from"], record["to"]}


def counted(items: list[frozenset[str]]) -> Record:
    return {"items": len(items), "orphans": items.count(frozenset()), "at_risk": sum(len(item) == 1 for item in items)}


# The questions

GROUP = "organisation/scholengroep-de-vaart"
ON = "2026-10-15"


def answers(records: list[Record]) -> dict[str, list[Record]]:
    """Every question with its answer, by key."""
    world = World(records, ON)
    schools = [place for place in world.below(GROUP) if world.nodes[place]["type"] in ("school", "centre")]
    asked = [(place, 2) for place in schools] + [(schools[0], 3), (GROUP, 2)]
    topics = [need["to"] for need in world.live("REQUIRES")]
    some = sorted(set(topics))
    directors = [edge["from"] for edge in world.live("HOLDS") if edge["to"] == "role/algemeen-directeur"]
    leavers = sorted({edge["from"] for edge in world.live("HOLDS") if "acting_for" not in edge})
    return {
        "repair": [
            {"on": ON, "organisation": place, "target": target, "answer": Repair(world, place, target).answer()}
            for place, target in asked
        ],
        "team": [
            {"on": ON, "topics": chosen, "level": 2, "answer": team(world, chosen, 2)}
            for chosen in (some[:3], some[3:8], some[::4], [some[0]])
        ],
        "rehearsal": [
            {"on": ON, "organisation": GROUP, "leaves": chosen, "answer": rehearsal(records, ON, GROUP, chosen)}
            for chosen in ([*directors, leavers[0]][:1], leavers[1:3], leavers[5:8])
        ],
    }


def main() -> None:
    file = SEED_DATA / "answers.json"
    told: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    told.update(answers(read_records()))
    text = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    if "--write" in sys.argv:
        file.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
