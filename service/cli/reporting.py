"""The reports for analysts: what is not arranged, what hangs on one colleague, who knows what, and how it changed."""

from __future__ import annotations

from typing import Annotated

import typer

from graph.domain.errors import InvalidInput
from graph.domain.text import Text
from graph.reports.bus_factor import bridges_json, bus_factor_each_json, bus_factor_json
from graph.reports.changes import changes_json
from graph.reports.expertise import overview_json
from graph.reports.gap_difference import difference_json
from graph.reports.gap_history import gap_history_json
from graph.reports.gaps import gaps_json
from graph.reports.load import load_json
from graph.reports.team import scarcity_json
from graph.usecases import analyse, gaps_over_time, planning, reporting
from graph.usecases.analysing import time_for
from graph.usecases.desk import Desk
from graph.usecases.points import has_as_grave_as
from graph.usecases.viewer import LOCAL_OWNER
from graph.words.catalogue import texts_in
from service.cli import output, reports
from service.cli.common import (
    Asked,
    DeadlineOption,
    FormatOption,
    KnownAtOption,
    LanguageOption,
    OnOption,
    OrganisationOption,
    OutputOption,
    StoreOption,
    day_of,
    moment_of,
    show_answer,
    with_desk,
)
from service.config import read_settings

__all__ = ["report"]

report = typer.Typer(help="Reports for analysts.", no_args_is_help=True)

HISTORY_SECONDS = 20.0
"""What the picture of past school years may take when no deadline is given: the report itself does not wait for it."""


@report.command("gaps")
def report_gaps(
    organisation: OrganisationOption = None,
    store: StoreOption = None,
    on: OnOption = None,
    known_at: KnownAtOption = None,
    format_name: FormatOption = "md",
    language: LanguageOption = None,
    to: OutputOption = None,
    fail_on: Annotated[
        str | None, typer.Option("--fail-on", help="Exit with 1 when a finding is at least this severe.")
    ] = None,
    accepted: Annotated[
        bool | None, typer.Option("--accepted/--open", help="Only what is, or is not, knowingly left as it is.")
    ] = None,
    rule: Annotated[
        list[str] | None, typer.Option("--rule", metavar="CODE", help="Look for this code only; may be repeated.")
    ] = None,
    intervals: Annotated[
        bool | None,
        typer.Option(
            "--intervals/--no-intervals",
            help="Look since when each point is open; if absent, up to 500 organisations.",
        ),
    ] = None,
    deadline: DeadlineOption = None,
) -> None:
    """What is not arranged, and what to do about it."""
    severity = output.known_severity(fail_on)
    found = show_answer(
        Asked(store=store, on=on, known_at=known_at, language=language, format_name=format_name, to=to),
        find=lambda world: analyse.gaps(
            world,
            organisation,
            intervals=intervals,
            rules=rule or None,
            accepted=accepted,
            deadline=time_for(deadline),
        ),
        values=lambda world, found: gaps_json(found, reporting.naming(world, texts_in()), known_at=world.known_at),
        report=lambda world, found, texts: reporting.gaps(
            world, found, texts, deadline=time_for(deadline or HISTORY_SECONDS)
        ),
    )
    if severity is not None and has_as_grave_as(found, severity):
        raise typer.Exit(1)


