"""Whom to ask so that everything has enough people, for people in every format.

A plan proposes: the texts say whom to ask, never who gets what.
"""

from __future__ import annotations

from collections.abc import Mapping

from graph.analyses.planning.repair import Learning, RepairPlan, RepairStep
from graph.domain.text import N_
from graph.reports.model import Facts, Heading, Paragraph, Report, Span, Table
from graph.reports.naming import Naming
from graph.words.titles import mandate_title, title

__all__ = ["repair_report"]

_REASONS: Mapping[str, str] = {
    "norm_maximum": N_("an agreement allows no more"),
    "nobody_fits": N_("too few colleagues can be asked"),
    "not_enough_room": N_("those who could be asked are needed elsewhere, or have no hours left"),
}


def repair_report(plan: RepairPlan, naming: Naming) -> Report:
    """The report for people: whom to ask, who learns what from whom, and what stays short."""
    texts = naming.texts
    steps, lessons, rest = _steps_table(plan, naming), _lessons_table(plan, naming), _rest_table(plan, naming)
    return Report(
        texts=texts,
        title=texts.gettext("Look for a solution"),
        about=f"{naming(plan.organisation)}, {texts.day(plan.on)}. "
        + texts.gettext("Aimed at {target} people for everything.", target=texts.number(plan.target)),
        blocks=(
            _summary(plan, naming),
            Paragraph.of(_how_sure(plan, naming)),
            Heading(texts.gettext("Whom you could ask")),
            steps,
            Paragraph.of(
                texts.gettext("These are proposals: who is asked may say no, and the head still has to confirm."),
                note=True,
            ),
            Heading(texts.gettext("Who could learn from whom")),
            lessons,
            Heading(texts.gettext("What stays short")),
            rest,
            *_not_counted(plan, naming),
        ),
        sheets=(steps, lessons, rest),
        wide=True,
    )


def _summary(plan: RepairPlan, naming: Naming) -> Facts:
    texts = naming.texts
    return Facts(
        (
            (texts.gettext("Items with too few people"), plan.short),
            (texts.gettext("People missing now"), plan.missing_now),
            (texts.gettext("People still missing afterwards"), plan.missing_after),
            (texts.gettext("Questions to colleagues"), plan.upper),
            (texts.gettext("Of which to learn it first"), len(plan.shadowings)),
        )
    )


def _how_sure(plan: RepairPlan, naming: Naming) -> str:
    texts = naming.texts
    if not plan.short:
        return texts.gettext("Everything has enough people already.")
    if plan.exact:
        return texts.gettext("It cannot be done with fewer questions.")
    return texts.gettext(
        "Not fully worked out, after {seconds} seconds: at least {lower} questions are needed.",
        seconds=texts.number(plan.seconds or 0.0),
        lower=texts.number(plan.lower),
    )


def _not_counted(plan: RepairPlan, naming: Naming) -> tuple[Paragraph, ...]:
    """Why the table can hold more than the sum above it."""
    if all(each.reason != "norm_maximum" for each in plan.unrepaired):
        return ()
    text = naming.texts.gettext("What an agreement does not allow is not counted among the people missing above.")
    return (Paragraph.of(text, note=True),)


def _steps_table(plan: RepairPlan, naming: Naming) -> Table:
    texts = naming.texts
    return Table(
        caption=texts.gettext("Whom you could ask"),
        headings=(
            texts.gettext("Ask"),
            texts.gettext("Who does what"),
            texts.gettext("Task or decision"),
            texts.gettext("For"),
            texts.gettext("Hours per week"),
        ),
        rows=tuple(
            (
                Span(texts.gettext("ask {person}", person=naming(step.person)), strong=True),
                mandate_title(step.mandate, texts),
                naming(step.subject),
                naming.listing(step.organisations),
                step.hours_per_week,
            )
            for step in plan.steps
        ),
        empty=texts.gettext("Nobody has to be asked, or nobody can be."),
    )


def _lessons_table(plan: RepairPlan, naming: Naming) -> Table:
    texts = naming.texts
    lessons: list[tuple[RepairStep, Learning]] = [(step, each) for step in plan.shadowings for each in step.learns]
    return Table(
        caption=texts.gettext("Who could learn from whom"),
        headings=(
            texts.gettext("Who"),
            texts.gettext("Learns"),
            texts.gettext("From whom"),
            texts.gettext("Task or decision"),
            texts.gettext("For"),
        ),
        rows=tuple(
            (
                naming(step.person),
                naming(each.topic),
                naming(each.teacher),
                naming(step.subject),
                naming.listing(step.organisations),
            )
            for step, each in lessons
        ),
        empty=texts.gettext("Nobody has to learn anything first."),
    )


def _rest_table(plan: RepairPlan, naming: Naming) -> Table:
    texts = naming.texts
    return Table(
        caption=texts.gettext("What stays short"),
        headings=(
            texts.gettext("Organisation"),
            texts.gettext("Task or decision"),
            texts.gettext("Who does what"),
            texts.gettext("People missing"),
            texts.gettext("Why"),
        ),
        rows=tuple(
            (
                naming(each.organisation),
                naming(each.subject),
                mandate_title(each.mandate, texts),
                each.missing,
                title(_REASONS, each.reason, texts),
            )
            for each in plan.unrepaired
        ),
        empty=texts.gettext("Nothing stays short."),
    )
