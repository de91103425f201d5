"""Who together know several topics."""

from __future__ import annotations

from graph.reports.team import team_report
from graph.usecases.planning import team
from graph.usecases.questions.question import Question

__all__ = ["QUESTION"]

QUESTION = Question(
    name="team",
    ask=team,
    field=500,
    layout=lambda answered, texts: team_report(answered.found, answered.naming(texts)),
    audience="everybody",
    usual_seconds=20.0,
)
