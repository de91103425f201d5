"""Everything that is recorded about something, each fact with the ways to change it; what can be added to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from starlette.responses import Response

from graph.domain.errors import Forbidden, NotFound
from graph.domain.kinds import EDGE_KINDS, NODE_KINDS, Edge, Node, Record, field_specs
from graph.domain.periods import last_day
from graph.usecases import read
from graph.usecases.change.editing import BELONGS_BY, belongs_to
from graph.words.records import kind_word, relation, sentence_parts, value_in_words
from service.web.forms.editing import ADD, CORRECT, DIFFERS, END, FACTS, REMOVE
from service.web.forms.record_fields import edited_specs
from service.web.links import Link, address
from service.web.routes import NOT_OFFERED, PageRoute
from service.web.shown import Fact, paged
from service.web.visit import Crumb, Visit

__all__ = ["ROUTES", "fields_of", "said_of", "values_of"]

MOST_FACTS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFact:
    """What an edge says, with the ways to change it.

    Attributes:
        said: words, and names with pages.
        more: its other values, in words.
        correct: address of the form for what was wrong.
        differs: for what becomes different from a day on.
        end: for what stops.
        remove: for what never was right.
        may: whether the reader may change it, or propose that.
    """

    said: tuple[str | Link, ...]
    more: str
    correct: str
    differs: str
    end: str
    remove: str
    may: bool


def facts(visit: Visit) -> Response:
    """The fields of a record, and what joins it to others; of a single fact the ways to change it."""
    record = read.get(visit.world, visit.asked("record"))
    if isinstance(record, Edge):
        return _fact_page(visit, record)
    if not isinstance(record, Node):
        raise NotFound.record(visit.asked("record")[:120])
    pager = paged(visit, read.facts_about(visit.world, record.id), size=MOST_FACTS)
    link = visit.link(record.id)
    return visit.page(
        "facts.html",
        title=visit._("All facts"),
        tab=link.text,
        crumbs=(Crumb(link.text, link.href),) if link.href else (),
        about=link,
        record_id=record.id,
        sort=kind_word(record.kind, visit.texts),
        fields=tuple(fields_of(visit, record)),
        correct=visit.to_change(address(CORRECT.path, record=record.id)),
        remove=visit.to_change(address(REMOVE.path, record=record.id)),
        merge=visit.to_change(address("/wijzigen/samenvoegen", drop=record.id)),
        facts=tuple(_shown(visit, edge) for edge in pager.items),
        pager=pager,
        new=tuple(_new(visit, record)),
        joins=tuple(_joins(visit, record)),
    )


def _fact_page(visit: Visit, edge: Edge) -> Response:
    """What can be otherwise about one fact, in words that tell a mistake apart from a change."""
    fact, may = _shown(visit, edge), visit.may_edit(edge.id)
    if not fact.may:
        raise Forbidden(NOT_OFFERED)
    link = visit.link(edge.from_id)
    return visit.page(
        "fact.html",
        title=visit._("What should be otherwise?"),
        crumbs=(Crumb(link.text, link.href),) if link.href else (),
        fact=fact,
        may=may,
        ways=(
            (
                fact.differs,
                visit._("It becomes different from a day on"),
                visit._("Until then it stays as it is."),
            ),
            (fact.end, visit._("It stops"), visit._("What was, stays in the history.")),
            (
                fact.correct,
                visit._("It was entered wrongly"),
                visit._("You put right what is wrong; the history keeps what stood here."),
            ),
            (
                fact.remove,
                visit._("It should never have been here"),
                visit._("You see what goes with it before anything is taken away."),
            ),
        ),
        history_href=visit.here(f"/geschiedenis/{edge.from_id}"),
    )


def fields_of(visit: Visit, record: Record) -> Iterator[Fact]:
    """What a record says in its own fields; those that say nothing are left out."""
    for spec in edited_specs(type(record)):
        value = getattr(record, spec.name)
        if value not in (None, (), spec.default) or spec.required:
            word = visit.texts.gettext(spec.word)
            yield Fact(word=word[:1].upper() + word[1:], text=value_in_words(spec, value, visit.texts, visit.name))


def _shown(visit: Visit, edge: Edge) -> ShownFact:
    return ShownFact(
        said=tuple(said_of(visit, edge)),
        more="; ".join(values_of(visit, edge)),
        correct=visit.to_change(address(CORRECT.path, record=edge.id)),
        differs=visit.to_change(address(DIFFERS.path, record=edge.id)),
        end=visit.to_change(address(END.path, record=edge.id)),
        remove=visit.to_change(address(REMOVE.path, record=edge.id)),
        may=visit.may_edit(edge.id) or visit.may_propose,
    )


def said_of(visit: Visit, edge: Edge) -> Iterator[str | Link]:
    """The sentence of an edge: words, and its ends with their pages."""
    for words, end in sentence_parts(edge, visit.texts):
        yield words
        if end is not None:
            link = visit.link(end)
            yield link if link.href else Link(text=link.text, href=visit.here(FACTS, record=end))


def values_of(visit: Visit, edge: Edge) -> Iterator[str]:
    """What an edge says beside its ends; its last day as people read it."""
    for spec in field_specs(type(edge)):
        value = getattr(edge, spec.name)
        if spec.name in ("id", "from_id", "to_id", "source") or value in (None, (), spec.default):
            continue
        if spec.name == "until":
            value = last_day(edge.until)
            yield visit._("up to and including {day}", day=visit.texts.day(value)) if value else ""
        else:
            said = value_in_words(spec, value, visit.texts, visit.name)
            yield f"{visit.texts.gettext(spec.word)}: {said}"


def _new(visit: Visit, record: Node) -> Iterator[Link]:
    """The kinds of record that can be made here, joined to this one."""
    for kind in BELONGS_BY:
        if record.kind in belongs_to(kind):
            word = kind_word(kind, visit.texts)
            yield Link(text=f"+ {word}", href=visit.to_change(address(ADD.path, kind=kind, at=record.id)))


def _joins(visit: Visit, record: Node) -> Iterable[Link]:
    """What can be said of this record and another one that is there already."""
    for kind, edge in EDGE_KINDS.items():
        for end, kinds, others in (("from", edge.from_kinds, edge.to_kinds), ("to", edge.to_kinds, edge.from_kinds)):
            if record.kind in kinds:
                here, other = visit.name(record.id), _any_of(visit, others)
                names = {"from": here, "to": other} if end == "from" else {"from": other, "to": here}
                said = relation(kind, "from", "to", visit.texts, names.__getitem__)
                yield Link(
                    text=said, href=visit.to_change(address(ADD.path, kind=kind, fixed=end, **{f"{end}_": record.id}))
                )


def _any_of(visit: Visit, kinds: Iterable[str]) -> str:
    return f"[{visit._(' or ').join(kind_word(kind, visit.texts) for kind in kinds if kind in NODE_KINDS)}]"


ROUTES = (PageRoute(path=FACTS, answer=facts),)
