"""The commands that run something: the demo, the service, the tests, a local Neo4j."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import replace
from pathlib import Path

from graph.domain.errors import InvalidInput
from graph.domain.text import Text
from graph.domain.threads import threads_of
from graph.usecases.backups import kept_backups
from graph.usecases.desk import Desk
from graph.usecases.retention import kept_no_longer
from graph.usecases.seeding import load_example
from graph.usecases.watching import WatchedTask
from graph.usecases.webhooks import Outcome, Telling
from service.config import Settings
from service.doctor import MEGABYTES_TO_SERVE
from service.http.app import create_app
from service.http.closing import Closing
from service.http.readiness import kept_ready
from service.log import log_to_stderr
from service.memory import check_room, load_what_analyses_need
from service.metrics import Meters, given_out
from service.serving import Server, listen
from service.signin.doors import doors_of
from service.signin.printed import PrintedAddress
from service.traces import Traces, sent_traces
from service.wiring import TellCall, messenger, nightly_backups, open_desk

__all__ = ["demo", "neo4j_dev", "run_tests", "serve"]

ROOT = Path(__file__).resolve().parents[2]
THREADS_ASIDE = 6
"""For what is done beside the loop: files, passwords, mail; as many as Python would make one by one."""
MOST_TEST_PROCESSES = 4


def demo(settings: Settings) -> None:
    """Serve the example group from a fresh store in a temporary folder, which goes however the demo is ended."""
    _end_as_by_ctrl_c()
    with tempfile.TemporaryDirectory(prefix="mandaatwijzer-") as folder:
        fresh = replace(settings, store=f"sqlite:///{folder}/demo.db")
        asyncio.run(_serve(fresh, example=True))


def serve(settings: Settings) -> None:
    """Serve a store until the process is told to stop.

    Raises:
        InvalidInput: others can reach it, and no address is set under which they sign in.
    """
    _check_address(settings)
    asyncio.run(_serve(settings, example=False))


def run_tests(arguments: list[str]) -> int:
    """Run pytest in the checkout: everything in a process a core, or what the arguments ask in one.

    The tests of a file share a process, and so do those with a Neo4j. One that is given serves one process alone: its
    tests empty it.

    Raises:
        InvalidInput: this is an installed copy without tests, or the test libraries are missing.
    """
    if not (ROOT / "tests").is_dir() or importlib.util.find_spec("pytest") is None:
        raise InvalidInput.because(
            Text("The tests are not here"),
            Text("Run ./mandaatwijzer test in a checkout of the source"),
            field="test",
        )
    processes = "1" if "NEO4J_TEST_URI" in os.environ else "auto"
    everything = ["--numprocesses", processes, "--maxprocesses", str(MOST_TEST_PROCESSES), "--dist", "loadfile"]
    everything.append("--no-loadscope-reorder")  # `tests/conftest.py` puts them in the order that ends soonest
    return subprocess.run([sys.executable, "-m", "pytest", *(arguments or everything)], cwd=ROOT).returncode


def neo4j_dev(folder: Path | None) -> None:
    """Run a local Neo4j until interrupted, and say how to reach it."""
    from graph.store.neo4j.local_server import LocalServer, neo4j_cache

    _end_as_by_ctrl_c()
    home = folder or neo4j_cache() / "dev"
    with LocalServer.start(home) as server:
        print(f"Neo4j runs at {server.uri}. To use it in another terminal:")
        print(f"  export MANDAATWIJZER_STORE={server.uri.replace('://', '://neo4j@')}/neo4j")
        print(f"  export MANDAATWIJZER_STORE_PASSWORD={server.password}")
        print("Stop it with Ctrl-C.", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            signal.pause()


def _end_as_by_ctrl_c() -> None:
    """Let SIGTERM and SIGHUP end the process as Ctrl-C does: what it started or made for the time being goes."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a script that starts it with & has it ignored
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: signal.raise_signal(signal.SIGINT))


async def _serve(settings: Settings, *, example: bool) -> None:
    log_to_stderr()
    check_room(MEGABYTES_TO_SERVE)
    load_what_analyses_need()
    asyncio.get_running_loop().set_default_executor(threads_of("aside", THREADS_ASIDE))
    meters = Meters() if settings.metrics else None
    with sent_traces(settings.traces) as traces:
        await _serve_watched(settings, meters, traces, example=example)


async def _serve_watched(settings: Settings, meters: Meters | None, traces: Traces | None, *, example: bool) -> None:
    tellers = [watching.store_call for watching in (meters, traces) if watching is not None]
    async with _opened(settings, tellers, example=example) as desk, kept_ready(desk):
        nightly = nightly_backups(desk, settings)
        listening = _listen(settings)
        closing, printed = Closing(), PrintedAddress() if settings.is_local else None
        app = create_app(
            desk,
            settings,
            doors=doors_of(settings, printed),
            closing=closing,
            meters=meters,
            nightly=nightly,
            traces=traces,
        )
        address = _address_of(listening)
        if printed is not None:
            printed.announce_with(lambda token: print(f"A new address to open: {_opens(address, token)}", flush=True))
        print(_announcement(settings, address, printed), flush=True)
        server = Server(app, closing, drain_seconds=settings.drain_seconds, proxies=settings.proxies)
        telling = Telling(desk, messenger(), meters.webhook if meters else _count_nothing)
        async with kept_backups(nightly), _retention(desk, settings), WatchedTask("webhooks", telling.work):
            with given_out(meters, settings.metrics):
                await server.serve(sockets=[listening])


def _count_nothing(_outcome: Outcome) -> None:
    """Nobody counts."""


def _retention(desk: Desk, settings: Settings) -> AbstractAsyncContextManager[None]:
    """What takes away what is past its time while the service runs, where that is set."""
    return kept_no_longer(desk, audit_days=settings.audit_days) if settings.retention else nullcontext()


def _address_of(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 (only shown, not listened on)
    return f"http://{shown}:{port}/"


def _opens(address: str, token: str) -> str:
    return f"{address}open?token={token}"


def _announcement(settings: Settings, address: str, printed: PrintedAddress | None) -> str:
    what = "the example school group" if settings.store.endswith("/demo.db") else "your store"
    serves = f"Mandaatwijzer serves {what} at {settings.address or address} (stop it with Ctrl-C)"
    if printed is None:
        return serves
    opens = f"Open it with this address; it lets you in once: {_opens(address, printed.token)}"
    return f"{serves}\n{opens}\nPrograms on this machine ask with this key: export MW_KEY={printed.key}"


@asynccontextmanager
async def _opened(settings: Settings, tellers: Sequence[TellCall], *, example: bool) -> AsyncIterator[Desk]:
    async with open_desk(settings, create=True, tellers=tellers, in_part=not example) as desk:
        if example:
            print("Loading the example school group ...", file=sys.stderr, flush=True)
            await load_example(desk)
        yield desk


def _listen(settings: Settings) -> socket.socket:
    host = "0.0.0.0" if settings.behind_proxy else settings.host  # noqa: S104 (in a container, published on loopback)
    return listen(host, settings.port)


def _check_address(settings: Settings) -> None:
    """Whoever lets others reach the service says under which address, so that they can sign in."""
    if settings.is_local or settings.address:
        return
    raise InvalidInput.because(
        Text("{host} can be reached from elsewhere, and nobody could sign in there", host=settings.host),
        Text("Set MANDAATWIJZER_ADDRESS to the https address under which people open it, or listen on 127.0.0.1"),
        field="--host",
    )
