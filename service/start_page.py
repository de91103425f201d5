"""The start page: what this is, the example queries, and the way to GraphiQL, in Dutch and English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from types import MappingProxyType
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

__all__ = ["ExampleQuery", "StartPage", "example_queries"]

LANGUAGES = ("nl", "en")
HERE = Path(__file__).parent
FOLDERS = (HERE / "examples", HERE.parent / "examples")
"""In an installed package the examples lie beside this module, in a checkout at the top."""

TEXTS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "nl": {
            "title": "Mandaatwijzer",
            "lead": "Wie beslist, wie voert uit, wie stuurt aan en wie is aanspreekpunt: de ICT-taken van je scholen, "
            "als een graaf die andere programma's kunnen bevragen.",
            "skip": "Naar de inhoud",
            "other": "English",
            "examples": "Voorbeelden om meteen te proberen",
            "about": "Elke vraag staat klaar in de map <code>examples</code>. Ze werken op de voorbeeldscholengroep; "
            "zet er de codes van je eigen scholen in.",
            "try": "Probeer in GraphiQL",
            "show": "Toon de vraag",
            "more": "Verder",
            "graphiql": "GraphiQL: zelf vragen schrijven, met hulp bij het typen",
            "schema": "Het schema (SDL)",
            "ready": "Werkt alles? Toestand van deze dienst",
            "address": "Programma's sturen hun vragen met POST naar",
        },
        "en": {
            "title": "Mandaatwijzer",
            "lead": "Who decides, who executes, who steers and who is the contact point: the ICT tasks of your "
            "schools, as a graph that other programs can ask.",
            "skip": "To the content",
            "other": "Nederlands",
            "examples": "Examples to try at once",
            "about": "Each query lies ready in the folder <code>examples</code>. They work on the example school "
            "group; put in the ids of your own schools.",
            "try": "Try in GraphiQL",
            "show": "Show the query",
            "more": "More",
            "graphiql": "GraphiQL: write queries yourself, with help while you type",
            "schema": "The schema (SDL)",
            "ready": "Does all work? State of this service",
            "address": "Programs send their queries by POST to",
        },
    }
)


@dataclass(frozen=True, slots=True)
class ExampleQuery:
    """A ready query.

    Attributes:
        name: of its file, without ending.
        titles: what it answers, per language: its first comment lines, `# nl: ...` and `# en: ...`.
        text: the document.
    """

    name: str
    titles: Mapping[str, str]
    text: str


@cache
def example_queries() -> tuple[ExampleQuery, ...]:
    """The ready queries, by file name."""
    folder = next((folder for folder in FOLDERS if folder.is_dir()), None)
    files = sorted(folder.glob("*.graphql")) if folder is not None else []
    return tuple(_example(file) for file in files)


class StartPage:
    """Answers with the page in the language of the reader."""

    def __init__(self, *, default_language: str, graphiql: bool) -> None:
        self._default = default_language
        self._graphiql = graphiql

    async def answer(self, request: Request) -> Response:
        """The page."""
        language = self._language(request)
        page = HTMLResponse(_page(language, graphiql=self._graphiql))
        page.headers["content-language"] = language
        page.headers["vary"] = "accept-language"
        return page

    def _language(self, request: Request) -> str:
        asked = request.query_params.get("lang", "")
        if asked in LANGUAGES:
            return asked
        for part in request.headers.get("accept-language", "").lower().split(","):
            language = part.strip()[:2]
            if language in LANGUAGES:
                return language
        return self._default


def _example(file: Path) -> ExampleQuery:
    text = file.read_text(encoding="utf-8")
    titles = dict(_titles(text))
    return ExampleQuery(file.stem, titles, text)


def _titles(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        for language in LANGUAGES:
            mark = f"# {language}: "
            if line.startswith(mark):
                yield language, line.removeprefix(mark).strip()


def _page(language: str, *, graphiql: bool) -> str:
    texts = TEXTS[language]
    other = next(one for one in LANGUAGES if one != language)
    template = Template((HERE / "start_page.html").read_text(encoding="utf-8"))
    return template.substitute(
        texts,
        language=language,
        other_language=other,
        examples_list="\n".join(_shown(example, language, graphiql=graphiql) for example in example_queries()),
        graphiql_item=f'<li><a href="graphiql">{escape(texts["graphiql"])}</a></li>' if graphiql else "",
    )


def _shown(example: ExampleQuery, language: str, *, graphiql: bool) -> str:
    texts = TEXTS[language]
    link = f'<p><a href="graphiql?query={quote(example.text)}">{escape(texts["try"])}</a></p>' if graphiql else ""
    title = escape(example.titles.get(language, example.name))
    return (
        f"<section><h3>{title}</h3>{link}"
        f"<details><summary>{escape(texts['show'])}</summary>"
        f'<pre tabindex="0"><code>{escape(example.text)}</code></pre></details></section>'
    )
