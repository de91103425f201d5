"""Who may grant a mandate to decide or to be the contact point."""

from __future__ import annotations

from typing import Any

import pytest

from graph.analyses.gaps.report import mandate_gaps
from tests.graphs import Plains, day, edge, node, organisation, school, seat, snapshot_of

BRUG = "organisation/brug"
BEEK = "organisation/beek"
GROEP = "organisation/groep"
WIFI = "task/wifi"
BASE: list[Plains] = [
    organisation("groep", "school_group"),
    school("brug", under=["groep"]),
    school("beek", under=["groep"]),
    school("ver"),
    node(WIFI),
    node("person/an"),
    node("person/head"),
    node("decision/toewijzen", grants_mandates=True),
]


def confirmed(*plains: Plains, on: str = "2026-11-24") -> bool:
    report = mandate_gaps(snapshot_of(BASE, *plains), day(on))
    assert {finding.code for finding in report.findings} <= {"never_granted"}
    return not report.findings


def contact(**fields: Any) -> Plains:
    return edge("CONTACT_POINT_FOR", "person/an", WIFI, **{"scope": [BRUG], "since": "2026-09-01", **fields})


def head_may_grant(holder: str = "role/head", **fields: Any) -> list[Plains]:
    own = {} if holder.startswith("role/") else {"scope": [BRUG]}
    usual = {"granted_by": GROEP, "since": "2026-09-01"}
    return [
        seat("role/head", at=BRUG, held_by=["person/head"]),
        edge("DECIDES", holder, "decision/toewijzen", **{**usual, **own, **fields}),
    ]


def test_a_mandate_that_nobody_granted_is_to_be_confirmed() -> None:
    assert not confirmed(contact(), head_may_grant())


def test_a_school_group_above_every_school_of_the_scope_may_grant() -> None:
    assert confirmed(contact(granted_by=GROEP, scope=[BRUG, BEEK]))


def test_a_school_group_that_is_not_above_every_school_may_not_grant() -> None:
    assert not confirmed(contact(granted_by=GROEP, scope=[BRUG, "organisation/ver"]))


def test_a_community_may_not_grant_on_its_own_authority() -> None:
    plain = [organisation("gemeenschap", "community"), edge("PART_OF", BRUG, "organisation/gemeenschap")]
    assert not confirmed(*plain, contact(granted_by="organisation/gemeenschap"))


def test_a_role_that_decides_on_granting_may_grant() -> None:
    assert confirmed(contact(granted_by="role/head"), head_may_grant())


def test_a_role_may_grant_while_nobody_holds_it() -> None:
    plain = [node("role/head"), edge("AT", "role/head", BRUG)]
    grants = edge("DECIDES", "role/head", "decision/toewijzen", granted_by=GROEP, since="2026-09-01")
    report = mandate_gaps(snapshot_of(BASE, plain, grants, contact(granted_by="role/head")), day("2026-11-24"))
    assert [finding.code for finding in report.findings] == ["unfilled_role"]


def test_a_person_may_grant_through_the_role_that_she_holds() -> None:
    assert confirmed(contact(granted_by="person/head"), head_may_grant())


def test_a_person_may_grant_through_a_mandate_of_her_own() -> None:
    assert confirmed(contact(granted_by="person/head"), head_may_grant("person/head"))


def test_a_person_who_did_not_hold_the_role_on_the_day_of_granting_may_not_grant() -> None:
    plain = [
        node("role/head"),
        edge("AT", "role/head", BRUG),
        edge("HOLDS", "person/head", "role/head", since="2026-10-01"),
        edge("DECIDES", "role/head", "decision/toewijzen", granted_by=GROEP, since="2026-09-01"),
    ]
    assert not confirmed(*plain, contact(granted_by="person/head", granted_on="2026-09-15"))
    assert confirmed(*plain, contact(granted_by="person/head", granted_on="2026-10-15"))


