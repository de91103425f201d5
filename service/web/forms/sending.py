"""How a form is opened and sent: shown, previewed, saved or proposed; one way for all of them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import MISSING, replace

from starlette.responses import Response

from graph.domain.described import Ref, attributes
from graph.domain.errors import Conflict, Forbidden, KeyReused, MandaatwijzerError, NotFound, StoreError
from graph.domain.kinds import EDGE_KINDS
from graph.domain.text import Text
from graph.usecases import read
from graph.usecases.change.draft import Draft
from graph.usecases.change.request import Request
from graph.usecases.proposal_answers import changed_proposal, proposal_to_decide
from graph.usecases.proposals import Proposed, propose
from graph.usecases.unfinished import fields_in
from service.web.forms.effect import effect_of
from service.web.forms.entered import Entered, form_of
from service.web.forms.form import ChangeForm
from service.web.forms.halfway import UNFINISHED, at_step, drop, keep, typed
from service.web.forms.meanwhile import STOOD, caught_up, people_since, stood
from service.web.forms.page import page_of, placed, refused_page, shown_fields
from service.web.links import address
from service.web.problems import shown_left_out
from service.web.proposals import PROPOSAL, PROPOSED_WHY, address_of_proposal, deciders_of, proposed_reason
from service.web.routes import NOT_OFFERED, PageRoute
from service.web.visit import Visit

__all__ = ["check_about", "routes_of"]

STALE = "stale"
"""What was to be done with a form that came too late: others changed something since it was shown."""


def routes_of(form: ChangeForm) -> tuple[PageRoute, PageRoute]:
    """The addresses of a form: to open it, and to send it."""

    async def opened(visit: Visit) -> Response:
        if not form.is_offered(visit) and not form.is_proposed(visit):
            raise Forbidden(NOT_OFFERED)
        if visit.asked(UNFINISHED):
            step = await at_step(visit)
            return _anew(visit) if step is None else await _at_step(step, form)
        try:
            entered = await _entered(visit, form)
        except Conflict:
            return visit.redirect(
                address_of_proposal(visit.asked(PROPOSAL)), message=visit._("This was answered already.")
            )
        check_about(visit, form, entered)
        defaults = {field.sent_as: (field.default,) for field in form.fields(visit, entered)}
        filled = form.filled(visit, entered) if form.filled is not None else {}
        met = bool(entered.meanwhile)
        return page_of(visit, form, entered.with_defaults({**defaults, **filled}), changed_meanwhile=met)

    async def sent(visit: Visit) -> Response:
        entered, action = Entered.of(visit, visit.form), visit.sent("action")
        if action in ("save", "propose") and await _answering(visit, form, entered) is entered:
            try:
                done = await _done(visit, form, entered)
            except (Conflict, KeyReused):
                done, action = None, STALE
            if done is not None:
                await drop(visit, form, entered)
                return done
        if move := visit.sent("move"):
            entered, action = entered.moved(move), "move"
        step = await keep(visit, form, entered, action)
        if action == "keep":
            return Response(status_code=204)
        if step is not None:
            return visit.redirect(step)
        fields = ((name, text) for name, texts in entered.values.items() for text in texts)
        return await _at_step(visit.with_form(form_of([*fields, ("action", action)])), form)

    return (
        PageRoute(path=form.path, answer=opened),
        PageRoute(path=form.path, answer=sent, method="POST", writes=True),
    )


def check_about(visit: Visit, form: ChangeForm, entered: Entered) -> None:
    """Do nothing where the form can be sent: what nobody is asked is there, and something says what to choose from.

    Raises:
        NotFound: it was opened without what it is about.
    """
    is_bare = not any(map(any, entered.values.values()))
    needed = {attribute.name: attribute for attribute in attributes(form.asks) if attribute.default is MISSING}
    for field in form.fields(visit, entered):
        attribute, given = needed.get(field.fills or ""), entered.raw(field.sent_as)
        ref = attribute.mark(Ref) if attribute is not None else None
        if field.sort == "hidden" and (attribute is not None or field.required):
            is_there = bool(given) if ref is None else read.get(visit.world, given) is not None
        else:
            is_of_edge = ref is not None and bool(ref.kinds) and all(kind in EDGE_KINDS for kind in ref.kinds)
            is_there = not (is_bare and is_of_edge) or any(group.choices for group in field.choices())
        if not is_there:
            raise NotFound(Text("What this form is about"), Text("Open it from the page of what it is about"))


async def _entered(visit: Visit, form: ChangeForm) -> Entered:
    """What stands in a form that is opened: what a proposal has, over what others changed since, or what is asked."""
    if key := visit.asked(PROPOSAL):
        found = await _proposal(visit, form, key)
        proposed = visit.with_form(form_of([*fields_in(found.proposal), (PROPOSAL, key)]))
        return await _over_others(proposed, form, Entered.of(proposed, proposed.form))
    return Entered.of(visit, visit.request.query_params).without("on")


def _anew(visit: Visit) -> Response:
    """The form as it is opened, where a step of it is there no longer."""
    asked = {name: text for name, text in visit.request.query_params.items() if name != UNFINISHED}
    message = visit._("What you filled in before was saved or thrown away. This is how it stands now.")
    return visit.redirect(address(visit.request.url.path, **asked), message=message)


async def _proposal(visit: Visit, form: ChangeForm, key: str) -> Proposed:
    """The proposal that the reader answers by the form in which it was made."""
    found = await proposal_to_decide(visit.desk, visit.viewer, key)
    if found.proposal.form != form.path:
        raise NotFound(Text("This proposal"))
    return found


async def _answering(visit: Visit, form: ChangeForm, entered: Entered) -> Entered:
    """The same; without the proposal that it answers, when that no longer waits for the reader."""
    if key := entered.raw(PROPOSAL):
        try:
            await _proposal(visit, form, key)
        except (Conflict, NotFound):
            return entered.without(PROPOSAL)
    return entered


async def _done(visit: Visit, form: ChangeForm, entered: Entered) -> Response | None:
    """Save what was typed, or propose it; None when that cannot be, and its page says why."""
    if (await _over_others(visit, form, entered)).meanwhile:
        return None
    request = form.request(entered)
    if request is None:
        return None
    try:
        if visit.sent("action") == "propose" and form.is_proposed(visit):
            return await _proposed(visit, form, entered, request)
        return await _saved(visit, form, entered, request)
    except (Conflict, KeyReused, StoreError):
        raise
    except MandaatwijzerError:
        return None


async def _at_step(visit: Visit, form: ChangeForm) -> Response:
    """The form as it was sent, with what it would do or why it could not be saved; nothing is saved here."""
    sent, action = Entered.of(visit, visit.form), visit.sent("action")
    if action == "keep":
        check_about(visit, form, sent)
    entered = await _answering(visit, form, sent)
    over_others = await _over_others(visit, form, entered)
    if entered is not sent:
        said = visit._("The proposal no longer waits for your answer. What you save now is a change of your own.")
        met = bool(over_others.meanwhile)
        return page_of(visit, form, over_others, status=409, problems=((said,),), changed_meanwhile=met)
    if over_others.meanwhile or action == STALE:
        return page_of(visit, form, over_others, status=409, changed_meanwhile=True)
    if action in ("keep", "move"):
        return page_of(visit, form, entered)
    request = form.request(entered)
    if request is None:
        return page_of(visit, form, entered, status=422)
    try:
        return await _shown(visit, form, entered, request)
    except Forbidden as error:
        if form.is_proposed(visit):
            return await _to_propose(visit, form, entered, request, error)
        return refused_page(visit, form, entered, error)
    except MandaatwijzerError as error:
        return refused_page(visit, form, entered, error)


async def _shown(visit: Visit, form: ChangeForm, entered: Entered, request: Request) -> Response:
    draft = Draft(visit.desk)
    shown = await form.verb(draft, visit.viewer, request)
    effect = await effect_of(visit, draft.changes, shown.snapshot, form.place_in(entered))
    return page_of(visit, form, entered, effect=effect, left_out=shown_left_out(visit, shown.left_out))


async def _saved(visit: Visit, form: ChangeForm, entered: Entered, request: Request) -> Response:
    key = entered.raw(PROPOSAL)
    answered = await _proposal(visit, form, key) if key else None
    if answered is not None:
        said = proposed_reason(visit, answered.proposal)
        request = replace(request, reason="; ".join(part for part in (request.reason, said) if part))
    done = await form.verb(visit.desk, visit.viewer, _with_log(visit, request))
    if answered is not None:
        became = None if done.revision is None else done.revision.number
        with suppress(Conflict):  # answered by somebody else just now: what the log has stays
            await changed_proposal(visit.desk, visit.viewer, answered, became=became)
    saved = form.saved(visit, entered, done)
    return visit.redirect(visit.to_change(saved.to), message=saved.message)


async def _to_propose(
    visit: Visit, form: ChangeForm, entered: Entered, request: Request, refused: Forbidden
) -> Response:
    """The form with what it would do, for who may propose it; when it was to be saved, with why that may not be."""
    draft = Draft(visit.desk, is_proposal=True)
    try:
        shown = await form.verb(draft, visit.viewer, request)
        effect = await effect_of(visit, draft.changes, shown.snapshot, form.place_in(entered))
    except MandaatwijzerError as error:
        return refused_page(visit, form, entered, error)
    is_saving = visit.sent("action") == "save"
    return page_of(
        visit,
        form,
        entered,
        status=403 if is_saving else 200,
        effect=effect,
        problems=tuple(placed(form, entered, refused)) if is_saving else (),
        left_out=shown_left_out(visit, shown.left_out),
        deciders=deciders_of(visit, (one for refusal in refused.refusals for one in refusal.ask)),
    )


async def _proposed(visit: Visit, form: ChangeForm, entered: Entered, request: Request) -> Response:
    proposal = await propose(
        visit.desk,
        visit.viewer,
        form.verb,
        request,
        form=form.path,
        fields=typed(entered),
        why=visit.sent(PROPOSED_WHY),
        once=visit.sent("key"),
    )
    return visit.redirect(address_of_proposal(proposal.key), message=visit._("Sent. Thank you for telling."))


async def _over_others(visit: Visit, form: ChangeForm, entered: Entered) -> Entered:
    """What was typed, over what somebody else made of the record since the form was opened."""
    if form.filled is None or not visit.sent(STOOD):
        return entered
    stands = form.filled(visit, entered)
    if visit.sent(STOOD) == stood(stands):
        return entered
    who = await people_since(visit, entered.raw(form.record), _revision_sent(visit) or 0)
    return caught_up(entered, stands, shown_fields(visit, form, entered), who)


def _revision_sent(visit: Visit) -> int | None:
    """The revision that the form was shown at."""
    seen = visit.sent("revision")
    return int(seen) if seen.isdecimal() and len(seen) < 12 else None


def _with_log(visit: Visit, request: Request) -> Request:
    """The request with what keeps a second click from doing it twice, and a stale page from undoing others' work."""
    return replace(request, key=visit.sent("key")[:100] or None, expected_revision=_revision_sent(visit))
