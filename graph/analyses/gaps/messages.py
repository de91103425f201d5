"""What a finding says to a person, in Dutch and English.

The texts name organisations, functions, tasks and topics, never people: they may be shown to whoever may see
the finding, and they blame nobody. A date is the last day that counts.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from graph.analyses.gaps.drafts import Draft
from graph.analyses.gaps.edges import confirmed_since
from graph.analyses.gaps.findings import Message
from graph.domain.kinds import Edge, Mandate, Node
from graph.domain.periods import last_day, school_year_of
from graph.model.snapshot import Snapshot
from graph.words.catalogue import texts_in
from graph.words.titles import mandate_title

__all__ = ["message_of"]

_DUTCH_DOING = {
    "DECIDES": "om te beslissen over {}",
    "EXECUTES": "om {} uit te voeren",
    "STEERS": "om {} aan te sturen en op te volgen",
    "CONTACT_POINT_FOR": "als aanspreekpunt voor {}",
}
_ENGLISH_DOING = {
    "DECIDES": "to decide on {}",
    "EXECUTES": "to carry out {}",
    "STEERS": "to steer and follow up {}",
    "CONTACT_POINT_FOR": "as contact point for {}",
}


def message_of(snapshot: Snapshot, draft: Draft, on: date) -> Message:
    """The texts of a draft found on a day."""

    def write(language: str) -> str:
        told = _DUTCH if language == "nl" else _ENGLISH
        return told[draft.code](_Words(snapshot, draft, on, language))

    return Message(write=write)


class _Words:
    """The parts of a sentence about a draft, in one language."""

    def __init__(self, snapshot: Snapshot, draft: Draft, on: date, language: str) -> None:
        self.snapshot = snapshot
        self.draft = draft
        self.facts = draft.facts
        self.on = on
        self.language = language

    def name(self, node_id: str | None) -> str:
        """The name of a node; its id when it is not there."""
        node = self.snapshot.node(node_id) if node_id is not None else None
        return node.name_in(self.language) if node is not None else node_id or ""

    def quoted(self, node_id: str | None) -> str:
        return f"“{self.name(node_id)}”"

    def doing(self, mandate: str | None = None, subject: str | None = None) -> str:
        """What somebody is appointed for, to come after "aangeduid" or "appointed"."""
        templates = _DUTCH_DOING if self.language == "nl" else _ENGLISH_DOING
        return templates[mandate or self.draft.mandate or ""].format(self.quoted(subject or self.draft.subject))

    def at(self) -> str:
        """Where, with the other organisations counted."""
        if self.draft.organisation is None:
            return ""
        word = "bij" if self.language == "nl" else "at"
        return f" {word} {self.name(self.draft.organisation)}"

    def wider(self) -> str:
        """A sentence on the other organisations that it affects; empty when there are none."""
        count = len(self.draft.affects)
        if count == 0:
            return ""
        if self.language == "nl":
            return f" Dit raakt ook {_counted(count, 'andere organisatie', 'andere organisaties')}."
        return f" This also affects {_counted(count, 'other organisation', 'other organisations')}."

    def day(self, day: date) -> str:
        return texts_in(self.language).day(day)

    def title(self, mandate: str | None) -> str:
        """What a kind of mandate is called."""
        return mandate_title(mandate, texts_in(self.language))

    def number(self, fact: str) -> int:
        return int(self.facts[fact])

    def topics(self) -> str:
        return texts_in(self.language).listing([self.quoted(topic) for topic in self.draft.missing])


def _counted(count: int, one: str, several: str) -> str:
    return f"{count} {one if count == 1 else several}"


# Dutch


def _vacant_nl(words: _Words) -> str:
    return f"Niemand aangeduid {words.doing()}{words.at()}.{words.wider()}"


def _absent_nl(words: _Words) -> str:
    answers = words.facts["answers"]
    meanwhile = f" Komt nu bij {words.name(answers)} terecht." if answers is not None else ""
    return (
        f"Afwezig, geen vervanging: wie is aangeduid {words.doing()}{words.at()}, is er niet "
        f"en wordt niet vervangen.{meanwhile}{words.wider()}"
    )


def _fallback_nl(words: _Words) -> str:
    answers = words.name(words.facts["answers"])
    return f"Komt nu bij {answers} terecht: niemand aangeduid {words.doing()}{words.at()}.{words.wider()}"


def _under_nl(words: _Words) -> str:
    present, minimum = words.number("present"), words.number("minimum")
    return f"Te weinig mensen aangeduid {words.doing()}{words.at()}: {present}, er zijn er minstens {minimum} nodig."


def _over_nl(words: _Words) -> str:
    crowd, maximum = words.number("crowd"), words.number("maximum")
    if words.draft.mandate == "DECIDES" and maximum == 1:
        return f"Meer dan één beslisser voor {words.quoted(words.draft.subject)}{words.at()}: het zijn er {crowd}."
    return f"Te veel mensen aangeduid {words.doing()}{words.at()}: {crowd}, er mogen er hoogstens {maximum} zijn."


def _alike_nl(words: _Words) -> str:
    return (
        f"Allemaal van dezelfde school of firma: wie is aangeduid {words.doing()}{words.at()}. "
        f"Minstens {words.number('apart')} van hen horen los van elkaar te staan."
    )


def _ends_nl(words: _Words) -> str:
    return f"Loopt af op {words.day(_last(words))}, nog geen opvolger: wie is aangeduid {words.doing()}{words.at()}."


def _unfilled_nl(words: _Words) -> str:
    present, seats = words.number("present"), words.number("minimum")
    rest = f": {present} van de {seats} plaatsen ingevuld" if seats > 1 else ""
    return f"Functie niet ingevuld: {words.name(words.facts['role'])}{words.at()}{rest}."


def _granted_nl(words: _Words) -> str:
    return f"Nog niet bevestigd door de directie: wie is aangeduid {words.doing()}{words.at()}.{words.wider()}"


def _expertise_nl(words: _Words) -> str:
    who = "deze persoon" if words.number("present") == 1 else "deze personen"
    return f"Nodige expertise niet gekend bij {who}: {words.topics()}, nodig {words.doing()}{words.at()}."


def _coupled_nl(words: _Words) -> str:
    title = words.title(words.draft.mandate)
    return (
        f"Hoort ook “{words.name(words.draft.subject)}” ({title}) te hebben: "
        f"wie is aangeduid {words.doing(words.facts['mandate'], words.facts['subject'])}{words.at()}."
    )


def _outside_nl(words: _Words) -> str:
    edge, end = words.facts["edge"], words.facts["end"]
    return (
        f"Data kloppen niet{words.at()}: {_edge_nl(words, edge)} loopt {_period_nl(words, edge)}, "
        f"maar {_end_nl(words, end)} bestaat {_period_nl(words, end)}."
    )


def _overlapping_nl(words: _Words) -> str:
    twice = _edge_nl(words, words.facts["edge"])
    return f"Dubbel ingevoerd{words.at()}: {twice} staat er twee keer voor dezelfde periode."


def _stale_nl(words: _Words) -> str:
    last = words.day(words.facts["last"])
    lead = "Dit schooljaar nog niet nagekeken" if _asks_this_year(words.on) else "Vorig schooljaar niet nagekeken"
    return f"{lead}: wie is aangeduid {words.doing()}{words.at()} (laatst op {last}).{words.wider()}"


def _edge_nl(words: _Words, edge: Edge) -> str:
    if isinstance(edge, Mandate):
        return f"“{words.title(edge.kind)}” voor {words.quoted(edge.to_id)}"
    if edge.kind == "HOLDS":
        return f"de invulling van de functie {words.quoted(edge.to_id)}"
    named = [words.quoted(end) for end in (edge.from_id, edge.to_id) if not end.startswith("person/")]
    return f"de band {' met '.join(named)}" if len(named) == 2 else f"de band met {''.join(named)}"


def _end_nl(words: _Words, end: Node) -> str:
    return "de persoon in kwestie" if end.kind == "person" else words.quoted(end.id)


def _period_nl(words: _Words, record: Edge | Node) -> str:
    since, last = record.since, last_day(record.until)
    parts = [f"vanaf {words.day(since)}"] if since is not None else []
    return " ".join([*parts, f"t.e.m. {words.day(last)}"] if last is not None else parts)


# English


def _vacant_en(words: _Words) -> str:
    return f"Nobody appointed {words.doing()}{words.at()}.{words.wider()}"


def _absent_en(words: _Words) -> str:
    answers = words.facts["answers"]
    meanwhile = f" For now it ends up with {words.name(answers)}." if answers is not None else ""
    return (
        f"Absent, no replacement: whoever is appointed {words.doing()}{words.at()} is away, "
        f"and nobody stands in.{meanwhile}{words.wider()}"
    )


def _fallback_en(words: _Words) -> str:
    answers = words.name(words.facts["answers"])
    return f"For now it ends up with {answers}: nobody appointed {words.doing()}{words.at()}.{words.wider()}"


def _under_en(words: _Words) -> str:
    present, minimum = words.number("present"), words.number("minimum")
    return f"Too few people appointed {words.doing()}{words.at()}: {present}, at least {minimum} needed."


def _over_en(words: _Words) -> str:
    crowd, maximum = words.number("crowd"), words.number("maximum")
    if words.draft.mandate == "DECIDES" and maximum == 1:
        return f"More than one person decides on {words.quoted(words.draft.subject)}{words.at()}: there are {crowd}."
    return f"Too many people appointed {words.doing()}{words.at()}: {crowd}, at most {maximum} wanted."


def _alike_en(words: _Words) -> str:
    return (
        f"All from the same school or company: those appointed {words.doing()}{words.at()}. "
        f"At least {words.number('apart')} of them should be independent of each other."
    )


def _ends_en(words: _Words) -> str:
    return f"Ends on {words.day(_last(words))}, no successor yet: those appointed {words.doing()}{words.at()}."


def _unfilled_en(words: _Words) -> str:
    present, seats = words.number("present"), words.number("minimum")
    rest = f": {present} of {seats} places filled" if seats > 1 else ""
    return f"Function not filled: {words.name(words.facts['role'])}{words.at()}{rest}."


def _granted_en(words: _Words) -> str:
    return f"Not yet confirmed by the head: whoever is appointed {words.doing()}{words.at()}.{words.wider()}"


def _expertise_en(words: _Words) -> str:
    who = "this person" if words.number("present") == 1 else "these people"
    return f"Expertise needed, not known of {who}: {words.topics()}, needed {words.doing()}{words.at()}."


def _coupled_en(words: _Words) -> str:
    title = words.title(words.draft.mandate)
    return (
        f"Should also have “{words.name(words.draft.subject)}” ({title}): "
        f"whoever is appointed {words.doing(words.facts['mandate'], words.facts['subject'])}{words.at()}."
    )


def _outside_en(words: _Words) -> str:
    edge, end = words.facts["edge"], words.facts["end"]
    return (
        f"Dates do not fit{words.at()}: {_edge_en(words, edge)} runs {_period_en(words, edge)}, "
        f"but {_end_en(words, end)} exists {_period_en(words, end)}."
    )


def _overlapping_en(words: _Words) -> str:
    return f"Entered twice{words.at()}: {_edge_en(words, words.facts['edge'])} is there twice for the same period."


def _stale_en(words: _Words) -> str:
    last = words.day(words.facts["last"])
    lead = "Not checked yet this school year" if _asks_this_year(words.on) else "Not checked last school year"
    return f"{lead}: whoever is appointed {words.doing()}{words.at()} (last on {last}).{words.wider()}"


def _edge_en(words: _Words, edge: Edge) -> str:
    if isinstance(edge, Mandate):
        return f"“{words.title(edge.kind)}” for {words.quoted(edge.to_id)}"
    if edge.kind == "HOLDS":
        return f"the holding of the function {words.quoted(edge.to_id)}"
    named = [words.quoted(end) for end in (edge.from_id, edge.to_id) if not end.startswith("person/")]
    return f"the link between {' and '.join(named)}" if len(named) == 2 else f"the link with {''.join(named)}"


def _end_en(words: _Words, end: Node) -> str:
    return "the person concerned" if end.kind == "person" else words.quoted(end.id)


def _period_en(words: _Words, record: Edge | Node) -> str:
    since, last = record.since, last_day(record.until)
    parts = [f"from {words.day(since)}"] if since is not None else []
    return " ".join([*parts, f"up to and including {words.day(last)}"] if last is not None else parts)


# Both


def _last(words: _Words) -> date:
    found = last_day(words.facts["shortage"])
    return words.on if found is None else found


def _asks_this_year(on: date) -> bool:
    return confirmed_since(on) == school_year_of(on).since


_DUTCH: dict[str, Callable[[_Words], str]] = {
    "vacant": _vacant_nl,
    "absent_without_replacement": _absent_nl,
    "fallback_only": _fallback_nl,
    "under_norm": _under_nl,
    "over_norm": _over_nl,
    "unfilled_role": _unfilled_nl,
    "not_independent": _alike_nl,
    "ends_soon": _ends_nl,
    "never_granted": _granted_nl,
    "without_expertise": _expertise_nl,
    "missing_coupled": _coupled_nl,
    "outside_period": _outside_nl,
    "overlapping": _overlapping_nl,
    "stale": _stale_nl,
}
_ENGLISH: dict[str, Callable[[_Words], str]] = {
    "vacant": _vacant_en,
    "absent_without_replacement": _absent_en,
    "fallback_only": _fallback_en,
    "under_norm": _under_en,
    "over_norm": _over_en,
    "unfilled_role": _unfilled_en,
    "not_independent": _alike_en,
    "ends_soon": _ends_en,
    "never_granted": _granted_en,
    "without_expertise": _expertise_en,
    "missing_coupled": _coupled_en,
    "outside_period": _outside_en,
    "overlapping": _overlapping_en,
    "stale": _stale_en,
}
