"""The file of an embedded store: made whole or not at all, and known again while it is in use."""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
from collections.abc import Callable
from pathlib import Path

from graph.domain.errors import StoreDamaged
from graph.domain.text import Text

__all__ = ["FileInUse", "make_file"]


def make_file(path: Path, fill: Callable[[sqlite3.Connection], None]) -> None:
    """Make a store where there is none, for its owner only; when somebody else makes it meanwhile, that one stands.

    Args:
        path: where it comes to stand once it is whole.
        fill: writes into it.
    """
    beside = path.with_name(f"{path.name}.new-{secrets.token_hex(4)}")
    os.close(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    try:
        with contextlib.closing(sqlite3.connect(beside, isolation_level=None)) as db:
            fill(db)
        _put(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    _keep_name(path.parent)


def _put(beside: Path, path: Path) -> None:
    """Give a file its name, unless a file has it."""
    try:
        os.link(beside, path)
    except FileExistsError:
        return
    except OSError:  # a file system without a second name for a file
        if not path.exists():
            beside.replace(path)


def _keep_name(folder: Path) -> None:
    """Write down which files a folder holds, where the system can."""
    with contextlib.suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


class FileInUse:
    """A file that is open, and has to stay the one under its name.

    Args:
        path: of the file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._opened = path.stat()
        self._size = self._opened.st_size

    def check(self) -> None:
        """Do nothing while it is still there, and whole.

        Raises:
            StoreDamaged: it was taken away, replaced or cut.
        """
        try:
            now = self._path.stat()
        except FileNotFoundError:
            raise StoreDamaged(
                Text(
                    "The store {path} was taken away while it was in use. "
                    "Put it back; or stop, put a backup in its place and start again.",
                    path=str(self._path),
                )
            ) from None
        if not os.path.samestat(now, self._opened):
            raise StoreDamaged(
                Text(
                    "The store {path} was replaced by another file while it was in use. "
                    "Stop, take away the files beside it that end in -wal and -shm, and start again.",
                    path=str(self._path),
                )
            )
        if now.st_size < self._size:
            self._check_whole()
        self._size = now.st_size

    def _check_whole(self) -> None:
        """A hand may have made the file smaller in good order."""
        with (
            contextlib.suppress(sqlite3.DatabaseError),
            contextlib.closing(sqlite3.connect(self._path)) as fresh,
        ):
            sound = fresh.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
            if sound and fresh.execute("SELECT count(*) FROM sqlite_master").fetchone() != (0,):
                return
        raise StoreDamaged(
            Text(
                "The store {path} was cut short while it was in use. Stop, put a backup in its place and start again.",
                path=str(self._path),
            )
        )
