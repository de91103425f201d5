"""Not yet confirmed by the head: a mandate to decide or to be the contact point that nobody with the right granted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from graph.analyses.gaps.code import Evidence, GapCode, Where
from graph.analyses.gaps.example import AN, BRUG, SCHOOL, TOM, Example, edge, node
from graph.analyses.gaps.look import Look
from graph.analyses.gaps.mandates import MANDATES, mandate_evidence
from graph.analyses.gaps.sentences import at, doing, wider
from graph.domain.kinds import GRANTED_KINDS, Decides, Mandate, Organisation, kind_of_id
from graph.domain.text import N_, Text
from graph.model.bounds import Bounds, Dates
from graph.model.coverage import Coverage
from graph.model.marked import granting_decisions
from graph.model.snapshot import Snapshot

__all__ = ["GRANTING_TYPES", "NEVER_GRANTED", "grantors_recorded", "lacks_grant"]

GRANTING_TYPES = frozenset({"board", "school_group"})
"""Sorts of organisations that grant on their own authority what is below them."""


def grantors_recorded(snapshot: Snapshot) -> bool:
    """Whether any mandate of the graph says who granted it; where none does, nothing is judged. Cost: linear once."""
    return snapshot.kept(
        "a mandate says who granted it", lambda: any(edge.granted_by is not None for edge in snapshot.mandates())
    )


def lacks_grant(look: Look, edge: Mandate) -> bool:
    """Whether a mandate in force still has to be confirmed.

    Granted is what a board or school group granted which is, or lies above, every organisation of its scope; or
    whoever decides on granting mandates at each of them. Both are judged on the day of granting, else of the start,
    else on the day asked. Where no decision of that day is about granting mandates, any grantor will do.
    """
    if edge.kind not in GRANTED_KINDS or not look.snapshot.in_force(edge, look.on):
        return False
    grantor = edge.granted_by
    if grantor is None:
        return True
    scope, then = look.coverage.scope_of(edge), edge.granted_on or edge.since or look.on
    # Many mandates are granted by one head, on one day, for one school.
    return not look.grants.get((grantor, then, scope), lambda _: _is_granted(look.days.at(then), grantor, scope))


def _judge(look: Look, edge: Mandate) -> Literal[True] | None:
    return True if lacks_grant(look, edge) and grantors_recorded(look.snapshot) else None


def _bounds(bounds: Bounds, edge: Mandate) -> Dates:
    found = bounds.of_edge(edge)
    if edge.kind not in GRANTED_KINDS or edge.granted_by is None or edge.granted_on or edge.since:
        return found
    # Judged on the day asked: whatever the grantor may decide then, and whether any decision is about granting.
    return found | bounds.of_granting(edge)


def _is_granted(then: Coverage, grantor: str, scope: tuple[str, ...]) -> bool:
    return _stands_above(then, grantor, scope) or _may_grant(then, grantor, scope)


def _stands_above(coverage: Coverage, grantor: str, scope: Iterable[str]) -> bool:
    organisation = coverage.snapshot.find(Organisation, grantor)
    if organisation is None or organisation.type not in GRANTING_TYPES:
        return False
    return all(grantor in coverage.above(place) for place in scope)


def _may_grant(coverage: Coverage, grantor: str, scope: Iterable[str]) -> bool:
    decisions = _granting_decisions(coverage)
    if not decisions:
        return True
    return all(any(_decides(coverage, grantor, place, decision) for decision in decisions) for place in scope)


def _decides(coverage: Coverage, grantor: str, organisation: str, decision: str) -> bool:
    """Whether a mandate of a role or body reaches it, held or not; a person has to hold it, and acting to count."""
    if kind_of_id(grantor) == "person":
        return grantor in coverage.cell(organisation, decision, "DECIDES").holders
    theirs = coverage.snapshot.out(Decides, grantor) if coverage.used_at(decision, organisation) else ()
    return any(coverage.reach(edge, organisation, decision) is not None for edge in theirs)


def _granting_decisions(coverage: Coverage) -> tuple[str, ...]:
    snapshot, on = coverage.snapshot, coverage.on
    return tuple(decision for decision in granting_decisions(snapshot) if snapshot.exists(decision, on))


def _evidence(look: Look, edge: Mandate, found: Literal[True]) -> Evidence:
    return mandate_evidence(edge)


def _message(edge: Mandate, found: Literal[True], where: Where) -> Text:
    return Text(
        "Not yet confirmed by the head: whoever is appointed {doing}{at}.{wider}",
        doing=doing(edge.kind, edge.to_id),
        at=at(where.organisation),
        wider=wider(where.affects),
    )


GROUP, BUY = "organisation/groep", "decision/aankopen"

NEVER_GRANTED = GapCode(
    code="never_granted",
    severity="medium",
    title=N_("Not yet confirmed by the head"),
    matter=MANDATES,
    judge=_judge,
    bounds=_bounds,
    evidence=_evidence,
    message=_message,
    example=Example(
        (
            *SCHOOL,
            node(GROUP, type="school_group"),
            edge("PART_OF", BRUG, GROUP),
            node(BUY),
            edge("DECIDES", TOM, BUY, scope=[BRUG], granted_by=GROUP),
        ),
        has_it=(edge("DECIDES", AN, BUY, scope=[BRUG]),),
        has_it_not=(edge("DECIDES", AN, BUY, scope=[BRUG], granted_by=GROUP),),
    ),
)
