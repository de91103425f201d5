"""The command line: each command reads its words, calls one use case, and prints what it gives.

Data goes to stdout, messages to stderr. Exit codes: 0 fine, 1 an asked check failed, 2 wrong input or no store.

What only one command needs and is slow to import (the web service, the drawing of a page) is imported in that
command, so that the others start at once; `tests/cli/test_start.py` holds the list.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from graph.domain.errors import InvalidInput, MandaatwijzerError
from graph.reports.bus_factor import bus_factor_json
from graph.reports.changes import changes_json
from graph.reports.expertise import candidates_json, overview_json, path_json
from graph.reports.gaps import gaps_json
from graph.reports.load import load_json
from graph.reports.responsibility import responsibility_json
from graph.reports.translations import texts_in
from graph.usecases import analyse, change, exporting, gaps_over_time, importing, loads, read, reporting
from graph.usecases.desk import Desk
from graph.usecases.viewer import LOCAL_OWNER
from graph.usecases.world import World
from service import cli_output as output
from service import cli_reports as reports
from service.cli_analyses import analyses, report_bridges, report_scarcity
from service.cli_common import (
    DeadlineOption,
    FormatOption,
    JsonOption,
    KnownAtOption,
    LanguageOption,
    OnOption,
    OrganisationOption,
    OutputOption,
    StoreOption,
    ask,
    day_of,
    moment_of,
    with_desk,
)
from service.cli_documents import documents
from service.cli_time import report_gap_history, report_next_school_year
from service.config import read_settings
from service.log import log_to_stderr

__all__ = ["app", "main"]

T = TypeVar("T")

app = typer.Typer(
    name="mandaatwijzer",
    help="Who decides, executes, steers and is contact point for the ICT of schools; and who knows what.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=True,
)
neo4j = typer.Typer(help="A Neo4j to develop with.", no_args_is_help=True)
app.add_typer(neo4j, name="neo4j")


def main() -> None:
    """Run the command that was typed; a user's mistake gives a message and exit code 2, never a traceback."""
    log_to_stderr()
    try:
        app(prog_name="mandaatwijzer")
    except MandaatwijzerError as error:
        print(output.error_text(error), file=sys.stderr)
        raise SystemExit(2) from None
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        raise SystemExit(2) from None
    except BrokenPipeError:
        sys.stderr.close()
        raise SystemExit(0) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None


# Serving


@app.command()
def demo(
    port: Annotated[int | None, typer.Option("--port", min=0, max=65535, help="Port; 0 = any free one.")] = None,
) -> None:
    """Serve the example school group from a fresh store; prints the address."""
    from service import cli_tools

    cli_tools.demo(read_settings(port=port))


@app.command()
def serve(
    store: StoreOption = None,
    host: Annotated[str | None, typer.Option("--host", help="Address to listen on; loopback only.")] = None,
    port: Annotated[int | None, typer.Option("--port", min=0, max=65535, help="Port; 0 = any free one.")] = None,
) -> None:
    """Serve a store: GraphQL, a start page and health checks. Without sign-in on loopback only."""
    from service import cli_tools

    cli_tools.serve(read_settings(store=store, host=host, port=port))


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def test(context: typer.Context) -> None:
    """Run the tests; the arguments go to pytest."""
    from service import cli_tools

    raise typer.Exit(cli_tools.run_tests(context.args))


@neo4j.command("dev")
def neo4j_dev(
    folder: Annotated[
        Path | None, typer.Option("--folder", help="Where its data stay; a folder in the cache if absent.")
    ] = None,
) -> None:
    """Start a local Neo4j without a container engine; needs Java and Maven."""
    from service import cli_tools

    cli_tools.neo4j_dev(folder)


# Bringing in and out


