"""Drawings as SVG that stand in any page: no script, no style attribute, nothing from elsewhere.

Colours are classes of `report.css`, with a plain colour as attribute for where that sheet does not reach. Texts stay
texts, so that they can be read aloud, searched and copied.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from graph.reports.shown import one_line

__all__ = ["FILLS", "Drawing", "Element", "fitted", "group", "line", "rectangle", "text", "width_of"]

FILLS = {
    "bad": "#f4b6ae",
    "warn": "#f8d3a4",
    "notice": "#f6e8ad",
    "calm": "#d5e3f2",
    "good": "#cbe6cf",
    "none": "#f3f4f5",
}
"""The plain colour of each tone, and of nothing."""

CHARACTER_WIDTH = 0.56
"""Width of an average letter of a system font, in parts of its size."""


@dataclass(frozen=True, slots=True)
class Element:
    """A part of a drawing.

    Attributes:
        tag: its name in SVG.
        attributes: names and values; a value is escaped, a number written with at most one decimal.
        inside: parts, or texts that are escaped.
    """

    tag: str
    attributes: tuple[tuple[str, str | float], ...] = ()
    inside: tuple[Element | str, ...] = ()

    def __str__(self) -> str:
        attributes = "".join(f' {name}="{_value(value)}"' for name, value in self.attributes)
        if not self.inside:
            return f"<{self.tag}{attributes}/>"
        inside = "".join(str(part) if isinstance(part, Element) else escape(one_line(part)) for part in self.inside)
        return f"<{self.tag}{attributes}>{inside}</{self.tag}>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A whole picture.

    Attributes:
        width: of the canvas, in CSS pixels.
        height: of the canvas, in CSS pixels.
        title: what it shows, in a few words.
        description: what can be seen in it, for who does not see it.
        parts: from back to front.
    """

    width: float
    height: float
    title: str
    description: str
    parts: tuple[Element, ...]

    def svg(self, key: str = "picture") -> str:
        """The drawing as an `svg` element; `key` makes the ids of its title and description unique in a page."""
        named = Element("title", (("id", f"{key}-title"),), (self.title or " ",))
        described = Element("desc", (("id", f"{key}-desc"),), (self.description or " ",))
        root = (
            ("xmlns", "http://www.w3.org/2000/svg"),
            ("class", "picture"),
            ("role", "img"),
            ("aria-labelledby", f"{key}-title {key}-desc"),
            ("viewBox", f"0 0 {_number(self.width)} {_number(self.height)}"),
            ("width", self.width),
            ("height", self.height),
            ("font-family", "system-ui, sans-serif"),
            ("font-size", 13),
            ("fill", "currentColor"),
        )
        return str(Element("svg", root, (named, described, *self.parts)))


def rectangle(x: float, y: float, width: float, height: float, tone: str, *, radius: float = 3) -> Element:
    """A box in the colour of a tone; `none` for an empty one."""
    return Element(
        "rect",
        (
            ("x", x), ("y", y), ("width", width), ("height", height), ("rx", radius),
            ("class", f"fill-{tone}"), ("fill", FILLS[tone]),
        ),
    )  # fmt: skip


def line(
    points: Sequence[tuple[float, float]], *, name: str = "edge", dashed: bool = False, width: float = 2
) -> Element:
    """A line through points; `name` is its class."""
    path = " ".join(f"{_number(x)},{_number(y)}" for x, y in points)
    dashes: tuple[tuple[str, str | float], ...] = (("stroke-dasharray", "6 4"),) if dashed else ()
    return Element(
        "polyline",
        (
            ("points", path), ("class", name), ("fill", "none"),
            ("stroke", "#667085"), ("stroke-width", width), *dashes,
        ),
    )  # fmt: skip


def text(
    x: float, y: float, words: str, *, anchor: str = "start", strong: bool = False, turned: float | None = None,
    size: float | None = None, name: str | None = None,
) -> Element:  # fmt: skip
    """Words at a place; `anchor` is start, middle or end, `turned` an angle in degrees around the place."""
    optional: list[tuple[str, str | float]] = []
    if anchor != "start":
        optional.append(("text-anchor", anchor))
    if strong:
        optional.append(("font-weight", "600"))
    if size is not None:
        optional.append(("font-size", size))
    if name is not None:
        optional.append(("class", name))
    if turned is not None:
        optional.append(("transform", f"rotate({_number(turned)} {_number(x)} {_number(y)})"))
    return Element("text", (("x", x), ("y", y), *optional), (words or " ",))


def group(parts: Iterable[Element], *, hint: str | None = None) -> Element:
    """Parts that belong together; the hint is shown when a pointer rests on them."""
    hints = (Element("title", (), (hint,)),) if hint else ()
    return Element("g", (), (*hints, *parts))


def width_of(words: str, size: float = 13) -> float:
    """About how wide words are."""
    return len(words) * size * CHARACTER_WIDTH


def fitted(words: str, width: float, size: float = 13) -> str:
    """Words that fit in a width, cut with an ellipsis when they must be."""
    most = max(2, int(width / (size * CHARACTER_WIDTH)))
    flat = one_line(words)
    return flat if len(flat) <= most else f"{flat[: most - 1].rstrip()}…"


def _value(value: str | float) -> str:
    return escape(value) if isinstance(value, str) else _number(value)


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
