"""Rights against the slow reading of their definition, on random small graphs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.domain.kinds import AffiliatedWith, Record
from graph.model.snapshot import Snapshot
from graph.usecases.powers import Powers
from graph.usecases.rights import Right, rights_of
from graph.usecases.viewer import Viewer, ViewerKind
from tests.drawing import one
from tests.unit.model.test_coverage_property import DAYS, ORGANISATIONS, PARTNER, PEOPLE, graphs, periods, record
from tests.unit.usecases import rights_oracle

modest = settings(max_examples=80, suppress_health_check=list(HealthCheck))


@st.composite
def registers(draw: st.DrawFn) -> tuple[Record, ...]:
    """A random graph in which a task keeps the register, and people belong somewhere."""
    found: list[Any] = [replace(each, keeps_register=True) if each.id == "task/0" else each for each in draw(graphs())]
    for number in range(draw(st.integers(0, 5))):
        ends = {"from_id": draw(one(*PEOPLE)), "to_id": draw(one(*ORGANISATIONS, PARTNER))}
        found.append(record(AffiliatedWith, draw(periods), id=f"affiliated_with/{number}", **ends))
    return tuple(found)


@modest
@given(registers(), st.sampled_from(DAYS))
def test_heads_and_keepers_are_as_defined(records: tuple[Record, ...], on: date) -> None:
    powers = Powers.of(Snapshot.of(records), on)
    for place in ORGANISATIONS:
        assert powers.heads(place) == rights_oracle.heads(records, on, place)
        assert powers.keepers(place) == rights_oracle.keepers(records, on, place)


@modest
@given(registers(), st.sampled_from(DAYS))
def test_a_person_may_what_heads_keepers_and_members_may(records: tuple[Record, ...], on: date) -> None:
    snapshot = Snapshot.of(records)
    for person in PEOPLE:
        found = rights_of(Viewer(kind=ViewerKind.PERSON, name="x", person=person), snapshot, on)
        granting = {place for place in ORGANISATIONS if person in rights_oracle.heads(records, on, place)}
        keeping = {place for place in ORGANISATIONS if person in rights_oracle.keepers(records, on, place)}
        assert found.at(Right.GRANT) == granting
        assert found.at(Right.KEEP) == keeping
        assert found.at(Right.APPOINT) == granting | keeping
        assert (found.own == person) == rights_oracle.own(records, on, person)


@modest
@given(registers(), st.sampled_from(DAYS))
def test_heads_and_keepers_stay_until_the_first_day_that_is_given(records: tuple[Record, ...], on: date) -> None:
    snapshot = Snapshot.of(records)
    powers = Powers.of(snapshot, on)
    for place in ORGANISATIONS:
        days = powers.changes_after(place, on)
        known = (powers.heads(place), powers.keepers(place))
        for day in [day for day in DAYS if day > on]:
            if day in days:
                known = (powers.at(day).heads(place), powers.at(day).keepers(place))
            assert known == (powers.at(day).heads(place), powers.at(day).keepers(place))
