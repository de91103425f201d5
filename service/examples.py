"""The ready queries of the folder `examples`, which the page for other programs shows and the API trusts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from graph.domain.declaring import LANGUAGES

__all__ = ["ExampleQuery", "example_queries"]

HERE = Path(__file__).parent
FOLDERS = (HERE / "examples", HERE.parent / "examples")
"""In an installed package the examples lie beside this module, in a checkout at the top."""


@dataclass(frozen=True, slots=True)
class ExampleQuery:
    """A ready query.

    Attributes:
        name: of its file, without ending.
        titles: what it answers, per language: its first comment lines, `# nl: ...` and `# en: ...`.
        text: the document.
    """

    name: str
    titles: Mapping[str, str]
    text: str


@cache
def example_queries() -> tuple[ExampleQuery, ...]:
    """The ready queries, by file name."""
    folder = next((folder for folder in FOLDERS if folder.is_dir()), None)
    files = sorted(folder.glob("*.graphql")) if folder is not None else []
    return tuple(_example(file) for file in files)


def _example(file: Path) -> ExampleQuery:
    text = file.read_text(encoding="utf-8")
    titles = dict(_titles(text))
    return ExampleQuery(file.stem, titles, text)


def _titles(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        for language in LANGUAGES:
            mark = f"# {language}: "
            if line.startswith(mark):
                yield language, line.removeprefix(mark).strip()
