"""Every page that a reader can reach from the start page answers, in both languages."""

from __future__ import annotations

import re
from collections import Counter, deque
from html import unescape

import httpx
import pytest

from tests.web.conftest import Served

MOST_OF_A_SORT = 6
HREF = re.compile(r'href="(/[^"#]*)"')
NOT_PAGES = ("/static/", "/graphql", "/graphiql", "/readyz", "/schema.graphql", "/open")


def sort_of(path: str) -> str:
    """The page without its record."""
    return path.partition("?")[0].rpartition("/")[0] or path.partition("?")[0]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_link_leads_to_a_page(example: Served, language: str) -> None:
    seen: Counter[str] = Counter()
    waiting, known = deque(["/"]), {"/"}
    with httpx.Client(
        base_url=example.address, cookies=example.cookies, headers={"accept-language": language}, timeout=30
    ) as http:
        while waiting:
            path = waiting.popleft()
            answer = http.get(path)
            assert answer.status_code == 200, path
            if "text/html" not in answer.headers["content-type"]:
                continue
            assert f'<html lang="{language}">' in answer.text, path
            for found in map(unescape, HREF.findall(answer.text)):
                if found not in known and not found.startswith(NOT_PAGES) and seen[sort_of(found)] < MOST_OF_A_SORT:
                    known.add(found)
                    seen[sort_of(found)] += 1
                    waiting.append(found)
    assert len(seen) > 10
