"""The verbs to bring files in: look first (`preview`), then take them (`bring_in`)."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from graph.domain.changes import Change, RecordChange
from graph.domain.errors import Forbidden, InvalidInput
from graph.domain.text import Quoted, Series, Text
from graph.formats.detect import format_of_all
from graph.formats.format import Format, ReadingOptions
from graph.formats.picture import Picture, picture_of
from graph.formats.reading.answers import answers_form
from graph.formats.reading.progress import Progress, Stopped
from graph.formats.reading.result import Doubt, Imported, NamedBytes, Note, Suggestion
from graph.formats.table import readable
from graph.model.snapshot import Snapshot
from graph.usecases.desk import Desk
from graph.usecases.read import organisation_named
from graph.usecases.rights import rights_of
from graph.usecases.serving.committing import MakeChanges
from graph.usecases.viewer import Viewer
from graph.words.catalogue import in_each_language, texts_in

__all__ = [
    "Doubt",
    "Format",
    "ImportRequest",
    "NamedBytes",
    "Note",
    "Outcome",
    "Picture",
    "Progress",
    "Reader",
    "Stopped",
    "Suggestion",
    "answers_form",
    "bring_in",
    "check_keeper",
    "format_of_all",
    "import_formats",
    "noting",
    "picture_of",
    "preview",
    "telling_what_is_known",
]

MOST_NAMES = 3
Reader = Callable[[Snapshot], Imported]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRequest:
    """What is to be brought in.

    Attributes:
        files: of one format; several native files are one import.
        format_name: the name of one of `import_formats()`; None = see it from the content.
        organisation: for a takenoverzicht, the school or group that it is of; for people, the one of rows that name
            none; for a survey, the one where people belong who are new. None = as the file says, else it is asked.
        answers: to the doubts of an earlier try.
        retire: end what the same source once brought and the files no longer have, where the format can.
        on: the day from which that counts, and from which a takenoverzicht holds; None = today.
        reason: for the change log; None = the names of the files.
    """

    files: tuple[NamedBytes, ...]
    format_name: str | None = None
    organisation: str | None = None
    answers: NamedBytes | None = None
    retire: bool = False
    on: date | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What an import did, or would do.

    Attributes:
        imported: the difference, doubts and notes.
        revision: number of the revision that it made; None when nothing was written.
    """

    imported: Imported
    revision: int | None = None

    def plain(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "revision": self.revision,
            "difference": _difference_plain(self.imported),
            "questions": [_doubt_plain(doubt) for doubt in self.imported.doubts],
            "notes": [str(note) for note in self.imported.notes],
        }


def import_formats() -> tuple[Format, ...]:
    """The formats that can be brought in, in the order in which people are told of them."""
    return tuple(readable().values())


async def preview(desk: Desk, viewer: Viewer, request: ImportRequest, progress: Progress | None = None) -> Outcome:
    """What an import would do, without writing anything.

    Args:
        desk: of the instance.
        viewer: who asks.
        request: the files.
        progress: counts the rows of a long list, and may stop the reading.

    Raises:
        InvalidInput: every problem of the files.
        Forbidden: every record that the viewer may not change.
        Stopped: somebody stopped it.
    """
    check_keeper(desk, viewer)
    read = await _prepared(desk, viewer, request, progress or Progress())
    last: list[Imported] = []
    await desk.permitted_changes(noting(read, last), desk.snapshot, viewer)
    return Outcome(imported=last[0])


async def bring_in(desk: Desk, viewer: Viewer, request: ImportRequest) -> Outcome:
    """Take files in as one revision; what is unclear is left out and asked.

    Raises:
        InvalidInput: every problem of the files; nothing is written.
        Forbidden: every record that the viewer may not change; nothing is written.
    """
    check_keeper(desk, viewer)
    read = await _prepared(desk, viewer, request, Progress())
    last: list[Imported] = []
    committed = await desk.commit(
        noting(read, last),
        viewer=viewer,
        reason=request.reason or _reason(request.files),
        key=secrets.token_hex(16),
    )
    return Outcome(imported=last[0], revision=committed.revision.number if committed.revision else None)


def _reason(files: tuple[NamedBytes, ...]) -> str:
    """What was brought in, by the names of the files without their folders."""
    names = [file.name.replace("\\", "/").rpartition("/")[2] for file in files]
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return f"import of {', '.join(names[:MOST_NAMES])}{more}"


