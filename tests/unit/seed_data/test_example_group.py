"""The example school group: what is in it, and that its answers follow from the files alone."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from itertools import combinations, pairwise
from typing import Any

import pytest

import seed_data
from graph.domain.rules import check_all
from graph.formats.native.read import read_native
from graph.formats.reading.result import Imported, NamedBytes
from graph.model.snapshot import Snapshot
from tests.seed_files import ANSWERS
from tests.unit.seed_data import brute_force

Record = dict[str, Any]

GROUP = "organisation/scholengroep-de-vaart"
COMMUNITY = "organisation/sg-basis-de-vaart"
TODAY = "2026-10-15"
OF_EVERY_SORT = (
    *("OPTS_OUT", "NOT_USED_AT", "ADOPTS", "EXCEPTED_FROM", "ALLOTTED_TO", "KNOWS", "ADVISES", "SUPPORTS"),
    *("CONSULTED_ON", "MEMBER_OF", "BODY_OF", "REACHED_BY", "SERVES", "ABSENT_FROM"),
)
SCHOOL_YEARS = ("2024-09-01", "2025-09-01", "2026-09-01")


@cache
def records() -> list[Record]:
    return brute_force.read_records()


@cache
def world(on: str = TODAY) -> brute_force.World:
    return brute_force.World(records(), on)


def of_kind(kind: str) -> list[Record]:
    return [record for record in records() if record["kind"] == kind]


def person(name: str) -> str:
    found: str = next(each["id"] for each in of_kind("person") if each["name"] == name)
    return found


def imported_into(snapshot: Snapshot) -> Imported:
    files = (*seed_data.catalogue_files(), *seed_data.example_files())
    return read_native([NamedBytes(name=file.name, content=file.read_bytes()) for file in files], snapshot)


def questions() -> list[Record]:
    asked: Record = json.loads(ANSWERS.read_text(encoding="utf-8"))
    assert asked["on"] == TODAY
    found: list[Record] = asked["questions"]
    return found


# The files


def test_it_imports_whole_on_top_of_the_catalogues_and_twice_changes_nothing() -> None:
    empty = Snapshot.of(())
    imported = imported_into(empty)
    assert imported.problems == ()
    assert len(imported.changes) == len(records())
    filled = empty.apply(imported.changes)
    assert check_all(filled) == ()
    assert imported_into(filled).changes == ()


def test_keys_of_people_are_opaque_and_addresses_lie_in_an_example_domain() -> None:
    for each in of_kind("person"):
        assert re.fullmatch(r"person/[a-z][a-z0-9]{7}", each["id"])
        assert each["family_name"].lower() not in each["id"]
        assert each["name"] == f"{each['given_name']} {each['family_name']}"
        assert each.get("email", "nobody@none.example").endswith(".example")


def test_no_two_people_have_the_same_name_or_address() -> None:
    for key in ("name", "email"):
        values = Counter(each[key] for each in of_kind("person") if key in each)
        assert [value for value, number in values.items() if number > 1] == []


def test_the_name_beside_a_holding_an_affiliation_or_a_seat_in_a_body_is_that_of_the_person() -> None:
    names = {each["id"]: each["name"] for each in of_kind("person")}
    checked = 0
    pattern = re.compile(r"kind: (?:HOLDS|AFFILIATED_WITH|MEMBER_OF|ABSENT_FROM), from: (person/\w+).*\}  # (.+)$")
    for file in seed_data.example_files():
        joined = file.read_text(encoding="utf-8").replace(",\n     ", ", ")
        for found in filter(None, map(pattern.search, joined.splitlines())):
            assert names[found[1]] == found[2]
            checked += 1
    assert checked > 180


# What is in it


def test_one_group_two_boards_a_community_and_ten_schools_of_every_sort() -> None:
    below = [world().nodes[each] for each in world().below(GROUP)]
    types = Counter(each["type"] for each in below)
    assert types == {"school_group": 1, "board": 2, "community": 1, "school": 9, "centre": 1, "site": 3}
    levels = {level for each in below for level in each.get("levels", [])}
    assert levels == {"basis", "secundair", "buitengewoon", "volwassenen"}
    centre = next(each["id"] for each in below if each["type"] == "centre")
    assert len([each for each in world().below(centre) if world().nodes[each]["type"] == "site"]) == 2


def test_the_community_overlaps_both_boards() -> None:
    boards = Counter(
        above
        for school in world().below(COMMUNITY)
        for above in world().ups(school)
        if world().nodes[above]["type"] == "board" and world().nodes[school]["type"] == "school"
    )
    assert sorted(boards.values()) == [2, 3]


def test_every_place_is_known_with_leading_zeros_kept() -> None:
    for each in of_kind("organisation"):
        assert 50.5 < each["latitude"] < 51.6
        assert 2.5 < each["longitude"] < 6.0
        assert re.fullmatch(r"0\d{5}(\d\d)?", each.get("number", "000000"))


def test_about_ninety_people_almost_all_with_a_place() -> None:
    assert 85 <= len(of_kind("person")) <= 95
    homeless = [each["name"] for each in of_kind("person") if not world().affiliations(each["id"])]
    assert homeless == ["Luc Goossens", "Marleen Bogaerts", "Rik Nijs", "Godelieve Pardon"]


def test_one_coordinator_has_15_of_21_over_five_schools_on_fixed_days() -> None:
    (holding,) = [each for each in world().live("HOLDS") if each.get("fraction_as_written") == "15/21"]
    assert holding["fraction"] == pytest.approx(15 / 21)
    served = world().live("SERVES", from_=holding["to"])
    assert len(served) == 5
    assert sorted(day for edge in served for day in edge["days"]) == sorted(holding["days"])
    assert sum(edge["hours_per_week"] for edge in served) == pytest.approx(36 * 15 / 21, abs=0.05)


def test_mandates_of_all_four_kinds_with_three_tiers_scope_grantor_channel_and_rank() -> None:
    mandates = world().mandates()
    assert {each["kind"] for each in mandates} == set(brute_force.KINDS)
    assert {each.get("ceiling_eur") for each in mandates if each["to"] == "decision/d01"} == {5000, 15000, None}
    for field in ("scope", "granted_by", "granted_on", "granted_in", "channel", "rank", "verified_on"):
        assert any(field in each for each in mandates), field


def test_holders_are_seats_people_a_body_a_partner_and_pupils_without_names() -> None:
    kinds = {world().nodes[each["from"]]["kind"] for each in world().mandates()}
    assert kinds == {"role", "person", "body", "organisation"}
    assert world().nodes["body/digileiders-vaartlyceum"]["unnamed_members"] == 8
    assert world().live("MEMBER_OF", to="body/digileiders-vaartlyceum") == []
    assert world().nodes["organisation/kanaalnet"]["type"] == "partner"


def test_roles_are_seated_at_both_levels_and_one_is_vacant() -> None:
    types = Counter(world().nodes[edge["to"]]["type"] for edge in world().live("AT"))
    assert types["school_group"] >= 8
    assert types["school"] >= 30
    empty = [each["id"] for each in of_kind("role") if not world().live("HOLDS", to=each["id"])]
    assert empty == ["role/aanspreekpunt-de-kade", "role/pedagogisch-de-kade"]


def test_one_head_is_absent_with_a_replacement_and_one_colleague_without() -> None:
    absent = {edge["from"] for edge in world().live("ABSENT_FROM")}
    replaced = {edge["acting_for"] for edge in world().live("HOLDS") if "acting_for" in edge}
    assert absent & replaced == {person("Kristof Daems")}
    assert absent - replaced == {person("Kim Verlinden"), person("Soufiane El Amrani")}


def test_every_sort_of_arrangement_occurs() -> None:
    for kind in OF_EVERY_SORT:
        assert world().live(kind), kind
    assert {each["school_year"] for each in of_kind("allotment")} == {"2024-2025", "2025-2026", "2026-2027"}
    assert {each.get("share_expertise", "nobody") for each in of_kind("person")} == {
        "nobody",
        "school",
        "group",
        "everyone",
    }
    assert {each.get("provenance", "declared") for each in of_kind("KNOWS")} == {"declared", "endorsed", "certified"}
    assert any(each.get("wants") and "level" not in each for each in of_kind("KNOWS"))


def test_the_three_school_years_differ() -> None:
    holders = [{(edge["from"], edge["to"]) for edge in world(day).live("HOLDS")} for day in SCHOOL_YEARS]
    for before, after in pairwise(holders):
        assert before - after
        assert after - before
    assert len({len(world(day).mandates()) for day in SCHOOL_YEARS}) > 1


def test_the_acceptance_is_of_a_finding_at_the_school_that_accepted_it() -> None:
    (acceptance,) = of_kind("acceptance")
    assert acceptance["accepted_by"] == "role/directeur-de-wissel"
    assert re.fullmatch(r"finding/[0-9a-f]{16}", acceptance["finding"])


# Counted by hand


def test_the_deciders_of_a_purchase_counted_by_hand() -> None:
    answer = brute_force.responsibility(world(), "organisation/klim-op-herent", "decision/d01", 3000)
    assert [each["holder"] for each in answer["deciders"]] == [
        person("Evelien Nys"),
        person("Kristof Daems"),
        person("Bart Van den Broeck"),
        person("Hilde Verbruggen"),
    ]
    assert [each["available"] for each in answer["deciders"]] == [True, False, True, True]
    assert answer["first_available"] == person("Evelien Nys")


def test_a_school_that_does_its_network_itself_counted_by_hand() -> None:
    answer = brute_force.responsibility(world(), "organisation/dijlecollege-leuven", "task/t02")
    assert {each["holder"] for each in answer["executors"]} == {person("Gert Willekens"), person("Lars Van Eynde")}
    assert answer["contact_points"] == []


def test_the_cells_of_de_kade_counted_by_hand() -> None:
    found, _ = brute_force.findings(records(), TODAY, "organisation/de-kade-wijgmaal")
    assert [(each["code"], each.get("subject")) for each in found] == [
        ("fallback_only", "task/t05"),
        ("unfilled_role", None),
        ("unfilled_role", None),
        ("vacant", "task/p05"),
    ]


def test_the_smallest_set_is_the_smallest_of_all_sets_tried_one_by_one() -> None:
    for school in ("het-jaagpad-boortmeerbeek", "cvo-de-brug", "dijlecollege-leuven"):
        held = [item for item in brute_force.mandate_items(world(), f"organisation/{school}") if item]
        needed = -(-len(held) // 2)
        assert brute_force.critical_size(held, needed) == smallest_of_all(held, needed)


def smallest_of_all(held: list[frozenset[str]], needed: int) -> int:
    people = sorted(set().union(*held))
    size = 0
    while not any(sum(item <= set(some) for item in held) >= needed for some in combinations(people, size)):
        size += 1
    return size


# The answers


def test_the_gaps_are_a_limited_instructive_set() -> None:
    (group,) = [each["answer"] for each in questions() if each["id"] == "findings-group"]
    assert 15 <= len(group["findings"]) <= 35
    assert len(group["counts"]) >= 9
    assert sum(group["counts"].values()) == len(group["findings"])


def test_the_questions_cover_the_three_analyses_and_who_does_what() -> None:
    asked = Counter(each["query"]["analysis"] for each in questions())
    assert asked["findings"] >= 1
    assert asked["responsibility"] >= 8
    assert asked["bus_factor"] >= 3
    assert asked["find"] >= 2
    assert asked["path"] >= 3
    assert all(each["text"]["nl"] and each["text"]["en"] for each in questions())


@pytest.mark.parametrize("question", questions(), ids=lambda question: question["id"])
def test_the_answer_follows_from_the_files(question: Record) -> None:
    assert brute_force.answer(records(), question) == question["answer"]
