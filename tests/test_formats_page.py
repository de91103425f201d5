"""The samples that the page of formats shows are those that are shipped, and each comes in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from graph.formats.jsonld.write import LOSSES as LOST_IN_LINKED_DATA
from graph.formats.table import formats
from graph.formats.takenoverzicht.columns import HEADINGS
from graph.usecases import importing
from graph.usecases.seeding import load_example
from graph.usecases.viewer import LOCAL_OWNER
from service.config import Settings
from service.wiring import open_desk
from tests.seed_files import sample_files

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "formats.md").read_text("utf-8")
SAMPLES = {file.name: file for file in sample_files()}
ASKED = {"people.csv": 1}


def test_the_page_shows_every_sample_as_it_is_shipped() -> None:
    assert [name for name, file in SAMPLES.items() if file.read_text("utf-8") not in PAGE] == []


def test_the_page_has_a_part_and_a_row_for_each_format_in_the_order_of_the_table() -> None:
    assert re.findall("^## (.*)$", PAGE, re.MULTILINE) == [each.heading for each in formats()]
    rows = re.findall(r"^\| \[.*?\]\(#(.*?)\).*? \| (.*?) \| (.*?) \|", PAGE, re.MULTILINE)
    assert [part for part, _, _ in rows] == [anchor(each.heading) for each in formats()]
    assert [out != "no" for _, out, _ in rows] == [bool(each.writers) or each.name == "survey" for each in formats()]
    assert [comes_in == "yes" for _, _, comes_in in rows] == [each.read is not None for each in formats()]


def anchor(heading: str) -> str:
    return re.sub("[^a-z -]", "", heading.lower()).replace(" ", "-")


def test_the_page_names_every_format_out_and_in_and_what_is_lost() -> None:
    words = [word for each in formats() for word in each.writers if word != "json"]
    assert [word for word in words if f"`{word}`" not in PAGE.replace("--format ", "")] == []
    assert f"| {' | '.join(HEADINGS)} |" in PAGE
    kinds = {"norm": "norms", "profile": "profiles", "allotment": "allotments", "acceptance": "acceptances"}
    assert {kind for kind in LOST_IN_LINKED_DATA if kind.islower()} == kinds.keys()
    assert [word for word in kinds.values() if word not in PAGE] == []


@pytest.mark.parametrize("name", SAMPLES)
async def test_a_sample_comes_into_the_example_group_and_a_second_time_changes_nothing(name: str) -> None:
    settings = Settings(store="sqlite:///:memory:")
    request = importing.ImportRequest(files=(importing.NamedBytes(name, SAMPLES[name].read_bytes()),))
    async with open_desk(settings) as desk:
        await load_example(desk)
        first = await importing.bring_in(desk, LOCAL_OWNER, request)
        assert first.revision is not None
        assert len(first.imported.doubts) == ASKED.get(name, 0)
        assert (await importing.bring_in(desk, LOCAL_OWNER, request)).revision is None
