"""The answers to an expertise survey, as form tools export them: a row per person, a column per topic.

A person is matched by staff number, then by e-mail address; a name alone is asked about. A column is a topic when its
heading is the title, a name or a keyword of one; else it is asked about. Answers are words or numbers; a word that is
not understood is asked about once. What somebody answers is their own word (`declared`) on the day of the time stamp:
it replaces an earlier word of their own, never one that was confirmed or certified, and never a later one.

Answers to questions are remembered: for a person as identifier `alias:<text>`, for a topic as a Dutch keyword.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from graph.domain.codec import derived_edge_id, to_plain
from graph.domain.errors import Problem
from graph.domain.kinds import LANGUAGES, AffiliatedWith, Expertise, Knows, Person
from graph.domain.text import Text
from graph.formats.reading.answers import Asker, question_id
from graph.formats.reading.grid import Grid, GridRow, read_grid
from graph.formats.reading.reconcile import Found, puts, settle
from graph.formats.reading.result import CREATE, OPEN, PICK, SKIP, Imported, NamedBytes, Note, Proposal, Question
from graph.formats.reading.text import alike, fold, opaque_key, slug, squeezed
from graph.formats.survey.columns import Answered, answered, consent_of, day_order, field_of, moment_of
from graph.formats.survey.titles import topic_titles
from graph.formats.survey.words import CONSENT_ANSWERS, LEVEL_ANSWERS, NOT_KNOWN, WISH
from graph.model.snapshot import Snapshot

__all__ = ["read_expertise_survey"]

_ALIAS = "alias:"
_LIKELY = 0.55
_MOST_PROPOSALS = 5
_KEPT_PROVENANCE = ("endorsed", "certified")


def read_expertise_survey(
    file: NamedBytes,
    snapshot: Snapshot,
    *,
    on: date,
    organisation: str | None = None,
    answers: NamedBytes | None = None,
) -> Imported:
    """Read the answers to a survey.

    Args:
        file: CSV, or XLSX of which the first sheet is read.
        snapshot: what is stored.
        on: the day of the import, for rows without a time stamp.
        organisation: id of the organisation where people belong who are new.
        answers: answers to the questions of an earlier reading.

    Returns:
        The changes that are clear, and a question for each unclear thing; or every problem, and no change.
    """
    problems: list[Problem] = []
    notes: list[Note] = []
    asker = Asker(answers, problems, notes)
    grid = read_grid(file, problems)
    if grid is None:
        return Imported.refused(problems)
    columns = _Columns(grid, snapshot, asker)
    people = _Respondents(snapshot, asker, file.name, organisation)
    survey = _Survey(snapshot, file.name)
    for row in _rows(grid, columns, on, problems):
        _take(row, columns, people, survey, asker)
    if not columns.topics and not problems and not asker.questions():
        problems.append(_no_topics(grid))
    knowledge = survey.knowledge()
    settled = settle([*columns.found(file.name), *people.found(), *knowledge], snapshot)
    problems.extend([*settled.problems, *(problem for _, problem in settled.dangling)])
    if problems:
        return Imported.refused(problems, notes)
    return Imported(
        changes=puts(settled.records, snapshot),
        questions=asker.questions(),
        answered=asker.answered(),
        notes=(*notes, *survey.notes()),
        snapshot=snapshot,
        corrected=settled.corrected,
    )


def _no_topics(grid: Grid) -> Problem:
    return Problem(
        place=grid.place,
        message="No column is about a topic of expertise",
        remedy="Give a column per topic, its name as heading, or make the questions with: document survey",
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """A row with its day; `day_given` tells whether the file says it."""

    place: str
    day: date
    cells: Mapping[int, str]


def _rows(grid: Grid, columns: _Columns, on: date, problems: list[Problem]) -> list[_Row]:
    """The rows with something in them, the earliest first, so that a later answer of the same person wins."""
    times = columns.of("time") or columns.of("start")
    order = day_order(text for row in grid.rows for column in times if (text := row.cells.get(column)))
    rows = [_row(row, times, order, on, problems) for row in grid.rows if row.cells]
    return sorted(rows, key=lambda row: row.day)


def _row(row: GridRow, times: Collection[int], order: str, on: date, problems: list[Problem]) -> _Row:
    text = next((row.cells[column] for column in times if column in row.cells), "")
    day = moment_of(text, order) if text else on
    if day is None or day > on:
        problems.append(
            Problem(
                place=row.place,
                message=f"{text[:40]!r} is no moment" if day is None else f"{text[:40]!r} lies after today ({on})",
                remedy="Write it as 20/11/2026 9:30 or 2026-11-20 09:30, all rows in the same way",
            )
        )
    return _Row(row.place, day or on, row.cells)


def _take(row: _Row, columns: _Columns, people: _Respondents, survey: _Survey, asker: Asker) -> None:
    """Take in one row; what is unclear about its answers is asked also when the person is not known yet."""
    given = {
        topic: answer
        for column, topic in columns.topics.items()
        if (text := row.cells.get(column)) and (answer := columns.answer(text, row.place)) is not None
    }
    consent = _consent(row, columns, asker)
    person = people.find(row, columns)
    if person is None:
        return
    if not survey.is_older(person, row.day) and consent is not None:
        people.share(person, consent)
    entered_by = people.entered_by(row, columns, person)
    for topic, answer in given.items():
        survey.take(person, topic, answer, row.day, entered_by)


def _consent(row: _Row, columns: _Columns, asker: Asker) -> str | None:
    text = next((row.cells[column] for column in columns.of("consent") if column in row.cells), "")
    known = consent_of(text) if text else None
    if known is not None or not text:
        return known
    question = Question(
        id=question_id("consent", "", fold(text)),
        kind="consent",
        address=row.place,
        value=squeezed(text),
        text=Text("Who may see the answers when somebody answers “{text}”?", text=squeezed(text)),
        proposals=tuple(Proposal(pick=word, name=dict(texts)["nl"]) for word, texts in CONSENT_ANSWERS.items()),
        choices=(PICK, SKIP, OPEN),
    )
    answer = asker.ask(question)
    if answer is not None and answer.argument not in CONSENT_ANSWERS:
        asker.refuse(question, f"{answer.argument!r} is none of them")
        return None
    return None if answer is None else answer.argument


class _Columns:
    """Which column is about what, and what the words in it mean."""

    def __init__(self, grid: Grid, snapshot: Snapshot, asker: Asker) -> None:
        self.snapshot = snapshot
        self.asker = asker
        self.fields: dict[str, list[int]] = defaultdict(list)
        self.topics: dict[int, str] = {}
        self.changed: dict[str, Expertise] = {}
        self.told: dict[str, str] = {}
        self.by_title, self.by_word = _titles(snapshot)
        self.not_read: list[str] = []
        for column, heading in grid.headings.items():
            field = field_of(heading)
            if field is not None:
                self.fields[field].append(column)
            else:
                self._topic(column, heading, grid)
        if not (self.of("time") or self.of("start")):
            asker.notes.append(
                Note(
                    address=grid.place,
                    text=Text("No column tells when the answers were given: the day of the import counts"),
                )
            )

    def of(self, field: str) -> list[int]:
        """The columns of a field, in order."""
        return self.fields.get(field, [])

    def found(self, place: str) -> Iterator[Found]:
        """The topics that were made or got another word."""
        for topic in self.changed.values():
            yield Found(topic, place)

    def answer(self, text: str, place: str) -> Answered | None:
        """What a cell says; None when it says nothing that is understood."""
        for word in answered(text, self.told).unknown:
            self._ask_word(word, place)
        said = answered(text, self.told)
        return said if (said.level is not None or said.wants) and not said.unknown else None

    def _topic(self, column: int, heading: str, grid: Grid) -> None:
        texts = _candidates(heading)
        exact = next((found for text in texts if (found := self._exact(text))), None)
        topic = exact or self._asked(heading, texts[-1], grid)
        if topic is not None and topic in self.topics.values():
            self.asker.problems.append(
                Problem(
                    place=grid.place,
                    message=f"Two columns are about {topic}; the second is {heading[:60]!r}",
                    remedy="Remove one of them, or answer skip for it",
                )
            )
        elif topic is not None:
            self.topics[column] = topic

    def _exact(self, text: str) -> str | None:
        titled = self.by_title.get(fold(text), set()) or self.by_word.get(fold(text), set())
        return next(iter(titled)) if len(titled) == 1 else None

    def _asked(self, heading: str, text: str, grid: Grid) -> str | None:
        question = Question(
            id=question_id("topic", "", fold(heading)),
            kind="topic",
            address=grid.place,
            value=heading,
            text=Text("Which topic is the column “{heading}” about?", heading=heading),
            proposals=self._proposals(text),
        )
        answer = self.asker.ask(question)
        if answer is None:
            return None
        if answer.word == CREATE:
            name = answer.argument or squeezed(text)
            topic = Expertise(id=f"expertise/{slug(name)}", name=name, source=grid.place.partition(":")[0])
            if self.snapshot.node(topic.id) is None:
                self.changed[topic.id] = topic
            return topic.id
        known = self.snapshot.find(Expertise, answer.argument)
        if known is None:
            self.asker.refuse(question, f"There is no topic {answer.argument[:120]!r}")
            return None
        self._remember(self._now(known), text)
        return known.id

    def _now(self, topic: Expertise) -> Expertise:
        return self.changed.get(topic.id, topic)

    def _remember(self, topic: Expertise, text: str) -> None:
        words = dict(topic.keywords)
        words["nl"] = tuple(sorted({*words.get("nl", ()), squeezed(text)}))
        self.changed[topic.id] = replace(topic, keywords=tuple(sorted(words.items())))

    def _proposals(self, text: str) -> tuple[Proposal, ...]:
        scored = [(-_likeness(text, topic), topic.id, topic.name) for topic in self.snapshot.nodes(Expertise)]
        best = sorted(item for item in scored if -item[0] >= _LIKELY)[:_MOST_PROPOSALS]
        return tuple(Proposal(pick=topic, name=name) for _, topic, name in best)

    def _ask_word(self, word: str, place: str) -> None:
        question = Question(
            id=question_id("answer", "", fold(word)),
            kind="answer",
            address=place,
            value=word,
            text=Text("What does the answer “{word}” mean?", word=word),
            proposals=(
                Proposal(pick="0", name=dict(NOT_KNOWN)["nl"]),
                *(Proposal(pick=str(level), name=dict(texts)["nl"]) for level, texts in LEVEL_ANSWERS.items()),
                Proposal(pick="wish", name=dict(WISH)["nl"]),
            ),
        )
        question = replace(question, choices=(PICK, SKIP, OPEN))
        answer = self.asker.ask(question)
        given = self.asker.given(question.id)
        if answer is not None and answer.argument in ("0", "1", "2", "3", "4", "5", "wish"):
            self.told[fold(word)] = answer.argument
        elif answer is not None:
            self.asker.refuse(question, f"{answer.argument!r} is no level")
        elif given is not None and given.word == SKIP:
            self.told[fold(word)] = "nothing"


def _candidates(heading: str) -> list[str]:
    """The texts in a heading that may name the topic: a grid question ends in [topic], a form may ask a sentence."""
    inner = heading[heading.rfind("[") + 1 : -1] if heading.endswith("]") and "[" in heading else None
    return [heading] if inner is None else [heading, inner]


def _titles(snapshot: Snapshot) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Topics by folded title or name, and by folded keyword."""
    titles: dict[str, set[str]] = defaultdict(set)
    words: dict[str, set[str]] = defaultdict(set)
    for language in LANGUAGES:
        for topic_id, title in topic_titles(snapshot, language).items():
            titles[fold(title)].add(topic_id)
    for topic in snapshot.nodes(Expertise):
        for name in (topic.name, *(text for _, text in topic.names)):
            titles[fold(name)].add(topic.id)
        for _, keywords in topic.keywords:
            for keyword in keywords:
                words[fold(keyword)].add(topic.id)
    return titles, words


