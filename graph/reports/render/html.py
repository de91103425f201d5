"""A report as one HTML page that needs nothing else, and its blocks as HTML for the pages of the service.

The blocks carry classes only, no style and no script, so that they stand in a page with a strict content policy;
`stylesheet` is what gives them their look, there and here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from graph.reports.model import Block, Cell, Inline, Report, plain_text
from graph.reports.pictures.svg import Drawing
from graph.reports.shown import one_line, safe_link, shown
from graph.words.catalogue import Texts

__all__ = ["html_blocks", "html_page", "stylesheet"]

_TEMPLATES = Path(__file__).parent.parent / "templates"


def html_page(report: Report) -> str:
    """The report as a whole page: its style inside, nothing asked from anywhere."""
    page = _environment(report.texts).get_template("page.html")
    style = Markup(stylesheet())  # noqa: S704 (our own sheet)
    return page.render(report=report, texts=report.texts, style=style, drawn=_numbered_pictures()) + "\n"


def html_blocks(blocks: Iterable[Block], texts: Texts) -> Markup:
    """Blocks as HTML to stand in another page that has `stylesheet`."""
    template = _environment(texts).get_template("blocks.html")
    parts = template.make_module({"texts": texts, "drawn": _numbered_pictures()})
    return Markup(parts.blocks(tuple(blocks)))  # type: ignore[attr-defined] # noqa: S704 (escaped by the template)


@cache
def stylesheet() -> str:
    """The style of reports: light and dark, on screen and on paper."""
    return (_TEMPLATES / "report.css").read_text(encoding="utf-8")


@cache
def _environment(texts: Texts) -> Environment:
    """The templates in a language, compiled once."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        texts.catalogue.gettext, texts.catalogue.ngettext, newstyle=True
    )
    environment.filters |= {
        "flat": one_line,
        "in_parts": _in_parts,
        "kind": _kind,
        "plain": _plain,
        "safe_link": safe_link,
        "words": _words(texts),
    }
    environment.tests |= {"quantity": _is_quantity, "spans": _is_spans}
    return environment


def _words(texts: Texts) -> Callable[[Cell], str]:
    def words(cell: Cell) -> str:
        return shown(plain_text(cell, texts))

    return words


def _numbered_pictures() -> Callable[[Drawing], Markup]:
    """Draws the pictures of one page, with ids that count from one."""
    number = 0

    def svg(drawing: Drawing) -> Markup:
        nonlocal number
        number += 1
        return Markup(drawing.svg(f"picture-{number}"))  # noqa: S704 (escaped by the drawing)

    return svg


def _plain(text: str) -> str:
    """White space at the ends parts one piece from the next, so it stays."""
    return shown(text).replace("\n", " ")


def _kind(block: object) -> str:
    return type(block).__name__


def _in_parts(item: Inline | tuple[Inline, ...]) -> tuple[Inline, ...]:
    return item if isinstance(item, tuple) else (item,)


def _is_quantity(value: Cell) -> bool:
    return isinstance(value, int | float | Fraction) and not isinstance(value, bool)


def _is_spans(value: Cell) -> bool:
    return isinstance(value, tuple)
