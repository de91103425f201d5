"""Who sits in a body."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from graph.domain.changes import Change, Put
from graph.domain.described import AnyHolderId, BodyId, MembershipId, choices_of
from graph.domain.kinds import Body, MemberOf
from graph.model.snapshot import Snapshot
from graph.usecases.change.request import (
    Changeable,
    Changed,
    Lasting,
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

__all__ = ["JoinBody", "LeaveBody", "join_body", "leave_body"]


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinBody(Lasting):
    """Let a person, or whoever holds a role, sit in a body.

    Attributes:
        member: the person or the role.
        body: the body.
        capacity: as what; default: member.
    """

    ends = ends_of(from_="member", to="body")

    member: AnyHolderId
    body: BodyId
    capacity: Annotated[str, choices_of(MemberOf, "capacity")] = "member"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveBody(Request):
    """End a membership of a body.

    Attributes:
        membership: its id.
        until: first day that it no longer holds.
    """

    membership: MembershipId
    until: date


async def join_body(
    desk: Changeable, viewer: Viewer, request: JoinBody
) -> Annotated[Changed, Shows("membership", MemberOf)]:
    """Let somebody sit in a body.

    Raises:
        NotFound: the body does not exist.
        InvalidInput: a value does not fit, or the same membership is there with other values.
    """
    membership = edge_asked(request, "MEMBER_OF", "membership")

    def make(snapshot: Snapshot) -> list[Change]:
        known(snapshot, Body, request.body, "body")
        return [Put(new_or_same(snapshot, membership))]

    return await commit(desk, viewer, request, make)


async def leave_body(
    desk: Changeable, viewer: Viewer, request: LeaveBody
) -> Annotated[Changed, Shows("membership", MemberOf)]:
    """End a membership.

    Raises:
        NotFound: there is no such membership.
        InvalidInput: the end lies before the start.
    """

    def make(snapshot: Snapshot) -> list[Change]:
        return [ended(snapshot, MemberOf, request.membership, "membership", request.until)]

    return await commit(desk, viewer, request, make)
