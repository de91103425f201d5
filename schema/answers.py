"""The answers to questions as GraphQL types: responsibility, findings, bus factor, expertise, paths, history.

Their fields are those of the results of the analyses; an id in a result becomes the record that it names.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import strawberry

from graph.analyses.fragility.bus_factor import POPULATIONS, Item
from graph.analyses.gaps.causes import by_cause
from graph.analyses.gaps.findings import SEVERITIES, GapReport
from graph.analyses.gaps.table import code_words
from graph.domain.changes import Revision as DomainRevision
from graph.domain.codec import to_plain
from graph.domain.errors import MandaatwijzerError
from graph.usecases import reporting
from graph.usecases.read import HistoryEntry, SubjectUnknown, visible_revision
from graph.usecases.world import World
from graph.words.catalogue import texts_in
from schema.arguments import Limit, in_range
from schema.connections import (
    LARGEST_PAGE,
    After,
    Before,
    Connection,
    First,
    Last,
    PageArguments,
    PageInfo,
    Source,
    paged,
)
from schema.declared import ENUMS, Answer, answers, choice_enum, find_all, plain, reference, references
from schema.fields import computed
from schema.ids import change_id, item_id, revision_id
from schema.scalars import JSON, Cursor
from schema.types import Holder, Node, Organisation, Subject

__all__ = [
    "BusFactorPopulation",
    "BusFactorReport",
    "Candidate",
    "Counted",
    "Finding",
    "FindingCode",
    "FindingConnection",
    "NoAnswer",
    "PathAnswer",
    "Responsibility",
    "Revision",
    "SearchConnection",
    "SearchEdge",
    "Severity",
    "SmallestSet",
    "failure_of",
    "show_change",
    "show_item",
    "show_revision",
]

MandateKind = ENUMS["MandateKind"]
Obligation = ENUMS["NormObligation"]
Provenance = ENUMS["KnowsProvenance"]
ConsultationStage = ENUMS["ConsultedOnStage"]
FindingCode = choice_enum("FindingCode", code_words(), "What is not arranged.")
Severity = choice_enum("Severity", SEVERITIES, "How grave a finding is.")
ResponsibilityProblemCode = choice_enum(
    "ResponsibilityProblemCode",
    ("SUBJECT_UNKNOWN", "NOT_FOUND"),
    "Why there is no answer: the subject is unknown, or the organisation is.",
)
BusFactorPopulation = choice_enum("BusFactorPopulation", POPULATIONS, "Of what it is counted how many people hold it.")


@strawberry.type(description="A sentence for people in both languages.")
class Message:
    """A sentence for people in both languages."""

    nl: str = strawberry.field(description="In Dutch.")
    en: str = strawberry.field(description="In English.")


# Who covers what


@answers
class Answerer(Answer):
    """Somebody who covers a subject at an organisation, and why."""

    holder = reference("holder", "Holder", "The person, body or organisation.")
    role = reference("role", "Role", "The role through which, when it is one.")
    mandate = reference("mandate", "Mandate", "The mandate that it rests on.")
    via = reference(
        "via", "Organisation", "The organisation from which the mandate comes down, when it is another one."
    )
    through = reference("through", "Subject", "The task group that the mandate is on, when it is on one.")
    acting_for = reference("acting_for", "Person", "Who is replaced for a time.")
    ceiling_eur: int | None = plain("Largest amount, for deciders; null = no limit (EUR, excluding VAT).")
    channels = references("channels", "Channel", "The ways to reach them, in order.")
    available: bool = plain("Whether they are there on the day; somebody who is absent comes last.")

    @computed("Why they are in the list.")
    def reason(self) -> Message:
        return Message(**reporting.naming(self.world, texts_in()).in_every_language(self.record.reason))


@answers
class Consulted(Answer):
    """A body that has a say in a subject."""

    body = reference("body", "Body", "The body.")
    stage: ConsultationStage | None = plain("How far its say goes.")  # type: ignore[valid-type]


@answers
class FallbackAnswer(Answer):
    """Who answers where nobody was appointed; the cell counts as not filled."""

    mandate: MandateKind = plain("The kind that is not filled.")  # type: ignore[valid-type]
    catalogue_role = reference("role_type", "CatalogueRole", "Whom the norm names.")
    organisation = reference("organisation", "Organisation", "Where such a role was found.")
    role = reference("role", "Role", "The role.")
    persons = references("persons", "Person", "Who hold it.")


@answers
class ResponsibilityProblem(Answer):
    """Why there is no answer, and where the asker still gets somewhere."""

    code: ResponsibilityProblemCode = plain("Why.")  # type: ignore[valid-type]
    message: str = plain("The same in words, with what to do next.")

    @computed("The subjects that come nearest.")
    def suggestions(self) -> list[Subject]:
        return find_all(self.world, (node.id for node in getattr(self.record, "suggestions", ())))

    @computed("The general contact points of the organisation.")
    def contact_points(self) -> list[Answerer]:
        return _answerers(self.world, getattr(self.record, "contact_points", ()))


def _answerers(world: World, found: Iterable[Any]) -> list[Any]:
    make: Any = Answerer
    return [make(record=one, world=world) for one in found]


def _answerers_field(name: str, description: str) -> Any:
    def resolve(self: Any) -> list[Answerer]:
        return _answerers(self.world, getattr(self.record, name))

    return strawberry.field(resolve, description=description)


@answers
class Responsibility(Answer):
    """Who covers a subject at an organisation on a day."""

    organisation = reference("organisation", "Organisation", "Where; null when it is unknown.")
    subject = reference("subject", "Subject", "What; null when it is unknown.")
    on: date = plain("The day.")
    amount_eur: int | None = plain("The amount that was asked about (EUR, excluding VAT).")
    valid_until: date | None = plain("No later than the first day on which the answer changes; null = it stays.")
    used: bool = plain("Whether the subject is used there; false = not here, so that nobody covers it.")
    deciders = _answerers_field("deciders", "Who may decide, lowest sufficient ceiling first.")
    executors = _answerers_field("executors", "Who carry it out.")
    steerers = _answerers_field("steerers", "Who steer it and follow it up.")
    contact_points = _answerers_field("contact_points", "Whom to turn to, in order of referral.")
    accountable = references(
        "accountable", "Holder", "Who stays accountable for the first decider, from the grantor up."
    )

    @computed("The bodies that have a say.")
    def consult(self) -> list[Consulted]:
        make: Any = Consulted
        return [make(record=one, world=self.world) for one in self.record.consult]

    @computed("Who answers for the kinds that nobody fills.")
    def fallback(self) -> list[FallbackAnswer]:
        make: Any = FallbackAnswer
        return [make(record=one, world=self.world) for one in self.record.fallback]

    @computed("For a task group: the answer for each task and decision in it.")
    def parts(self) -> list[Responsibility]:
        make: Any = Responsibility
        return [make(record=one, world=self.world) for one in self.record.parts]

    @computed("Why there is no answer; null when there is one.")
    def problem(self) -> ResponsibilityProblem | None:
        failure = getattr(self.record, "failure", None)
        make: Any = ResponsibilityProblem
        return None if failure is None else make(record=failure, world=self.world)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a question about responsibility has no answer."""

    code: str
    message: str
    suggestions: tuple[Any, ...] = ()
    contact_points: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAnswer:
    """What stands in the place of a responsibility that could not be worked out."""

    organisation: str | None
    subject: str | None
    on: date
    amount_eur: int | None
    failure: Failure
    valid_until: None = None
    used: bool = True
    deciders: tuple[Any, ...] = ()
    executors: tuple[Any, ...] = ()
    steerers: tuple[Any, ...] = ()
    contact_points: tuple[Any, ...] = ()
    consult: tuple[Any, ...] = ()
    fallback: tuple[Any, ...] = ()
    accountable: tuple[str, ...] = ()
    parts: tuple[Any, ...] = ()


