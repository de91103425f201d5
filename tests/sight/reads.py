"""Every way to read something over the network, and who is answered in the words of the design.

The addresses come from the table of the router itself, so that a new one is asked too. What is expected stands here
alone: who is answered at an address (`ANSWERED`), and who may be told a fact (`FACTS`), wherever it stands.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fastapi import FastAPI
from starlette.routing import Mount, Route

from graph.usecases.documents import DOCUMENT_FORMATS
from service.web.pages.findings import EXPORTS
from tests.sight.arena import KEYS, LINK, PEOPLE, VIEWERS

__all__ = ["ANSWERED", "FACTS", "Fact", "Read", "addresses", "answered", "text_of"]

EVERYBODY, SIGNED_IN, OWNER = frozenset(VIEWERS), frozenset(PEOPLE), frozenset({"owner"})
PROGRAMS = SIGNED_IN | KEYS.keys()
READERS = PROGRAMS - {"key write:people", "key write:mandates"}
"""Programs that may read."""
OF_PEOPLE = frozenset({"key read:people", "key read:expertise", "key admin"})
SAME_SCHOOL = frozenset({"owner", "head", "keeper", "same person"})
SAME_GROUP = SAME_SCHOOL | {"member"}
KEEPERS = frozenset({"owner", "keeper"})
IN_REGISTER = SIGNED_IN - {"owner"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that not everybody may be told.

    Attributes:
        told_by: the texts by which it is told.
        may: who may be told.
        also: who may be told it too, by the last part of an address.
    """

    told_by: tuple[str, ...]
    may: frozenset[str]
    also: Mapping[str, frozenset[str]]


def fact(*told_by: str, may: frozenset[str], **also: frozenset[str]) -> Fact:
    return Fact(told_by=told_by, may=may, also=also)


FACTS: Mapping[str, Fact] = {
    "who a pupil is": fact("Naam bo", "bo@school.example", "bo77", may=SAME_SCHOOL),
    "who a colleague is that nobody has to reach": fact(
        "Naam dirk", "dirk@school.example", may=SAME_GROUP | OF_PEOPLE
    ),
    "numbers in other systems": fact(
        "an77", may=SAME_SCHOOL | OF_PEOPLE
    ),
    "expertise shared with the school": fact(
        "knows/an", "2024-02-03", "3 februari 2024", may=SAME_SCHOOL | {"key read:expertise", "key admin"}
    ),
    "expertise shared with nobody": fact("knows/els", "2023-03-04", "4 maart 2023", may=frozenset({"owner", "head"})),
    "a private number": fact("0470 11", may=SAME_SCHOOL, bellijst=SAME_GROUP, crisis=SAME_GROUP),
    "the record of an absence": fact("absent_from/an", may=SAME_SCHOOL),
    "a remark for colleagues": fact("even vragen", may=SAME_GROUP),
}  # fmt: skip
"""Who may be told what, by design: pupils outside their school by nobody, expertise as it is shared, and so on."""

NOBODY: frozenset[str] = frozenset()
NOT_SIGNED_IN = EVERYBODY - SIGNED_IN
LEADERS = frozenset({"owner", "head", "keeper"})
ANSWERED: Mapping[str, frozenset[str]] = {
    "": SIGNED_IN,
    "/aanmelden": NOT_SIGNED_IN,
    "/aanmelden/link": EVERYBODY,
    "/aanmelden/antwoord": NOBODY,
    "/aanmelden/formulier": NOBODY,
    "/open": EVERYBODY,
    "/healthz": EVERYBODY,
    "/readyz": EVERYBODY,
    "/report.css": EVERYBODY,
    "/static": EVERYBODY,
    "/graphql": PROGRAMS,
    "/graphiql": PROGRAMS,
    "/schema.graphql": PROGRAMS,
    "/aandachtspunten": PROGRAMS,
    "/aandachtspunten/": SIGNED_IN,
    "/aandachtspunten/verloop": SIGNED_IN,
    "/vragen": NOBODY,
    "/organisatie/brug/contactkaart": READERS,
    "/organisatie/brug/bellijst": READERS,
    "/organisatie/brug/beleidsplan": READERS,
    "/organisatie/brug": SIGNED_IN,
    "/functie/ict/taakomschrijving": READERS,
    "/persoon/bo": SAME_SCHOOL,
    "/persoon/dirk": SAME_GROUP,
    "/persoon/an/overdrachtsblad": SIGNED_IN | OF_PEOPLE,
    "/persoon/dirk/overdrachtsblad": SAME_GROUP | OF_PEOPLE,
    "/persoon/an/wissen": frozenset({"owner", "same person"}),
    "/persoon/bo/wissen": OWNER,
    "/persoon/dirk/wissen": KEEPERS,
    "/geschiedenis/person/bo": SAME_SCHOOL,
    "/bekijk-als": OWNER,
    "/mij/gegevens": IN_REGISTER,
    "/mij/gegevens/zo-ziet/gast": frozenset({"member", "same person"}),
    "/sleutels": KEEPERS,
    "/invoeren": KEEPERS,
    "/invoeren/bestand": NOBODY,
    "/invoeren/klaar": KEEPERS,
    "/invoeren/ongedaan": KEEPERS,
    "/begin/": NOBODY,
    "/begin/scholen": KEEPERS,
    "/begin/collegas": KEEPERS,
    "/begin/school": LEADERS,
    "/voorstellen/": SIGNED_IN,
    "/voorstellen": NOBODY,
    "/wijzigen": SIGNED_IN,
    **dict.fromkeys(
        (f"/wijzigen/{needs_a_record}" for needs_a_record in (
            "volgorde", "stopzetten", "functie-stopzetten", "vaste-dagen", "expertise-bevestigen", "overleg-verlaten",
            "bewust-zo-laten", "klopt-nog", "toevoegen", "verbeteren", "wijzigen-vanaf", "beeindigen", "verlengen",
            "verwijderen",
        )), NOBODY
    ),
}  # fmt: skip
"""Who is answered at an address and below it; a slash at the end is the address without what lies below. Nobody is
where one is only led on, or where there is nothing without what was chosen or sent before. Who may not make a change
opens its form to propose it."""


