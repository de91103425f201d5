"""What the sources of a part of the product say to people, read as `pybabel extract` reads it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg

__all__ = ["ROOT", "extracted"]

ROOT = Path(__file__).resolve().parent.parent
KEYWORDS = {**DEFAULT_KEYWORDS, "Text": None, "counted": (1, 2)}
"""What holds a text for people in our sources: the functions of gettext, and `graph.domain.text`."""


def extracted(folder: Path) -> list[Message]:
    """Every text for people in the sources of a folder, each once."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)
    catalogue = Catalog()
    for _file, _line, message, _comments, context in extract_from_dir(folder, methods, options, KEYWORDS):
        catalogue.add(message, context=context)
    return [message for message in _sorted(catalogue) if message.id]


def _sorted(messages: Iterable[Message]) -> list[Message]:
    return sorted(messages, key=lambda message: (str(message.id), message.context or ""))
