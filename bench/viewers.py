"""What the world of a new viewer costs, and of one who asks again after a change.

python -m bench.viewers --scale f
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from time import process_time

from bench.generate import SCALES, records
from graph.domain.changes import Put
from graph.domain.codec import read_record
from graph.domain.kinds import Person
from graph.model.memory import no_cycle_collection
from graph.model.snapshot import Snapshot
from graph.usecases import read
from graph.usecases.viewer import Viewer, ViewerKind
from graph.usecases.world import World

__all__: list[str] = []

DAY = date(2026, 10, 15)
VIEWERS = 20


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure worlds of viewers.")
    parser.add_argument("--scale", choices=SCALES, required=True)
    scale = SCALES[parser.parse_args().scale]
    with no_cycle_collection():
        read_in = (read_record(plain, "", []) for plain in records(scale))
        graph = Snapshot.of(record for record in read_in if record is not None)
    people = random.Random(1).sample(graph.nodes(Person), VIEWERS)
    schools = [f"organisation/s{number:04}" for number in range(0, scale.schools, max(1, scale.schools // VIEWERS))]
    first, again, searched = [], [], []
    for person, school in zip(people, schools, strict=False):
        world = _world(graph, person.id)
        first.append(_timed(lambda world=world, school=school: read.responsible(world, school, "task/t05")))
        searched.append(_timed(lambda world=world: read.search(world, "p0001")))
        changed = graph.apply([Put(replace(person, name="anders"))])
        moved = _world(changed, person.id)
        again.append(_timed(lambda world=moved, school=school: read.responsible(world, school, "task/t05")))
    for name, took in (("new viewer, first answer", first), ("after a change", again), ("first search", searched)):
        print(f"{name}: median {sorted(took)[len(took) // 2]:.1f} ms, most {max(took):.1f} ms")


def _world(graph: Snapshot, person: str) -> World:
    viewer = Viewer(kind=ViewerKind.PERSON, name="somebody", person=person)
    return World(graph=graph, on=DAY, today=DAY, viewer=viewer, known_at=1)


def _timed(ask: Callable[[], object]) -> float:
    began = process_time()
    ask()
    return (process_time() - began) * 1000


if __name__ == "__main__":
    main()
