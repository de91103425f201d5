"""The expertise survey of an organisation: which questions are worth asking there.

A topic is asked when a task or decision that is evaluated at the organisation or below it requires it, or when it is
narrower than such a topic: there knowledge makes a difference. Where nothing is evaluated yet, every task counts.
What most tasks require comes first when there are more topics than people want to answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from graph.domain.declaring import LANGUAGES, Texts
from graph.domain.kinds import Expertise, Organisation, Requires
from graph.formats.survey.titles import topic_titles
from graph.formats.survey.words import (
    CONSENT_ANSWERS,
    CONSENT_QUESTION,
    CONSENT_WHY,
    EMAIL_QUESTION,
    EXPLANATION,
    LEVEL_ANSWERS,
    NAME_QUESTION,
    NOT_KNOWN,
    STAFF_NUMBER_QUESTION,
    TITLE,
    TOPIC_WHY,
    WISH,
)
from graph.model.coverage import Coverage
from graph.model.topics import broader_topics, narrower_topics, required_by

__all__ = ["MOST_TOPICS", "Survey", "SurveyQuestion", "survey_of"]

MOST_TOPICS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyQuestion:
    """One question.

    Attributes:
        kind: staff_number, name, email, consent, or level (of a topic).
        title: the question, nl and en; as heading of a column it is recognised when the answers come in.
        explanation: what helps to answer it, nl and en; empty when nothing does.
        answers: the words to choose from, nl and en; empty for free text.
        several: whether more than one answer may be chosen.
        required: whether it must be answered.
        topic: id of the topic that it is about, for a level.
        section: the field that the topic lies in, nl and en; empty otherwise.
        tasks: ids of the tasks and decisions for which the topic matters here, for a level.
    """

    kind: str
    title: Texts
    explanation: Texts = ()
    answers: tuple[Texts, ...] = ()
    several: bool = False
    required: bool = False
    topic: str | None = None
    section: Texts = ()
    tasks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """A list of questions to send round.

    Attributes:
        organisation: id of the organisation that it is for.
        title: nl and en.
        explanation: what it is for and what happens with the answers, nl and en.
        questions: in the order in which they are asked; levels by section.
        left_out: topics that matter here too, but are not asked, so that the list stays short; by id.
    """

    organisation: str
    title: Texts
    explanation: Texts
    questions: tuple[SurveyQuestion, ...]
    left_out: tuple[str, ...] = ()


def survey_of(coverage: Coverage, organisation: str, *, most: int = MOST_TOPICS) -> Survey:
    """The survey for an organisation and what lies below it, on the day of the coverage.

    Args:
        coverage: the graph on a day.
        organisation: id.
        most: topics that are asked at most.

    Returns:
        The questions; those about the person and about consent also when no topic matters there.
    """
    needs = _needs(coverage, organisation)
    asked, left_out = _chosen(coverage, needs, most)
    place = coverage.snapshot.find(Organisation, organisation)
    return Survey(
        organisation=organisation,
        title=tuple((lang, f"{text}: {place.name_in(lang)}" if place else text) for lang, text in TITLE),
        explanation=EXPLANATION,
        questions=(*_about_the_person(), *_about_topics(coverage, asked, needs)),
        left_out=left_out,
    )


def _needs(coverage: Coverage, organisation: str) -> Mapping[str, tuple[str, ...]]:
    """The topics that evaluated tasks require, each with those tasks; where none is evaluated, that any task does."""
    below = coverage.below(organisation)
    subjects = {cell.subject for place in below for cell in coverage.evaluated(place)} or {
        edge.from_id for edge in coverage.snapshot.edges(Requires) if below and coverage.used_at(edge.from_id, below[0])
    }
    needs: dict[str, set[str]] = {}
    for subject in subjects:
        for edge in required_by(coverage.snapshot, coverage.on, subject):
            needs.setdefault(edge.to_id, set()).add(subject)
    return {topic: tuple(sorted(tasks)) for topic, tasks in needs.items()}


def _chosen(
    coverage: Coverage, needs: Mapping[str, tuple[str, ...]], most: int
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The topics to ask and those left out: required ones first, then narrower ones, by how many tasks need them."""
    weight = Counter({topic: len(tasks) for topic, tasks in needs.items()})
    narrower: Counter[str] = Counter()
    for topic, count in weight.items():
        for below in narrower_topics(coverage.snapshot, coverage.on, topic) - needs.keys():
            narrower[below] = max(narrower[below], count)
    ranked = [*_by_weight(weight), *_by_weight(narrower)]
    there = [topic for topic in ranked if coverage.snapshot.exists(topic, coverage.on)]
    return tuple(there[:most]), tuple(sorted(there[most:]))


def _by_weight(weight: Counter[str]) -> list[str]:
    return sorted(weight, key=lambda topic: (-weight[topic], topic))


def _about_the_person() -> Iterator[SurveyQuestion]:
    yield SurveyQuestion(kind="name", title=NAME_QUESTION, required=True)
    yield SurveyQuestion(kind="email", title=EMAIL_QUESTION, required=True)
    yield SurveyQuestion(kind="staff_number", title=STAFF_NUMBER_QUESTION)
    yield SurveyQuestion(
        kind="consent",
        title=CONSENT_QUESTION,
        explanation=CONSENT_WHY,
        answers=tuple(CONSENT_ANSWERS.values()),
        required=True,
    )


def _about_topics(
    coverage: Coverage, topics: Iterable[str], needs: Mapping[str, tuple[str, ...]]
) -> list[SurveyQuestion]:
    titles = {language: topic_titles(coverage.snapshot, language) for language in LANGUAGES}
    answers = (NOT_KNOWN, *LEVEL_ANSWERS.values(), WISH)
    questions = [
        SurveyQuestion(
            kind="level",
            title=tuple(sorted((language, titles[language][topic]) for language in LANGUAGES)),
            explanation=TOPIC_WHY,
            answers=answers,
            several=True,
            topic=topic,
            section=_section(coverage, topic),
            tasks=_tasks(coverage, topic, needs),
        )
        for topic in topics
    ]
    return sorted(questions, key=lambda question: (dict(question.section)["nl"], dict(question.title)["nl"]))


def _section(coverage: Coverage, topic: str) -> Texts:
    """The broadest topic above it; of several the first by id."""
    above = broader_topics(coverage.snapshot, coverage.on, topic)
    roots = sorted(up for up in above if broader_topics(coverage.snapshot, coverage.on, up) == {up})
    root = coverage.snapshot.find(Expertise, roots[0] if roots else topic)
    return tuple(sorted((language, root.name_in(language) if root else topic) for language in LANGUAGES))


def _tasks(coverage: Coverage, topic: str, needs: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    above = broader_topics(coverage.snapshot, coverage.on, topic)
    return tuple(sorted({task for up in above for task in needs.get(up, ())}))
