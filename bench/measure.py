"""Measure the product at the size of Flanders: what it takes to read, ask and change the graph.

    python -m bench.measure [NAME ...] --folder DIR [--times N]

Each measurement runs in processes of its own, so that peak memory is its own too; of N runs the medians are printed,
as a row of Markdown. The files and stores that they need are made in the folder at first use (4 GB, some minutes).
A name is one of `MEASUREMENTS`; without names all of them run, those on Neo4j where Java and Maven are.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from bench.generate import SCALES, write
from graph.analyses.answers.responsibility import responsibility
from graph.analyses.gaps.report import mandate_gaps
from graph.domain.changes import ChangeSet, Put
from graph.domain.kinds import Decision, Executes, Organisation, Person, Task
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot
from graph.store.archive import read_archive
from graph.store.neo4j.local_server import LTS as NEO4J
from graph.store.neo4j.local_server import LocalServer, why_not
from graph.store.neo4j.store import Neo4jStore
from graph.store.port import Store
from graph.store.sqlite.store import SqliteStore
from graph.usecases.backups import back_up, look_through
from graph.usecases.change.mandates import GrantMandate, grant_mandate
from graph.usecases.desk import Desk
from graph.usecases.importing import ImportRequest, NamedBytes, bring_in
from graph.usecases.viewer import LOCAL_OWNER

DAY = date(2026, 10, 15)
MEGABYTE = 1024
PAIRS = 20_000
SAVES = 100

Measured = dict[str, float]
Run = Callable[[Path], Awaitable[Measured]]


class Stopwatch:
    """Wall-clock and user seconds since it was made."""

    def __init__(self) -> None:
        self._wall = time.perf_counter()
        self._user = _user_seconds()

    def read(self) -> Measured:
        """What has passed, and the highest memory that this process has had."""
        return {
            "seconds": time.perf_counter() - self._wall,
            "user_seconds": _user_seconds() - self._user,
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE,
        }


def _user_seconds() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime


# Serving


async def sqlite_serve(folder: Path) -> Measured:
    """Flanders from SQLite to a serving snapshot."""
    return await _serve(_sqlite(folder, "f"))


async def sqlite_reload(folder: Path) -> Measured:
    """The same, and then the comparison of the whole store with its log in the background."""
    return await _reload(_sqlite(folder, "f"))


async def neo4j_serve(folder: Path) -> Measured:
    """Flanders from Neo4j to a serving snapshot."""
    with _neo4j(folder, "f") as store:
        return await _serve(store)


async def neo4j_reload(folder: Path) -> Measured:
    """The same, and then the comparison of the whole store with its log in the background."""
    with _neo4j(folder, "f") as store:
        return await _reload(store)


async def neo4j_import(folder: Path) -> Measured:
    """The file of scale l into an empty Neo4j."""
    with tempfile.TemporaryDirectory(dir=folder) as home, LocalServer.start(Path(home), line=NEO4J) as server:
        return await _fill(_store_on(server), _file(folder, "l"))


async def _serve(store: Store) -> Measured:
    watch = Stopwatch()
    async with _quiet_desk(store):
        return watch.read()


async def _reload(store: Store) -> Measured:
    async with _quiet_desk(store) as desk:
        before = Stopwatch().read()["peak_mb"]
        watch = Stopwatch()
        await desk.refresh()
        assert not desk.problems, desk.problems[:3]
        return {**watch.read(), "peak_before_mb": before}


# Asking and changing


async def group_report(folder: Path) -> Measured:
    """The gap report of one school group, on a snapshot that nobody asked anything before."""
    async with _flanders(folder) as desk:
        watch = Stopwatch()
        mandate_gaps(desk.snapshot, DAY, "organisation/g070")
        return watch.read()


async def flanders_report(folder: Path) -> Measured:
    """The gap report of all of Flanders in its usual form: without looking since when each gap is open."""
    async with _flanders(folder) as desk:
        watch = Stopwatch()
        mandate_gaps(desk.snapshot, DAY)
        return watch.read()


async def who(folder: Path) -> Measured:
    """`responsibility` on pairs drawn at random from all schools and subjects."""
    async with _flanders(folder) as desk:
        coverage = Coverage.of(desk.snapshot, DAY)
        pairs = _pairs(desk.snapshot)
        watch = Stopwatch()
        times = [_timed(lambda pair=pair: responsibility(coverage, *pair)) for pair in pairs]
        return {**watch.read(), **_spread(times)}


async def save(folder: Path) -> Measured:
    """One mandate granted through the use case, and read in the next read."""
    async with _flanders(folder) as desk:
        await desk.refresh()
        schools = [node.id for node in desk.snapshot.nodes(Organisation) if node.type == "school"]
        chance = random.Random(7)
        times = []
        watch = Stopwatch()
        for number in range(SAVES):
            request = GrantMandate(
                kind="EXECUTES",
                holder=chance.choice(desk.snapshot.nodes(Person)).id,
                subject="task/t01",
                scope=(chance.choice(schools),),
                since=DAY,
                key=f"{time.time_ns()} {number}",
            )
            begun = time.perf_counter()
            changed = await grant_mandate(desk, LOCAL_OWNER, request)
            assert changed.record is not None
            assert changed.record in desk.snapshot.out(Executes, request.holder)
            times.append(time.perf_counter() - begun)
        return {**watch.read(), **_spread(times)}


async def overlay(folder: Path) -> Measured:
    """The first list of all mandates of a kind after a save: what an overlay costs its readers."""
    async with _flanders(folder) as desk:
        edge = desk.snapshot.edges(Executes)[1000]
        changed = desk.snapshot.apply([Put(replace(edge, note="changed"))])
        watch = Stopwatch()
        assert len(changed.edges(Executes)) == len(desk.snapshot.edges(Executes))
        return watch.read()


async def backup(folder: Path) -> Measured:
    """A backup of Flanders while it serves; beside the serving of it."""
    async with _flanders(folder) as desk:
        await desk.refresh()
        watch = Stopwatch()
        made = await back_up(desk, folder / "f.backup")
        return {**watch.read(), "size_mb": made.size / 1_000_000}


async def verify(folder: Path) -> Measured:
    """That backup read to its end, each revision against those before it, and the graph against its rules."""
    watch = Stopwatch()
    look_through(await _backup(folder))
    return watch.read()


async def sqlite_restore(folder: Path) -> Measured:
    """That backup into an empty SQLite store; without the look through it."""
    return await _restore(SqliteStore(str(folder / "restored.db")), folder)


async def neo4j_restore(folder: Path) -> Measured:
    """The same into an empty Neo4j."""
    with tempfile.TemporaryDirectory(dir=folder) as home, LocalServer.start(Path(home), line=NEO4J) as server:
        return await _restore(_store_on(server), folder)


async def _restore(store: Store, folder: Path) -> Measured:
    file = await _backup(folder)
    for path in folder.glob("restored.db*"):  # noqa: ASYNC240 (nothing else runs)
        path.unlink()
    watch = Stopwatch()
    await store.restore(read_archive(file))
    measured = watch.read()
    await store.close()
    return measured


async def _backup(folder: Path) -> Path:
    if not (folder / "f.backup").exists():
        await backup(folder)
    return folder / "f.backup"


def _pairs(snapshot: Snapshot) -> list[tuple[str, str]]:
    chance = random.Random(7)
    schools = [node.id for node in snapshot.nodes(Organisation) if node.type == "school"]
    subjects = [node.id for kind in (Task, Decision) for node in snapshot.nodes(kind)]
    return [(chance.choice(schools), chance.choice(subjects)) for _ in range(PAIRS)]


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _spread(times: list[float]) -> Measured:
    cuts = statistics.quantiles(times, n=100)
    return {"p50_ms": cuts[49] * 1000, "p99_ms": cuts[98] * 1000, "most_ms": max(times) * 1000}


# What is measured on


@asynccontextmanager
async def _quiet_desk(store: Store) -> AsyncIterator[Desk]:
    """A desk whose timer does not come in between."""
    async with Desk(store, refresh_seconds=3_600.0) as desk:
        yield desk


@asynccontextmanager
async def _flanders(folder: Path) -> AsyncIterator[Desk]:
    async with _quiet_desk(_sqlite(folder, "f")) as desk:
        yield desk


def _sqlite(folder: Path, scale: str) -> SqliteStore:
    return SqliteStore(str(folder / f"{scale}.db"))


@contextlib.contextmanager
def _neo4j(folder: Path, scale: str) -> Iterator[Store]:
    with LocalServer.start(folder / f"{scale}.neo4j", line=NEO4J) as server:
        yield _store_on(server)


def _store_on(server: LocalServer) -> Neo4jStore:
    return Neo4jStore(server.uri, user=server.user, password=server.password)


def _file(folder: Path, scale: str) -> Path:
    path = folder / f"{scale}.ndjson"
    if not path.exists():
        write(SCALES[scale], path, seed=1)
    return path


async def fill_sqlite(folder: Path) -> Measured:
    """The file of scale f into an empty SQLite store."""
    (folder / "f.db").unlink(missing_ok=True)
    return await _fill(_sqlite(folder, "f"), _file(folder, "f"))


async def fill_neo4j(folder: Path) -> Measured:
    """What the SQLite store of scale f holds into an empty Neo4j, as one change set."""
    async with _flanders(folder) as desk:
        records = tuple(desk.snapshot.records())
    with _neo4j(folder, "f") as store:
        watch = Stopwatch()
        await store.commit(ChangeSet(changes=tuple(map(Put, records)), author="bench", key="fill"))
        measured = watch.read()
        await store.close()
    return measured


async def _fill(store: Store, path: Path) -> Measured:
    given = NamedBytes(path.name, path.read_bytes())  # noqa: ASYNC240 (nothing else runs)
    async with _quiet_desk(store) as desk:
        await desk.refresh()
        watch = Stopwatch()
        await bring_in(desk, LOCAL_OWNER, ImportRequest(files=(given,)))
        return watch.read()


ON_SQLITE: dict[str, Run] = {
    "sqlite-serve": sqlite_serve,
    "sqlite-reload": sqlite_reload,
    "group-report": group_report,
    "flanders-report": flanders_report,
    "responsibility": who,
    "save": save,
    "overlay": overlay,
    "backup": backup,
    "verify": verify,
    "sqlite-restore": sqlite_restore,
}
ON_NEO4J: dict[str, Run] = {
    "neo4j-import": neo4j_import,
    "neo4j-serve": neo4j_serve,
    "neo4j-reload": neo4j_reload,
    "neo4j-restore": neo4j_restore,
}
FILLS: dict[str, Run] = {"fill-sqlite": fill_sqlite, "fill-neo4j": fill_neo4j}
MEASUREMENTS = {**ON_SQLITE, **ON_NEO4J, **FILLS}


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the product at the size of Flanders.")
    parser.add_argument("names", nargs="*", choices=[*MEASUREMENTS, []])
    parser.add_argument("--folder", type=Path, required=True, help="outside the checkout; kept")
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--here", action="store_true", help="one run in this process, as JSON")
    asked = parser.parse_args()
    if asked.here:
        print(json.dumps(asyncio.run(MEASUREMENTS[asked.names[0]](asked.folder))))
        return
    asked.folder.mkdir(parents=True, exist_ok=True)
    for name in asked.names or _all_names():
        _prepare(name, asked.folder)
        times = 1 if name in FILLS else asked.times
        print(_row(name, [_in_process(name, asked.folder) for _ in range(times)]), flush=True)


def _all_names() -> list[str]:
    reason = why_not(NEO4J)
    if reason is not None:
        print(f"Not measured on Neo4j: {reason}", file=sys.stderr)
    return [*ON_SQLITE, *(() if reason else ON_NEO4J)]


def _prepare(name: str, folder: Path) -> None:
    if name not in ("fill-sqlite", "neo4j-import") and not (folder / "f.db").exists():
        _in_process("fill-sqlite", folder)
    if name in ("neo4j-serve", "neo4j-reload") and not (folder / "f.neo4j").exists():
        _in_process("fill-neo4j", folder)  # from the SQLite store


def _in_process(name: str, folder: Path) -> Measured:
    command = [sys.executable, "-m", "bench.measure", name, "--folder", str(folder), "--here"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{name} failed:\n{done.stderr[-2_000:]}")
    measured: Measured = json.loads(done.stdout)
    return measured


def _row(name: str, runs: list[Measured]) -> str:
    medians: dict[str, Any] = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
    shown = ", ".join(f"{key} {value:.2f}" if value < 100 else f"{key} {value:.0f}" for key, value in medians.items())
    return f"| {name} | {shown} |"


if __name__ == "__main__":
    main()
