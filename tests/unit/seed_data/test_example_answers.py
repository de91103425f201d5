"""The program finds in the example school group what the answers state."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from functools import cache
from typing import Any

import pytest

from graph.analyses.answers.responsibility import Answerer, responsibility
from graph.analyses.expertise.finder import find_expertise
from graph.analyses.expertise.paths import Path, PathAnswer
from graph.analyses.fragility.bus_factor import bus_factor
from graph.analyses.gaps.cells import Cells
from graph.analyses.gaps.difference import gap_difference
from graph.analyses.gaps.findings import GapReport
from graph.analyses.gaps.history import gap_history
from graph.analyses.gaps.report import mandate_gaps
from graph.analyses.gaps.table import gap_code
from graph.analyses.load.hours import load
from graph.domain.codec import read_record
from graph.domain.errors import Problem
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot
from tests.nearest import nearest
from tests.seed_files import ANSWERS
from tests.unit.seed_data import brute_force
from tests.unit.seed_data.brute_force import read_records

Record = dict[str, Any]

TODAY = "2026-10-15"
GROUP = "organisation/scholengroep-de-vaart"
COMPARED = ("code", "organisation", "subject", "mandate", "affects", "missing", "fallback")

QUESTIONS: list[Record] = json.loads(ANSWERS.read_text(encoding="utf-8"))["questions"]


def asking(analysis: str) -> pytest.MarkDecorator:
    """The questions of an analysis, one test each."""
    chosen = [question for question in QUESTIONS if question["query"]["analysis"] == analysis]
    return pytest.mark.parametrize("question", chosen, ids=lambda question: question["id"])


@cache
def snapshot() -> Snapshot:
    problems: list[Problem] = []
    read = [read_record(record, str(record), problems) for record in read_records()]
    assert problems == []
    return Snapshot.of(record for record in read if record is not None)


@asking("findings")
def test_the_findings_are_those_stated(question: Record) -> None:
    query, expected = question["query"], question["answer"]
    report = mandate_gaps(snapshot(), date.fromisoformat(query["on"]), query["organisation"], intervals=False)
    assert Counter(finding.code for finding in report.findings) == expected["counts"]
    if "findings" not in expected:
        return
    assert shown(report) == stated_as_shown(expected["findings"])
    assert sorted(report.expertise_not_known_yet) == expected["expertise_not_known_yet"]


@asking("findings")
def test_the_findings_name_the_people_and_the_open_role(question: Record) -> None:
    query = question["query"]
    report = mandate_gaps(snapshot(), date.fromisoformat(query["on"]), query["organisation"], intervals=False)
    for stated in question["answer"].get("findings", []):
        same = [
            finding
            for finding in report.findings
            if all(getattr(finding, key) == stated.get(key) for key in ("code", "organisation", "subject", "mandate"))
        ]
        if stated.get("persons"):
            assert stated["persons"] in [list(finding.persons) for finding in same]
        if stated.get("caused_by"):
            assert stated["caused_by"] in [finding.caused_by for finding in same]


def test_the_finding_that_was_accepted_is_the_one_of_de_wissel() -> None:
    report = mandate_gaps(snapshot(), date(2026, 10, 15), "organisation/de-wissel-haacht", intervals=False)
    accepted = [(each.code, each.subject) for each in report.findings if each.accepted]
    assert accepted == [("under_norm", "task/smartschool-beheer")]


@asking("responsibility")
def test_who_does_what_is_as_stated(question: Record) -> None:
    query, expected = question["query"], question["answer"]
    coverage = Coverage.of(snapshot(), date.fromisoformat(query["on"]))
    found = responsibility(coverage, query["organisation"], query["subject"], amount_eur=query.get("amount_eur"))
    for name in ("deciders", "executors", "steerers", "contact_points"):
        told = [answerer(each, with_ceiling=name == "deciders") for each in getattr(found, name)]
        if name in ("deciders", "contact_points"):
            assert [each["holder"] for each in told if each["available"]] == [
                each["holder"] for each in expected[name] if each["available"]
            ]
        assert sorted(told, key=holder) == sorted(expected[name], key=holder)
    assert [tier(each) for each in found.deciders] == [
        (each.get("ceiling_eur"), each["available"]) for each in expected["deciders"]
    ]
    assert (found.first_available, list(found.accountable)) == (expected["first_available"], expected["accountable"])
    fallback = {each.mandate: {"role": each.role, "persons": list(each.persons)} for each in found.fallback}
    assert fallback == expected["fallback"]
    assert sorted([each.body, each.stage] for each in found.consult) == expected["consult"]


@asking("bus_factor")
def test_what_hangs_on_one_colleague_is_as_stated(question: Record) -> None:
    query, expected = question["query"], question["answer"]
    report = bus_factor(
        snapshot(),
        date.fromisoformat(query["on"]),
        query["organisation"],
        items=query["items"],
        mandates=query.get("mandates", ()),
    )
    counts = [len(report.items), len(report.orphans), len(report.at_risk)]
    assert counts == [expected["items"], expected["orphans"], expected["at_risk"]]
    alone = [(point.person, len(point.items)) for point in report.single_points]
    assert alone == list(expected["single_points"].items())
    assert report.critical_set.exact
    assert report.critical_set.size == expected["critical_set"]["size"]


@asking("find")
def test_who_knows_what_is_as_stated(question: Record) -> None:
    query, expected = question["query"], question["answer"]
    found = find_expertise(
        snapshot(), date.fromisoformat(query["on"]), [query["topic"]], level=query["level"], asker=query["asker"]
    )
    assert sorted(each.person for each in found if not each.inferred) == expected["known"]
    assert sorted(each.person for each in found if each.inferred) == expected["inferred"]


@asking("path")
def test_the_way_to_expertise_is_as_stated(question: Record) -> None:
    query, expected = question["query"], question["answer"]
    found = nearest(snapshot(), date.fromisoformat(query["on"]), query["from"], query["topic"], level=query["level"])
    if expected is None:
        assert found is None
        return
    assert found is not None
    assert (found.to_id, found.bridge) == (expected["to"], expected["bridge"])
    assert_way(found, expected)
    if expected["second"] is None:
        assert found.second is None
    else:
        assert found.second is not None
        assert_way(found.second, expected["second"])


@asking("gap_history")
def test_what_was_open_and_how_long_is_as_stated(question: Record) -> None:
    query, expected = question["query"], question["answer"]
    since, until = date.fromisoformat(query["since"]), date.fromisoformat(query["until"])
    found = gap_history(snapshot(), since, until, query["organisation"])
    cells = sorted(
        [
            one.code,
            one.organisation,
            one.subject,
            one.mandate,
            [[str(each.since), str(each.until)] for each in one.intervals],
        ]
        for one in found.findings
        if isinstance(gap_code(one.code).matter, Cells)
    )
    assert cells == expected["cells"]
    assert {str(row.school_year): dict(sorted(row.by_code)) for row in found.totals} == expected["days_by_code"]
    by_place: dict[str, dict[str, int]] = {}
    for row in found.gap_days:
        by_place.setdefault(str(row.organisation), {})[str(row.school_year)] = row.gap_days
    assert by_place == expected["days_by_organisation"]


@asking("difference")
def test_what_opened_and_closed_is_as_stated(question: Record) -> None:
    query, expected = question["query"], question["answer"]
    before, after = (
        mandate_gaps(snapshot(), date.fromisoformat(query[key]), query["organisation"], intervals=False)
        for key in ("before", "on")
    )
    found = gap_difference(before, after)
    for name in ("opened", "closed", "still_open"):
        told = sorted(
            [one.code, one.organisation or "", one.subject or "", one.mandate or ""] for one in getattr(found, name)
        )
        assert told == expected[name]


@asking("load")
def test_the_hours_of_work_are_as_stated(question: Record) -> None:
    query, expected = question["query"], question["answer"]
    found = load(snapshot(), date.fromisoformat(query["on"]), query["organisation"])
    told = {each.person: [each.hours, each.unknown_parts, each.appointed_hours] for each in found.people}
    assert told == expected["people"]
    hours = {row.organisation or "several": row.hours for row in found.organisations if row.hours}
    assert hours == expected["organisations"]


# Beyond the questions: the same two readings on other days and for every organisation


@pytest.mark.parametrize(
    "on",
    ["2024-12-15", "2025-09-01", "2026-02-02", "2026-05-01", "2026-08-31", "2026-11-01", "2026-12-01", "2027-07-01"],
)
def test_on_any_day_both_readings_find_the_same_gaps(on: str) -> None:
    stated, unknown = brute_force.findings(read_records(), on, GROUP)
    report = mandate_gaps(snapshot(), date.fromisoformat(on), GROUP, intervals=False)
    assert shown(report) == stated_as_shown(stated)
    assert sorted(report.expertise_not_known_yet) == unknown


def test_at_every_organisation_both_readings_name_the_same_holders_of_every_subject() -> None:
    world = brute_force.World(read_records(), TODAY)
    coverage = Coverage.of(snapshot(), date.fromisoformat(TODAY))
    for organisation in world.of_kind("organisation"):
        for subject in world.of_kind("task") + world.of_kind("decision"):
            found = responsibility(coverage, organisation["id"], subject["id"])
            stated = brute_force.responsibility(world, organisation["id"], subject["id"])
            for name in ("deciders", "executors", "steerers", "contact_points"):
                told = [answerer(each, with_ceiling=name == "deciders") for each in getattr(found, name)]
                assert sorted(told, key=holder) == sorted(stated[name], key=holder)
            assert [tier(each) for each in found.deciders] == [
                (each.get("ceiling_eur"), each["available"]) for each in stated["deciders"]
            ]
            assert (found.first_available is None) == (stated["first_available"] is None)


@pytest.mark.parametrize("items", ["mandates", "expertise", "crossed"])
def test_at_every_organisation_both_readings_count_the_same_single_points(items: str) -> None:
    world = brute_force.World(read_records(), TODAY)
    for organisation in world.below(GROUP):
        query = {"items": items, "organisation": organisation}
        stated = brute_force.bus_factor(brute_force.items_of(world, query))
        report = bus_factor(snapshot(), date.fromisoformat(TODAY), organisation, items=items)
        alone = {point.person: len(point.items) for point in report.single_points}
        assert (len(report.items), len(report.orphans), alone, report.critical_set.size) == (
            stated["items"],
            stated["orphans"],
            stated["single_points"],
            stated["critical_set"]["size"],
        )


def shown(report: GapReport) -> list[str]:
    return sorted(str([plain(getattr(finding, key)) for key in COMPARED]) for finding in report.findings)


def stated_as_shown(findings: list[Record]) -> list[str]:
    return sorted(str([stated.get(key) or None for key in COMPARED]) for stated in findings)


def plain(value: object) -> object:
    return list(value) or None if isinstance(value, tuple) else value


def holder(told: Record) -> str:
    found: str = told["holder"]
    return found


def tier(each: Answerer) -> tuple[int | None, bool]:
    return each.ceiling_eur, each.available


def answerer(each: Answerer, *, with_ceiling: bool) -> Record:
    told = {
        "holder": each.holder,
        "role": each.role,
        "via": each.via,
        "through": each.through,
        "acting_for": each.acting_for,
        "ceiling_eur": each.ceiling_eur if with_ceiling else None,
        "available": each.available,
    }
    return {key: value for key, value in told.items() if value is not None}


def assert_way(path: Path | PathAnswer, expected: Record) -> None:
    assert path.cost == pytest.approx(expected["cost"], abs=1e-4)
    assert [path.from_id, *(hop.to_id for hop in path.hops)] == expected["hops"]
