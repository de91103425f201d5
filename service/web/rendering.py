"""From a view to HTML: one environment per language, everything escaped, an unknown name is a fault."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse
from starlette.types import Receive, Scope, Send

from graph.words.catalogue import LANGUAGES, Texts
from service.web.language import texts_of

__all__ = ["Page", "environment", "load_templates", "render"]

_TEMPLATES = Path(__file__).with_name("templates")


def render(template: str, language: str, view: Mapping[str, Any]) -> str:
    """The HTML of a template in a language."""
    return environment(language).get_template(template).render(view)


def load_templates() -> None:
    """Make every template ready in every language. Cost: a second, that the first page of each sort would wait for."""
    for language in LANGUAGES:
        made = environment(language)
        for name in made.list_templates():
            made.get_template(name)


class Page(HTMLResponse):
    """An answer that is rendered beside the event loop, before it is sent: a large one takes tens of milliseconds.

    Args:
        template: its file.
        language: of its texts.
        view: what the template shows.
        status: of the answer.
    """

    def __init__(self, template: str, language: str, view: Mapping[str, Any], *, status: int = 200) -> None:
        super().__init__(status_code=status)
        del self.headers["content-length"]
        self._make: Callable[[], str] | None = partial(render, template, language, view)

    async def rendered(self) -> None:
        """Render it, once."""
        if self._make is not None:
            self.body = self.render(await asyncio.to_thread(self._make))
            self.headers["content-length"] = str(len(self.body))
            self._make = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.rendered()
        await super().__call__(scope, receive, send)


@cache
def environment(language: str) -> Environment:
    """The templates with the texts, dates and numbers of a language.

    `_("from {day}", day=...)` reads as in the code: what it gives is text, and is escaped like any other.
    """
    texts = texts_of(language)
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.install_gettext_callables(  # type: ignore[attr-defined]
        texts.gettext, texts.ngettext, newstyle=False, pgettext=texts.pgettext
    )
    made.globals["at_random"] = lambda: secrets.token_hex(16)
    made.filters["day"] = lambda day: _day(day, texts)
    made.filters["last_day"] = texts.last_day
    made.filters["number"] = texts.number
    made.filters["percent"] = texts.percent
    return made


def _day(day: date | None, texts: Texts) -> str:
    return "" if day is None else texts.day(day)
