"""Fields of GraphQL types, declared with the types kept for the checker.

What many fields are asked with is said once. A resolver takes the thing itself, and its field has the arguments of it:

    @field("The people that the viewer may see, by id.")
    def persons(self, world: World, page: PageArguments = FIRST_PAGE) -> Connection[Person]: ...

`world` stands for the arguments `on` and `knownAt`, `page` for `first`, `last`, `after` and `before`. A number whose
annotation says its bounds (`Between`) is refused outside them.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import wraps
from types import MappingProxyType, SimpleNamespace
from typing import Any, TypeVar, get_args, get_type_hints

import strawberry

from graph.domain.described import Between
from graph.domain.spelling import camel
from graph.usecases.world import World
from schema.arguments import Info, Known, On, in_range
from schema.paging import PAGE_ARGUMENTS, PageArguments

__all__ = ["field"]

F = TypeVar("F", bound=Callable[..., object])
R = TypeVar("R")

_INFO = "info"


def _world(info: Info, on: date | None = None, known_at: object = None) -> World:
    return info.context.world(on, known_at)


_STANDS_FOR: Mapping[str, tuple[Mapping[str, object], Callable[..., object]]] = MappingProxyType(
    {
        "world": ({_INFO: Info, "on": On, "known_at": Known}, _world),
        "page": (PAGE_ARGUMENTS, PageArguments),
    }
)
"""What a resolver takes, with the arguments for which it stands, and what makes it of them."""


def field(description: str, *, cost: int | None = None) -> Callable[[F], F]:
    """Make a method a field of its type.

    Args:
        description: what the field holds, for the reader of the schema.
        cost: points in the price of a document; None = one.
    """

    def declare(resolve: F) -> F:
        metadata = {} if cost is None else {"cost": cost}
        made: Any = strawberry.field(_in_arguments(resolve), description=description, metadata=metadata)
        declared: F = made  # a field, which the checker sees as the method that it is asked by
        return declared

    return declare


def _in_arguments(resolve: Callable[..., R]) -> Callable[..., R]:
    """The resolver, with arguments in the place of what stands for them."""
    whole = inspect.signature(resolve)
    standing = [name for name in _STANDS_FOR if name in whole.parameters]
    bounded = _bounds(resolve, whole)
    if not standing and not bounded:
        return resolve

    @wraps(resolve)
    def resolved(*given: object, **asked: object) -> R:
        _check(asked, bounded)
        made = {name: _made(name, asked) for name in standing}
        own = {name: value for name, value in asked.items() if name in whole.parameters}
        return resolve(*given, **own, **made)

    resolved.__signature__ = whole.replace(parameters=_parameters(whole, standing))  # type: ignore[attr-defined]
    return resolved


def _bounds(resolve: Callable[..., object], whole: inspect.Signature) -> dict[str, Between]:
    """The bounds of the arguments of a resolver; what it gives may be declared later than it is."""
    written = {name: one.annotation for name, one in whole.parameters.items() if name not in ("self", *_STANDS_FOR)}
    names = vars(sys.modules[resolve.__module__])
    hints = get_type_hints(SimpleNamespace(__annotations__=written), names, include_extras=True)
    return {name: mark for name, hint in hints.items() for mark in get_args(hint)[1:] if isinstance(mark, Between)}


def _check(asked: Mapping[str, object], bounded: Mapping[str, Between]) -> None:
    """Do nothing when every number lies within its bounds.

    Raises:
        InvalidInput: one does not.
    """
    for name, bounds in bounded.items():
        number = asked.get(name)
        if isinstance(number, int | float) and bounds.most is not None:
            in_range(camel(name), number, int(bounds.most))


def _made(name: str, asked: Mapping[str, object]) -> object:
    arguments, make = _STANDS_FOR[name]
    return make(**{each: asked[each] for each in arguments if each in asked})


def _parameters(whole: inspect.Signature, standing: Sequence[str]) -> list[inspect.Parameter]:
    """Those of a resolver, with arguments in the place of what stands for them."""
    found = dict(whole.parameters)
    for name in standing:
        del found[name]
        for each, hint in _STANDS_FOR[name][0].items():
            found.setdefault(each, _argument(each, hint))
    first, *others = found.values()
    return [first, *(each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in others)]


def _argument(name: str, hint: object) -> inspect.Parameter:
    default = inspect.Parameter.empty if name == _INFO else None
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=hint)
