"""What hangs on one colleague."""

from __future__ import annotations

from graph.analyses.answers.task_group_counts import count_held
from graph.analyses.fragility.bus_factor import BusFactorReport
from graph.reports.bus_factor import bus_factor_report
from graph.reports.model import Report
from graph.usecases.fragility import bus_factor
from graph.usecases.questions.question import Answered, Question
from graph.usecases.viewer import HIDDEN
from graph.words.catalogue import Texts

__all__ = ["QUESTION"]


def _layout(answered: Answered[BusFactorReport], texts: Texts) -> Report:
    """With who takes on what as a picture where everybody may be named.

    Those who may not be named are one row together there, which would read as one colleague.
    """
    found = answered.found
    is_shown = found.population != "expertise" and not any(HIDDEN in item.persons for item in found.items)
    counts = count_held(answered.world.snapshot, found) if is_shown else None
    return bus_factor_report(found, answered.naming(texts), counts=counts)


QUESTION = Question(name="bus-factor", ask=bus_factor, layout=_layout, usual_seconds=20.0)
