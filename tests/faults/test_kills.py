"""Whoever writes, restores or takes a store over may be killed at any moment; the long version is `bench.kills`."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from bench.kills import kill_rounds
from graph.store.sqlite.store import SqliteStore
from graph.usecases.backups import back_up, restore
from graph.usecases.desk import Desk
from tests.contract.records import change_set, many
from tests.contract.test_backups import content, small_backup
from tests.contract.test_upgrades import check_taken_over, put_file
from tests.faults.servers import PROGRAM, ROOT
from tests.waiting import GENEROUS

ROUNDS = 6


def test_what_was_acknowledged_is_there_and_nothing_by_half(tmp_path: Path) -> None:
    seen = kill_rounds(ROUNDS, tmp_path, seed=20261130)
    assert seen["rounds"] == ROUNDS
    assert {what: seen[what] for what in ("lost", "half", "unsound")} == {"lost": 0, "half": 0, "unsound": 0}


async def test_a_command_that_is_killed_while_it_takes_a_store_over_leaves_one_that_is_taken_over(
    tmp_path: Path,
) -> None:
    put_file(1, tmp_path / "store.db")
    for seconds in (0.2, 0.5, 0.8):
        kill_command("check", "--store", f"sqlite:///{tmp_path}/store.db", when=lambda begun: begun > seconds)  # noqa: B023
    await check_taken_over(SqliteStore(str(tmp_path / "store.db")))


async def test_a_damaged_store_comes_back_from_its_backup(tmp_path: Path) -> None:
    store = SqliteStore(":memory:")
    backup = await small_backup(tmp_path / "a.backup")
    await restore(store, backup)
    before = await content(store)
    await store.close()
    file = tmp_path / "store.db"
    file.write_bytes(b"damaged" * 1_000)
    code, said = told_by("check", file, None)
    assert (code, "Put a backup in its place" in said) == (2, True)
    file.unlink()
    assert told_by("restore", file, backup)[0] == 0
    assert told_by("check", file, None)[0] == 0
    restored = SqliteStore(str(file))
    assert await content(restored) == before
    await restored.close()


def kill_command(*words: str, when: Callable[[float], bool]) -> None:
    """Kill a command once it has come so far, told by how long it runs; one that is done before is left."""
    with subprocess.Popen(
        [*PROGRAM, *words], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as running:
        begun = time.monotonic()
        while running.poll() is None and not when(time.monotonic() - begun):
            time.sleep(0.001)
        running.kill()


def told_by(command: str, store: Path, file: Path | None) -> tuple[int, str]:
    """How a command ends, and what it says."""
    words = [command, *([str(file)] if file else []), "--store", f"sqlite:///{store}"]
    done = subprocess.run([*PROGRAM, *words], cwd=ROOT, capture_output=True, text=True, timeout=GENEROUS)
    return done.returncode, done.stdout + done.stderr


async def test_a_restore_that_is_killed_leaves_an_empty_store(tmp_path: Path) -> None:
    large = SqliteStore(":memory:")
    await large.commit(change_set(*many(20_000)))
    async with Desk(large, refresh_seconds=3600) as desk:
        await back_up(desk, tmp_path / "a.backup")
    file = tmp_path / "store.db"
    log = file.with_name("store.db-wal")
    kill_command(
        "restore",
        str(tmp_path / "a.backup"),
        "--store",
        f"sqlite:///{file}",
        when=lambda _begun: log.exists() and log.stat().st_size > 100_000,
    )
    store = SqliteStore(str(file))
    version, records = await store.load()
    assert (version.revision, len(records)) in ((0, 0), (1, 20_000))
    await store.close()
