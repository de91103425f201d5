"""The answers of the example school group, worked out from the YAML files alone.

A second reading of the definitions (design of coverage and of the three analyses), as plain and as slow as it
may be: dictionaries, loops and texts as dates. It imports nothing of the product, so that a mistake in the one
is not repeated in the other.

Run it to print the answers, or with `--write` to write them to seed_data/answers.json.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from datetime import date, timedelta
from functools import cache
from heapq import heappop, heappush
from itertools import combinations, count, pairwise
from math import asin, cos, inf, radians, sin, sqrt
from pathlib import Path
from typing import Any

import yaml

SEED_DATA = Path(__file__).parents[3] / "seed_data"
KINDS = ("DECIDES", "EXECUTES", "STEERS", "CONTACT_POINT_FOR")
MISSING = ("vacant", "absent_without_replacement", "fallback_only")

Record = dict[str, Any]


class World:
    """Everything in the files, seen on one day.

    Absences are seen as on `absences_on`, so that a later day can be asked with the absences of today.
    """

    def __init__(self, records: list[Record], on: str, absences_on: str | None = None) -> None:
        self.records = records
        self.on = on
        self.absences_on = absences_on or on
        self.nodes = {record["id"]: record for record in records if "from" not in record}
        self.all_edges: dict[str, list[Record]] = defaultdict(list)
        for record in records:
            if "from" in record:
                self.all_edges[record["kind"]].append(record)
        self.edges = {
            kind: [edge for edge in edges if self.is_live(edge, self.on)] for kind, edges in self.all_edges.items()
        }
        self.edges["ABSENT_FROM"] = [
            edge for edge in self.all_edges["ABSENT_FROM"] if self.is_live(edge, self.absences_on)
        ]
        self.at_end = cache(self._at_end)
        self.ups = cache(self._ups)
        self.groups_above = cache(self._groups_above)
        self.reaches = cache(self._reaches)
        self.scope = cache(self._scope)
        self.holders = cache(self._holders)
        self.norms_at = cache(self._norms_at)
        self.serving = cache(self._serving)

    def live(self, kind: str, **ends: str) -> list[Record]:
        """The edges of a kind that hold that day; `from_` and `to` choose the ends."""
        wanted = [(key.rstrip("_"), value) for key, value in ends.items()]
        if not wanted:
            return self.edges.get(kind, [])
        (end, there), *more = wanted
        return [
            edge for edge in self.at_end(kind, end).get(there, []) if all(edge[key] == value for key, value in more)
        ]

    def _at_end(self, kind: str, end: str) -> dict[str, list[Record]]:
        """The edges of a kind that hold that day, by the node at one of their ends."""
        found: dict[str, list[Record]] = defaultdict(list)
        for edge in self.edges.get(kind, []):
            found[edge[end]].append(edge)
        return found

    def is_live(self, edge: Record, day: str) -> bool:
        ends = (self.nodes[edge["from"]], self.nodes[edge["to"]])
        return all(covers(record, day) for record in (edge, *ends))

    def of_kind(self, kind: str) -> list[Record]:
        return [node for node in self.nodes.values() if node["kind"] == kind and covers(node, self.on)]

    # Structure

    def _ups(self, organisation: str) -> dict[str, int]:
        """The organisation and everything above it, with the distance."""
        found, waiting = {organisation: 0}, [organisation]
        while waiting:
            here = waiting.pop(0)
            for edge in self.live("PART_OF", from_=here):
                if edge["to"] not in found:
                    found[edge["to"]] = found[here] + 1
                    waiting.append(edge["to"])
        return found

    def below(self, organisation: str) -> list[str]:
        return sorted(each["id"] for each in self.of_kind("organisation") if organisation in self.ups(each["id"]))

    def _groups_above(self, subject: str) -> set[str]:
        found, waiting = {subject}, [subject]
        while waiting:
            for edge in self.live("IN_GROUP", from_=waiting.pop()):
                if edge["to"] not in found:
                    found.add(edge["to"])
                    waiting.append(edge["to"])
        return found

    def subjects_in(self, subject: str) -> list[str]:
        tasks = self.of_kind("task") + self.of_kind("decision")
        return [each["id"] for each in tasks if subject in self.groups_above(each["id"])]

    def is_used(self, subject: str, organisation: str) -> bool:
        return not any(
            edge["from"] in self.groups_above(subject) and edge["to"] in self.ups(organisation)
            for edge in self.live("NOT_USED_AT")
        )

    def _reaches(self, top: str, organisation: str, subject: str) -> bool:
        """Whether a mandate whose scope names `top` comes down to the organisation."""
        if organisation == top:
            return True
        if any(edge["to"] in self.groups_above(subject) for edge in self.live("OPTS_OUT", from_=organisation)):
            return False
        return any(
            edge.get("inherits", True) and self.reaches(top, edge["to"], subject)
            for edge in self.live("PART_OF", from_=organisation)
        )

    # Mandates and who holds them

    def mandates(self) -> list[Record]:
        return [edge for kind in KINDS for edge in self.live(kind)]

    def scope_of(self, mandate: Record) -> list[str]:
        return list(self.scope(mandate["from"], tuple(mandate.get("scope", ()))))

    def _scope(self, holder: str, own: tuple[str, ...]) -> tuple[str, ...]:
        if own:
            return tuple(each for each in own if covers(self.nodes[each], self.on))
        kind = self.nodes[holder]["kind"]
        edges = {"role": self.live("SERVES", from_=holder), "body": self.live("BODY_OF", from_=holder)}[kind]
        return tuple(edge["to"] for edge in edges or self.live("AT", from_=holder))

    def is_absent(self, person: str, organisation: str) -> bool:
        return any(edge["to"] in self.ups(organisation) for edge in self.live("ABSENT_FROM", from_=person))

    def people_of_role(self, role: str, organisation: str) -> list[tuple[str, bool, str | None]]:
        """Who holds a role, seen at an organisation: (person, present, acting for); acting only while needed."""
        found: list[tuple[str, bool, str | None]] = []
        for holding in self.live("HOLDS", to=role):
            person, replaced = holding["from"], holding.get("acting_for")
            present = not self.is_absent(person, organisation)
            if replaced is None:
                found.append((person, present, None))
            elif present and all(
                self.is_absent(each, organisation) or not self.live("HOLDS", from_=each, to=role)
                for each in self.chain(holding)
            ):
                found.append((person, True, replaced))
        return found

    def chain(self, holding: Record) -> set[str]:
        """Everybody for whom, directly or in turn, an acting holding stands in."""
        found: set[str] = set()
        waiting = [holding]
        while waiting:
            below = waiting.pop()
            found.add(below["acting_for"])
            waiting += [
                other
                for other in self.all_edges["HOLDS"]
                if other["from"] == below["acting_for"]
                and other["to"] == below["to"]
                and "acting_for" in other
                and other["acting_for"] not in found
                and overlap(other, below)
            ]
        return found

    def members(self, body: str, organisation: str) -> list[tuple[str, bool]]:
        found = []
        for edge in self.live("MEMBER_OF", to=body):
            if self.nodes[edge["from"]]["kind"] == "person":
                found.append((edge["from"], not self.is_absent(edge["from"], organisation)))
            else:
                found += [(person, here) for person, here, _ in self.people_of_role(edge["from"], organisation)]
        return found

    def ways(self, organisation: str, subject: str, kind: str) -> list[Record]:
        """Every way in which somebody holds a cell."""
        found: list[Record] = []
        if not self.is_used(subject, organisation):
            return found
        for mandate in self.live(kind):
            assert "acting_for" not in mandate, "this script does not know acting mandates"
            if mandate["to"] not in self.groups_above(subject):
                continue
            tops = [top for top in self.scope_of(mandate) if self.reaches(top, organisation, subject)]
            if not tops:
                continue
            top = min(tops, key=lambda each: self.ups(organisation).get(each, 99))
            way = {
                "mandate": mandate,
                "via": None if top == organisation else top,
                "steps": self.ups(organisation).get(top, 0),
                "through": None if mandate["to"] == subject else mandate["to"],
                "ceiling": mandate.get("ceiling_eur", inf),
                "role": None,
                "acting_for": None,
                "present": True,
            }
            holder = mandate["from"]
            sort = self.nodes[holder]["kind"]
            if sort == "person":
                found.append({**way, "holder": holder, "present": not self.is_absent(holder, organisation)})
            elif sort == "role":
                found += [
                    {**way, "holder": person, "present": present, "role": holder, "acting_for": replaced}
                    for person, present, replaced in self.people_of_role(holder, organisation)
                ]
            elif sort == "organisation":
                found.append({**way, "holder": holder})
            else:
                members = self.members(holder, organisation)
                unnamed = self.nodes[holder].get("unnamed_members", 0)
                if members or unnamed:
                    present = unnamed > 0 or any(here for _, here in members)
                    found.append({**way, "holder": holder, "present": present})
        return found

    def _holders(self, organisation: str, subject: str, kind: str) -> Record:
        """Who holds a cell: everybody, who counts for a norm, and the people behind them."""
        ways = self.ways(organisation, subject, kind)
        present = {way["holder"] for way in ways if way["present"]}
        in_person = {each for each in present if self.nodes[each]["kind"] == "person"}
        counted = {each for each in present if self.nodes[each]["kind"] != "body"}
        people = set(counted)
        for body in sorted(present - counted):
            here = {person for person, is_here in self.members(body, organisation) if is_here}
            unnamed = self.nodes[body].get("unnamed_members", 0)
            if unnamed or here - in_person:
                counted.add(body)
            people |= here | ({f"{body}#unnamed"} if unnamed else set())
        return {
            "ways": ways,
            "all": {way["holder"] for way in ways},
            "present": present,
            "counted": counted,
            "people": people,
        }

    # Norms and cells

    def _norms_at(self, organisation: str) -> list[Record]:
        """The norms that apply at an organisation, by id."""
        node, above = self.nodes[organisation], self.ups(organisation)
        adopted = {edge["to"] for edge in self.live("ADOPTS") if edge["from"] in above}
        excepted = {edge["to"] for edge in self.live("EXCEPTED_FROM") if edge["from"] in above}
        found = []
        for norm in sorted(self.of_kind("norm"), key=lambda each: each["id"]):
            types, levels, tops = (norm.get(key, []) for key in ("applies_to_types", "applies_to_levels", "applies_to"))
            usual = node["type"] in ("school", "centre", "school_group") or organisation in tops
            if (
                norm.get("profile") in {None, *adopted}
                and norm["id"] not in excepted
                and (not tops or any(top in above for top in tops))
                and (node["type"] in types if types else usual)
                and (not levels or set(levels) & set(node.get("levels", [])))
            ):
                found.append(norm)
        return found

    def norms_of_cell(self, organisation: str, subject: str, kind: str) -> list[Record]:
        if not self.is_used(subject, organisation):
            return []
        return [
            norm
            for norm in self.norms_at(organisation)
            if norm["mandate"] == kind and norm["subject"] in self.groups_above(subject)
        ]

    def evaluated(self, organisation: str) -> list[tuple[str, str]]:
        """The cells of exactly this organisation that a norm demands or a mandate's scope names."""
        named = [(norm["subject"], norm["mandate"]) for norm in self.norms_at(organisation)]
        named += [(edge["to"], edge["kind"]) for edge in self.mandates() if organisation in self.scope_of(edge)]
        cells = {(subject, kind) for top, kind in named for subject in self.subjects_in(top)}
        return sorted(cell for cell in cells if self.is_used(cell[0], organisation))

    def fallback(self, organisation: str, role_type: str) -> tuple[str, list[str]] | None:
        """The role of a type that is nearest, and the people who hold it and are present."""
        typed = {edge["from"] for edge in self.live("OF_TYPE", to=role_type)}
        for _, above in sorted((steps, each) for each, steps in self.ups(organisation).items()):
            for role in sorted(edge["from"] for edge in self.live("AT", to=above) if edge["from"] in typed):
                here = [person for person, is_here, _ in self.people_of_role(role, organisation) if is_here]
                if here:
                    return role, sorted(set(here))
        return None

    # Expertise

    def broader(self, topic: str) -> set[str]:
        """The topic and every broader one."""
        found, waiting = {topic}, [topic]
        while waiting:
            for edge in self.live("BROADER", from_=waiting.pop()):
                if edge["to"] not in found:
                    found.add(edge["to"])
                    waiting.append(edge["to"])
        return found

    def knows(self, person: str, topic: str, level: int) -> bool:
        return any(
            edge.get("level", 0) >= level and topic in self.broader(edge["to"])
            for edge in self.live("KNOWS", from_=person)
        )

    def affiliations(self, person: str) -> set[str]:
        return {edge["to"] for edge in self.live("AFFILIATED_WITH", from_=person)}

    def school_groups(self, organisations: set[str]) -> set[str]:
        above = {each for organisation in organisations for each in self.ups(organisation)}
        return {each for each in above if self.nodes[each]["type"] == "school_group"}

    def shares(self, person: str, asker: str) -> bool:
        """Whether a person shares expertise with whoever asks."""
        if person == asker:
            return True
        node, own = self.nodes[person], self.affiliations(person)
        theirs = {asker} if self.nodes[asker]["kind"] == "organisation" else self.affiliations(asker)
        wish = node.get("share_expertise", "nobody")
        near = bool(own & theirs)
        group = bool(self.school_groups(own) & self.school_groups(theirs))
        if node.get("type") in ("pupil", "parent"):
            return wish != "nobody" and near
        return {"nobody": False, "school": near, "group": near or group, "everyone": True}[wish]

    def is_somewhere(self, person: str) -> bool:
        own = self.affiliations(person)
        return not own or not all(self.is_absent(person, each) for each in own)

    def _serving(self, organisation: str) -> set[str]:
        """The present people and organisations that hold any cell there."""
        return {
            way["holder"]
            for task in self.of_kind("task") + self.of_kind("decision")
            for kind in KINDS
            for way in self.ways(organisation, task["id"], kind)
            if way["present"] and self.nodes[way["holder"]]["kind"] != "body" and way["holder"] != organisation
        }


