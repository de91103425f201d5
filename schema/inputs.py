"""The one change of the API that is asked in another form than the use case takes it: records in a list, in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graph.domain.described import AnyId
from graph.domain.errors import InvalidInput
from graph.usecases import change
from graph.usecases.change import Changeable, Changed, Request
from graph.usecases.viewer import Viewer

__all__ = ["MOST_RECORDS", "ApplyChanges", "apply_changes"]

MOST_RECORDS = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Put one record, or remove one: give one of the two.

    Attributes:
        put: a record in the native format, such as {"kind": "role", "id": "role/ict", "name": "ICT"}.
        remove: id of a record that was wrong; what merely ended gets an `until` instead.
    """

    put: Mapping[str, Any] | None = None
    remove: AnyId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyChanges(Request):
    """Put and remove records, all or none.

    Attributes:
        changes: the changes, in order (5,000 at most).
    """

    changes: tuple[Change, ...]


async def apply_changes(desk: Changeable, viewer: Viewer, request: ApplyChanges) -> Changed:
    """Put and remove records in the native format, all or none.

    Raises:
        InvalidInput: there are too many, one neither puts nor removes, or a record does not fit.
    """
    _check(request.changes)
    plain = change.ApplyChanges(
        key=request.key,
        reason=request.reason,
        expected_revision=request.expected_revision,
        puts=tuple(one.put for one in request.changes if one.put is not None),
        removals=tuple(one.remove for one in request.changes if one.remove is not None),
    )
    return await change.apply_changes(desk, viewer, plain)


def _check(changes: tuple[Change, ...]) -> None:
    if len(changes) > MOST_RECORDS:
        raise InvalidInput.because(f"{len(changes)} changes are given", f"Give {MOST_RECORDS} at most", field="changes")
    for index, one in enumerate(changes):
        if (one.put is None) == (one.remove is None):
            raise InvalidInput.because(
                f"Change {index} must put or remove one record", "Give `put` or `remove`", field="changes"
            )