def failure_of(error: MandaatwijzerError) -> Failure:
    """A failure to answer as the API shows it."""
    if isinstance(error, SubjectUnknown):
        return Failure(
            code=error.code,
            message=str(error),
            suggestions=error.suggestions,
            contact_points=error.contact_points,
        )
    return Failure(code="NOT_FOUND", message=str(error))


# What is not arranged


@answers
class FindingAcceptance(Answer):
    """A finding that somebody knowingly left as it is."""

    id: strawberry.ID = plain("Id of the acceptance.")
    reason: str | None = plain("Why.")
    accepted_by = reference("accepted_by", "Node", "Who accepted it.")
    since: date | None = plain("First day that it counts.")
    until: date | None = plain("First day that it no longer counts, and the finding is open again.")


@answers
class Finding(Node):
    """One thing that is not arranged, on one day. Its id stays the same for the same defect."""

    code: FindingCode = plain("What is not arranged.")  # type: ignore[valid-type]
    severity: Severity = plain("How grave it is.")  # type: ignore[valid-type]
    organisation = reference("organisation", "Organisation", "Where.")
    subject = reference("subject", "Subject", "The task, decision or task group, when it is about one.")
    mandate: MandateKind | None = plain("The kind of mandate, when it is about one.")  # type: ignore[valid-type]
    persons = references("persons", "Person", "The people concerned.")
    since: date | None = plain(
        "First day of the interval around the day on which it holds; null = none, or not looked for."
    )
    until: date | None = plain("First day after that interval; null = no end in sight, or not looked for.")
    caused_by = reference("caused_by", "Node", "What is behind it; findings with one cause belong together.")
    affects = references("affects", "Organisation", "The other organisations concerned.")
    missing = references("missing", "Expertise", "The expertise that nobody concerned has.")
    fallback = references("fallback", "Person", "With whom it ends up meanwhile.")
    obligation: Obligation | None = plain("How binding the norms behind it are.")  # type: ignore[valid-type]
    evidence = references("evidence", "Node", "The edges and norms that it rests on.")

    @computed("What it says to a person.")
    def message(self) -> Message:
        return Message(**reporting.naming(self.world, texts_in()).in_every_language(self.record.message))

    @computed("The acceptance in force, when it is left as it is.")
    def accepted(self) -> FindingAcceptance | None:
        make: Any = FindingAcceptance
        return None if self.record.accepted is None else make(record=self.record.accepted, world=self.world)


