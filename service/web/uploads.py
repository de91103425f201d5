"""Files that somebody uploaded and looks at before taking them in.

They are kept in the memory of the process, for the one session that sent them, for half an hour and within a limit:
a file of twenty megabytes cannot travel in the page with every step, and a copy on disk of a list of people would
outlive its purpose. What was answered about them travels in the page. A restart forgets every file; then the page asks
for it again, with the answers still filled in.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from graph.usecases.importing import NamedBytes
from service.web.work import Work

__all__ = ["MOST_BYTES", "Tray"]

MOST_BYTES = 20_000_000
"""Of the files of one upload together."""

MOST_KEPT_BYTES = 3 * MOST_BYTES
SECONDS_KEPT = 30 * 60


@dataclass(frozen=True, slots=True)
class _Kept:
    session: str
    files: tuple[NamedBytes, ...]
    until: float

    @property
    def size(self) -> int:
        return sum(len(file.content) for file in self.files)


class Tray:
    """Keeps uploads until they are taken in, given up, too old, or pushed out by newer ones.

    Attributes:
        work: the pages about them that are being made.

    Args:
        clock: seconds on a clock that only goes forward.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: dict[str, _Kept] = {}
        self.work = Work()

    def put(self, session: str, files: tuple[NamedBytes, ...]) -> str:
        """Keep the files of a session; gives the key to them. The oldest uploads make room."""
        self._forget_old()
        key = secrets.token_urlsafe(12)
        self._kept[key] = _Kept(session, files, self._clock() + SECONDS_KEPT)
        while len(self._kept) > 1 and sum(kept.size for kept in self._kept.values()) > MOST_KEPT_BYTES:
            del self._kept[next(iter(self._kept))]
        return key

    def get(self, session: str, key: str) -> tuple[NamedBytes, ...]:
        """The files that the session sent under a key; none when they are no longer kept, or of another session."""
        self._forget_old()
        kept = self._kept.get(key)
        return kept.files if kept is not None and kept.session == session else ()

    def drop(self, session: str, key: str) -> None:
        """Forget the files that a session sent under a key."""
        if self.get(session, key):
            del self._kept[key]

    def _forget_old(self) -> None:
        now = self._clock()
        self._kept = {key: kept for key, kept in self._kept.items() if kept.until > now}
