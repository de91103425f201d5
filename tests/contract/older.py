"""The program as it was one schema of the Neo4j store ago: `python -m tests.contract.older serve ...` runs it."""

from __future__ import annotations

import re

import pytest

from graph.store.neo4j import migrations
from graph.store.neo4j import store as neo4j_store
from graph.store.neo4j.migrations import SCHEMA_VERSION
from service.cli.main import main
from tests.conftest import Neo4jServer

__all__ = ["PREVIOUS", "drop_what_came_after", "one_schema_older"]

PREVIOUS = SCHEMA_VERSION - 1


def one_schema_older(patch: pytest.MonkeyPatch) -> None:
    """What opens a store from now on knows no later schema than the previous one."""
    patch.setattr(
        migrations, "MIGRATIONS", {number: step for number, step in migrations.MIGRATIONS.items() if number <= PREVIOUS}
    )
    patch.setattr(neo4j_store, "SCHEMA_VERSION", PREVIOUS)


def drop_what_came_after(number: int, server: Neo4jServer) -> None:
    """Take away the indexes of later schemas, which stay when a store is emptied."""
    for later, statements in migrations.MIGRATIONS.items():
        for name in re.findall(r"INDEX (\w+) IF NOT EXISTS", " ".join(statements)):
            if later > number:
                server.run(f"DROP INDEX {name} IF EXISTS")


if __name__ == "__main__":
    one_schema_older(pytest.MonkeyPatch())
    main()
