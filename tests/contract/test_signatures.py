"""Every store has exactly the methods of the port, with the same parameters and results."""

from __future__ import annotations

import inspect
from typing import get_type_hints

import pytest

from graph.store.measured import MeasuredStore
from graph.store.neo4j.store import Neo4jStore
from graph.store.port import Store
from graph.store.sqlite.store import SqliteStore

METHODS = sorted(name for name, member in vars(Store).items() if inspect.isfunction(member) and name[0] != "_")


def test_the_port_is_what_the_design_names() -> None:
    assert METHODS == ["adopt", "changes", "close", "commit", "history", "load", "restore", "version"]


@pytest.mark.parametrize("adapter", [SqliteStore, Neo4jStore, MeasuredStore])
@pytest.mark.parametrize("method", METHODS)
def test_an_adapter_has_the_signature_of_the_port(adapter: type, method: str) -> None:
    own, port = getattr(adapter, method), getattr(Store, method)
    assert inspect.iscoroutinefunction(own)
    assert inspect.signature(own) == inspect.signature(port)
    assert get_type_hints(own) == get_type_hints(port)


@pytest.mark.parametrize("adapter", [SqliteStore, Neo4jStore, MeasuredStore])
def test_an_adapter_has_no_other_public_methods(adapter: type) -> None:
    assert sorted(name for name in vars(adapter) if name[0] != "_") == METHODS
