"""The questions that plan: what if, whom to ask, a team, what is scarce, who alone joins schools."""

from __future__ import annotations

from time import sleep

from graph.analyses.common.deadline import Deadline
from graph.usecases.analysing import Analyst
from tests.api.clients import BRUG, GROUP, Api


async def test_a_rehearsal_says_what_would_hang_on_nobody(api: Api) -> None:
    data = await api.ask(
        """query($an: ID!) {
          rehearse(whatIf: {leaves: [$an]}) {
            organisations { id } openedCount opened { code } topicsLost { id }
            orphaned { organisation { id } subject { id } mandate countBefore countAfter before { id } after { id } }
            now { items orphans } afterwards { orphans } }
          unknown: rehearse(whatIf: {leaves: ["person/nobody"]}) { openedCount }
        }""",
        an="an@vaart.example",
    )
    found = data["rehearse"]
    assert found["organisations"] == [{"id": GROUP}]
    assert "UNFILLED_ROLE" in {finding["code"] for finding in found["opened"]}
    assert found["openedCount"] == len(found["opened"])
    assert found["topicsLost"] == [{"id": "expertise/wifi"}]
    assert {item["subject"]["id"] for item in found["orphaned"]} == {"task/wifi", "decision/buy"}
    assert all(item["before"] == [{"id": "person/an"}] and item["countAfter"] == 0 for item in found["orphaned"])
    assert found["afterwards"]["orphans"] == found["now"]["orphans"] + len(found["orphaned"])
    assert data["unknown"] is None


async def test_a_rehearsal_takes_records_and_removals_and_changes_nothing(api: Api) -> None:
    query = """query($puts: [JSON!], $gone: [ID!]) {
      rehearse(whatIf: {puts: $puts, removals: $gone}, organisation: "organisation/vaart") {
        eased { subject { id } countAfter } orphaned { subject { id } } } revision { number } }"""
    put = {"kind": "EXECUTES", "from": "person/cis", "to": "task/wifi", "scope": [GROUP]}

    data = await api.ask(query, puts=[put], gone=["decides/buy"])

    assert {"subject": {"id": "task/wifi"}, "countAfter": 2} in data["rehearse"]["eased"]
    assert (await api.ask(query, puts=[put], gone=["decides/buy"]))["revision"] == data["revision"]


async def test_a_rehearsal_of_nothing_or_of_what_breaks_rules_is_refused(api: Api) -> None:
    nothing = await api.codes("{ rehearse(whatIf: {}) { openedCount } }")
    broken = await api.codes(
        "query($p: [JSON!]) { rehearse(whatIf: {puts: $p}) { openedCount } }",
        p=[{"kind": "EXECUTES", "from": "person/x", "to": "task/wifi", "scope": [GROUP]}],
    )

    assert (nothing, broken) == (["BAD_USER_INPUT"], ["BAD_USER_INPUT"])


async def test_a_plan_names_whom_to_ask_and_comes_as_changes(api: Api) -> None:
    data = await api.ask(
        """query($o: ID!) {
          repairPlan(organisation: $o, mandates: [EXECUTES]) {
            short missingNow missingAfter lower upper exact method seconds shadowingCount changes
            steps { person { id } subject { id } organisations { id } isShadowing learns { topic { id } } }
            unrepaired { organisation { id } missing reason } }
          unknown: repairPlan(organisation: "organisation/x") { upper }
        }""",
        o=GROUP,
    )
    plan = data["repairPlan"]
    assert (plan["exact"], plan["seconds"], plan["upper"]) == (True, None, len(plan["steps"]))
    assert len(plan["changes"]["edges"]) == plan["upper"]
    assert {each["reason"] for each in plan["unrepaired"]} == {"NOBODY_FITS"}
    assert plan["missingAfter"] == sum(each["missing"] for each in plan["unrepaired"])
    assert data["unknown"] is None


async def test_a_team_the_core_team_what_is_scarce_and_bridges(api: Api) -> None:
    data = await api.ask(
        """query($o: ID!) {
          team(topics: ["expertise/wifi"], decides: "decision/buy", at: $o) {
            members { person { id } topics { id } decides } uncovered { id } exact withoutDecider }
          coreTeam(organisation: $o) { size exact persons { id } }
          scarcity(organisation: $o) { topics { topic { id } neededAt missingAt knownBy wantedBy } }
          bridges { person { id } cutOff { id } }
          nothing: scarcity(organisation: "organisation/x") { level }
        }""",
        o=GROUP,
    )
    assert data["team"] == {
        "members": [{"person": {"id": "person/an"}, "topics": [{"id": "expertise/wifi"}], "decides": True}],
        "uncovered": [],
        "exact": True,
        "withoutDecider": False,
    }
    assert data["coreTeam"] == {"size": 1, "exact": True, "persons": [{"id": "person/an"}]}
    assert data["scarcity"] == {"topics": []}
    assert data["bridges"] == []
    assert data["nothing"] is None


async def test_a_target_that_is_none_is_refused(api: Api) -> None:
    codes = await api.codes("query($o: ID!) { repairPlan(organisation: $o, target: 0) { upper } }", o=BRUG)

    assert codes == ["BAD_USER_INPUT"]


async def test_a_rehearsal_has_no_link_that_can_be_passed_on(api: Api) -> None:
    query = '{ rehearse(whatIf: {leaves: ["person/an"]}) { openedCount } }'

    (error,) = (await api.http.get("/graphql", params={"query": query})).json()["errors"]

    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert "Send it by POST" in error["message"]


async def test_an_analysis_comes_to_its_bounds_before_its_caller_gives_up() -> None:
    analyst = Analyst()

    def until_time_is_up(deadline: Deadline) -> str:
        sleep(deadline.left() or 0.0)
        return "what is known so far"

    try:
        assert await analyst.within(1.0).run(until_time_is_up) == "what is known so far"
    finally:
        analyst.close()
