"""The commands that run something: the demo, the service, the tests, a local Neo4j.

What they run is imported in them, for the help lists them beside all others.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from service.cli.common import StoreOption
from service.config import read_settings

__all__ = ["demo", "neo4j", "serve", "tests"]

neo4j = typer.Typer(help="A Neo4j to develop with.", no_args_is_help=True, add_completion=False)
tests = typer.Typer(add_completion=False)


def demo(
    port: Annotated[int | None, typer.Option("--port", min=0, max=65535, help="Port; 0 = any free one.")] = None,
) -> None:
    """Serve the example school group from a fresh store; prints the address."""
    from service.cli import tools

    tools.demo(read_settings(port=port))


def serve(
    store: StoreOption = None,
    host: Annotated[str | None, typer.Option("--host", help="Address to listen on; loopback only.")] = None,
    port: Annotated[int | None, typer.Option("--port", min=0, max=65535, help="Port; 0 = any free one.")] = None,
    within: Annotated[
        list[str] | None,
        typer.Option(
            "--within", metavar="ID", help="Hold only the part of the register for this organisation; several times."
        ),
    ] = None,
) -> None:
    """Serve a store: GraphQL, a start page and health checks. Without sign-in on loopback only."""
    from service.cli import tools

    part = " ".join(within) if within else None
    tools.serve(read_settings(store=store, host=host, port=port, within=part))


@tests.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def test(context: typer.Context) -> None:
    """Run the tests; the arguments go to pytest."""
    from service.cli import tools

    raise typer.Exit(tools.run_tests(context.args))


@neo4j.callback()
def _neo4j() -> None:
    pass


@neo4j.command("dev")
def neo4j_dev(
    folder: Annotated[
        Path | None, typer.Option("--folder", help="Where its data stay; a folder in the cache if absent.")
    ] = None,
) -> None:
    """Start a local Neo4j without a container engine; needs Java and Maven."""
    from service.cli import tools

    tools.neo4j_dev(folder)
