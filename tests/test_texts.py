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
    """What the packages of a folder of translations say; those below the doors share one."""
    packages = ("graph", "schema") if folder == LOCALE_FOLDER else (folder.relative_to(ROOT).parts[0],)
    return {key(message): message for package in packages for message in extracted(ROOT / package)}


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


ERRORS = ("Forbidden", "DeadlineExceeded", "SourceUnavailable", "StoreError", "StoreUnavailable", "StoreLocked")
ERRORS += ("StoreDamaged", "StoreTooNew")
TEXTS_OF = {"Text": 1, "counted": 2, "InvalidInput.because": 2, "NotFound": 2, "NotFound.record": 0, "Problem": 0}
TEXTS_OF |= {"LeftOut": 0, **dict.fromkeys(ERRORS, 1)}
"""How many of the arguments by position are texts, of what says something to people."""

TEXTS_BY_NAME = ("message", "remedy", "reason")
MARKED_FIELDS = ("description", "unit")
"""Values that a declaration marks, and that are said elsewhere."""

MARKED_TABLES = {"MANDATES", "CAPACITIES", "HALF_DAYS"}
"""Tables of words that another module marks."""


def finished_sentences(source: str) -> list[int]:
    """Lines where a sentence, or a template that nobody translates, is handed to what says something to people."""
    tree = ast.parse(source)
    marked = marked_names(tree) | MARKED_TABLES
    return [
        call.lineno
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        for value in texts_given(call)
        if not (is_template(value, marked) if name_of(call) in ("Text", "counted") else is_text(value))
    ]


def name_of(call: ast.Call) -> str:
    name = ast.unparse(call.func)
    return name if name in TEXTS_OF else name.rpartition(".")[2]


def texts_given(call: ast.Call) -> list[ast.expr]:
    if name_of(call) not in TEXTS_OF:
        return []
    named = [keyword.value for keyword in call.keywords if keyword.arg in TEXTS_BY_NAME]
    return [*call.args[: TEXTS_OF[name_of(call)]], *(named if name_of(call) not in ("Text", "counted") else ())]


def marked_names(tree: ast.AST) -> set[str]:
    """The names to which texts are given that `N_` marks, one or a table of them."""
    return {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        and any(isinstance(each, ast.Call) and name_of(each) == "N_" for each in ast.walk(node.value))
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def is_template(value: ast.expr, marked: set[str]) -> bool:
    if isinstance(value, ast.Subscript):
        value = value.value
    if isinstance(value, ast.Attribute):
        return value.attr in MARKED_FIELDS
    return value.id in marked if isinstance(value, ast.Name) else isinstance(value, ast.Constant)


def is_text(value: ast.expr) -> bool:
    return not isinstance(value, ast.Constant | ast.JoinedStr | ast.BinOp)


def test_what_people_read_is_told_in_templates_that_are_translated() -> None:
    assert finished_sentences('Text(f"{name} is gone")') == [1]
    assert finished_sentences("Text(template)") == [1]
    assert finished_sentences('T = {"a": N_("gone")}\nText(T[kind])') == []
    assert finished_sentences('InvalidInput.because("gone", Text("Look"))') == [1]
    assert finished_sentences('Problem(message=f"{name} is gone", remedy=Text("Look"))') == [1]
    for package in ("graph", "schema", "service"):
        for file in (ROOT / package).rglob("*.py"):
            place = file.relative_to(ROOT).as_posix()
            if place != "graph/domain/text.py":
                told = finished_sentences(file.read_text(encoding="utf-8"))
                assert not told, f"Say it as a Text, with its template where it is said: {place}:{told}"


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
