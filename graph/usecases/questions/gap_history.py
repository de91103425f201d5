"""When points of attention were open."""

from __future__ import annotations

from graph.reports.gap_history import gap_history_report
from graph.reports.plain import known_as_of, plain
from graph.usecases.gaps_over_time import gap_history
from graph.usecases.questions.question import Question

__all__ = ["QUESTION"]

QUESTION = Question(
    name="gap-history",
    ask=gap_history,
    field=1000,
    layout=lambda answered, texts: gap_history_report(answered.found, answered.naming(texts)),
    values=lambda answered: known_as_of(plain(answered.found, answered.naming()), "until", answered.world.known_at),
)
