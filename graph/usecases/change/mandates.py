"""Granting, ending and confirming mandates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from graph.domain.changes import Change, Put
from graph.domain.described import (
    AnyHolderId,
    AnySubjectId,
    ChannelId,
    MandateId,
    MandateKind,
    OrganisationId,
    PersonId,
    Unit,
)
from graph.domain.kinds import Mandate
from graph.model.snapshot import Snapshot
from graph.usecases.change.request import (
    Changeable,
    Changed,
    Request,
    Shows,
    commit,
    edge_asked,
    ended,
    ends_of,
    known,
    new_or_same,
)
from graph.usecases.viewer import Viewer

__all__ = [
    "ConfirmMandates",
    "EndMandate",
    "GrantMandate",
    "OrderMandates",
    "confirm_mandates",
    "end_mandate",
    "grant_mandate",
    "order_mandates",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantMandate(Request):
    """Grant a mandate.

    Attributes:
        kind: which of the four kinds.
        holder: the role, person, body or organisation that gets it.
        subject: the task, decision or task group.
        scope: the organisations that it is for; a person or an organisation must be given one.
        since: first day that it holds.
        until: first day that it no longer holds.
        granted_by: who grants it.
        granted_in: where that is written: "title <url>".
        granted_on: when it was granted.
        ceiling_eur: for DECIDES: largest amount.
        hours_per_week: for EXECUTES: hours for it.
        channel: the way to reach the holder for this.
        rank: order of referral: the lowest first.
        acting_for: the person who is replaced for a time.
        note: a remark for colleagues.
    """

    ends = ends_of(from_="holder", to="subject")

    kind: MandateKind
    holder: AnyHolderId
    subject: AnySubjectId
    scope: tuple[OrganisationId, ...] = ()
    since: date | None = None
    until: date | None = None
    granted_by: AnyHolderId | None = None
    granted_in: str | None = None
    granted_on: date | None = None
    ceiling_eur: Annotated[int | None, Unit("EUR, excluding VAT")] = None
    hours_per_week: Annotated[float | None, Unit("hours per week")] = None
    channel: ChannelId | None = None
    rank: int | None = None
    acting_for: PersonId | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndMandate(Request):
    """End a mandate.

    Attributes:
        mandate: its id.
        until: first day that it no longer holds.
    """

    mandate: MandateId
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmMandates(Request):
    """Confirm that mandates are still right.

    Attributes:
        mandates: their ids.
        on: when that was looked at; None = today.
        granted_by: who grants those that nobody granted yet; None = they stay to be confirmed by the head.
    """

    mandates: tuple[MandateId, ...]
    on: date | None = None
    granted_by: AnyHolderId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderMandates(Request):
    """Say in which order people are asked.

    Attributes:
        mandates: their ids, whoever is asked first in front; each gets its place as its rank.
    """

    mandates: tuple[MandateId, ...]


async def grant_mandate(
    desk: Changeable, viewer: Viewer, request: GrantMandate
) -> Annotated[Changed, Shows("mandate", Mandate)]:
    """Grant a mandate.

    Raises:
        InvalidInput: a value does not fit, a record is missing, or the same mandate is there with other values.
    """
    mandate = edge_asked(request, request.kind, "mandate")

    def make(snapshot: Snapshot) -> list[Change]:
        return [Put(new_or_same(snapshot, mandate))]

    return await commit(desk, viewer, request, make)


async def end_mandate(
    desk: Changeable, viewer: Viewer, request: EndMandate
) -> Annotated[Changed, Shows("mandate", Mandate)]:
    """End a mandate.

    Raises:
        NotFound: there is no such mandate.
        InvalidInput: the end lies before the start.
    """

    def make(snapshot: Snapshot) -> list[Change]:
        return [ended(snapshot, Mandate, request.mandate, "mandate", request.until)]

    return await commit(desk, viewer, request, make)


async def confirm_mandates(
    desk: Changeable, viewer: Viewer, request: ConfirmMandates
) -> Annotated[Changed, Shows("mandates", Mandate, several=True)]:
    """Confirm that mandates are still right.

    Raises:
        NotFound: one of the mandates does not exist; none is confirmed then.
    """
    on = request.on or desk.today()

    def make(snapshot: Snapshot) -> list[Change]:
        mandates = (known(snapshot, Mandate, mandate, "mandates") for mandate in request.mandates)
        return [Put(_confirmed(mandate, on, request.granted_by)) for mandate in mandates]

    return await commit(desk, viewer, request, make)


async def order_mandates(
    desk: Changeable, viewer: Viewer, request: OrderMandates
) -> Annotated[Changed, Shows("mandates", Mandate, several=True)]:
    """Give mandates the order of referral in which they are named.

    Raises:
        NotFound: one of the mandates does not exist; none is changed then.
    """

    def make(snapshot: Snapshot) -> list[Change]:
        places = enumerate(dict.fromkeys(request.mandates), 1)
        return [Put(replace(known(snapshot, Mandate, one, "mandates"), rank=place)) for place, one in places]

    return await commit(desk, viewer, request, make)


def _confirmed(mandate: Mandate, on: date, granted_by: str | None) -> Mandate:
    if mandate.granted_by is None and granted_by is not None:
        return replace(mandate, verified_on=on, granted_by=granted_by, granted_on=on)
    return replace(mandate, verified_on=on)
