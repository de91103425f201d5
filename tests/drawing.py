"""Drawing one of some choices, for tests that hold a definition against random examples."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from hypothesis import strategies as st

__all__ = ["one"]


@lru_cache(maxsize=None, typed=True)
def one(*choices: Any) -> st.SearchStrategy[Any]:
    """One of the choices, the first ones being the simplest.

    A strategy is made once: that costs more than drawing from it, and an example draws from hundreds.
    """
    return st.sampled_from(choices)