@report.command("bus-factor")
def report_bus_factor(
    organisation: OrganisationOption = None,
    store: StoreOption = None,
    on: OnOption = None,
    known_at: KnownAtOption = None,
    items: Annotated[str, typer.Option("--items", help="mandates, expertise or crossed.")] = "mandates",
    mandate: Annotated[list[str] | None, typer.Option("--mandate", help="Only this kind of mandate.")] = None,
    task_group: Annotated[list[str] | None, typer.Option("--task-group", help="Only below this task group.")] = None,
    share: Annotated[
        str, typer.Option("--share", help="Share of the items for the critical set: 0.5, 1/3, 50%.")
    ] = "1/2",
    each: Annotated[bool, typer.Option("--each", help="Each school and centre by itself, beside each other.")] = False,
    format_name: FormatOption = "md",
    language: LanguageOption = None,
    to: OutputOption = None,
    deadline: DeadlineOption = 20.0,
) -> None:
    """What hangs on one colleague, and the smallest group that leaves a share of it unfilled."""
    asked = Asked(store=store, on=on, known_at=known_at, language=language, format_name=format_name, to=to)
    if each:
        if mandate or task_group:
            raise InvalidInput.because(
                Text("Schools beside each other are counted in full"),
                Text("Leave out --mandate and --task-group"),
                field="--each",
            )
        show_answer(
            asked,
            find=lambda world: analyse.bus_factor_of_each(
                world,
                organisation,
                items=items,
                share=analyse.share_of(share),
                deadline=time_for(deadline),
            ),
            values=lambda world, found: bus_factor_each_json(found),
            report=lambda world, found, texts: reporting.bus_factor_of_each(world, found, texts),
        )
        return
    show_answer(
        asked,
        find=lambda world: analyse.bus_factor(
            world,
            organisation,
            items=items,
            mandates=mandate or (),
            task_groups=task_group or (),
            share=analyse.share_of(share),
            deadline=time_for(deadline),
        ),
        values=lambda world, found: bus_factor_json(found),
        report=lambda world, found, texts: reporting.bus_factor(world, found, texts),
    )


@report.command("expertise")
def report_expertise(
    organisation: OrganisationOption = None,
    store: StoreOption = None,
    on: OnOption = None,
    known_at: KnownAtOption = None,
    level: Annotated[int, typer.Option("--level", min=1, max=5, help="From this level somebody counts.")] = 1,
    format_name: FormatOption = "md",
    language: LanguageOption = None,
    to: OutputOption = None,
) -> None:
    """Which topics are known, and by how many."""
    show_answer(
        Asked(store=store, on=on, known_at=known_at, language=language, format_name=format_name, to=to),
        find=lambda world: analyse.expertise(world, organisation, level=level),
        values=lambda world, found: overview_json(found),
        report=lambda world, found, texts: reporting.expertise(world, found, texts),
    )


@report.command("load")
def report_load(
    organisation: OrganisationOption = None,
    store: StoreOption = None,
    on: OnOption = None,
    known_at: KnownAtOption = None,
    format_name: FormatOption = "md",
    language: LanguageOption = None,
    to: OutputOption = None,
    deadline: DeadlineOption = None,
) -> None:
    """How many hours the work asks, against the appointments."""
    show_answer(
        Asked(store=store, on=on, known_at=known_at, language=language, format_name=format_name, to=to),
        find=lambda world: analyse.load(world, organisation, deadline=time_for(deadline)),
        values=lambda world, found: load_json(found),
        report=lambda world, found, texts: reporting.load(world, found, texts),
    )


@report.command("changes")
def report_changes(
    organisation: OrganisationOption = None,
    store: StoreOption = None,
    on: OnOption = None,
    known_at: KnownAtOption = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="DATE", help="The earlier day; the first of the school year if absent."),
    ] = None,
    since_known_at: Annotated[
        str | None,
        typer.Option("--since-known-at", metavar="R", help="The earlier moment as it was known then."),
    ] = None,
    format_name: FormatOption = "md",
    language: LanguageOption = None,
    to: OutputOption = None,
    deadline: DeadlineOption = None,
) -> None:
    """What changed between two moments, and what that opened and closed."""
    chosen = reports.known_format(format_name, to)
    settings = read_settings(store=store, language=language)
    day, earlier_day = day_of(on), day_of(since, "--since")
    moment, earlier_moment = moment_of(known_at), moment_of(since_known_at)

    async def run(desk: Desk) -> None:
        after = await desk.world(LOCAL_OWNER, on=day, known_at=moment)
        past = (
            await desk.world(LOCAL_OWNER, on=after.on, known_at=earlier_moment) if earlier_moment is not None else None
        )
        before = gaps_over_time.earlier_world(after, earlier_day, past)
        found = await gaps_over_time.what_changed(desk, before, after, organisation, deadline=time_for(deadline))
        reports.show(
            chosen,
            to,
            values=lambda: changes_json(
                found, reporting.naming(before, texts_in()), reporting.naming(after, texts_in())
            ),
            report=lambda: reporting.changes(before, after, found, texts_in(settings.language)),
        )

    with_desk(settings, run)


