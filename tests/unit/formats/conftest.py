"""What the tests of several formats read and write."""

from __future__ import annotations

import pytest

from graph.domain.changes import Put
from graph.formats.native.read import read_native
from graph.formats.reading.result import NamedBytes
from graph.model.snapshot import Snapshot
from seed_data import catalogue_files, example_files


@pytest.fixture(scope="session")
def example() -> Snapshot:
    """The example school group with its catalogues."""
    files = [NamedBytes(file.name, file.read_bytes()) for file in (*catalogue_files(), *example_files())]
    changes = read_native(files, Snapshot.of([])).changes
    return Snapshot.of(change.record for change in changes if isinstance(change, Put))
