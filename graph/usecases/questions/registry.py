"""All questions: each module beside this one, and those of plug-ins.

The name of a module is the name of its question, so that all are known without importing any: a command starts with
what it needs.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from graph.usecases.questions.question import Question

__all__ = ["every_question", "named", "names"]

_HERE = Path(__file__).parent
_NO_QUESTIONS = {"question", "registry"}


def names() -> tuple[str, ...]:
    """The names of all questions, sorted."""
    modules = {module.name for module in pkgutil.iter_modules([str(_HERE)])} - _NO_QUESTIONS
    return tuple(sorted(module.replace("_", "-") for module in modules))


def named(name: str) -> Question[Any]:
    """The question with a name.

    Raises:
        KeyError: there is none.
    """
    if name not in names():
        raise KeyError(name)
    module = import_module(f"graph.usecases.questions.{name.replace('-', '_')}")
    question: Question[Any] = module.QUESTION
    return question


def every_question() -> Iterator[Question[Any]]:
    """All of them, by name; imports every one."""
    return map(named, names())
