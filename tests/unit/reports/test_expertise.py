from __future__ import annotations

import json

from graph.analyses.expertise.finder import expertise_overview, find_expertise
from graph.reports.expertise import candidate_reason, candidates_report, overview_report, path_report
from graph.reports.model import Report
from graph.reports.plain import plain
from graph.reports.render import rendered
from tests.graphs import day, edge, node, school, snapshot_of
from tests.nearest import nearest
from tests.unit.reports.names import named

TODAY = day("2026-10-01")
INTUNE = "expertise/intune"
AN, BRAM, ELS = "person/an", "person/bram", "person/els"
SNAPSHOT = snapshot_of(
    school("brug", name="De Brug"),
    school("dijk", name="De Dijk", municipality="Lokeren"),
    node(AN, name="An Peeters", share_expertise="everyone"),
    node(BRAM, name="Bram Claes", share_expertise="everyone"),
    node(ELS, name="Els Maes", share_expertise="everyone"),
    node(INTUNE, name="Intune"),
    node("expertise/wifi", name="Wifi"),
    node("task/mdm", name="Toestellen beheren"),
    node("body/ict", name="ICT-team De Vaart"),
    edge("AFFILIATED_WITH", AN, "organisation/brug"),
    edge("AFFILIATED_WITH", BRAM, "organisation/brug"),
    edge("AFFILIATED_WITH", ELS, "organisation/dijk"),
    edge("KNOWS", ELS, INTUNE, id="knows/1", level=3, provenance="endorsed", verified_on="2026-10-01"),
    edge("REQUIRES", "task/mdm", INTUNE),
    edge("EXECUTES", BRAM, "task/mdm", id="executes/1", scope=["organisation/brug"]),
    edge("MEMBER_OF", BRAM, "body/ict"),
    edge("MEMBER_OF", ELS, "body/ict"),
)
FOUND = find_expertise(SNAPSHOT, TODAY, [INTUNE])


def test_json_of_candidates_shows_evidence_and_parts_and_leaves_out_what_is_not_known() -> None:
    shown = plain(FOUND)

    assert json.loads(json.dumps(shown)) == shown
    assert shown[0] == {
        "person": ELS,
        "organisations": ["organisation/dijk"],
        "known": [
            {
                "topic": INTUNE,
                "through": INTUNE,
                "level": 3,
                "provenance": "endorsed",
                "verified_on": "2026-10-01",
                "wants": False,
                "edge": "knows/1",
            }
        ],
        "does": [],
        "inferred": False,
        "score": 57.0,
        "parts": {"level": 30.0, "provenance": 12.0, "age": 15.0, "wish": 0.0},
    }
    assert shown[1]["does"] == [
        {"topic": INTUNE, "task": "task/mdm", "organisation": "organisation/brug", "edge": "executes/1"}
    ]
    assert shown[1]["inferred"] is True


def test_people_read_why_somebody_was_found() -> None:
    assert candidate_reason(FOUND[0], named(SNAPSHOT)) == "Intune: helpt collega's (door een collega bevestigd)"
    assert candidate_reason(FOUND[1], named(SNAPSHOT)) == "Intune: doet dit bij De Brug"
    assert candidate_reason(FOUND[1], named(SNAPSHOT, "en")) == "Intune: does this at De Brug"


def page(report: Report) -> str:
    return rendered(report, "md").decode()


def lines(report: Report) -> list[str]:
    return rendered(report, "csv").decode("utf-8-sig").splitlines()


def test_candidates_come_as_a_table_for_spreadsheets_and_readers() -> None:
    report = candidates_report(FOUND, [INTUNE], named(SNAPSHOT))
    head, first, *_ = lines(report)

    assert head.startswith("Collega;Hoort bij;Waarom;Ruimte (uren per week);Score (punten op 100);")
    assert first.startswith("Els Maes;De Dijk;Intune: helpt collega's (door een collega bevestigd);;57;30;12;15;;0;")
    assert page(report).startswith("# Wie kent wat?\n\nIntune\n\n| Collega |")
    assert "(door een collega bevestigd) | niet gekend | 57 |" in page(report)
    assert "We vonden niemand." in page(candidates_report((), [INTUNE], named(SNAPSHOT)))


def test_the_overview_has_every_topic() -> None:
    overview = expertise_overview(SNAPSHOT, TODAY)
    report = overview_report(overview, named(SNAPSHOT))

    assert [row["expertise"] for row in plain(overview)["topics"]] == [INTUNE, "expertise/wifi"]
    assert "| Intune | 2 | Els Maes | Bram Claes |" in page(report)
    assert lines(report)[1].startswith("Intune;Els Maes;")
    assert lines(report)[-1] == "Wifi;;;;;expertise/wifi;;"


def test_the_map_of_knowledge_shows_levels_and_what_people_do() -> None:
    shown = page(overview_report(expertise_overview(SNAPSHOT, TODAY), named(SNAPSHOT)))

    assert "| Expertise | Bram Claes | Els Maes | Iedereen |" in shown
    assert "| Intune | ● | 3 | 2 |" in shown


def test_json_of_a_path_has_null_where_there_is_no_second_or_bridge() -> None:
    answer = nearest(SNAPSHOT, TODAY, AN, INTUNE)
    assert answer is not None

    shown = plain(answer, named(SNAPSHOT))

    assert json.loads(json.dumps(shown)) == shown
    assert (shown["from"], shown["to"], shown["topic"], shown["cost"]) == (AN, ELS, INTUNE, 3.0)
    assert (shown["second"], shown["bridge"]) == (None, BRAM)
    assert [(hop["from"], hop["to"], hop["fact"], hop["cost"]) for hop in shown["hops"]] == [
        (AN, BRAM, "same_organisation", 1.0),
        (BRAM, ELS, "same_body", 2.0),
    ]
    assert shown["hops"][1]["reason"] == {
        "nl": "Bram Claes en Els Maes zitten samen in ICT-team De Vaart",
        "en": "Bram Claes and Els Maes both sit in ICT-team De Vaart",
    }
    assert len(shown["hops"][1]["evidence"]) == 2


def test_people_read_the_way_and_what_it_hangs_on() -> None:
    answer = nearest(SNAPSHOT, TODAY, AN, INTUNE)
    assert answer is not None

    shown = page(path_report(answer, named(SNAPSHOT)))

    assert shown.startswith("# Hoe kom je bij iemand die Intune kent?")
    assert "**Het dichtst bij jou: Els Maes.**" in shown
    assert "Er is geen tweede weg: alles loopt langs Bram Claes." in shown


def test_people_read_that_nobody_is_reached() -> None:
    assert "Niemand in een andere school" in page(path_report(None, named(SNAPSHOT)))
