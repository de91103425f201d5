"""Which subjects play a part at an organisation, and under which task group each counts in every table."""

from __future__ import annotations

from graph.domain.kinds import TaskGroup
from graph.model.coverage import Coverage

__all__ = ["subjects_in_play", "top_task_group"]


def subjects_in_play(coverage: Coverage, organisation: str) -> tuple[str, ...]:
    """The tasks and decisions that a norm or a mandate names at the organisation or above it, used there, sorted."""
    named = {cell.subject for place in coverage.above(organisation) for cell in coverage.evaluated(place)}
    return tuple(subject for subject in sorted(named) if coverage.used_at(subject, organisation))


def top_task_group(coverage: Coverage, subject: str | None) -> str | None:
    """The topmost task group that a subject lies in on a day, or is; of several the smallest id, so it counts once."""
    if subject is None:
        return None
    above = (each for each in coverage.groups_above(subject) if coverage.snapshot.find(TaskGroup, each) is not None)
    return min((each for each in above if coverage.groups_above(each) == {each}), default=None)
