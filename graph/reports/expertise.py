"""Who knows what and how to reach them, for people in every format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graph.analyses.expertise.finder import Candidate, ExpertiseOverview, KnownTopic, ScoreParts
from graph.analyses.expertise.paths import PathAnswer
from graph.reports.knowledge_pictures import knowledge_map, way_picture, way_table
from graph.reports.model import Cell, Facts, Heading, Paragraph, Report, Span, Table
from graph.reports.naming import Naming
from graph.words.catalogue import Texts
from graph.words.titles import LEVEL_TITLES, PROVENANCE_TITLES, title

__all__ = [
    "candidate_reason",
    "candidates_report",
    "overview_report",
    "path_report",
]

# JSON


# For people


def candidate_reason(candidate: Candidate, naming: Naming) -> str:
    """Why somebody was found: `Intune: werkt zelfstandig (zelf opgegeven)`, or `Wifi: doet dit bij De Brug`."""
    told = [_known_text(known, naming) for known in _first_per_topic(candidate.known)]
    known_topics = {known.topic for known in candidate.known}
    done: dict[str, list[str]] = {}
    for does in candidate.does:
        if does.topic not in known_topics:
            done.setdefault(does.topic, []).append(does.organisation)
    told += [_does_text(topic, organisations, naming) for topic, organisations in done.items()]
    return "; ".join(told)


def candidates_report(candidates: Sequence[Candidate], topics: Sequence[str], naming: Naming) -> Report:
    """The people found for topics, best first, with what makes up their score.

    Args:
        candidates: the result.
        topics: ids of the topics that were asked.
        naming: what the reader may see named.
    """
    texts = naming.texts
    headings = (*_headings(texts), texts.gettext("Score"))
    found = Table(
        caption=texts.gettext("Colleagues found"),
        headings=headings,
        rows=tuple((*_told(each, naming, unknown=texts.gettext("unknown")), each.score) for each in candidates),
        empty=texts.gettext("Nobody was found. Try a broader topic or a lower level."),
    )
    return Report(
        texts=texts,
        title=texts.gettext("Who knows what?"),
        about=naming.listing(topics),
        blocks=(found,),
        sheets=(_scores_table(candidates, naming),),
        wide=True,
    )


def overview_report(overview: ExpertiseOverview, naming: Naming) -> Report:
    """Every topic: its people, or that nobody is known."""
    texts = naming.texts
    where = naming(overview.organisation) if overview.organisation else texts.gettext("All organisations")
    picture = knowledge_map(overview, naming)
    return Report(
        texts=texts,
        title=texts.gettext("Who knows what?"),
        about=f"{where}, {texts.day(overview.on)}",
        blocks=(
            Facts(
                (
                    (texts.gettext("Topics"), len(overview.topics)),
                    (texts.gettext("Known by several"), sum(len(row.candidates) > 1 for row in overview.topics)),
                    (texts.gettext("Known by one colleague"), sum(len(row.candidates) == 1 for row in overview.topics)),
                    (texts.gettext("Known by nobody"), sum(not row.candidates for row in overview.topics)),
                )
            ),
            *((picture,) if picture is not None else ()),
            Heading(texts.gettext("Per topic")),
            _topics_table(overview, naming),
        ),
        sheets=(_people_table(overview, naming), _topics_table(overview, naming)),
        wide=True,
    )


def path_report(answer: PathAnswer | None, naming: Naming) -> Report:
    """The nearest holder, the hops with their reasons, and the second path or what it hangs on.

    Args:
        answer: the result; None when nobody is reached.
        naming: what the reader may see named.
    """
    texts = naming.texts
    if answer is None:
        nobody = texts.gettext("Nobody in another school can be reached over known contacts.")
        return Report(texts=texts, title=texts.gettext("Who knows what?"), blocks=(Paragraph.of(nobody),))
    nearest = texts.gettext("Nearest to you: {person}.", person=naming(answer.to_id))
    return Report(
        texts=texts,
        title=texts.gettext("How do you reach somebody who knows {topic}?", topic=naming(answer.topic)),
        blocks=(
            Paragraph.of(Span(nearest, strong=True)),
            way_picture(answer, naming),
            Paragraph.of(_second_way(answer, naming)),
        ),
        sheets=(way_table(answer, naming),),
    )


def _second_way(answer: PathAnswer, naming: Naming) -> str:
    texts = naming.texts
    if answer.second is not None:
        return texts.gettext("B is a second way, by other people only.")
    if answer.bridge is not None:
        return texts.gettext("There is no second way: everything goes by {person}.", person=naming(answer.bridge))
    return texts.gettext("There is no second way that goes by other people only.")


def _topics_table(overview: ExpertiseOverview, naming: Naming) -> Table:
    texts = naming.texts
    return Table(
        caption=texts.gettext("Topics"),
        headings=(
            texts.gettext("Expertise"),
            texts.gettext("Number"),
            texts.gettext("Knows this"),
            texts.gettext("Does this (inferred from tasks)"),
        ),
        rows=tuple(
            (
                naming(row.topic),
                len(row.candidates),
                naming.listing([each.person for each in row.candidates if not each.inferred]),
                naming.listing([each.person for each in row.candidates if each.inferred]),
            )
            for row in overview.topics
        ),
        empty=texts.gettext("No topic is recorded yet."),
    )


def _people_table(overview: ExpertiseOverview, naming: Naming) -> Table:
    """One row per topic and person; a topic that nobody knows has one row without a person."""
    texts = naming.texts
    return Table(
        caption=texts.gettext("Who knows what"),
        headings=(
            texts.gettext("Expertise"),
            *_headings(texts),
            texts.gettext("expertise id"),
            texts.gettext("colleague id"),
        ),
        rows=tuple(_people_rows(overview, naming)),
        empty=texts.gettext("No topic is recorded yet."),
    )


def _people_rows(overview: ExpertiseOverview, naming: Naming) -> Iterator[tuple[Cell, ...]]:
    for row in overview.topics:
        topic = naming(row.topic)
        if not row.candidates:
            yield (topic, *(None,) * len(_headings(naming.texts)), row.topic, None)
        for candidate in row.candidates:
            yield (topic, *_told(candidate, naming), row.topic, candidate.person)


def _scores_table(candidates: Sequence[Candidate], naming: Naming) -> Table:
    texts = naming.texts
    return Table(
        caption=texts.gettext("Colleagues found"),
        headings=(
            *_headings(texts),
            texts.gettext("Score"),
            texts.gettext("Level"),
            texts.gettext("Provenance"),
            texts.gettext("How recent"),
            texts.gettext("Distance"),
            texts.gettext("Wish"),
            texts.gettext("colleague id"),
        ),
        rows=tuple((*_told(each, naming), each.score, *_parts(each.parts), each.person) for each in candidates),
        empty=texts.gettext("Nobody was found. Try a broader topic or a lower level."),
    )


def _parts(parts: ScoreParts) -> tuple[float | None, ...]:
    return (parts.level, parts.provenance, parts.age, parts.distance, parts.wish)


def _headings(texts: Texts) -> tuple[str, ...]:
    return (
        texts.gettext("Colleague"),
        texts.gettext("Belongs to"),
        texts.gettext("Why"),
        texts.gettext("Room (hours per week)"),
    )


def _told(candidate: Candidate, naming: Naming, *, unknown: str | None = None) -> tuple[Cell, ...]:
    """The cells under `_headings`; in a spreadsheet what is unknown stays empty, so that numbers stay numbers."""
    return (
        naming(candidate.person),
        naming.listing(candidate.organisations),
        candidate_reason(candidate, naming),
        unknown if candidate.room_hours is None else candidate.room_hours,
    )


def _first_per_topic(known: Sequence[KnownTopic]) -> list[KnownTopic]:
    first: dict[str, KnownTopic] = {}
    for each in known:
        first.setdefault(each.topic, each)
    return list(first.values())


def _known_text(known: KnownTopic, naming: Naming) -> str:
    level = title(LEVEL_TITLES, known.level, naming.texts)
    provenance = title(PROVENANCE_TITLES, known.provenance, naming.texts)
    return f"{naming(known.through)}: {level[0].lower()}{level[1:]} ({provenance})"


def _does_text(topic: str, organisations: Sequence[str], naming: Naming) -> str:
    places = naming.listing(list(dict.fromkeys(organisations)))
    does = naming.texts.gettext("does this at {places}", places=places)
    return f"{naming(topic)}: {does}"
