"""The settings of an instance that holds a part of the register, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.domain.errors import InvalidInput
from service.config import Settings, read_settings
from service.wiring import open_desk

MEMORY = "sqlite:///:memory:"


@pytest.mark.parametrize(
    ("within", "told"),
    [("brug", "no id of an organisation"), ("organisation/brug person/an", "'person/an' is no id of an organisation")],
)
def test_what_is_no_organisation_is_named(within: str, told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        read_settings(store=MEMORY, within=within)


def test_retention_is_not_for_an_instance_with_a_part() -> None:
    with pytest.raises(InvalidInput, match="MANDAATWIJZER_RETENTION takes the whole register"):
        read_settings(store=MEMORY, within="organisation/brug", retention=True)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, "cannot be read"),
        ("{", "no JSON object"),
        ("[]", "no JSON object"),
        ('{"brug": "https://een.example"}', "no id of an organisation"),
        ('{"organisation/brug": "een.example"}', "no address of http or https"),
        ('{"organisation/brug": 7}', "no address of http or https"),
        ('{"organisation/brug": "https://een.example/weg"}', "no address of http or https"),
    ],
)
def test_a_file_with_places_that_cannot_be_used_is_refused_with_what_is_wrong(
    tmp_path: Path, text: str | None, told: str
) -> None:
    places = tmp_path / "places.json"
    if text is not None:
        places.write_text(text)
    settings = Settings(store=MEMORY, within="organisation/brug", places=places)
    with pytest.raises(InvalidInput, match=told):
        open_desk(settings, in_part=True)


async def test_an_organisation_that_is_not_in_the_register_stops_the_start(tmp_path: Path) -> None:
    places = tmp_path / "places.json"
    places.write_text('{"organisation/ver": "https://een.example"}')
    settings = Settings(store=MEMORY, within="organisation/brug", places=places)
    with pytest.raises(InvalidInput) as told:
        async with open_desk(settings, in_part=True):
            pass
    assert [problem.message.values["id"] for problem in told.value.problems] == [
        "organisation/brug",
        "organisation/ver",
    ]


async def test_only_who_serves_holds_a_part() -> None:
    async with open_desk(Settings(store=MEMORY, within="organisation/brug")) as desk:
        assert desk.held is None
