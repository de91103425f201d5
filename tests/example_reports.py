"""Every report over the example group, for the tests of what holds for all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from typing import Any

import seed_data
from graph.domain.changes import Put
from graph.domain.kinds import Node, Organisation, PartOf, Record
from graph.formats.native.read import read_native
from graph.formats.reading.result import NamedBytes
from graph.model.snapshot import Snapshot
from graph.reports.model import Report
from graph.usecases import gaps_over_time
from graph.usecases.questions.registry import named, names
from graph.usecases.viewer import LOCAL_OWNER, Viewer, ViewerKind
from graph.usecases.world import World
from graph.words.catalogue import Texts
from tests.graphs import day, records_of, school

__all__ = ["ELSEWHERE", "OUTSIDER", "REPORTS", "SCHOOL", "Asked", "answer_to", "example", "hostile", "nothing", "world"]

TODAY = day("2026-11-26")
SCHOOL, ELSEWHERE = "organisation/ti-de-klinker-willebroek", "organisation/de-linde-lier"
OUTSIDER = Viewer(kind=ViewerKind.PERSON, name="x", person="person/x", organisations=frozenset({ELSEWHERE}))


@cache
def example() -> Snapshot:
    files = (*seed_data.catalogue_files(), *seed_data.example_files())
    read_in = read_native([NamedBytes(name=file.name, content=file.read_bytes()) for file in files], Snapshot.of(()))
    return Snapshot.of(change.record for change in read_in.changes if isinstance(change, Put))


@cache
def hostile() -> Snapshot:
    """The example with names that try to do something."""
    tries = ("<script>alert(1)</script>", '=cmd|"/C calc"!A0', "\u202eTom\u202c", "a|b\n# c", "{0} {x} %(y)s")

    def renamed(number: int, record: Record) -> Record:
        if isinstance(record, Node):
            return replace(record, name=f"{tries[number % len(tries)]} {number}", names=())
        return record

    return Snapshot.of(renamed(number, record) for number, record in enumerate(example().records()))


@cache
def nothing() -> Snapshot:
    return Snapshot.of(records_of(school("leeg")))


def world(snapshot: Snapshot, viewer: Viewer = LOCAL_OWNER) -> World:
    return World(graph=snapshot, on=TODAY, today=TODAY, viewer=viewer, known_at=1)


@dataclass(frozen=True)
class Asked:
    """Who asks what of which graph, in which language; `place` None = of everything."""

    world: World
    texts: Texts
    place: str | None = None

    def some(self, kind: str, number: int = 0) -> str:
        """A record of a kind; one that every graph has when there is none."""
        found = sorted(node.id for node in self.world.snapshot.records() if node.id.startswith(f"{kind}/"))
        return found[number] if found else "organisation/leeg"


Told = Callable[[Asked], Report]


def answer_to(name: str, **given: Any) -> Told:
    """The report of a question, about the place that is asked where it takes one."""

    def report(asked: Asked) -> Report:
        placed = {"organisation": asked.place} if any(p.name == "organisation" for p in named(name).parameters) else {}
        return named(name).asked(asked.world, **{**placed, **given}).report(asked.texts)

    return report


def changes(asked: Asked) -> Report:
    before = gaps_over_time.earlier_world(asked.world, day("2025-10-01"))
    found = gaps_over_time.changed_between(before, asked.world, asked.place)
    return gaps_over_time.changes_told(before, asked.world, found, asked.texts)


def find(asked: Asked) -> Report:
    topics = [node.id for node in asked.world.snapshot.records() if node.id.startswith("expertise/")][:1]
    if not topics:
        return named("find").told(asked.world, (), topics=()).report(asked.texts)
    return named("find").asked(asked.world, topics=topics, level=1).report(asked.texts)


def path(asked: Asked) -> Report:
    for topic in sorted(node.id for node in asked.world.snapshot.records() if node.id.startswith("expertise/")):
        answered = named("path").asked(asked.world, asker=asked.some("organisation", 3), topic=topic)
        if answered.found is not None:
            return answered.report(asked.texts)
    return named("path").told(asked.world, None).report(asked.texts)


def team(asked: Asked) -> Report:
    topics = sorted(node.id for node in asked.world.snapshot.records() if node.id.startswith("expertise/"))[:2]
    answered = named("team").asked(asked.world, topics=topics) if topics else None
    return answer_to("scarcity")(asked) if answered is None else answered.report(asked.texts)


def who(asked: Asked) -> Report:
    if asked.world.snapshot.node(SCHOOL) is None:
        return answer_to("load")(asked)
    return answer_to("who", organisation=SCHOOL, subject=asked.some("task_group"))(asked)


def repair(asked: Asked) -> Report:
    return answer_to("repair", organisation=asked.place or asked.some("organisation"))(asked)


def rehearse(asked: Asked) -> Report:
    schools = [node.id for node in asked.world.snapshot.nodes(Organisation) if node.type == "school"]
    leaving = next((one for one in schools if asked.world.snapshot.out(PartOf, one)), None)
    return answer_to("rehearse", organisation_leaves=leaving)(asked) if leaving else answer_to("load")(asked)


OF_THEIR_OWN: dict[str, Told] = {
    "find": find,
    "path": path,
    "rehearse": rehearse,
    "repair": repair,
    "team": team,
    "who": who,
}
"""Questions that need to be told what they are about."""

REPORTS: dict[str, Told] = {
    **{name: OF_THEIR_OWN.get(name) or answer_to(name) for name in names()},
    "bus factor of expertise": answer_to("bus-factor", items="expertise", share=Fraction(1, 3)),
    "bus factor of both": answer_to("bus-factor", items="crossed", share=Fraction(1, 3)),
    "changes": changes,
    "expertise at every level": answer_to("expertise", level=1),
}
