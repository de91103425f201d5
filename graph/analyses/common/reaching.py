"""How an organisation, function or body is reached on a day."""

from __future__ import annotations

from graph.domain.kinds import Channel, ReachedBy
from graph.model.coverage import Coverage

__all__ = ["channels_of"]


def channels_of(coverage: Coverage, node_id: str) -> tuple[Channel, ...]:
    """The ways to reach a node, lowest rank first, those without a rank last."""
    edges = sorted(coverage.out(ReachedBy, node_id), key=lambda edge: (edge.rank is None, edge.rank or 0, edge.to_id))
    found = (coverage.snapshot.find(Channel, edge.to_id) for edge in edges)
    return tuple(channel for channel in found if channel is not None)
