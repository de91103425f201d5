"""The command line: each command reads its words, calls one use case, and prints what it gives.

Data goes to stdout, messages to stderr. Exit codes: 0 fine, 1 an asked check failed, 2 wrong input or no store.

Here stands only where each command is found: what one needs is imported when it is asked for, so that the others start
at once; `tests/cli/test_start.py` holds what each sort of command does not load.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from service.cli.group import group_of

__all__ = ["app"]

COMMANDS = {
    "demo": "service.cli.serving:demo",
    "serve": "service.cli.serving:serve",
    "test": "service.cli.serving:tests",
    "neo4j": "service.cli.serving:neo4j",
    "import": "service.cli.files:import_files",
    "institutions": "service.cli.files:institutions",
    "export": "service.cli.files:export",
    "report": "service.cli.app:report",
    "document": "service.cli.documents:document",
    "history": "service.cli.log:history",
    "revisions": "service.cli.log:revisions",
    "revert": "service.cli.log:revert",
    "key": "service.cli.access:key",
    "owner": "service.cli.access:owner",
    "audit": "service.cli.access:audit",
    "check": "service.cli.upkeep:check",
    "plug-ins": "service.cli.upkeep:plug_ins",
    "schema": "service.cli.upkeep:schema",
    "vocabulary": "service.cli.upkeep:vocabulary",
    "commands": "service.cli.upkeep:commands",
    "rehearse": "service.cli.questions:rehearse",
    "repair": "service.cli.questions:repair",
}

REPORTS = {
    "changes": "service.cli.reporting:report_changes",
    "gaps": "service.cli.reporting:report_gaps",
    "bus-factor": "service.cli.reporting:report_bus_factor",
    "bus-factor-of-each": None,  # an option of `bus-factor`
}

report = typer.Typer(cls=group_of(REPORTS, asks="analysts"), help="Reports for analysts.", no_args_is_help=True)

app = typer.Typer(
    cls=group_of(COMMANDS, asks="everybody"),
    name="mandaatwijzer",
    help="Who decides, executes, steers and is contact point for the ICT of schools; and who knows what.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=True,
)


def _told_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        sys.stdout.write(f"mandaatwijzer {version('mandaatwijzer')}\n")
        raise typer.Exit


@app.callback()
def _every_command(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_told_version, is_eager=True)
    ] = False,
) -> None:
    pass
