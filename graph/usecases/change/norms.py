"""What a school wants to be arranged, and what it does itself or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Annotated, Any

from graph.domain.changes import Change, Put
from graph.domain.codec import canonical_json
from graph.domain.described import (
    AnyId,
    AnySubjectId,
    LevelOfEducation,
    MandateKind,
    Obligation,
    OrganisationId,
    OrganisationType,
    RoleTypeId,
)
from graph.domain.errors import InvalidInput
from graph.domain.kinds import Adopts, Edge, Norm, NotUsedAt, OptsOut, Organisation, Profile
from graph.domain.text import Named, Quoted, Series, Text
from graph.model.snapshot import Snapshot
from graph.usecases.change.request import (
    Changeable,
    Changed,
    Lasting,
    Request,
    Shows,
    commit,
    edge_asked,
    ends_of,
    given,
    known,
    new_or_same,
    record_from,
)
from graph.usecases.viewer import Viewer

__all__ = ["AdoptProfile", "MarkNotUsed", "OptOut", "SetNorm", "adopt_profile", "mark_not_used", "opt_out", "set_norm"]

CLEARABLE = (
    "applies_to",
    "applies_to_levels",
    "applies_to_types",
    "fallback",
    "implies",
    "independent_of",
    "maximum",
    "profile",
    "since",
    "until",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOut(Lasting):
    """We do this ourselves: mandates from above do not reach the organisation for a subject.

    `reason` is kept with the fact as well as in the change log.

    Attributes:
        organisation: which organisation.
        subject: the task, decision or task group.
    """

    ends = ends_of(from_="organisation", to="subject")

    organisation: OrganisationId
    subject: AnySubjectId


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkNotUsed(Lasting):
    """Not here: a subject plays no part at an organisation and below.

    Attributes:
        organisation: which organisation.
        subject: the task, decision or task group.
    """

    ends = ends_of(from_="subject", to="organisation")

    organisation: OrganisationId
    subject: AnySubjectId


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptProfile(Lasting):
    """Let the norms of a profile apply at an organisation and below.

    Attributes:
        organisation: which organisation.
        profile: which profile.
    """

    ends = ends_of(from_="organisation", to="profile")

    organisation: OrganisationId
    profile: AnyId


@dataclass(frozen=True, slots=True, kw_only=True)
class SetNorm(Request):
    """Make a norm, or change one: only what is given changes.

    Attributes:
        norm: the norm to change; without: a new one.
        name: what people call it; needed for a new one.
        subject: the subject; needed for a new one.
        mandate: the kind of mandate; needed for a new one.
        minimum: fewest holders; default of a new one: 1.
        maximum: most distinct present holders.
        applies_to: organisations, with what lies below them.
        applies_to_types: types of organisation.
        applies_to_levels: levels of education.
        independent_of: holders who share an affiliation of such a type count once.
        fallback: the role type that answers when nobody does.
        implies: the norm that a holder must satisfy as well.
        obligation: how binding it is.
        profile: applies only below organisations that adopt the profile.
        since: first day.
        until: first day that it no longer applies.
        clear: names of fields that lose their value.
    """

    norm: AnyId | None = None
    name: str | None = None
    subject: AnySubjectId | None = None
    mandate: MandateKind | None = None
    minimum: int | None = None
    maximum: int | None = None
    applies_to: tuple[OrganisationId, ...] = ()
    applies_to_types: tuple[OrganisationType, ...] = ()
    applies_to_levels: tuple[LevelOfEducation, ...] = ()
    independent_of: tuple[OrganisationType, ...] = ()
    fallback: RoleTypeId | None = None
    implies: AnyId | None = None
    obligation: Obligation | None = None
    profile: AnyId | None = None
    since: date | None = None
    until: date | None = None
    clear: tuple[str, ...] = ()


async def opt_out(desk: Changeable, viewer: Viewer, request: OptOut) -> Annotated[Changed, Shows("opts_out", OptsOut)]:
    """Let an organisation do something itself.

    Raises:
        NotFound: the organisation does not exist.
        InvalidInput: a value does not fit, or the same fact is there with other values.
    """
    reason = {"reason": request.reason} if request.reason else {}
    fact = edge_asked(request, "OPTS_OUT", "fact", **reason)
    return await _put_at(desk, viewer, request, fact)


async def mark_not_used(
    desk: Changeable, viewer: Viewer, request: MarkNotUsed
) -> Annotated[Changed, Shows("not_used_at", NotUsedAt)]:
    """Say that a subject plays no part at an organisation and below.

    Raises:
        NotFound: the organisation does not exist.
        InvalidInput: a value does not fit, or the same fact is there with other values.
    """
    fact = edge_asked(request, "NOT_USED_AT", "fact")
    return await _put_at(desk, viewer, request, fact)


async def adopt_profile(
    desk: Changeable, viewer: Viewer, request: AdoptProfile
) -> Annotated[Changed, Shows("adopts", Adopts)]:
    """Let the norms of a profile apply at an organisation and below.

    Raises:
        NotFound: the organisation or the profile does not exist.
        InvalidInput: a value does not fit, or the same fact is there with other values.
    """
    fact = edge_asked(request, "ADOPTS", "fact")
    return await _put_at(desk, viewer, request, fact)


async def set_norm(desk: Changeable, viewer: Viewer, request: SetNorm) -> Annotated[Changed, Shows("norm", Norm)]:
    """Make or change a norm.

    Raises:
        NotFound: there is no such norm.
        InvalidInput: a value does not fit, something is missing for a new norm, or a field cannot be cleared.
    """
    _check_clear(request)
    plain = given(request)
    clear = plain.pop("clear", ())
    norm_id = plain.pop("norm", None)

    def make(snapshot: Snapshot) -> list[Change]:
        if norm_id is None:
            return [Put(_new_norm(snapshot, plain))]
        return [Put(_changed_norm(known(snapshot, Norm, norm_id, "norm"), plain, clear))]

    return await commit(desk, viewer, request, make)


async def _put_at(
    desk: Changeable, viewer: Viewer, request: OptOut | MarkNotUsed | AdoptProfile, fact: Edge
) -> Changed:
    """Put one fact about an organisation."""

    def make(snapshot: Snapshot) -> list[Change]:
        known(snapshot, Organisation, request.organisation, "organisation")
        if isinstance(request, AdoptProfile):
            known(snapshot, Profile, request.profile, "profile")
        return [Put(new_or_same(snapshot, fact))]

    return await commit(desk, viewer, request, make)


def _check_clear(request: SetNorm) -> None:
    unknown = sorted(set(request.clear) - set(CLEARABLE))
    if unknown:
        raise InvalidInput.because(
            Text("{text} cannot be cleared", text=Quoted(", ".join(unknown)[:80])),
            Text("Take of: {choices}", choices=Series(tuple(CLEARABLE))),
            field="clear",
        )


def _new_norm(snapshot: Snapshot, plain: Mapping[str, Any]) -> Norm:
    """A norm whose id comes from its content: the same request makes it once."""
    norm_id = f"norm/{hashlib.sha256(canonical_json(plain)).hexdigest()[:12]}"
    norm: Norm = record_from({"kind": "norm", "id": norm_id, **plain}, "norm")
    there = snapshot.find(Norm, norm_id)
    if there is not None and there != norm:
        raise InvalidInput.because(
            Text("{record} was made from the same values and changed since", record=Named(norm_id)),
            Text("Change that one"),
            field="norm",
        )
    return norm


def _changed_norm(norm: Norm, plain: Mapping[str, Any], clear: tuple[str, ...]) -> Norm:
    needed = {"name": norm.name, "subject": norm.subject, "mandate": norm.mandate}
    wanted = record_from({"kind": "norm", "id": norm.id, **needed, **plain}, "norm")
    cleared = {item.name: item.default for item in fields(Norm) if item.name in clear}
    return replace(norm, **{**cleared, **{name: getattr(wanted, name) for name in plain}})