def _likeness(text: str, topic: Expertise) -> float:
    names = [topic.name, *(name for _, name in topic.names), *(word for _, words in topic.keywords for word in words)]
    return max(alike(text, name) for name in names)


class _Respondents:
    """Who answered."""

    def __init__(self, snapshot: Snapshot, asker: Asker, source: str, organisation: str | None) -> None:
        self.snapshot = snapshot
        self.asker = asker
        self.source = source
        self.organisation = organisation
        self.changed: dict[str, Person] = {}
        self.edges: dict[str, AffiliatedWith] = {}
        self.by_identifier: dict[str, set[str]] = defaultdict(set)
        self.by_email: dict[str, set[str]] = defaultdict(set)
        for person in snapshot.nodes(Person):
            self._index(person)

    def found(self) -> Iterator[Found]:
        """The people who are new or changed, and where the new ones belong."""
        for person in self.changed.values():
            yield Found(person, self.source)
        for edge in self.edges.values():
            yield Found(edge, self.source, own_id=self.snapshot.edge(edge.id) is not None)

    def share(self, person: str, consent: str) -> None:
        """Keep who may see the answers."""
        known = self._person(person)
        if known is not None and known.share_expertise != consent:
            self._put(replace(known, share_expertise=consent))

    def find(self, row: _Row, columns: _Columns) -> str | None:
        """The person of a row; None when that waits for an answer, or the row is left out."""
        number = _text(row, columns, "staff_number").replace(" ", "")
        email = _email(row, columns)
        by_number = self._by_number(number)
        by_email = _only(self.by_email.get(email, ())) if email else None
        if by_number and by_email and by_number != by_email:
            self._problem(row, f"{email} belongs to {by_email}, staff number {number} to {by_number}")
            return None
        return by_number or by_email or self._asked(row, _name(row, columns), email or number)

    def entered_by(self, row: _Row, columns: _Columns, person: str) -> str | None:
        """Who filled the form in for the person; None when they did it themselves."""
        text = _text(row, columns, "entered_by")
        asked = _text(row, columns, "asked_email")
        form = _text(row, columns, "form_email") if asked else ""
        for candidate in (text, form):
            found = self._by_number(candidate.replace(" ", "")) or _only(self.by_email.get(candidate.casefold(), ()))
            if candidate and found and found != person:
                return found
        if text and not self._by_number(text) and not self.by_email.get(text.casefold()):
            self._problem(row, f"{text[:60]!r} is nobody's staff number or e-mail address")
        return None

    def _by_number(self, number: str) -> str | None:
        if not number:
            return None
        known = self._person(f"person/{number}")
        return _only(self.by_identifier.get(f"staff:{number}", ())) or (known.id if known else None)

    def _asked(self, row: _Row, name: str, reference: str) -> str | None:
        key = fold(reference) or fold(name)
        if not key:
            self._problem(row, "The row does not say who answered")
            return None
        where = f"@{self.organisation}" if self.organisation else ""
        keys = (f"{_ALIAS}{key}@{self.organisation}", f"{_ALIAS}{key}")
        remembered = next((found for alias in keys if (found := _only(self.by_identifier.get(alias, ())))), None)
        if remembered is not None:
            return remembered
        value = f"{name} ({reference})" if name and reference else name or reference
        question = self._question(row, name, reference, key, value)
        answer = self.asker.ask(question)
        if answer is None:
            return None
        if answer.word == CREATE:
            person = self._created(answer.argument or name or reference, reference, key)
        else:
            known = self._person(answer.argument)
            if known is None:
                self.asker.refuse(question, f"There is no person {answer.argument[:120]!r}")
                return None
            person = known
        alias = f"{_ALIAS}{key}{where}"
        self._put(replace(person, identifiers=tuple(sorted({*person.identifiers, alias}))))
        return person.id

    def _question(self, row: _Row, name: str, reference: str, key: str, value: str) -> Question:
        return Question(
            id=question_id("person", self.organisation or "", key),
            kind="person",
            address=row.place,
            value=value,
            text=_who(name, reference),
            proposals=self._proposals(name),
        )

    def _proposals(self, name: str) -> tuple[Proposal, ...]:
        if not name:
            return ()
        scored = [(-alike(name, person.name), person.id, person.name) for person in self.snapshot.nodes(Person)]
        best = sorted(item for item in scored if -item[0] >= _LIKELY)[:_MOST_PROPOSALS]
        return tuple(Proposal(pick=person, name=known) for _, person, known in best)

    def _created(self, name: str, reference: str, key: str) -> Person:
        email = reference.casefold() if "@" in reference else None
        numbers = (f"staff:{reference}",) if reference and email is None else ()
        person = Person(
            id=f"person/{opaque_key(self.organisation or '', key)}",
            name=name,
            given_name=None,
            family_name=None,
            email=email,
            identifiers=numbers,
            source=self.source,
        )
        known = self._person(person.id)
        if known is None and self.organisation is not None:
            edge = AffiliatedWith(
                id="affiliated_with/draft",
                from_id=person.id,
                to_id=self.organisation,
                capacity="staff",
                fraction=None,
                source=self.source,
            )
            edge = replace(edge, id=derived_edge_id(AffiliatedWith, to_plain(edge)))
            self.edges[edge.id] = edge
        return known or person

    def _person(self, person_id: str) -> Person | None:
        return self.changed.get(person_id) or self.snapshot.find(Person, person_id)

    def _put(self, person: Person) -> None:
        self.changed[person.id] = person
        self._index(person)

    def _index(self, person: Person) -> None:
        for identifier in person.identifiers:
            self.by_identifier[identifier].add(person.id)
        if person.email:
            self.by_email[person.email.casefold()].add(person.id)

    def _problem(self, row: _Row, message: str) -> None:
        self.asker.problems.append(
            Problem(place=row.place, message=message, remedy="Correct the row, or the record that is stored")
        )