# Findings


def findings(records: list[Record], on: str, top: str) -> tuple[list[Record], list[str]]:
    """What is not arranged at an organisation and below, and where expertise is not known yet."""
    return within(World(records, on).below(top), *findings_everywhere(records, on))


def within(organisations: list[str], found: list[Record], unknown: set[str]) -> tuple[list[Record], list[str]]:
    """Of the findings everywhere those about some organisations."""
    kept = [finding for finding in found if {finding["organisation"], *finding.get("affects", [])} & set(organisations)]
    return sorted(kept, key=order_of_finding), sorted(unknown & set(organisations))


def findings_everywhere(records: list[Record], on: str) -> tuple[list[Record], set[str]]:
    """What is not arranged anywhere, and where expertise is not known yet."""
    world = World(records, on)
    later = later_worlds(records, on)
    found: list[Record] = []
    unknown: set[str] = set()
    for organisation in sorted(each["id"] for each in world.of_kind("organisation")):
        for subject, kind in world.evaluated(organisation):
            finding = cell_finding(world, later, organisation, subject, kind)
            if finding:
                found.append(finding)
            lacking = expertise_finding(world, organisation, subject, kind, unknown)
            if lacking:
                found.append(lacking)
        found += coupled(world, organisation)
    found = gathered(world, found)
    found += wrongly_filled_roles(world) + never_granted(records, world) + outside_period(world)
    return found + overlapping(world) + stale(world), unknown


