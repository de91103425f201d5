"""Any record, field by field: add it, correct it, let it become different from a day on, take it away."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from graph.domain.errors import InvalidInput, NotFound
from graph.domain.kinds import At, Holds, Person, ReachedBy, Role, Task
from graph.usecases.change.editing import (
    AddRecord,
    ChangeFrom,
    CorrectRecord,
    RemoveRecord,
    add_record,
    change_from,
    correct_record,
    remove_record,
)
from graph.usecases.viewer import LOCAL_OWNER
from tests.graphs import edge, node, school, seat
from tests.unit.usecases.desks import desk_over

BRUG = "organisation/brug"


def taught() -> list[Any]:
    """An is ICT coordinator at De Brug, ten hours a week."""
    return [
        school("brug"),
        node("person/an", name="An Claes", email="an@brug.example"),
        seat("role/ict", at=BRUG),
        edge("HOLDS", "person/an", "role/ict", id="holds/an", since="2025-09-01", hours_per_week=10),
    ]


class TestAdding:
    async def test_a_new_function_stands_where_it_was_made(self) -> None:
        async with desk_over(taught()) as desk:
            asked = AddRecord(kind="role", values={"name": "Mediacoach", "seats": 2}, at=BRUG)
            done = await add_record(desk, LOCAL_OWNER, asked)
            role = desk.snapshot.find(Role, "role/mediacoach")
            assert (done.record, role is not None and role.seats) == (role, 2)
            assert [at.to_id for at in desk.snapshot.out(At, "role/mediacoach")] == [BRUG]

    async def test_a_phone_number_is_reached_from_the_school(self) -> None:
        async with desk_over(taught()) as desk:
            values = {"name": "Secretariaat", "type": "phone", "address": "015 00 00 01"}
            done = await add_record(desk, LOCAL_OWNER, AddRecord(kind="channel", values=values, at=BRUG))
            assert [desk.snapshot.get(way.to_id) for way in desk.snapshot.out(ReachedBy, BRUG)] == [done.record]

    @pytest.mark.parametrize("kind", ["person", "role"])
    async def test_what_is_added_again_with_its_key_is_answered_as_the_first_time(self, kind: str) -> None:
        async with desk_over(taught()) as desk:
            asked = AddRecord(kind=kind, values={"name": "Bo Jansen"}, at=BRUG, key="once")
            first, again = [await add_record(desk, LOCAL_OWNER, asked) for _ in range(2)]
            assert first.record is not None
            assert (again.record, again.revision) == (first.record, first.revision)

    @pytest.mark.parametrize(("kind", "more"), [("person", {}), ("channel", {"type": "phone"})])
    async def test_the_id_of_what_may_be_hidden_says_nothing_of_it(self, kind: str, more: dict[str, str]) -> None:
        async with desk_over(taught()) as desk:
            values = {"name": "Bo Jansen", **more}
            done = await add_record(desk, LOCAL_OWNER, AddRecord(kind=kind, values=values, at=BRUG))
            assert done.record is not None
            assert re.fullmatch(rf"{kind}/[0-9a-f]{{12}}", done.record.id)

    async def test_a_second_one_of_the_same_name_gets_an_id_of_its_own(self) -> None:
        async with desk_over(taught()) as desk:
            for _ in range(2):
                await add_record(desk, LOCAL_OWNER, AddRecord(kind="task", values={"name": "Wifi"}))
            assert {task.id for task in desk.snapshot.nodes(Task)} == {"task/wifi", "task/wifi-2"}

    async def test_an_edge_that_is_there_already_is_not_made_again(self) -> None:
        async with desk_over(taught()) as desk:
            asked = AddRecord(kind="AT", values={"from": "role/ict", "to": BRUG})
            with pytest.raises(InvalidInput, match="there already"):
                await add_record(desk, LOCAL_OWNER, asked)

    async def test_what_does_not_belong_there_is_refused(self) -> None:
        async with desk_over(taught()) as desk:
            with pytest.raises(InvalidInput, match="does not belong"):
                await add_record(desk, LOCAL_OWNER, AddRecord(kind="task", values={"name": "Wifi"}, at=BRUG))


class TestCorrecting:
    async def test_what_is_corrected_changes_and_the_rest_stays(self) -> None:
        async with desk_over(taught()) as desk:
            asked = CorrectRecord(record="person/an", values={"name": "An Claeys"})
            await correct_record(desk, LOCAL_OWNER, asked)
            person = desk.snapshot.find(Person, "person/an")
            assert person is not None
            assert (person.name, person.email) == ("An Claeys", "an@brug.example")

    async def test_null_takes_a_value_away(self) -> None:
        async with desk_over(taught()) as desk:
            await correct_record(desk, LOCAL_OWNER, CorrectRecord(record="person/an", values={"email": None}))
            person = desk.snapshot.find(Person, "person/an")
            assert person is not None
            assert person.email is None

    async def test_a_value_that_does_not_fit_names_its_field(self) -> None:
        async with desk_over(taught()) as desk:
            with pytest.raises(InvalidInput) as refused:
                await correct_record(desk, LOCAL_OWNER, CorrectRecord(record="role/ict", values={"seats": 0}))
            assert [problem.field for problem in refused.value.problems] == ["seats"]

    async def test_who_is_not_there_cannot_be_corrected(self) -> None:
        async with desk_over(taught()) as desk:
            with pytest.raises(NotFound):
                await correct_record(desk, LOCAL_OWNER, CorrectRecord(record="person/bo", values={"name": "Bo"}))


class TestChangingFromADay:
    async def test_the_old_values_hold_up_to_that_day_and_the_new_ones_from_it(self) -> None:
        async with desk_over(taught()) as desk:
            asked = ChangeFrom(record="holds/an", since=date(2027, 1, 1), values={"hours_per_week": 6})
            await change_from(desk, LOCAL_OWNER, asked)
            held = sorted(desk.snapshot.out(Holds, "person/an"), key=lambda one: one.since or date.min)
            assert [(one.since, one.until, one.hours_per_week) for one in held] == [
                (date(2025, 9, 1), date(2027, 1, 1), 10),
                (date(2027, 1, 1), None, 6),
            ]

    async def test_values_that_it_has_already_part_it_in_no_two(self) -> None:
        async with desk_over(taught()) as desk:
            asked = ChangeFrom(record="holds/an", since=date(2027, 1, 1), values={"hours_per_week": 10})
            before = desk.revision
            await change_from(desk, LOCAL_OWNER, asked)
            assert (desk.revision, len(desk.snapshot.out(Holds, "person/an"))) == (before, 1)

    @pytest.mark.parametrize("day", [date(2025, 9, 1), date(2024, 1, 1)])
    async def test_a_day_on_which_it_did_not_hold_yet_is_refused(self, day: date) -> None:
        async with desk_over(taught()) as desk:
            with pytest.raises(InvalidInput, match="does not hold"):
                await change_from(desk, LOCAL_OWNER, ChangeFrom(record="holds/an", since=day, values={}))

    async def test_a_person_has_no_period_for_each_value(self) -> None:
        async with desk_over(taught()) as desk:
            asked = ChangeFrom(record="person/an", since=date(2027, 1, 1), values={"name": "An"})
            with pytest.raises(InvalidInput, match="period"):
                await change_from(desk, LOCAL_OWNER, asked)


class TestTakingAway:
    async def test_the_facts_at_a_record_go_with_it(self) -> None:
        async with desk_over(taught()) as desk:
            await remove_record(desk, LOCAL_OWNER, RemoveRecord(record="person/an"))
            assert desk.snapshot.get("person/an") is None
            assert desk.snapshot.get("holds/an") is None
            assert desk.snapshot.get("role/ict") is not None

    async def test_one_fact_goes_alone(self) -> None:
        async with desk_over(taught()) as desk:
            await remove_record(desk, LOCAL_OWNER, RemoveRecord(record="holds/an"))
            assert desk.snapshot.get("person/an") is not None

    async def test_what_another_record_speaks_of_stays(self) -> None:
        acting = edge("HOLDS", "person/bo", "role/ict", acting_for="person/an")
        async with desk_over(taught(), node("person/bo"), acting) as desk:
            with pytest.raises(InvalidInput):
                await remove_record(desk, LOCAL_OWNER, RemoveRecord(record="person/an"))
            assert desk.snapshot.get("holds/an") is not None
