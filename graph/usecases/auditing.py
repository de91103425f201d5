"""Who did what that has to be noted, and who looked at whom.

People stand in the audit file by a pseudonym of their own, which the access store can tell. When it forgets a person,
the entries stay as they are, their chain too, and nobody can say any more whom they are about.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from graph.domain.errors import NotFound
from graph.domain.text import Text
from graph.store.audit import Anchor, AuditEntry, AuditFile, AuditUnavailable, Verdict
from graph.store.kept import AuditAnchor, AuditStart, Pseudonym
from graph.usecases.viewer import Viewer

if TYPE_CHECKING:
    from graph.usecases.desk import Desk
    from graph.usecases.world import World

__all__ = [
    "AuditAction",
    "Audited",
    "audit_entries",
    "audited",
    "denied",
    "looks_noted",
    "number_before",
    "person_read",
    "take_away_before",
    "verified_audit",
    "who_looked_at",
]

LOOKED_BACK = timedelta(days=90)
LONGEST_DETAIL = 200
_PSEUDONYM = "p-"

log = logging.getLogger(__name__)


class AuditAction(StrEnum):
    """What is noted."""

    PERSON_READ = "person_read"
    EXPORTED = "exported"
    ERASED = "erased"
    SIGNED_IN = "signed_in"
    LINK_MADE = "link_made"
    KEY_CREATED = "key_created"
    KEY_RENEWED = "key_renewed"
    KEY_REVOKED = "key_revoked"
    KEY_TAKEN_OVER = "key_taken_over"
    WEBHOOK_SET = "webhook_set"
    WEBHOOK_ENDED = "webhook_ended"
    OWNER_ADDED = "owner_added"
    OWNER_REMOVED = "owner_removed"
    DENIED = "denied"


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """An entry with people in place of their pseudonyms.

    Attributes:
        number: of the entry.
        at: when.
        actor: id of the person who did it; else `local owner`, `public`, the name of a service key, or the pseudonym
            of somebody who was erased.
        action: what was done.
        about: id of the person whom it is about, or their pseudonym when they were erased; empty = nobody.
        detail: what exactly.
    """

    number: int
    at: datetime
    actor: str
    action: str
    about: str
    detail: str


async def audited(desk: Desk, viewer: Viewer, action: AuditAction, *, about: str = "", detail: str = "") -> None:
    """Note something before it is done; of a store that is kept nowhere nothing is.

    Args:
        desk: the running instance.
        viewer: who does it.
        action: what.
        about: id of the person whom it is about.
        detail: what exactly, in a word or two: a format, a door, the public part of a key. Never anything personal.

    Raises:
        AuditUnavailable: it cannot be noted, so it is not to be done.
    """
    file = desk.audit_file
    if file is None:
        return
    actor = await _pseudonym(desk, viewer.person) if viewer.person else viewer.name
    whom = await _pseudonym(desk, about) if about else ""
    anchor = await asyncio.to_thread(file.append, desk.clock.now(), actor, action.value, whom, detail[:LONGEST_DETAIL])
    await _anchored(desk, file, anchor)


async def denied(desk: Desk, viewer: Viewer, *, about: str = "", detail: str = "") -> None:
    """Note that somebody was refused. When that cannot be noted, the log says so: it was refused all the same."""
    try:
        await audited(desk, viewer, AuditAction.DENIED, about=about, detail=detail)
    except AuditUnavailable as error:
        log.error("audit_not_written", extra={"facts": {"action": AuditAction.DENIED.value, "reason": str(error)}})


async def person_read(desk: Desk, viewer: Viewer, person: str, *, detail: str = "") -> None:
    """Note that somebody looks at the personal page of somebody else.

    Raises:
        AuditUnavailable: it cannot be noted, so the page is not to be shown.
    """
    if viewer.person != person:
        await audited(desk, viewer, AuditAction.PERSON_READ, about=person, detail=detail)


async def looks_noted(desk: Desk, viewer: Viewer, *worlds: World, detail: str = "") -> None:
    """Note at whom somebody looks by name in these worlds, before they are told.

    Raises:
        AuditUnavailable: it cannot be noted, so they are not to be told.
    """
    for person in sorted(set[str]().union(*(world.looked for world in worlds))):
        await person_read(desk, viewer, person, detail=detail)


async def audit_entries(desk: Desk, *, person: str | None = None, since: datetime | None = None) -> tuple[Audited, ...]:
    """What was noted, oldest first.

    Args:
        desk: the running instance.
        person: only what this person did or what is about them; None = everything.
        since: only from this instant on.
    """
    file = desk.audit_file
    if file is None:
        return ()
    now = desk.clock.now()
    people = {each.key: each.person for each in await desk.access.all(Pseudonym, now, about=person)}
    if person is not None and not people:
        return ()
    everybody = {each.key: each.person for each in await desk.access.all(Pseudonym, now)} if person else people

    def wanted() -> list[AuditEntry]:
        return [
            entry
            for entry in file.entries()
            if (person is None or entry.about in people or entry.actor in people) and (not since or entry.at >= since)
        ]

    return tuple(_told(entry, everybody) for entry in await asyncio.to_thread(wanted))


async def who_looked_at(desk: Desk, person: str) -> tuple[Audited, ...]:
    """Who looked at somebody, or exported or erased what is about them, in the last `LOOKED_BACK`; newest first.

    An export that is about nobody by name is about everybody.
    """
    found = await audit_entries(desk, since=desk.clock.now() - LOOKED_BACK)
    return tuple(entry for entry in reversed(found) if _is_a_look(entry, person) and entry.actor != person)


def _is_a_look(entry: Audited, person: str) -> bool:
    return entry.about == person or (entry.action == AuditAction.EXPORTED and not entry.about)


async def verified_audit(desk: Desk) -> Verdict:
    """Whether the audit file is as it was written.

    Raises:
        NotFound: there is none, because the store is kept nowhere.
        AuditUnavailable: it cannot be read.
    """
    file = desk.audit_file
    if file is None:
        raise NotFound(Text("An audit file"), Text("A store in memory has none"))
    kept = await desk.access.find(AuditAnchor, _name(file), desk.clock.now())
    anchor = Anchor(count=kept.count, digest=kept.digest) if kept else None
    begun = await desk.access.find(AuditStart, _name(file), desk.clock.now())
    start = Anchor(count=begun.count, digest=begun.digest) if begun else None
    return await asyncio.to_thread(file.verify, anchor, start)


async def number_before(desk: Desk, moment: datetime) -> int:
    """How many entries of the audit file are from before a moment.

    Raises:
        AuditUnavailable: the file cannot be read.
    """
    file = desk.audit_file
    last = None if file is None else await asyncio.to_thread(file.last_before, moment)
    if file is None or last is None:
        return 0
    begun = await desk.access.find(AuditStart, _name(file), desk.clock.now())
    return last.count - (begun.count if begun else 0)


async def take_away_before(desk: Desk, moment: datetime) -> int:
    """Take away what the audit file noted before a moment, but never its newest entry; answers how many entries.

    Raises:
        AuditUnavailable: it cannot be done.
    """
    file, now = desk.audit_file, desk.clock.now()
    last = None if file is None else await asyncio.to_thread(file.last_before, moment)
    if file is None or last is None:
        return 0
    count = await number_before(desk, moment)
    # First where it begins: with that an uncut file is as sound as a cut one.
    await desk.access.take(AuditStart, _name(file), now)
    await desk.access.add(AuditStart(key=_name(file), count=last.count, digest=last.digest), now)
    await asyncio.to_thread(file.cut_to, last)
    return count


def _told(entry: AuditEntry, people: Mapping[str, str]) -> Audited:
    return Audited(
        number=entry.number,
        at=entry.at,
        actor=people.get(entry.actor, entry.actor),
        action=entry.action,
        about=people.get(entry.about, entry.about),
        detail=entry.detail,
    )


async def _pseudonym(desk: Desk, person: str) -> str:
    """The one of a person, made at first need; two instances may make one each, and both tell who it is."""
    now = desk.clock.now()
    found = await desk.access.all(Pseudonym, now, about=person)
    if found:
        return found[0].key
    made = Pseudonym(key=f"{_PSEUDONYM}{secrets.token_hex(8)}", person=person)
    await desk.access.add(made, now)
    return made.key


async def _anchored(desk: Desk, file: AuditFile, anchor: Anchor) -> None:
    """Keep how far the file is: only ever further, and only while it still has what was kept before."""
    now, name = desk.clock.now(), _name(file)
    wanted = AuditAnchor(key=name, count=anchor.count, digest=anchor.digest)
    held = await desk.access.find(AuditAnchor, name, now)
    if held is None and await desk.access.add(wanted, now):
        return
    held = await desk.access.find(AuditAnchor, name, now)
    while held is not None and held.count < anchor.count:
        if not await asyncio.to_thread(file.holds, Anchor(count=held.count, digest=held.digest)):
            log.error("audit_altered", extra={"facts": {"file": name}})
            return
        if await desk.access.swap(held, wanted, now):
            return
        held = await desk.access.find(AuditAnchor, name, now)


def _name(file: AuditFile) -> str:
    """Of a file, among those of instances on other machines."""
    return str(file.path.resolve())
