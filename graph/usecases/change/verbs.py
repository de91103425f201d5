"""All verbs that change something: what each module beside this one offers, and those that a kind of record gives.

A verb is a coroutine that takes a request, in `__all__` of its module. Its docstring and its request say what it does
and takes, and `Shows` in its annotation what it answers beside a revision.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Awaitable, Callable, Iterator
from importlib import import_module
from inspect import iscoroutinefunction
from pathlib import Path
from typing import Any, get_args, get_type_hints

from graph.usecases.change.request import Changeable, Changed, Shows
from graph.usecases.viewer import Viewer

__all__ = ["Verb", "every_verb", "request_of", "shown_of"]

Verb = Callable[[Changeable, Viewer, Any], Awaitable[Changed]]

_NO_TOPICS = {"draft", "kinds", "request", "verbs"}


def every_verb() -> Iterator[Verb]:
    """All of them. Cost: imports every one."""
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if module.name not in _NO_TOPICS:
            topic = import_module(f"{__package__}.{module.name}")
            yield from (verb for verb in map(vars(topic).get, topic.__all__) if iscoroutinefunction(verb))
    made = import_module(f"{__package__}.kinds")
    yield from (*made.CREATING.values(), *made.CHANGING.values())


def request_of(verb: Verb) -> type[Any]:
    """The class of the request that a verb takes."""
    request: type[Any] = get_type_hints(verb)["request"]
    return request


def shown_of(verb: Verb) -> tuple[Shows, ...]:
    """What a verb answers beside a revision."""
    answer = get_type_hints(verb, include_extras=True)["return"]
    return tuple(mark for mark in get_args(answer)[1:] if isinstance(mark, Shows))