@answers
class FindingCause(Answer):
    """Findings of one code behind which the same record stands; a finding without a cause stands by itself."""

    code: FindingCode = plain("Of each of them.")  # type: ignore[valid-type]
    severity: Severity = plain("The gravest of theirs.")  # type: ignore[valid-type]
    cause = reference("cause", "Node", "The person, role, mandate or absence behind them, when there is one.")
    organisations = references("organisations", "Organisation", "The organisations concerned.")

    @computed("How many findings it has.")
    def count(self) -> int:
        return len(self.record.findings)

    @computed("The first of them, in the order of the report.")
    def findings(self, limit: Limit = 20) -> list[Finding]:
        in_range("limit", limit, LARGEST_PAGE)
        make: Any = Finding
        return [make(record=one, world=self.world) for one in self.record.findings[:limit]]


@answers
class AdoptedProfile(Answer):
    """A profile whose norms apply at an organisation and below it."""

    organisation = reference("organisation", "Organisation", "Who adopts it.")
    profile = reference("profile", "Node", "The profile.")


@answers
class NormException(Answer):
    """A norm that does not apply at an organisation and below it."""

    organisation = reference("organisation", "Organisation", "Who is excepted.")
    norm = reference("norm", "Node", "The norm.")
    reason: str | None = plain("Why, when it was given.")


@strawberry.type(description="Findings, gravest first, with what could not be judged.")
class FindingConnection(Connection[Finding]):
    """Findings, gravest first, with what could not be judged."""

    report: strawberry.Private[GapReport]
    world: strawberry.Private[World]

    @computed("Where people have tasks that ask for expertise while none of theirs is recorded.")
    def expertise_not_known_yet(self) -> list[Organisation]:
        return find_all(self.world, self.report.expertise_not_known_yet)

    @computed("No mandate says who granted it, so `NEVER_GRANTED` was not judged.")
    def grantors_not_recorded(self) -> bool:
        return self.report.grantors_not_recorded

    @computed("Whether it was looked since when and until when each holds: not in a list of over 500 organisations.")
    def intervals(self) -> bool:
        return self.report.intervals

    @computed("The findings of the whole list grouped by what is behind them, as reports and pages show them.")
    def causes(self, limit: Limit = 100) -> list[FindingCause]:
        in_range("limit", limit, LARGEST_PAGE)
        make: Any = FindingCause
        return [make(record=group, world=self.world) for group in by_cause(self.report.findings)[:limit]]

    @computed("Tasks and decisions in use about which no norm says anything; the first of them.")
    def without_norm(self, limit: Limit = 100) -> list[Subject]:
        in_range("limit", limit, LARGEST_PAGE)
        return find_all(self.world, self.report.without_norm[:limit])

    @computed("Which profiles apply here: adopted at, above or below the organisation.")
    def profiles(self, limit: Limit = 100) -> list[AdoptedProfile]:
        in_range("limit", limit, LARGEST_PAGE)
        make: Any = AdoptedProfile
        return [make(record=one, world=self.world) for one in self.report.profiles[:limit]]

    @computed("Which norms do not apply here, and why.")
    def exceptions(self, limit: Limit = 100) -> list[NormException]:
        in_range("limit", limit, LARGEST_PAGE)
        make: Any = NormException
        return [make(record=one, world=self.world) for one in self.report.exceptions[:limit]]


