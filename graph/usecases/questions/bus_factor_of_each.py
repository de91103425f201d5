"""What hangs on one colleague, the schools beside each other."""

from __future__ import annotations

from graph.reports.bus_factor import bus_factor_each_report
from graph.reports.plain import side_by_side
from graph.usecases.fragility import bus_factor_of_each
from graph.usecases.questions.question import Question

__all__ = ["QUESTION"]

QUESTION = Question(
    name="bus-factor-of-each",
    ask=bus_factor_of_each,
    layout=lambda answered, texts: bus_factor_each_report(answered.found, answered.naming(texts)),
    values=lambda answered: side_by_side(answered.found),
    usual_seconds=20.0,
)
