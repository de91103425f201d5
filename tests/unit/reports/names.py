"""What the tests of reports share: names that everybody may read, and files read back."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

from graph.domain.kinds import Node
from graph.model.snapshot import Snapshot
from graph.reports.naming import Naming
from graph.words.catalogue import texts_in

__all__ = ["csv_rows", "named"]


def named(snapshot: Snapshot, language: str = "nl", *, may_name: Callable[[Node], bool] = lambda node: True) -> Naming:
    """The names of a snapshot, for a reader who may see everything unless said otherwise."""
    return Naming(snapshot=snapshot, texts=texts_in(language), may_name=may_name)


def csv_rows(content: bytes) -> list[dict[str, str]]:
    """The lines of a CSV file under its headings."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
