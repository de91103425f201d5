"""The log cannot stop the service: a full pipe, a reader that is gone, a closed stderr; no work ends unseen."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from graph.store.sqlite.store import SqliteStore
from graph.usecases import watching
from graph.usecases.desk import Desk
from graph.usecases.serving import following
from graph.usecases.watching import WatchedTask
from service.log import Lines
from tests.contract.places import FilePlace
from tests.contract.records import change_set, people, puts
from tests.faults.servers import PROGRAM, ROOT, served, until
from tests.waiting import GENEROUS, comes_about

LOOK_OFTEN = "0.02"


@pytest.fixture
async def place(tmp_path: Path) -> FilePlace:
    """A store in which An is."""
    made = FilePlace(tmp_path / "store.db")
    await made.open().commit(change_set(*puts(*people("an"))))
    await made.close()
    return made


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    """The reading and the writing end of a pipe; closed at the end."""
    ends = os.pipe()
    yield ends
    for end in ends:
        with contextlib.suppress(OSError):
            os.close(end)


def fill(writing: int) -> None:
    """Leave no room in a pipe."""
    os.set_blocking(writing, False)
    with contextlib.suppress(BlockingIOError):
        while True:
            os.write(writing, b"x" * 4_096)
    os.set_blocking(writing, True)


def read_all(reading: int) -> str:
    """What a pipe holds now."""
    os.set_blocking(reading, False)
    found = b""
    with contextlib.suppress(BlockingIOError):
        while True:
            found += os.read(reading, 65_536)
    return found.decode()


@contextlib.contextmanager
def stderr_to(writing: int) -> Iterator[None]:
    """What goes to stderr goes into a pipe."""
    with open(writing, "w", closefd=False) as stream, contextlib.redirect_stderr(stream):
        yield


def revision(client: httpx.Client) -> int:
    """The revision that is served."""
    served_now: int = client.get("/readyz").json()["revision"]
    return served_now


def make_by_hand(place: FilePlace, client: httpx.Client, times: int) -> None:
    """Change a name by hand so many times, each adopted as a revision, and logged."""
    for number in range(times):
        wanted = revision(client) + 1
        place.set_by_hand("person/an", name=f"An {number}")
        until(lambda wanted=wanted: revision(client) >= wanted)  # type: ignore[misc]


def test_a_full_pipe_does_not_hold_up_the_service(place: FilePlace, pipe: tuple[int, int]) -> None:
    reading, writing = pipe
    fill(writing)
    with served(f"sqlite:///{place.path}", stderr=writing, refresh_seconds=LOOK_OFTEN, drain_seconds="0") as (
        running,
        client,
    ):
        make_by_hand(place, client, 5)
        assert client.get("/healthz").status_code == 200
        running.send_signal(signal.SIGTERM)
        assert running.wait(GENEROUS) == 0
    assert os.read(reading, 10) == b"x" * 10


def test_a_reader_that_is_gone_does_not_end_the_looking(place: FilePlace, pipe: tuple[int, int]) -> None:
    reading, writing = pipe
    with served(f"sqlite:///{place.path}", stderr=writing, refresh_seconds=LOOK_OFTEN, drain_seconds="0") as (
        running,
        client,
    ):
        os.close(writing)
        os.close(reading)
        make_by_hand(place, client, 3)
        assert client.get("/readyz").json()["status"] == "ready"
        running.send_signal(signal.SIGTERM)
        assert running.wait(GENEROUS) == 0


def test_a_device_that_is_full_does_not_change_how_it_ends(place: FilePlace) -> None:
    with (
        open("/dev/full", "w") as full,
        served(f"sqlite:///{place.path}", stderr=full, refresh_seconds=LOOK_OFTEN, drain_seconds="0") as (
            running,
            client,
        ),
    ):
        make_by_hand(place, client, 2)
        running.send_signal(signal.SIGTERM)
        assert running.wait(GENEROUS) == 0


@pytest.mark.parametrize("closed", ["2>&-", "2>&- <&-", "2>&- <&- >&-"])
def test_a_closed_stream_ends_no_command_and_no_store_takes_its_place(place: FilePlace, closed: str) -> None:
    before = place.path.read_bytes()
    command = f"{' '.join(PROGRAM)} check --store sqlite:///{place.path} {closed}"
    assert subprocess.run(["bash", "-c", command], cwd=ROOT, timeout=GENEROUS).returncode == 0
    bad = f"{' '.join(PROGRAM)} check --store sqlite:///{place.path}.not {closed}"
    assert subprocess.run(["bash", "-c", bad], cwd=ROOT, timeout=GENEROUS).returncode == 2
    assert place.path.read_bytes() == before


class TestLines:
    def test_what_found_no_room_is_counted_and_told_by_the_next_line(self, pipe: tuple[int, int]) -> None:
        reading, writing = pipe
        lines = Lines()
        fill(writing)
        with stderr_to(writing):
            lines.write("one\n")
            lines.write("two\n")
            assert lines.lost == 2
            read_all(reading)
            lines.write("three\n")
        told, three = read_all(reading).splitlines()
        assert json.loads(told) == {"event": "log_lines_lost", "level": "warning", "lines": 2}
        assert (three, lines.lost) == ("three", 0)

    def test_a_line_that_is_longer_than_the_pipe_is_broken_off_and_the_next_begins_anew(
        self, pipe: tuple[int, int]
    ) -> None:
        reading, writing = pipe
        lines = Lines()
        with stderr_to(writing):
            lines.write("x" * 1_000_000 + "\n")
            read_all(reading)
            lines.write("after\n")
        assert read_all(reading).splitlines()[-1] == "after"

    @pytest.mark.parametrize("gone", [None, "closed"])
    def test_without_stderr_nothing_fails(self, gone: str | None) -> None:
        stream = io.StringIO()
        stream.close()
        lines = Lines()
        with contextlib.redirect_stderr(stream if gone else None):
            lines.write("one\n")
        assert lines.lost == 1


class TestWorkBesideTheRequests:
    async def test_what_ends_is_begun_again_and_counted(self) -> None:
        begun = asyncio.Queue[int]()
        times = 0

        async def work() -> None:
            nonlocal times
            times += 1
            begun.put_nowait(times)
            raise ValueError("no good")

        task = WatchedTask("work", work, pause_seconds=0)
        task.start()
        assert [await begun.get() for _ in range(3)] == [1, 2, 3]
        assert task.failures >= 2
        assert task.running
        await task.stop()
        assert not task.running

    async def test_not_even_a_log_that_fails_ends_the_looking(
        self, place: FilePlace, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Failing:
            def __getattr__(self, _name: str) -> object:
                raise OSError("the log is gone")

        monkeypatch.setattr(following, "log", Failing())
        monkeypatch.setattr(watching, "log", Failing())
        monkeypatch.setattr(watching, "PAUSE_SECONDS", 0)
        store = SqliteStore(str(place.path))
        async with Desk(store, refresh_seconds=0.01) as desk:
            place.set_by_hand("person/an", name="An Peeters")
            await comes_about(lambda: desk.failures > 0)
            await place.open().commit(change_set(*puts(*people("bo")), key="bo"))
            await comes_about(lambda: desk.snapshot.get("person/bo") is not None)
        await place.close()


def test_what_a_library_says_goes_the_same_way() -> None:
    said = (
        "import logging; from service.log import log_to_stderr; log_to_stderr(); "
        "logging.getLogger('uvicorn.error').warning('Invalid HTTP request received.')"
    )
    done = subprocess.run([sys.executable, "-P", "-c", said], cwd=ROOT, capture_output=True, text=True)
    (line,) = done.stderr.splitlines()
    event = json.loads(line)
    assert (event["event"], event["level"], event["logger"]) == (
        "Invalid HTTP request received.",
        "warning",
        "uvicorn.error",
    )
