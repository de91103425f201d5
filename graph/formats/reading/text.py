"""Texts as people and programs write them: bytes to text, folding, likeness, dates, keys."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter

from rapidfuzz import fuzz

from graph.domain.errors import Problem
from graph.domain.folding import fold, visible
from graph.domain.text import Text
from graph.formats.reading.result import NamedBytes

__all__ = [
    "alike",
    "beginning",
    "decoded",
    "empty",
    "encoding_of",
    "fold",
    "is_sentence",
    "key_of",
    "not_in_utf8",
    "opaque_key",
    "slug",
    "squeezed",
    "stems_of",
    "whole_number",
    "words_of",
]

_SINGLE_BYTE = {"Windows-1252": "cp1252", "Mac Roman": "mac_roman", "MS-DOS (850)": "cp850"}
"""Encodings of a byte a letter, the likeliest first, with what Python calls them."""
_USUAL = frozenset("éèëïöüçàêÉÈËÏÖÜÇÀÊ’‘“”–—…€°")
"""Signs of which a list of Flemish or French names is full, and the others of everyday texts."""
_ODD = re.compile(r"(?<=[^\W\d_])[^\w\s'’.,;:/|()&@\"\x00-\x7f–—-](?=[^\W\d_])|(?<=[a-zß-öø-ÿ])[À-ÖØ-ÞŠŽŸ]|\ufffd")
"""Signs within a word, capitals behind small letters, and what is no sign at all."""
_CLEARLY = 3
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f]")
OPAQUE_KEY_LENGTH = 8
_STEM = 6
_LONGEST_NAME = 80
_END_OF_SENTENCE = re.compile(r"\w{4}[.!?](?:\s|\Z)|;\s")
"""After a word that is too long for one that is cut short, as in "St. Jozef" or "Sec. Ond."."""
_KEY_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


def decoded(file: NamedBytes, *, most_bytes: int, takes_others: bool = False) -> str | Problem:
    """The text of a file in UTF-8, with or without byte order mark; else the problem that it is not.

    Args:
        file: what was given.
        most_bytes: a larger file is refused.
        takes_others: whether the encodings are read too that `encoding_of` tells.
    """
    if len(file.content) > most_bytes:
        return Problem(
            place=file.name,
            message=Text("The file has {number} bytes", number=len(file.content)),
            remedy=Text("Split it: a file may have {most} bytes", most=most_bytes),
        )
    text: str | Problem | None = _in_other(file) if takes_others else None
    text = text or _in_utf8(file)
    if isinstance(text, str) and "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        return Problem(
            place=f"{file.name}:{line}",
            message=Text("The file holds a null character, so it is not a text file"),
            remedy=Text("Export it again as text in UTF-8"),
        )
    return text


def encoding_of(file: NamedBytes) -> str:
    """Another encoding than UTF-8 in which programs save a list, and that this file has; empty when it has none.

    Those of a byte a letter are told by what the bytes of UTF-8 cannot be, by having no control signs, and by the
    letters that they give: what is "coördinator" in one is "co”rdinator" in another.
    """
    if file.content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    try:
        file.content.decode("utf-8-sig")
    except UnicodeDecodeError:
        if _CONTROLS.search(file.content):
            return ""
        oddities = {name: _oddities(file.content, codec) for name, codec in _SINGLE_BYTE.items()}
        usual, best = next(iter(oddities)), min(oddities, key=oddities.__getitem__)
        return best if oddities[best] * _CLEARLY <= oddities[usual] else usual
    return ""


def _oddities(content: bytes, codec: str) -> int:
    """How little bytes are like a list of names when they are read in an encoding."""
    text = content.decode(codec, "replace")
    signs = Counter(_NOT_ASCII.findall(text))
    unusual = sum(count * (1 if sign.isalpha() else 2) for sign, count in signs.items() if sign not in _USUAL)
    return unusual + 5 * len(_ODD.findall(text))


def beginning(start: bytes) -> str:
    """The text that a file begins with, of its first bytes, in whichever of these encodings it has."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return start[: len(start) // 2 * 2].decode("utf-16", "ignore")
    whole = start.rpartition(b"\n")[0] or start
    codec = _SINGLE_BYTE.get(encoding_of(NamedBytes("", whole)), "utf-8")
    return start.decode(codec, "replace").removeprefix("\ufeff")


