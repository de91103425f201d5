"""All questions: each module beside this one, and those of plug-ins.

The name of a module is the name of its question, so that all are known without importing any: a command starts with
what it needs.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.domain.plugins import brought

if TYPE_CHECKING:
    from graph.usecases.questions.question import Question

__all__ = ["every_question", "named", "names"]

_HERE = Path(__file__).parent
_NO_QUESTIONS = {"question", "registry"}


def names() -> tuple[str, ...]:
    """The names of all questions: ours, sorted, then those of plug-ins."""
    return (*sorted(_ours()), *(question.name for question in brought("QUESTIONS") if question.name not in _ours()))


def named(name: str) -> Question[Any]:
    """The question with a name; ours before that of a plug-in.

    Raises:
        KeyError: there is none.
    """
    if name in _ours():
        question: Question[Any] = import_module(f"{__package__}.{name.replace('-', '_')}").QUESTION
        return question
    others: dict[str, Question[Any]] = {each.name: each for each in brought("QUESTIONS")}
    return others[name]


def every_question() -> Iterator[Question[Any]]:
    """All of them, in the order of `names`. Cost: imports every one."""
    return map(named, names())


def _ours() -> set[str]:
    modules = {module.name for module in pkgutil.iter_modules([str(_HERE)])} - _NO_QUESTIONS
    return {module.replace("_", "-") for module in modules}
