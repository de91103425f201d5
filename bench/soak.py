"""Serve for half an hour under a mixed load, and look whether anything grows.

    python -m bench.soak [--minutes 30] [--rate 8]

A service of its own over a file with the example group answers queries, pages and reports, takes changes and imports,
and lets people sign in, at a bounded rate. Each minute is a row of a table: memory, files, threads, the file that is
written ahead of the store, and how long answers took. It ends with 1 when something failed, or when the last third of
the minutes holds more files or threads than the first, or a tenth more memory.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median

import httpx

from graph.usecases.seeding import load_example
from service.config import Settings
from service.examples import example_queries
from service.wiring import open_desk

__all__ = ["Minute", "Soak"]

MINUTES, RATE = 30, 8.0
MOST_GROWTH = 1.1
HEAD = "| minute | MB | files | threads | WAL kB | requests | failed | p50 ms | p99 ms |\n" + "|---" * 9 + "|"
IMPORTED = 200
"""Records of an import; the same ones each time, under another name."""

SHARES = {"query": 70, "page": 18, "change": 6, "report": 2, "import": 2, "sign-in": 2}
PAGES = (
    "/",
    "/wie",
    "/aandachtspunten",
    "/kwetsbaarheid",
    "/expertise",
    "/organisaties",
    "/zoeken?q=wifi",
    "/geschiedenis",
)
GROUP = "organisation/scholengroep-de-vaart"
REPORTS = tuple(f"/aandachtspunten/{form}?organisation={GROUP}" for form in ("csv", "xlsx", "json"))
APPLY = 'mutation($c: [ChangeInput!]!) { applyChanges(input: {changes: $c, reason: "soak"}) { errors { code } } }'


@dataclass(frozen=True, slots=True, kw_only=True)
class Minute:
    """What was seen in a minute.

    Attributes:
        memory: megabytes that the service held at its end.
        files: descriptors that it held.
        threads: of it.
        ahead: kilobytes of the log that SQLite writes ahead.
        requests: that were answered.
        failed: that were not answered well.
        middle: milliseconds that half of the answers took at most.
        slowest: milliseconds of the slowest hundredth.
    """

    memory: float
    files: int
    threads: int
    ahead: float
    requests: int
    failed: int
    middle: float
    slowest: float


@dataclass(slots=True)
class Soak:
    """A client of a running service.

    Attributes:
        client: asks it.
        key: with which programs ask.
        chance: draws what is asked.
        sign_in: lets somebody in once more.
        seconds: that answers took, by sort, since they were last looked at.
        failed: what was not answered well, by sort.
    """

    client: httpx.Client
    key: str
    chance: random.Random
    sign_in: Callable[[], bool]
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failed: Counter[str] = field(default_factory=Counter)
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def ask(self) -> None:
        """Ask one thing."""
        (sort,) = self.chance.choices(tuple(SHARES), tuple(SHARES.values()))
        begun = time.perf_counter()
        is_good = self._one(sort)
        self.seconds[sort].append(time.perf_counter() - begun)
        self.failed[sort] += not is_good

    def _one(self, sort: str) -> bool:
        if sort == "sign-in":
            return self.sign_in()
        if sort == "query":
            return self._graphql(self.chance.choice(example_queries()).text)
        if sort in ("change", "import"):
            return self._apply(1 if sort == "change" else IMPORTED)
        address = self.chance.choice(PAGES if sort == "page" else REPORTS)
        return self.client.get(address).status_code == 200

    def _apply(self, records: int) -> bool:
        number = next(self.numbers)
        puts = [
            {"put": {"kind": "task", "id": f"task/soak-{place}", "name": f"Taak {number}"}} for place in range(records)
        ]
        return self._graphql(APPLY, {"c": puts})

    def _graphql(self, query: str, variables: dict[str, object] | None = None) -> bool:
        asked = {"query": query, "variables": variables or {}}
        answer = self.client.post("/graphql", json=asked, headers={"authorization": f"Bearer {self.key}"})
        said = answer.json()
        return (
            answer.status_code == 200
            and "errors" not in said
            and not said["data"].get("applyChanges", {}).get("errors")
        )


@contextmanager
def _served(folder: Path) -> Iterator[tuple[subprocess.Popen[str], Soak]]:
    """A service over the example group, and a client that is signed in."""
    program = [sys.executable, "-P", "-m", "service.cli"]
    store = f"sqlite:///{folder / 'store.db'}"
    environment = {**os.environ, "MANDAATWIJZER_STORE": store}
    asyncio.run(_with_the_example(store))
    with subprocess.Popen(
        [*program, "serve", "--port", "0"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as running:
        try:
            told = [_line(running) for _ in range(3)]
            address = _found(r"(http://127\.0\.0\.1:\d+)", told[0])
            with httpx.Client(base_url=address, timeout=60.0, follow_redirects=True) as client:
                _open(client, _found(r"token=(\S+)", told[1]))
                key = _found(r"MW_KEY=(\S+)", told[2])
                yield running, Soak(client, key, random.Random(7), partial(_sign_in_again, client, running))
        finally:
            running.terminate()


async def _with_the_example(store: str) -> None:
    async with open_desk(Settings(store=store), create=True) as desk:
        await load_example(desk)


def _line(running: subprocess.Popen[str]) -> str:
    assert running.stdout is not None
    return running.stdout.readline()


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    assert found is not None, f"it did not start: {text!r}"
    return found[1]


def _open(client: httpx.Client, token: str) -> bool:
    page = client.get("/open", params={"token": token})
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page.text))
    return client.post("/open", data={**fields, "token": token}).status_code == 200


def _sign_in_again(client: httpx.Client, running: subprocess.Popen[str]) -> bool:
    client.cookies.clear()
    page = client.get("/aanmelden")
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page.text))
    client.post("/open/adres", data=fields)
    return _open(client, _found(r"token=(\S+)", _line(running)))


def _minute(running: subprocess.Popen[str], soak: Soak, folder: Path, rate: float, seconds: float) -> Minute:
    end, failed_before = time.monotonic() + seconds, soak.failed.total()
    soak.seconds.clear()
    while (now := time.monotonic()) < end:
        soak.ask()
        time.sleep(max(0.0, soak.chance.expovariate(rate) - (time.monotonic() - now)))
    taken = sorted(itertools.chain.from_iterable(soak.seconds.values()))
    about = Path(f"/proc/{running.pid}")
    status = dict(re.findall(r"(\w+):\s+(\d+)", (about / "status").read_text()))
    ahead = folder / "store.db-wal"
    return Minute(
        memory=int(status["VmRSS"]) / 1024,
        files=len(list((about / "fd").iterdir())),
        threads=int(status["Threads"]),
        ahead=ahead.stat().st_size / 1024 if ahead.exists() else 0.0,
        requests=len(taken),
        failed=soak.failed.total() - failed_before,
        middle=1000 * median(taken),
        slowest=1000 * taken[int(len(taken) * 0.99)],
    )


def grown(minutes: list[Minute]) -> list[str]:
    """What the last third of the minutes holds more of than the first."""
    third = len(minutes) // 3
    first, last = minutes[:third], minutes[-third:]
    found = [
        name
        for name in ("files", "threads")
        if median(getattr(one, name) for one in last) > max(getattr(one, name) for one in first)
    ]
    if median(one.memory for one in last) > MOST_GROWTH * median(one.memory for one in first):
        found.append("memory")
    return found


def main() -> None:
    """Serve, ask, and tell by the minute."""
    parser = argparse.ArgumentParser(description="Serve under a mixed load, and look whether anything grows.")
    parser.add_argument("--minutes", type=int, default=MINUTES)
    parser.add_argument("--rate", type=float, default=RATE, help="requests a second at most")
    parser.add_argument("--seconds", type=float, default=60.0, help="of a minute, to try it out")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, _served(Path(folder)) as (running, soak):
        print(HEAD)
        minutes = []
        for number in range(1, asked.minutes + 1):
            one = _minute(running, soak, Path(folder), asked.rate, asked.seconds)
            minutes.append(one)
            print(
                f"| {number} | {one.memory:.0f} | {one.files} | {one.threads} | {one.ahead:.0f} | {one.requests} "
                f"| {one.failed} | {one.middle:.1f} | {one.slowest:.0f} |",
                flush=True,
            )
    print(f"failed: {dict(+soak.failed) or 'nothing'}; grown: {', '.join(grown(minutes)) or 'nothing'}")
    if soak.failed.total() or grown(minutes):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
