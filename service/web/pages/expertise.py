"""Who knows what: colleagues by topic, with the parts of their score, and the way to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from markupsafe import Markup
from starlette.responses import Response

from graph.domain.choices import SCHOOL_TYPES
from graph.domain.errors import InvalidInput, NotFound
from graph.domain.kinds import MAX_LEVEL, Expertise, Organisation
from graph.domain.text import Quoted, Text
from graph.reports.knowledge_pictures import way_picture
from graph.reports.render.html import html_blocks
from graph.usecases import expertise, read
from graph.usecases.nearby import home_of
from graph.words.titles import LEVEL_TITLES, PROVENANCE_TITLES, title
from service.web.choices import default_scope, group_choices, organisation_choices
from service.web.links import Link
from service.web.routes import PageRoute
from service.web.shown import hours_and_minutes, paged
from service.web.visit import Crumb, Visit

if TYPE_CHECKING:
    from graph.analyses.common.deadline import Deadline
    from graph.analyses.expertise.finder import Candidate
    from graph.analyses.expertise.paths import Hop, PathAnswer

__all__ = ["ROUTES"]

MOST_FOUND = 200
MOST_WAYS = 3
LEAST_ROOM = 0.5
EVERYWHERE = "all"
MOST_TOPICS_SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorePart:
    """A part of a score: what for, and how many points of how many."""

    text: str
    points: float
    most: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCandidate:
    """A colleague who was found.

    Attributes:
        who: the colleague.
        places: where they belong.
        reasons: what they know or do, in words.
        room: hours a week that are left, in words; empty when not known.
        score: of 100.
        parts: of which the score is made.
        way: address of the way to them; empty when nobody said who asks.
    """

    who: Link
    places: tuple[Link, ...]
    reasons: tuple[str, ...]
    room: str
    score: float
    parts: tuple[ScorePart, ...]
    way: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A place on the way: who, and why one comes from there to the next."""

    who: Link
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownWay:
    """A way to somebody who knows the topic.

    Attributes:
        to: who is reached.
        picture: the ways drawn, with their table.
        steps: from the asker on; the last one has no reason.
        second: another way that shares nobody with it.
        elsewhere: whom the second way reaches, when that is somebody else.
        bridge: the one colleague that every way goes over, when there is no second.
    """

    to: Link
    picture: Markup
    steps: tuple[Step, ...]
    second: tuple[Step, ...]
    elsewhere: Link | None
    bridge: Link | None


async def find(visit: Visit) -> Response:
    """The form, and the colleagues who fit it."""
    topics, unknown = _topics(visit)
    near = _place(visit, "near") or home_of(visit.world, visit.me)
    within = _within(visit, near)
    visit = await _searched(visit, topics, within=within) if topics else visit
    found = await _found(visit, topics, near, within) if topics else ()
    pager = paged(visit, found, size=25)
    return visit.page(
        "expertise.html",
        title=visit._("Who knows what?"),
        current="/expertise",
        topic_text=", ".join(visit.name(topic) for topic in topics) or visit.asked("topic"),
        topics=tuple(visit.link(topic) for topic in topics),
        unknown=unknown,
        level=_level(visit),
        levels=tuple((level, title(LEVEL_TITLES, level, visit.texts)) for level in range(1, MAX_LEVEL + 1)),
        room=visit.asked("room"),
        near=near or "",
        near_text=visit.name(near) if near else visit.asked("near"),
        groups=group_choices(visit),
        within=within or EVERYWHERE,
        everywhere=EVERYWHERE,
        choices=organisation_choices(visit, near, types=SCHOOL_TYPES),
        found=tuple(_candidate(visit, one, topics, near) for one in pager.items),
        pager=pager,
        most=MOST_FOUND if len(found) >= MOST_FOUND else 0,
        catalogue=_catalogue(visit) if not topics else (),
    )


async def way(visit: Visit) -> Response:
    """How the reader, or a school, reaches somebody elsewhere who knows a topic."""
    asker, topic = visit.asked("from") or visit.me or "", visit.asked("topic")
    if not asker or not topic:
        raise InvalidInput.because(
            Text("The way needs who asks and a topic"), Text("Start from the list of colleagues")
        )
    known, _ = _topics(visit)
    if not known:
        raise NotFound.record(topic[:80])
    about = known[0]
    level = _level(visit)
    visit = await _searched(visit, [about], asker=asker)
    answers = await visit.remembered(
        ("ways", asker, about, level),
        lambda deadline: expertise.expertise_paths(
            visit.world, asker, about, level=level, limit=MOST_WAYS, deadline=deadline
        ),
    )
    return visit.page(
        "way.html",
        title=visit._("The way to somebody who knows “{topic}”", topic=visit.name(about)),
        current="/expertise",
        crumbs=(Crumb(visit._("Who knows what?"), visit.here("/expertise", topic=about)),),
        asker=visit.link(asker),
        topic=visit.link(about),
        ways=tuple(_way(visit, answer) for answer in answers),
    )


