"""Whom to ask at an organisation when nobody knows whom to ask."""

from __future__ import annotations

from graph.analyses.responsibility import general_contact_points
from graph.model.coverage import Coverage
from tests.graphs import day, edge, node, norm, organisation, school, snapshot_of

BRUG, GROUP = "organisation/brug", "organisation/vaart"


def contact(person: str, task: str, at: str) -> dict:
    return edge("CONTACT_POINT_FOR", f"person/{person}", f"task/{task}", scope=[at])


def asked_at_brug(*more: object) -> list[str]:
    snapshot = snapshot_of(
        organisation("vaart", "school_group"),
        school("brug", under=["vaart"]),
        [node(f"person/{name}") for name in ("an", "bo", "cis")],
        [node(f"task/{name}") for name in ("accounts", "first_line", "helpdesk", "print")],
        norm("norm/first_line", "task/first_line", "CONTACT_POINT_FOR", applies_to=[BRUG]),
        norm("norm/helpdesk", "task/helpdesk", "CONTACT_POINT_FOR", applies_to=[BRUG]),
        *more,  # type: ignore[arg-type]
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
