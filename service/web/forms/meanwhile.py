"""What somebody else changed in a record while its form was open, field by field; nothing that was typed is lost.

A form about a record that is there carries what stood in its fields when it was opened, and so can tell who typed what.
A field that only somebody else changed follows the change; one that both changed keeps what was typed, beside that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from urllib.parse import parse_qs, urlencode

from graph.usecases import read
from graph.words.titles import author_name
from service.web.forms.entered import Entered
from service.web.forms.fields import Field
from service.web.visit import Visit

__all__ = ["STOOD", "Stands", "caught_up", "people_since", "stood"]

STOOD = "stood"
"""Under which name a form sends what stood in its fields."""

BEGIN = "?"
"""So that a form in which nothing stood says so."""

Stands = Mapping[str, tuple[str, ...]]
"""What stands in the fields of a form for a record, by their names."""


def stood(stands: Stands) -> str:
    """What stands in the fields, as the form carries it."""
    return BEGIN + urlencode(stands, doseq=True)


def parse_stood(sent: str) -> Stands:
    """What stood in the fields of a form that carries it."""
    return {name: tuple(texts) for name, texts in parse_qs(sent.removeprefix(BEGIN)).items()}


def caught_up(entered: Entered, stands: Stands, fields: Iterable[Field], who: str) -> Entered:
    """What was typed over a record that somebody else changed since, with what became of each field.

    Args:
        entered: what was typed, in a form that carries what stood in it.
        stands: what stands in the record now.
        fields: of the form.
        who: changed it.

    Returns:
        The same, and nothing `meanwhile`, when nobody changed a field otherwise than it was typed.
    """
    visit, before = entered.visit, parse_stood(entered.visit.sent(STOOD))
    followed: dict[str, tuple[str, ...]] = {}
    told: dict[str, str] = {}
    for field in fields:
        now = stands.get(field.name, ())
        typed, was, becomes = map(_alike, (field.values, before.get(field.name, ()), now))
        if field.sort == "hidden" or becomes in (was, typed):
            continue
        value = _in_words(visit, field, now)
        if typed == was:
            followed[field.name] = now
            told[field.name] = visit._(
                "In the meantime {who} made this: {value}. That stands here now.", who=who, value=value
            )
        else:
            told[field.name] = visit._(
                "In the meantime {who} made this: {value}. What you typed still stands here: keep it, or type over it.",
                who=who,
                value=value,
            )
    return entered.over(followed, told)


async def people_since(visit: Visit, record_id: str, revision: int) -> str:
    """Who changed a record after a revision, by the names that the reader may know."""
    log = await visit.desk.history([record_id])
    seen = (read.visible_revision(visit.world, one) for one in log if one.number > revision)
    names = dict.fromkeys(author_name(one.author, visit.texts, visit.name) for one in seen)
    return visit.texts.listing(tuple(names)) if names else visit._("somebody else")


def _alike(values: Iterable[str]) -> list[str]:
    """Values without what a browser makes of them: the ends of lines, space around them, their order."""
    return sorted(value.replace("\r", "").strip() for value in values)


def _in_words(visit: Visit, field: Field, values: tuple[str, ...]) -> str:
    if not values:
        return visit._("nothing")
    if field.sort == "tick":
        return visit.texts.yes_or_no(True)
    if field.sort == "day":
        return visit.texts.day(date.fromisoformat(values[0]))
    known = {choice.value: choice.text for group in field.groups for choice in group.choices}
    return ", ".join(known.get(value, value) for value in values)
