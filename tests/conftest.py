"""What every test shares: a clean environment, and real Neo4j servers where a test asks for one.

A server is the one at NEO4J_TEST_URI (with NEO4J_TEST_USER and NEO4J_TEST_PASSWORD; the tests empty it!), else a
container when an engine answers, else one of our own when Java and Maven are there. Otherwise the test is skipped,
or fails when MANDAATWIJZER_REQUIRE names neo4j.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import settings
from neo4j import Driver, GraphDatabase
from neo4j.exceptions import DriverError, Neo4jError
from xdist.scheduler import LoadFileScheduling

from graph.store.neo4j.local_server import CURRENT, LTS, Line, LocalServer, why_not
from tests.components import lacks

CONTAINER_SECONDS = 120.0
WITH_NEO4J = (
    "tests/contract/",
    "tests/cli/test_mistakes.py",
    "tests/faults/test_lost_connections.py",
    "tests/faults/test_pauses.py",
    "tests/faults/test_silence.py",
    "tests/several/",
)
"""Where tests ask for a Neo4j: those of a line of releases share one of several processes, which starts it once."""


@dataclass(frozen=True, slots=True)
class Neo4jServer:
    """Where a real Neo4j listens, how to log in, and a hand at it that is kept: connecting costs more than a query."""

    uri: str
    user: str
    password: str
    hand: Driver

    @classmethod
    @contextlib.contextmanager
    def at(cls, uri: str, user: str, password: str) -> Iterator[Neo4jServer]:
        """The one that listens at an address."""
        with GraphDatabase.driver(uri, auth=(user, password)) as hand:
            yield cls(uri, user, password, hand)

    def run(self, query: str, **parameters: Any) -> list[dict[str, Any]]:
        """The rows of a statement that a hand gives, in a transaction of its own."""
        with self.hand.session(database="neo4j") as session:
            return session.run(query, parameters).data()

    def wipe(self) -> None:
        """Take every node away; constraints stay."""
        self.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 20000 ROWS")


@pytest.fixture(scope="session", autouse=True)
def clean_environment() -> Iterator[None]:
    """Settings of the person who runs the tests do not reach them."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith("MANDAATWIJZER_") and name != "MANDAATWIJZER_REQUIRE":
                patch.delenv(name)
        yield


def pytest_configure() -> None:
    """No test says how fast the machine is: speed is measured in `bench/`."""
    settings.register_profile("untimed", deadline=None)
    settings.load_profile("untimed")


class _Turns(LoadFileScheduling):
    """The tests of a file share a process, and so do those with a Neo4j of the same line."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(WITH_NEO4J):
            return "neo4j-2026" if "neo4j-2026" in nodeid else "neo4j"
        return str(super()._split_scope(nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> _Turns | None:
    return _Turns(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let several processes end together: what takes longest begins first, and many short files fill up the end."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: (not item.nodeid.startswith(WITH_NEO4J), item.nodeid.startswith("tests/unit/")))


@pytest.fixture(scope="session")
def neo4j_server() -> Iterator[Neo4jServer]:
    """A Neo4j of the long-term line."""
    given = os.environ.get("NEO4J_TEST_URI")
    if given:
        user = os.environ.get("NEO4J_TEST_USER", "neo4j")
        with Neo4jServer.at(given, user, os.environ.get("NEO4J_TEST_PASSWORD", "")) as server:
            yield server
        return
    reason = why_not(LTS)
    with _container("neo4j:5.26-community") as server:
        if server is not None:
            yield server
            return
    if reason is not None:
        lacks("neo4j", f"No NEO4J_TEST_URI, no container engine, and no server of our own: {reason}")
    with _own(LTS) as server:
        yield server


@pytest.fixture(scope="session")
def neo4j_server_2026() -> Iterator[Neo4jServer]:
    """A Neo4j of the current line, where a newer Java is."""
    reason = why_not(CURRENT)
    if reason is not None:
        pytest.skip(str(reason))
    with _own(CURRENT) as server:
        yield server


@pytest.fixture
def empty_neo4j(neo4j_server: Neo4jServer) -> Neo4jServer:
    """The Neo4j of the long-term line, emptied for this test."""
    neo4j_server.wipe()
    return neo4j_server


@contextlib.contextmanager
def _own(line: Line) -> Iterator[Neo4jServer]:
    with LocalServer.start(line=line) as own, Neo4jServer.at(own.uri, own.user, own.password) as server:
        yield server


@contextlib.contextmanager
def _container(image: str) -> Iterator[Neo4jServer | None]:
    """A server in a container; None when no engine answers."""
    if not _engine_answers():
        yield None
        return
    from testcontainers.core.container import DockerContainer

    password = secrets.token_hex(12)
    container = DockerContainer(image).with_env("NEO4J_AUTH", f"neo4j/{password}").with_exposed_ports(7687)
    with container:
        host, port = container.get_container_host_ip(), container.get_exposed_port(7687)
        with Neo4jServer.at(f"bolt://{host}:{port}", "neo4j", password) as server:
            _wait_until(lambda: bool(server.run("RETURN 1 AS one")))
            yield server


def _engine_answers() -> bool:
    # Asked by its own program: the client library leaves a socket open when no engine is there.
    program = shutil.which("docker")
    return program is not None and subprocess.run([program, "info"], capture_output=True).returncode == 0


def _wait_until(ready: Callable[[], bool]) -> None:
    end = time.monotonic() + CONTAINER_SECONDS
    while True:
        try:
            if ready():
                return
        except (DriverError, Neo4jError, OSError):
            if time.monotonic() > end:
                raise
        time.sleep(0.5)
