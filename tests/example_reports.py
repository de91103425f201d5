"""Every report over the example group, for the tests of what holds for all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache

import seed_data
from graph.domain.changes import Put
from graph.domain.kinds import Node, Record
from graph.formats.native.read import read_native
from graph.formats.reading.result import NamedBytes
from graph.model.snapshot import Snapshot
from graph.reports.model import Report
from graph.usecases import analyse, gaps_over_time, planning, read, reporting
from graph.usecases.viewer import LOCAL_OWNER, Viewer, ViewerKind
from graph.usecases.world import World
from graph.words.catalogue import Texts
from tests.graphs import day, records_of, school

__all__ = ["ELSEWHERE", "OUTSIDER", "REPORTS", "SCHOOL", "Asked", "example", "hostile", "load", "nothing", "world"]

TODAY = day("2026-11-26")
SCHOOL, ELSEWHERE = "organisation/ti-de-klinker-willebroek", "organisation/de-linde-lier"
OUTSIDER = Viewer(kind=ViewerKind.SERVICE_KEY, name="x", organisations=frozenset({ELSEWHERE}))


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
    return World(snapshot=snapshot, on=TODAY, today=TODAY, viewer=viewer, known_at=1)


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


def gaps(asked: Asked) -> Report:
    return reporting.gaps(asked.world, analyse.gaps(asked.world, asked.place), asked.texts)


def bus_factor_of_each(asked: Asked) -> Report:
    return reporting.bus_factor_of_each(asked.world, analyse.bus_factor_of_each(asked.world), asked.texts)


def bus_factor(population: str) -> Callable[[Asked], Report]:
    def report(asked: Asked) -> Report:
        found = analyse.bus_factor(asked.world, asked.place, items=population, share=Fraction(1, 3))
        return reporting.bus_factor(asked.world, found, asked.texts)

    return report


def bridges(asked: Asked) -> Report:
    return reporting.bridges(asked.world, analyse.bridges(asked.world, asked.place), asked.texts)


def expertise(asked: Asked) -> Report:
    return reporting.expertise(asked.world, analyse.expertise(asked.world, asked.place, level=1), asked.texts)


def load(asked: Asked) -> Report:
    return reporting.load(asked.world, analyse.load(asked.world, asked.place), asked.texts)


def changes(asked: Asked) -> Report:
    before = gaps_over_time.earlier_world(asked.world, day("2025-10-01"))
    found = gaps_over_time.changed_between([], before, asked.world, asked.place)
    return reporting.changes(before, asked.world, found, asked.texts)


def candidates(asked: Asked) -> Report:
    topics = [node.id for node in asked.world.snapshot.records() if node.id.startswith("expertise/")][:1]
    found = analyse.find_expertise(asked.world, topics, level=1) if topics else ()
    return reporting.candidates(asked.world, found, topics, asked.texts)


def path(asked: Asked) -> Report:
    topics = sorted(node.id for node in asked.world.snapshot.records() if node.id.startswith("expertise/"))
    for topic in topics:
        ways = analyse.expertise_paths(asked.world, asked.some("organisation", 3), topic, limit=1)
        if ways:
            return reporting.path(asked.world, ways[0], asked.texts)
    return reporting.path(asked.world, None, asked.texts)


def responsibility(asked: Asked) -> Report:
    found = read.responsible(asked.world, SCHOOL, asked.some("task_group"))
    return reporting.responsibility(asked.world, found, asked.texts)


def scarcity(asked: Asked) -> Report:
    return reporting.scarcity(asked.world, planning.scarcity(asked.world, asked.place), asked.texts)


REPORTS: dict[str, Callable[[Asked], Report]] = {
    "gaps": gaps,
    "bus factor of mandates": bus_factor("mandates"),
    "bus factor of expertise": bus_factor("expertise"),
    "bus factor of both": bus_factor("crossed"),
    "bus factor of each school": bus_factor_of_each,
    "bridges": bridges,
    "expertise": expertise,
    "load": load,
    "changes": changes,
    "candidates": candidates,
    "path": path,
    "responsibility": responsibility,
    "scarcity": scarcity,
}
