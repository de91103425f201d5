"""Who covers a subject at an organisation, and why there is no answer when there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import strawberry

from graph.analyses.answers.responsibility import Answerer, FallbackAnswer, Responsibility
from graph.domain.described import OneOf
from graph.domain.errors import MandaatwijzerError, NotFound, NotHeldHere
from graph.usecases import read
from graph.usecases.world import World
from schema.arguments import OrganisationId, few
from schema.declared import Answer, choice_enum, find_all
from schema.derive import answers, as_declared, computed, shown, shown_all
from schema.types import Subject

__all__ = ["ResponsibilityQuery"]

UNKNOWN = ""
"""In the place of the id of what is unknown; no record has it."""

CODES = ("SUBJECT_UNKNOWN", "NOT_FOUND", "NOT_HELD_HERE")
choice_enum(
    "ResponsibilityProblemCode",
    CODES,
    "Why there is no answer: the subject is unknown, or the organisation is, or another instance holds that.",
)

SubjectId = Annotated[
    strawberry.ID, strawberry.argument(description="Id, name or keyword of a task, decision or task group.")
]
AmountEur = Annotated[
    int | None,
    strawberry.argument(description="An amount to decide on; leaves out who may not (EUR, excluding VAT)."),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsibilityProblem:
    """Why there is no answer, and where the asker still gets somewhere.

    Attributes:
        code: why.
        message: the same in words, with what to do next.
    """

    code: Annotated[str, OneOf(CODES)]
    message: str


@answers(ResponsibilityProblem)
class ShownProblem(Answer[ResponsibilityProblem]):
    """Why there is no answer, with what the error knows besides."""

    error: strawberry.Private[MandaatwijzerError]

    @computed("The subjects that come nearest.")
    def suggestions(self) -> list[Subject]:
        near = self.error.suggestions if isinstance(self.error, read.SubjectUnknown) else ()
        found = find_all(self.world, (node.id for node in near))
        return [subject for subject in found if isinstance(subject, Subject)]

    @computed("The general contact points of the organisation.")
    def contact_points(self) -> list[Answer[Answerer]]:
        return shown_all(self.world, self.error.contact_points if isinstance(self.error, read.SubjectUnknown) else ())


as_declared(FallbackAnswer, called={"role_type": "catalogue_role"})


@answers(Responsibility)
class ShownResponsibility(Answer[Responsibility]):
    """An answer, or the place of one with what stands in its way."""

    error: strawberry.Private[MandaatwijzerError | None] = None

    @computed("Why there is no answer; null when there is one.")
    def problem(self) -> Answer[ResponsibilityProblem] | None:
        error = self.error
        if error is None:
            return None
        code = error.code if error.code in CODES else "NOT_FOUND"
        return shown(self.world, ResponsibilityProblem(code=code, message=str(error)), error=error)


@strawberry.input(description="An organisation and a subject.")
class ResponsibilityPair:
    """An organisation and a subject."""

    organisation: strawberry.ID = strawberry.field(
        description="Id, number (instellingsnummer) or identifier of the organisation."
    )
    subject: strawberry.ID = strawberry.field(description="Id, name or keyword of the task, decision or task group.")


@strawberry.type
class ResponsibilityQuery:
    """Who covers what."""

    @computed(
        "Who decides, executes, steers and is contact point for a subject at an organisation; "
        "null when the organisation is unknown.",
        cost=20,
    )
    def responsibility(
        self,
        world: World,
        organisation: OrganisationId,
        subject: SubjectId,
        amount_eur: AmountEur = None,
    ) -> Answer[Responsibility] | None:
        try:
            return _answer(world, organisation, subject, amount_eur)
        except NotFound:
            return None

    @computed("The same for several pairs (100 at most), one answer a pair, in the same order.", cost=500)
    def responsibilities(
        self,
        world: World,
        pairs: Annotated[list[ResponsibilityPair], strawberry.argument(description="What is asked.")],
        amount_eur: AmountEur = None,
    ) -> list[Answer[Responsibility]]:
        return [_answer_or_why(world, pair, amount_eur) for pair in few(pairs, "pairs")]


def _answer(world: World, organisation: str, subject: str, amount_eur: int | None) -> Answer[Responsibility]:
    """The answer; for an unknown subject its place at the organisation.

    Raises:
        NotFound: the organisation is unknown.
    """
    try:
        return shown(world, read.responsible(world, organisation, subject, amount_eur=amount_eur))
    except read.SubjectUnknown as error:
        return _no_answer(world, read.organisation_named(world, organisation).id, amount_eur, error)


def _answer_or_why(world: World, pair: ResponsibilityPair, amount_eur: int | None) -> Answer[Responsibility]:
    try:
        return _answer(world, pair.organisation, pair.subject, amount_eur)
    except (NotFound, NotHeldHere) as error:
        return _no_answer(world, UNKNOWN, amount_eur, error)


def _no_answer(
    world: World, organisation: str, amount_eur: int | None, error: MandaatwijzerError
) -> Answer[Responsibility]:
    empty = Responsibility(
        organisation=organisation, subject=UNKNOWN, on=world.on, amount_eur=amount_eur, valid_until=None
    )
    return shown(world, empty, error=error)
