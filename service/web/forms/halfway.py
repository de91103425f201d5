"""A form that was sent and not saved: kept as a step with an address of its own, so that Back and Reload show it again.

Whoever leaves half-way is offered the last step; a proposal holds what was typed in the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graph.usecases.unfinished import drop_unfinished, fields_in, keep_unfinished, unfinished_under
from service.web.forms.entered import Entered, form_of
from service.web.forms.form import ChangeForm
from service.web.links import address
from service.web.proposals import PROPOSAL, PROPOSED_WHY
from service.web.sessions import CSRF_FIELD
from service.web.visit import Visit

__all__ = ["NOT_KEPT", "UNFINISHED", "at_step", "drop", "keep", "kept_step", "typed"]

UNFINISHED = "bezig"
"""Names a step in an address."""

NOT_KEPT = frozenset({CSRF_FIELD, "key"})
NOT_PROPOSED = frozenset({"action", "revision", PROPOSAL, PROPOSED_WHY})


async def kept_step(visit: Visit, form: str, about: str, *, path: str, fields: Iterable[tuple[str, str]]) -> str | None:
    """Keep what was sent; gives the address at which it stands, or None when it is too long to keep."""
    key = await keep_unfinished(visit.desk, visit.viewer, form, about, path=path, fields=fields)
    return None if key is None else address(path, **{UNFINISHED: key})


async def at_step(visit: Visit) -> Visit | None:
    """The visit with what was sent in the step that its address names.

    None when it is there no longer: the form was saved or thrown away since. An onlooker never has one.
    """
    if visit.session.behind is not None:
        return None
    kept = await unfinished_under(visit.desk, visit.viewer, visit.asked(UNFINISHED))
    return None if kept is None else visit.with_form(form_of(fields_in(kept)))


async def keep(visit: Visit, form: ChangeForm, entered: Entered, action: str) -> str | None:
    """Keep what was sent in a form, with what was to be done with it; gives its address."""
    fields = {**entered.values, "action": (action,)}
    return await kept_step(
        visit,
        form.path,
        _about(visit, form, entered),
        path=visit.to_change(address(form.path, **_unasked(visit, form, entered))),
        fields=((name, text) for name, texts in fields.items() if name not in NOT_KEPT for text in texts or ("",)),
    )


async def drop(visit: Visit, form: ChangeForm, entered: Entered) -> None:
    """Forget it: the form was saved."""
    await drop_unfinished(visit.desk, visit.viewer, form.path, _about(visit, form, entered))


def typed(entered: Entered) -> Iterator[tuple[str, str]]:
    """What a proposal keeps of a form, with what stood in it, so that accepting it does not undo what others change."""
    for name, texts in entered.values.items():
        if name not in NOT_KEPT | NOT_PROPOSED:
            yield from ((name, text) for text in texts)


def _about(visit: Visit, form: ChangeForm, entered: Entered) -> str:
    """What tells this form apart from the same one about something else."""
    return " ".join((*_unasked(visit, form, entered).values(), entered.raw(PROPOSAL)))


def _unasked(visit: Visit, form: ChangeForm, entered: Entered) -> dict[str, str]:
    """What nobody is asked: what the form is about."""
    return {
        field.sent_as: entered.raw(field.sent_as)
        for field in form.fields(visit, entered)
        if field.sort == "hidden" and entered.raw(field.sent_as)
    }
