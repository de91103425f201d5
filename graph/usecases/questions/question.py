"""A question as every door sees it: what it is called, what may be asked beside it, and how its answer is shown.

    QUESTION = Question(name="load", audience="analysts", ask=load, layout=layout)

Commands, fields of the API, JSON and reports are made from it; only pages are written by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

from graph.domain.described import Attribute, meaning_of, parameters
from graph.reports.model import Report
from graph.reports.naming import Naming
from graph.reports.plain import plain
from graph.usecases.world import World
from graph.words.catalogue import Texts

__all__ = ["Answered", "Audience", "Question"]

R = TypeVar("R")
Audience = Literal["analysts", "everybody"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered(Generic[R]):
    """A question that was asked, with its answer.

    Attributes:
        question: what was asked.
        world: of whom, when and where.
        given: what was asked beside it, by name.
        found: the answer.
    """

    question: Question[R]
    world: World
    given: Mapping[str, Any]
    found: R

    def naming(self, texts: Texts) -> Naming:
        """What records are called before who asked: who may not be seen is not named."""
        return Naming(snapshot=self.world.snapshot, texts=texts, may_name=self.world.sees)

    def report(self, texts: Texts) -> Report:
        """The answer as a report for people."""
        return self.question.layout(self, texts)

    def values(self) -> Any:
        """The answer as JSON values."""
        return self.question.values(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Generic[R]):
    """Something that people and programs ask of the graph, declared once.

    Attributes:
        name: how commands and addresses write it, with hyphens.
        ask: gives the answer; its first parameter is the world, and its docstring says what each of the others means.
        layout: the answer as a report.
        values: the answer as JSON values.
        audience: for whom it is: what analysts ask is a command under `report`.
    """

    name: str
    ask: Callable[..., R]
    layout: Callable[[Answered[R], Texts], Report]
    values: Callable[[Answered[R]], Any] = field(default=lambda answered: plain(answered.found))
    audience: Audience = "analysts"

    @property
    def meaning(self) -> str:
        """What is asked, in a sentence."""
        return meaning_of(self.ask)

    @property
    def parameters(self) -> tuple[Attribute, ...]:
        """What may be asked beside it, in order."""
        return parameters(self.ask)

    def answered(self, world: World, **given: Any) -> Answered[R]:
        """Ask it.

        Raises:
            MandaatwijzerError: what `ask` raises.
        """
        return Answered(question=self, world=world, given=given, found=self.ask(world, **given))
