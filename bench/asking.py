"""What it costs a request to find who asks and what they may, and what a page of signing in costs the server.

python -m bench.asking --scale f
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from statistics import median
from time import process_time

import httpx

from bench.generate import SCALES
from bench.viewers import sorts_of, with_rights
from bench.web import desk_over
from graph.domain.kinds import Person
from graph.model.memory import no_cycle_collection
from graph.usecases.desk import Desk
from graph.usecases.keys import KeyRing
from graph.usecases.personal_links import make_link
from graph.usecases.rights import rights_of
from graph.usecases.viewer import LOCAL_OWNER
from service.config import Settings
from service.http.app import create_app
from service.http.asking import Asking
from service.web.sessions import Sessions
from tests.signed_in import signed_in

__all__: list[str] = []

TIMES = 5_000
PAGES = 20
BROWSER = {"accept": "text/html", "accept-language": "nl", "sec-fetch-site": "same-origin"}


async def measure(scale: str) -> None:
    """Print a line for each sort of viewer, and for each page."""
    async with desk_over(scale) as desk:
        graph = with_rights(desk.snapshot)
        desk._following.snapshot = graph
        asking = Asking(desk, Sessions(desk), KeyRing(desk))
        people = list(graph.nodes(Person)[:: len(graph.nodes(Person)) // 50])
        for sort, (viewer, *_) in sorts_of(graph, people).items():
            if viewer.person is None or graph.find(Person, viewer.person) is None:
                continue
            cookies = await signed_in(desk, viewer.person, "school")
            cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
            headers = [(b"cookie", cookie.encode())]

            async def once(headers: list[tuple[bytes, bytes]] = headers) -> None:
                who = await asking.viewer({"type": "http", "scheme": "http", "headers": headers, "client": ("a", 1)})
                world = await desk.world(who)
                rights_of(who, world.current or world.graph, world.today)

            first = await cpu(once)
            again = median([await cpu(many(once, 200)) / 200 for _ in range(TIMES // 200)])
            print(f"{sort:18} who asks and what they may: first {first * 1e3:7.2f} ms, then {again * 1e6:6.1f} us")
        await pages(desk, people[1].id)


async def pages(desk: Desk, person: str) -> None:
    """The pages of signing in, from the request to the whole answer within the process."""
    app = create_app(desk, Settings(store="sqlite:///:memory:"))
    asked: dict[str, list[float]] = {}
    for number in range(PAGES):
        token = await make_link(desk, LOCAL_OWNER, person)
        transport = httpx.ASGITransport(app=app, client=(f"10.0.0.{number}", 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost", headers=BROWSER) as http:
            steps: list[tuple[str, Callable[[], Awaitable[httpx.Response]]]] = [
                ("the ways to sign in", lambda h=http: h.get("/aanmelden")),  # type: ignore[misc]
                ("a personal link", lambda h=http, t=token: h.get("/aanmelden/link", params={"token": t})),  # type: ignore[misc]
                ("a personal link, opened", lambda h=http, t=token: h.post("/aanmelden/link", data={"token": t})),  # type: ignore[misc]
                ("my sessions", lambda h=http: h.get("/mij/sessies")),  # type: ignore[misc]
            ]
            for name, step in steps:
                began = process_time()
                answer = await step()
                asked.setdefault(name, []).append(process_time() - began)
                assert answer.status_code in (200, 303), (name, answer.status_code)
    for name, taken in asked.items():
        print(f"{name:26} first {taken[0] * 1e3:6.1f} ms, then {median(taken[1:]) * 1e3:5.1f} ms")


def many(work: Callable[[], Awaitable[None]], times: int) -> Callable[[], Awaitable[None]]:
    async def run() -> None:
        for _ in range(times):
            await work()

    return run


async def cpu(work: Callable[[], Awaitable[None]]) -> float:
    """The seconds that the process computes."""
    began = process_time()
    await work()
    return process_time() - began


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure who asks.")
    parser.add_argument("--scale", choices=SCALES, default="s")
    with no_cycle_collection():
        asyncio.run(measure(parser.parse_args().scale))


if __name__ == "__main__":
    main()
