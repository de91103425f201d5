"""A form that changes something: shown, previewed, saved; one way for all of them."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, replace
from typing import Any

from starlette.responses import Response

from graph.domain.described import attributes
from graph.domain.errors import (
    Conflict,
    Forbidden,
    KeyReused,
    MandaatwijzerError,
    StoreError,
    problems_of,
)
from graph.usecases.change.draft import Draft
from graph.usecases.change.request import Changed, Request
from graph.usecases.change.verbs import Verb, request_of
from graph.usecases.rights import Right
from service.web.forms.effect import Effect, effect_of
from service.web.forms.entered import Entered
from service.web.forms.fields import Field, FormField, field_values, shown_field
from service.web.forms.meanwhile import STOOD, Stands, caught_up, people_since, stood
from service.web.links import Link, address_of
from service.web.problems import sentences, shown_error, shown_left_out
from service.web.routes import NOT_OFFERED, PageRoute
from service.web.visit import Crumb, Visit

__all__ = ["CHANGES", "ChangeForm", "Saved", "back_to", "routes_of"]

CHANGES = "/wijzigen"
"""Every form that changes something has its address below this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """Where a reader goes after saving, and what is said there."""

    to: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeForm:
    """A form that becomes one request of a use case.

    Attributes:
        name: the last part of its address.
        title: what it does, in the reader's language.
        intro: a sentence above the fields; may be empty.
        about: what it is about, above the fields; empty where the fields say it.
        fields: what is asked, in order.
        verb: the use case.
        record: the field that names the record whose values are in the fields.
        filled: these values, before anybody typed; None when the form is about no record that is there.
        given: attributes of the request that nobody is asked for.
        check: says what is wrong with the values together, and completes them.
        place: the organisation that it is about, whose group the effect is shown for.
        saved: where it leads when it was saved.
        button: what the button to save says.
        right: what it takes, at what it is about; None = what the record takes that it is about.
        own: whether members may do it about themselves.
    """

    name: str
    right: Right | None
    own: bool = False
    title: Callable[[Visit], str]
    intro: Callable[[Visit], str] = lambda visit: ""
    about: Callable[[Visit, Entered], str] = lambda visit, entered: ""
    fields: Callable[[Visit, Entered], Iterable[FormField]]
    verb: Verb
    record: str = "record"
    filled: Callable[[Visit, Entered], Stands] | None = None
    given: Callable[[Visit, Entered], Mapping[str, Any]] = lambda visit, entered: {}
    check: Callable[[Entered, dict[str, Any]], None] = lambda entered, values: None
    place: Callable[[Entered], str | None] = lambda entered: entered.raw("organisation") or None
    saved: Callable[[Visit, Entered, Changed], Saved]
    button: Callable[[Visit], str] = lambda visit: visit._("Save")

    @property
    def path(self) -> str:
        """Its address."""
        return f"{CHANGES}/{self.name}"

    def is_offered(self, visit: Visit) -> bool:
        """Whether there is anything for which the reader may send it."""
        offer = visit.offer
        if self.right is None:
            return offer.anything
        return offer.may(self.right) or (self.own and offer.rights.own is not None)

    @property
    def asks(self) -> type[Request]:
        """The class of the request that it makes."""
        return request_of(self.verb)

    def request(self, entered: Entered) -> Request | None:
        """The request that was typed; None when something is wrong or missing."""
        visit, asks = entered.visit, self.asks
        given = self.given(visit, entered)
        values = {**given, **field_values(entered, self.fields(visit, entered), asks, given)}
        self.check(entered, values)
        needed = {attribute.name for attribute in attributes(asks) if attribute.default is MISSING}
        return None if any(entered.errors.values()) or needed - set(values) else asks(**values)


def back_to(record: str) -> Callable[[Visit, Entered, Changed], Saved]:
    """After saving: to the page of what a field names.

    Args:
        record: the field.
    """
    return lambda visit, entered, done: Saved(to=address_of(entered.raw(record)) or "/", message=visit._("Saved."))


def routes_of(form: ChangeForm) -> tuple[PageRoute, PageRoute]:
    """The addresses of a form: to open it, and to send it."""

    async def opened(visit: Visit) -> Response:
        if not form.is_offered(visit):
            raise Forbidden(NOT_OFFERED)
        entered = Entered.of(visit, visit.request.query_params)
        defaults = {field.sent_as: (field.default,) for field in form.fields(visit, entered)}
        filled = form.filled(visit, entered) if form.filled is not None else {}
        return _page(visit, form, entered.with_defaults({**defaults, **filled}))

    async def sent(visit: Visit) -> Response:
        return await _sent(visit, form, Entered.of(visit, visit.form))

    return (
        PageRoute(path=form.path, answer=opened),
        PageRoute(path=form.path, answer=sent, method="POST", writes=True),
    )


