"""The changes of the API, from the verbs: each hands its input to one and shows what that did, or what is wrong."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, get_type_hints

import strawberry

from graph.domain.described import meaning_of
from graph.domain.errors import InvalidInput, MandaatwijzerError
from graph.domain.text import Text
from graph.usecases import change
from graph.usecases.change import Changed, LeftOut
from graph.usecases.world import World
from schema.arguments import Info
from schema.changes import Revision, show_revision
from schema.declared import Answer, choice_enum, enum_of, find, find_all, type_showing
from schema.derive import answers, computed, shown_all, type_of
from schema.inputs import apply_changes, input_of, request_from
from schema.types import Mandate, Node

__all__ = ["ChangeError", "Mutation"]

CODES = ("BAD_USER_INPUT", "NOT_FOUND", "FORBIDDEN", "CONFLICT", "KEY_REUSED", "UNAVAILABLE", "TIMEOUT")
choice_enum("ChangeErrorCode", CODES, "Why nothing was changed.")

MOST_ERRORS = 100
LONGEST_KEY = 200

Verb = Callable[..., Awaitable[Changed]]


# What a change answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Something that a change answers beside its errors and its revision.

    Attributes:
        type: of the field.
        description: of the field.
        read: what is shown of what the change did.
        nothing: what is shown when nothing was changed.
    """

    type: Any
    description: str
    read: Callable[[World, Changed], Any]
    nothing: Callable[[], Any] = list


def one(kind: Any) -> Part:
    """The one record that a change is about."""
    return Part(type=kind | None, description="What it is about, as it is now.", read=_first, nothing=lambda: None)


def several(kind: Any) -> Part:
    """The records that a change is about."""
    return Part(type=list[kind], description="What it is about, as it is now; without what is hidden.", read=_all)


def _first(world: World, done: Changed) -> Any:
    return None if done.record is None else find(world, done.record.id)


def _all(world: World, done: Changed) -> list[Any]:
    return find_all(world, (record.id for record in done.records))


@answers(LeftOut, called={"record": "record_id"})
class ShownLeftOut(Answer[LeftOut]):
    """Why is said as errors are, in English."""

    @computed("Why it stays as it is.")
    def reason(self) -> str:
        return str(self.record.reason)


LEFT_OUT = Part(
    type=list[type_of(LeftOut)],  # type: ignore[misc]
    description="What could not be taken along.",
    read=lambda world, done: shown_all(world, done.left_out),
)


@strawberry.type(description="Why nothing was changed.")
class ChangeError:
    """Why nothing was changed."""

    code: enum_of(CODES) = strawberry.field(description="Why, for machines.")  # type: ignore[valid-type]
    field: str | None = strawberry.field(description="The field that it is about, when it is about one.")
    message: str = strawberry.field(description="Why in words, and what to do.")
    record: strawberry.ID | None = strawberry.field(description="The record that it is about, when it is about one.")


@strawberry.interface(description="What every change answers.")
class Payload:
    """What every change answers."""

    errors: list[ChangeError] = strawberry.field(description="Why nothing was changed; empty when all went well.")
    revision: Revision | None = strawberry.field(
        description="The revision that holds the change; null when there was nothing to change, or on errors."
    )


def payload_of(request: type, parts: Mapping[str, Part]) -> type[Any]:
    """The GraphQL type of what a change answers: its errors, its revision, and its own parts."""
    namespace: dict[str, Any] = {"__module__": __name__, "__annotations__": {}}
    for name, part in parts.items():
        namespace["__annotations__"][name] = part.type
        namespace[name] = strawberry.field(description=part.description)
    made = type(f"{request.__name__}Payload", (Payload,), namespace)
    return strawberry.type(made, description=f"The answer to: {meaning_of(request)}")


VERBS: Mapping[Verb, Mapping[str, Part]] = {
    change.grant_mandate: {"mandate": one(Mandate)},
    change.end_mandate: {"mandate": one(Mandate)},
    change.confirm_mandates: {"mandates": several(Mandate)},
    change.appoint: {"holding": one(type_showing("HOLDS"))},
    change.end_holding: {"holding": one(type_showing("HOLDS"))},
    change.register_absence: {"absences": several(type_showing("ABSENT_FROM"))},
    change.record_expertise: {"knows": one(type_showing("KNOWS"))},
    change.confirm_expertise: {"knows": several(type_showing("KNOWS"))},
    change.join_body: {"membership": one(type_showing("MEMBER_OF"))},
    change.leave_body: {"membership": one(type_showing("MEMBER_OF"))},
    change.hand_over: {"records": several(Node)},
    change.opt_out: {"opts_out": one(type_showing("OPTS_OUT"))},
    change.mark_not_used: {"not_used_at": one(type_showing("NOT_USED_AT"))},
    change.adopt_profile: {"adopts": one(type_showing("ADOPTS"))},
    change.set_norm: {"norm": one(type_showing("norm"))},
    change.accept_finding: {"acceptance": one(type_showing("acceptance"))},
    change.copy_arrangement: {"records": several(Node), "left_out": LEFT_OUT},
    change.merge_records: {"record": one(Node), "left_out": LEFT_OUT},
    change.end_record: {"record": one(Node)},
    change.revert_revision: {"left_out": LEFT_OUT},
    apply_changes: {"records": several(Node)},
}
"""Every verb, with what its answer shows beside the revision: the record that it was about, all of them, or what it
left out."""


# Changing


def _mutation() -> type[Any]:
    fields = {verb.__name__: _field(verb, parts) for verb, parts in VERBS.items()}
    made = type("Mutation", (), {"__module__": __name__, **fields})
    about = "Everything that can be changed; each change is one revision, made whole or not at all."
    return strawberry.type(made, description=about)


def _field(verb: Verb, parts: Mapping[str, Part]) -> Any:
    request: type = get_type_hints(verb)["request"]
    payload = payload_of(request, parts)

    async def resolve(self: Any, info: Info, input: Any) -> Any:
        return await _changed(info, request_from(request, input), verb, payload, parts)

    given: Any = input_of(request)
    asked: Any = Annotated[given, strawberry.argument(description="What is asked.")]
    resolve.__annotations__ |= {"input": asked, "return": payload}
    return strawberry.field(resolve, description=meaning_of(verb))


async def _changed(
    info: Info, request: change.Request, verb: Verb, payload: type[Any], parts: Mapping[str, Part]
) -> Any:
    """What a change did, or what is wrong with it."""
    context = info.context
    try:
        _check_key(request.key)
        done = await verb(context.desk, context.viewer, request)
    except MandaatwijzerError as error:
        nothing = {name: part.nothing() for name, part in parts.items()}
        return payload(errors=_errors(error), revision=None, **nothing)
    world = context.now.after(done.snapshot, done.number)
    revision = None if done.revision is None else show_revision(world, done.revision)
    return payload(errors=[], revision=revision, **{name: part.read(world, done) for name, part in parts.items()})


def _check_key(key: str | None) -> None:
    if key is not None and not 0 < len(key) <= LONGEST_KEY:
        raise InvalidInput.because(
            Text("The key has {number} characters", number=len(key)),
            Text("Give 1 to {most}, or leave it out", most=LONGEST_KEY),
            field="key",
        )


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


Mutation = _mutation()
