"""What a viewer may change."""

from __future__ import annotations

from graph.usecases.viewer import Viewer, ViewerKind

__all__ = ["may_change"]


def may_change(viewer: Viewer) -> bool:
    """Whether a viewer may change the graph."""
    return viewer.kind is ViewerKind.OWNER
