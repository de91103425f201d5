"""What the commands print: data on stdout, as text for people or JSON for machines."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console
from rich.table import Table

from graph.analyses.deadline import Deadline
from graph.analyses.findings import SEVERITIES, GapReport
from graph.domain.changes import RecordChange, Revision
from graph.domain.codec import to_plain
from graph.domain.errors import InvalidInput, MandaatwijzerError, Problem
from graph.usecases.change import Changed
from graph.usecases.importing import Outcome
from graph.usecases.read import HistoryEntry

__all__ = [
    "at_least",
    "checked",
    "deadline",
    "error_text",
    "history",
    "imported",
    "known_severity",
    "reverted",
    "revisions",
    "write",
]

MOST_LINES = 40


def error_text(error: MandaatwijzerError) -> str:
    """What a user reads of an error: every problem on a line of its own, without control characters."""
    return "\n".join(_printable(line) for line in str(error).splitlines())


def write(content: bytes | str, to: Path | None) -> None:
    """Write to a file, or to stdout when none is given."""
    data = content.encode() if isinstance(content, str) else content
    if to is not None:
        to.write_bytes(data)
        return
    sys.stdout.buffer.write(data)
    if sys.stdout.isatty() and not data.endswith(b"\n"):
        sys.stdout.buffer.write(b"\n")
    sys.stdout.buffer.flush()


def deadline(seconds: float | None) -> Deadline:
    """The deadline of a command."""
    return Deadline(seconds)


def known_severity(text: str | None) -> str | None:
    """A severity that exists, or None.

    Raises:
        InvalidInput: there is no such severity.
    """
    if text is None or text in SEVERITIES:
        return text
    raise InvalidInput.because(
        f"{text[:40]!r} is not a severity", f"Take one of: {', '.join(SEVERITIES)}", field="--fail-on"
    )


def at_least(report: GapReport, severity: str) -> bool:
    """Whether a finding that nobody accepted is at least this severe."""
    worst = SEVERITIES[: SEVERITIES.index(severity) + 1]
    return any(finding.severity in worst and finding.accepted is None for finding in report.findings)


def imported(outcome: Outcome, *, dry_run: bool, as_json: bool) -> None:
    """What an import did or would do, with what it asks."""
    if as_json:
        write(_json(outcome.plain()), None)
        return
    done = "would be" if dry_run else "were"
    difference = outcome.imported.difference
    for name in ("added", "changed", "ended", "removed"):
        records = getattr(difference, name)
        if records:
            print(f"{len(records)} records {done} {name}")
            _lines(f"  {item.kind} {item.id}{_fields(item)}" for item in records) if dry_run else None
    if not difference:
        print("Nothing changes: the store already has all of it.")
    if outcome.revision is not None:
        print(f"Revision {outcome.revision}. To undo it: mandaatwijzer revert {outcome.revision}")
    for note in outcome.imported.notes:
        print(f"Note: {_printable(str(note))}", file=sys.stderr)
    for question in outcome.imported.questions:
        _question(question)
    if outcome.imported.questions:
        print(
            f"{len(outcome.imported.questions)} cells are unclear and were left out. Write the answers in a file "
            "(question id: pick ID | create | skip | open) and import again with --answers FILE.",
            file=sys.stderr,
        )


def history(entries: Sequence[HistoryEntry], *, as_json: bool) -> None:
    """What every revision did to a record."""
    if as_json:
        write(_json([{**_revision_head(entry.revision), **_change_plain(entry.change)} for entry in entries]), None)
        return
    for entry in entries:
        revision = entry.revision
        print(f"{revision.number}  {revision.at:%Y-%m-%d %H:%M}  {revision.author}  {revision.reason}".rstrip())
        before = to_plain(entry.change.before) if entry.change.before else {}
        after = to_plain(entry.change.after) if entry.change.after else {}
        for key in sorted(before.keys() | after.keys()):
            if before.get(key) != after.get(key):
                print(f"    {key}: {_short(before.get(key))} -> {_short(after.get(key))}")


def revisions(log: Sequence[Revision], *, as_json: bool) -> None:
    """The change log."""
    if as_json:
        write(_json([_revision_head(revision) for revision in log]), None)
        return
    table = Table("number", "at (UTC)", "author", "reason", "records", box=None)
    for revision in log:
        moment = f"{revision.at:%Y-%m-%d %H:%M:%S}"
        table.add_row(str(revision.number), moment, revision.author, revision.reason, str(len(revision.changes)))
    Console().print(table)


def reverted(number: int, changed: Changed, *, as_json: bool) -> None:
    """What a revert undid, and what it left."""
    made = changed.revision.number if changed.revision else None
    undone = len(changed.revision.changes) if changed.revision else 0
    left = [{"record": item.record, "reason": item.reason} for item in changed.left_out]
    if as_json:
        write(_json({"reverted": number, "revision": made, "undone": undone, "left_out": left}), None)
        return
    print(f"{undone} changes of revision {number} were undone" + (f", as revision {made}." if made else "."))
    for item in changed.left_out:
        print(f"Left as it is: {item.record}: {item.reason}")


def checked(problems: Sequence[Problem], *, as_json: bool) -> bool:
    """Whether a store is sound, with every problem that it has."""
    if as_json:
        write(_json({"sound": not problems, "problems": [str(problem) for problem in problems]}), None)
        return not problems
    for problem in problems:
        print(_printable(str(problem)))
    print("The store is sound." if not problems else f"{len(problems)} problems were found.")
    return not problems


def _json(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2) + b"\n"


def _revision_head(revision: Revision) -> dict[str, Any]:
    return {
        "number": revision.number,
        "at": revision.at.isoformat(),
        "author": revision.author,
        "reason": revision.reason,
        "records": len(revision.changes),
    }


def _change_plain(change: RecordChange) -> dict[str, Any]:
    return {
        "before": to_plain(change.before) if change.before else None,
        "after": to_plain(change.after) if change.after else None,
    }


def _question(question: Any) -> None:
    print(f"{question.address}: {_printable(question.text_in('en'))}", file=sys.stderr)
    print(f"    id: {question.id}", file=sys.stderr)
    for proposal in question.proposals:
        print(f"    pick {proposal.pick}  ({_printable(proposal.name)})", file=sys.stderr)


def _fields(item: Any) -> str:
    changed = ", ".join(f"{field.field}: {_short(field.before)} -> {_short(field.after)}" for field in item.fields)
    return f"  ({changed})" if changed and any(field.before is not None for field in item.fields) else ""


def _lines(lines: Iterable[str]) -> None:
    for number, line in enumerate(lines):
        if number == MOST_LINES:
            print("  ... (all of them with --json)")
            return
        print(_printable(line))


def _short(value: Any) -> str:
    text = "-" if value is None else str(value)
    return _printable(text if len(text) <= 80 else f"{text[:77]}...")


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in text)
