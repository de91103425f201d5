from __future__ import annotations

import networkx as nx
import pytest

from graph.analyses.common.deadline import Deadline
from graph.analyses.fragility.bridges import Separation, separating_people
from graph.domain.errors import DeadlineExceeded

A, B, C, D = (f"organisation/{key}" for key in "abcd")


def test_the_part_with_most_schools_stays_and_the_others_are_cut_off() -> None:
    graph: nx.Graph[str] = nx.Graph([("person/p", A), ("person/p", B), (B, "person/q"), ("person/q", C)])

    assert separating_people(graph, [A, B, C]) == (
        Separation(person="person/p", cut_off=(A,)),
        Separation(person="person/q", cut_off=(C,)),
    )


def test_among_parts_of_equal_size_the_one_with_the_smallest_id_stays() -> None:
    graph: nx.Graph[str] = nx.Graph([("person/p", A), ("person/p", B), ("person/p", C)])

    assert separating_people(graph, [A, B, C]) == (Separation(person="person/p", cut_off=(B, C)),)


def test_only_schools_that_are_asked_can_be_cut_off_and_only_people_separate_them() -> None:
    graph: nx.Graph[str] = nx.Graph([(A, "body/x"), ("body/x", B), (B, "person/p"), ("person/p", D)])

    assert separating_people(graph, [A, B]) == ()


def test_a_search_without_time_left_stops() -> None:
    graph: nx.Graph[str] = nx.Graph([("person/p", A), ("person/p", B)])

    with pytest.raises(DeadlineExceeded):
        separating_people(graph, [A, B], deadline=Deadline(0))
