"""The changes of the API, from the verbs: each hands its input to one and shows what that did, or what is wrong."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, get_type_hints

import strawberry
from strawberry.utils.str_converters import to_camel_case

from graph.domain.described import Ref, attributes, meaning_of
from graph.domain.errors import InvalidInput, MandaatwijzerError, Refusal, problems_of
from graph.domain.kinds import Record
from graph.domain.text import Text
from graph.usecases import change
from graph.usecases.change import Changed, LeftOut
from graph.usecases.change.kinds import CHANGING, CREATING
from graph.usecases.read import id_meant
from graph.usecases.world import World
from schema.arguments import Info
from schema.changes import Revision, show_revision
from schema.declared import Answer, Hint, choice_enum, enum_of, find, find_all, list_of, type_showing
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

    type: Hint
    description: str
    read: Callable[[World, Changed], object]
    nothing: Callable[[], object] = list


def one(kind: type) -> Part:
    """The one record that a change is about."""
    return Part(type=kind | None, description="What it is about, as it is now.", read=_first, nothing=lambda: None)


def several(kind: type) -> Part:
    """The records that a change is about."""
    return Part(type=list_of(kind), description="What it is about, as it is now; without what is hidden.", read=_all)


def _first(world: World, done: Changed) -> Answer[Record] | None:
    return None if done.record is None else find(world, done.record.id)


def _all(world: World, done: Changed) -> list[Answer[Record]]:
    return find_all(world, (record.id for record in done.records))


@answers(LeftOut, called={"record": "record_id"})
class ShownLeftOut(Answer[LeftOut]):
    """Why is said as errors are, in English."""

    @computed("Why it stays as it is.")
    def reason(self) -> str:
        return str(self.record.reason)


LEFT_OUT = Part(
    type=list_of(type_of(LeftOut)),
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
    ask: list[Answer[Record]] = strawberry.field(
        graphql_type=list[Node],
        default_factory=list,
        description="Where the right is missing: the functions and people who have it.",
    )


@strawberry.interface(description="What every change answers.")
class Payload:
    """What every change answers."""

    errors: list[ChangeError] = strawberry.field(description="Why nothing was changed; empty when all went well.")
    revision: Revision | None = strawberry.field(
        description="The revision that holds the change; null when there was nothing to change, or on errors."
    )


def payload_of(request: type, parts: Mapping[str, Part]) -> type:
    """The GraphQL type of what a change answers: its errors, its revision, and its own parts."""
    hints = {name: part.type for name, part in parts.items()}
    fields = {name: strawberry.field(description=part.description) for name, part in parts.items()}
    made = type(f"{request.__name__}Payload", (Payload,), {"__module__": __name__, "__annotations__": hints, **fields})
    return strawberry.type(made, description=f"The answer to: {meaning_of(request)}")


VERBS: Mapping[Verb, Mapping[str, Part]] = {
    change.grant_mandate: {"mandate": one(Mandate)},
    change.end_mandate: {"mandate": one(Mandate)},
    change.confirm_mandates: {"mandates": several(Mandate)},
    change.order_mandates: {"mandates": several(Mandate)},
    change.appoint: {"holding": one(type_showing("HOLDS"))},
    change.end_holding: {"holding": one(type_showing("HOLDS"))},
    change.plan_week: {"holding": one(type_showing("HOLDS"))},
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
    **{verb: {kind: one(type_showing(kind))} for kind, verb in (*CREATING.items(), *CHANGING.items())},
    change.add_record: {"record": one(Node)},
    change.correct_record: {"record": one(Node)},
    change.change_from: {"records": several(Node)},
    change.end_record: {"record": one(Node)},
    change.remove_record: {},
    change.revert_revision: {"left_out": LEFT_OUT},
    apply_changes: {"records": several(Node)},
}
"""Every verb, with what its answer shows beside the revision: the record that it was about, all of them, or what it
left out."""


# Changing


def _mutation() -> type:
    fields = {verb.__name__: _field(verb, parts) for verb, parts in VERBS.items()}
    made = type("Mutation", (), {"__module__": __name__, **fields})
    about = "Everything that can be changed; each change is one revision, made whole or not at all."
    return strawberry.type(made, description=about)


def _field(verb: Verb, parts: Mapping[str, Part]) -> object:
    request: type = get_type_hints(verb)["request"]
    payload = payload_of(request, parts)

    async def resolve(self: object, info: Info, input: object) -> Payload:
        return await _changed(info, request_from(request, input), verb, payload, parts)

    asked: Hint = Annotated[(input_of(request), strawberry.argument(description="What is asked."))]
    resolve.__annotations__ |= {"input": asked, "return": payload}
    return strawberry.field(resolve, description=meaning_of(verb))


async def _changed(
    info: Info, request: change.Request, verb: Verb, payload: type[Payload], parts: Mapping[str, Part]
) -> Payload:
    """What a change did, or what is wrong with it."""
    context = info.context
    try:
        _check_key(request.key)
        done = await verb(context.desk, context.viewer, _with_ids(context.now, request))
    except MandaatwijzerError as error:
        nothing = {name: part.nothing() for name, part in parts.items()}
        return payload(errors=_errors(error, context.now), revision=None, **nothing)
    world = context.now.after(done.snapshot, done.number)
    revision = None if done.revision is None else show_revision(world, done.revision)
    return payload(errors=[], revision=revision, **{name: part.read(world, done) for name, part in parts.items()})


def _with_ids(world: World, request: change.Request) -> change.Request:
    """The request with the id of each record that was named by its number, address, code or word."""
    meant: dict[str, Any] = {}
    for attribute in attributes(type(request)):
        ref, given = attribute.mark(Ref), getattr(request, attribute.name)
        if ref is None or not ref.kinds or not given:
            continue
        if attribute.is_several:
            meant[attribute.name] = tuple(id_meant(world, one, ref.kinds) for one in given)
        else:
            meant[attribute.name] = id_meant(world, given, ref.kinds)
    return replace(request, **meant)


def _check_key(key: str | None) -> None:
    if key is not None and not 0 < len(key) <= LONGEST_KEY:
        raise InvalidInput.because(
            Text("The key has {number} characters", number=len(key)),
            Text("Give 1 to {most}, or leave it out", most=LONGEST_KEY),
            field="key",
        )


def _errors(error: MandaatwijzerError, world: World) -> list[ChangeError]:
    code: Any = error.code if error.code in CODES else "BAD_USER_INPUT"
    problems = problems_of(error)
    if not problems:
        return [ChangeError(code=code, field=None, message=str(error), record=None)]
    return [
        ChangeError(
            code=code,
            field=None if problem.field is None else to_camel_case(problem.field),
            message=f"{problem.message}. {problem.remedy}.",
            record=None if problem.record is None else strawberry.ID(problem.record),
            ask=find_all(world, problem.ask) if isinstance(problem, Refusal) else [],
        )
        for problem in problems[:MOST_ERRORS]
    ]


Mutation = _mutation()