@app.command("import")
def import_files(
    files: Annotated[list[Path], typer.Argument(help="Files; what they are is seen from their content.")],
    store: StoreOption = None,
    format_name: Annotated[
        str | None, typer.Option("--format", help=f"One of: {', '.join(importing.IMPORT_FORMATS)}.")
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
    """Bring files in: native format, GraphML, people, a takenoverzicht, a survey, institutions, a taxonomy."""
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
        asked = outcome.imported.questions
        if questions is not None and asked:
            form = importing.answers_form(asked, settings.language, earlier=request.answers)
            questions.write_text(form, encoding="utf-8")
        output.imported(outcome, settings.language, dry_run=dry_run, as_json=as_json, form=questions)

    with_desk(settings, run, create=not dry_run, or_empty=dry_run)


@app.command()
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
    from service.institutions import fetch_institutions, filters_of, institutions_api

    settings = read_settings(store=store, language=language)
    fetched = fetch_institutions(institutions_api(settings), filters_of(filters or ()), boards=boards or ())
    if to is not None:
        output.write(fetched.content, to)
        return
    request = importing.ImportRequest(files=(fetched,), format_name="institutions", retire=retire, on=day_of(on))

    async def run(desk: Desk) -> None:
        outcome = await (importing.preview if dry_run else importing.bring_in)(desk, LOCAL_OWNER, request)
        output.imported(outcome, settings.language, dry_run=dry_run, as_json=as_json)

    with_desk(settings, run, create=not dry_run, or_empty=dry_run)


@app.command()
def export(
    format_name: Annotated[str, typer.Option("--format", help=f"One of: {', '.join(exporting.EXPORT_FORMATS)}.")],
    organisation: OrganisationOption = None,
    store: StoreOption = None,
    on: OnOption = None,
    known_at: KnownAtOption = None,
    base: Annotated[
        str | None, typer.Option("--base", help="For jsonld: what stands before every id, https://.../ as a rule.")
    ] = None,
    to: OutputOption = None,
) -> None:
    """Write the whole graph out; as jsonld the state of a day, as takenoverzicht that of an organisation."""
    before = exporting.BASE if base is None else base
    ask(
        store,
        on,
        known_at,
        lambda world: output.write(exporting.export(world, format_name, organisation, base=before), to),
    )


# Reports

report = typer.Typer(help="Reports for analysts.", no_args_is_help=True)
app.add_typer(report, name="report")


HISTORY_SECONDS = 20.0
"""What the picture of past school years may take when no deadline is given: the report itself does not wait for it."""


@report.command("gaps")
def report_gaps(
    organisation: OrganisationOption = None,
    store: StoreOption = None,
    on: OnOption = None,
    known_at: KnownAtOption = None,
    format_name: FormatOption = "md",
    language: LanguageOption = None,
    to: OutputOption = None,
    fail_on: Annotated[
        str | None, typer.Option("--fail-on", help="Exit with 1 when a finding is at least this severe.")
    ] = None,
    accepted: Annotated[
        bool | None, typer.Option("--accepted/--open", help="Only what is, or is not, knowingly left as it is.")
    ] = None,
    rule: Annotated[
        list[str] | None, typer.Option("--rule", metavar="CODE", help="Look for this code only; may be repeated.")
    ] = None,
    deadline: DeadlineOption = None,
) -> None:
    """What is not arranged, and what to do about it."""
    severity = output.known_severity(fail_on)
    chosen = reports.known_format(format_name, to)
    settings = read_settings(store=store, language=language)

    def answer(world: World) -> bool:
        found = analyse.gaps(
            world, organisation, rules=rule or None, accepted=accepted, deadline=output.deadline(deadline)
        )
        reports.show(
            chosen,
            to,
            values=lambda: gaps_json(found, known_at=world.known_at),
            report=lambda: reporting.gaps(
                world, found, texts_in(settings.language), deadline=output.deadline(deadline or HISTORY_SECONDS)
            ),
        )
        return severity is not None and output.at_least(found, severity)

    if ask(store, on, known_at, answer):
        raise typer.Exit(1)


@report.command("bus-factor")
def report_bus_factor(
    organisation: OrganisationOption = None,
    store: StoreOption = None,
    on: OnOption = None,
    known_at: KnownAtOption = None,
    items: Annotated[str, typer.Option("--items", help="mandates, expertise or crossed.")] = "mandates",
    mandate: Annotated[list[str] | None, typer.Option("--mandate", help="Only this kind of mandate.")] = None,
    task_group: Annotated[list[str] | None, typer.Option("--task-group", help="Only below this task group.")] = None,
    share: Annotated[
        str, typer.Option("--share", help="Share of the items for the critical set: 0.5, 1/3, 50%.")
    ] = "1/2",
    format_name: FormatOption = "md",
    language: LanguageOption = None,
    to: OutputOption = None,
    deadline: DeadlineOption = 20.0,
) -> None:
    """What hangs on one colleague, and the smallest group that leaves a share of it unfilled."""
    chosen = reports.known_format(format_name, to)
    settings = read_settings(store=store, language=language)

    def answer(world: World) -> None:
        found = analyse.bus_factor(
            world,
            organisation,
            items=items,
            mandates=mandate or (),
            task_groups=task_group or (),
            share=analyse.share_of(share),
            deadline=output.deadline(deadline),
        )
        reports.show(
            chosen,
            to,
            values=lambda: bus_factor_json(found),
            report=lambda: reporting.bus_factor(world, found, texts_in(settings.language)),
        )

    ask(store, on, known_at, answer)


@report.command("expertise")
def report_expertise(
    organisation: OrganisationOption = None,
    store: StoreOption = None,
    on: OnOption = None,
    known_at: KnownAtOption = None,
    level: Annotated[int, typer.Option("--level", min=1, max=5, help="From this level somebody counts.")] = 1,
    format_name: FormatOption = "md",
    language: LanguageOption = None,
    to: OutputOption = None,
) -> None:
    """Which topics are known, and by how many."""
    chosen = reports.known_format(format_name, to)
    settings = read_settings(store=store, language=language)

    def answer(world: World) -> None:
        found = analyse.expertise(world, organisation, level=level)
        reports.show(
            chosen,
            to,
            values=lambda: overview_json(found),
            report=lambda: reporting.expertise(world, found, texts_in(settings.language)),
        )

    ask(store, on, known_at, answer)


@report.command("load")
def report_load(
    organisation: OrganisationOption = None,
    store: StoreOption = None,
    on: OnOption = None,
    known_at: KnownAtOption = None,
    format_name: FormatOption = "md",
    language: LanguageOption = None,
    to: OutputOption = None,
    deadline: DeadlineOption = None,
) -> None:
    """How many hours the work asks, against the appointments."""
    chosen = reports.known_format(format_name, to)
    settings = read_settings(store=store, language=language)

    def answer(world: World) -> None:
        found = loads.load(world, organisation, deadline=output.deadline(deadline))
        reports.show(
            chosen,
            to,
            values=lambda: load_json(found),
            report=lambda: reporting.load(world, found, texts_in(settings.language)),
        )

    ask(store, on, known_at, answer)


@report.command("changes")
def report_changes(
    organisation: OrganisationOption = None,
    store: StoreOption = None,
    on: OnOption = None,
    known_at: KnownAtOption = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="DATE", help="The earlier day; the first of the school year if absent."),
    ] = None,
    since_known_at: Annotated[
        str | None,
        typer.Option("--since-known-at", metavar="R", help="The earlier moment as it was known then."),
    ] = None,
    format_name: FormatOption = "md",
    language: LanguageOption = None,
    to: OutputOption = None,
    deadline: DeadlineOption = None,
) -> None:
    """What changed between two moments, and what that opened and closed."""
    chosen = reports.known_format(format_name, to)
    settings = read_settings(store=store, language=language)
    day, earlier_day = day_of(on), day_of(since, "--since")
    moment, earlier_moment = moment_of(known_at), moment_of(since_known_at)

    async def run(desk: Desk) -> None:
        after = await desk.world(LOCAL_OWNER, on=day, known_at=moment)
        past = (
            await desk.world(LOCAL_OWNER, on=after.on, known_at=earlier_moment) if earlier_moment is not None else None
        )
        before = gaps_over_time.earlier_world(after, earlier_day, past)
        found = await gaps_over_time.what_changed(desk, before, after, organisation, deadline=output.deadline(deadline))
        reports.show(
            chosen,
            to,
            values=lambda: changes_json(found),
            report=lambda: reporting.changes(before, after, found, texts_in(settings.language)),
        )

    with_desk(settings, run)


