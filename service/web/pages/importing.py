"""Bringing files in: upload, look at the difference and answer what is unclear, take over, undo."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from starlette.datastructures import UploadFile
from starlette.responses import Response

from graph.domain.changes import Revision
from graph.domain.days import day_if_asked
from graph.domain.errors import Conflict, InvalidInput, NotFound, Problem
from graph.domain.kinds import Organisation
from graph.domain.text import Quoted, Text
from graph.model.differences import changes_against
from graph.usecases import importing, read
from graph.usecases.change.draft import Draft, is_as_before
from graph.usecases.change.records import RevertRevision, revert_revision
from graph.usecases.importing import Doubt, ImportRequest, NamedBytes, Outcome, Progress, Stopped
from graph.usecases.unfinished import drop_unfinished
from graph.words.titles import reason_text
from service.web.differences import DifferenceGroup, difference_groups, reversed_changes
from service.web.doubts import ANSWER_FIELDS, CARRIED, MOST_ASKED, Answers, answers_of, lists_for, shown_questions
from service.web.forms.entered import form_of
from service.web.forms.halfway import UNFINISHED, at_step, kept_step
from service.web.links import address
from service.web.notes import ShownNotes, shown_notes
from service.web.problems import ShownProblem, shown_left_out, shown_problems
from service.web.routes import PageRoute, for_keepers
from service.web.uploads import MOST_BYTES
from service.web.visit import Crumb, Visit
from service.web.work import Job

__all__ = ["FILE_NAME", "IMPORT", "ROUTES"]

MOST_FILES = 20
MEGABYTE = 1_000_000
ROOM_FOR_THE_FORM = 100_000
IMPORT = START = "/invoeren"
FILE_NAME = "bestand"
"""Names a file of an import that was left half-way."""
MOST_ROUNDS = 6
PATIENCE_SECONDS = 2.0
"""So long a reader waits for a page before being told how far it is."""
MOST_ANSWERS = 5_000_000
"""Bytes of a form with answers: those to a long file travel in it."""


Fields = tuple[tuple[str, str], ...]
"""Names and texts of a form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How an upload is to be read; it travels in the address and in the form.

    Attributes:
        key: of the upload.
        on: the day from which it holds; None = today.
        retire: whether what the same source once brought, and the files no longer have, ends.
        progress: of the reading for this page.
    """

    key: str
    on: date | None = None
    retire: bool = False
    progress: Progress = field(default_factory=Progress, compare=False)

    @property
    def path(self) -> str:
        """The page with what it would do."""
        return address(
            f"{START}/bestand/{self.key}",
            vanaf=self.on.isoformat() if self.on else None,
            stoppen="ja" if self.retire else None,
        )

    def pictured(self, place: str) -> str:
        """The page with what stands around a place in the files."""
        return address(f"{START}/bestand/{self.key}/plaats", plaats=place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What an import would do, as far as it could be read.

    Attributes:
        outcome: the difference; None when there are problems.
        doubts: what waits for an answer.
        answered: what was answered.
        problems: why it cannot be taken over.
    """

    outcome: Outcome | None
    doubts: tuple[Doubt, ...] = ()
    answered: tuple[Doubt, ...] = ()
    problems: tuple[Problem, ...] = field(default=())


def start(visit: Visit) -> Response:
    """The form to choose files."""
    return _start_page(visit)


async def upload(visit: Visit) -> Response:
    """Take the files of the form, and go to the page with what they would do."""
    files = await _files(visit)
    if len(files) > MOST_FILES:
        error = visit._("Choose at most {number} files at a time.", number=MOST_FILES)
        return _start_page(visit, error=error, status=422)
    if not files:
        return _start_page(visit, error=visit._("Choose a file first."), status=422)
    try:
        on = day_if_asked(visit.sent("vanaf"), field="vanaf")
    except InvalidInput:
        return _start_page(visit, error=visit._("This is not a day: choose it in the calendar."), status=422)
    try:
        known = await asyncio.to_thread(importing.format_of_all, files)
    except InvalidInput as error:
        return _start_page(visit, problems=shown_problems(visit, error.problems), status=422)
    retire = bool(visit.sent("stoppen")) and known.can_retire
    wanted = Wanted(key=visit.uploads.put(visit.session.key, files), on=on, retire=retire)
    return await _at_step(visit, wanted, files, _sent_answers(visit))


