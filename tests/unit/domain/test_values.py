"""Frozen values are dataclasses, equal and shown as those are."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, dataclass, field, fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.domain.values import frozen


@frozen(kw_only=True)
class Room:
    name: str
    desks: int = 0
    secret: str = field(default="", repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    name: str
    desks: int = 0
    secret: str = field(default="", repr=False, compare=False)


@frozen(kw_only=True)
class Hall(Room):
    seats: int = 0


@frozen()
class Nothing:
    pass


@frozen()
class ByName:
    name: str
    age: int

    def __hash__(self) -> int:
        return hash(self.name)


ROOMS = st.fixed_dictionaries(
    {"name": st.sampled_from("ab"), "desks": st.integers(0, 1), "secret": st.sampled_from("xy")}
)


@given(ROOMS, ROOMS)
def test_they_are_equal_hashed_and_shown_as_plain_dataclasses(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert (Room(**one) == Room(**other)) is (Plain(**one) == Plain(**other))
    if one == other:
        assert hash(Room(**one)) == hash(Room(**other))
    assert repr(Room(**one)) == repr(Plain(**one)).replace("Plain", "Room")


def test_a_class_below_compares_what_it_adds_and_is_never_equal_to_the_one_above() -> None:
    assert Hall(name="a", seats=1) != Hall(name="a", seats=2)
    assert Hall(name="a") != Room(name="a")
    assert Nothing() == Nothing() != Room(name="a")


def test_they_cannot_change_have_slots_and_can_be_replaced() -> None:
    room = Room(name="a")
    with pytest.raises(FrozenInstanceError):
        room.name = "b"  # type: ignore[misc]
    assert not hasattr(room, "__dict__")
    assert replace(room, desks=2) == Room(name="a", desks=2)
    assert [item.name for item in fields(room)] == ["name", "desks", "secret"]


def test_what_a_class_defines_itself_it_keeps() -> None:
    assert hash(ByName("a", 1)) == hash(ByName("a", 2))
    assert ByName("a", 1) != ByName("a", 2)
