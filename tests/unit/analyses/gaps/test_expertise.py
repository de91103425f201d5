"""Whether the people of a cell know what it asks for."""

from __future__ import annotations

from typing import Any

from graph.analyses.gaps.findings import GapReport
from graph.analyses.gaps.report import mandate_gaps
from tests.graphs import Plains, day, edge, node, organisation, school, snapshot_of

BRUG = "organisation/brug"
WIFI = "task/wifi"
BASE: list[Plains] = [
    school("brug"),
    node(WIFI),
    node("person/an"),
    node("person/tom"),
    node("expertise/netwerk"),
    node("expertise/wifi"),
    edge("BROADER", "expertise/wifi", "expertise/netwerk"),
    edge("REQUIRES", WIFI, "expertise/netwerk"),
]


def report(*plains: Plains) -> GapReport:
    return mandate_gaps(snapshot_of(BASE, *plains), day("2026-11-24"))


def mandate(holder: str, kind: str = "EXECUTES", **fields: Any) -> Plains:
    return edge(kind, holder, WIFI, scope=[BRUG], since="2026-09-01", **fields)


def knows(person: str, topic: str = "netwerk", **fields: Any) -> Plains:
    return edge("KNOWS", person, f"expertise/{topic}", **{"level": 2, **fields})


def missing(*plains: Plains) -> list[tuple[str, ...]]:
    return [finding.missing for finding in report(*plains).findings]


def test_who_knows_it_at_the_level_is_enough() -> None:
    assert missing(mandate("person/an"), knows("person/an")) == []


def test_knowing_a_narrower_topic_counts() -> None:
    assert missing(mandate("person/an"), knows("person/an", "wifi")) == []


def test_knowing_only_the_broader_topic_does_not_count() -> None:
    plain = [edge("REQUIRES", WIFI, "expertise/wifi"), mandate("person/an"), knows("person/an")]
    assert missing(*plain) == [("expertise/wifi",)]


def test_one_colleague_who_knows_it_is_enough() -> None:
    plain = [mandate("person/an"), mandate("person/tom"), knows("person/tom"), knows("person/an", level=1)]
    assert missing(*plain) == []


def test_a_wish_to_learn_it_is_not_knowing_it() -> None:
    assert missing(mandate("person/an"), knows("person/an", level=None, wants=True)) == [("expertise/netwerk",)]


def test_all_missing_topics_of_a_cell_are_one_finding() -> None:
    plain = [
        node("expertise/mail"),
        edge("REQUIRES", WIFI, "expertise/mail"),
        mandate("person/an"),
        knows("person/an", level=1),
    ]
    assert missing(*plain) == [("expertise/mail", "expertise/netwerk")]


def test_without_any_expertise_on_record_the_school_gets_one_note_and_no_finding() -> None:
    found = report(mandate("person/an"), mandate("person/an", "STEERS"))
    assert (found.findings, found.expertise_not_known_yet) == ((), (BRUG,))


def test_expertise_is_not_judged_for_deciding_nor_for_the_contact_point() -> None:
    plain = [
        organisation("groep", "school_group"),
        edge("PART_OF", BRUG, "organisation/groep"),
        mandate("person/an", "DECIDES", granted_by="organisation/groep"),
        mandate("person/an", "CONTACT_POINT_FOR", granted_by="organisation/groep"),
        knows("person/an", level=1),
    ]
    assert (report(*plain).findings, report(*plain).expertise_not_known_yet) == ((), ())


def test_a_partner_is_not_judged() -> None:
    found = report(organisation("firma", "partner"), mandate("organisation/firma"))
    assert (found.findings, found.expertise_not_known_yet) == ((), ())


def test_a_body_with_unnamed_members_is_not_judged() -> None:
    plain = [node("body/leerlingen", unnamed_members=4), edge("BODY_OF", "body/leerlingen", BRUG)]
    found = report(*plain, edge("EXECUTES", "body/leerlingen", WIFI))
    assert (found.findings, found.expertise_not_known_yet) == ((), ())


def test_a_colleague_beside_a_partner_is_not_judged_for_the_partner_may_know_it() -> None:
    plain = [organisation("firma", "partner"), mandate("organisation/firma"), mandate("person/an")]
    found = report(*plain, knows("person/an", level=1))
    assert (found.findings, found.expertise_not_known_yet) == ((), ())
    assert report(*plain).expertise_not_known_yet == ()


def test_a_colleague_beside_members_without_a_name_is_not_judged_either() -> None:
    plain = [
        node("body/leerlingen", unnamed_members=4),
        edge("BODY_OF", "body/leerlingen", BRUG),
        edge("EXECUTES", "body/leerlingen", WIFI, since="2026-09-01"),
        mandate("person/an"),
        knows("person/an", level=1),
    ]
    assert missing(*plain) == []


def test_the_members_of_a_body_are_judged_together() -> None:
    plain = [
        node("body/team"),
        edge("BODY_OF", "body/team", BRUG),
        edge("MEMBER_OF", "person/an", "body/team"),
        edge("MEMBER_OF", "person/tom", "body/team"),
        edge("EXECUTES", "body/team", WIFI, since="2026-09-01"),
    ]
    assert missing(*plain, knows("person/an", level=1)) == [("expertise/netwerk",)]
    assert missing(*plain, knows("person/an", level=1), knows("person/tom", level=3)) == []


def test_a_gap_in_expertise_stands_beside_the_code_of_the_cell() -> None:
    plain = [
        node("norm/wifi", subject=WIFI, mandate="EXECUTES", minimum=2),
        mandate("person/an"),
        knows("person/an", level=1),
    ]
    assert [finding.code for finding in report(*plain).findings] == ["under_norm", "without_expertise"]
