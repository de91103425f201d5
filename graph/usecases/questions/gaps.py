"""What is not arranged."""

from __future__ import annotations

from typing import Any

from graph.analyses.answers.task_group_counts import count_findings
from graph.analyses.common.deadline import Deadline
from graph.analyses.gaps.findings import GapReport
from graph.domain.errors import DeadlineExceeded
from graph.domain.kinds import Norm
from graph.reports.gaps import gaps_report
from graph.reports.model import Report
from graph.reports.plain import known_as_of, plain
from graph.usecases.gaps import gaps
from graph.usecases.gaps_over_time import gap_history
from graph.usecases.questions.question import Answered, Question
from graph.words.catalogue import Texts

__all__ = ["QUESTION"]

HISTORY_SECONDS = 20.0
"""What the picture of past school years may take when no deadline is given: the report does not wait for it."""


def _layout(answered: Answered[GapReport], texts: Texts) -> Report:
    """With the schools by task groups and the last school years as pictures.

    The picture of the years is left out, and the report says so, when the deadline passes before it is there.
    """
    world, found, names = answered.world, answered.found, answered.naming(texts)
    counts, has_norms = count_findings(world.snapshot, found), any(True for _ in world.snapshot.nodes(Norm))
    deadline = answered.given.get("deadline")
    limit = Deadline(HISTORY_SECONDS if deadline is None or deadline.seconds is None else deadline.seconds)
    try:
        past = gap_history(world, found.organisation, deadline=limit)
    except DeadlineExceeded:
        return gaps_report(found, names, counts=counts, has_norms=has_norms, is_history_late=True)
    return gaps_report(found, names, counts=counts, has_norms=has_norms, history=past)


def _values(answered: Answered[GapReport]) -> Any:
    return known_as_of(plain(answered.found, answered.naming()), "on", answered.world.known_at)


QUESTION = Question(name="gaps", ask=gaps, layout=_layout, values=_values)
