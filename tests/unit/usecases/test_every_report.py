"""Every report, over the example group and over nothing: no raw English, no hidden name, no harm from the data."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from html import unescape
from typing import Any

import pytest

from graph.domain.codec import to_plain
from graph.domain.kinds import MANDATE_KINDS, AffiliatedWith, Person
from graph.model.snapshot import Snapshot
from graph.reports.model import Bullets, Facts, Heading, Paragraph, Picture, Report, Span, Table, plain_text
from graph.reports.render import FORMATS, rendered
from graph.words.catalogue import Texts, texts_in
from tests.example_reports import (
    ELSEWHERE,
    OUTSIDER,
    REPORTS,
    SCHOOL,
    Asked,
    answer_to,
    example,
    hostile,
    nothing,
    world,
)
from tests.marked import Marked, unmarked

every_report = pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)


def texts_of(report: Report) -> Iterator[str]:
    """Every text that a report shows."""
    yield from (report.title, report.about, report.footer)
    for block in (*report.blocks, *report.sheets):
        yield from _texts_of_block(block, report.texts)


def _texts_of_block(block: Any, texts: Texts) -> Iterator[str]:
    match block:
        case Heading():
            yield block.text
        case Paragraph():
            yield "".join(_words(part) for part in block.parts)
        case Bullets():
            for item in block.items:
                yield "".join(_words(part) for part in (item if isinstance(item, tuple) else (item,)))
        case Facts():
            for word, value in block.rows:
                yield word
                yield plain_text(value, texts)
        case Table():
            yield from (block.caption, *block.headings, block.empty)
            yield from (plain_text(cell, texts) for row in block.rows for cell in row)
        case Picture():
            yield from (block.title, block.drawing.title, block.drawing.description)
            # A line of the description is judged there, where the marks around it stand whole.
            lines = (unescape(line) for line in re.findall(r">([^<>]+)<", block.drawing.svg()))
            yield from (line for line in lines if line not in block.drawing.description)
            yield from _texts_of_block(block.twin, texts)


def _words(part: str | Span) -> str:
    return part if isinstance(part, str) else part.text


# Language


@cache
def words_of_the_data() -> frozenset[str]:
    """The Dutch words of the example, of kinds of mandates and of dates: what needs no translation."""
    plains = [to_plain(record) for record in example().records()]
    data = " ".join(str(plain.get(field, "")) for plain in plains for field in ("name", "reason", "address"))
    months = "januari februari maart april mei juni juli augustus september oktober november december"
    titles = " ".join(kind.replace("_", " ") for kind in MANDATE_KINDS)
    return frozenset(re.findall(r"[^\W\d_]+", f"{data} {titles} {months} S O N D J F M A"))


def test_where_nothing_was_agreed_a_report_does_not_say_that_all_is_arranged() -> None:
    told = rendered(REPORTS["gaps"](Asked(world(nothing()), texts_in("nl"))), "md").decode()
    assert "Er is nog niets afgesproken" in told
    assert "is geregeld" not in told


@every_report
def test_no_text_of_a_dutch_report_misses_the_catalogue(report: Callable[[Asked], Report]) -> None:
    asked = Asked(world(example()), Texts("nl", Marked()))
    known = words_of_the_data()
    for text in texts_of(report(asked)):
        left = re.sub(r"[\w-]+/[\w#./-]+", " ", unmarked(text))
        raw = [word for word in re.findall(r"[^\W\d_]+", left) if word not in known and len(word) > 1]
        if raw and not text.endswith("…"):
            assert not [word for word in raw if not any(each.startswith(word) for each in known)], text


def test_the_marks_find_a_text_that_is_not_in_the_catalogue() -> None:
    assert unmarked("⟦a ⟦b⟧ c⟧ raw ⟦d⟧") == " raw "


@every_report
@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_table_has_two_columns_of_one_name(report: Callable[[Asked], Report], language: str) -> None:
    for table in report(Asked(world(example()), texts_in(language))).tables:
        assert len(set(table.headings)) == len(table.headings), table.headings


# What the data could do


@every_report
def test_every_report_is_written_in_every_format(report: Callable[[Asked], Report]) -> None:
    found = report(Asked(world(hostile()), texts_in("nl"), SCHOOL))
    for format_name in FORMATS:
        assert rendered(found, format_name)


@every_report
def test_names_that_try_something_are_shown_and_do_nothing(report: Callable[[Asked], Report]) -> None:
    found = report(Asked(world(hostile()), texts_in("en"), SCHOOL))
    page = rendered(found, "html").decode()
    assert "<script" not in page
    assert not re.search("[\u202a-\u202e]", page)
    assert "&lt;script&gt;" in page or "=cmd|" in page or "Tom" in page or "empty" in page
    for line in rendered(found, "csv").decode("utf-8-sig").splitlines():
        assert not re.search(r'(^|;)"?[=+@]', line)


@pytest.mark.parametrize("report", [report for name, report in REPORTS.items() if name != "responsibility"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_nothing_gives_a_valid_report_that_says_so(report: Callable[[Asked], Report], language: str) -> None:
    found = report(Asked(world(nothing()), texts_in(language)))
    for format_name in FORMATS:
        assert rendered(found, format_name)
    assert found.title
    assert any(text.endswith(".") for text in texts_of(found)), "a sentence says that there is nothing"


# Who may be named


@every_report
def test_pupils_are_named_to_nobody_from_elsewhere(report: Callable[[Asked], Report]) -> None:
    """All people of the example as pupils: an outsider reads the report without a name or id of theirs."""
    own = {edge.from_id for edge in example().edges(AffiliatedWith) if edge.to_id == ELSEWHERE}
    people = [record for record in example().nodes(Person) if record.id not in own]
    pupils = Snapshot.of(
        replace(record, type="pupil") if isinstance(record, Person) else record for record in example().records()
    )
    shown = "\n".join(texts_of(report(Asked(world(pupils, OUTSIDER), texts_in("nl"), SCHOOL))))
    assert not [person.name for person in people if person.name in shown or person.id in shown]


def test_the_owner_reads_the_names_that_others_do_not() -> None:
    shown = "\n".join(texts_of(answer_to("load")(Asked(world(example()), texts_in("nl"), SCHOOL))))
    assert sum(person.name in shown for person in example().nodes(Person)) > 3
