"""Whom to ask so that everything has enough people, for people in every format.

A plan proposes: the texts say whom to ask, never who gets what.
"""

from __future__ import annotations

from graph.analyses.planning.repair import Learning, RepairPlan, RepairStep, Unrepaired
from graph.reports.asking import asking
from graph.reports.columns import columns, table, through
from graph.reports.model import Facts, Heading, Paragraph, Report, Table
from graph.reports.naming import Naming

__all__ = ["repair_report"]


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
                texts.gettext("These are suggestions: who is asked may say no, and the head still has to confirm."),
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
    return table(
        columns(
            RepairStep,
            naming,
            ["person", "mandate", ...],
            told={"person": lambda step: asking(step.person, naming)},
        ),
        plan.steps,
        caption=texts.gettext("Whom you could ask"),
        empty=texts.gettext("Nobody has to be asked, or nobody can be."),
    )


def _lessons_table(plan: RepairPlan, naming: Naming) -> Table:
    texts = naming.texts
    found = (
        *through(_who, columns(RepairStep, naming, ["person"])),
        *through(_what, columns(Learning, naming)),
        *through(_who, columns(RepairStep, naming, ["subject", "organisations"])),
    )
    return table(
        found,
        ((step, each) for step in plan.shadowings for each in step.learns),
        caption=texts.gettext("Who could learn from whom"),
        empty=texts.gettext("Nobody has to learn anything first."),
    )


_Lesson = tuple[RepairStep, Learning]


def _who(row: _Lesson) -> RepairStep:
    return row[0]


def _what(row: _Lesson) -> Learning:
    return row[1]


def _rest_table(plan: RepairPlan, naming: Naming) -> Table:
    texts = naming.texts
    return table(
        columns(Unrepaired, naming),
        plan.unrepaired,
        caption=texts.gettext("What stays short"),
        empty=texts.gettext("Nothing stays short."),
    )
