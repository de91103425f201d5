"""The sessions of browsers: who began one, who it makes them today, and how it ends."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import date, timedelta

from graph.domain.errors import NotLetIn
from graph.domain.kinds import AffiliatedWith, Person
from graph.domain.text import Text
from graph.model.bounded import Bounded
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot
from graph.store.kept import Owner, Session, hashed
from graph.usecases.desk import Desk
from graph.usecases.viewer import LOCAL_OWNER, Viewer, ViewerKind

__all__ = [
    "begin_session",
    "checked_viewer",
    "end_session",
    "end_sessions",
    "is_owner",
    "session_of",
    "sessions_of",
    "viewer_of",
]

SEEN_EVERY = timedelta(minutes=1)
LONGEST_AGENT = 80
MOST_VIEWERS = 4_096

_Found = tuple[Viewer | None]


async def begin_session(desk: Desk, *, person: str | None, provider: str, agent: str = "") -> str:
    """Begin a session for somebody who showed who they are.

    Args:
        desk: the running instance.
        person: id of who comes in; None = the local owner.
        provider: how they signed in.
        agent: what their browser says that it is.

    Returns:
        Its secret: the store keeps the hash alone.
    """
    secret, now = secrets.token_urlsafe(32), desk.clock.now()
    begun = Session(
        key=hashed(secret), person=person, provider=provider, opened=now, seen=now, agent=agent[:LONGEST_AGENT]
    )
    await desk.access.add(begun, now)
    return secret


async def session_of(desk: Desk, secret: str) -> Session | None:
    """The session with a secret, noted as seen; None when there is none, or it has ended."""
    now = desk.clock.now()
    found = await desk.access.find(Session, hashed(secret), now)
    if found is None or timedelta(0) <= now - found.seen < SEEN_EVERY:  # a clock may have run ahead
        return found
    seen = replace(found, seen=now)
    # Somebody else may have noted it, or ended it, in between.
    return seen if await desk.access.swap(found, seen, now) else await desk.access.find(Session, found.key, now)


async def sessions_of(desk: Desk, person: str | None) -> tuple[Session, ...]:
    """The sessions of somebody, or those of the local owner; the one used last is first."""
    found = await desk.access.all(Session, desk.clock.now(), about=person or "")
    return tuple(sorted(found, key=lambda one: one.seen, reverse=True))


async def end_session(desk: Desk, key: str) -> None:
    """End a session; one that has ended stays so."""
    await desk.access.take(Session, key, desk.clock.now())


async def end_sessions(desk: Desk, person: str | None, *, but: str = "") -> None:
    """End every session of somebody.

    Args:
        desk: the running instance.
        person: id; None = the local owner.
        but: key of the one that goes on.
    """
    for session in await sessions_of(desk, person):
        if session.key != but:
            await end_session(desk, session.key)


async def is_owner(desk: Desk, person: str | None) -> bool:
    """Whether somebody is an owner of the register; the local owner always is."""
    return person is None or await desk.access.find(Owner, person, desk.clock.now()) is not None


def viewer_of(desk: Desk, person: str | None, *, owner: bool) -> Viewer | None:
    """Who a session makes its person today; None when the person is not there any more, or left.

    Args:
        desk: the running instance.
        person: id; None = the local owner.
        owner: whether they are an owner of the register.
    """
    if person is None:
        return LOCAL_OWNER
    today = desk.today()
    kept: Bounded[tuple[str, bool], _Found] = desk.snapshot.kept(("viewers", today), lambda: Bounded(MOST_VIEWERS))
    return kept.get((person, owner), lambda _: (_viewer_of(desk.snapshot, today, person, owner=owner),))[0]


def _viewer_of(snapshot: Snapshot, today: date, person: str, *, owner: bool) -> Viewer | None:
    found = snapshot.find(Person, person)
    if found is None:
        return None
    if owner:
        return Viewer(kind=ViewerKind.OWNER, name=found.name, person=person)
    homes = Coverage.of(snapshot, today).affiliations(person)
    if not homes and snapshot.out(AffiliatedWith, person):
        return None
    return Viewer(kind=ViewerKind.PERSON, name=found.name, person=person, organisations=frozenset(homes))


def checked_viewer(desk: Desk, person: str | None) -> Viewer:
    """Who comes in.

    Raises:
        NotLetIn: they left.
    """
    viewer = viewer_of(desk, person, owner=False)
    if viewer is None:
        raise NotLetIn(
            Text("You are not part of a school here any more. Ask whoever keeps the register if that is not right.")
        )
    return viewer
