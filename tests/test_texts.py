"""The catalogue of texts against its sources: nothing missing, nothing left over, nothing half translated."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from graph.words.catalogue import LANGUAGES, LOCALE_FOLDER, texts_in, translations
from tests.catalogue import ROOT, extracted

LOCALES = sorted(
    folder
    for package in ("graph", "schema", "service")
    for folder in (ROOT / package).rglob("locale")
    if folder.is_dir()
)
TRANSLATED = [language for language in LANGUAGES if language != "en"]

Key = tuple[object, str | None]


def catalogue_of(folder: Path, language: str) -> Catalog:
    with (folder / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def key(message: Message) -> Key:
    return message.id, message.context


def said_by(folder: Path) -> dict[Key, Message]:
    """What the package of a folder of translations says."""
    return {key(message): message for message in extracted(ROOT / folder.relative_to(ROOT).parts[0])}


def translated(folder: Path, language: str) -> dict[Key, Message]:
    return {key(message): message for message in catalogue_of(folder, language) if message.id}


def shown(keys: set[Key]) -> str:
    return "\n".join(sorted(str(message) for message, _ in keys))


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"\{\w*\}|%\(\w+\)[sd]", text))


@pytest.fixture(params=LOCALES, ids=lambda folder: folder.relative_to(ROOT).as_posix())
def folder(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


@pytest.fixture(params=TRANSLATED)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_every_text_is_translated(folder: Path, language: str) -> None:
    known = translated(folder, language).keys() | translated(LOCALE_FOLDER, language).keys()
    missing = said_by(folder).keys() - known
    assert not missing, f"Add to {folder}/{language}/LC_MESSAGES/messages.po:\n{shown(missing)}"


def test_no_translation_is_left_over(folder: Path, language: str) -> None:
    unused = translated(folder, language).keys() - said_by(folder).keys()
    assert not unused, f"Remove from {folder}/{language}/LC_MESSAGES/messages.po:\n{shown(unused)}"


def test_a_text_that_two_parts_of_the_product_say_is_translated_the_same(folder: Path, language: str) -> None:
    own, base = translated(folder, language), translated(LOCALE_FOLDER, language)
    different = {each for each in own.keys() & base.keys() if own[each].string != base[each].string}
    assert not different, f"Said otherwise in {LOCALE_FOLDER}:\n{shown(different)}"


def test_no_translation_is_empty_or_uncertain_or_outdated(folder: Path, language: str) -> None:
    catalogue = catalogue_of(folder, language)
    assert not catalogue.obsolete
    for message in catalogue:
        texts = [message.string] if isinstance(message.string, str) else list(message.string)
        assert not message.id or all(texts), f"{message.id!r} has no translation"
        assert not message.id or not message.fuzzy, f"{message.id!r} is fuzzy"


SPEAKING = {"gettext", "ngettext", "pgettext", "npgettext", "N_", "Text", "counted"}


def hidden_texts(source: str) -> list[int]:
    """Lines where a text stands inside an f-string, in which no tool that extracts looks."""
    return [
        inner.lineno
        for outer in ast.walk(ast.parse(source))
        if isinstance(outer, ast.JoinedStr)
        for inner in ast.walk(outer)
        if isinstance(inner, ast.Call)
        and (inner.func.attr if isinstance(inner.func, ast.Attribute) else getattr(inner.func, "id", "")) in SPEAKING
        and any(isinstance(argument, ast.Constant) for argument in inner.args)
    ]


def test_no_text_stands_where_it_is_not_extracted() -> None:
    assert hidden_texts("x = f\"{texts.gettext('a')}\"") == [1]
    for package in ("graph", "schema", "service"):
        for file in (ROOT / package).rglob("*.py"):
            assert not hidden_texts(file.read_text(encoding="utf-8")), f"Take the text out of the f-string: {file}"


def test_a_translation_fills_in_what_its_text_fills_in(folder: Path, language: str) -> None:
    for message in translated(folder, language).values():
        if isinstance(message.id, str):
            assert placeholders(message.string) == placeholders(message.id), message.id
            continue
        wanted = set(placeholders(" ".join(message.id)))
        for string in message.string:
            assert set(placeholders(string)) <= wanted, message.id
        assert set(placeholders(" ".join(message.string))) == wanted, message.id


def test_a_page_finds_what_its_own_folder_does_not_translate_in_the_reports(tmp_path: Path) -> None:
    own = tmp_path / "nl" / "LC_MESSAGES"
    own.mkdir(parents=True)
    (own / "messages.po").write_text('msgid ""\nmsgstr "Language: nl\\n"\n\nmsgid "Start"\nmsgstr "Begin"\n')

    texts = texts_in("nl", tmp_path)

    assert (texts.gettext("Start"), texts.gettext("Critical")) == ("Begin", "Dringend")
    assert texts_in("nl").gettext("Start") == "Start"
    assert texts_in("nl", tmp_path) is texts


def test_a_template_takes_the_same_catalogue() -> None:
    from jinja2 import Environment

    environment = Environment(autoescape=True, extensions=["jinja2.ext.i18n"])
    environment.install_gettext_translations(translations("nl"), newstyle=True)  # type: ignore[attr-defined]
    assert environment.from_string('{{ gettext("Nobody appointed") }}').render() == "Niemand aangeduid"
