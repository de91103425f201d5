"""Proposals: those that wait for the reader, those of the reader, and one with what it does and its answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from starlette.responses import Response

from graph.domain.errors import Conflict, Forbidden, InvalidInput
from graph.usecases.proposal_answers import accept_proposal, decline_proposal, drafted, withdraw_proposal
from graph.usecases.proposals import (
    LONGEST_WORD,
    Proposed,
    proposal_for,
    proposals_of,
    proposed_changes,
    waiting_for,
    whom_to_ask,
)
from service.web.forms.effect import Effect, effect_of
from service.web.links import address
from service.web.pages.changing import FORMS
from service.web.problems import shown_error
from service.web.proposals import (
    PROPOSAL,
    PROPOSALS,
    ShownProposal,
    address_of_proposal,
    changes_seen,
    deciders_of,
    proposed_reason,
    shown_proposal,
)
from service.web.routes import PageRoute
from service.web.visit import Crumb, Visit

if TYPE_CHECKING:
    from graph.store.kept import Proposal

__all__ = ["ROUTES", "own_proposals", "shown_proposals", "waiting_proposals"]

_TITLES = {form.path: form.title for form in FORMS}


async def waiting_proposals(visit: Visit) -> tuple[ShownProposal, ...]:
    """Those that wait for the reader, the oldest first."""
    found = await waiting_for(visit.desk, visit.viewer)
    return tuple(shown_proposal(_as_it_would_be(visit, one), one.proposal, one.changes) for one in found)


async def own_proposals(visit: Visit) -> tuple[ShownProposal, ...]:
    """Those of the reader, the newest first."""
    mine = visit.viewer.person
    return () if mine is None else shown_proposals(visit, await proposals_of(visit.desk, mine))


def shown_proposals(visit: Visit, found: Iterable[Proposal]) -> tuple[ShownProposal, ...]:
    """Proposals as the reader may see them."""
    return tuple(shown_proposal(visit, one, proposed_changes(one)) for one in found)


async def overview(visit: Visit) -> Response:
    """Both lists."""
    return visit.page(
        "proposals.html",
        title=visit._("Proposals"),
        current=PROPOSALS,
        waiting=await waiting_proposals(visit),
        mine=await own_proposals(visit),
    )


async def one(visit: Visit) -> Response:
    """A proposal."""
    return await _page(visit, await _found(visit))


async def answer(visit: Visit) -> Response:
    """Accept it, decline it with a word, or take it back."""
    found = await _found(visit)
    key = found.proposal.key
    try:
        said = await _answered(visit, found.proposal)
    except Conflict:
        message = visit._("This was answered already.")
        return visit.redirect(address_of_proposal(key), message=message)
    except (InvalidInput, Forbidden) as error:
        status = 403 if isinstance(error, Forbidden) else 422
        return await _page(visit, found, problems=shown_error(visit, error), status=status)
    return visit.redirect(address_of_proposal(key), message=said)


async def _answered(visit: Visit, proposal: Proposal) -> str:
    """What was done with it, in words."""
    action = visit.sent("action")
    if action == "accept":
        reason = proposed_reason(visit, proposal)
        await accept_proposal(visit.desk, visit.viewer, proposal.key, reason=reason)
        return visit._("Accepted, and saved.")
    if action == "decline":
        await decline_proposal(visit.desk, visit.viewer, proposal.key, word=visit.sent("word"))
        return visit._("Declined. {who} reads your word here.", who=visit.name(proposal.person))
    await withdraw_proposal(visit.desk, visit.viewer, proposal.key)
    return visit._("Withdrawn.")


async def _found(visit: Visit) -> Proposed:
    return await proposal_for(visit.desk, visit.viewer, str(visit.request.path_params["key"]))


async def _page(
    visit: Visit, found: Proposed, *, problems: tuple[tuple[str, ...], ...] = (), status: int = 200
) -> Response:
    proposal = found.proposal
    there = _as_it_would_be(visit, found)
    effect, unfit = await _effect(visit, found)
    return visit.page(
        "proposal.html",
        title=visit._("Proposal"),
        status=status,
        crumbs=(Crumb(visit._("Proposals"), PROPOSALS),),
        shown=shown_proposal(there, proposal, found.changes),
        form=visit.texts.gettext(_TITLES[proposal.form]) if proposal.form in _TITLES else "",
        changes=changes_seen(there, found.changes),
        effect=effect,
        is_open=proposal.is_open,
        outdated=proposal.is_open and not found.fits,
        may_decide=found.may_decide,
        is_mine=visit.viewer.person == proposal.person,
        deciders=deciders_of(visit, await whom_to_ask(visit.desk, found)) if proposal.is_open else (),
        adjust=address(proposal.form, **{PROPOSAL: proposal.key}),
        action=address_of_proposal(proposal.key),
        word=visit.sent("word"),
        longest=LONGEST_WORD,
        problems=problems or unfit,
        became=proposal.became,
    )


def _as_it_would_be(visit: Visit, found: Proposed) -> Visit:
    """The visit in which what a proposal makes has a name."""
    return replace(visit, world=visit.world.over(found.after)) if found.fits else visit


async def _effect(visit: Visit, found: Proposed) -> tuple[Effect | None, tuple[tuple[str, ...], ...]]:
    """What it does when it is accepted now; else why it cannot be."""
    if not found.proposal.is_open or not found.fits:
        return None, ()
    try:
        changes, after = await drafted(visit.desk, visit.viewer, found)
    except (InvalidInput, Forbidden) as error:
        return None, shown_error(visit, error)
    return await effect_of(visit, changes, after, None), ()


ROUTES = (
    PageRoute(path=PROPOSALS, answer=overview),
    PageRoute(path=f"{PROPOSALS}/{{key}}", answer=one),
    PageRoute(path=f"{PROPOSALS}/{{key}}", answer=answer, method="POST", writes=True),
)
