"""Hold the 14 groups of scale l in three instances, and compare them with one that holds all.

    python -m bench.parts --folder DIR [--neo4j]

Each instance is a process of its own, `serve` with and without `--within`, over one store. Printed are how many records
each holds, how long it took to begin to serve, and its memory; then whether every example query answers the same for
every group and some of its schools, and whether what is asked of the wrong one is sent to the right one.
"""

from __future__ import annotations

import argparse
import asyncio
import json
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
from graph.domain.part import Part
from graph.store.neo4j.local_server import LTS, LocalServer
from graph.store.port import Store
from graph.usecases.opening import open_store
from graph.usecases.serving.loading import built
from service.examples import example_queries

GROUPS = tuple(f"organisation/g{number:03}" for number in range(SCALES["l"].groups))
PARTS = (GROUPS[:5], GROUPS[5:10], GROUPS[10:])
SCHOOLS_ASKED = 3
_KEY = re.compile(r"MW_KEY=(\S+)")
_AT = re.compile(r"at (http://\S+?)/? ")


@dataclass(frozen=True, slots=True)
class Instance:
    """One that serves.

    Attributes:
        client: that asks it as a program.
        seconds: until it served.
        process: of it.
    """

    client: httpx.Client
    seconds: float
    process: subprocess.Popen[str]

    def ask(self, query: str, **variables: object) -> tuple[int, dict[str, Any]]:
        """The status and the answer to a query."""
        answer = self.client.post("/graphql", json={"query": query, "variables": variables}, timeout=300)
        return answer.status_code, answer.json()

    @property
    def megabytes(self) -> float:
        """What it has in memory now."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024  # type: ignore[union-attr]


@contextmanager
def serving(store: str, password: str, within: Sequence[str], places: Path) -> Iterator[Instance]:
    """An instance over a store, with all of it or a part."""
    asked = [word for each in within for word in ("--within", each)]
    environment = {**os.environ, "MANDAATWIJZER_PLACES": str(places), "MANDAATWIJZER_DEADLINE_SECONDS": "300"}
    if password:
        environment["MANDAATWIJZER_STORE_PASSWORD"] = password
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "service.cli", "serve", "--store", store, "--port", "0", *asked],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    said = ""
    while "MW_KEY" not in said:
        line = process.stdout.readline()
        if not line:
            raise SystemExit("it does not serve")
        said += line
    seconds = time.perf_counter() - begun
    address, key = _AT.search(said), _KEY.search(said)
    assert address is not None
    assert key is not None
    client = httpx.Client(base_url=address.group(1), headers={"authorization": f"Bearer {key.group(1)}"})
    try:
        yield Instance(client, seconds, process)
    finally:
        client.close()
        process.terminate()
        process.wait(30)


async def filled(store: Store, records: Sequence[Any]) -> None:
    """A store that holds the records."""
    await store.commit(ChangeSet(changes=tuple(map(Put, records)), author="bench", key="first"))


async def held(store: Store) -> list[tuple[int, float]]:
    """How many records each part holds, and the seconds that reading it takes; everything first."""
    found = []
    begun = time.perf_counter()
    version, records = await store.load()
    built(records, version)
    found.append((len(records), time.perf_counter() - begun))
    for within in PARTS:
        part, begun = Part(within), time.perf_counter()
        version, records, _grown = await store.gather(part, part.first())
        built(records, version)
        found.append((len(records), time.perf_counter() - begun))
    await store.close()
    return found


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
        for (number, seconds), name in zip(
            asyncio.run(held(open_store(address, password=password))), ("all", "one", "two", "three"), strict=True
        ):
            print(f"{name}: {number} records, read and built in {seconds:.1f} s", flush=True)
        _compare(stack, address, password, given.folder)


def _fill(address: str, password: str, folder: Path) -> None:
    file = folder / "l.ndjson"
    if not file.exists():
        write(SCALES["l"], file, 1)
    if address.startswith("sqlite") and Path(address.removeprefix("sqlite:///")).exists():
        return

    async def fill() -> None:
        from graph.domain.codec import load_record
        from graph.domain.kinds import kind_named

        plains = [json.loads(line) for line in file.read_bytes().splitlines() if line]
        records = [load_record(kind_named(each["kind"]), each) for each in plains if "kind" in each]
        store = open_store(address, password=password, create=True)
        await filled(store, records)
        await store.close()

    asyncio.run(fill())


def _compare(stack: ExitStack, address: str, password: str, folder: Path) -> None:
    places = folder / "places.json"
    places.write_text("{}")
    whole = stack.enter_context(serving(address, password, (), places))
    places.write_text(json.dumps({group: f"http://part-{n}.example" for n, part in enumerate(PARTS) for group in part}))
    instances = [stack.enter_context(serving(address, password, part, places)) for part in PARTS]
    for name, each in zip(("all", "one", "two", "three"), (whole, *instances), strict=True):
        print(f"{name}: serves after {each.seconds:.1f} s, {each.megabytes:.0f} MB", flush=True)
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
