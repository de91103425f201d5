"""The open institution data of the Flemish government, as CSV and as pages of the API."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from graph.domain.kinds import Channel, Organisation, PartOf
from graph.formats.institutions.read import read_institutions
from graph.formats.institutions.words import type_of
from graph.formats.reading.result import Imported, NamedBytes
from graph.model.snapshot import Snapshot
from graph.words.catalogue import texts_in
from tests.graphs import edge, node, organisation, snapshot_of

ON = date(2026, 11, 26)


def pages(
    *institutions: dict[str, Any], boards: Any = (), sites: Any = (), query: dict[str, str] | None = None
) -> NamedBytes:
    document = {
        "instellingsgegevens": 1,
        "query": query or {},
        "bestuur": list(boards),
        "instelling": list(institutions),
        "instellingslocatie": list(sites),
    }
    return NamedBytes("api", json.dumps(document).encode())


def school(number: Any = 12345, name: str = "Basisschool De Linde", **more: Any) -> dict[str, Any]:
    return {"instelling_nummer": number, "instelling_naam": name, **more}


def site(number: Any = 12345, key: Any = "01", **more: Any) -> dict[str, Any]:
    return {
        "instelling_nummer": number,
        "instellingslocatie_vestigingsnummer": key,
        "instellingslocatie_straatnaam": "Lindelaan",
        "instellingslocatie_postcode": "2500",
        "instellingslocatie_gemeente": "Lier",
        **more,
    }


def read(file: NamedBytes, snapshot: Snapshot | None = None, **options: Any) -> Imported:
    return read_institutions([file], snapshot or Snapshot.of([]), **options)


def after(imported: Imported, snapshot: Snapshot | None = None) -> Snapshot:
    assert imported.problems == ()
    return (snapshot or Snapshot.of([])).apply(imported.changes)


def places(snapshot: Snapshot) -> dict[str, tuple[str, str | None, str]]:
    return {place.id: (place.type, place.number, place.name) for place in snapshot.nodes(Organisation)}


def links(snapshot: Snapshot) -> set[tuple[str, str, str | None]]:
    return {(link.from_id, link.to_id, link.relation) for link in snapshot.edges(PartOf)}


FULL = pages(
    school(
        instelling_naam_volledig="Vrije Basisschool De Linde",
        instelling_hoofdzetel_vestigingsnr=1,
        instelling_bestuur={"instellingsnummer": 998},
        instelling_scholengemeenschap={"instellingsnummer": 120001},
        instelling_net={"omschrijving": "Vrij gesubsidieerd onderwijs"},
        instelling_email="Info@DeLinde.example",
        instelling_telefoon="03 000 00 00",
        instelling_website="www.delinde.example",
        instelling_status_erkenning={"code": "1"},
    ),
    boards=[school(998, "Bestuur Linde vzw", instelling_type="300"), school(997, "Bestuur Elders vzw")],
    sites=[site(gps_latitude="51,13", gps_longitude="4,57"), site(key="02", instellingslocatie_huisnummer=7)],
    query={"instelling_niveau": "SO"},
)


def test_a_number_gets_its_leading_zero_back_and_boards_communities_and_sites_their_place() -> None:
    snapshot = after(read(FULL))
    assert places(snapshot) == {
        "organisation/000998": ("board", "000998", "Bestuur Linde vzw"),
        "organisation/012345": ("school", "012345", "Vrije Basisschool De Linde"),
        "organisation/01234501": ("site", "01234501", "Vrije Basisschool De Linde - Lindelaan"),
        "organisation/01234502": ("site", "01234502", "Vrije Basisschool De Linde - Lindelaan 7"),
        "organisation/120001": ("community", "120001", "Scholengemeenschap 120001"),
    }
    assert links(snapshot) == {
        ("organisation/012345", "organisation/000998", "governance"),
        ("organisation/012345", "organisation/120001", "community"),
        ("organisation/01234501", "organisation/012345", "location"),
        ("organisation/01234502", "organisation/012345", "location"),
    }


def test_the_school_has_the_place_of_its_main_site_its_level_and_the_ways_to_reach_it() -> None:
    snapshot = after(read(FULL))
    place = snapshot.find(Organisation, "organisation/012345")
    assert place is not None
    assert (place.municipality, place.postcode, place.latitude, place.longitude) == ("Lier", "2500", 51.13, 4.57)
    assert (place.levels, place.links) == (("secundair",), ("Website <https://www.delinde.example>",))
    assert {(item.type, item.address) for item in snapshot.nodes(Channel)} == {
        ("mail", "info@delinde.example"),
        ("phone", "03 000 00 00"),
    }


def test_a_second_import_changes_nothing_and_a_new_name_of_the_same_source_is_taken() -> None:
    snapshot = after(read(FULL))
    assert read(FULL, snapshot).changes == ()
    renamed = json.loads(FULL.content)
    renamed["instelling"][0]["instelling_naam_volledig"] = "Basisschool De Nieuwe Linde"
    again = after(read(NamedBytes("api", json.dumps(renamed).encode()), snapshot), snapshot)
    assert places(again)["organisation/012345"][2] == "Basisschool De Nieuwe Linde"


def test_what_is_absent_is_nothing_special() -> None:
    snapshot = after(read(pages(school())))
    assert places(snapshot) == {"organisation/012345": ("school", "012345", "Basisschool De Linde")}
    assert not links(snapshot)


def test_a_record_of_ones_own_keeps_its_id_and_name_and_only_what_is_blank_is_filled_in() -> None:
    own = snapshot_of(organisation("linde", name="De Linde", number="012345", municipality="Lier-Zuid", source="zelf"))
    snapshot = after(read(FULL, own), own)
    place = snapshot.find(Organisation, "organisation/linde")
    assert place is not None
    assert (place.name, place.municipality, place.postcode, place.source) == ("De Linde", "Lier-Zuid", "2500", "zelf")
    assert ("organisation/linde", "organisation/000998", "governance") in links(snapshot)
    assert read(FULL, snapshot).changes == ()


def test_a_link_that_somebody_entered_with_its_start_is_not_doubled() -> None:
    own = snapshot_of(
        organisation("linde", number="012345"),
        organisation("bestuur", "board", number="000998"),
        edge("PART_OF", "organisation/linde", "organisation/bestuur", relation="governance", since="2020-09-01"),
    )
    found = [link for link in after(read(FULL, own), own).edges(PartOf) if link.to_id == "organisation/bestuur"]
    assert [link.since for link in found] == [date(2020, 9, 1)]


def test_institutions_at_one_address_stay_apart_each_with_its_own_site() -> None:
    file = pages(
        school(12345, "Basisschool De Linde"), school(23456, "Atheneum De Linde"), sites=[site(12345), site(23456)]
    )
    ids = set(places(after(read(file))))
    assert {"organisation/01234501", "organisation/02345601"} <= ids


def test_boards_that_no_institution_lies_under_stay_out_unless_boards_were_asked() -> None:
    assert "organisation/000997" not in places(after(read(FULL)))
    asked = pages(school(998, "Bestuur Linde vzw"), query={"instelling_type": "300"})
    assert places(after(read(asked))) == {"organisation/000998": ("board", "000998", "Bestuur Linde vzw")}


def test_a_board_of_which_only_the_number_is_known_says_so_and_gets_its_name_later() -> None:
    first = read(pages(school(instelling_bestuur={"instellingsnummer": 998})))
    assert "000998" in str(first.notes[0])
    snapshot = after(first)
    assert places(snapshot)["organisation/000998"][2] == "Schoolbestuur 000998"
    named = pages(school(instelling_bestuur={"instellingsnummer": 998}), boards=[school(998, "Bestuur Linde vzw")])
    assert places(after(read(named, snapshot), snapshot))["organisation/000998"][2] == "Bestuur Linde vzw"


def test_retire_ends_what_the_same_question_once_brought_and_nothing_else() -> None:
    both = pages(school(), school(23456, "Basisschool Zuid"), query={"instelling_niveau": "SO"})
    mine = snapshot_of(organisation("x", number="045678", source="zelf"), node("person/a", source="zelf"))
    snapshot = after(read(both, mine), mine)
    snapshot = after(read(pages(school(34567, "Ander"), query={"instelling_niveau": "BA"}), snapshot), snapshot)
    one = pages(school(), query={"instelling_niveau": "SO"})
    ended = read(one, snapshot, retire=True, on=ON)
    assert {(change.id, change.record.until) for change in ended.changes} == {("organisation/023456", ON)}
    assert read(one, snapshot).changes == ()


CSV = (
    "schoolnummer;intern_vplnummer;net;naam;hoofdzetel;adres;postcode;gemeente;niscode;kbo-nummer;onderwijsniveau;"
    "instellingstype;begindatum;einddatum;status erkenning;clb;bestuur;scholengemeenschap;ingerichte hoofdstructuren\n"
    "12345;1;VGO;De Linde;ja;Lindelaan 1;2500;Lier;12021;0400000000;Basisonderwijs;1;1/9/1995;;erkend;;998;120001;"
    "111, 211\n"
    "12345;2;VGO;De Linde;nee;Dreef 2;2500;Lier;12021;0400000000;Basisonderwijs;1;1/9/2010;31/8/2030;erkend;;998;"
    "120001;211\n"
    "23456;1;GO;BuSO Zuid;ja;Zuid 3;2800;Mechelen;12025;;Secundair onderwijs;1;1/9/2000;31/12/9999;erkend;;000997 "
    "Bestuur Zuid;;321\n"
    "34567;1;VGO;CLB Midden;ja;Plein 1;2800;Mechelen;12025;;;2;;;;;998;;\n"
    "45678;1;VGO;CVO Leerweg;ja;Weg 1;2800;Mechelen;12025;;Volwassenenonderwijs;1;;;;;998;;\n"
    "998;;;Bestuur Linde vzw;;;;;;;;300;;;;;;;\n"
)


def test_the_csv_download_gives_schools_centres_boards_sites_and_their_days() -> None:
    imported = read(NamedBytes("instellingen.csv", CSV.encode()))
    snapshot = after(imported)
    assert {key: value for key, value in places(snapshot).items() if value[0] != "site"} == {
        "organisation/000997": ("board", "000997", "Bestuur Zuid"),
        "organisation/000998": ("board", "000998", "Bestuur Linde vzw"),
        "organisation/012345": ("school", "012345", "De Linde"),
        "organisation/023456": ("school", "023456", "BuSO Zuid"),
        "organisation/045678": ("centre", "045678", "CVO Leerweg"),
        "organisation/120001": ("community", "120001", "Scholengemeenschap 120001"),
    }
    levels = {place.id: place.levels for place in snapshot.nodes(Organisation) if place.levels}
    assert levels == {
        "organisation/012345": ("basis",),
        "organisation/023456": ("buitengewoon", "secundair"),
        "organisation/045678": ("volwassenen",),
    }
    days = {place.id: (place.since, place.until) for place in snapshot.nodes(Organisation)}
    assert days["organisation/012345"] == (date(1995, 9, 1), None)
    assert days["organisation/01234502"] == (date(2010, 9, 1), date(2030, 9, 1))
    assert days["organisation/023456"] == (date(2000, 9, 1), None)
    assert any("CLB" in item.said(texts_in("nl")) for item in imported.notes)
    assert read(NamedBytes("instellingen.csv", CSV.encode()), snapshot).changes == ()


def test_single_pages_of_the_api_are_read_as_they_are() -> None:
    page = {"meta": {"total_elements": 1, "total_pages": 1, "number": 0, "last": True}, "content": [school()]}
    assert set(places(after(read(NamedBytes("p1.json", json.dumps(page).encode()))))) == {"organisation/012345"}


@pytest.mark.parametrize(
    ("content", "place", "word"),
    [
        (json.dumps({"content": [school(1234567)]}), "$.content[0]", "no number"),
        (json.dumps({"content": [school("abc"), school(None)]}), "$.content[1]", "no number"),
        (json.dumps({"content": [{"instelling_nummer": 5}]}), "$.content[0]", "no name"),
        (json.dumps({"content": [3]}), "$.content[0]", "not what the API answers"),
        (json.dumps({"content": {}}), "$.content", "not what the API answers"),
        (json.dumps([1]), "x", "not what the API answers"),
        (json.dumps({"content": []}), "x", "No row is about"),
        ('{"content": [', "x:1", "not JSON"),
        ("schoolnummer;intern_vplnummer;net\n1;1;x\n", "x:1", "naam is missing"),
        ("schoolnummer;naam;begindatum\n12345;Linde;ooit\n", "x:2", "no day"),
        ("schoolnummer;naam\n12345;\n", "x:2", "no name"),
        ("schoolnummer;intern_vplnummer;naam\n12345;A1;Linde\n", "x:2", "no number of a site"),
    ],
)
def test_what_cannot_be_read_is_a_problem_with_its_place(content: str, place: str, word: str) -> None:
    imported = read(NamedBytes("x", content.encode()))
    assert any(place in problem.place and word in str(problem.message) for problem in imported.problems), (
        imported.problems
    )
    assert imported.changes == ()


def test_a_row_that_cannot_be_read_is_left_out_and_told_unless_something_may_end_by_it() -> None:
    rows = "schoolnummer;naam;begindatum\n12345;Linde;ooit\n23456;Brug;1/9/2000\nx;Vaart;\n34567;#N/B;\n"
    file = NamedBytes("x", rows.encode())
    imported = read(file)
    assert set(places(after(imported))) == {"organisation/023456"}
    assert [str(note.address) for note in imported.notes if note.matters] == ["x:2", "x:4", "x:5"]
    ending = read_institutions([file], snapshot_of(), retire=True, on=date(2026, 12, 1))
    assert [problem.place for problem in ending.problems] == ["x:2", "x:4", "x:5"]


def test_a_second_row_of_an_institution_tells_the_level_that_the_first_left_blank() -> None:
    rows = "schoolnummer;intern_vplnummer;naam;onderwijsniveau\n12345;01;Linde;\n12345;02;Linde;Secundair onderwijs\n"
    imported = read(NamedBytes("x", rows.encode()))
    (linde,) = [node for node in snapshot_of().apply(imported.changes).nodes(Organisation) if node.type == "school"]
    assert linde.levels == ("secundair",)


def said(imported: Imported) -> list[tuple[str, str]]:
    assert imported.problems == ()
    return [(str(note.address), note.said(texts_in("en"))) for note in imported.notes if note.matters]


def test_a_row_that_contradicts_one_before_is_left_out_with_its_site_and_the_rest_comes_in() -> None:
    rows = (
        "schoolnummer;intern_vplnummer;naam;gemeente\n12345;01;Linde;Lier\n12345;02;De Brug;Boom\n"
        "12345;01;Linde;Boom\n23456;01;Vaart;Mol\n"
    )
    imported = read(NamedBytes("x", rows.encode()))
    assert [(place, "De Brug" in text, "another address" in text) for place, text in said(imported)] == [
        ("x:3", True, False),
        ("x:4", False, True),
    ]
    assert {number for _, number, _ in places(after(imported)).values()} == {"012345", "01234501", "023456", "02345601"}
    ending = read_institutions([NamedBytes("x", rows.encode())], snapshot_of(), retire=True, on=ON)
    assert [problem.place for problem in ending.problems] == ["x:3", "x:4"]


def test_an_item_of_the_api_that_cannot_be_read_is_left_out_and_the_rest_comes_in() -> None:
    bad = [school("abc"), {"instelling_nummer": 5}, 3, school(34567, instelling_bestuur={"instellingsnummer": "x"})]
    imported = read(pages(*bad, school(), boards=[school(None)], sites=[site(), site(key="A1")]))
    assert [place for place, _ in said(imported)] == [
        "api $.bestuur[0]",
        *(f"api $.instelling[{number}]" for number in range(4)),
        "api $.instellingslocatie[1]",
    ]
    assert {number for _, number, _ in places(after(imported)).values()} == {"012345", "01234501"}


def test_a_school_that_is_stored_without_the_zero_of_its_number_is_no_second_one() -> None:
    there = snapshot_of(organisation("brug", "school", name="De Brug", number="12345"))
    assert set(places(after(read(pages(school()), there), there))) == {"organisation/brug"}


def test_an_institution_that_is_stored_twice_is_left_out_and_the_rest_comes_in() -> None:
    twice = snapshot_of(organisation("a", number="012345"), organisation("b", number="012345"))
    imported = read(pages(school(), school(23456, "Vaart"), sites=[site()]), twice)
    assert ["organisation/a and organisation/b" in text for _, text in said(imported)] == [True]
    assert {number for _, number, _ in places(after(imported, twice)).values()} == {"012345", "023456"}


@pytest.mark.parametrize(
    ("column", "written"),
    [
        ("e-mail", "info@a.be, dir@a.be"),
        ("telefoon", "geen"),
        ("website", "geen"),
        ("kbo-nummer", "aangevraagd"),
    ],
)
def test_a_cell_that_is_not_what_its_column_says_is_told_and_its_school_comes_in(column: str, written: str) -> None:
    file = NamedBytes("x", f"schoolnummer;naam;{column}\n12345;Linde;{written}\n23456;Vaart;\n".encode())
    imported = read(file)
    ((place, text),) = said(imported)
    assert place == "x:2"
    assert "not taken over" in text
    linde = after(imported).find(Organisation, "organisation/012345")
    assert linde is not None
    assert (linde.links, linde.identifiers, after(imported).nodes(Channel)) == ((), (), ())


@pytest.mark.parametrize(
    ("name", "levels", "type_", "expected"),
    [
        (
            "Internaat en lyceum Dijle",
            "Secundair onderwijs",
            "Instelling voor gewoon voltijds secundair onderwijs",
            "school",
        ),
        ("Vrije school De Academie", "Basisonderwijs", "Gewoon basisonderwijs", "school"),
        ("Basisschool Academie", "", "", "school"),
        ("De Wegwijzer", "", "1", "school"),
        ("Internaat Dijle", "Secundair onderwijs", "", None),
        ("De Klank", "Deeltijds kunstonderwijs", "Instelling voor deeltijds kunstonderwijs", None),
        ("Stedelijke muziekacademie", "", "", None),
        ("Wegwijs", "", "Centrum voor leerlingenbegeleiding", None),
        ("Leerpunt", "Volwassenenonderwijs", "Centrum voor basiseducatie", "centre"),
    ],
)
def test_what_the_data_say_of_a_type_goes_before_what_a_name_says(
    name: str, levels: str, type_: str, expected: str | None
) -> None:
    assert type_of(type_, name=name, levels=levels) == expected


def test_what_is_left_out_is_named_once() -> None:
    text = (
        "schoolnummer;intern_vplnummer;naam;soort instelling;onderwijsniveau;instellingstype\n"
        "12345;1;Atheneum en internaat;Onderwijsinstelling;Secundair onderwijs;Voltijds secundair onderwijs\n"
        "23456;1;De Klank;Onderwijsinstelling;Deeltijds kunstonderwijs;Academie\n"
        "23456;2;De Klank;Onderwijsinstelling;Deeltijds kunstonderwijs;Academie\n"
        "34567;1;Begeleiding Zuid;CLB;;\n"
    )
    imported = read(NamedBytes("instellingen.csv", text.encode()))
    schools = [place.name for place in after(imported).nodes(Organisation) if place.type == "school"]
    assert schools == ["Atheneum en internaat"]
    (note,) = imported.notes
    assert str(note.text).startswith("2 institutions")
    assert str(note.text).endswith("De Klank (023456), Begeleiding Zuid (034567)")
