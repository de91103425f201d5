"""Proposals as pages show them: what would change, who decides, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.domain.changes import RecordChange
from graph.domain.kinds import Holds
from graph.usecases import read
from graph.usecases.nearby import places_of
from graph.words.titles import PROPOSAL_TITLES, PROPOSAL_TONES, author_name, title
from service.web.links import Link
from service.web.revisions import ShownChange, shown_change
from service.web.shown import shown_moment
from service.web.visit import Visit

if TYPE_CHECKING:
    from graph.store.kept import Proposal

__all__ = [
    "PROPOSAL",
    "PROPOSALS",
    "PROPOSED_WHY",
    "Decider",
    "ShownProposal",
    "address_of_proposal",
    "changes_seen",
    "deciders_of",
    "proposed_reason",
    "shown_proposal",
]

PROPOSALS = "/voorstellen"
PROPOSAL = "voorstel"
"""Field of a form, and of its address, that names the proposal which the form answers."""
PROPOSED_WHY = "waarom_voorstel"
"""Field of a form with a word for whoever decides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decider:
    """Who can accept a proposal: a person, or a function with who has it, and where."""

    who: Link
    people: tuple[Link, ...]
    places: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownProposal:
    """A proposal in a list, or above its page.

    Attributes:
        href: of its page.
        what: the first record that it changes, and how many others there are.
        more: how many others there are.
        who: who proposed it.
        made: when.
        why: in their words.
        state: what became of it, in a word.
        css: class of the colour of that.
        answered: when, and by whom; empty while it waits.
        word: said with the answer.
    """

    href: str
    what: ShownChange | None
    more: int
    who: Link
    made: str
    why: str
    state: str
    css: str
    answered: str
    word: str


def address_of_proposal(key: str) -> str:
    """The page of a proposal."""
    return f"{PROPOSALS}/{key}"


def shown_proposal(visit: Visit, proposal: Proposal, changes: Iterable[RecordChange]) -> ShownProposal:
    """A proposal in the reader's language, with what the reader may see of it."""
    seen = changes_seen(visit, changes)
    return ShownProposal(
        href=address_of_proposal(proposal.key),
        what=seen[0] if seen else None,
        more=max(len(seen) - 1, 0),
        who=visit.link(proposal.person),
        made=shown_moment(visit, proposal.made),
        why=proposal.why,
        state=title(PROPOSAL_TITLES, proposal.state, visit.texts),
        css=PROPOSAL_TONES[proposal.state],
        answered=_answered(visit, proposal),
        word=proposal.word,
    )


def changes_seen(visit: Visit, changes: Iterable[RecordChange]) -> tuple[ShownChange, ...]:
    """What would become of each record, without what is hidden from the reader; nodes before edges."""
    ordered = sorted(changes, key=lambda each: each.record.is_edge)
    seen = (read.change_as_seen(visit.world, change) for change in ordered)
    return tuple(shown_change(visit, change) for change in seen if change is not None)


def _answered(visit: Visit, proposal: Proposal) -> str:
    if proposal.answered is None:
        return ""
    return visit._(
        "{moment}, {who}",
        moment=shown_moment(visit, proposal.answered),
        who=author_name(proposal.answered_by, visit.texts, visit.name),
    )


def deciders_of(visit: Visit, ids: Iterable[str]) -> tuple[Decider, ...]:
    """Who can accept a proposal, each once; none = the owner of the register."""
    return tuple(_decider(visit, one) for one in dict.fromkeys(ids))


def _decider(visit: Visit, one: str) -> Decider:
    return Decider(
        who=visit.link(one),
        people=tuple(visit.link(edge.from_id) for edge in read.edges_to(visit.world, Holds, one)),
        places=tuple(map(visit.link, places_of(visit.world, one))),
    )


def proposed_reason(visit: Visit, proposal: Proposal) -> str:
    """What the log says of a change that was proposed; the id of who proposed it is shown as their name."""
    if proposal.why:
        return visit._("proposed by {person}: {why}", person=proposal.person, why=proposal.why)
    return visit._("proposed by {person}", person=proposal.person)