report.command("gap-history")(report_gap_history)
report.command("next-school-year")(report_next_school_year)
report.command("bridges")(report_bridges)
report.command("scarcity")(report_scarcity)
app.add_typer(analyses)
app.add_typer(documents)


# Questions


@app.command()
def who(
    subject: Annotated[str, typer.Argument(help="Task or decision: id, name or an everyday word.")],
    at: Annotated[str, typer.Option("--at", help="Organisation: id or number.")],
    store: StoreOption = None,
    on: OnOption = None,
    known_at: KnownAtOption = None,
    amount: Annotated[int | None, typer.Option("--amount", min=0, help="EUR, excluding VAT.")] = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
    format_name: FormatOption = "md",
    to: OutputOption = None,
) -> None:
    """Who decides, executes, steers and is contact point."""
    chosen = reports.known_format("json" if as_json else format_name, to)
    settings = read_settings(store=store, language=language)

    def answer(world: World) -> None:
        found = read.responsible(world, at, subject, amount_eur=amount)
        reports.show(
            chosen,
            to,
            values=lambda: responsibility_json(found),
            report=lambda: reporting.responsibility(world, found, texts_in(settings.language)),
        )

    ask(store, on, known_at, answer)


@app.command()
def find(
    topics: Annotated[list[str], typer.Argument(help="Topics: id, name or an everyday word.")],
    store: StoreOption = None,
    on: OnOption = None,
    level: Annotated[int, typer.Option("--level", min=1, max=5, help="From this level somebody counts.")] = 2,
    within: Annotated[str | None, typer.Option("--in", help="Only people of this organisation and below.")] = None,
    near: Annotated[str | None, typer.Option("--for", help="The organisation that asks, for the distance.")] = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
    format_name: FormatOption = "md",
    to: OutputOption = None,
) -> None:
    """Who knows what."""
    chosen = reports.known_format("json" if as_json else format_name, to)
    settings = read_settings(store=store, language=language)

    def answer(world: World) -> None:
        known = [read.topic_named(world, topic).id for topic in topics]
        found = analyse.find_expertise(world, known, level=level, within=within, near=near)
        reports.show(
            chosen,
            to,
            values=lambda: {"candidates": candidates_json(found)},
            report=lambda: reporting.candidates(world, found, known, texts_in(settings.language)),
        )

    ask(store, on, None, answer)


