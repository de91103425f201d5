"""The reports for analysts: what is not arranged, what hangs on one colleague, who knows what, and how it changed."""

from __future__ import annotations

from typing import Annotated

import typer

from graph.domain.errors import InvalidInput
from graph.domain.text import Text
from graph.usecases import gaps_over_time
from graph.usecases.analysing import time_for
from graph.usecases.desk import Desk
from graph.usecases.points import has_as_grave_as
from graph.usecases.viewer import LOCAL_OWNER
from service.cli import output, reports
from service.cli.asking import Asked
from service.cli.common import (
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
    texts_for,
    told,
    with_desk,
)
from service.config import read_settings

__all__ = ["report_bus_factor", "report_changes", "report_gaps"]


def report_gaps(
    asked: Asked,
    fail_on: Annotated[
        str | None,
        typer.Option(
            "--fail-on", help="Exit with 1 when a finding is at least this severe.", callback=output.known_severity
        ),
    ] = None,
) -> None:
    """Fail when something grave enough is found."""
    answered = asked.answer()
    if fail_on is not None and has_as_grave_as(answered.found, fail_on):
        raise typer.Exit(1)


def report_bus_factor(
    asked: Asked,
    each: Annotated[bool, typer.Option("--each", help="Each school and centre by itself, beside each other.")] = False,
) -> None:
    """Ask it of each school by itself when that is wanted."""
    if each:
        narrowed = [name for name in ("mandates", "task_groups", "roles", "topics") if asked.typed.get(name)]
        if narrowed:
            raise InvalidInput.because(
                Text("Schools beside each other are counted in full"),
                Text("Leave out --mandate and --task-group"),
                field="--each",
            )
        asked = asked.of("bus-factor-of-each")
    asked.answer()


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
    settings, texts = read_settings(store=store, language=language), texts_for(store, language)
    day, earlier_day = day_of(on), day_of(since, "--since")
    moment, earlier_moment = moment_of(known_at), moment_of(since_known_at)

    async def run(desk: Desk) -> None:
        after = await desk.world(LOCAL_OWNER, on=day, known_at=moment)
        past = (
            await desk.world(LOCAL_OWNER, on=after.on, known_at=earlier_moment) if earlier_moment is not None else None
        )
        before = gaps_over_time.earlier_world(after, earlier_day, past)
        found = await gaps_over_time.what_changed(desk, before, after, organisation, deadline=time_for(deadline))
        await told(desk, "changes", after)
        reports.show(
            chosen,
            to,
            values=lambda: gaps_over_time.changes_as_values(before, after, found),
            report=lambda: gaps_over_time.changes_told(before, after, found, texts),
        )

    with_desk(settings, run)
