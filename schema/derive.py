"""GraphQL types from the results of questions: what they declare, once.

`answers` gives a class the attributes of a result as fields; a result without a class of its own gets one when it is
first told of. An id becomes the record that it names, a word a value of an enum, a list that can be long gets a
`limit`. `computed` lets a resolver be annotated with results, and `shown` wraps what it returns:

    @answers(RepairPlan)
    class ShownPlan(Answer[RepairPlan]):
        @computed("How many of the requests are to learn something from a colleague first.")
        def shadowing_count(self) -> int:
            return len(self.record.shadowings)

    @computed("The fewest requests that bring every mandate to enough people.", cost=1000)
    async def repair_plan(self, info: Info, organisation: strawberry.ID) -> Answer[RepairPlan] | None: ...
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import is_dataclass
from fractions import Fraction
from functools import reduce
from inspect import get_annotations
from operator import or_
from typing import (
    Annotated,
    Optional,
    TypeGuard,
    TypeVar,
    Union,
    dataclass_transform,
    get_args,
    get_origin,
    get_type_hints,
)

import strawberry

from graph.domain.described import Attribute, Headed, Long, OneOf, Ref, WorkedOut, attributes, meaning_of
from graph.domain.kinds import EDGE_KINDS, HOLDER_KINDS, NODE_KINDS, SUBJECT_KINDS, Record
from graph.domain.spelling import camel
from graph.domain.text import Text
from graph.usecases.world import World
from schema.arguments import Limit
from schema.declared import Answer, Hint, Reader, enum_of, find, find_all, list_of, plain, type_showing
from schema.fields import field
from schema.messages import Message, message_of
from schema.scalars import JSON
from schema.types import Holder, Node, Subject

__all__ = [
    "answers",
    "as_declared",
    "computed",
    "for_programs",
    "is_declared",
    "item_of",
    "shown",
    "shown_all",
    "shown_as",
    "type_of",
]

C = TypeVar("C", bound=type)
F = TypeVar("F", bound=Callable[..., object])
R = TypeVar("R")

_SHOWING: dict[type, type] = {}
"""The GraphQL types of results."""

_KEPT = types.MappingProxyType({"record": strawberry.Private[object], "world": strawberry.Private[World]})


# Results


def shown(world: World, result: R, **more: object) -> Answer[R]:
    """A result as the API shows it to the viewer of a world.

    Args:
        world: in which it was found.
        result: of a question.
        more: what the class of its type keeps beside it.
    """
    made: Answer[R] = type_of(type(result))(record=result, world=world, **more)
    return made


def shown_all(world: World, results: Iterable[R], **more: object) -> list[Answer[R]]:
    """Several results as the API shows them."""
    return [shown(world, result, **more) for result in results]


def type_of(result: type) -> type:
    """The GraphQL type of a result; made from its attributes alone when nothing else was declared of it."""
    if result not in _SHOWING:
        as_declared(result)
    return _SHOWING[result]


def shown_as(result: type) -> Hint:
    """The GraphQL type of a result, of a kind of record or of several kinds; of anything with an id for `object`."""
    of = get_args(result) or (result,)
    words = [word for word, kind in {**NODE_KINDS, **EDGE_KINDS}.items() if issubclass(kind, of)]
    return _referred(Ref(tuple(words))) if words else type_of(result)


def as_declared(
    result: type,
    *,
    name: str | None = None,
    without: Sequence[str] = (),
    called: Mapping[str, str] = types.MappingProxyType({}),
) -> None:
    """Show a result by its attributes alone; what differs in the API is said as in `answers`."""
    answers(result, name=name, without=without, called=called)(
        type(result.__name__, (Answer,), {"__module__": __name__})
    )


@dataclass_transform(kw_only_default=True, field_specifiers=(strawberry.field,))
def answers(
    result: type,
    *,
    name: str | None = None,
    without: Sequence[str] = (),
    called: Mapping[str, str] = types.MappingProxyType({}),
) -> Callable[[C], C]:
    """Make a class the GraphQL type of a result, with every attribute that it does not declare itself.

    Args:
        result: the class of the result; its docstring is the description of the type.
        name: of the type; default: that of the result.
        without: attributes that the API does not tell.
        called: attributes that have another name in the API.
    """

    def declare(cls: C) -> C:
        if result in _SHOWING:
            raise TypeError(f"{result.__name__} is shown already: declare {cls.__name__} before what tells of it")
        _SHOWING[result] = cls
        cls.__annotations__ = dict(_KEPT) | get_annotations(cls)
        for attribute in attributes(result):
            if attribute.name not in without and attribute.name not in cls.__dict__:
                _add(cls, attribute, called.get(attribute.name))
        return strawberry.type(cls, name=name or result.__name__, description=for_programs(meaning_of(result)))

    return declare


def _add(declared: type, attribute: Attribute, called: str | None) -> None:
    """Give a class the field of an attribute, and that of its number when it is long and counted."""
    name = called or attribute.name
    declared.__annotations__[name] = _annotation(attribute)
    setattr(declared, name, _field(attribute, is_renamed=called is not None))
    long = attribute.mark(Long)
    if long is not None and long.count is not None:
        setattr(declared, long.count, _count(attribute))


def _count(attribute: Attribute) -> object:
    def count(self: Answer[object]) -> int:
        return len(getattr(self.record, attribute.name))

    return strawberry.field(count, description=f"How many `{camel(attribute.name)}` has.")


def _field(attribute: Attribute, *, is_renamed: bool) -> object:
    nothing = "empty" if attribute.is_several else "null"
    description, read = for_programs(attribute.sentence, nothing=nothing), _reader(attribute)
    if read is None and not is_renamed:
        return plain(description)
    resolve = _resolver(attribute, read or _itself)
    resolve.__annotations__ |= {"return": _annotation(attribute)}
    return field(description)(resolve)


def _itself(_world: World, value: object) -> object:
    return value


def _resolver(attribute: Attribute, read: Reader) -> Callable[..., object]:
    name, long = attribute.name, attribute.mark(Long)
    if long is None:

        def whole(self: Answer[object]) -> object:
            return read(self.world, getattr(self.record, name))

        return whole

    def beginning(self: Answer[object], limit: Limit = long.first) -> object:
        return read(self.world, getattr(self.record, name)[:limit])

    beginning.__annotations__ |= {"limit": Limit}
    return beginning


def _reader(attribute: Attribute) -> Reader | None:
    """How the value of an attribute is shown; None = as it stands."""
    ref, several = attribute.mark(Ref), attribute.is_several
    if ref is not None:
        if ref.is_seat:
            return _seats if several else _seat
        return find_all if several else find
    if attribute.of is Text:
        return message_of
    if attribute.of is Fraction:
        return lambda _world, value: float(value)
    if is_declared(attribute.of):
        return _each if several else _one
    return None


def _one(world: World, value: object) -> object:
    return None if value is None else shown(world, value)


def _each(world: World, values: Iterable[object] | None) -> list[Answer[object]]:
    return shown_all(world, values or ())


def _seats(world: World, seats: Iterable[str] | None) -> list[Answer[Record]]:
    """The people, bodies and partners that seats stand for; unnamed members of a body are shown as the body, once."""
    return find_all(world, dict.fromkeys(seat.partition("#")[0] for seat in seats or ()))


def _seat(world: World, seat: str) -> Answer[Record] | None:
    return find(world, seat.partition("#")[0])


def _annotation(attribute: Attribute) -> Hint:
    written = item_of(attribute)
    if attribute.is_several:
        return list_of(written)
    may_be_hidden = attribute.mark(Ref) is not None
    return Optional[written] if may_be_hidden or attribute.is_optional else written  # noqa: UP045 (a value, not a hint)


def item_of(attribute: Attribute) -> Hint:
    """The GraphQL type of an attribute, or of each of its values."""
    ref, one_of = attribute.mark(Ref), attribute.mark(OneOf)
    if ref is not None:
        return _referred(ref)
    if one_of is not None:
        return enum_of(one_of.choices)
    if attribute.mark(WorkedOut) is not None:
        return strawberry.ID
    if attribute.of is Text:
        return Message
    if attribute.of is Fraction:
        return float
    if get_origin(attribute.of) is Mapping:
        return JSON
    return type_of(attribute.of) if is_declared(attribute.of) else attribute.of


def is_declared(kind: object) -> TypeGuard[type]:
    """Whether values of a type have attributes of their own."""
    return is_dataclass(kind)


def _referred(ref: Ref) -> Hint:
    kinds = frozenset(ref.kinds)
    if not kinds:
        return Node
    shared = {type_showing(kind) for kind in kinds}
    if len(shared) == 1:
        return shared.pop()
    of_several = ((Subject, SUBJECT_KINDS), (Holder, HOLDER_KINDS))
    return next((each for each, of in of_several if kinds <= frozenset(of)), Node)


def for_programs(text: str, *, nothing: str = "null") -> str:
    """A text about values in Python as one about values in GraphQL.

    Args:
        text: about them.
        nothing: what stands in the place of None: a list of a result is empty, and never null.
    """
    values = {"None": nothing, "True": "true", "False": "false"}
    return re.sub(r"\b(None|True|False)\b", lambda word: values[word[0]], text)


# Resolvers


def computed(description: str, *, cost: int | None = None) -> Callable[[F], F]:
    """Make a method a field of its type; where it is annotated with results, the field has their types.

    Args:
        description: what the field holds, for the reader of the schema.
        cost: points in the price of a document; None = one.
    """

    def declare(resolve: F) -> F:
        hints = get_type_hints(resolve, include_extras=True)
        resolve.__annotations__ = {name: _in_graphql(hint) for name, hint in hints.items()}
        return field(description, cost=cost)(resolve)

    return declare


def _in_graphql(hint: Hint) -> Hint:
    """An annotation with the types of the API in the place of results and words."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Answer:
        return shown_as(inner[0])
    if origin is Annotated:
        plain, *marks = inner
        one_of = next((mark for mark in marks if isinstance(mark, OneOf)), None)
        within = _in_graphql(plain) if one_of is None else enum_of(one_of.choices)
        rest = [mark for mark in marks if not isinstance(mark, OneOf | Headed)]
        return Annotated[(within, *rest)] if rest else within
    if origin in (Union, types.UnionType):
        return reduce(or_, (_in_graphql(each) for each in inner))
    if origin is list:
        return list_of(_in_graphql(inner[0]))
    if origin is not None and hasattr(origin, "__strawberry_definition__"):
        return origin[tuple(_in_graphql(each) for each in inner)]
    return hint
