"""How often something that is kept was asked for."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Looks"]


@dataclass(slots=True)
class Looks:
    """Counts; two threads at once may lose one.

    Attributes:
        found: how often it was kept.
        made: how often it had to be made.
    """

    found: int = 0
    made: int = 0
