"""What can be chosen in a form, as lists that stay short enough to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from graph.analyses.common.membership import edges_to
from graph.analyses.common.task_groups import top_task_group
from graph.domain.kinds import (
    AffiliatedWith,
    At,
    Body,
    BodyOf,
    Decision,
    Expertise,
    Organisation,
    Person,
    Role,
    Serves,
    Task,
    TaskGroup,
)
from graph.usecases import read
from graph.words.titles import LEVEL_TITLES, mandate_title, title
from service.web.choices import ORDER, group_of_reader, organisation_choices
from service.web.forms.fields import Choice, Group
from service.web.visit import Visit

__all__ = [
    "MOST_CHOICES",
    "bodies",
    "holders",
    "levels",
    "mandate_kinds",
    "organisations",
    "people",
    "roles",
    "subjects",
    "topics",
    "words",
]

MOST_CHOICES = 200


def organisations(visit: Visit, *, types: tuple[str, ...] = ORDER) -> tuple[Group, ...]:
    """The organisations of some types; none where there are too many."""
    found = organisation_choices(visit, None, types=types)
    return tuple(Group(sort, tuple(Choice(one.id, one.text) for one in group)) for sort, group in found)


def subjects(visit: Visit, *, groups: bool = True) -> tuple[Group, ...]:
    """Tasks and decisions by task group; a task group itself stands first of its own."""
    found: dict[str | None, list[Choice]] = {}
    for node in sorted(read.nodes(visit.world, TaskGroup), key=lambda node: node.name_in(visit.language).casefold()):
        whole = [Choice(node.id, visit._("Everything under {group}", group=node.name_in(visit.language)))]
        found[node.id] = whole if groups else []
    singles = (*read.nodes(visit.world, Task), *read.nodes(visit.world, Decision))
    for single in sorted(singles, key=lambda node: node.name_in(visit.language).casefold()):
        group = top_task_group(visit.world.coverage, single.id)
        found.setdefault(group, []).append(Choice(single.id, single.name_in(visit.language)))
    named = (Group(visit.name(group) if group else visit._("Decisions"), tuple(found[group])) for group in found)
    return tuple(group for group in named if group.choices)


def people(visit: Visit, organisation: str | None = None) -> tuple[Group, ...]:
    """The people of an organisation and of those near it, or of the reader's group; none where there are too many."""
    places = _near(visit, organisation or group_of_reader(visit))
    if places is None:
        nodes = visit.world.snapshot.nodes(Person)
        ids = [node.id for node in nodes] if len(nodes) <= MOST_CHOICES else []
    else:
        ids = [edge.from_id for place in places for edge in edges_to(visit.world.coverage, AffiliatedWith, place)]
    return _named(visit, visit._("Colleagues"), ids)


def roles(visit: Visit, organisation: str | None = None) -> tuple[Group, ...]:
    """The functions at an organisation, those that serve it, and those above it; else all while they are few."""
    if organisation is None:
        nodes = visit.world.snapshot.nodes(Role)
        return _named(visit, visit._("Functions"), [node.id for node in nodes] if len(nodes) <= MOST_CHOICES else [])
    coverage = visit.world.coverage
    here = [*edges_to(coverage, At, organisation), *edges_to(coverage, Serves, organisation)]
    above = [edge for up in coverage.above(organisation) for edge in edges_to(coverage, At, up)]
    own = dict.fromkeys(edge.from_id for edge in here)
    others = dict.fromkeys(edge.from_id for edge in above if edge.from_id not in own)
    return (
        *_named(visit, visit._("Functions of {place}", place=visit.name(organisation)), own),
        *_named(visit, visit._("Functions above it"), others),
    )


def bodies(visit: Visit, organisation: str | None = None) -> tuple[Group, ...]:
    """The bodies of an organisation and those above it; else all while they are few."""
    if organisation is None:
        nodes = visit.world.snapshot.nodes(Body)
        ids = [node.id for node in nodes] if len(nodes) <= MOST_CHOICES else []
    else:
        coverage = visit.world.coverage
        ids = [edge.from_id for up in coverage.above(organisation) for edge in edges_to(coverage, BodyOf, up)]
    return _named(visit, visit._("Consultation"), ids)


def holders(visit: Visit, organisation: str | None) -> tuple[Group, ...]:
    """Who can get a task or decision: functions first, then consultation, colleagues and partners."""
    partners = [node.id for node in visit.world.snapshot.nodes(Organisation) if node.type == "partner"][:MOST_CHOICES]
    lists = (
        *roles(visit, organisation),
        *bodies(visit, organisation),
        *people(visit, organisation),
        *_named(visit, visit._("External partners"), partners),
    )
    return lists if sum(len(group.choices) for group in lists) <= 2 * MOST_CHOICES else ()


def topics(visit: Visit) -> tuple[Group, ...]:
    """Every topic of expertise, while they are few."""
    nodes = visit.world.snapshot.nodes(Expertise)
    return _named(visit, visit._("Topics"), [node.id for node in nodes] if len(nodes) <= MOST_CHOICES else [])


def mandate_kinds(visit: Visit, kinds: Sequence[str]) -> tuple[Choice, ...]:
    """The kinds of mandate, in words."""
    return tuple(Choice(kind, mandate_title(kind, visit.texts)) for kind in kinds)


def levels(visit: Visit) -> tuple[Choice, ...]:
    """The levels of expertise, in words."""
    return tuple(Choice(str(level), title(LEVEL_TITLES, level, visit.texts)) for level in LEVEL_TITLES)


def words(visit: Visit, codes: Mapping[str, str]) -> tuple[Choice, ...]:
    """Codes with the words for them."""
    return tuple(Choice(code, title(codes, code, visit.texts)) for code in codes)


def _near(visit: Visit, organisation: str | None) -> tuple[str, ...] | None:
    """The organisation, those below it and those above it; None when there is none to be near to."""
    if organisation is None:
        return None
    coverage = visit.world.coverage
    return tuple(dict.fromkeys((*coverage.below(organisation), *coverage.above(organisation))))


def _named(visit: Visit, text: str, ids: Iterable[str]) -> tuple[Group, ...]:
    """A group of records by name; nothing when there are none, or too many to choose from."""
    seen = [one for one in dict.fromkeys(ids) if read.get(visit.world, one) is not None]
    if not seen or len(seen) > MOST_CHOICES:
        return ()
    choices = sorted((Choice(one, visit.name(one)) for one in seen), key=lambda choice: _sorted_as(visit, choice))
    return (Group(text, tuple(choices)),)


def _sorted_as(visit: Visit, choice: Choice) -> str:
    """People by their family name with its particles: Van den Broeck comes under the V."""
    person = visit.world.snapshot.find(Person, choice.value)
    family = person.family_name if person is not None else None
    return f"{family} {choice.text}".casefold() if family else choice.text.casefold()