def _in_other(file: NamedBytes) -> str | None:
    encoding = encoding_of(file)
    if not encoding:
        return None
    try:
        return file.content.decode(_SINGLE_BYTE.get(encoding, "utf-16")).removeprefix("\ufeff")
    except UnicodeDecodeError:
        return None


def not_in_utf8(file: NamedBytes) -> Problem | None:
    """The problem that a file has another encoding; None when it has not."""
    text = _in_utf8(file)
    return text if isinstance(text, Problem) else None


def empty(file: NamedBytes) -> Problem:
    """The problem that a file holds nothing."""
    return Problem(place=file.name, message=Text("The file is empty"), remedy=Text("Give a file with records"))


def _in_utf8(file: NamedBytes) -> str | Problem:
    if file.content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _other_encoding(file, "UTF-16", 1)
    try:
        return file.content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = file.content.count(b"\n", 0, error.start) + 1
        return _other_encoding(file, "Windows-1252 (Latin-1)", line)


def _other_encoding(file: NamedBytes, encoding: str, line: int) -> Problem:
    return Problem(
        place=f"{file.name}:{line}",
        message=Text("The file is not in UTF-8; it looks like {encoding}", encoding=encoding),
        remedy=Text(
            'Save it again with encoding UTF-8 (in Excel: "CSV UTF-8"), or run: {command}',
            command=f"iconv -f {'UTF-16' if encoding == 'UTF-16' else 'CP1252'} -t UTF-8 FILE > NEW",
        ),
    )


def words_of(text: str) -> frozenset[str]:
    """The folded words of a text."""
    return frozenset(fold(text).split())


def squeezed(text: str) -> str:
    """The text on one line, with single spaces and without signs that nobody sees; each letter with its accent."""
    return " ".join(unicodedata.normalize("NFC", visible(text)).split())


def is_sentence(text: str) -> bool:
    """Whether a text tells something, as a note above a table does, and is no name or heading."""
    shown = squeezed(text)
    return len(shown) > _LONGEST_NAME or _END_OF_SENTENCE.search(shown) is not None


def key_of(text: str) -> str:
    """What tells a text from others: the folded text; the text itself when it holds signs only."""
    return fold(text) or squeezed(text)


def whole_number(text: str) -> str:
    """A number as it was before a spreadsheet made an amount or a text of it; other texts stay.

    "17009990005.0", "17.009.990.005", "'17009990005" and '="17009990005"' are 17009990005.
    """
    bare = re.sub(r"\A(?:'|=\"(?=[^\"]*\"\Z))([^\"]*)\"?\Z", r"\1", text)
    if re.fullmatch(r"\d{1,3}(?:\.\d{3}){2,}(?:,0+)?|\d{1,3}(?:,\d{3}){2,}(?:\.0+)?", bare):
        bare = re.sub(r"[.,](?=\d{3}(?!\d))", "", bare)
    return re.sub(r"\A(\d+)[.,]0+\Z", r"\1", bare)


def alike(one: str, other: str) -> float:
    """How much two texts are alike, 0 to 1: the better of their letters in order and their shared words."""
    left, right = fold(one), fold(other)
    if not left or not right:
        return 0.0
    stems, others = stems_of(left), stems_of(right)
    shared = len(stems & others) / len(stems | others) if stems and others else 0.0
    return max(fuzz.ratio(left, right) / 100, shared)


def stems_of(folded: str) -> frozenset[str]:
    """The beginnings of the words of a folded text, as their endings differ."""
    return frozenset(word[:_STEM] for word in folded.split() if len(word) > 2)


def slug(text: str) -> str:
    """The text as the key of an id: lower case letters, digits and dashes, at most 60."""
    return fold(text).encode("ascii", "ignore").decode().replace(" ", "-")[:60].strip("-") or opaque_key(text)


def opaque_key(*parts: str) -> str:
    """Eight characters that say nothing, and are the same for the same parts."""
    number = int.from_bytes(hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).digest()[:8], "big")
    letters = []
    for _ in range(OPAQUE_KEY_LENGTH):
        number, letter = divmod(number, len(_KEY_LETTERS))
        letters.append(_KEY_LETTERS[letter])
    return "".join(letters)
