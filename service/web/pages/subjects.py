"""The pages of a task, a decision and a task group, across all schools, and of a topic of expertise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.responses import Response

from graph.domain.choices import GENERAL_TYPES
from graph.domain.kinds import Decision, Expertise, Organisation, Task
from graph.usecases import expertise, read
from graph.usecases.matrix import subject_rows
from graph.usecases.nearby import places_below
from graph.usecases.profiles import SubjectProfile, expertise_profile, subject_profile
from graph.words.records import kind_word
from graph.words.titles import LEVEL_TITLES, title
from service.web.choices import default_scope, group_choices
from service.web.links import Link
from service.web.pages.organisation import ShownCell, shown_cell
from service.web.routes import PageRoute, PlainAnswer
from service.web.shown import Fact, by_name, outside_link, paged
from service.web.visit import Crumb, Visit

if TYPE_CHECKING:
    from graph.analyses.answers.matrix import MatrixRow
    from graph.analyses.common.deadline import Deadline
    from graph.analyses.expertise.finder import Candidate

__all__ = ["ROUTES"]

MOST_HOLDERS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolLine:
    """A school with the four cells of a subject."""

    school: Link
    who: str
    cells: tuple[ShownCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelGroup:
    """The people who know a topic at one level."""

    level: str
    people: tuple[tuple[Link, str], ...]


def subject_page(kind: str) -> PlainAnswer:
    """The page of a task, decision or task group."""

    def subject(visit: Visit) -> Response:
        profile = subject_profile(visit.world, visit.record_id(kind))
        places = _places(visit)
        pager = paged(visit, places)
        rows: tuple[MatrixRow, ...] = ()
        if kind != "task_group":
            rows = subject_rows(visit.world, profile.subject.id, pager.items)
        return visit.page(
            "subject.html",
            title=profile.subject.name_in(visit.language),
            record_id=profile.subject.id,
            crumbs=_crumbs(visit, profile),
            facts=tuple(_facts(visit, profile)),
            below=by_name(visit, profile.below),
            schools=_lines(visit, profile.subject.id, zip(pager.items, rows, strict=False)),
            pager=pager,
            groups=group_choices(visit),
            within=visit.asked("organisation"),
            not_used=by_name(visit, profile.not_used_at),
            opted_out=by_name(visit, profile.opted_out),
            history_href=visit.here(f"/geschiedenis/{profile.subject.id}"),
            links_out=tuple(outside_link(text) for text in profile.subject.links),
        )

    return subject


async def topic(visit: Visit) -> Response:
    """Who knows a topic, at which level, and which tasks ask for it."""
    profile = expertise_profile(visit.world, visit.record_id("expertise"))
    within = visit.asked("organisation") or default_scope(visit)

    def ask(deadline: Deadline) -> tuple[Candidate, ...]:
        return expertise.find_expertise(
            visit.world, [profile.topic.id], level=1, within=within, limit=MOST_HOLDERS, deadline=deadline
        )

    people = await visit.remembered(("topic", profile.topic.id, within), ask)
    recorded = [one for one in people if one.known]
    return visit.page(
        "topic.html",
        title=profile.topic.name_in(visit.language),
        record_id=profile.topic.id,
        facts=tuple(_search_words(visit, profile.topic)),
        crumbs=(Crumb(visit._("Who knows what?"), "/expertise"),),
        current="/expertise",
        levels=tuple(_levels(visit, recorded)),
        does=tuple((visit.link(one.person), _does(visit, one)) for one in people if one.does and not one.known),
        scarcity=_scarcity(visit, recorded),
        broader=by_name(visit, profile.broader),
        narrower=by_name(visit, profile.narrower),
        tasks=by_name(visit, {edge.from_id for edge in profile.required_by}),
        find_href=visit.here("/expertise", topic=profile.topic.id),
        groups=group_choices(visit),
        within=within or "",
        most=MOST_HOLDERS if len(people) >= MOST_HOLDERS else 0,
        history_href=visit.here(f"/geschiedenis/{profile.topic.id}"),
    )


def _lines(visit: Visit, subject: str, rows: Iterable[tuple[str, MatrixRow]]) -> tuple[SchoolLine, ...]:
    return tuple(
        SchoolLine(
            school=visit.link(place),
            who=visit.here("/wie", organisation=place, subject=subject),
            cells=tuple(shown_cell(visit, cell) for cell in row.cells),
        )
        for place, row in rows
    )


def _places(visit: Visit) -> list[str]:
    """The schools, centres and groups of the chosen part, the whole store when nothing is chosen, by name."""
    chosen = visit.asked("organisation")
    if chosen:
        nodes: Iterable[Organisation] = places_below(visit.world, read.organisation_named(visit.world, chosen).id)
    else:
        nodes = read.nodes(visit.world, Organisation)
    shown = [node for node in nodes if node.type in GENERAL_TYPES]
    shown.sort(key=lambda node: (node.type != "school_group", node.name_in(visit.language).casefold()))
    return [node.id for node in shown]


def _facts(visit: Visit, profile: SubjectProfile) -> Iterable[Fact]:
    yield Fact(word=visit._("Sort"), text=kind_word(profile.subject.kind, visit.texts))
    if profile.groups:
        yield Fact(word=visit._("Task group"), links=by_name(visit, profile.groups))
    if isinstance(profile.subject, Task | Decision):
        yield from _search_words(visit, profile.subject)
    if profile.requires:
        yield Fact(word=visit._("Expertise needed"), links=by_name(visit, {edge.to_id for edge in profile.requires}))


def _search_words(visit: Visit, of: Task | Decision | Expertise) -> Iterable[Fact]:
    """The everyday words by which it is found."""
    words = next((found for language, found in of.keywords if language == visit.language), ())
    if words:
        yield Fact(word=visit._("Also called"), text=", ".join(words))


def _crumbs(visit: Visit, profile: SubjectProfile) -> tuple[Crumb, ...]:
    start = Crumb(visit._("Who does what?"), "/wie")
    groups = by_name(visit, profile.groups)[:1]
    return (start, *(Crumb(link.text, link.href or "/wie") for link in groups))


def _levels(visit: Visit, people: Iterable[Candidate]) -> Iterable[LevelGroup]:
    by_level: dict[int, list[tuple[Link, str]]] = {}
    for one in people:
        where = ", ".join(visit.name(place) for place in one.organisations)
        by_level.setdefault(max(known.level for known in one.known), []).append((visit.link(one.person), where))
    for level in sorted(by_level, reverse=True):
        yield LevelGroup(level=title(LEVEL_TITLES, level, visit.texts), people=tuple(by_level[level]))


def _does(visit: Visit, one: Candidate) -> str:
    found = dict.fromkeys((does.task, does.organisation) for does in one.does)
    parts = [
        visit._("does “{task}” at {school}", task=visit.name(task), school=visit.name(place)) for task, place in found
    ]
    return "; ".join(parts[:3])


def _scarcity(visit: Visit, people: Iterable[Candidate]) -> str:
    strong = [one for one in people if any(known.level >= 2 for known in one.known)]
    if not strong:
        return visit._("Nobody works independently with this, as far as was filled in.")
    if len(strong) == 1:
        return visit._("Only one colleague works independently with this.")
    return visit._("{number} colleagues work independently with this.", number=len(strong))


ROUTES = (
    PageRoute(path="/taak/{key}", answer=subject_page("task")),
    PageRoute(path="/beslissing/{key}", answer=subject_page("decision")),
    PageRoute(path="/taakgroep/{key}", answer=subject_page("task_group")),
    PageRoute(path="/expertise/{key}", answer=topic),
)
