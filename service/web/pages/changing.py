"""The pages that change things: an overview of the forms, and each form."""

from __future__ import annotations

from starlette.responses import Response

from graph.usecases.rights import Right
from service.web.forms import arrangements, editing, expertise, mandates, people, records
from service.web.forms.form import CHANGES, ChangeForm
from service.web.forms.sending import routes_of
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


def overview(visit: Visit) -> Response:
    """Every form that can be opened by itself."""
    offered = (form for form in FORMS if form.opens_alone and form.is_offered(visit))
    say = visit.texts.gettext
    listed = tuple(
        (visit.to_change(form.path), say(form.title), say(form.intro) if form.intro else "") for form in offered
    )
    offer = visit.offer
    return visit.page(
        "changes.html",
        title=visit._("Change something"),
        current=CHANGES,
        listed=listed,
        takes_lists=offer.rights.is_keeper_anywhere(),
        takes_schools=offer.rights.may(Right.KEEP),
    )


ROUTES = (
    PageRoute(path=CHANGES, answer=overview),
    *(route for form in FORMS for route in routes_of(form)),
)
