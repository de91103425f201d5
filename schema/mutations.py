"""The changes of the API: each hands its input to one use case and shows what that did, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Annotated, Any

import strawberry

from graph.domain.errors import InvalidInput, MandaatwijzerError
from graph.usecases import change
from graph.usecases.world import World
from schema.answers import Revision, show_revision
from schema.context import Context
from schema.declared import choice_enum, find, is_shown, show
from schema.fields import computed
from schema.inputs import (
    AcceptFindingInput,
    AdoptProfileInput,
    ApplyChangesInput,
    AppointInput,
    ConfirmExpertiseInput,
    ConfirmMandatesInput,
    CopyArrangementInput,
    EndHoldingInput,
    EndMandateInput,
    EndRecordInput,
    GrantMandateInput,
    HandOverInput,
    JoinBodyInput,
    LeaveBodyInput,
    MarkNotUsedInput,
    MergeRecordsInput,
    OptOutInput,
    RecordExpertiseInput,
    RegisterAbsenceInput,
    RevertRevisionInput,
    SetNormInput,
    request_from,
)
from schema.types import AbsentFrom, Acceptance, Adopts, Holds, Knows, Mandate, MemberOf, Node, Norm, NotUsedAt, OptsOut

__all__ = ["ChangeError", "Mutation"]

Info = strawberry.Info[Context, None]

CODES = ("BAD_USER_INPUT", "NOT_FOUND", "FORBIDDEN", "CONFLICT", "KEY_REUSED", "UNAVAILABLE", "TIMEOUT")
ChangeErrorCode = choice_enum("ChangeErrorCode", CODES, "Why nothing was changed.")

MOST_ERRORS = 100


@strawberry.type(description="Why nothing was changed.")
class ChangeError:
    """Why nothing was changed."""

    code: ChangeErrorCode = strawberry.field(description="Why, for machines.")  # type: ignore[valid-type]
    field: str | None = strawberry.field(description="The field that it is about, when it is about one.")
    message: str = strawberry.field(description="Why in words, and what to do.")
    record: strawberry.ID | None = strawberry.field(description="The record that it is about, when it is about one.")


@strawberry.type(description="Something that a change could not take along.")
class LeftOut:
    """Something that a change could not take along."""

    record_id: strawberry.ID = strawberry.field(description="Id of the record.")
    reason: str = strawberry.field(description="Why it stays as it is.")


@strawberry.interface(description="What every change answers.")
class Payload:
    """What every change answers."""

    errors: list[ChangeError] = strawberry.field(description="Why nothing was changed; empty when all went well.")
    revision: Revision | None = strawberry.field(
        description="The revision that holds the change; null when there was nothing to change, or on errors."
    )


@strawberry.type(description="What granting a mandate did.")
class GrantMandatePayload(Payload):
    """What granting a mandate did."""

    mandate: Mandate | None = strawberry.field(description="The mandate as it is now.")


@strawberry.type(description="What ending a mandate did.")
class EndMandatePayload(Payload):
    """What ending a mandate did."""

    mandate: Mandate | None = strawberry.field(description="The mandate as it is now.")


@strawberry.type(description="What confirming mandates did.")
class ConfirmMandatesPayload(Payload):
    """What confirming mandates did."""

    mandates: list[Mandate] = strawberry.field(description="The mandates as they are now.")


@strawberry.type(description="What appointing somebody did.")
class AppointPayload(Payload):
    """What appointing somebody did."""

    holding: Holds | None = strawberry.field(description="The holding as it is now.")


@strawberry.type(description="What ending a holding did.")
class EndHoldingPayload(Payload):
    """What ending a holding did."""

    holding: Holds | None = strawberry.field(description="The holding as it is now.")


@strawberry.type(description="What registering an absence did.")
class RegisterAbsencePayload(Payload):
    """What registering an absence did."""

    absences: list[AbsentFrom] = strawberry.field(description="The absence at each organisation.")


@strawberry.type(description="What recording expertise did.")
class RecordExpertisePayload(Payload):
    """What recording expertise did."""

    knows: Knows | None = strawberry.field(description="What is recorded now.")


@strawberry.type(description="What confirming expertise did.")
class ConfirmExpertisePayload(Payload):
    """What confirming expertise did."""

    knows: list[Knows] = strawberry.field(description="What is recorded now.")


@strawberry.type(description="What joining a body did.")
class JoinBodyPayload(Payload):
    """What joining a body did."""

    membership: MemberOf | None = strawberry.field(description="The membership as it is now.")


@strawberry.type(description="What leaving a body did.")
class LeaveBodyPayload(Payload):
    """What leaving a body did."""

    membership: MemberOf | None = strawberry.field(description="The membership as it is now.")


@strawberry.type(description="What handing over did.")
class HandOverPayload(Payload):
    """What handing over did."""

    records: list[Node] = strawberry.field(description="What ended and what began, as it is now.")


@strawberry.type(description="What opting out did.")
class OptOutPayload(Payload):
    """What opting out did."""

    opts_out: OptsOut | None = strawberry.field(description="The fact as it is now.")


@strawberry.type(description="What marking as not used did.")
class MarkNotUsedPayload(Payload):
    """What marking as not used did."""

    not_used_at: NotUsedAt | None = strawberry.field(description="The fact as it is now.")


@strawberry.type(description="What adopting a profile did.")
class AdoptProfilePayload(Payload):
    """What adopting a profile did."""

    adopts: Adopts | None = strawberry.field(description="The fact as it is now.")


@strawberry.type(description="What setting a norm did.")
class SetNormPayload(Payload):
    """What setting a norm did."""

    norm: Norm | None = strawberry.field(description="The norm as it is now.")


@strawberry.type(description="What accepting a finding did.")
class AcceptFindingPayload(Payload):
    """What accepting a finding did."""

    acceptance: Acceptance | None = strawberry.field(description="The acceptance as it is now.")


@strawberry.type(description="What copying did.")
class CopyArrangementPayload(Payload):
    """What copying did."""

    records: list[Node] = strawberry.field(description="What was added.")
    left_out: list[LeftOut] = strawberry.field(description="What could not be taken along.")


@strawberry.type(description="What merging did.")
class MergeRecordsPayload(Payload):
    """What merging did."""

    record: Node | None = strawberry.field(description="The record that stays, as it is now.")
    left_out: list[LeftOut] = strawberry.field(description="What the kept record said otherwise.")


@strawberry.type(description="What ending a record did.")
class EndRecordPayload(Payload):
    """What ending a record did."""

    record: Node | None = strawberry.field(description="The record as it is now.")


@strawberry.type(description="What reverting a revision did.")
class RevertRevisionPayload(Payload):
    """What reverting a revision did."""

    left_out: list[LeftOut] = strawberry.field(description="What later work kept as it is.")


@strawberry.type(description="What applying changes did.")
class ApplyChangesPayload(Payload):
    """What applying changes did."""

    records: list[Node] = strawberry.field(description="The records that were put, as they are now.")


@strawberry.type(description="Everything that can be changed; each change is one revision, made whole or not at all.")
class Mutation:
    """Everything that can be changed."""

    @computed("Grant a mandate.")
    async def grant_mandate(
        self, info: Info, input: Annotated[GrantMandateInput, strawberry.argument(description="The mandate.")]
    ) -> GrantMandatePayload:
        return await _changed(info, input, change.grant_mandate, GrantMandatePayload, mandate=_first)

    @computed("End a mandate; it stays in the history.")
    async def end_mandate(
        self, info: Info, input: Annotated[EndMandateInput, strawberry.argument(description="Which, and when.")]
    ) -> EndMandatePayload:
        return await _changed(info, input, change.end_mandate, EndMandatePayload, mandate=_first)

    @computed("Confirm that mandates are still right; all or none.")
    async def confirm_mandates(
        self, info: Info, input: Annotated[ConfirmMandatesInput, strawberry.argument(description="Which.")]
    ) -> ConfirmMandatesPayload:
        return await _changed(info, input, change.confirm_mandates, ConfirmMandatesPayload, mandates=_all)

    @computed("Let a person hold a role.")
    async def appoint(
        self, info: Info, input: Annotated[AppointInput, strawberry.argument(description="Who, and to what.")]
    ) -> AppointPayload:
        return await _changed(info, input, change.appoint, AppointPayload, holding=_first)

    @computed("End a holding; it stays in the history.")
    async def end_holding(
        self, info: Info, input: Annotated[EndHoldingInput, strawberry.argument(description="Which, and when.")]
    ) -> EndHoldingPayload:
        return await _changed(info, input, change.end_holding, EndHoldingPayload, holding=_first)

    @computed("Note that a person is absent, so that whoever replaces them is shown.")
    async def register_absence(
        self, info: Info, input: Annotated[RegisterAbsenceInput, strawberry.argument(description="Who, and when.")]
    ) -> RegisterAbsencePayload:
        return await _changed(info, input, change.register_absence, RegisterAbsencePayload, absences=_all)

    @computed("Record what a person knows or wants to learn.")
    async def record_expertise(
        self, info: Info, input: Annotated[RecordExpertiseInput, strawberry.argument(description="Who, and what.")]
    ) -> RecordExpertisePayload:
        return await _changed(info, input, change.record_expertise, RecordExpertisePayload, knows=_first)

    @computed("Confirm that recorded levels of expertise are still right; all or none.")
    async def confirm_expertise(
        self, info: Info, input: Annotated[ConfirmExpertiseInput, strawberry.argument(description="Which.")]
    ) -> ConfirmExpertisePayload:
        return await _changed(info, input, change.confirm_expertise, ConfirmExpertisePayload, knows=_all)

    @computed("Let somebody sit in a body.")
    async def join_body(
        self, info: Info, input: Annotated[JoinBodyInput, strawberry.argument(description="Who, and where.")]
    ) -> JoinBodyPayload:
        return await _changed(info, input, change.join_body, JoinBodyPayload, membership=_first)

    @computed("End a membership of a body; it stays in the history.")
    async def leave_body(
        self, info: Info, input: Annotated[LeaveBodyInput, strawberry.argument(description="Which, and when.")]
    ) -> LeaveBodyPayload:
        return await _changed(info, input, change.leave_body, LeaveBodyPayload, membership=_first)

    @computed("Hand over what a person holds to somebody else.")
    async def hand_over(
        self, info: Info, input: Annotated[HandOverInput, strawberry.argument(description="Who, to whom, and when.")]
    ) -> HandOverPayload:
        return await _changed(info, input, change.hand_over, HandOverPayload, records=_all)

    @computed("We do this ourselves: mandates from above no longer reach the organisation for a subject.")
    async def opt_out(
        self, info: Info, input: Annotated[OptOutInput, strawberry.argument(description="What, and where.")]
    ) -> OptOutPayload:
        return await _changed(info, input, change.opt_out, OptOutPayload, opts_out=_first)

    @computed("Not here: a subject plays no part at an organisation and below.")
    async def mark_not_used(
        self, info: Info, input: Annotated[MarkNotUsedInput, strawberry.argument(description="What, and where.")]
    ) -> MarkNotUsedPayload:
        return await _changed(info, input, change.mark_not_used, MarkNotUsedPayload, not_used_at=_first)

    @computed("Let the norms of a profile apply at an organisation and below.")
    async def adopt_profile(
        self, info: Info, input: Annotated[AdoptProfileInput, strawberry.argument(description="Which, and where.")]
    ) -> AdoptProfilePayload:
        return await _changed(info, input, change.adopt_profile, AdoptProfilePayload, adopts=_first)

    @computed("Make a norm, or change one.")
    async def set_norm(
        self, info: Info, input: Annotated[SetNormInput, strawberry.argument(description="The norm.")]
    ) -> SetNormPayload:
        return await _changed(info, input, change.set_norm, SetNormPayload, norm=_first)

    @computed("Leave a finding as it is, knowingly; it opens again by itself, or when the acceptance is ended.")
    async def accept_finding(
        self, info: Info, input: Annotated[AcceptFindingInput, strawberry.argument(description="Which, and why.")]
    ) -> AcceptFindingPayload:
        return await _changed(info, input, change.accept_finding, AcceptFindingPayload, acceptance=_first)

    @computed("Arrange an organisation as another one is, without people.")
    async def copy_arrangement(
        self,
        info: Info,
        input: Annotated[CopyArrangementInput, strawberry.argument(description="From where to where.")],
    ) -> CopyArrangementPayload:
        return await _changed(
            info, input, change.copy_arrangement, CopyArrangementPayload, records=_all, left_out=_left
        )

    @computed("Make one record of two; the id of the one that goes still leads to the other.")
    async def merge_records(
        self, info: Info, input: Annotated[MergeRecordsInput, strawberry.argument(description="Which two.")]
    ) -> MergeRecordsPayload:
        return await _changed(info, input, change.merge_records, MergeRecordsPayload, record=_first, left_out=_left)

    @computed("End the period of any node or edge; it stays in the history.")
    async def end_record(
        self, info: Info, input: Annotated[EndRecordInput, strawberry.argument(description="Which, and when.")]
    ) -> EndRecordPayload:
        return await _changed(info, input, change.end_record, EndRecordPayload, record=_first)

    @computed("Undo a revision with a new one, as far as later work allows.")
    async def revert_revision(
        self, info: Info, input: Annotated[RevertRevisionInput, strawberry.argument(description="Which revision.")]
    ) -> RevertRevisionPayload:
        return await _changed(info, input, change.revert_revision, RevertRevisionPayload, left_out=_left)

    @computed("Put and remove records in the native format, all or none.")
    async def apply_changes(
        self, info: Info, input: Annotated[ApplyChangesInput, strawberry.argument(description="The changes.")]
    ) -> ApplyChangesPayload:
        return await _changed(info, input, change.apply_changes, ApplyChangesPayload, records=_all)


Verb = Callable[..., Awaitable[change.Changed]]
Part = Callable[[World | None, change.Changed | None], Any]


async def _changed(info: Info, given: Any, verb: Verb, payload: Any, **parts: Part) -> Any:
    """The payload of a change: what it did, or what is wrong with it."""
    context = info.context
    try:
        done = await verb(context.desk, context.viewer, request_from(given))
    except MandaatwijzerError as error:
        nothing = {name: part(None, None) for name, part in parts.items()}
        return payload(errors=_errors(error), revision=None, **nothing)
    world = replace(context.now, snapshot=done.snapshot, known_at=done.number)
    revision = None if done.revision is None else show_revision(world, done.revision)
    return payload(errors=[], revision=revision, **{name: part(world, done) for name, part in parts.items()})


def _first(world: World | None, done: change.Changed | None) -> Any:
    if world is None or done is None or done.record is None:
        return None
    return find(world, done.record.id)


def _all(world: World | None, done: change.Changed | None) -> list[Any]:
    if world is None or done is None:
        return []
    return [show(world, record) for record in done.records if is_shown(world, record)]


def _left(_world: World | None, done: change.Changed | None) -> list[LeftOut]:
    left = () if done is None else done.left_out
    return [LeftOut(record_id=strawberry.ID(one.record), reason=str(one.reason)) for one in left]


def _errors(error: MandaatwijzerError) -> list[ChangeError]:
    code: Any = error.code if error.code in CODES else "BAD_USER_INPUT"
    if not isinstance(error, InvalidInput):
        return [ChangeError(code=code, field=None, message=str(error), record=None)]
    return [
        ChangeError(
            code=code,
            field=problem.field,
            message=f"{problem.message}. {problem.remedy}.",
            record=None if problem.record is None else strawberry.ID(problem.record),
        )
        for problem in error.problems[:MOST_ERRORS]
    ]
