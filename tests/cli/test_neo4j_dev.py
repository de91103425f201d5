"""The local Neo4j for development ends with its command."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STAND_IN = """
import contextlib, sys
from pathlib import Path
from types import SimpleNamespace
from graph.store.neo4j.local_server import LocalServer
from service.cli.main import main

@contextlib.contextmanager
def start(home):
    print("starts", flush=True)
    try:
        yield SimpleNamespace(uri="bolt://127.0.0.1:1", password="p")
    finally:
        print("stopped", flush=True)

LocalServer.start = start
main()
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_the_server_however_it_is_ended(number: signal.Signals, tmp_path: Path) -> None:
    command = subprocess.Popen(
        [sys.executable, "-P", "-c", STAND_IN, "neo4j", "dev", "--folder", str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert command.stdout is not None
    told = [command.stdout.readline() for _ in range(5)]
    assert told[0] == "starts\n"
    assert "export MANDAATWIJZER_STORE=bolt://neo4j@127.0.0.1:1/neo4j" in told[2]
    command.send_signal(number)
    rest, _ = command.communicate(timeout=60)
    assert rest == "stopped\n"
