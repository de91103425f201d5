"""Columns of tables, as the results say them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

import pytest

from graph.domain.described import (
    AnyId,
    ExpertiseId,
    Headed,
    MandateKind,
    OrganisationId,
    PersonId,
    Unit,
)
from graph.domain.text import Named, Text
from graph.reports.columns import Columns, codes, columns, table, through
from tests.graphs import day, node, school, snapshot_of
from tests.unit.reports.names import named

SNAPSHOT = snapshot_of(
    school("brug", name="De Brug"),
    node("person/an", name="An Peeters"),
    node("person/bram", name="Bram Claes"),
    node("expertise/wifi", name="Wifi"),
)
NAMES = named(SNAPSHOT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """Something that is sent to a school.

    Attributes:
        receiver: where it goes.
        carriers: who bring it, sorted.
        weight: None = nobody weighed it.
        sent: the day.
        mandate: what it is needed for.
        note: what is written on it.
        contents: what is in it.
        cause: what it came from.
    """

    receiver: OrganisationId
    carriers: Annotated[tuple[PersonId, ...], Headed("Colleague", "People")] = ()
    weight: Annotated[float | None, Unit("hours per week"), Headed("Time")] = None
    sent: Annotated[date | None, Headed("From")] = None
    mandate: MandateKind | None = None
    note: Annotated[Text | None, Headed("Explanation")] = None
    contents: Annotated[tuple[int, ...], Headed("Number")] = ()
    cause: AnyId | None = None


FULL = Parcel(
    receiver="organisation/brug",
    carriers=("person/an", "person/bram"),
    weight=2.5,
    sent=day("2026-09-01"),
    mandate="DECIDES",
    note=Text("ask {person}", person=Named("person/an")),
    contents=(7, 8),
    cause="person/an",
)


def headings(found: Columns[Parcel]) -> list[str]:
    return [each.heading for each in found]


def cells(found: Columns[Parcel], parcel: Parcel) -> list[object]:
    (row,) = table(found, [parcel], caption="").rows
    return list(row)


def test_a_result_has_a_column_for_each_attribute_that_says_its_heading() -> None:
    assert headings(columns(Parcel, NAMES)) == [
        "School of groep",
        "Mensen",
        "Tijd (uren per week)",
        "Vanaf",
        "Wie doet wat",
        "Uitleg",
        "Aantal",
    ]


def test_a_cell_shows_names_words_days_texts_and_how_many_there_are() -> None:
    told = ["De Brug", "An Peeters, Bram Claes", 2.5, day("2026-09-01"), "Beslist", "vraag aan An Peeters", 2]
    assert cells(columns(Parcel, NAMES), FULL) == told


def test_what_is_not_there_is_an_empty_cell() -> None:
    assert cells(columns(Parcel, NAMES), Parcel(receiver="organisation/brug")) == [
        "De Brug",
        "",
        None,
        None,
        "",
        None,
        0,
    ]


def test_who_may_not_be_named_is_not() -> None:
    hidden = named(SNAPSHOT, may_name=lambda record: record.id != "person/an")
    assert cells(columns(Parcel, hidden, ["carriers"]), FULL) == ["een collega, Bram Claes"]


def test_a_table_says_which_columns_come_first_and_the_others_follow_as_declared() -> None:
    order = columns(Parcel, NAMES, ["sent", ..., "receiver"], without=("mandate", "note", "contents"))
    assert headings(order) == ["Vanaf", "Mensen", "Tijd (uren per week)", "School of groep"]


def test_a_table_may_tell_a_value_otherwise() -> None:
    heavy = columns(Parcel, NAMES, ["weight"], told={"weight": lambda parcel: f"{parcel.weight} kg"})
    assert cells(heavy, FULL) == ["2.5 kg"]


def test_an_attribute_without_a_heading_is_no_column() -> None:
    with pytest.raises(KeyError, match="cause"):
        columns(Parcel, NAMES, ["cause"])


def test_programs_find_the_ids_and_words_behind_the_names() -> None:
    found = codes(Parcel, NAMES)
    assert headings(found) == ["School of groep (code)", "Mensen (code)", "Wie doet wat (code)"]
    assert cells(found, FULL) == ["organisation/brug", "person/an, person/bram", "DECIDES"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A place for a parcel.

    Attributes:
        about: its topic.
    """

    about: ExpertiseId


def test_the_columns_of_what_lies_within_are_empty_where_nothing_lies() -> None:
    both: Columns[tuple[Shelf, Parcel | None]] = (
        *through(lambda row: row[0], columns(Shelf, NAMES)),
        *through(lambda row: row[1], columns(Parcel, NAMES, ["receiver"])),
    )
    shelf = Shelf(about="expertise/wifi")
    assert table(both, [(shelf, FULL), (shelf, None)], caption="").rows == (("Wifi", "De Brug"), ("Wifi", None))
