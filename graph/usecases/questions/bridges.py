"""Who alone joins schools."""

from __future__ import annotations

from graph.reports.bus_factor import bridges_report
from graph.usecases.analyse import bridges
from graph.usecases.questions.question import Question

__all__ = ["QUESTION"]

QUESTION = Question(
    name="bridges",
    ask=bridges,
    layout=lambda answered, texts: bridges_report(answered.found, answered.naming(texts)),
)
