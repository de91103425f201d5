"""A result as JSON values: what it declares, under the names that it declares, in the order of its docstring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Annotated

from graph.domain.described import OMITTED, UNTOLD, PersonId, Written
from graph.domain.text import Named, Text
from graph.reports.plain import known_as_of, plain
from tests.graphs import node, snapshot_of
from tests.unit.reports.names import named

ANN = "person/ann"


@dataclass(frozen=True, kw_only=True)
class Visit:
    """Somebody comes by.

    Attributes:
        on: the day.
        is_long: whether it takes the whole day.
        guests: who come.
        host: whom they come for.
        part: of the day.
        reason: why; None = nobody said.
        number: of the visit.
    """

    guests: tuple[PersonId, ...]
    host: Annotated[PersonId | None, Written("for"), OMITTED] = None
    on: date = date(2026, 9, 1)
    part: Fraction = Fraction(1, 2)
    reason: Text | None = None
    number: Annotated[int, UNTOLD] = 1

    @property
    def is_long(self) -> bool:
        """Whether it takes the whole day."""
        return self.part == 1


def test_names_come_in_the_order_of_the_docstring_with_plain_values() -> None:
    shown = plain(Visit(guests=(ANN,), host="person/bo"))
    assert list(shown.items()) == [
        ("on", "2026-09-01"),
        ("is_long", False),
        ("guests", [ANN]),
        ("for", "person/bo"),
        ("part", 0.5),
        ("reason", None),
    ]


def test_what_is_absent_is_null_or_left_out_as_its_attribute_says() -> None:
    shown = plain(Visit(guests=()))
    assert "for" not in shown
    assert (shown["reason"], shown["guests"]) == (None, [])


def test_a_text_is_said_in_both_languages_with_names() -> None:
    naming = named(snapshot_of(node("person", id=ANN, name="Ann Peeters", type="staff")))
    visit = Visit(guests=(), reason=Text("{person} asked", person=Named(ANN)))
    assert plain(visit, naming)["reason"] == {"nl": "Ann Peeters asked", "en": "Ann Peeters asked"}


def test_several_results_are_a_list_and_none_is_null() -> None:
    assert [shown["guests"] for shown in plain((Visit(guests=(ANN,)), Visit(guests=())))] == [[ANN], []]
    assert plain(None) is None


def test_the_revision_stands_after_the_name_that_is_given() -> None:
    assert list(known_as_of({"on": 1, "findings": []}, "on", 7)) == ["on", "known_at", "findings"]