def cell_finding(world: World, later: list[World], organisation: str, subject: str, kind: str) -> Record | None:
    cell = world.holders(organisation, subject, kind)
    norms = world.norms_of_cell(organisation, subject, kind)
    base = {"organisation": organisation, "subject": subject, "mandate": kind}
    minimum = max((norm.get("minimum", 1) for norm in norms), default=0)
    if not cell["present"]:
        role_type = next((norm["fallback"] for norm in norms if "fallback" in norm), None)
        answer = world.fallback(organisation, role_type) if role_type else None
        people = answer[1] if answer else []
        if cell["all"]:
            return {"code": "absent_without_replacement", **base, "persons": sorted(cell["all"]), "fallback": people}
        if minimum == 0:
            return None
        return {"code": "fallback_only" if people else "vacant", **base, "fallback": people}
    heads = cell["counted"]
    if len(heads) < minimum:
        return {"code": "under_norm", **base}
    maxima = [norm["maximum"] for norm in norms if "maximum" in norm]
    if maxima and largest_tier(cell, kind) > min(maxima):
        return {"code": "over_norm", **base}
    for norm in norms:
        least = norm.get("minimum", 1)
        types = norm.get("independent_of", [])
        if types and len(heads) >= least > independent(world, heads, types):
            return {"code": "not_independent", **base}
    for world_then in later:
        needed = max(
            (norm.get("minimum", 1) for norm in world_then.norms_of_cell(organisation, subject, kind)), default=0
        )
        if len(world_then.holders(organisation, subject, kind)["counted"]) < needed:
            return {"code": "ends_soon", **base}
    return None


def later_worlds(records: list[Record], on: str) -> list[World]:
    """Every day up to the horizon on which something begins or ends, with the absences of today."""
    today = date.fromisoformat(on)
    horizon = str(max(today + timedelta(days=60), date(today.year, 9, 15) if 5 <= today.month <= 9 else today))
    days = {record[key] for record in records for key in ("since", "until") if key in record}
    return [World(records, day, on) for day in sorted(days) if on < day <= horizon]


def largest_tier(cell: Record, kind: str) -> int:
    if kind != "DECIDES":
        return len(cell["counted"])
    tier: dict[str, float] = {}
    for way in cell["ways"]:
        if way["holder"] in cell["counted"] and way["present"]:
            tier[way["holder"]] = max(tier.get(way["holder"], 0), way["ceiling"])
    return max(Counter(tier.values()).values())


def independent(world: World, heads: set[str], types: list[str]) -> int:
    """How many heads remain when those who share an affiliation of these types count once."""
    homes = []
    for head in sorted(heads):
        kind = world.nodes[head]["kind"]
        belongs = {head} if kind == "organisation" else world.affiliations(head) if kind == "person" else set()
        homes.append({each for each in belongs if world.nodes[each]["type"] in types})
    parts: list[set[str]] = []
    alone = 0
    for home in homes:
        if not home:
            alone += 1
            continue
        joined = [part for part in parts if part & home]
        parts = [part for part in parts if not part & home] + [set.union(home, *joined)]
    return alone + len(parts)


