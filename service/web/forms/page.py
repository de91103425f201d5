"""The page with a form: what was typed, what it would do, and what is wrong beside its field."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from itertools import groupby

from starlette.responses import Response

from graph.domain.errors import Forbidden, MandaatwijzerError, StoreError, problems_of
from graph.usecases.proposals import LONGEST_WORD
from service.web.forms.effect import Effect
from service.web.forms.entered import Entered
from service.web.forms.fields import Field, shown_field
from service.web.forms.form import CHANGES, ChangeForm
from service.web.forms.meanwhile import stood
from service.web.links import Link
from service.web.problems import sentences, shown_error
from service.web.proposals import PROPOSAL, PROPOSED_WHY, Decider
from service.web.visit import Crumb, Visit

__all__ = ["page_of", "placed", "refused_page", "shown_fields"]


def page_of(
    visit: Visit,
    form: ChangeForm,
    entered: Entered,
    *,
    status: int = 200,
    effect: Effect | None = None,
    left_out: tuple[tuple[Link, str], ...] = (),
    problems: tuple[tuple[str, ...], ...] = (),
    changed_meanwhile: bool = False,
    deciders: tuple[Decider, ...] | None = None,
) -> Response:
    """The form as it stands, with what else there is to say."""
    fields = shown_fields(visit, form, entered)
    return visit.page(
        "change.html",
        title=visit.texts.gettext(form.title),
        tab=visit._("Not saved yet") if status != 200 else "",
        status=status,
        crumbs=(Crumb(visit._("Change something"), CHANGES),),
        about=form.about(visit, entered),
        intro=visit.texts.gettext(form.intro) if form.intro else "",
        action=visit.to_change(form.path),
        fields=tuple(
            (under, tuple(some))
            for under, some in groupby((one for one in fields if not one.seldom), lambda one: one.under)
        ),
        seldom=tuple(field for field in fields if field.seldom),
        has_seldom=any(field.values or field.errors for field in fields if field.seldom),
        wrong=tuple(field for field in fields if field.errors),
        met=tuple(field for field in fields if field.meanwhile),
        problems=problems,
        effect=effect,
        left_out=left_out,
        changed_meanwhile=changed_meanwhile,
        button=visit.texts.gettext(form.button),
        only_proposes=_only_proposes(visit, form, entered),
        deciders=deciders,
        why=visit.sent(PROPOSED_WHY),
        longest_why=LONGEST_WORD,
        proposal=entered.raw(PROPOSAL),
        key=secrets.token_hex(16),
        revision=visit.world.revision_now,
        stood=stood(form.filled(visit, entered)) if form.filled is not None else "",
    )


def refused_page(visit: Visit, form: ChangeForm, entered: Entered, error: MandaatwijzerError) -> Response:
    """The same form, with nothing lost of what was typed, and why it cannot be saved like this."""
    if isinstance(error, StoreError):
        raise error
    others = placed(form, entered, error)
    status = 403 if isinstance(error, Forbidden) else 422
    return page_of(visit, form, entered, status=status, problems=tuple(others))


def placed(form: ChangeForm, entered: Entered, error: MandaatwijzerError) -> Iterable[tuple[str, ...]]:
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


def shown_fields(visit: Visit, form: ChangeForm, entered: Entered) -> tuple[Field, ...]:
    """The fields with what was typed in them."""
    return tuple(shown_field(entered, field, form.asks) for field in form.fields(visit, entered))


def _only_proposes(visit: Visit, form: ChangeForm, entered: Entered) -> bool:
    """Whether the reader may not make the change, as far as what it is about tells before anything was filled in."""
    if not form.is_proposed(visit):
        return False
    about = entered.raw("record") or entered.raw("at") if form.right is None else ""
    may = visit.may_edit(about) or visit.is_own(about) if about else True
    return not form.is_offered(visit) or not may
