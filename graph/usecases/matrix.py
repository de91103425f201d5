"""Who covers what side by side: a school by its tasks, a group by its schools, a task by its schools."""

from __future__ import annotations

from collections.abc import Sequence

from graph.analyses.answers.matrix import CellChange, GroupMatrix, MatrixRow, SchoolMatrix, matrix_changes
from graph.analyses.answers.matrix import group_matrix as group_matrix_of
from graph.analyses.answers.matrix import group_of as group_of_subject
from graph.analyses.answers.matrix import school_matrix as school_matrix_of
from graph.analyses.answers.matrix import subject_rows as subject_rows_of
from graph.analyses.common.deadline import Deadline
from graph.usecases.world import World

__all__ = ["changed_cells", "group_matrix", "group_of", "school_matrix", "subject_rows"]


def school_matrix(world: World, organisation: str, *, language: str = "nl") -> SchoolMatrix:
    """Every task and decision that is used at an organisation, by task group, with who covers it.

    Args:
        world: where and when.
        organisation: its id.
        language: in which the names stand in order.
    """
    return school_matrix_of(world.coverage, organisation, language=language)


def group_matrix(world: World, group: str, places: Sequence[str], *, deadline: Deadline | None = None) -> GroupMatrix:
    """Some organisations of a group against the task groups, in counts.

    Raises:
        DeadlineExceeded: the time is over.
    """
    return group_matrix_of(world.coverage, group, places=places, deadline=deadline)


def subject_rows(world: World, subject: str, places: Sequence[str]) -> tuple[MatrixRow, ...]:
    """Who covers a task or decision at each of some organisations, in their order."""
    return subject_rows_of(world.coverage, subject, places)


def changed_cells(before: World, after: World, organisation: str) -> tuple[CellChange, ...]:
    """The places of the matrix of an organisation that differ between two moments, by subject and mandate."""
    return matrix_changes(school_matrix(before, organisation), school_matrix(after, organisation))


def group_of(world: World, subject: str) -> str | None:
    """The task group under which a task or decision stands in every matrix; None when it lies in none."""
    return group_of_subject(world.coverage, subject)
