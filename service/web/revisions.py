"""Revisions of the change log as people read them: when, who, why, and what became of each record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from graph.domain.changes import RecordChange, Revision
from graph.domain.kinds import MANDATE_KINDS, Edge, Node, Record
from graph.domain.text import N_
from graph.usecases import read
from graph.usecases.read import get
from graph.words.titles import mandate_title
from service.web.links import Link
from service.web.visit import Visit
from service.web.words import KIND_WORDS

__all__ = ["ShownChange", "ShownRevision", "called", "record_link", "shown_change", "shown_revision"]

MOST_CHANGES = 20
PLACE = ZoneInfo("Europe/Brussels")
ENDS = ("id", "from_id", "to_id", "kind")

EDGE_WORDS = {
    "PART_OF": N_("is part of"),
    "AT": N_("is a function at"),
    "OF_TYPE": N_("is a function of the sort"),
    "SERVES": N_("works for"),
    "HOLDS": N_("has the function"),
    "ABSENT_FROM": N_("is not available at"),
    "AFFILIATED_WITH": N_("belongs to"),
    "USUALLY": N_("usually does"),
    "MEMBER_OF": N_("sits in"),
    "BODY_OF": N_("is a consultation of"),
    "CONSULTED_ON": N_("has a say in"),
    "IN_GROUP": N_("lies in the task group"),
    "KNOWS": N_("knows"),
    "REQUIRES": N_("asks for"),
    "BROADER": N_("falls under"),
    "SUPPORTS": N_("supports"),
    "ADVISES": N_("advises"),
    "OPTS_OUT": N_("does this ourselves"),
    "NOT_USED_AT": N_("is not used at"),
    "REACHED_BY": N_("can be reached by"),
    "ADOPTS": N_("adopts"),
    "EXCEPTED_FROM": N_("is excepted from"),
    "ALLOTTED_TO": N_("is for"),
}
"""What joins the two ends of an edge, in words; mandates have their own."""

FIELD_WORDS = {
    "name": N_("name"),
    "since": N_("from"),
    "until": N_("last day"),
    "scope": N_("holds for"),
    "verified_on": N_("confirmed on"),
    "granted_by": N_("appointed by"),
    "granted_on": N_("appointed on"),
    "ceiling_eur": N_("up to and including"),
    "hours_per_week": N_("hours a week"),
    "days": N_("days"),
    "level": N_("level"),
    "fraction": N_("fraction"),
    "fraction_as_written": N_("fraction as written"),
    "email": N_("e-mail"),
    "municipality": N_("municipality"),
    "channel": N_("way to reach"),
    "rank": N_("order"),
    "reason": N_("reason"),
    "note": N_("note"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownChange:
    """What became of one record.

    Attributes:
        what: added, changed or removed, in a word.
        css: class of its colour.
        link: the record, or the one where the edge starts.
        text: what is said about it, for an edge with its other end.
        other: the other end of an edge.
        fields: for a changed record each field with its value before and after.
    """

    what: str
    css: str
    link: Link
    text: str
    other: Link | None
    fields: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRevision:
    """One entry of the change log.

    Attributes:
        number: of the revision.
        at: when, in words, in the time zone of the schools.
        author: who.
        reason: why.
        changes: the first `MOST_CHANGES`.
        more: how many others there are.
    """

    number: int
    at: str
    author: str
    reason: str
    changes: tuple[ShownChange, ...]
    more: int


def shown_revision(visit: Visit, revision: Revision, *, about: Iterable[str] = ()) -> ShownRevision:
    """A revision in the reader's language.

    Args:
        visit: of the reader.
        revision: without what is hidden from the reader.
        about: keep the changes of these records and of edges at them; none given = all.
    """
    wanted = frozenset(about)
    changes = [change for change in revision.changes if not wanted or wanted & _touched(change)]
    return ShownRevision(
        number=revision.number,
        at=_moment(visit, revision),
        author=visit._("the owner of this store") if revision.author == "local owner" else revision.author,
        reason=revision.reason,
        changes=tuple(shown_change(visit, change) for change in changes[:MOST_CHANGES]),
        more=max(len(changes) - MOST_CHANGES, 0),
    )


def called(visit: Visit, record_id: str) -> str:
    """How a record is called: a node by its name, an edge by what it says of its two ends."""
    record = get(visit.world, record_id)
    if not isinstance(record, Edge):
        return visit.name(record_id)
    ends = {"one": visit.name(record.from_id), "other": visit.name(record.to_id)}
    if record.kind in MANDATE_KINDS:
        return visit._("“{one}, {kind}: {other}”", kind=mandate_title(record.kind, visit.texts), **ends)
    return visit._("“{one} {verb} {other}”", verb=_edge_word(visit, record), **ends)


def record_link(visit: Visit, record_id: str) -> Link:
    """A record as it is called, with the address of its page when it has one."""
    link = visit.link(record_id)
    return link if link.href else Link(text=called(visit, record_id))


def shown_change(visit: Visit, change: RecordChange) -> ShownChange:
    """What became of one record, in the reader's language."""
    what, css = _kind(visit, change)
    record = change.after or change.before
    if isinstance(record, Edge):
        word = mandate_title(record.kind, visit.texts) if record.kind in MANDATE_KINDS else _edge_word(visit, record)
        link, text, other = visit.link(record.from_id), word, visit.link(record.to_id)
    else:
        link, text, other = _node_link(visit, record), _node_word(visit, record), None
    return ShownChange(what=what, css=css, link=link, text=text, other=other, fields=tuple(_fields(visit, change)))