# What hangs on few people


def _present(world: World, persons: Iterable[str]) -> list[Any]:
    """The people, bodies and partners of an item; unnamed members of a body are shown as the body."""
    return find_all(world, dict.fromkeys(person.partition("#")[0] for person in persons))


@dataclass(frozen=True, slots=True)
class Counted:
    """How the items of a report were counted, which is part of what an item is."""

    population: str
    min_level: int


@answers
class BusFactorItem(Node):
    """Something that people hold: a mandate at an organisation, a topic there, or a topic that a mandate asks for."""

    counted: strawberry.Private[Counted]

    @computed("`item/`, the population, and what it is about: the same item has the same id on every day.")
    def id(self) -> strawberry.ID:
        counted = self.counted
        return strawberry.ID(item_id(counted.population, self.record, min_level=counted.min_level))

    organisation = reference("organisation", "Organisation", "Where.")
    subject = reference("subject", "Subject", "The task or decision; null for expertise.")
    mandate: MandateKind | None = plain("The kind of mandate; null for expertise.")  # type: ignore[valid-type]
    expertise = reference("expertise", "Expertise", "The topic; null for mandates.")
    bus_factor: int = plain("How many people hold it: 0 is an orphan, 1 is at risk.")

    @computed("Who hold it, as far as the viewer may be told.")
    def persons(self) -> list[Holder]:
        return _present(self.world, self.record.persons)


@answers
class SinglePoint(Answer):
    """Somebody who alone holds something."""

    counted: strawberry.Private[Counted]

    @computed("Who, when the viewer may be told.")
    def person(self) -> Holder | None:
        return next(iter(_present(self.world, [self.record.person])), None)

    @computed("How many items nobody else holds.")
    def count(self) -> int:
        return len(self.record.items)

    @computed("Part of all items that one person holds (0 to 1).")
    def share(self) -> float:
        return float(self.record.share)

    @computed("The items, in order of organisation and subject.")
    def items(
        self, first: First = None, last: Last = None, after: After = None, before: Before = None
    ) -> Connection[BusFactorItem]:
        return _items(self.world, self.counted, self.record.items, PageArguments(first, last, after, before))


@answers
class SmallestSet(Answer):
    """A smallest set of people with an effect, or the bounds of its size."""

    items: int = plain("How many items have a holder.")
    needed: int = plain("How many of them the set must reach.")
    reached: int = plain("How many of them `persons` reaches.")
    size: int = plain("Size of the best set found.")
    lower: int = plain("No smaller set has the effect.")
    upper: int = plain("Size of the best set found.")
    exact: bool = plain("Whether no smaller set exists, proven.")
    method: str = plain("How the bounds were found.")
    seconds: float | None = plain("Time used, when the answer is not exact (seconds).")

    @computed("Of the items that the set must reach (0 to 1).")
    def share(self) -> float:
        return float(self.record.share)

    @computed("The best set found, as far as the viewer may be told.")
    def persons(self) -> list[Holder]:
        return _present(self.world, self.record.persons)


@answers
class BusFactorReport(Answer):
    """What hangs on few people, in one population on one day."""

    on: date = plain("The day.")
    organisation = reference("organisation", "Organisation", "With everything below it.")
    population: BusFactorPopulation = plain("Of what was counted.")  # type: ignore[valid-type]

    @computed("Every item, fewest people first.")
    def items(
        self, first: First = None, last: Last = None, after: After = None, before: Before = None
    ) -> Connection[BusFactorItem]:
        return _items(self.world, self._counted, self.record.items, PageArguments(first, last, after, before))

    @computed("Who alone holds something, from most items to fewest.")
    def single_points(self) -> list[SinglePoint]:
        make: Any = SinglePoint
        return [make(record=point, world=self.world, counted=self._counted) for point in self.record.single_points]

    @computed("The fewest people whose leaving empties the asked share of the items.")
    def critical_set(self) -> SmallestSet:
        make: Any = SmallestSet
        return make(record=self.record.critical_set, world=self.world)

    @computed("The fewest people that keep every item held.")
    def core_team(self) -> SmallestSet:
        make: Any = SmallestSet
        return make(record=self.record.core_team, world=self.world)

    @property
    def _counted(self) -> Counted:
        return Counted(self.record.population, self.record.min_level)


