"""The answers about time and load: history, differences, what changed, acceptances, hours of work."""

from __future__ import annotations

from typing import Any

from tests.api.clients import BRUG, Api

HISTORY = """
query($o: ID, $since: Date, $until: Date) {
  gapHistory(organisation: $o, since: $since, until: $until) {
    since until findingCount
    findings(limit: 1) { findingId code organisation { id } subject { id } gapDays intervals { since until } }
    gapDays { organisation { id } schoolYear days gapDays byCode { code days } bySeverity { severity days } }
    totals { organisation { id } schoolYear gapDays }
    openCounts { on total bySeverity { severity count } }
  }
}
"""
DIFFERENCE = """
query($o: ID, $since: Date, $known: KnownAt, $on: Date) {
  findingsDifference(organisation: $o, since: $since, sinceKnownAt: $known, on: $on) {
    before after newlyAccepted reopened
    opened { totalCount nodes { id code subject { id } } }
    closed { totalCount nodes { id code subject { id } } }
    stillOpen(first: 1) { totalCount nodes { id } pageInfo { hasNextPage } }
  }
}
"""
ACCEPT = """
mutation($input: AcceptFindingInput!) {
  acceptFinding(input: $input) {
    acceptance { id name } revision { number reason } errors { code field message }
  }
}
"""
VACANT = "query { findings(codes: [VACANT]) { nodes { id accepted { reason since until acceptedBy { id } } } } }"


async def finding(api: Api) -> Any:
    """The one thing for which nobody is appointed: the printers of De Brug."""
    (found,) = (await api.ask(VACANT))["findings"]["nodes"]
    return found


async def accept(api: Api, **given: Any) -> Any:
    return (await api.ask(ACCEPT, input={"reason": "We huren een firma in", **given}))["acceptFinding"]


async def test_a_history_tells_when_a_gap_was_open_and_for_how_many_school_days(api: Api) -> None:
    found = (await api.ask(HISTORY, o=BRUG, since="2025-09-01", until="2026-09-01"))["gapHistory"]
    assert found["findings"] == [
        {
            "findingId": (await finding(api))["id"],
            "code": "VACANT",
            "organisation": {"id": BRUG},
            "subject": {"id": "task/print"},
            "gapDays": 303,
            "intervals": [{"since": "2025-09-01", "until": "2026-09-01"}],
        }
    ]
    assert found["gapDays"][0]["byCode"] == [{"code": "VACANT", "days": 303}]
    assert found["gapDays"][0]["bySeverity"] == [{"severity": "HIGH", "days": 303}]
    assert found["totals"] == [{"organisation": None, "schoolYear": "2025-2026", "gapDays": 303}]
    assert [(count["on"], count["total"]) for count in found["openCounts"]] == [("2025-09-01", 1)]


async def test_a_history_shows_three_school_years_up_to_today_by_itself(api: Api) -> None:
    found = (await api.ask(HISTORY, o=BRUG))["gapHistory"]
    assert (found["since"], found["until"]) == ("2024-09-01", "2026-10-16")


async def test_a_span_that_ends_before_it_begins_is_refused(api: Api) -> None:
    assert await api.codes(HISTORY, o=BRUG, since="2026-09-01", until="2025-09-01") == ["BAD_USER_INPUT"]


async def test_what_is_asked_of_an_unknown_organisation_is_null(api: Api) -> None:
    none = "organisation/none"
    assert (await api.ask(HISTORY, o=none)) == {"gapHistory": None}
    assert (await api.ask(DIFFERENCE, o=none)) == {"findingsDifference": None}
    assert (await api.ask('{ load(organisation: "organisation/none") { on } }')) == {"load": None}
    assert (await api.ask('{ whatChanged(organisation: "organisation/none") { before } }')) == {"whatChanged": None}


