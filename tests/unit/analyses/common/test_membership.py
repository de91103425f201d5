"""Who sits in which body."""

from __future__ import annotations

from graph.analyses.common.membership import bodies_of, members_of
from graph.model.coverage import Coverage
from tests.graphs import Plains, day, edge, node, organisation, part_of, school, seat, snapshot_of

BRUG = "organisation/brug"
TEAM = "body/team"
COLLEGE = "body/college"


def coverage(*more: Plains) -> Coverage:
    """Tom has a seat in the team, and An stands in for him."""
    snapshot = snapshot_of(
        school("brug"),
        node("person/an"),
        node("person/tom"),
        node(TEAM),
        edge("BODY_OF", TEAM, BRUG),
        seat("role/ict", at=BRUG, held_by=["person/tom"]),
        edge("HOLDS", "person/an", "role/ict", acting_for="person/tom"),
        edge("MEMBER_OF", "role/ict", TEAM),
        *more,
    )
    return Coverage.of(snapshot, day("2026-10-15"))


def test_who_stands_in_for_somebody_who_is_there_is_no_member() -> None:
    assert members_of(coverage(), TEAM) == ("person/tom",)
    assert bodies_of(coverage(), "person/an") == ()


def test_who_stands_in_for_somebody_who_is_away_is_a_member_beside_them() -> None:
    away = coverage(edge("ABSENT_FROM", "person/tom", BRUG))
    assert members_of(away, TEAM) == ("person/an", "person/tom")
    assert bodies_of(away, "person/an") == (TEAM,)


def test_who_stands_in_for_a_head_that_the_own_school_misses_is_a_member_in_a_body_of_the_group() -> None:
    college = (
        organisation("groep", "school_group"),
        part_of(BRUG, "organisation/groep"),
        node(COLLEGE),
        edge("BODY_OF", COLLEGE, "organisation/groep"),
        edge("MEMBER_OF", "role/ict", COLLEGE),
    )
    assert members_of(coverage(*college), COLLEGE) == ("person/tom",)
    assert members_of(coverage(*college, edge("ABSENT_FROM", "person/tom", BRUG)), COLLEGE) == (
        "person/an",
        "person/tom",
    )


def test_who_sits_there_in_person_is_a_member_whatever_seat_they_stand_in_for() -> None:
    assert bodies_of(coverage(edge("MEMBER_OF", "person/an", TEAM)), "person/an") == (TEAM,)
