"""A question as every door sees it: what it is called, what may be asked beside it, and how its answer is shown.

    QUESTION = Question(name="load", ask=load, layout=lambda answered, texts: load_report(answered.found, ...))

Commands, fields of the API, JSON and reports are made from it; only pages are written by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar, get_type_hints

from graph.domain.described import Attribute, meaning_of, parameters
from graph.reports.model import Report
from graph.reports.naming import Naming
from graph.reports.plain import plain
from graph.usecases.world import World
from graph.words.catalogue import Texts, texts_in

__all__ = ["Answered", "Audience", "Question"]

R = TypeVar("R")

Audience = Literal["analysts", "everybody"]
"""For whom a question is: what analysts ask is a command under `report`."""


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

    def naming(self, texts: Texts | None = None) -> Naming:
        """What records are called before who asked: who may not be seen is not named."""
        return self.world.naming(texts or texts_in())

    def report(self, texts: Texts) -> Report:
        """The answer as a report for people."""
        return self.question.layout(self, texts)

    def values(self) -> Any:
        """The answer as JSON values."""
        return self.question.values(self)


def _plain(answered: Answered[Any]) -> Any:
    return plain(answered.found, answered.naming())


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Generic[R]):
    """Something that people and programs ask of the graph, declared once.

    Attributes:
        name: how commands and addresses write it, with hyphens.
        ask: gives the answer; its first parameter is the world, and its docstring, or what its annotations say, tells
            what each of the others means.
        layout: the answer as a report.
        values: the answer as JSON values.
        audience: for whom it is.
        usual_seconds: what it may take at a command line when nothing else is said; None = as long as it takes.
        field: what a field of the API costs that asks just this, in points of the price of a document; None = its field
            is written by hand, or there is none.
        field_name: what that field is called; None = as the question.
    """

    name: str
    ask: Callable[..., R]
    layout: Callable[[Answered[R], Texts], Report]
    values: Callable[[Answered[R]], Any] = _plain
    audience: Audience = "analysts"
    usual_seconds: float | None = None
    field: int | None = None
    field_name: str | None = None

    @property
    def meaning(self) -> str:
        """What is asked, in a sentence."""
        return meaning_of(self.ask)

    @property
    def parameters(self) -> tuple[Attribute, ...]:
        """What may be asked beside it, in order."""
        return parameters(self.ask)

    @property
    def result(self) -> Any:
        """The type of the answer."""
        return get_type_hints(self.ask)["return"]

    def asked(self, world: World, **given: Any) -> Answered[R]:
        """The question with its answer.

        Raises:
            MandaatwijzerError: what `ask` raises.
        """
        return self.told(world, self.ask(world, **given), **given)

    def told(self, world: World, found: R, **given: Any) -> Answered[R]:
        """The question with an answer that is there already."""
        return Answered(question=self, world=world, given=given, found=found)
