"""Stores that older versions wrote are taken over, once, whatever breaks it off; `tests/stores` keeps one of each."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from graph.domain.errors import StoreTooNew
from graph.domain.kinds import Person
from graph.store.neo4j import log as neo4j_log
from graph.store.neo4j import migrations as neo4j_migrations
from graph.store.neo4j import store as neo4j_store
from graph.store.neo4j.migrations import SCHEMA_VERSION as NEO4J_SCHEMA
from graph.store.neo4j.store import Neo4jStore
from graph.store.port import Store
from graph.store.sqlite import store as sqlite_store
from graph.store.sqlite.schema import CHANGED_RECORD, STORE_SCHEMA
from graph.store.sqlite.store import SqliteStore
from graph.usecases.desk import Desk
from tests.conftest import Neo4jServer
from tests.contract.older import drop_what_came_after
from tests.contract.records import change_set, people, puts

KEPT = Path(__file__).parents[1] / "stores"


def numbers(ending: str) -> list[int]:
    """The schemas of which a store is kept."""
    found = (re.fullmatch(rf"schema-(\d+)\.{ending}", path.name) for path in KEPT.iterdir())
    return sorted(int(match[1]) for match in found if match)


def put_file(number: int, path: Path) -> None:
    """The store of an older version, as a file."""
    with closing(sqlite3.connect(path)) as db:
        db.executescript((KEPT / f"schema-{number}.sql").read_text())


def put_in_neo4j(number: int, server: Neo4jServer) -> None:
    """The same in Neo4j, without the indexes that came later."""
    server.wipe()
    drop_what_came_after(number, server)
    for statement in (KEPT / f"schema-{number}.cypher").read_text().splitlines():
        server.run(statement)


async def check_taken_over(store: Store) -> None:
    """Everything is there, and the store is served and written as one of today."""
    async with Desk(store) as desk:
        assert await desk.check() == ()
        assert (desk.revision, desk.snapshot.find(Person, "person/an").name) == (4, "An Peeters")
        log = await store.changes(0)
        assert [revision.key for revision in log] == ["first", "schools", "name", "last"]
        assert [revision.number for revision in await store.history(["person/an"])] == [1, 3]
        assert [revision.number for revision in await store.history(["knows/1"])] == [1, 4]
        await store.commit(change_set(*puts(*people("an", name="An")), key="new"), expected=4)
        assert [revision.number for revision in await store.history(["person/an"])] == [1, 3, 5]


def test_a_store_of_every_older_schema_is_kept() -> None:
    assert set(range(1, STORE_SCHEMA.version)) <= set(numbers("sql"))
    assert set(range(1, NEO4J_SCHEMA)) <= set(numbers("cypher"))


class TestFiles:
    @pytest.mark.parametrize("number", numbers("sql"))
    async def test_a_store_of_an_older_version_is_taken_over(self, number: int, tmp_path: Path) -> None:
        put_file(number, tmp_path / "store.db")
        await check_taken_over(SqliteStore(str(tmp_path / "store.db"), create=False))

    async def test_two_that_open_it_at_once_take_it_over_once(self, tmp_path: Path) -> None:
        put_file(1, tmp_path / "store.db")
        stores = [SqliteStore(str(tmp_path / "store.db")) for _ in range(3)]
        versions = await asyncio.gather(*(store.version() for store in stores))
        assert {version.revision for version in versions} == {4}
        for store in stores:
            await store.close()

    async def test_what_was_broken_off_leaves_the_old_store_and_is_done_again(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        put_file(1, tmp_path / "store.db")
        with monkeypatch.context() as patch:
            steps = {2: f"{STORE_SCHEMA.steps[2]}; SELECT broken_off()"}
            patch.setattr(sqlite_store, "STORE_SCHEMA", replace(STORE_SCHEMA, steps=steps))
            broken = SqliteStore(str(tmp_path / "store.db"))
            with pytest.raises(Exception, match="broken_off"):
                await broken.version()
            await broken.close()
        with closing(sqlite3.connect(tmp_path / "store.db")) as db:
            assert db.execute("PRAGMA user_version").fetchone() == (1,)
        await check_taken_over(SqliteStore(str(tmp_path / "store.db")))

    def test_the_history_of_a_record_is_found_by_an_index(self, tmp_path: Path) -> None:
        put_file(1, tmp_path / "store.db")
        with closing(sqlite3.connect(tmp_path / "store.db", isolation_level=None)) as db:
            STORE_SCHEMA.take_over(db)
            plan = db.execute(f"EXPLAIN QUERY PLAN SELECT * FROM change WHERE {CHANGED_RECORD} = 'x'").fetchall()
        assert "change_of_record" in plan[0][3]


@pytest.mark.neo4j
class TestNeo4j:
    @pytest.mark.parametrize("number", numbers("cypher"))
    async def test_a_store_of_an_older_version_is_taken_over(self, number: int, neo4j_server: Neo4jServer) -> None:
        put_in_neo4j(number, neo4j_server)
        await check_taken_over(store_on(neo4j_server))
        assert neo4j_server.run("MATCH (h:StoreHead) RETURN h.schema AS schema") == [{"schema": NEO4J_SCHEMA}]

    async def test_two_that_open_it_at_once_take_it_over_once(self, neo4j_server: Neo4jServer) -> None:
        put_in_neo4j(1, neo4j_server)
        stores = [store_on(neo4j_server) for _ in range(2)]
        histories = await asyncio.gather(*(store.history(["person/an"]) for store in stores))
        assert [[revision.number for revision in found] for found in histories] == [[1, 3]] * 2
        assert neo4j_server.run("MATCH (c:LoggedChange) RETURN count(c) AS number") == [{"number": 9}]
        for store in stores:
            await store.close()

    async def test_what_an_older_version_writes_meanwhile_is_found_too(self, neo4j_server: Neo4jServer) -> None:
        neo4j_server.wipe()
        store = store_on(neo4j_server)
        for number in range(1, 4):
            await store.commit(change_set(*puts(*people("an", name=str(number))), key=str(number)))
        # As the older version leaves it, which is still running: no way from the record to its last two changes.
        neo4j_server.run(
            "MATCH (r:Revision) WHERE r.number > 1 MATCH (c:LoggedChange {draft: r.draft}) DELETE c "
            "WITH count(*) AS gone MATCH (h:StoreHead) SET h.indexed = 1"
        )
        await store.commit(change_set(*puts(*people("an", name="4")), key="4"))
        assert [revision.number for revision in await store.history(["person/an"])] == [1, 2, 3, 4]
        assert neo4j_server.run("MATCH (c:LoggedChange) RETURN count(c) AS number") == [{"number": 4}]
        await store.close()

    async def test_upgraded_in_turn_all_are_answered_and_the_older_version_opens_it_no_more(
        self, neo4j_server: Neo4jServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        neo4j_server.wipe()
        running = [store_on(neo4j_server) for _ in range(2)]
        await running[0].commit(change_set(*puts(*people("an")), key="0"))
        await running[1].version()
        written = 1
        for place in range(2):
            with monkeypatch.context() as patch:
                next_version(patch)
                newer = store_on(neo4j_server)
                await newer.version()
            for store in (newer, *running):
                await store.commit(change_set(*puts(*people("an", name=str(written))), key=str(written)))
                written += 1
            await running[place].close()
            running[place] = newer
        assert {len(await store.history(["person/an"])) for store in running} == {written}
        older = store_on(neo4j_server)
        with pytest.raises(StoreTooNew, match=f"has schema {NEWER}, this version knows up to {NEO4J_SCHEMA}."):
            await older.version()
        for store in (older, *running):
            await store.close()
        neo4j_server.run("DROP INDEX of_the_next_version")

    async def test_what_a_writer_left_half_way_goes_once_nobody_can_be_at_work_on_it(
        self, neo4j_server: Neo4jServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        neo4j_server.wipe()
        first = store_on(neo4j_server)
        await first.commit(change_set(*puts(*people("an"))))
        await first.close()
        neo4j_server.run(
            "UNWIND range(0, 6) AS position CREATE (:RevisionPart {draft: 'left', position: position, data: '[]'})"
        )
        for after, left in ((neo4j_log.LEFT_AFTER, 7), (-neo4j_log.LEFT_AFTER, 0)):
            monkeypatch.setattr(neo4j_log, "LEFT_AFTER", after)
            looking = store_on(neo4j_server)
            assert len(await looking.changes(0)) == 1
            await looking.close()
            found = neo4j_server.run("MATCH (p:RevisionPart {draft: 'left'}) RETURN count(p) AS number")
            assert found == [{"number": left}]


NEWER = NEO4J_SCHEMA + 1


def next_version(patch: pytest.MonkeyPatch) -> None:
    """What is opened now is opened by the next version: its schema has a step more, which only adds."""
    step = ("CREATE INDEX of_the_next_version IF NOT EXISTS FOR (r:Revision) ON (r.author)",)
    patch.setattr(neo4j_migrations, "MIGRATIONS", {**neo4j_migrations.MIGRATIONS, NEWER: step})
    patch.setattr(neo4j_store, "SCHEMA_VERSION", NEWER)


def store_on(server: Neo4jServer) -> Neo4jStore:
    return Neo4jStore(server.uri, user=server.user, password=server.password)
