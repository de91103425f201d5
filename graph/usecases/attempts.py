"""How often somebody may try to come in: points by door and by where they come from, so that nobody can guess."""

from __future__ import annotations

from datetime import timedelta

from graph.domain.errors import TooOften
from graph.domain.text import Text
from graph.usecases.desk import Desk

__all__ = ["ATTEMPT", "FAILED", "LOOK", "spend_attempt"]

LASTS = timedelta(minutes=10)
LOOK = 0
"""Points of what costs nothing while it does not fail, such as a request with a key."""
ATTEMPT = 1
"""Points of a sign-in that begins."""
FAILED = 30
"""Points of one that failed."""
MOST_OF_ONE = 600
"""Points of one address, behind which a whole school may sit, until it has to wait: some twenty failures."""
MOST_OF_ALL = 30_000
"""Points of all addresses together: nobody guesses with many machines."""


async def spend_attempt(desk: Desk, address: str, points: int) -> None:
    """Count points of an address.

    Args:
        desk: the running instance.
        address: where the attempt comes from.
        points: `ATTEMPT` before it, `FAILED` after it failed.

    Raises:
        TooOften: it has to wait.
    """
    now = desk.clock.now()
    for bucket, most in ((f"sign-in from {address}", MOST_OF_ONE), ("sign-in", MOST_OF_ALL)):
        if await desk.access.spend(bucket, points, now, LASTS) > most:
            raise TooOften(Text("Too many attempts failed. Wait ten minutes and try again."))
