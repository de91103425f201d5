"""Who alone joins schools."""

from __future__ import annotations

from graph.reports.bus_factor import bridges_report
from graph.reports.plain import plain
from graph.usecases.fragility import bridges
from graph.usecases.questions.question import Question

__all__ = ["QUESTION"]

QUESTION = Question(
    name="bridges",
    ask=bridges,
    values=lambda answered: {"bridges": plain(answered.found, answered.naming())},
    layout=lambda answered, texts: bridges_report(answered.found, answered.naming(texts)),
)
