"""A question as a command: its parameters as options beside those that every question has, and its answer written.

    def report_gaps(asked: Asked, fail_on: Annotated[str | None, typer.Option(...)] = None) -> None:
        answered = asked.answer()
        ...

What a command does beside asking stands in a function of its own, with its further options; most do nothing more.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any

import typer

from graph.domain.described import Attribute, Between, Names, OneOf, Spelled
from graph.usecases.analysing import time_for
from graph.usecases.parameters import share_of
from graph.usecases.questions.question import Answered, Question
from graph.usecases.questions.registry import named as question_named
from graph.usecases.world import World
from graph.words.catalogue import texts_in
from service.cli import reports
from service.cli.common import (
    FormatOption,
    JsonOption,
    KnownAtOption,
    LanguageOption,
    OnOption,
    OutputOption,
    StoreOption,
    ask,
    day_of,
)
from service.cli.group import command_from
from service.config import read_settings

__all__ = ["Asked", "command_of"]

_SHARED: Mapping[str, tuple[Any, Any]] = MappingProxyType(
    {
        "store": (StoreOption, None),
        "on": (OnOption, None),
        "known_at": (KnownAtOption, None),
        "language": (LanguageOption, None),
        "as_json": (JsonOption, False),
        "format_name": (FormatOption, "md"),
        "to": (OutputOption, None),
    }
)
"""What every question has, by the name of its parameter: its option and its default."""

_SHORTEST_SECONDS = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question as somebody typed it.

    Attributes:
        question: what is asked.
        shared: what was typed of the options that every question has.
        typed: of its own parameters, by name.
    """

    question: Question[Any]
    shared: Mapping[str, Any]
    typed: Mapping[str, Any]

    def of(self, name: str) -> Asked:
        """The same of another question, which takes as much of it as it knows."""
        return replace(self, question=question_named(name))

    def written_to(self, file: Path | None) -> Asked:
        """The same with its answer in another place."""
        return replace(self, shared={**self.shared, "to": file})

    def answer(self, more: Callable[[World], Mapping[str, Any]] = lambda _world: {}) -> Answered[Any]:
        """Ask it of the store, write the answer, and give it.

        Args:
            more: what is asked besides, read in the world of the question.

        Raises:
            InvalidInput: something typed is not what it should be.
        """
        shared, to = self.shared, self.shared["to"]
        chosen = reports.known_format("json" if shared["as_json"] else shared["format_name"], to)
        settings = read_settings(store=shared["store"], language=shared["language"])
        given = {each.name: _given(each, self.typed.get(each.name)) for each in self.question.parameters}
        given = {name: value for name, value in given.items() if value is not None}

        def found(world: World) -> Callable[[], Answered[Any]]:
            answered = self.question.asked(world, **given, **more(world))

            def write() -> Answered[Any]:
                reports.show(
                    chosen, to, values=answered.values, report=lambda: answered.report(texts_in(settings.language))
                )
                return answered

            return write

        return ask(shared["store"], shared["on"], shared["known_at"], found, name=self.question.name)


def command_of(name: str, run: Callable[..., Any] | None = None) -> Any:
    """The command of a question.

    Args:
        name: of the question.
        run: what the command does, with its further options as parameters; None = it asks. An option of its own takes
            the place of a shared one with the same name.
    """
    return _command(question_named(name), run or _only_ask)


def _command(question: Question[Any], run: Callable[..., Any]) -> Any:
    own = list(inspect.signature(run, eval_str=True).parameters.values())[1:]
    shared = [each for each in _SHARED if each not in {parameter.name for parameter in own}]

    def command(**typed: Any) -> None:
        given = {parameter.name: typed.pop(parameter.name) for parameter in own}
        told = {each: typed.pop(each) if each in shared else None for each in _SHARED}
        run(Asked(question=question, shared=told, typed=typed), **given)

    options = [*_own_options(question), *map(_shared_option, shared), *map(_by_name, own)]
    command.__signature__ = inspect.Signature(options)  # type: ignore[attr-defined]
    command.__doc__ = question.meaning
    return command_from(question.name, command)


def _only_ask(asked: Asked) -> None:
    asked.answer()


# Parameters as options


def _shared_option(name: str) -> inspect.Parameter:
    option, default = _SHARED[name]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=option)


def _by_name(parameter: inspect.Parameter) -> inspect.Parameter:
    return parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)


def _own_options(question: Question[Any]) -> list[inspect.Parameter]:
    return [_own_option(question, each) for each in question.parameters]


def _own_option(question: Question[Any], parameter: Attribute) -> inspect.Parameter:
    is_required = parameter.default is MISSING
    is_word = is_required and parameter.mark(Spelled) is None
    made = typer.Argument(help=_help(parameter)) if is_word else _option(parameter)
    return inspect.Parameter(
        parameter.name,
        inspect.Parameter.KEYWORD_ONLY,
        default=inspect.Parameter.empty if is_required else _typed_default(question, parameter),
        annotation=Annotated[_typed_as(parameter), made],
    )


def _option(parameter: Attribute) -> Any:
    spelled, bounds = parameter.mark(Spelled), parameter.mark(Between)
    option = f"--{parameter.name.replace('_', '-')}" if spelled is None else spelled.option
    if parameter.of is bool and "/" not in option:
        option = f"{option}/--no-{option.removeprefix('--')}"
    return typer.Option(
        option,
        help=_help(parameter),
        metavar=_value_of(parameter),
        min=_SHORTEST_SECONDS if _is_time(parameter) else bounds.least if bounds else None,
        max=bounds.most if bounds else None,
    )


def _value_of(parameter: Attribute) -> str | None:
    """What stands for the value in the help; None = the name of the option."""
    spelled, named = parameter.mark(Spelled), parameter.mark(Names)
    if spelled is not None and spelled.value:
        return spelled.value
    if named is not None and len(named.kinds) == 1:
        return named.kinds[0].upper()
    return "DATE" if parameter.of is date else None


def _help(parameter: Attribute) -> str:
    choices = parameter.mark(OneOf)
    words = "" if choices is None else f" One of: {', '.join(choices.choices)}."
    is_repeated = parameter.is_several and parameter.default is not MISSING
    return f"{parameter.sentence}{words}{' May be repeated.' if is_repeated else ''}"


def _typed_as(parameter: Attribute) -> Any:
    """The type that a command line reads; None stands for what was not typed."""
    plain: Any = float if _is_time(parameter) else {date: str, Fraction: str}.get(parameter.of, parameter.of)
    several = list[plain] if parameter.is_several else plain
    is_given = parameter.default is MISSING or not (parameter.is_several or parameter.is_optional)
    return several if is_given else several | None


def _typed_default(question: Question[Any], parameter: Attribute) -> Any:
    if _is_time(parameter):
        return question.usual_seconds
    if parameter.is_several:
        return None
    return str(parameter.default) if isinstance(parameter.default, Fraction) else parameter.default


def _given(parameter: Attribute, typed: Any) -> Any:
    """What was typed, as the question takes it."""
    if _is_time(parameter):
        return time_for(typed)
    if typed is None:
        return None
    if parameter.of is date:
        spelled = parameter.mark(Spelled)
        return day_of(typed, f"--{parameter.name.replace('_', '-')}" if spelled is None else spelled.option)
    if parameter.of is Fraction:
        return share_of(typed)
    return tuple(typed) if parameter.is_several else typed


def _is_time(parameter: Attribute) -> bool:
    return parameter.name == "deadline"
