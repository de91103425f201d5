"""The service as a process of its own, for tests that take something away from it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import httpx

from tests.waiting import GENEROUS

__all__ = ["PROGRAM", "ROOT", "served", "until"]

ROOT = Path(__file__).parents[2]
PROGRAM = (sys.executable, "-P", "-m", "service.cli")
"""Seconds within which anything is over that is not held up, on however busy a machine."""


@contextmanager
def served(
    store: str, *, stderr: int | IO[Any] | None = None, **settings: str
) -> Iterator[tuple[subprocess.Popen[str], httpx.Client]]:
    """`serve` over a store, and a client of it; killed when the test leaves it running."""
    environment = {**os.environ, **{f"MANDAATWIJZER_{name.upper()}": value for name, value in settings.items()}}
    with subprocess.Popen(
        [*PROGRAM, "serve", "--port", "0", "--store", store],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=stderr, text=True,
    ) as running:  # fmt: skip
        assert running.stdout is not None
        try:
            found = re.search(r"http://127\.0\.0\.1:\d+", running.stdout.readline())
            assert found is not None, "it did not start"
            with httpx.Client(base_url=found[0], timeout=GENEROUS) as client:
                yield running, client
        finally:
            running.kill()


def until(reached: Callable[[], bool], *, seconds: float = GENEROUS) -> None:
    """Wait until something has come about, for so many seconds at most."""
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.02)