def gathered(world: World, found: list[Record]) -> list[Record]:
    """What is missing at a group, community or board is one finding there, not one per school below."""
    high = [
        finding
        for finding in found
        if finding["code"] in MISSING
        and world.nodes[finding["organisation"]]["type"] in ("school_group", "community", "board")
    ]
    hidden: list[Record] = []
    for above in high:
        above["affects"] = []
        for finding in found:
            same = all(finding.get(key) == above[key] for key in ("code", "subject", "mandate"))
            if (
                finding is not above
                and same
                and world.reaches(above["organisation"], finding["organisation"], finding["subject"])
            ):
                above["affects"].append(finding["organisation"])
                hidden.append(finding)
    return [finding for finding in found if not any(finding is each for each in hidden)]


def expertise_finding(world: World, organisation: str, subject: str, kind: str, unknown: set[str]) -> Record | None:
    needs = world.live("REQUIRES", from_=subject)
    people = world.holders(organisation, subject, kind)["people"]
    if kind not in ("EXECUTES", "STEERS") or not needs or not people:
        return None
    if any(world.nodes.get(each, {}).get("kind") != "person" for each in people):
        return None  # what a partner or members without a name know is not known
    if not any(world.live("KNOWS", from_=person) for person in people):
        unknown.add(organisation)
        return None
    missing = sorted(
        need["to"]
        for need in needs
        if not any(world.knows(person, need["to"], need.get("level", 2)) for person in people)
    )
    base = {"organisation": organisation, "subject": subject, "mandate": kind}
    return {"code": "without_expertise", **base, "missing": missing} if missing else None


def coupled(world: World, organisation: str) -> list[Record]:
    found: dict[tuple[str, str, str], Record] = {}
    for norm in world.norms_at(organisation):
        if "implies" not in norm:
            continue
        other = world.nodes[norm["implies"]]
        for subject in world.subjects_in(norm["subject"]):
            if not world.is_used(subject, organisation):
                continue
            for holder in world.holders(organisation, subject, norm["mandate"])["all"]:
                for needed in world.subjects_in(other["subject"]):
                    there = has_it(world, organisation, needed, other["mandate"])
                    if world.is_used(needed, organisation) and holder not in there:
                        found[needed, other["mandate"], holder] = {
                            "code": "missing_coupled",
                            "organisation": organisation,
                            "subject": needed,
                            "mandate": other["mandate"],
                            "persons": [holder],
                        }
    return list(found.values())


def has_it(world: World, organisation: str, subject: str, kind: str) -> set[str]:
    """Whoever holds a cell, present or not, in person or through a body."""
    there = world.holders(organisation, subject, kind)["all"]
    bodies = [each for each in there if world.nodes[each]["kind"] == "body"]
    return there | {person for body in bodies for person, _ in world.members(body, organisation)}


def wrongly_filled_roles(world: World) -> list[Record]:
    found = []
    for role in world.of_kind("role"):
        people = {edge["from"] for edge in world.live("HOLDS", to=role["id"]) if "acting_for" not in edge}
        seats = role.get("seats", 1)
        if len(people) != seats:
            code = "unfilled_role" if len(people) < seats else "overfilled_role"
            at = min(edge["to"] for edge in world.live("AT", from_=role["id"]))
            found.append({"code": code, "organisation": at, "caused_by": role["id"]})
    return found


def never_granted(records: list[Record], world: World) -> list[Record]:
    found = []
    then = cache(lambda day: World(records, day))
    for mandate in world.mandates():
        if mandate["kind"] not in ("DECIDES", "CONTACT_POINT_FOR"):
            continue
        day = mandate.get("granted_on") or mandate.get("since") or world.on
        scope = world.scope_of(mandate)
        if not may_grant(then(day), mandate.get("granted_by"), scope):
            found.append(about_mandate("never_granted", mandate, scope))
    return found


def may_grant(then: World, grantor: str | None, scope: list[str]) -> bool:
    if grantor is None:
        return False
    node = then.nodes[grantor]
    is_top = node["kind"] == "organisation" and node["type"] in ("board", "school_group")
    if is_top and all(grantor in then.ups(each) for each in scope):
        return True
    decisions = [each["id"] for each in then.of_kind("decision") if each.get("grants_mandates")]
    if not decisions:
        return True
    holders = {grantor}
    if node["kind"] == "person":
        holders |= {edge["to"] for edge in then.live("HOLDS", from_=grantor)}
    return all(
        any(
            mandate["from"] in holders
            and mandate["to"] in then.groups_above(decision)
            and any(then.reaches(top, organisation, decision) for top in then.scope_of(mandate))
            for mandate in then.live("DECIDES")
            for decision in decisions
        )
        for organisation in scope
    )


def about_mandate(code: str, mandate: Record, scope: list[str]) -> Record:
    return {
        "code": code,
        "organisation": min(scope),
        "subject": mandate["to"],
        "mandate": mandate["kind"],
        "affects": sorted(scope)[1:],
    }


def outside_period(world: World) -> list[Record]:
    found = []
    for edges in world.all_edges.values():
        for edge in edges:
            ends = [world.nodes[edge["from"]], world.nodes[edge["to"]]]
            if covers(edge, world.on) and any(beyond(edge, end) for end in ends):
                assert edge["kind"] == "HOLDS", "this script names the place of a holding only"
                at = min(each["to"] for each in world.all_edges["AT"] if each["from"] == edge["to"])
                found.append({"code": "outside_period", "organisation": at, "persons": [edge["from"]]})
    return found


def beyond(edge: Record, end: Record) -> bool:
    """Whether an explicit bound of an edge lies beyond an explicit bound of one of its ends."""
    early = "since" in edge and "since" in end and edge["since"] < end["since"]
    late = "until" in edge and "until" in end and edge["until"] > end["until"]
    after = "since" in edge and "until" in end and edge["since"] >= end["until"]
    before = "until" in edge and "since" in end and edge["until"] <= end["since"]
    return early or late or after or before


