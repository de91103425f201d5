"""What a report or document consists of, whatever it is written as.

    Report                a title, what it is about, blocks to read in order, and tables for a spreadsheet
      Heading             begins a section
      Paragraph           a sentence or a few
      Bullets             things of one sort
      Facts               what is known of one thing: a word and its value
      Table               things to compare
      Picture             a drawing, with a twin in words or numbers that says the same
      PageBreak           what follows begins on a new page, where there are pages

A report is built once, from a result and the texts of a language; each format renders it (`graph.reports.render`).
A renderer escapes: every text here is the plain text that people read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from graph.words.catalogue import Texts
from graph.words.titles import Tone

if TYPE_CHECKING:
    from graph.reports.pictures.svg import Drawing

__all__ = [
    "Block",
    "Bullets",
    "Cell",
    "Facts",
    "Heading",
    "Inline",
    "PageBreak",
    "Paragraph",
    "Picture",
    "Report",
    "Span",
    "Table",
    "plain_text",
]


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text with a look.

    Attributes:
        text: what is read.
        strong: whether it stands out.
        link: where it leads: an `https:`, `mailto:` or `tel:` address, or a path of the product.
        tone: how it is meant.
    """

    text: str
    strong: bool = field(default=False, kw_only=True)
    link: str | None = field(default=None, kw_only=True)
    tone: Tone | None = field(default=None, kw_only=True)


Inline = str | Span

Cell = str | int | float | Fraction | date | bool | None | Span | tuple[Inline, ...]
"""What a table holds: a text, a number, a share of one (`Fraction`), a day, yes or no, nothing, or several lines."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The beginning of a section; `level` 2 lies right below the title, 3 below that."""

    text: str
    level: Literal[2, 3] = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text.

    Attributes:
        parts: read one after the other; the spaces between them are their own.
        note: whether it is a remark beside the text.
    """

    parts: tuple[Inline, ...]
    note: bool = False

    @classmethod
    def of(cls, *parts: Inline, note: bool = False) -> Paragraph:
        """A paragraph of texts."""
        return cls(parts, note)


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; each item is a text or parts read one after the other. `numbered` when the order says something."""

    items: tuple[Inline | tuple[Inline, ...], ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Words with their values, such as the address and the fixed days of somebody."""

    rows: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with a line of headings.

    Attributes:
        caption: what it holds; read aloud and the name of its sheet, shown only when `captioned`.
        headings: one for each column.
        rows: each as long as the headings; the first cell names the row.
        captioned: whether the caption is shown above the table.
        empty: what to say in place of a table without rows.

    Raises:
        ValueError: a row is longer or shorter than the headings.
    """

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    captioned: bool = False
    empty: str = ""

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.headings):
                raise ValueError(f"a row has {len(row)} cells under {len(self.headings)} headings: {row!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A drawing.

    Attributes:
        title: what it shows; its caption.
        drawing: the picture itself, which says in words what it shows to whoever cannot see it.
        twin: the same, to read: a table with the same numbers, or a sentence.
        png: the same as pixels, for formats without drawings; without it they hold the twin alone.
        png_width_mm: how wide the pixels are shown.
    """

    title: str
    drawing: Drawing
    twin: Table | Paragraph
    png: bytes | None = None
    png_width_mm: int = 40


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


Block = Heading | Paragraph | Bullets | Facts | Table | Picture | PageBreak


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Something to read, print or calculate with.

    Attributes:
        texts: the language that it is in.
        title: what it is.
        about: where and when, under the title.
        blocks: in reading order.
        sheets: complete tables for a spreadsheet, the main one first; when there are none, those of the blocks.
        footer: what stands at the foot of each page.
        wide: whether its pages lie on their side.
        one_page: whether it hangs on a wall as one sheet: set closer, so that it stays on one.
    """

    texts: Texts
    title: str
    about: str = ""
    blocks: tuple[Block, ...] = ()
    sheets: tuple[Table, ...] = ()
    footer: str = ""
    wide: bool = False
    one_page: bool = False

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables for a spreadsheet, the main one first."""
        return self.sheets or tuple(block for block in self.blocks if isinstance(block, Table))


def plain_text(cell: Cell, texts: Texts, *, between_lines: str = "\n") -> str:
    """What people read in a cell."""
    match cell:
        case None:
            return ""
        case bool():
            return texts.yes_or_no(cell)
        case str():
            return cell
        case Span():
            return cell.text
        case tuple():
            return between_lines.join(part if isinstance(part, str) else part.text for part in cell)
        case date():
            return texts.day(cell)
        case Fraction():
            return texts.percent(cell)
        case _:
            return texts.number(cell)
