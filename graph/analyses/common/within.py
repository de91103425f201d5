"""Which organisations a question is about: one with everything below it, or all of them."""

from __future__ import annotations

from graph.domain.errors import NotFound
from graph.domain.kinds import Organisation
from graph.model.coverage import Coverage

__all__ = ["organisations_within"]


def organisations_within(coverage: Coverage, organisation: str | None) -> tuple[str, ...]:
    """The organisation and every one below it that day, sorted; None = every organisation that exists that day.

    Empty when the organisation does not exist that day.

    Raises:
        NotFound: there is no such organisation on any day.
    """
    snapshot = coverage.snapshot
    if organisation is None:
        return tuple(node.id for node in snapshot.nodes(Organisation) if snapshot.exists(node.id, coverage.on))
    if snapshot.find(Organisation, organisation) is None:
        raise NotFound.record(organisation)
    return coverage.below(organisation)