def overlapping(world: World) -> list[Record]:
    found = []
    for one, other in combinations([edge for edge in world.live("HOLDS") if "acting_for" not in edge], 2):
        if (one["from"], one["to"]) == (other["from"], other["to"]):
            at = min(edge["to"] for edge in world.live("AT", from_=one["to"]))
            found.append({"code": "overlapping", "organisation": at, "persons": [one["from"]]})
    for one, other in combinations(world.mandates(), 2):
        if all(one[key] == other[key] for key in ("from", "kind", "to")):
            common = set(world.scope_of(one)) & set(world.scope_of(other))
            if common:
                found.append(about_mandate("overlapping", one, sorted(common)))
    return found


def stale(world: World) -> list[Record]:
    today = date.fromisoformat(world.on)
    year = today.year if today.month >= 9 else today.year - 1
    if not (today.month >= 11 or today.month < 9):
        year -= 1
    found = []
    for mandate in world.mandates():
        days = [mandate[key] for key in ("verified_on", "granted_on", "since") if key in mandate]
        if days and max(days) < f"{year}-09-01":
            found.append(about_mandate("stale", mandate, world.scope_of(mandate)))
    return found


def order_of_finding(finding: Record) -> tuple[str, ...]:
    keys = ("code", "organisation", "subject", "mandate", "caused_by")
    return tuple(str(finding.get(key, "")) for key in keys) + tuple(finding.get("persons", ()))


# Who does what


def responsibility(world: World, organisation: str, subject: str, amount: int | None = None) -> Record:
    """Who covers the four cells of a subject; deciders and contact points in the order in which to turn to them.

    Whoever may not decide an amount is left out. Somebody who is absent stays in the list: deciders by their tier, the
    others at its end. The first decider who is there is named, with who stays accountable for that one.
    """
    answer: Record = {}
    deciders: list[Record] = []
    for kind, name in zip(KINDS, ("deciders", "executors", "steerers", "contact_points"), strict=True):
        best: dict[str, Record] = {}
        for way in world.ways(organisation, subject, kind):
            if kind == "DECIDES" and way["ceiling"] < (amount or 0):
                continue
            known = best.get(way["holder"])
            if known is None or choice_order(way, kind) < choice_order(known, kind):
                best[way["holder"]] = way
        ordered = sorted(best.values(), key=lambda way: (way_order(way, kind), way["holder"]))
        answer[name] = [told(way) for way in ordered]
        deciders = ordered if kind == "DECIDES" else deciders
    there = [way for way in deciders if way["present"]]
    answer["first_available"] = there[0]["holder"] if there else None
    answer["accountable"] = accountable(world, organisation, (there or deciders)[:1])
    answer["fallback"] = fallbacks(world, organisation, subject)
    answer["consult"] = sorted(
        [edge["from"], edge["stage"]]
        for edge in world.live("CONSULTED_ON")
        if edge["to"] in world.groups_above(subject)
        and any(of["to"] in world.ups(organisation) for of in world.live("BODY_OF", from_=edge["from"]))
    )
    return answer


def fallbacks(world: World, organisation: str, subject: str) -> Record:
    found = {}
    for kind in KINDS:
        norms = world.norms_of_cell(organisation, subject, kind)
        role_type = next((norm["fallback"] for norm in norms if "fallback" in norm), None)
        if role_type and not world.holders(organisation, subject, kind)["present"]:
            answer = world.fallback(organisation, role_type)
            if answer:
                found[kind] = {"role": answer[0], "persons": answer[1]}
    return found


def accountable(world: World, organisation: str, first: list[Record]) -> list[str]:
    """The grantor of a decider, then who granted that one the granting of mandates there, until one repeats."""
    chain: list[str] = []
    grantor = next((way["mandate"].get("granted_by") for way in first), None)
    while grantor is not None and grantor not in chain:
        chain.append(grantor)
        grantor = next(
            (
                mandate["granted_by"]
                for subject in world.of_kind("decision")
                if subject.get("grants_mandates")
                for mandate in world.live("DECIDES")
                if mandate["to"] in world.groups_above(subject["id"])
                and "granted_by" in mandate
                and any(world.reaches(top, organisation, subject["id"]) for top in world.scope_of(mandate))
                and grantor in has_mandate(world, mandate, organisation)
            ),
            None,
        )
    return chain


def has_mandate(world: World, mandate: Record, organisation: str) -> set[str]:
    """The record that has a mandate, with the people who hold it when it is a role."""
    holder = mandate["from"]
    people = world.people_of_role(holder, organisation) if world.nodes[holder]["kind"] == "role" else []
    return {holder, *(person for person, _, _ in people)}


def choice_order(way: Record, kind: str) -> tuple[Any, ...]:
    """Which way tells of somebody who has several: a decider's is the one with the highest ceiling."""
    if kind == "DECIDES":
        return (-way["ceiling"], not way["present"], way["steps"])
    return way_order(way, kind)


def way_order(way: Record, kind: str) -> tuple[Any, ...]:
    if kind == "DECIDES":
        return (way["ceiling"], not way["present"], way["steps"])
    if kind == "CONTACT_POINT_FOR":
        return (not way["present"], way["mandate"].get("rank", inf))
    return (not way["present"],)


def told(way: Record) -> Record:
    answer = {
        "holder": way["holder"],
        "role": way["role"],
        "via": way["via"],
        "through": way["through"],
        "acting_for": way["acting_for"],
        "ceiling_eur": None if way["ceiling"] == inf else way["ceiling"],
        "available": way["present"],
    }
    if way["mandate"]["kind"] != "DECIDES":
        del answer["ceiling_eur"]
    return {key: value for key, value in answer.items() if value is not None}


# Bus factor


def mandate_items(world: World, top: str, kinds: tuple[str, ...] = KINDS) -> list[frozenset[str]]:
    return [
        frozenset(world.holders(organisation, subject, kind)["people"])
        for organisation in world.below(top)
        for subject, kind in world.evaluated(organisation)
        if kind in kinds
    ]


