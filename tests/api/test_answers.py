"""The answers: who covers what, what is not arranged, what hangs on one person, who knows what."""

from __future__ import annotations

from tests.api.clients import BRUG, GROUP, Api

WHO = """
query($o: ID!, $s: ID!, $e: Int) {
  responsibility(organisation: $o, subject: $s, amountEur: $e) {
    subject { id } validUntil
    executors { holder { id } role { id } via { id } available reason { nl en } }
    contactPoints { holder { id } channels { address } }
    deciders { holder { id } ceilingEur }
    firstAvailable { id } accountable { id }
    problem { code message suggestions { id } contactPoints { holder { id } } }
  }
}
"""


async def test_who_covers_a_task_at_a_school_and_why(api: Api) -> None:
    answer = (await api.ask(WHO, o=BRUG, s="wifi"))["responsibility"]
    assert answer["subject"] == {"id": "task/wifi"}
    (executor,) = answer["executors"]
    assert executor["holder"] == {"id": "person/an"}
    assert executor["role"] == {"id": "role/ict"}
    assert executor["via"] == {"id": GROUP}
    assert executor["available"] is True
    assert "ICT-coördinator" in executor["reason"]["nl"]
    assert answer["contactPoints"] == [
        {"holder": {"id": "person/an"}, "channels": [{"address": "https://helpdesk.example"}]}
    ]
    assert answer["problem"] is None


async def test_an_amount_leaves_out_who_may_not_decide_on_it(api: Api) -> None:
    within = (await api.ask(WHO, o=BRUG, s="decision/buy", e=5000))["responsibility"]["deciders"]
    above = (await api.ask(WHO, o=BRUG, s="decision/buy", e=5001))["responsibility"]["deciders"]
    assert within == [{"holder": {"id": "person/an"}, "ceilingEur": 5000}]
    assert above == []


async def test_the_first_decider_who_is_there_is_named(api: Api) -> None:
    within = (await api.ask(WHO, o=BRUG, s="decision/buy", e=5000))["responsibility"]
    above = (await api.ask(WHO, o=BRUG, s="decision/buy", e=5001))["responsibility"]
    assert within["firstAvailable"] == {"id": "person/an"}
    assert (above["firstAvailable"], above["accountable"]) == (None, [])


async def test_an_unknown_subject_is_answered_with_what_may_be_meant(api: Api) -> None:
    answer = (await api.ask(WHO, o=BRUG, s="netwerk"))["responsibility"]
    assert answer["subject"] is None
    assert answer["executors"] == []
    assert answer["problem"]["code"] == "SUBJECT_UNKNOWN"
    assert answer["problem"]["suggestions"] == [{"id": "task/wifi"}]


async def test_an_unknown_organisation_is_null_alone_and_a_problem_among_several(api: Api) -> None:
    assert (await api.ask(WHO, o="organisation/none", s="wifi")) == {"responsibility": None}
    data = await api.ask(
        """query($pairs: [ResponsibilityPair!]!) {
          responsibilities(pairs: $pairs) { organisation { id } executors { holder { id } } problem { code } } }""",
        pairs=[{"organisation": "organisation/none", "subject": "wifi"}, {"organisation": BRUG, "subject": "wifi"}],
    )
    assert data["responsibilities"] == [
        {"organisation": None, "executors": [], "problem": {"code": "NOT_FOUND"}},
        {"organisation": {"id": BRUG}, "executors": [{"holder": {"id": "person/an"}}], "problem": None},
    ]


async def test_findings_say_what_is_not_arranged_and_can_be_read_again_by_id(api: Api) -> None:
    query = """query($o: ID) { findings(organisation: $o, codes: [VACANT]) {
      totalCount nodes { id code severity organisation { id } subject { id } mandate message { nl } } } }"""
    data = await api.ask(query, o=BRUG)
    (finding,) = data["findings"]["nodes"]
    assert (finding["code"], finding["severity"], finding["mandate"]) == ("VACANT", "HIGH", "EXECUTES")
    assert (finding["organisation"], finding["subject"]) == ({"id": BRUG}, {"id": "task/print"})
    again = await api.ask("query($id: ID!) { node(id: $id) { ... on Finding { id code } } }", id=finding["id"])
    assert again["node"] == {"id": finding["id"], "code": "VACANT"}
    assert (await api.ask(query, o="organisation/none"))["findings"] is None


async def test_findings_can_be_asked_by_how_grave_they_are(api: Api) -> None:
    data = await api.ask("{ findings(severities: [CRITICAL]) { totalCount nodes { severity } } }")
    assert data["findings"] == {"totalCount": 0, "nodes": []}


async def test_bus_factor_and_critical_set_name_who_everything_hangs_on(api: Api) -> None:
    data = await api.ask(
        """query($o: ID!) {
          busFactor(organisation: $o) {
            population
            items { totalCount nodes { organisation { id } subject { id } mandate busFactor persons { id } } }
            singlePoints { person { id } count share items(first: 1) { totalCount } }
            criticalSet { exact size lower upper share persons { id } }
          }
          criticalSet(organisation: $o, share: 1.0) { size persons { id } }
          unknown: busFactor(organisation: "organisation/none") { population }
        }""",
        o=GROUP,
    )
    report = data["busFactor"]
    held = [item for item in report["items"]["nodes"] if item["busFactor"] > 0]
    assert all(item["persons"] == [{"id": "person/an"}] for item in held)
    (point,) = report["singlePoints"]
    assert (point["person"], point["count"], point["share"]) == ({"id": "person/an"}, len(held), 1.0)
    assert point["items"]["totalCount"] == len(held)
    assert report["criticalSet"] == {
        "exact": True,
        "size": 1,
        "lower": 1,
        "upper": 1,
        "share": 0.5,
        "persons": [{"id": "person/an"}],
    }
    assert data["criticalSet"] == {"size": 1, "persons": [{"id": "person/an"}]}
    assert data["unknown"] is None


async def test_who_knows_a_topic_and_how_a_school_reaches_them(api: Api) -> None:
    data = await api.ask(
        """query($o: ID!) {
          findExpertise(topics: ["wifi"], near: $o) {
            person { id } score known { level provenance } does { task { id } } }
          expertisePaths(from: $o, topic: "expertise/wifi") {
            destination { id } cost hops { fact reason { nl en } } second { cost } bridge { id } }
          unknown: findExpertise(topics: ["quantum"]) { score }
        }""",
        o="organisation/sluis",
    )
    (candidate,) = data["findExpertise"]
    assert candidate["person"] == {"id": "person/an"}
    assert candidate["known"] == [{"level": 4, "provenance": "DECLARED"}]
    assert candidate["does"] == [{"task": {"id": "task/wifi"}}]
    (path,) = data["expertisePaths"]
    assert path["destination"] == {"id": "person/an"}
    assert sum(1 for hop in path["hops"] if hop["reason"]["nl"]) == len(path["hops"]) > 0
    assert data["unknown"] is None
