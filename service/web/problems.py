"""Why something cannot be done, in the reader's language, with records called as the reader may see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from graph.domain.errors import MandaatwijzerError, NotFound, Problem, problems_of
from graph.domain.text import Text
from graph.usecases.change.request import LeftOut
from service.web.links import Link
from service.web.revisions import called, record_link
from service.web.visit import Visit

__all__ = ["ShownProblem", "sentences", "shown_error", "shown_left_out", "shown_place", "shown_problems"]

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownProblem:
    """One problem.

    Attributes:
        place: file with line or cell, or line of a pasted list; may be empty.
        text: what is wrong and what to do, each a sentence.
    """

    place: str
    text: tuple[str, ...]


def shown_problems(visit: Visit, problems: Iterable[Problem]) -> tuple[ShownProblem, ...]:
    """The first problems, in the order in which they were found."""
    return tuple(
        ShownProblem(place=shown_place(visit, problem.place), text=sentences(visit, problem.message, problem.remedy))
        for problem in tuple(problems)[:MOST_SHOWN]
    )


def shown_error(visit: Visit, error: MandaatwijzerError) -> tuple[tuple[str, ...], ...]:
    """What an error says: the sentences of each of its problems."""
    problems = problems_of(error)
    if problems:
        return tuple(sentences(visit, problem.message, problem.remedy) for problem in problems)
    if isinstance(error, NotFound):
        return (sentences(visit, error.message, error.remedy),)
    return (sentences(visit, error.said),)


def shown_left_out(visit: Visit, left_out: Iterable[LeftOut]) -> tuple[tuple[Link, str], ...]:
    """What a change could not take along, each with the reason."""
    return tuple((record_link(visit, left.record), sentences(visit, left.reason)[0]) for left in left_out)


def shown_place(visit: Visit, place: Text | str) -> str:
    """A line of a pasted list in words; a place in a file as it is."""
    return visit.texts.say(place) if isinstance(place, Text) else place


def sentences(visit: Visit, *texts: Text) -> tuple[str, ...]:
    """What a use case says, each text as a sentence."""
    naming = partial(called, visit)
    return tuple(visit.texts.sentence(text, naming) for text in texts)