async def _prepared(desk: Desk, viewer: Viewer, request: ImportRequest, progress: Progress) -> Reader:
    """What reads the files of a request into a snapshot: who and what they mean may be anywhere in the register."""
    desk.check_holds_all()
    found = await _format(request)
    if found.takes_one_file and len(request.files) != 1:
        raise InvalidInput.because(
            Text("{number} files were given", number=len(request.files)),
            Text("Bring files of this format in one by one"),
            field="files",
        )
    world = await desk.world(viewer)
    options = ReadingOptions(
        on=request.on or desk.today(),
        organisation=organisation_named(world, request.organisation).id if request.organisation else None,
        answers=request.answers,
        retire=request.retire,
        progress=progress,
    )
    return telling_what_is_known(desk, viewer, partial(_read, found, request.files, options))


async def _format(request: ImportRequest) -> Format:
    if request.format_name is None:
        return await asyncio.to_thread(format_of_all, request.files)
    known = readable()
    if request.format_name not in known:
        raise InvalidInput.because(
            Text("{text} is not a format", text=Quoted(request.format_name, 40)),
            Text("Take one of: {choices}", choices=Series(tuple(known))),
            field="--format",
        )
    return known[request.format_name]


def _read(found: Format, files: tuple[NamedBytes, ...], options: ReadingOptions, snapshot: Snapshot) -> Imported:
    if found.read is None:
        raise TypeError(f"{found.name} does not come in")
    return found.read(files, snapshot, options)


def telling_what_is_known(desk: Desk, viewer: Viewer, read: Reader) -> Reader:
    """What reads a list, and asks and tells nothing but what its viewer may know.

    A colleague of elsewhere who is surely meant is found. Where a hidden one changes what is asked, noted or wrong, all
    is read as if they were nowhere; whoever is then made a second time is refused like every other change that meets
    what is hidden.

    Cost: reads twice, unless the viewer may know everything.
    """

    def reading(snapshot: Snapshot) -> Imported:
        known = desk.known_to(viewer, snapshot)
        whole = read(snapshot)
        if known is None:
            return whole
        as_known = read(known)
        return whole if _told(whole) == _told(as_known) else as_known

    return reading


def _told(imported: Imported) -> tuple[object, ...]:
    return imported.doubts, imported.answered, imported.notes, imported.problems


def noting(read: Reader, last: list[Imported]) -> MakeChanges:
    """What reads a list for a change, and notes what was read last; a list with problems changes nothing."""

    def make(snapshot: Snapshot) -> tuple[Change, ...]:
        last[:] = [read(snapshot)]
        if last[0].problems:
            raise InvalidInput(last[0].problems)
        return last[0].changes

    return make


def check_keeper(desk: Desk, viewer: Viewer) -> None:
    """Do nothing for whoever keeps some of the register: what a list would change tells much of it.

    Raises:
        Forbidden: the viewer keeps none of it.
    """
    if not rights_of(viewer, desk.snapshot, desk.today()).is_keeper_anywhere():
        raise Forbidden(Text("Lists are brought in by whoever keeps the register. Ask a keeper, or the owner."))


def _difference_plain(imported: Imported) -> dict[str, Any]:
    found = imported.difference
    return {
        effect: [_change_plain(change, change.id in imported.corrected) for change in changes]
        for effect, changes in found.by_effect()
    }


def _change_plain(change: RecordChange, correction: bool) -> dict[str, Any]:
    return {
        "id": change.id,
        "kind": change.kind,
        "correction": correction,
        "fields": [{"field": f.field, "before": f.before, "after": f.after} for f in change.fields],
    }


def _doubt_plain(doubt: Doubt) -> dict[str, Any]:
    return {
        "id": doubt.id,
        "kind": doubt.kind,
        "address": str(doubt.address),
        "also": list(map(str, doubt.also)),
        "value": doubt.value,
        "text": in_each_language(doubt.text),
        "suggestions": [_suggestion_plain(suggestion) for suggestion in doubt.suggestions],
        "choices": list(doubt.choices),
        "suggested": doubt.suggested,
        "certainty": doubt.certainty if doubt.suggested else "",
    }


def _suggestion_plain(suggestion: Suggestion) -> dict[str, Any]:
    why = {} if suggestion.why is None else in_each_language(suggestion.why)
    return {"pick": suggestion.pick, "name": suggestion.called(texts_in()), "why": why}
