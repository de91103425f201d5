"""Kill whoever writes, again and again: what was acknowledged is there, and nothing is there by half.

    python -m bench.kills [--rounds 200] [--seed 7]

A round is a process that commits to a file, or takes over a store of the first schema, and is killed by SIGKILL at a
random moment. Then the store is opened and compared with what was acknowledged. It ends with 1 when something was lost.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import tempfile
import time
from collections import Counter
from pathlib import Path

from graph.domain.changes import ChangeSet, Put
from graph.domain.kinds import Person
from graph.store.sqlite.store import SqliteStore
from graph.usecases.desk import Desk

__all__ = ["kill_rounds"]

TOGETHER = 40
"""Records of a change: all of them have the number of their revision, or none."""

LONGEST_LIFE_SECONDS = 0.4
ROUNDS = 200


def kill_rounds(rounds: int, folder: Path, *, seed: int) -> Counter[str]:
    """Kill a writer so many times over one store.

    Returns:
        How many changes were acknowledged, were made without an acknowledgement, and were lost; and how often a store
        was found with half a change, or not sound.
    """
    chance = random.Random(seed)
    file = folder / "store.db"
    seen: Counter[str] = Counter()
    acknowledged = 0
    for _ in range(rounds):
        said = _life(file, chance.uniform(0.0, LONGEST_LIFE_SECONDS))
        there, is_whole, is_sound = asyncio.run(_found(file))
        last = max(acknowledged, *said) if said else acknowledged
        seen["acknowledged"] += len(said)
        seen["made without a word"] += max(0, there - last)
        seen["lost"] += max(0, last - there)
        seen["half"] += not is_whole
        seen["unsound"] += not is_sound
        acknowledged = there
    seen["rounds"] = rounds
    return seen


def _life(file: Path, seconds: float) -> list[int]:
    """The revisions that a writer acknowledged in the time that it had."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            asyncio.run(_write_on(file, writing))
        finally:
            os._exit(1)
    os.close(writing)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as said:
        return [int(line) for line in said.read().splitlines(keepends=True) if line.endswith(b"\n")]


async def _write_on(file: Path, writing: int) -> None:
    store = SqliteStore(str(file))
    while True:
        number = (await store.version()).revision + 1
        puts = tuple(Put(Person(id=f"person/p{place}", name=str(number))) for place in range(TOGETHER))
        revision = await store.commit(ChangeSet(changes=puts, author="writer", key=str(number)), expected=number - 1)
        os.write(writing, f"{revision.number}\n".encode())


async def _found(file: Path) -> tuple[int, bool, bool]:
    """At which revision the store is, whether its records are all of that one, and whether store and log agree."""
    async with Desk(SqliteStore(str(file)), refresh_seconds=3_600) as desk:
        names = {person.name for person in desk.snapshot.nodes(Person)}
        expected = {str(desk.revision)} if desk.revision else set()
        return desk.revision, names == expected, await desk.check() == ()


def main() -> None:
    """Run the rounds, and say what was found."""
    parser = argparse.ArgumentParser(description="Kill whoever writes, and look what is left.")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        seen = kill_rounds(asked.rounds, Path(folder), seed=asked.seed)
    for what, number in sorted(seen.items()):
        print(f"{what}: {number}")
    if seen["lost"] or seen["half"] or seen["unsound"]:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