async def look(visit: Visit) -> Response:
    """What the files would do, and what they ask."""
    wanted = Wanted(
        key=visit.request.path_params["key"],
        on=day_if_asked(visit.asked("vanaf"), field="vanaf"),
        retire=bool(visit.asked("stoppen")),
    )
    files = visit.uploads.get(visit.session.key, wanted.key)
    step = await at_step(visit)
    if not files and step is None and visit.asked(UNFINISHED):
        return visit.redirect(START, message=visit._("These files were taken over or given up."))
    left = step or visit
    if not files:
        return _gone(left)
    job = visit.uploads.work.job((visit.session.key, wanted.key))
    if job is not None and job.path == visit.path_with_query:
        await asyncio.wait({job.page}, timeout=PATIENCE_SECONDS)
        return _page_of(visit, wanted, job)
    return await _when_ready(visit, wanted, _look_page(left, wanted, files), path=visit.path_with_query)


async def busy(visit: Visit) -> Response:
    """How far the reading of a long file is, until the page that it is for is there."""
    wanted = Wanted(key=visit.request.path_params["key"])
    job = visit.uploads.work.job((visit.session.key, wanted.key))
    if job is None:
        return visit.redirect(wanted.path)
    await asyncio.wait({job.page}, timeout=PATIENCE_SECONDS)
    if job.page.done() and job.path:
        return visit.redirect(job.path)
    return _page_of(visit, wanted, job)


def stop(visit: Visit) -> Response:
    """Stop the reading of a long file."""
    visit.uploads.work.stop((visit.session.key, visit.request.path_params["key"]))
    return visit.redirect(START, message=visit._("Stopped. Nothing was taken over."))


async def answer(visit: Visit) -> Response:
    """Look again with the answers of the form, take over, or leave it."""
    wanted = Wanted(
        key=visit.request.path_params["key"],
        on=day_if_asked(visit.sent("vanaf"), field="vanaf"),
        retire=bool(visit.sent("stoppen")),
    )
    if visit.sent("action") == "leave":
        visit.uploads.drop(visit.session.key, wanted.key)
        await drop_unfinished(visit.desk, visit.viewer, IMPORT, "")
        return visit.redirect(START, message=visit._("Nothing was taken over."))
    files = visit.uploads.get(visit.session.key, wanted.key)
    if not files:
        return _gone(visit)
    if visit.sent("action") in ("save", "take"):
        return await _when_ready(visit, wanted, _answered(visit, wanted, files))
    return await _at_step(visit, wanted, files, _sent_answers(visit))


async def _at_step(visit: Visit, wanted: Wanted, files: tuple[NamedBytes, ...], answers: Fields) -> Response:
    """Go to the page with what the files would do with these answers, of which it keeps what was typed."""
    names = tuple((FILE_NAME, file.name) for file in files)
    asked = ((name, visit.sent(name)) for name in ("action", "revision"))
    fields = (*names, *answers, *asked)
    step = await kept_step(visit, IMPORT, "", path=wanted.path, fields=(one for one in fields if one[1]))
    if step is not None:
        return visit.redirect(step)
    return await _when_ready(visit, wanted, _look_page(visit.with_form(form_of(fields)), wanted, files))


async def _answered(visit: Visit, wanted: Wanted, files: tuple[NamedBytes, ...]) -> Response:
    answers = answers_of(visit, without_suggested=visit.sent("action") == "save")
    if visit.sent("action") == "take":
        answers = await _with_all_suggestions(visit, wanted, files, answers)
        waiting = tuple(field for field in _sent_answers(visit) if field[0][2:] in answers.errors)
        return await _at_step(visit, wanted, files, (*waiting, (CARRIED, answers.carried(()))))
    if visit.sent("revision") == str(visit.desk.revision) and not answers.errors:
        return await _take_over(visit, wanted, files, answers)
    return await _at_step(visit, wanted, files, _sent_answers(visit))


async def _when_ready(
    visit: Visit, wanted: Wanted, making: Coroutine[Any, Any, Response], *, path: str = ""
) -> Response:
    """The page of an address, or when it takes long one that tells how far it is."""
    job = visit.uploads.work.begin((visit.session.key, wanted.key), making, wanted.progress, path)
    await asyncio.wait({job.page}, timeout=PATIENCE_SECONDS)
    if job.page.done():
        return _page_of(visit, wanted, job)
    return visit.redirect(f"{START}/bestand/{wanted.key}/bezig")


