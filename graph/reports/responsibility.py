"""Who covers a subject, for machines (JSON) and for readers (Markdown)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graph.analyses.responsibility import Answerer, Responsibility
from graph.domain.kinds import Channel, kind_of_id
from graph.domain.periods import last_day
from graph.model.snapshot import Snapshot
from graph.reports.tables import date_text, markdown_text
from graph.reports.texts import mandate_title
from graph.reports.translations import texts_in

__all__ = ["responsibility_json", "responsibility_markdown"]

_LISTS = (
    ("DECIDES", "deciders"),
    ("EXECUTES", "executors"),
    ("STEERS", "steerers"),
    ("CONTACT_POINT_FOR", "contact_points"),
)

_WORDS: Mapping[str, Mapping[str, str]] = {
    "nl": {
        "nobody": "Niemand aangeduid",
        "fallback": "Komt nu terecht bij",
        "consult": "Overleg",
        "accountable": "Eindverantwoordelijk blijft",
        "valid": "Dit antwoord geldt t.e.m.",
        "unlimited": "zonder bedragsgrens",
        "up_to": "tot en met € {amount} (excl. btw)",
        "advises": "geeft advies",
        "agrees": "moet akkoord gaan",
        "informed": "wordt geïnformeerd",
    },
    "en": {
        "nobody": "Nobody appointed",
        "fallback": "Answered meanwhile by",
        "consult": "Consultation",
        "accountable": "Accountable remains",
        "valid": "This answer holds up to and including",
        "unlimited": "without a limit",
        "up_to": "up to and including € {amount} (excl. VAT)",
        "advises": "advises",
        "agrees": "has to agree",
        "informed": "is informed",
    },
}


def responsibility_json(answer: Responsibility) -> dict[str, Any]:
    """The answer as JSON values; `person`, `body` or `holding_organisation` says who, by what they are."""
    plain: dict[str, Any] = {
        "organisation": answer.organisation,
        "subject": answer.subject,
        "on": answer.on.isoformat(),
        "valid_until": answer.valid_until.isoformat() if answer.valid_until else None,
        **{name: [_answerer_json(item) for item in getattr(answer, name)] for _, name in _LISTS},
        "consult": [{"body": item.body, "stage": item.stage} for item in answer.consult],
        "fallback": [
            {
                "mandate": item.mandate,
                "role_type": item.role_type,
                "organisation": item.organisation,
                "role": item.role,
                "persons": list(item.persons),
            }
            for item in answer.fallback
        ],
        "accountable": list(answer.accountable),
    }
    if answer.parts:
        plain["parts"] = [responsibility_json(part) for part in answer.parts]
    return plain


def responsibility_markdown(answer: Responsibility, snapshot: Snapshot, language: str = "nl") -> str:
    """The answer as a short page; a task group gives one part a subject."""
    if answer.parts:
        return "\n".join(responsibility_markdown(part, snapshot, language) for part in answer.parts)
    return "\n".join(_lines(answer, snapshot, language)) + "\n"


def _lines(answer: Responsibility, snapshot: Snapshot, language: str) -> Iterator[str]:
    words = _WORDS[language]
    subject, place = (_name(snapshot, node_id, language) for node_id in (answer.subject, answer.organisation))
    yield f"# {subject} - {place}, {date_text(answer.on, language)}"
    fallbacks = {item.mandate: item for item in answer.fallback}
    for kind, name in _LISTS:
        yield ""
        yield f"**{mandate_title(kind, texts_in(language))}**"
        yield ""
        answerers: Sequence[Answerer] = getattr(answer, name)
        for answerer in answerers:
            yield _answerer_line(answerer, kind, snapshot, language)
        if kind in fallbacks:
            people = ", ".join(_name(snapshot, person, language) for person in fallbacks[kind].persons)
            role = _name(snapshot, fallbacks[kind].role, language)
            yield f"- {words['nobody']}. {words['fallback']} {people} ({role})"
        elif not answerers:
            yield f"- {words['nobody']}"
    yield from _footer(answer, snapshot, language)


def _footer(answer: Responsibility, snapshot: Snapshot, language: str) -> Iterator[str]:
    words = _WORDS[language]
    if answer.consult:
        yield ""
        yield f"**{words['consult']}**"
        yield ""
        for item in answer.consult:
            stage = f" {words[item.stage]}" if item.stage else ""
            yield f"- {_name(snapshot, item.body, language)}{stage}"
    if answer.accountable:
        yield ""
        chain = ", ".join(_name(snapshot, node_id, language) for node_id in answer.accountable)
        yield f"{words['accountable']}: {chain}."
    last = last_day(answer.valid_until)
    if last is not None:
        yield ""
        yield f"{words['valid']} {date_text(last, language)}."


def _answerer_line(answerer: Answerer, kind: str, snapshot: Snapshot, language: str) -> str:
    words = _WORDS[language]
    parts = [answerer.reason.nl if language == "nl" else answerer.reason.en]
    if kind == "DECIDES":
        amount = answerer.ceiling_eur
        grouped = "" if amount is None else f"{amount:,}".replace(",", "." if language == "nl" else ",")
        parts.append(words["unlimited"] if amount is None else words["up_to"].format(amount=grouped))
    parts.extend(text for text in (_channel(snapshot, channel) for channel in answerer.channels) if text)
    return f"- {_name(snapshot, answerer.holder, language)}: {'; '.join(markdown_text(part) for part in parts)}"


def _channel(snapshot: Snapshot, channel_id: str) -> str | None:
    channel = snapshot.find(Channel, channel_id)
    return None if channel is None else channel.address or channel.name


def _answerer_json(answerer: Answerer) -> dict[str, Any]:
    kind = kind_of_id(answerer.holder)
    return {
        "person": answerer.holder if kind == "person" else None,
        "body": answerer.holder if kind == "body" else None,
        "holding_organisation": answerer.holder if kind == "organisation" else None,
        "role": answerer.role,
        "mandate": answerer.mandate,
        "via": answerer.via,
        "through": answerer.through,
        "acting_for": answerer.acting_for,
        "ceiling_eur": answerer.ceiling_eur,
        "channels": list(answerer.channels),
        "available": answerer.available,
        "reason": {"nl": answerer.reason.nl, "en": answerer.reason.en},
    }


def _name(snapshot: Snapshot, node_id: str, language: str) -> str:
    node = snapshot.node(node_id)
    return markdown_text(node.name_in(language)) if node is not None else node_id
