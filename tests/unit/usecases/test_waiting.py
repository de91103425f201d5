"""Work waits in line: the small first; what could not be done in time is turned away and never begun."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager

import pytest

from graph.domain.errors import Overloaded
from graph.usecases import waiting
from graph.usecases.waiting import Line


@contextmanager
def line_at_work() -> Iterator[tuple[Line, threading.Event]]:
    """A line of one thread that is at work until it is let go."""
    line, release, begun = Line("test", 1), threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        release.wait(60)

    line.join(work, weight=0, seconds=None)
    begun.wait(60)
    try:
        yield line, release
    finally:
        release.set()
        line.close()


def join(line: Line, done: list[str], name: str, weight: float = 0, seconds: float | None = None) -> Future[None]:
    return line.join(lambda: done.append(name), weight=weight, seconds=seconds)


def test_the_small_goes_first_and_of_equals_who_came_first() -> None:
    done: list[str] = []
    with line_at_work() as (line, release):
        asked = [join(line, done, name, weight) for name, weight in (("large", 9), ("a", 1), ("huge", 10), ("b", 1))]
        assert (line.running, line.waiting) == (1, 4)
        release.set()
        for future in asked:
            future.result(60)
    assert done == ["a", "b", "large", "huge"]


def test_who_no_longer_waits_is_left_out() -> None:
    done: list[str] = []
    with line_at_work() as (line, release):
        gone, stays = join(line, done, "gone"), join(line, done, "stays")
        gone.cancel()
        release.set()
        stays.result(60)
    assert done == ["stays"]


def test_what_fails_is_told_to_who_asked_and_the_line_goes_on() -> None:
    line = Line("test", 1)
    with pytest.raises(ZeroDivisionError):
        line.join(lambda: 1 // 0, weight=0, seconds=None).result(60)
    assert line.join(lambda: 7, weight=0, seconds=None).result(60) == 7
    line.close()


def test_whose_turn_would_not_come_in_time_is_told_at_once_when_to_ask_again() -> None:
    done: list[str] = []
    with line_at_work() as (line, release):
        line._seconds = 10.0  # as after much long work
        join(line, done, "patient", seconds=60)
        with pytest.raises(Overloaded) as refused:
            join(line, done, "in a hurry", seconds=15)
        assert (refused.value.seconds, line.refused) == (20, 1)
        join(line, done, "small", weight=-1, seconds=15).cancel()  # it goes before the one that waits
        release.set()


def test_who_finds_nobody_is_served_however_long_the_last_work_took() -> None:
    line = Line("test", 1)
    line._seconds = 1_000.0
    assert line.join(lambda: 7, weight=0, seconds=0.1).result(60) == 7
    line.close()


def test_no_more_wait_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "MOST_WAITING", 2)
    with line_at_work() as (line, _release):
        for _ in range(2):
            join(line, [], "waits")
        with pytest.raises(Overloaded):
            join(line, [], "one too many")


def test_a_line_that_is_closed_begins_nothing_more() -> None:
    done: list[str] = []
    with line_at_work() as (line, release):
        waits = join(line, done, "waits")
        line.close()
        assert waits.cancelled()
        release.set()
    assert done == []
