"""A backup of any store, made while it serves, fills an empty one of either kind: records and log come back equal."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from graph.domain.changes import Revision
from graph.domain.errors import InvalidInput
from graph.store.access_archive import read_access, write_access
from graph.store.archive import Origin, read_archive, written_archive
from graph.store.kept import Owner, Session, Webhook
from graph.store.port import Store
from graph.store.sqlite.store import SqliteStore
from graph.usecases.backups import (
    KeptBackups,
    NightlyBackups,
    back_up,
    back_up_access,
    look_through,
    restore,
    restore_access,
)
from graph.usecases.desk import Desk
from tests.contract.places import LastingPlace, Place
from tests.contract.records import change_set, pair, people, puts
from tests.stores.keep import fill


async def backed_up(store: Store, file: Path) -> Path:
    async with Desk(store) as desk:
        await back_up(desk, file)
    return file


async def small_backup(file: Path) -> Path:
    """A backup of four revisions."""
    store = SqliteStore(":memory:")
    await fill(store)
    return await backed_up(store, file)


async def content(store: Store) -> object:
    """The graph and the log."""
    _version, records = await store.load()
    return {record.id: record for record in records}, await store.changes(0)


async def test_there_and_back_again_nothing_differs(place: Place, tmp_path: Path) -> None:
    first = SqliteStore(str(tmp_path / "first.db"))
    await fill(first)
    before = await content(first)
    there = place.open()
    await restore(there, await backed_up(first, tmp_path / "first.backup"))
    assert await content(there) == before
    back = SqliteStore(":memory:")
    await restore(back, await backed_up(there, tmp_path / "second.backup"))
    assert await content(back) == before
    await back.close()


async def test_what_is_committed_while_it_is_made_is_in_it_whole_or_not_at_all(
    lasting: LastingPlace, tmp_path: Path
) -> None:
    store, writer = lasting.open(), lasting.open()
    await writer.commit(change_set(*pair(0), key="0"))
    async with Desk(store, refresh_seconds=3600) as desk:
        done = asyncio.Event()

        async def write() -> None:
            for number in range(1, 40):
                await writer.commit(change_set(*pair(number), key=str(number)))
            done.set()

        async def keep() -> None:
            for turn in range(10_000):
                made = await back_up(desk, tmp_path / f"{turn}.backup")
                held = [revision.number for revision in read_archive(made.file)]
                assert held == list(range(1, made.revision + 1))
                if done.is_set():
                    return

        await asyncio.gather(write(), keep())


async def test_what_a_hand_changed_is_a_revision_first(lasting: LastingPlace, tmp_path: Path) -> None:
    store = lasting.open()
    await store.commit(change_set(*puts(*people("an"))))
    async with Desk(lasting.open(), refresh_seconds=3600) as desk:
        await desk.refresh()
        lasting.set_by_hand("person/an", name="An Peeters")
        await back_up(desk, tmp_path / "a.backup")
    (_first, outside) = read_archive(tmp_path / "a.backup")
    assert (outside.author, outside.changes[0].record.name) == ("outside", "An Peeters")


class TestFiles:
    async def test_what_is_in_it_is_told(self, tmp_path: Path) -> None:
        looked = look_through(await small_backup(tmp_path / "a.backup"))
        assert (looked.revision, looked.records, looked.problems) == (4, 6, ())

    async def test_it_is_read_by_its_owner_only(self, tmp_path: Path) -> None:
        file = await small_backup(tmp_path / "a.backup")
        assert file.stat().st_mode & 0o777 == 0o600
        assert names(tmp_path) == ["a.backup"]

    @pytest.mark.parametrize("keep", [0, 1, 0.3, 0.7, 0.99])
    async def test_one_that_was_cut_is_refused(self, keep: float, tmp_path: Path) -> None:
        file = await small_backup(tmp_path / "a.backup")
        data = file.read_bytes()
        file.write_bytes(data[: int(len(data) * keep) if keep < 1 else -1])
        with pytest.raises(InvalidInput, match=r"a\.backup is no sound backup"):
            look_through(file)

    async def test_one_of_which_any_bit_turned_is_refused_or_says_the_same(self, tmp_path: Path) -> None:
        file = await small_backup(tmp_path / "a.backup")
        data, said = file.read_bytes(), list(read_archive(file))
        for place in range(10, len(data), 7):  # behind the head of the compressed file, which says nothing
            file.write_bytes(data[:place] + bytes([data[place] ^ 0x10]) + data[place + 1 :])
            try:
                found = list(read_archive(file))
            except InvalidInput:
                continue
            assert found == said

    @pytest.mark.parametrize(
        ("wrong", "reason"),
        [
            (lambda lines: [lines[0], *lines[3:]], "is missing"),
            (lambda lines: lines[:-1], "was cut"),
            (lambda lines: [lines[0].replace(b'"revision":4', b'"revision":9'), *lines[1:]], "checksum"),
            (lambda lines: [lines[0].replace(b'backup":1', b'backup":99'), *lines[1:]], "newer version"),
            (lambda lines: [*lines[:2], lines[2].replace(b"person", b"persoon"), *lines[3:]], "cannot be read"),
            (lambda lines: [b"{}\n", *lines[1:]], "does not begin as one"),
        ],
    )
    async def test_what_is_wrong_with_one_is_told(
        self, wrong: Callable[[list[bytes]], list[bytes]], reason: str, tmp_path: Path
    ) -> None:
        file = await small_backup(tmp_path / "a.backup")
        lines = gzip.decompress(file.read_bytes()).splitlines(keepends=True)
        file.write_bytes(gzip.compress(b"".join(wrong(lines))))
        with pytest.raises(InvalidInput, match=reason):
            look_through(file)

    async def test_revisions_that_do_not_fit_are_refused_before_anything_is_written(self, tmp_path: Path) -> None:
        file = tmp_path / "a.backup"
        log = list(read_archive(await small_backup(file)))
        with written_archive(file, Origin(store_id="x", revision=4, made_at=datetime.now(UTC))) as archive:
            archive.add([log[0], log[1], log[3], log[2]])
        with pytest.raises(InvalidInput, match="is missing"):
            look_through(file)
        twice = [log[0], *(_numbered(revision, revision.number + 1) for revision in log)]
        with written_archive(file, Origin(store_id="x", revision=5, made_at=datetime.now(UTC))) as archive:
            archive.add(twice)
        store = SqliteStore(":memory:")
        with pytest.raises(InvalidInput, match="revision 2 does not fit"):
            await restore(store, file)
        assert (await store.version()).revision == 0
        await store.close()

    async def test_when_it_fails_what_was_there_stays(self, tmp_path: Path) -> None:
        file = await small_backup(tmp_path / "a.backup")
        before = file.read_bytes()
        with (
            pytest.raises(RuntimeError),
            written_archive(file, Origin(store_id="x", revision=1, made_at=datetime.now(UTC))),
        ):
            raise RuntimeError
        assert file.read_bytes() == before
        assert names(tmp_path) == ["a.backup"]


def _numbered(revision: Revision, number: int) -> Revision:
    return replace(revision, number=number)


class Noon:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 9, 1, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment


class TestNightly:
    async def test_one_a_day_is_made_from_the_hour_on_and_the_last_ones_stay(self, tmp_path: Path) -> None:
        clock = Noon()
        async with Desk(SqliteStore(":memory:"), refresh_seconds=3600) as desk:
            nightly = NightlyBackups(
                desk, KeptBackups(tmp_path), at=time(2, 30), keep=2, timezone="Europe/Brussels", clock=clock
            )
            (tmp_path / "another file").touch()
            await nightly.look()
            await nightly.look()
            assert names(tmp_path) == ["another file", "mandaatwijzer-2026-09-01.backup"]
            clock.moment = datetime(2026, 9, 2, 0, 29, tzinfo=UTC)  # 02:29 there
            await nightly.look()
            assert len(nightly.kept.files()) == 1
            for _ in range(3):
                clock.moment += timedelta(days=1, minutes=1)
                await nightly.look()
            assert names(tmp_path)[1:] == ["mandaatwijzer-2026-09-04.backup", "mandaatwijzer-2026-09-05.backup"]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


class TestAccess:
    async def test_who_may_come_in_comes_back_and_a_session_does_not(self, place: Place, tmp_path: Path) -> None:
        now = datetime.now(UTC)
        owner = Owner(key="person/an", since=now, by="installation")
        session = Session(key="hash", person="person/an", provider="link", opened=now, seen=now)
        store = place.open()
        webhook = Webhook(key="pub", url="https://sync.school.example", told=3, secret=bytes(range(32)), due=now)
        for value in (owner, session, webhook):
            assert await store.access.add(value, now)
        assert await back_up_access(store.access, tmp_path / "access.backup") == 2
        other = SqliteStore(":memory:")
        await restore_access(other.access, read_access(tmp_path / "access.backup"))
        assert await other.access.all(Owner, now) == [owner]
        assert await other.access.all(Webhook, now) == [webhook]
        assert await other.access.all(Session, now) == []
        await other.close()

    async def test_what_is_there_stays(self, tmp_path: Path) -> None:
        now = datetime.now(UTC)
        store = SqliteStore(":memory:")
        for by in ("first", "second"):
            await restore_access(store.access, [Owner(key="person/an", since=now, by=by)])
        assert [owner.by for owner in await store.access.all(Owner, now)] == ["first"]
        await store.close()

    def test_a_file_that_is_damaged_or_another_one_is_refused(self, tmp_path: Path) -> None:
        file = tmp_path / "access.backup"
        write_access(file, [Owner(key="person/an", since=datetime.now(UTC), by="x")])
        data = file.read_bytes()
        for wrong in (
            data[:-5],
            b"",
            b"another",
            gzip.compress(gzip.decompress(data).replace(b"person/an", b"person/bo")),
        ):
            file.write_bytes(wrong)
            with pytest.raises(InvalidInput, match="no sound backup of who may come in"):
                read_access(file)
