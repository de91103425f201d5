"""The nearest one who knows a topic."""

from __future__ import annotations

from typing import Any

from graph.analyses.expertise.paths import PathAnswer, expertise_paths


def nearest(*asked: Any, **more: Any) -> PathAnswer | None:
    """The first answer of `expertise_paths`, which takes the arguments; None when nobody is reached."""
    return next(iter(expertise_paths(*asked, limit=1, **more)), None)
