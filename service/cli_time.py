"""The reports about gaps through the years: when they were open, and what will be next school year."""

from __future__ import annotations

from typing import Annotated

import typer

from graph.reports.gap_difference import difference_json
from graph.reports.gap_history import gap_history_json
from graph.reports.translations import texts_in
from graph.usecases import gaps_over_time, reporting
from graph.usecases.world import World
from service import cli_output as output
from service import cli_reports as reports
from service.cli_common import (
    DeadlineOption,
    FormatOption,
    KnownAtOption,
    LanguageOption,
    OnOption,
    OrganisationOption,
    OutputOption,
    StoreOption,
    ask,
    day_of,
)
from service.config import read_settings

__all__ = ["report_gap_history", "report_next_school_year"]


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
    chosen = reports.known_format(format_name, to)
    settings = read_settings(store=store, language=language)
    first, last = day_of(since, "--since"), day_of(until, "--until")

    def answer(world: World) -> None:
        found = gaps_over_time.gap_history(
            world, organisation, since=first, until=last, deadline=output.deadline(deadline)
        )
        reports.show(
            chosen,
            to,
            values=lambda: gap_history_json(found, known_at=world.known_at),
            report=lambda: reporting.history(world, found, texts_in(settings.language)),
        )

    ask(store, on, known_at, answer)


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
    chosen = reports.known_format(format_name, to)
    settings = read_settings(store=store, language=language)

    def answer(world: World) -> None:
        found = gaps_over_time.next_year(world, organisation, deadline=output.deadline(deadline))
        later = gaps_over_time.next_school_year_of(world)
        reports.show(
            chosen,
            to,
            values=lambda: difference_json(found),
            report=lambda: reporting.difference(world, later, found, texts_in(settings.language)),
        )

    ask(store, on, known_at, answer)
