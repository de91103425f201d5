"""Hold the 14 groups of scale l in three instances, and compare them with one that holds all.

    python -m bench.parts --folder DIR [--neo4j]

Each instance is a process of its own, `serve` with and without `--within`, over one store. Printed are how many records
each holds, how long it took to begin to serve, and its memory; then whether every example query answers the same for
every group and some of its schools, and whether what is asked of the wrong one is sent to the right one. Before that,
how many records one group takes when a board lies above it and others.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from bench.generate import SCALES, write
from graph.domain.changes import ChangeSet, Put
from graph.domain.codec import load_record
from graph.domain.kinds import Organisation, PartOf, Record, kind_named
from graph.domain.part import Part, gathered
from graph.model.snapshot import Snapshot
from graph.store.neo4j.local_server import LTS, LocalServer
from graph.store.port import Store
from graph.usecases.opening import open_store
from graph.usecases.serving.loading import Reading
from service.examples import example_queries

GROUPS = tuple(f"organisation/g{number:03}" for number in range(SCALES["l"].groups))
PARTS = (GROUPS[:5], GROUPS[5:10], GROUPS[10:])
SCHOOLS_ASKED = 2
BOARDS = (0, 1, 5, 14)
SPAWNING = multiprocessing.get_context("spawn")
_KEY = re.compile(r"MW_KEY=(\S+)")
_AT = re.compile(r"at (http://\S+?)/? ")


@dataclass(frozen=True, slots=True)
class Instance:
    """One that serves.

    Attributes:
        client: that asks it as a program.
        process: of it.
    """

    client: httpx.Client
    process: subprocess.Popen[str]

    def ask(self, query: str, **variables: object) -> tuple[int, dict[str, Any]]:
        """The status and the answer to a query."""
        answer = self.client.post("/graphql", json={"query": query, "variables": variables}, timeout=300)
        return answer.status_code, answer.json()

    @property
    def seconds(self) -> float:
        """What it has computed until now."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def megabytes(self) -> float:
        """What it has in memory now."""
        return _megabytes(self.process.pid, "VmRSS")


def _megabytes(process: int | str, field: str) -> float:
    status = Path(f"/proc/{process}/status").read_text()
    return int(re.search(rf"{field}:\s+(\d+)", status).group(1)) / 1024  # type: ignore[union-attr]


