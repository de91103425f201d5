"""Several writers of one file are served in the order in which they come, however busy the machine is."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import sqlite3
import threading
from pathlib import Path

import pytest

from graph.domain.errors import StoreLocked
from graph.store.sqlite import turns as turns_module
from graph.store.sqlite.store import SqliteStore
from graph.store.sqlite.turns import TurnNotCome, Turns
from tests.contract.places import PATIENT, FilePlace
from tests.contract.records import change_set, people, puts

SHORT = 0.2
WRITERS = 8


@pytest.fixture
def place(tmp_path: Path) -> FilePlace:
    """A file that is not there yet."""
    return FilePlace(tmp_path / "store.db")


async def test_each_of_several_writers_is_served(place: FilePlace) -> None:
    stores = [place.open() for _ in range(WRITERS)]
    made = await asyncio.gather(
        *(
            store.commit(change_set(*puts(*people(f"p{writer}-{number}")), key=f"{writer} {number}"))
            for writer, store in enumerate(stores)
            for number in range(5)
        )
    )
    assert sorted(revision.number for revision in made) == list(range(1, WRITERS * 5 + 1))
    await place.close()
    assert os.listdir(place.path.parent) == ["store.db"]


def test_who_waits_comes_before_who_had_a_turn_and_asks_again(tmp_path: Path) -> None:
    turns = Turns(tmp_path / "store.db", PATIENT)
    order: list[str] = []
    has_turn, go_on = threading.Event(), threading.Event()

    def greedy() -> None:
        with turns.taken():
            order.append("greedy")
            has_turn.set()
            go_on.wait(PATIENT)
        with turns.taken():
            order.append("greedy again")

    def patient() -> None:
        with turns.taken():
            order.append("patient")

    first = threading.Thread(target=greedy)
    first.start()
    has_turn.wait(PATIENT)
    second = threading.Thread(target=patient)
    second.start()
    _until_somebody_is_in_line(tmp_path / "store.db.turn")
    go_on.set()
    for thread in (first, second):
        thread.join(PATIENT)
    assert order == ["greedy", "patient", "greedy again"]


def _until_somebody_is_in_line(path: Path) -> None:
    file = os.open(path, os.O_RDWR)
    try:
        while turns_module._locked(file, turns_module.LINE, wait=False):
            turns_module._unlock(file, turns_module.LINE)
    finally:
        os.close(file)


def test_a_line_that_moves_is_waited_for_longer_than_one_may_keep_the_others_waiting(tmp_path: Path) -> None:
    turns, impatient = Turns(tmp_path / "store.db", PATIENT), Turns(tmp_path / "store.db", SHORT)
    served = threading.Event()

    def wait() -> None:
        with impatient.taken():
            served.set()

    with turns.taken():
        file = os.open(tmp_path / "store.db.turn", os.O_RDWR)
        waiting = threading.Thread(target=wait)
        waiting.start()
        for _ in range(20):  # the line moves, all in all for much longer than it may stand still
            waiting.join(SHORT / 10)
            turns_module._count(file)
            assert waiting.is_alive()
    assert served.wait(PATIENT)
    waiting.join(PATIENT)
    os.close(file)


def test_a_line_that_stands_still_is_left_and_does_not_hold_up_those_after(tmp_path: Path) -> None:
    turns, impatient = Turns(tmp_path / "store.db", PATIENT), Turns(tmp_path / "store.db", SHORT)
    with turns.taken():
        for _ in range(3):
            with pytest.raises(TurnNotCome), impatient.taken():
                pass
    with turns.taken():
        pass


async def test_whoever_waits_in_vain_is_told_that_the_store_is_locked(place: FilePlace) -> None:
    await place.open().commit(change_set(*puts(*people("an"))))
    impatient = SqliteStore(str(place.path), busy_seconds=SHORT)
    with Turns(place.path, PATIENT).taken(), pytest.raises(StoreLocked, match="locked by another process"):
        await impatient.commit(change_set(*puts(*people("bo")), key="bo"))
    with contextlib.closing(sqlite3.connect(place.path)) as hand:
        hand.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreLocked, match="locked by another process"):
            await impatient.commit(change_set(*puts(*people("bo")), key="bo"))
    assert (await impatient.commit(change_set(*puts(*people("bo")), key="bo"))).number == 2
    await impatient.close()
    await place.close()


@pytest.fixture(params=["a folder that is not ours", "a file system without locks"])
def without_turns(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A place where turns cannot be had."""

    def refused(*_given: object, **_more: object) -> bool:
        raise OSError(errno.EROFS if "folder" in request.param else errno.ENOLCK, "not here")

    if "folder" in request.param:
        monkeypatch.setattr(turns_module.os, "open", refused)
    else:
        monkeypatch.setattr(turns_module, "_locked", refused)


@pytest.mark.usefixtures("without_turns")
def test_where_turns_cannot_be_had_everybody_goes_on_at_once(tmp_path: Path) -> None:
    turns = Turns(tmp_path / "store.db", SHORT)
    with turns.taken(), turns.taken():
        pass
