"""What a small question takes beside somebody who asks the largest that are allowed, again and again.

    python -m bench.beside --scale s|l|f [--seconds N]

The server runs in a process of its own, and so does whoever asks beside it. Shown are the clock times of the small
question, asked on a new connection each time, and what the server computed for one when nobody else asked.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import json
import multiprocessing
import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

from bench.generate import SCALES
from bench.web import desk_over
from service.config import Settings
from service.http.app import create_app
from service.http.closing import Closing
from service.serving import Server, listen
from tests.signed_in import SESSION, signed_in

__all__: list[str] = []

SMALL = '{ person(id: "person/p000100") { id name } }'
LARGEST = (
    "{ schools(first: 100) { nodes { id name roles(first: 5) { nodes { from { id name "
    "holdings(first: 4) { nodes { from { id name } } } } } } } } }"
)
"""Of 10,901 points; 12,000 are allowed."""
FINDINGS = '{ findings(organisation: "organisation/g001", first: 50) { totalCount } }'
BUS_FACTOR = '{ busFactor(organisation: "organisation/g001") { criticalSet { size } } }'
BESIDE: dict[str, list[str]] = {
    "nothing": [],
    "the largest list": [LARGEST],
    "three of them": [LARGEST] * 3,
    "findings of a group": [FINDINGS],
    "bus factor of a group": [BUS_FACTOR],
    "two lists and two analyses": [LARGEST, LARGEST, FINDINGS, BUS_FACTOR],
}
PAUSE_SECONDS = 0.005


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure a small question beside large ones.")
    parser.add_argument("--scale", choices=SCALES, default="l")
    parser.add_argument("--seconds", type=float, default=8.0)
    asked = parser.parse_args()
    with _process(_serve, asked.scale) as (server, told):
        ask = _Asker(*told.recv())
        for query in (SMALL, LARGEST, FINDINGS, BUS_FACTOR):
            ask(query)
        for name, queries in BESIDE.items():
            computed = _seconds_of(server)
            times = _beside(ask, queries, asked.seconds)
            cuts = statistics.quantiles(times, n=100)
            each = (
                "" if queries else f", {(_seconds_of(server) - computed) / len(times) * 1e6:.0f} us computed for each"
            )
            print(f"{name:26} {len(times):5} times: p50 {cuts[49]:.1f} ms, p99 {cuts[98]:.1f} ms{each}", flush=True)


def _beside(ask: _Asker, queries: list[str], seconds: float) -> list[float]:
    """The milliseconds of each small question that was asked in some time, beside others in a loop."""
    with ExitStack() as others:
        for query in queries:
            others.enter_context(_process(_loop, ask, query))
        ends, times = time.monotonic() + seconds, []
        while (begun := time.monotonic()) < ends:
            assert b"errors" not in ask(SMALL)
            times.append((time.monotonic() - begun) * 1000)
            time.sleep(PAUSE_SECONDS)
        return times


class _Asker:
    """Asks a server, on a new connection each time."""

    def __init__(self, port: int, cookie: str) -> None:
        self._port = port
        self._headers = {"content-type": "application/json", "cookie": f"{SESSION}={cookie}"}

    def __call__(self, query: str) -> bytes:
        connection = http.client.HTTPConnection("localhost", self._port, timeout=120)
        connection.request("POST", "/graphql", json.dumps({"query": query}), self._headers)
        answer = connection.getresponse().read()
        connection.close()
        return answer


def _loop(_told: Connection, ask: _Asker, query: str) -> None:
    while True:
        ask(query)


def _serve(told: Connection, scale: str) -> None:
    asyncio.run(_served(told, scale))


async def _served(told: Connection, scale: str) -> None:
    async with desk_over(scale) as desk:
        closing, listening = Closing(), listen("localhost", 0)
        app = create_app(desk, Settings(store="sqlite:///:memory:"), closing=closing)
        cookies = await signed_in(desk)
        told.send((listening.getsockname()[1], cookies[SESSION]))
        await Server(app, closing, drain_seconds=0.0).serve(sockets=[listening])


@contextmanager
def _process(run: Callable[..., None], *given: object) -> Iterator[tuple[int, Connection]]:
    """A process, by its number and what it tells, that is ended at the end."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=run, args=(there, *given), daemon=True)
    process.start()
    try:
        yield process.pid or 0, here
    finally:
        process.kill()
        process.join()


def _seconds_of(process: int) -> float:
    """What a process has computed."""
    user, system = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
