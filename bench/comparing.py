"""What the comparisons share: reading a scale, timing both sides, and writing a line of results."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TypeVar

import orjson

from bench.generate import DAY, SCALES, write
from graph.domain.codec import load_record
from graph.domain.kinds import kind_named
from graph.model.memory import no_cycle_collection
from graph.model.snapshot import Snapshot

__all__ = ["DAY", "Comparison", "scale_asked", "snapshot_of_scale", "timed"]

T = TypeVar("T")
DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two ways to one result.

    Attributes:
        question: what was answered.
        ours_seconds: ours.
        networkx_seconds: networkx, for the whole question.
        wanted: how many times faster ours should be.
        note: how the networkx side was measured, when not simply run.
    """

    question: str
    ours_seconds: float
    networkx_seconds: float
    wanted: float
    note: str = ""

    def __str__(self) -> str:
        ratio = self.networkx_seconds / self.ours_seconds
        verdict = "" if ratio >= self.wanted else f" (below the {self.wanted:g} aimed at)"
        note = f" [{self.note}]" if self.note else ""
        return (
            f"{self.question}: ours {self.ours_seconds:.6f} s, networkx {self.networkx_seconds:.3f} s, "
            f"{ratio:,.0f} times{verdict}{note}"
        )


def scale_asked() -> str:
    """The scale on the command line: s, l or f."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--scale", choices=SCALES, default="s")
    return str(parser.parse_args().scale)


def snapshot_of_scale(scale: str, seed: int = 1) -> Snapshot:
    """The graph of a scale, from its file when it was generated before (`bench.generate`)."""
    path = DATA / f"{scale}.ndjson"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        write(SCALES[scale], path, seed)
    with no_cycle_collection(), path.open("rb") as lines:
        next(lines)
        plains = (orjson.loads(line) for line in lines)
        found = [load_record(kind_named(plain["kind"]), plain) for plain in plains]
    print(f"scale {scale}: {len(found):,} records", file=sys.stderr)
    return Snapshot.of(found)


def timed(work: Callable[[], T], *, best_of: int = 1) -> tuple[T, float]:
    """The result and the shortest time of some runs, in seconds."""
    times = []
    for _ in range(best_of):
        started = perf_counter()
        result = work()
        times.append(perf_counter() - started)
    return result, min(times)
