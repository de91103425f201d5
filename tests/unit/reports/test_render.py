"""A report in every format: what it holds comes through, and nothing in the data does harm."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date, datetime
from fractions import Fraction

import docx
import openpyxl
import pytest
import segno

from graph.domain.errors import InvalidInput
from graph.reports.model import (
    Block,
    Bullets,
    Cell,
    Facts,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Report,
    Span,
    Table,
)
from graph.reports.pictures.svg import Drawing, rectangle, text
from graph.reports.render import FORMATS, MEDIA_TYPES, rendered
from graph.reports.render.comma_separated import csv_bytes
from graph.reports.render.html import html_blocks, stylesheet
from graph.reports.shown import one_line, safe_link, shown
from graph.words.catalogue import texts_in

DUTCH, ENGLISH = texts_in("nl"), texts_in("en")
SCRIPT = "<script>alert(1)</script>"
FORMULA = '=cmd|"/C calc"!A0'
REVERSED = "\u202egnp.exe\u202c"

TWIN = Table(caption="De tweeling", headings=("Naam", "Aantal"), rows=(("wifi", 7),))
DRAWING = Drawing(
    width=100,
    height=40,
    title=SCRIPT,
    description="een & ander",
    parts=(rectangle(0, 0, 9, 9, "bad"), text(1, 9, SCRIPT)),
)
TABLE = Table(
    caption="Bellijst: [1/2] van een school met een lange naam",
    headings=("Wie", "Aantal", "Deel", "Dag", "Ja", "Lijnen", "Meer"),
    rows=(
        (
            SCRIPT,
            1234,
            Fraction(1, 8),
            date(2027, 8, 31),
            True,
            ("een", Span("twee", strong=True)),
            Span("x", tone="bad"),
        ),
        (FORMULA, 1.5, None, None, False, (), Span("kwaad", link="javascript:alert(1)")),
        (REVERSED, None, None, None, None, None, Span("bel", link="tel:+3291234567")),
    ),
)


def report(*blocks: Block, **fields: object) -> Report:
    return Report(**{"texts": DUTCH, "title": "Titel", "blocks": blocks, **fields})  # type: ignore[arg-type]


EVERYTHING = report(
    Heading("Een kop"),
    Paragraph.of("Gewoon ", Span("sterk", strong=True), " en ", Span("een link", link="https://example.org/x")),
    Paragraph.of("let op", note=True),
    Bullets(("eerste", ("tweede ", Span("deel", strong=True)))),
    Bullets(("stap een", "stap twee"), numbered=True),
    Facts((("Adres", "Straat 1"), ("Uren", 3.5))),
    TABLE,
    Table(caption="leeg", headings=("a",), rows=(), empty="Nog niets."),
    Picture(title="Een tekening", drawing=DRAWING, twin=TWIN),
    PageBreak(),
    Heading("Verder", 3),
    about="De Brug, 1 oktober 2026",
    footer="Gemaakt op 26 november 2026",
)


def document_text(content: bytes) -> str:
    """Everything that is read in a document, with what its tables hold."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        parts = [name for name in file.namelist() if name == "word/document.xml" or name.startswith("word/footer")]
        return "".join(re.sub(r"<[^>]*>", "", file.read(name).decode()) for name in parts)


