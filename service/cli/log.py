"""The change log: what happened to a record, every revision, and undoing one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from graph.usecases.viewer import LOCAL_OWNER
from service.cli import output
from service.cli.common import (
    JsonOption,
    LanguageOption,
    StoreOption,
    told,
    with_desk,
)
from service.config import read_settings
from service.web.language import texts_of

if TYPE_CHECKING:
    from graph.usecases.desk import Desk

__all__ = ["history", "revert", "revisions"]


def history(
    record: Annotated[str, typer.Argument(help="Id of a record.")],
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """What every revision did to a record."""

    from graph.usecases import read

    async def run(desk: Desk) -> None:
        world = await desk.world(LOCAL_OWNER)
        found = await read.history(desk, world, record)
        await told(desk, "history", world)
        output.history(found, world.naming(texts_of("en")), as_json=as_json)

    with_desk(read_settings(store=store), run)


def revisions(store: StoreOption = None, as_json: JsonOption = False) -> None:
    """The change log, oldest first."""

    async def run(desk: Desk) -> None:
        world = await desk.world(LOCAL_OWNER)
        await told(desk, "revisions", world)
        output.revisions(await desk.revisions(), world.naming(texts_of("en")), as_json=as_json)

    with_desk(read_settings(store=store), run)


def revert(
    revision: Annotated[int, typer.Argument(min=1, help="Number of the revision.")],
    store: StoreOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Undo a revision, keep later work, and list what could not be undone."""
    from graph.usecases.change.records import RevertRevision, revert_revision

    settings = read_settings(store=store, language=language)

    async def run(desk: Desk) -> None:
        done = await revert_revision(desk, LOCAL_OWNER, RevertRevision(revision=revision))
        output.reverted(revision, done, settings.language, as_json=as_json)

    with_desk(settings, run)
