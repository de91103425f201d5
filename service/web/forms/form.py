"""A form that changes something: shown, previewed, saved; one way for all of them."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import MISSING, dataclass, replace
from itertools import groupby
from typing import Any

from starlette.responses import Response

from graph.domain.described import Ref, attributes
from graph.domain.errors import (
    Conflict,
    Forbidden,
    KeyReused,
    MandaatwijzerError,
    NotFound,
    StoreError,
    problems_of,
)
from graph.domain.kinds import EDGE_KINDS, is_id_of
from graph.domain.text import N_, Text
from graph.usecases import read
from graph.usecases.change.draft import Draft
from graph.usecases.change.request import Changed, Request
from graph.usecases.change.verbs import Verb, request_of
from graph.usecases.proposals import LONGEST_WORD, Proposed, changed_proposal, proposal_to_decide, propose
from graph.usecases.rights import Right
from graph.usecases.unfinished import drop_unfinished, fields_in, keep_unfinished, unfinished_under
from service.web.forms.effect import Effect, effect_of
from service.web.forms.entered import Entered, form_of
from service.web.forms.fields import Field, FormField, field_values, shown_field
from service.web.forms.meanwhile import STOOD, Stands, caught_up, parse_stood, people_since, stood
from service.web.links import Link, address_of
from service.web.problems import sentences, shown_error, shown_left_out
from service.web.proposals import (
    PROPOSAL,
    PROPOSED_WHY,
    Decider,
    address_of_proposal,
    deciders_of,
    fields_of,
    proposed_reason,
)
from service.web.routes import NOT_OFFERED, PageRoute
from service.web.sessions import CSRF_FIELD
from service.web.visit import Crumb, Visit

__all__ = ["CHANGES", "UNFINISHED", "ChangeForm", "Saved", "back_to", "check_about", "routes_of"]

CHANGES = "/wijzigen"
"""Every form that changes something has its address below this one."""

UNFINISHED = "bezig"
"""Names in an address what the reader left half-way."""
SAVED = 303
NOT_TYPED = frozenset({CSRF_FIELD, "action", "key", "revision", STOOD, PROPOSED_WHY})


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
        title: what it does, English as in the catalogue; so are `intro` and `button`.
        intro: a sentence above the fields; may be empty.
        about: what it is about, above the fields; empty where the fields say it.
        fields: what is asked, in order.
        verb: the use case.
        record: the field that names the record whose values are in the fields.
        filled: these values, before anybody typed; None when the form is about no record that is there.
        given: attributes of the request that nobody is asked for.
        check: says what is wrong with the values together, and completes them.
        place: the field with the organisation whose group the effect is shown for; None = that of the reader.
        saved: where it leads when it was saved.
        button: what the button to save says.
        right: what it takes, at what it is about; None = what the record takes that it is about.
        own: whether members may do it about themselves.
        can_be_proposed: whether who may not do it asks by it whoever may; not where it is the word of who sends it.
        opens_alone: whether it can be opened without coming from somewhere, so that the overview lists it.
    """

    name: str
    right: Right | None = None
    own: bool = False
    opens_alone: bool = False
    title: str
    intro: str = ""
    about: Callable[[Visit, Entered], str] = lambda visit, entered: ""
    fields: Callable[[Visit, Entered], Iterable[FormField]]
    verb: Verb
    record: str = "record"
    filled: Callable[[Visit, Entered], Stands] | None = None
    given: Callable[[Visit, Entered], Mapping[str, Any]] = lambda visit, entered: {}
    check: Callable[[Entered, dict[str, Any]], None] = lambda entered, values: None
    place: str | None = None
    saved: Callable[[Visit, Entered, Changed], Saved]
    button: str = N_("Save")
    can_be_proposed: bool = True

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

    def is_proposed(self, visit: Visit) -> bool:
        """Whether the reader may propose by it what they may not do."""
        return self.can_be_proposed and visit.may_propose

    @property
    def asks(self) -> type[Request]:
        """The class of the request that it makes."""
        return request_of(self.verb)

    def place_in(self, entered: Entered) -> str | None:
        """The organisation that it is about, when it names one."""
        named = entered.raw(self.place) if self.place else ""
        return named if is_id_of("organisation", named) else None

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
        if not form.is_offered(visit) and not form.is_proposed(visit):
            raise Forbidden(NOT_OFFERED)
        try:
            entered = await _entered(visit, form)
        except Conflict:
            return visit.redirect(
                address_of_proposal(visit.asked(PROPOSAL)), message=visit._("This was answered already.")
            )
        check_about(visit, form, entered)
        defaults = {field.sent_as: (field.default,) for field in form.fields(visit, entered)}
        filled = form.filled(visit, entered) if form.filled is not None else {}
        return _page(visit, form, entered.with_defaults({**defaults, **filled}))

    async def sent(visit: Visit) -> Response:
        sent = Entered.of(visit, visit.form)
        entered = await _answering(visit, form, sent)
        if visit.sent("action") == "keep":
            await _kept(visit, form, entered)
            return Response(status_code=204)
        if entered is sent:
            answer = await _sent(visit, form, entered)
        else:
            await drop_unfinished(visit.desk, visit.viewer, form.path, _about(visit, form, sent))
            said = visit._("The proposal no longer waits for your answer. What you save now is a change of your own.")
            entered = await _over_others(visit, form, entered)
            met = bool(entered.meanwhile)
            answer = _page(visit, form, entered, status=409, problems=((said,),), changed_meanwhile=met)
        if answer.status_code == SAVED:
            await drop_unfinished(visit.desk, visit.viewer, form.path, _about(visit, form, entered))
        else:
            await _kept(visit, form, entered)
        return answer

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
    """What stands in a form that is opened: what a proposal has, what the reader left, or what the address says."""
    if key := visit.asked(PROPOSAL):
        found = await _proposal(visit, form, key)
        return Entered.of(visit, form_of([*fields_of(found.proposal), (PROPOSAL, key)]))
    if key := visit.asked(UNFINISHED):
        kept = await unfinished_under(visit.desk, visit.viewer, key)
        if kept is None:
            raise NotFound(Text("What you began here"), Text("Begin again"))
        return await _answering(visit, form, Entered.of(visit, form_of(fields_in(kept))))
    return Entered.of(visit, visit.request.query_params)


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