def deputy_grants(**fields: Any) -> list[Plains]:
    """Dirk stands in for the head, who is away in October."""
    return [
        head_may_grant(),
        node("person/dirk"),
        edge("HOLDS", "person/dirk", "role/head", acting_for="person/head"),
        edge("ABSENT_FROM", "person/head", BRUG, since="2026-10-01", until="2026-11-01"),
        contact(granted_by="person/dirk", **fields),
    ]


def test_who_stands_in_for_the_head_grants_only_while_the_head_is_away() -> None:
    assert not confirmed(deputy_grants(granted_on="2026-09-15"))
    assert confirmed(deputy_grants(granted_on="2026-10-15"))


def test_what_a_deputy_granted_without_a_date_is_to_be_confirmed_from_the_day_that_the_head_is_back() -> None:
    report = mandate_gaps(snapshot_of(BASE, deputy_grants(since=None)), day("2026-11-24"))
    assert [(each.code, each.since) for each in report.findings] == [("never_granted", day("2026-11-01"))]


def test_a_mandate_to_decide_for_somebody_grants_only_while_that_one_is_away() -> None:
    acting = [
        node("person/dirk"),
        edge("DECIDES", "person/dirk", "decision/toewijzen", scope=[BRUG], granted_by=GROEP, acting_for="person/head"),
        edge("ABSENT_FROM", "person/head", BRUG, since="2026-10-01", until="2026-11-01"),
    ]
    assert not confirmed(head_may_grant(), acting, contact(granted_by="person/dirk", granted_on="2026-09-15"))
    assert confirmed(head_may_grant(), acting, contact(granted_by="person/dirk", granted_on="2026-10-15"))


def test_nobody_grants_through_a_role_where_granting_is_not_used() -> None:
    not_here = edge("NOT_USED_AT", "decision/toewijzen", BRUG)
    assert not confirmed(contact(granted_by="role/head"), head_may_grant(), not_here)
    assert not confirmed(contact(granted_by="person/head"), head_may_grant(), not_here)


def test_the_start_counts_when_the_day_of_granting_is_not_known() -> None:
    grants = head_may_grant(since="2026-10-01")
    assert not confirmed(*grants, contact(granted_by="role/head", since="2026-09-15"))
    assert confirmed(*grants, contact(granted_by="role/head", since="2026-10-15"))


def test_the_day_asked_counts_when_no_other_is_known() -> None:
    grants = head_may_grant(since="2026-10-01")
    undated = contact(granted_by="role/head", since=None)
    assert confirmed(*grants, undated)
    assert not confirmed(*grants, undated, on="2026-09-20")


def test_a_grantor_must_decide_at_every_school_of_the_scope() -> None:
    assert not confirmed(contact(granted_by="role/head", scope=[BRUG, BEEK]), head_may_grant())


def test_any_grantor_will_do_where_no_decision_grants_mandates() -> None:
    plain = [school("brug"), node(WIFI), node("person/an"), node("person/head"), contact(granted_by="person/head")]
    assert mandate_gaps(snapshot_of(plain), day("2026-11-24")).findings == ()


def test_where_no_mandate_says_who_granted_it_one_note_stands_for_all() -> None:
    report = mandate_gaps(snapshot_of(BASE, contact()), day("2026-11-24"))
    assert (report.findings, report.grantors_not_recorded) == ((), True)


@pytest.mark.parametrize("kind", ["EXECUTES", "STEERS"])
def test_executing_and_steering_need_no_confirmation(kind: str) -> None:
    plain = [head_may_grant(), edge(kind, "person/an", WIFI, scope=[BRUG], since="2026-09-01")]
    assert confirmed(*plain)


def test_a_mandate_for_several_schools_is_one_finding_at_the_first_that_affects_the_others() -> None:
    snapshot = snapshot_of(BASE, contact(scope=[BRUG, BEEK]), head_may_grant())
    (finding,) = mandate_gaps(snapshot, day("2026-11-24"), BRUG).findings
    assert (finding.organisation, finding.affects) == (BEEK, (BRUG,))
