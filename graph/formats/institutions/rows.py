"""The rows of institution data, from CSV or from pages of the API, as one form.

Numbers come as whole numbers without their leading zeros, or as texts with them; six characters is what they are.
A board, a community, a net or a place that is not there is absent, not empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any

from graph.domain.errors import Problem
from graph.formats.reading.result import NamedBytes
from graph.formats.reading.table import read_table
from graph.formats.reading.text import day_from, fold, squeezed

__all__ = ["Institution", "Site", "institutions_in_csv", "institutions_in_pages", "is_institutions"]

BOARD, COMMUNITY, SCHOOL, CENTRE = "board", "community", "school", "centre"
_NO_END = 2099
_FILTER_LEVELS = {"so": ("secundair",), "bao": ("basis",), "ba": ("basis",), "vwo": ("volwassenen",)}
_LEVEL_WORDS = (
    ("basis", r"basis|kleuter|lager"),
    ("secundair", r"secundair"),
    ("volwassenen", r"volwassenen|basiseducatie"),
    ("buitengewoon", r"buitengewoon"),
)
_OUT = re.compile(r"\b(clb|internaat|tehuis|academie|dko|deeltijds kunst|hogeschool|universiteit|opvangcentrum)\b")
_CENTRES = re.compile(r"\b(cvo|cbe|centrum voor (volwassenenonderwijs|basiseducatie)|basiseducatie)\b")
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "number": ("schoolnummer", "instellingsnummer", "instelling nummer"),
    "site": ("intern vplnummer", "vplnummer", "vestigingsnummer", "intern volgnummer"),
    "name": ("naam", "instellingsnaam", "naam instelling"),
    "is_main": ("hoofdzetel",),
    "street": ("adres", "straat", "straatnaam"),
    "postcode": ("postcode",),
    "municipality": ("gemeente", "deelgemeente"),
    "kbo": ("kbo nummer", "kbonummer", "kbo", "ondernemingsnummer"),
    "levels": ("onderwijsniveau",),
    "type": ("instellingstype", "soort instelling"),
    "since": ("begindatum",),
    "until": ("einddatum",),
    "board": ("bestuur", "bestuursnummer", "nummer bestuur", "schoolbestuur"),
    "community": ("scholengemeenschap", "nummer scholengemeenschap"),
    "structures": ("ingerichte hoofdstructuren", "hoofdstructuren"),
    "email": ("e mail", "email"),
    "phone": ("telefoon", "telefoonnummer"),
    "website": ("website",),
    "latitude": ("breedtegraad", "latitude", "lat"),
    "longitude": ("lengtegraad", "longitude", "lon", "lng"),
}
_OURS = ("intern vplnummer", "vplnummer", "niscode", "ingerichte hoofdstructuren", "status erkenning", "kbo nummer",
         "onderwijsniveau", "instellingstype", "net", "bestuur", "scholengemeenschap", "clb")  # fmt: skip


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

    place: str
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
            if getattr(self, item.name) in (None, "", ()) and item.name not in ("since", "until", "type")
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
        return _given({**values, **_days(self.since, self.until)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A vestigingsplaats: its institution, its own two digits, and its address."""

    place: str
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
        return _given({**values, **_days(self.since, self.until)})


def is_institutions(headings: tuple[str, ...]) -> bool:
    """Whether a row of headings is one of the download."""
    folded = {fold(heading) for heading in headings}
    has_number = bool(folded & set(_COLUMNS["number"]))
    return has_number and len(folded & set(_OURS)) >= 2


# CSV


def institutions_in_csv(file: NamedBytes, problems: list[Problem]) -> Iterator[Institution | Site]:
    """The institutions and sites of the download, a row per site."""
    table = read_table(file, problems)
    if table is None:
        return
    columns = _columns(table.headings)
    missing = [name for name in ("number", "name") if name not in columns]
    if missing:
        problems.append(
            Problem(
                place=f"{file.name}:1",
                message=f"The column {' and '.join(_COLUMNS[name][0] for name in missing)} is missing",
                remedy="Give the download as it is, with its row of headings",
            )
        )
        return
    for line in table.lines:
        cells = {field: line.cells[column] for field, column in columns.items() if line.cells[column]}
        yield from _of_row(cells, line.place, problems)


def _columns(headings: tuple[str, ...]) -> dict[str, int]:
    by_heading = {heading: field for field, known in _COLUMNS.items() for heading in known}
    columns: dict[str, int] = {}
    for place, heading in enumerate(headings):
        field = by_heading.get(fold(heading))
        if field is not None:
            columns.setdefault(field, place)
    return columns


