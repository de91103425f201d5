"""The answers of the API of institution data: institutions, their sites, and the boards that they lie under."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from graph.domain.errors import Problem
from graph.domain.text import Text
from graph.formats.institutions.rows import Institution, Site, degrees_of, number_of, parent_of, site_number_of
from graph.formats.institutions.words import BOARD, CENTRE, COMMUNITY, FILTER_LEVELS, SCHOOL, levels_of, type_of
from graph.formats.reading.result import Place
from graph.formats.reading.text import fold, squeezed

__all__ = ["institutions_in_pages"]


def institutions_in_pages(
    document: Any, name: str, query: Mapping[str, str], problems: list[Problem], unread: list[Problem]
) -> Iterator[Institution | Site]:
    """The institutions and sites of a document that collects pages, of one page, or of a list of pages.

    Args:
        document: the pages.
        name: of the file.
        query: that they answer.
        problems: gets why a page cannot be read.
        unread: gets why an item of one cannot be; nothing is taken of it.
    """
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
                wrong: list[Problem] = []
                rows = _boards(item, place, wrong) if key == "bestuur" else _of_item(item, place, query, wrong)
                found = list(rows)
                unread.extend(wrong)
                yield from () if wrong else found


def _not_a_page(place: Place) -> Problem:
    return Problem(
        place=place,
        message=Text("This is not what the API answers"),
        remedy=Text("An answer is {form}; fetch it again", form='{"meta": {...}, "content": [...]}'),
    )


def _of_item(
    item: Any, place: Place, query: Mapping[str, str], problems: list[Problem]
) -> Iterator[Institution | Site]:
    if not isinstance(item, Mapping):
        problems.append(_not_a_page(place))
        return
    number = number_of(item.get("instelling_nummer"), place, "instelling_nummer", problems)
    if number is None:
        return
    if "instellingslocatie_vestigingsnummer" in item:
        yield from _location(item, number, place, problems)
    else:
        yield from _institution(item, number, place, query, problems)


def _boards(item: Any, place: Place, problems: list[Problem]) -> Iterator[Institution]:
    for row in _of_item(item, place, {"instelling_type": "300"}, problems):
        if isinstance(row, Institution):
            yield replace(row, type=BOARD, levels=(), board=None, community=None, is_reference=True)


def _institution(
    item: Mapping[str, Any], number: str, place: Place, query: Mapping[str, str], problems: list[Problem]
) -> Iterator[Institution]:
    name = _text(item, "instelling_naam_volledig") or _text(item, "instelling_naam")
    if not name:
        problems.append(
            Problem(
                place=place,
                field="instelling_naam",
                message=Text("The institution has no name"),
                remedy=Text("Leave it out"),
            )
        )
        return
    level = _text(item, "instelling_niveau") or query.get("instelling_niveau", "")
    code = _code(item.get("instelling_type")) or query.get("instelling_type", "")
    type_ = _type_of_code(code, name, level)
    main = item.get("instelling_hoofdzetel_vestigingsnr")
    yield Institution(
        place=place,
        number=number,
        name=name,
        type=type_,
        levels=FILTER_LEVELS.get(level.casefold(), levels_of(level, "")) if type_ in (SCHOOL, CENTRE) else (),
        email=_text(item, "instelling_email").casefold(),
        phone=_text(item, "instelling_telefoon"),
        website=_text(item, "instelling_website"),
        board=_referred(item.get("instelling_bestuur"), place, BOARD, problems),
        community=_referred(item.get("instelling_scholengemeenschap"), place, COMMUNITY, problems),
        main_site="" if main in (None, "") else site_number_of(main, place, problems) or "",
    )


def _location(item: Mapping[str, Any], number: str, place: Place, problems: list[Problem]) -> Iterator[Site]:
    site = site_number_of(item["instellingslocatie_vestigingsnummer"], place, problems)
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


def _referred(value: Any, place: Place, type_: str, problems: list[Problem]) -> Institution | None:
    """The board or community that an object {"instellingsnummer": ...} names."""
    if not isinstance(value, Mapping) or value.get("instellingsnummer") in (None, "", 0):
        return None
    number = number_of(value["instellingsnummer"], place, f"instelling_{type_}", problems)
    return None if number is None else parent_of(number, _text(value, "naam"), place, type_)


def _gps(item: Mapping[str, Any], words: tuple[str, ...], lowest: float, highest: float) -> float | None:
    """A coordinate, whatever its field is called exactly; one that is no coordinate is not there."""
    for key, value in item.items():
        parts = fold(str(key).replace("_", " ")).split()
        if "gps" in parts and any(part.startswith(words) for part in parts[parts.index("gps") + 1 :]):
            degrees = degrees_of(str(value))
            if degrees is not None and lowest <= degrees <= highest:
                return degrees
    return None


def _text(item: Mapping[str, Any], key: str) -> str:
    value = item.get(key)
    return squeezed(str(value)) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _code(value: Any) -> str:
    if isinstance(value, Mapping):
        return _text(value, "code")
    return str(value) if isinstance(value, int | str) else ""


def _type_of_code(code: str, name: str, level: str) -> str | None:
    """300 is a board; an institution is told by its name as a centre, or as something without an ICT team."""
    if code == "300":
        return BOARD
    return type_of("", name=name, levels=level)
