"""What is asked: the lists beside this file, with every choice in a line written out."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Iterator
from pathlib import Path

__all__ = ["INPUTS", "file_name", "lines_of", "queries_of"]

HERE = Path(__file__).parent
INPUTS = HERE / "inputs"
SHORT = {
    "day": "2026-10-15|2026-11-26",
    "language": "nl|en",
    "form": "json|md",
    "said": "--language nl --format md|--language en --format md|--format json",
    "forms": "json|md|csv|html|xlsx|docx",
    "school": "organisation/de-sluis-mechelen|organisation/de-tuimelaar-kampenhout|organisation/scholengroep-de-vaart",
}
CHOICE = re.compile(r"\{([^{}]+)\}")
LONGEST_NAME = 150


def lines_of(name: str) -> Iterator[str]:
    """Every line of a list, with its choices written out; lines that begin with # are remarks."""
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield from _written_out(line.strip())


def queries_of(name: str) -> Iterator[tuple[str, str]]:
    """The operations of a file, each with its name."""
    for text in re.split(r"^(?=query |mutation )", (HERE / name).read_text(encoding="utf-8"), flags=re.MULTILINE):
        named = re.match(r"(?:query|mutation) (\w+)", text)
        if named:
            yield named[1], text.strip()


def file_name(asked: str) -> str:
    """A name for the answer to a line, which tells it from every other."""
    plain = re.sub(r"[^A-Za-z0-9.=&-]+", "_", asked).strip("_") or "start"
    if len(plain) > LONGEST_NAME or re.sub(r"[/ ]", "_", asked).strip("_") != plain:
        plain = f"{plain[:LONGEST_NAME]}-{hashlib.sha256(asked.encode()).hexdigest()[:6]}"
    return f"{plain}.txt"


def _written_out(line: str) -> Iterator[str]:
    parts = CHOICE.split(line)
    choices = [SHORT.get(part, part).split("|") if number % 2 else [part] for number, part in enumerate(parts)]
    yield from ("".join(chosen).strip() for chosen in itertools.product(*choices))
