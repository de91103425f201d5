"""Every door of the product that a recording goes through, and all that it imports of it.

What moves in the product is followed here, and nowhere else in `bench.said`.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import os
import secrets
import sys
import traceback
from collections.abc import AsyncIterator, Container, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

import httpx

import graph.store.log
import graph.usecases.serving.clock
import seed_data
from service.cli import main as cli
from service.config import Settings
from service.examples import example_queries
from service.http.app import create_app
from service.wiring import open_desk
from tests.signed_in import signed_in

__all__ = ["NOW", "Said", "Served", "command", "example_files", "examples", "served", "stand_still"]

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
MODULES_WITH_A_CLOCK = (graph.usecases.serving.clock, graph.store.log)
ENVIRONMENT = {"COLUMNS": "120", "NO_COLOR": "1", "TERM": "dumb", "TERMINAL_WIDTH": "120", "TZ": "Europe/Brussels"}


class _StoppedClock(datetime):
    """What the modules with a clock know as `datetime`."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        """Always the same instant."""
        return NOW.astimezone(tz)


def stand_still() -> None:
    """Stop the clock, draw nothing at random, and forget the settings of whoever records."""
    for module in MODULES_WITH_A_CLOCK:
        module.datetime = _StoppedClock  # type: ignore[attr-defined]
    drawn = itertools.count()
    for name in ("token_hex", "token_urlsafe"):
        setattr(secrets, name, lambda _=None: f"drawn{next(drawn):08}")
    for name in [name for name in os.environ if name.startswith("MANDAATWIJZER_")]:
        del os.environ[name]
    os.environ.update(ENVIRONMENT)


def example_files() -> list[Path]:
    """The files of the example school group, in the order in which they are read."""
    return [Path(str(file)) for file in (*seed_data.catalogue_files(), *seed_data.example_files())]


def examples() -> dict[str, str]:
    """The ready queries, by name."""
    return {example.name: example.text for example in example_queries()}


# The command line


@dataclass(frozen=True, slots=True)
class Said:
    """What a command left.

    Attributes:
        code: of its exit.
        out: its data.
        err: its messages.
    """

    code: int
    out: bytes
    err: str


def command(words: Sequence[str], store: str) -> Said:
    """Run a command in this process, on a store."""
    os.environ["MANDAATWIJZER_STORE"] = store
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    with _words(words), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = _exit_code()
    out.flush()
    err.flush()
    return Said(code, out.buffer.getvalue(), err.buffer.getvalue().decode())


@contextlib.contextmanager
def _words(words: Sequence[str]) -> Iterator[None]:
    before, sys.argv = sys.argv, ["mandaatwijzer", *words]
    try:
        yield
    finally:
        sys.argv = before


def _exit_code() -> int:
    try:
        cli.main()
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else int(bool(left.code))
    except Exception as error:  # a traceback is said as well; its places move, so only its last line is kept
        print(*traceback.format_exception_only(error), sep="", end="", file=sys.stderr)
        return 1
    return 0


# HTTP


@dataclass(frozen=True, slots=True)
class Served:
    """The service over a store.

    Attributes:
        visitor: a client that only reads.
        owner: the client that opened the printed address.
        addresses: what can be read, with the place of a key in braces.
    """

    visitor: httpx.AsyncClient
    owner: httpx.AsyncClient
    addresses: tuple[str, ...]


@asynccontextmanager
async def served(store: str, *, me: str | None) -> AsyncIterator[Served]:
    """The service over a store, in this process.

    Args:
        store: its address.
        me: id of the person that the owner says to be.
    """
    settings = Settings(store=store, refresh_seconds=3600)
    async with open_desk(settings) as desk:
        app: Any = create_app(desk, settings)
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)

        def client() -> httpx.AsyncClient:
            return httpx.AsyncClient(transport=transport, base_url="http://localhost", timeout=120)

        async with client() as visitor, client() as owner:
            owner.cookies.update(await signed_in(desk))
            if me is not None:
                owner.cookies.set("mandaatwijzer_me", me)
            yield Served(visitor, owner, tuple(route.path for route in app.routes if "GET" in _methods(route)))


def _methods(route: Any) -> Container[str]:
    methods: Container[str] | None = getattr(route, "methods", None)
    return methods or ()
