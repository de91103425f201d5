"""Who knows what and how to reach them, for people in every format."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from graph.analyses.expertise.finder import Candidate, ExpertiseOverview, KnownTopic, ScoreParts, TopicRow
from graph.analyses.expertise.paths import PathAnswer
from graph.reports.columns import Column, Columns, codes, columns, table, through
from graph.reports.knowledge_pictures import knowledge_map, way_picture, way_table
from graph.reports.model import Facts, Heading, Paragraph, Report, Span, Table
from graph.reports.naming import Naming
from graph.words.titles import LEVEL_TITLES, PROVENANCE_TITLES, title

__all__ = [
    "candidate_reason",
    "candidates_report",
    "overview_report",
    "path_report",
]


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
    found = table(
        _person_columns(naming, unknown=texts.gettext("unknown")),
        candidates,
        caption=texts.gettext("Colleagues found"),
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
    found: Columns[TopicRow] = (
        *columns(TopicRow, naming),
        Column(texts.gettext("Number"), lambda row: len(row.candidates)),
        Column(texts.gettext("Knows this"), lambda row: _listed(row, naming, inferred=False)),
        Column(texts.gettext("Does this (inferred from tasks)"), lambda row: _listed(row, naming, inferred=True)),
    )
    return table(
        found, overview.topics, caption=texts.gettext("Topics"), empty=texts.gettext("No topic is recorded yet.")
    )


def _listed(row: TopicRow, naming: Naming, *, inferred: bool) -> str:
    return naming.listing([each.person for each in row.candidates if each.inferred is inferred])


_Known = tuple[TopicRow, Candidate | None]


def _people_table(overview: ExpertiseOverview, naming: Naming) -> Table:
    """One row per topic and person; a topic that nobody knows has one row without a person."""
    texts = naming.texts
    found = (
        *through(_topic, columns(TopicRow, naming)),
        *through(_person, _person_columns(naming, without=("score",))),
        *through(_topic, codes(TopicRow, naming)),
        *through(_person, codes(Candidate, naming)),
    )
    return table(
        found,
        ((row, candidate) for row in overview.topics for candidate in row.candidates or (None,)),
        caption=texts.gettext("Who knows what"),
        empty=texts.gettext("No topic is recorded yet."),
    )


def _topic(row: _Known) -> TopicRow:
    return row[0]


def _person(row: _Known) -> Candidate | None:
    return row[1]


def _scores_table(candidates: Sequence[Candidate], naming: Naming) -> Table:
    texts = naming.texts
    found = (
        *_person_columns(naming),
        *through(_parts, columns(ScoreParts, naming)),
        *codes(Candidate, naming),
    )
    return table(
        found,
        candidates,
        caption=texts.gettext("Colleagues found"),
        empty=texts.gettext("Nobody was found. Try a broader topic or a lower level."),
    )


def _parts(candidate: Candidate) -> ScoreParts:
    return candidate.parts


def _person_columns(naming: Naming, *, without: Collection[str] = (), unknown: str | None = None) -> Columns[Candidate]:
    """In a spreadsheet what is unknown stays empty, so that numbers stay numbers."""
    return columns(
        Candidate,
        naming,
        without=without,
        told={
            "known": lambda each: candidate_reason(each, naming),
            "room_hours": lambda each: unknown if each.room_hours is None else each.room_hours,
        },
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
