"""The shipped files that only tests read."""

from __future__ import annotations

from pathlib import Path

import seed_data

FOLDER = Path(seed_data.__file__).parent
ANSWERS = FOLDER / "answers.json"
"""What the analyses must find in the example school group."""
BODY_TEMPLATES = FOLDER / "catalogue" / "bodies.yaml"
"""The templates of consultation bodies; not in the native format, its head comment describes it."""


def sample_files() -> tuple[Path, ...]:
    """A small file of each format that comes in, for the example school group; `docs/formats.md` explains them."""
    return tuple(sorted(file for file in (FOLDER / "samples").iterdir() if not file.name.startswith("_")))
