from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.analyses.common.deadline import Deadline
from graph.analyses.fragility import critical_set as module
from graph.analyses.fragility.core_team import core_team
from graph.analyses.fragility.critical_set import critical_set
from graph.analyses.fragility.smallest_set import HolderSets

held = HolderSets.of


def sets_of(items: Collection[Collection[str]], size: int) -> list[frozenset[str]]:
    people = sorted({person for holders in items for person in holders})
    return [frozenset(chosen) for chosen in combinations(people, size)]


def smallest_critical_size(items: Collection[Collection[str]], needed: int) -> int:
    """The definition, tried out on every set of people."""
    size = 0
    while not any(
        sum(1 for holders in items if holders and set(holders) <= gone) >= needed for gone in sets_of(items, size)
    ):
        size += 1
    return size


def smallest_core_size(items: Collection[Collection[str]]) -> int:
    size = 0
    while not any(all(team & set(holders) for holders in items if holders) for team in sets_of(items, size)):
        size += 1
    return size


def test_who_holds_half_of_the_items_alone_is_the_critical_set() -> None:
    found = critical_set(held([{"an"}, {"an"}, {"bram"}, {"bram", "els"}]))

    assert (found.items, found.needed, found.size, found.persons) == (4, 2, 1, ("an",))
    assert found.exact
    assert found.lower == found.upper == 1
    assert found.reached == 2
    assert found.seconds is None


def test_the_number_of_items_is_rounded_up_exactly() -> None:
    items = [{f"p{number}"} for number in range(10)]

    assert critical_set(held(items), Fraction(3, 10)).needed == 3
    assert critical_set(held(items), Fraction(31, 100)).needed == 4
    assert critical_set(held(items[:3])).needed == 2


def test_items_without_a_holder_do_not_count() -> None:
    found = critical_set(held([(), {"an"}, (), {"bram"}]))

    assert (found.items, found.needed, found.size) == (2, 1, 1)


def test_without_any_held_item_nobody_is_in_a_set() -> None:
    for found in (critical_set(held([])), critical_set(held([()])), core_team(held([()]))):
        assert (found.items, found.size, found.persons, found.exact) == (0, 0, (), True)


def test_who_has_most_items_is_not_always_in_the_critical_set() -> None:
    # Zoë holds four items, but each together with somebody else; An and Bram hold three between the two of them.
    items = [{"zoe", "p1"}, {"zoe", "p2"}, {"zoe", "p3"}, {"zoe", "p4"}, {"an", "bram"}, {"an", "bram"}, {"an", "bram"}]

    found = critical_set(held(items), Fraction(3, 7))

    assert found.exact
    assert found.persons == ("an", "bram")


def test_a_share_outside_zero_to_one_is_refused() -> None:
    with pytest.raises(ValueError, match="give one from 0 to 1"):
        critical_set(held([{"an"}]), Fraction(3, 2))


def test_a_core_team_keeps_every_held_item_held() -> None:
    found = core_team(held([{"an", "bram"}, {"bram", "els"}, {"els"}, ()]))

    assert (found.items, found.needed, found.reached, found.size, found.exact) == (3, 3, 3, 2, True)
    assert "els" in found.persons


def test_shapley_values_share_each_item_among_its_holders() -> None:
    values = held([{"an"}, {"an", "bram"}, {"an", "bram", "els"}, ()]).shapley_cov

    assert values == {"an": Fraction(11, 6), "bram": Fraction(5, 6), "els": Fraction(1, 3)}
    assert sum(values.values()) == 3


PEOPLE = [f"p{number}" for number in range(8)]
ITEMS = st.lists(st.sets(st.sampled_from(PEOPLE), max_size=4), max_size=16)
SHARES = st.fractions(min_value=0, max_value=1, max_denominator=12)


@settings(max_examples=150)
@given(items=ITEMS, share=SHARES, tried=st.sampled_from([0, 2, 10]))
def test_critical_sets_are_as_small_as_trying_every_set_shows(
    items: list[set[str]], share: Fraction, tried: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        # 0 sends everything to the integer program, 10 solves every part by trying its subsets.
        patch.setattr(module, "ENUMERATED_UNITS", tried)
        found = critical_set(held(items), share)

    gone = set(found.persons)
    assert found.exact
    assert found.size == smallest_critical_size(items, found.needed)
    assert found.reached == sum(1 for holders in items if holders and holders <= gone) >= found.needed


@settings(max_examples=100)
@given(items=ITEMS)
def test_core_teams_are_as_small_as_trying_every_set_shows(items: list[set[str]]) -> None:
    found = core_team(held(items))

    assert found.exact
    assert found.size == len(found.persons) == smallest_core_size(items)
    assert all(holders & set(found.persons) for holders in items if holders)


@settings(max_examples=60)
@given(items=ITEMS, share=SHARES)
def test_without_time_the_bounds_enclose_the_answer(items: list[set[str]], share: Fraction) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "ENUMERATED_UNITS", 0)
        critical, core = (
            critical_set(held(items), share, deadline=Deadline(0)),
            core_team(held(items), deadline=Deadline(0)),
        )

    assert critical.lower <= smallest_critical_size(items, critical.needed) <= critical.upper
    assert core.lower <= smallest_core_size(items) <= core.upper
    for found in (critical, core):
        assert found.exact == (found.lower == found.upper) == (found.seconds is None)
        assert found.upper == len(found.persons)


class EndsAfter(Deadline):
    """A deadline that comes after so many looks at it."""

    def __init__(self, looks: int) -> None:
        super().__init__(60)
        self.looks = looks

    def left(self) -> float:
        self.looks -= 1
        return 60.0 if self.looks >= 0 else 0.0


@settings(max_examples=60)
@given(items=ITEMS, share=SHARES, looks=st.integers(0, 30))
def test_wherever_the_time_ends_the_bounds_enclose_the_answer(
    items: list[set[str]], share: Fraction, looks: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "ENUMERATED_UNITS", 2)
        critical = critical_set(held(items), share, deadline=EndsAfter(looks))
        core = core_team(held(items), deadline=EndsAfter(looks))

    assert critical.lower <= smallest_critical_size(items, critical.needed) <= critical.upper
    assert core.lower <= smallest_core_size(items) <= core.upper
    assert all(holders & set(core.persons) for holders in items if holders)


def test_an_unproven_answer_says_so_and_how_long_it_took() -> None:
    # A ring of five: any two leave one item, three leave two; counting alone cannot tell.
    ring = [{f"p{place}", f"p{(place + 1) % 5}"} for place in range(5)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "ENUMERATED_UNITS", 0)
        found = critical_set(held(ring), Fraction(2, 5), deadline=Deadline(0))

    assert (found.lower, found.upper, found.exact) == (2, 3, False)
    assert found.method == "falling degree and counting"
    assert found.seconds is not None
    assert critical_set(held(ring), Fraction(2, 5)).size == 3


def test_the_order_of_the_items_does_not_change_an_exact_answer() -> None:
    items = [{f"p{a}", f"p{b}"} for a in range(6) for b in range(a)] + [{"p0"}, {"p3"}]

    answers = {(critical_set(held(order)), core_team(held(order))) for order in (items, items[::-1])}

    assert len(answers) == 1