@report.command("gap-history")
def report_gap_history(
    organisation: OrganisationOption = None,
    store: StoreOption = None,
    on: OnOption = None,
    known_at: KnownAtOption = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="First day; three school years if absent.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="First day after the span; tomorrow if absent.")
    ] = None,
    format_name: FormatOption = "md",
    language: LanguageOption = None,
    to: OutputOption = None,
    deadline: DeadlineOption = None,
) -> None:
    """When each gap was open, and open days per school and school year; July and August left out."""
    first, last = day_of(since, "--since"), day_of(until, "--until")
    show_answer(
        Asked(store=store, on=on, known_at=known_at, language=language, format_name=format_name, to=to),
        find=lambda world: gaps_over_time.gap_history(
            world, organisation, since=first, until=last, deadline=time_for(deadline)
        ),
        values=lambda world, found: gap_history_json(found, known_at=world.known_at),
        report=lambda world, found, texts: reporting.history(world, found, texts),
    )


@report.command("next-school-year")
def report_next_school_year(
    organisation: OrganisationOption = None,
    store: StoreOption = None,
    on: OnOption = None,
    known_at: KnownAtOption = None,
    format_name: FormatOption = "md",
    language: LanguageOption = None,
    to: OutputOption = None,
    deadline: DeadlineOption = None,
) -> None:
    """What will be open on the next 1 September, against the day asked."""
    show_answer(
        Asked(store=store, on=on, known_at=known_at, language=language, format_name=format_name, to=to),
        find=lambda world: gaps_over_time.next_year(world, organisation, deadline=time_for(deadline)),
        values=lambda world, found: difference_json(
            found, reporting.naming(world, texts_in()), reporting.naming(world, texts_in())
        ),
        report=lambda world, found, texts: reporting.difference(
            world, gaps_over_time.next_school_year_of(world), found, texts
        ),
    )


@report.command("scarcity")
def report_scarcity(
    organisation: OrganisationOption = None,
    store: StoreOption = None,
    on: OnOption = None,
    known_at: KnownAtOption = None,
    level: Annotated[int, typer.Option("--level", min=1, max=5, help="From this level somebody counts.")] = 2,
    format_name: FormatOption = "md",
    language: LanguageOption = None,
    to: OutputOption = None,
) -> None:
    """Which expertise is scarce, and where somebody wants to learn it."""
    show_answer(
        Asked(store=store, on=on, known_at=known_at, language=language, format_name=format_name, to=to),
        find=lambda world: planning.scarcity(world, organisation, level=level),
        values=lambda world, found: scarcity_json(found),
        report=lambda world, found, texts: reporting.scarcity(world, found, texts),
    )


@report.command("bridges")
def report_bridges(
    organisation: OrganisationOption = None,
    store: StoreOption = None,
    on: OnOption = None,
    known_at: KnownAtOption = None,
    format_name: FormatOption = "md",
    language: LanguageOption = None,
    to: OutputOption = None,
    deadline: DeadlineOption = None,
) -> None:
    """Who alone joins schools that work together."""
    show_answer(
        Asked(store=store, on=on, known_at=known_at, language=language, format_name=format_name, to=to),
        find=lambda world: analyse.bridges(world, organisation, deadline=time_for(deadline)),
        values=lambda world, found: bridges_json(found),
        report=lambda world, found, texts: reporting.bridges(world, found, texts),
    )