def show_item(world: World, counted: Counted, item: Item) -> Any:
    """An item of the bus factor as the API shows it."""
    make: Any = BusFactorItem
    return make(record=item, world=world, counted=counted)


def _items(world: World, counted: Counted, items: Iterable[Item], page: PageArguments) -> Connection[BusFactorItem]:
    def key(item: Any) -> tuple[Any, ...]:
        return (item.bus_factor, item.organisation, item.subject or "", item.mandate or "", item.expertise or "")

    source = Source(
        items=sorted(items, key=key),
        key=key,
        keep=lambda _item: True,
        show=lambda item: show_item(world, counted, item),
    )
    return paged(source, page)


# Who knows what


@answers
class KnownTopic(Answer):
    """What somebody recorded for a topic that was asked."""

    topic = reference("topic", "Expertise", "As asked.")
    through = reference("through", "Expertise", "The topic that they know: the same or a narrower one.")
    level: int = plain("1 basic, 2 independent, 3 helps others, 4 reference, 5 trains others.")
    provenance: Provenance = plain("Whose word it is.")  # type: ignore[valid-type]
    verified_on: date | None = plain("When it was last confirmed.")
    wants: bool = plain("Whether they wish to do or learn it.")
    entered_by = reference("entered_by", "Person", "Who entered it, when not the person.")


@answers
class DoesThis(Answer):
    """A task that somebody executes and that asks for a topic; no level is claimed."""

    topic = reference("topic", "Expertise", "As asked.")
    task = reference("task", "Subject", "The task or decision.")
    organisation = reference("organisation", "Organisation", "Where they execute it.")


@strawberry.type(description="Of what a score is made (points).")
class ScoreParts:
    """Of what a score is made."""

    level: float = strawberry.field(description="Up to 50, 10 a level.")
    provenance: float = strawberry.field(description="Up to 15, for whose word it is.")
    age: float = strawberry.field(description="Up to 15, halved every 24 months since the last confirmation.")
    distance: float | None = strawberry.field(description="Up to 15, less with the distance; null when not asked.")
    wish: float = strawberry.field(description="5 for somebody who wishes to do or learn it.")


@answers
class Candidate(Answer):
    """Somebody who knows or does everything that was asked."""

    person = reference("person", "Person", "Who.")
    organisations = references("organisations", "Organisation", "Where they belong.")
    inferred: bool = plain("Whether some topic rests only on what they do.")
    room_hours: float | None = plain("Hours that are left of their appointment; null = not known (hours per week).")
    score: float = plain("The sum of the parts (points of 100).")
    parts: ScoreParts = plain("Of what the score is made.")

    @computed("What they recorded.")
    def known(self) -> list[KnownTopic]:
        make: Any = KnownTopic
        return [make(record=one, world=self.world) for one in self.record.known]

    @computed("What they do that asks for it.")
    def does(self) -> list[DoesThis]:
        make: Any = DoesThis
        return [make(record=one, world=self.world) for one in self.record.does]


@answers
class Hop(Answer):
    """One step of a path, over one fact."""

    origin = reference("from_id", "Holder", "Where the step begins.")
    destination = reference("to_id", "Holder", "Where it ends.")
    fact: str = plain("What joins them, as a word.")
    via = reference("via", "Node", "The organisation, body, group or edge that joins them.")
    cost: float = plain("In steps, kilometres included.")
    evidence = references("evidence", "Node", "The edges that it rests on.")

    @computed("Why these two, for people.")
    def reason(self) -> Message:
        return Message(**reporting.naming(self.world, texts_in()).in_every_language(self.record.reason))


