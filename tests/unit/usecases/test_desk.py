"""The desk: always the newest sound graph, and changes that are whole whoever else writes."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from graph.domain.changes import Change, ChangeSet, Remove, Revision, Version
from graph.domain.errors import Conflict, InvalidInput, NotFound, StoreUnavailable
from graph.domain.kinds import Knows, Person, Record
from graph.domain.text import Text
from graph.model.snapshot import Snapshot
from graph.store.access import AccessStore
from graph.store.port import Store
from graph.store.sqlite.store import SqliteStore
from graph.usecases.desk import Desk
from graph.usecases.serving import following
from graph.usecases.viewer import LOCAL_OWNER, Viewer, ViewerKind
from tests.clocks import MORNING, HandClock
from tests.contract.places import FilePlace
from tests.contract.records import change_set, people, puts, taught
from tests.waiting import comes_about

AN = Viewer(kind=ViewerKind.OWNER, name="an")

START = MORNING
NEVER = 3_600.0


class Watched:
    """A store that counts its loads, and can be out of reach."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.loads: list[int | datetime | None] = []
        self.reachable = True

    @property
    def access(self) -> AccessStore:
        return self._store.access

    async def version(self) -> Version:
        self._check()
        return await self._store.version()

    async def load(self, at: int | datetime | None = None) -> tuple[Version, list[Record]]:
        self._check()
        self.loads.append(at)
        return await self._store.load(at)

    async def changes(self, since: int, limit: int | None = None) -> list[Revision]:
        self._check()
        return await self._store.changes(since, limit)

    async def time_of(self, number: int) -> datetime:
        self._check()
        return await self._store.time_of(number)

    async def history(self, records: Collection[str]) -> list[Revision]:
        self._check()
        return await self._store.history(records)

    async def restore(self, revisions: Iterable[Revision]) -> None:
        await self._store.restore(revisions)

    async def commit(self, changes: ChangeSet, expected: int | None = None) -> Revision:
        self._check()
        return await self._store.commit(changes, expected)

    async def adopt(self, changes: ChangeSet, expected: int) -> Revision:
        self._check()
        return await self._store.adopt(changes, expected)

    async def close(self) -> None:
        await self._store.close()

    def _check(self) -> None:
        if not self.reachable:
            raise StoreUnavailable(Text("The store at test:// does not answer."))


class Crowded(Watched):
    """A store in which somebody else commits just before each of the next commits."""

    def __init__(self, store: Store, times: int) -> None:
        super().__init__(store)
        self.times = times
        self.tries = 0

    async def commit(self, changes: ChangeSet, expected: int | None = None) -> Revision:
        self.tries += 1
        if self.tries <= self.times:
            other = change_set(*puts(*people(f"other{self.tries}")), key=f"other {self.tries}")
            await self._store.commit(other)
        return await self._store.commit(changes, expected)


def quiet(store: Store, clock: HandClock | None = None) -> Desk:
    """A desk that looks only when a test tells it to."""
    return Desk(store, clock=clock or HandClock(), refresh_seconds=NEVER, audit_seconds=600.0)


async def put(desk: Desk, *records: Record, key: str = "k") -> int:
    """Commit records through a desk; the number of the revision."""
    made = await desk.commit(lambda _: puts(*records), viewer=AN, reason="", key=key)
    return made.number


def names(snapshot: Snapshot) -> set[str]:
    """The names of the people in a snapshot."""
    return {person.name for person in snapshot.nodes(Person)}


async def authors(desk: Desk) -> list[str]:
    """Who made the revisions."""
    return [revision.author for revision in await desk.revisions()]


@pytest.fixture
def place(tmp_path: Path) -> FilePlace:
    """A file with the store of An, who knows wifi, as its first revision."""
    return FilePlace(tmp_path / "store.db")


async def filled(place: FilePlace) -> Store:
    """A store on the place with its first revision."""
    store = place.open()
    await store.commit(change_set(*puts(*taught()), key="first"))
    return store


