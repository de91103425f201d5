"""The verbs about what is not arranged today, as a viewer may see it; `gaps_over_time` has those about other days.

Each is a plain function that may take seconds: a door runs it on a worker thread with a deadline.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Annotated

from graph.analyses.gaps.findings import GapReport
from graph.analyses.gaps.report import subjects_without_norm
from graph.domain.described import Spelled
from graph.usecases.kept_reports import report_of
from graph.usecases.parameters import Below, Time
from graph.usecases.read import place_named
from graph.usecases.world import World

__all__ = ["gaps", "without_norm"]


def gaps(
    world: World,
    organisation: Below = None,
    *,
    accepted: Annotated[bool | None, Spelled("--accepted/--open")] = None,
    rules: Annotated[Collection[str], Spelled("--rule", "CODE")] = (),
    intervals: bool | None = None,
    deadline: Time = None,
) -> GapReport:
    """What is not arranged, and what to do about it.

    Args:
        accepted: only what is, or is not, knowingly left as it is.
        rules: look for these codes only.
        intervals: look since when each point is open; if absent, up to 500 organisations.

    Raises:
        NotFound: the organisation is unknown.
        InvalidInput: there is no such rule.
        DeadlineExceeded: it took too long.
    """
    place = place_named(world, organisation)
    report = report_of(world, place, intervals=intervals, rules=rules, deadline=deadline)
    if accepted is not None:
        report = replace(report, findings=tuple(f for f in report.findings if (f.accepted is not None) == accepted))
    return report


def without_norm(world: World, organisation: str | None = None) -> tuple[str, ...]:
    """The tasks and decisions in use about which no norm says anything.

    Raises:
        NotFound: the organisation is unknown.
    """
    place = place_named(world, organisation)
    return subjects_without_norm(world.snapshot, world.on, place)