def _of_row(cells: Mapping[str, str], place: str, problems: list[Problem]) -> Iterator[Institution | Site]:
    number = _number(cells.get("number", ""), place, "schoolnummer", problems)
    if number is None:
        return
    name = cells.get("name", "")
    if not name:
        problems.append(Problem(place=place, field="naam", message="The institution has no name", remedy="Give one"))
        return
    since = _csv_day(cells.get("since", ""), place, "begindatum", problems)
    last = _csv_day(cells.get("until", ""), place, "einddatum", problems)
    until = None if last is None or last.year >= _NO_END else last + timedelta(days=1)
    site = _site_number(cells.get("site", ""), place, problems) if cells.get("site") else None
    is_main = fold(cells.get("is_main", "")) in ("ja", "j", "1", "true", "waar", "x")
    type_ = _type_of_words(cells.get("type", ""), f"{cells.get('levels', '')} {name}")
    is_whole = site is None or is_main
    yield Institution(
        place=place,
        number=number,
        name=name,
        type=type_,
        levels=_levels(cells.get("levels", ""), cells.get("structures", "")) if type_ in (SCHOOL, CENTRE) else (),
        kbo=cells.get("kbo", ""),
        email=cells.get("email", "").casefold(),
        phone=cells.get("phone", ""),
        website=cells.get("website", ""),
        since=since if is_whole else None,
        until=until if is_whole else None,
        board=_named_parent(cells.get("board", ""), place, BOARD),
        community=_named_parent(cells.get("community", ""), place, COMMUNITY),
        main_site=(site or "") if is_main else "",
    )
    if site is not None and type_ is not None:
        yield Site(
            place=place,
            institution=number,
            number=site,
            municipality=cells.get("municipality", ""),
            postcode=cells.get("postcode", ""),
            street=cells.get("street", ""),
            latitude=_degrees(cells.get("latitude", "")),
            longitude=_degrees(cells.get("longitude", "")),
            is_main=is_main,
            since=since,
            until=until,
        )


def _named_parent(text: str, place: str, type_: str) -> Institution | None:
    """A board or community as a cell names it: its number, alone or before its name."""
    match = re.match(r"(\d{1,6})\b[\s:-]*(.*)\Z", text)
    if match is None or int(match[1]) == 0:
        return None
    return _parent(match[1].zfill(6), match[2], place, type_)


def _parent(number: str, name: str, place: str, type_: str) -> Institution:
    words = {BOARD: "Schoolbestuur", COMMUNITY: "Scholengemeenschap"}
    shown = squeezed(name) or f"{words[type_]} {number}"
    return Institution(place=place, number=number, name=shown, type=type_, is_unnamed=not squeezed(name))


def _csv_day(text: str, place: str, field: str, problems: list[Problem]) -> date | None:
    if not text:
        return None
    day = day_from(text)
    if day is None:
        problems.append(
            Problem(place=place, field=field, message=f"{text[:40]!r} is no day", remedy="Write it as 1/9/2026")
        )
    return day


# Pages of the API


def institutions_in_pages(
    document: Any, name: str, query: Mapping[str, str], problems: list[Problem]
) -> Iterator[Institution | Site]:
    """The institutions and sites of a document that collects pages, of one page, or of a list of pages."""
    pages = document if isinstance(document, list) else [document]
    for page in pages:
        if not isinstance(page, Mapping):
            problems.append(_not_a_page(name))
            continue
        for key in ("bestuur", "instelling", "instellingslocatie", "content"):
            items = page.get(key, [])
            if not isinstance(items, list):
                problems.append(_not_a_page(f"{name} $.{key}"))
                continue
            for number, item in enumerate(items):
                place = f"{name} $.{key}[{number}]"
                if key == "bestuur":
                    yield from _boards(item, place, problems)
                else:
                    yield from _of_item(item, place, query, problems)


def _not_a_page(place: str) -> Problem:
    return Problem(
        place=place,
        message="This is not what the API answers",
        remedy='An answer is {"meta": {...}, "content": [...]}; fetch it again',
    )


def _of_item(item: Any, place: str, query: Mapping[str, str], problems: list[Problem]) -> Iterator[Institution | Site]:
    if not isinstance(item, Mapping):
        problems.append(_not_a_page(place))
        return
    number = _number(item.get("instelling_nummer"), place, "instelling_nummer", problems)
    if number is None:
        return
    if "instellingslocatie_vestigingsnummer" in item:
        yield from _location(item, number, place, problems)
    else:
        yield from _institution(item, number, place, query, problems)


def _boards(item: Any, place: str, problems: list[Problem]) -> Iterator[Institution]:
    for row in _of_item(item, place, {"instelling_type": "300"}, problems):
        if isinstance(row, Institution):
            yield replace(row, type=BOARD, levels=(), board=None, community=None, is_reference=True)


def _institution(
    item: Mapping[str, Any], number: str, place: str, query: Mapping[str, str], problems: list[Problem]
) -> Iterator[Institution]:
    name = _text(item, "instelling_naam_volledig") or _text(item, "instelling_naam")
    if not name:
        problems.append(
            Problem(place=place, field="instelling_naam", message="The institution has no name", remedy="Leave it out")
        )
        return
    level = _text(item, "instelling_niveau") or query.get("instelling_niveau", "")
    type_ = _type_of_code(_code(item.get("instelling_type")) or query.get("instelling_type", ""), name)
    main = item.get("instelling_hoofdzetel_vestigingsnr")
    yield Institution(
        place=place,
        number=number,
        name=name,
        type=type_,
        levels=_FILTER_LEVELS.get(level.casefold(), _levels(level, "")) if type_ in (SCHOOL, CENTRE) else (),
        email=_text(item, "instelling_email").casefold(),
        phone=_text(item, "instelling_telefoon"),
        website=_text(item, "instelling_website"),
        board=_referred(item.get("instelling_bestuur"), place, BOARD, problems),
        community=_referred(item.get("instelling_scholengemeenschap"), place, COMMUNITY, problems),
        main_site="" if main in (None, "") else _site_number(main, place, problems) or "",
    )


