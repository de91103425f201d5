"""What became of findings that somebody left as they are, and findings of one cause together."""

from __future__ import annotations

import pytest

from graph.analyses.gaps.acceptances import acceptances
from graph.analyses.gaps.causes import by_cause
from graph.analyses.gaps.findings import Adopted, Excepted
from graph.analyses.gaps.report import mandate_gaps
from graph.model.snapshot import Snapshot
from tests.graphs import Plains, day, edge, node, norm, organisation, school, seat, snapshot_of

BRUG = "organisation/brug"
BASE: list[Plains] = [school("brug"), node("task/wifi"), norm("norm/wifi", "task/wifi", "EXECUTES"), node("person/an")]
(VACANT,) = mandate_gaps(snapshot_of(BASE), day("2026-10-15")).findings


def state(on: str, *plains: Plains) -> str:
    accepted = node(
        "acceptance/a",
        finding=VACANT.id,
        reason="nog even",
        accepted_by="person/an",
        since="2026-09-01",
        until="2027-01-01",
    )
    (found,) = acceptances(snapshot_of(BASE, accepted, *plains), day(on))
    return found.state


@pytest.mark.parametrize(
    ("on", "expected"),
    [("2026-08-31", "coming"), ("2026-09-01", "in_force"), ("2026-12-31", "in_force"), ("2027-01-01", "ended")],
)
def test_an_acceptance_counts_in_its_period(on: str, expected: str) -> None:
    assert state(on) == expected


def test_an_acceptance_of_what_is_arranged_meanwhile_is_superfluous() -> None:
    assert state("2026-10-15", edge("EXECUTES", "person/an", "task/wifi", scope=[BRUG])) == "superfluous"


def test_the_report_says_why_by_whom_and_until_when_a_finding_is_accepted() -> None:
    accepted = node("acceptance/a", finding=VACANT.id, reason="nog even", accepted_by="person/an", until="2027-01-01")
    (found,) = mandate_gaps(snapshot_of(BASE, accepted), day("2026-10-15")).findings
    assert found.accepted is not None
    assert (found.accepted.reason, found.accepted.accepted_by) == ("nog even", "person/an")
    assert found.accepted.until == day("2027-01-01")


def test_a_graph_without_acceptances_has_none() -> None:
    assert acceptances(Snapshot.of(()), day("2026-10-15")) == ()


def test_findings_behind_one_empty_function_are_one_group_and_others_stand_alone() -> None:
    snapshot = snapshot_of(
        BASE,
        node("task/printers"),
        norm("norm/printers", "task/printers", "EXECUTES"),
        node("task/koffie"),
        norm("norm/koffie", "task/koffie", "EXECUTES"),
        seat("role/ict", at=BRUG),
        edge("EXECUTES", "role/ict", "task/wifi"),
        edge("EXECUTES", "role/ict", "task/printers"),
    )
    groups = by_cause(mandate_gaps(snapshot, day("2026-10-15")).findings)
    assert [(group.code, group.cause, len(group.findings), group.organisations) for group in groups] == [
        ("unfilled_role", "role/ict", 1, (BRUG,)),
        ("vacant", None, 1, (BRUG,)),
        ("vacant", "role/ict", 2, (BRUG,)),
    ]


def test_the_report_tells_profiles_exceptions_and_subjects_without_norm_around_its_organisation() -> None:
    snapshot = snapshot_of(
        organisation("groep", "school_group"),
        school("brug", under=["groep"]),
        school("elders"),
        node("task/wifi"),
        node("task/koffie"),
        node("profile/klein"),
        norm("norm/wifi", "task/wifi", "EXECUTES", profile="profile/klein"),
        node("person/an"),
        edge("EXECUTES", "person/an", "task/koffie", scope=[BRUG]),
        edge("ADOPTS", "organisation/groep", "profile/klein", id="adopts/1"),
        edge("EXCEPTED_FROM", BRUG, "norm/wifi", id="excepted_from/1", reason="doen we samen"),
        edge("EXCEPTED_FROM", "organisation/elders", "norm/wifi"),
    )
    report = mandate_gaps(snapshot, day("2026-10-15"), BRUG)
    assert report.profiles == (
        Adopted(organisation="organisation/groep", profile="profile/klein", evidence="adopts/1"),
    )
    assert report.exceptions == (
        Excepted(organisation=BRUG, norm="norm/wifi", reason="doen we samen", evidence="excepted_from/1"),
    )
    assert report.without_norm == ("task/koffie",)
