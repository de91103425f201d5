"""What the reader left half-way: offered to go on with, or to throw away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.responses import Response

from graph.domain.errors import NotFound
from graph.domain.text import N_
from graph.usecases.unfinished import fields_in, forget_unfinished, unfinished_of
from service.web.forms.entered import Entered, form_of
from service.web.forms.form import ChangeForm
from service.web.forms.halfway import UNFINISHED
from service.web.forms.sending import check_about
from service.web.links import address, own_path
from service.web.pages.changing import FORMS
from service.web.pages.first_hour import COLLEAGUES, SCHOOLS
from service.web.pages.importing import FILE_NAME, IMPORT
from service.web.routes import PageRoute
from service.web.shown import shown_moment
from service.web.visit import Visit

if TYPE_CHECKING:
    from graph.store.kept import Unfinished

__all__ = ["ROUTES", "shown_unfinished"]

THROWN_AWAY = "/bezig/weg"

_FORMS = {form.path: form for form in FORMS}
_OTHERS = {IMPORT: N_("Import"), SCHOOLS: N_("Your schools"), COLLEAGUES: N_("Your colleagues")}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownUnfinished:
    """Something that was left half-way.

    Attributes:
        what: the title of the form.
        about: what it is about; may be empty.
        at: when it was left, in words.
        href: where it goes on; empty when what it is about was taken away.
        key: of it.
    """

    what: str
    about: str
    at: str
    href: str
    key: str


async def shown_unfinished(visit: Visit) -> tuple[ShownUnfinished, ...]:
    """What the reader left half-way, the last first; an onlooker left nothing."""
    if visit.session.behind is not None:
        return ()
    found = await unfinished_of(visit.desk, visit.viewer)
    return tuple(_shown(visit, one) for one in found if one.form in _OTHERS or one.form in _FORMS)


def _shown(visit: Visit, one: Unfinished) -> ShownUnfinished:
    fields = form_of(fields_in(one))
    form = _FORMS.get(one.form)
    entered = Entered.of(visit, fields)
    names = [text for text in fields.getlist(FILE_NAME) if isinstance(text, str)]
    return ShownUnfinished(
        what=visit.texts.gettext(_OTHERS[one.form] if form is None else form.title),
        about=visit.texts.listing(names) if form is None else form.about(visit, entered),
        at=shown_moment(visit, one.at),
        href=address(one.path, **{UNFINISHED: one.key}) if form is None or _is_there(visit, form, entered) else "",
        key=one.key,
    )


def _is_there(visit: Visit, form: ChangeForm, entered: Entered) -> bool:
    try:
        check_about(visit, form, entered)
    except NotFound:
        return False
    return True


async def throw_away(visit: Visit) -> Response:
    """Forget one of them."""
    await forget_unfinished(visit.desk, visit.viewer, visit.sent("key"))
    return visit.redirect(own_path(visit.sent("back") or "/"), message=visit._("Thrown away."))


ROUTES = (PageRoute(path=THROWN_AWAY, answer=throw_away, method="POST", writes=True),)
