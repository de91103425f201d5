"""What the world of a new viewer costs, by who they are; and of one who asks again after a change.

python -m bench.viewers --scale f
"""

from __future__ import annotations

import argparse
import random
import resource
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import process_time

from bench.comparing import snapshot_of_scale
from bench.generate import DAY, SCALES
from bench.rights import KEEP, holder_of, put, school_of, with_heads
from graph.domain.changes import Put
from graph.domain.errors import Forbidden, NotFound
from graph.domain.kinds import AffiliatedWith, Executes, Expertise, Person
from graph.model.memory import no_cycle_collection
from graph.model.seen import StandIns
from graph.model.snapshot import Snapshot
from graph.usecases import expertise, profiles, read
from graph.usecases.rights import rights_of
from graph.usecases.viewer import LOCAL_OWNER, Viewer, ViewerKind
from graph.usecases.world import World

__all__: list[str] = []

GROUP = "organisation/g000"
EACH = 5
"""Members who are asked for."""
MANY = 200
"""Viewers whose worlds are in memory together."""
STAND_INS = StandIns()
"""Those of an instance, which all of its worlds share."""


def main() -> None:
    """Measure, and print a line for each question of each sort of viewer."""
    parser = argparse.ArgumentParser(description="Measure worlds of viewers.")
    parser.add_argument("--scale", choices=SCALES, required=True)
    with no_cycle_collection():
        graph = with_rights(snapshot_of_scale(parser.parse_args().scale))
        people = random.Random(1).sample(graph.nodes(Person), MANY)
        read.prepare(graph)
        ask_all(graph, LOCAL_OWNER)  # what is kept for all of them together
        changed = graph.apply([Put(replace(people[0], name="anders"))])
        read.prepare(changed)
        after = ask_all(changed, LOCAL_OWNER)["responsibility"]
    print(f"what all share, after a change: {after:.1f} ms")
    for sort, viewers in sorts_of(graph, people).items():
        taken = [ask_all(graph, viewer) for viewer in viewers]
        again = [ask_all(changed, viewer) for viewer in viewers]
        for name in taken[0]:
            new, next_ = [one[name] for one in taken], [one[name] for one in again]
            print(
                f"{sort:18} {name:20} new {median(new):7.1f} ms, most {max(new):7.1f} ms; "
                f"after a change {median(next_):7.1f} ms",
                flush=True,
            )
    before = resident()
    for person in people:
        ask_all(graph, viewer_of(person.id))
    print(f"{MANY} viewers who asked all of this: {resident() - before:.0f} MB, {before:.0f} MB before")


def with_rights(graph: Snapshot) -> Snapshot:
    """The same with heads and a keeper of one group."""
    keeper = next(edge.from_id for edge in graph.into(AffiliatedWith, school_of(graph, GROUP)))
    keeps = {"kind": "EXECUTES", "from": keeper, "to": KEEP, "scope": [GROUP], "granted_by": GROUP}
    return graph.apply([*with_heads(graph, GROUP), put(keeps)]).flat()


def sorts_of(graph: Snapshot, people: list[Person]) -> dict[str, list[Viewer]]:
    """Some viewers of each sort."""
    school = school_of(graph, GROUP)
    sorts = {
        "owner": [LOCAL_OWNER],
        "head of a school": [viewer_of(holder_of(graph, school, "head"))],
        "head of a group": [viewer_of(holder_of(graph, GROUP, "director"))],
        "keeper of a group": [viewer_of(next(edge.from_id for edge in graph.into(Executes, KEEP)))],
        "member": [viewer_of(person.id) for person in people if graph.out(AffiliatedWith, person.id)][:EACH],
        "guest": [viewer_of("person/nobody")],
    }
    for sort in ("head of a school", "head of a group", "keeper of a group"):
        assert rights_of(sorts[sort][0], graph, DAY).places, sort
    return sorts


def viewer_of(person: str) -> Viewer:
    return Viewer(kind=ViewerKind.PERSON, name="somebody", person=person)


def ask_all(graph: Snapshot, viewer: Viewer) -> dict[str, float]:
    """The milliseconds of each question, asked by somebody new, in this order."""
    world = World(graph=graph, on=DAY, today=DAY, viewer=viewer, known_at=1, stand_ins=STAND_INS)
    return {name: timed(ask) for name, ask in questions(world)}


def questions(world: World) -> Iterator[tuple[str, Callable[[], object]]]:
    topic = world.graph.nodes(Expertise)[0].id
    yield "responsibility", lambda: read.responsible(world, "organisation/s0003", "task/t05")
    yield "who asks", lambda: world.snapshot
    yield "page of a person", lambda: profiles.person_profile(world, world.viewer.person or "person/p000100")
    yield "finder near a school", lambda: expertise.find_expertise(world, [topic], near="organisation/s0003")
    yield "all people, counted", lambda: len(world.snapshot.nodes(Person))
    yield "search", lambda: read.search(world, "p00012")
    yield "search, mistyped", lambda: read.search(world, "scholl")


def timed(ask: Callable[[], object]) -> float:
    began = process_time()
    with suppress(NotFound, Forbidden):
        ask()
    return (process_time() - began) * 1000


def resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1024 / 1024


if __name__ == "__main__":
    main()
