"""The start page with its search over everything, and three doors."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.responses import Response

from graph.domain.choices import ORGANISATION_TYPES, SCHOOL_TYPES
from graph.domain.folding import fold, unturned
from graph.domain.kinds import CELL_KINDS, Node, Organisation
from graph.usecases import read
from graph.usecases.nearby import homes_of, places_of
from graph.words.records import kind_word
from graph.words.titles import title
from service.web.answerers import ShownAnswerer, shown_answerer
from service.web.links import Link, address
from service.web.pages.questions import further_questions
from service.web.pages.unfinished import shown_unfinished
from service.web.routes import PageRoute
from service.web.visit import Visit

if TYPE_CHECKING:
    from graph.analyses.answers.search import Hit

__all__ = ["ROUTES"]

MOST_HITS = 50
MOST_SUGGESTIONS = 8
SHORTEST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownHit:
    """A record that was found.

    Attributes:
        link: its name and page.
        kind: what sort of record, in a word.
        where: the schools or groups that it belongs to.
        matched: the everyday word that was found, when the name does not show it; of another language than the
            reader's only when it was typed so.
        who: where to ask who does what about it, for a task or decision.
    """

    link: Link
    kind: str
    where: str
    matched: str
    who: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPoint:
    """Whom to ask at a school when nothing was found."""

    school: Link
    people: tuple[ShownAnswerer, ...]


async def start(visit: Visit) -> Response:
    """The start page."""
    empty, fresh = not read.number_of(visit.world, Organisation), read.is_empty(visit.world)
    return visit.page(
        "start.html",
        title="Mandaatwijzer",
        current="/",
        empty=empty,
        fresh=fresh,
        further=further_questions(visit),
        unfinished=await shown_unfinished(visit),
    )


async def results(visit: Visit) -> Response:
    """Everything that fits what was typed; when nothing does, whom to ask instead."""
    text = visit.asked("q")
    hits = await _hits(visit, text, MOST_HITS)
    return visit.page(
        "search.html",
        title=visit._("Search"),
        text=unturned(text),
        hits=hits,
        contact=None if hits else _contact_point(visit),
        schools=() if hits else _schools(visit),
        new_task=visit.to_change(address("/wijzigen/toevoegen", kind="task", name=text)),
    )


async def suggestions(visit: Visit) -> Response:
    """The first few that fit, while somebody types."""
    text = visit.asked("q")
    hits = await _hits(visit, text, MOST_SUGGESTIONS) if len(text) >= SHORTEST else ()
    return visit.part("parts/suggestions.html", text=text, hits=hits, all_href=address("/zoeken", q=text))


async def _hits(visit: Visit, text: str, limit: int) -> tuple[ShownHit, ...]:
    """Searched in a thread: just after the start it waits for the index, and other requests go on."""
    hits = await asyncio.to_thread(read.search, visit.world, text, limit=limit)
    return tuple(_shown(visit, hit, text) for hit in hits)


def _shown(visit: Visit, hit: Hit, text: str) -> ShownHit:
    record = hit.record
    name = record.name_in(visit.language)
    subject = record.kind in CELL_KINDS
    is_foreign = hit.matched in _elsewhere(record, visit.language) and not _words(text) & _words(hit.matched)
    return ShownHit(
        link=visit.link(record.id),
        kind=_sort(visit, record),
        where=", ".join(visit.name(place) for place in places_of(visit.world, record.id)),
        matched="" if hit.matched.casefold() in name.casefold() or is_foreign else hit.matched,
        who=visit.here("/wie", subject=record.id) if subject else None,
    )


def _elsewhere(record: Node, language: str) -> set[str]:
    """What a record is called in other languages alone."""
    said: dict[str, set[str]] = defaultdict(set)
    for known, name in record.names:
        said[known].add(name)
    for known, words in getattr(record, "keywords", ()):
        said[known].update(words)
    others = {record.name} if language in dict(record.names) else set()
    return others.union(*(texts for known, texts in said.items() if known != language)) - said[language]


def _words(text: str) -> set[str]:
    return set(fold(text).split())


def _sort(visit: Visit, record: Node) -> str:
    """What a record is, in a word; of an organisation what sort."""
    if isinstance(record, Organisation):
        return title(ORGANISATION_TYPES, record.type, visit.texts)
    return kind_word(record.kind, visit.texts)


def _contact_point(visit: Visit) -> ContactPoint | None:
    """The general contact point of the school that was named, else of the reader's own."""
    asked = read.find(visit.world, Organisation, visit.asked("at"))
    for place in [asked.id] if asked is not None else homes_of(visit.world, visit.me):
        people = read.first_contacts(visit.world, place)
        if people:
            shown = tuple(shown_answerer(visit, one) for one in people)
            return ContactPoint(school=visit.link(place), people=shown)
    return None


def _schools(visit: Visit) -> tuple[Link, ...]:
    """The schools to choose from, when there are few enough to show."""
    schools = [node for node in read.nodes(visit.world, Organisation) if node.type in SCHOOL_TYPES]
    if len(schools) > 200:
        return ()
    return tuple(Link(text=node.name_in(visit.language), href=node.id) for node in schools)


ROUTES = (
    PageRoute(path="/", answer=start),
    PageRoute(path="/zoeken", answer=results),
    PageRoute(path="/zoeken/suggesties", answer=suggestions),
)
