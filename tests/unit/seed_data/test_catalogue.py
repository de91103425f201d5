"""The shipped catalogues: complete, consistent, and in words that people use."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import yaml

import seed_data
from graph.domain.codec import derived_edge_id, read_record
from graph.domain.errors import Problem
from graph.domain.kinds import EDGE_KINDS, NODE_KINDS, Body, field_specs
from graph.domain.rules import check_all
from graph.formats.native.read import read_native
from graph.formats.reading.result import Imported, NamedBytes
from graph.model.snapshot import Snapshot
from tests.seed_files import ANSWERS, BODY_TEMPLATES

Record = dict[str, Any]

ID = re.compile(r"[a-z_]+/[a-z0-9]+(-[a-z0-9]+)*\Z")
PLATFORMS = ("smartschool", "informat", "wisa", "microsoft-365", "google", "bingel")
PROFILES = ("kleine-basisschool", "grotere-basisschool", "secundair", "volwassenenonderwijs", "groep")
TASK_GROUP_OF_LETTER = {
    "t": "task_group/technisch",
    "p": "task_group/pedagogisch",
    "a": "task_group/administratief",
    "v": "task_group/visie-en-beleid",
}
ROLE_TYPES = (
    "directeur",
    "algemeen-directeur",
    "ict-diensthoofd",
    "centrale-technische-ict-coordinator",
    "centrale-pedagogische-ict-coordinator",
    "technisch-ict-coordinator",
    "pedagogisch-ict-coordinator",
    "programmeur",
    "administratief-medewerker",
    "ict-vaardige-leerkracht",
    "vakleerkracht",
    "digileider",
    "ouder",
    "externe-partner",
    "pedagogische-begeleider",
    "aanspreekpunt-ict",
    "bestuurder",
    "aiv",
    "dpo",
    "strategische-inkoper",
    "operationele-inkoper",
    "smartschoolbeheerder",
    "schoolbeheerder-platform",
    "mediacoach",
    "netwerkbeheerder",
    "technicus",
    "webbeheerder",
    "helpdeskmedewerker",
    "lms-beheerder",
    "innovator",
    "beleidsmedewerker",
    "economaat",
    "technisch-adviseur",
    "preventieadviseur",
    "zorgcoordinator",
)
TOPICS_PER_FIELD = {"e1": 8, "e2": 7, "e3": 5, "e4": 6, "e5": 4, "e6": 5, "e7": 9, "e8": 8}


@cache
def documents() -> tuple[Record, ...]:
    return tuple(yaml.safe_load(file.read_bytes()) for file in seed_data.catalogue_files())


def nodes(*kinds: str) -> list[Record]:
    return [node for document in documents() for node in document["nodes"] if not kinds or node["kind"] in kinds]


def edges(*kinds: str) -> list[Record]:
    found = [edge for document in documents() for edge in document.get("edges", [])]
    return [edge for edge in found if not kinds or edge["kind"] in kinds]


def ids(*kinds: str) -> set[str]:
    return {node["id"] for node in nodes(*kinds)}


def pairs(kind: str) -> set[tuple[str, str]]:
    return {(edge["from"], edge["to"]) for edge in edges(kind)}


def templates() -> list[Record]:
    content: Record = yaml.safe_load(BODY_TEMPLATES.read_bytes())
    assert set(content) == {"body_templates", "bodies"}
    return list(content["bodies"])


# The files


def test_every_catalogue_file_is_of_the_native_format_and_holds_nothing_else() -> None:
    for document in documents():
        assert document["mandaatwijzer"] == 1
        assert set(document) <= {"mandaatwijzer", "nodes", "edges"}


def test_every_end_of_an_edge_is_in_the_same_or_an_earlier_file() -> None:
    known: set[str] = set()
    for document in documents():
        known |= {node["id"] for node in document["nodes"]}
        ends = {edge[end] for edge in document.get("edges", []) for end in ("from", "to")}
        assert ends <= known


def test_ids_are_unique_and_tell_their_kind() -> None:
    assert [key for key, count in Counter(node["id"] for node in nodes()).items() if count > 1] == []
    for node in nodes():
        assert ID.match(node["id"])
        assert node["id"].split("/")[0] == node["kind"]


def test_no_two_edges_have_the_same_identity() -> None:
    derived = [derived_edge_id(EDGE_KINDS[edge["kind"]], edge) for edge in edges()]
    assert [key for key, count in Counter(derived).items() if count > 1] == []


def test_the_catalogues_alone_make_a_sound_graph() -> None:
    problems: list[Problem] = []
    read = [read_record(record, str(record.get("id", record)), problems) for record in [*nodes(), *edges()]]
    assert problems == []
    assert check_all(Snapshot.of(record for record in read if record is not None)) == ()


def imported_into(snapshot: Snapshot) -> Imported:
    files = [NamedBytes(name=file.name, content=file.read_bytes()) for file in seed_data.catalogue_files()]
    return read_native(files, snapshot)


def test_the_import_takes_every_record_into_an_empty_store() -> None:
    imported = imported_into(Snapshot.of(()))
    assert imported.problems == ()
    assert len(imported.changes) == len(nodes()) + len(edges())


def test_importing_the_catalogues_again_changes_nothing() -> None:
    empty = Snapshot.of(())
    filled = empty.apply(imported_into(empty).changes)
    assert imported_into(filled).changes == ()


def test_every_reference_of_a_node_exists_and_is_of_a_permitted_kind() -> None:
    for node in nodes():
        for spec in field_specs(NODE_KINDS[node["kind"]]):
            if spec.kinds and spec.key in node:
                named = node[spec.key] if isinstance(node[spec.key], list) else [node[spec.key]]
                assert set(named) <= ids(*spec.kinds), node["id"]


def test_every_row_has_a_dutch_and_an_english_name_and_a_source() -> None:
    def complete(record: Record) -> bool:
        return (
            record["names"].keys() == {"nl", "en"}
            and record["names"]["nl"] == record["name"]
            and bool(record["source"])
        )

    assert [node["id"] for node in nodes() if not complete(node)] == []


def test_every_edge_has_a_source() -> None:
    assert [edge for edge in edges() if not edge.get("source")] == []


# Keywords


@pytest.mark.parametrize(("language", "fewest"), [("nl", 5), ("en", 3)])
def test_every_task_decision_and_topic_is_found_by_everyday_words(language: str, fewest: int) -> None:
    words = {node["id"]: node["keywords"][language] for node in nodes("task", "decision", "expertise")}
    assert {key: found for key, found in words.items() if len(set(found)) < max(fewest, len(found))} == {}


def test_keywords_are_plain_text_in_small_letters() -> None:
    lists = [words for node in nodes("task", "decision", "expertise") for words in node["keywords"].values()]
    assert [
        word for words in lists for word in words if not isinstance(word, str) or word != word.strip().lower()
    ] == []


def keyword_owners() -> dict[str, set[str]]:
    owners: dict[str, set[str]] = {}
    for subject in nodes("task", "decision"):
        for words in subject["keywords"].values():
            for word in words:
                owners.setdefault(word, set()).add(subject["id"])
    return owners


def test_a_keyword_leads_to_one_task_or_decision_only() -> None:
    assert {word: found for word, found in keyword_owners().items() if len(found) > 1} == {}


@pytest.mark.parametrize(
    ("word", "subject"),
    [
        ("wifi", "task/t02"),
        ("paswoord", "task/t03"),
        ("chromebook", "task/t06"),
        ("beamer", "task/t10"),
        ("smartboard", "task/t10"),
        ("kopieertoestel", "task/t23"),
        ("chatgpt", "task/p18"),
        ("helpdesk", "task/a03"),
        ("phishing", "task/a15"),
        ("smartschool", "task/smartschool-beheer"),
        ("byod", "decision/d23"),
    ],
)
def test_what_a_teacher_types_leads_to_the_task(word: str, subject: str) -> None:
    assert keyword_owners()[word] == {subject}


# Tasks and decisions


def test_the_whole_task_list_is_there_each_task_in_its_own_group() -> None:
    sizes = {"t": 24, "p": 18, "a": 19, "v": 17}
    for letter, size in sizes.items():
        expected = {f"task/{letter}{number:02}" for number in range(1, size + 1)}
        in_group = {task for task, group in pairs("IN_GROUP") if group == TASK_GROUP_OF_LETTER[letter]}
        assert {task for task in in_group if task.startswith("task/")} == expected


def test_every_platform_is_administered_and_its_rights_are_reviewed() -> None:
    expected = {f"task/{platform}-{what}" for platform in PLATFORMS for what in ("beheer", "rechten")}
    in_group = {task for task, group in pairs("IN_GROUP") if group == "task_group/platformen"}
    assert in_group == expected


def test_there_are_five_task_groups_and_every_task_and_decision_is_in_exactly_one() -> None:
    assert ids("task_group") == {*TASK_GROUP_OF_LETTER.values(), "task_group/platformen"}
    assert Counter(edge["from"] for edge in edges("IN_GROUP")) == Counter(ids("task", "decision"))


def test_all_24_decisions_are_there_and_only_granting_mandates_grants_mandates() -> None:
    assert ids("decision") == {f"decision/d{number:02}" for number in range(1, 25)}
    assert [node["id"] for node in nodes("decision") if node.get("grants_mandates")] == ["decision/d11"]


def test_every_task_and_decision_says_where_it_is_usually_done() -> None:
    levels = {node["id"]: node.get("usual_level") for node in nodes("task", "decision")}
    assert {key: level for key, level in levels.items() if level not in {"school", "group", "site"}} == {}


# Expertise


def test_the_taxonomy_has_its_fields_and_topics() -> None:
    for field, count in TOPICS_PER_FIELD.items():
        topics = {f"expertise/{field}-{number}" for number in range(1, count + 1)}
        assert {narrow for narrow, broad in pairs("BROADER") if broad == f"expertise/{field}"} == topics


def test_every_topic_below_a_field_has_one_broader_topic_and_reaches_the_field() -> None:
    broader = dict(pairs("BROADER"))
    assert len(broader) == len(edges("BROADER"))
    assert ids("expertise") - set(broader) == {f"expertise/{field}" for field in TOPICS_PER_FIELD}
    for narrow, broad in broader.items():
        assert narrow.startswith(f"{broad}-")


def test_products_lie_below_the_topic_they_are_about() -> None:
    assert {
        ("expertise/e2-4-intune", "expertise/e2-4"),
        ("expertise/e2-4-jamf", "expertise/e2-4"),
        ("expertise/e4-5-bingel", "expertise/e4-5"),
    } <= pairs("BROADER")


def test_technical_and_platform_tasks_all_ask_expertise() -> None:
    asked = {task for task, _ in pairs("REQUIRES")}
    groups = {"task_group/technisch", "task_group/platformen"}
    assert {task for task, group in pairs("IN_GROUP") if group in groups and task.startswith("task/")} <= asked


# Role types


def test_the_whole_role_catalogue_is_there() -> None:
    assert ids("role_type") == {f"role_type/{key}" for key in ROLE_TYPES}


def test_what_a_role_usually_does_says_which_mandate_and_where() -> None:
    for edge in edges("USUALLY"):
        assert edge["mandate"] in {"DECIDES", "EXECUTES", "STEERS", "CONTACT_POINT_FOR"}
        assert edge["level"] in {"school", "group", "site"}


def test_every_decision_has_a_role_that_usually_decides_it_except_spreading_secondary_points() -> None:
    decided = {edge["to"] for edge in edges("USUALLY") if edge["mandate"] == "DECIDES"}
    assert ids("decision") - decided == {"decision/d14"}


# Norms


def norms_of(profile: str) -> list[Record]:
    return [norm for norm in nodes("norm") if norm["profile"] == f"profile/{profile}"]


def test_the_profiles_are_the_five_starter_lists() -> None:
    assert ids("profile") == {f"profile/{key}" for key in PROFILES}
    assert all(node["name"].startswith("Startlijst (") for node in nodes("profile"))


@pytest.mark.parametrize("profile", PROFILES)
def test_a_starter_list_is_short_and_its_norms_carry_its_name(profile: str) -> None:
    assert 8 <= len(norms_of(profile)) <= 12
    assert all(norm["id"].startswith(f"norm/{profile}-") for norm in norms_of(profile))


@pytest.mark.parametrize("profile", PROFILES)
def test_a_starter_list_never_asks_the_same_cell_twice_of_the_same_organisations(profile: str) -> None:
    asked = [(norm["subject"], norm["mandate"], *norm["applies_to_types"]) for norm in norms_of(profile)]
    assert len(set(asked)) == len(asked)


def test_every_norm_belongs_to_a_starter_list_so_nothing_is_in_force_by_itself() -> None:
    assert sum(len(norms_of(profile)) for profile in PROFILES) == len(nodes("norm"))


@pytest.mark.parametrize("profile", PROFILES[:4])
def test_every_school_list_names_a_contact_point_with_the_head_as_fallback(profile: str) -> None:
    contact = next(norm for norm in norms_of(profile) if norm["id"].endswith("-aanspreekpunt"))
    assert (contact["subject"], contact["mandate"]) == ("task/t05", "CONTACT_POINT_FOR")
    assert contact["fallback"] == "role_type/directeur"


def test_a_norm_for_a_deciding_voice_asks_at_least_one_and_no_norm_asks_more_than_its_maximum() -> None:
    for norm in nodes("norm"):
        assert 1 <= norm["minimum"] <= norm.get("maximum", norm["minimum"])


def test_independence_and_a_coupled_norm_are_each_used_once() -> None:
    assert {norm["id"] for norm in nodes("norm") if "independent_of" in norm} == {"norm/groep-netwerk"}
    assert {norm["id"]: norm["implies"] for norm in nodes("norm") if "implies" in norm} == {
        "norm/grotere-basisschool-aanspreekpunt": "norm/grotere-basisschool-eerstelijn"
    }


# Bodies


def test_body_templates_have_known_types_both_languages_and_a_source() -> None:
    types = next(spec.choices for spec in field_specs(Body) if spec.name == "type")
    for template in templates():
        assert set(template) - {"rhythm"} == {"key", "type", "name", "purpose", "level", "source"}
        assert template["type"] in types
        assert template["level"] in {"school", "group"}
        for texts in (template["name"], template["purpose"], template.get("rhythm", {"nl": "-", "en": "-"})):
            assert set(texts) == {"nl", "en"}
            assert all(texts.values())


def test_body_templates_have_unique_keys_and_cover_every_type() -> None:
    keys = [template["key"] for template in templates()]
    assert len(set(keys)) == len(keys)
    types = next(spec.choices for spec in field_specs(Body) if spec.name == "type")
    assert {template["type"] for template in templates()} == set(types)


# The rest of the package


def names(files: Iterator[Any]) -> list[str]:
    return [file.name for file in files]


def test_example_files_are_yaml_in_the_order_of_their_names() -> None:
    found = names(iter(seed_data.example_files()))
    assert found == sorted(found)
    assert all(name.endswith(".yaml") for name in found)


def test_the_answers_lie_beside_the_catalogue() -> None:
    assert ANSWERS.name == "answers.json"
