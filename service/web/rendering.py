"""From a view to HTML: one environment per language, everything escaped, an unknown name is a fault."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from graph.words.catalogue import Texts
from service.web.language import texts_of

__all__ = ["environment", "render"]

_TEMPLATES = Path(__file__).with_name("templates")


def render(template: str, language: str, view: Mapping[str, Any]) -> str:
    """The HTML of a template in a language."""
    return environment(language).get_template(template).render(view)


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
