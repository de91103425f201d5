"""Each code on the smallest graph that has it, and nothing else; a clean graph has none."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from graph.analyses.common.deadline import Deadline
from graph.analyses.gaps.findings import Finding, GapReport
from graph.analyses.gaps.report import mandate_gaps, subjects_without_norm
from graph.analyses.gaps.table import code_words, gap_codes
from graph.domain.changes import Put
from graph.domain.errors import DeadlineExceeded, NotFound
from graph.model.snapshot import Snapshot
from graph.words.names import said_in
from tests.graphs import Plains, day, edge, node, norm, organisation, part_of, records_of, school, seat, snapshot_of

TODAY = day("2026-11-24")
BRUG = "organisation/brug"
WIFI = "task/wifi"

CLEAN: list[Plains] = [
    school("brug"),
    node("person/an"),
    node("task/wifi"),
    edge("AFFILIATED_WITH", "person/an", BRUG),
    seat("role/ict", at=BRUG, held_by=["person/an"]),
    edge("EXECUTES", "role/ict", WIFI, id="executes/wifi", since="2026-09-01"),
    norm("norm/wifi", WIFI, "EXECUTES", applies_to=[BRUG]),
]

PERSON_AT_BRUG: list[Plains] = [
    school("brug"),
    node("person/an"),
    node(WIFI),
    edge("AFFILIATED_WITH", "person/an", BRUG),
]


def executes(holder: str = "person/an", subject: str = WIFI, **fields: Any) -> Plains:
    return edge("EXECUTES", holder, subject, **{"scope": [BRUG], "since": "2026-09-01", **fields})


MINIMAL: dict[str, list[Plains]] = {
    code.code: [dict(plain) for plain in (*code.example.both, *code.example.has_it)] for code in gap_codes()
}
CODES = code_words()


def report(snapshot: Snapshot, organisation: str | None = None, on: date = TODAY, **more: Any) -> GapReport:
    return mandate_gaps(snapshot, on, organisation, **more)


def codes(snapshot: Snapshot, organisation: str | None = None, on: date = TODAY) -> list[str]:
    return [finding.code for finding in report(snapshot, organisation, on).findings]


def only(snapshot: Snapshot, organisation: str | None = None, on: date = TODAY) -> Finding:
    (finding,) = report(snapshot, organisation, on).findings
    return finding


def test_a_clean_school_has_no_findings_and_no_notes() -> None:
    assert report(snapshot_of(CLEAN)) == GapReport(on=TODAY, organisation=None, findings=())


def test_an_empty_graph_has_no_findings() -> None:
    assert report(snapshot_of()).findings == ()


@pytest.mark.parametrize("code", CODES)
def test_the_minimal_graph_of_a_code_has_exactly_that_finding(code: str) -> None:
    assert codes(snapshot_of(MINIMAL[code])) == [code]


@pytest.mark.parametrize("code", CODES)
def test_every_finding_says_where_what_and_on_what_evidence_it_rests(code: str) -> None:
    snapshot = snapshot_of(MINIMAL[code])
    found = only(snapshot)
    assert found.organisation == BRUG
    assert found.evidence
    dutch, english = (said_in(found.message, snapshot, language) for language in ("nl", "en"))
    assert dutch.endswith(".")
    assert english.endswith(".")
    assert dutch != english
    assert BRUG in found.message.ids()
    assert not any(each.startswith("person/") for each in found.message.ids())


@pytest.mark.parametrize("code", CODES)
def test_a_school_without_the_records_has_not_the_finding(code: str) -> None:
    everything_and_another = snapshot_of(MINIMAL[code], organisation("partner", "partner"))
    assert codes(everything_and_another, "organisation/partner") == []


@pytest.mark.parametrize(
    ("code", "mandate", "severity"),
    [
        ("vacant", "DECIDES", "critical"),
        ("vacant", "CONTACT_POINT_FOR", "critical"),
        ("vacant", "EXECUTES", "high"),
        ("vacant", "STEERS", "high"),
    ],
)
def test_a_vacancy_weighs_most_where_people_decide_or_are_the_contact_point(
    code: str, mandate: str, severity: str
) -> None:
    found = only(snapshot_of(school("brug"), node(WIFI), norm("norm/wifi", WIFI, mandate)))
    assert (found.code, found.severity) == (code, severity)


@pytest.mark.parametrize(
    ("code", "severity"),
    [
        ("absent_without_replacement", "high"),
        ("fallback_only", "high"),
        ("under_norm", "high"),
        ("over_norm", "high"),
        ("unfilled_role", "high"),
        ("overfilled_role", "medium"),
        ("not_independent", "medium"),
        ("ends_soon", "medium"),
        ("never_granted", "medium"),
        ("without_expertise", "medium"),
        ("missing_coupled", "medium"),
        ("outside_period", "low"),
        ("overlapping", "low"),
        ("stale", "low"),
    ],
)
def test_each_code_has_its_severity(code: str, severity: str) -> None:
    assert only(snapshot_of(MINIMAL[code])).severity == severity


def test_the_same_defect_keeps_its_id_on_another_date_and_under_another_name() -> None:
    before = snapshot_of(MINIMAL["vacant"])
    after = snapshot_of(school("brug", name="De Nieuwe Brug"), MINIMAL["vacant"][1:])
    first, renamed = only(before), only(after, on=day("2027-02-01"))
    assert first.id == renamed.id
    assert said_in(first.message, before, "nl") != said_in(renamed.message, after, "nl")


def test_an_id_is_the_word_finding_and_sixteen_hexadecimal_digits() -> None:
    kind, _, digits = only(snapshot_of(MINIMAL["vacant"])).id.partition("/")
    assert kind == "finding"
    assert len(digits) == 16
    assert set(digits) <= set("0123456789abcdef")


def test_defects_in_other_cells_have_other_ids() -> None:
    both = snapshot_of(school("brug"), school("beek"), node(WIFI), norm("norm/wifi", WIFI, "EXECUTES"))
    one, other = report(both).findings
    assert one.id != other.id


def test_an_accepted_finding_stays_and_says_why_and_until_when() -> None:
    plain = MINIMAL["vacant"]
    found = only(snapshot_of(plain))
    accepted = node("acceptance/a", finding=found.id, reason="pas in januari", until="2027-02-01")
    now = only(snapshot_of(plain, accepted))
    assert now.accepted is not None
    assert (now.accepted.id, now.accepted.reason, now.accepted.until) == (
        "acceptance/a",
        "pas in januari",
        day("2027-02-01"),
    )
    assert only(snapshot_of(plain, accepted), on=day("2027-02-01")).accepted is None


def test_the_gravest_finding_comes_first() -> None:
    plain = [
        MINIMAL["stale"],
        norm("norm/decide", WIFI, "DECIDES"),
        norm("norm/steer", WIFI, "STEERS"),
    ]
    assert [finding.severity for finding in report(snapshot_of(plain)).findings] == ["critical", "high", "low"]


def test_a_report_of_an_unknown_organisation_is_refused() -> None:
    with pytest.raises(NotFound):
        report(snapshot_of(CLEAN), "organisation/nergens")


def test_a_report_stops_when_its_time_is_over() -> None:
    with pytest.raises(DeadlineExceeded):
        report(snapshot_of(CLEAN), deadline=Deadline(0))


def test_a_report_leaves_the_snapshot_as_it_was() -> None:
    snapshot = snapshot_of([MINIMAL[code] for code in ("vacant",)])
    before = tuple(snapshot.records())
    report(snapshot)
    assert tuple(snapshot.records()) == before


def test_a_what_if_is_a_report_on_another_snapshot() -> None:
    snapshot = snapshot_of(MINIMAL["vacant"])
    (put,) = [record for record in records_of(MINIMAL["vacant"], executes()) if record.is_edge]
    assert codes(snapshot.apply([Put(put)])) == []
    assert codes(snapshot) == ["vacant"]


# Findings of the group


def below_a_group(*more: Plains) -> list[Plains]:
    return [
        organisation("groep", "school_group"),
        school("brug", under=["groep"]),
        school("beek", under=["groep"]),
        node(WIFI),
        norm("norm/wifi", WIFI, "EXECUTES"),
        *more,
    ]


def test_a_gap_of_the_group_is_one_finding_that_affects_its_schools() -> None:
    found = only(snapshot_of(below_a_group()))
    assert (found.organisation, found.affects) == ("organisation/groep", ("organisation/beek", BRUG))


def test_the_report_of_a_school_holds_the_finding_of_the_group_that_affects_it() -> None:
    snapshot = snapshot_of(below_a_group())
    assert report(snapshot, BRUG).findings == report(snapshot, "organisation/groep").findings


def test_a_school_that_does_it_itself_has_a_finding_of_its_own() -> None:
    found = report(snapshot_of(below_a_group(edge("OPTS_OUT", BRUG, WIFI)))).findings
    assert {(finding.organisation, finding.affects) for finding in found} == {
        (BRUG, ()),
        ("organisation/groep", ("organisation/beek",)),
    }


def test_a_group_that_does_it_itself_still_speaks_for_its_schools() -> None:
    found = only(snapshot_of(below_a_group(edge("OPTS_OUT", "organisation/groep", WIFI))))
    assert (found.organisation, found.affects) == ("organisation/groep", ("organisation/beek", BRUG))


def test_a_school_below_a_link_that_does_not_inherit_has_a_finding_of_its_own() -> None:
    plain = [
        organisation("groep", "school_group"),
        school("brug"),
        part_of(BRUG, "organisation/groep", inherits=False),
        node(WIFI),
        norm("norm/wifi", WIFI, "EXECUTES"),
    ]
    assert [(finding.organisation, finding.affects) for finding in report(snapshot_of(plain)).findings] == [
        (BRUG, ()),
        ("organisation/groep", ()),
    ]


def test_a_school_with_another_code_than_its_group_has_a_finding_of_its_own() -> None:
    plain = below_a_group(node("person/an"), executes(), edge("ABSENT_FROM", "person/an", BRUG))
    assert [(finding.organisation, finding.code) for finding in report(snapshot_of(plain)).findings] == [
        (BRUG, "absent_without_replacement"),
        ("organisation/groep", "vacant"),
    ]


def test_a_gap_of_a_board_gathers_the_group_below_it_too() -> None:
    plain = [
        organisation("bestuur", "board"),
        organisation("groep", "school_group", under=["bestuur"]),
        school("brug", under=["groep"]),
        node(WIFI),
        norm("norm/wifi", WIFI, "EXECUTES", applies_to_types=["board", "school_group", "school"]),
    ]
    found = only(snapshot_of(plain), BRUG)
    assert (found.organisation, found.affects) == ("organisation/bestuur", (BRUG, "organisation/groep"))


def test_a_gap_of_a_school_does_not_gather_its_sites() -> None:
    plain = [
        school("brug"),
        organisation("brug-noord", "site", under=["brug"]),
        node(WIFI),
        norm("norm/wifi", WIFI, "EXECUTES", applies_to_types=["school", "site"]),
    ]
    assert [finding.affects for finding in report(snapshot_of(plain)).findings] == [(), ()]


# Causes


def test_the_cells_of_a_seat_that_nobody_holds_and_the_seat_itself_have_one_cause() -> None:
    plain = [
        school("brug"),
        node(WIFI),
        node("task/print"),
        seat("role/ict", at=BRUG),
        edge("EXECUTES", "role/ict", WIFI, since="2026-09-01"),
        edge("EXECUTES", "role/ict", "task/print", since="2026-09-01"),
        norm("norm/wifi", WIFI, "EXECUTES"),
        norm("norm/print", "task/print", "EXECUTES"),
    ]
    found = report(snapshot_of(plain)).findings
    assert {(finding.code, finding.subject) for finding in found} == {
        ("unfilled_role", None),
        ("vacant", WIFI),
        ("vacant", "task/print"),
    }
    assert {finding.caused_by for finding in found} == {"role/ict"}


def test_an_absence_causes_the_cells_that_it_leaves() -> None:
    plain = [PERSON_AT_BRUG, executes(), edge("ABSENT_FROM", "person/an", BRUG, id="absent_from/an")]
    found = only(snapshot_of(plain))
    assert (found.caused_by, found.persons) == ("absent_from/an", ("person/an",))
    assert "absent_from/an" in found.evidence


def test_who_stops_causes_what_ends_soon() -> None:
    assert only(snapshot_of(MINIMAL["ends_soon"])).caused_by == "person/an"


def test_a_mandate_on_a_task_group_causes_the_crowd_in_its_cells() -> None:
    plain = [
        PERSON_AT_BRUG,
        node("person/tom"),
        node("task_group/techniek"),
        edge("IN_GROUP", WIFI, "task_group/techniek"),
        executes(),
        executes("person/tom", "task_group/techniek", id="executes/alles"),
        norm("norm/wifi", WIFI, "EXECUTES", maximum=1),
    ]
    found = only(snapshot_of(plain))
    assert (found.code, found.caused_by) == ("over_norm", "executes/alles")


# Subjects about which no norm says anything


def test_a_task_in_use_without_a_norm_is_listed_and_one_with_a_norm_is_not() -> None:
    plain = [
        PERSON_AT_BRUG,
        node("task/print"),
        node("task/ongebruikt"),
        executes(),
        executes(subject="task/print"),
        norm("norm/wifi", WIFI, "STEERS"),
    ]
    assert subjects_without_norm(snapshot_of(plain), TODAY) == ("task/print",)
    assert subjects_without_norm(snapshot_of(plain), TODAY, BRUG) == ("task/print",)


def test_a_task_that_is_not_used_at_the_school_is_not_listed() -> None:
    plain = [PERSON_AT_BRUG, executes(), edge("NOT_USED_AT", WIFI, BRUG)]
    assert subjects_without_norm(snapshot_of(plain), TODAY) == ()


def test_subjects_of_an_unknown_organisation_are_refused() -> None:
    with pytest.raises(NotFound):
        subjects_without_norm(snapshot_of(CLEAN), TODAY, "organisation/nergens")
