"""Uploads that wait to be taken in: kept for their session, for a while, within a limit."""

from __future__ import annotations

from graph.usecases.importing import NamedBytes
from service.web.uploads import MOST_KEPT_BYTES, SECONDS_KEPT, Tray

FILE = (NamedBytes("a.csv", b"naam"),)


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_an_upload_is_given_back_to_its_session_alone() -> None:
    tray = Tray()
    key = tray.put("mine", FILE)
    assert tray.get("mine", key) == FILE
    assert tray.get("other", key) == ()
    assert tray.get("mine", "another key") == ()


def test_an_upload_is_forgotten_after_a_while_or_when_it_is_given_up() -> None:
    clock = Clock()
    tray = Tray(clock)
    key, given_up = tray.put("mine", FILE), tray.put("mine", FILE)
    tray.drop("other", given_up)
    assert tray.get("mine", given_up) == FILE
    tray.drop("mine", given_up)
    clock.seconds = SECONDS_KEPT - 1
    assert tray.get("mine", key) == FILE
    assert tray.get("mine", given_up) == ()
    clock.seconds = SECONDS_KEPT
    assert tray.get("mine", key) == ()


def test_newer_uploads_push_out_the_oldest_when_there_is_no_room() -> None:
    tray = Tray()
    large = (NamedBytes("a.csv", bytes(MOST_KEPT_BYTES // 2)),)
    first, second = tray.put("mine", large), tray.put("mine", large)
    assert tray.get("mine", first)
    third = tray.put("mine", large)
    assert [bool(tray.get("mine", key)) for key in (first, second, third)] == [False, True, True]


def test_one_upload_is_kept_whatever_its_size() -> None:
    tray = Tray()
    key = tray.put("mine", (NamedBytes("a.csv", bytes(MOST_KEPT_BYTES + 1)),))
    assert tray.get("mine", key)
