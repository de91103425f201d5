"""What people know or want to learn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from graph.domain.changes import Change, Put
from graph.domain.errors import InvalidInput
from graph.domain.kinds import Knows, Person
from graph.domain.periods import in_force
from graph.model.snapshot import Snapshot
from graph.usecases.change.request import (
    Changed,
    Request,
    commit,
    given,
    known,
    record_from,
)
from graph.usecases.desk import Desk
from graph.usecases.viewer import Viewer

__all__ = ["RecordExpertise", "record_expertise"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordExpertise(Request):
    """Record what a person knows or wants; another level from a later day closes the former one."""

    person: str
    expertise: str
    level: int | None = None
    provenance: str = "declared"
    wants: bool = False
    since: date | None = None
    verified_on: date | None = None


async def record_expertise(desk: Desk, viewer: Viewer, request: RecordExpertise) -> Changed:
    """Record what a person knows or wants.

    Raises:
        NotFound: the person does not exist.
        InvalidInput: a value does not fit, or neither a level nor a wish is given.
    """
    if request.level is None and not request.wants:
        raise InvalidInput.because(
            "Neither a level nor a wish is given", "Give `level`, `wants` or both", field="level"
        )
    since = request.since or desk.today()
    plain = {
        **given(request),
        "kind": "KNOWS",
        "from": request.person,
        "to": request.expertise,
        "since": since.isoformat(),
        "verified_on": (request.verified_on or desk.today()).isoformat(),
    }
    for name in ("person", "expertise"):
        plain.pop(name)
    if viewer.person is not None and viewer.person != request.person:
        plain["entered_by"] = viewer.person
    knows = record_from(plain, "expertise")

    def make(snapshot: Snapshot) -> list[Change]:
        known(snapshot, Person, request.person, "person")
        former = [
            edge
            for edge in snapshot.out(Knows, request.person)
            if edge.to_id == request.expertise and edge.id != knows.id and in_force(edge, since)
        ]
        return [Put(knows), *(Put(replace(edge, until=since)) for edge in former)]

    return await commit(desk, viewer, request, make)
