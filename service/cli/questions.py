"""What the commands of the questions of every day do beside asking."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from graph.usecases import planning
from service.cli import writing
from service.cli.asking import Asked

__all__ = ["rehearse", "repair"]


def rehearse(
    asked: Asked,
    changes: Annotated[
        Path | None, typer.Option("--changes", help="Any other changes: a file in the native format.")
    ] = None,
) -> None:
    """Rehearse the changes of a file as well."""
    file = None if changes is None else planning.NamedBytes(str(changes), changes.read_bytes())
    asked.answer(lambda world: {} if file is None else {"changes": planning.changes_in_file(world, file)})


def repair(
    asked: Asked,
    to: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write the new mandates to this file, for `mandaatwijzer import`."),
    ] = None,
    report_to: Annotated[
        Path | None, typer.Option("--report", help="Write the report to this file instead of stdout.")
    ] = None,
) -> None:
    """Write the plan as changes too."""
    plan = asked.written_to(report_to).answer().found
    if to is not None:
        writing.write(planning.change_file(plan), to)
