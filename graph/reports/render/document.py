"""A report as a DOCX document on A4, to fill in, sign or send: headings, repeated table heads, page numbers.

A picture is put in as pixels where the report has them, with its twin as text; without pixels it is its twin.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell

from graph.reports.model import (
    Block,
    Bullets,
    Cell,
    Facts,
    Heading,
    Inline,
    PageBreak,
    Paragraph,
    Picture,
    Report,
    Span,
    Table,
    plain_text,
)
from graph.reports.shown import one_line, safe_link, shown
from graph.words.catalogue import Texts

__all__ = ["docx_file"]

_SHORT_SIDE, _LONG_SIDE, _MARGIN, _CLOSE_MARGIN = Mm(210), Mm(297), Mm(18), Mm(12)
_SIZES = {"Normal": 10.5, "Title": 20, "Subtitle": 11, "Heading 2": 14, "Heading 3": 11.5}
_CLOSE = 0.8
"""How much smaller the letters are of what has to stay on one page."""
_WIDTH_OF_A_LETTER = Pt(5.8)
"""Of the usual text, on the wide side, with the space beside a word shared out."""
_SMALLEST = 6.5
"""Points; smaller is not read on paper."""
_GAP = Pt(5)
"""Between a table and what follows."""
_CELL_ROOM = {"top": Pt(2), "left": Pt(4.5), "bottom": Pt(2), "right": Pt(4.5)}
_INK, _ACCENT, _HEAD, _LINE = RGBColor(0x1B, 0x24, 0x30), RGBColor(0x1F, 0x4E, 0x8C), "E6EBF2", "B5BDC8"
_TONES = {"bad": "F4B6AE", "warn": "F8D3A4", "notice": "F6E8AD", "calm": "D5E3F2", "good": "CBE6CF"}
_MADE = datetime(2000, 1, 1, tzinfo=UTC)
"""A fixed moment, so that the same report is the same document."""


def docx_file(report: Report) -> bytes:
    """The report as a document."""
    document = docx.Document()
    _describe(document, report)
    _set_up(document, report)
    document.add_heading(one_line(report.title), 0)
    if report.about:
        document.add_paragraph(one_line(report.about), style="Subtitle")
    for block in report.blocks:
        _add(document, block, report.texts)
    content = io.BytesIO()
    document.save(content)
    return _dated_alike(content)


def _dated_alike(content: io.BytesIO) -> bytes:
    """The package with one fixed date on each of its files: the library writes the time of saving there."""
    alike = io.BytesIO()
    with zipfile.ZipFile(content) as saved, zipfile.ZipFile(alike, "w", zipfile.ZIP_DEFLATED) as package:
        for name in saved.namelist():
            dated = zipfile.ZipInfo(name, date_time=_MADE.timetuple()[:6])
            package.writestr(dated, saved.read(name), zipfile.ZIP_DEFLATED)
    return alike.getvalue()


def _describe(document: Any, report: Report) -> None:
    known = document.core_properties
    known.title, known.subject = one_line(report.title)[:255], one_line(report.about)[:255]
    known.author, known.comments = "Mandaatwijzer", ""
    known.language = report.texts.locale_tag
    known.created = known.modified = _MADE


def _set_up(document: Any, report: Report) -> None:
    section = document.sections[0]
    sides = (_LONG_SIDE, _SHORT_SIDE) if report.wide else (_SHORT_SIDE, _LONG_SIDE)
    section.page_width, section.page_height = sides
    section.orientation = WD_ORIENT.LANDSCAPE if report.wide else WD_ORIENT.PORTRAIT
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, _CLOSE_MARGIN if report.one_page else _MARGIN)
    _style(document, report)
    _foot(section, report)


def _style(document: Any, report: Report) -> None:
    for name, size in _SIZES.items():
        style = document.styles[name]
        style.font.name, style.font.italic = "Calibri", False
        style.font.size = Pt(size * _CLOSE if report.one_page else size)
        style.font.color.rgb = _ACCENT if name in ("Title", "Heading 2", "Heading 3") else _INK
        style.element.get_or_add_rPr().get_or_add_rFonts().attrib.pop(qn("w:asciiTheme"), None)
        style.element.rPr.rFonts.attrib.pop(qn("w:hAnsiTheme"), None)
    document.styles["Normal"].paragraph_format.space_after = Pt(4)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), report.texts.locale_tag)
    document.styles["Normal"].element.get_or_add_rPr().append(language)


def _foot(section: Any, report: Report) -> None:
    paragraph = section.footer.paragraphs[0]
    if report.footer:
        paragraph.add_run(f"{one_line(report.footer)}    ").font.size = Pt(8.5)
    for part in ("PAGE", " / ", "NUMPAGES"):
        run = paragraph.add_run() if part.isupper() else paragraph.add_run(part)
        run.font.size = Pt(8.5)
        if part.isupper():
            _field(run, part)


def _field(run: Any, code: str) -> None:
    """A number that the reader's program works out."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    inside, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    inside.append(text)
    field.append(inside)
    run._r.addnext(field)


