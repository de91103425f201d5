"""The chapter on the team for the ICT policy plan: at most four pages, without codes, levels or absences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from graph.analyses.answers.team_plan import BodyInPlan, DecisionInPlan, DivisionRow, Share, TeamMember, TeamPlan
from graph.domain.choices import STAGES
from graph.domain.kinds import MANDATE_KINDS, Allotment, Body, kind_of_id
from graph.domain.periods import school_year_of
from graph.domain.week import days_in_words
from graph.reports.documents.phrases import limit
from graph.reports.model import Block, Bullets, Cell, Heading, Inline, Paragraph, Report, Span, Table
from graph.reports.naming import Naming
from graph.words.titles import mandate_title, title

__all__ = ["plan_chapter_report"]

MOST_SHARES = 4
"""So many holders of a kind are named in a task group; more are counted."""

MOST_DECISIONS = 24


def plan_chapter_report(plan: TeamPlan, naming: Naming, *, names: bool = False) -> Report:
    """The chapter of a school or group.

    Args:
        plan: the result.
        naming: how records are called.
        names: whether people are named beside their function.
    """
    texts = naming.texts
    year = str(school_year_of(plan.on))
    return Report(
        texts=texts,
        title=texts.gettext("Our ICT team: {school}", school=naming(plan.organisation)),
        about=texts.gettext(
            "Chapter for the ICT policy plan, school year {year}. As of {day}.", year=year, day=texts.day(plan.on)
        ),
        blocks=(
            *_team(plan, naming, names=names),
            *_division(plan, naming),
            *_decisions(plan, naming),
            *_bodies(plan, naming, names=names),
            *_means(plan, naming),
        ),
    )


def _team(plan: TeamPlan, naming: Naming, *, names: bool) -> Iterator[Block]:
    texts = naming.texts
    yield Heading(texts.gettext("Team"))
    yield Paragraph.of(
        texts.gettext(
            "Tasks go to colleagues by expertise and talent. The head sees to it that it is clear who decides, who "
            "executes, who steers and who is the contact point, and stays accountable."
        )
    )
    columns = _team_columns(naming, names=names)
    shown = [each for each in columns if any(each[1](member) not in (None, "") for member in plan.team)] or columns
    yield Table(
        caption=texts.gettext("Team"),
        headings=tuple(heading for heading, _ in shown),
        rows=tuple(tuple(read(member) for _, read in shown) for member in plan.team),
        empty=texts.gettext("No functions are recorded here yet."),
    )


def _team_columns(naming: Naming, *, names: bool) -> list[tuple[str, Callable[[TeamMember], Cell]]]:
    """The columns of the team; one that says nothing of anybody is left out."""
    texts = naming.texts
    not_filled = texts.gettext("not filled")
    columns: list[tuple[str, Callable[[TeamMember], Cell]]] = [
        (texts.gettext("Function"), lambda member: naming(member.role)),
        (texts.gettext("Where"), lambda member: naming.listing(member.at)),
        (texts.gettext("Hours a week"), lambda member: member.hours_per_week),
        (texts.gettext("Days"), lambda member: texts.say(days_in_words(member.days))),
    ]
    if names:
        columns.insert(1, (texts.gettext("Who"), lambda member: naming.listing(member.people) or not_filled))
    else:
        columns.append((texts.gettext("Remark"), lambda member: "" if member.people else not_filled))
    return columns


def _division(plan: TeamPlan, naming: Naming) -> Iterator[Block]:
    texts = naming.texts
    yield Heading(texts.gettext("Who does what"))
    kinds = [kind for kind in MANDATE_KINDS if any(row.of(kind) for row in plan.division)]
    yield Table(
        caption=texts.gettext("Who does what"),
        headings=(texts.gettext("Task group"), *(mandate_title(kind, texts) for kind in kinds)),
        rows=tuple(_division_row(row, kinds, naming) for row in plan.division),
        empty=texts.gettext("No tasks are divided here yet."),
    )


def _division_row(row: DivisionRow, kinds: Sequence[str], naming: Naming) -> tuple[Cell, ...]:
    texts = naming.texts
    name = naming(row.group) if row.group else texts.gettext("Other tasks")
    tasks = texts.ngettext("{number} task", "{number} tasks", row.tasks)
    return (Span(f"{name} ({tasks})", strong=True), *(_shares(row.of(kind), row.tasks, naming) for kind in kinds))


def _shares(shares: Sequence[Share], tasks: int, naming: Naming) -> Cell:
    texts = naming.texts
    lines: list[Inline] = [
        naming(share.holder) if share.subjects == tasks else f"{naming(share.holder)} ({share.subjects})"
        for share in shares[:MOST_SHARES]
    ]
    more = len(shares) - MOST_SHARES
    if more > 0:
        lines.append(texts.ngettext("and {number} other", "and {number} others", more))
    return tuple(lines)


def _decisions(plan: TeamPlan, naming: Naming) -> Iterator[Block]:
    texts = naming.texts
    shown, more = plan.decisions[:MOST_DECISIONS], len(plan.decisions) - MOST_DECISIONS
    yield Heading(texts.gettext("Who decides"))
    yield Table(
        caption=texts.gettext("Who decides"),
        headings=(texts.gettext("Decision"), texts.gettext("Decides"), texts.gettext("Consulted")),
        rows=tuple(_decision_row(decision, naming) for decision in shown),
        empty=texts.gettext("It is not recorded yet who decides."),
    )
    if more > 0:
        yield Paragraph.of(texts.ngettext("And {number} other decision.", "And {number} other decisions.", more))


def _decision_row(decision: DecisionInPlan, naming: Naming) -> tuple[Cell, ...]:
    texts = naming.texts
    deciders: tuple[Inline, ...] = tuple(
        naming(holder) if ceiling is None else f"{naming(holder)}, {limit(ceiling, texts)}"
        for holder, ceiling in decision.deciders
    )
    consulted: tuple[Inline, ...] = tuple(
        f"{naming(body)} ({title(STAGES, stage, texts)})" if stage else naming(body)
        for body, stage in decision.consulted
    )
    return naming(decision.decision), deciders or texts.gettext("still to be agreed"), consulted


def _bodies(plan: TeamPlan, naming: Naming, *, names: bool) -> Iterator[Block]:
    texts = naming.texts
    yield Heading(texts.gettext("Consultation"))
    if not plan.bodies:
        yield Paragraph.of(texts.gettext("No consultation is recorded yet."))
        return
    yield Bullets(tuple(_body_line(body, naming, names=names) for body in plan.bodies))


def _body_line(body: BodyInPlan, naming: Naming, *, names: bool) -> tuple[Inline, ...]:
    texts = naming.texts
    node = naming.snapshot.find(Body, body.body)
    about = [node.purpose or "", node.rhythm or ""] if node is not None else []
    leading = [each.member for each in body.members if each.capacity in ("chair", "lead")]
    told_of = [member for member in leading if names or kind_of_id(member) != "person"]
    if told_of:
        who = naming.listing(told_of)
        about.append(texts.gettext("led by {who}", who=who))
    count = len(body.members) + body.unnamed_members
    about.append(texts.ngettext("{number} member", "{number} members", count))
    told = "; ".join(part for part in about if part)
    return (Span(naming(body.body), strong=True), f": {told}.")


def _means(plan: TeamPlan, naming: Naming) -> Iterator[Block]:
    texts = naming.texts
    yield Heading(texts.gettext("Hours and means"))
    nodes = [naming.snapshot.find(Allotment, allotment) for allotment in plan.allotments]
    yield Table(
        caption=texts.gettext("Hours and means"),
        headings=(
            texts.gettext("Means"),
            texts.gettext("ICT points"),
            texts.gettext("Hours a week"),
            texts.gettext("Pooled above the school"),
        ),
        rows=tuple(
            (naming(node.id), node.ict_points, node.ict_hours, node.pooled) for node in nodes if node is not None
        ),
        empty=texts.gettext("Hours and means of this school year are not recorded yet."),
    )
