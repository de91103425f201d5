"""Proposals: who may not make a change asks whoever may; `graph.usecases.proposal_answers` has what comes of it.

A proposal holds the records as they were and as they would be. So whoever decides sees exactly what would happen, it
is made only where all of that still stands as it was, and it passes the same door as every change, with the rights of
who accepts it. Who may not make the change does not see the proposal, apart from who proposed it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

import orjson

from graph.domain.changes import RecordChange
from graph.domain.errors import Forbidden, InvalidInput, NotFound
from graph.domain.text import Text
from graph.model.coverage import Coverage
from graph.model.differences import changes_against
from graph.model.snapshot import Snapshot
from graph.store.kept import Proposal, hashed
from graph.store.log import changes_of, pairs_of
from graph.usecases.bearing import places_borne_on
from graph.usecases.change.draft import Draft
from graph.usecases.change.request import Request
from graph.usecases.change.verbs import Verb
from graph.usecases.desk import Desk
from graph.usecases.rights import rights_of
from graph.usecases.sessions import viewer_of
from graph.usecases.viewer import Viewer, ViewerKind
from graph.usecases.world import World

__all__ = [
    "LONGEST_WORD",
    "Proposed",
    "may_propose",
    "proposal_for",
    "proposals_of",
    "propose",
    "proposed_changes",
    "said",
    "waiting_for",
    "whom_to_ask",
]

MOST_OPEN = 20
"""Proposals of one person that wait at the same time."""
MOST_RECORDS = 50
LARGEST = 200_000
"""Letters of what a proposal changes, and of what was typed for it."""
LONGEST_WORD = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A proposal with what it comes down to today.

    Attributes:
        proposal: as it is kept.
        changes: each record as it was when this was proposed, and as it would be.
        fits: whether all of them still are as they were.
        after: the graph with them, where they fit; else as it is.
        may_decide: whether the viewer may accept it, change it or decline it.
    """

    proposal: Proposal
    changes: tuple[RecordChange, ...]
    fits: bool
    after: Snapshot
    may_decide: bool


def may_propose(desk: Desk, viewer: Viewer) -> bool:
    """Whether a viewer may propose anything: who belongs to an organisation of the register, and may not everything."""
    rights = rights_of(viewer, desk.snapshot, desk.today())
    return viewer.kind is ViewerKind.PERSON and rights.own is not None and not rights.everything


async def propose(
    desk: Desk,
    viewer: Viewer,
    verb: Verb,
    request: Request,
    *,
    form: str,
    fields: Iterable[tuple[str, str]],
    why: str = "",
    once: str = "",
) -> Proposal:
    """Propose a change.

    Args:
        desk: the running instance.
        viewer: who proposes it.
        verb: that would make the change.
        request: what it would be asked.
        form: address of the form in which it was filled in.
        fields: the names and texts of that form.
        why: a word for whoever decides.
        once: a word of the page that sends it; the same form with the same word is one proposal.

    Raises:
        Forbidden: the viewer proposes nothing, or not there.
        InvalidInput: the change itself cannot be made, it changes nothing, the viewer may make it, it is too large, or
            too many proposals wait.
    """
    if not may_propose(desk, viewer) or viewer.person is None:
        raise Forbidden(Text("Only who belongs to an organisation of this register can propose a change."))
    draft = Draft(desk, is_proposal=True)
    await verb(draft, viewer, request)
    changes = changes_against(desk.snapshot, draft.changes)
    _check_place(desk, viewer.person, changes)
    await _check_need(desk, viewer, changes)
    now = desk.clock.now()
    typed = orjson.dumps([*fields]).decode()
    proposal = Proposal(
        key=hashed("\n".join((viewer.person, once or secrets.token_urlsafe(12), form, typed))),
        person=viewer.person,
        made=now,
        revision=desk.revision,
        changes=orjson.dumps(pairs_of(changes)).decode(),
        form=form,
        fields=typed,
        why=said(why, "why"),
    )
    _check_size(proposal, len(changes))
    if (made := await desk.access.find(Proposal, proposal.key, now)) is not None:
        return made
    await _check_room(desk, viewer.person)
    await desk.access.add(proposal, now)  # not when a second click was faster: it is there then
    return proposal


async def _check_need(desk: Desk, viewer: Viewer, changes: tuple[RecordChange, ...]) -> None:
    if not changes:
        raise InvalidInput.because(Text("Nothing would change"), Text("It is recorded already"))
    if not await desk.refusals(changes, viewer):
        raise InvalidInput.because(Text("You may make this change yourself"), Text("Save it"))


def _check_size(proposal: Proposal, records: int) -> None:
    if records > MOST_RECORDS or len(proposal.changes) + len(proposal.fields) > LARGEST:
        raise InvalidInput.because(
            Text("This changes too much for one proposal"),
            Text("Propose a part of it, up to {most} records", most=MOST_RECORDS),
        )


async def _check_room(desk: Desk, person: str) -> None:
    waiting = [one for one in await desk.access.all(Proposal, desk.clock.now(), about=person) if one.is_open]
    if len(waiting) >= MOST_OPEN:
        raise InvalidInput.because(
            Text("{most} proposals of yours wait for an answer already", most=MOST_OPEN),
            Text("Withdraw one, or wait for an answer"),
        )