def workbook(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def as_text(format_name: str) -> str:
    content = rendered(EVERYTHING, format_name)
    if format_name == "docx":
        return document_text(content)
    if format_name == "xlsx":
        return "\n".join(
            str(cell) for sheet in workbook(content) for row in sheet.iter_rows(values_only=True) for cell in row
        )
    return content.decode("utf-8-sig")


def test_a_document_does_not_hold_when_it_was_made() -> None:
    with zipfile.ZipFile(io.BytesIO(rendered(EVERYTHING, "docx"))) as package:
        assert {file.date_time for file in package.infolist()} == {(2000, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("format_name", ["md", "html", "docx", "xlsx"])
def test_every_block_comes_through_in_every_format(format_name: str) -> None:
    content = as_text(format_name)
    for words in ("Titel", "De Brug, 1 oktober 2026", "Een kop", "sterk", "let op", "eerste", "stap twee", "Straat 1",
                  "3,5", "twee", "Gemaakt op 26 november 2026"):  # fmt: skip
        assert words in content, words
    if format_name != "xlsx":
        assert "Nog niets." in content
        assert "wifi" in content


def test_a_format_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(InvalidInput, match="md, html, csv, xlsx, docx"):
        rendered(EVERYTHING, "pdf")
    with pytest.raises(InvalidInput, match="md, html"):
        rendered(EVERYTHING, "xlsx", among=("md", "html"))
    assert set(MEDIA_TYPES) == set(FORMATS)


@pytest.mark.parametrize("format_name", FORMATS)
def test_the_same_report_is_the_same_file(format_name: str) -> None:
    assert rendered(EVERYTHING, format_name) == rendered(EVERYTHING, format_name)


@pytest.mark.parametrize("format_name", FORMATS)
def test_a_report_without_anything_is_a_valid_file(format_name: str) -> None:
    content = rendered(report(), format_name)
    assert content
    if format_name == "xlsx":
        assert workbook(content).sheetnames == ["Overzicht"]
    if format_name == "docx":
        assert docx.Document(io.BytesIO(content)).paragraphs[0].text == "Titel"


# What the data could do


@pytest.mark.parametrize("format_name", ["md", "html", "docx", "xlsx", "csv"])
def test_marks_that_turn_the_text_around_are_gone(format_name: str) -> None:
    content = as_text(format_name)
    assert "gnp.exe" in content
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200e\u200f]", content)


def test_no_html_of_the_data_reaches_a_page() -> None:
    page = rendered(EVERYTHING, "html").decode()
    assert "<script" not in page
    assert page.count("&lt;script&gt;") == 3
    assert "\\<script\\>" in rendered(EVERYTHING, "md").decode()


@pytest.mark.parametrize("format_name", ["md", "html"])
def test_an_address_that_runs_something_is_no_link(format_name: str) -> None:
    content = rendered(EVERYTHING, format_name).decode()
    assert "javascript:" not in content
    assert "tel:+3291234567" in content


@pytest.mark.parametrize(
    ("address", "followed"),
    [
        ("https://example.org/a?b=c#d", True), ("mailto:an@example.org", True), ("tel:+3291234567", True),
        ("/personen/person/an", True), ("#kop", True), ("//elders.example", False), ("javascript:alert(1)", False),
        ("JAVASCRIPT:alert(1)", False), ("data:text/html,x", False), ('https://example.org/"onload="x', False),
        ("", False),
    ],
)  # fmt: skip
def test_only_addresses_of_the_web_and_of_the_product_are_followed(address: str, followed: bool) -> None:
    assert (safe_link(address) == address) is followed
    assert safe_link(None) is None


def test_control_characters_are_not_shown() -> None:
    assert shown("a\x00b\x07c\ud800\ufffe\n\td") == "abc\n\td"
    assert one_line(" a\r\nb\t c ") == "a b c"


@pytest.mark.parametrize("format_name", FORMATS)
def test_characters_that_no_file_can_hold_do_not_break_one(format_name: str) -> None:
    hostile = "a\x00\x0b\ud800\ufffeb"
    content = rendered(
        report(Heading(hostile), Table(caption=hostile, headings=(hostile,), rows=((hostile,),)), title=hostile),
        format_name,
    )
    assert content


# Pages


def test_a_page_asks_nothing_from_anywhere() -> None:
    page = rendered(EVERYTHING, "html").decode().replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert re.findall(r'(?:src|href|action|data)\s*=\s*"([^"]*)"', page) == ["https://example.org/x", "tel:+3291234567"]
    assert not re.search(r"url\(|@import|<link|<img|<iframe|<object", page)


def test_blocks_carry_no_style_and_no_script_so_that_a_strict_page_can_hold_them() -> None:
    blocks = html_blocks(EVERYTHING.blocks, DUTCH)
    assert not re.search(r"\sstyle\s*=|<style|<script|\son\w+\s*=", blocks)


def test_a_page_says_its_language_and_names_its_tables_and_pictures() -> None:
    page = rendered(EVERYTHING, "html").decode()
    assert '<html lang="nl">' in page
    assert page.count("<table>") == page.count("<caption") == 2
    assert page.count('scope="col"') == len(TABLE.headings) + len(TWIN.headings)
    assert page.count('scope="row"') == len(TABLE.rows) + len(TWIN.rows)
    assert 'role="img" aria-labelledby="picture-1-title picture-1-desc"' in page
    assert '<html lang="en">' in rendered(report(texts=ENGLISH), "html").decode()


def test_pictures_of_one_page_have_ids_of_their_own() -> None:
    picture = Picture(title="T", drawing=DRAWING, twin=TWIN)
    ids = re.findall(r' id="([^"]*)"', html_blocks((picture, picture), DUTCH))
    assert len(ids) == len(set(ids)) == 4


def test_every_colour_of_a_drawing_has_a_rule_for_light_dark_and_paper() -> None:
    for tone in ("bad", "warn", "notice", "calm", "good", "none"):
        assert f".fill-{tone}" in stylesheet()
        assert len(re.findall(rf"--{tone}: #", stylesheet())) == 3


def relative_luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((relative_luminance(one), relative_luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", [0, 1, 2], ids=["light", "dark", "paper"])
def test_words_stand_out_against_every_colour_behind_them(scheme: int) -> None:
    colours = {
        name: re.findall(rf"--{name}: (#[0-9a-f]{{6}})", stylesheet())[scheme]
        for name in ("ink", "paper", "soft", "faint", "accent", "bad", "warn", "notice", "calm", "good", "none")
    }
    for behind in ("paper", "soft", "bad", "warn", "notice", "calm", "good", "none"):
        assert contrast(colours["ink"], colours[behind]) >= 4.5, behind
    for before in ("faint", "accent"):
        assert contrast(colours[before], colours["paper"]) >= 4.5, before


# Workbooks


def test_a_workbook_has_a_sheet_per_table_with_frozen_headings_and_a_filter() -> None:
    book = workbook(rendered(EVERYTHING, "xlsx"))
    assert book.sheetnames == ["Overzicht", "Bellijst 1 2 van een school met", "leeg"]
    sheet = book.worksheets[1]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", "A1:G4")
    assert [cell.value for cell in sheet[1]] == list(TABLE.headings)
    assert all(9 <= sheet.column_dimensions[letter].width <= 61 for letter in "ABCDEFG")


def test_a_workbook_keeps_numbers_shares_and_days_as_such() -> None:
    row = workbook(rendered(EVERYTHING, "xlsx")).worksheets[1][2]
    assert [cell.value for cell in row[1:5]] == [1234, 0.125, datetime(2027, 8, 31), "ja"]  # noqa: DTZ001
    assert row[2].number_format == "0.0%"
    assert row[3].is_date
    assert row[3].number_format == "[$-813]d mmm yyyy"


def test_a_formula_of_the_data_stays_a_text_in_a_workbook() -> None:
    cell = workbook(rendered(EVERYTHING, "xlsx")).worksheets[1]["A3"]
    assert (cell.value, cell.data_type) == (FORMULA, "s")
    assert cell.style.quotePrefix if hasattr(cell.style, "quotePrefix") else cell.quotePrefix
    with zipfile.ZipFile(io.BytesIO(rendered(EVERYTHING, "xlsx"))) as file:
        assert not any(b"<f>" in file.read(name) for name in file.namelist() if "worksheets" in name)


@pytest.mark.parametrize(("texts", "language"), [(DUTCH, "nl-BE"), (ENGLISH, "en-GB")])
def test_files_of_an_office_know_their_language(texts: object, language: str) -> None:
    book = workbook(rendered(report(TABLE, texts=texts), "xlsx"))
    document = docx.Document(io.BytesIO(rendered(report(TABLE, texts=texts), "docx")))
    assert book.properties.language == document.core_properties.language == language
    assert f'w:lang w:val="{language}"' in document.styles.element.xml


def test_tables_with_one_name_get_sheets_of_their_own() -> None:
    tables = [Table(caption="Naam " + "x" * 40, headings=("a",), rows=()) for _ in range(3)]
    names = workbook(rendered(report(*tables), "xlsx")).sheetnames
    assert len(set(names)) == 4
    assert all(len(name) <= 31 for name in names)


@pytest.mark.parametrize(
    ("caption", "name"),
    [
        ("Dit nemen dan meerdere collega's op", "Dit nemen dan meerdere"),
        ("x" * 30 + "'s", "x" * 30),
        ("'t Zand", "t Zand"),
        ("Aandachtspunten van dit jaar nu", "Aandachtspunten van dit jaar nu"),
        ("'", "-"),
    ],
)
def test_a_sheet_is_named_in_whole_words_and_as_a_workbook_takes_it(caption: str, name: str) -> None:
    table = Table(caption=caption, headings=("a",), rows=())
    assert workbook(rendered(report(table), "xlsx")).sheetnames[1] == name


def test_a_spreadsheet_prefers_the_complete_tables() -> None:
    complete = Table(caption="Alles", headings=("a", "b"), rows=(("1", "2"),))
    assert workbook(rendered(report(TABLE, sheets=(complete,)), "xlsx")).sheetnames == ["Overzicht", "Alles"]
    assert rendered(report(TABLE, sheets=(complete,)), "csv") == b"\xef\xbb\xbfa;b\r\n1;2\r\n"


# Documents


def test_a_document_is_on_a4_repeats_its_headings_and_holds_pixels_with_words() -> None:
    pixels = io.BytesIO()
    segno.make("kaart").save(pixels, kind="png")
    picture = Picture(title="QR", drawing=DRAWING, twin=Paragraph.of("Naar de kaart"), png=pixels.getvalue())
    document = docx.Document(io.BytesIO(rendered(report(TABLE, picture), "docx")))
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert "w:tblHeader" in document.element.xml
    assert len(document.inline_shapes) == 1
    assert 'descr="een &amp; ander"' in document.element.xml
    assert "Naar de kaart" in document_text(rendered(report(picture), "docx"))


def test_the_headings_of_a_table_stay_whole_and_on_the_page_of_its_first_row() -> None:
    head, first = docx.Document(io.BytesIO(rendered(report(TABLE), "docx"))).tables[0].rows[:2]
    assert "w:cantSplit" in head._tr.xml
    assert all(paragraph.paragraph_format.keep_with_next for cell in head.cells for paragraph in cell.paragraphs)
    assert not any(paragraph.paragraph_format.keep_with_next for cell in first.cells for paragraph in cell.paragraphs)


def test_what_stays_on_one_page_is_set_closer() -> None:
    usual, close = (
        docx.Document(io.BytesIO(rendered(report(TABLE, one_page=one_page), "docx"))) for one_page in (False, True)
    )
    assert close.styles["Normal"].font.size < usual.styles["Normal"].font.size
    assert close.sections[0].left_margin < usual.sections[0].left_margin
    assert 'class="report one-page"' in rendered(report(TABLE, one_page=True), "html").decode()
    assert 'class="report"' in rendered(report(TABLE), "html").decode()


def test_a_document_sets_a_table_of_many_columns_smaller_and_leaves_others_as_they_are() -> None:
    def sizes(columns: int) -> set[object]:
        headings = tuple(f"Pedagogisch {number}" for number in range(columns))
        many = Table(caption="Veel", headings=headings, rows=(tuple("x" for _ in headings),))
        (table,) = docx.Document(io.BytesIO(rendered(report(many, wide=True), "docx"))).tables
        return {
            run.font.size and run.font.size.pt
            for row in table.rows
            for cell in row.cells
            for paragraph in cell.paragraphs
            for run in paragraph.runs
        }

    assert sizes(3) == {None}
    (size,) = sizes(14)
    assert isinstance(size, float)
    assert 6.5 <= size < 10.5
    assert sizes(60) == {6.5}


def test_a_wide_document_lies_on_its_side() -> None:
    section = docx.Document(io.BytesIO(rendered(report(wide=True), "docx"))).sections[0]
    assert section.page_width > section.page_height
    assert "A4 landscape" in rendered(report(wide=True), "html").decode()


# CSV and tables


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_a_csv_file_has_a_byte_order_mark_semicolons_and_windows_line_ends() -> None:
    assert csv_bytes(["Naam", "Aantal"], [["Zoë", 2]], DUTCH) == b"\xef\xbb\xbfNaam;Aantal\r\nZo\xc3\xab;2\r\n"


def test_texts_with_semicolons_quotes_and_line_ends_come_back_as_they_were() -> None:
    words = 'een; "twee"\ndrie'
    assert read(csv_bytes(["Tekst"], [[words]], DUTCH))[1] == [words]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\n", "＝", "＋", "－", "＠", " =", "\u202e="])
def test_a_text_that_a_spreadsheet_would_run_is_disarmed(start: str) -> None:
    assert read(csv_bytes(["Tekst"], [[f"{start}1+1"]], DUTCH))[1][0].startswith("'")


def test_numbers_dates_and_answers_are_written_for_the_language() -> None:
    cells: list[Cell] = [-2, 1.5, date(2026, 9, 1), True, None, Fraction(1, 3), 1234567, ("a", Span("b"))]
    assert read(csv_bytes(list("abcdefgh"), [cells], DUTCH))[1] == [
        "-2", "1,5", "2026-09-01", "ja", "", "0,3333", "1234567", "a, b",
    ]  # fmt: skip
    assert read(csv_bytes(list("abcdefgh"), [cells], ENGLISH))[1][1:6] == ["1.5", "2026-09-01", "yes", "", "0.3333"]


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="1 cells under 2 headings"):
        Table(caption="", headings=("a", "b"), rows=(("x",),))


@pytest.mark.parametrize(
    ("words", "markdown"),
    [
        ("a|b\nc <x>", "a\\|b c \\<x\\>"), ("- geen lijst", "\\- geen lijst"), ("# geen kop", "\\# geen kop"),
        ("1 gewone zin.", "1 gewone zin."), ("1. geen lijst", "1\\. geen lijst"),
    ],
)  # fmt: skip
def test_markdown_shows_a_text_as_it_is(words: str, markdown: str) -> None:
    assert rendered(report(Paragraph.of(words)), "md").decode() == f"# Titel\n\n{markdown}\n"
