"""The fields of questions that are asked as they are declared: arguments from the parameters, the answer as its type.

A question whose field takes more than that, such as a page of a list, has its field written by hand with its subject.
"""

from __future__ import annotations

import inspect
from dataclasses import MISSING
from typing import Annotated, Any, Optional, get_args, get_origin

import strawberry

from graph.domain.described import AtMost, Attribute, Between, Names, OneOf
from graph.usecases.questions.question import Question
from graph.usecases.questions.registry import every_question
from graph.usecases.world import World
from schema.arguments import MOST_IDS, Info, few, word
from schema.asking import found
from schema.declared import Hint, enum_of, list_of
from schema.derive import for_programs, shown, shown_all, type_of
from schema.fields import field

__all__ = ["questions_query"]


def questions_query() -> type:
    """The type with the fields of every question.

    To be made once the subjects are loaded: an answer whose type differs from what its result declares has that type
    there.
    """
    fields = {_name_of(each): _field_of(each) for each in every_question() if each.field is not None}
    return strawberry.type(type("QuestionsQuery", (), fields))


def _field_of(question: Question[object]) -> object:
    """The field that asks a question; null when what it is asked about is unknown."""
    own = [each for each in question.parameters if each.name != "deadline"]

    async def resolve(self: object, info: Info, world: World, **given: object) -> object:
        asked = {each.name: _given(each, given[each.name]) for each in own if given.get(each.name) is not None}
        return _shown(world, await found(info, lambda deadline: question.ask(world, **asked, deadline=deadline)))

    resolve.__name__ = _name_of(question)
    fixed = list(inspect.signature(resolve).parameters.values())[:-1]
    resolve.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [*fixed, *map(_argument, own)], return_annotation=_answer(question.result)
    )
    meaning = f"{question.meaning.removesuffix('.')}; null when what it is asked about is unknown."
    return field(meaning, cost=question.field)(resolve)


def _name_of(question: Question[object]) -> str:
    return (question.field_name or question.name).replace("-", "_")


def _answer(result: Any) -> Hint:
    shown_as = list_of(type_of(get_args(result)[0])) if get_origin(result) is tuple else type_of(result)
    return Optional[shown_as]  # noqa: UP045 (a value, not a hint)


def _shown(world: World, result: object) -> object:
    if isinstance(result, tuple):
        return shown_all(world, result)
    return None if result is None else shown(world, result)


def _argument(parameter: Attribute) -> inspect.Parameter:
    one_of = parameter.mark(OneOf)
    plain: Hint = strawberry.ID if parameter.mark(Names) else enum_of(one_of.choices) if one_of else parameter.of
    asked = list_of(plain) if parameter.is_several else plain
    is_left_out = parameter.default in (None, ()) and parameter.default is not MISSING
    given = Optional[asked] if is_left_out else asked  # noqa: UP045 (a value, not a hint)
    bounds = parameter.mark(Between)
    described = strawberry.argument(description=f"{for_programs(parameter.sentence)}{_limits(parameter)}")
    return inspect.Parameter(
        parameter.name,
        inspect.Parameter.KEYWORD_ONLY,
        default=_default(parameter),
        annotation=Annotated[(given, described, *([] if bounds is None else [bounds]))],
    )


def _limits(parameter: Attribute) -> str:
    bounds, most = parameter.mark(Between), parameter.mark(AtMost)
    if bounds is not None and bounds.most is not None:
        return f" {bounds.least:g} to {bounds.most:g}."
    return "" if most is None else f" {most.number} at most."


def _default(parameter: Attribute) -> object:
    if parameter.default is MISSING:
        return inspect.Parameter.empty
    return None if parameter.default == () else parameter.default


def _given(parameter: Attribute, value: object) -> object:
    """What was asked, as the question takes it.

    Raises:
        InvalidInput: there is too much of something.
    """
    if isinstance(value, list):
        most = parameter.mark(AtMost)
        return tuple(map(word, few(value, parameter.name, most=MOST_IDS if most is None else most.number)))
    return word(value) if parameter.mark(OneOf) else value
