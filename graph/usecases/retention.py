"""What is past its time: it is taken away, or what names people in it.

Thirty days after its end an absence says no longer who was away, in the register and in its log: that somebody was is
kept. What let people in and expired goes, and so do the oldest entries of the audit file where its time is set.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import secrets
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from graph.domain.days import FIRST_DAY
from graph.domain.kinds import AbsentFrom, Person, Record
from graph.domain.text import N_
from graph.store.kept import ABOUT_PEOPLE, Proposal
from graph.usecases.auditing import number_before, take_away_before
from graph.usecases.proposals import proposed_changes
from graph.usecases.watching import WatchedTask
from graph.words.catalogue import LANGUAGES, texts_in

if TYPE_CHECKING:
    from graph.domain.changes import Revision
    from graph.usecases.desk import Desk

__all__ = ["SOMEBODY", "PastItsTime", "apply_retention", "kept_no_longer", "planned_retention"]

DAYS_AN_ENDED_ABSENCE_STAYS = 30

SOMEBODY = "person/somebody"
"""Stands for whoever was away once."""

PAST_ITS_TIME = "what is past its time"
"""Reason of the revision that says so."""

AUTHOR = "retention"
EVERY_SECONDS = 24 * 60 * 60
_NAME = N_("Somebody")
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class PastItsTime:
    """How much is past its time.

    Attributes:
        absences: that name somebody still, in the register or its log.
        expired: sessions, links, keys, proposals, forms and notices; a proposal too that names who was away once.
        audit_entries: that are older than the audit file is kept.
    """

    absences: int
    expired: int
    audit_entries: int


async def planned_retention(desk: Desk, *, audit_days: int | None) -> PastItsTime:
    """What is past its time now; nothing is changed.

    Args:
        desk: the running instance.
        audit_days: how long the entries of the audit file stay; None = always.

    Cost: reads the whole change log.

    Raises:
        AuditUnavailable: the audit file cannot be read.
    """
    now = desk.clock.now()
    sorts = [
        (len(await desk.access.all(kind, _LONG_AGO)), len(await desk.access.all(kind, now))) for kind in ABOUT_PEOPLE
    ]
    return PastItsTime(
        absences=len(_ended(await desk.revisions(), desk.today())),
        expired=sum(every - alive for every, alive in sorts) + len(await _proposed_absences(desk)),
        audit_entries=0 if audit_days is None else await number_before(desk, now - timedelta(days=audit_days)),
    )


async def apply_retention(desk: Desk, *, audit_days: int | None) -> PastItsTime:
    """Take away what is past its time; what was done already is found no more, so it can be done at any time.

    The arguments, the answer and what it raises are those of `planned_retention`; a StoreError too.
    """
    found = await planned_retention(desk, audit_days=audit_days)
    absences = _ended(await desk.revisions(), desk.today())
    if absences:
        is_there = desk.snapshot.find(Person, SOMEBODY) is not None
        rewriting = _Forgotten(absences, new=() if is_there else (_somebody(),))
        await desk.rewrite(rewriting, author=AUTHOR, reason=PAST_ITS_TIME, key=f"retention-{secrets.token_hex(16)}")
    for proposal in await _proposed_absences(desk):
        await desk.access.take(Proposal, proposal.key, desk.clock.now())
    await desk.access.purge(desk.clock.now())
    if audit_days is not None:
        await take_away_before(desk, desk.clock.now() - timedelta(days=audit_days))
    return found


@asynccontextmanager
async def kept_no_longer(
    desk: Desk, *, audit_days: int | None, every_seconds: float = EVERY_SECONDS
) -> AsyncIterator[None]:
    """While the block runs, what is past its time is taken away at its start and every day."""

    async def work() -> None:
        while True:
            done = await apply_retention(desk, audit_days=audit_days)
            log.info("retention", extra={"facts": asdict(done)})
            await asyncio.sleep(every_seconds)

    async with WatchedTask("retention", work, pause_seconds=60.0):
        yield


def _ended(revisions: Iterable[Revision], today: date) -> Mapping[str, str]:
    """The absences of which nothing may name the person any more, by id, each with that person."""
    last: dict[str, tuple[AbsentFrom | None, datetime]] = {}
    people: dict[str, str] = {}
    for revision in revisions:
        for change in revision.changes:
            if isinstance(change.record, AbsentFrom):
                last[change.id] = change.after if isinstance(change.after, AbsentFrom) else None, revision.at
                people[change.id] = change.record.from_id
    before = today - timedelta(days=DAYS_AN_ENDED_ABSENCE_STAYS)
    return {
        absence: people[absence]
        for absence, (record, at) in last.items()
        if people[absence] != SOMEBODY and _end(record, at) <= before
    }


async def _proposed_absences(desk: Desk) -> list[Proposal]:
    """The proposals that name who was away once."""
    before = desk.today() - timedelta(days=DAYS_AN_ENDED_ABSENCE_STAYS)

    def is_over(record: Record | None) -> bool:
        return isinstance(record, AbsentFrom) and record.until is not None and record.until <= before

    return [
        proposal
        for proposal in await desk.access.all(Proposal, desk.clock.now())
        if any(is_over(record) for change in proposed_changes(proposal) for record in (change.before, change.after))
    ]


def _end(record: AbsentFrom | None, at: datetime) -> date:
    """When an absence ended; one that was taken away, at that moment."""
    return at.date() if record is None else record.until or date.max


def _somebody() -> Person:
    """Nobody who can be chosen for anything: they were there on one day, long ago."""
    names = tuple((language, texts_in(language).gettext(_NAME)) for language in sorted(LANGUAGES))
    return Person(
        id=SOMEBODY,
        name=_NAME,
        names=names,
        given_name=None,
        family_name=None,
        email=None,
        since=FIRST_DAY,
        until=FIRST_DAY + timedelta(days=1),
    )


class _Forgotten:
    """Takes people out of absences; a `graph.store.rewriting.Rewriting`.

    Args:
        absences: ids of the absences, each with its person.
        new: whoever stands for them, when the register does not have them yet.
    """

    def __init__(self, absences: Mapping[str, str], *, new: tuple[Record, ...]) -> None:
        self.new = new
        self._absences = absences
        salt = secrets.token_bytes(16)  # the id is worked out from who it was: it could be found again by trying
        self._id: Callable[[str], str] = lambda old: hashlib.sha256(salt + old.encode()).hexdigest()[:20]

    def record(self, record: Record) -> Record:
        """An absence of somebody."""
        if not isinstance(record, AbsentFrom) or record.id not in self._absences:
            return record
        return replace(record, id=f"absent_from/{self._id(record.id)}", from_id=SOMEBODY, source=None)

    def head(self, revision: Revision) -> Revision:
        """Whoever noted their own absence noted that of somebody."""
        people = {self._absences[change.id] for change in revision.changes if change.id in self._absences}
        if not people:
            return revision
        author = SOMEBODY if revision.author in people else revision.author
        return replace(revision, author=author, reason="")
