"""The places over which the contract runs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from graph.store.neo4j import store as neo4j_store
from graph.store.port import Store
from tests.conftest import Neo4jServer
from tests.contract.places import PATIENT, FilePlace, LastingPlace, MemoryPlace, Neo4jPlace, Place

SERVERS = {"neo4j-5.26": "neo4j_server", "neo4j-2026": "neo4j_server_2026"}
LASTING = (
    "sqlite-file",
    pytest.param("neo4j-5.26", marks=pytest.mark.neo4j),
    pytest.param("neo4j-2026", marks=pytest.mark.neo4j),
)


def place_named(name: str, folder: Path, request: pytest.FixtureRequest) -> Place:
    """An empty place."""
    if name == "sqlite-memory":
        return MemoryPlace()
    if name == "sqlite-file":
        return FilePlace(folder / "store.db")
    server = request.getfixturevalue(SERVERS[name])
    server.wipe()
    return Neo4jPlace(server)


@pytest.fixture(autouse=True)
def patient_writers(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test of several writers tells how busy the machine is."""
    monkeypatch.setattr(neo4j_store, "WRITE_SECONDS", PATIENT)
    monkeypatch.setattr(neo4j_store, "ACCESS_SECONDS", PATIENT)


@pytest.fixture(params=("sqlite-memory", *LASTING))
async def place(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Place]:
    """Every place, empty."""
    made = place_named(request.param, tmp_path, request)
    yield made
    await made.close()


@pytest.fixture
def store(place: Place) -> Store:
    """A store on every place, empty."""
    return place.open()


@pytest.fixture(params=LASTING)
async def lasting(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[LastingPlace]:
    """Every place that outlives its stores, empty."""
    made = place_named(request.param, tmp_path, request)
    assert isinstance(made, LastingPlace)
    yield made
    await made.close()


@pytest.fixture
async def killed_place(neo4j_server: Neo4jServer) -> AsyncIterator[Neo4jPlace]:
    """A Neo4j on which a writer may be killed, empty."""
    neo4j_server.wipe()
    made = Neo4jPlace(neo4j_server)
    yield made
    await made.close()
