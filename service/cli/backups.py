"""Backups: making one while the store serves, looking one through, and filling an empty store from one."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from graph.usecases import backups as verbs
from graph.usecases.desk import Desk
from service.cli import output
from service.cli.common import JsonOption, LanguageOption, StoreOption, with_desk
from service.config import read_settings
from service.wiring import store_of

__all__ = ["backup", "restore", "verify"]

BackupArgument = Annotated[Path, typer.Argument(metavar="FILE", help="A file that `backup` wrote.")]


def backup(
    file: Annotated[Path, typer.Argument(help="Where to; a file with that name is replaced once this one is whole.")],
    store: StoreOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the graph with its whole history into one compressed file, while the store serves others."""
    settings = read_settings(store=store, language=language)

    async def run(desk: Desk) -> None:
        output.backed_up(await verbs.back_up(desk, file), settings.language, as_json=as_json)

    with_desk(settings, run)


def verify(file: BackupArgument, language: LanguageOption = None, as_json: JsonOption = False) -> None:
    """Read a backup to its end, and say what is in it; a damaged one is refused."""
    output.looked_through(
        file, verbs.look_through(file), read_settings(language=language).language, as_json=as_json, restored=False
    )


def restore(
    file: BackupArgument, store: StoreOption = None, language: LanguageOption = None, as_json: JsonOption = False
) -> None:
    """Fill an empty store, of either kind, from a backup: the graph, and every revision as it was made."""
    settings = read_settings(store=store, language=language)

    async def run() -> verbs.Looked:
        place = store_of(settings, create=True)
        try:
            return await verbs.restore(place, file)
        finally:
            await place.close()

    output.looked_through(file, asyncio.run(run()), settings.language, as_json=as_json, restored=True)
