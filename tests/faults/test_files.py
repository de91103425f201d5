"""A file that is empty, taken away, replaced or cut: nothing is made up, nothing is acknowledged in vain."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from graph.domain.errors import Conflict, NotFound, StoreDamaged, StoreUnavailable
from graph.store.sqlite.store import SqliteStore
from graph.usecases.desk import Desk
from graph.usecases.opening import open_store
from graph.usecases.viewer import LOCAL_OWNER
from tests.contract.records import change_set, many, people, puts
from tests.contract.test_faults import told_by_cli
from tests.waiting import comes_about

NEVER = 3_600.0


@pytest.fixture
async def file(tmp_path: Path) -> Path:
    """The file of a store with a thousand records."""
    path = tmp_path / "school.db"
    store = SqliteStore(str(path))
    await store.commit(change_set(*many(1_000)))
    await store.close()
    return path


@pytest.fixture
async def running(file: Path) -> AsyncIterator[SqliteStore]:
    """The same store, in use."""
    store = SqliteStore(str(file), create=False)
    await store.load()
    yield store
    await store.close()


def bytes_of(file: Path) -> bytes:
    """What a file holds."""
    return file.read_bytes()


async def commit_an(store: SqliteStore) -> int:
    """Commit one record more; the revision."""
    return (await store.commit(change_set(*puts(*people("an")), key="an"))).number


class TestEmptyFiles:
    @pytest.mark.parametrize("content", [b"", b"x"], ids=["nothing", "one byte"])
    async def test_one_in_which_nothing_is_never_becomes_a_store(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "school.db"
        path.write_bytes(content)
        store = SqliteStore(str(path))
        with pytest.raises(StoreDamaged, match="no store is in it"):
            await store.load()
        with pytest.raises(StoreDamaged, match="no store is in it"):
            await commit_an(store)
        await store.close()
        assert (path.read_bytes(), os.listdir(tmp_path)) == (content, ["school.db"])

    def test_the_command_line_says_so_with_2(self, tmp_path: Path) -> None:
        path = tmp_path / "school.db"
        path.touch()
        for words in (("check",), ("serve", "--port", "0"), ("revisions",)):
            code, out, err = told_by_cli(*words, "--store", f"sqlite:///{path}")
            assert (code, out, len(err.splitlines())) == (2, "", 1)
            assert f"The file {path} is there, and no store is in it" in err
        assert path.read_bytes() == b""

    async def test_one_without_a_schema_that_anybody_wrote_is_refused(self, file: Path) -> None:
        with contextlib.closing(sqlite3.connect(file)) as hand:
            hand.execute("PRAGMA user_version = 0")
        store = SqliteStore(str(file))
        with pytest.raises(StoreDamaged, match="has schema 0"):
            await store.version()
        await store.close()

    async def test_one_that_goes_between_the_look_and_the_first_use_is_not_made(self, file: Path) -> None:
        with pytest.raises(NotFound):
            open_store(f"sqlite:///{file}.other")
        store = open_store(f"sqlite:///{file}")
        os.unlink(file)
        with pytest.raises(StoreUnavailable, match="is not there"):
            await store.version()
        await store.close()
        assert file.name not in os.listdir(file.parent)

    async def test_one_that_is_made_is_whole_at_once_and_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "new.db"
        stores = [SqliteStore(str(path)) for _ in range(4)]
        versions = [await store.version() for store in stores]
        assert len({version.store_id for version in versions}) == 1
        for store in stores:
            await store.close()
        assert os.listdir(tmp_path) == ["new.db"]
        assert path.stat().st_mode & 0o777 == 0o600


class TestFilesInUse:
    async def test_one_taken_away_is_noticed_by_every_look_and_every_change(
        self, file: Path, running: SqliteStore
    ) -> None:
        elsewhere = file.with_name("elsewhere.db")
        os.rename(file, elsewhere)
        for use in (running.version, running.load, lambda: commit_an(running)):
            with pytest.raises(StoreDamaged, match="was taken away while it was in use"):
                await use()
        os.rename(elsewhere, file)
        assert await commit_an(running) == 2

    async def test_one_replaced_by_a_copy_is_noticed_and_the_copy_stays_as_it_is(
        self, file: Path, running: SqliteStore
    ) -> None:
        copy = file.with_name("copy.db")
        shutil.copy(file, copy)
        content = bytes_of(copy)
        os.replace(copy, file)
        for use in (running.version, lambda: commit_an(running)):
            with pytest.raises(StoreDamaged, match="was replaced by another file"):
                await use()
        assert bytes_of(file) == content

    @pytest.mark.parametrize("left", [0, 1, 20_000])
    async def test_one_that_is_cut_is_noticed(self, file: Path, running: SqliteStore, left: int) -> None:
        os.truncate(file, left)
        for use in (running.version, lambda: commit_an(running)):
            with pytest.raises(StoreDamaged, match="was cut short"):
                await use()

    async def test_one_that_a_hand_made_smaller_in_good_order_serves_on(self, tmp_path: Path) -> None:
        path = tmp_path / "school.db"
        store = SqliteStore(str(path))
        await store.commit(change_set(*many(3_000)))
        await store.close()
        with contextlib.closing(sqlite3.connect(path)) as hand:
            hand.execute("CREATE TABLE notes (text)")
            hand.execute("INSERT INTO notes VALUES (zeroblob(1000000))")
            hand.commit()
            running = SqliteStore(str(path))
            await running.version()
            size = path.stat().st_size
            hand.execute("DROP TABLE notes")
            hand.commit()
            hand.execute("VACUUM")
            hand.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert path.stat().st_size < size
        assert await commit_an(running) == 2
        await running.close()

    async def test_another_store_put_into_the_same_file_takes_no_change_that_was_made_for_the_first(
        self, file: Path, tmp_path: Path, running: SqliteStore
    ) -> None:
        other = SqliteStore(str(tmp_path / "other.db"))
        await other.commit(change_set(*puts(*people("bo"))))
        await other.close()
        with (
            contextlib.closing(sqlite3.connect(tmp_path / "other.db")) as source,
            contextlib.closing(sqlite3.connect(file)) as target,
        ):
            source.backup(target)
        with pytest.raises(Conflict):
            await running.commit(change_set(*puts(*people("an")), key="an"), expected=1)
        assert (await running.version()).revision == 1

    async def test_a_running_desk_says_so_and_takes_no_change(self, file: Path) -> None:
        async with Desk(SqliteStore(str(file), create=False), refresh_seconds=0.01) as desk:
            os.unlink(file)
            with pytest.raises(StoreDamaged):
                await desk.commit(lambda _: puts(*people("an")), viewer=LOCAL_OWNER, reason="", key="an")
            await comes_about(lambda: bool(desk.problems))
            assert "was taken away" in str(desk.problems[0])
            assert len(desk.snapshot) == 1_000
        assert file.name not in os.listdir(file.parent)