async def test_since_an_earlier_revision_a_change_closes_one_finding_and_leaves_the_others(api: Api) -> None:
    gone = (await finding(api))["id"]
    grant = {"kind": "EXECUTES", "holder": "role/ict", "subject": "task/print", "scope": [BRUG], "key": "k"}
    await api.ask("mutation($i: GrantMandateInput!) { grantMandate(input: $i) { errors { code } } }", i=grant)
    found = (await api.ask(DIFFERENCE, known=1))["findingsDifference"]
    assert (found["before"], found["after"]) == ("2026-10-15", "2026-10-15")
    assert found["closed"]["nodes"] == [{"id": gone, "code": "VACANT", "subject": {"id": "task/print"}}]
    assert found["opened"]["totalCount"] == 0


async def test_since_an_earlier_day_everything_may_still_be_open(api: Api) -> None:
    found = (await api.ask(DIFFERENCE, o=BRUG, since="2026-01-01"))["findingsDifference"]
    assert (found["before"], found["stillOpen"]["totalCount"]) == ("2026-01-01", 1)


async def test_an_earlier_day_that_comes_later_is_refused(api: Api) -> None:
    assert await api.codes(DIFFERENCE, since="2027-01-01", on="2026-10-15") == ["BAD_USER_INPUT"]


async def test_next_school_year_is_held_against_today(api: Api) -> None:
    found = await api.ask("{ findingsNextSchoolYear { before after opened { totalCount } } }")
    assert found["findingsNextSchoolYear"]["before"] == "2026-10-15"
    assert found["findingsNextSchoolYear"]["after"] == "2027-09-01"


async def test_what_changed_tells_what_was_added_by_whom_and_why(api: Api) -> None:
    grant = {"kind": "EXECUTES", "holder": "role/ict", "subject": "task/print", "scope": [BRUG], "reason": "afspraak"}
    await api.ask("mutation($i: GrantMandateInput!) { grantMandate(input: $i) { errors { code } } }", i=grant)
    query = """{ whatChanged(sinceKnownAt: 1) {
      beforeKnownAt afterKnownAt recordCount
      records { act theme node { __typename } revision author reason fields }
      findings { closed { totalCount } }
    } }"""
    found = (await api.ask(query))["whatChanged"]
    assert (found["beforeKnownAt"], found["afterKnownAt"], found["recordCount"]) == (1, 2, 1)
    assert found["records"] == [
        {
            "act": "ADDED",
            "theme": "MANDATES",
            "node": {"__typename": "Mandate"},
            "revision": 2,
            "author": "local owner",
            "reason": "afspraak",
            "fields": [],
        }
    ]
    assert found["findings"]["closed"]["totalCount"] == 1


async def test_an_accepted_finding_says_why_by_whom_and_until_when(api: Api) -> None:
    found = await finding(api)
    done = await accept(api, finding=found["id"], acceptedBy="role/ict", until="2027-01-01", organisation=BRUG)
    assert done["errors"] == []
    assert done["revision"] == {"number": 2, "reason": "We huren een firma in"}
    assert done["acceptance"]["name"].startswith("Bewust zo gelaten: ")
    assert (await finding(api))["accepted"] == {
        "reason": "We huren een firma in",
        "since": "2026-10-15",
        "until": "2027-01-01",
        "acceptedBy": {"id": "role/ict"},
    }


async def test_accepting_twice_with_one_key_is_done_once(api: Api) -> None:
    given = {"finding": (await finding(api))["id"], "key": "een"}
    assert (await accept(api, **given))["revision"]["number"] == 2
    assert (await accept(api, **given))["revision"]["number"] == 2


async def test_a_finding_that_is_accepted_already_is_not_accepted_again(api: Api) -> None:
    found = (await finding(api))["id"]
    await accept(api, finding=found)
    (error,) = (await accept(api, finding=found, since="2026-11-01"))["errors"]
    assert (error["code"], error["field"]) == ("BAD_USER_INPUT", "finding")


async def test_a_finding_that_does_not_occur_is_not_found(api: Api) -> None:
    (error,) = (await accept(api, finding="finding/0000000000000000"))["errors"]
    assert error["code"] == "NOT_FOUND"


async def test_accepting_needs_a_reason_and_an_end_after_its_start(api: Api) -> None:
    found = (await finding(api))["id"]
    (error,) = (await accept(api, finding=found, reason=" "))["errors"]
    assert error["field"] == "reason"
    (error,) = (await accept(api, finding=found, until="2026-10-15"))["errors"]
    assert error["field"] == "until"


