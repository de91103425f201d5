"""The schema itself: its SDL is current and sorted, everything is described, and it names what the domain declares."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLObjectType, build_schema, get_named_type, lexicographic_sort_schema, print_schema

from graph.domain.kinds import EDGE_KINDS, MANDATE_KINDS, NODE_KINDS, field_specs
from schema.build import SDL_FILE, executable, sdl
from schema.declared import TYPE_NAMES
from service.examples import example_queries
from tests.api.clients import Api, api_over, small_group

TYPES = {name: cls for name, cls in executable().type_map.items() if not name.startswith("__")}
BUILT_IN = {"Boolean", "Float", "ID", "Int", "String", "Date", "DateTime"}


def test_the_committed_sdl_is_that_of_the_schema() -> None:
    assert SDL_FILE.read_text(encoding="utf-8") == sdl(), "Run: python -m schema.build"


async def test_the_published_sdl_is_the_committed_one(api: Api) -> None:
    assert (await api.http.get("/schema.graphql")).text == SDL_FILE.read_text(encoding="utf-8")


def test_the_sdl_is_sorted() -> None:
    published = build_schema(sdl())
    assert list(published.query_type.fields) == sorted(published.query_type.fields)
    assert print_schema(lexicographic_sort_schema(published)) == print_schema(published)


def undescribed() -> list[str]:
    missing = []
    for name, cls in TYPES.items():
        if name in BUILT_IN:
            continue
        missing += [name] if not cls.description else []
        for key, field in getattr(cls, "fields", {}).items():
            missing += [f"{name}.{key}"] if not field.description else []
            arguments = getattr(field, "args", {}).items()
            missing += [f"{name}.{key}({argument})" for argument, given in arguments if not given.description]
        missing += [f"{name}.{key}" for key, value in getattr(cls, "values", {}).items() if not value.description]
    return missing


def test_everything_is_described() -> None:
    assert undescribed() == []


@pytest.mark.parametrize("word", [*NODE_KINDS, *EDGE_KINDS])
def test_every_declared_field_of_a_kind_is_in_the_api(word: str) -> None:
    kind: Any = NODE_KINDS.get(word) or EDGE_KINDS[word]
    name = "Mandate" if word in MANDATE_KINDS else TYPE_NAMES.get(kind.__name__, kind.__name__)
    shown = {key.lower() for key in TYPES[name].fields}  # type: ignore[union-attr]
    assert {spec.key.replace("_", "") for spec in field_specs(kind)} <= shown


def test_every_record_type_is_a_node() -> None:
    kinds = {TYPE_NAMES.get(kind.__name__, kind.__name__) for kind in NODE_KINDS.values()}
    for name in kinds | {"Mandate", "Holds", "PartOf"}:
        assert "Node" in {interface.name for interface in TYPES[name].interfaces}, name  # type: ignore[union-attr]


def test_every_item_of_a_connection_is_a_node() -> None:
    edges = [cls for name, cls in TYPES.items() if name.endswith("Edge")]
    assert len(edges) > 30
    for cls in edges:
        item = get_named_type(cls.fields["node"].type)  # type: ignore[union-attr]
        assert item.name == "Node" or "Node" in {each.name for each in item.interfaces}, cls.name  # type: ignore[union-attr]


def test_no_field_repeats_the_name_of_its_type() -> None:
    repeated = [
        f"{name}.{field}"
        for name, cls in TYPES.items()
        if isinstance(cls, GraphQLObjectType)
        for field in cls.fields
        if field.lower().startswith(name.lower())
    ]
    assert repeated == []


def test_every_type_with_an_id_of_its_own_is_a_node() -> None:
    values = {"FindingAcceptance"}
    for name, cls in TYPES.items():
        if isinstance(cls, GraphQLObjectType) and "id" in cls.fields and name not in values:
            assert "Node" in {interface.name for interface in cls.interfaces}, name


def test_a_change_takes_one_input_with_a_key_a_reason_and_an_expected_revision() -> None:
    mutation = executable().mutation_type
    assert mutation is not None
    for name, field in mutation.fields.items():
        (given,) = field.args.values()
        assert {"key", "reason", "expectedRevision"} <= set(given.type.of_type.fields), name  # type: ignore[union-attr]
        payload = field.type.of_type  # type: ignore[union-attr]
        assert {"errors", "revision"} <= set(payload.fields), name


def test_examples_are_titled_in_both_languages() -> None:
    assert len(example_queries()) >= 3
    for example in example_queries():
        assert set(example.titles) == {"nl", "en"}, example.name


@pytest.mark.parametrize("example", example_queries(), ids=lambda example: example.name)
async def test_an_example_runs_on_the_small_group(api: Api, example: Any) -> None:
    body = await api.answer(example.text)
    assert "errors" not in body


async def test_a_page_of_a_hundred_asks_the_store_nothing(api: Api) -> None:
    async with api_over(small_group()) as watched:
        asked: list[str] = []
        desk = watched.desk
        store = desk._store

        class Watcher:
            """Notes what is asked of a store."""

            def __getattr__(self, name: str) -> Any:
                asked.append(name)
                return getattr(store, name)

        for part in (desk, desk._following, desk._commits, desk._past):
            part._store = Watcher()  # type: ignore[assignment]
        await watched.ask(
            """{ persons(first: 20) { nodes { name affiliations(first: 5) { nodes { to { name } } } } }
                 responsibility(organisation: "012345", subject: "wifi") { executors { holder { id } } } }"""
        )
        assert asked == []


def test_the_example_queries_lie_where_the_service_looks() -> None:
    assert (Path(__file__).parents[2] / "examples").is_dir()
