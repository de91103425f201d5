"""Three instances behind HAProxy: restarted in turn, killed, paused; what was acknowledged stays, once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from service.config import Settings
from tests.conftest import Neo4jServer
from tests.faults.servers import until
from tests.several.balanced import (
    MUTATION,
    QUESTION,
    Balanced,
    Clients,
    balanced,
    check_written,
    haproxy,
    people_in,
    told,
)

pytestmark = [pytest.mark.neo4j, pytest.mark.haproxy]


@pytest.fixture(scope="module")
def three(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Balanced]:
    """Three instances behind a balancer, over a Neo4j that was empty."""
    haproxy()
    server: Neo4jServer = request.getfixturevalue("neo4j_server")
    server.wipe()
    with balanced(server, tmp_path_factory.mktemp("balanced")) as made:
        yield made


def test_what_is_written_on_one_is_read_on_the_others_soon(three: Balanced) -> None:
    assert Settings().refresh_seconds <= 1, "how soon"
    first, *others = three.instances
    with three.program(first) as client:
        person = told(client, MUTATION, input={"name": "Lut Claes", "key": "lut"})["createPerson"]["person"]["id"]
    for other in others:
        with three.program(other) as client:
            until(lambda client=client: told(client, QUESTION, id=person)["node"] == {"id": person})  # type: ignore[misc]


def test_restarted_in_turn_they_fail_nobody(three: Balanced, neo4j_server: Neo4jServer) -> None:
    with Clients(three) as clients:
        clients.go_on()
        for instance in three.instances:
            assert instance.stop() == 0
            instance.start()
            instance.wait()
            until(lambda instance=instance: three.sends_to(instance))  # type: ignore[misc]
            clients.go_on()
    assert clients.failed == []
    check_written(neo4j_server, clients)


def test_one_that_is_killed_loses_nothing(three: Balanced, neo4j_server: Neo4jServer) -> None:
    killed = three.instances[-1]
    with Clients(three, patience=10) as clients:
        clients.go_on()
        killed.kill()
        until(lambda: not three.sends_to(killed))
        clients.go_on()
        killed.start()
        killed.wait()
        until(lambda: three.sends_to(killed))
        clients.go_on()
    check_written(neo4j_server, clients)


def test_one_that_is_paused_and_goes_on_loses_nothing_and_catches_up(
    three: Balanced, neo4j_server: Neo4jServer
) -> None:
    paused = three.instances[-1]
    with Clients(three, patience=10) as clients:
        clients.go_on()
        with paused.paused():
            until(lambda: not three.sends_to(paused))
            clients.go_on()
        until(lambda: three.sends_to(paused))
        clients.go_on()
    check_written(neo4j_server, clients)
    # What was asked of it then is not answered in time, or broken off when it goes on and drops what waited too long.
    assert [each for each in clients.failed if "Timeout" not in each and "RemoteProtocolError" not in each] == []
    [newest] = [person.id for person in people_in(neo4j_server) if person.name == clients.written[-1]]
    with three.program(paused) as client:
        until(lambda: told(client, QUESTION, id=newest)["node"] == {"id": newest})
