"""No link of a page loses what was asked: the day that is looked at, and the amount of a decision."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qs, quote, urlsplit

import httpx

from tests.api.clients import BRUG
from tests.web.conftest import Served
from tests.web.writers import COOKIE

DAY, AMOUNT = "2027-01-15", "5000"
START = (
    "/",
    f"/wie?organisation={quote(BRUG)}&subject=wifi",
    f"/wie?organisation={quote(BRUG)}&subject=decision/buy&amount={AMOUNT}",
    "/zoeken?q=printers",
    "/expertise?topic=wifi",
    "/mij",
)
WITHOUT_A_DAY = (
    *("/static", "/report.css", "/api", "/mij/", "/sleutels", "/voorstellen", "/invoeren", "/bekijk-als", "/begin"),
    "/wijzigen/ongedaan-maken",
)
"""What does not depend on a day."""
MOST_ALIKE = 2
"""Pages of one sort that are looked at."""


def test_every_link_keeps_the_day_and_the_question(small: Served) -> None:
    cookies = {COOKIE: small.cookies[COOKIE]}
    lost = []
    with httpx.Client(base_url=small.address, cookies=cookies, headers={"accept-language": "nl"}, timeout=30) as http:
        todo = [f"{path}{'&' if '?' in path else '?'}on={DAY}" for path in START]
        looked: dict[str, int] = {}
        while todo:
            path = todo.pop(0)
            if looked.setdefault(sort_of(path), 0) >= MOST_ALIKE:
                continue
            looked[sort_of(path)] += 1
            page = http.get(path)
            assert page.status_code == 200, path
            for link in links_of(page.text, path):
                if parse_qs(urlsplit(link).query).get("on") == [DAY]:
                    todo.append(link)
                elif not is_today(link, path):
                    lost.append(f"{path} -> {link}")
    assert not lost, "\n".join(lost)
    assert len(looked) > 20


def links_of(page: str, path: str) -> Iterator[str]:
    """The addresses of this service to which a page leads, that depend on a day."""
    for href in map(unescape, re.findall(r'<a [^>]*href="([^"]+)"', page)):
        link = f"{urlsplit(path).path}{href}" if href.startswith("?") else href
        if link.startswith("/") and not link.startswith(WITHOUT_A_DAY):
            yield link


def is_today(link: str, path: str) -> bool:
    """Whether a link is the way back to today, with the question in it."""
    here, there = urlsplit(path), urlsplit(link)
    asked = parse_qs(here.query)
    del asked["on"]
    return (there.path, parse_qs(there.query)) == (here.path, asked)


def sort_of(path: str) -> str:
    parts = urlsplit(path)
    first, *more = parts.path.strip("/").split("/")
    form = "/".join(more) if first == "wijzigen" else "*" * bool(more)
    return f"{first}/{form}?{','.join(sorted(parse_qs(parts.query)))}"
