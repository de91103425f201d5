"""The nodes and edges of the graph as GraphQL types.

Their fields come from the declarations in `graph.domain.kinds`; written here is only what the API adds: how one
record leads to the next.
"""

from __future__ import annotations

from datetime import date  # noqa: F401 (the fields made from declarations are resolved in this module)

import strawberry

from graph.domain import kinds
from graph.usecases import read
from graph.usecases.listing import Listing, mandates_listed_of, mandates_listed_on
from graph.usecases.world import World
from schema.arguments import On
from schema.connections import Connection, paged
from schema.declared import (
    Answer,
    TextByLanguage,
    enum_of,
    find_all,
    into,
    out,
    plain,
    read_field,
    records_source,
    shows,
)
from schema.declared import TextsByLanguage as TextsByLanguage  # a name in the fields made from declarations
from schema.fields import field
from schema.paging import FIRST_PAGE, PageArguments

__all__ = [
    "Body",
    "CatalogueRole",
    "Channel",
    "Decision",
    "Expertise",
    "Holder",
    "Mandate",
    "Node",
    "Organisation",
    "Person",
    "Role",
    "Subject",
    "Task",
    "TaskGroup",
]

MandateKind = enum_of(kinds.MANDATE_KINDS)


@strawberry.interface(description="Anything with an id of its own: every node and every edge of the graph.")
class Node(Answer[object]):
    """Anything with an id of its own."""

    record: strawberry.Private[object]
    world: strawberry.Private[World]

    @field("`<kind>/<key>`: stable, the same in every store, file and address.")
    def id(self) -> strawberry.ID:
        return strawberry.ID(str(read_field(self, "id")))


# Edges


def _declare_edges() -> None:
    """Every kind of edge but the mandates: it has no more than its declaration."""
    for kind in kinds.EDGE_KINDS.values():
        if not issubclass(kind, kinds.Mandate):
            shows(kind)(type(kind.__name__, (Node,), {"__module__": __name__}))


_declare_edges()


@shows(kinds.Decides, kinds.Executes, kinds.Steers, kinds.ContactPointFor, name="Mandate")
class Mandate(Node):
    """Who decides on, executes, steers or is the contact point for a subject (the edges DECIDES, EXECUTES, STEERS
    and CONTACT_POINT_FOR). Its scope is its own `scope`, else what its role serves, else where its role is; for a
    body its organisation."""

    record: strawberry.Private[kinds.Mandate]

    @field("Which of the four kinds it is.")
    def kind(self) -> MandateKind:  # type: ignore[valid-type]
        return self.record.kind

    @field("The organisations that it is for on the day asked, worked out from its role or body.")
    def resolved_scope(self, on: On = None) -> list[Organisation]:
        world = self.world.moved(on)
        found = find_all(world, read.scope_of(world, self.record))
        return [organisation for organisation in found if isinstance(organisation, Organisation)]


# Holders and subjects


@strawberry.interface(description="Who can hold a mandate: a role, a person, a body or an organisation.")
class Holder(Node):
    """Who can hold a mandate."""

    record: strawberry.Private[kinds.Node]
    name: str = plain("What people call it.")

    @field("The mandates that it has, on the day asked.")
    def mandates(self, on: On = None, page: PageArguments = FIRST_PAGE) -> Connection[Mandate]:
        world = self.world.moved(on)
        return _mandates(world, mandates_listed_of(world, self.record.id), page)


@strawberry.interface(description="What a mandate is about: a task, a decision, or a task group.")
class Subject(Node):
    """What a mandate is about."""

    record: strawberry.Private[kinds.Node]
    name: str = plain("What people call it.")
    names: list[TextByLanguage] = plain("The name per language.")

    groups = out(kinds.InGroup, "The task groups that it is in.")
    consulted = into(kinds.ConsultedOn, "The bodies that have a say in it.")
    not_used_at = out(kinds.NotUsedAt, "Where it is not used.")

    @field("The mandates on exactly this subject, on the day asked.")
    def mandates(self, on: On = None, page: PageArguments = FIRST_PAGE) -> Connection[Mandate]:
        world = self.world.moved(on)
        return _mandates(world, mandates_listed_on(world, self.record.id), page)


def _mandates(world: World, found: Listing[kinds.Mandate], page: PageArguments) -> Connection[Mandate]:
    return paged(records_source(found, lambda mandate: Mandate(record=mandate, world=world)), page)


# Nodes