@app.command()
def path(
    asker: Annotated[str, typer.Option("--from", help="Person or organisation in need: id, number or address.")],
    topic: Annotated[str, typer.Option("--topic", help="What is needed: id, name or an everyday word.")],
    store: StoreOption = None,
    on: OnOption = None,
    level: Annotated[int, typer.Option("--level", min=1, max=5, help="From this level somebody counts.")] = 2,
    language: LanguageOption = None,
    as_json: JsonOption = False,
    format_name: FormatOption = "md",
    to: OutputOption = None,
) -> None:
    """The way to somebody in another school who knows a topic."""
    chosen = reports.known_format("json" if as_json else format_name, to)
    settings = read_settings(store=store, language=language)

    def answer(world: World) -> None:
        found = analyse.expertise_paths(world, asker, topic, level=level, limit=1)
        nearest = found[0] if found else None
        reports.show(
            chosen,
            to,
            values=lambda: path_json(nearest) if nearest else None,
            report=lambda: reporting.path(world, nearest, texts_in(settings.language)),
        )

    ask(store, on, None, answer)


# The log


@app.command()
def history(
    record: Annotated[str, typer.Argument(help="Id of a record.")],
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """What every revision did to a record."""

    async def run(desk: Desk) -> None:
        world = await desk.world(LOCAL_OWNER)
        output.history(await read.history(desk, world, record), as_json=as_json)

    with_desk(read_settings(store=store), run)


@app.command()
def revisions(store: StoreOption = None, as_json: JsonOption = False) -> None:
    """The change log, oldest first."""

    async def run(desk: Desk) -> None:
        output.revisions(await desk.revisions(), as_json=as_json)

    with_desk(read_settings(store=store), run)


@app.command()
def revert(
    revision: Annotated[int, typer.Argument(min=1, help="Number of the revision.")],
    store: StoreOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Undo a revision, keep later work, and list what could not be undone."""

    settings = read_settings(store=store, language=language)

    async def run(desk: Desk) -> None:
        done = await change.revert_revision(desk, LOCAL_OWNER, change.RevertRevision(revision=revision))
        output.reverted(revision, done, settings.language, as_json=as_json)

    with_desk(settings, run)


# The store and the product itself


@app.command()
def check(store: StoreOption = None, language: LanguageOption = None, as_json: JsonOption = False) -> None:
    """Check the store: the graph against its rules and against its log."""
    settings = read_settings(store=store, language=language)

    async def run(desk: Desk) -> bool:
        return output.checked(await desk.check(), settings.language, as_json=as_json)

    if not with_desk(settings, run):
        raise typer.Exit(1)


@app.command()
def schema() -> None:
    """Print the GraphQL schema."""
    from schema.build import sdl

    sys.stdout.write(sdl())


@app.command()
def vocabulary() -> None:
    """Print the page with every kind of node and edge, in Markdown."""
    from graph.exporters.vocabulary import vocabulary_page

    sys.stdout.write(vocabulary_page())


@app.command()
def commands() -> None:
    """Print the page with every command and option, in Markdown."""
    from service.command_page import command_page

    sys.stdout.write(command_page(app))


def _check_form(questions: Path | None, answers: Path | None) -> None:
    """Refuse to write over a file, unless its answers are taken along."""
    if questions is not None and questions.exists() and questions != answers:
        raise InvalidInput.because(
            f"{questions} is there already",
            "Give another name, or take its answers along with --answers",
            field="--questions",
        )
    if questions is not None and answers is not None and answers.read_bytes().lstrip().startswith(b"{"):
        raise InvalidInput.because(
            f"The answers in {answers} are JSON, to which no questions can be added",
            "Write them as YAML: a line a question, its id, a colon and the answer",
            field="--questions",
        )


if __name__ == "__main__":
    main()
