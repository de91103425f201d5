"""Anything by its id: a record, or something that is worked out and has an id of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import strawberry

from graph.usecases.world import World
from schema.arguments import Id, Info, few
from schema.changes import change_in_log, revision_in_log
from schema.declared import Answer, find
from schema.derive import computed
from schema.fragility import item_named
from schema.gaps import findings_by_id
from schema.ids import is_finding_id, read_change_id, read_item_id, read_revision_id

__all__ = ["NodesQuery"]


@strawberry.type
class NodesQuery:
    """Anything by its id."""

    @computed("The record with an id, whatever the day; null when it is unknown or hidden. `on` is for its children.")
    async def node(self, info: Info, world: World, id: Id) -> Answer[object] | None:
        (found,) = await _nodes(info, world, [id])
        return found

    @computed("The records with these ids (100 at most), with null for what is unknown or hidden.")
    async def nodes(
        self,
        info: Info,
        world: World,
        ids: Annotated[list[strawberry.ID], strawberry.argument(description="The ids.")],
    ) -> list[Answer[object] | None]:
        return await _nodes(info, world, few(ids, "ids"))


async def _nodes(info: Info, world: World, ids: Sequence[str]) -> list[Answer[object] | None]:
    findings = await findings_by_id(info, world) if any(is_finding_id(one) for one in ids) else {}
    return [findings.get(one) if is_finding_id(one) else await _node(info, world, one) for one in ids]


async def _node(info: Info, world: World, node_id: str) -> Answer[object] | None:
    number, change, item = read_revision_id(node_id), read_change_id(node_id), read_item_id(node_id)
    if number is not None:
        return await revision_in_log(info, number)
    if change is not None:
        return await change_in_log(info, *change)
    if item is not None:
        return await item_named(info, world, item)
    found = find(world, node_id)
    if found is not None:
        world.look_at(found.record.id)
    return found
