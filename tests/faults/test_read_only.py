"""A Neo4j whose database takes no changes any more: what is known is read on, and whoever changes something is told."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from graph.domain.errors import StoreUnavailable
from graph.store.kept import Owner
from graph.store.neo4j import store as neo4j_store
from graph.store.neo4j.local_server import LTS, LocalServer, why_not
from graph.store.neo4j.store import Neo4jStore
from graph.usecases.desk import Desk
from graph.usecases.viewer import LOCAL_OWNER
from tests.components import lacks
from tests.contract.records import change_set, people, puts
from tests.faults.proxy import Proxy
from tests.faults.servers import GENEROUS

NEVER = 3_600.0
NOW = datetime(2026, 9, 1, tzinfo=UTC)
READ_ONLY = {"server.databases.default_to_read_only": "true"}
TAKES_NO_CHANGES = "takes no changes: its database is read-only"


def place_of(server: LocalServer) -> tuple[str, int]:
    """Where it listens."""
    address = urlsplit(server.uri)
    return address.hostname or "", address.port or 0


@pytest.mark.neo4j
async def test_what_became_read_only_is_read_on_and_a_change_is_refused_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if reason := why_not(LTS):
        lacks("neo4j", reason)
    for name in ("LOOK_SECONDS", "WRITE_SECONDS", "ACCESS_SECONDS"):
        monkeypatch.setattr(neo4j_store, name, GENEROUS)
    with LocalServer.start(tmp_path, lasting=False) as server, Proxy.before(*place_of(server)) as door:

        def store() -> Neo4jStore:
            return Neo4jStore(f"bolt://127.0.0.1:{door.port}", user=server.user, password=server.password)

        async with Desk(store(), refresh_seconds=NEVER) as running:
            await running._store.commit(change_set(*puts(*people("an")), key="an"))
            await running.access.add(Owner(key="person/an", since=NOW, by="a test"), NOW)
            server.stop()
            with LocalServer.start(tmp_path, settings=READ_ONLY, lasting=False) as read_only:
                door.lead_to(*place_of(read_only))
                await running.refresh()
                async with Desk(store(), refresh_seconds=NEVER) as begun:
                    for desk in (running, begun):
                        assert (len(desk.snapshot), desk.problems) == (1, ())
                        with pytest.raises(StoreUnavailable, match=TAKES_NO_CHANGES):
                            await desk.commit(lambda _: puts(*people("bo")), viewer=LOCAL_OWNER, reason="", key="bo")
                        assert [TAKES_NO_CHANGES in str(each) for each in desk.problems] == [True], "as /readyz says"
                        await desk.refresh()
                        assert (len(desk.snapshot), len(await desk.history(["person/an"]))) == (1, 1)
                        assert [each.key for each in await desk.access.all(Owner, NOW)] == ["person/an"]
                        with pytest.raises(StoreUnavailable, match=TAKES_NO_CHANGES):
                            await desk.access.add(Owner(key="person/bo", since=NOW, by="a test"), NOW)
