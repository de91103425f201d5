"""`demo`, `serve` and `test` as processes of their own: what they print, and how they end."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.cli.conftest import Command

ROOT = Path(__file__).parents[2]
PROGRAM = (sys.executable, "-P", "-m", "service.cli")


TYPENAME, ANSWER = {"query": "{ __typename }"}, {"data": {"__typename": "Query"}}


def _shown(key: str) -> dict[str, str]:
    return {"authorization": f"Bearer {key}"}


@contextmanager
def process(*words: object, **settings: str) -> Iterator[tuple[subprocess.Popen[str], httpx.Client]]:
    """A command that serves, and a browser that opened its address; killed when the test leaves it running."""
    environment = {**os.environ, **{f"MANDAATWIJZER_{name.upper()}": value for name, value in settings.items()}}
    with subprocess.Popen(
        [*PROGRAM, *map(str, words)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout is not None
        try:
            running.stdout.readline()
            found = re.search(r"(http://127\.0\.0\.1:\d+)/open\?token=(\S+)", running.stdout.readline())
            assert found is not None, running.stderr and running.stderr.read()
            key = running.stdout.readline().partition("export MW_KEY=")[2].strip()
            assert httpx.post(f"{found[1]}/graphql", json=TYPENAME, headers=_shown(key)).json() == ANSWER
            with httpx.Client(base_url=found[1], timeout=30) as client:
                assert client.post("/open", data={"token": found[2]}).status_code == 303
                yield running, client
        finally:
            running.kill()


def test_demo_serves_the_example_group_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with process("demo", "--port", 0, drain_seconds="0", store=f"sqlite:///{tmp_path}/own.db") as (running, client):
        asked = {"query": "{ schools { totalCount } }"}
        answer = client.post("/graphql", json=asked).json()
        assert answer["data"]["schools"]["totalCount"] >= 8
        assert client.get("/readyz").json()["status"] == "ready"
        running.send_signal(signal.SIGTERM)
        _, messages = running.communicate(timeout=30)
        assert (running.returncode, messages) == (0, "Loading the example school group ...\n")
    assert list(tmp_path.iterdir()) == []


def test_the_programs_of_the_examples_come_in_with_a_key_of_the_page(tmp_path: Path) -> None:
    school = "organisation/de-sluis-mechelen"
    with process("demo", "--port", 0, drain_seconds="0") as (_running, client):
        token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sleutels").text)
        assert token is not None
        form = {"csrf_token": token[1], "name": "helpdesk", "scope": ["read", "read:people"]}
        secret = re.search(r'value="(mw_[^"]+)"', client.post("/sleutels", data=form).text)
        assert secret is not None
        assert secret[1] not in client.get("/sleutels").text
        (tmp_path / "key").write_text(secret[1])
        told = _example("helpdesk.py", school, "wifi", address=client.base_url, key=tmp_path / "key")
        assert "https://helpdesk.devaart.example" in told
        assert "person/" in _example("account_sync.py", school, address=client.base_url, key=tmp_path / "key")


def _example(name: str, *words: str, address: object, key: Path) -> str:
    """What a program of the examples prints."""
    environment = {**os.environ, "MW_ADDRESS": str(address).rstrip("/"), "MW_KEY_FILE": str(key)}
    command = [sys.executable, str(ROOT / "examples" / name), *words]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout


def test_serve_makes_the_store_and_another_terminal_brings_something_in(tmp_path: Path, run: Command) -> None:
    store = f"sqlite:///{tmp_path}/new/own.db"
    with process("serve", "--port", 0, "--store", store, refresh_seconds="0.05", drain_seconds="0") as (
        running,
        client,
    ):
        file = tmp_path / "x.json"
        file.write_text('{"mandaatwijzer": 1, "nodes": [{"kind": "task", "id": "task/x", "name": "Wifi"}]}')
        assert run("import", file, "--store", store).code == 0
        asked = {"query": '{ task(id: "wifi") { id } }'}
        for _ in range(200):
            answer = client.post("/graphql", json=asked).json()
            if answer["data"]["task"]:
                break
        assert answer == {"data": {"task": {"id": "task/x"}}}
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=30)
        assert running.returncode == 0


@pytest.mark.usefixtures("store")
def test_a_port_that_is_taken_is_named(run: Command) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = run("serve", "--port", port)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        f"--port: 127.0.0.1:{port} cannot be used (Address already in use). "
        "Take another port: --port 0 takes any free one\n"
    )


def test_test_hands_its_arguments_to_pytest_and_its_outcome_back() -> None:
    words = [*PROGRAM, "test", "--no-such-option"]
    ran = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 4  # pytest: its words were wrong
    assert "unrecognized arguments: --no-such-option" in ran.stderr


def test_a_reader_that_stops_early_is_no_failure(store: Path) -> None:
    command = f"{sys.executable} -P -m service.cli export --format native | head -c 10"
    ran = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, '{"edges":[', "")
