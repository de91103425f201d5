"""GraphQL types and inputs that nobody wrote: those of a result and a request, from what these declare."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

import pytest

from graph.domain.described import Long, MandateKind, OrganisationId, PersonId, Unit
from graph.usecases.change.people import Appoint
from schema.declared import Answer
from schema.derive import answers, computed, type_of
from schema.inputs import input_of, request_from


@dataclass(frozen=True, kw_only=True)
class Shift:
    """Some hours of somebody.

    Attributes:
        person: who.
        hours: how many; None = not known.
    """

    person: PersonId
    hours: Annotated[float | None, Unit("hours per week")] = None


@dataclass(frozen=True, kw_only=True)
class Rota:
    """Who works when.

    Attributes:
        on: the day.
        organisations: where; None = not said.
        mandate: in which kind of mandate.
        shifts: the hours, earliest first.
        key: for the code alone.
    """

    on: date
    organisations: tuple[OrganisationId, ...] | None
    mandate: MandateKind | None
    shifts: Annotated[tuple[Shift, ...], Long(20, "shift_count")]
    key: int


@answers(Rota, without=("key",))
class ShownRota(Answer[Rota]):
    """A rota with a number of its own."""

    @computed("How many hours are known.")
    def known_hours(self) -> float:
        return sum(shift.hours or 0 for shift in self.record.shifts)


def fields_of(shown: type) -> dict[str, str]:
    """The description of each field of a GraphQL type, by its name in Python."""
    definition = shown.__strawberry_definition__  # type: ignore[attr-defined]
    return {field.python_name: field.description for field in definition.fields if field.python_name != "record"}


def test_a_result_has_a_field_for_each_attribute_with_its_meaning() -> None:
    assert fields_of(type_of(Shift)) == {"person": "Who.", "hours": "How many; null = not known (hours per week)."}


def test_a_class_adds_fields_and_leaves_out_attributes() -> None:
    shown = fields_of(type_of(Rota))
    assert set(shown) == {"on", "organisations", "mandate", "shifts", "shift_count", "known_hours"}
    assert shown["known_hours"] == "How many hours are known."


def test_a_list_of_a_result_is_empty_where_the_result_has_none() -> None:
    assert fields_of(type_of(Rota))["organisations"] == "Where; empty = not said."


def test_a_result_is_shown_by_one_class() -> None:
    with pytest.raises(TypeError, match="Rota is shown already"):
        answers(Rota)(type("Another", (Answer,), {}))


def test_an_input_asks_what_the_request_needs_and_leaves_the_rest_open() -> None:
    given = input_of(Appoint)(person="person/ann", role="role/ict")
    assert (given.person, given.since, given.days, given.key) == ("person/ann", None, None, None)
    with pytest.raises(TypeError, match="role"):
        input_of(Appoint)(person="person/ann")


def test_an_input_becomes_the_request_with_its_own_defaults() -> None:
    given = input_of(Appoint)(person="person/ann", role="role/ict", days=["mon_am"], key="k")
    assert request_from(Appoint, given) == Appoint(person="person/ann", role="role/ict", days=("mon_am",), key="k")
