"""What can be chosen in a form, as lists that stay short enough to choose from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from graph.domain.kinds import (
    Body,
    Decision,
    Expertise,
    Node,
    Organisation,
    Person,
    Role,
    Task,
    TaskGroup,
)
from graph.usecases import read
from graph.usecases.nearby import bodies_near, functions_above, functions_of, people_near, places_of
from graph.words.titles import LEVEL_TITLES, mandate_title, title
from service.web.choices import MOST_CHOICES, ORDER, group_of_reader, organisation_choices
from service.web.forms.fields import Choice, Group
from service.web.visit import Visit

__all__ = [
    "bodies",
    "holders",
    "levels",
    "mandate_kinds",
    "organisations",
    "people",
    "roles",
    "subjects",
    "told_apart",
    "topics",
    "with_place",
    "words",
]


def organisations(visit: Visit, *, types: tuple[str, ...] = ORDER) -> tuple[Group, ...]:
    """The organisations of some types; none where there are too many."""
    found = organisation_choices(visit, None, types=types)
    return tuple(Group(sort, tuple(Choice(one.id, one.text) for one in group)) for sort, group in found)


def subjects(visit: Visit, *, groups: bool = True) -> tuple[Group, ...]:
    """Tasks and decisions by task group; a task group itself stands first of its own."""
    found: dict[str | None, list[Choice]] = {}
    for node in visit.by_name(read.nodes(visit.world, TaskGroup)):
        whole = [Choice(node.id, visit._("Everything under {group}", group=node.name_in(visit.language)))]
        found[node.id] = whole if groups else []
    singles = (*read.nodes(visit.world, Task), *read.nodes(visit.world, Decision))
    for single in visit.by_name(singles):
        group = read.task_group_of(visit.world, single.id)
        found.setdefault(group, []).append(Choice(single.id, single.name_in(visit.language)))
    named = (Group(visit.name(group) if group else visit._("Decisions"), tuple(found[group])) for group in found)
    return tuple(group for group in named if group.choices)


def people(visit: Visit, organisation: str | None = None) -> tuple[Group, ...]:
    """The people of an organisation and of those near it, or of the reader's group; none where there are too many."""
    place = organisation or group_of_reader(visit)
    return _named(visit, visit._("Colleagues"), people_near(visit.world, place) if place else _few(visit, Person))


def roles(visit: Visit, organisation: str | None = None) -> tuple[Group, ...]:
    """The functions at an organisation, those that serve it, and those above it; else all while they are few."""
    if organisation is None:
        return _named(visit, visit._("Functions"), _few(visit, Role))
    own = functions_of(visit.world, organisation)
    return (
        *_named(visit, visit._("Functions of {place}", place=visit.name(organisation)), own),
        *_named(visit, visit._("Functions above it"), functions_above(visit.world, organisation)),
    )


def bodies(visit: Visit, organisation: str | None = None) -> tuple[Group, ...]:
    """The bodies of an organisation and those above it; else all while they are few."""
    ids = _few(visit, Body) if organisation is None else bodies_near(visit.world, organisation)
    return _named(visit, visit._("Consultation"), ids)


def holders(visit: Visit, organisation: str | None) -> tuple[Group, ...]:
    """Who can get a task or decision: functions first, then consultation, colleagues and partners."""
    partners = [node.id for node in read.recorded(visit.world, Organisation, lambda node: node.type == "partner")]
    lists = (
        *roles(visit, organisation),
        *bodies(visit, organisation),
        *people(visit, organisation),
        *_named(visit, visit._("External partners"), partners[:MOST_CHOICES]),
    )
    return lists if sum(len(group.choices) for group in lists) <= 2 * MOST_CHOICES else ()


def topics(visit: Visit) -> tuple[Group, ...]:
    """Every topic of expertise, while they are few."""
    return _named(visit, visit._("Topics"), _few(visit, Expertise))


def mandate_kinds(visit: Visit, kinds: Sequence[str]) -> tuple[Choice, ...]:
    """The kinds of mandate, in words."""
    return tuple(Choice(kind, mandate_title(kind, visit.texts)) for kind in kinds)


def levels(visit: Visit) -> tuple[Choice, ...]:
    """The levels of expertise, in words."""
    return tuple(Choice(str(level), title(LEVEL_TITLES, level, visit.texts)) for level in LEVEL_TITLES)


def words(visit: Visit, codes: Mapping[str, str]) -> tuple[Choice, ...]:
    """Codes with the words for them."""
    return tuple(Choice(code, title(codes, code, visit.texts)) for code in codes)


def _few(visit: Visit, kind: type[Node]) -> tuple[str, ...]:
    """Everything of a kind, as long as it is little enough to choose from."""
    few = read.number_of(visit.world, kind) <= MOST_CHOICES
    return tuple(node.id for node in read.recorded(visit.world, kind)) if few else ()


def _named(visit: Visit, text: str, ids: Iterable[str]) -> tuple[Group, ...]:
    """A group of records by name; nothing when there are none, or too many to choose from."""
    each = tuple(ids)
    if not each or len(each) > MOST_CHOICES:
        return ()
    named = told_apart(visit, each)
    choices = sorted((Choice(one, named[one]) for one in each), key=lambda choice: _sorted_as(visit, choice))
    return (Group(text, tuple(choices)),)


def told_apart(visit: Visit, ids: Iterable[str]) -> Mapping[str, str]:
    """The name of each record; where several are called the same, with the place that each belongs to."""
    names = {one: visit.name(one) for one in ids}
    times = Counter(names.values())
    return {one: name if times[name] == 1 else with_place(visit, one, name) for one, name in names.items()}


def with_place(visit: Visit, record_id: str, name: str) -> str:
    """A name with the places that its record belongs to, as far as they are seen; else with the key of the record."""
    places = ", ".join(visit.name(place) for place in places_of(visit.world, record_id))
    return f"{name} ({places})" if places else f"{name} ({record_id.partition('/')[2]})"


def _sorted_as(visit: Visit, choice: Choice) -> str:
    """People by their family name with its particles: Van den Broeck comes under the V."""
    person = read.find(visit.world, Person, choice.value)
    family = person.family_name or person.name.partition(" ")[2] if person is not None else None
    return f"{family} {choice.text}".casefold() if family else choice.text.casefold()
