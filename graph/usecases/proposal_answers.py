"""Answering a proposal: it is accepted, changed into something else, declined with a word, or taken back.

What is accepted is made with the rights of who accepts it, and only where everything still stands as it was proposed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from graph.domain.changes import Change, RecordChange
from graph.domain.errors import Conflict, InvalidInput, NotFound
from graph.domain.kinds import GRANTED_KINDS, Mandate
from graph.domain.text import Text
from graph.model.snapshot import Snapshot
from graph.store.kept import Proposal, ProposalState, hashed
from graph.usecases.bearing import places_borne_on
from graph.usecases.change.draft import Draft
from graph.usecases.change.request import Changeable
from graph.usecases.desk import Desk
from graph.usecases.granting import grantor_as
from graph.usecases.proposals import Proposed, proposal_for, said
from graph.usecases.rights import Right, rights_of
from graph.usecases.serving.committing import Committed
from graph.usecases.viewer import Viewer

__all__ = [
    "accept_proposal",
    "changed_proposal",
    "decline_proposal",
    "drafted",
    "proposal_to_decide",
    "withdraw_proposal",
]


async def drafted(desk: Desk, viewer: Viewer, found: Proposed) -> tuple[tuple[Change, ...], Snapshot]:
    """What accepting a proposal would change, and the graph with that.

    Raises:
        InvalidInput: it breaks rules by now.
        Forbidden: the viewer may not accept it.
    """
    draft = Draft(desk, is_proposal=not found.may_decide)
    after = await _made(draft, desk, viewer, found, reason="")
    return draft.changes, after.snapshot


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
    why = said(word, "word")
    if not why:
        raise InvalidInput.because(Text("A word is missing"), Text("Say why, in a few words"), field="word")
    found = await proposal_to_decide(desk, viewer, key)
    return await _settled(desk, viewer, found.proposal, ProposalState.DECLINED, word=why)


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
