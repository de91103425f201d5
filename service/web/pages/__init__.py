"""The pages, one module per group; each offers its `ROUTES`."""

from __future__ import annotations

from service.web.pages import (
    about,
    access,
    changing,
    documents,
    expertise,
    facts,
    findings,
    first_hour,
    history,
    importing,
    keys,
    looking_as,
    mine,
    my_data,
    organisation,
    people,
    planning,
    preferences,
    proposals,
    questions,
    signing_in,
    start,
    subjects,
    unfinished,
    vulnerability,
    who,
)
from service.web.routes import PageRoute

__all__ = ["PAGE_ROUTES"]

PAGE_ROUTES: tuple[PageRoute, ...] = (
    *start.ROUTES,
    *preferences.ROUTES,
    *looking_as.ROUTES,
    *signing_in.ROUTES,
    *access.ROUTES,
    *who.ROUTES,
    *mine.ROUTES,
    *my_data.ROUTES,
    *changing.ROUTES,
    *proposals.ROUTES,
    *facts.ROUTES,
    *findings.ROUTES,
    *vulnerability.ROUTES,
    *planning.ROUTES,
    *expertise.ROUTES,
    *history.ROUTES,
    *documents.ROUTES,
    *importing.ROUTES,
    *first_hour.ROUTES,
    *organisation.ROUTES,
    *people.ROUTES,
    *subjects.ROUTES,
    *questions.ROUTES,
    *about.ROUTES,
    *keys.ROUTES,
    *unfinished.ROUTES,
)
"""Every page."""
