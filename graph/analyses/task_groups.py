"""Under which task group a subject counts: the one rule of every table by task groups."""

from __future__ import annotations

from graph.domain.kinds import TaskGroup
from graph.model.coverage import Coverage

__all__ = ["top_task_group"]


def top_task_group(coverage: Coverage, subject: str | None) -> str | None:
    """The topmost task group that a subject lies in on a day, or is; of several the smallest id, so it counts once."""
    if subject is None:
        return None
    above = (each for each in coverage.groups_above(subject) if coverage.snapshot.find(TaskGroup, each) is not None)
    return min((each for each in above if coverage.groups_above(each) == {each}), default=None)
