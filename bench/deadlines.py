"""Whether what has a deadline ends by it, asked of everything: how long each took, and how much too long.

    python -m bench.deadlines --scale f [--seconds N] [NAME ...]

Each is asked anew on the same graph: the first has nothing that was kept, the later ones what was kept before. The
clock of the deadlines is what the process computes, so that other work on the machine is not in it.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable
from time import process_time

from bench.comparing import snapshot_of_scale
from bench.generate import DAY, SCALES
from graph.analyses.common import deadline
from graph.analyses.common.deadline import Deadline
from graph.domain.errors import DeadlineExceeded
from graph.domain.kinds import Expertise, Person
from graph.model.memory import set_aside
from graph.usecases import expertise, fragility, gaps, gaps_over_time, load, matrix, overview, planning
from graph.usecases.viewer import LOCAL_OWNER
from graph.usecases.world import World

__all__: list[str] = []

GROUP, SCHOOL = "organisation/g001", "organisation/s0003"
PLACES = {"everything": None, "a group": GROUP}


def main() -> None:
    """Measure, and print a line a question."""
    parser = argparse.ArgumentParser(description="Measure whether deadlines are kept.")
    parser.add_argument("--scale", choices=SCALES, default="l")
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("names", nargs="*")
    asked = parser.parse_args()
    deadline.monotonic = process_time  # type: ignore[attr-defined]
    graph = snapshot_of_scale(asked.scale)
    set_aside()  # as a server does with what it serves
    world = World(graph=graph, on=DAY, today=DAY, viewer=LOCAL_OWNER, known_at=1)
    for name, ask in _questions(world).items():
        if asked.names and not any(each in name for each in asked.names):
            continue
        began = process_time()
        try:
            ask(Deadline(asked.seconds))
            ended = "answered"
        except DeadlineExceeded:
            ended = "late"
        took = process_time() - began
        over = took - asked.seconds
        print(f"{name:45} {took:6.1f} s, {ended}{f', {over:.1f} s TOO LONG' if over > 1 else ''}", flush=True)


def _questions(world: World) -> dict[str, Callable[[Deadline], object]]:
    chance = random.Random(3)
    leavers = tuple(person.id for person in chance.sample(world.graph.nodes(Person), 10))
    topics = tuple(topic.id for topic in world.graph.nodes(Expertise)[:4])
    questions: dict[str, Callable[[Deadline], object]] = {}
    for where, place in PLACES.items():
        of_place: dict[str, Callable[[Deadline], object]] = {
            "bus factor": lambda end, at=place: fragility.bus_factor(world, at, deadline=end),
            "bus factor of expertise": lambda end, at=place: fragility.bus_factor(
                world, at, items="expertise", deadline=end
            ),
            "bus factor of each school": lambda end, at=place: fragility.bus_factor_of_each(world, at, deadline=end),
            "bridges": lambda end, at=place: fragility.bridges(world, at, deadline=end),
            "findings": lambda end, at=place: gaps.gaps(world, at, deadline=end),
            "findings with intervals": lambda end, at=place: gaps.gaps(world, at, intervals=True, deadline=end),
            "history of findings": lambda end, at=place: gaps_over_time.gap_history(world, at, deadline=end),
            "next school year": lambda end, at=place: gaps_over_time.next_year(world, at, deadline=end),
            "changes since 1 September": lambda end, at=place: gaps_over_time.changed_between(
                gaps_over_time.earlier_world(world, None), world, at, deadline=end
            ),
            "load": lambda end, at=place: load.load(world, at, deadline=end),
            "expertise": lambda end, at=place: expertise.expertise(world, at, deadline=end),
            "scarcity": lambda end, at=place: planning.scarcity(world, at, deadline=end),
            "who knows a topic": lambda end, at=place: expertise.find_expertise(
                world, topics[:1], within=at, deadline=end
            ),
            "team": lambda end, at=place: planning.team(world, topics, within=at, deadline=end),
            "rehearsal of ten who leave": lambda end, at=place: planning.rehearse(
                world, planning.WhatIf(leaves=leavers), at, deadline=end
            ),
        }
        questions |= {f"{name}, {where}": ask for name, ask in of_place.items()}
    return questions | {
        "repair of a group": lambda end: planning.repair_plan(world, GROUP, deadline=end),
        "repair of a school": lambda end: planning.repair_plan(world, SCHOOL, deadline=end),
        "acceptances": lambda end: gaps_over_time.acceptances(world, deadline=end),
        "matrix of a group": lambda end: matrix.group_matrix(world, "task_group/technical", (SCHOOL,), deadline=end),
        "overview of a head": lambda end: overview.head_summary(world, GROUP, deadline=end),
        "a way to a topic": lambda end: expertise.expertise_paths(world, SCHOOL, topics[0], deadline=end),
        "who knows a topic near a school": lambda end: expertise.find_expertise(
            world, topics[:1], near=SCHOOL, deadline=end
        ),
        "team near a school": lambda end: planning.team(world, topics, near=SCHOOL, deadline=end),
    }


if __name__ == "__main__":
    main()