@shows(kinds.Organisation)
class Organisation(Holder):
    """A school, the group, community or board above it, a site below it, or a partner from outside."""

    part_of = out(kinds.PartOf, "Its links to the organisations that it lies under.")
    parts = into(kinds.PartOf, "The links of the organisations that lie under it.")
    roles = into(kinds.At, "The seats that are here.")
    served_by = into(kinds.Serves, "The seats that serve it.")
    affiliations = into(kinds.AffiliatedWith, "The people who belong here.")
    absences = into(kinds.AbsentFrom, "The absences here.")
    bodies = into(kinds.BodyOf, "The bodies of it.")
    channels = out(kinds.ReachedBy, "The ways to reach it.")
    opt_outs = out(kinds.OptsOut, "The subjects that it does itself.")
    not_used = into(kinds.NotUsedAt, "The subjects that are not used here.")
    profiles = out(kinds.Adopts, "The sets of norms that it adopts.")
    exceptions = out(kinds.ExceptedFrom, "The norms that do not apply here.")
    supports = out(kinds.Supports, "The organisations that it helps.")
    supported_by = into(kinds.Supports, "The organisations that help it.")
    allotments = into(kinds.AllottedTo, "Its hours and means.")

    @field("The address of the instance that holds it; null when that is this one, or is not known.")
    def held_at(self) -> str | None:
        held = self.world.held
        return None if held is None or held.part.has(self.record.id) else held.place_of(self.record.id)


@shows(kinds.Person)
class Person(Holder):
    """Somebody who holds, knows, advises or is affiliated."""

    affiliations = out(kinds.AffiliatedWith, "Where the person belongs.")
    holdings = out(kinds.Holds, "The roles that the person holds.")
    memberships = out(kinds.MemberOf, "The bodies that the person sits in.")
    absences = out(kinds.AbsentFrom, "Where the person is absent.")
    knows = out(kinds.Knows, "What the person knows or wants to learn, as far as it is shared.")
    advises = out(kinds.Advises, "Whom the person helps or advises.")
    advised_by = into(kinds.Advises, "Who helps or advises the person.")


@shows(kinds.Role)
class Role(Holder):
    """A seat in an organisation: it exists without a holder, so it can be vacant."""

    places = out(kinds.At, "Where the seat is.")
    catalogue = out(kinds.OfType, "Which entries of the role catalogue it is.")
    serves = out(kinds.Serves, "The schools that it serves, when not all below where it is.")
    holdings = into(kinds.Holds, "Who holds it.")
    memberships = out(kinds.MemberOf, "The bodies that its holders sit in.")
    channels = out(kinds.ReachedBy, "The ways to reach it.")


@shows(kinds.RoleType)
class CatalogueRole(Node):
    """An entry of the role catalogue."""

    roles = into(kinds.OfType, "The seats of this sort.")
    usually = out(kinds.Usually, "What such a role usually does.")


@shows(kinds.Task)
class Task(Subject):
    """Something that has to be done."""

    requires = out(kinds.Requires, "The expertise that it asks for.")


@shows(kinds.Decision)
class Decision(Subject):
    """Something that has to be decided."""

    requires = out(kinds.Requires, "The expertise that it asks for.")


@shows(kinds.TaskGroup)
class TaskGroup(Subject):
    """A group of tasks and decisions; groups may nest."""

    members = into(kinds.InGroup, "The tasks, decisions and groups in it.")


@shows(kinds.Body)
class Body(Holder):
    """A group of people that meets: team, working group, council."""

    organisations = out(kinds.BodyOf, "The organisations that it belongs to.")
    members = into(kinds.MemberOf, "Its members.")
    consulted_on = out(kinds.ConsultedOn, "The subjects that it has a say in.")
    channels = out(kinds.ReachedBy, "The ways to reach it.")


@shows(kinds.Expertise)
class Expertise(Node):
    """A topic that somebody can know; the topics form a taxonomy."""

    known_by = into(kinds.Knows, "Who knows it or wants to, as far as it is shared.")
    required_by = into(kinds.Requires, "The tasks and decisions that ask for it.")
    broader = out(kinds.Broader, "The broader topics.")
    narrower = into(kinds.Broader, "The narrower topics.")


@shows(kinds.Channel)
class Channel(Node):
    """A way to reach somebody."""

    reaches = into(kinds.ReachedBy, "Who is reached by it.")


@shows(kinds.Norm)
class Norm(Node):
    """What a school wants to be arranged."""

    exceptions = into(kinds.ExceptedFrom, "Where it does not apply.")


@shows(kinds.Profile)
class Profile(Node):
    """A set of norms that an organisation can adopt."""

    adopted_by = into(kinds.Adopts, "Who adopts it.")


@shows(kinds.Allotment)
class Allotment(Node):
    """Hours and points for ICT of a school year."""

    organisations = out(kinds.AllottedTo, "For whom it is.")


@shows(kinds.Acceptance)
class Acceptance(Node):
    """A finding that is left as it is, knowingly and until a date."""