async def test_an_acceptance_of_what_is_arranged_meanwhile_is_superfluous(api: Api) -> None:
    await accept(api, finding=(await finding(api))["id"])
    grant = {"kind": "EXECUTES", "holder": "role/ict", "subject": "task/print", "scope": [BRUG]}
    await api.ask("mutation($i: GrantMandateInput!) { grantMandate(input: $i) { errors { code } } }", i=grant)
    query = "{ acceptances { state acceptance { reason } finding { id } } }"
    assert (await api.ask(query))["acceptances"] == [
        {"state": "SUPERFLUOUS", "acceptance": {"reason": "We huren een firma in"}, "finding": None}
    ]


async def test_ending_an_acceptance_opens_the_finding_again(api: Api) -> None:
    done = await accept(api, finding=(await finding(api))["id"])
    end = {"record": done["acceptance"]["id"], "until": "2026-11-01"}
    await api.ask("mutation($i: EndRecordInput!) { endRecord(input: $i) { errors { code } } }", i=end)
    query = "query($on: Date) { findings(codes: [VACANT], on: $on) { nodes { accepted { reason } } } }"
    assert (await api.ask(query, on="2026-10-31"))["findings"]["nodes"][0]["accepted"] is not None
    assert (await api.ask(query, on="2026-11-01"))["findings"]["nodes"][0]["accepted"] is None


async def test_findings_come_grouped_by_cause_with_the_norms_around_them(api: Api) -> None:
    query = """{ findings {
      totalCount
      causes { code severity count cause { id } organisations { id } findings(limit: 1) { id } }
      withoutNorm { id } profiles { profile { id } } exceptions { reason }
    } }"""
    found = (await api.ask(query))["findings"]
    assert sum(cause["count"] for cause in found["causes"]) == found["totalCount"]
    assert {"id": "task/wifi"} in found["withoutNorm"]
    assert (found["profiles"], found["exceptions"]) == ([], [])


async def test_the_load_tells_the_hours_of_people_schools_and_task_groups(api: Api) -> None:
    appoint = {"person": "person/cis", "role": "role/ict", "since": "2026-09-01", "fraction": "1/2", "hoursPerWeek": 20}
    await api.ask("mutation($i: AppointInput!) { appoint(input: $i) { errors { message } } }", i=appoint)
    query = """{ load {
      on personCount
      people { person { id } appointedHours hours unknownParts roomHours overloaded
        parts { role { id } hours shared organisations { id } } }
      organisations { organisation { id } hours unknownParts people unfilledHours allottedHours }
      taskGroups { taskGroup { id } hours unknownParts }
    } }"""
    found = (await api.ask(query))["load"]
    cis, an = found["people"]
    assert (cis["person"]["id"], cis["appointedHours"], cis["hours"], cis["overloaded"]) == (
        "person/cis",
        18.0,
        20.0,
        True,
    )
    assert (an["person"]["id"], an["hours"], an["unknownParts"], an["roomHours"]) == ("person/an", 0.0, 1, None)
    assert [(row["hours"], row["unknownParts"], row["people"]) for row in found["organisations"]] == [(20.0, 1, 2)]


async def test_a_list_that_is_asked_too_long_is_refused(api: Api) -> None:
    assert await api.codes("{ load { people(limit: 101) { hours } } }") == ["BAD_USER_INPUT"]


async def test_findings_can_be_asked_without_those_that_are_left_as_they_are(api: Api) -> None:
    await accept(api, finding=(await finding(api))["id"])
    query = "query($a: Boolean) { findings(codes: [VACANT], accepted: $a) { totalCount } }"
    counts = [(await api.ask(query, a=asked))["findings"]["totalCount"] for asked in (None, True, False)]
    assert counts == [1, 1, 0]


async def test_the_causes_are_those_of_the_findings_that_were_asked(api: Api) -> None:
    found = (await api.ask("{ findings(codes: [VACANT]) { totalCount causes { code count } } }"))["findings"]
    assert found == {"totalCount": 1, "causes": [{"code": "VACANT", "count": 1}]}