def crossed_items(world: World, top: str) -> list[frozenset[str]]:
    return [
        frozenset(
            person
            for person in world.holders(organisation, subject, kind)["people"]
            if world.knows(person, need["to"], need.get("level", 2))
        )
        for organisation in world.below(top)
        for subject, kind in world.evaluated(organisation)
        for need in world.live("REQUIRES", from_=subject)
    ]


def expertise_items(world: World, top: str, level: int = 2) -> list[frozenset[str]]:
    items: dict[tuple[str, str], set[str]] = defaultdict(set)
    for organisation in world.below(top):
        for edge in world.live("AFFILIATED_WITH", to=organisation):
            person = edge["from"]
            for known in world.live("KNOWS", from_=person):
                if known.get("level", 0) >= level:
                    for topic in world.broader(known["to"]):
                        here = items[organisation, topic]
                        if not world.is_absent(person, organisation):
                            here.add(person)
    return [frozenset(persons) for persons in items.values()]


def bus_factor(items: list[frozenset[str]]) -> Record:
    """Counts, who alone holds what, and the size of the smallest set that empties half."""
    alone = Counter(next(iter(item)) for item in items if len(item) == 1)
    held = [item for item in items if item]
    needed = -(-len(held) // 2)
    return {
        "items": len(items),
        "orphans": len(items) - len(held),
        "at_risk": sum(alone.values()),
        "single_points": dict(sorted(alone.items(), key=lambda each: (-each[1], each[0]))),
        "critical_set": {"held": len(held), "to_empty": needed, "size": critical_size(held, needed)},
    }


def critical_size(held: list[frozenset[str]], needed: int) -> int:
    """The fewest people whose leaving empties `needed` items: try 0, 1, 2, ... people.

    A branch is left when even the most promising people could not empty enough: each person is promised, of
    every item that is still held, one part per remaining holder.
    """
    weights = Counter(held)

    def can(items: Counter[frozenset[str]], people: int, missing: int) -> bool:
        if missing <= 0:
            return True
        promise: dict[str, float] = defaultdict(float)
        for item, weight in items.items():
            if len(item) <= people:
                for person in item:
                    promise[person] += weight / len(item)
        best = sorted(promise, key=lambda each: (-promise[each], each))
        if sum(promise[each] for each in best[:people]) < missing - 1e-9:
            return False
        left = Counter(items)
        for person in best:
            without: Counter[frozenset[str]] = Counter()
            emptied = 0
            for item, weight in left.items():
                rest = item - {person}
                if rest:
                    without[rest] += weight
                else:
                    emptied += weight
            if can(without, people - 1, missing - emptied):
                return True
            # Whoever was tried stays from here on: what they hold cannot be emptied any more.
            left = Counter({item: weight for item, weight in left.items() if person not in item})
            promise = defaultdict(float)
            for item, weight in left.items():
                if len(item) <= people:
                    for each in item:
                        promise[each] += weight / len(item)
            if sum(sorted(promise.values(), reverse=True)[:people]) < missing - 1e-9:
                return False
        return False

    return next(size for size in count() if can(weights, size, needed))


# Finding people and paths


def finder(world: World, topic: str, level: int, asker: str) -> Record:
    """Who knows a topic at a level, and who does a task that asks for it, without a level."""
    known = {
        person["id"]
        for person in world.of_kind("person")
        if world.knows(person["id"], topic, level)
        and person["id"] != asker
        and world.shares(person["id"], asker)
        and world.is_somewhere(person["id"])
    }
    does = set()
    for need in world.live("REQUIRES"):
        if topic in world.broader(need["to"]):
            for organisation in world.of_kind("organisation"):
                for way in world.ways(organisation["id"], need["from"], "EXECUTES"):
                    if way["present"] and world.nodes[way["holder"]]["kind"] == "person":
                        does.add(way["holder"])
    inferred = {person for person in does - known - {asker} if world.shares(person, asker)}
    return {"known": sorted(known), "inferred": sorted(inferred)}


def path(world: World, asker: str, topic: str, level: int) -> Record | None:
    """The nearest holder in another school, a second way, or the bridge."""
    links = links_between(world, asker)
    own = {asker} if asker.startswith("organisation/") else world.affiliations(asker)
    holders = {
        person
        for person in links
        if person.startswith("person/")
        and world.knows(person, topic, level)
        and world.affiliations(person)
        and not world.affiliations(person) & own
    }
    first = cheapest(links, asker, holders)
    if first is None:
        return None
    cost, people = first
    between = [each for each in people[1:-1] if each.startswith("person/")]
    banned = (people[-2], people[-1]) if not between else None
    second = cheapest(links, asker, holders, without=set(between), banned=banned)
    bridge = None
    if second is None:
        for person in [*between, people[-1]]:
            if cheapest(links, asker, holders - {person}, without={person}) is None:
                bridge = person
                break
    return {
        "to": people[-1],
        "cost": round(cost, 4),
        "hops": people,
        "second": None if second is None else {"cost": round(second[0], 4), "hops": second[1]},
        "bridge": bridge,
    }


def links_between(world: World, asker: str) -> dict[str, dict[str, float]]:
    """What it costs to go from one to another, over facts only; who does not share is left out."""
    people = [
        each["id"]
        for each in world.of_kind("person")
        if each["id"] == asker or (world.shares(each["id"], asker) and world.is_somewhere(each["id"]))
    ]
    homes = {person: world.affiliations(person) for person in people}
    bodies: dict[str, set[str]] = defaultdict(set)
    for edge in world.live("MEMBER_OF"):
        bodies[edge["from"]].add(edge["to"])
        for place in [*world.live("AT", from_=edge["from"]), *world.live("BODY_OF", from_=edge["to"])]:
            for person, _, _ in world.people_of_role(edge["from"], place["to"]):
                bodies[person].add(edge["to"])
    advises = {frozenset((edge["from"], edge["to"])) for edge in world.live("ADVISES")}
    supports = {(edge["to"], edge["from"]): edge.get("cost", 1.0) for edge in world.live("SUPPORTS")}
    links: dict[str, dict[str, float]] = {person: {} for person in people}
    for one in people:
        for other in people:
            if one == other:
                continue
            steps = []
            if homes[one] & homes[other] or bodies[one] & bodies[other]:
                steps.append(1.0)
            if frozenset((one, other)) in advises:
                steps.append(1.0)
            if any(one in world.serving(each) for each in homes[other]):
                steps.append(1.0)
            if any(other in world.serving(each) for each in homes[one]):
                steps.append(1.0)
            steps += [
                1.0 + cost for (low, high), cost in supports.items() if low in homes[one] and high in homes[other]
            ]
            if steps:
                links[one][other] = min(steps) + apart(world, homes[one], homes[other])
    for one in people:
        for home in homes[one]:
            for server in world.serving(home):
                if server.startswith("organisation/"):
                    links[one][server] = 1.0
                    links.setdefault(server, {})[one] = 1.0
    for one in people:
        for server in homes[one] & links.keys():
            links[one][server] = links[server][one] = 0.5
    if asker.startswith("organisation/"):
        links.setdefault(asker, {}).update(links_of_organisation(world, asker, homes, supports))
    return links


def links_of_organisation(
    world: World, asker: str, homes: dict[str, set[str]], supports: dict[tuple[str, str], float]
) -> dict[str, float]:
    """An organisation is its own hub: half a step to its members, one to who serves it."""
    links: dict[str, float] = {}
    for person, home in homes.items():
        steps = [0.5] if asker in home else []
        steps += [1.0] if person in world.serving(asker) else []
        steps += [cost + 0.5 for (low, high), cost in supports.items() if low == asker and high in home]
        if steps:
            links[person] = min(steps)
    links.update({server: 1.0 for server in world.serving(asker) if server.startswith("organisation/")})
    return links


def cheapest(
    links: dict[str, dict[str, float]],
    start: str,
    ends: set[str],
    without: set[str] | None = None,
    banned: tuple[str, str] | None = None,
) -> tuple[float, list[str]] | None:
    waiting: list[tuple[float, int, list[str]]] = [(0.0, 0, [start])]
    done: set[str] = set()
    while waiting:
        cost, _, trail = heappop(waiting)
        here = trail[-1]
        if here in done:
            continue
        done.add(here)
        if here in ends:
            return cost, trail
        for other, step in links.get(here, {}).items():
            if other not in done and other not in (without or set()) and (here, other) != banned:
                heappush(waiting, (cost + step, len(trail), [*trail, other]))
    return None


def apart(world: World, some: set[str], others: set[str]) -> float:
    if some & others:
        return 0.0
    return min((kilometres(world.nodes[a], world.nodes[b]) for a in some for b in others), default=25.0) / 25


def kilometres(one: Record, other: Record) -> float:
    lat, lon, lat2, lon2 = (radians(node[key]) for node in (one, other) for key in ("latitude", "longitude"))
    part = sin((lat2 - lat) / 2) ** 2 + cos(lat) * cos(lat2) * sin((lon2 - lon) / 2) ** 2
    return 2 * 6371 * asin(sqrt(part))


# Gaps through time


def gap_history(records: list[Record], top: str, since: str, until: str) -> Record:
    """When each cell was open, and how many days every code and organisation had, July and August left out.

    What a group gathers is taken apart again: each school in `affects` has the gap itself. Looked at on every day on
    which a record begins or ends, on the first day on which such a day comes into sight for `ends_soon`, and on
    1 November, when mandates become old.
    """
    starts = [day for day in days_of_change(records) if since < day < until]
    steps = [since, *starts, until]
    runs: dict[tuple[str, str, str, str], list[list[str]]] = defaultdict(list)
    by_code: dict[str, Counter[str]] = defaultdict(Counter)
    by_place: dict[str, Counter[str]] = defaultdict(Counter)
    for first, after in pairwise(steps):
        found, _ = findings_of(records, first, top)
        places = set(world_of(records, first).below(top))
        for year, days in school_days(first, after).items():
            for code, at in (point for finding in found for point in points(finding, places)):
                by_code[year][code] += days
                for place in at:
                    by_place[place][year] += days
        for finding in found:
            if "mandate" in finding and finding["code"] in CELL_CODES:
                for _, (place,) in points(finding, places):
                    run = runs[finding["code"], place, finding["subject"], finding["mandate"]]
                    if run and run[-1][1] == first:
                        run[-1][1] = after
                    else:
                        run.append([first, after])
    return {
        "cells": [[*key, intervals] for key, intervals in sorted(runs.items())],
        "days_by_code": {year: dict(sorted(counts.items())) for year, counts in sorted(by_code.items())},
        "days_by_organisation": {
            place: {year: days for year, days in sorted(counts.items()) if days}
            for place, counts in sorted(by_place.items())
            if any(counts.values())
        },
    }


CELL_CODES = (*MISSING, "under_norm", "over_norm", "not_independent", "ends_soon", "without_expertise")


def points(finding: Record, places: set[str]) -> list[tuple[str, list[str]]]:
    """A finding as what is open, with the organisations of the report that have it."""
    at = sorted({finding["organisation"], *finding.get("affects", [])} & places)
    if finding["code"] in MISSING:
        return [(finding["code"], [place]) for place in at]
    return [(finding["code"], at)]


def days_of_change(records: list[Record]) -> list[str]:
    bounds = {date.fromisoformat(record[key]) for record in records for key in ("since", "until") if key in record}
    ahead = {day - timedelta(days=60) for day in bounds}
    may = {date(day.year, 5, 1) for day in bounds}
    november = {date(year, 11, 1) for year in range(2020, 2031)}
    return sorted(str(day) for day in bounds | ahead | may | november)


def school_days(since: str, until: str) -> dict[str, int]:
    """The days from `since` up to `until` per school year, day by day, without July and August."""
    found: Counter[str] = Counter()
    day = date.fromisoformat(since)
    while str(day) < until:
        if day.month not in (7, 8):
            first = day.year if day.month >= 9 else day.year - 1
            found[f"{first}-{first + 1}"] += 1
        day += timedelta(days=1)
    return dict(found)


def difference(records: list[Record], top: str, before: str, after: str) -> Record:
    """Which findings opened, closed and stayed, each by its code, organisation, subject and mandate."""
    sides = []
    for day in (before, after):
        found, _ = findings_of(records, day, top)
        keys = (
            tuple(str(each.get(key, "")) for key in ("code", "organisation", "subject", "mandate")) for each in found
        )
        sides.append(Counter(keys))
    earlier, later = sides
    return {
        "opened": sorted(list(key) for key in (later - earlier).elements()),
        "closed": sorted(list(key) for key in (earlier - later).elements()),
        "still_open": sorted(list(key) for key in (earlier & later).elements()),
    }


# Hours of work


def load(world: World, top: str) -> Record:
    """Known hours, unknown parts and appointment per person with work at an organisation or below; hours per school."""
    places = set(world.below(top))
    hours: dict[str, float] = defaultdict(float)
    unknown: Counter[str] = Counter()
    here: set[str] = set()
    schools: Counter[str] = Counter()
    for people, at, amount in parts_of_work(world):
        inside = places & set(at)
        if inside:
            here |= set(people)
        if inside and people and amount is not None:
            schools[next(iter(at)) if len(at) == 1 else "several"] += amount  # type: ignore[assignment]
        for person in people:
            if amount is None or len(people) > 1:
                unknown[person] += 1
            else:
                hours[person] += amount
    here |= {person for person in (*hours, *unknown) if world.affiliations(person) & places}
    return {
        "people": {
            person: [round(hours[person], 2), unknown[person], appointed(world, person)] for person in sorted(here)
        },
        "organisations": {place: round(amount, 2) for place, amount in sorted(schools.items())},
    }


def parts_of_work(world: World) -> list[tuple[list[str], set[str], float | None]]:
    """Who has it, for which organisations, and how many hours; each hour on one edge only."""
    found: list[tuple[list[str], set[str], float | None]] = []
    for role in world.of_kind("role"):
        holdings = world.live("HOLDS", to=role["id"])
        served = world.live("SERVES", from_=role["id"])
        tasks = world.live("EXECUTES", from_=role["id"])
        usual = {edge["to"] for edge in served or world.live("AT", from_=role["id"])}
        people = sorted({edge["from"] for edge in holdings})
        if any("hours_per_week" in edge for edge in holdings):
            found += [([edge["from"]], usual, edge.get("hours_per_week")) for edge in holdings]
        elif any("hours_per_week" in edge for edge in served):
            found += [(people, {edge["to"]}, edge.get("hours_per_week")) for edge in served]
        elif any("hours_per_week" in edge for edge in tasks):
            found += [(people, set(world.scope_of(edge)), edge.get("hours_per_week")) for edge in tasks]
        else:
            found += [([edge["from"]], usual, None) for edge in holdings]
    for edge in world.live("EXECUTES"):
        if world.nodes[edge["from"]]["kind"] == "person":
            found.append(([edge["from"]], set(world.scope_of(edge)), edge.get("hours_per_week")))
    return found


def appointed(world: World, person: str) -> float | None:
    held = [edge.get("fraction") for edge in world.live("HOLDS", from_=person)]
    if not held or None in held:
        held = [edge.get("fraction") for edge in world.live("AFFILIATED_WITH", from_=person)]
    return round(sum(held) * 36, 2) if held and None not in held else None


# Small helpers


def covers(record: Record, day: str) -> bool:
    return bool(record.get("since", "") <= day < record.get("until", "9999"))


def overlap(one: Record, other: Record) -> bool:
    return bool(one.get("since", "") < other.get("until", "9999") and other.get("since", "") < one.get("until", "9999"))


@cache
def read_records() -> list[Record]:
    """Every node and edge of the catalogue and of the example group."""
    records: list[Record] = []
    for folder in ("catalogue", "example_group"):
        for file in sorted((SEED_DATA / folder).glob("*.yaml")):
            content = yaml.safe_load(file.read_text(encoding="utf-8"))
            if "mandaatwijzer" in content:
                records += (content.get("nodes") or []) + (content.get("edges") or [])
    return records


# The questions


def answer(records: list[Record], question: Record) -> Any:
    """The answer to one question of answers.json."""
    query = question["query"]
    world = world_of(records, query["on"])
    analysis = query["analysis"]
    if analysis == "findings":
        found, unknown = findings_of(records, query["on"], query["organisation"])
        counts = dict(sorted(Counter(finding["code"] for finding in found).items()))
        if query.get("show") == "counts":
            return {"counts": counts}
        return {"counts": counts, "findings": found, "expertise_not_known_yet": unknown}
    if analysis == "responsibility":
        return responsibility(world, query["organisation"], query["subject"], query.get("amount_eur"))
    if analysis == "bus_factor":
        return bus_factor(items_of(world, query))
    if analysis == "gap_history":
        return gap_history(records, query["organisation"], query["since"], query["until"])
    if analysis == "difference":
        return difference(records, query["organisation"], query["before"], query["on"])
    if analysis == "load":
        return load(world, query["organisation"])
    if analysis == "find":
        return finder(world, query["topic"], query["level"], query["asker"])
    return path(world, query["from"], query["topic"], query["level"])


def items_of(world: World, query: Record) -> list[frozenset[str]]:
    if query["items"] == "expertise":
        return expertise_items(world, query["organisation"])
    if query["items"] == "crossed":
        return crossed_items(world, query["organisation"])
    return mandate_items(world, query["organisation"], tuple(query.get("mandates", KINDS)))


_worlds: dict[str, World] = {}
_findings: dict[str, tuple[list[Record], set[str]]] = {}


def world_of(records: list[Record], on: str) -> World:
    if on not in _worlds:
        _worlds[on] = World(records, on)
    return _worlds[on]


def findings_of(records: list[Record], on: str, top: str) -> tuple[list[Record], list[str]]:
    if on not in _findings:
        _findings[on] = findings_everywhere(records, on)
    return within(world_of(records, on).below(top), *_findings[on])


def main() -> None:
    file = SEED_DATA / "answers.json"
    asked = json.loads(file.read_text(encoding="utf-8"))
    records = read_records()
    for question in asked["questions"]:
        question["answer"] = answer(records, question)
    text = json.dumps(asked, ensure_ascii=False, indent=1) + "\n"
    if "--write" in sys.argv:
        file.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