class TestReading:
    async def test_an_own_change_is_in_the_answer_and_in_the_next_read(self) -> None:
        async with quiet(SqliteStore(":memory:")) as desk:
            made = await desk.commit(lambda _: puts(*people("an")), viewer=AN, reason="start", key="k")
            assert (made.number, made.revision and made.revision.author) == (1, "an")
            assert names(made.snapshot) == names(desk.snapshot) == {"an"}
            assert (desk.revision, desk.problems) == (1, ())

    async def test_a_world_is_of_today_in_the_zone_of_the_instance(self) -> None:
        clock = HandClock()
        clock.moment = datetime(2026, 10, 15, 22, 30, tzinfo=UTC)
        async with quiet(SqliteStore(":memory:"), clock) as desk:
            world = await desk.world(LOCAL_OWNER)
        assert (world.on, world.today, world.known_at) == (date(2026, 10, 16), date(2026, 10, 16), 0)

    async def test_a_snapshot_that_a_request_took_does_not_change(self) -> None:
        async with quiet(SqliteStore(":memory:")) as desk:
            taken = desk.snapshot
            await put(desk, *people("an"))
            assert (names(taken), names(desk.snapshot)) == (set(), {"an"})


class TestKnownAt:
    async def test_a_number_an_instant_and_a_day_give_the_graph_of_then(self) -> None:
        clock = HandClock()
        async with quiet(SqliteStore(":memory:"), clock) as desk:
            await put(desk, *people("an"), key="1")
            await put(desk, *people("bo"), key="2")
            first, second = await desk.revisions()
            clock.moment = second.at + timedelta(days=400)
            for known_at in (1, first.at, second.at - timedelta(microseconds=1)):
                assert names(await desk.at(known_at)) == {"an"}
            assert names(await desk.at(second.at.date() + timedelta(days=1))) == {"an", "bo"}
            assert names(await desk.at(first.at.date() - timedelta(days=2))) == set()
            assert (await desk.world(LOCAL_OWNER, known_at=1)).known_at == 1

    async def test_now_and_what_is_to_come_are_the_current_snapshot_without_a_load(self) -> None:
        watched = Watched(SqliteStore(":memory:"))
        async with quiet(watched) as desk:
            await put(desk, *people("an"))
            for known_at in (1, START, START + timedelta(days=1), START.date()):
                assert await desk.at(known_at) is desk.snapshot
            assert watched.loads == [None]

    async def test_the_last_two_are_kept_and_older_ones_read_again(self) -> None:
        watched = Watched(SqliteStore(":memory:"))
        async with quiet(watched) as desk:
            for number in range(4):
                await put(desk, *people(f"p{number}"), key=str(number))
            for known_at in (1, 2, 1, 3, 1, 2):
                assert len(await desk.at(known_at)) == known_at
            assert watched.loads == [None, 1, 2, 3, 2]

    async def test_a_revision_that_does_not_exist_is_not_found(self) -> None:
        async with quiet(SqliteStore(":memory:")) as desk:
            for known_at in (1, -1):
                with pytest.raises(NotFound):
                    await desk.at(known_at)

    async def test_an_instant_needs_a_time_zone(self) -> None:
        async with quiet(SqliteStore(":memory:")) as desk:
            with pytest.raises(InvalidInput, match="time zone"):
                await desk.at(datetime(2026, 9, 1, 12, 0))  # noqa: DTZ001 (that is the mistake)


