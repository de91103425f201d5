"""Whom to ask at an organisation when nobody knows whom to ask."""

from __future__ import annotations

from collections.abc import Iterable

from graph.analyses.answers.responsibility import Answerer, contacts_of, responsibility
from graph.analyses.common.task_groups import subjects_in_play
from graph.domain.kinds import Task, TaskGroup
from graph.model.coverage import Coverage
from graph.model.marked import granting_decisions

__all__ = ["general_contact_points", "head_of"]


def general_contact_points(coverage: Coverage, organisation: str) -> tuple[Answerer, ...]:
    """Whom to ask at an organisation when nobody knows whom to ask.

    The contact point for the first line; where nobody is, the one for most subjects in the task groups of the first
    line; else the head. Where no task is the first line, or there is no head either: whoever is contact point for
    most subjects. None when nobody can be asked at all.
    """
    lines = [task.id for task in coverage.snapshot.nodes(Task) if task.first_line]
    if not lines:
        return _of_most_subjects(coverage, organisation) or head_of(coverage, organisation)
    return (
        _usual_contact(coverage, organisation, lines)
        or _usual_contact(coverage, organisation, _beside(coverage, lines))
        or head_of(coverage, organisation)
        or _of_most_subjects(coverage, organisation)
    )


def head_of(coverage: Coverage, organisation: str) -> tuple[Answerer, ...]:
    """Who decides on granting mandates at an organisation: the head, in whatever way the school arranged it.

    Who is there goes first, then who was named for the organisation itself; none or one.
    """
    granting = granting_decisions(coverage.snapshot)
    deciders = [one for decision in granting for one in responsibility(coverage, organisation, decision).deciders]
    deciders.sort(key=lambda one: (not one.available, one.via is not None))
    return tuple(deciders[:1])


def _beside(coverage: Coverage, lines: Iterable[str]) -> tuple[str, ...]:
    """The subjects in the task groups of the first line."""
    groups = {each for line in lines for each in coverage.groups_above(line)}
    found = (group for group in groups if coverage.snapshot.find(TaskGroup, group) is not None)
    return tuple(sorted({subject for group in found for subject in coverage.subjects_in(group)}))


def _of_most_subjects(coverage: Coverage, organisation: str) -> tuple[Answerer, ...]:
    """Of what is asked at the organisation itself; where that is nothing, as at a site, of what comes down to it."""
    own = {cell.subject for cell in coverage.evaluated(organisation) if cell.mandate == "CONTACT_POINT_FOR"}
    return _usual_contact(coverage, organisation, own) or _usual_contact(
        coverage, organisation, subjects_in_play(coverage, organisation)
    )


def _usual_contact(coverage: Coverage, organisation: str, subjects: Iterable[str]) -> tuple[Answerer, ...]:
    """Of the first contact points of the subjects: whoever was named for the organisation itself and for most subjects
    about which a norm asks a contact point; else whoever is it for most such subjects, else for most subjects."""
    ranks: dict[str, tuple[int, int, int]] = {}
    found: dict[str, Answerer] = {}
    for subject in sorted(subjects):
        cell = coverage.cell(organisation, subject, "CONTACT_POINT_FOR")
        for answerer in contacts_of(coverage, cell)[:1] if coverage.used_at(subject, organisation) else ():
            asked = cell.demand is not None
            own, demanded, every = ranks.get(answerer.holder, (0, 0, 0))
            ranks[answerer.holder] = (own + (asked and answerer.via is None), demanded + asked, every + 1)
            found.setdefault(answerer.holder, answerer)
    order = sorted(found, key=lambda holder: (*(-count for count in ranks[holder]), holder))
    return tuple(found[holder] for holder in order[:1])
