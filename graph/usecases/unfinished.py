"""What somebody began to fill in and did not finish: kept for them alone, for some days, and offered again.

Nothing of it is in the register. It holds what was typed in a form, never the content of a file.
"""

from __future__ import annotations

from collections.abc import Iterable

import orjson

from graph.store.kept import Proposal, Unfinished, hashed
from graph.usecases.desk import Desk
from graph.usecases.viewer import Viewer, ViewerKind

__all__ = [
    "drop_unfinished",
    "fields_in",
    "forget_unfinished",
    "keep_unfinished",
    "unfinished_of",
    "unfinished_under",
]

MOST_KEPT = 10
"""Forms of one person; the oldest makes room."""
LARGEST = 100_000
"""Letters of what was typed; more is not kept."""


async def keep_unfinished(
    desk: Desk, viewer: Viewer, form: str, about: str, *, path: str, fields: Iterable[tuple[str, str]]
) -> None:
    """Keep what somebody typed so far, in the place of what they typed before in the same form about the same.

    Args:
        desk: the running instance.
        viewer: who types; of a program and of who is not signed in nothing is kept.
        form: address of the form.
        about: tells two forms of that address apart.
        path: address of the page that goes on with it.
        fields: names and texts.
    """
    whose, text = _whose(viewer), orjson.dumps([*fields]).decode()
    if whose is None or len(text) > LARGEST:
        return
    now = desk.clock.now()
    kept = Unfinished(key=_key(whose, form, about), person=whose, at=now, form=form, path=path, fields=text)
    await desk.access.take(Unfinished, kept.key, now)
    mine = await unfinished_of(desk, viewer)
    for oldest in mine[MOST_KEPT - 1 :]:
        await desk.access.take(Unfinished, oldest.key, now)
    await desk.access.add(kept, now)


async def drop_unfinished(desk: Desk, viewer: Viewer, form: str, about: str) -> None:
    """Forget what somebody typed in a form: it was sent, or is not wanted any more."""
    whose = _whose(viewer)
    if whose is not None:
        await forget_unfinished(desk, viewer, _key(whose, form, about))


async def forget_unfinished(desk: Desk, viewer: Viewer, key: str) -> None:
    """The same by its key; nothing happens where it is not the viewer's."""
    if await unfinished_under(desk, viewer, key) is not None:
        await desk.access.take(Unfinished, key, desk.clock.now())


async def unfinished_of(desk: Desk, viewer: Viewer) -> tuple[Unfinished, ...]:
    """What somebody left half-way, the last first."""
    whose = _whose(viewer)
    if whose is None:
        return ()
    found = await desk.access.all(Unfinished, desk.clock.now(), about=whose)
    return tuple(sorted(found, key=lambda one: one.at, reverse=True))


async def unfinished_under(desk: Desk, viewer: Viewer, key: str) -> Unfinished | None:
    """What somebody left under a key; None when it is there no longer, or somebody else's."""
    found = await desk.access.find(Unfinished, key, desk.clock.now())
    return found if found is not None and found.person == _whose(viewer) else None


def fields_in(kept: Proposal | Unfinished) -> list[tuple[str, str]]:
    """The names and texts that were typed in the form of a proposal, or of what was left half-way."""
    return [(name, text) for name, text in orjson.loads(kept.fields)]


def _whose(viewer: Viewer) -> str | None:
    """The person; of the local owner who did not say who they are a word for that; nobody else's is kept."""
    if viewer.kind in (ViewerKind.PERSON, ViewerKind.OWNER):
        return viewer.person or viewer.author
    return None


def _key(whose: str, form: str, about: str) -> str:
    return hashed("\n".join((whose, form, about)))
