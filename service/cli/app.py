"""The command line: each command reads its words, calls one use case, and prints what it gives.

Data goes to stdout, messages to stderr. Exit codes: 0 fine, 1 an asked check failed, 2 wrong input or no store.

What only one command needs and is slow to import (the web service, the drawing of a page) is imported in that
command, so that the others start at once; `tests/cli/test_start.py` holds the list.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from graph.usecases.desk import Desk
from graph.usecases.extending import extensions
from service.cli import output
from service.cli.backups import backups
from service.cli.common import (
    JsonOption,
    LanguageOption,
    StoreOption,
    with_desk,
)
from service.cli.documents import documents
from service.cli.files import files
from service.cli.log import log
from service.cli.questions import QUESTIONS
from service.cli.reporting import report
from service.config import read_settings

__all__ = ["app"]

T = TypeVar("T")

app = typer.Typer(
    cls=QUESTIONS,
    name="mandaatwijzer",
    help="Who decides, executes, steers and is contact point for the ICT of schools; and who knows what.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=True,
)
neo4j = typer.Typer(help="A Neo4j to develop with.", no_args_is_help=True)
app.add_typer(neo4j, name="neo4j")


# Serving


@app.command()
def demo(
    port: Annotated[int | None, typer.Option("--port", min=0, max=65535, help="Port; 0 = any free one.")] = None,
) -> None:
    """Serve the example school group from a fresh store; prints the address."""
    from service.cli import tools

    tools.demo(read_settings(port=port))


@app.command()
def serve(
    store: StoreOption = None,
    host: Annotated[str | None, typer.Option("--host", help="Address to listen on; loopback only.")] = None,
    port: Annotated[int | None, typer.Option("--port", min=0, max=65535, help="Port; 0 = any free one.")] = None,
) -> None:
    """Serve a store: GraphQL, a start page and health checks. Without sign-in on loopback only."""
    from service.cli import tools

    tools.serve(read_settings(store=store, host=host, port=port))


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def test(context: typer.Context) -> None:
    """Run the tests; the arguments go to pytest."""
    from service.cli import tools

    raise typer.Exit(tools.run_tests(context.args))


@neo4j.command("dev")
def neo4j_dev(
    folder: Annotated[
        Path | None, typer.Option("--folder", help="Where its data stay; a folder in the cache if absent.")
    ] = None,
) -> None:
    """Start a local Neo4j without a container engine; needs Java and Maven."""
    from service.cli import tools

    tools.neo4j_dev(folder)


upkeep = typer.Typer()

app.add_typer(files)
app.add_typer(report, name="report")
app.add_typer(documents)
app.add_typer(log)
app.add_typer(backups)
app.add_typer(upkeep)


# The store and the product itself


@upkeep.command()
def check(store: StoreOption = None, language: LanguageOption = None, as_json: JsonOption = False) -> None:
    """Check the store: the graph against its rules and against its log."""
    settings = read_settings(store=store, language=language)

    async def run(desk: Desk) -> bool:
        return output.checked(await desk.check(), settings.language, as_json=as_json)

    if not with_desk(settings, run):
        raise typer.Exit(1)


@upkeep.command()
def doctor(store: StoreOption = None, language: LanguageOption = None, as_json: JsonOption = False) -> None:
    """Look at the whole installation, and say what is wrong with it and what to do."""
    from service.doctor import examine

    settings = read_settings(store=store, language=language)
    if not output.examined(asyncio.run(examine(settings)), settings.language, as_json=as_json):
        raise typer.Exit(1)


@upkeep.command("plug-ins")
def plug_ins(language: LanguageOption = None, as_json: JsonOption = False) -> None:
    """List the plug-ins that are installed, what each adds, and what of it is left out."""
    if not output.told_extensions(extensions(), read_settings(language=language).language, as_json=as_json):
        raise typer.Exit(1)


@upkeep.command()
def schema() -> None:
    """Print the GraphQL schema."""
    from schema.build import sdl

    sys.stdout.write(sdl())


@upkeep.command()
def vocabulary() -> None:
    """Print the page with every kind of node and edge, in Markdown."""
    from graph.formats.vocabulary.write import vocabulary_page

    sys.stdout.write(vocabulary_page())


@upkeep.command()
def commands() -> None:
    """Print the page with every command and option, in Markdown."""
    from service.cli.command_page import command_page

    sys.stdout.write(command_page(app))