@answers
class Path(Answer):
    """The steps from whoever asks to somebody who knows the topic."""

    origin = reference("from_id", "Holder", "Who asked.")
    destination = reference("to_id", "Holder", "Who knows it.")
    cost: float = plain("The sum of the steps.")

    @computed("The steps, in order.")
    def hops(self) -> list[Hop]:
        return _hops(self.world, self.record.hops)


@answers
class PathAnswer(Answer):
    """How to reach somebody in another school who knows a topic, and what that hangs on."""

    origin = reference("from_id", "Holder", "Who asked.")
    destination = reference("to_id", "Holder", "Who knows it.")
    topic = reference("topic", "Expertise", "What was asked.")
    cost: float = plain("Of the cheapest path, in steps.")
    bridge = reference("bridge", "Person", "Where there is no second path: without whom nobody is reached any more.")

    @computed("The steps of the cheapest path, in order.")
    def hops(self) -> list[Hop]:
        return _hops(self.world, self.record.hops)

    @computed("The cheapest path that shares nobody between the ends with it; it may end elsewhere.")
    def second(self) -> Path | None:
        make: Any = Path
        return None if self.record.second is None else make(record=self.record.second, world=self.world)


def _hops(world: World, hops: Iterable[Any]) -> list[Any]:
    make: Any = Hop
    return [make(record=hop, world=world) for hop in hops]


# Search


@strawberry.type(description="A record that was found, and how well it fits.")
class SearchEdge:
    """A record that was found, and how well it fits."""

    cursor: Cursor = strawberry.field(description="The place of the record among those found.")
    node: Node = strawberry.field(description="The record.")
    score: float = strawberry.field(description="0 to 1; 1 = its name is what was asked.")
    matched: str = strawberry.field(description="The word or text of it that fitted best.")


@strawberry.type(description="What a search found, best first.")
class SearchConnection:
    """What a search found, best first."""

    edges: list[SearchEdge] = strawberry.field(description="The records of the page with how well they fit.")
    page_info: PageInfo = strawberry.field(description="Where the page lies in what was found.")
    total_count: int = strawberry.field(description="How many records were found, 100 at most.")

    @computed("The records of the page.")
    def nodes(self) -> list[Node]:
        return [edge.node for edge in self.edges]


# The log


@answers
class RecordChange(Node):
    """What one revision did to one record."""

    @computed("`change/<revision>:<record>`.")
    def id(self) -> strawberry.ID:
        return strawberry.ID(change_id(self.record.revision.number, self.record.change.id))

    @computed("Id of the record.")
    def record_id(self) -> strawberry.ID:
        return strawberry.ID(self.record.change.id)

    @computed("The record before, in the native format; null = it was added.")
    def before(self) -> JSON | None:
        before = self.record.change.before
        return None if before is None else JSON(to_plain(before))

    @computed("The record after, in the native format; null = it was removed.")
    def after(self) -> JSON | None:
        after = self.record.change.after
        return None if after is None else JSON(to_plain(after))

    @computed("The revision.")
    def revision(self) -> Revision:
        return show_revision(self.world, self.record.revision)


@answers
class Revision(Node):
    """One entry of the change log; its id is `revision/<number>`."""

    number: int = plain("1 for the first.")
    at: datetime = plain("When it was committed.")
    author: str = plain("Who made it.")
    reason: str = plain("Why, in the author's words.")
    key: str = plain("The idempotency key.")

    @computed("`revision/<number>`.")
    def id(self) -> strawberry.ID:
        return strawberry.ID(revision_id(self.record.number))

    @computed("What it did to each record, in order of id.")
    def changes(
        self, first: First = None, last: Last = None, after: After = None, before: Before = None
    ) -> Connection[RecordChange]:
        entries = [HistoryEntry(self.record, change) for change in self.record.changes]
        entries.sort(key=lambda entry: entry.change.id)
        source = Source(
            items=entries,
            key=lambda entry: (entry.change.id,),
            keep=lambda _entry: True,
            show=lambda entry: show_change(self.world, entry),
        )
        return paged(source, PageArguments(first, last, after, before))


def show_change(world: World, entry: HistoryEntry) -> Any:
    """What a revision did to one record, as the API shows it."""
    make: Any = RecordChange
    return make(record=entry, world=world)


def show_revision(world: World, revision: DomainRevision) -> Any:
    """A revision as the API shows it, without the changes that are hidden from the viewer."""
    make: Any = Revision
    return make(record=visible_revision(world, revision), world=world)
