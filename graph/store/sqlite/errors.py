"""What an error of SQLite means to a user."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator

from graph.domain.errors import InvalidInput, StoreDamaged, StoreError, StoreLocked, StoreUnavailable
from graph.domain.text import Text
from graph.store.sqlite.turns import TurnNotCome

__all__ = ["mapped_errors"]


@contextlib.contextmanager
def mapped_errors(path: str, busy_seconds: float) -> Iterator[None]:
    """Tell what goes wrong inside as errors of a store.

    Args:
        path: of the file.
        busy_seconds: how long another one that writes may keep us waiting.
    """
    try:
        yield
    except TurnNotCome:
        raise _locked(path, busy_seconds) from None
    except sqlite3.IntegrityError as error:
        raise InvalidInput.because(
            Text("The store refuses the change: {reason}", reason=str(error)), Text("Give both ends of every edge")
        ) from error
    except sqlite3.OperationalError as error:
        raise _operational(error, path, busy_seconds) from error
    except OSError as error:
        raise StoreUnavailable(
            Text(
                "The store {path} cannot be used: {reason}. Check its folder, rights and space.",
                path=path,
                reason=str(error.strerror),
            )
        ) from error
    except sqlite3.DatabaseError as error:
        raise StoreDamaged(
            Text(
                "{path} is damaged or not a store ({reason}). Put a backup in its place, or give another file.",
                path=path,
                reason=str(error),
            )
        ) from error
    except sqlite3.Error as error:
        raise StoreError(
            Text("The store {path} refuses: {reason}. Open it again.", path=path, reason=str(error))
        ) from error


def _operational(error: sqlite3.OperationalError, path: str, busy_seconds: float) -> StoreError:
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return _locked(path, busy_seconds)
    return StoreUnavailable(
        Text(
            "The store {path} cannot be used: {reason}. Check its folder, rights and space.",
            path=path,
            reason=str(error),
        )
    )


def _locked(path: str, busy_seconds: float) -> StoreLocked:
    return StoreLocked(
        Text(
            "The store {path} is locked by another process for longer than {seconds} s. "
            "Wait until that one is done, or stop it.",
            path=path,
            seconds=f"{busy_seconds:g}",
        )
    )
