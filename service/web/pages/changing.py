"""The pages that change things: an overview of the forms, and each form."""

from __future__ import annotations

from starlette.responses import Response

from service.web.forms import arrangements, editing, expertise, mandates, people, records
from service.web.forms.form import CHANGES, ChangeForm, routes_of
from service.web.routes import PageRoute
from service.web.visit import Visit

__all__ = ["ROUTES"]

FORMS: tuple[ChangeForm, ...] = (
    *mandates.FORMS,
    *people.FORMS,
    *expertise.FORMS,
    *arrangements.FORMS,
    *records.FORMS,
    *editing.FORMS,
)

LISTED = (
    "toewijzen",
    "aanduiden",
    "niet-beschikbaar",
    "overdragen",
    "expertise",
    "doen-we-zelf",
    "niet-bij-ons",
    "minimumafspraak",
    "overleg",
    "kopieren",
    "ongedaan-maken",
    "samenvoegen",
)
"""The forms that can be opened without coming from somewhere."""


async def overview(visit: Visit) -> Response:
    """Every form that can be opened by itself."""
    named = {form.name: form for form in FORMS}
    listed = tuple((named[name].path, named[name].title(visit), named[name].intro(visit)) for name in LISTED)
    return visit.page("changes.html", title=visit._("Change something"), current=CHANGES, listed=listed)


ROUTES = (
    PageRoute(path=CHANGES, answer=overview),
    *(route for form in FORMS for route in routes_of(form)),
)
