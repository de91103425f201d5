"""A gap report as JSON, CSV and Markdown."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from graph.analyses.findings import Acceptance, Finding, GapReport, Message
from graph.reports.gaps import by_cause, gaps_csv, gaps_json, gaps_markdown
from tests.graphs import day

NAMES = {"organisation/brug": "De Brug", "task/wifi": "Wifi", "person/an": "=An", "role/ict": "ICT-coördinator"}


def name(record_id: str, language: str) -> str:
    return NAMES.get(record_id, record_id)


def finding(number: int = 1, **fields: Any) -> Finding:
    usual: dict[str, Any] = {
        "id": f"finding/{number:016x}",
        "code": "vacant",
        "severity": "critical",
        "organisation": "organisation/brug",
        "subject": "task/wifi",
        "mandate": "DECIDES",
        "message": Message(nl=f"Niemand {number}.", en=f"Nobody {number}."),
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
    plain = gaps_json(report(FULL), known_at=7)
    assert plain == {
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
                "accepted": {"id": "acceptance/a", "reason": "pas in januari", "until": "2027-02-01"},
                "evidence": ["decides/x", "norm/wifi"],
                "message": {"nl": "Niemand 1.", "en": "Nobody 1."},
            }
        ],
        "expertise_not_known_yet": [],
        "grantors_not_recorded": False,
    }
    assert json.loads(json.dumps(plain)) == plain


def test_json_keeps_the_names_of_what_does_not_apply() -> None:
    (plain,) = gaps_json(report(finding()))["findings"]
    assert set(plain) == set(gaps_json(report(FULL))["findings"][0])
    assert (plain["since"], plain["accepted"], plain["persons"]) == (None, None, [])


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_csv_has_dutch_headings_names_and_the_last_day() -> None:
    (row,) = rows(gaps_csv(report(FULL), name))
    assert row == {
        "Ernst": "Dringend",
        "Aandachtspunt": "Niemand aangeduid",
        "School of groep": "De Brug",
        "Taak of beslissing": "Wifi",
        "Wie doet wat": "Beslist",
        "Uitleg": "Niemand 1.",
        "Mensen": "'=An",
        "Vanaf": "2026-09-01",
        "T.e.m.": "2027-08-31",
        "Raakt ook": "organisation/beek",
        "Expertise nodig": "expertise/netwerk",
        "Komt nu terecht bij": "person/tom",
        "Minimumafspraak": "Verplicht",
        "Bewust zo gelaten": "ja: t.e.m. 31 januari 2027, pas in januari",
        "Code": "finding/0000000000000001",
    }


def test_csv_without_findings_has_its_headings() -> None:
    assert gaps_csv(report(), name, language="en").decode("utf-8-sig").startswith("Severity;Finding;Organisation;")


def test_a_page_without_findings_says_so() -> None:
    assert gaps_markdown(report(), name) == (
        "# Aandachtspunten: De Brug\n\n"
        "Toestand op 24 november 2026\n\n"
        "Geen aandachtspunten: alles wat afgesproken is, is geregeld.\n"
    )


def test_findings_with_one_cause_are_together_on_a_page() -> None:
    page = gaps_markdown(report(finding(1, caused_by="role/ict"), finding(2), finding(3, caused_by="role/ict")), name)
    assert page == (
        "# Aandachtspunten: De Brug\n\n"
        "Toestand op 24 november 2026\n\n"
        "## Dringend (3)\n\n"
        "**Niemand aangeduid**: ICT-coördinator (2 aandachtspunten)\n\n"
        "| Wat is niet geregeld? | Periode | Bewust zo gelaten |\n"
        "| --- | --- | --- |\n"
        "| Niemand 1. |  |  |\n"
        "| Niemand 3. |  |  |\n\n"
        "- Niemand 2.\n"
    )


def test_a_single_finding_shows_its_period_and_why_it_is_left_so() -> None:
    page = gaps_markdown(report(FULL), name, language="en")
    assert (
        "- Nobody 1. (from 1 September 2026 up to and including 31 August 2027; "
        "Left as it is: yes: up to and including 31 January 2027, pas in januari)\n"
    ) in page


def test_a_cause_that_is_a_person_is_not_named_in_a_heading() -> None:
    page = gaps_markdown(report(finding(1, caused_by="person/an"), finding(2, caused_by="person/an")), name)
    assert "An" not in page


def test_notes_come_last() -> None:
    page = gaps_markdown(report(expertise_not_known_yet=("organisation/brug",), grantors_not_recorded=True), name)
    assert "- Nog niet gekend welke expertise er is: De Brug." in page
    assert page.rstrip().endswith("wat nog niet bevestigd is door de directie.")


def test_a_page_of_everything_says_so() -> None:
    everything = GapReport(on=day("2026-11-24"), organisation=None, findings=())
    assert gaps_markdown(everything, name).startswith("# Aandachtspunten: alle scholen\n")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_finding_is_lost_when_causes_come_together(language: str) -> None:
    findings = [finding(number, caused_by="role/ict" if number % 2 else None) for number in range(6)]
    assert sorted(found.id for group in by_cause(findings) for found in group) == [found.id for found in findings]
    page = gaps_markdown(report(*findings), name, language=language)
    assert all(found.message.text(language) in page for found in findings)
