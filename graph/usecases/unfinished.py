"""What somebody began to fill in and did not finish: kept for them alone, for some days, and offered again.

Each time that a form is sent without being saved is a step, kept under a key of its own, so that going back shows what
stood there. Nothing of it is in the register. It holds what was typed in a form, never the content of a file.
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
MOST_STEPS = 20
"""Steps of one form; the oldest makes room."""
LARGEST = 1_000_000
"""Letters of what was typed; more is not kept."""
MOST_LETTERS = 3 * LARGEST
"""Of one person; the oldest steps make room."""


async def keep_unfinished(
    desk: Desk, viewer: Viewer, form: str, about: str, *, path: str, fields: Iterable[tuple[str, str]]
) -> str | None:
    """Keep what somebody typed so far, as the next step in that form about the same.

    Args:
        desk: the running instance.
        viewer: who types; of a program and of who is not signed in nothing is kept.
        form: address of the form.
        about: tells two forms of that address apart.
        path: address of the page that goes on with it.
        fields: names and texts.

    Returns:
        The key of the step, that of the last one when nothing was typed since; None when it is not kept.
    """
    whose, text = _whose(viewer), orjson.dumps([*fields]).decode()
    if whose is None or len(text) > LARGEST:
        return None
    now, of = desk.clock.now(), _key(whose, form, about)
    steps = await _steps(desk, whose)
    same = [one for one in steps if _form_of(one) == of]
    if same and (same[0].path, same[0].fields) == (path, text):
        return same[0].key
    others = [*dict.fromkeys(_form_of(one) for one in steps if _form_of(one) != of)][: MOST_KEPT - 1]
    letters = len(text)
    for one in steps:
        letters += len(one.fields)
        if letters > MOST_LETTERS or one in same[MOST_STEPS - 1 :] or _form_of(one) not in (of, *others):
            await desk.access.take(Unfinished, one.key, now)
    number = 1 + max(map(_number_of, steps), default=0)
    kept = Unfinished(key=f"{of}.{number}", person=whose, at=now, form=form, path=path, fields=text)
    await desk.access.add(kept, now)
    return kept.key


async def drop_unfinished(desk: Desk, viewer: Viewer, form: str, about: str) -> None:
    """Forget what somebody typed in a form: it was sent, or is not wanted any more."""
    whose = _whose(viewer)
    if whose is not None:
        await _forget(desk, whose, _key(whose, form, about))


async def forget_unfinished(desk: Desk, viewer: Viewer, key: str) -> None:
    """The same by the key of one of its steps; nothing happens where it is not the viewer's."""
    found = await unfinished_under(desk, viewer, key)
    if found is not None:
        await _forget(desk, found.person, _form_of(found))


async def unfinished_of(desk: Desk, viewer: Viewer) -> tuple[Unfinished, ...]:
    """The last step of each form that somebody left half-way, the last first."""
    whose = _whose(viewer)
    steps = () if whose is None else await _steps(desk, whose)
    last = {_form_of(one): one for one in reversed(steps)}
    return tuple(one for one in steps if one is last[_form_of(one)])


async def unfinished_under(desk: Desk, viewer: Viewer, key: str) -> Unfinished | None:
    """What somebody left under a key; None when it is there no longer, or somebody else's."""
    found = await desk.access.find(Unfinished, key, desk.clock.now())
    return found if found is not None and found.person == _whose(viewer) else None


def fields_in(kept: Proposal | Unfinished) -> list[tuple[str, str]]:
    """The names and texts that were typed in the form of a proposal, or of what was left half-way."""
    return [(name, text) for name, text in orjson.loads(kept.fields)]


async def _steps(desk: Desk, whose: str) -> tuple[Unfinished, ...]:
    """Every step of somebody, the last first."""
    found = await desk.access.all(Unfinished, desk.clock.now(), about=whose)
    return tuple(sorted(found, key=lambda one: (one.at, _number_of(one)), reverse=True))


async def _forget(desk: Desk, whose: str, of: str) -> None:
    for one in await _steps(desk, whose):
        if _form_of(one) == of:
            await desk.access.take(Unfinished, one.key, desk.clock.now())


def _whose(viewer: Viewer) -> str | None:
    """The person; of the local owner who did not say who they are a word for that; nobody else's is kept."""
    if viewer.kind in (ViewerKind.PERSON, ViewerKind.OWNER):
        return viewer.person or viewer.author
    return None


def _key(whose: str, form: str, about: str) -> str:
    return hashed("\n".join((whose, form, about)))


def _form_of(one: Unfinished) -> str:
    """What the steps of one form have in common in their keys."""
    return one.key.partition(".")[0]


def _number_of(one: Unfinished) -> int:
    return int(one.key.partition(".")[2] or 0)