@dataclass(frozen=True, slots=True)
class Read:
    """An address that is read.

    Attributes:
        path: with everything filled in.
        is_file: whether it gives a file, or values, which are compared with those of the owner.
    """

    path: str
    is_file: bool = False


_FILLED: Mapping[str, tuple[str, ...]] = {
    "/organisatie": ("brug", "ver"), "/persoon": ("an", "bo", "dirk"), "/functie": ("ict", "ver"),
    "/overleg": ("team",),
    "/taak": ("wifi",), "/beslissing": ("grant",), "/taakgroep": ("net",), "/expertise": ("net",),
    "/begin/school": ("brug",), "/begin/kaart": ("brug",), "/invoeren": ("geen",), "/invoeren/ongedaan": ("2",),
    "/invoeren/klaar": ("2",), "/aanmelden": ("school",), "/mij/gegevens/zo-ziet": ("school", "andere-school", "gast"),
    "/mij/gegevens/bestand": ("json", *DOCUMENT_FORMATS), "/aandachtspunten": EXPORTS, "/static": ("app.css",),
    "/vragen": ("gaps",),
    "/voorstellen": ("geen",),
    "/geschiedenis": ("person/an", "person/bo", "role/ict"),
}  # fmt: skip
"""With what the open part of an address is filled in, by what stands before it."""
_ASKED = {
    "/kwetsbaarheid/oplossing/bestand": "organisation=organisation/brug",
    "/zoeken": "q=naam", "/zoeken/suggesties": "q=naam", "/wie": "organisation=organisation/brug&subject=task/wifi",
    "/weg": "from=organisation/brug&topic=expertise/net", "/gegevens": "record=person/an",
    "/expertise": "topic=expertise/net", "/kwetsbaarheid": "organisation=organisation/brug",
    "/graphql": "query={viewer{name}}", "/aanmelden/link": f"token={LINK}",
}  # fmt: skip
_DOCUMENTS = ("contactkaart", "bellijst", "beleidsplan", "taakomschrijving", "overdrachtsblad")


def addresses(app: FastAPI) -> Iterator[Read]:
    """Everything that the router answers to GET, filled in, with every format of it."""
    for route in app.routes:
        if isinstance(route, Mount):
            yield Read(f"{route.path}/app.css")
        elif isinstance(route, Route) and "GET" in (route.methods or ()):
            for path in _filled(route.path):
                yield from _with_forms(path)


def _filled(path: str) -> Iterator[str]:
    before, opened, rest = path.partition("/{")
    if not opened:
        yield path
        return
    after = rest.replace("kind}/{", "").partition("}")[2]
    found = next((_FILLED[stem] for stem in _stems(before) if stem in _FILLED), None)
    assert found is not None, f"fill in {path}"
    for key in found:
        yield f"{before}/{key}{after}"


def _stems(path: str) -> Iterator[str]:
    while path:
        yield path
        path = path.rpartition("/")[0]


def _with_forms(path: str) -> Iterator[Read]:
    asked = next((_ASKED[stem] for stem in _stems(path) if stem in _ASKED), "")
    is_file = path.startswith(("/mij/gegevens/bestand", "/aandachtspunten/")) or path.endswith(("oplossing/bestand",))
    yield Read(f"{path}?{asked}" if asked else path, is_file)
    if path.endswith(_DOCUMENTS):
        for form in DOCUMENT_FORMATS:
            yield Read(f"{path}?form={form}", is_file=True)


def answered(read: Read) -> frozenset[str]:
    """Who is expected to be answered."""
    path = read.path.partition("?")[0]
    return next(ANSWERED[stem] for stem in (f"{path}/", *_stems(path), "") if stem in ANSWERED)


def text_of(content: bytes) -> str:
    """What a person finds in an answer, in a packed file too."""
    if content[:2] != b"PK":
        return content.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = (packed.read(name) for name in sorted(packed.namelist()) if name != "docProps/core.xml")
        return "\n".join(part.decode("utf-8", "replace") for part in parts)