def _text(row: _Row, columns: _Columns, *fields: str) -> str:
    found = (row.cells.get(column, "") for field in fields for column in columns.of(field))
    return next((squeezed(text) for text in found if squeezed(text)), "")


def _email(row: _Row, columns: _Columns) -> str:
    """The address that was asked for, else the one that the form noted; forms note `anonymous` for nobody."""
    asked = _text(row, columns, "asked_email")
    text = (asked or _text(row, columns, "form_email")).casefold()
    return text if "@" in text else ""


def _name(row: _Row, columns: _Columns) -> str:
    both_names = f"{_text(row, columns, 'given_name')} {_text(row, columns, 'family_name')}"
    name = _text(row, columns, "asked_name") or squeezed(both_names) or _text(row, columns, "name")
    return "" if fold(name) in ("anonymous", "anoniem") else name


def _only(found: Collection[str]) -> str | None:
    return next(iter(found)) if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class _Said:
    """The last answer of a person about a topic."""

    answer: Answered
    day: date
    entered_by: str | None


class _Survey:
    """The answers as knowledge of people, over what is stored."""

    def __init__(self, snapshot: Snapshot, source: str) -> None:
        self.snapshot = snapshot
        self.source = source
        self.said: dict[tuple[str, str], _Said] = {}
        self.confirmed = 0
        self.older: set[str] = set()

    def take(self, person: str, topic: str, answer: Answered, day: date, entered_by: str | None) -> None:
        """Keep one answer; a later one of the same person about the same topic takes its place."""
        self.said[person, topic] = _Said(answer, day, entered_by)

    def is_older(self, person: str, day: date) -> bool:
        """Whether everything that is stored of the person was confirmed later than this day."""
        days = [edge.verified_on for edge in self.snapshot.out(Knows, person)]
        return bool(days) and all(known is not None and known > day for known in days)

    def knowledge(self) -> list[Found]:
        """The edges that the answers stand for."""
        edges = [self._edge(person, topic, said) for (person, topic), said in self.said.items()]
        return [
            Found(edge, self.source, own_id=self.snapshot.edge(edge.id) is not None)
            for edge in edges
            if edge is not None
        ]

    def notes(self) -> Iterator[Note]:
        """What was left as it is, and why."""
        if self.confirmed:
            yield Note(
                text=Text(
                    "Answers that differ from a level that is confirmed or certified are not taken: {answers}",
                    answers=self.confirmed,
                )
            )
        if self.older:
            yield Note(
                text=Text(
                    "People with a later answer to the same questions, which stays: {people}", people=len(self.older)
                )
            )

    def _edge(self, person: str, topic: str, said: _Said) -> Knows | None:
        there = self._there(person, topic, said.day)
        if there is None:
            return self._new(person, topic, said)
        if there.verified_on is not None and there.verified_on > said.day:
            self.older.add(person)
            return None
        if there.provenance in _KEPT_PROVENANCE:
            self.confirmed += said.answer.level not in (None, there.level)
            return replace(there, wants=said.answer.wants)
        if said.answer.level == 0 and not said.answer.wants:
            return replace(there, until=said.day) if there.since is None or there.since < said.day else None
        level = there.level if said.answer.level is None else said.answer.level or None
        return replace(there, level=level, wants=said.answer.wants, verified_on=said.day, entered_by=said.entered_by)

    def _there(self, person: str, topic: str, day: date) -> Knows | None:
        """What is stored of the person and the topic and has not ended; of several the latest."""
        known = [
            edge
            for edge in self.snapshot.out(Knows, person)
            if edge.to_id == topic and (edge.until is None or edge.until > day)
        ]
        return max(known, key=lambda edge: (edge.since or date.min, edge.id), default=None)

    def _new(self, person: str, topic: str, said: _Said) -> Knows | None:
        if not said.answer.level and not said.answer.wants:
            return None
        edge = Knows(
            id="knows/draft",
            from_id=person,
            to_id=topic,
            since=self._end_of_earlier(person, topic),
            level=said.answer.level or None,
            wants=said.answer.wants,
            verified_on=said.day,
            entered_by=said.entered_by,
            source=self.source,
        )
        return replace(edge, id=derived_edge_id(Knows, to_plain(edge)))

    def _end_of_earlier(self, person: str, topic: str) -> date | None:
        """An earlier period that ended stays as it is; the new one follows it."""
        ends = [edge.until for edge in self.snapshot.out(Knows, person) if edge.to_id == topic]
        return max((end for end in ends if end is not None), default=None)


def _who(name: str, reference: str) -> Text:
    if not reference:
        return Text("Who is “{name}”? There is no staff number or e-mail address.", name=name)
    return Text("Who is “{name}”? {reference} is not known.", name=name or reference, reference=reference)