def _moment(visit: Visit, revision: Revision) -> str:
    pattern = "d MMMM y, HH:mm"
    return format_datetime(revision.at, pattern, tzinfo=PLACE, locale="nl_BE" if visit.language == "nl" else "en_GB")


def _touched(change: RecordChange) -> frozenset[str]:
    found: set[str] = set()
    for record in (change.before, change.after):
        if isinstance(record, Edge):
            found |= {record.id, record.from_id, record.to_id}
        elif record is not None:
            found.add(record.id)
    return frozenset(found)


def _kind(visit: Visit, change: RecordChange) -> tuple[str, str]:
    if change.before is None:
        return visit._("added"), "good"
    return (visit._("removed"), "bad") if change.after is None else (visit._("changed"), "info")


def _edge_word(visit: Visit, edge: Edge) -> str:
    word = EDGE_WORDS.get(edge.kind)
    return visit.texts.gettext(word) if word else edge.kind


def _node_link(visit: Visit, record: Record | None) -> Link:
    if not isinstance(record, Node):
        return Link(text="")
    found = visit.link(record.id)
    return found if found.href else Link(text=record.name_in(visit.language))


def _node_word(visit: Visit, record: Record | None) -> str:
    word = KIND_WORDS.get(record.kind) if record is not None else None
    return visit.texts.gettext(word) if word else ""


def _fields(visit: Visit, change: RecordChange) -> Iterable[tuple[str, str, str]]:
    before, after = change.before, change.after
    if before is None or after is None or type(before) is not type(after):
        return
    for field in fields(after):
        old, new = getattr(before, field.name), getattr(after, field.name)
        if old != new and field.name not in ENDS:
            word = FIELD_WORDS.get(field.name)
            name = visit.texts.gettext(word) if word else field.name
            yield name, _value(visit, field.name, old), _value(visit, field.name, new)


def _value(visit: Visit, name: str, value: object) -> str:
    if value is None or value == ():
        return "–"
    if isinstance(value, date):
        return visit.texts.last_day(value) if name == "until" else visit.texts.day(value)
    if isinstance(value, bool):
        return visit.texts.yes_or_no(value)
    if isinstance(value, int | float):
        return visit.texts.number(value)
    if isinstance(value, tuple):
        return ", ".join(_value(visit, name, one) for one in value)
    text = str(value)
    return visit.name(text) if "/" in text and read.is_known(visit.world, text) else text
