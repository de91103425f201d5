"""A team for some topics, and what expertise is scarce, for people in every format."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graph.analyses.planning.scarcity import FEWEST_SHOWN, ScarceTopic, Scarcity
from graph.analyses.planning.team import Team
from graph.reports.model import Block, Paragraph, Report, Span, Table
from graph.reports.naming import Naming

__all__ = ["scarcity_report", "team_report"]


def team_report(team: Team, naming: Naming) -> Report:
    """The team for people: who, for what, and what nobody covers."""
    texts = naming.texts
    return Report(
        texts=texts,
        title=texts.gettext("A team for {topics}", topics=naming.listing(team.topics)),
        about=texts.gettext("As of {day}", day=texts.day(team.on)),
        blocks=(_members_table(team, naming), *_notes(team, naming)),
    )


def scarcity_report(found: Scarcity, naming: Naming) -> Report:
    """What is scarce, for people: counts only."""
    texts = naming.texts
    where = naming(found.organisation) if found.organisation else texts.gettext("All organisations")
    return Report(
        texts=texts,
        title=texts.gettext("Which expertise is scarce?"),
        about=f"{where}, {texts.day(found.on)}.",
        blocks=(
            Table(
                caption=texts.gettext("Which expertise is scarce?"),
                headings=(
                    texts.gettext("Topic"),
                    texts.gettext("Schools that need it"),
                    texts.gettext("Of which without anybody of their own"),
                    texts.gettext("People who know it"),
                    texts.gettext("People who want to learn it"),
                    texts.gettext("Where they want to learn it"),
                ),
                rows=tuple(_scarce_row(topic, naming) for topic in found.topics),
                empty=texts.gettext("Nothing is scarce: every school has somebody for what it needs."),
            ),
        ),
        wide=True,
    )


def _members_table(team: Team, naming: Naming) -> Table:
    texts = naming.texts
    deciding = (texts.gettext("May decide"),) if team.deciding is not None else ()
    return Table(
        caption=texts.gettext("Whom you could ask"),
        headings=(texts.gettext("Ask"), texts.gettext("Topics"), texts.gettext("Belongs to"), *deciding),
        rows=tuple(
            (
                Span(texts.gettext("ask {person}", person=naming(member.person)), strong=True),
                naming.listing(member.topics),
                naming.listing(member.organisations),
                *((member.decides,) if deciding else ()),
            )
            for member in team.members
        ),
        empty=texts.gettext("Nobody was found. Try a broader topic or a lower level."),
    )


def _notes(team: Team, naming: Naming) -> Iterator[Block]:
    texts = naming.texts
    if team.uncovered:
        yield Paragraph.of(
            texts.gettext("Nobody was found for {topics}.", topics=naming.listing(team.uncovered)), note=True
        )
    if team.deciding is not None and team.without_decider:
        yield Paragraph.of(
            texts.gettext(
                "Nobody decides on {subject} at {place} now.",
                subject=naming(team.deciding.subject),
                place=naming(team.deciding.organisation),
            ),
            note=True,
        )
    if not team.exact:
        yield Paragraph.of(texts.gettext("Not fully worked out: a smaller team may exist."), note=True)


def _scarce_row(topic: ScarceTopic, naming: Naming) -> tuple[Any, ...]:
    places = [f"{naming(each.organisation)} ({_people(each.people, naming)})" for each in topic.wanted_at]
    return (
        naming(topic.topic),
        topic.needed_at,
        topic.missing_at,
        _people(topic.known_by, naming),
        _people(topic.wanted_by, naming),
        ", ".join(places),
    )


def _people(count: int | None, naming: Naming) -> str:
    texts = naming.texts
    return texts.gettext("fewer than {number}", number=FEWEST_SHOWN) if count is None else texts.number(count)