def begun(store: str, password: str, within: Sequence[str], places: Path) -> subprocess.Popen[str]:
    """The process of an instance over a store, with all of it or a part; it is not waited for."""
    asked = [word for each in within for word in ("--within", each)]
    environment = {**os.environ, "MANDAATWIJZER_PLACES": str(places), "MANDAATWIJZER_DEADLINE_SECONDS": "300"}
    if password:
        environment["MANDAATWIJZER_STORE_PASSWORD"] = password
    return subprocess.Popen(
        [sys.executable, "-m", "service.cli", "serve", "--store", store, "--port", "0", *asked],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip


@contextmanager
def serving(process: subprocess.Popen[str]) -> Iterator[Instance]:
    """An instance once it serves."""
    assert process.stdout is not None
    said = ""
    while "MW_KEY" not in said:
        line = process.stdout.readline()
        if not line:
            raise SystemExit("it does not serve")
        said += line
    address, key = _AT.search(said), _KEY.search(said)
    assert address is not None
    assert key is not None
    client = httpx.Client(base_url=address.group(1), headers={"authorization": f"Bearer {key.group(1)}"})
    try:
        yield Instance(client, process)
    finally:
        client.close()
        process.terminate()
        process.wait(30)


async def filled(store: Store, records: Sequence[Any]) -> None:
    """A store that holds the records."""
    await store.commit(ChangeSet(changes=tuple(map(Put, records)), author="bench", key="first"))


async def held(store: Store, within: Sequence[str]) -> Snapshot:
    """What is held of a store, read once."""
    try:
        return await Reading(store, within).loaded()
    finally:
        await store.close()


def hold(address: str, password: str, within: Sequence[str]) -> None:
    """Print what it takes to hold a part, or everything, in this process."""
    start = time.process_time()
    snapshot = asyncio.run(held(open_store(address, password=password), within))
    # Not `ru_maxrss`, which a process takes over from the one that started it.
    seconds, peak = time.process_time() - start, _megabytes("self", "VmHWM")
    print(
        f"{len(within) or 'all'} groups: {len(snapshot)} records, {seconds:.1f} s of computing, at most {peak:.0f} MB"
    )


def under_a_board(file: Path) -> None:
    """Print how many records the part of one group has, by how many groups lie under the board above it."""
    records = _records_of(file)
    board = Organisation(id="organisation/board", name="Board", type="school_board")
    for number in BOARDS:
        links = [PartOf(id=f"part_of/board-{group[-3:]}", from_id=group, to_id=board.id) for group in GROUPS[:number]]
        with_board = [*records, board, *links] if number else records
        part = Part(GROUPS[:1])
        held, _part = gathered(part, part.first(), lambda ask, all_of=with_board: filter(ask.wants, all_of))
        print(f"one group under a board with {number or 'no'} groups: {len(held)} records", flush=True)


def _records_of(file: Path) -> list[Record]:
    plains = (json.loads(line) for line in file.read_bytes().splitlines() if line)
    return [load_record(kind_named(each["kind"]), each) for each in plains if "kind" in each]


def questions(group: str, schools: Sequence[str]) -> Iterator[tuple[str, dict[str, object]]]:
    """Every example query about a group or one of its schools, but for the one that asks beyond a part."""
    for example in example_queries():
        if "$group" in example.text:
            yield example.text, {"group": group}
        elif "$school" in example.text and "$topic" not in example.text:
            for school in schools:
                words = {"words": "task/t05"} if "$words" in example.text else {}
                yield example.text, {"school": school, **words}


def main() -> None:
    """Measure, compare and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, required=True, help="where the file and the store are made")
    parser.add_argument("--neo4j", action="store_true", help="over a Neo4j instead of SQLite")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        if given.neo4j:
            home = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=given.folder)))
            server = stack.enter_context(LocalServer.start(home, line=LTS))
            address, password = f"{server.uri.replace('://', '://neo4j@')}/neo4j", server.password
        else:
            path = given.folder / "parts-l.db"
            address, password = f"sqlite:///{path}", ""
        _fill(address, password, given.folder)
        measuring = SPAWNING.Process(target=under_a_board, args=(given.folder / "l.ndjson",))
        measuring.start()
        measuring.join()
        for within in ((), *PARTS):
            measuring = SPAWNING.Process(target=hold, args=(address, password, within))
            measuring.start()
            measuring.join()
        _compare(stack, address, password, given.folder)


def _fill(address: str, password: str, folder: Path) -> None:
    file = folder / "l.ndjson"
    if not file.exists():
        write(SCALES["l"], file, 1)
    if address.startswith("sqlite") and Path(address.removeprefix("sqlite:///")).exists():
        return

    async def fill() -> None:
        store = open_store(address, password=password, create=True)
        await filled(store, _records_of(file))
        await store.close()

    asyncio.run(fill())


def _compare(stack: ExitStack, address: str, password: str, folder: Path) -> None:
    places = folder / "places.json"
    places.write_text(json.dumps({group: f"http://part-{n}.example" for n, part in enumerate(PARTS) for group in part}))
    processes = [begun(address, password, part, places) for part in ((), *PARTS)]
    whole, *instances = [stack.enter_context(serving(process)) for process in processes]
    for name, each in zip(("all", "one", "two", "three"), (whole, *instances), strict=True):
        print(f"{name}: serves after computing {each.seconds:.1f} s, {each.megabytes:.0f} MB", flush=True)
    same, different, sent = 0, 0, 0
    for number, (part, instance) in enumerate(zip(PARTS, instances, strict=True)):
        other = instances[(number + 1) % len(instances)]
        for group in part:
            below = whole.ask("query ($g: ID) { schools(below: $g, first: 3) { nodes { id } } }", g=group)[1]
            schools = [node["id"] for node in below["data"]["schools"]["nodes"]][:SCHOOLS_ASKED]
            for query, variables in questions(group, schools):
                expected, told = whole.ask(query, **variables), instance.ask(query, **variables)
                same, different = same + (expected == told), different + (expected != told)
                if expected != told:
                    print(f"differs: {variables} {query[:60]!r}", flush=True)
            status, told_elsewhere = other.ask("query ($id: ID!) { organisation(id: $id) { name } }", id=group)
            extensions = told_elsewhere["errors"][0]["extensions"]
            sent += (status, extensions["address"]) == (421, f"http://part-{number}.example")
    print(f"{same} answers are the same, {different} are not; {sent} of {len(GROUPS)} groups are sent to their place")
    for name, each in zip(("all", "one", "two", "three"), (whole, *instances), strict=True):
        print(f"{name}: {each.megabytes:.0f} MB after these", flush=True)


if __name__ == "__main__":
    main()
