"""Everything that can be asked, put together from the subjects."""

from __future__ import annotations

import strawberry

from schema.changes import ChangesQuery
from schema.expertise import ExpertiseQuery
from schema.fragility import FragilityQuery
from schema.gaps import GapsQuery
from schema.load import LoadQuery
from schema.nodes import NodesQuery
from schema.planning import PlanningQuery
from schema.records import RecordsQuery
from schema.responsibility import ResponsibilityQuery
from schema.search import SearchQuery

__all__ = ["Query"]


@strawberry.type(description="Everything that can be asked.")
class Query(
    NodesQuery,
    RecordsQuery,
    SearchQuery,
    ResponsibilityQuery,
    GapsQuery,
    FragilityQuery,
    ExpertiseQuery,
    PlanningQuery,
    LoadQuery,
    ChangesQuery,
):
    """Everything that can be asked."""
