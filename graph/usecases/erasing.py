"""Erasing a person: from the register, its whole log, and everything that let them in.

The structure and the counts stay: an id and a name that say nothing take the place of theirs, everywhere. What the
person still had ends today. The audit file keeps its entries; nobody can say any more whom they are about.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from graph.domain.changes import Change, Put, Remove, Revision
from graph.domain.errors import Forbidden, NotFound
from graph.domain.kinds import Edge, Holds, Mandate, Person, ReachedBy, Record
from graph.domain.text import N_, Named, Text
from graph.model.coverage import Coverage
from graph.store.kept import ABOUT_PEOPLE, WAYS_IN, Proposal
from graph.store.rewriting import rewritten_records, rewritten_revisions
from graph.usecases.auditing import AuditAction, audited
from graph.usecases.owners import check_not_last, take_ownership
from graph.usecases.proposals import proposed_changes
from graph.usecases.rights import rights_of
from graph.usecases.traces import Traces
from graph.usecases.viewer import Viewer, ViewerKind
from graph.words.catalogue import LANGUAGES, texts_in

if TYPE_CHECKING:
    from datetime import date

    from graph.model.snapshot import Snapshot
    from graph.usecases.desk import Desk

__all__ = ["ERASED", "Erasure", "erase", "may_erase", "planned_erasure"]

ERASED = "a person was erased"
"""Reason of the revision that says so."""

_SECRETS = frozenset({"key", "digest", "renews"})
_NAME = N_("Erased person {number}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """What erasing somebody does, or would do.

    Attributes:
        person: id of who is erased.
        pseudonym: the id that takes its place.
        ended: ids of what they still had, which ends today or never begins.
        records: how many records of the register become others.
        revisions: how many revisions of the log do.
        ways_in: how many sessions, links, passkeys and accounts go.
        left_with_nobody: ids of the functions, tasks and decisions that nobody else has.
    """

    person: str
    pseudonym: str
    ended: tuple[str, ...]
    records: int
    revisions: int
    ways_in: int
    left_with_nobody: tuple[str, ...]


def may_erase(desk: Desk, viewer: Viewer, person: str) -> bool:
    """Whether a viewer may have somebody erased: the person, and an owner of the register."""
    is_self = viewer.kind is ViewerKind.PERSON and viewer.person == person
    return is_self or rights_of(viewer, desk.snapshot, desk.today()).everything


async def planned_erasure(desk: Desk, viewer: Viewer, person: str) -> Erasure:
    """What erasing somebody would do; nothing is changed.

    Cost: reads the whole change log.

    Raises:
        NotFound: neither the register nor its log has such a person.
        InvalidInput: nobody else is an owner of the register.
        Forbidden: the viewer may not.
        NotHeldHere: not everything is held here.
    """
    person = _resolved(desk, person)
    _check(desk, viewer, person)
    revisions = await desk.revisions()
    traces = await asyncio.to_thread(_traces, desk.snapshot, person, revisions)
    await check_not_last(desk, traces.known_as)
    return await _counted(desk, person, traces, revisions)


async def erase(desk: Desk, viewer: Viewer, person: str) -> Erasure:
    """Erase somebody.

    It is done in steps that can be done again: when it breaks off, erase them once more.

    Raises:
        NotFound: neither the register nor its log has such a person.
        InvalidInput: nobody else is an owner of the register.
        Forbidden: the viewer may not.
        NotHeldHere: not everything is held here.
        AuditUnavailable: it cannot be noted, so it is not done.
        StoreError: the store cannot serve.
    """
    person = _resolved(desk, person)
    _check(desk, viewer, person)
    traces = await asyncio.to_thread(_traces, desk.snapshot, person, await desk.revisions())
    await check_not_last(desk, traces.known_as)
    await audited(desk, viewer, AuditAction.ERASED, about=person)
    await take_ownership(desk, traces.known_as)
    alone = _left_with_nobody(Coverage.of(desk.snapshot, desk.today()), person)
    ended = await _end_all(desk, viewer, person)
    done = await _counted(desk, person, traces, await desk.revisions())
    author = traces.author(viewer.author)
    await desk.rewrite(traces, author=author, reason=ERASED, key=f"erase-{secrets.token_hex(16)}")
    await _forget_ways_in(desk, traces)
    return replace(done, ended=ended, left_with_nobody=alone)


def _resolved(desk: Desk, person: str) -> str:
    """The id that somebody has now, when it was merged into another one."""
    found = desk.snapshot.get_or_merged(person)
    return person if found is None else found.id


def _check(desk: Desk, viewer: Viewer, person: str) -> None:
    desk.check_holds_all()
    if not may_erase(desk, viewer, person):
        raise Forbidden(
            Text("Only {person}, or an owner of the register, has this erased. Ask them.", person=Named(person))
        )


def _traces(snapshot: Snapshot, person: str, revisions: Iterable[Revision]) -> Traces:
    """By what the person is known now, and was known in any revision.

    Raises:
        NotFound: there is no trace of them.
    """
    found = snapshot.get_or_merged(person)
    ids = {person} if found is None else {found.id, *getattr(found, "aliases", ())}
    logged = [
        record for revision in revisions for change in revision.changes for record in (change.before, change.after)
    ]
    versions = [record for record in logged if isinstance(record, Person) and record.id in ids]
    if isinstance(found, Person):
        versions.append(found)
    if not versions:
        raise NotFound.record(person)
    first = 1 + max((_number(record.id) for record in logged if record is not None), default=0)
    pseudonyms = {each: f"person/erased-{first + step}" for step, each in enumerate(sorted(ids, key=person.__ne__))}
    return Traces(
        versions=versions,
        pseudonyms=pseudonyms,
        names={each: _names(each) for each in pseudonyms.values()},
        others=[one for one in snapshot.nodes(Person) if one.id not in ids],
        channels=frozenset(_own_channels(snapshot, ids)),
    )


def _number(record_id: str) -> int:
    number = record_id.removeprefix("person/erased-")
    return int(number) if number != record_id and number.isdecimal() else 0


def _names(pseudonym: str) -> tuple[tuple[str, str], ...]:
    number = pseudonym.rpartition("-")[2]
    return tuple((language, texts_in(language).gettext(_NAME, number=number)) for language in sorted(LANGUAGES))


def _own_channels(snapshot: Snapshot, ids: set[str]) -> Iterator[str]:
    """The channels by which nobody and nothing but this person is reached."""
    own = {edge.channel for person in ids for edge in snapshot.mandates_from(person) if edge.channel}
    for channel in own:
        named_by = [record for record in snapshot.naming(channel) if isinstance(record, Mandate)]
        if not snapshot.into(ReachedBy, channel) and all(record.from_id in ids for record in named_by):
            yield channel


async def _counted(desk: Desk, person: str, traces: Traces, revisions: Iterable[Revision]) -> Erasure:
    snapshot, today = desk.snapshot, desk.today()
    # Each record and revision is looked at: beside the other requests.
    records, changed = await asyncio.to_thread(_number_rewritten, snapshot, revisions, traces)
    now = desk.clock.now()
    kept = [len(await desk.access.all(kind, now, about=each)) for kind in WAYS_IN for each in traces.known_as]
    return Erasure(
        person=person,
        pseudonym=traces.author(person),
        ended=tuple(change.id for change in _endings(snapshot, person, today)),
        records=records,
        revisions=changed,
        ways_in=sum(kept),
        left_with_nobody=_left_with_nobody(Coverage.of(snapshot, today), person),
    )


def _number_rewritten(snapshot: Snapshot, revisions: Iterable[Revision], traces: Traces) -> tuple[int, int]:
    """How many records, and how many revisions, become others."""
    records = sum(change.after is not None for change in rewritten_records(snapshot.records(), traces))
    return records, sum(1 for _ in rewritten_revisions(revisions, traces))


# What they still have


async def _end_all(desk: Desk, viewer: Viewer, person: str) -> tuple[str, ...]:
    """End what somebody still has today, and answer what that was."""
    ended: list[str] = []

    def make(snapshot: Snapshot) -> list[Change]:
        changes = list(_endings(snapshot, person, desk.today()))
        ended[:] = [change.id for change in changes]
        return changes

    if not list(_endings(desk.snapshot, person, desk.today())):
        return ()
    # Whoever may have everything of a person erased may end everything of that person.
    acting = Viewer(kind=ViewerKind.OWNER, name=viewer.name, person=viewer.person)
    await desk.commit(make, viewer=acting, reason=ERASED, key=f"erase-{secrets.token_hex(16)}")
    return tuple(ended)


def _endings(snapshot: Snapshot, person: str, today: date) -> Iterator[Change]:
    found = snapshot.find(Person, person)
    if found is None:
        return
    records: dict[str, Record] = {edge.id: edge for edge in snapshot.touching(person)}
    for record in (*records.values(), found):
        if record.until is not None and record.until <= today:
            continue
        if record.since is None or record.since < today:
            yield Put(replace(record, until=today))
        elif isinstance(record, Edge):
            yield Remove(record.id)


def _left_with_nobody(coverage: Coverage, person: str) -> tuple[str, ...]:
    """What nobody else has today: functions without another holder, and what they had in person without another."""
    found: set[str] = set()
    for holding in coverage.out(Holds, person):
        if all(edge.from_id == person for edge in coverage.into(Holds, holding.to_id)):
            found.add(holding.to_id)
    for mandate in coverage.snapshot.mandates_from(person):
        if coverage.in_force(mandate) and not _is_shared(coverage, mandate):
            found.add(mandate.to_id)
    return tuple(sorted(found))


def _is_shared(coverage: Coverage, mandate: Mandate) -> bool:
    places = set(coverage.scope_of(mandate))
    for other in coverage.snapshot.mandates_to(mandate.to_id):
        same = other.kind == mandate.kind and other.from_id != mandate.from_id
        if same and coverage.in_force(other) and places & set(coverage.scope_of(other)):
            return True
    return False


# What let them in


async def _forget_ways_in(desk: Desk, traces: Traces) -> None:
    """Take away everything of theirs, what others proposed about them, and their name from what else there is."""
    now = desk.clock.now()
    for each in traces.known_as:
        await desk.access.forget(each)
    for proposal in await desk.access.all(Proposal, now):
        changed = (record for change in proposed_changes(proposal) for record in (change.before, change.after))
        if any(record is not None and traces.record(record) != record for record in changed):
            await desk.access.take(Proposal, proposal.key, now)
    for kind in ABOUT_PEOPLE:
        for held in await desk.access.all(kind, now):
            texts = {
                field.name: traces.author(traces.text(value))
                for field in fields(held)
                if field.name not in _SECRETS and isinstance(value := getattr(held, field.name), str)
            }
            if any(getattr(held, name) != text for name, text in texts.items()):
                await desk.access.swap(held, replace(held, **texts), now)
