"""Which expertise is scarce."""

from __future__ import annotations

from graph.reports.team import scarcity_report
from graph.usecases.planning import scarcity
from graph.usecases.questions.question import Question

__all__ = ["QUESTION"]

QUESTION = Question(
    name="scarcity",
    ask=scarcity,
    field=500,
    layout=lambda answered, texts: scarcity_report(answered.found, answered.naming(texts)),
)
