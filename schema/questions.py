"""The fields of questions that are asked as they are declared: arguments from the parameters, the answer as its type.

A question whose field takes more than that, such as a page of a list, has its field written by hand with its subject.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import MISSING
from datetime import date
from typing import Annotated, Any, Optional, get_args, get_origin

import strawberry

from graph.domain.described import Attribute, Between, Names, OneOf
from graph.usecases.questions.question import Question
from graph.usecases.questions.registry import every_question
from graph.usecases.world import World
from schema.arguments import Info, Known, few, in_range, word
from schema.asking import found
from schema.declared import Hint, On, enum_of, list_of
from schema.derive import for_programs, shown, shown_all, type_of
from schema.fields import field
from schema.load import ShownLoad, ShownPart

__all__ = ["QuestionsQuery"]

ANSWERS_OF_THEIR_OWN = (ShownLoad, ShownPart)
"""Types that differ from what their results declare; importing them makes them known."""

_OF_THE_WORLD: Mapping[str, Hint] = {"on": On, "known_at": Known}


def _field_of(question: Question[object]) -> object:
    """The field that asks a question; null when what it is asked about is unknown."""
    own = [each for each in question.parameters if each.name != "deadline"]

    async def resolve(
        self: object, info: Info, *, on: date | None = None, known_at: object = None, **given: object
    ) -> object:
        world = info.context.world(on, known_at)
        asked = {each.name: _given(each, given[each.name]) for each in own if given.get(each.name) is not None}
        return _shown(world, await found(info, lambda deadline: question.ask(world, **asked, deadline=deadline)))

    arguments = {each.name: _argument(each) for each in own} | dict(_OF_THE_WORLD)
    defaults = {each.name: _default(each) for each in own} | dict.fromkeys(_OF_THE_WORLD)
    resolve.__name__ = question.name.replace("-", "_")
    resolve.__annotations__ = {"info": Info, **arguments, "return": _answer(question.result)}
    resolve.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD),
            inspect.Parameter("info", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Info),
            *(
                inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=defaults[name], annotation=hint)
                for name, hint in arguments.items()
            ),
        ],
        return_annotation=resolve.__annotations__["return"],
    )
    meaning = f"{question.meaning.removesuffix('.')}; null when what it is asked about is unknown."
    return field(meaning, cost=question.field)(resolve)


def _answer(result: Any) -> Hint:
    shown_as = list_of(type_of(get_args(result)[0])) if get_origin(result) is tuple else type_of(result)
    return Optional[shown_as]  # noqa: UP045 (a value, not a hint)


def _shown(world: World, result: object) -> object:
    if isinstance(result, tuple):
        return shown_all(world, result)
    return None if result is None else shown(world, result)


def _argument(parameter: Attribute) -> Hint:
    one_of = parameter.mark(OneOf)
    plain: Hint = strawberry.ID if parameter.mark(Names) else enum_of(one_of.choices) if one_of else parameter.of
    asked = list_of(plain) if parameter.is_several else plain
    is_left_out = parameter.default in (None, ()) and parameter.default is not MISSING
    described = strawberry.argument(description=for_programs(parameter.sentence))
    return Annotated[(Optional[asked] if is_left_out else asked, described)]  # noqa: UP045 (a value, not a hint)


def _default(parameter: Attribute) -> object:
    if parameter.default is MISSING:
        return inspect.Parameter.empty
    return None if parameter.default == () else parameter.default


def _given(parameter: Attribute, value: object) -> object:
    """What was asked, as the question takes it.

    Raises:
        InvalidInput: a number is out of range, or there is too much of something.
    """
    bounds = parameter.mark(Between)
    if bounds is not None and bounds.most is not None and isinstance(value, int | float):
        in_range(parameter.name, value, int(bounds.most))
    if isinstance(value, list):
        return tuple(map(word, few(value, parameter.name)))
    return word(value) if parameter.mark(OneOf) else value


def _query() -> type:
    fields = {each.name.replace("-", "_"): _field_of(each) for each in every_question() if each.field is not None}
    return strawberry.type(type("QuestionsQuery", (), fields))


QuestionsQuery: Any = _query()
