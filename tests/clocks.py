"""A clock that a test moves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

__all__ = ["MORNING", "HandClock"]

MORNING = datetime(2026, 10, 15, 8, 0, tzinfo=UTC)
"""Ten in the morning in Brussels."""


class HandClock:
    """Stands still until it is moved.

    Args:
        moment: where it stands.
    """

    def __init__(self, moment: datetime = MORNING) -> None:
        self.moment = moment

    def now(self) -> datetime:
        """The instant."""
        return self.moment

    def move(self, by: timedelta) -> None:
        """Let time pass."""
        self.moment += by