def _location(item: Mapping[str, Any], number: str, place: str, problems: list[Problem]) -> Iterator[Site]:
    site = _site_number(item["instellingslocatie_vestigingsnummer"], place, problems)
    if site is None:
        return
    street = squeezed(f"{_text(item, 'instellingslocatie_straatnaam')} {_text(item, 'instellingslocatie_huisnummer')}")
    yield Site(
        place=place,
        institution=number,
        number=site,
        municipality=_text(item, "instellingslocatie_gemeente"),
        postcode=_text(item, "instellingslocatie_postcode"),
        street=street,
        latitude=_gps(item, ("lat", "breedte"), -90, 90),
        longitude=_gps(item, ("lon", "lng", "lengte"), -180, 180),
    )


def _referred(value: Any, place: str, type_: str, problems: list[Problem]) -> Institution | None:
    """The board or community that an object {"instellingsnummer": ...} names."""
    if not isinstance(value, Mapping) or value.get("instellingsnummer") in (None, "", 0):
        return None
    number = _number(value["instellingsnummer"], place, f"instelling_{type_}", problems)
    return None if number is None else _parent(number, _text(value, "naam"), place, type_)


def _gps(item: Mapping[str, Any], words: tuple[str, ...], lowest: float, highest: float) -> float | None:
    """A coordinate, whatever its field is called exactly; one that is no coordinate is not there."""
    for key, value in item.items():
        parts = fold(str(key).replace("_", " ")).split()
        if "gps" in parts and any(part.startswith(words) for part in parts[parts.index("gps") + 1 :]):
            degrees = _degrees(str(value))
            if degrees is not None and lowest <= degrees <= highest:
                return degrees
    return None


# Values


def _number(value: Any, place: str, field: str, problems: list[Problem]) -> str | None:
    """Six characters: a whole number has lost its leading zeros, and a spreadsheet may have added decimals."""
    text = str(value).strip().removesuffix(".0") if isinstance(value, int | float | str) else ""
    if isinstance(value, bool) or not re.fullmatch(r"\d{1,6}", text) or int(text) == 0:
        problems.append(
            Problem(
                place=place,
                field=field,
                message=f"{ascii(value)[:40]} is no number of an institution",
                remedy="It has at most six digits, such as 012345",
            )
        )
        return None
    return text.zfill(6)


def _site_number(value: Any, place: str, problems: list[Problem]) -> str | None:
    """Two digits; the download may write the number of the institution before them."""
    text = str(value).strip().removesuffix(".0") if isinstance(value, int | float | str) else ""
    if isinstance(value, bool) or not re.fullmatch(r"\d{1,8}", text):
        problems.append(
            Problem(
                place=place,
                field="vestigingsnummer",
                message=f"{ascii(value)[:40]} is no number of a site",
                remedy="It has two digits, such as 01",
            )
        )
        return None
    return text[-2:].zfill(2)


def _text(item: Mapping[str, Any], key: str) -> str:
    value = item.get(key)
    return squeezed(str(value)) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _code(value: Any) -> str:
    if isinstance(value, Mapping):
        return _text(value, "code")
    return str(value) if isinstance(value, int | str) else ""


def _type_of_code(code: str, name: str) -> str | None:
    """300 is a board; an institution is told by its name as a centre, or as something without an ICT team."""
    if code == "300":
        return BOARD
    return _type_of_words("", name)


def _type_of_words(written: str, beside: str) -> str | None:
    text = fold(written)
    if text in ("300", "4", "bestuur", "schoolbestuur", "inrichtende macht"):
        return BOARD
    if text == "scholengemeenschap":
        return COMMUNITY
    if text in ("2", "3", "9") or _OUT.search(f"{text} {fold(beside)}"):
        return None
    return CENTRE if _CENTRES.search(f"{text} {fold(beside)}") else SCHOOL


def _levels(words: str, structures: str) -> tuple[str, ...]:
    """From words, and from codes of three digits: the first is 1 or 2 for basis, 3 for secundair; the second 2 for
    buitengewoon."""
    found = {level for level, pattern in _LEVEL_WORDS if re.search(pattern, fold(words))}
    for code in re.findall(r"\b(\d)(\d)\d\b", structures):
        found |= {"1": {"basis"}, "2": {"basis"}, "3": {"secundair"}}.get(code[0], set())
        found |= {"buitengewoon"} if code[1] == "2" else set()
    return tuple(sorted(found))


def _degrees(text: str) -> float | None:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if -180 <= value <= 180 else None


def _days(since: date | None, until: date | None) -> dict[str, str]:
    return {key: day.isoformat() for key, day in (("since", since), ("until", until)) if day is not None}


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in (None, "", [])}
