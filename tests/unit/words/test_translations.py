"""Files of gettext, read as the tools that write them read them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations as Compiled

from graph.words.translations import read_translations

ROOT = Path(__file__).resolve().parents[3]
COMMITTED = [file for part in ("graph", "service", "tests") for file in (ROOT / part).rglob("messages.po")]
BY_HAND = r"""
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n"
# from whoever translates
#: somewhere.py:3
msgid "one"
msgstr "een"
msgctxt "of a month"
msgid "one"
msgstr "eerste"

#, fuzzy, python-brace-format
msgid "unsure"
msgstr "misschien"

#, python-brace-format
msgid "{number} thing"
msgid_plural ""
"{number} "
"things"
msgstr[0] "{number} ding"
msgstr[1] "{number} dingen"

msgid "a \"quoted\" word,\ta back\\slash and\n"
"a new line\n"
msgstr ""
"een \"aangehaald\" woord,\teen back\\slash en\n"
"een nieuwe regel\n"

msgid "later"
msgstr ""

#~ msgid "gone"
#~ msgstr "weg"
"""


@pytest.fixture
def by_hand(tmp_path: Path) -> Path:
    """A file with everything that a translator may write."""
    file = tmp_path / "messages.po"
    file.write_text(BY_HAND, encoding="utf-8")
    return file


def _as_babel_reads(file: Path) -> Compiled:
    compiled = io.BytesIO()
    with file.open("rb") as source:
        write_mo(compiled, read_po(source))
    compiled.seek(0)
    return Compiled(compiled)


def _hold_against_babel(file: Path) -> int:
    """Ask every text of a file, in each way; how many there are."""
    ours, theirs = read_translations(file), _as_babel_reads(file)
    with file.open("rb") as source:
        messages = [message for message in read_po(source) if message.id]
    for message in messages:
        if isinstance(message.id, tuple):
            assert [ours.ngettext(*message.id, n) for n in range(3)] == [
                theirs.ngettext(*message.id, n) for n in range(3)
            ]
        elif message.context:
            assert ours.pgettext(message.context, message.id) == theirs.pgettext(message.context, message.id)
        else:
            assert ours.gettext(message.id) == theirs.gettext(message.id)
    return len(messages)


@pytest.mark.parametrize("file", COMMITTED, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_committed_text_is_read_as_babel_reads_it(file: Path) -> None:
    assert _hold_against_babel(file) > 5


def test_so_is_what_a_translator_writes_by_hand(by_hand: Path) -> None:
    assert _hold_against_babel(by_hand) == 6


def test_what_is_unsure_or_empty_or_gone_is_no_translation(by_hand: Path) -> None:
    texts = read_translations(by_hand)
    assert [texts.gettext(text) for text in ("one", "unsure", "later", "gone", "")] == [
        "een",
        "unsure",
        "later",
        "gone",
        "",
    ]


def test_what_a_file_does_not_translate_is_looked_for_in_the_one_below(by_hand: Path, tmp_path: Path) -> None:
    above = tmp_path / "above.po"
    above.write_text('msgid "two"\nmsgstr "twee"\n', encoding="utf-8")
    texts = read_translations(above)
    texts.add_fallback(read_translations(by_hand))
    assert (texts.gettext("two"), texts.gettext("one"), texts.pgettext("of a month", "one")) == (
        "twee",
        "een",
        "eerste",
    )
    assert texts.ngettext("{number} thing", "{number} things", 2) == "{number} dingen"


def test_without_a_file_nothing_is_translated(tmp_path: Path) -> None:
    assert read_translations(tmp_path / "none.po").gettext("one") == "one"
