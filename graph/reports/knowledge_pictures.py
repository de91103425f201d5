"""Who knows what, and the way to them, as pictures, each with the table that says the same."""

from __future__ import annotations

from collections.abc import Sequence

from graph.analyses.expertise.finder import Candidate, ExpertiseOverview, TopicRow
from graph.analyses.expertise.paths import Hop, PathAnswer
from graph.domain.kinds import kind_of_id
from graph.reports.model import Cell, Picture, Table
from graph.reports.naming import Naming
from graph.reports.pictures.grid import Box, grid
from graph.reports.pictures.ways import Step, Stop, ways
from graph.words.catalogue import Texts
from graph.words.titles import LEVEL_TITLES, Tone, title

__all__ = ["knowledge_map", "way_picture", "way_table"]

MOST_ROWS, MOST_COLUMNS = 40, 16
_LETTERS = "AB"
DOES = "●"
"""The sign of somebody who does it, with no level known."""

_LEVEL_TONES: dict[int, Tone] = {1: "calm", 2: "calm", 3: "good", 4: "good", 5: "good"}


def knowledge_map(overview: ExpertiseOverview, naming: Naming) -> Picture | None:
    """Topics by colleagues: the level of each, or that they do it; None when nobody is known.

    Only the colleagues with most topics have a column; the last column counts everybody.
    """
    topics = [row for row in overview.topics if row.candidates][:MOST_ROWS]
    people = _people(topics)
    if not people:
        return None
    texts = naming.texts
    caption = texts.gettext("Who knows what, per topic")
    return Picture(
        title=caption,
        drawing=grid(
            [naming(row.topic) for row in topics],
            [*(naming(person) for person in people), texts.gettext("Everybody")],
            [[*(_box(_of(row, person), texts) for person in people), _count_box(row, texts)] for row in topics],
            title=caption,
            description=texts.gettext(
                "A box for each topic and colleague: the number is the level from 1 (basics) to 5 (trains others), a "
                "dot says that they do it without a level being known. The last column counts everybody."
            ),
        ),
        twin=Table(
            caption=caption,
            headings=(
                texts.gettext("Expertise"),
                *(naming(person) for person in people),
                texts.gettext("Everybody"),
            ),
            rows=tuple(
                (naming(row.topic), *(_told(_of(row, person), texts) for person in people), len(row.candidates))
                for row in topics
            ),
        ),
    )


def way_picture(answer: PathAnswer, naming: Naming) -> Picture:
    """The way to somebody, hop by hop, with the second way below it when there is one."""
    lines = _ways(answer)
    caption = naming.texts.gettext("The way to {person}", person=naming(answer.to_id))
    return Picture(
        title=caption,
        drawing=ways(
            [_steps(letter, hops, naming) for letter, hops in zip(_LETTERS, lines, strict=False)],
            title=caption,
            description=" ".join(_sentence(hops, naming) for hops in lines),
        ),
        twin=way_table(answer, naming),
    )


def way_table(answer: PathAnswer, naming: Naming) -> Table:
    """The hops of the way (A1, A2, ...) and of the second way (B1, ...) with their reasons and costs."""
    texts = naming.texts
    return Table(
        caption=texts.gettext("The way to {person}", person=naming(answer.to_id)),
        headings=(
            texts.gettext("Step"),
            texts.pgettext("way", "From"),
            texts.pgettext("way", "To"),
            texts.gettext("Why"),
            texts.gettext("Distance in steps"),
        ),
        rows=tuple(
            (f"{letter}{number}", naming(hop.from_id), naming(hop.to_id), naming.say(hop.reason), hop.cost)
            for letter, hops in zip(_LETTERS, _ways(answer), strict=False)
            for number, hop in enumerate(hops, 1)
        ),
    )


def _ways(answer: PathAnswer) -> list[Sequence[Hop]]:
    return [answer.hops, *((answer.second.hops,) if answer.second is not None else ())]


def _people(topics: Sequence[TopicRow]) -> list[str]:
    """Who has a column: those with most topics, then by id."""
    counts: dict[str, int] = {}
    for row in topics:
        for candidate in row.candidates:
            counts[candidate.person] = counts.get(candidate.person, 0) + 1
    return sorted(counts, key=lambda person: (-counts[person], person))[:MOST_COLUMNS]


def _of(row: TopicRow, person: str) -> Candidate | None:
    return next((each for each in row.candidates if each.person == person), None)


def _level(candidate: Candidate) -> int | None:
    return max((known.level for known in candidate.known), default=None)


def _box(candidate: Candidate | None, texts: Texts) -> Box:
    if candidate is None:
        return Box("", "none", texts.gettext("Not known"))
    level = _level(candidate)
    if level is None:
        return Box(DOES, "notice", texts.gettext("Does this; no level known"))
    return Box(str(level), _LEVEL_TONES[level], title(LEVEL_TITLES, level, texts))


def _count_box(row: TopicRow, texts: Texts) -> Box:
    number = len(row.candidates)
    hint = texts.ngettext("{number} colleague", "{number} colleagues", number)
    return Box(texts.number(number), "warn" if number == 1 else "none", hint)


def _told(candidate: Candidate | None, texts: Texts) -> Cell:
    if candidate is None:
        return None
    level = _level(candidate)
    return DOES if level is None else level


def _steps(letter: str, hops: Sequence[Hop], naming: Naming) -> list[Stop | Step]:
    steps: list[Stop | Step] = [_stop(hops[0].from_id, naming)] if hops else []
    for number, hop in enumerate(hops, 1):
        steps += [Step(f"{letter}{number}. {naming.say(hop.reason)}"), _stop(hop.to_id, naming)]
    return steps


def _stop(record_id: str, naming: Naming) -> Stop:
    return Stop(naming(record_id), square=kind_of_id(record_id) != "person")


def _sentence(hops: Sequence[Hop], naming: Naming) -> str:
    return "; ".join(naming.say(hop.reason) for hop in hops) + "."
