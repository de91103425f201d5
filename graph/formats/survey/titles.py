"""What a topic is called where a text alone has to tell it from every other one, such as the heading of a column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from graph.domain.folding import fold
from graph.domain.kinds import Broader, Expertise, kind_of_id
from graph.formats.survey.words import RESERVED_HEADINGS
from graph.model.snapshot import Snapshot

__all__ = ["topic_titles"]


def topic_titles(snapshot: Snapshot, language: str) -> Mapping[str, str]:
    """A title for each topic, no two of which fold to the same in any language.

    A title is the name; where another topic has that name too, or a form gives the word another meaning, the broader
    topic stands after it in brackets, and where that is not enough the key of the topic.

    Args:
        snapshot: the topics.
        language: of the titles.

    Returns:
        The title by topic id.
    """
    topics = snapshot.nodes(Expertise)
    names = Counter(name for topic in topics for name in {fold(text) for text in _names(topic)})
    longer = Counter(fold(_with_broader(snapshot, topic, language)) for topic in topics)

    def title(topic: Expertise) -> str:
        name = topic.name_in(language)
        if names[fold(name)] == 1 and fold(name) and fold(name) not in RESERVED_HEADINGS:
            return name
        wider = _with_broader(snapshot, topic, language)
        if wider != name and longer[fold(wider)] == 1 and not names[fold(wider)]:
            return wider
        return f"{name} ({topic.id.removeprefix(kind_of_id(topic.id) + '/')})"

    return {topic.id: title(topic) for topic in topics}


def _names(topic: Expertise) -> tuple[str, ...]:
    return (topic.name, *(text for _, text in topic.names))


def _with_broader(snapshot: Snapshot, topic: Expertise, language: str) -> str:
    above = (snapshot.find(Expertise, link.to_id) for link in snapshot.out(Broader, topic.id))
    broader = next((found.name_in(language) for found in above if found is not None), None)
    name = topic.name_in(language)
    return name if broader is None else f"{name} ({broader})"
