"""The questions of the API: each reads its arguments, calls one use case, and shows what came out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Annotated, Any, TypeVar

import strawberry

from graph.analyses.fragility.bus_factor import POPULATIONS
from graph.analyses.gaps.findings import finding_order
from graph.domain import kinds
from graph.domain.choices import SCHOOL_TYPES
from graph.domain.errors import InvalidInput, NotFound
from graph.domain.text import Text
from graph.usecases import analyse, read
from graph.usecases.world import World
from schema.answers import (
    BusFactorPopulation,
    BusFactorReport,
    Candidate,
    Counted,
    Finding,
    FindingCode,
    FindingConnection,
    NoAnswer,
    PathAnswer,
    RecordChange,
    Responsibility,
    Revision,
    SearchConnection,
    SearchEdge,
    Severity,
    SmallestSet,
    failure_of,
    show_change,
    show_item,
    show_revision,
)
from schema.arguments import Info, Known
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
from schema.context import Context
from schema.declared import ENUMS, On, choice_enum, find, records_source, show
from schema.fields import computed
from schema.ids import ItemId, is_finding_id, read_change_id, read_item_id, read_revision_id
from schema.planning_queries import PlanningQuery
from schema.time_queries import TimeQuery
from schema.types import Body, Decision, Expertise, Node, Organisation, Person, Role, Task, TaskGroup

__all__ = ["Query"]

T = TypeVar("T")

MandateKind = ENUMS["MandateKind"]
OrganisationType = ENUMS["OrganisationType"]
LevelOfEducation = ENUMS["LevelOfEducation"]
Capacity = ENUMS["Capacity"]
NodeKind = choice_enum(
    "NodeKind",
    ("task", "decision", "task_group", "person", "role", "organisation", "body", "expertise"),
    "The kinds of nodes that a search looks through.",
)

MOST_IDS = 100
MOST_PATHS = 10


Id = Annotated[strawberry.ID, strawberry.argument(description="Id of the record.")]
OrganisationId = Annotated[
    strawberry.ID, strawberry.argument(description="Id, number (instellingsnummer) or identifier of an organisation.")
]
PersonId = Annotated[strawberry.ID, strawberry.argument(description="Id, e-mail address or identifier of a person.")]
SubjectId = Annotated[
    strawberry.ID, strawberry.argument(description="Id, name or keyword of a task, decision or task group.")
]
TopicId = Annotated[strawberry.ID, strawberry.argument(description="Id, name or keyword of a topic.")]
Below = Annotated[
    strawberry.ID | None, strawberry.argument(description="Only this organisation and what lies below it.")
]
AtOrganisation = Annotated[strawberry.ID | None, strawberry.argument(description="Only those of this organisation.")]
InGroup = Annotated[
    strawberry.ID | None, strawberry.argument(description="Only those in this task group or a group in it.")
]
AmountEur = Annotated[
    int | None,
    strawberry.argument(description="An amount to decide on; leaves out who may not (EUR, excluding VAT)."),
]
Level = Annotated[int, strawberry.argument(description="From which level a recorded expertise counts, 1-5.")]


@strawberry.input(description="An organisation and a subject.")
class ResponsibilityPair:
    """An organisation and a subject."""

    organisation: strawberry.ID = strawberry.field(
        description="Id, number (instellingsnummer) or identifier of the organisation."
    )
    subject: strawberry.ID = strawberry.field(description="Id, name or keyword of the task, decision or task group.")


@strawberry.type(description="Everything that can be asked.")
class Query(TimeQuery, PlanningQuery):
    """Everything that can be asked."""

    # Nodes

    @computed("The record with an id, whatever the day; null when it is unknown or hidden. `on` is for its children.")
    async def node(self, info: Info, id: Id, on: On = None, known_at: Known = None) -> Node | None:
        return (await _nodes(info.context, info.context.world(on, known_at), [id]))[0]

    @computed("The records with these ids (100 at most), with null for what is unknown or hidden.")
    async def nodes(
        self,
        info: Info,
        ids: Annotated[list[strawberry.ID], strawberry.argument(description="The ids.")],
        on: On = None,
        known_at: Known = None,
    ) -> list[Node | None]:
        world = info.context.world(on, known_at)
        return await _nodes(info.context, world, _few(ids, "ids"))

    @computed("An organisation; null when it is unknown.")
    def organisation(
        self, info: Info, id: OrganisationId, on: On = None, known_at: Known = None
    ) -> Organisation | None:
        world = info.context.world(on, known_at)
        return _shown(world, lambda: read.organisation_named(world, id))

    @computed("The organisations that exist on the day, by id.")
    def organisations(
        self,
        info: Info,
        type: Annotated[
            list[OrganisationType] | None,  # type: ignore[valid-type]
            strawberry.argument(description="Only these types."),
        ] = None,
        level: Annotated[
            LevelOfEducation | None,  # type: ignore[valid-type]
            strawberry.argument(description="Only with this level of education."),
        ] = None,
        below: Below = None,
        on: On = None,
        known_at: Known = None,
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[Organisation]:
        world = info.context.world(on, known_at)
        types = None if type is None else _words(type)
        scope = None if below is None else _below(world, below)
        wanted_level = _word_or_none(level)

        def keep(node: Any) -> bool:
            return (
                (types is None or node.type in types)
                and (wanted_level is None or wanted_level in node.levels)
                and (scope is None or node.id in scope)
            )

        return _listed(world, kinds.Organisation, PageArguments(first, last, after, before), keep)

    @computed("The schools and centres that exist on the day, by id.")
    def schools(
        self,
        info: Info,
        below: Below = None,
        on: On = None,
        known_at: Known = None,
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[Organisation]:
        world = info.context.world(on, known_at)
        scope = None if below is None else _below(world, below)
        return _listed(
            world,
            kinds.Organisation,
            PageArguments(first, last, after, before),
            lambda node: node.type in SCHOOL_TYPES and (scope is None or node.id in scope),
        )

    @computed("A person; null when unknown or hidden.")
    def person(self, info: Info, id: PersonId, on: On = None, known_at: Known = None) -> Person | None:
        world = info.context.world(on, known_at)
        return _shown(world, lambda: read.person_named(world, id))

    @computed("The people that the viewer may see, by id.")
    def persons(
        self,
        info: Info,
        affiliated_with: AtOrganisation = None,
        type: Annotated[
            Capacity | None,  # type: ignore[valid-type]
            strawberry.argument(description="Only people of this sort."),
        ] = None,
        on: On = None,
        known_at: Known = None,
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[Person]:
        world = info.context.world(on, known_at)
        sort = _word_or_none(type)
        members = None if affiliated_with is None else _joined(world, kinds.AffiliatedWith, affiliated_with)
        return _listed(
            world,
            kinds.Person,
            PageArguments(first, last, after, before),
            lambda node: (sort is None or node.type == sort) and (members is None or node.id in members),
        )

    @computed("A role; null when it is unknown.")
    def role(self, info: Info, id: Id, on: On = None, known_at: Known = None) -> Role | None:
        return _of_kind(info.context.world(on, known_at), kinds.Role, id)

    @computed("The roles that exist on the day, by id.")
    def roles(
        self,
        info: Info,
        at: AtOrganisation = None,
        on: On = None,
        known_at: Known = None,
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[Role]:
        world = info.context.world(on, known_at)
        seats = None if at is None else _joined(world, kinds.At, at)
        return _listed(
            world,
            kinds.Role,
            PageArguments(first, last, after, before),
            lambda node: seats is None or node.id in seats,
        )

    @computed("A task, by id, name or keyword; null when it is unknown.")
    def task(self, info: Info, id: SubjectId, on: On = None, known_at: Known = None) -> Task | None:
        return _subject(info.context.world(on, known_at), id, kinds.Task)

    @computed("The tasks that exist on the day, by id.")
    def tasks(
        self,
        info: Info,
        group: InGroup = None,
        on: On = None,
        known_at: Known = None,
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[Task]:
        return _subjects(info.context.world(on, known_at), kinds.Task, group, PageArguments(first, last, after, before))

    @computed("A decision, by id, name or keyword; null when it is unknown.")
    def decision(self, info: Info, id: SubjectId, on: On = None, known_at: Known = None) -> Decision | None:
        return _subject(info.context.world(on, known_at), id, kinds.Decision)

    @computed("The decisions that exist on the day, by id.")
    def decisions(
        self,
        info: Info,
        group: InGroup = None,
        on: On = None,
        known_at: Known = None,
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[Decision]:
        return _subjects(
            info.context.world(on, known_at), kinds.Decision, group, PageArguments(first, last, after, before)
        )

    @computed("The task groups that exist on the day, by id.")
    def task_groups(
        self,
        info: Info,
        on: On = None,
        known_at: Known = None,
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[TaskGroup]:
        return _listed(info.context.world(on, known_at), kinds.TaskGroup, PageArguments(first, last, after, before))

    @computed("A body; null when it is unknown.")
    def body(self, info: Info, id: Id, on: On = None, known_at: Known = None) -> Body | None:
        return _of_kind(info.context.world(on, known_at), kinds.Body, id)

    @computed("The bodies that exist on the day, by id.")
    def bodies(
        self,
        info: Info,
        organisation: AtOrganisation = None,
        on: On = None,
        known_at: Known = None,
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[Body]:
        world = info.context.world(on, known_at)
        own = None if organisation is None else _joined(world, kinds.BodyOf, organisation)
        return _listed(
            world,
            kinds.Body,
            PageArguments(first, last, after, before),
            lambda node: own is None or node.id in own,
        )

    @computed("A topic, by id, name or keyword; null when it is unknown.")
    def expertise(self, info: Info, id: TopicId, on: On = None, known_at: Known = None) -> Expertise | None:
        world = info.context.world(on, known_at)
        return _shown(world, lambda: read.topic_named(world, id))

    @computed("The topics that exist on the day, by id.")
    def expertises(
        self,
        info: Info,
        on: On = None,
        known_at: Known = None,
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[Expertise]:
        return _listed(info.context.world(on, known_at), kinds.Expertise, PageArguments(first, last, after, before))

    @computed(
        "Records by what people call them, best first; forgives accents, case and typos, knows the keywords.",
        cost=50,
    )
    def search(
        self,
        info: Info,
        text: Annotated[str, strawberry.argument(description="What to look for.")],
        kinds: Annotated[
            list[NodeKind] | None,  # type: ignore[valid-type]
            strawberry.argument(description="Only these kinds."),
        ] = None,
        on: On = None,
        known_at: Known = None,
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> SearchConnection:
        world = info.context.world(on, known_at)
        wanted = None if kinds is None else sorted(_words(kinds))
        return _found(world, text, wanted, PageArguments(first, last, after, before))

    # Answers

    @computed(
        (
            "Who decides, executes, steers and is contact point for a subject at an organisation; "
            "null when the organisation is unknown."
        ),
        cost=20,
    )
    def responsibility(
        self,
        info: Info,
        organisation: OrganisationId,
        subject: SubjectId,
        amount_eur: AmountEur = None,
        on: On = None,
        known_at: Known = None,
    ) -> Responsibility | None:
        world = info.context.world(on, known_at)
        return _responsibility(world, organisation, subject, amount_eur, unknown_is_null=True)

    @computed(
        "The same for several pairs (100 at most), one answer a pair, in the same order.",
        cost=500,
    )
    def responsibilities(
        self,
        info: Info,
        pairs: Annotated[list[ResponsibilityPair], strawberry.argument(description="What is asked.")],
        amount_eur: AmountEur = None,
        on: On = None,
        known_at: Known = None,
    ) -> list[Responsibility]:
        world = info.context.world(on, known_at)
        return [
            _responsibility(world, pair.organisation, pair.subject, amount_eur, unknown_is_null=False)
            for pair in _few(pairs, "pairs")
        ]

    # Analyses

    @computed(
        "What is not arranged at an organisation and below it, gravest first; null when it is unknown.",
        cost=500,
    )
    async def findings(
        self,
        info: Info,
        organisation: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="Id, number or identifier of an organisation; default: everything."),
        ] = None,
        codes: Annotated[
            list[FindingCode] | None,
            strawberry.argument(description="Only these."),
        ] = None,
        severities: Annotated[
            list[Severity] | None,
            strawberry.argument(description="Only this grave."),
        ] = None,
        accepted: Annotated[
            bool | None,
            strawberry.argument(description="Only those that are left as they are; false: only those that are not."),
        ] = None,
        on: On = None,
        known_at: Known = None,
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> FindingConnection | None:
        world = info.context.world(on, known_at)
        page = PageArguments(first, last, after, before).checked()
        report = await _or_null(
            info.context.analyses.run(
                lambda deadline: analyse.gaps(world, organisation, accepted=accepted, deadline=deadline)
            )
        )
        return None if report is None else _findings(world, report, codes, severities, page)

    @computed(
        "What hangs on few people at an organisation and below it; null when it is unknown.",
        cost=500,
    )
    async def bus_factor(
        self,
        info: Info,
        organisation: OrganisationId,
        items: Annotated[
            BusFactorPopulation,
            strawberry.argument(description="Of what it is counted how many people hold it."),
        ] = POPULATIONS[0],
        mandates: Annotated[
            list[MandateKind] | None,  # type: ignore[valid-type]
            strawberry.argument(description="Only these kinds of mandate; not for expertise."),
        ] = None,
        task_groups: Annotated[
            list[strawberry.ID] | None,
            strawberry.argument(description="Only subjects in these task groups; not for expertise."),
        ] = None,
        roles: Annotated[
            list[strawberry.ID] | None,
            strawberry.argument(description="Only what these roles, or roles of these sorts, hold; not for expertise."),
        ] = None,
        topics: Annotated[
            list[strawberry.ID] | None, strawberry.argument(description="Only about these topics.")
        ] = None,
        share: Annotated[float, strawberry.argument(description="For the critical set: above 0, at most 1.")] = 0.5,
        min_level: Annotated[int, strawberry.argument(description="For expertise: from which level, 1-5.")] = 2,
        on: On = None,
        known_at: Known = None,
    ) -> BusFactorReport | None:
        world = info.context.world(on, known_at)
        asked = _BusFactor(organisation, items, mandates, task_groups, roles, topics, share, min_level)
        report = await _bus_factor(info.context, world, asked)
        make: Any = BusFactorReport
        return None if report is None else make(record=report, world=world)

    @computed(
        "The fewest people whose leaving empties a share of what is held; null when unknown.",
        cost=500,
    )
    async def critical_set(
        self,
        info: Info,
        organisation: OrganisationId,
        items: Annotated[
            BusFactorPopulation,
            strawberry.argument(description="Of what it is counted how many people hold it."),
        ] = POPULATIONS[0],
        mandates: Annotated[
            list[MandateKind] | None,  # type: ignore[valid-type]
            strawberry.argument(description="Only these kinds of mandate; not for expertise."),
        ] = None,
        task_groups: Annotated[
            list[strawberry.ID] | None,
            strawberry.argument(description="Only subjects in these task groups; not for expertise."),
        ] = None,
        share: Annotated[float, strawberry.argument(description="Above 0, at most 1.")] = 0.5,
        on: On = None,
        known_at: Known = None,
    ) -> SmallestSet | None:
        world = info.context.world(on, known_at)
        asked = _BusFactor(organisation, items, mandates, task_groups, None, None, share, 2)
        report = await _bus_factor(info.context, world, asked)
        make: Any = SmallestSet
        return None if report is None else make(record=report.critical_set, world=world)

    @computed(
        "The nearest people in other schools who know a topic, with the way to each; null when unknown.",
        cost=500,
    )
    async def expertise_paths(
        self,
        info: Info,
        origin: Annotated[
            strawberry.ID, strawberry.argument(description="The person or organisation in need.", name="from")
        ],
        topic: TopicId,
        level: Level = 2,
        limit: Annotated[int, strawberry.argument(description="How many people, 10 at most.")] = 3,
        on: On = None,
        known_at: Known = None,
    ) -> list[PathAnswer] | None:
        world = info.context.world(on, known_at)
        _in_range("level", level, kinds.MAX_LEVEL)
        _in_range("limit", limit, MOST_PATHS)
        found = await _or_null(
            info.context.analyses.run(
                lambda deadline: analyse.expertise_paths(
                    world, origin, topic, level=level, limit=limit, deadline=deadline
                )
            )
        )
        make: Any = PathAnswer
        return None if found is None else [make(record=path, world=world) for path in found]

    @computed(
        "People who know or do everything that is asked, best first; null when something is unknown.",
        cost=200,
    )
    async def find_expertise(
        self,
        info: Info,
        topics: Annotated[
            list[strawberry.ID], strawberry.argument(description="Ids, names or keywords of topics (10 at most).")
        ],
        level: Level = 2,
        within: Annotated[
            strawberry.ID | None, strawberry.argument(description="Only people of this organisation and below it.")
        ] = None,
        near: Annotated[
            strawberry.ID | None, strawberry.argument(description="The organisation that asks, for the distance.")
        ] = None,
        room: Annotated[
            float | None, strawberry.argument(description="Hours that they must have left (hours per week).")
        ] = None,
        limit: Annotated[int, strawberry.argument(description="How many people, 100 at most.")] = 20,
        on: On = None,
        known_at: Known = None,
    ) -> list[Candidate] | None:
        world = info.context.world(on, known_at)
        _in_range("limit", limit, LARGEST_PAGE)
        _in_range("level", level, kinds.MAX_LEVEL)
        asked = _few(topics, "topics", most=10)
        found = await _or_null(
            info.context.analyses.run(
                lambda _deadline: analyse.find_expertise(
                    world, asked, level=level, within=within, near=near, room=room, limit=limit
                )
            )
        )
        make: Any = Candidate
        return None if found is None else [make(record=one, world=world) for one in found]

    # The log

    @computed(
        "Every revision that touched a record, oldest first; null when it is unknown or hidden.",
        cost=500,
    )
    async def history(
        self,
        info: Info,
        id: Id,
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[RecordChange] | None:
        world = info.context.now
        page = PageArguments(first, last, after, before).checked()
        entries = await _or_null(read.history(info.context.desk, world, id))
        if entries is None:
            return None
        source = Source(
            items=entries,
            key=lambda entry: (entry.revision.number,),
            keep=lambda _entry: True,
            show=lambda entry: show_change(world, entry),
        )
        return paged(source, page)

    @computed(
        "A revision of the change log, by default the last one; null when there is none.",
        cost=50,
    )
    async def revision(
        self,
        info: Info,
        number: Annotated[int | None, strawberry.argument(description="Its number.")] = None,
    ) -> Revision | None:
        return await _revision(info.context, info.context.now.known_at if number is None else number)

    @computed(
        "What was committed after a revision, oldest first: how another tool stays up to date.",
        cost=200,
    )
    async def changes(
        self,
        info: Info,
        since: Annotated[int, strawberry.argument(description="The last revision that you know; 0 = none.")],
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[Revision]:
        world = info.context.now
        page = PageArguments(first, last, after, before).checked()
        revisions = [one for one in await info.context.desk.revisions(max(since, 0)) if one.number <= world.known_at]
        source = Source(
            items=revisions,
            key=lambda revision: (revision.number,),
            keep=lambda _revision: True,
            show=lambda revision: show_revision(world, revision),
        )
        return paged(source, page)


# Reading


async def _nodes(context: Context, world: World, ids: Sequence[str]) -> list[Any]:
    findings = await _findings_by_id(context, world) if any(is_finding_id(one) for one in ids) else {}
    return [findings.get(one) if is_finding_id(one) else await _node(context, world, one) for one in ids]


async def _node(context: Context, world: World, node_id: str) -> Any:
    number, change, item = read_revision_id(node_id), read_change_id(node_id), read_item_id(node_id)
    if number is not None:
        return await _revision(context, number)
    if change is not None:
        return await _change(context, *change)
    if item is not None:
        return await _item(context, world, item)
    return find(world, node_id)


async def _revision(context: Context, number: int) -> Any:
    revision = await _in_log(context, number)
    return None if revision is None else show_revision(context.now, revision)


async def _change(context: Context, number: int, record_id: str) -> Any:
    revision = await _in_log(context, number)
    entries = () if revision is None else read.visible_entries(context.now, revision)
    return next((show_change(context.now, entry) for entry in entries if entry.change.id == record_id), None)


async def _in_log(context: Context, number: int) -> Any:
    if not 0 < number <= context.now.known_at:
        return None
    revisions = await context.desk.revisions(number - 1)
    return revisions[0] if revisions and revisions[0].number == number else None


async def _item(context: Context, world: World, asked: ItemId) -> Any:
    found = await _or_null(
        context.analyses.run(
            lambda _deadline: analyse.bus_factor_item(
                world,
                asked.population,
                asked.organisation,
                subject=asked.subject,
                mandate=asked.mandate,
                expertise=asked.expertise,
                min_level=asked.min_level,
            )
        )
    )
    return None if found is None else show_item(world, Counted(asked.population, asked.min_level), found)


async def _findings_by_id(context: Context, world: World) -> dict[str, Any]:
    report = await context.analyses.run(lambda deadline: analyse.gaps(world, intervals=True, deadline=deadline))
    make: Any = Finding
    return {one.id: make(record=one, world=world) for one in report.findings}


def _shown(world: World, ask: Callable[[], kinds.Record]) -> Any:
    try:
        return show(world, ask())
    except NotFound:
        return None


async def _or_null(asked: Any) -> Any:
    try:
        return await asked
    except NotFound:
        return None


def _of_kind(world: World, kind: type[kinds.Node], record_id: str) -> Any:
    found = read.find(world, kind, record_id)
    return None if found is None else show(world, found)


def _subject(world: World, text: str, kind: type[kinds.Node]) -> Any:
    try:
        found = read.subject_named(world, text)
    except read.SubjectUnknown:
        return None
    return show(world, found) if isinstance(found, kind) else None


def _listed(
    world: World,
    kind: type[kinds.Node],
    page: PageArguments,
    keep: Callable[[Any], bool] = lambda _node: True,
) -> Any:
    source = records_source(
        world, world.snapshot.nodes(kind), lambda node: world.snapshot.exists(node.id, world.on) and keep(node)
    )
    return paged(source, page)


def _subjects(world: World, kind: type[kinds.Node], group: str | None, page: PageArguments) -> Any:
    if group is None:
        return _listed(world, kind, page)
    members = frozenset(world.coverage.subjects_in(group)) if read.find(world, kinds.TaskGroup, group) else frozenset()
    return _listed(world, kind, page, lambda node: node.id in members)


def _below(world: World, organisation: str) -> frozenset[str]:
    try:
        return frozenset(world.coverage.below(read.organisation_named(world, organisation).id))
    except NotFound:
        return frozenset()


def _joined(world: World, kind: type[kinds.Edge], organisation: str) -> frozenset[str]:
    """Where the edges of a kind to an organisation start, on the day."""
    try:
        place = read.organisation_named(world, organisation).id
    except NotFound:
        return frozenset()
    edges = world.snapshot.into(kind, place)
    return frozenset(edge.from_id for edge in edges if world.snapshot.in_force(edge, world.on))


def _few(items: Sequence[T], name: str, *, most: int = MOST_IDS) -> Sequence[T]:
    if len(items) > most:
        raise InvalidInput.because(
            Text("`{name}` has {number} entries", name=name, number=len(items)),
            Text("Give {most} at most", most=most),
            field=name,
        )
    return items


def _in_range(name: str, value: int, most: int) -> None:
    if not 1 <= value <= most:
        raise InvalidInput.because(
            Text("`{name}` is {value}", name=name, value=value), Text("Give 1 to {most}", most=most), field=name
        )


def _word(choice: Any) -> str:
    """The word of the domain that an enum value stands for; the engine gives the one or the other."""
    return str(getattr(choice, "value", choice))


def _word_or_none(choice: Any) -> str | None:
    return None if choice is None else _word(choice)


def _words(choices: Iterable[Any]) -> frozenset[str]:
    return frozenset(_word(choice) for choice in choices)


# Answering


def _responsibility(
    world: World, organisation: str, subject: str, amount_eur: int | None, *, unknown_is_null: bool
) -> Any:
    make: Any = Responsibility
    try:
        record: Any = read.responsible(world, organisation, subject, amount_eur=amount_eur)
    except read.SubjectUnknown as error:
        place = read.organisation_named(world, organisation).id
        record = NoAnswer(
            organisation=place, subject=None, on=world.on, amount_eur=amount_eur, failure=failure_of(error)
        )
    except NotFound as error:
        if unknown_is_null:
            return None
        record = NoAnswer(
            organisation=None, subject=None, on=world.on, amount_eur=amount_eur, failure=failure_of(error)
        )
    return make(record=record, world=world)


def _found(world: World, text: str, kind_words: Iterable[str] | None, page: PageArguments) -> SearchConnection:
    chosen = {} if kind_words is None else {"kinds": tuple(kinds.NODE_KINDS[word] for word in kind_words)}
    hits = read.search(world, text, limit=LARGEST_PAGE, **chosen)
    ranked = sorted(hits, key=lambda hit: (-hit.score, hit.record.id))
    source = Source(
        items=ranked, key=lambda hit: (-hit.score, hit.record.id), keep=lambda _hit: True, show=lambda hit: hit
    )
    found: Any = paged(source, page)
    info: PageInfo = found.page_info
    edges = [
        SearchEdge(
            cursor=edge.cursor, node=show(world, edge.node.record), score=edge.node.score, matched=edge.node.matched
        )
        for edge in found.edges
    ]
    return SearchConnection(edges=edges, page_info=info, total_count=len(ranked))


def _findings(world: World, report: Any, codes: Any, severities: Any, page: PageArguments) -> Any:
    wanted_codes = None if codes is None else _words(codes)
    wanted_severities = None if severities is None else _words(severities)

    make: Any = Finding
    wanted = [
        finding
        for finding in sorted(report.findings, key=finding_order)
        if (wanted_codes is None or finding.code in wanted_codes)
        and (wanted_severities is None or finding.severity in wanted_severities)
    ]
    source = Source(
        items=wanted,
        key=finding_order,
        keep=lambda _finding: True,
        show=lambda finding: make(record=finding, world=world),
    )
    shown = replace(report, findings=tuple(wanted))
    return paged(source, page, FindingConnection, report=shown, world=world)


class _BusFactor:
    """The arguments of a question about the bus factor, in the words of the use case."""

    def __init__(
        self,
        organisation: str,
        items: Any,
        mandates: Any,
        task_groups: Sequence[str] | None,
        roles: Sequence[str] | None,
        topics: Sequence[str] | None,
        share: float,
        min_level: int,
    ) -> None:
        self.organisation = organisation
        _in_range("minLevel", min_level, kinds.MAX_LEVEL)
        self.more: dict[str, Any] = {
            "items": _word(items),
            "mandates": tuple(sorted(_words(mandates or ()))),
            "task_groups": tuple(_few(task_groups or (), "taskGroups")),
            "roles": tuple(_few(roles or (), "roles")),
            "topics": tuple(_few(topics or (), "topics")),
            "share": analyse.share_of(str(share)),
            "min_level": min_level,
        }


async def _bus_factor(context: Context, world: World, asked: _BusFactor) -> Any:
    return await _or_null(
        context.analyses.run(
            lambda deadline: analyse.bus_factor(world, asked.organisation, deadline=deadline, **asked.more)
        )
    )
