"""Revisions of the change log as people read them: when, who, why, and what became of each record."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

from graph.domain.changes import RecordChange, Revision
from graph.domain.declaring import FieldSpec
from graph.domain.kinds import NODE_KINDS, Edge, Node, Record, field_specs, kind_of_id
from graph.usecases.read import get
from graph.words.records import kind_word, sentence_parts, value_in_words
from graph.words.records import sentence as sentence_of
from graph.words.titles import author_name, reason_text
from service.web.links import Link
from service.web.shown import shown_moment
from service.web.visit import Visit

__all__ = ["ShownChange", "ShownRevision", "called", "record_link", "shown_change", "shown_revision"]

MOST_CHANGES = 20
ENDS = ("id", "from_id", "to_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownChange:
    """What became of one record.

    Attributes:
        what: added, changed or removed, in a word.
        css: class of its colour.
        said: the record and what it is, or what an edge says of its two ends: words, and names with pages.
        fields: for a changed record each field with its value before and after.
    """

    what: str
    css: str
    said: tuple[str | Link, ...]
    fields: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRevision:
    """One entry of the change log.

    Attributes:
        number: of the revision.
        at: when, in words, in the time zone of the instance.
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
        at=shown_moment(visit, revision.at),
        author=author_name(revision.author, visit.texts, visit.name),
        reason=reason_text(revision.reason, visit.texts, visit.name),
        changes=tuple(shown_change(visit, change) for change in changes[:MOST_CHANGES]),
        more=max(len(changes) - MOST_CHANGES, 0),
    )


def called(visit: Visit, record_id: str) -> str:
    """How a record is called: a node by its name, an edge by what it says of its two ends."""
    record = get(visit.world, record_id)
    if not isinstance(record, Edge):
        return visit.name(record_id)
    return visit._("‘{sentence}’", sentence=sentence_of(record, visit.texts, visit.name))


def record_link(visit: Visit, record_id: str) -> Link:
    """A record as it is called, with the address of its page when it has one."""
    link = visit.link(record_id)
    return link if link.href else Link(text=called(visit, record_id))


def shown_change(visit: Visit, change: RecordChange, *, without: Container[str] = ()) -> ShownChange:
    """What became of one record, in the reader's language; `without` names fields that are not told."""
    what, css = _kind(visit, change)
    said = tuple(_said(visit, change.after or change.before))
    return ShownChange(what=what, css=css, said=said, fields=tuple(_fields(visit, change, without)))


def _said(visit: Visit, record: Record | None) -> Iterator[str | Link]:
    if isinstance(record, Edge):
        for words, end in sentence_parts(record, visit.texts):
            yield words
            if end is not None:
                yield _end(visit, end)
    elif record is not None:
        yield _node_link(visit, record)
        yield f" {kind_word(record.kind, visit.texts)}"


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


def _node_link(visit: Visit, record: Node) -> Link:
    found = visit.link(record.id)
    return found if found.href else Link(text=record.name_in(visit.language))


def _fields(visit: Visit, change: RecordChange, without: Container[str]) -> Iterator[tuple[str, str, str]]:
    before, after = change.before, change.after
    if before is None or after is None or type(before) is not type(after):
        return
    for spec in field_specs(type(after)):
        old, new = getattr(before, spec.name), getattr(after, spec.name)
        if old != new and spec.name not in ENDS and spec.name not in without:
            yield visit.texts.gettext(spec.word), _value(visit, spec, old), _value(visit, spec, new)


def _value(visit: Visit, spec: FieldSpec, value: object) -> str:
    return value_in_words(spec, value, visit.texts, lambda record_id: _end(visit, record_id).text)


def _end(visit: Visit, record_id: str) -> Link:
    """A record that is spoken of; one that is not there any more by what it was."""
    link, kind = visit.link(record_id), kind_of_id(record_id)
    if link.text != record_id or kind not in NODE_KINDS:
        return link
    return Link(text=visit._("{kind} (no longer there)", kind=kind_word(kind, visit.texts)))
