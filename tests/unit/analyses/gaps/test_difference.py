"""What opened and closed between two reports."""

from __future__ import annotations

import pytest

from graph.analyses.gaps.difference import GapDifference, gap_difference
from graph.analyses.gaps.report import mandate_gaps
from graph.model.snapshot import Snapshot
from tests.graphs import Plains, day, edge, node, norm, school, snapshot_of

BRUG = "organisation/brug"
WIFI, FIREWALL = "task/wifi", "task/firewall"
BASE: list[Plains] = [
    school("brug"),
    node(WIFI),
    node(FIREWALL),
    node("person/an"),
    norm("norm/wifi", WIFI, "EXECUTES"),
    norm("norm/firewall", FIREWALL, "EXECUTES"),
]


def an_executes(task: str, since: str | None = None, until: str | None = None) -> Plains:
    return edge("EXECUTES", "person/an", task, scope=[BRUG], since=since, until=until)


def between(before: Snapshot, earlier: str, after: Snapshot, later: str) -> GapDifference:
    reports = (mandate_gaps(snapshot, day(on), BRUG) for snapshot, on in ((before, earlier), (after, later)))
    return gap_difference(*reports)


def named(difference: GapDifference) -> dict[str, list[tuple[str, str | None]]]:
    return {
        name: [(finding.code, finding.subject) for finding in getattr(difference, name)]
        for name in ("opened", "closed", "still_open")
    }


def test_between_two_days_one_gap_closes_another_opens_and_a_third_stays() -> None:
    snapshot = snapshot_of(
        BASE,
        node("task/printers"),
        norm("norm/printers", "task/printers", "EXECUTES"),
        an_executes(WIFI, since="2026-06-01"),
        an_executes(FIREWALL, until="2026-06-01"),
    )
    assert named(between(snapshot, "2025-09-01", snapshot, "2026-09-01")) == {
        "opened": [("vacant", FIREWALL)],
        "closed": [("vacant", WIFI)],
        "still_open": [("vacant", "task/printers")],
    }


def test_between_what_was_known_then_and_now_a_correction_closes_a_gap_of_the_same_day() -> None:
    then, now = snapshot_of(BASE, an_executes(WIFI)), snapshot_of(BASE, an_executes(WIFI), an_executes(FIREWALL))
    assert named(between(then, "2026-09-01", now, "2026-09-01")) == {
        "opened": [],
        "closed": [("vacant", FIREWALL)],
        "still_open": [],
    }


def test_a_report_against_itself_is_all_still_open() -> None:
    snapshot = snapshot_of(BASE)
    found = between(snapshot, "2026-09-01", snapshot, "2026-09-01")
    assert (found.opened, found.closed, len(found.still_open)) == ((), (), 2)


def test_a_finding_opens_again_by_itself_when_its_acceptance_ended() -> None:
    snapshot = snapshot_of(BASE, an_executes(FIREWALL))
    (finding,) = mandate_gaps(snapshot, day("2026-09-01"), BRUG).findings
    accepted = node("acceptance/a", finding=finding.id, since="2026-09-10", until="2026-12-01")
    snapshot = snapshot_of(BASE, an_executes(FIREWALL), accepted)
    assert between(snapshot, "2026-09-01", snapshot, "2026-10-01").newly_accepted == (finding.id,)
    assert between(snapshot, "2026-10-01", snapshot, "2026-12-01").reopened == (finding.id,)


def test_reports_of_two_organisations_are_not_compared() -> None:
    snapshot = snapshot_of(BASE)
    with pytest.raises(ValueError, match="cannot be held against"):
        gap_difference(mandate_gaps(snapshot, day("2026-09-01")), mandate_gaps(snapshot, day("2026-09-01"), BRUG))
