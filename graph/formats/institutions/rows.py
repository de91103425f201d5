"""The rows of institution data as one form, whether they come from the download or from the API.

Numbers come as whole numbers without their leading zeros, or as texts with them; six characters is what they are.
A board, a community, a net or a place that is not there is absent, not empty.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from graph.domain.errors import Problem
from graph.domain.text import Text
from graph.formats.institutions.words import BOARD, COMMUNITY, SCHOOL
from graph.formats.reading.reconcile import days_in_plain
from graph.formats.reading.result import Place
from graph.formats.reading.text import squeezed

__all__ = ["Institution", "Site", "degrees_of", "number_of", "parent_of", "site_number_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Institution:
    """An institution, board or community.

    Attributes:
        place: where it stands.
        number: six characters.
        name: what it is called.
        type: of organisation; None = left out.
        board: the board that it lies under, when the row names one.
        community: the same for the community.
        main_site: two digits of its main site.
        is_unnamed: whether only its number is known.
        is_reference: whether it only counts when an institution lies under it.
    """

    place: Place
    number: str
    name: str
    type: str | None = SCHOOL
    levels: tuple[str, ...] = ()
    kbo: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""
    since: date | None = None
    until: date | None = None
    board: Institution | None = None
    community: Institution | None = None
    main_site: str = ""
    is_unnamed: bool = False
    is_reference: bool = False

    def merged(self, other: Institution) -> Institution:
        """The same institution on another row: what is blank here is taken from there."""
        blank = {
            item.name: getattr(other, item.name)
            for item in fields(self)
            if getattr(self, item.name) in (None, "", ()) and item.name not in ("since", "until", "type", "levels")
        }
        return replace(self, **blank, levels=tuple(sorted({*self.levels, *other.levels})))

    def plain(self, main: Site | None) -> dict[str, Any]:
        """Its fields in plain form; the place is that of its main site."""
        website = self.website if re.match(r"https?://\S+\Z", self.website) else f"https://{self.website}"
        values: dict[str, Any] = {
            "name": self.name,
            "type": self.type,
            "number": self.number,
            "levels": list(self.levels),
            "identifiers": [f"kbo:{self.kbo}"] if self.kbo else [],
            "links": [f"Website <{website}>"] if self.website else [],
            **({} if main is None else main.address()),
        }
        return _given({**values, **days_in_plain(self.since, self.until)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A vestigingsplaats: its institution, its own two digits, and its address."""

    place: Place
    institution: str
    number: str
    name: str = ""
    municipality: str = ""
    postcode: str = ""
    street: str = ""
    latitude: float | None = None
    longitude: float | None = None
    is_main: bool = False
    since: date | None = None
    until: date | None = None

    @property
    def key(self) -> str:
        """The number of the institution and the two digits."""
        return self.institution + self.number

    def address(self) -> dict[str, Any]:
        """Its place in plain form."""
        return {
            "municipality": self.municipality,
            "postcode": self.postcode,
            "latitude": self.latitude,
            "longitude": self.longitude,
        }

    def plain(self, institution: str) -> dict[str, Any]:
        """Its fields in plain form; without a name of its own it is called after its institution and street."""
        name = self.name if self.name and self.name != institution else ""
        where = self.street or self.municipality or f"vestiging {self.number}"
        values = {"name": name or f"{institution} - {where}", "type": "site", "number": self.key, **self.address()}
        return _given({**values, **days_in_plain(self.since, self.until)})


def parent_of(number: str, name: str, place: Place, type_: str) -> Institution:
    """A board or community of which a row names only the number, and perhaps the name."""
    words = {BOARD: "Schoolbestuur", COMMUNITY: "Scholengemeenschap"}
    shown = squeezed(name) or f"{words[type_]} {number}"
    return Institution(place=place, number=number, name=shown, type=type_, is_unnamed=not squeezed(name))


def number_of(value: Any, place: Place, field: str, problems: list[Problem]) -> str | None:
    """Six characters: a whole number has lost its leading zeros, and a spreadsheet may have added decimals."""
    text = str(value).strip().removesuffix(".0") if isinstance(value, int | float | str) else ""
    if isinstance(value, bool) or not re.fullmatch(r"\d{1,6}", text) or int(text) == 0:
        problems.append(
            Problem(
                place=place,
                field=field,
                message=Text("{text} is no number of an institution", text=ascii(value)[:40]),
                remedy=Text("It has at most six digits, such as 012345"),
            )
        )
        return None
    return text.zfill(6)


def site_number_of(value: Any, place: Place, problems: list[Problem]) -> str | None:
    """Two digits; the download may write the number of the institution before them."""
    text = str(value).strip().removesuffix(".0") if isinstance(value, int | float | str) else ""
    if isinstance(value, bool) or not re.fullmatch(r"\d{1,8}", text):
        problems.append(
            Problem(
                place=place,
                field="vestigingsnummer",
                message=Text("{text} is no number of a site", text=ascii(value)[:40]),
                remedy=Text("It has two digits, such as 01"),
            )
        )
        return None
    return text[-2:].zfill(2)


def degrees_of(text: str) -> float | None:
    """A coordinate; None when it is none."""
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if -180 <= value <= 180 else None


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in (None, "", [])}
