"""What ways to expertise take: the nearest holders of a topic, with a second way to each and the bridge on it.

python -m bench.ways --scale f
"""

from __future__ import annotations

from random import Random

from bench.comparing import DAY, scale_asked, snapshot_of_scale, timed
from graph.analyses.expertise.paths import expertise_paths
from graph.domain.kinds import Expertise, Organisation
from graph.model.snapshot import Snapshot

__all__: list[str] = []

QUESTIONS = 24


def main() -> None:
    """Measure, and print a line for the nearest and for five."""
    snapshot = snapshot_of_scale(scale_asked())
    for limit in (1, 5):
        print(ways(snapshot, limit))


def ways(snapshot: Snapshot, limit: int) -> str:
    """What questions of schools and topics drawn at random take."""
    schools = [node.id for node in snapshot.nodes(Organisation) if node.type == "school"]
    topics = [node.id for node in snapshot.nodes(Expertise)]
    chance = Random(3)
    took = sorted(
        timed(lambda: expertise_paths(snapshot, DAY, chance.choice(schools), chance.choice(topics), limit=limit))[1]
        for _ in range(QUESTIONS)
    )
    return f"{limit} nearest, {QUESTIONS} questions: median {took[QUESTIONS // 2]:.3f} s, slowest {took[-1]:.3f} s"


if __name__ == "__main__":
    main()
