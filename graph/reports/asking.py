"""A suggestion to ask somebody: plans speak so of people, never of who gets what."""

from __future__ import annotations

from graph.reports.model import Span
from graph.reports.naming import Naming

__all__ = ["asking"]


def asking(person: str, naming: Naming) -> Span:
    """That somebody could be asked."""
    return Span(naming.texts.gettext("ask {person}", person=naming(person)), strong=True)
