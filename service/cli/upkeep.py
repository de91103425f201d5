"""The commands about the store and the product itself."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

from service.cli.common import JsonOption, LanguageOption, StoreOption, with_desk
from service.config import read_settings

if TYPE_CHECKING:
    from graph.usecases.desk import Desk

__all__ = ["check", "commands", "plug_ins", "schema", "vocabulary"]


def check(store: StoreOption = None, language: LanguageOption = None, as_json: JsonOption = False) -> None:
    """Check the store: the graph against its rules and against its log."""
    from service.cli import output

    settings = read_settings(store=store, language=language)

    async def run(desk: Desk) -> bool:
        return output.checked(await desk.check(), settings.language, as_json=as_json)

    if not with_desk(settings, run):
        raise typer.Exit(1)


def plug_ins(language: LanguageOption = None, as_json: JsonOption = False) -> None:
    """List the plug-ins that are installed, what each adds, and what of it is left out."""
    from graph.usecases.extending import extensions
    from service.cli import output

    if not output.told_extensions(extensions(), read_settings(language=language).language, as_json=as_json):
        raise typer.Exit(1)


def schema() -> None:
    """Print the GraphQL schema."""
    from schema.build import sdl

    sys.stdout.write(sdl())


def vocabulary() -> None:
    """Print the page with every kind of node and edge, in Markdown."""
    from graph.formats.vocabulary.write import vocabulary_page

    sys.stdout.write(vocabulary_page())


def commands() -> None:
    """Print the page with every command and option, in Markdown."""
    from service.cli.app import app
    from service.cli.command_page import command_page

    sys.stdout.write(command_page(app))
