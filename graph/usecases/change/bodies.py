"""Who sits in a body."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from graph.domain.changes import Change, Put
from graph.domain.described import AnyHolderId, BodyId, MembershipId, choices_of
from graph.domain.kinds import Body, MemberOf
from graph.model.snapshot import Snapshot
from graph.usecases.change.request import (
    Changeable,
    Changed,
    Request,
    Shows,
    commit,
    given,
    known,
    new_or_same,
    record_from,
)
from graph.usecases.viewer import Viewer

__all__ = ["JoinBody", "LeaveBody", "join_body", "leave_body"]


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinBody(Request):
    """Let a person, or whoever holds a role, sit in a body.

    Attributes:
        member: the person or the role.
        body: the body.
        capacity: as what; default: member.
        since: first day.
        until: first day that it no longer holds.
    """

    member: AnyHolderId
    body: BodyId
    capacity: Annotated[str, choices_of(MemberOf, "capacity")] = "member"
    since: date | None = None
    until: date | None = None


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
    plain = given(request)
    plain |= {"kind": "MEMBER_OF", "from": plain.pop("member"), "to": plain.pop("body")}
    membership = record_from(plain, "membership")

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
        return [Put(replace(known(snapshot, MemberOf, request.membership, "membership"), until=request.until))]

    return await commit(desk, viewer, request, make)
