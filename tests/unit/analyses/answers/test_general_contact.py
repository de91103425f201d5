"""Whom to ask at an organisation when nobody knows whom to ask."""

from __future__ import annotations

from graph.analyses.answers.general_contact import general_contact_points
from graph.model.coverage import Coverage
from tests.graphs import Plains, day, edge, node, norm, organisation, school, snapshot_of

BRUG, GROUP = "organisation/brug", "organisation/vaart"


def contact(person: str, task: str, at: str) -> dict:
    return edge("CONTACT_POINT_FOR", f"person/{person}", f"task/{task}", scope=[at])


def asked_at_brug(*more: Plains) -> list[str]:
    snapshot = snapshot_of(
        organisation("vaart", "school_group"),
        school("brug", under=["vaart"]),
        [node(f"person/{name}") for name in ("an", "bo", "cis")],
        [node(f"task/{name}") for name in ("accounts", "first_line", "helpdesk", "print")],
        norm("norm/first_line", "task/first_line", "CONTACT_POINT_FOR", applies_to=[BRUG]),
        norm("norm/helpdesk", "task/helpdesk", "CONTACT_POINT_FOR", applies_to=[BRUG]),
        *more,
    )
    return [answerer.holder for answerer in general_contact_points(Coverage.of(snapshot, day("2026-10-15")), BRUG)]


def test_nobody_where_there_is_no_contact_point() -> None:
    assert asked_at_brug() == []


def test_the_own_contact_point_for_what_a_norm_asks_goes_before_the_helpdesk_of_the_group() -> None:
    helpdesk, own = contact("an", "helpdesk", GROUP), contact("cis", "first_line", BRUG)
    assert asked_at_brug(helpdesk, own, contact("bo", "accounts", BRUG)) == ["person/cis"]


def test_the_helpdesk_of_the_group_goes_before_a_colleague_for_something_that_no_norm_asks() -> None:
    assert asked_at_brug(contact("cis", "helpdesk", GROUP), contact("bo", "accounts", BRUG)) == ["person/cis"]


def test_otherwise_whoever_is_it_for_most_subjects() -> None:
    twice = [contact("cis", "accounts", BRUG), contact("cis", "print", BRUG)]
    assert asked_at_brug(*twice, contact("an", "helpdesk", GROUP)) == ["person/an"]
    assert asked_at_brug(*twice) == ["person/cis"]


def asked_with_a_first_line(*more: Plains) -> list[str]:
    """At a school where solving problems is the first line and lies in a group with wifi; printing lies in none."""
    return asked_at_brug(
        node("task/problems", first_line=True),
        node("task/wifi"),
        node("task_group/technical"),
        edge("IN_GROUP", "task/problems", "task_group/technical"),
        edge("IN_GROUP", "task/wifi", "task_group/technical"),
        *more,
    )


def head(person: str) -> list[dict]:
    granting = node("decision/granting", grants_mandates=True)
    return [granting, edge("DECIDES", f"person/{person}", "decision/granting", scope=[BRUG])]


def people(*names: str) -> list[dict]:
    return [node(f"person/{name}") for name in names]


def test_the_contact_for_the_first_line_goes_before_whoever_is_it_for_most() -> None:
    many = [contact("an", "accounts", BRUG), contact("an", "print", BRUG), contact("an", "wifi", BRUG)]
    assert asked_with_a_first_line(*many, contact("bo", "problems", GROUP)) == ["person/bo"]


def test_where_nobody_is_the_first_line_it_is_whoever_does_what_lies_beside_it() -> None:
    many = [contact("an", "accounts", BRUG), contact("an", "print", BRUG)]
    assert asked_with_a_first_line(*many, contact("bo", "wifi", BRUG), people("els"), head("els")) == ["person/bo"]


def test_else_it_is_the_head() -> None:
    many = [contact("an", "accounts", BRUG), contact("an", "print", BRUG)]
    assert asked_with_a_first_line(*many, people("els"), head("els")) == ["person/els"]


def test_without_a_head_it_is_whoever_is_the_contact_for_most_subjects() -> None:
    assert asked_with_a_first_line(contact("an", "accounts", BRUG)) == ["person/an"]


def test_the_first_line_that_is_not_used_here_has_no_contact_here() -> None:
    unused = edge("NOT_USED_AT", "task/problems", BRUG)
    assert asked_with_a_first_line(contact("an", "problems", BRUG), contact("bo", "wifi", BRUG), unused) == [
        "person/bo"
    ]


def test_whoever_is_there_goes_before_whoever_is_absent() -> None:
    first = {**contact("an", "problems", BRUG), "rank": 1}
    second = {**contact("bo", "problems", BRUG), "rank": 2}
    away = edge("ABSENT_FROM", "person/an", BRUG)
    assert asked_with_a_first_line(first, second) == ["person/an"]
    assert asked_with_a_first_line(first, second, away) == ["person/bo"]


def test_where_no_task_is_the_first_line_the_head_is_asked_when_nobody_is_contact_point() -> None:
    assert asked_at_brug(people("els"), head("els")) == ["person/els"]
