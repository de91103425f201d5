"""A gap report as JSON values and as a report for people."""

from __future__ import annotations

import json
from typing import Any

import pytest

from graph.analyses.answers.task_group_counts import count_findings
from graph.analyses.gaps.findings import Acceptance, Adopted, Excepted, Finding, GapReport
from graph.analyses.gaps.table import code_words
from graph.domain.text import Text
from graph.reports.gaps import gaps_report
from graph.reports.lists import MOST_ROWS
from graph.reports.plain import known_as_of, plain
from graph.reports.render import rendered
from graph.words.names import said_in
from tests.graphs import day, edge, node, school, snapshot_of
from tests.unit.reports.names import csv_rows, named

SNAPSHOT = snapshot_of(
    school("brug", name="De Brug"),
    school("beek", name="De Beek"),
    node("task/wifi", name="Wifi"),
    node("task/lessen", name="Lessen"),
    node("task_group/technisch", name="Technisch"),
    edge("IN_GROUP", "task/wifi", "task_group/technisch"),
    node("person/an", name="=An"),
    node("person/tom", name="Tom"),
    node("role/ict", name="ICT-coördinator"),
    node("expertise/netwerk", name="Netwerk"),
)


def finding(number: int = 1, **fields: Any) -> Finding:
    usual: dict[str, Any] = {
        "id": f"finding/{number:016x}",
        "code": "vacant",
        "severity": "critical",
        "organisation": "organisation/brug",
        "subject": "task/wifi",
        "mandate": "DECIDES",
        "message": Text("the link with {other}", other=f"{number}."),
    }
    return Finding(**{**usual, **fields})


FULL = finding(
    persons=("person/an",),
    since=day("2026-09-01"),
    until=day("2027-09-01"),
    caused_by="role/ict",
    affects=("organisation/beek",),
    missing=("expertise/netwerk",),
    fallback=("person/tom",),
    obligation="law",
    accepted=Acceptance(id="acceptance/a", reason="pas in januari", until=day("2027-02-01")),
    evidence=("decides/x", "norm/wifi"),
)


def report(*findings: Finding, **fields: Any) -> GapReport:
    return GapReport(on=day("2026-11-24"), organisation="organisation/brug", findings=findings, **fields)


def test_json_has_every_name_of_the_format() -> None:
    shown = known_as_of(plain(report(FULL), named(SNAPSHOT)), "on", 7)
    assert shown == {
        "on": "2026-11-24",
        "known_at": 7,
        "organisation": "organisation/brug",
        "findings": [
            {
                "id": "finding/0000000000000001",
                "code": "vacant",
                "severity": "critical",
                "organisation": "organisation/brug",
                "subject": "task/wifi",
                "mandate": "DECIDES",
                "persons": ["person/an"],
                "since": "2026-09-01",
                "until": "2027-09-01",
                "caused_by": "role/ict",
                "affects": ["organisation/beek"],
                "missing": ["expertise/netwerk"],
                "fallback": ["person/tom"],
                "obligation": "law",
                "accepted": {
                    "id": "acceptance/a",
                    "reason": "pas in januari",
                    "accepted_by": None,
                    "since": None,
                    "until": "2027-02-01",
                },
                "evidence": ["decides/x", "norm/wifi"],
                "message": {"nl": "de band met 1.", "en": "the link with 1."},
            }
        ],
        "expertise_not_known_yet": [],
        "grantors_not_recorded": False,
        "intervals": True,
        "unnamed_absences": 0,
        "without_norm": [],
        "profiles": [],
        "exceptions": [],
        "rules": list(code_words()),
    }
    assert json.loads(json.dumps(shown)) == shown


def test_json_keeps_the_names_of_what_does_not_apply() -> None:
    (shown,) = plain(report(finding()))["findings"]
    assert set(shown) == set(plain(report(FULL), named(SNAPSHOT))["findings"][0])
    assert (shown["since"], shown["accepted"], shown["persons"]) == (None, None, [])


def written(found: GapReport, format_name: str, language: str = "nl") -> bytes:
    return rendered(gaps_report(found, named(SNAPSHOT, language)), format_name)


def page(found: GapReport, language: str = "nl") -> str:
    return written(found, "md", language).decode()


def test_csv_has_dutch_headings_names_and_the_last_day() -> None:
    (row,) = csv_rows(written(report(FULL), "csv"))
    assert row == {
        "Ernst": "Dringend",
        "Aandachtspunt": "Niemand aangeduid",
        "School of groep": "De Brug",
        "Taak of beslissing": "Wifi",
        "Wie doet wat": "Beslist",
        "Uitleg": "de band met 1.",
        "Mensen": "'=An",
        "Vanaf": "2026-09-01",
        "T.e.m.": "2027-08-31",
        "Raakt ook": "De Beek",
        "Expertise nodig": "Netwerk",
        "Komt nu terecht bij": "Tom",
        "Minimumafspraak": "Verplicht",
        "Bewust zo gelaten": "ja: t.e.m. 31 januari 2027, pas in januari",
        "Code": "finding/0000000000000001",
    }


def test_csv_without_findings_has_its_headings() -> None:
    head = written(report(), "csv", "en").decode("utf-8-sig")
    assert head.startswith("Severity;Point of attention;School or group;")


def test_a_page_without_findings_says_so() -> None:
    assert page(report()) == (
        "# Aandachtspunten: De Brug\n\n"
        "Toestand op 24 november 2026\n\n"
        "Geen aandachtspunten: alles wat afgesproken is, is geregeld.\n"
    )


