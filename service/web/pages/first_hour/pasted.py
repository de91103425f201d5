"""What is pasted in the first hour: shown as it was understood before it is saved."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from zlib import crc32

from starlette.responses import Response

from graph.domain.changes import Change
from graph.domain.errors import InvalidInput
from graph.domain.text import Text
from graph.model.differences import changes_against
from service.web.differences import DifferenceGroup, difference_groups
from service.web.forms.halfway import NOT_KEPT, kept_step
from service.web.visit import Visit

__all__ = ["go_to_step", "is_seen", "pasted_in", "print_of", "understood_of"]


async def go_to_step(visit: Visit, path: str) -> Response:
    """Go to the page with what was sent to an address, and what was understood of it."""
    fields = ((name, text) for name, text in visit.form.multi_items() if isinstance(text, str))
    step = await kept_step(visit, path, "", path=path, fields=(one for one in fields if one[0] not in NOT_KEPT))
    too_long = Text("What you pasted is too long"), Text("Paste it in two parts, or import the file")
    if step is None:
        raise InvalidInput.because(*too_long)
    return visit.redirect(step)


def is_seen(visit: Visit) -> bool:
    """Whether the reader saw what was understood of what is sent, and wants to save it."""
    return visit.sent("action") == "save" and visit.sent("seen") == print_of(visit)


def print_of(visit: Visit) -> str:
    """Tells what was pasted apart from anything else."""
    pasted = "\n".join((*pasted_in(visit).splitlines(), visit.sent("group"), visit.sent("level")))
    return f"{crc32(pasted.encode()):x}"


async def understood_of(visit: Visit, changes: Iterable[Change]) -> tuple[DifferenceGroup, ...]:
    """What was understood of a list, as what it would change."""
    made, whole = tuple(changes), visit.desk.snapshot
    before = visit.desk.known_to(visit.viewer, whole) or whole
    return await asyncio.to_thread(
        difference_groups, visit, changes_against(before, made), before.apply(made, before.version)
    )


def pasted_in(visit: Visit) -> str:
    """What was pasted, with the tabs in it."""
    value = visit.form.get("lines")
    return value if isinstance(value, str) else ""
