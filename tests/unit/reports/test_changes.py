"""A report of what changed: gaps that opened and closed, records that began, ended or say something else."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from graph.analyses.changes.record_differences import record_differences
from graph.analyses.changes.what_changed import ChangedRecord, WhatChanged
from graph.analyses.gaps.difference import gap_difference
from graph.analyses.gaps.report import mandate_gaps
from graph.domain.changes import Revision
from graph.model.coverage import Coverage
from graph.reports.changes import changes_report
from graph.reports.naming import Naming
from graph.reports.plain import plain
from graph.reports.render import rendered
from graph.words.records import sentence
from tests.graphs import day, edge, node, norm, school, seat, snapshot_of
from tests.unit.reports.names import csv_rows, named

BEFORE, AFTER = day("2026-09-01"), day("2026-11-26")
BRUG = "organisation/brug"
PLAINS = [
    school("brug", name="De Brug"),
    node("person/an", name="An Peeters"),
    node("person/bram", name="Bram Claes"),
    node("task/wifi", name="Wifi"),
    node("task/bord", name="Borden"),
    seat("role/ict", at=BRUG, name="ICT-coördinator"),
    norm("norm/wifi", "task/wifi", "EXECUTES"),
    norm("norm/bord", "task/bord", "EXECUTES"),
]
EARLIER = snapshot_of(
    *PLAINS,
    edge("EXECUTES", "person/an", "task/wifi", id="executes/1", scope=[BRUG]),
    edge("HOLDS", "person/an", "role/ict", id="holds/1", hours_per_week=4, since="2025-09-01"),
)
LATER = snapshot_of(
    *PLAINS,
    edge("EXECUTES", "person/an", "task/wifi", id="executes/1", scope=[BRUG], until="2026-11-01"),
    edge("EXECUTES", "person/bram", "task/bord", id="executes/2", scope=[BRUG], since="2026-10-01"),
    edge("HOLDS", "person/an", "role/ict", id="holds/1", hours_per_week=6, since="2025-09-01"),
)
CHANGED = WhatChanged(
    organisation=BRUG,
    before=BEFORE,
    before_known_at=1,
    after=AFTER,
    after_known_at=2,
    records=tuple(
        ChangedRecord(difference=each, revision=None)
        for each in record_differences(Coverage.of(EARLIER, BEFORE), Coverage.of(LATER, AFTER), BRUG)
    ),
    gaps=gap_difference(mandate_gaps(EARLIER, BEFORE, BRUG), mandate_gaps(LATER, AFTER, BRUG)),
)


def page(language: str = "nl") -> str:
    return rendered(changes_report(CHANGED, named(LATER, language)), "md").decode()


def test_json_tells_both_moments_the_findings_and_the_records() -> None:
    shown = plain(CHANGED, named(LATER))

    assert json.loads(json.dumps(shown)) == shown
    assert shown["before"] == {"on": "2026-09-01", "known_at": 1}
    assert [finding["subject"] for finding in shown["findings"]["opened"]] == ["task/wifi"]
    assert [finding["subject"] for finding in shown["findings"]["closed"]] == ["task/bord"]
    assert {record["record"]: (record["act"], record["fields"]) for record in shown["records"]} == {
        "executes/1": ("ended", []),
        "executes/2": ("added", []),
        "holds/1": ("changed", ["hours_per_week"]),
    }


def test_the_page_says_in_dutch_sentences_what_changed() -> None:
    shown = page()
    assert shown.startswith("# Wat is er veranderd: De Brug\n\nTussen 1 september 2026 en 26 november 2026;")
    assert "- **Punten bijgekomen**: 1\n- **Punten verdwenen**: 1\n" in shown
    assert "| An Peeters voert “Wifi” uit | Gestopt | t.e.m. 31 oktober 2026 | De Brug |" in shown
    assert "| Bram Claes voert “Borden” uit | Nieuw | vanaf 1 oktober 2026 | De Brug |" in shown
    assert "| An Peeters heeft de functie ICT-coördinator | Gewijzigd: uren per week |" in shown


def test_the_table_for_a_spreadsheet_has_a_row_for_each_record() -> None:
    rows = csv_rows(rendered(changes_report(CHANGED, named(LATER)), "csv"))
    assert [(row["Code"], row["Hoe"], row["Wat gewijzigd is"]) for row in rows] == [
        ("executes/2", "Nieuw", ""),
        ("executes/1", "Gestopt", ""),
        ("holds/1", "Gewijzigd", "uren per week"),
    ]


def test_nothing_changed_is_said() -> None:
    same = WhatChanged(
        organisation=None, before=AFTER, before_known_at=2, after=AFTER, after_known_at=2, records=(),
        gaps=gap_difference(mandate_gaps(LATER, AFTER), mandate_gaps(LATER, AFTER)),
    )  # fmt: skip
    shown = rendered(changes_report(same, named(LATER)), "md").decode()
    assert "Er is niets veranderd." in shown
    assert "revisie" not in shown


def test_what_is_not_there_any_more_still_has_its_name() -> None:
    alone = snapshot_of(school("brug"))
    naming = Naming(snapshot=alone, texts=named(alone).texts, may_name=lambda _: True, earlier=EARLIER)
    executes = EARLIER.edge("executes/1")
    assert executes is not None
    assert sentence(executes, naming.texts, naming) == "An Peeters voert “Wifi” uit"


def test_a_sentence_names_nobody_whom_the_reader_may_not_see() -> None:
    holds = LATER.edge("holds/1")
    assert holds is not None
    naming = named(LATER, may_name=lambda record: record.id != "person/an")
    assert sentence(holds, naming.texts, naming) == "een collega heeft de functie ICT-coördinator"


def test_a_record_was_written_on_the_day_that_it_was_where_the_schools_are() -> None:
    at = datetime(2026, 11, 25, 23, 30, tzinfo=UTC)
    late = Revision(number=2, at=at, author="local owner", reason="", key="k", digest="", changes=())
    changed = replace(CHANGED, records=tuple(replace(each, revision=late) for each in CHANGED.records))

    def last_written(timezone: tzinfo) -> str:
        report = changes_report(changed, named(LATER), timezone)
        return csv_rows(rendered(report, "csv"))[0]["Ingevoerd op"]

    assert last_written(ZoneInfo("Europe/Brussels")) == "2026-11-26"
    assert last_written(ZoneInfo("America/New_York")) == "2026-11-25"
