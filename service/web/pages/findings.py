"""Points of attention: what is not arranged, a line for each cause, with filters, exports and the school years."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import orjson
from markupsafe import Markup
from starlette.responses import Response

from graph.domain.choices import OBLIGATIONS
from graph.domain.errors import NotFound
from graph.domain.kinds import MANDATE_KINDS, Organisation, TaskGroup
from graph.domain.text import Text
from graph.reports.model import Picture
from graph.reports.render import MEDIA_TYPES, rendered
from graph.reports.render.html import html_blocks
from graph.reports.trend_picture import open_points
from graph.reports.unnamed import unnamed_told
from graph.usecases import gaps, read
from graph.usecases.auditing import AuditAction
from graph.usecases.gaps_over_time import gap_history
from graph.usecases.points import FindingChoice, chosen_findings, code_titles, points_of
from graph.usecases.questions.registry import named
from graph.words.titles import SEVERITY_TITLES, SEVERITY_TONES, mandate_title, title
from service.web.choices import MOST_CHOICES, group_of_reader, organisation_choices
from service.web.findings import finding_lines
from service.web.links import Link
from service.web.routes import PageRoute, Rest
from service.web.shown import paged
from service.web.visit import Crumb, Visit

if TYPE_CHECKING:
    from graph.analyses.gaps.findings import GapReport
    from graph.analyses.gaps.history import FindingHistory, GapDays

__all__ = ["ROUTES", "FilterChoice", "scope_of_reader"]

MOST_LONGEST = 25
NARROWING = ("code", "obligation", "mandate", "task_group", "accepted", "on")
EXPORTS = ("csv", "xlsx", "json")


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterChoice:
    """A choice in a filter."""

    value: str
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Of which organisation a report is.

    Attributes:
        organisation: its id; None = the whole store.
        needed: whether the store is too large to answer without a choice.
    """

    organisation: str | None
    needed: bool


async def findings(visit: Visit) -> Rest:
    """The findings that the filters keep."""
    scope = scope_of_reader(visit)
    shown = None if scope.needed else await _report(visit, scope.organisation)
    return lambda: _findings_page(visit, scope, shown)


def _findings_page(visit: Visit, scope: Scope, shown: GapReport | None) -> Response:
    pager = paged(visit, points_of(shown.findings) if shown else ())
    return visit.page(
        "findings.html",
        title=visit._("Points of attention"),
        current="/aandachtspunten",
        choices=organisation_choices(visit, scope.organisation),
        all_text=visit._("all schools"),
        place_text=visit.asked("organisation"),
        needed=scope.needed,
        severities=_options(
            visit, "severity", ((one, title(SEVERITY_TITLES, one, visit.texts)) for one in SEVERITY_TITLES)
        ),
        codes=_options(visit, "code", ((code, title(code_titles(), code, visit.texts)) for code in code_titles())),
        obligations=_options(visit, "obligation", ((one, title(OBLIGATIONS, one, visit.texts)) for one in OBLIGATIONS)),
        mandates=_options(visit, "mandate", ((kind, mandate_title(kind, visit.texts)) for kind in MANDATE_KINDS)),
        task_groups=_options(visit, "task_group", _task_groups(visit)),
        with_accepted=bool(visit.asked("accepted")),
        narrowed=any(visit.asked(name) for name in NARROWING),
        day=visit.world.on.isoformat(),
        known_at=visit.asked("known_at"),
        total=len(shown.findings) if shown else 0,
        counts=tuple(_counts(visit, shown)) if shown else (),
        pager=pager,
        lines=finding_lines(visit, pager.items),
        not_known_yet=_names(visit, shown.expertise_not_known_yet) if shown else (),
        unnamed=unnamed_told(shown.unnamed_absences, visit.texts) if shown else "",
        grantors_not_recorded=bool(shown and shown.grantors_not_recorded),
        exports=tuple(_exports(visit)),
        course_href=visit.here("/aandachtspunten/verloop", organisation=scope.organisation),
    )


async def export(visit: Visit) -> Response:
    """The same findings as a file, for a spreadsheet or a program."""
    form = visit.request.path_params["form"]
    scope = scope_of_reader(visit)
    if form not in EXPORTS or scope.needed:
        raise NotFound(Text("This file"))
    shown = await _report(visit, scope.organisation)
    answered = named("gaps").told(visit.world, shown)
    if form == "json":
        body, media = orjson.dumps(answered.values()), "application/json"
    else:
        report = answered.report(visit.texts)
        body, media = await visit.compute(lambda _: rendered(report, form)), MEDIA_TYPES[form]
    name = f"aandachtspunten-{visit.world.on.isoformat()}.{form}"
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(body, media_type=media, headers=headers)


@dataclass(frozen=True, slots=True, kw_only=True)
class YearRow:
    """The open days of a school year, per severity from the gravest on."""

    year: str
    numbers: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LongOpen:
    """A finding that was open long, with its open days."""

    title: str
    mandate: str
    place: Link | None
    subject: Link | None
    days: int


