"""The pages, one module per group; each offers its `ROUTES`."""

from __future__ import annotations

from service.web.pages import about, organisation, people, preferences, start, subjects, who
from service.web.routes import PageRoute

__all__ = ["PAGE_ROUTES"]

PAGE_ROUTES: tuple[PageRoute, ...] = (
    *start.ROUTES,
    *preferences.ROUTES,
    *who.ROUTES,
    *organisation.ROUTES,
    *people.ROUTES,
    *subjects.ROUTES,
    *about.ROUTES,
)
"""Every page."""