def _check_place(desk: Desk, person: str, changes: Iterable[RecordChange]) -> None:
    """Refuse what bears on organisations of another school group than those to which a person belongs."""
    snapshot, today = desk.snapshot, desk.today()
    coverage = Coverage.of(snapshot, today)
    above = {top for home in coverage.affiliations(person) for top in coverage.above(home)}
    near = {place for top in above for place in coverage.below(top)}
    after = snapshot.apply(change.change for change in changes)
    for change in changes:
        for record, graph in ((change.before, snapshot), (change.after, after)):
            places = None if record is None else places_borne_on(record, graph, today)
            there = {place for place in places or () if snapshot.get(place) is not None}
            if not there <= near:
                raise Forbidden(Text("You can propose changes for your own schools and school group only."))


async def proposals_of(desk: Desk, person: str) -> tuple[Proposal, ...]:
    """What somebody proposed, the newest first."""
    found = await desk.access.all(Proposal, desk.clock.now(), about=person)
    return tuple(sorted(found, key=lambda one: one.made, reverse=True))


def proposed_changes(proposal: Proposal) -> tuple[RecordChange, ...]:
    """Each record as it was when a change was proposed, and as it would be."""
    return tuple(changes_of(orjson.loads(proposal.changes)))


async def waiting_for(desk: Desk, viewer: Viewer) -> tuple[Proposed, ...]:
    """The proposals that wait for a viewer, the oldest first.

    Cost: judges every proposal that waits, once for each viewer and revision.
    """
    if not _decides_anything(desk, viewer):
        return ()
    waiting = [one for one in await desk.access.all(Proposal, desk.clock.now()) if one.is_open]
    judged: dict[str, bool] = desk.snapshot.kept(("proposals", viewer, desk.today()), dict)
    for one in waiting:
        if one.key not in judged:
            judged[one.key] = await _may_decide(desk, viewer, one, proposed_changes(one))
    theirs = sorted((one for one in waiting if judged[one.key]), key=lambda one: one.made)
    return tuple([_looked_at(desk, one, may_decide=True) for one in theirs])


async def proposal_for(desk: Desk, viewer: Viewer, key: str) -> Proposed:
    """A proposal, for who made it, who may decide on it and who answered it.

    Raises:
        NotFound: there is none, or it is nobody's business here.
    """
    proposal = await desk.access.find(Proposal, key, desk.clock.now())
    if proposal is not None:
        may_decide = proposal.is_open and await _may_decide(desk, viewer, proposal, proposed_changes(proposal))
        found = _looked_at(desk, proposal, may_decide=may_decide)
        theirs = viewer.person is not None and viewer.person in (proposal.person, proposal.answered_by)
        if found.may_decide or theirs or rights_of(viewer, desk.snapshot, desk.today()).everything:
            return found
    raise NotFound(Text("This proposal"), Text("It may have been withdrawn long ago"))


async def whom_to_ask(desk: Desk, found: Proposed) -> tuple[str, ...]:
    """The functions and people who can accept a proposal, as far as its proposer may see them; else the owner."""
    proposer = viewer_of(desk, found.proposal.person, owner=False)
    refusals = () if proposer is None else await desk.refusals(found.changes, proposer)
    return tuple(dict.fromkeys(one for refusal in refusals for one in refusal.ask))


# What it comes down to


def _looked_at(desk: Desk, proposal: Proposal, *, may_decide: bool) -> Proposed:
    changes, snapshot = proposed_changes(proposal), desk.snapshot
    fits = all(snapshot.get(change.id) == change.before for change in changes)
    return Proposed(
        proposal=proposal,
        changes=changes,
        fits=fits,
        after=snapshot.apply(change.change for change in changes) if fits else snapshot,
        may_decide=may_decide,
    )


async def _may_decide(desk: Desk, viewer: Viewer, proposal: Proposal, changes: tuple[RecordChange, ...]) -> bool:
    """Whether a viewer may make the changes, and sees all of what they are."""
    is_theirs = viewer.kind is ViewerKind.PERSON and proposal.person == viewer.person
    if is_theirs or not _decides_anything(desk, viewer):
        return False
    if await desk.refusals(changes, viewer):
        return False
    world = await desk.world(viewer)
    would_be = world.over(desk.snapshot.apply(change.change for change in changes))
    return all(_sees_whole(change, world, would_be) for change in changes)


def _sees_whole(change: RecordChange, world: World, would_be: World) -> bool:
    """Whether a viewer sees everything that becomes otherwise in a record."""
    before = None if change.before is None else world.as_seen(change.before)
    after = None if change.after is None else would_be.as_seen(change.after)
    if (before is None, after is None) != (change.before is None, change.after is None):
        return False
    return RecordChange(before=before, after=after).fields == change.fields


def _decides_anything(desk: Desk, viewer: Viewer) -> bool:
    rights = rights_of(viewer, desk.snapshot, desk.today())
    return rights.everything or (viewer.kind is ViewerKind.PERSON and any(rights.places.values()))


def said(text: str, field: str) -> str:
    """A word that goes with a proposal or its answer, without what stands around it.

    Raises:
        InvalidInput: it is very long.
    """
    word = text.strip()
    if len(word) > LONGEST_WORD:
        raise InvalidInput.because(
            Text("This is {number} letters long", number=len(word)),
            Text("Say it in {most} letters at most", most=LONGEST_WORD),
            field=field,
        )
    return word