def _page_of(visit: Visit, wanted: Wanted, job: Job) -> Response:
    if job.page.done():
        visit.uploads.work.finish((visit.session.key, wanted.key))
        try:
            return job.page.result()
        except Stopped:
            return visit.redirect(START, message=visit._("Stopped. Nothing was taken over."))
    shown = visit.page(
        "import_busy.html",
        title=visit._("The file is being read"),
        crumbs=(Crumb(text=visit._("Import"), href=START),),
        done=job.progress.done,
        total=job.progress.total,
        stop=f"{START}/bestand/{wanted.key}/bezig",
    )
    shown.headers["refresh"] = "1"
    return shown


async def picture(visit: Visit) -> Response:
    """What stands around a place in the files."""
    wanted, place = Wanted(key=visit.request.path_params["key"]), visit.asked("plaats")
    files = visit.uploads.get(visit.session.key, wanted.key)
    if not files:
        return _gone(visit)
    shown = await asyncio.to_thread(importing.picture_of, files, place)
    if shown is None:
        raise NotFound(Text("{text} in the file", text=Quoted(place, most=60)), Text("Go back to the questions"))
    return visit.page(
        "import_picture.html",
        title=visit._("What stands at {place}?", place=place),
        crumbs=(Crumb(text=visit._("Import"), href=START), Crumb(text=visit._("What is in it?"), href=wanted.path)),
        picture=shown,
    )


async def done(visit: Visit) -> Response:
    """What an import did."""
    revision = await _revision(visit)
    groups = await asyncio.to_thread(difference_groups, visit, revision.changes)
    key = visit.asked("bestand")
    kept = visit.uploads.get(visit.session.key, key) if key else ()
    return visit.page(
        "import_done.html",
        title=visit._("Taken over"),
        crumbs=(Crumb(text=visit._("Import"), href=START),),
        groups=groups,
        revision=revision.number,
        again=Wanted(key=key).path if kept else None,
        schools=read.number_of(visit.world, Organisation),
    )


async def undo_preview(visit: Visit) -> Response:
    """What undoing a revision would do, and what stays."""
    revision = await _revision(visit)
    undone = await revert_revision(Draft(visit.desk), visit.viewer, RevertRevision(revision=revision.number))
    kept = {left.record for left in undone.left_out}
    changes = tuple(
        change for change in reversed_changes(revision.changes, without=kept) if is_as_before(visit.world, change)
    )
    groups = await asyncio.to_thread(difference_groups, visit, changes, undone.snapshot)
    return visit.page(
        "import_undo.html",
        title=visit._("Undo"),
        crumbs=(Crumb(text=visit._("What changed?"), href="/geschiedenis"),),
        groups=groups,
        left_out=shown_left_out(visit, undone.left_out),
        revision=revision.number,
        reason=reason_text(revision.reason, visit.texts, visit.name),
        expected=visit.desk.revision,
    )


async def undo(visit: Visit) -> Response:
    """Undo a revision, when nothing changed since it was shown what that does."""
    number = _number(visit)
    expected = visit.sent("expected")
    request = RevertRevision(revision=number, expected_revision=int(expected) if expected.isdecimal() else None)
    try:
        undone = await revert_revision(visit.desk, visit.viewer, request)
    except Conflict:
        message = visit._("Somebody else changed something in the meantime. Look again at what this does.")
        return visit.redirect(f"{START}/ongedaan/{number}", message=message)
    if undone.left_out:
        return visit.redirect("/geschiedenis", message=visit._("Undone, except for what was changed later."))
    return visit.redirect("/geschiedenis", message=visit._("Undone."))


# Looking


async def _with_all_suggestions(
    visit: Visit, wanted: Wanted, files: tuple[NamedBytes, ...], answers: Answers
) -> Answers:
    """The answers with every suggestion taken, also those that only come up when others are."""
    for _ in range(MOST_ROUNDS):
        found = await _looked(visit, wanted, files, answers)
        more = answers.with_suggestions(found.doubts)
        if more.given == answers.given:
            break
        answers = more
    return answers


