"""Components that not every machine has, and that a merge requires."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest

__all__ = ["lacks"]


def lacks(component: str, reason: object) -> NoReturn:
    """End a test for want of a component: it is skipped where a reader sees it, or fails where that is required.

    Args:
        component: as `MANDAATWIJZER_REQUIRE` names it.
        reason: why it is not there, and how it comes.
    """
    if component in os.environ.get("MANDAATWIJZER_REQUIRE", "").split():
        pytest.fail(str(reason))
    pytest.skip(str(reason))
