"""Everything that can be asked, put together from the subjects."""

from __future__ import annotations

import strawberry

from schema.changes import ChangesQuery
from schema.expertise import ExpertiseQuery
from schema.fragility import FragilityQuery
from schema.gaps import GapsQuery
from schema.nodes import NodesQuery
from schema.planning import PlanningQuery
from schema.questions import QuestionsQuery
from schema.records import RecordsQuery
from schema.responsibility import ResponsibilityQuery
from schema.search import SearchQuery
from schema.viewer import ViewerQuery

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
    ChangesQuery,
    ViewerQuery,
    QuestionsQuery,  # type: ignore[misc]  # it is made of the questions when the schema is put together
):
    """Everything that can be asked."""
