"""The changes of the API, from the verbs: each hands its input to one and shows what that did, or what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Annotated, Any, Optional

import strawberry

from graph.domain.described import Attribute, Ref, attributes, meaning_of
from graph.domain.errors import InvalidInput, MandaatwijzerError, NotFound, Refusal, problems_of
from graph.domain.kinds import Record
from graph.domain.spelling import camel
from graph.domain.text import Text
from graph.usecases.change.request import Changed, LeftOut, Request, Shows
from graph.usecases.change.verbs import Verb, every_verb, request_of, shown_of
from graph.usecases.read import id_meant
from graph.usecases.world import World
from schema.arguments import Info
from schema.changes import Revision, show_revision
from schema.declared import Answer, Hint, choice_enum, enum_of, find, find_all, list_of
from schema.derive import answers, computed, shown_all, shown_as
from schema.inputs import apply_changes, input_of, request_from
from schema.types import Node

__all__ = ["ChangeError", "Mutation"]

CODES = (
    "BAD_USER_INPUT",
    "NOT_FOUND",
    "NOT_HELD_HERE",
    "FORBIDDEN",
    "CONFLICT",
    "KEY_REUSED",
    "UNAVAILABLE",
    "TIMEOUT",
)
choice_enum("ChangeErrorCode", CODES, "Why nothing was changed.")

MOST_ERRORS = 100
LONGEST_KEY = 200

# What a change answers


@answers(LeftOut, called={"record": "record_id"})
class ShownLeftOut(Answer[LeftOut]):
    """Why is said as errors are, in English."""

    @computed("Why it stays as it is.")
    def reason(self) -> str:
        return str(self.record.reason)


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


def payload_of(request: type, shown: Iterable[Shows]) -> type:
    """The GraphQL type of what a change answers: its errors, its revision, and what its verb shows."""
    hints = {each.name: _type_of(each) for each in shown}
    fields = {each.name: strawberry.field(description=_description_of(each)) for each in shown}
    made = type(f"{request.__name__}Payload", (Payload,), {"__module__": __name__, "__annotations__": hints, **fields})
    return strawberry.type(made, description=f"The answer to: {meaning_of(request)}")


def _type_of(shows: Shows) -> Hint:
    shown = shown_as(shows.kind)
    return list_of(shown) if shows.several else Optional[shown]  # noqa: UP045 (a value, not a hint)


def _description_of(shows: Shows) -> str:
    if shows.kind is LeftOut:
        return "What could not be taken along."
    return f"What it is about, as it is now{'; without what is hidden' if shows.several else ''}."


def _told(world: World, done: Changed, shows: Shows) -> object:
    if shows.kind is LeftOut:
        return shown_all(world, done.left_out)
    if shows.several:
        return find_all(world, (record.id for record in done.records))
    return None if done.record is None else find(world, done.record.id)


# Changing


def _mutation() -> type:
    verbs = {verb.__name__: verb for verb in (*every_verb(), apply_changes)}  # the last one in another form
    made = type("Mutation", (), {"__module__": __name__, **{name: _field(verb) for name, verb in verbs.items()}})
    about = "Everything that can be changed; each change is one revision, made whole or not at all."
    return strawberry.type(made, description=about)


def _field(verb: Verb) -> object:
    request: type = request_of(verb)
    shown = shown_of(verb)
    payload = payload_of(request, shown)

    async def resolve(self: object, info: Info, input: object) -> Payload:
        return await _changed(info, request_from(request, input), verb, payload, shown)

    asked: Hint = Annotated[(input_of(request), strawberry.argument(description="What is asked."))]
    resolve.__annotations__ |= {"input": asked, "return": payload}
    return strawberry.field(resolve, description=meaning_of(verb))


async def _changed(info: Info, request: Request, verb: Verb, payload: type[Payload], shown: Sequence[Shows]) -> Payload:
    """What a change did, or what is wrong with it."""
    context = info.context
    try:
        _check_key(request.key)
        done = await verb(context.desk, context.viewer, _with_ids(context.now, request))
    except MandaatwijzerError as error:
        nothing: dict[str, object] = {each.name: [] if each.several else None for each in shown}
        return payload(errors=_errors(error, context.now, request), revision=None, **nothing)
    world = context.now.after(done.snapshot, done.number)
    revision = None if done.revision is None else show_revision(world, done.revision)
    return payload(errors=[], revision=revision, **{each.name: _told(world, done, each) for each in shown})


def _with_ids(world: World, request: Request) -> Request:
    """The request with the id of each record that was named by its number, address, code or word."""
    meant: dict[str, Any] = {}
    for attribute, ids in _named_in(world, request):
        meant[attribute.name] = ids if attribute.is_several else ids[0]
    return replace(request, **meant)


def _unknown(world: World, request: Request) -> str | None:
    """The first field of a request that names something which is not there."""
    for attribute, ids in _named_in(world, request):
        if any(world.get(one) is None for one in ids):
            return camel(attribute.name)
    return None


def _named_in(world: World, request: Request) -> Iterator[tuple[Attribute, tuple[str, ...]]]:
    """The attributes of a request that name records, with the ids of these."""
    for attribute in attributes(type(request)):
        ref, given = attribute.mark(Ref), getattr(request, attribute.name)
        if ref is not None and given:
            named = given if attribute.is_several else (given,)
            yield attribute, tuple(id_meant(world, one, ref.kinds) for one in named)


def _path(field: str, request: Request) -> str:
    """Where a field stands in the input: one of the record is within the values that were given for it."""
    names = {attribute.name for attribute in attributes(type(request))}
    return f"values.{field}" if "values" in names and field not in names else camel(field)


def _check_key(key: str | None) -> None:
    if key is not None and not 0 < len(key) <= LONGEST_KEY:
        raise InvalidInput.because(
            Text("The key has {number} characters", number=len(key)),
            Text("Give 1 to {most}, or leave it out", most=LONGEST_KEY),
            field="key",
        )


def _errors(error: MandaatwijzerError, world: World, request: Request) -> list[ChangeError]:
    code: Any = error.code if error.code in CODES else "BAD_USER_INPUT"
    problems = problems_of(error)
    if not problems:
        field = _unknown(world, request) if isinstance(error, NotFound) else None
        return [ChangeError(code=code, field=field, message=str(error), record=None)]
    return [
        ChangeError(
            code=code,
            field=None if problem.field is None else _path(problem.field, request),
            message=f"{problem.message}. {problem.remedy}.",
            record=None if problem.record is None else strawberry.ID(problem.record),
            ask=find_all(world, problem.ask) if isinstance(problem, Refusal) else [],
        )
        for problem in problems[:MOST_ERRORS]
    ]


Mutation = _mutation()
