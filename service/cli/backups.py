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
    access: Annotated[
        Path | None, typer.Option("--access", help="Write who may come in (owners, keys, passkeys) into this file.")
    ] = None,
    store: StoreOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the graph with its whole history into one compressed file, while the store serves others."""
    settings = read_settings(store=store, language=language)

    async def run(desk: Desk) -> None:
        made = await verbs.back_up(desk, file)
        if access is not None:
            await verbs.back_up_access(desk.access, access)
        output.backed_up(made, settings.language, as_json=as_json)

    with_desk(settings, run)


def verify(file: BackupArgument, language: LanguageOption = None, as_json: JsonOption = False) -> None:
    """Read a backup to its end, and say what is in it; a damaged one is refused."""
    output.looked_through(
        file, verbs.look_through(file), read_settings(language=language).language, as_json=as_json, restored=False
    )


def restore(
    file: BackupArgument,
    access: Annotated[
        Path | None, typer.Option("--access", help="Let in again whom the file of `backup --access` names.")
    ] = None,
    store: StoreOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Fill an empty store, of either kind, from a backup: the graph, and every revision as it was made."""
    settings = read_settings(store=store, language=language)

    async def run() -> verbs.Looked:
        kept = verbs.read_access(access) if access is not None else []
        place = store_of(settings, create=True)
        try:
            looked = await verbs.restore(place, file)
            await verbs.restore_access(place.access, kept)
            return looked
        finally:
            await place.close()

    output.looked_through(file, asyncio.run(run()), settings.language, as_json=as_json, restored=True)
