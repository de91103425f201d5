"""The same data in SQLite and in Neo4j: byte-equal native exports and equal findings."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import date

import pytest

from graph.analyses.fragility.bus_factor import bus_factor
from graph.analyses.gaps.report import mandate_gaps
from graph.formats.native.write import native_json
from graph.store.neo4j.store import Neo4jStore
from graph.store.sqlite.store import SqliteStore
from graph.usecases.change.mandates import GrantMandate, grant_mandate
from graph.usecases.change.people import RegisterAbsence, register_absence
from graph.usecases.change.records import RevertRevision, revert_revision
from graph.usecases.desk import Desk
from graph.usecases.importing import ImportRequest, NamedBytes, bring_in
from graph.usecases.viewer import LOCAL_OWNER
from service.cli.tools import load_example
from tests.conftest import Neo4jServer
from tests.real_data import real_file

pytestmark = pytest.mark.neo4j

DAY = date(2026, 10, 15)


async def load_kubernetes(desk: Desk) -> None:
    """Bring in who leads which group of a large open project."""
    file = real_file("kubernetes/sigs.native.json")
    given = NamedBytes(file.name, file.read_bytes())
    await bring_in(desk, LOCAL_OWNER, ImportRequest(files=(given,)))


@pytest.mark.parametrize("load", [load_example, load_kubernetes])
async def test_both_stores_give_the_same_exports_and_findings(
    load: Callable[[Desk], Awaitable[None]], empty_neo4j: Neo4jServer
) -> None:
    async with AsyncExitStack() as stack:
        desks = [await stack.enter_async_context(desk) for desk in _desks(empty_neo4j)]
        for desk in desks:
            await load(desk)
        _check_equal(*desks)
        for desk in desks:
            await _work(desk)
        _check_equal(*desks)
        for desk in desks:
            await desk.refresh()
            assert await desk.check() == ()
    async with _desks(empty_neo4j)[1] as reopened:
        assert native_json(reopened.snapshot.records()) == native_json(desks[0].snapshot.records())


def _desks(server: Neo4jServer) -> tuple[Desk, Desk]:
    neo4j = Neo4jStore(server.uri, user=server.user, password=server.password)
    return tuple(Desk(store, refresh_seconds=3_600.0) for store in (SqliteStore(":memory:"), neo4j))  # type: ignore[return-value]


def _check_equal(one: Desk, other: Desk) -> None:
    assert native_json(one.snapshot.records()) == native_json(other.snapshot.records())
    reports = [mandate_gaps(desk.snapshot, DAY) for desk in (one, other)]
    assert reports[0] == reports[1]
    assert reports[0].findings
    assert bus_factor(one.snapshot, DAY) == bus_factor(other.snapshot, DAY)


async def _work(desk: Desk) -> None:
    """Some changes through the use cases, one of them undone."""
    person = min(record.id for record in desk.snapshot.records() if record.kind == "person")
    place = min(record.id for record in desk.snapshot.records() if record.kind == "organisation")
    task = min(record.id for record in desk.snapshot.records() if record.kind == "task")
    granted = await grant_mandate(
        desk,
        LOCAL_OWNER,
        GrantMandate(kind="EXECUTES", holder=person, subject=task, scope=(place,), since=DAY, key="1"),
    )
    absence = RegisterAbsence(person=person, since=DAY, until=date(2026, 12, 1), organisations=(place,), key="2")
    await register_absence(desk, LOCAL_OWNER, absence)
    await revert_revision(desk, LOCAL_OWNER, RevertRevision(revision=granted.number, key="3"))
