"""Measure the server time of every page on a generated store.

    python -m bench.web --scale s|l|f [--repeat N]

A page may take 200 ms, a search 50 ms. The first answer of a page after a change works out what later ones keep, so
both are shown: the first, and the median of the repeats. Time is that of the whole answer within the process, without
a network. *Holds* is how long others waited at most: what the thread of the event loop computed without a pause.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import statistics
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from bench.generate import DAY, SCALES, records
from graph.domain.changes import Version
from graph.domain.codec import load_record
from graph.domain.kinds import kind_named
from graph.model.memory import set_aside
from graph.model.snapshot import Snapshot
from graph.store.sqlite.store import SqliteStore
from graph.usecases.desk import Desk
from service.config import Settings
from service.http.app import create_app
from tests.signed_in import signed_in

SCHOOL, GROUP, ME = "organisation/s0003", "organisation/g001", "person/p000100"
PAGES = {
    "start": "/",
    "search": "/zoeken?q=woord7",
    "search, a name": "/zoeken?q=p000100",
    "search, a typo": "/zoeken?q=scholl",
    "suggestions": "/zoeken/suggesties?q=woo",
    "my overview": "/mij",
    "choose who I am": "/mij?choose=1&name=p0001",
    "who does what": f"/wie?organisation={SCHOOL}&subject=task/t07",
    "who does what, task group": f"/wie?organisation={SCHOOL}&subject=task_group/technical",
    "schools": "/organisaties",
    "school": "/organisatie/s0003",
    "group": "/organisatie/g001",
    "person": "/persoon/p000100",
    "function": "/functie/s0003-technical",
    "body": "/overleg/g001-ict",
    "task, everywhere": "/taak/t07",
    "task, in a group": f"/taak/t07?organisation={GROUP}",
    "task group": "/taakgroep/technical",
    "topic": "/expertise/e07",
    "findings, school": f"/aandachtspunten?organisation={SCHOOL}",
    "findings, group": f"/aandachtspunten?organisation={GROUP}",
    "vulnerability, school": f"/kwetsbaarheid?organisation={SCHOOL}",
    "vulnerability, group": f"/kwetsbaarheid?organisation={GROUP}",
    "expertise": "/expertise",
    "expertise, found": f"/expertise?topic=topic+7&near={SCHOOL}",
    "way": f"/weg?from={SCHOOL}&topic=expertise/e07",
    "two days": f"/geschiedenis/vergelijk?organisation={SCHOOL}&from=2025-09-01",
    "api": "/api",
}


LOOK_SECONDS = 0.001


@asynccontextmanager
async def desk_over(scale: str) -> AsyncIterator[Desk]:
    """A desk over a generated graph; its store stays empty, the snapshot is put in."""
    loaded = (load_record(kind_named(plain["kind"]), plain) for plain in records(SCALES[scale]))
    snapshot = Snapshot.of(loaded, Version(revision=0, store_id="bench", token=""))
    async with Desk(SqliteStore(":memory:"), refresh_seconds=3600) as desk:
        await asyncio.sleep(1)  # until it has compared the empty store with its empty log
        desk._following.snapshot = snapshot
        set_aside()
        yield desk


@asynccontextmanager
async def served(scale: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the service over a generated graph."""
    async with desk_over(scale) as desk:
        app = create_app(desk, Settings(store="sqlite:///:memory:"))
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(
            transport=transport,
            base_url="http://localhost",
            cookies={"mandaatwijzer_me": ME, **await signed_in(desk)},
            timeout=60,
        ) as http:
            yield http


class Holding:
    """How long the event loop was held, while it is watched in a `with`: computed, so that other work is not in it.

    Attributes:
        longest_ms: between two looks.
    """

    def __init__(self) -> None:
        self.longest_ms = 0.0

    async def __aenter__(self) -> Holding:
        self._looking = asyncio.create_task(self._look())
        await asyncio.sleep(LOOK_SECONDS)
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.sleep(LOOK_SECONDS)
        self._looking.cancel()

    async def _look(self) -> None:
        while True:
            begun = time.thread_time()
            await asyncio.sleep(LOOK_SECONDS)
            self.longest_ms = max(self.longest_ms, (time.thread_time() - begun) * 1000)


async def measure(scale: str, repeat: int) -> bool:
    """Print a line for each page; whether every one kept its time."""
    kept = True
    async with served(scale) as http:
        for name, path in PAGES.items():
            times, holds = [], []
            for _ in range(repeat + 1):
                async with Holding() as holding:
                    begun = time.perf_counter()
                    answer = await http.get(path, headers={"accept": "text/html"}, params=None)
                    times.append((time.perf_counter() - begun) * 1000)
                holds.append(holding.longest_ms)
            first, later = times[0], statistics.median(times[1:])
            allowed = 50 if name.startswith(("search", "suggestions")) else 200
            rows = max(map(len, (re.findall("<tr|<li", part) for part in answer.text.split("</section>"))))
            mark = "" if later <= allowed and answer.status_code == 200 else "  <- over"
            kept = kept and not mark
            print(
                f"{name:28} {answer.status_code} first {first:8.0f} ms   then {later:7.0f} ms   "
                f"holds {holds[0]:6.0f} ms, {max(holds[1:]):5.0f} ms   "
                f"{len(answer.content) / 1000:6.0f} kB {rows:5} rows{mark}"
            )
    return kept


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the pages.")
    parser.add_argument("--scale", choices=SCALES, default="s")
    parser.add_argument("--repeat", type=int, default=3)
    asked = parser.parse_args()
    print(f"scale {asked.scale}, day {DAY}", file=sys.stderr)
    sys.exit(0 if asyncio.run(measure(asked.scale, asked.repeat)) else 1)


if __name__ == "__main__":
    main()
