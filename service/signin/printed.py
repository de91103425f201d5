"""What is printed where the service runs, for the local owner: an address to open once, and a key for programs."""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable

from graph.usecases.keys import KEY_PREFIX

__all__ = ["PrintedAddress"]

SECONDS_BETWEEN_TOKENS = 60.0


class PrintedAddress:
    """Gives a session of the local owner for the one-time token, and lets programs in with a key.

    Args:
        clock: seconds since some moment.

    Attributes:
        token: opens a session; empty once it was used.
        key: of programs of the local owner; gone when the process is.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._announce: Callable[[str], None] | None = None
        self._announced_at = clock()
        self.token = secrets.token_urlsafe(24)
        self.key = f"{KEY_PREFIX}local_{secrets.token_urlsafe(32)}"

    @property
    def is_told(self) -> bool:
        """Whether somebody is told it."""
        return self._announce is not None

    def announce_with(self, announce: Callable[[str], None]) -> None:
        """Let a new token be told where the service runs, and nowhere else."""
        self._announce = announce

    def announce(self) -> bool:
        """Tell a token again where the service runs, a new one when the last was used; at most once a minute.

        Returns:
            Whether one can be found there now.
        """
        if self._announce is None:
            return False
        now = self._clock()
        if not self.token or now - self._announced_at >= SECONDS_BETWEEN_TOKENS:
            self._announced_at = now
            self.token = self.token or secrets.token_urlsafe(24)
            self._announce(self.token)
        return True

    def spend(self, token: str) -> bool:
        """Whether the token is right; it is so once."""
        if not self.token or not hmac.compare_digest(token.encode(), self.token.encode()):
            return False
        self.token = ""
        return True

    def fits(self, key: str) -> bool:
        """Whether a text is the key for programs."""
        return hmac.compare_digest(key.encode(), self.key.encode())
