"""Make a native file of the size of a school group, a region, or all of Flanders.

    python -m bench.generate --scale s|l|f [-o FILE] [--seed N]

Scale s is one group of 30 schools and 3,000 people; l 14 groups, 400 schools, 20,000 people and about 175,000 edges;
f is Flanders: 134 groups, 4,000 schools, 150,000 people and about 1.5 million edges. The same seed gives the same file.
Names are numbers: nobody in it exists.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import orjson

Plain = dict[str, Any]

TASK_GROUPS = ("technical", "pedagogical", "administrative", "policy", "platforms")
TASKS = 80
DECISIONS = 24
TOPICS = 60
DAY = date(2026, 10, 15)


@dataclass(frozen=True, slots=True)
class Scale:
    """How much to make; the per-school numbers are averages."""

    groups: int
    schools: int
    people: int
    mandates_a_school: int
    knows_a_person: float


SCALES = {
    "s": Scale(groups=1, schools=30, people=3_000, mandates_a_school=150, knows_a_person=1.0),
    "l": Scale(groups=14, schools=400, people=20_000, mandates_a_school=270, knows_a_person=1.5),
    "f": Scale(groups=134, schools=4_000, people=150_000, mandates_a_school=235, knows_a_person=1.6),
}


def records(scale: Scale, seed: int = 1) -> Iterator[Plain]:
    """Every record in native form: nodes and edges mixed, ends before the edges that need them."""
    yield from Generator(scale, random.Random(seed)).records()


class Generator:
    """Makes one file; holds the random numbers."""

    def __init__(self, scale: Scale, chance: random.Random) -> None:
        self.scale = scale
        self.chance = chance
        self.edges = 0
        self.person = 0

    def records(self) -> Iterator[Plain]:
        yield from self.catalogue()
        per_group = self.scale.schools // self.scale.groups
        spare = self.scale.schools % self.scale.groups
        number = 0
        for group in range(self.scale.groups):
            yield from self.group(group)
            for _ in range(per_group + (group < spare)):
                yield from self.school(number, group)
                number += 1

    def edge(self, kind: str, from_id: str, to_id: str, **fields: Any) -> Plain:
        self.edges += 1
        return {
            "kind": kind,
            "id": f"{kind.lower()}/{self.edges:08x}",
            "from": from_id,
            "to": to_id,
            **{key: value for key, value in fields.items() if value is not None},
        }

    def catalogue(self) -> Iterator[Plain]:
        for word in TASK_GROUPS:
            yield {"kind": "task_group", "id": f"task_group/{word}", "name": word}
        for number in range(TOPICS):
            yield {"kind": "expertise", "id": f"expertise/e{number:02}", "name": f"topic {number}"}
            if number >= 8:
                yield self.edge("BROADER", f"expertise/e{number:02}", f"expertise/e{number % 8:02}")
        for number in range(TASKS):
            task = f"task/t{number:02}"
            yield {"kind": "task", "id": task, "name": f"task {number}", "keywords": {"nl": [f"woord{number}"]}}
            yield self.edge("IN_GROUP", task, f"task_group/{TASK_GROUPS[number % 5]}")
            if number % 2:
                yield self.edge("REQUIRES", task, f"expertise/e{number % TOPICS:02}")
        for number in range(DECISIONS):
            decision = f"decision/d{number:02}"
            grants = {"grants_mandates": True} if number == 11 else {}
            yield {"kind": "decision", "id": decision, "name": f"decision {number}", **grants}
            yield self.edge("IN_GROUP", decision, f"task_group/{TASK_GROUPS[number % 5]}")
        for word in ("head", "technical", "pedagogical", "clerk", "contact", "director", "central"):
            yield {"kind": "role_type", "id": f"role_type/{word}", "name": word}
        yield {"kind": "profile", "id": "profile/school", "name": "school"}
        for number in range(12):
            kind = ("DECIDES", "EXECUTES", "STEERS", "CONTACT_POINT_FOR")[number % 4]
            subject = f"decision/d{number:02}" if kind == "DECIDES" else f"task/t{number * 5:02}"
            more = {"fallback": "role_type/head"} if kind == "CONTACT_POINT_FOR" else {}
            yield {
                "kind": "norm",
                "id": f"norm/n{number:02}",
                "name": f"norm {number}",
                "subject": subject,
                "mandate": kind,
                "minimum": 2 if number % 5 == 1 else 1,
                "profile": "profile/school",
                "applies_to_types": ["school"],
                **more,
            }

    def group(self, number: int) -> Iterator[Plain]:
        group = f"organisation/g{number:03}"
        yield {"kind": "organisation", "id": group, "name": f"group {number}", "type": "school_group"}
        yield self.edge("ADOPTS", group, "profile/school")
        body = f"body/g{number:03}-ict"
        yield {"kind": "body", "id": body, "name": f"ICT team of group {number}", "type": "ict_team"}
        yield self.edge("BODY_OF", body, group)
        for role_type, seats in (("director", 1), ("central", 4)):
            role = f"role/g{number:03}-{role_type}"
            yield from self.role(role, group, role_type, seats, [group])
            yield self.edge("MEMBER_OF", role, body)
        for subject in range(0, TASKS, 4):
            yield self.mandate("EXECUTES", f"role/g{number:03}-central", f"task/t{subject:02}", [group])
        for subject in range(DECISIONS):
            director = f"role/g{number:03}-director"
            yield self.mandate("DECIDES", director, f"decision/d{subject:02}", [group])

    def school(self, number: int, group: int) -> Iterator[Plain]:
        chance = self.chance
        school = f"organisation/s{number:04}"
        above = f"organisation/g{group:03}"
        yield {
            "kind": "organisation",
            "id": school,
            "name": f"school {number}",
            "type": "school",
            "number": f"{number:06}",
            "levels": ["basis" if number % 3 else "secundair"],
            "latitude": round(50.7 + chance.random() * 0.7, 5),
            "longitude": round(2.6 + chance.random() * 3.2, 5),
        }
        yield self.edge("PART_OF", school, above, relation="governance")
        people = []
        share = self.scale.people // self.scale.schools + (number < self.scale.people % self.scale.schools)
        reserved = 5 if number < self.scale.groups else 0
        for _ in range(share - reserved):
            yield from self.staff(school, people)
        roles = []
        for role_type, seats in (("head", 1), ("technical", 2), ("pedagogical", 2), ("clerk", 2), ("contact", 3)):
            role = f"role/s{number:04}-{role_type}"
            roles.append(role)
            yield from self.role(role, school, role_type, seats, None, people)
        body = f"body/s{number:04}-ict"
        yield {"kind": "body", "id": body, "name": f"ICT team of school {number}", "type": "ict_team"}
        yield self.edge("BODY_OF", body, school)
        for role in roles[:3]:
            yield self.edge("MEMBER_OF", role, body)
        yield self.edge("MEMBER_OF", chance.choice(people), f"body/g{group:03}-ict")
        yield from self.mandates(school, roles, people)
        if chance.random() < 0.3:
            away = chance.choice(people)
            yield self.edge("ABSENT_FROM", away, school, since="2026-10-01", until="2026-12-01")
        if chance.random() < 0.05:
            yield self.edge("OPTS_OUT", school, f"task/t{chance.randrange(TASKS):02}")

    def staff(self, school: str, people: list[str]) -> Iterator[Plain]:
        person = f"person/p{self.person:06}"
        self.person += 1
        people.append(person)
        shares = self.chance.choice(("nobody", "school", "group", "everyone"))
        yield {"kind": "person", "id": person, "name": f"p{self.person:06}", "share_expertise": shares}
        yield self.edge("AFFILIATED_WITH", person, school, capacity="staff", since="2022-09-01")
        for topic in self.chance.sample(range(TOPICS), int(self.scale.knows_a_person + self.chance.random())):
            level = self.chance.randint(1, 4)
            yield self.edge("KNOWS", person, f"expertise/e{topic:02}", level=level, verified_on=self.day(900))

    def role(
        self,
        role: str,
        at: str,
        role_type: str,
        seats: int,
        newcomers_at: list[str] | None,
        people: list[str] | None = None,
    ) -> Iterator[Plain]:
        yield {"kind": "role", "id": role, "name": role_type, **({"seats": seats} if seats > 1 else {})}
        yield self.edge("AT", role, at)
        yield self.edge("OF_TYPE", role, f"role_type/{role_type}")
        pool: list[str] = [] if people is None else people
        if newcomers_at is not None:
            for _ in range(seats):
                yield from self.staff(newcomers_at[0], pool)
        for year in (2020, 2021, 2022):
            former = self.chance.choice(pool)
            yield self.edge("HOLDS", former, role, since=f"{year}-09-01", until=f"{year + 1}-09-01")
        for holder in self.chance.sample(pool, seats if self.chance.random() < 0.97 else seats - 1):
            yield self.edge("HOLDS", holder, role, since="2023-09-01", fraction=0.5)

    def mandates(self, school: str, roles: list[str], people: list[str]) -> Iterator[Plain]:
        head, *others = roles
        for subject in range(DECISIONS):
            if self.chance.random() < 0.97:
                ceiling = 5_000 if subject % 4 == 0 else None
                yield self.mandate("DECIDES", head, f"decision/d{subject:02}", [school], ceiling_eur=ceiling)
        seen: set[tuple[str, str, str]] = set()
        while len(seen) < self.scale.mandates_a_school - DECISIONS:
            kind = self.chance.choice(("EXECUTES", "EXECUTES", "STEERS", "CONTACT_POINT_FOR"))
            holder = self.chance.choice(others) if self.chance.random() < 0.8 else self.chance.choice(people)
            subject_id = f"task/t{self.chance.randrange(TASKS):02}"
            if (kind, holder, subject_id) not in seen:
                seen.add((kind, holder, subject_id))
                yield self.mandate(kind, holder, subject_id, [school], granted_by=head)

    def mandate(self, kind: str, holder: str, subject: str, scope: list[str], **fields: Any) -> Plain:
        return self.edge(kind, holder, subject, scope=scope, since="2024-09-01", verified_on=self.day(700), **fields)

    def day(self, most: int) -> str:
        return (DAY - timedelta(days=self.chance.randrange(most))).isoformat()


def write(scale: Scale, path: Path, seed: int) -> tuple[int, int]:
    """Write the file as NDJSON; returns how many nodes and edges."""
    nodes = edges = 0
    with path.open("wb") as file:
        file.write(b'{"mandaatwijzer":1}\n')
        for plain in records(scale, seed):
            edges += "from" in plain
            nodes += "from" not in plain
            file.write(orjson.dumps(plain) + b"\n")
    return nodes, edges


def main() -> None:
    parser = argparse.ArgumentParser(description="Make a native file for measurements.")
    parser.add_argument("--scale", choices=SCALES, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-o", "--output", type=Path)
    asked = parser.parse_args()
    path = asked.output or Path(__file__).parent / "data" / f"{asked.scale}.ndjson"
    path.parent.mkdir(parents=True, exist_ok=True)
    nodes, edges = write(SCALES[asked.scale], path, asked.seed)
    print(f"{path}: {nodes:,} nodes, {edges:,} edges, {path.stat().st_size / 1e6:.0f} MB", file=sys.stderr)


if __name__ == "__main__":
    main()
