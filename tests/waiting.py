"""Waiting for what gives no sign of its own: it comes about, or the test fails instead of going on for ever."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

__all__ = ["GENEROUS", "comes_about"]

GENEROUS = 100.0
"""Seconds that anything may take on a machine that does other work as well."""


async def comes_about(reached: Callable[[], bool]) -> None:
    """Wait until something is so.

    Raises:
        TimeoutError: it never came about.
    """
    async with asyncio.timeout(GENEROUS):
        while not reached():  # noqa: ASYNC110 (what is waited for here has no event)
            await asyncio.sleep(0.01)
