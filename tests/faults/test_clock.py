"""A clock that jumps a day, and nights in which it is set: what is known, who is in and what is valid stay right."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import pytest

from graph.domain.errors import TooOften
from graph.store import log
from graph.store.kept import Session, SignIn
from graph.store.sqlite.store import SqliteStore
from graph.usecases.attempts import FAILED, spend_attempt
from graph.usecases.coming_in import begin_sign_in
from graph.usecases.desk import Desk
from graph.usecases.keys import KeyRing, NewKey, create_key
from graph.usecases.rights import Right, rights_of
from graph.usecases.sessions import begin_session, session_of
from graph.usecases.viewer import LOCAL_OWNER
from tests.clocks import MORNING, HandClock
from tests.contract.records import change_set, people, puts
from tests.graphs import records_of
from tests.unit.usecases.groups import BRUG, GROUP, viewer_of

A_DAY = timedelta(days=1)


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


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    """De Brug with its head and keepers; Kim keeps it up to and including the night in which the clock is set back."""
    store = SqliteStore(":memory:")
    until = {"executes/kim": "2026-10-26"}
    records = [{**one, "until": until[one["id"]]} if one.get("id") in until else one for one in _flat(GROUP)]
    await store.commit(change_set(*puts(*records_of(*records)), key="first"))
    async with Desk(store, clock=HandClock(), refresh_seconds=3600) as opened:
        yield opened


def _flat(plains: object) -> list[dict[str, object]]:
    if isinstance(plains, dict):
        return [plains]
    return [one for each in plains for one in _flat(each)]  # type: ignore[attr-defined]


def set_to(desk: Desk, moment: datetime) -> None:
    assert isinstance(desk.clock, HandClock)
    desk.clock.moment = moment


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-10-24T21:59:59", "2026-10-24"),
        ("2026-10-24T22:00:00", "2026-10-25"),
        ("2026-10-25T00:30:00", "2026-10-25"),  # half past two, for the first time
        ("2026-10-25T01:30:00", "2026-10-25"),  # and an hour later again
        ("2026-10-25T22:59:59", "2026-10-25"),
        ("2026-10-25T23:00:00", "2026-10-26"),
        ("2027-03-28T00:59:59", "2027-03-28"),
        ("2027-03-28T22:00:00", "2027-03-29"),
    ],
)
def test_a_day_is_25_or_23_hours_long_where_the_clock_is_set(desk: Desk, moment: str, day: str) -> None:
    set_to(desk, datetime.fromisoformat(moment).replace(tzinfo=UTC))
    assert desk.today() == date.fromisoformat(day)
    keeps = rights_of(viewer_of("kim"), desk.snapshot, desk.today()).at(Right.KEEP)
    assert (BRUG in keeps) == (day < "2026-10-26"), "a right ends with its last day"


async def test_what_was_known_on_a_day_of_25_hours_is_what_was_known_at_its_end() -> None:
    store = SqliteStore(":memory:")
    with pytest.MonkeyPatch.context() as patch:
        for key, moment in (("in", "2026-10-25T22:59:00"), ("after", "2026-10-25T23:00:00")):
            at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
            patch.setattr(log, "datetime", type("Set", (datetime,), {"now": classmethod(lambda *_, at=at: at)}))
            await store.commit(change_set(*puts(*people(key)), key=key))
    async with Desk(store, refresh_seconds=3600) as desk:
        known = await desk.at(date(2026, 10, 25))
        assert {record.id for record in known.records()} == {"person/in"}


async def test_a_session_lasts_twelve_hours_also_in_the_night_in_which_the_clock_is_set(desk: Desk) -> None:
    evening = datetime(2026, 10, 24, 20, 0, tzinfo=UTC)
    set_to(desk, evening)
    secret = await begin_session(desk, person="person/kim", provider="school")
    set_to(desk, evening + timedelta(hours=12) - timedelta(seconds=1))
    assert await session_of(desk, secret) is not None
    set_to(desk, evening + timedelta(hours=24))
    assert await session_of(desk, secret) is None


async def test_a_session_that_began_while_the_clock_ran_ahead_lasts_no_longer_for_it(desk: Desk) -> None:
    set_to(desk, MORNING + A_DAY)
    secret = await begin_session(desk, person="person/kim", provider="school")
    set_to(desk, MORNING)
    assert await session_of(desk, secret) is not None
    set_to(desk, MORNING + timedelta(hours=12))
    assert await session_of(desk, secret) is None


async def fail_often(desk: Desk) -> None:
    for _ in range(100):
        await spend_attempt(desk, "192.0.2.1", FAILED)


async def test_nobody_waits_a_day_because_they_failed_while_the_clock_ran_ahead(desk: Desk) -> None:
    set_to(desk, MORNING + A_DAY)
    with pytest.raises(TooOften):
        await fail_often(desk)
    set_to(desk, MORNING)
    await spend_attempt(desk, "192.0.2.1", FAILED)


async def test_a_key_ends_on_its_day_whatever_the_clock_did_before(desk: Desk) -> None:
    made = await create_key(desk, LOCAL_OWNER, NewKey(name="sync", scopes=("read",), days=3))
    for days, lets_in in ((1, True), (-1, True), (2, True), (4, False), (2, True)):
        set_to(desk, MORNING + days * A_DAY)
        assert (await KeyRing(desk).viewer(made.secret) is not None) == lets_in


async def test_what_a_jump_ahead_let_be_purged_was_past_its_time_and_nothing_else(desk: Desk) -> None:
    secret = await begin_session(desk, person="person/kim", provider="school")
    await begin_sign_in(desk, "school", browser="", onward="/")
    made = await create_key(desk, LOCAL_OWNER, NewKey(name="sync", scopes=("read",)))
    set_to(desk, MORNING - A_DAY)
    assert await desk.access.purge(desk.clock.now()) == 0
    set_to(desk, MORNING + A_DAY)
    assert await desk.access.purge(desk.clock.now()) == 2
    set_to(desk, MORNING)
    assert await session_of(desk, secret) is None
    assert await desk.access.all(Session, MORNING) == await desk.access.all(SignIn, MORNING) == []
    assert await KeyRing(desk).viewer(made.secret) is not None
