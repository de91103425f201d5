"""Everything that can be asked, put together from the subjects."""

from __future__ import annotations

import strawberry

from schema import load  # noqa: F401  (declares the types of a question that needs no field by hand)
from schema.changes import ChangesQuery
from schema.expertise import ExpertiseQuery
from schema.fragility import FragilityQuery
from schema.gaps import GapsQuery
from schema.nodes import NodesQuery
from schema.planning import PlanningQuery
from schema.questions import questions_query
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
    questions_query(),  # type: ignore[misc]  # made of the questions: the subjects, and so their types, are loaded
):
    """Everything that can be asked."""
