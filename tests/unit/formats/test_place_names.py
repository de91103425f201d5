"""Which organisation a heading or title names."""

from __future__ import annotations

import pytest

from graph.domain.kinds import Organisation
from graph.formats.reading.place_names import PlaceNames, above
from tests.graphs import organisation, school, snapshot_of

GRAPH = snapshot_of(
    organisation("vaart", "school_group", name="Scholengroep De Vaart"),
    school("sluis", under=["vaart"], name="Basisschool De Sluis", number="099011", municipality="Mechelen"),
    school("klim", name="Basisschool Klim-Op"),
    organisation("winksele", "site", name="Klim-Op, vestigingsplaats Winksele"),
    school("lyceum", name="Vaartlyceum Mechelen", municipality="Mechelen"),
    school("brug-a", name="De Brug"),
    school("brug-b", name="Basisschool De Brug"),
)
NAMES = PlaceNames(GRAPH.nodes(Organisation))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("De Sluis", "sluis"),
        ("de sluis mechelen", "sluis"),
        ("99011", "sluis"),
        ("Klim-Op", "klim"),
        ("Klim-Op Winksele", "winksele"),
        ("Vaartlyceum", "lyceum"),
        ("De Brug", "brug-a"),
        ("organisation/brug-b", "brug-b"),
        ("Mechelen", None),
        ("Technisch", None),
    ],
)
def test_a_name_its_telling_part_a_number_and_an_id_name_one_organisation(text: str, key: str | None) -> None:
    found = NAMES.named(text)
    assert (found.id if found else None) == (f"organisation/{key}" if key else None)


def test_within_a_title_the_longest_name_counts() -> None:
    found = NAMES.within("Takenoverzicht Klim-Op, vestigingsplaats Winksele 2026-2027")
    assert found is not None
    assert found.id == "organisation/winksele"
    assert NAMES.within("Taken van de technische dienst") is None


def test_what_lies_above_an_organisation() -> None:
    assert above(GRAPH, "organisation/sluis") == {"organisation/vaart"}
