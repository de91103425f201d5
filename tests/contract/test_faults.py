"""What a user is told when a store cannot serve: what, where, and what to do; never a password, never a traceback."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import neo4j.exceptions
import pytest
from neo4j.exceptions import DriverError, GqlError, Neo4jError

from graph.domain.errors import StoreDamaged, StoreError, StoreLocked, StoreTooNew, StoreUnavailable
from graph.store.neo4j import connection as neo4j_connection
from graph.store.neo4j.store import Neo4jStore
from graph.store.sqlite.errors import mapped_errors
from graph.store.sqlite.schema import STORE_SCHEMA
from graph.store.sqlite.store import SqliteStore
from tests.conftest import Neo4jServer
from tests.contract.records import change_set, many, people, puts
from tests.waiting import GENEROUS

ROOT = Path(__file__).parents[2]
PASSWORD = "geheim-van-de-school"

DRIVER_ERRORS = [
    error
    for _name, error in inspect.getmembers(neo4j.exceptions, inspect.isclass)
    if issubclass(error, GqlError | DriverError)
]
SQLITE_ERRORS = [
    error for _name, error in inspect.getmembers(sqlite3, inspect.isclass) if issubclass(error, sqlite3.Error)
]


@contextlib.contextmanager
def silent_port() -> Iterator[int]:
    """A port that takes connections and never says a word."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


def closed_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.asynccontextmanager
async def opened(store: Neo4jStore | SqliteStore) -> AsyncIterator[Neo4jStore | SqliteStore]:
    """A store that is closed at the end."""
    try:
        yield store
    finally:
        await store.close()


