"""What a command writes into a file is whole, or is not there."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from graph.domain.errors import InvalidInput
from service.cli import writing
from tests.contract.test_faults import told_by_cli


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing more can be written down."""

    def full(_file: int) -> Any:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(writing.os, "fsync", full)


@pytest.mark.usefixtures("full_disk")
def test_on_a_full_disk_what_was_there_stays_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "graph.json"
    for before in (None, "the old one"):
        if before is not None:
            file.write_text(before)
        with pytest.raises(InvalidInput, match=r"graph\.json cannot be written \(No space left on device\)"):
            writing.write("the new one", file)
        assert os.listdir(tmp_path) == ([] if before is None else ["graph.json"])
    assert file.read_text() == "the old one"


def test_a_file_that_is_replaced_keeps_its_rights_and_its_other_name(tmp_path: Path) -> None:
    file, other = tmp_path / "graph.json", tmp_path / "other.json"
    file.write_text("the old one")
    file.chmod(0o640)
    other.symlink_to(file)
    writing.write("the new one", other)
    assert (file.read_text(), file.stat().st_mode & 0o777, other.is_symlink()) == ("the new one", 0o640, True)


def test_a_device_is_written_to_as_it_is(tmp_path: Path) -> None:
    writing.write("away with it", Path(os.devnull))
    with pytest.raises(InvalidInput, match="No space left"):
        writing.write("no room", Path("/dev/full"))
    assert os.listdir(tmp_path) == []


def test_a_folder_that_is_not_there_is_named_as_it_was_given(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as told:
        writing.write("text", tmp_path / "nowhere" / "graph.json")
    assert told.value.filename == str(tmp_path / "nowhere" / "graph.json")


def test_a_command_on_a_full_device_ends_with_2_and_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_text('{"mandaatwijzer": 1, "nodes": [{"kind": "task", "id": "task/x", "name": "Wifi"}]}')
    store = f"sqlite:///{tmp_path}/store.db"
    assert told_by_cli("import", str(file), "--store", store)[0] == 0
    code, out, err = told_by_cli("export", "--format", "ndjson", "-o", "/dev/full", "--store", store)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert "/dev/full cannot be written (No space left on device)" in err
