"""Which forms were sent that make something once: the store knows, so that every instance on it does."""

from __future__ import annotations

from graph.store.kept import SentForm
from graph.usecases.desk import Desk

__all__ = ["note_sent", "take_back_sent"]


async def note_sent(desk: Desk, form: str) -> bool:
    """Note that a form was sent; False when it was sent before.

    Args:
        desk: the running instance.
        form: what tells one sending from another, hashed.
    """
    now = desk.clock.now()
    return await desk.access.add(SentForm(key=form, at=now), now)


async def take_back_sent(desk: Desk, form: str) -> None:
    """Note that nothing came of a form: it may be sent again."""
    await desk.access.take(SentForm, form, desk.clock.now())