class TestChanging:
    async def test_changes_that_break_a_rule_are_refused_and_nothing_is_written(self) -> None:
        async with quiet(SqliteStore(":memory:")) as desk:
            await put(desk, *taught())
            with pytest.raises(InvalidInput, match="still uses it"):
                await desk.commit(lambda _: [Remove("person/an")], viewer=AN, reason="", key="2")
            assert (desk.revision, len(await desk.revisions())) == (1, 1)

    async def test_when_somebody_comes_between_the_change_is_made_again_from_what_is_there_now(self) -> None:
        crowded = Crowded(SqliteStore(":memory:"), times=5)
        seen: list[int] = []

        def make(snapshot: Snapshot) -> Iterable[Change]:
            seen.append(len(snapshot))
            return puts(*people("an"))

        async with quiet(crowded) as desk:
            made = await desk.commit(make, viewer=AN, reason="", key="k")
            assert (made.number, crowded.tries, seen) == (6, 6, [0, 1, 2, 3, 4, 5])
            assert len(desk.snapshot) == 6

    async def test_after_five_times_the_caller_gets_the_conflict(self) -> None:
        crowded = Crowded(SqliteStore(":memory:"), times=6)
        async with quiet(crowded) as desk:
            with pytest.raises(Conflict):
                await put(desk, *people("an"))
            assert crowded.tries == 6
            assert "an" not in {record.id for record in desk.snapshot.records()}

    async def test_with_an_expected_revision_the_first_conflict_is_the_callers(self) -> None:
        crowded = Crowded(SqliteStore(":memory:"), times=1)
        async with quiet(crowded) as desk:
            with pytest.raises(Conflict) as conflict:
                await desk.commit(lambda _: puts(*people("an")), viewer=AN, reason="", key="k", expected_revision=0)
            assert (conflict.value.expected, conflict.value.current, crowded.tries) == (0, 1, 1)

    async def test_a_repeated_request_gets_its_first_revision_although_it_no_longer_fits(self) -> None:
        async with quiet(SqliteStore(":memory:")) as desk:
            first = await desk.commit(lambda _: puts(*taught()), viewer=AN, reason="", key="k", request="r")
            await desk.commit(lambda _: [Remove("knows/1"), Remove("person/an")], viewer=AN, reason="", key="2")
            (edge,) = (record for record in taught() if record.is_edge)
            again = await desk.commit(lambda _: puts(edge), viewer=AN, reason="", key="k", request="r")
            assert again.revision == first.revision
            assert again.number == 2

    async def test_a_change_that_changes_nothing_has_no_revision(self) -> None:
        async with quiet(SqliteStore(":memory:")) as desk:
            await put(desk, *people("an"), key="1")
            made = await desk.commit(lambda _: puts(*people("an")), viewer=AN, reason="", key="2")
            assert (made.revision, made.number) == (None, 1)


class TestFreshness:
    async def test_a_look_brings_what_another_process_committed_without_a_load(self, place: FilePlace) -> None:
        other = await filled(place)
        watched = Watched(place.open())
        async with quiet(watched) as desk:
            await other.commit(change_set(*puts(*people("bo")), key="2"))
            assert desk.revision == 1
            await desk.refresh()
            assert (desk.revision, names(desk.snapshot)) == (2, {"an", "bo"})
            assert watched.loads == [None]
        await place.close()

    async def test_the_timer_looks_by_itself(self, place: FilePlace) -> None:
        other = await filled(place)
        async with Desk(place.open(), refresh_seconds=0.01) as desk:
            await other.commit(change_set(*puts(*people("bo")), key="2"))
            await comes_about(lambda: desk.revision == 2)
        await place.close()

    async def test_while_the_store_is_out_of_reach_the_last_snapshot_serves_and_says_so(self) -> None:
        watched = Watched(SqliteStore(":memory:"))
        async with Desk(watched, clock=HandClock(), refresh_seconds=0.01) as desk:
            await put(desk, *people("an"))
            watched.reachable = False
            await comes_about(lambda: bool(desk.problems))
            assert [str(problem.message) for problem in desk.problems] == ["The store at test:// does not answer."]
            assert names(desk.snapshot) == {"an"}
            watched.reachable = True
            await comes_about(lambda: not desk.problems)

    async def test_another_store_at_the_same_address_is_read_as_a_whole(self, place: FilePlace, tmp_path: Path) -> None:
        await filled(place)
        restored = FilePlace(tmp_path / "restored.db")
        copy = restored.open()
        await copy.commit(change_set(*puts(*people("bo")), key="k"))
        watched = Watched(place.open())
        async with quiet(watched) as desk:
            await desk.refresh()
            assert names(await desk.at(0)) == set()
            watched._store = copy
            await desk.refresh()
            assert names(desk.snapshot) == {"bo"}
            assert desk.problems == ()
        await place.close()


