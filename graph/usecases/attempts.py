"""How often somebody may try: to come in, by door and by where they come from, and to find what is hidden from them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from graph.domain.errors import TooOften
from graph.domain.text import Text
from graph.usecases.viewer import Viewer

if TYPE_CHECKING:
    from graph.usecases.desk import Desk

__all__ = ["ATTEMPT", "FAILED", "LOOK", "MET", "MOST_MET", "spend_attempt", "spend_try"]

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


MET = 1
"""Points of a change that met something hidden."""
MOST_MET = 20
"""Points of one who changes, until they have to wait."""
MET_LASTS = timedelta(hours=1)


async def spend_try(desk: Desk, viewer: Viewer, points: int) -> None:
    """Count how often what somebody would change met something that they may not see: each time tells that it is there.

    Args:
        desk: the running instance.
        viewer: who changes.
        points: `LOOK` before a change, `MET` after it met something.

    Raises:
        TooOften: they have to wait, whatever they would change.
    """
    if await desk.access.spend(f"hidden from {viewer.author}", points, desk.clock.now(), MET_LASTS) > MOST_MET:
        raise TooOften(
            Text(
                "Too often something that you may not see stood in the way. Wait an hour, "
                "and ask whoever keeps the register there, or the owner of this register."
            )
        )
