"""Keep a store as this version writes it, for later versions to take over: `python -m tests.stores.keep`.

Run it once for every version of the schema that is released. It writes `schema-N.sql`, and `schema-N.cypher` where a
Neo4j can be started.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import tempfile
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from neo4j import GraphDatabase
from neo4j.time import Date

from graph.domain.changes import Remove
from graph.domain.kinds import Record
from graph.store.neo4j.local_server import LTS, LocalServer, why_not
from graph.store.neo4j.migrations import SCHEMA_VERSION as NEO4J_SCHEMA
from graph.store.neo4j.store import Neo4jStore
from graph.store.port import Store
from graph.store.sqlite.schema import STORE_SCHEMA
from graph.store.sqlite.store import SqliteStore
from tests.contract.records import change_set, people, puts, taught
from tests.graphs import edge, node, records_of

__all__ = ["FOLDER", "fill"]

FOLDER = Path(__file__).parent


def schools() -> tuple[Record, ...]:
    """A school, its group, and who works there."""
    return records_of(
        node("person/an"),
        node("organisation/groep", type="school_group", names={"nl": "De groep"}),
        node("organisation/school", names={"nl": "De school"}),
        edge("PART_OF", "organisation/school", "organisation/groep", id="part_of/1", since=date(2026, 9, 1)),
        edge("AFFILIATED_WITH", "person/an", "organisation/school", id="affiliated_with/1"),
    )


async def fill(store: Store) -> None:
    """Four revisions: records come, are changed, and go."""
    await store.commit(change_set(*puts(*taught()), key="first"))
    await store.commit(change_set(*puts(*schools()), key="schools", author="bo", reason="import"))
    await store.commit(change_set(*puts(*people("an", name="An Peeters")), key="name", reason="huwelijk"))
    await store.commit(change_set(Remove("knows/1"), key="last"))


async def fill_and_close(store: Store) -> None:
    """The same with a store of its own."""
    await fill(store)
    await store.close()


def keep_sqlite(folder: Path) -> None:
    """Write the SQL that makes the store."""
    file = folder / "store.db"
    asyncio.run(fill_and_close(SqliteStore(str(file))))
    with closing(sqlite3.connect(file)) as db:
        pragmas = [f"PRAGMA {name} = {db.execute(f'PRAGMA {name}').fetchone()[0]};" for name in _IDENTITY]
        lines = [*pragmas, *db.iterdump()]
    (FOLDER / f"schema-{STORE_SCHEMA.version}.sql").write_text("\n".join(lines) + "\n")


_IDENTITY = ("application_id", "user_version")


def keep_neo4j(server: LocalServer) -> None:
    """Write the statements that make the graph and its log, a line each."""
    asyncio.run(fill_and_close(Neo4jStore(server.uri, user=server.user, password=server.password)))
    with GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver, driver.session() as session:
        nodes = session.run("MATCH (n) RETURN labels(n) AS labels, properties(n) AS properties").data()
        edges = session.run(
            "MATCH (a)-[r]->(b) RETURN a.id AS start, type(r) AS type, b.id AS end, properties(r) AS properties"
        ).data()
    lines = [f"CREATE (:{':'.join(each['labels'])} {_written(each['properties'])})" for each in nodes]
    lines += [
        f"MATCH (a {{id: {_written(each['start'])}}}) MATCH (b {{id: {_written(each['end'])}}}) "
        f"CREATE (a)-[:{each['type']} {_written(each['properties'])}]->(b)"
        for each in edges
    ]
    (FOLDER / f"schema-{NEO4J_SCHEMA}.cypher").write_text("\n".join(lines) + "\n")


def _written(value: Any) -> str:
    """A value as Cypher has it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_written(each)}" for name, each in sorted(value.items())) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    return f"date('{value.iso_format()}')" if isinstance(value, Date) else json.dumps(value)


def main() -> None:
    """Keep what can be made here."""
    with tempfile.TemporaryDirectory() as folder:
        keep_sqlite(Path(folder))
    if (reason := why_not(LTS)) is not None:
        print(f"No Neo4j: {reason}")
        return
    with LocalServer.start() as server:
        keep_neo4j(server)


if __name__ == "__main__":
    main()
