"""No page shows words that no catalogue translates: all it says is marked, comes from the data, or is our own name."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest

from graph.domain.codec import to_plain
from graph.domain.declaring import Shape
from graph.domain.kinds import field_specs
from graph.store.sqlite.store import SqliteStore
from graph.usecases.desk import Desk
from graph.usecases.seeding import load_example
from service.config import Settings
from service.examples import example_queries
from service.http.app import create_app
from service.web.links import PAGES
from service.web.visit import ME_COOKIE
from tests.clocks import HandClock
from tests.marked import marked_pages, unmarked
from tests.signed_in import signed_in
from tests.web.test_every_page import HREF, NOT_PAGES

SCHOOL, PERSON, TASK, TOPIC = "organisation/de-sluis-mechelen", "person/cnz9hjxp", "task/t03", "expertise/e1-2"
ADDRESSES = (
    "/",
    "/begin",
    "/zoeken?q=printer",
    f"/wie?organisation={SCHOOL}&subject={TASK}&amount=5000",
    f"/expertise?topic={TOPIC}&near={SCHOOL}",
    f"/weg?from={PERSON}&topic={TOPIC}",
    f"/kwetsbaarheid?organisation={SCHOOL}&items=expertise",
    "/er-is-niets",
)
MOST_OF_A_SORT = 2
CODE = ("script", "style", "pre", "code")
ATTRIBUTES = ("title", "aria-label", "placeholder", "alt", "label", "data-label")
OURS = (
    "Mandaatwijzer",
    "GraphQL",
    *("Nederlands", "English"),  # each language in its own words
    *("CSV", "XLSX", "JSON", "HTML", "DOCX", "MD", "Word"),
    *("Basisschool De Brug; 012345; Lokeren", "Atheneum Lokeren"),  # what a school types
    "An Peeters; an.peeters@school.be; De Brug; directeur",  # and of colleagues
    "Bo Claes; bo.claes@school.be; De Brug; technisch ICT-coördinator",
)
"""What is no text: names, and examples of what people type."""

MONTHS = "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
WRITTEN = re.compile(rf"\b\d{{1,2}} (?:{MONTHS}) \d{{4}}\b")
"""Days are written by the library of the languages."""

ADDRESS = re.compile(r"https?://\S+")

SAID = (Shape.TEXT, Shape.TEXTS, Shape.TEXT_SET, Shape.TEXT_BY_LANGUAGE, Shape.TEXTS_BY_LANGUAGE)
"""The fields in which people write words."""


@dataclass(frozen=True, slots=True)
class Known:
    """What may stand outside the marks.

    Attributes:
        texts: of the data and of ours.
    """

    texts: frozenset[str]

    def left_of(self, line: str) -> str:
        """What is not known of a line; a drawing cuts off what is too long for its place."""
        if line in self.texts or (line.endswith("…") and any(text.startswith(line[:-1]) for text in self.texts)):
            return ""
        left = ADDRESS.sub(" ", line)
        for word in sorted((word for word in self.texts if word in line), key=len, reverse=True):
            left = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", " ", left)
        return WRITTEN.sub(" ", left).strip()


class Visible(HTMLParser):
    """The texts of a page that people see or hear."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._inside_code = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside_code += tag in CODE
        self.texts.extend(value for name, value in attrs if name in ATTRIBUTES and value)

    def handle_endtag(self, tag: str) -> None:
        self._inside_code -= tag in CODE

    def handle_data(self, data: str) -> None:
        if not self._inside_code:
            self.texts.append(data)


def raw_words(page: str, known: Known) -> list[str]:
    """The lines of a page with words that are neither marked nor known."""
    visible = Visible()
    visible.feed(page)
    lines = unmarked("\n".join(visible.texts)).splitlines()
    left = (known.left_of(line.strip()) for line in lines if re.search(r"[^\W\d_]{2}", line))
    return [line for line in left if re.search(r"[^\W\d_]{2}", line)]


def sort_of(path: str) -> str:
    """The page without its record."""
    return re.sub(rf"/({'|'.join([*PAGES.values(), *PAGES, 'school', 'kaart'])})/[^/]+", r"/\1", path.partition("?")[0])


async def known_texts(desk: Desk) -> Known:
    """What people wrote in the data; ids and dates are not among it."""
    found = set(OURS)
    found.update(title for query in example_queries() for title in query.titles.values())
    for record in desk.snapshot.records():
        plain = to_plain(record)
        for spec in field_specs(type(record)):
            if spec.name != "id" and spec.shape in SAID:
                found.update(written(plain.get(spec.key)))
    return Known(frozenset(found - {""}))


def written(value: Any) -> Iterator[str]:
    """The texts of a value, an address also without its beginning and a title without its address."""
    if isinstance(value, str):
        yield from {value, value.partition(" <")[0], value.removeprefix("https://"), value.rpartition(":")[2]}
    elif isinstance(value, list | dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from written(one)


@pytest.fixture
async def opened() -> AsyncIterator[tuple[httpx.AsyncClient, Known]]:
    """The pages of the example group in the marked language, for one of its people, who may change them."""
    async with Desk(SqliteStore(":memory:"), clock=HandClock()) as desk:
        await load_example(desk)
        app = create_app(desk, Settings(store="sqlite:///:memory:"))
        with marked_pages():
            known = await known_texts(desk)
            async with httpx.AsyncClient(
                follow_redirects=True,
                transport=httpx.ASGITransport(app=app),
                base_url="http://localhost",
                headers={"accept-language": "nl", "accept": "text/html"},
                cookies={ME_COOKIE: PERSON, **await signed_in(desk)},
            ) as client:
                yield client, known


async def test_every_word_of_every_page_is_translated_or_comes_from_the_data(
    opened: tuple[httpx.AsyncClient, Known],
) -> None:
    client, known = opened
    seen: Counter[str] = Counter()
    waiting, asked = deque(ADDRESSES), set(ADDRESSES)
    raw: dict[str, list[str]] = {}
    while waiting:
        path = waiting.popleft()
        answer = await client.get(path)
        if "text/html" not in answer.headers["content-type"]:
            continue
        found = raw_words(answer.text, known)
        if found:
            raw[path] = found
        for href in new_addresses(answer.text, asked, seen):
            waiting.append(href)
    assert len(seen) > 40
    assert raw == {}


def new_addresses(page: str, asked: set[str], seen: Counter[str]) -> Iterable[str]:
    """The addresses on a page that were not asked yet, a few of each sort; what is given is kept up."""
    for href in map(unescape, HREF.findall(page)):
        if href not in asked and not href.startswith(NOT_PAGES) and seen[sort_of(href)] < MOST_OF_A_SORT:
            asked.add(href)
            seen[sort_of(href)] += 1
            yield href


def test_a_word_that_stands_outside_the_marks_is_found() -> None:
    page = '<p title="⟦Hint⟧">⟦Works <bdi>An</bdi> since⟧ 1 mei 2026</p><p aria-label="Close">An knows ⟦it⟧</p>'
    assert raw_words(page, Known(frozenset({"An"}))) == ["Close", "knows"]
