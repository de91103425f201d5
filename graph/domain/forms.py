"""What a text must look like by the declaration of its field: a name, an e-mail address, a link, a phone number."""

from __future__ import annotations

import re
import unicodedata

from graph.domain.declaring import Form
from graph.domain.text import Quoted, Text

__all__ = ["EMAIL", "normal", "problem_of", "problem_of_channel"]

EMAIL = re.compile(r"[^\s@<>,;\"()]+@[^\s@<>,;\"()]+")
PHONE = re.compile(r"\+?[(\d][\d\s()./-]*\d(\s*(toestel|intern|ext\.?|x|#)\s*\d+)?", re.IGNORECASE)
_ADDRESS = re.compile(r"<\s*([^<>]*)>")
_SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]*):(?=\S)")
LINK_SCHEMES = frozenset({"http", "https", "mailto"})
CHANNEL_SCHEMES = {"phone": LINK_SCHEMES | {"tel"}, "whatsapp": LINK_SCHEMES | {"tel"}}
SHOWN = 60

JOINERS = "\u200c\u200d"
"""Signs without width that some scripts need between two letters."""

Problem = tuple[Text, Text]
"""What is wrong, and what to do."""


def problem_of(form: Form, text: str) -> Problem | None:
    """What is wrong with a text of a form; None when nothing is."""
    if form is Form.NAME:
        return _problem_of_name(text)
    if form is Form.EMAIL:
        return _problem_of_email(text)
    return _problem_of_links(text) if form is Form.LINK else None


def problem_of_channel(sort: str, address: str) -> Problem | None:
    """What is wrong with the address of a sort of channel; None when nothing is."""
    scheme = _SCHEME.match(address)
    if scheme is not None:
        allowed = CHANNEL_SCHEMES.get(sort, LINK_SCHEMES)
        return None if scheme[1].casefold() in allowed else _foreign(scheme[1])
    if sort == "phone" and not PHONE.fullmatch(address.strip()):
        said = Text("{text} is not a phone number", text=Quoted(address[:SHOWN]))
        return said, Text("Write it as {example}", example="015 00 00 10")
    if sort == "mail":
        return _problem_of_email(address.strip())
    return None


def normal(form: Form, text: str) -> str:
    """A text as it is kept: letters of one sign (NFC), and in a name or e-mail address no sign that cannot be seen."""
    whole = unicodedata.normalize("NFC", text)
    if whole.isascii() or form not in (Form.NAME, Form.EMAIL):
        return whole
    return "".join(sign for place, sign in enumerate(whole) if not _is_hidden(whole, place))


def _problem_of_name(text: str) -> Problem | None:
    if any(sign.isalnum() for sign in text):
        return None
    return Text("The name has no letter or digit"), Text("Write a name that can be read")


def _is_hidden(text: str, place: int) -> bool:
    sign = text[place]
    if sign in JOINERS:
        around = text[max(0, place - 1) : place] + text[place + 1 : place + 2]
        return len(around) < 2 or not all(_may_be_joined(letter) for letter in around)
    return unicodedata.category(sign) == "Cf" or sign in "\u115f\u1160\u3164\uffa0\u2800"


def _may_be_joined(letter: str) -> bool:
    return letter > "\u024f" and unicodedata.category(letter)[0] in "LM"


def _problem_of_email(text: str) -> Problem | None:
    if EMAIL.fullmatch(text):
        return None
    said = Text("{text} is not an e-mail address", text=Quoted(text[:SHOWN]))
    return said, Text("Write it as {example}", example="an@school.be")


def _problem_of_links(text: str) -> Problem | None:
    for address in _ADDRESS.findall(text) or ([text] if "://" in text or _is_script(text) else []):
        scheme = _SCHEME.match(address)
        if scheme is not None and scheme[1].casefold() not in LINK_SCHEMES:
            return _foreign(scheme[1])
    return None


def _is_script(text: str) -> bool:
    scheme = _SCHEME.match(text)
    return scheme is not None and scheme[1].casefold() in ("javascript", "data", "vbscript", "file", "blob")


def _foreign(scheme: str) -> Problem:
    said = Text("An address that begins with {scheme} is not taken", scheme=Quoted(f"{scheme[:SHOWN]}:"))
    return said, Text("Give one that begins with https://, http:// or mailto:")
