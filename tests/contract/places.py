"""Where a store can be kept, for the suite that runs over all of them."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from abc import ABC, abstractmethod
from pathlib import Path

from graph.domain.kinds import NODE_KINDS, kind_of_id
from graph.store.neo4j.store import Neo4jStore
from graph.store.port import Store
from graph.store.sqlite.store import SqliteStore
from tests.conftest import Neo4jServer

__all__ = ["FilePlace", "MemoryPlace", "Neo4jPlace", "Place", "address_of", "store_at"]

ROOT = Path(__file__).parents[2]
PATIENT = 120.0
"""Seconds that a writer waits for another one: no test of several writers tells how busy the machine is."""


class Place(ABC):
    """Somewhere to keep a store; several stores may be open on one place."""

    def __init__(self) -> None:
        self._open: list[Store] = []

    def open(self) -> Store:
        """A further store on the same place."""
        store = self._opened()
        self._open.append(store)
        return store

    async def close(self) -> None:
        """Close every store that is still open."""
        for store in self._open:
            await store.close()

    @abstractmethod
    def _opened(self) -> Store: ...


class MemoryPlace(Place):
    """Memory: every opening gives the one store, which lives as long as the place."""

    def __init__(self) -> None:
        super().__init__()
        self._store = SqliteStore(":memory:")

    def open(self) -> Store:
        if not self._open:
            self._open.append(self._store)
        return self._store

    def _opened(self) -> Store:
        return self._store


class LastingPlace(Place):
    """A place that outlives its stores and that other processes and hands reach too."""

    @property
    @abstractmethod
    def address(self) -> str:
        """What another process needs to find it."""

    @abstractmethod
    def set_by_hand(self, record_id: str, **values: str | int) -> None:
        """Set properties of a record without the product."""

    def environment(self) -> dict[str, str]:
        """The environment for another process that uses `store_at`."""
        return {**os.environ, "PYTHONPATH": str(ROOT), "TEST_STORE": self.address}


class FilePlace(LastingPlace):
    """A SQLite file."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path

    @property
    def address(self) -> str:
        return json.dumps({"file": str(self.path)})

    def set_by_hand(self, record_id: str, **values: str | int) -> None:
        table = "node" if kind_of_id(record_id) in NODE_KINDS else "edge"
        db = sqlite3.connect(self.path)
        try:
            (data,) = db.execute(f"SELECT data FROM {table} WHERE id = ?", (record_id,)).fetchone()
            changed = json.dumps({**json.loads(data), **values}).encode()
            db.execute(f"UPDATE {table} SET data = ? WHERE id = ?", (changed, record_id))
            db.commit()
        finally:
            db.close()

    def _opened(self) -> Store:
        return SqliteStore(str(self.path), busy_seconds=PATIENT)


class Neo4jPlace(LastingPlace):
    """A database of a real Neo4j."""

    def __init__(self, server: Neo4jServer) -> None:
        super().__init__()
        self.server = server

    @property
    def address(self) -> str:
        return json.dumps({"uri": self.server.uri, "user": self.server.user, "password": self.server.password})

    def set_by_hand(self, record_id: str, **values: str | int) -> None:
        is_node = kind_of_id(record_id) in NODE_KINDS
        match = "MATCH (x {id: $id})" if is_node else "MATCH ()-[x {id: $id}]->()"
        # As a person would write them: dates as dates.
        setting = ", ".join(
            f"x.{name} = date(${name})" if name in ("since", "until") else f"x.{name} = ${name}" for name in values
        )
        rows = self.server.run(f"{match} SET {setting} RETURN count(x) AS changed", id=record_id, **values)
        assert rows == [{"changed": 1}]

    def _opened(self) -> Store:
        return Neo4jStore(self.server.uri, user=self.server.user, password=self.server.password)


def address_of(environment: dict[str, str]) -> dict[str, str]:
    """The address that this process was given."""
    address: dict[str, str] = json.loads(environment["TEST_STORE"])
    return address


def store_at(address: dict[str, str]) -> Store:
    """A store at an address, in another process."""
    if "file" in address:
        return SqliteStore(address["file"], busy_seconds=PATIENT)
    return Neo4jStore(address["uri"], user=address["user"], password=address["password"])


PYTHON = sys.executable
