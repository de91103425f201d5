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
    ApplyChangesInput,
    AppointInput,
    ConfirmMandatesInput,
    EndHoldingInput,
    EndMandateInput,
    GrantMandateInput,
    RecordExpertiseInput,
    RegisterAbsenceInput,
    RevertRevisionInput,
    request_from,
)
from schema.types import AbsentFrom, Holds, Knows, Mandate, Node

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


@strawberry.type(description="A part of a revision that was not undone.")
class NotUndone:
    """A part of a revision that was not undone."""

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


@strawberry.type(description="What reverting a revision did.")
class RevertRevisionPayload(Payload):
    """What reverting a revision did."""

    not_undone: list[NotUndone] = strawberry.field(description="What later work kept as it is.")


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

    @computed("Undo a revision with a new one, as far as later work allows.")
    async def revert_revision(
        self, info: Info, input: Annotated[RevertRevisionInput, strawberry.argument(description="Which revision.")]
    ) -> RevertRevisionPayload:
        return await _changed(info, input, change.revert_revision, RevertRevisionPayload, not_undone=_left)

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


def _left(_world: World | None, done: change.Changed | None) -> list[NotUndone]:
    left = () if done is None else done.not_undone
    return [NotUndone(record_id=strawberry.ID(one.record), reason=one.reason) for one in left]


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
