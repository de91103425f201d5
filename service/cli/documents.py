"""The commands that write the documents of a school."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from graph.domain.errors import InvalidInput
from graph.domain.text import Text
from graph.reports.render import rendered
from graph.usecases.documents import DOCUMENT_FORMATS, DOCUMENTS, DocumentOptions
from graph.usecases.documents import document as document_of
from graph.usecases.world import World
from graph.words.catalogue import texts_in
from service.cli.common import LanguageOption, OnOption, OutputOption, StoreOption, ask, day_of
from service.cli.writing import write
from service.config import read_settings

__all__ = ["document"]


def document(
    name: Annotated[str, typer.Argument(help=f"One of: {', '.join(DOCUMENTS)}.")],
    about: Annotated[str, typer.Argument(help="The organisation, role or person that it is about.")],
    store: StoreOption = None,
    on: OnOption = None,
    format_name: Annotated[str, typer.Option("--format", help=f"One of: {', '.join(DOCUMENT_FORMATS)}.")] = "md",
    language: LanguageOption = None,
    to: OutputOption = None,
    names: Annotated[
        bool | None, typer.Option("--names/--no-names", help="Name the people beside their function, or not.")
    ] = None,
    leaves_on: Annotated[
        str | None, typer.Option("--leaves-on", metavar="DATE", help="handover: the first day without the person.")
    ] = None,
    address: Annotated[
        str | None, typer.Option("--address", help="contact-card: the page that the code to scan leads to.")
    ] = None,
) -> None:
    """Write a document: plan chapter, role sheet, handover sheet, contact card, crisis list or survey."""
    settings = read_settings(language=language)
    options = DocumentOptions(names=names, leaves_on=day_of(leaves_on, "--leaves-on"), address=address)
    _check_place(format_name, to)

    def answer(world: World) -> Callable[[], None]:
        report = document_of(world, name, about, texts_in(settings.language), options)
        return lambda: write(rendered(report, format_name, among=DOCUMENT_FORMATS), to)

    ask(store, on, None, answer, name=name)


def _check_place(format_name: str, to: Path | None) -> None:
    if format_name == "docx" and to is None and sys.stdout.isatty():
        raise InvalidInput.because(
            Text("{format} is not for a screen", format="docx"),
            Text("Give a file to write to: -o {file}.{ending}", file="document", ending="docx"),
            field="--output",
        )
