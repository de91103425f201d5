"""The owners of the register: who may do everything, keys and settings included."""

from __future__ import annotations

from collections.abc import Collection

from graph.domain.declaring import Form
from graph.domain.errors import Forbidden, InvalidInput, NotFound
from graph.domain.forms import problem_of
from graph.domain.kinds import Person
from graph.domain.text import Quoted, Text
from graph.store.kept import Owner
from graph.usecases.auditing import AuditAction, audited
from graph.usecases.desk import Desk
from graph.usecases.signing_in import check_others_left
from graph.usecases.viewer import Viewer, ViewerKind

__all__ = ["add_owner", "check_not_last", "owners_of", "remove_owner", "take_ownership"]


async def add_owner(desk: Desk, viewer: Viewer, who: str) -> Owner:
    """Name an owner; one who is named already stays so.

    Args:
        desk: the running instance.
        viewer: who names them.
        who: id of a person, or the e-mail address with which somebody will sign in.

    Raises:
        NotFound: there is no such person.
        InvalidInput: it is neither.
        Forbidden: the viewer is no owner.
    """
    _check_may(viewer)
    key, now = _key(who), desk.clock.now()
    is_person = key.startswith("person/")
    if is_person and desk.snapshot.find(Person, key) is None:
        raise NotFound.record(key)
    await audited(desk, viewer, AuditAction.OWNER_ADDED, about=key if is_person else "")
    owner = Owner(key=key, since=now, by=viewer.author)
    if await desk.access.add(owner, now):
        return owner
    return await desk.access.find(Owner, key, now) or owner


async def owners_of(desk: Desk) -> tuple[Owner, ...]:
    """The owners, by their ids and addresses."""
    return tuple(await desk.access.all(Owner, desk.clock.now()))


async def remove_owner(desk: Desk, viewer: Viewer, who: str) -> None:
    """Let somebody be an owner no longer.

    Raises:
        NotFound: they are none.
        InvalidInput: nobody else is one.
        Forbidden: the viewer is no owner.
    """
    _check_may(viewer)
    key, now = _key(who), desk.clock.now()
    if await desk.access.find(Owner, key, now) is None:
        raise NotFound(
            Text("An owner {who}", who=Quoted(key[:80])), Text("See who they are with mandaatwijzer owner list")
        )
    await check_not_last(desk, {key})
    await audited(desk, viewer, AuditAction.OWNER_REMOVED, about=key if key.startswith("person/") else "")
    await take_ownership(desk, {key})


async def check_not_last(desk: Desk, keys: Collection[str]) -> None:
    """Do nothing when somebody else is owner too, or nobody of these is.

    Raises:
        InvalidInput: nobody would be owner any more.
    """
    check_others_left({owner.key for owner in await owners_of(desk)}, keys)


async def take_ownership(desk: Desk, keys: Collection[str]) -> None:
    """Let somebody be an owner no longer, by each key under which they are.

    Raises:
        InvalidInput: nobody would be owner any more, whoever goes at the same time.
    """
    now = desk.clock.now()
    for key in keys:
        if await desk.access.take(Owner, key, now, but_last=True) is None:
            await check_not_last(desk, {key})


def _key(who: str) -> str:
    """The id, or the address in small letters.

    Raises:
        InvalidInput: it is neither.
    """
    key = who.strip().lower()
    if key.startswith("person/"):
        return who.strip()
    if problem_of(Form.EMAIL, key) is not None:
        raise InvalidInput.because(
            Text("{text} is no person and no e-mail address", text=Quoted(who[:80])),
            Text("Give the id of a person, such as person/an-peeters, or the address with which they sign in"),
            field="owner",
        )
    return key


def _check_may(viewer: Viewer) -> None:
    if viewer.kind is not ViewerKind.OWNER:
        raise Forbidden(Text("Owners are named by an owner of the register. Ask one of them."))
