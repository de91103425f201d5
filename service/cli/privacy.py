"""The commands about what is kept of people: erase somebody, take away what is past its time.

Whoever can run these on the store may do everything anyhow, so they ask for nothing.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from graph.usecases.desk import Desk
from graph.usecases.erasing import Erasure, erase, planned_erasure
from graph.usecases.retention import PastItsTime, apply_retention, planned_retention
from graph.usecases.viewer import LOCAL_OWNER
from graph.words.catalogue import Texts
from service.cli import writing
from service.cli.common import JsonOption, LanguageOption, StoreOption, with_desk
from service.config import read_settings
from service.web.language import texts_of

__all__ = ["person", "retention"]

person = typer.Typer(help="What is kept of a person.", no_args_is_help=True)

DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")]


@person.callback()
def _person() -> None:
    pass


@person.command("erase")
def erase_person(
    person: Annotated[str, typer.Argument(help="Id of the person.")],
    dry_run: DryRunOption = False,
    store: StoreOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Erase a person from the register, its whole log and what let them in; structure and counts stay."""
    settings = read_settings(store=store, language=language)

    async def run(desk: Desk) -> Erasure:
        return await (planned_erasure if dry_run else erase)(desk, LOCAL_OWNER, person)

    found = with_desk(settings, run)
    if as_json:
        writing.write(writing.json_of({**asdict(found), "done": not dry_run}), None)
        return
    for line in _told_erasure(found, texts_of(settings.language), dry_run=dry_run):
        print(writing.printable(line))


def retention(
    dry_run: DryRunOption = False,
    store: StoreOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take away what is past its time: who was absent, expired sessions and links, old entries of the audit file."""
    settings = read_settings(store=store, language=language)

    async def run(desk: Desk) -> PastItsTime:
        return await (planned_retention if dry_run else apply_retention)(desk, audit_days=settings.audit_days)

    found = with_desk(settings, run)
    if as_json:
        writing.write(writing.json_of({**asdict(found), "done": not dry_run}), None)
        return
    texts = texts_of(settings.language)
    print(texts.gettext("Would go:") if dry_run else texts.gettext("Gone:"))
    print(
        texts.gettext("- who was away, of absences that ended longer than 30 days ago: {count}", count=found.absences)
    )
    print(
        texts.gettext(
            "- sessions, links, keys, proposals, forms and notices that expired: {count}", count=found.expired
        )
    )
    print(texts.gettext("- entries of the audit file: {count}", count=found.audit_entries))


def _told_erasure(found: Erasure, texts: Texts, *, dry_run: bool) -> list[str]:
    if dry_run:
        first = texts.gettext("{person} would become {pseudonym}:", person=found.person, pseudonym=found.pseudonym)
    else:
        first = texts.gettext("{person} is now {pseudonym}:", person=found.person, pseudonym=found.pseudonym)
    lines = [
        first,
        texts.gettext("- records of the register: {count}", count=found.records),
        texts.gettext("- revisions of the log: {count}", count=found.revisions),
        texts.gettext("- what ends today: {count}", count=len(found.ended)),
        texts.gettext("- sessions, links, passkeys and accounts: {count}", count=found.ways_in),
    ]
    if found.left_with_nobody:
        alone = ", ".join(found.left_with_nobody)
        lines.append(texts.gettext("Nobody else has, so nobody has then: {records}", records=alone))
    return lines
