"""Bringing files in, and writing the graph out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from graph.domain.errors import InvalidInput
from graph.domain.text import Text
from graph.usecases import exporting, importing
from graph.usecases.auditing import AuditAction, audited
from graph.usecases.desk import Desk
from graph.usecases.viewer import LOCAL_OWNER
from service.cli import output, writing
from service.cli.common import (
    JsonOption,
    KnownAtOption,
    LanguageOption,
    OnOption,
    OrganisationOption,
    OutputOption,
    StoreOption,
    day_of,
    moment_of,
    with_desk,
)
from service.config import read_settings
from service.web.language import texts_of
from service.wiring import institutions_api

__all__ = ["export", "import_files", "institutions"]

_FORMATS_IN = ", ".join(each.name for each in importing.import_formats())
_FORMATS_OUT = ", ".join(exporting.export_formats())


def import_files(
    files: Annotated[list[Path], typer.Argument(help="Files; what they are is seen from their content.")],
    store: StoreOption = None,
    format_name: Annotated[
        str | None,
        typer.Option("--format", help=f"One of: {_FORMATS_IN}."),
    ] = None,
    organisation: OrganisationOption = None,
    answers: Annotated[
        Path | None, typer.Option("--answers", help="Answers to earlier questions (YAML or JSON).")
    ] = None,
    retire: Annotated[
        bool, typer.Option("--retire", help="End what the same source once brought and no longer has.")
    ] = False,
    on: OnOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the difference, write nothing.")] = False,
    questions: Annotated[
        Path | None, typer.Option("--questions", help="Write what is asked into this file, ready to be answered.")
    ] = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring files in, of any of the formats that `--format` names."""
    request = importing.ImportRequest(
        files=tuple(importing.NamedBytes(str(path), path.read_bytes()) for path in files),
        format_name=format_name,
        organisation=organisation,
        answers=importing.NamedBytes(str(answers), answers.read_bytes()) if answers else None,
        retire=retire,
        on=day_of(on),
    )

    settings = read_settings(store=store, language=language)
    _check_form(questions, answers)

    async def run(desk: Desk) -> None:
        outcome = await (importing.preview if dry_run else importing.bring_in)(desk, LOCAL_OWNER, request)
        asked = outcome.imported.doubts
        if questions is not None and asked:
            form = importing.answers_form(asked, texts_of(settings.language), earlier=request.answers)
            writing.write(form, questions)
        output.imported(outcome, settings.language, dry_run=dry_run, as_json=as_json, form=questions)

    with_desk(settings, run, create=not dry_run, or_empty=dry_run)


def institutions(
    filters: Annotated[
        list[str] | None, typer.Option("--filter", help="Of the service: instelling_niveau=SO; may be repeated.")
    ] = None,
    boards: Annotated[
        list[str] | None, typer.Option("--board", help="Number of a board or community; only what lies under it.")
    ] = None,
    store: StoreOption = None,
    retire: Annotated[
        bool, typer.Option("--retire", help="End what the same question once brought and no longer has.")
    ] = False,
    on: OnOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the difference, write nothing.")] = False,
    to: Annotated[
        Path | None, typer.Option("--output", "-o", help="Only keep what is fetched in this file, to import it later.")
    ] = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring schools, boards, communities and sites in from the open data of the Flemish government."""
    from graph.usecases.institutions import fetch  # only what fetches needs an HTTP client

    settings = read_settings(store=store, language=language)
    fetched = fetch(institutions_api(settings), filters or (), boards or ())
    if to is not None:
        writing.write(fetched.content, to)
        return
    request = importing.ImportRequest(files=(fetched,), format_name="institutions", retire=retire, on=day_of(on))

    async def run(desk: Desk) -> None:
        outcome = await (importing.preview if dry_run else importing.bring_in)(desk, LOCAL_OWNER, request)
        output.imported(outcome, settings.language, dry_run=dry_run, as_json=as_json)

    with_desk(settings, run, create=not dry_run, or_empty=dry_run)


def export(
    format_name: Annotated[str, typer.Option("--format", help=f"One of: {_FORMATS_OUT}.")],
    organisation: OrganisationOption = None,
    store: StoreOption = None,
    on: OnOption = None,
    known_at: KnownAtOption = None,
    base: Annotated[
        str | None, typer.Option("--base", help="For jsonld: what stands before every id, https://.../ as a rule.")
    ] = None,
    anonymous: Annotated[
        bool, typer.Option("--anonymous", help="With invented people: for a test, a supplier, a course.")
    ] = False,
    to: OutputOption = None,
) -> None:
    """Write the whole graph out; as jsonld the state of a day, as takenoverzicht that of an organisation."""
    asked, moment = day_of(on), moment_of(known_at)

    async def run(desk: Desk) -> None:
        world = await desk.world(LOCAL_OWNER, on=asked, known_at=moment)
        written = exporting.export(world, format_name, organisation, base=base, with_invented_people=anonymous)
        await audited(desk, LOCAL_OWNER, AuditAction.EXPORTED, detail=format_name)
        writing.write(written, to)

    with_desk(read_settings(store=store), run)


def _check_form(questions: Path | None, answers: Path | None) -> None:
    """Refuse to write over a file, unless its answers are taken along."""
    if questions is not None and questions.exists() and questions != answers:
        raise InvalidInput.because(
            Text("{path} is there already", path=str(questions)),
            Text("Give another name, or take its answers along with --answers"),
            field="--questions",
        )
    if questions is not None and answers is not None and answers.read_bytes().lstrip().startswith(b"{"):
        raise InvalidInput.because(
            Text("The answers in {path} are JSON, to which no questions can be added", path=str(answers)),
            Text("Write them as YAML: a line a question, its id, a colon and the answer"),
            field="--questions",
        )
