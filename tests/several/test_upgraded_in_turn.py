"""Three instances behind HAProxy are replaced in turn by those of a version with a newer schema of the store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.store.neo4j.migrations import SCHEMA_VERSION
from tests.conftest import Neo4jServer
from tests.contract.older import PREVIOUS
from tests.faults.servers import GENEROUS, PROGRAM, until
from tests.several.balanced import OLDER, Balanced, Clients, balanced, check_written, haproxy

pytestmark = [pytest.mark.neo4j, pytest.mark.haproxy]


@pytest.fixture
def older(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Balanced]:
    """Three of the previous version behind a balancer, over a store that it made."""
    haproxy()
    server: Neo4jServer = request.getfixturevalue("empty_neo4j")
    with balanced(server, tmp_path, older=True) as made:
        yield made


def schema_of(server: Neo4jServer) -> int:
    """The schema that the store says it has."""
    [head] = server.run("MATCH (h:StoreHead) RETURN h.schema AS schema")
    return int(head["schema"])


def test_upgraded_in_turn_they_fail_nobody_and_the_older_version_comes_back_no_more(
    older: Balanced, neo4j_server: Neo4jServer
) -> None:
    assert schema_of(neo4j_server) == PREVIOUS
    with Clients(older) as clients:
        clients.go_on()
        for instance in older.instances:
            assert instance.stop() == 0
            instance.program = PROGRAM
            instance.start()
            instance.wait()
            until(lambda instance=instance: older.sends_to(instance))  # type: ignore[misc]
            assert schema_of(neo4j_server) == SCHEMA_VERSION
            clients.go_on()
    assert clients.failed == []
    check_written(neo4j_server, clients)
    back = older.instances[0]
    assert back.stop() == 0
    back.program = OLDER
    back.start()
    assert back.process is not None
    assert back.process.wait(GENEROUS) == 2
    assert f"has schema {SCHEMA_VERSION}, this version knows up to {PREVIOUS}" in back.log.read_text()
