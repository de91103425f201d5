"""Who knows what and how to reach them, for machines (JSON), spreadsheets (CSV) and readers (Markdown)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graph.analyses.expertise import Candidate, DoesThis, ExpertiseOverview, KnownTopic, ScoreParts
from graph.analyses.paths import Hop, Path, PathAnswer
from graph.model.snapshot import Snapshot
from graph.reports.tables import Cell, csv_bytes, date_text, listing, markdown_table, markdown_text, number_text
from graph.reports.texts import LEVEL_TITLES, PROVENANCE_TITLES, title
from graph.reports.translations import texts_in

__all__ = [
    "candidate_reason",
    "candidates_csv",
    "candidates_json",
    "candidates_markdown",
    "overview_csv",
    "overview_json",
    "overview_markdown",
    "path_json",
    "path_markdown",
]

# JSON


def candidates_json(candidates: Sequence[Candidate]) -> list[dict[str, Any]]:
    """People found by topic as JSON values, best first; what is not known is left out."""
    return [_candidate_json(candidate) for candidate in candidates]


def overview_json(overview: ExpertiseOverview) -> dict[str, Any]:
    """Every topic with its people as JSON values."""
    return {
        "on": overview.on.isoformat(),
        **({"organisation": overview.organisation} if overview.organisation else {}),
        "level": overview.level,
        "topics": [{"expertise": row.topic, "people": candidates_json(row.candidates)} for row in overview.topics],
    }


def path_json(answer: PathAnswer) -> dict[str, Any]:
    """The nearest holder with the cheapest path, as JSON values; `second` and `bridge` are null when there is none."""
    return {
        "from": answer.from_id,
        "to": answer.to_id,
        "topic": answer.topic,
        "cost": answer.cost,
        "hops": [_hop_json(hop) for hop in answer.hops],
        "second": None if answer.second is None else _path_json(answer.second),
        "bridge": answer.bridge,
    }


def _path_json(path: Path) -> dict[str, Any]:
    return {
        "from": path.from_id,
        "to": path.to_id,
        "cost": path.cost,
        "hops": [_hop_json(hop) for hop in path.hops],
    }


def _hop_json(hop: Hop) -> dict[str, Any]:
    return {
        "from": hop.from_id,
        "to": hop.to_id,
        "fact": hop.fact,
        "via": hop.via,
        "cost": hop.cost,
        "reason": {"nl": hop.reason_nl, "en": hop.reason_en},
        "evidence": list(hop.evidence),
    }


def _candidate_json(candidate: Candidate) -> dict[str, Any]:
    return {
        "person": candidate.person,
        "organisations": list(candidate.organisations),
        "known": [_known_json(known) for known in candidate.known],
        "does": [_does_json(does) for does in candidate.does],
        "inferred": candidate.inferred,
        **({} if candidate.room_hours is None else {"room_hours": candidate.room_hours}),
        "score": candidate.score,
        "parts": _parts_json(candidate.parts),
    }


def _known_json(known: KnownTopic) -> dict[str, Any]:
    return {
        "topic": known.topic,
        "through": known.through,
        "level": known.level,
        "provenance": known.provenance,
        **({} if known.verified_on is None else {"verified_on": known.verified_on.isoformat()}),
        "wants": known.wants,
        **({} if known.entered_by is None else {"entered_by": known.entered_by}),
        "edge": known.edge,
    }


def _does_json(does: DoesThis) -> dict[str, Any]:
    return {"topic": does.topic, "task": does.task, "organisation": does.organisation, "edge": does.edge}


def _parts_json(parts: ScoreParts) -> dict[str, float]:
    shown = {
        "level": parts.level,
        "provenance": parts.provenance,
        "age": parts.age,
        "distance": parts.distance,
        "wish": parts.wish,
    }
    return {name: value for name, value in shown.items() if value is not None}


# CSV


def candidates_csv(candidates: Sequence[Candidate], snapshot: Snapshot, language: str = "nl") -> bytes:
    """One line per person found, best first."""
    names = _Names(snapshot, language)
    words = _WORDS[language]
    columns = (*words["columns"], *words["score_columns"])
    return csv_bytes(columns, (_scored_row(each, names) for each in candidates), language)


def overview_csv(overview: ExpertiseOverview, snapshot: Snapshot, language: str = "nl") -> bytes:
    """One line per topic and person; a topic that nobody knows has one line without a person."""
    names = _Names(snapshot, language)
    words = _WORDS[language]
    columns = (words["topic"], *words["columns"], words["topic_id"], words["person_id"])
    return csv_bytes(columns, _overview_rows(overview, names), language)


def _overview_rows(overview: ExpertiseOverview, names: _Names) -> Iterator[list[Cell]]:
    for row in overview.topics:
        topic = names.of(row.topic)
        if not row.candidates:
            yield [topic, *(None,) * len(_WORDS[names.language]["columns"]), row.topic, None]
        for candidate in row.candidates:
            yield [topic, *_row(candidate, names), row.topic, candidate.person]


def _row(candidate: Candidate, names: _Names) -> list[Cell]:
    return [
        names.of(candidate.person),
        names.listing(candidate.organisations),
        candidate_reason(candidate, names.snapshot, names.language),
        candidate.room_hours,
    ]


def _scored_row(candidate: Candidate, names: _Names) -> list[Cell]:
    parts = candidate.parts
    return [
        *_row(candidate, names),
        candidate.score,
        parts.level,
        parts.provenance,
        parts.age,
        parts.distance,
        parts.wish,
        candidate.person,
    ]


# For readers


def candidate_reason(candidate: Candidate, snapshot: Snapshot, language: str = "nl") -> str:
    """Why somebody was found: `Intune: werkt zelfstandig (zelf opgegeven)`, or `Wifi: doet dit in De Brug`."""
    names = _Names(snapshot, language)
    told = [_known_text(known, names) for known in _first_per_topic(candidate.known)]
    known_topics = {known.topic for known in candidate.known}
    done: dict[str, list[str]] = {}
    for does in candidate.does:
        if does.topic not in known_topics:
            done.setdefault(does.topic, []).append(does.organisation)
    told += [_does_text(topic, organisations, names) for topic, organisations in done.items()]
    return "; ".join(told)


def candidates_markdown(
    candidates: Sequence[Candidate], topics: Sequence[str], snapshot: Snapshot, language: str = "nl"
) -> str:
    """A page with the people found, best first."""
    names, words = _Names(snapshot, language), _WORDS[language]
    head: str = f"# {words['find_title']}\n\n{markdown_text(names.listing(topics))}\n\n"
    if not candidates:
        return f"{head}{words['nobody_found']}\n"
    columns = (*words["columns"], words["score"])
    return head + markdown_table(columns, ([*_row(each, names), each.score] for each in candidates), language)


def overview_markdown(overview: ExpertiseOverview, snapshot: Snapshot, language: str = "nl") -> str:
    """A page with every topic: its people, or that nobody is known."""
    names, words = _Names(snapshot, language), _WORDS[language]
    where = names.of(overview.organisation) if overview.organisation else words["everywhere"]
    head: str = f"# {words['find_title']}\n\n{markdown_text(where)}, {date_text(overview.on, language)}\n\n"
    rows: list[list[Cell]] = [
        [
            names.of(row.topic),
            len(row.candidates),
            names.listing([each.person for each in row.candidates if not each.inferred]),
            names.listing([each.person for each in row.candidates if each.inferred]),
        ]
        for row in overview.topics
    ]
    return head + markdown_table(words["overview_columns"], rows, language)


def path_markdown(answer: PathAnswer, snapshot: Snapshot, language: str = "nl") -> str:
    """A page with the nearest holder, the hops with their reasons, and the second path or what it hangs on."""
    names, words = _Names(snapshot, language), _WORDS[language]
    head: str = f"# {words['path_title'].format(topic=markdown_text(names.of(answer.topic)))}\n\n"
    parts = [head + words["nearest"].format(person=markdown_text(names.of(answer.to_id))) + "\n"]
    parts.append(_hops_table(answer.hops, names))
    if answer.second is not None:
        parts.append(f"## {words['second']}\n")
        parts.append(_hops_table(answer.second.hops, names))
    elif answer.bridge is not None:
        parts.append(words["bridge"].format(person=markdown_text(names.of(answer.bridge))) + "\n")
    else:
        parts.append(words["no_second"] + "\n")
    return "\n".join(parts)


def _hops_table(hops: Sequence[Hop], names: _Names) -> str:
    rows: list[list[Cell]] = [
        [names.of(hop.from_id), names.of(hop.to_id), hop.reason(names.language), number_text(hop.cost, names.language)]
        for hop in hops
    ]
    return markdown_table(_WORDS[names.language]["hop_columns"], rows, names.language)


def _first_per_topic(known: Sequence[KnownTopic]) -> list[KnownTopic]:
    first: dict[str, KnownTopic] = {}
    for each in known:
        first.setdefault(each.topic, each)
    return list(first.values())


def _known_text(known: KnownTopic, names: _Names) -> str:
    level = title(LEVEL_TITLES, known.level, texts_in(names.language))
    provenance = title(PROVENANCE_TITLES, known.provenance, texts_in(names.language))
    return f"{names.of(known.through)}: {level[0].lower()}{level[1:]} ({provenance})"


def _does_text(topic: str, organisations: Sequence[str], names: _Names) -> str:
    places = names.listing(list(dict.fromkeys(organisations)))
    return f"{names.of(topic)}: {_WORDS[names.language]['does'].format(places=places)}"


class _Names:
    """Names of records in a language; the id where there is no name."""

    def __init__(self, snapshot: Snapshot, language: str) -> None:
        self.snapshot = snapshot
        self.language = language

    def of(self, node_id: str) -> str:
        node = self.snapshot.node(node_id)
        return node_id if node is None else node.name_in(self.language)

    def listing(self, node_ids: Sequence[str]) -> str:
        return listing([self.of(each) for each in node_ids], self.language)


_WORDS: Mapping[str, Mapping[str, Any]] = {
    "nl": {
        "find_title": "Wie kent wat?",
        "everywhere": "Alle organisaties",
        "nobody_found": "We vonden niemand. Probeer een ruimer onderwerp of een lager niveau.",
        "columns": ("Collega", "Hoort bij", "Waarom", "Ruimte (uren per week)"),
        "score": "Score",
        "score_columns": ("Score", "Niveau", "Herkomst", "Hoe recent", "Afstand", "Wens", "id collega"),
        "topic": "Expertise",
        "topic_id": "id expertise",
        "person_id": "id collega",
        "overview_columns": ("Expertise", "Aantal", "Kent dit", "Doet dit (afgeleid uit taken)"),
        "does": "doet dit in {places}",
        "path_title": "Hoe kom je bij iemand die {topic} kent?",
        "nearest": "Het dichtst bij jou: **{person}**.",
        "second": "Een tweede weg, langs andere mensen",
        "bridge": "Er is geen tweede weg: alles loopt langs {person}.",
        "no_second": "Er is geen tweede weg die langs heel andere mensen loopt.",
        "hop_columns": ("Van", "Naar", "Waarom", "Afstand in stappen"),
    },
    "en": {
        "find_title": "Who knows what?",
        "everywhere": "All organisations",
        "nobody_found": "Nobody was found. Try a broader topic or a lower level.",
        "columns": ("Colleague", "Belongs to", "Why", "Room (hours per week)"),
        "score": "Score",
        "score_columns": ("Score", "Level", "Provenance", "How recent", "Distance", "Wish", "colleague id"),
        "topic": "Expertise",
        "topic_id": "expertise id",
        "person_id": "colleague id",
        "overview_columns": ("Expertise", "Number", "Knows this", "Does this (inferred from tasks)"),
        "does": "does this at {places}",
        "path_title": "How do you reach somebody who knows {topic}?",
        "nearest": "Nearest to you: **{person}**.",
        "second": "A second way, by other people",
        "bridge": "There is no second way: everything goes by {person}.",
        "no_second": "There is no second way that goes by other people only.",
        "hop_columns": ("From", "To", "Why", "Distance in steps"),
    },
}