async def course(visit: Visit) -> Response:
    """How many points were open through the last school years, and which ones longest."""
    scope = scope_of_reader(visit)
    if scope.needed:
        return visit.redirect("/aandachtspunten")
    found = await visit.remembered(
        ("gap history", scope.organisation),
        lambda deadline: gap_history(visit.world, scope.organisation, deadline=deadline),
    )
    return visit.page(
        "course.html",
        title=visit._("Points of attention through the school years"),
        current="/aandachtspunten",
        crumbs=(Crumb(visit._("Points of attention"), visit.here("/aandachtspunten")),),
        place=visit.name(scope.organisation) if scope.organisation else visit._("all schools"),
        picture=_drawn(visit, open_points(found, visit.texts)),
        headings=tuple(title(SEVERITY_TITLES, one, visit.texts) for one in SEVERITY_TITLES),
        rows=tuple(_year_row(row) for row in found.totals),
        longest=tuple(_long_open(visit, one) for one in found.findings[:MOST_LONGEST]),
        back_href=visit.here("/aandachtspunten", organisation=scope.organisation),
    )


def _drawn(visit: Visit, picture: Picture | None) -> Markup:
    return html_blocks((picture,), visit.texts) if picture is not None else Markup("")


def _year_row(row: GapDays) -> YearRow:
    counted = dict(row.by_severity)
    numbers = tuple(counted.get(severity, 0) for severity in SEVERITY_TITLES)
    return YearRow(year=str(row.school_year), numbers=numbers, total=row.gap_days)


def _long_open(visit: Visit, one: FindingHistory) -> LongOpen:
    return LongOpen(
        title=title(code_titles(), one.code, visit.texts),
        mandate=mandate_title(one.mandate, visit.texts),
        place=visit.link(one.organisation) if one.organisation else None,
        subject=visit.link(one.subject) if one.subject else None,
        days=one.gap_days,
    )


def scope_of_reader(visit: Visit) -> Scope:
    """The organisation that was asked; else everything while that is small, else the reader's own group.

    Raises:
        NotFound: nothing is called so.
    """
    asked = visit.asked("organisation")
    if asked:
        return Scope(organisation=_named(visit, asked), needed=False)
    if read.number_of(visit.world, Organisation) <= MOST_CHOICES:
        return Scope(organisation=None, needed=False)
    own = group_of_reader(visit)
    return Scope(organisation=own, needed=own is None)


def _named(visit: Visit, text: str) -> str:
    """An organisation by id or number, else the one whose name fits best."""
    try:
        return read.organisation_named(visit.world, text).id
    except NotFound:
        hits = read.search(visit.world, text, kinds=(Organisation,), limit=1)
        if not hits:
            raise
        return hits[0].record.id


async def _report(visit: Visit, organisation: str | None) -> GapReport:
    report = await visit.compute(lambda deadline: gaps.gaps(visit.world, organisation, deadline=deadline))
    return chosen_findings(visit.world, report, _choice(visit))


def _choice(visit: Visit) -> FindingChoice:
    return FindingChoice(
        codes=frozenset(visit.asked_all("code")),
        severities=frozenset(visit.asked_all("severity")),
        obligations=frozenset(visit.asked_all("obligation")),
        mandates=frozenset(visit.asked_all("mandate")),
        task_group=visit.asked("task_group") or None,
        with_accepted=bool(visit.asked("accepted")),
    )


def _options(visit: Visit, name: str, pairs: Iterable[tuple[str, str]]) -> tuple[FilterChoice, ...]:
    chosen = visit.asked_all(name)
    return tuple(FilterChoice(value=value, text=text, chosen=value in chosen) for value, text in pairs)


def _task_groups(visit: Visit) -> Iterable[tuple[str, str]]:
    groups = ((node.id, node.name_in(visit.language)) for node in read.nodes(visit.world, TaskGroup))
    return sorted(groups, key=lambda pair: pair[1].casefold())


def _counts(visit: Visit, report: GapReport) -> Iterable[tuple[str, str, int]]:
    for severity in SEVERITY_TITLES:
        number = sum(finding.severity == severity for finding in report.findings)
        yield title(SEVERITY_TITLES, severity, visit.texts), SEVERITY_TONES[severity], number


def _names(visit: Visit, places: Iterable[str]) -> tuple[Link, ...]:
    return tuple(visit.link(place) for place in places)


def _exports(visit: Visit) -> Iterable[Link]:
    asked = [(name, value) for name, value in visit.request.query_params.multi_items() if value and name != "page"]
    query = f"?{urlencode(asked)}" if asked else ""
    for form in EXPORTS:
        yield Link(text=form.upper(), href=f"/aandachtspunten/{form}{query}")


ROUTES = (
    PageRoute(path="/aandachtspunten", answer=findings),
    PageRoute(path="/aandachtspunten/verloop", answer=course),
    PageRoute(path="/aandachtspunten/{form}", answer=export, for_programs=True, noted=AuditAction.EXPORTED),
)