def _add(document: Any, block: Block, texts: Texts) -> None:
    match block:
        case Heading():
            document.add_heading(one_line(block.text), block.level)
        case Paragraph():
            paragraph = document.add_paragraph()
            _runs(paragraph, block.parts)
            if block.note:
                _set_apart(paragraph)
        case Bullets():
            _bullets(document, block)
        case Facts():
            _facts(document, block, texts)
        case Table():
            _table(document, block, texts)
        case Picture():
            _picture(document, block, texts)
        case PageBreak():
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _set_apart(paragraph: Any) -> None:
    """A remark: shaded, with a bar at its side."""
    look = paragraph._p.get_or_add_pPr()
    borders, bar = OxmlElement("w:pBdr"), OxmlElement("w:left")
    for name, value in (("val", "single"), ("sz", "24"), ("space", "6"), ("color", str(_ACCENT))):
        bar.set(qn(f"w:{name}"), value)
    borders.append(bar)
    look.append(borders)
    look.append(_shading(_HEAD))
    paragraph.paragraph_format.left_indent = Mm(3)


def _bullets(document: Any, block: Bullets) -> None:
    for place, item in enumerate(block.items, 1):
        parts = item if isinstance(item, tuple) else (item,)
        if block.numbered:
            # The numbered style of a document goes on counting from one list to the next.
            paragraph = document.add_paragraph()
            paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = Mm(7), Mm(-7)
            paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(7))
            _runs(paragraph, (f"{place}.\t", *parts))
        else:
            _runs(document.add_paragraph(style="List Bullet"), parts)


def _runs(paragraph: Any, parts: tuple[Inline, ...], size: Any = None) -> None:
    for part in parts:
        text = shown(part if isinstance(part, str) else part.text).replace("\n", " ")
        run = paragraph.add_run(text)
        if size is not None:
            run.font.size = size
        if isinstance(part, Span):
            run.bold = part.strong or None
            link = safe_link(part.link)
            if link is not None and not link.startswith(("/", "#")):
                _link(paragraph, run, link)


def _link(paragraph: Any, run: Any, address: str) -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, kind, is_external=True))
    run.font.color.rgb, run.font.underline = _ACCENT, True
    run._r.addprevious(link)
    link.append(run._r)


def _facts(document: Any, facts: Facts, texts: Texts) -> None:
    if not facts.rows:
        return
    made = _new_table(document, len(facts.rows), [30, 70])
    for row, (word, value) in zip(made.rows, facts.rows, strict=True):
        named, told = _places(row)
        _fill(named, Span(word, strong=True), texts)
        _shade(named, _HEAD)
        _fill(told, value, texts)
    _gap(document)


def _table(document: Any, table: Table, texts: Texts) -> None:
    if table.captioned:
        caption = document.add_paragraph()
        caption.add_run(one_line(table.caption)).bold = True
        caption.paragraph_format.keep_with_next = True
    if not table.rows:
        document.add_paragraph(one_line(table.empty))
        return
    shares = _shares(table, texts)
    made, size = _new_table(document, 1 + len(table.rows), shares), _fitting_size(document, table, texts)
    head, *below = made.rows
    for place, heading in zip(_places(head), table.headings, strict=True):
        _fill(place, Span(heading, strong=True), texts, size=size)
        _shade(place, _HEAD)
        for paragraph in place.paragraphs:
            paragraph.paragraph_format.keep_with_next = True
    _mark_row(head, "w:cantSplit")
    _mark_row(head, "w:tblHeader")
    for row, cells in zip(below, table.rows, strict=True):
        _mark_row(row, "w:cantSplit")
        for place, cell in zip(_places(row), cells, strict=True):
            _fill(place, cell, texts, is_column=True, size=size)
    _gap(document)


