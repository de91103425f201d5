"""The fields of questions that are asked as they are declared: arguments from the parameters, the answer as its type.

A question whose field takes more than that, such as a page of a list, has its field written by hand with its subject.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import MISSING
from typing import Annotated, Any, get_args, get_origin

import strawberry

from graph.domain.described import Attribute, Between, Names, OneOf
from graph.usecases.questions.question import Question
from graph.usecases.questions.registry import every_question
from schema.arguments import Info, Known, few, in_range, word
from schema.asking import answer_of, answers_of
from schema.declared import On, enum_of
from schema.derive import for_programs, type_of
from schema.fields import field
from schema.load import ShownLoad, ShownPart

__all__ = ["QuestionsQuery"]

ANSWERS_OF_THEIR_OWN = (ShownLoad, ShownPart)
"""Types that differ from what their results declare; importing them makes them known."""

_OF_THE_WORLD: Mapping[str, Any] = {"on": On, "known_at": Known}


def _field_of(question: Question[Any]) -> Any:
    """The field that asks a question; null when what it is asked about is unknown."""
    own = [each for each in question.parameters if each.name != "deadline"]
    is_several = get_origin(question.result) is tuple

    async def resolve(self: Any, info: Info, **given: Any) -> Any:
        world = info.context.world(given.pop("on", None), given.pop("known_at", None))
        asked = {each.name: _given(each, given[each.name]) for each in own if given.get(each.name) is not None}
        ask = answers_of if is_several else answer_of
        return await ask(info, world, lambda deadline: question.ask(world, **asked, deadline=deadline))

    arguments = {each.name: _argument(each) for each in own} | dict(_OF_THE_WORLD)
    defaults = {each.name: _default(each) for each in own} | dict.fromkeys(_OF_THE_WORLD)
    resolve.__name__ = question.name.replace("-", "_")
    resolve.__annotations__ = {"info": Info, **arguments, "return": _answer(question.result, several=is_several)}
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


def _answer(result: Any, *, several: bool) -> Any:
    return list[type_of(get_args(result)[0])] | None if several else type_of(result) | None  # type: ignore[misc]


def _argument(parameter: Attribute) -> Any:
    one_of = parameter.mark(OneOf)
    plain: Any = strawberry.ID if parameter.mark(Names) else enum_of(one_of.choices) if one_of else parameter.of
    several = list[plain] if parameter.is_several else plain
    is_left_out = parameter.default in (None, ()) and parameter.default is not MISSING
    described = strawberry.argument(description=for_programs(parameter.sentence))
    return Annotated[several | None if is_left_out else several, described]


def _default(parameter: Attribute) -> Any:
    if parameter.default is MISSING:
        return inspect.Parameter.empty
    return None if parameter.default == () else parameter.default


def _given(parameter: Attribute, value: Any) -> Any:
    """What was asked, as the question takes it.

    Raises:
        InvalidInput: a number is out of range, or there is too much of something.
    """
    bounds = parameter.mark(Between)
    if bounds is not None and bounds.most is not None:
        in_range(parameter.name, value, int(bounds.most))
    if parameter.is_several:
        return tuple(map(word, few(value, parameter.name)))
    return word(value) if parameter.mark(OneOf) else value


def _query() -> type:
    fields = {each.name.replace("-", "_"): _field_of(each) for each in every_question() if each.field is not None}
    return strawberry.type(type("QuestionsQuery", (), fields))


QuestionsQuery: Any = _query()
