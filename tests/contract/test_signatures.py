"""Every store has exactly the methods of the port, with the same parameters and results."""

from __future__ import annotations

import inspect
from typing import get_type_hints

import pytest

from graph.store.access import AccessStore
from graph.store.measured import MeasuredStore
from graph.store.neo4j.access import Neo4jAccess
from graph.store.neo4j.store import Neo4jStore
from graph.store.port import Store
from graph.store.sqlite.access import SqliteAccess
from graph.store.sqlite.store import SqliteStore

ADAPTERS = (
    (Store, SqliteStore),
    (Store, Neo4jStore),
    (Store, MeasuredStore),
    (AccessStore, SqliteAccess),
    (AccessStore, Neo4jAccess),
)


def _public(kind: type) -> list[str]:
    return sorted(name for name in vars(kind) if name[0] != "_")


def test_the_port_is_what_the_design_names() -> None:
    assert _public(Store) == [
        "access",
        "adopt",
        "changes",
        "close",
        "commit",
        "gather",
        "history",
        "knowing",
        "load",
        "restore",
        "rewrite",
        "time_of",
        "version",
    ]


@pytest.mark.parametrize(
    ("port", "adapter", "method"),
    [(port, adapter, name) for port, adapter in ADAPTERS for name in _public(port) if name != "access"],
)
def test_an_adapter_has_the_signature_of_the_port(port: type, adapter: type, method: str) -> None:
    own, wanted = getattr(adapter, method), getattr(port, method)
    assert inspect.iscoroutinefunction(own)
    assert inspect.signature(own) == inspect.signature(wanted)
    assert get_type_hints(own) == get_type_hints(wanted)


@pytest.mark.parametrize(("port", "adapter"), ADAPTERS)
def test_an_adapter_has_no_other_public_methods(port: type, adapter: type) -> None:
    assert set(_public(adapter)) - {"close"} == set(_public(port)) - {"close"}
