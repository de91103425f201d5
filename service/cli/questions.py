"""The questions of every day: who does something, who knows something, and the way to them."""

from __future__ import annotations

from typing import Annotated

import typer

from graph.reports.expertise import candidates_json, path_json
from graph.reports.responsibility import responsibility_json
from graph.usecases import analyse, read, reporting
from graph.usecases.world import World
from graph.words.catalogue import texts_in
from service.cli.common import (
    Asked,
    FormatOption,
    JsonOption,
    KnownAtOption,
    LanguageOption,
    OnOption,
    OutputOption,
    StoreOption,
    show_answer,
)

__all__ = ["questions"]

questions = typer.Typer()


@questions.command()
def who(
    subject: Annotated[str, typer.Argument(help="Task or decision: id, name or an everyday word.")],
    at: Annotated[str, typer.Option("--at", help="Organisation: id or number.")],
    store: StoreOption = None,
    on: OnOption = None,
    known_at: KnownAtOption = None,
    amount: Annotated[int | None, typer.Option("--amount", min=0, help="EUR, excluding VAT.")] = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
    format_name: FormatOption = "md",
    to: OutputOption = None,
) -> None:
    """Who decides, executes, steers and is contact point."""
    show_answer(
        Asked(
            store=store,
            on=on,
            known_at=known_at,
            language=language,
            format_name="json" if as_json else format_name,
            to=to,
        ),
        find=lambda world: read.responsible(world, at, subject, amount_eur=amount),
        values=lambda world, found: responsibility_json(found, reporting.naming(world, texts_in())),
        report=lambda world, found, texts: reporting.responsibility(world, found, texts),
    )


@questions.command()
def find(
    topics: Annotated[list[str], typer.Argument(help="Topics: id, name or an everyday word.")],
    store: StoreOption = None,
    on: OnOption = None,
    level: Annotated[int, typer.Option("--level", min=1, max=5, help="From this level somebody counts.")] = 2,
    within: Annotated[str | None, typer.Option("--in", help="Only people of this organisation and below.")] = None,
    near: Annotated[str | None, typer.Option("--for", help="The organisation that asks, for the distance.")] = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
    format_name: FormatOption = "md",
    to: OutputOption = None,
) -> None:
    """Who knows what."""

    def ids(world: World) -> list[str]:
        return [read.topic_named(world, topic).id for topic in topics]

    show_answer(
        Asked(store=store, on=on, language=language, format_name="json" if as_json else format_name, to=to),
        find=lambda world: analyse.find_expertise(world, ids(world), level=level, within=within, near=near),
        values=lambda world, found: {"candidates": candidates_json(found)},
        report=lambda world, found, texts: reporting.candidates(world, found, ids(world), texts),
    )


@questions.command()
def path(
    asker: Annotated[str, typer.Option("--from", help="Person or organisation in need: id, number or address.")],
    topic: Annotated[str, typer.Option("--topic", help="What is needed: id, name or an everyday word.")],
    store: StoreOption = None,
    on: OnOption = None,
    level: Annotated[int, typer.Option("--level", min=1, max=5, help="From this level somebody counts.")] = 2,
    language: LanguageOption = None,
    as_json: JsonOption = False,
    format_name: FormatOption = "md",
    to: OutputOption = None,
) -> None:
    """The way to somebody in another school who knows a topic."""
    show_answer(
        Asked(store=store, on=on, language=language, format_name="json" if as_json else format_name, to=to),
        find=lambda world: next(iter(analyse.expertise_paths(world, asker, topic, level=level, limit=1)), None),
        values=lambda world, nearest: path_json(nearest, reporting.naming(world, texts_in())) if nearest else None,
        report=lambda world, nearest, texts: reporting.path(world, nearest, texts),
    )
