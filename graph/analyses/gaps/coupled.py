"""Who holds one thing but not the other that a norm couples to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from graph.analyses.common.membership import members_of
from graph.analyses.gaps.dates import DatesNear
from graph.analyses.gaps.days import Days
from graph.analyses.gaps.drafts import Draft, persons_among
from graph.domain.kinds import Norm, kind_of_id
from graph.model.coverage import Cell, Coverage

__all__ = ["missing_coupled"]


def missing_coupled(days: Days, near: DatesNear, coverage: Coverage, organisations: Iterable[str]) -> Iterator[Draft]:
    """Each holder of a norm's cell, present or not, who lacks a cell of the norm that it implies.

    A holder has a cell in person or through a body, at the same organisation.
    """
    coupled = [norm for norm in coverage.snapshot.nodes(Norm) if norm.implies is not None]
    if not coupled:
        return
    for organisation in organisations:
        found: dict[tuple[str, str, str], Draft] = {}
        for norm in coupled:
            for draft in _of_norm(days, near, coverage, organisation, norm):
                key = (draft.subject or "", draft.mandate or "", draft.about[0])
                found[key] = _joined(found[key], draft) if key in found else draft
        yield from (found[key] for key in sorted(found))


def _of_norm(days: Days, near: DatesNear, coverage: Coverage, organisation: str, norm: Norm) -> Iterator[Draft]:
    implied = coverage.snapshot.find(Norm, norm.implies or "")
    if implied is None or not coverage.snapshot.exists(implied.id, coverage.on):
        return
    for subject in _subjects(coverage, norm, organisation):
        if norm not in coverage.norms_at(organisation, subject, norm.mandate):
            continue
        cell = coverage.cell(organisation, subject, norm.mandate)
        for holder in sorted({way.holder for way in cell.ways}):
            for asked in _subjects(coverage, implied, organisation):
                if not _has(coverage, holder, organisation, asked, implied.mandate):
                    yield _draft(days, near, cell, holder, norm, implied, asked)


def _draft(days: Days, near: DatesNear, cell: Cell, holder: str, norm: Norm, implied: Norm, asked: str) -> Draft:
    organisation = cell.organisation
    edges = {way.mandate.id for way in cell.ways if way.holder == holder}
    edges |= {way.holding.id for way in cell.ways if way.holder == holder and way.holding is not None}
    return Draft(
        code="missing_coupled",
        organisation=organisation,
        subject=asked,
        mandate=implied.mandate,
        persons=persons_among([holder]),
        caused_by=holder if kind_of_id(holder) == "person" else None,
        obligation=norm.obligation,
        evidence=tuple(sorted({*edges, norm.id, implied.id})),
        about=(holder,),
        facts={"subject": cell.subject, "mandate": cell.mandate},
        holds=lambda day: _still(days.at(day), organisation, holder, norm, implied, asked),
        dates=lambda: _dates(days.at(cell.on), near, organisation, norm, implied),
    )


def _dates(coverage: Coverage, near: DatesNear, organisation: str, norm: Norm, implied: Norm) -> set[date]:
    """The days on which a cell of either norm, or what the norms themselves say, can change."""
    found: set[date] = set()
    for one in (norm, implied):
        found |= near.of_subject(one.subject)
        for subject in coverage.subjects_in(one.subject):
            found |= near.of_cell(organisation, subject, one.mandate)
    return found


def _still(coverage: Coverage, organisation: str, holder: str, norm: Norm, implied: Norm, asked: str) -> bool:
    if not coverage.snapshot.exists(implied.id, coverage.on):
        return False
    if asked not in _subjects(coverage, implied, organisation):
        return False
    if _has(coverage, holder, organisation, asked, implied.mandate):
        return False
    return any(
        norm in coverage.norms_at(organisation, subject, norm.mandate)
        and any(way.holder == holder for way in coverage.cell(organisation, subject, norm.mandate).ways)
        for subject in _subjects(coverage, norm, organisation)
    )


def _subjects(coverage: Coverage, norm: Norm, organisation: str) -> tuple[str, ...]:
    return tuple(found for found in coverage.subjects_in(norm.subject) if coverage.used_at(found, organisation))


def _has(coverage: Coverage, holder: str, organisation: str, subject: str, mandate: str) -> bool:
    holders = {way.holder for way in coverage.cell(organisation, subject, mandate).ways}
    if holder in holders:
        return True
    bodies = (other for other in holders if kind_of_id(other) == "body")
    return kind_of_id(holder) == "person" and any(holder in members_of(coverage, body) for body in bodies)


def _joined(one: Draft, other: Draft) -> Draft:
    """Two reasons for the same finding; the first one speaks, the evidence of both counts."""
    return Draft(
        code=one.code,
        organisation=one.organisation,
        subject=one.subject,
        mandate=one.mandate,
        persons=one.persons,
        caused_by=one.caused_by,
        obligation=_strictest(one.obligation, other.obligation),
        evidence=tuple(sorted({*one.evidence, *other.evidence})),
        about=one.about,
        facts=one.facts,
        holds=lambda day: any(draft.holds is not None and draft.holds(day) for draft in (one, other)),
        dates=lambda: [day for draft in (one, other) if draft.dates is not None for day in draft.dates()],
    )


def _strictest(*obligations: str | None) -> str | None:
    return next((word for word in ("law", "recommended", "own") if word in obligations), None)
