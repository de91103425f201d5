"""Runs the notebook of the examples as Jupyter would, without Jupyter.

.venv/bin/python -m tests.notebook        run it, and keep what it prints in the file
"""

from __future__ import annotations

import io
import json
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

__all__ = ["NOTEBOOK", "committed", "executed"]

NOTEBOOK = Path(__file__).resolve().parent.parent / "examples" / "notebook.ipynb"


def committed() -> dict[str, Any]:
    """The notebook as it stands."""
    return dict(json.loads(NOTEBOOK.read_text(encoding="utf-8")))


def executed() -> dict[str, Any]:
    """The notebook with what its cells print, run in order in one namespace."""
    notebook = committed()
    namespace: dict[str, Any] = {}
    cells = (cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    for number, cell in enumerate(cells, 1):
        printed = io.StringIO()
        with redirect_stdout(printed):
            exec(compile("".join(cell["source"]), f"{NOTEBOOK.name}, cell {number}", "exec"), namespace)  # noqa: S102
        text = printed.getvalue().splitlines(keepends=True)
        cell["execution_count"] = number
        cell["outputs"] = [{"name": "stdout", "output_type": "stream", "text": text}] if text else []
    return notebook


if __name__ == "__main__":
    NOTEBOOK.write_text(json.dumps(executed(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
