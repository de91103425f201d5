"""A clock that ran ahead: what was written meanwhile is known, and so is what comes after it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from graph.store import log
from graph.store.sqlite.store import SqliteStore
from graph.usecases.desk import Desk
from tests.contract.records import change_set, people, puts


class Moved:
    """The clock of the machine, moved."""

    by = timedelta()

    @classmethod
    def now(cls, _zone: object = None) -> datetime:
        return datetime.now(UTC) + cls.by


async def test_a_log_that_is_ahead_of_the_clock_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    store = SqliteStore(":memory:")
    async with Desk(store, refresh_seconds=3600) as desk:
        await store.commit(change_set(*puts(*people("an")), key="1"))
        await desk.refresh()
        assert await desk.check() == ()
        monkeypatch.setattr(log, "datetime", type("Ahead", (datetime,), {"now": Moved.now}))
        Moved.by = timedelta(days=25_000)
        await store.commit(change_set(*puts(*people("bo")), key="2"))
        Moved.by = timedelta()
        await store.commit(change_set(*puts(*people("cis")), key="3"))
        await desk.refresh()
        (problem,) = await desk.check()
        assert "Revision 3 was made at 2095" in str(problem)
        times = [revision.at for revision in await store.changes(0)]
        assert times == sorted(times)
