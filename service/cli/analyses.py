"""The commands that plan: rehearse what would happen, look for whom to ask, put a team together, see what is scarce."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from graph.reports.rehearsal import rehearsal_json
from graph.reports.repair import repair_json
from graph.reports.team import team_json
from graph.usecases import planning, reporting
from graph.usecases.analysing import time_for
from graph.usecases.world import World
from service.cli import output
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
    show_answer,
)

__all__ = ["analyses"]

analyses = typer.Typer()


@analyses.command()
def rehearse(
    leaves: Annotated[
        list[str] | None, typer.Option("--leaves", metavar="PERSON", help="Somebody who leaves: id or address.")
    ] = None,
    absent: Annotated[
        list[str] | None, typer.Option("--absent", metavar="PERSON", help="Somebody who is absent: id or address.")
    ] = None,
    organisation_leaves: Annotated[
        str | None, typer.Option("--organisation-leaves", help="An organisation that leaves those above it.")
    ] = None,
    changes: Annotated[
        Path | None, typer.Option("--changes", help="Any other changes: a file in the native format.")
    ] = None,
    since: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="First day of it, and the day looked at.")
    ] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DATE", help="First day after an absence.")] = None,
    organisation: OrganisationOption = None,
    store: StoreOption = None,
    on: OnOption = None,
    known_at: KnownAtOption = None,
    format_name: FormatOption = "md",
    language: LanguageOption = None,
    to: OutputOption = None,
    deadline: DeadlineOption = None,
) -> None:
    """What if somebody falls away: what opens, what closes, what hangs on few people. Nothing is written or kept."""
    first, last = day_of(since, "--from"), day_of(until, "--until")
    file = None if changes is None else planning.NamedBytes(str(changes), changes.read_bytes())

    def what_if(world: World) -> planning.WhatIf:
        return planning.WhatIf(
            leaves=tuple(leaves or ()),
            absent=tuple(absent or ()),
            organisation_leaves=organisation_leaves,
            changes=() if file is None else planning.changes_in_file(world, file),
            since=first,
            until=last,
        )

    show_answer(
        Asked(store=store, on=on, known_at=known_at, language=language, format_name=format_name, to=to),
        find=lambda world: planning.rehearse(world, what_if(world), organisation, deadline=time_for(deadline)),
        values=lambda world, found: rehearsal_json(found),
        report=lambda world, found, texts: reporting.rehearsal(world, found, what_if(world), texts),
    )


@analyses.command()
def repair(
    organisation: Annotated[
        str, typer.Option("--organisation", help="Id or number of an organisation; everything below it counts.")
    ],
    target: Annotated[int, typer.Option("--target", help="How many people everything should have.")] = 2,
    mandate: Annotated[list[str] | None, typer.Option("--mandate", help="Only this kind of mandate.")] = None,
    store: StoreOption = None,
    on: OnOption = None,
    known_at: KnownAtOption = None,
    format_name: FormatOption = "md",
    language: LanguageOption = None,
    to: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write the new mandates to this file, for `mandaatwijzer import`."),
    ] = None,
    report_to: Annotated[
        Path | None, typer.Option("--report", help="Write the report to this file instead of stdout.")
    ] = None,
    deadline: DeadlineOption = 20.0,
) -> None:
    """Look for a solution: the fewest questions to colleagues that bring everything to enough people."""
    found = show_answer(
        Asked(store=store, on=on, known_at=known_at, language=language, format_name=format_name, to=report_to),
        find=lambda world: planning.repair_plan(
            world, organisation, target=target, mandates=mandate or (), deadline=time_for(deadline)
        ),
        values=lambda world, found: repair_json(found),
        report=lambda world, found, texts: reporting.repair_plan(world, found, texts),
    )
    if to is not None:
        output.write(planning.change_file(found), to)


@analyses.command()
def team(
    topics: Annotated[list[str], typer.Argument(help="Topics: id, name or an everyday word.")],
    decides: Annotated[
        str | None, typer.Option("--decides", help="Somebody of the team decides on this task or decision now.")
    ] = None,
    at: Annotated[str | None, typer.Option("--at", help="With --decides: at this organisation.")] = None,
    level: Annotated[int, typer.Option("--level", min=1, max=5, help="From this level somebody counts.")] = 2,
    within: Annotated[str | None, typer.Option("--in", help="Only people of this organisation and below.")] = None,
    near: Annotated[str | None, typer.Option("--for", help="The organisation that asks, for the distance.")] = None,
    store: StoreOption = None,
    on: OnOption = None,
    known_at: KnownAtOption = None,
    format_name: FormatOption = "md",
    language: LanguageOption = None,
    to: OutputOption = None,
    deadline: DeadlineOption = 20.0,
) -> None:
    """The fewest people that together know several topics, and may decide when that is asked."""
    show_answer(
        Asked(store=store, on=on, known_at=known_at, language=language, format_name=format_name, to=to),
        find=lambda world: planning.team(
            world,
            topics,
            decides=decides,
            at=at,
            level=level,
            within=within,
            near=near,
            deadline=time_for(deadline),
        ),
        values=lambda world, found: team_json(found),
        report=lambda world, found, texts: reporting.team(world, found, texts),
    )
