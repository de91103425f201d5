"""Who covers a subject."""

from __future__ import annotations

from graph.analyses.answers.responsibility import Responsibility, responsibility
from graph.model.coverage import Coverage
from graph.words.catalogue import texts_in
from tests.graphs import Plains, day, edge, node, organisation, school, seat, snapshot_of

DUTCH = texts_in("nl")
BRUG, GROUP = "organisation/brug", "organisation/vaart"


def contact(person: str, task: str, at: str) -> dict:
    return edge("CONTACT_POINT_FOR", f"person/{person}", f"task/{task}", scope=[at])


def technical_tasks_at_brug(*more: Plains) -> Responsibility:
    snapshot = snapshot_of(
        organisation("vaart", "school_group"),
        school("brug", under=["vaart"]),
        [node("task_group/technical"), node("task/wifi"), node("task/print")],
        edge("IN_GROUP", "task/wifi", "task_group/technical"),
        *more,
    )
    return responsibility(Coverage.of(snapshot, day("2026-10-15")), BRUG, "task_group/technical")


def test_the_answer_about_a_task_group_has_a_part_for_each_task_in_it() -> None:
    answer = technical_tasks_at_brug(edge("IN_GROUP", "task/print", "task_group/technical"))
    assert [part.subject for part in answer.parts] == ["task/print", "task/wifi"]


def test_the_answer_about_a_task_group_holds_until_a_task_joins_it() -> None:
    answer = technical_tasks_at_brug(edge("IN_GROUP", "task/print", "task_group/technical", since="2027-01-01"))
    assert [part.subject for part in answer.parts] == ["task/wifi"]
    assert answer.valid_until == day("2027-01-01")


def test_a_task_that_is_not_used_at_the_school_or_above_is_no_part_of_the_answer() -> None:
    joined = edge("IN_GROUP", "task/print", "task_group/technical")
    answer = technical_tasks_at_brug(joined, edge("NOT_USED_AT", "task/print", GROUP))
    assert (answer.used, [part.subject for part in answer.parts]) == (True, ["task/wifi"])


def test_the_answer_about_what_is_not_used_says_so() -> None:
    answer = technical_tasks_at_brug(edge("NOT_USED_AT", "task_group/technical", BRUG))
    assert (answer.used, answer.parts) == (False, ())


def wifi_at_brug(*more: Plains) -> Responsibility:
    snapshot = snapshot_of(
        organisation("vaart", "school_group"),
        school("brug", under=["vaart"]),
        [node(f"person/{name}") for name in ("an", "bo")],
        [node(f"channel/{name}") for name in ("desk", "group", "own")],
        node("task/wifi"),
        *more,
    )
    return responsibility(Coverage.of(snapshot, day("2026-10-15")), BRUG, "task/wifi")


def test_who_is_there_comes_before_who_is_absent_whatever_their_rank() -> None:
    answer = wifi_at_brug(
        edge("EXECUTES", "person/an", "task/wifi", scope=[BRUG], rank=1),
        edge("EXECUTES", "person/bo", "task/wifi", scope=[BRUG], rank=2),
        edge("ABSENT_FROM", "person/an", BRUG),
    )
    assert [(each.holder, each.available) for each in answer.executors] == [("person/bo", True), ("person/an", False)]
    assert DUTCH.say(answer.executors[1].reason) == "nu afwezig"


def purchase_at_brug(*more: Plains) -> Responsibility:
    snapshot = snapshot_of(
        organisation("vaart", "school_group"),
        school("brug", under=["vaart"]),
        [node(f"person/{name}") for name in ("an", "bo", "cas", "dina")],
        node("decision/buy"),
        decides("an", 1000, granted_by="person/dina"),
        decides("bo", 1000, granted_by=GROUP),
        decides("cas", None, granted_by=GROUP),
        *more,
    )
    return responsibility(Coverage.of(snapshot, day("2026-10-15")), BRUG, "decision/buy")


def decides(person: str, ceiling: int | None, *, granted_by: str) -> dict:
    limit = {} if ceiling is None else {"ceiling_eur": ceiling}
    return edge("DECIDES", f"person/{person}", "decision/buy", scope=[BRUG], granted_by=granted_by, **limit)


def away(person: str) -> dict:
    return edge("ABSENT_FROM", f"person/{person}", GROUP, until="2026-12-01")


def in_order(answer: Responsibility) -> list[tuple[str, bool]]:
    return [(each.holder.removeprefix("person/"), each.available) for each in answer.deciders]


def test_the_first_decider_is_the_first_available_one_when_everybody_is_there() -> None:
    answer = purchase_at_brug()
    assert in_order(answer) == [("an", True), ("bo", True), ("cas", True)]
    assert (answer.first_available, answer.accountable) == ("person/an", ("person/dina",))
    assert answer.decides_instead() is None


def test_who_stays_accountable_is_whoever_granted_the_first_decider_who_is_there() -> None:
    answer = purchase_at_brug(away("an"))
    assert in_order(answer) == [("bo", True), ("an", False), ("cas", True)]
    assert (answer.first_available, answer.accountable) == ("person/bo", (GROUP,))


def test_the_lowest_ceiling_stays_first_in_the_list_when_only_a_higher_one_is_there() -> None:
    answer = purchase_at_brug(away("an"), away("bo"))
    assert in_order(answer) == [("an", False), ("bo", False), ("cas", True)]
    assert (answer.first_available, answer.accountable) == ("person/cas", (GROUP,))
    assert answer.decides_instead() == "person/cas"


def test_nobody_is_the_first_available_one_when_every_decider_is_absent() -> None:
    answer = purchase_at_brug(away("an"), away("bo"), away("cas"))
    assert in_order(answer) == [("an", False), ("bo", False), ("cas", False)]
    assert (answer.first_available, answer.accountable) == (None, ("person/dina",))
    assert answer.decides_instead() is None


def test_a_channel_of_the_mandate_goes_before_that_of_the_function_and_that_before_the_one_of_the_group() -> None:
    group = edge("REACHED_BY", GROUP, "channel/group")
    function = [
        seat("role/ict", at=GROUP, held_by=["person/an"]),
        edge("REACHED_BY", "role/ict", "channel/desk"),
    ]
    by_function = wifi_at_brug(group, function, edge("EXECUTES", "role/ict", "task/wifi"))
    by_mandate = wifi_at_brug(group, function, edge("EXECUTES", "role/ict", "task/wifi", channel="channel/own"))
    by_group = wifi_at_brug(group, edge("EXECUTES", "person/an", "task/wifi", scope=[GROUP]))
    channels = [answer.executors[0].channels for answer in (by_mandate, by_function, by_group)]
    assert channels == [("channel/own",), ("channel/desk",), ("channel/group",)]


def test_a_replacement_ends_with_the_first_of_the_holding_and_the_mandate() -> None:
    answer = wifi_at_brug(
        seat("role/ict", at=BRUG, held_by=["person/an"]),
        edge("HOLDS", "person/bo", "role/ict", acting_for="person/an", until="2026-12-01"),
        edge("ABSENT_FROM", "person/an", BRUG),
        edge("EXECUTES", "role/ict", "task/wifi", until="2027-07-01"),
    )
    assert answer.executors[0].holder == "person/bo"
    assert DUTCH.say(answer.executors[0].reason).endswith("vervangt person/an t.e.m. 30 november 2026")