class TestWhatAHandChanged:
    async def test_it_is_adopted_as_a_revision_of_its_own(self, place: FilePlace) -> None:
        await filled(place)
        async with quiet(place.open()) as desk:
            place.set_by_hand("person/an", name="An Peeters")
            await desk.refresh()
            await desk.refresh()
            assert names(desk.snapshot) == {"An Peeters"}
            (_first, outside) = await desk.revisions()
            assert (outside.author, [change.id for change in outside.changes]) == ("outside", ["person/an"])
            assert (desk.revision, desk.problems) == (2, ())
        await place.close()

    async def test_it_is_found_at_start_too(self, place: FilePlace) -> None:
        await filled(place)
        place.set_by_hand("person/an", name="An Peeters")
        async with quiet(place.open()) as desk:
            await desk.refresh()
            assert await authors(desk) == ["an", "outside"]
        await place.close()

    async def test_the_same_change_made_by_hand_again_later_is_a_new_revision(self, place: FilePlace) -> None:
        await filled(place)
        async with quiet(place.open()) as desk:
            for number in range(2):
                place.set_by_hand("person/an", name="An Peeters")
                await desk.refresh()
                await put(desk, *people("an"), key=str(number))
                await desk.refresh()
            assert await authors(desk) == ["an", "outside", "an", "outside", "an"]
        await place.close()

    async def test_several_instances_adopt_it_once(self, place: FilePlace) -> None:
        await filled(place)
        async with quiet(place.open()) as one, quiet(place.open()) as two, quiet(place.open()) as three:
            place.set_by_hand("person/an", name="An Peeters")
            await asyncio.gather(one.refresh(), two.refresh(), three.refresh())
            for desk in (one, two, three, one, two, three):
                await desk.refresh()
            assert await authors(one) == ["an", "outside"]
            assert [(desk.revision, names(desk.snapshot), desk.problems) for desk in (one, two, three)] == [
                (2, {"An Peeters"}, ())
            ] * 3
        await place.close()

    async def test_next_to_a_managed_write_it_is_found_by_the_comparison_that_follows(self, place: FilePlace) -> None:
        clock = HandClock()
        other = await filled(place)
        async with quiet(place.open(), clock) as desk:
            await desk.refresh()
            place.set_by_hand("person/an", name="An Peeters")
            await other.commit(change_set(*puts(*people("bo")), key="2"))
            await desk.refresh()
            assert names(desk.snapshot) == {"an", "bo"}
            clock.move(timedelta(seconds=601))
            await desk.refresh()
            assert names(desk.snapshot) == {"An Peeters", "bo"}
            assert await authors(desk) == ["an", "an", "outside"]
        await place.close()

    async def test_what_breaks_the_rules_is_refused_with_every_problem_and_what_was_good_serves_on(
        self, place: FilePlace
    ) -> None:
        store = await filled(place)
        await store.commit(change_set(*puts(*people("bo")), key="2"))
        async with quiet(place.open()) as desk:
            await desk.refresh()
            place.set_by_hand("person/an", since="2026-09-01", until="2026-09-01")
            place.set_by_hand("person/bo", since="2026-09-02", until="2026-09-01")
            await desk.refresh()
            assert sorted(problem.record or "" for problem in desk.problems) == ["person/an", "person/bo"]
            assert {person.until for person in desk.snapshot.nodes(Person)} == {None}
            assert len(await desk.revisions()) == 2
        await place.close()

    async def test_a_change_on_top_does_not_hide_that_the_store_is_unsound(self, place: FilePlace) -> None:
        clock = HandClock()
        await filled(place)
        async with quiet(place.open(), clock) as desk:
            place.set_by_hand("person/an", since="2026-09-01", until="2026-09-01")
            await desk.refresh()
            await put(desk, *people("bo"))
            await desk.refresh()
            assert names(desk.snapshot) == {"an", "bo"}
            assert [problem.record for problem in desk.problems] == ["person/an"]
        await place.close()

    async def test_what_no_record_can_be_is_refused_with_its_place(self, place: FilePlace) -> None:
        await filled(place)
        async with quiet(place.open()) as desk:
            place.set_by_hand("person/an", share_expertise="perhaps")
            place.set_by_hand("knows/1", level="a lot")
            await desk.refresh()
            assert sorted((str(problem.place), problem.field) for problem in desk.problems) == [
                ("knows/1 in the store", "level"),
                ("person/an in the store", "share_expertise"),
            ]
            assert names(desk.snapshot) == {"an"}
        await place.close()

    async def test_what_reads_as_a_record_is_still_checked_as_one(self, place: FilePlace) -> None:
        await filled(place)
        async with quiet(place.open()) as desk:
            place.set_by_hand("person/an", name="An\x07 Peeters")
            await desk.refresh()
            assert [(problem.record, problem.field) for problem in desk.problems] == [("person/an", "name")]
        await place.close()

    async def test_a_desk_that_starts_on_an_unsound_store_serves_what_the_log_says(self, place: FilePlace) -> None:
        await filled(place)
        place.set_by_hand("knows/1", level="a lot")
        async with quiet(place.open()) as desk:
            assert [edge.level for edge in desk.snapshot.edges(Knows)] == [3]
            assert [problem.field for problem in desk.problems] == ["level"]
            assert [problem.field for problem in await desk.check()] == ["level"]
        await place.close()

    async def test_once_it_is_mended_by_hand_the_snapshot_is_fresh_again(self, place: FilePlace) -> None:
        await filled(place)
        async with quiet(place.open()) as desk:
            place.set_by_hand("knows/1", level="a lot")
            await desk.refresh()
            assert desk.problems
            place.set_by_hand("knows/1", level=4)
            await desk.refresh()
            await desk.refresh()
            assert desk.problems == ()
            assert [edge.level for edge in desk.snapshot.edges(Knows)] == [4]
            assert await authors(desk) == ["an", "outside"]
        await place.close()

    async def test_a_check_tells_what_the_log_does_not_know_and_changes_nothing(self, place: FilePlace) -> None:
        await filled(place)
        async with quiet(place.open()) as desk:
            assert await desk.check() == ()
            place.set_by_hand("person/an", name="An Peeters")
            assert [problem.record for problem in await desk.check()] == ["person/an"]
            assert len(await desk.revisions()) == 1
        await place.close()


