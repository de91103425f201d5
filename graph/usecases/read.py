"""The reading verbs: records, lists, answers and search, as a viewer may see them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated, Any, TypeVar

from graph.analyses.answers.general_contact import general_contact_points
from graph.analyses.answers.responsibility import Answerer, Responsibility, responsibility
from graph.analyses.answers.search import SEARCHED_KINDS, Hit, prepare_search, words_of
from graph.analyses.answers.search import search as search_records
from graph.analyses.common.task_groups import top_task_group
from graph.domain.changes import RecordChange, Revision
from graph.domain.described import Between, Spelled, Unit
from graph.domain.errors import MandaatwijzerError, NotFound
from graph.domain.folding import plain
from graph.domain.kinds import (
    Decision,
    Edge,
    Expertise,
    Mandate,
    Node,
    Organisation,
    Person,
    Record,
    Task,
    TaskGroup,
    field_specs,
    is_id_of,
    kind_of_id,
)
from graph.domain.periods import in_force
from graph.domain.text import N_, Quoted, Series, Text
from graph.model.snapshot import Snapshot
from graph.usecases.by_words import ids_by
from graph.usecases.desk import Desk
from graph.usecases.viewer import HIDDEN
from graph.usecases.world import World
from graph.words.titles import with_people

__all__ = [
    "HistoryEntry",
    "SubjectUnknown",
    "change_as_seen",
    "check_held",
    "draft_as_seen",
    "edges",
    "edges_from",
    "edges_to",
    "facts_about",
    "find",
    "first_contacts",
    "get",
    "history",
    "id_meant",
    "is_empty",
    "is_known",
    "mandates_of",
    "nodes",
    "number_hanging_on",
    "number_of",
    "organisation_named",
    "person_named",
    "place_named",
    "prepare",
    "recorded",
    "responsibilities",
    "responsible",
    "scope_of",
    "search",
    "subject_named",
    "task_group_of",
    "topic_named",
    "visible_entries",
    "visible_revision",
]

N = TypeVar("N", bound=Node)
E = TypeVar("E", bound=Edge)
R = TypeVar("R", bound=Node | Edge)

MOST_SUGGESTIONS = 5
_ONE = {"person": N_("One person {text}"), "organisation": N_("One organisation {text}")}
_THE = {"person": N_("The person {text}"), "organisation": N_("The organisation {text}")}
SURE_SCORE = 0.9


class SubjectUnknown(MandaatwijzerError):
    """No task, decision or task group has this id or keyword; carries what the asker may have meant.

    Attributes:
        asked: what was asked.
        suggestions: the nearest subjects.
        contact_points: the school's general contact points, so that the asker still gets somewhere.
    """

    code = "SUBJECT_UNKNOWN"

    def __init__(self, asked: str, suggestions: tuple[Node, ...], contact_points: tuple[Answerer, ...]) -> None:
        self.asked = asked
        self.suggestions = suggestions
        self.contact_points = contact_points
        advice = Text("Search for it in other words, or ask the contact point.")
        if suggestions:
            advice = Text("Did you mean: {names}?", names=_names_with_ids(suggestions))
        super().__init__(
            Text("{text} is not a known task or decision. {advice}", text=Quoted(asked[:80]), advice=advice)
        )


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """What one revision did to one record."""

    revision: Revision
    change: RecordChange


def get(world: World, record_id: str) -> Record | None:
    """A record by its id, or by the id of one that was merged into it; None when it is unknown or hidden."""
    return world.get(record_id)


def find(world: World, kind: type[R], record_id: str) -> R | None:
    """A record of a kind by id; None when it is unknown, of another kind, or hidden."""
    record = world.get(record_id)
    return record if isinstance(record, kind) else None


def nodes(world: World, kind: type[N], keep: Callable[[N], bool] | None = None) -> Sequence[N]:
    """The nodes of a kind that exist on the day and that the viewer may see, by id; `keep` tells which of them."""
    return [node for node in recorded(world, kind, keep) if in_force(node, world.on)]


def edges(world: World, candidates: Iterable[R]) -> Sequence[R]:
    """Of some edges those in force on the day that the viewer may see."""
    return [
        edge
        for edge in candidates
        if isinstance(edge, Edge) and world.snapshot.in_force(edge, world.on) and world.sees(edge)
    ]


def edges_from(world: World, kind: type[E], node_id: str) -> tuple[E, ...]:
    """The edges of a kind that start at a node, in force on the day, that the viewer may see."""
    return tuple(edges(world, world.snapshot.out(kind, node_id)))


def edges_to(world: World, kind: type[E], node_id: str) -> tuple[E, ...]:
    """The edges of a kind that end at a node, in force on the day, that the viewer may see."""
    return tuple(edges(world, world.snapshot.into(kind, node_id)))


def facts_about(world: World, node_id: str) -> tuple[Edge, ...]:
    """The edges at a node that the viewer may see and that did not end yet on the day, by kind and id."""
    lasting = (edge for edge in world.snapshot.touching(node_id) if edge.until is None or edge.until > world.on)
    shown = {edge.id: edge for edge in lasting if world.sees(edge)}
    return tuple(sorted(shown.values(), key=lambda edge: (edge.kind, edge.id)))


def mandates_of(world: World, holder: str) -> tuple[Mandate, ...]:
    """The mandates that a role, person, body or organisation has itself, in force on the day."""
    return tuple(edges(world, world.snapshot.mandates_from(holder)))


def mandates_in_order(world: World, organisation: str, subject: str, kind: str) -> tuple[Mandate, ...]:
    """The mandates of a kind on a task or decision that reach an organisation, in order of referral.

    Whoever is away stands at their place; who stands in for somebody has none of their own.
    """
    ways = world.coverage.cell(organisation, subject, kind).ways
    found = {way.mandate.id: way.mandate for way in ways if way.mandate.acting_for is None and world.sees(way.mandate)}
    return tuple(sorted(found.values(), key=lambda one: (one.rank is None, one.rank or 0, one.from_id, one.id)))


def scope_of(world: World, mandate: Mandate) -> tuple[str, ...]:
    """Ids of the organisations that a mandate is for on the day, sorted."""
    return world.coverage.scope_of(mandate)


def recorded(world: World, kind: type[N], keep: Callable[[N], bool] | None = None) -> Sequence[N]:
    """The nodes of a kind that the viewer may see, on whatever day they exist, by id; `keep` tells which of them."""
    return list(filter(keep, world.snapshot.nodes(kind)))


def number_of(world: World, kind: type[N], keep: Callable[[N], bool] | None = None) -> int:
    """How many nodes of a kind there are, on whatever day: enough to choose between a list and a box to type in."""
    found = world.snapshot.nodes(kind)
    return len(found) if keep is None else sum(map(keep, found))


def is_known(world: World, node_id: str) -> bool:
    """Whether there is a node with this id, which the viewer need not see."""
    return world.snapshot.node(node_id) is not None


def task_group_of(world: World, subject: str) -> str | None:
    """The topmost task group that a task or decision lies in; None when it lies in none."""
    return top_task_group(world.coverage, subject)


def is_empty(world: World) -> bool:
    """Whether nothing was recorded yet."""
    return next(world.snapshot.records(), None) is None


def prepare(snapshot: Snapshot) -> None:
    """Make ready what the first reader of a graph would wait for. Cost: seconds on a large one."""
    prepare_search(snapshot)


def organisation_named(world: World, text: str) -> Organisation:
    """The organisation with this id, number, identifier or whole name.

    Raises:
        NotFound: none, or several.
        NotHeldHere: another instance holds it.
    """
    found = _named(world, Organisation, text, _words_of_organisation)
    check_held(world, found.id)
    return found


def check_held(world: World, node_id: str) -> None:
    """Do nothing when everything about a node, which the viewer may see, is held by the instance.

    Raises:
        NotHeldHere: it is not.
    """
    if world.held is not None:
        world.held.check_whole(node_id)


def place_named(world: World, text: str | None) -> str | None:
    """Id of the organisation with this id, number, identifier or whole name; None, which is everywhere, for nothing.

    Raises:
        NotFound: none, or several.
        NotHeldHere: another instance holds it, or not everything is held here.
    """
    if text:
        return organisation_named(world, text).id
    if world.held is not None:
        world.held.check_all()
    return None


def person_named(world: World, text: str) -> Person:
    """The person with this id, e-mail address, identifier or whole name.

    Raises:
        NotFound: none, or several.
        NotHeldHere: not everything about them is held here.
    """
    found = _named(world, Person, text, _words_of_person)
    check_held(world, found.id)
    return found


def subject_named(world: World, text: str, *, organisation: str | None = None) -> Task | Decision | TaskGroup:
    """The task, decision or task group with this id, name or keyword.

    Raises:
        SubjectUnknown: none fits surely; with suggestions and the general contact points of the organisation.
    """
    found = world.get(text)
    if isinstance(found, Task | Decision | TaskGroup):
        return found
    hits = search(world, text, kinds=(Task, Decision, TaskGroup), limit=MOST_SUGGESTIONS)
    sure = _surely(text, hits)
    if isinstance(sure, Task | Decision | TaskGroup):
        return sure
    contact_points = first_contacts(world, organisation) if organisation else ()
    raise SubjectUnknown(text, tuple(hit.record for hit in hits), contact_points)


def topic_named(world: World, text: str) -> Expertise:
    """The expertise with this id, name or keyword.

    Raises:
        NotFound: none fits surely; names the nearest.
    """
    found = world.get(text)
    if isinstance(found, Expertise):
        return found
    hits = search(world, text, kinds=(Expertise,), limit=MOST_SUGGESTIONS)
    sure = _surely(text, hits)
    if isinstance(sure, Expertise):
        return sure
    remedy = Text("Look it up with a search")
    if hits:
        remedy = Text("Nearest: {names}", names=_names_with_ids(hit.record for hit in hits))
    raise NotFound(Text("The topic {text}", text=Quoted(text[:80])), remedy)


def id_meant(world: World, text: str, kinds: Collection[str]) -> str:
    """The id of the record of some kinds that a text surely names, as people do; the text itself where none is sure.

    Args:
        world: what the reader sees.
        text: an id, number, address, name or everyday word.
        kinds: words of the kinds that it may be of; none = any.
    """
    if world.get(text) is not None:
        return text
    meant = set()
    for named, words in _NAMING.items():
        if not kinds or words.intersection(kinds):
            with contextlib.suppress(NotFound, SubjectUnknown):
                meant.add(named(world, text).id)
    fitting = {one for one in meant if not kinds or kind_of_id(one) in kinds}
    return fitting.pop() if len(fitting) == 1 else text


def responsible(
    world: World,
    organisation: Annotated[str, Spelled("--at")],
    subject: str,
    *,
    amount_eur: Annotated[int | None, Between(0), Unit("EUR, excluding VAT"), Spelled("--amount")] = None,
) -> Responsibility:
    """Who decides, executes, steers and is contact point.

    Args:
        organisation: organisation: id, number or name.
        subject: task or decision: id, name or an everyday word.
        amount_eur: leaves out whoever may not decide on this much.

    Raises:
        NotFound: the organisation is unknown.
        SubjectUnknown: the subject is.
    """
    place = organisation_named(world, organisation)
    about = subject_named(world, subject, organisation=place.id)
    return responsibility(world.coverage, place.id, about.id, amount_eur=amount_eur)


def first_contacts(world: World, organisation: str) -> tuple[Answerer, ...]:
    """Whom to ask at an organisation, given by id, when nobody knows whom to ask."""
    return general_contact_points(world.coverage, organisation)


def responsibilities(world: World, pairs: Iterable[tuple[str, str]]) -> list[Responsibility | MandaatwijzerError]:
    """The answer for each pair of organisation and subject, or what is wrong with it."""
    answers: list[Responsibility | MandaatwijzerError] = []
    for organisation, subject in pairs:
        try:
            answers.append(responsible(world, organisation, subject))
        except MandaatwijzerError as error:
            answers.append(error)
    return answers


def search(
    world: World, text: str, *, kinds: Iterable[type[Node]] = SEARCHED_KINDS, limit: int = 20
) -> tuple[Hit, ...]:
    """The records that fit a text, best first, without those hidden from the viewer."""
    return search_records(world.snapshot, text, kinds=kinds, on=world.on, limit=limit, whole=world.graph)


async def history(desk: Desk, world: World, record_id: str) -> list[HistoryEntry]:
    """Every revision that touched a record, oldest first.

    Raises:
        NotFound: the record never existed, or is hidden from the viewer.
    """
    log = await desk.history([record_id])
    touched = ((revision, change) for revision in log for change in revision.changes if change.id == record_id)
    seen = ((visible_revision(world, revision), change_as_seen(world, change)) for revision, change in touched)
    shown = [HistoryEntry(revision, change) for revision, change in seen if change is not None]
    if not shown:
        raise NotFound(Text("{text}", text=Quoted(record_id[:120])))
    world.look_at(record_id)
    return shown


def number_hanging_on(world: World, record: Record) -> int:
    """How many facts cannot be without a record: the edges at a node."""
    return len({edge.id for edge in world.snapshot.touching(record.id)})


def visible_revision(world: World, revision: Revision) -> Revision:
    """A revision as the viewer may read it.

    Without the changes of what they may not see; without the key of others, because whoever knows it could ask what
    was made with it; and without the reason where something was left out, because it may tell of that.
    """
    if world.sees_everything:
        return revision
    seen = (change_as_seen(world, change) for change in revision.changes)
    changes = tuple(change for change in seen if change is not None)
    is_own = revision.author == world.viewer.author
    is_whole = is_own or changes == revision.changes
    return replace(
        revision,
        author=revision.author if is_own else _author(world, revision.author),
        reason=with_people(revision.reason, partial(_author, world)) if is_whole else "",
        key=revision.key if is_own else "",
        changes=changes,
    )


def _author(world: World, author: str) -> str:
    """Who made or proposed a change: a name of no person as it is, a person only where the viewer sees them."""
    return author if not is_id_of("person", author) or world.get(author) is not None else HIDDEN


def draft_as_seen(world: World, change: RecordChange) -> RecordChange | None:
    """What the viewer would change, as they may read it: what they see of what was there, with what they make of it.

    None where it takes away what they do not see.
    """
    if world.sees_everything or change.before is None:
        return change
    before = world.as_seen(change.before)
    if change.after is None:
        return None if before is None else RecordChange(before=before, after=None)
    made = {each.field for each in change.fields}
    stays = [spec for spec in field_specs(type(change.after)) if not spec.required and spec.name not in made]
    values: dict[str, Any] = {spec.name: getattr(before, spec.name, spec.default) for spec in stays}
    return RecordChange(before=before, after=replace(change.after, **values))


def change_as_seen(world: World, change: RecordChange) -> RecordChange | None:
    """A change of the log as the viewer may read it; None when they may not, before or after."""
    before = None if change.before is None else world.as_seen(change.before)
    after = None if change.after is None else world.as_seen(change.after)
    if (before is None, after is None) != (change.before is None, change.after is None):
        return None
    is_same = before == change.before and after == change.after
    return change if is_same else replace(change, before=before, after=after)


def visible_entries(world: World, revision: Revision) -> list[HistoryEntry]:
    """What a revision did to each record that the viewer may see."""
    return [HistoryEntry(revision, change) for change in visible_revision(world, revision).changes]


def _named(world: World, kind: type[N], text: str, words: Callable[[N], Iterable[str]]) -> N:
    found = find(world, kind, text)
    if found is not None:
        return found
    asked = plain(text)
    maybe = sorted(ids_by("what people call it", words, kind, world.graph).get(asked, ()))
    seen = (find(world, kind, node_id) for node_id in maybe)
    visible = [node for node in seen if node is not None and asked in words(node)]
    if len(visible) == 1:
        return visible[0]
    if visible:
        raise NotFound(
            Text(_ONE[kind.kind], text=Quoted(text[:80])),
            Text("Several have it, give one id: {ids}", ids=Series(tuple(node.id for node in visible))),
        )
    raise NotFound(Text(_THE[kind.kind], text=Quoted(text[:80])))


def _names_with_ids(nodes: Iterable[Node]) -> Series:
    """What may be meant, with what to type for it."""
    return Series(tuple(f"{node.name} ({node.id})" for node in nodes))


def _words_of_organisation(node: Organisation) -> Iterator[str]:
    return _words_of(node.number, *node.identifiers, node.name)


def _words_of_person(node: Person) -> Iterator[str]:
    return _words_of(node.email, *node.other_emails, *node.identifiers, node.name, *node.other_names)


def _words_of(*names: str | None) -> Iterator[str]:
    """Names as they are compared; a number of another system also without the name of that."""
    for name in filter(None, names):
        yield from filter(None, (plain(name), plain(name.partition(":")[2])))


_NAMING: Mapping[Callable[[World, str], Node], frozenset[str]] = {
    organisation_named: frozenset({"organisation"}),
    person_named: frozenset({"person"}),
    subject_named: frozenset({"task", "decision", "task_group"}),
    topic_named: frozenset({"expertise"}),
}
"""By what a record of each kind is found by the words that people use."""


def _surely(text: str, hits: Sequence[Hit]) -> Node | None:
    """The one record that is surely meant: named or keyed so, in any order of the words, and none as well as it."""
    exact = [hit for hit in hits if hit.score >= SURE_SCORE and words_of(hit.matched) == words_of(text)]
    best = [hit.record for hit in exact if hit.score == exact[0].score]
    return best[0] if len(best) == 1 else None
