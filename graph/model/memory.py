"""When to look for cycles in memory."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator

__all__ = ["no_cycle_collection", "set_aside", "take_back"]


@contextlib.contextmanager
def no_cycle_collection() -> Iterator[None]:
    """Do not look for cycles while very many values are made: records, indexes, findings.

    They hold none, and looking through millions of them again and again costs half the time.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def set_aside() -> None:
    """Leave what is alive now out of every later search for cycles, in place of what was set aside before.

    For what lives as long as the process: looking through it again and again costs seconds. What is set aside and
    then dropped is given back only if it holds no cycle, so nothing that comes and goes may be alive at this moment.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def take_back() -> None:
    """Let searches for cycles look again at what was set aside."""
    gc.unfreeze()
