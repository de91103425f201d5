"""Who may read and change what: everything that can be asked or sent, against everybody who may come to the door.

    .venv/bin/python -m tests.sight.matrix

writes `docs/authorisation.tsv` anew. One small register, with something hidden of each sort, behind the whole service;
every cell is what the service really answered. `docs/rights.md` says how it is read.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from graph.model.seen import StandIns
from graph.model.snapshot import Snapshot
from graph.reports.model import Report
from graph.reports.render import FORMATS, rendered
from graph.usecases.analysing import Analyst
from graph.usecases.exporting import export
from graph.usecases.world import World
from schema.build import executable
from tests.sight.arena import BRUG, VIEWERS, Arena, Guest, arena, register
from tests.sight.asking import documents
from tests.sight.commands import MAKES_A_STORE, OF_THE_PROGRAM, Ran, ran
from tests.sight.reads import FACTS, Read, addresses, answered, text_of
from tests.sight.test_every_answer import ASKED, DAY, DUTCH, MOMENT, questions_asked, told
from tests.sight.writes import PAGES, VERBS, Write, expected

__all__ = ["PAGE", "PARTS", "Matrix", "at_the_doors", "below_the_doors", "by_commands"]

PAGE = Path(__file__).resolve().parents[2] / "docs" / "authorisation.tsv"
ALL, PART, NOTHING, SHOWN, WRITES, SIGN_IN, NO_STORE = "all", "part", "-", "page", "writes", "sign in", "no store"
MISTAKE = 2
"""The exit code of a command that was not understood, or has no store."""
READS_NOTHING = "key write:mandates"
"""Whoever may read nothing: what they are told of a question is what it says without anything."""


@dataclass(slots=True)
class Matrix:
    """The table, and what in it is not as the policy has it.

    Attributes:
        rows: by what is asked, what everybody got.
        unexpected: what somebody read or changed, or could not, against the policy.
    """

    rows: dict[str, Mapping[str, str]] = field(default_factory=dict)
    unexpected: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """The table without its head, tab-separated."""
        return ["\t".join((asked, *map(cells.__getitem__, VIEWERS))) for asked, cells in self.rows.items()]

    def judge(self, asked: str, did: set[str], may: frozenset[str], what: str) -> None:
        """Note who did what they may not, and who could not what they may."""
        self.unexpected += [f"{asked}: {who} {what}" for who in VIEWERS if who in did - may]
        self.unexpected += [f"{asked}: {who} could not, and may" for who in VIEWERS if who in may - did]

    def hear(self, asked: str, sent: str, who: str, content: bytes) -> None:
        """Note each fact that an answer tells to somebody who may not be told it; what they said themselves is none."""
        heard = text_of(content)
        for name, fact in FACTS.items():
            also = next((may for part, may in fact.also.items() if part in asked), frozenset[str]())
            if who not in fact.may | also and any(text in heard and text not in sent for text in fact.told_by):
                self.unexpected.append(f"{asked}: {who} is told {name}")


def at_the_doors() -> Matrix:
    """What pages and the API answer, and what is sent there."""
    return asyncio.run(_at_the_doors())


async def _at_the_doors() -> Matrix:
    matrix, analyst = Matrix(), Analyst()
    try:
        async with arena(analyst) as whole:
            await _pages(matrix, whole)
            await _queries(matrix, whole)
            finding = await _finding(whole)
        async with AsyncExitStack() as copies:
            attempts = _Attempts(analyst, finding)
            copies.push_async_callback(attempts.close)
            await _verbs(matrix, attempts)
            await _forms(matrix, attempts)
    finally:
        analyst.close()
    return matrix


# What is read


async def _pages(matrix: Matrix, whole: Arena) -> None:
    before = await whole.state()
    for read in addresses(whole.app):
        asked = f"GET {read.path}"
        got = {name: await guest.get(read.path) for name, guest in whole.guests.items()}
        owners = text_of(got["owner"].content)
        matrix.rows[asked] = {name: _read_cell(read, answer, owners) for name, answer in got.items()}
        matrix.judge(asked, {name for name, answer in got.items() if answer.is_success}, answered(read), "is answered")
        for name, answer in got.items():
            matrix.hear(asked, read.path, name, answer.content)
    assert await whole.state() == before, "reading changed something"


def _read_cell(read: Read, answer: httpx.Response, owners: str) -> str:
    if not answer.is_success:
        return _refusal(answer)
    if not read.is_file:
        return SHOWN
    return ALL if text_of(answer.content) == owners else PART


async def _queries(matrix: Matrix, whole: Arena) -> None:
    """Every root field of the API, asked in the first way, and as it was known before."""
    for text in documents():
        moment = " as known before" if "knownAt" in text else ""
        asked = f"query {text.strip('{ ').partition('(')[0].partition(' ')[0]}{moment}"
        if asked in matrix.rows:
            continue
        got = {name: await guest.ask(text) for name, guest in whole.guests.items()}
        told_of = {name: MOMENT.sub("then", text_of(answer.content)) for name, answer in got.items()}
        whole_answer, nothing = told_of["owner"], told_of[READS_NOTHING]
        matrix.rows[asked] = {
            name: _told(told_of[name], whole_answer, nothing, name) if answer.is_success else _refusal(answer)
            for name, answer in got.items()
        }
        for name, answer in got.items():
            matrix.hear(asked, text, name, answer.content)


def _told(answer: str, whole: str, nothing: str, name: str) -> str:
    if name == "owner" or (answer == whole and answer != nothing):
        return ALL
    return NOTHING if answer == nothing else PART


def _refusal(answer: httpx.Response) -> str:
    if answer.is_redirect:
        return SIGN_IN if answer.headers["location"].startswith("/aanmelden") else "led on"
    return str(answer.status_code)


async def _finding(whole: Arena) -> str:
    answer = await whole.guests["owner"].ask('{ findings(organisation: "organisation/brug") { nodes { id } } }')
    found: str = answer.json()["data"]["findings"]["nodes"][0]["id"]
    return found


# What is written


class _Attempts:
    """Attempts to change something, each on a copy that nobody changed before."""

    def __init__(self, analyst: Analyst, finding: str) -> None:
        self._analyst = analyst
        self._finding = finding
        self._stack = AsyncExitStack()
        self._copy: Arena | None = None
        self._before: tuple[Any, ...] = ()

    async def copy(self) -> Arena:
        """The copy."""
        if self._copy is None:
            self._copy = await self._stack.enter_async_context(arena(self._analyst))
            self._before = await self._copy.state()
        return self._copy

    async def wrote(self) -> bool:
        """Whether the last attempt changed the copy, which is then thrown away."""
        assert self._copy is not None
        if await self._copy.state() == self._before:
            return False
        await self.close()
        return True

    async def close(self) -> None:
        """Throw the copy away."""
        await self._stack.aclose()
        self._stack, self._copy = AsyncExitStack(), None

    def filled(self, given: Any, guest: Guest, copy: Arena) -> Any:
        """What is sent, with what only this copy knows."""
        if isinstance(given, Mapping):
            return {name: self.filled(value, guest, copy) for name, value in given.items()}
        names = {
            "{finding}": self._finding, "{session}": guest.session or "none",
            "{session of owner}": copy.guests["owner"].session, "{key}": copy.guests["key read"].session,
            "{proposal}": copy.proposal,
        }  # fmt: skip
        return names.get(given, given) if isinstance(given, str) else given


async def _verbs(matrix: Matrix, attempts: _Attempts) -> None:
    mutation = executable().mutation_type
    assert mutation is not None
    assert set(mutation.fields) == set(VERBS), "give each mutation a row in tests/sight/writes.py"
    for verb, field_of_it in mutation.fields.items():
        text = f"mutation($i: {field_of_it.args['input'].type}) {{ {verb}(input: $i) {{ errors {{ code message }} }} }}"
        for write in VERBS[verb]:
            cells, asked = {}, _asked(f"mutation {verb}", write)
            for name in VIEWERS:
                copy = await attempts.copy()
                guest = copy.guests[name]
                answer = await guest.ask(text, i=attempts.filled(write.given, guest, copy))
                matrix.hear(asked, str(write.given), name, answer.content)
                cells[name] = WRITES if await attempts.wrote() else _code(verb, answer)
            _judge_writes(matrix, asked, cells, expected(write, by_key=True))


def _code(verb: str, answer: httpx.Response) -> str:
    data = answer.json().get("data") or {}
    errors = (data.get(verb) or {}).get("errors") or ()
    return str(errors[0]["code"]) if errors else _refusal(answer)


async def _forms(matrix: Matrix, attempts: _Attempts) -> None:
    app = (await attempts.copy()).app
    posts = [route.path for route in app.routes if "POST" in (getattr(route, "methods", None) or ())]
    assert set(posts) - {"/graphql"} == set(PAGES), "give each page that is sent a row in tests/sight/writes.py"
    for path in PAGES:
        for write in PAGES[path]:
            cells, asked = {}, _asked(f"POST {path}", write)
            for name in VIEWERS:
                answer = await _sent(attempts, path, write, name)
                matrix.hear(asked, str(write.given), name, answer.content)
                is_refusal = answer.is_redirect or not answer.is_success
                cells[name] = WRITES if await attempts.wrote() else _refusal(answer) if is_refusal else SHOWN
            _judge_writes(matrix, asked, cells, expected(write, by_key=False))


async def _sent(attempts: _Attempts, path: str, write: Write, name: str) -> httpx.Response:
    copy = await attempts.copy()
    guest = copy.guests[name]
    key = attempts.filled(write.key, guest, copy)
    if write.first is not None:
        led = await guest.send(write.first[0], write.first[1])
        key = led.headers.get("location", "").partition("?")[0].rpartition("/")[2] or "geen"
    filled = path.replace("{key}", key).replace("{name}", key)
    return await guest.send(filled, attempts.filled(write.given, guest, copy))


def _asked(what: str, write: Write) -> str:
    return f"{what}: {write.of}" if write.of else what


def _judge_writes(matrix: Matrix, asked: str, cells: Mapping[str, str], may: frozenset[str]) -> None:
    matrix.rows[asked] = cells
    matrix.judge(asked, {name for name, cell in cells.items() if cell == WRITES}, may, "writes")


# Below the doors: what commands and pages take from the verbs


def below_the_doors() -> Matrix:
    """What the questions, documents and exports give each viewer, in every format, whatever door they ask at."""
    matrix, snapshot, stand_ins = Matrix(), Snapshot.of(register()), StandIns()
    worlds = {
        name: World(graph=snapshot, on=DAY, today=DAY, viewer=viewer, known_at=1, stand_ins=stand_ins)
        for name, viewer in VIEWERS.items()
    }
    for question, given in questions_asked():
        _in_every_format(matrix, worlds, question, given)
    for asked, ask in ASKED.items():
        if not asked.endswith((" as a report", " as values")):
            matrix.rows[asked] = _answers(matrix, asked, {name: str(told(ask, worlds[name])) for name in VIEWERS})
    asked = "export takenoverzicht"
    files = {name: told(lambda world: text_of(export(world, "takenoverzicht", BRUG)), worlds[name]) for name in VIEWERS}
    matrix.rows[asked] = _answers(matrix, asked, {name: str(file) for name, file in files.items()})
    return matrix


def _in_every_format(matrix: Matrix, worlds: Mapping[str, World], question: Any, given: Mapping[str, Any]) -> None:
    written: dict[tuple[str, str], str] = {}
    reports = {name: told(lambda world: question.asked(world, **given).report(DUTCH), worlds[name]) for name in VIEWERS}
    values = {name: told(lambda world: question.asked(world, **given).values(), worlds[name]) for name in VIEWERS}

    def in_format(report: object, form: str) -> str:
        if not isinstance(report, Report):
            return str(report)
        if (found := written.get((str(report), form))) is None:
            found = written[str(report), form] = text_of(rendered(report, form))
        return found

    rows = {"json": {name: str(value) for name, value in values.items()}}
    for form in FORMATS:
        rows[form] = {name: in_format(report, form) for name, report in reports.items()}
    alike: dict[tuple[str, ...], list[str]] = {}
    for form, answers in rows.items():
        cells = _answers(matrix, f"{question.name} as {form}", answers)
        alike.setdefault(tuple(cells.values()), []).append(form)
    for cells, forms in alike.items():
        matrix.rows[f"{question.name} as {', '.join(forms)}"] = dict(zip(VIEWERS, cells, strict=True))


def _answers(matrix: Matrix, asked: str, answers: Mapping[str, str]) -> dict[str, str]:
    for name, answer in answers.items():
        matrix.hear(asked, asked, name, answer.encode())
    nothing = answers[READS_NOTHING]
    return {name: _told(answers[name], answers["owner"], nothing, name) for name in VIEWERS}


# Commands: whoever holds the store is the owner, whoever does not has nothing to ask


def by_commands() -> Matrix:
    """What each command does for who holds the store, in every format, and for who does not."""
    matrix, formats = Matrix(), dict[str, list[str]]()
    for one in ran():
        asked = f"command {one.asked}"
        formats.setdefault(asked, []).append(one.format_name)
        cell = WRITES if one.wrote else SHOWN if one.asked in OF_THE_PROGRAM else ALL
        others = SHOWN if one.asked in OF_THE_PROGRAM else NO_STORE
        matrix.rows[asked] = {name: cell if name == "owner" else others for name in VIEWERS}
        matrix.judge(asked, {"owner"} if one.wrote else set(), _writers(one), f"writes ({one.format_name})")
        matrix.hear(asked, " ".join(one.example.words), "public", one.told_without)
        if one.code == MISTAKE or not one.told:
            matrix.unexpected.append(f"{asked} {one.format_name}: it does nothing for the owner")
        if (one.code_without == 0) != (one.asked in OF_THE_PROGRAM | MAKES_A_STORE):
            matrix.unexpected.append(f"{asked}: without a store it answers {one.code_without}")
    named = {asked: [form for form in forms if form] for asked, forms in formats.items()}
    matrix.rows = {
        f"{asked} as {', '.join(named[asked])}" if named[asked] else asked: cells
        for asked, cells in matrix.rows.items()
    }
    return matrix


def _writers(one: Ran) -> frozenset[str]:
    return frozenset({"owner"}) if one.example.writes else frozenset()


PARTS: Mapping[str, Callable[[], Matrix]] = {
    "at the doors": at_the_doors, "below the doors": below_the_doors, "by commands": by_commands,
}  # fmt: skip
"""The parts of the table, each of which is made by itself."""


def table(parts: Iterable[Matrix]) -> str:
    """The whole table, tab-separated."""
    lines = ["\t".join(("what is asked", *VIEWERS)), *(line for part in parts for line in part.lines())]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    logging.disable()  # of all that is refused
    found = [make() for make in PARTS.values()]
    PAGE.write_text(table(found), encoding="utf-8")
    sys.exit("\n".join(problem for part in found for problem in part.unexpected))
