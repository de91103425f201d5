"""What the commands share: the options that several have, and opening the store."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from graph.domain.days import asked_day, asked_moment
from graph.model.memory import no_cycle_collection
from graph.usecases.auditing import AuditAction, audited, looks_noted
from graph.usecases.desk import Desk
from graph.usecases.serving.past import KnownAt
from graph.usecases.viewer import LOCAL_OWNER
from graph.usecases.world import World
from graph.words.catalogue import Texts, texts_in
from service.cli import reports
from service.config import Settings, read_settings
from service.wiring import open_desk

__all__ = [
    "DeadlineOption",
    "FormatOption",
    "JsonOption",
    "KnownAtOption",
    "LanguageOption",
    "OnOption",
    "OrganisationOption",
    "OutputOption",
    "StoreOption",
    "ask",
    "day_of",
    "moment_of",
    "texts_for",
    "told",
    "with_desk",
]

T = TypeVar("T")

StoreOption = Annotated[
    str | None,
    typer.Option("--store", help="Address of the store: sqlite:///FILE, neo4j://USER@HOST:PORT/DATABASE or bolt://..."),
]
OnOption = Annotated[
    str | None, typer.Option("--on", metavar="DATE", help="The day asked (2026-09-01); today if absent.")
]
KnownAtOption = Annotated[
    str | None,
    typer.Option("--known-at", metavar="R", help="As known at a revision number, an instant, or the end of a day."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")]
LanguageOption = Annotated[str | None, typer.Option("--language", help="Language of texts for people: nl or en.")]
OutputOption = Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file instead of stdout.")]
OrganisationOption = Annotated[
    str | None, typer.Option("--organisation", help="Id or number of an organisation; everything below it counts.")
]
DeadlineOption = Annotated[float | None, typer.Option("--deadline", min=0.1, help="Seconds that it may take.")]
FormatOption = Annotated[str, typer.Option("--format", help=f"One of: {', '.join(reports.REPORT_FORMATS)}.")]


def texts_for(store: str | None, language: str | None) -> Texts:
    """The texts in the language that was asked, or that of the settings."""
    return texts_in(read_settings(store=store, language=language).language)


def ask(
    store: str | None, on: str | None, known_at: str | None, answer: Callable[[World], Callable[[], T]], *, name: str
) -> T:
    """Open the store, take one world, note what is asked, and answer.

    Args:
        store: where it is.
        on: the day, as typed.
        known_at: the moment, as typed.
        answer: works it out, and gives what writes it.
        name: of what is asked.

    Raises:
        AuditUnavailable: it cannot be noted, so it is not written.
    """
    asked, moment = day_of(on), moment_of(known_at)

    async def run(desk: Desk) -> T:
        world = await desk.world(LOCAL_OWNER, on=asked, known_at=moment)
        writing = answer(world)
        await told(desk, name, world)
        return writing()

    with no_cycle_collection():  # the process ends before it would be worth it
        return with_desk(read_settings(store=store), run)


async def told(desk: Desk, name: str, world: World) -> None:
    """Note what a command is about to tell: of somebody by name, else of everybody who is in it.

    Raises:
        AuditUnavailable: it cannot be noted, so it is not to be told.
    """
    if world.looked:
        await looks_noted(desk, LOCAL_OWNER, world, detail=name)
    else:
        await audited(desk, LOCAL_OWNER, AuditAction.EXPORTED, detail=name)


def with_desk(
    settings: Settings, run: Callable[[Desk], Awaitable[T]], *, create: bool = False, or_empty: bool = False
) -> T:
    """Open the store of the settings and run something on it.

    Args:
        settings: where it is.
        run: what to do.
        create: make a store that is not there yet.
        or_empty: take an empty one in its place, kept nowhere.
    """

    found: list[T] = []

    async def opened() -> None:  # asyncio writes out what a task gives, at its end and for nobody: so it gives nothing
        async with open_desk(settings, create=create, or_empty=or_empty, lasts=False) as desk:
            found.append(await run(desk))

    asyncio.run(opened())
    return found[0]


def day_of(text: str | None, field: str = "--on") -> date | None:
    """The day that somebody typed; None for none.

    Raises:
        InvalidInput: it is no date, or too far away.
    """
    return None if text is None else asked_day(text, field=field)


def moment_of(text: str | None) -> KnownAt | None:
    """The revision, instant or day that somebody typed; None for none.

    Raises:
        InvalidInput: it is none of these, or too far away.
    """
    return None if text is None else asked_moment(text, field="--known-at")
