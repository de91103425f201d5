"""What if somebody falls away."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Annotated

from graph.analyses.planning.rehearsal import Rehearsal
from graph.domain.changes import Change
from graph.domain.described import UNTOLD, Meaning, Names, Spelled
from graph.reports.model import Report
from graph.reports.rehearsal import rehearsal_report
from graph.usecases import planning
from graph.usecases.parameters import Below, Time
from graph.usecases.questions.question import Answered, Question
from graph.usecases.world import World
from graph.words.catalogue import Texts

__all__ = ["QUESTION"]


def rehearse(
    world: World,
    *,
    leaves: Annotated[Collection[str], Names(("person",))] = (),
    absent: Annotated[Collection[str], Names(("person",))] = (),
    organisation_leaves: Annotated[str | None, Names(("organisation",))] = None,
    changes: Annotated[Sequence[Change], UNTOLD, Meaning("any other changes, made first")] = (),
    since: Annotated[date | None, Spelled("--from")] = None,
    until: date | None = None,
    organisation: Below = None,
    deadline: Time = None,
) -> Rehearsal:
    """What if somebody falls away: what opens, what closes, what hangs on few people. Nothing is written or kept.

    Args:
        leaves: somebody who leaves: id or address.
        absent: somebody who is absent: id or address.
        organisation_leaves: an organisation that leaves those above it.
        since: first day of it, and the day looked at.
        until: first day after an absence.
    """
    what_if = planning.WhatIf(
        leaves=tuple(leaves),
        absent=tuple(absent),
        organisation_leaves=organisation_leaves,
        changes=tuple(changes),
        since=since,
        until=until,
    )
    return planning.rehearse(world, what_if, organisation, deadline=deadline)


def _layout(answered: Answered[Rehearsal], texts: Texts) -> Report:
    """Under the name of what was asked."""
    given = answered.given
    if given.get("leaves") or given.get("absent"):
        what = "people"
    else:
        what = "organisation" if given.get("organisation_leaves") else "changes"
    return rehearsal_report(answered.found, answered.naming(texts), what=what)


QUESTION = Question(name="rehearse", ask=rehearse, layout=_layout, audience="everybody")
