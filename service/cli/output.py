"""What the commands print: data on stdout, as text for people or JSON for machines."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.domain.codec import to_plain
from graph.domain.errors import InvalidInput, Problem
from graph.domain.kinds import kind_of_id
from graph.domain.text import N_, Quoted, Series, Text
from graph.words.titles import SEVERITY_TITLES
from service.cli.writing import json_of, printable, write
from service.web.language import texts_of

if TYPE_CHECKING:
    from graph.domain.changes import FieldChange, RecordChange, Revision
    from graph.domain.errors import Problem
    from graph.usecases.backups import BackedUp, Looked
    from graph.usecases.change.request import Changed
    from graph.usecases.extending import Extension
    from graph.usecases.importing import Doubt, Note, Outcome
    from graph.usecases.read import HistoryEntry
    from graph.words.catalogue import Texts
    from service.doctor import Finding

__all__ = [
    "backed_up",
    "checked",
    "examined",
    "history",
    "imported",
    "known_severity",
    "looked_through",
    "reverted",
    "revisions",
    "say",
    "told_extensions",
]

MOST_LINES = 40
MOST_PLACES = 5
MOST_NOTES = 30


def known_severity(text: str | None) -> str | None:
    """A severity that exists, or None.

    Raises:
        InvalidInput: there is no such severity.
    """
    if text is None or text in SEVERITY_TITLES:
        return text
    raise InvalidInput.because(
        Text("{text} is not a severity", text=Quoted(text[:40])),
        Text("Take one of: {choices}", choices=Series(tuple(SEVERITY_TITLES))),
        field="--fail-on",
    )


def imported(outcome: Outcome, language: str, *, dry_run: bool, as_json: bool, form: Path | None = None) -> None:
    """What an import did or would do, with what it asks.

    Args:
        outcome: of the import.
        language: of the texts.
        dry_run: whether nothing was written.
        as_json: print JSON, for machines.
        form: the file in which the questions stand, ready to be answered.
    """
    if as_json:
        write(json_of(outcome.plain()), None)
        return
    texts = texts_of(language)
    difference = outcome.imported.difference
    if dry_run and difference:
        print(texts.gettext("Nothing is written yet; this would happen:"))
    for effect, changes in difference.by_effect():
        if changes:
            print(texts.gettext(_COUNTED[effect], count=len(changes)))
            _lines(map(_change_line, changes), texts) if dry_run else None
    if not difference and outcome.imported.doubts:
        print(texts.gettext("Nothing is taken in yet: first there are questions to answer."))
    elif not difference:
        print(texts.gettext("Nothing changes: the store already has all of it."))
    if outcome.revision is not None:
        undo = f"mandaatwijzer revert {outcome.revision}"
        print(texts.gettext("Revision {number}. To undo it: {command}", number=outcome.revision, command=undo))
    _notes(outcome.imported.notes, texts)
    for doubt in outcome.imported.doubts:
        _doubt(doubt, texts)
    if outcome.imported.doubts:
        say(_how_to_answer(len(outcome.imported.doubts), form, texts))


def _notes(notes: Sequence[Note], texts: Texts) -> None:
    """First what matters, then some of the rest, then how many there are more."""
    others = [note for note in notes if not note.matters]
    for note in (*(note for note in notes if note.matters), *others[:MOST_NOTES]):
        say(texts.gettext("Note: {note}", note=note.said(texts)))
    more = len(others) - MOST_NOTES
    if more > 0:
        say(texts.ngettext("and {number} more note", "and {number} more notes", more))


_COUNTED = {
    "added": N_("Records added: {count}"),
    "changed": N_("Records changed: {count}"),
    "ended": N_("Records ended: {count}"),
    "removed": N_("Records removed: {count}"),
}


def _how_to_answer(number: int, form: Path | None, texts: Texts) -> str:
    left_out = texts.ngettext(
        "{number} question is open; what it is about was left out.",
        "{number} questions are open; what they are about was left out.",
        number,
    )
    if form is not None:
        how = texts.gettext("Answer them in {file}, and import again with --answers {file}.", file=form)
    else:
        how = texts.gettext("Import again with --questions FILE to get them in a file that you can fill in.")
    return f"{left_out} {how}"


def history(entries: Sequence[HistoryEntry], who: Callable[[str], str], *, as_json: bool) -> None:
    """What every revision did to a record."""
    if as_json:
        write(json_of([{**_revision_head(entry.revision), **_change_plain(entry.change)} for entry in entries]), None)
        return
    for entry in entries:
        _revision_line(entry.revision, who)
        before = to_plain(entry.change.before) if entry.change.before else {}
        after = to_plain(entry.change.after) if entry.change.after else {}
        for key in sorted(before.keys() | after.keys()):
            if before.get(key) != after.get(key):
                print(f"    {key}: {_short(before.get(key))} -> {_short(after.get(key))}")


def revisions(log: Sequence[Revision], who: Callable[[str], str], *, as_json: bool) -> None:
    """The change log, a line a revision: its number, when it was made (UTC), by whom, of how many records, and why."""
    if as_json:
        write(json_of([_revision_head(revision) for revision in log]), None)
        return
    for revision in log:
        _revision_line(revision, who)


def reverted(number: int, changed: Changed, language: str, *, as_json: bool) -> None:
    """What a revert undid, and what it left."""
    made = changed.revision.number if changed.revision else None
    undone = len(changed.revision.changes) if changed.revision else 0
    left = [{"record": item.record, "reason": item.reason} for item in changed.left_out]
    if as_json:
        write(json_of({"reverted": number, "revision": made, "undone": undone, "left_out": left}), None)
        return
    texts = texts_of(language)
    if made is None:
        print(texts.gettext("Nothing of revision {number} was left to undo.", number=number))
    else:
        print(
            texts.gettext(
                "Revision {number} is undone, as revision {made}; records: {count}.",
                number=number,
                made=made,
                count=undone,
            )
        )
    for item in changed.left_out:
        print(printable(texts.gettext("Left as it is: {record}: {reason}", record=item.record, reason=item.reason)))


def backed_up(made: BackedUp, language: str, *, as_json: bool) -> None:
    """What went into a backup, and why something did not."""
    problems = [str(problem) for problem in made.problems]
    if as_json:
        write(
            json_of({"file": str(made.file), "revision": made.revision, "size": made.size, "problems": problems}), None
        )
        return
    texts = texts_of(language)
    print(
        texts.gettext(
            "{file} holds everything up to revision {revision} ({size} kB).",
            file=str(made.file),
            revision=made.revision,
            size=-(-made.size // 1000),
        )
    )
    for problem in made.problems:
        print(printable(str(problem)), file=sys.stderr)


def looked_through(file: Path, looked: Looked, language: str, *, as_json: bool, restored: bool) -> None:
    """What is in a backup that was looked through or brought back."""
    if as_json:
        found = {**asdict(looked), "problems": [str(problem) for problem in looked.problems]}
        write(json_of({"file": str(file), **found, "restored": restored}), None)
        return
    texts = texts_of(language)
    print(
        texts.gettext(
            "{file} is whole: {records} records, at revision {revision}; made on {moment} (UTC).",
            file=str(file),
            records=looked.records,
            revision=looked.revision,
            moment=f"{looked.made_at:%Y-%m-%d %H:%M}",
        )
    )
    if restored:
        print(texts.gettext("The store holds it, with every revision."))
    for problem in looked.problems:
        print(printable(str(problem)), file=sys.stderr)


def examined(found: Sequence[Finding], language: str, *, as_json: bool) -> bool:
    """What was found of an installation; whether nothing is wrong."""
    texts, fine = texts_of(language), all(each.state != "wrong" for each in found)
    if as_json:
        plain = [
            {
                "about": str(each.about),
                "state": each.state,
                "message": str(each.message),
                "remedy": each.remedy and str(each.remedy),
            }
            for each in found
        ]
        write(json_of({"fine": fine, "found": plain}), None)
        return fine
    marks = {"fine": texts.gettext("fine"), "look": texts.gettext("look"), "wrong": texts.gettext("WRONG")}
    for each in found:
        print(printable(f"{marks[each.state]:8}{texts.say(each.about)}: {texts.sentence(each.message)}"))
        if each.remedy is not None:
            print(printable(f"{'':8}{texts.sentence(each.remedy)}"))
    return fine


def checked(problems: Sequence[Problem], language: str, *, as_json: bool) -> bool:
    """Whether a store is sound, with every problem that it has."""
    if as_json:
        write(json_of({"sound": not problems, "problems": [str(problem) for problem in problems]}), None)
        return not problems
    texts = texts_of(language)
    for problem in problems:
        print(printable(str(problem)))
    if problems:
        print(texts.ngettext("{number} problem was found.", "{number} problems were found.", len(problems)))
    else:
        print(texts.gettext("The store is sound."))
    return not problems


def told_extensions(found: Sequence[Extension], language: str, *, as_json: bool) -> bool:
    """What plug-ins add; whether all of it may be used."""
    texts, fine = texts_of(language), not any(each.problems for each in found)
    if as_json:
        write(json_of([asdict(each) | {"problems": [str(text) for text in each.problems]} for each in found]), None)
        return fine
    for each in found:
        added = (*each.gap_codes, *each.questions, *each.formats)
        print(printable(f"{each.name} ({each.distribution}): {', '.join(added)}"))
        for problem in each.problems:
            print(printable(f"    {texts.sentence(problem)}"))
    if not found:
        print(texts.gettext("No plug-in is installed."))
    return fine


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


def _revision_line(revision: Revision, who: Callable[[str], str]) -> None:
    author = who(revision.author) if kind_of_id(revision.author) == "person" else revision.author
    moment = f"{revision.at:%Y-%m-%d %H:%M:%S}"
    line = f"{revision.number}  {moment}  {author}  {len(revision.changes)}  {revision.reason}"
    print(printable(line.rstrip()))


def _doubt(doubt: Doubt, texts: Texts) -> None:
    places = tuple(map(str, (doubt.address, *doubt.also)))
    more = ", ..." if len(places) > MOST_PLACES else ""
    say(f"{', '.join(places[:MOST_PLACES])}{more}: {texts.say(doubt.text)}")
    say(f"    id: {doubt.id}")
    for suggestion in doubt.suggestions:
        say(f"    pick {suggestion.pick}  ({suggestion.said(texts)})")


def say(text: str) -> None:
    """A line for whoever looks on, beside the data."""
    print(printable(text), file=sys.stderr)


def _change_line(change: RecordChange) -> str:
    """A record with the fields that change; of an added one none, they are all new."""
    fields = () if change.effect == "added" else change.fields
    shown = f"  ({', '.join(map(_field, fields))})" if fields else ""
    return f"  {change.kind} {change.id}{shown}"


def _field(change: FieldChange) -> str:
    return f"{change.field}: {_short(change.before)} -> {_short(change.after)}"


def _lines(lines: Iterable[str], texts: Texts) -> None:
    for number, line in enumerate(lines):
        if number == MOST_LINES:
            print(texts.gettext("  ... (all of them with --json)"))
            return
        print(printable(line))


def _short(value: Any) -> str:
    text = "-" if value is None else str(value)
    return printable(text if len(text) <= 80 else f"{text[:77]}...")
