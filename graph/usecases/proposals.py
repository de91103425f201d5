"""Proposals: who may not make a change asks whoever may, who accepts it, changes it or declines it with a word.

A proposal holds the records as they were and as they would be. So whoever decides sees exactly what would happen, it
is made only where all of that still stands as it was, and it passes the same door as every change, with the rights of
who accepts it. Who may not make the change does not see the proposal, apart from who proposed it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import orjson

from graph.domain.changes import Change, RecordChange
from graph.domain.errors import Conflict, Forbidden, InvalidInput, NotFound
from graph.domain.kinds import GRANTED_KINDS, Mandate
from graph.domain.text import Text
from graph.model.coverage import Coverage
from graph.model.differences import changes_against
from graph.model.snapshot import Snapshot
from graph.store.kept import Proposal, ProposalState, hashed
from graph.store.log import changes_of, pairs_of
from graph.usecases.bearing import places_borne_on
from graph.usecases.change.draft import Draft
from graph.usecases.change.request import Changeable, Request
from graph.usecases.change.verbs import Verb
from graph.usecases.desk import Desk
from graph.usecases.granting import grantor_as
from graph.usecases.rights import Right, rights_of
from graph.usecases.serving.committing import Committed
from graph.usecases.sessions import viewer_of
from graph.usecases.viewer import Viewer, ViewerKind
from graph.usecases.world import World

__all__ = [
    "LONGEST_WORD",
    "Proposed",
    "accept_proposal",
    "changed_proposal",
    "decline_proposal",
    "drafted",
    "may_propose",
    "proposal_for",
    "proposal_to_decide",
    "proposals_of",
    "propose",
    "proposed_changes",
    "waiting_for",
    "whom_to_ask",
    "withdraw_proposal",
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
    before = desk.snapshot
    changes = changes_against(before, draft.changes)
    _check_place(desk, viewer.person, changes)
    if not changes:
        raise InvalidInput.because(Text("Nothing would change"), Text("It is recorded already"))
    if not await desk.refusals(changes, viewer):
        raise InvalidInput.because(Text("You may make this change yourself"), Text("Save it"))
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
        why=_word(why, "why"),
    )
    if len(changes) > MOST_RECORDS or len(proposal.changes) + len(proposal.fields) > LARGEST:
        raise InvalidInput.because(
            Text("This changes too much for one proposal"),
            Text("Propose a part of it, up to {most} records", most=MOST_RECORDS),
        )
    if (made := await desk.access.find(Proposal, proposal.key, now)) is not None:
        return made
    waiting = [one for one in await desk.access.all(Proposal, now, about=viewer.person) if one.is_open]
    if len(waiting) >= MOST_OPEN:
        raise InvalidInput.because(
            Text("{most} proposals of yours wait for an answer already", most=MOST_OPEN),
            Text("Withdraw one, or wait for an answer"),
        )
    await desk.access.add(proposal, now)  # not when a second click was faster: it is there then
    return proposal


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


async def drafted(desk: Desk, viewer: Viewer, found: Proposed) -> tuple[tuple[Change, ...], Snapshot]:
    """What accepting a proposal would change, and the graph with that.

    Raises:
        InvalidInput: it breaks rules by now.
        Forbidden: the viewer may not accept it.
    """
    draft = Draft(desk, is_proposal=not found.may_decide)
    after = await _made(draft, desk, viewer, found, reason="")
    return draft.changes, after.snapshot


# Answering


async def accept_proposal(desk: Desk, viewer: Viewer, key: str, *, reason: str) -> Proposal:
    """Make the change of a proposal, with the rights of the viewer.

    Args:
        desk: the running instance.
        viewer: who accepts it; the log names them.
        key: of the proposal.
        reason: for the log; it says who proposed it.

    Raises:
        NotFound: there is none for the viewer.
        Conflict: it was answered already.
        InvalidInput: something changed since it was proposed, or it breaks rules by now.
        Forbidden: the viewer may not make the change.
    """
    found = await proposal_to_decide(desk, viewer, key)
    done = await _made(desk, desk, viewer, found, reason=reason)
    became = None if done.revision is None else done.revision.number
    return await _settled(desk, viewer, found.proposal, ProposalState.ACCEPTED, became=became)


async def decline_proposal(desk: Desk, viewer: Viewer, key: str, *, word: str) -> Proposal:
    """Leave it as it is, with a word for who proposed it.

    Raises:
        NotFound: there is none for the viewer.
        Conflict: it was answered already.
        InvalidInput: no word is given, or a very long one.
    """
    said = _word(word, "word")
    if not said:
        raise InvalidInput.because(Text("A word is missing"), Text("Say why, in a few words"), field="word")
    found = await proposal_to_decide(desk, viewer, key)
    return await _settled(desk, viewer, found.proposal, ProposalState.DECLINED, word=said)


async def changed_proposal(desk: Desk, viewer: Viewer, found: Proposed, *, became: int | None) -> Proposal:
    """Note that a proposal was accepted in another form.

    Args:
        desk: the running instance.
        viewer: who did that.
        found: what `proposal_to_decide` gave them before.
        became: number of the revision that was made of it.

    Raises:
        Conflict: it was answered already.
    """
    return await _settled(desk, viewer, found.proposal, ProposalState.CHANGED, became=became)


async def withdraw_proposal(desk: Desk, viewer: Viewer, key: str) -> Proposal:
    """Take a proposal of one's own back.

    Raises:
        NotFound: there is none of the viewer.
        Conflict: it was answered already.
    """
    proposal = await desk.access.find(Proposal, key, desk.clock.now())
    if proposal is None or proposal.person != viewer.person:
        raise NotFound(Text("This proposal"))
    if not proposal.is_open:
        raise _moved_on(desk, proposal)
    return await _settled(desk, viewer, proposal, ProposalState.WITHDRAWN)


async def proposal_to_decide(desk: Desk, viewer: Viewer, key: str) -> Proposed:
    """A proposal that waits for an answer of the viewer.

    Raises:
        NotFound: there is none for the viewer to decide.
        Conflict: it was answered already.
    """
    found = await proposal_for(desk, viewer, key)
    if not found.proposal.is_open:
        raise _moved_on(desk, found.proposal)
    if not found.may_decide:
        raise NotFound(Text("This proposal"))
    return found


async def _settled(
    desk: Desk, viewer: Viewer, proposal: Proposal, state: ProposalState, *, word: str = "", became: int | None = None
) -> Proposal:
    """The proposal with its answer; where two answer at the same time, what the log has counts."""
    now = desk.clock.now()
    while True:
        after = replace(proposal, state=state.value, answered=now, answered_by=viewer.author, word=word, became=became)
        if await desk.access.swap(proposal, after, now):
            return after
        there = await desk.access.find(Proposal, proposal.key, now)
        if there is None or state not in (ProposalState.ACCEPTED, ProposalState.CHANGED) or there.became is not None:
            raise _moved_on(desk, proposal)
        proposal = there


def _moved_on(desk: Desk, proposal: Proposal) -> Conflict:
    return Conflict(expected=proposal.revision, current=desk.revision)


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


async def _made(desk_or_draft: Changeable, desk: Desk, viewer: Viewer, found: Proposed, *, reason: str) -> Committed:
    granted = await _as_granted(desk, viewer, found.changes)

    def make(snapshot: Snapshot) -> list[Change]:
        for change in found.changes:
            if snapshot.get(change.id) != change.before:
                raise InvalidInput.because(
                    Text("Something changed since this was proposed"),
                    Text("Look at it again, and change or decline it"),
                )
        return [change.change for change in granted]

    # The proposal is the content: whoever accepts it at the same time as somebody else finds it made.
    key, digest = f"proposal-{found.proposal.key}", hashed(found.proposal.changes)
    return await desk_or_draft.commit(make, viewer=viewer, reason=reason, key=key, request=digest)


async def _as_granted(desk: Desk, viewer: Viewer, changes: Iterable[RecordChange]) -> list[RecordChange]:
    """The changes; new mandates that wait for a word of the head are granted by the head who accepts them."""
    rights, today = rights_of(viewer, desk.snapshot, desk.today()), desk.today()
    world = await desk.world(viewer)
    after = desk.snapshot.apply(change.change for change in changes)
    found: list[RecordChange] = []
    for change in changes:
        mandate: Any = change.after
        is_new = change.before is None and isinstance(mandate, Mandate) and mandate.kind in GRANTED_KINDS
        if is_new and mandate.granted_by is None and viewer.person is not None:
            places = places_borne_on(mandate, after, today) or frozenset()
            grantors = {grantor_as(world, viewer.person, place) for place in places}
            if places and rights.may(Right.GRANT, *places) and len(grantors) == 1 and None not in grantors:
                mandate = replace(mandate, granted_by=grantors.pop(), granted_on=today)
        found.append(RecordChange(before=change.before, after=mandate))
    return found


def _word(text: str, field: str) -> str:
    said = text.strip()
    if len(said) > LONGEST_WORD:
        raise InvalidInput.because(
            Text("This is {number} letters long", number=len(said)),
            Text("Say it in {most} letters at most", most=LONGEST_WORD),
            field=field,
        )
    return said