def told_by_cli(*arguments: str, **variables: str) -> tuple[int, str, str]:
    """Exit code, standard output and error output of a command."""
    environment = {**os.environ, **variables}
    command = [sys.executable, "-P", "-m", "service.cli", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout, done.stderr


class TestNeo4jOutOfReach:
    def test_all_waiting_together_stays_within_8_seconds(self) -> None:
        known = neo4j_connection
        assert known.CONNECT_SECONDS <= known.ACQUIRE_SECONDS <= known.RETRY_SECONDS <= 8

    @pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
    async def test_one_that_is_down_is_named(self, scheme: str) -> None:
        uri = f"{scheme}://127.0.0.1:{closed_port()}"
        async with asyncio.timeout(GENEROUS), opened(Neo4jStore(uri, user="neo4j", password=PASSWORD)) as store:
            with pytest.raises(StoreUnavailable) as told:
                await store.version()
        assert uri in str(told.value)
        assert PASSWORD not in str(told.value)

    async def test_one_that_never_answers_is_named(self) -> None:
        with silent_port() as port:
            uri = f"bolt://127.0.0.1:{port}"
            async with asyncio.timeout(GENEROUS), opened(Neo4jStore(uri, user="neo4j", password=PASSWORD)) as store:
                with pytest.raises(StoreUnavailable, match="does not answer") as told:
                    await store.load()
            assert uri in str(told.value)

    @pytest.mark.neo4j
    async def test_a_refused_password_is_told_without_it(self, neo4j_server: Neo4jServer) -> None:
        store = Neo4jStore(neo4j_server.uri, user="neo4j", password=PASSWORD)
        async with asyncio.timeout(GENEROUS), opened(store):
            with pytest.raises(StoreUnavailable, match="refuses user 'neo4j' or its password") as told:
                await store.version()
        assert neo4j_server.uri in str(told.value)
        assert PASSWORD not in str(told.value)

    def test_the_command_line_names_the_address_and_ends_with_2(self) -> None:
        address = f"127.0.0.1:{closed_port()}"
        code, out, err = told_by_cli(
            "revisions", "--store", f"neo4j://neo4j@{address}/neo4j", MANDAATWIJZER_STORE_PASSWORD=PASSWORD
        )
        assert (code, out) == (2, "")
        assert address in err
        assert len(err.splitlines()) == 1
        assert PASSWORD not in err

    @pytest.mark.neo4j
    def test_the_command_line_tells_a_refused_password_without_it(self, neo4j_server: Neo4jServer) -> None:
        address = neo4j_server.uri.partition("://")[2]
        code, out, err = told_by_cli(
            "revisions", "--store", f"bolt://neo4j@{address}/neo4j", MANDAATWIJZER_STORE_PASSWORD=PASSWORD
        )
        assert (code, out) == (2, "")
        assert address in err
        assert "MANDAATWIJZER_STORE_PASSWORD" in err
        assert PASSWORD not in err

    def test_a_password_on_the_command_line_and_a_port_that_is_none_are_refused(self) -> None:
        for address in (f"bolt://neo4j:{PASSWORD}@localhost:7687/neo4j", "bolt://neo4j@localhost:99999/neo4j"):
            code, _out, err = told_by_cli("revisions", "--store", address)
            assert (code, len(err.splitlines())) == (2, 1)
            assert PASSWORD not in err


class TestErrorsOfDrivers:
    @pytest.mark.parametrize("error", DRIVER_ERRORS, ids=lambda error: error.__name__)
    def test_every_error_of_the_neo4j_driver_is_told_as_one_of_ours(self, error: type[Exception]) -> None:
        leads = neo4j_connection.Connection(
            "bolt://127.0.0.1:1", user="neo4j", password=PASSWORD, database="neo4j",
            prepare=lambda _: None, take_over=lambda _: None,
        )  # fmt: skip

        def fails() -> None:
            raise _made(error)

        with pytest.raises(StoreError, match=r"bolt://127\.0\.0\.1:1") as told:
            leads.mapped(fails)
        assert PASSWORD not in str(told.value)

    @pytest.mark.parametrize("error", SQLITE_ERRORS, ids=lambda error: error.__name__)
    def test_every_error_of_sqlite_is_told_as_one_of_ours(self, error: type[Exception]) -> None:
        with (
            pytest.raises(Exception, match=r"school\.db|store refuses") as told,
            mapped_errors("school.db", busy_seconds=GENEROUS),
        ):
            raise error("secret detail")
        assert type(told.value).__module__ == "graph.domain.errors"


def _made(error: type[Exception]) -> Exception:
    if error in (neo4j.exceptions.ResultError, neo4j.exceptions.ResultConsumedError):
        return error.__new__(error)
    with contextlib.suppress(TypeError):
        return error("secret detail")
    return error.__new__(error)


def _bytes_of(file: Path) -> bytes:
    return file.read_bytes()


def _damage(file: Path) -> bytes:
    """Overwrite a part of every page but the first two; what the file holds then."""
    raw = bytearray(file.read_bytes())
    for place in range(8_192, len(raw), 4_096):
        raw[place : place + 512] = b"\xff" * 512
    file.write_bytes(raw)
    return bytes(raw)


class TestSqliteFiles:
    @pytest.fixture
    async def file(self, tmp_path: Path) -> Path:
        """The file of a store with a thousand records."""
        path = tmp_path / "school.db"
        store = SqliteStore(str(path))
        await store.commit(change_set(*many(1_000)))
        await store.close()
        return path

    async def told(self, path: Path, wanted: type[StoreError]) -> str:
        """What the store and the command line say alike."""
        async with opened(SqliteStore(str(path), busy_seconds=0.05)) as store:
            with pytest.raises(wanted) as told:
                await store.commit(change_set(*puts(*people("an")), key="further"))
        code, out, err = told_by_cli("revisions", "--store", f"sqlite:///{path}")
        assert (code, out) == (2, "")
        assert "Traceback" not in err
        return str(told.value)

    async def test_a_locked_one(self, file: Path) -> None:
        with contextlib.closing(sqlite3.connect(file)) as other:
            other.execute("BEGIN IMMEDIATE")
            async with opened(SqliteStore(str(file), busy_seconds=0.05)) as store:
                with pytest.raises(StoreLocked, match=r"school\.db is locked by another process"):
                    await store.commit(change_set(*puts(*people("an")), key="further"))
                assert (await store.version()).revision == 1

    async def test_one_of_a_newer_schema(self, file: Path) -> None:
        with contextlib.closing(sqlite3.connect(file)) as other:
            other.execute(f"PRAGMA user_version = {STORE_SCHEMA.version + 1}")
        assert f"schema {STORE_SCHEMA.version + 1}" in await self.told(file, StoreTooNew)

    async def test_a_damaged_one(self, file: Path) -> None:
        damaged = _damage(file)
        assert "damaged" in await self.told(file, StoreDamaged)
        assert _bytes_of(file) == damaged

    async def test_a_truncated_one(self, file: Path) -> None:
        os.truncate(file, 20_000)
        assert "damaged" in await self.told(file, StoreDamaged)

    async def test_no_database_at_all(self, tmp_path: Path) -> None:
        path = tmp_path / "school.db"
        path.write_text("naam;school\nAn;De Brug\n" * 100)
        assert "not a store" in await self.told(path, StoreDamaged)
        assert path.read_text().startswith("naam;school")

    async def test_a_database_of_something_else(self, tmp_path: Path) -> None:
        path = tmp_path / "school.db"
        with contextlib.closing(sqlite3.connect(path)) as other:
            other.execute("CREATE TABLE points (pupil TEXT)")
            other.commit()
        assert "of something else" in await self.told(path, StoreDamaged)
        with contextlib.closing(sqlite3.connect(path)) as other:
            assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("points",)]

    async def test_a_folder(self, tmp_path: Path) -> None:
        assert str(tmp_path) in await self.told(tmp_path, StoreUnavailable)

    async def test_a_file_in_a_folder_that_is_not_there(self, tmp_path: Path) -> None:
        path = tmp_path / "nowhere" / "school.db"
        assert str(path) in await self.told(path, StoreUnavailable)
        assert os.listdir(tmp_path) == []

    async def test_a_full_disk_is_told_and_keeps_what_was_committed(self, file: Path) -> None:
        async with opened(SqliteStore(str(file))) as store:
            pages = (await store._run(lambda db: db.execute("PRAGMA page_count").fetchone()))[0]  # type: ignore[union-attr]
            await store._run(lambda db: db.execute(f"PRAGMA max_page_count = {pages}").fetchone())  # type: ignore[union-attr]
            with pytest.raises(StoreUnavailable, match="full"):
                await store.commit(change_set(*many(3_000), key="further"))
            version, records = await store.load()
            assert (version.revision, len(records)) == (1, 1_000)


def test_an_unknown_driver_error_base_would_be_noticed() -> None:
    assert {Neo4jError, DriverError} <= set(DRIVER_ERRORS)
    assert len(DRIVER_ERRORS) > 20