class TestOverlays:
    async def test_a_large_overlay_is_folded_in_the_background_and_later_changes_stay(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(following, "LARGEST_OVERLAY", 3)
        async with quiet(SqliteStore(":memory:")) as desk:
            for number in range(6):
                await put(desk, *people(f"p{number}"), key=str(number))
            assert desk._following._folding is not None
            await desk._following._folding
            assert desk.snapshot.overlay_size <= 3
            assert names(desk.snapshot) == {f"p{number}" for number in range(6)}
            assert desk.revision == 6
            await desk.refresh()
            assert (names(desk.snapshot), desk.problems) == ({f"p{number}" for number in range(6)}, ())

    async def test_folding_does_not_hold_up_a_change(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(following, "LARGEST_OVERLAY", 1)
        flat, release = Snapshot.flat, asyncio.Event()
        loop = asyncio.get_running_loop()

        def slow(snapshot: Snapshot) -> Snapshot:
            asyncio.run_coroutine_threadsafe(release.wait(), loop).result()
            return flat(snapshot)

        monkeypatch.setattr(Snapshot, "flat", slow)
        async with quiet(SqliteStore(":memory:")) as desk:
            await put(desk, *people("an", "bo"), key="1")
            await put(desk, *people("cis"), key="2")
            assert desk._following._folding is not None
            assert not desk._following._folding.done()
            release.set()
            await desk._following._folding
            assert names(desk.snapshot) == {"an", "bo", "cis"}
            assert desk.snapshot.overlay_size == 1


class TestShuttingDown:
    async def test_leaving_stops_the_timer_and_closes_the_store(self, tmp_path: Path) -> None:
        path = tmp_path / "store.db"
        async with Desk(SqliteStore(str(path)), refresh_seconds=0.01) as desk:
            await put(desk, *people("an"))
        assert not desk._timer.running
        assert set(os.listdir(tmp_path)) - {"store.db.access"} == {"store.db"}
        with contextlib.closing(sqlite3.connect(path)) as db:
            assert db.execute("SELECT count(*) FROM node").fetchone() == (1,)

    async def test_a_desk_that_cannot_open_closes_its_store(self) -> None:
        closed: list[bool] = []

        class Refusing(Watched):
            async def close(self) -> None:
                closed.append(True)
                await super().close()

        refusing = Refusing(SqliteStore(":memory:"))
        refusing.reachable = False
        with pytest.raises(StoreUnavailable):
            async with quiet(refusing):
                pass
        assert closed == [True]
