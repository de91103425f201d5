"""Personal links: they let one person in, once, without an account anywhere."""

from __future__ import annotations

import secrets

from graph.domain.errors import Forbidden, NotFound, NotLetIn
from graph.domain.kinds import Person
from graph.domain.text import Named, Text
from graph.model.coverage import Coverage
from graph.store.kept import PersonalLink, hashed
from graph.usecases.auditing import AuditAction, audited
from graph.usecases.desk import Desk
from graph.usecases.gains import rights_ever
from graph.usecases.notices import LINK_MADE, tell
from graph.usecases.powers import Powers
from graph.usecases.rights import Right, rights_of
from graph.usecases.sessions import is_owner
from graph.usecases.viewer import Viewer

__all__ = ["make_link", "may_make_link", "name_of", "open_link", "owner_of_link"]


async def make_link(desk: Desk, viewer: Viewer, person: str) -> str:
    """A new link for somebody; those made for them before let nobody in any more.

    Returns:
        Its secret: the store keeps the hash alone.

    Raises:
        NotFound: there is no such person.
        Forbidden: the viewer may not decide who signs in as this person.
    """
    if desk.snapshot.find(Person, person) is None:
        raise NotFound.record(person)
    if not await may_make_link(desk, viewer, person):
        raise Forbidden(
            Text(
                "You may not decide who signs in as {person}, who may do more than you or works elsewhere. "
                "Ask an owner of the register.",
                person=Named(person),
            )
        )
    await audited(desk, viewer, AuditAction.LINK_MADE, about=person)
    secret, now = secrets.token_urlsafe(32), desk.clock.now()
    await desk.access.forget(person, PersonalLink)
    await desk.access.add(PersonalLink(key=hashed(secret), person=person, made=now, made_by=viewer.author), now)
    await tell(desk, person, LINK_MADE)
    return secret


async def may_make_link(desk: Desk, viewer: Viewer, person: str) -> bool:
    """Whether a viewer may let somebody sign in as a person: an owner, or a keeper whose rights include theirs."""
    rights = rights_of(viewer, desk.snapshot, desk.today())
    if rights.everything:
        return True
    homes = Coverage.of(desk.snapshot, desk.today()).affiliations(person)
    if not any(rights.may(Right.PEOPLE, home) for home in homes) or await is_owner(desk, person):
        return False
    granting, keeping = rights_ever(Powers.of(desk.snapshot, desk.today()), person)
    return granting <= rights.at(Right.GRANT) and keeping <= rights.at(Right.KEEP)


async def owner_of_link(desk: Desk, secret: str) -> str | None:
    """Id of whom a link lets in; None when it lets nobody in. Looking spends nothing."""
    found = await desk.access.find(PersonalLink, hashed(secret), desk.clock.now())
    return None if found is None or desk.snapshot.find(Person, found.person) is None else found.person


def name_of(desk: Desk, person: str) -> str:
    """What whoever holds a link of somebody is told: their name."""
    found = desk.snapshot.find(Person, person)
    return "" if found is None else found.name


async def open_link(desk: Desk, secret: str) -> str:
    """Id of whom a link lets in; it lets nobody in after that.

    Raises:
        NotLetIn: it was used, is too old, or never was.
    """
    found = await desk.access.take(PersonalLink, hashed(secret), desk.clock.now())
    if found is None or desk.snapshot.find(Person, found.person) is None:
        raise NotLetIn(
            Text("This link was used already, or is older than seven days. Ask whoever gave it to you for a new one.")
        )
    return found.person