async def _kept(visit: Visit, form: ChangeForm, entered: Entered) -> None:
    """Keep what was typed, for when the reader leaves half-way."""
    await keep_unfinished(
        visit.desk,
        visit.viewer,
        form.path,
        _about(visit, form, entered),
        path=form.path,
        fields=_typed(visit, form, entered),
    )


def _about(visit: Visit, form: ChangeForm, entered: Entered) -> str:
    """What tells this form apart from the same one about something else: what nobody is asked."""
    hidden = (field.sent_as for field in form.fields(visit, entered) if field.sort == "hidden")
    return " ".join((*map(entered.raw, hidden), entered.raw(PROPOSAL)))


def _typed(visit: Visit, form: ChangeForm, entered: Entered) -> Iterator[tuple[str, str]]:
    """What somebody filled in; not what stood there already, so that it does not undo what others change meanwhile."""
    before = parse_stood(visit.sent(STOOD)) if form.filled is not None else {}
    asked = {field.sent_as: field.sort for field in form.fields(visit, entered)}
    for name in dict.fromkeys((*asked, *entered.values)):
        texts = tuple(text.replace("\r\n", "\n") for text in entered.values.get(name, ())) or ("",)
        if name not in NOT_TYPED and (not before or asked.get(name) == "hidden" or texts != before.get(name, ("",))):
            yield from ((name, text) for text in texts)


async def _sent(visit: Visit, form: ChangeForm, entered: Entered) -> Response:
    if visit.sent("move"):
        return _page(visit, form, entered.moved(visit.sent("move")))
    over_others = await _over_others(visit, form, entered)
    if over_others.meanwhile:
        return _page(visit, form, over_others, status=409, changed_meanwhile=True)
    request = form.request(entered)
    if request is None:
        return _page(visit, form, entered, status=422)
    action = visit.sent("action")
    try:
        if action == "propose" and form.is_proposed(visit):
            return await _proposed(visit, form, entered, request)
        if action != "save":
            return await _shown(visit, form, entered, request)
        return await _saved(visit, form, entered, request)
    except Forbidden as error:
        if form.is_proposed(visit):
            return await _to_propose(visit, form, entered, request, error)
        return _refused(visit, form, entered, error)
    except MandaatwijzerError as error:
        return _refused(visit, form, entered, error)


async def _shown(visit: Visit, form: ChangeForm, entered: Entered, request: Request) -> Response:
    draft = Draft(visit.desk)
    shown = await form.verb(draft, visit.viewer, request)
    effect = await effect_of(visit, draft.changes, shown.snapshot, form.place_in(entered))
    return _page(visit, form, entered, effect=effect, left_out=shown_left_out(visit, shown.left_out))


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
    return visit.redirect(saved.to, message=saved.message)


async def _to_propose(
    visit: Visit, form: ChangeForm, entered: Entered, request: Request, refused: Forbidden
) -> Response:
    """The form with what it would do, for who may propose it; when it was to be saved, with why that may not be."""
    draft = Draft(visit.desk, is_proposal=True)
    try:
        shown = await form.verb(draft, visit.viewer, request)
        effect = await effect_of(visit, draft.changes, shown.snapshot, form.place_in(entered))
    except MandaatwijzerError as error:
        return _refused(visit, form, entered, error)
    is_saving = visit.sent("action") == "save"
    return _page(
        visit,
        form,
        entered,
        status=403 if is_saving else 200,
        effect=effect,
        problems=tuple(_placed(form, entered, refused)) if is_saving else (),
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
        fields=(field for field in _typed(visit, form, entered) if field[0] != PROPOSAL),
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
    deciders: tuple[Decider, ...] | None = None,
) -> Response:
    fields = _shown_fields(visit, form, entered)
    return visit.page(
        "change.html",
        title=visit.texts.gettext(form.title),
        tab=visit._("Not saved yet") if status != 200 else "",
        status=status,
        crumbs=(Crumb(visit._("Change something"), CHANGES),),
        about=form.about(visit, entered),
        intro=visit.texts.gettext(form.intro) if form.intro else "",
        action=form.path,
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
        key=visit.sent("key") if effect is not None and visit.sent("key") else secrets.token_hex(16),
        revision=visit.world.revision_now,
        stood=stood(form.filled(visit, entered)) if form.filled is not None else "",
    )


def _only_proposes(visit: Visit, form: ChangeForm, entered: Entered) -> bool:
    """Whether the reader may not make the change, as far as what it is about tells before anything was filled in."""
    if not form.is_proposed(visit):
        return False
    about = entered.raw("record") or entered.raw("at") if form.right is None else ""
    may = visit.may_edit(about) or visit.is_own(about) if about else True
    return not form.is_offered(visit) or not may


def _shown_fields(visit: Visit, form: ChangeForm, entered: Entered) -> tuple[Field, ...]:
    return tuple(shown_field(entered, field, form.asks) for field in form.fields(visit, entered))
