"""What people know or want to learn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any

from graph.domain.changes import Change, Put
from graph.domain.codec import to_plain
from graph.domain.described import ExpertiseId, KnowsId, PersonId, Provenance
from graph.domain.errors import InvalidInput
from graph.domain.kinds import Knows, Person
from graph.domain.periods import in_force
from graph.domain.text import Text
from graph.model.snapshot import Snapshot
from graph.usecases.change.request import (
    Changeable,
    Changed,
    Request,
    Shows,
    commit,
    edge_asked,
    ends_of,
    known,
    record_from,
)
from graph.usecases.viewer import Viewer

__all__ = ["ConfirmExpertise", "RecordExpertise", "confirm_expertise", "record_expertise"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordExpertise(Request):
    """Record what a person knows or wants to learn; another level from a later day closes the former one.

    Attributes:
        person: who.
        expertise: the topic.
        level: 1 basic, 2 independent, 3 helps others, 4 reference, 5 trains others; without: only a wish.
        provenance: whose word it is; default: declared.
        wants: whether the person wishes to do or learn it.
        since: first day; None = today.
        verified_on: when it was last confirmed; None = today.
    """

    ends = ends_of(from_="person", to="expertise")

    person: PersonId
    expertise: ExpertiseId
    level: int | None = None
    provenance: Provenance = "declared"
    wants: bool = False
    since: date | None = None
    verified_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmExpertise(Request):
    """Confirm that recorded levels of expertise are still right.

    Attributes:
        knows: ids of what is recorded.
        provenance: whose word it is from now on; None = a colleague's word makes what was declared endorsed, the
            person's own leaves it.
        on: when that was looked at; None = today.
    """

    knows: tuple[KnowsId, ...]
    provenance: Provenance | None = None
    on: date | None = None


async def confirm_expertise(
    desk: Changeable, viewer: Viewer, request: ConfirmExpertise
) -> Annotated[Changed, Shows("knows", Knows, several=True)]:
    """Confirm that recorded levels are still right; all or none.

    Raises:
        NotFound: one of them does not exist.
        InvalidInput: the provenance does not exist.
    """
    on = request.on or desk.today()

    def make(snapshot: Snapshot) -> list[Change]:
        edges = [known(snapshot, Knows, edge, "knows") for edge in request.knows]
        return [Put(record_from(_confirmed(edge, viewer, request.provenance, on), "knows")) for edge in edges]

    return await commit(desk, viewer, request, make)


def _confirmed(edge: Knows, viewer: Viewer, provenance: str | None, on: date) -> dict[str, Any]:
    by_colleague = viewer.person is not None and viewer.person != edge.from_id
    whose = "endorsed" if by_colleague and edge.provenance == "declared" else edge.provenance
    return {**to_plain(edge), "verified_on": on.isoformat(), "provenance": provenance or whose}


async def record_expertise(
    desk: Changeable, viewer: Viewer, request: RecordExpertise
) -> Annotated[Changed, Shows("knows", Knows)]:
    """Record what a person knows or wants.

    Raises:
        NotFound: the person does not exist.
        InvalidInput: a value does not fit, or neither a level nor a wish is given.
    """
    if request.level is None and not request.wants:
        raise InvalidInput.because(
            Text("Neither a level nor a wish is given"), Text("Give `level`, `wants` or both"), field="level"
        )
    since = request.since or desk.today()
    knows = edge_asked(
        request,
        "KNOWS",
        "expertise",
        since=since.isoformat(),
        verified_on=(request.verified_on or desk.today()).isoformat(),
        entered_by=None if viewer.person == request.person else viewer.person,
    )

    def make(snapshot: Snapshot) -> list[Change]:
        known(snapshot, Person, request.person, "person")
        former = [
            edge
            for edge in snapshot.out(Knows, request.person)
            if edge.to_id == request.expertise and edge.id != knows.id and in_force(edge, since)
        ]
        return [Put(knows), *(Put(replace(edge, until=since)) for edge in former)]

    return await commit(desk, viewer, request, make)
