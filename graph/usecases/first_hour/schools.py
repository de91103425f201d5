"""Schools from a pasted list: a line each, with what people have at hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from graph.domain.changes import Change, Put, Remove
from graph.domain.choices import SCHOOL_TYPES
from graph.domain.errors import InvalidInput, Problem
from graph.domain.kinds import Adopts, Organisation, PartOf, Profile
from graph.domain.text import Named, Quoted, Text
from graph.formats.pasted.schools import PastedSchool, schools_in
from graph.formats.reading.place_names import PlaceNames
from graph.formats.reading.text import fold, slug, squeezed
from graph.model.snapshot import Snapshot
from graph.usecases.change.request import Changed, Request, commit, record_from
from graph.usecases.desk import Desk
from graph.usecases.first_hour.arranging import SOURCE
from graph.usecases.seeding import load_catalogue
from graph.usecases.viewer import Viewer

__all__ = ["AddSchools", "add_schools", "preview_schools"]

_PROFILES = {
    "basis": "profile/kleine-basisschool",
    "secundair": "profile/secundair",
    "volwassenen": "profile/volwassenenonderwijs",
}
_GROUP_PROFILE = "profile/groep"


@dataclass(frozen=True, slots=True, kw_only=True)
class AddSchools(Request):
    """Take in pasted schools, with the group that they belong to.

    Attributes:
        lines: a school a line; see `graph.formats.pasted.schools`.
        group: name of the school group or school community above them; empty = none.
        usual_level: what a school is whose name does not tell: basis, secundair or volwassenen.
    """

    lines: str
    group: str = ""
    usual_level: str = "basis"


def preview_schools(desk: Desk, request: AddSchools) -> tuple[Change, ...]:
    """What pasted schools would change, without the starting lists where there are none yet; nothing is written.

    Raises:
        InvalidInput: every line that cannot be read, or may be a school that is there under another name.
    """
    schools = schools_in(request.lines, request.usual_level)
    return tuple(_Adding(desk.snapshot, desk.today()).changes(schools, squeezed(request.group)))


async def add_schools(desk: Desk, viewer: Viewer, request: AddSchools) -> Changed:
    """Take in schools with the starting list of their level, after the catalogues when there are none yet.

    A school that is there already, by its number or its name, is only filled in, with what its line tells.

    Raises:
        InvalidInput: every line that cannot be read, or may be a school that is there under another name; nothing is
            written.
    """
    schools = schools_in(request.lines, request.usual_level)
    await load_catalogue(desk, viewer)

    def make(snapshot: Snapshot) -> list[Change]:
        return list(_Adding(snapshot, desk.today()).changes(schools, squeezed(request.group)))

    return await commit(desk, viewer, request, make, reason="schools of the first hour")


class _Adding:
    """Turns pasted schools into changes."""

    def __init__(self, snapshot: Snapshot, today: date) -> None:
        self.snapshot = snapshot
        self.today = today
        self.names = PlaceNames(snapshot.nodes(Organisation))
        self.taken = {node.id for node in snapshot.nodes(Organisation)}

    def changes(self, schools: tuple[PastedSchool, ...], group: str) -> Iterator[Change]:
        """The group first, then each school with its place in the group and its starting list.

        Raises:
            InvalidInput: every school that may be one that is there.
        """
        problems = [_may_be(school, like) for school in schools if (like := self._like(school)) is not None]
        if problems:
            raise InvalidInput(problems)
        above = self._group(group) if group else None
        if above is not None:
            yield Put(above)
            yield from self._adopt(above.id, _GROUP_PROFILE)
        for school in schools:
            node = self._node(school)
            yield Put(node)
            if above is not None:
                yield from self._below(node.id, above)
            yield from self._adopt(node.id, next(list_ for level, list_ in _PROFILES.items() if level in node.levels))

    def _group(self, name: str) -> Organisation:
        known = self._named(name)
        if known is not None:
            return known
        type_ = "community" if "gemeenschap" in fold(name) else "school_group"
        return self._made({"type": type_, "name": name})

    def _node(self, school: PastedSchool) -> Organisation:
        known = self._known(school)
        if known is not None:
            tells = school.is_level_told or school.is_special or not _PROFILES.keys() & known.levels
            return replace(known, **(school.given if tells else school.given | {"levels": known.levels}))
        type_ = "centre" if school.level == "volwassenen" else "school"
        given = {name: list(value) if isinstance(value, tuple) else value for name, value in school.given.items()}
        return self._made({"type": type_, "name": school.name, **given})

    def _made(self, values: dict[str, Any]) -> Organisation:
        plain = {"kind": "organisation", "id": self._new_id(values), "source": SOURCE, **values}
        made: Organisation = record_from(plain, str(values["name"]))
        return made

    def _new_id(self, values: dict[str, Any]) -> str:
        wished = f"organisation/{slug(values['name'])}"
        if wished in self.taken and values.get("municipality"):
            wished = f"organisation/{slug(values['name'] + ' ' + values['municipality'])}"
        free, number = wished, 2
        while free in self.taken:
            free, number = f"{wished}-{number}", number + 1
        self.taken.add(free)
        return free

    def _known(self, school: PastedSchool) -> Organisation | None:
        return self._numbered(school.number) or self._named(school.name, school.municipality)

    def _like(self, school: PastedSchool) -> Organisation | None:
        """The school that people may mean by the same name, where nothing tells the two apart."""
        like = None if self._known(school) is not None else self.names.named(school.name)
        if like is None or like.type not in SCHOOL_TYPES:
            return None
        both = ((school.number, like.number), (school.municipality, like.municipality))
        is_elsewhere = any(one and other and fold(one) != fold(other) for one, other in both)
        is_of_other_level = school.is_level_told and like.levels and school.level not in like.levels
        return None if is_elsewhere or is_of_other_level else like

    def _numbered(self, number: str | None) -> Organisation | None:
        found = (node for node in self.snapshot.nodes(Organisation) if number and node.number == number)
        return next(found, None)

    def _named(self, name: str, municipality: str | None = None) -> Organisation | None:
        nodes = [node for node in self.snapshot.nodes(Organisation) if fold(node.name) == fold(name)]
        same = [node for node in nodes if municipality is None or node.municipality in (None, municipality)]
        return same[0] if len(same) == 1 else None

    def _below(self, school: str, above: Organisation) -> Iterator[Change]:
        links = self.snapshot.out(PartOf, school)
        if not any(link.to_id == above.id and self.snapshot.in_force(link, self.today) for link in links):
            relation = "community" if above.type == "community" else "governance"
            plain = {"kind": "PART_OF", "from": school, "to": above.id, "relation": relation, "source": SOURCE}
            yield Put(record_from(plain, school))

    def _adopt(self, place: str, profile: str) -> Iterator[Change]:
        """The starting list, in place of the one of another level that this page chose before."""
        if self.snapshot.find(Profile, profile) is None:
            return
        current = [edge for edge in self.snapshot.out(Adopts, place) if self.snapshot.in_force(edge, self.today)]
        chosen_here = [edge for edge in current if edge.source == SOURCE and edge.to_id != profile]
        if any(edge not in chosen_here for edge in current):
            return
        for edge in chosen_here:
            begins_today = edge.since is not None and edge.since >= self.today
            yield Remove(edge.id) if begins_today else Put(replace(edge, until=self.today))
        plain = {"kind": "ADOPTS", "from": place, "to": profile, "since": self.today.isoformat(), "source": SOURCE}
        yield Put(record_from(plain, place))


def _may_be(school: PastedSchool, like: Organisation) -> Problem:
    return Problem(
        message=Text("{name} may be {school}, which is there already", name=Quoted(school.name), school=Named(like.id)),
        remedy=Text("If it is that one, write its name in full; else add the municipality or the number"),
        field="lines",
    )
