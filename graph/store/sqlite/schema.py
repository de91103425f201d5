"""The tables of the embedded store, and the steps that bring those of older versions to where they are now."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Mapping
from types import MappingProxyType

from graph.domain.errors import StoreDamaged, StoreTooNew
from graph.domain.text import Text
from graph.store.sqlite.transaction import transaction

__all__ = [
    "CHANGED_RECORD",
    "SCHEMA_VERSION",
    "check_schema",
    "create_schema",
    "is_outdated",
    "take_over",
]

APPLICATION_ID = 0x4D57  # "MW"

FIRST_SCHEMA = """
CREATE TABLE node (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, since TEXT, until TEXT, data BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE edge (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL,
  from_id TEXT NOT NULL REFERENCES node (id) DEFERRABLE INITIALLY DEFERRED,
  to_id TEXT NOT NULL REFERENCES node (id) DEFERRABLE INITIALLY DEFERRED,
  since TEXT, until TEXT, data BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX edge_from ON edge (from_id);
CREATE INDEX edge_to ON edge (to_id);
CREATE TABLE revision (
  number INTEGER PRIMARY KEY, at TEXT NOT NULL, author TEXT NOT NULL, reason TEXT NOT NULL,
  key TEXT NOT NULL UNIQUE, digest TEXT NOT NULL
);
CREATE TABLE change (
  revision INTEGER NOT NULL REFERENCES revision (number), position INTEGER NOT NULL, before BLOB, after BLOB,
  PRIMARY KEY (revision, position)
) WITHOUT ROWID;
CREATE TABLE head (store_id TEXT NOT NULL);
"""
CHANGED_RECORD = "json_extract(CAST(coalesce(after, before) AS TEXT), '$.id')"
"""The id of the record that a row of `change` is about; the index on it serves this very expression alone."""

MIGRATIONS: Mapping[int, str] = MappingProxyType({2: f"CREATE INDEX change_of_record ON change ({CHANGED_RECORD})"})
"""By the schema that it leads to, what makes it of the one before. A step that was released never changes again."""

SCHEMA_VERSION = max(MIGRATIONS)


def create_schema(db: sqlite3.Connection) -> None:
    """An empty store in an empty database: the first schema, and every step after it."""
    db.execute("PRAGMA journal_mode = WAL")
    with transaction(db):
        _run(db, FIRST_SCHEMA)
        db.execute("INSERT INTO head VALUES (?)", (secrets.token_hex(16),))
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        for number in sorted(MIGRATIONS):
            _step(db, number)


def is_outdated(db: sqlite3.Connection) -> bool:
    """Whether an older version wrote the store."""
    return _version(db) < SCHEMA_VERSION


def take_over(db: sqlite3.Connection) -> None:
    """Bring the store of an older version to this one; what was done stays done when it is broken off.

    A version that has the store open goes on with it; it is refused when it opens it again.
    """
    for number in sorted(MIGRATIONS):
        with transaction(db):
            if _version(db) < number:
                _step(db, number)


def _step(db: sqlite3.Connection, number: int) -> None:
    _run(db, MIGRATIONS[number])
    db.execute(f"PRAGMA user_version = {number}")


def _run(db: sqlite3.Connection, statements: str) -> None:
    for statement in statements.split(";"):
        if statement.strip():
            db.execute(statement)


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def check_schema(db: sqlite3.Connection, path: str) -> None:
    """Do nothing when it is a store that this version can serve.

    Raises:
        StoreDamaged: it is no store.
        StoreTooNew: a newer version wrote it.
    """
    found = _version(db)
    application = db.execute("PRAGMA application_id").fetchone()[0]
    tables = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if not tables:
        raise StoreDamaged(
            Text(
                "The file {path} is there, and no store is in it: it is empty or was cut. "
                "Put a backup in its place; or take it away to begin with an empty store.",
                path=path,
            )
        )
    if application != APPLICATION_ID:
        raise StoreDamaged(Text("{path} is a database of something else. Give the path of another file.", path=path))
    if found > SCHEMA_VERSION:
        raise StoreTooNew(
            Text(
                "The store {path} has schema {found}, this version knows up to {known}. "
                "Use the newer version of the product that wrote it.",
                path=path,
                found=found,
                known=SCHEMA_VERSION,
            )
        )
    if found < 1:
        raise StoreDamaged(
            Text(
                "The store {path} has schema {found}, which no version ever wrote. Put a backup in its place.",
                path=path,
                found=found,
            )
        )