def test_findings_with_one_cause_are_together_on_a_page() -> None:
    shown = page(report(finding(1, caused_by="role/ict"), finding(2), finding(3, caused_by="role/ict")))
    assert shown == (
        "# Aandachtspunten: De Brug\n\n"
        "Toestand op 24 november 2026\n\n"
        "- **Dringend**: 3\n\n"
        "## Dringend (3)\n\n"
        "### Niemand aangeduid: ICT-coördinator (2 aandachtspunten)\n\n"
        "| School of groep | Wat is niet geregeld? | Periode |\n"
        "| --- | --- | --- |\n"
        "| De Brug | de band met 1. |  |\n"
        "| De Brug | de band met 3. |  |\n\n"
        "### Elk op zich\n\n"
        "| School of groep | Wat is niet geregeld? | Periode |\n"
        "| --- | --- | --- |\n"
        "| De Brug | de band met 2. |  |\n"
    )


def test_a_finding_shows_its_period_and_why_it_is_left_so() -> None:
    assert (
        "| De Brug | the link with 1. | from 1 September 2026 up to and including 31 August 2027 | "
        "yes: up to and including 31 January 2027, pas in januari |\n"
    ) in page(report(FULL), "en")


def test_a_cause_that_is_a_person_is_not_named_in_a_heading() -> None:
    assert "=An" not in page(report(finding(1, caused_by="person/an"), finding(2, caused_by="person/an")))


def test_notes_stand_at_the_top() -> None:
    shown = page(report(finding(), expertise_not_known_yet=("organisation/brug",), grantors_not_recorded=True))
    assert shown.index("> Nog niet gekend welke expertise er is: De Brug.") < shown.index("## Dringend")
    assert "wat nog niet bevestigd is door de directie." in shown


def test_a_page_without_periods_says_so() -> None:
    note = "> Er is niet opgezocht sinds wanneer elk punt openstaat"
    assert note in page(report(finding(), intervals=False))
    assert note not in page(report(finding()))
    assert note not in page(report(intervals=False))


def test_a_page_of_everything_says_so() -> None:
    everything = GapReport(on=day("2026-11-24"), organisation=None, findings=())
    assert page(everything).startswith("# Aandachtspunten: alle scholen\n")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_finding_is_lost_when_causes_come_together(language: str) -> None:
    findings = [finding(number, caused_by="role/ict" if number % 2 else None) for number in range(6)]
    shown = page(report(*findings), language)
    assert all(said_in(found.message, SNAPSHOT, language) in shown for found in findings)


def test_whoever_may_not_be_named_is_a_colleague() -> None:
    naming = named(SNAPSHOT, may_name=lambda record: record.id != "person/an")
    (row,) = csv_rows(rendered(gaps_report(report(FULL), naming), "csv"))
    assert row["Mensen"] == "een collega"


def test_the_map_counts_findings_where_they_are_and_where_they_affect() -> None:
    found = report(
        finding(1, affects=("organisation/beek",)),
        finding(2, subject="task/lessen", severity="low"),
        finding(3, subject=None, severity="high"),
    )
    counts = count_findings(SNAPSHOT, found)

    assert counts.groups == ("task_group/technisch", None)
    assert [(place, [(count.number, count.worst) for count in row]) for place, row in counts.rows] == [
        ("organisation/brug", [(1, "critical"), (2, "high")]),
        ("organisation/beek", [(1, "critical"), (0, None)]),
    ]
    shown = rendered(gaps_report(found, named(SNAPSHOT), counts=counts), "md").decode()
    assert "| De Brug | 1 | 2 | 3 | Dringend |" in shown
    assert "| De Beek | 1 | 0 | 1 | Dringend |" in shown


def test_the_page_tells_which_agreements_apply_which_do_not_and_what_none_speaks_of() -> None:
    snapshot = snapshot_of(
        school("brug", name="De Brug"),
        node("task/koffie", name="Koffie zetten"),
        node("task/wifi"),
        node("profile/klein", name="Kleine basisschool"),
        node("norm/wifi", subject="task/wifi", mandate="EXECUTES", name="Iemand voor de wifi"),
    )
    found = GapReport(
        on=day("2026-10-15"),
        organisation="organisation/brug",
        findings=(),
        without_norm=("task/koffie",),
        profiles=(Adopted(organisation="organisation/brug", profile="profile/klein", evidence="adopts/1"),),
        exceptions=(
            Excepted(
                organisation="organisation/brug", norm="norm/wifi", reason="doen we samen", evidence="excepted_from/1"
            ),
        ),
        rules=("vacant",),
    )
    page = str(rendered(gaps_report(found, named(snapshot)), "md"))
    for told in (
        "De Brug: Kleine basisschool",
        "De Brug: Iemand voor de wifi (doen we samen)",
        "- Koffie zetten",
        "enkel hiernaar gezocht: Niemand aangeduid",
    ):
        assert told in page


def test_a_page_shows_as_many_rows_as_somebody_reads_and_says_where_the_rest_is() -> None:
    found = report(*(finding(number) for number in range(MOST_ROWS + 2)))
    shown = page(found)
    assert shown.count("| De Brug | de band met ") == MOST_ROWS
    assert f"> De eerste {MOST_ROWS} van {MOST_ROWS + 2}; het rekenblad" in shown
    assert len(csv_rows(written(found, "csv"))) == MOST_ROWS + 2


def test_a_page_shows_whole_groups_only() -> None:
    many = [finding(number, caused_by="role/ict") for number in range(MOST_ROWS - 1)]
    few = [finding(MOST_ROWS + number, caused_by="role/other") for number in range(2)]
    shown = page(report(*many, *few))
    assert shown.count("| De Brug | de band met ") == MOST_ROWS - 1
    assert f"> De eerste {MOST_ROWS - 1} van {MOST_ROWS + 1}; het rekenblad" in shown
