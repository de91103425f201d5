"""What time it is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol

__all__ = ["Clock", "SystemClock"]


class Clock(Protocol):
    """What time it is; tests give their own."""

    def now(self) -> datetime:
        """The instant, in UTC."""


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """The instant, in UTC."""
        return datetime.now(UTC)
