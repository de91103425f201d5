"""Groups of commands that are loaded when they are asked for, so that each starts with no more than it needs.

    app = typer.Typer(cls=group_of({"import": "service.cli.files:import_files"}, asks="everybody"))

A place is the module and the name of a function, or of a `Typer` that holds a group or one command with settings of its
own. Where its name in the table is that of a question, the function is what the command does beside asking
(`service.cli.asking`); every question that the table does not name has a command that only asks.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command, get_group

from graph.domain.errors import MandaatwijzerError
from graph.model.memory import no_cycle_collection

if TYPE_CHECKING:
    from graph.usecases.questions.question import Audience

__all__ = ["command_from", "group_of"]


def group_of(places: Mapping[str, str | None], *, asks: Audience | None = None) -> type[TyperGroup]:
    """A group with the commands of a table, and the questions for an audience.

    A plug-in that cannot be loaded is told like any other mistake, for its questions are commands too.

    Args:
        places: by name of a command, "module:name" of what makes it; None = this question has no command.
        asks: whose questions are commands of it; None = none.
    """

    class Commands(TyperGroup):
        def list_commands(self, ctx: Any) -> list[str]:
            asked = _questions(asks)
            own = [name for name in places if name not in asked]
            return [*own, *(name for name in asked if places.get(name, "") is not None)]

        def get_command(self, ctx: Any, cmd_name: str) -> Any:
            place = places.get(cmd_name, "")
            with no_cycle_collection():
                return None if place is None else _made(cmd_name, place, asks)

    return Commands


def _made(name: str, place: str, asks: Audience | None) -> Any:
    run = _loaded(place) if place else None
    if isinstance(run, typer.Typer):
        for each in run.registered_commands:
            each.cls = _Command
        made = get_command(run) if run.registered_commands else get_group(run)
        made.name = name  # the help tells it so
        return made
    if _is_asked(name, asks):
        from service.cli.asking import command_of

        return command_of(name, run)
    return None if run is None else command_from(name, run)


def _questions(audience: Audience | None) -> list[str]:
    if audience is None:
        return []
    from graph.usecases.questions.registry import every_question

    return [each.name for each in every_question() if each.audience == audience]


def _is_asked(name: str, audience: Audience | None) -> bool:
    if audience is None:
        return False
    from graph.usecases.questions.registry import named, names

    return name in names() and named(name).audience == audience


def _loaded(place: str) -> Any:
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)


class _Command(TyperCommand):
    """A command that tells a mistake in the language in which it was asked to speak."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except MandaatwijzerError as error:
            from service.cli.mistakes import mistake  # only what goes wrong needs words

            print(mistake(error, ctx.params.get("language")), file=sys.stderr)
            raise typer.Exit(2) from None


def command_from(name: str, run: Callable[..., Any]) -> Any:
    """The command that a function makes; its parameters are the words and options."""
    alone = typer.Typer(add_completion=False)
    alone.command(name, cls=_Command)(run)
    return get_command(alone)
