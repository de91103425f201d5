"""The tables of the embedded store and of who comes in, and the steps that bring those of older versions to now."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from graph.domain.errors import StoreTooNew
from graph.store.sqlite.transaction import transaction

__all__ = ["ACCESS_SCHEMA", "CHANGED_RECORD", "STORE_SCHEMA", "Schema", "make_store"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """The tables of a file.

    Attributes:
        application: the number by which SQLite tells the file from those of others.
        first: what made it at first.
        steps: by the number that it leads to, what makes it of the one before. One that was released never changes.
    """

    application: int
    first: str
    steps: Mapping[int, str] = field(default_factory=dict)

    @property
    def version(self) -> int:
        """The number of the last step; 1 when there is none."""
        return max(self.steps, default=1)

    def make(self, db: sqlite3.Connection) -> None:
        """The tables in an empty database: the first ones, and every step after them."""
        db.execute("PRAGMA journal_mode = WAL")
        with transaction(db):
            _run(db, self.first)
            db.execute(f"PRAGMA application_id = {self.application}")
            db.execute("PRAGMA user_version = 1")
            for number in sorted(self.steps):
                self._step(db, number)

    def is_of(self, db: sqlite3.Connection) -> bool:
        """Whether a file is one of these."""
        return bool(db.execute("PRAGMA application_id").fetchone()[0] == self.application)

    def found_in(self, db: sqlite3.Connection, path: str) -> int:
        """The number of the step to which a file was brought.

        Raises:
            StoreTooNew: a newer version wrote it.
        """
        found = _version(db)
        if found > self.version:
            raise StoreTooNew.found(path, found, self.version)
        return found

    def take_over(self, db: sqlite3.Connection) -> None:
        """Bring the file of an older version to now; what was done stays done when it is broken off.

        A version that has the file open goes on with it; it is refused when it opens it again.
        """
        for number in sorted(self.steps):
            with transaction(db):
                if _version(db) < number:
                    self._step(db, number)

    def _step(self, db: sqlite3.Connection, number: int) -> None:
        _run(db, self.steps[number])
        db.execute(f"PRAGMA user_version = {number}")


def _run(db: sqlite3.Connection, statements: str) -> None:
    for statement in filter(str.strip, statements.split(";")):
        db.execute(statement)


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


# The store

CHANGED_RECORD = "json_extract(CAST(coalesce(after, before) AS TEXT), '$.id')"
"""The id of the record that a row of `change` is about; the index on it serves this very expression alone."""

STORE_SCHEMA = Schema(
    application=0x4D57,  # "MW"
    first="""
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
""",
    steps=MappingProxyType({2: f"CREATE INDEX change_of_record ON change ({CHANGED_RECORD})"}),
)


def make_store(db: sqlite3.Connection) -> None:
    """An empty store in an empty database."""
    STORE_SCHEMA.make(db)
    db.execute("INSERT INTO head VALUES (?)", (secrets.token_hex(16),))


# Who comes in

ACCESS_SCHEMA = Schema(
    application=0x4D58,  # "MX"
    first="""
CREATE TABLE kept (
  sort TEXT NOT NULL, key TEXT NOT NULL, about TEXT NOT NULL, until TEXT, data TEXT NOT NULL, PRIMARY KEY (sort, key)
) WITHOUT ROWID;
CREATE INDEX kept_about ON kept (about) WHERE about <> '';
CREATE INDEX kept_until ON kept (until) WHERE until IS NOT NULL;
CREATE TABLE bucket (name TEXT PRIMARY KEY, points INTEGER NOT NULL, until TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX bucket_until ON bucket (until);
""",
)
