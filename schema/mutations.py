"""The changes of the API, from the verbs: each hands its input to one and shows what that did, or what is wrong."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Annotated, Any, get_type_hints

import strawberry

from graph.domain.described import meaning_of
from graph.domain.errors import InvalidInput, MandaatwijzerError
from graph.usecases import change
from graph.usecases.change import Changed, LeftOut
from graph.usecases.world import World
from schema.arguments import Info
from schema.changes import Revision, show_revision
from schema.declared import choice_enum, enum_of, find, is_shown, show, type_showing
from schema.derive import as_declared, input_of, request_from, shown_all, type_of
from schema.inputs import apply_changes
from schema.types import Mandate, Node

__all__ = ["ChangeError", "Mutation"]

CODES = ("BAD_USER_INPUT", "NOT_FOUND", "FORBIDDEN", "CONFLICT", "KEY_REUSED", "UNAVAILABLE", "TIMEOUT")
choice_enum("ChangeErrorCode", CODES, "Why nothing was changed.")

MOST_ERRORS = 100
LONGEST_KEY = 200

Verb = Callable[..., Awaitable[Changed]]

as_declared(LeftOut, called={"record": "record_id"})

RECORD, RECORDS = "What it is about, as it is now.", "What it is about, as it is now; without what is hidden."
LEFT_OUT = "What could not be taken along."

VERBS: Mapping[Verb, Mapping[str, Any]] = {
    change.grant_mandate: {"mandate": Mandate},
    change.end_mandate: {"mandate": Mandate},
    change.confirm_mandates: {"mandates": list[Mandate]},
    change.appoint: {"holding": type_showing("HOLDS")},
    change.end_holding: {"holding": type_showing("HOLDS")},
    change.register_absence: {"absences": list[type_showing("ABSENT_FROM")]},  # type: ignore[misc]
    change.record_expertise: {"knows": type_showing("KNOWS")},
    change.confirm_expertise: {"knows": list[type_showing("KNOWS")]},  # type: ignore[misc]
    change.join_body: {"membership": type_showing("MEMBER_OF")},
    change.leave_body: {"membership": type_showing("MEMBER_OF")},
    change.hand_over: {"records": list[Node]},
    change.opt_out: {"opts_out": type_showing("OPTS_OUT")},
    change.mark_not_used: {"not_used_at": type_showing("NOT_USED_AT")},
    change.adopt_profile: {"adopts": type_showing("ADOPTS")},
    change.set_norm: {"norm": type_showing("norm")},
    change.accept_finding: {"acceptance": type_showing("acceptance")},
    change.copy_arrangement: {"records": list[Node], "left_out": LeftOut},
    change.merge_records: {"record": Node, "left_out": LeftOut},
    change.end_record: {"record": Node},
    change.revert_revision: {"left_out": LeftOut},
    apply_changes: {"records": list[Node]},
}
"""Every verb, with what its answer shows beside the revision: the record that it was about, all of them, or what it
left out."""


# What a change answers


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


def payload_of(request: type, parts: Mapping[str, Any]) -> type[Any]:
    """The GraphQL type of what a change answers: its errors, its revision, and its own parts."""
    namespace: dict[str, Any] = {"__module__": __name__, "__annotations__": {}}
    for name, part in parts.items():
        annotation, description, _ = _part(part)
        namespace["__annotations__"][name] = annotation
        namespace[name] = strawberry.field(description=description)
    made = type(f"{request.__name__}Payload", (Payload,), namespace)
    return strawberry.type(made, description=f"The answer to: {meaning_of(request)}")


def _part(part: Any) -> tuple[Any, str, Callable[[World, Changed], Any]]:
    """Of a part of an answer its type, its description, and how it is read."""
    if part is LeftOut:
        return list[type_of(LeftOut)], LEFT_OUT, lambda world, done: shown_all(world, done.left_out)  # type: ignore[misc]
    if isinstance(part, type(list[int])):
        return part, RECORDS, _all
    return part | None, RECORD, _first


def _first(world: World, done: Changed) -> Any:
    return None if done.record is None else find(world, done.record.id)


def _all(world: World, done: Changed) -> list[Any]:
    return [show(world, record) for record in done.records if is_shown(world, record)]


# Changing


def _mutation() -> type[Any]:
    fields = {verb.__name__: _field(verb, parts) for verb, parts in VERBS.items()}
    made = type("Mutation", (), {"__module__": __name__, **fields})
    about = "Everything that can be changed; each change is one revision, made whole or not at all."
    return strawberry.type(made, description=about)


def _field(verb: Verb, parts: Mapping[str, Any]) -> Any:
    request: type = get_type_hints(verb)["request"]
    payload = payload_of(request, parts)

    async def resolve(self: Any, info: Info, input: Any) -> Any:
        return await _changed(info, request_from(request, input), verb, payload, parts)

    asked = Annotated[input_of(request), strawberry.argument(description="What is asked.")]  # type: ignore[misc]
    resolve.__annotations__ |= {"input": asked, "return": payload}
    return strawberry.field(resolve, description=meaning_of(verb))


async def _changed(
    info: Info, request: change.Request, verb: Verb, payload: type[Any], parts: Mapping[str, Any]
) -> Any:
    """What a change did, or what is wrong with it."""
    context = info.context
    try:
        _check_key(request.key)
        done = await verb(context.desk, context.viewer, request)
    except MandaatwijzerError as error:
        nothing = {name: None if _part(part)[2] is _first else [] for name, part in parts.items()}
        return payload(errors=_errors(error), revision=None, **nothing)
    world = replace(context.now, snapshot=done.snapshot, known_at=done.number)
    revision = None if done.revision is None else show_revision(world, done.revision)
    return payload(errors=[], revision=revision, **{name: _part(part)[2](world, done) for name, part in parts.items()})


def _check_key(key: str | None) -> None:
    if key is not None and not 0 < len(key) <= LONGEST_KEY:
        raise InvalidInput.because(
            f"The key has {len(key)} characters", f"Give 1 to {LONGEST_KEY}, or leave it out", field="key"
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