async def _look_page(visit: Visit, wanted: Wanted, files: tuple[NamedBytes, ...]) -> Response:
    """What the files would do, with the answers that the form of the visit holds."""
    answers = answers_of(visit, without_suggested=visit.sent("action") == "save")
    found = await _looked(visit, wanted, files, answers)
    answers = _with_refusals(visit, answers, found.problems)
    refused = set(answers.errors)
    still_open = [doubt for doubt in (*found.doubts, *found.answered) if doubt.id in refused]
    waiting = {doubt.id: doubt for doubt in (*still_open, *found.doubts)}
    open_ones = shown_questions(
        visit, _without_suggestion_first(waiting.values())[:MOST_ASKED], answers, wanted.pictured
    )
    rest = [one for one in found.answered if one.id not in waiting]
    answered = shown_questions(visit, rest[:MOST_ASKED], answers, wanted.pictured)
    imported = found.outcome.imported if found.outcome else None
    groups = await asyncio.to_thread(_groups, visit, found.outcome)
    problems = [problem for problem in found.problems if problem.doubt not in refused]
    return visit.page(
        "import_look.html",
        title=visit._("What is in it?"),
        status=422 if problems or answers.errors else 200,
        crumbs=(Crumb(text=visit._("Import"), href=START),),
        wanted=wanted,
        files=tuple((file.name, _size(visit, file)) for file in files),
        format=visit.texts.gettext((await asyncio.to_thread(importing.format_of_all, files)).title),
        groups=groups,
        questions=open_ones,
        total_questions=len(waiting),
        suggestions=sum(bool(one.suggested) for one in waiting.values()),
        answered=answered,
        total_answered=len(rest),
        carried=answers.carried((*open_ones, *answered)),
        lists=lists_for(visit, (*open_ones, *answered)),
        notes=shown_notes(visit, imported.notes) if imported else ShownNotes(),
        problems=shown_problems(visit, problems),
        total_problems=len(problems),
        changed_meanwhile=visit.sent("revision") not in ("", str(visit.desk.revision)),
        revision=visit.desk.revision,
    )


def _without_suggestion_first(doubts: Iterable[Doubt]) -> list[Doubt]:
    """The order of the file, after those that somebody has to answer, so that none of these is beyond the list."""
    return sorted(doubts, key=lambda doubt: bool(doubt.suggested))


async def _looked(visit: Visit, wanted: Wanted, files: tuple[NamedBytes, ...], answers: Answers) -> Look:
    """What the files would do, without the answers that do not fit; those are among the problems."""
    try:
        request = _request(wanted, files, answers)
        outcome = await importing.preview(visit.desk, visit.viewer, request, wanted.progress)
    except InvalidInput as error:
        refused = _refused(answers, error.problems)
        if not refused:
            return Look(outcome=None, problems=error.problems)
        kept = {doubt: answer for doubt, answer in answers.given.items() if doubt not in refused}
        without = await _looked(visit, wanted, files, replace(answers, given=kept))
        return replace(without, problems=(*error.problems, *without.problems))
    imported = outcome.imported
    return Look(outcome=outcome, doubts=imported.doubts, answered=imported.answered)


async def _take_over(visit: Visit, wanted: Wanted, files: tuple[NamedBytes, ...], answers: Answers) -> Response:
    try:
        outcome = await importing.bring_in(
            visit.desk, visit.viewer, _with_reason(visit, _request(wanted, files, answers))
        )
    except InvalidInput:
        return await _at_step(visit, wanted, files, _sent_answers(visit))
    if outcome.revision is None:
        return await _at_step(visit, wanted, files, _sent_answers(visit))
    await drop_unfinished(visit.desk, visit.viewer, IMPORT, "")
    waiting = len(outcome.imported.doubts)
    if not waiting:
        visit.uploads.drop(visit.session.key, wanted.key)
    return visit.redirect(address(f"{START}/klaar/{outcome.revision}", bestand=wanted.key if waiting else None))


def _request(wanted: Wanted, files: tuple[NamedBytes, ...], answers: Answers) -> ImportRequest:
    return ImportRequest(files=files, answers=answers.file, retire=wanted.retire, on=wanted.on)


def _with_reason(visit: Visit, request: ImportRequest) -> ImportRequest:
    """The request with, for the change log, which files were brought in."""
    names = visit.texts.listing([file.name for file in request.files])
    return replace(request, reason=visit._("import of {names}", names=names))


def _with_refusals(visit: Visit, answers: Answers, problems: tuple[Problem, ...]) -> Answers:
    """The answers with, beside each that was refused, that it does not fit."""
    text = visit._("This does not fit here. Choose another answer.")
    return replace(answers, errors={**dict.fromkeys(_refused(answers, problems), text), **answers.errors})


def _refused(answers: Answers, problems: tuple[Problem, ...]) -> set[str]:
    """The doubts whose answers do not fit."""
    return {one.doubt for one in problems if one.doubt is not None and one.doubt in answers.given}


