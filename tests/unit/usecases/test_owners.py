"""The register keeps an owner: the last one is not taken away, erased, merged away or removed."""

from __future__ import annotations

import pytest

from graph.domain.errors import InvalidInput
from graph.store.kept import Owner
from graph.usecases.change.editing import RemoveRecord, remove_record
from graph.usecases.change.merging import MergeRecords, merge_records
from graph.usecases.desk import Desk
from graph.usecases.erasing import erase, planned_erasure
from graph.usecases.owners import add_owner, owners_of, remove_owner
from graph.usecases.viewer import LOCAL_OWNER
from tests.graphs import edge, node, school
from tests.unit.usecases.desks import desk_over

AN, BO = "person/an", "person/bo"
GRAPH = (
    school("brug"),
    node(AN, email="an@school.example"),
    node(BO),
    edge("AFFILIATED_WITH", AN, "organisation/brug"),
)


async def owners(desk: Desk) -> list[str]:
    return [owner.key for owner in await owners_of(desk)]


async def test_the_last_owner_is_not_taken_away_and_hands_over_first() -> None:
    async with desk_over(*GRAPH) as desk:
        await add_owner(desk, LOCAL_OWNER, AN)
        with pytest.raises(InvalidInput, match="Name another owner first"):
            await remove_owner(desk, LOCAL_OWNER, AN)
        await add_owner(desk, LOCAL_OWNER, BO)
        await remove_owner(desk, LOCAL_OWNER, AN)
        assert await owners(desk) == [BO]


@pytest.mark.parametrize("named", [AN, "an@school.example"])
async def test_the_last_owner_is_not_erased_and_nothing_of_them_is_changed(named: str) -> None:
    async with desk_over(*GRAPH) as desk:
        await add_owner(desk, LOCAL_OWNER, named)
        for attempt in (planned_erasure, erase):
            with pytest.raises(InvalidInput, match="Name another owner first"):
                await attempt(desk, LOCAL_OWNER, AN)
        assert (desk.revision, await owners(desk)) == (1, [named])
        await add_owner(desk, LOCAL_OWNER, BO)
        await erase(desk, LOCAL_OWNER, AN)
        assert await owners(desk) == [BO]


async def test_the_last_owner_is_not_removed_or_merged_away() -> None:
    async with desk_over(*GRAPH) as desk:
        await add_owner(desk, LOCAL_OWNER, BO)
        with pytest.raises(InvalidInput, match="Name another owner first"):
            await remove_record(desk, LOCAL_OWNER, RemoveRecord(record=BO))
        with pytest.raises(InvalidInput, match="Name another owner first"):
            await merge_records(desk, LOCAL_OWNER, MergeRecords(keep=AN, drop=BO))
        assert await desk.access.find(Owner, BO, desk.clock.now()) is not None
        await add_owner(desk, LOCAL_OWNER, AN)
        await remove_record(desk, LOCAL_OWNER, RemoveRecord(record=BO))
        assert await owners(desk) == [AN]
