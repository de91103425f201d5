"""Writers of one file take turns in the order in which they come, also those of other processes.

SQLite's own lock is taken by whoever asks at the right moment, so that on a busy machine somebody may never get it.
Beside the store stands a file of which two bytes are locked: the line, which only the next writer holds, and the turn.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
import struct
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

if sys.platform == "linux":
    import fcntl

__all__ = ["TurnNotCome", "Turns"]

LINE, TURN = 8, 9
"""Bytes that are locked; before them stands how many turns were taken."""

_COUNT = struct.Struct("q")
_TAKEN = (errno.EAGAIN, errno.EACCES)


class TurnNotCome(Exception):
    """Nobody before us in the line was served for as long as we are willing to wait."""


class Turns:
    """The turns of the writers of one store.

    Where a file beside it cannot be made or locked (a folder that is not ours, some network file systems) everybody's
    turn comes at once, and SQLite's own lock keeps the writers apart.

    Args:
        store: the file of the store.
        seconds: how long one who is served may keep the others waiting.
    """

    def __init__(self, store: Path, seconds: float) -> None:
        self._path = store.with_name(f"{store.name}.turn")
        self._seconds = seconds

    @contextlib.contextmanager
    def taken(self) -> Iterator[None]:
        """Wait for our turn, and have it while the block runs.

        Raises:
            TurnNotCome: the line does not move.
        """
        file = self._come()
        try:
            yield
        except sqlite3.OperationalError:
            raise  # the store itself is held by somebody outside the line: the line did not move
        except BaseException:
            _count(file)
            raise
        else:
            _count(file)
        finally:
            if file is not None:
                os.close(file)

    def tidy(self) -> None:
        """Take the file away when nobody waits."""
        with contextlib.suppress(OSError):
            file = os.open(self._path, os.O_RDWR)
            try:
                if _free(file):
                    self._path.unlink()
            finally:
                os.close(file)

    def _come(self) -> int | None:
        """The file, of which the turn is locked; None where turns cannot be had."""
        while True:
            try:
                file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            except OSError:
                return None
            try:
                if not _free(file):
                    self._wait(file)
                if self._is_there(file):
                    return file
            except TurnNotCome:
                raise  # the file is closed when the turn comes after all
            except OSError:
                os.close(file)
                return None
            os.close(file)

    def _is_there(self, file: int) -> bool:
        """Whether it is still the file in which others wait; else somebody tidied up in between."""
        try:
            return os.path.samestat(os.fstat(file), self._path.stat())
        except FileNotFoundError:
            return False

    def _wait(self, file: int) -> None:
        come: Future[None] = Future()
        # A lock that is waited for cannot be given up: a thread of its own waits, and lets go when it comes too late.
        threading.Thread(target=_wait_in_line, args=(file, come), daemon=True).start()
        served = _counted(file)
        while True:
            try:
                return come.result(self._seconds)
            except TimeoutError:
                before, served = served, _counted(file)
                if before == served:
                    come.add_done_callback(lambda _: os.close(file))
                    raise TurnNotCome from None


def _free(file: int) -> bool:
    """Whether the turn came at once; else we may be the next in line already, and stay so."""
    if not _locked(file, LINE, wait=False) or not _locked(file, TURN, wait=False):
        return False
    _unlock(file, LINE)
    return True


def _wait_in_line(file: int, come: Future[None]) -> None:
    try:
        _locked(file, LINE, wait=True)
        _locked(file, TURN, wait=True)
        _unlock(file, LINE)
    except OSError as error:
        come.set_exception(error)
    else:
        come.set_result(None)


def _locked(file: int, byte: int, *, wait: bool) -> bool:
    """Whether a byte is locked by this opening of the file now.

    Raises:
        OSError: the file system knows no such locks.
    """
    if sys.platform != "linux":
        raise OSError(errno.ENOTSUP, "no locks that belong to an open file")
    try:
        fcntl.fcntl(file, fcntl.F_OFD_SETLKW if wait else fcntl.F_OFD_SETLK, _range(fcntl.F_WRLCK, byte))
    except OSError as error:
        if error.errno in _TAKEN:
            return False
        raise
    return True


def _unlock(file: int, byte: int) -> None:
    if sys.platform == "linux":
        fcntl.fcntl(file, fcntl.F_OFD_SETLK, _range(fcntl.F_UNLCK, byte))


def _range(kind: int, byte: int) -> bytes:
    """One byte of a file, as the `struct flock` of the system."""
    return struct.pack("hhqqi0q", kind, os.SEEK_SET, byte, 1, 0)


def _count(file: int | None) -> None:
    if file is not None:
        with contextlib.suppress(OSError):  # a full disk: who waits may give up too early, and is told
            os.pwrite(file, _COUNT.pack(_counted(file) + 1), 0)


def _counted(file: int) -> int:
    raw = os.pread(file, _COUNT.size, 0)
    return int(_COUNT.unpack(raw)[0]) if len(raw) == _COUNT.size else 0
