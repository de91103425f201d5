"""From a view to HTML: one environment per language, everything escaped, an unknown name is a fault."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from babel.numbers import format_decimal
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from graph.domain.words import date_in_words, last_day_in_words
from service.web.language import translations

__all__ = ["TEMPLATES", "environment", "render"]

TEMPLATES = Path(__file__).with_name("templates")


def render(template: str, language: str, view: Mapping[str, Any]) -> str:
    """The HTML of a template in a language."""
    return environment(language).get_template(template).render(view)


@cache
def environment(language: str) -> Environment:
    """The templates with the texts, dates and numbers of a language."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    made.filters["day"] = lambda day: _day(day, language)
    made.filters["last_day"] = lambda until: last_day_in_words(until, language)
    made.filters["number"] = lambda number: format_decimal(number, locale=language, format="#,##0.##")
    return made


def _day(day: date | None, language: str) -> str:
    return "" if day is None else date_in_words(day, language)