async def _sent(visit: Visit, form: ChangeForm, entered: Entered) -> Response:
    over_others = await _over_others(visit, form, entered)
    if over_others.meanwhile:
        return _page(visit, form, over_others, status=409, changed_meanwhile=True)
    request = form.request(entered)
    if request is None:
        return _page(visit, form, entered, status=422)
    draft = Draft(visit.desk)
    try:
        if visit.sent("action") != "save":
            shown = await form.verb(draft, visit.viewer, request)
            effect = await effect_of(visit, draft.changes, shown.snapshot, form.place(entered))
            return _page(visit, form, entered, effect=effect, left_out=shown_left_out(visit, shown.left_out))
        done = await form.verb(visit.desk, visit.viewer, _with_log(visit, request))
    except MandaatwijzerError as error:
        return _refused(visit, form, entered, error)
    saved = form.saved(visit, entered, done)
    return visit.redirect(saved.to, message=saved.message)


async def _over_others(visit: Visit, form: ChangeForm, entered: Entered) -> Entered:
    """What was typed, over what somebody else made of the record since the form was opened."""
    if form.filled is None or not visit.sent(STOOD):
        return entered
    stands = form.filled(visit, entered)
    if visit.sent(STOOD) == stood(stands):
        return entered
    who = await people_since(visit, entered.raw(form.record), _revision_sent(visit) or 0)
    return caught_up(entered, stands, _shown_fields(visit, form, entered), who)


def _revision_sent(visit: Visit) -> int | None:
    """The revision that the form was shown at."""
    seen = visit.sent("revision")
    return int(seen) if seen.isdecimal() and len(seen) < 12 else None


def _with_log(visit: Visit, request: Request) -> Request:
    """The request with what keeps a second click from doing it twice, and a stale page from undoing others' work."""
    return replace(request, key=visit.sent("key")[:100] or None, expected_revision=_revision_sent(visit))


def _refused(visit: Visit, form: ChangeForm, entered: Entered, error: MandaatwijzerError) -> Response:
    """The same form, with nothing lost of what was typed, and why it cannot be saved like this."""
    if isinstance(error, StoreError):
        raise error
    if isinstance(error, Conflict | KeyReused):
        return _page(visit, form, entered, status=409, changed_meanwhile=True)
    others = _placed(form, entered, error)
    status = 403 if isinstance(error, Forbidden) else 422
    return _page(visit, form, entered, status=status, problems=tuple(others))


def _placed(form: ChangeForm, entered: Entered, error: MandaatwijzerError) -> Iterable[tuple[str, ...]]:
    """Put each problem beside its field; gives those that have none."""
    visit = entered.visit
    problems = problems_of(error)
    if not problems:
        return shown_error(visit, error)
    fields = tuple(form.fields(visit, entered))
    others: list[tuple[str, ...]] = []
    for problem in problems:
        said = sentences(visit, problem.message, problem.remedy)
        named = next((field for field in fields if problem.field and field.is_named(problem.field)), None)
        if named is None:
            others.append(said)
            continue
        for sentence in said:
            entered.wrong(named.sent_as, sentence)
    return others


def _page(
    visit: Visit,
    form: ChangeForm,
    entered: Entered,
    *,
    status: int = 200,
    effect: Effect | None = None,
    left_out: tuple[tuple[Link, str], ...] = (),
    problems: tuple[tuple[str, ...], ...] = (),
    changed_meanwhile: bool = False,
) -> Response:
    fields = _shown_fields(visit, form, entered)
    return visit.page(
        "change.html",
        title=form.title(visit),
        tab=visit._("Not saved yet") if status != 200 else "",
        status=status,
        crumbs=(Crumb(visit._("Change something"), CHANGES),),
        about=form.about(visit, entered),
        intro=form.intro(visit),
        action=form.path,
        fields=fields,
        wrong=tuple(field for field in fields if field.errors),
        met=tuple(field for field in fields if field.meanwhile),
        problems=problems,
        effect=effect,
        left_out=left_out,
        changed_meanwhile=changed_meanwhile,
        button=form.button(visit),
        key=visit.sent("key") if effect is not None and visit.sent("key") else secrets.token_hex(16),
        revision=visit.world.revision_now,
        stood=stood(form.filled(visit, entered)) if form.filled is not None else "",
    )


def _shown_fields(visit: Visit, form: ChangeForm, entered: Entered) -> tuple[Field, ...]:
    return tuple(shown_field(entered, field, form.asks) for field in form.fields(visit, entered))