def _topics(visit: Visit) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The topics that were asked, separated by commas, and the words that are none."""
    words = [word.strip() for text in visit.asked_all("topic") for word in text.split(",") if word.strip()]
    known: list[str] = []
    unknown: list[str] = []
    for word in words[:10]:
        hits = read.search(visit.world, word, kinds=(Expertise,), limit=1)
        if read.find(visit.world, Expertise, word) is not None:
            known.append(word)
        elif hits:
            known.append(hits[0].record.id)
        else:
            unknown.append(word)
    return tuple(dict.fromkeys(known)), tuple(unknown)


def _level(visit: Visit) -> int:
    asked = visit.asked("level")
    return int(asked) if asked in {str(level) for level in range(1, MAX_LEVEL + 1)} else 2


def _room(visit: Visit) -> float | None:
    text = visit.asked("room").replace(",", ".")
    if not text:
        return None
    try:
        hours = float(text)
    except ValueError:
        hours = -1.0
    if not 0 <= hours <= 168:
        raise InvalidInput.because(
            Text("{text} is not a number of hours", text=Quoted(text[:20])),
            Text("Write hours a week, such as 2 or 1,5"),
            field="room",
        )
    return hours


def _place(visit: Visit, name: str) -> str | None:
    asked = visit.asked(name)
    if not asked:
        return None
    try:
        return read.organisation_named(visit.world, asked).id
    except NotFound:
        hits = read.search(visit.world, asked, kinds=(Organisation,), limit=1)
        return hits[0].record.id if hits else None


def _within(visit: Visit, near: str | None) -> str | None:
    """Where to look: what was chosen, all of it when that was chosen, else what fits the size of the store."""
    asked = visit.asked("within")
    if asked == EVERYWHERE:
        return None
    return _place(visit, "within") if asked else default_scope(visit, near)


async def _searched(
    visit: Visit, topics: Sequence[str], *, within: str | None = None, asker: str | None = None
) -> Visit:
    """The same visit with who knows it elsewhere, where a part of the register is held."""
    world = await expertise.searched(visit.desk, visit.world, topics, level=_level(visit), within=within, asker=asker)
    return visit if world is visit.world else replace(visit, world=world)


async def _found(visit: Visit, topics: Sequence[str], near: str | None, within: str | None) -> tuple[Candidate, ...]:
    level, room = _level(visit), _room(visit)

    def ask(deadline: Deadline) -> tuple[Candidate, ...]:
        return expertise.find_expertise(
            visit.world, topics, level=level, within=within, near=near, room=room, limit=MOST_FOUND, deadline=deadline
        )

    return await visit.remembered(("expertise", topics, level, near, room, within), ask)


def _candidate(visit: Visit, one: Candidate, topics: Sequence[str], near: str | None) -> ShownCandidate:
    asker = visit.me or near
    return ShownCandidate(
        who=visit.link(one.person),
        places=tuple(visit.link(place) for place in one.organisations),
        reasons=tuple(_reasons(visit, one)),
        room=_room_words(visit, one.room_hours),
        score=round(one.score),
        parts=tuple(_parts(visit, one)),
        way=visit.here("/weg", from_=asker, topic=topics[0], level=_level(visit)) if asker else "",
    )


def _room_words(visit: Visit, hours: float | None) -> str:
    """What is left, from half an hour on."""
    return hours_and_minutes(visit, hours) if hours is not None and hours >= LEAST_ROOM else ""


def _reasons(visit: Visit, one: Candidate) -> Iterable[str]:
    for known in one.known:
        words = [title(LEVEL_TITLES, known.level, visit.texts), title(PROVENANCE_TITLES, known.provenance, visit.texts)]
        if known.verified_on:
            words.append(visit._("last confirmed {day}", day=visit.texts.day(known.verified_on)))
        if known.wants:
            words.append(visit._("wants to learn or do this"))
        yield f"{visit.name(known.through)}: {', '.join(words)}"
    for task, place in dict.fromkeys((does.task, does.organisation) for does in one.does):
        yield visit._("does “{task}” at {school}", task=visit.name(task), school=visit.name(place))


def _parts(visit: Visit, one: Candidate) -> Iterable[ScorePart]:
    parts = one.parts
    yield ScorePart(text=visit._("level"), points=parts.level, most=50)
    yield ScorePart(text=visit._("whose word it is"), points=parts.provenance, most=15)
    yield ScorePart(text=visit._("how recently confirmed"), points=parts.age, most=15)
    if parts.distance is not None:
        yield ScorePart(text=visit._("how near"), points=parts.distance, most=15)
    yield ScorePart(text=visit._("wish"), points=parts.wish, most=5)


def _catalogue(visit: Visit) -> tuple[Link, ...]:
    """The topics to choose from, by name."""
    nodes = visit.by_name(read.nodes(visit.world, Expertise))
    return tuple(
        Link(text=node.name_in(visit.language), href=visit.here("/expertise", topic=node.id))
        for node in nodes[:MOST_TOPICS_SHOWN]
    )


def _way(visit: Visit, answer: PathAnswer) -> ShownWay:
    return ShownWay(
        to=visit.link(answer.to_id),
        picture=html_blocks((way_picture(answer, visit.world.naming(visit.texts)),), visit.texts),
        steps=_steps(visit, answer.hops),
        second=_steps(visit, answer.second.hops) if answer.second else (),
        elsewhere=visit.link(answer.second.to_id) if answer.second and answer.second.to_id != answer.to_id else None,
        bridge=visit.link(answer.bridge) if answer.bridge else None,
    )


def _steps(visit: Visit, hops: Sequence[Hop]) -> tuple[Step, ...]:
    naming = visit.world.naming(visit.texts)
    steps = [Step(who=visit.link(hop.from_id), reason=naming.say(hop.reason)) for hop in hops]
    return (*steps, *(Step(who=visit.link(hop.to_id), reason="") for hop in hops[-1:]))


ROUTES = (
    PageRoute(path="/expertise", answer=find),
    PageRoute(path="/weg", answer=way),
)