def _groups(visit: Visit, outcome: Outcome | None) -> tuple[DifferenceGroup, ...]:
    imported = outcome.imported if outcome else None
    if imported is None or imported.snapshot is None:
        return ()
    changes = changes_against(imported.snapshot, imported.changes)
    return difference_groups(visit, changes, imported.snapshot.apply(imported.changes))


# Files


async def _files(visit: Visit) -> tuple[NamedBytes, ...]:
    """The files of the form that hold something, without the folders of their names."""
    sent = [item for item in visit.form.getlist("bestand") if isinstance(item, UploadFile) and item.filename]
    return tuple([NamedBytes(_plain_name(item.filename or ""), await item.read()) for item in sent[: MOST_FILES + 1]])


def _plain_name(name: str) -> str:
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in last if letter.isprintable())[-120:] or "bestand"


def _size(visit: Visit, file: NamedBytes) -> str:
    if len(file.content) >= MEGABYTE:
        return f"{visit.texts.number(round(len(file.content) / MEGABYTE, 1))} MB"
    return f"{visit.texts.number(max(len(file.content) // 1000, 1))} kB"


def _start_page(
    visit: Visit, *, error: str = "", problems: tuple[ShownProblem, ...] = (), status: int = 200
) -> Response:
    return visit.page(
        "import_start.html", title=visit._("Import"), status=status, **_start_view(visit, error, problems)
    )


def _start_view(visit: Visit, error: str, problems: tuple[ShownProblem, ...]) -> dict[str, Any]:
    return {
        "error": error,
        "problems": problems,
        "formats": tuple(visit.texts.gettext(each.title) for each in _as_offered()),
        "suffixes": tuple(dict.fromkeys(suffix for each in _as_offered() for suffix in each.suffixes)),
        "retiring": visit.texts.listing([visit.texts.gettext(each.title) for each in _as_offered() if each.can_retire]),
        "megabytes": MOST_BYTES // MEGABYTE,
        "no_schools": not read.number_of(visit.world, Organisation),
        "day": visit.sent("vanaf"),
        "answers": _sent_answers(visit),
    }


def _as_offered() -> list[importing.Format]:
    """The formats that come in: first the tables that schools have, then other files, then the whole graph."""
    return sorted(importing.import_formats(), key=lambda each: (each.is_lossless, each.is_told_by_headings is None))


def _gone(visit: Visit) -> Response:
    """The file is no longer kept: ask for it again, and keep what was answered about it."""
    message = visit._("The file is no longer kept: it stays for half an hour, and not over a restart. Choose it again.")
    return _start_page(visit, error=message, status=410)


def _sent_answers(visit: Visit) -> Fields:
    """The fields of the form that hold answers, those to questions that are not on the screen too."""
    return tuple((name, visit.sent(name)) for name in visit.form if name[:2] in ANSWER_FIELDS or name == CARRIED)


# Revisions


async def _revision(visit: Visit) -> Revision:
    """The revision whose number the address has, as the reader may read it."""
    return read.visible_revision(visit.world, await visit.desk.logged(_number(visit)))


def _number(visit: Visit) -> int:
    text = str(visit.request.path_params["key"])
    return int(text) if text.isdecimal() and len(text) < 12 else 0


_ADDRESSES = (
    PageRoute(path=START, answer=start),
    PageRoute(path=START, answer=upload, method="POST", writes=True, body_limit=MOST_BYTES + ROOM_FOR_THE_FORM),
    PageRoute(path=f"{START}/bestand/{{key}}", answer=look),
    PageRoute(path=f"{START}/bestand/{{key}}", answer=answer, method="POST", writes=True, body_limit=MOST_ANSWERS),
    PageRoute(path=f"{START}/bestand/{{key}}/plaats", answer=picture),
    PageRoute(path=f"{START}/bestand/{{key}}/bezig", answer=busy),
    PageRoute(path=f"{START}/bestand/{{key}}/bezig", answer=stop, method="POST", writes=True),
    PageRoute(path=f"{START}/klaar/{{key}}", answer=done),
    PageRoute(path=f"{START}/ongedaan/{{key}}", answer=undo_preview),
    PageRoute(path=f"{START}/ongedaan/{{key}}", answer=undo, method="POST", writes=True),
)

ROUTES = tuple(replace(route, is_offered=for_keepers) for route in _ADDRESSES)
