"""What was typed in a form, kept for when its reader leaves half-way; a proposal holds the same."""

from __future__ import annotations

from collections.abc import Iterator

from graph.usecases.unfinished import drop_unfinished, keep_unfinished
from service.web.forms.entered import Entered
from service.web.forms.form import ChangeForm
from service.web.forms.meanwhile import STOOD, parse_stood
from service.web.proposals import PROPOSAL, PROPOSED_WHY
from service.web.sessions import CSRF_FIELD
from service.web.visit import Visit

__all__ = ["UNFINISHED", "drop", "keep", "typed"]

UNFINISHED = "bezig"
"""Names in an address what the reader left half-way."""

NOT_TYPED = frozenset({CSRF_FIELD, "action", "key", "revision", STOOD, PROPOSED_WHY})


async def keep(visit: Visit, form: ChangeForm, entered: Entered) -> None:
    """Keep what was typed, for when the reader leaves half-way."""
    await keep_unfinished(
        visit.desk,
        visit.viewer,
        form.path,
        _about(visit, form, entered),
        path=form.path,
        fields=typed(visit, form, entered),
    )


async def drop(visit: Visit, form: ChangeForm, entered: Entered) -> None:
    """Forget it: the form was sent."""
    await drop_unfinished(visit.desk, visit.viewer, form.path, _about(visit, form, entered))


def typed(visit: Visit, form: ChangeForm, entered: Entered) -> Iterator[tuple[str, str]]:
    """What somebody filled in; not what stood there already, so that it does not undo what others change meanwhile."""
    before = parse_stood(visit.sent(STOOD)) if form.filled is not None else {}
    asked = {field.sent_as: field.sort for field in form.fields(visit, entered)}
    for name in dict.fromkeys((*asked, *entered.values)):
        texts = tuple(text.replace("\r\n", "\n") for text in entered.values.get(name, ())) or ("",)
        if name not in NOT_TYPED and (not before or asked.get(name) == "hidden" or texts != before.get(name, ("",))):
            yield from ((name, text) for text in texts)


def _about(visit: Visit, form: ChangeForm, entered: Entered) -> str:
    """What tells this form apart from the same one about something else: what nobody is asked."""
    hidden = (field.sent_as for field in form.fields(visit, entered) if field.sort == "hidden")
    return " ".join((*map(entered.raw, hidden), entered.raw(PROPOSAL)))
