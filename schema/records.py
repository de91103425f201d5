"""The fields of `Query` that read records and lists of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, TypeVar

import strawberry

from graph.domain import kinds
from graph.domain.choices import CAPACITIES, SCHOOL_TYPES
from graph.domain.described import LevelOfEducation, OneOf, OrganisationType
from graph.domain.errors import NotFound
from graph.usecases import listing, read
from graph.usecases.world import World
from schema.arguments import Id, OrganisationId, word, words
from schema.connections import Connection
from schema.declared import Answer, find_of, records_page, show
from schema.derive import computed
from schema.paging import FIRST_PAGE, PageArguments

__all__ = ["RecordsQuery"]

N = TypeVar("N", bound=kinds.Node)

Capacity = Annotated[str, OneOf(tuple(CAPACITIES))]
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


@strawberry.type
class RecordsQuery:
    """The records of the graph, one and several."""

    @computed("An organisation; null when it is unknown.")
    def organisation(self, world: World, id: OrganisationId) -> Answer[kinds.Organisation] | None:
        return _shown(world, lambda: read.organisation_named(world, id))

    @computed("The organisations that exist on the day, by id.")
    def organisations(
        self,
        world: World,
        type: Annotated[list[OrganisationType] | None, strawberry.argument(description="Only these types.")] = None,
        level: Annotated[
            LevelOfEducation | None, strawberry.argument(description="Only with this level of education.")
        ] = None,
        below: Below = None,
        page: PageArguments = FIRST_PAGE,
    ) -> Connection[Answer[kinds.Organisation]]:
        types = None if type is None else words(type)
        scope = None if below is None else _below(world, below)
        wanted_level = None if level is None else word(level)

        def keep(node: kinds.Organisation) -> bool:
            return (
                (types is None or node.type in types)
                and (wanted_level is None or wanted_level in node.levels)
                and (scope is None or node.id in scope)
            )

        return _listed(world, kinds.Organisation, page, keep)

    @computed("The schools and centres that exist on the day, by id.")
    def schools(
        self, world: World, below: Below = None, page: PageArguments = FIRST_PAGE
    ) -> Connection[Answer[kinds.Organisation]]:
        scope = None if below is None else _below(world, below)
        return _listed(
            world,
            kinds.Organisation,
            page,
            lambda node: node.type in SCHOOL_TYPES and (scope is None or node.id in scope),
        )

    @computed("A person; null when unknown or hidden.")
    def person(self, world: World, id: PersonId) -> Answer[kinds.Person] | None:
        found = _shown(world, lambda: read.person_named(world, id))
        if found is not None:
            world.look_at(found.record.id)
        return found

    @computed("The people that the viewer may see, by id.")
    def persons(
        self,
        world: World,
        affiliated_with: AtOrganisation = None,
        type: Annotated[Capacity | None, strawberry.argument(description="Only people of this sort.")] = None,
        page: PageArguments = FIRST_PAGE,
    ) -> Connection[Answer[kinds.Person]]:
        sort = None if type is None else word(type)
        members = None if affiliated_with is None else _joined(world, kinds.AffiliatedWith, affiliated_with)
        return _listed(
            world,
            kinds.Person,
            page,
            lambda node: (sort is None or node.type == sort) and (members is None or node.id in members),
            is_placed=members is not None,
        )

    @computed("A role; null when it is unknown.")
    def role(self, world: World, id: Id) -> Answer[kinds.Role] | None:
        return find_of(world, kinds.Role, id)

    @computed("The roles that exist on the day, by id.")
    def roles(
        self, world: World, at: AtOrganisation = None, page: PageArguments = FIRST_PAGE
    ) -> Connection[Answer[kinds.Role]]:
        seats = None if at is None else _joined(world, kinds.At, at)
        return _listed(
            world, kinds.Role, page, lambda node: seats is None or node.id in seats, is_placed=seats is not None
        )

    @computed("A task, by id, name or keyword; null when it is unknown.")
    def task(self, world: World, id: SubjectId) -> Answer[kinds.Task] | None:
        return _subject(world, id, kinds.Task)

    @computed("The tasks that exist on the day, by id.")
    def tasks(
        self, world: World, group: InGroup = None, page: PageArguments = FIRST_PAGE
    ) -> Connection[Answer[kinds.Task]]:
        return _subjects(world, kinds.Task, group, page)

    @computed("A decision, by id, name or keyword; null when it is unknown.")
    def decision(self, world: World, id: SubjectId) -> Answer[kinds.Decision] | None:
        return _subject(world, id, kinds.Decision)

    @computed("The decisions that exist on the day, by id.")
    def decisions(
        self, world: World, group: InGroup = None, page: PageArguments = FIRST_PAGE
    ) -> Connection[Answer[kinds.Decision]]:
        return _subjects(world, kinds.Decision, group, page)

    @computed("The task groups that exist on the day, by id.")
    def task_groups(self, world: World, page: PageArguments = FIRST_PAGE) -> Connection[Answer[kinds.TaskGroup]]:
        return _listed(world, kinds.TaskGroup, page)

    @computed("A body; null when it is unknown.")
    def body(self, world: World, id: Id) -> Answer[kinds.Body] | None:
        return find_of(world, kinds.Body, id)

    @computed("The bodies that exist on the day, by id.")
    def bodies(
        self, world: World, organisation: AtOrganisation = None, page: PageArguments = FIRST_PAGE
    ) -> Connection[Answer[kinds.Body]]:
        own = None if organisation is None else _joined(world, kinds.BodyOf, organisation)
        return _listed(world, kinds.Body, page, lambda node: own is None or node.id in own, is_placed=own is not None)

    @computed("A topic, by id, name or keyword; null when it is unknown.")
    def expertise(self, world: World, id: TopicId) -> Answer[kinds.Expertise] | None:
        return _shown(world, lambda: read.topic_named(world, id))

    @computed("The topics that exist on the day, by id.")
    def expertises(self, world: World, page: PageArguments = FIRST_PAGE) -> Connection[Answer[kinds.Expertise]]:
        return _listed(world, kinds.Expertise, page)


def _shown(world: World, ask: Callable[[], N]) -> Answer[N] | None:
    try:
        return show(world, ask())
    except NotFound:
        return None


def _subject(world: World, text: str, kind: type[N]) -> Answer[N] | None:
    try:
        found = read.subject_named(world, text)
    except read.SubjectUnknown:
        return None
    return show(world, found) if isinstance(found, kind) else None


def _listed(
    world: World,
    kind: type[N],
    page: PageArguments,
    keep: Callable[[N], bool] | None = None,
    *,
    is_placed: bool = False,
) -> Connection[Answer[N]]:
    return records_page(world, listing.listed(world, kind, keep, is_placed=is_placed), page)


def _subjects(world: World, kind: type[N], group: str | None, page: PageArguments) -> Connection[Answer[N]]:
    if group is None:
        return _listed(world, kind, page)
    members = listing.ids_of_subjects_in(world, group)
    return _listed(world, kind, page, lambda node: node.id in members)


def _below(world: World, organisation: str) -> frozenset[str]:
    try:
        return listing.ids_below(world, organisation)
    except NotFound:
        return frozenset()


def _joined(world: World, kind: type[kinds.Edge], organisation: str) -> frozenset[str]:
    """Where the edges of a kind to an organisation start, on the day."""
    try:
        return listing.ids_joined(world, kind, organisation)
    except NotFound:
        return frozenset()
