"""Pictures: what they show is what their twin says, and they stand in any page."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.analyses.answers.task_group_counts import count_findings, count_held
from graph.analyses.expertise.finder import expertise_overview
from graph.analyses.expertise.surroundings import surroundings
from graph.analyses.fragility.bus_factor import bus_factor
from graph.analyses.gaps.history import gap_history
from graph.analyses.gaps.report import mandate_gaps
from graph.model.coverage import Coverage
from graph.reports.count_pictures import MOST_ROWS, finding_map, held_map
from graph.reports.knowledge_pictures import DOES, knowledge_map, way_picture
from graph.reports.model import Picture, Table, plain_text
from graph.reports.network_picture import network_picture
from graph.reports.pictures.columns import Column, Part, columns
from graph.reports.pictures.grid import Box, grid
from graph.reports.pictures.network import Dot, Tie, network
from graph.reports.pictures.svg import FILLS, Drawing
from graph.reports.pictures.ways import Step, Stop, ways
from graph.reports.trend_picture import open_points
from graph.words.catalogue import texts_in
from tests.graphs import day, edge, node, norm, school, snapshot_of
from tests.nearest import nearest
from tests.unit.reports.names import named

TODAY = day("2026-11-26")
AN, BRAM = "person/an", "person/bram"
WIFI = "expertise/wifi"
SNAPSHOT = snapshot_of(
    school("brug", name="De Brug"),
    school("dijk", name="De Dijk"),
    node("task_group/technisch", name="Technisch"),
    node("task/wifi", name="Wifi"),
    node("task/toestel", name="Toestellen"),
    edge("IN_GROUP", "task/wifi", "task_group/technisch"),
    node(AN, name="An Peeters", share_expertise="everyone"),
    node(BRAM, name="Bram <b>Claes</b>", share_expertise="everyone"),
    node(WIFI, name="Wifi kennen"),
    edge("AFFILIATED_WITH", AN, "organisation/brug"),
    edge("AFFILIATED_WITH", BRAM, "organisation/dijk"),
    edge("ADVISES", AN, BRAM),
    edge("KNOWS", BRAM, WIFI, level=4),
    edge("REQUIRES", "task/wifi", WIFI),
    edge("EXECUTES", AN, "task/wifi", scope=["organisation/brug"], since="2025-02-01"),
    edge("EXECUTES", AN, "task/toestel", scope=["organisation/brug"]),
    edge("EXECUTES", BRAM, "task/toestel", scope=["organisation/brug"]),
    norm("norm/wifi", "task/wifi", "EXECUTES"),
    norm("norm/beslist", "task/wifi", "DECIDES"),
)
NAMING = named(SNAPSHOT)
DUTCH = texts_in("nl")
GAPS = mandate_gaps(SNAPSHOT, TODAY)
BUS_FACTOR = bus_factor(SNAPSHOT, TODAY)
OVERVIEW = expertise_overview(SNAPSHOT, TODAY, level=1)
WAY = nearest(SNAPSHOT, TODAY, AN, WIFI)
HISTORY = gap_history(SNAPSHOT, day("2024-09-01"), day("2026-11-27"))


def all_pictures() -> dict[str, Picture | None]:
    assert WAY is not None
    return {
        "points per school": finding_map(count_findings(SNAPSHOT, GAPS), NAMING),
        "who takes on what": held_map(count_held(SNAPSHOT, BUS_FACTOR), NAMING),
        "who knows what": knowledge_map(OVERVIEW, NAMING),
        "the way": way_picture(WAY, NAMING),
        "open points": open_points(HISTORY, DUTCH),
    }


PICTURES = all_pictures()


def twin_of(name: str) -> Table:
    picture = PICTURES[name]
    assert picture is not None
    assert isinstance(picture.twin, Table)
    return picture.twin


def drawn(drawing: Drawing) -> list[str]:
    """The texts of a drawing, in order."""
    root = ET.fromstring(drawing.svg())  # noqa: S314 (our own)
    return [element.text or "" for element in root.iter("{http://www.w3.org/2000/svg}text")]


def drawn_in(name: str) -> list[str]:
    picture = PICTURES[name]
    assert picture is not None
    return drawn(picture.drawing)


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_stands_in_a_page_with_a_strict_policy(name: str) -> None:
    picture = PICTURES[name]
    assert picture is not None
    svg = picture.drawing.svg()
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=|href|url\(", svg)
    assert "<b>" not in svg
    assert re.findall(r'https?://[^"]*', svg) == ["http://www.w3.org/2000/svg"]


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_says_in_words_what_it_shows_and_is_the_same_each_time(name: str) -> None:
    picture = PICTURES[name]
    assert picture is not None
    assert picture.drawing.title
    assert picture.drawing.description
    again = all_pictures()[name]
    assert again is not None
    assert again.drawing.svg() == picture.drawing.svg()


def numbers(words: list[str]) -> list[int]:
    return [int(number) for text in words for number in re.findall(r"\d+", text)]


@pytest.mark.parametrize("name", ["points per school", "who takes on what"])
def test_the_boxes_hold_the_numbers_of_the_table(name: str) -> None:
    told = [cell for row in twin_of(name).rows for cell in row if isinstance(cell, int) and cell]
    assert numbers(drawn_in(name)) == told


def test_the_boxes_of_knowledge_hold_the_levels_of_the_table() -> None:
    told = [str(cell) for row in twin_of("who knows what").rows for cell in row[1:] if cell is not None]
    assert [text for text in drawn_in("who knows what") if text.isdigit() or text == DOES] == told
    assert DOES in told


def test_the_columns_hold_the_totals_of_the_table() -> None:
    totals = [row[-1] for row in twin_of("open points").rows]
    assert [int(text) for text in drawn_in("open points") if text.isdigit()] == totals
    assert len(set(totals)) > 1


def test_the_history_is_shown_per_month_of_the_school_years_up_to_its_last_day() -> None:
    days = [row[0] for row in twin_of("open points").rows]
    assert (days[0], days[-1], len(days)) == (date(2024, 9, 1), TODAY, 10 + 10 + 3 + 1)
    assert not any(isinstance(each, date) and each.month in (7, 8) for each in days)


@settings(max_examples=20)
@given(st.integers(0, 800))
def test_a_column_counts_what_the_history_says_of_its_day(offset: int) -> None:
    last = date.fromordinal(day("2024-09-01").toordinal() + offset)
    history = gap_history(SNAPSHOT, day("2024-09-01"), date.fromordinal(last.toordinal() + 1))
    picture = open_points(history, DUTCH)
    assert picture is not None
    assert isinstance(picture.twin, Table)
    for row in picture.twin.rows:
        on = row[0]
        assert isinstance(on, date)
        open_then = sum(
            any(interval.since <= on < interval.until for interval in finding.intervals) for finding in history.findings
        )
        assert row[-1] == open_then


def test_the_way_names_who_stands_on_it_and_why() -> None:
    words = " ".join(drawn_in("the way"))
    for row in twin_of("the way").rows:
        for cell in row[:4]:
            assert set(plain_text(cell, DUTCH).split()) <= set(words.replace(".", " ").split()) | {"<b>Claes</b>"}


def test_nothing_to_show_is_no_picture() -> None:
    empty = snapshot_of(school("brug"))
    assert finding_map(count_findings(empty, mandate_gaps(empty, TODAY)), named(empty)) is None
    assert held_map(count_held(empty, bus_factor(empty, TODAY)), named(empty)) is None
    assert knowledge_map(expertise_overview(empty, TODAY), named(empty)) is None
    assert open_points(gap_history(empty, day("2026-09-01"), day("2026-11-27")), DUTCH) is None


def test_a_long_list_is_cut_in_picture_and_twin_alike_and_says_so() -> None:
    many = snapshot_of(
        node("task/wifi"),
        *(school(f"s{number}", name=f"School {number}") for number in range(MOST_ROWS + 5)),
        norm("norm/wifi", "task/wifi", "EXECUTES"),
    )
    picture = finding_map(count_findings(many, mandate_gaps(many, TODAY)), named(many))
    assert picture is not None
    assert isinstance(picture.twin, Table)
    assert len(picture.twin.rows) == MOST_ROWS
    assert f"de eerste {MOST_ROWS} van {MOST_ROWS + 5}" in picture.title


# Shapes


def colours(drawing: Drawing) -> list[str]:
    return re.findall(r'class="fill-(\w+)"', drawing.svg())


def test_a_grid_has_a_box_for_each_place_with_its_colour_and_hint() -> None:
    drawing = grid(
        ["rij 1", "rij 2"], ["a", "b"],
        [[Box("1", "bad", "erg"), Box("", "none", "niets")], [Box("2 !", "good", "goed"), Box("3", "calm", "kalm")]],
        title="T", description="D",
    )  # fmt: skip
    assert colours(drawing) == ["bad", "none", "good", "calm"]
    assert drawn(drawing) == ["a", "b", "rij 1", "1", "rij 2", "2 !", "3"]
    assert "<title>erg</title>" in drawing.svg()


def test_a_name_that_is_too_long_is_cut_and_whole_in_its_hint() -> None:
    name = "Scholengemeenschap " * 10
    drawing = grid([name], [name], [[Box("1", "bad", "x")]], title="T", description="D")
    assert drawn(drawing)[0].endswith("…")
    assert f"<title>{name.strip()}</title>" in drawing.svg()


def test_columns_are_as_high_as_their_numbers() -> None:
    shown = [
        Column("S", "2025-2026", (Part("erg", 1, "bad"), Part("licht", 3, "calm")), "x"),
        Column("O", "2025-2026", (Part("erg", 2, "bad"), Part("licht", 0, "calm")), "x"),
    ]
    drawing = columns(shown, title="T", description="D")
    heights = [float(height) for height in re.findall(r'height="([\d.]+)" rx="0"', drawing.svg())]
    assert heights == pytest.approx([42.5, 127.5, 85.0])
    assert colours(drawing) == ["bad", "calm", "bad", "bad", "calm"]


def test_two_ways_share_their_beginning() -> None:
    start, end = Stop("An"), Stop("Els")
    drawing = ways(
        [[start, Step("raad"), end], [start, Step("overleg"), Stop("Team", square=True), Step("school"), end]],
        title="T", description="D",
    )  # fmt: skip
    assert drawn(drawing).count("An") == 1
    assert drawn(drawing).count("Els") == 2
    assert 'rx="2"' in drawing.svg()


def test_no_way_is_an_empty_drawing() -> None:
    assert drawn(ways([], title="T", description="D")) == []


def test_every_tone_has_a_plain_colour() -> None:
    assert all(re.fullmatch("#[0-9a-f]{6}", colour) for colour in FILLS.values())


def test_a_network_draws_every_dot_and_tie_inside_its_canvas_and_the_same_each_time() -> None:
    dots = [
        Dot("an", "An Peeters", "calm"),
        *(Dot(f"p{number}", f"Collega {number}") for number in range(6)),
        Dot("x", "ver"),
    ]
    ties = [*(Tie("an", f"p{number}", "kent") for number in range(6)), Tie("p0", "p1", "samen", dashed=True)]
    drawing = network(dots, ties, "an", title="T", description="D")
    assert sorted(drawn(drawing)) == sorted(dot.name for dot in dots)
    assert drawing.svg().count("<polyline") == len(ties)
    assert drawing.svg() == network(dots, list(ties), "an", title="T", description="D").svg()
    for x, y in re.findall(r'<text x="([\d.-]+)" y="([\d.-]+)"', drawing.svg()):
        assert 0 <= float(x) <= drawing.width
        assert 0 <= float(y) <= drawing.height


def test_a_network_of_one_is_that_one() -> None:
    assert drawn(network([Dot("an", "An")], [], "an", title="T", description="D")) == ["An"]


def test_the_network_of_somebody_has_their_bodies_with_who_else_sits_there_and_whom_they_advise() -> None:
    around = snapshot_of(
        school("brug", name="De Brug"),
        *(node(f"person/{name}", name=name.title()) for name in ("an", "bram", "els", "tom", "ver")),
        node("body/ict", name="ICT-team"),
        edge("AFFILIATED_WITH", AN, "organisation/brug"),
        edge("AFFILIATED_WITH", "person/ver", "organisation/brug"),
        *(edge("MEMBER_OF", f"person/{name}", "body/ict") for name in ("an", "bram", "tom")),
        edge("ADVISES", "person/els", AN),
    )
    coverage = Coverage.of(around, TODAY)
    found = surroundings(coverage, AN, lambda record: record != "person/tom")
    picture = network_picture(found, AN, named(around))
    assert picture is not None
    assert isinstance(picture.twin, Table)
    assert [row[0] for row in picture.twin.rows] == [
        "An hoort bij De Brug", "An zit in ICT-team", "Els geeft raad aan An", "Bram zit in ICT-team",
    ]  # fmt: skip
    assert sorted(drawn(picture.drawing)) == ["An", "Bram", "De Brug", "Els", "ICT-team"]
    assert network_picture((), AN, named(around)) is None
