"""Colleagues from a pasted list: look first, then take them in."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping

from graph.formats.pasted.colleagues import read_colleagues
from graph.formats.reading.result import Imported
from graph.usecases.desk import Desk
from graph.usecases.importing import Outcome, Reader, check_keeper, noting, telling_what_is_known
from graph.usecases.viewer import Viewer

__all__ = ["add_colleagues", "preview_colleagues"]


async def preview_colleagues(desk: Desk, viewer: Viewer, text: str, answers: Mapping[str, str]) -> Imported:
    """What pasted colleagues would change and what they leave unclear, without writing; or every problem of them."""
    check_keeper(desk, viewer)
    desk.check_holds_all()
    return await asyncio.to_thread(_reading(desk, viewer, text, answers), desk.snapshot)


async def add_colleagues(desk: Desk, viewer: Viewer, text: str, answers: Mapping[str, str]) -> Outcome:
    """Take pasted colleagues in as one revision; what is unclear is left out and asked.

    Raises:
        InvalidInput: every problem of the list; nothing is written.
    """
    check_keeper(desk, viewer)
    desk.check_holds_all()
    last: list[Imported] = []
    make = noting(_reading(desk, viewer, text, answers), last)
    committed = await desk.commit(make, viewer=viewer, reason="colleagues of the first hour", key=secrets.token_hex(16))
    return Outcome(imported=last[0], revision=committed.revision.number if committed.revision else None)


def _reading(desk: Desk, viewer: Viewer, text: str, answers: Mapping[str, str]) -> Reader:
    return telling_what_is_known(desk, viewer, lambda snapshot: read_colleagues(text, snapshot, answers))