def _gap(document: Any) -> None:
    """A small empty line: without one a program joins two tables, and a document may not end with a table."""
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(0)
    size = OxmlElement("w:sz")
    size.set(qn("w:val"), str(int(_GAP.pt * 2)))
    mark = OxmlElement("w:rPr")
    mark.append(size)
    paragraph._p.get_or_add_pPr().append(mark)


def _shares(table: Table, texts: Texts) -> list[float]:
    """How wide the columns are beside each other: by the longest word and the usual length of their cells."""
    shares: list[float] = []
    for column, needed in enumerate(_needed(table, texts)):
        cells = [plain_text(row[column], texts) for row in table.rows]
        usual = sum(map(len, cells)) / len(cells)
        shares.append(min(40.0, max(needed, usual)))
    return shares


def _needed(table: Table, texts: Texts) -> list[float]:
    """How many letters wide each column has to be for its longest word; a line may end after a hyphen."""
    needed: list[float] = []
    for column, heading in enumerate(table.headings):
        texts_of_column = (heading, *(plain_text(row[column], texts) for row in table.rows))
        words = (word for text in texts_of_column for word in text.replace("-", "- ").split())
        needed.append(min(40.0, max(8.0, max(map(len, words), default=1) * 1.25 + 2.0)))
    return needed


def _fitting_size(document: Any, table: Table, texts: Texts) -> Any:
    """Letters so small that words stay whole in a table of many columns; None = as usual."""
    section, usual = document.sections[0], document.styles["Normal"].font.size
    room = section.page_width - section.left_margin - section.right_margin
    share = room / (sum(_shares(table, texts)) * _WIDTH_OF_A_LETTER * usual.pt / _SIZES["Normal"])
    fits = min(
        share * given / needed for given, needed in zip(_shares(table, texts), _needed(table, texts), strict=True)
    )
    return None if fits >= 1 else Pt(max(_SMALLEST, round(usual.pt * fits * 2) / 2))


def _new_table(document: Any, rows: int, shares: Sequence[float]) -> Any:
    """A table as wide as the text, with columns in these proportions."""
    table = document.add_table(rows=rows, cols=len(shares))
    table.style, table.autofit = "Table Grid", False
    section = document.sections[0]
    width = section.page_width - section.left_margin - section.right_margin
    widths = [int(width * share / sum(shares)) for share in shares]
    for column, each in zip(table.columns, widths, strict=True):
        column.width = each
    for row in table.rows:
        for place, each in zip(_places(row), widths, strict=True):
            place.width = each
    look = table._tbl.tblPr
    look.insert_element_before(_borders(), "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
    look.insert_element_before(_padding(), "w:tblLook")
    return table


def _borders() -> Any:
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        border = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", _LINE)):
            border.set(qn(f"w:{name}"), value)
        borders.append(border)
    return borders


def _padding() -> Any:
    """Room between the text of a cell and its lines."""
    padding = OxmlElement("w:tblCellMar")
    for side, room in _CELL_ROOM.items():
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(int(room.twips)))
        margin.set(qn("w:type"), "dxa")
        padding.append(margin)
    return padding


def _places(row: Any) -> list[Any]:
    """The cells of a row in which none are merged; the library looks for merged ones, which takes long."""
    return [_Cell(each, row) for each in row._tr.tc_lst]


def _fill(place: Any, cell: Cell, texts: Texts, *, is_column: bool = False, size: Any = None) -> None:
    """Write a cell; in a column numbers stand below each other, at the right."""
    lines = cell if isinstance(cell, tuple) else (cell,)
    for number, line in enumerate(lines):
        paragraph = place.paragraphs[0] if number == 0 else place.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        part = line if isinstance(line, Span) else plain_text(line, texts)
        _runs(paragraph, (part,), size)
        if is_column and isinstance(line, int | float | Fraction) and not isinstance(line, bool):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if isinstance(cell, Span) and cell.tone is not None:
        _shade(place, _TONES[cell.tone])


def _shade(place: Any, colour: str) -> None:
    place._tc.get_or_add_tcPr().append(_shading(colour))


def _shading(colour: str) -> Any:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{name}"), value)
    return shade


def _mark_row(row: Any, mark: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(mark))


def _picture(document: Any, picture: Picture, texts: Texts) -> None:
    if picture.png is not None:
        shape = document.add_picture(io.BytesIO(picture.png), width=Mm(picture.png_width_mm))
        shape._inline.docPr.set("descr", one_line(picture.drawing.description or picture.title))
    else:
        title = document.add_paragraph()
        title.add_run(one_line(picture.title)).bold = True
        title.paragraph_format.keep_with_next = True
    _add(document, picture.twin, texts)
