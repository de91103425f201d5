"""A team for some topics, and what expertise is scarce, for people in every format."""

from __future__ import annotations

from collections.abc import Iterator

from graph.analyses.planning.scarcity import FEWEST_SHOWN, ScarceTopic, Scarcity
from graph.analyses.planning.team import Team, TeamMember
from graph.reports.asking import asking
from graph.reports.columns import Columns, columns, table
from graph.reports.model import Block, Paragraph, Report, Table
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
            table(
                _scarce_columns(naming),
                found.topics,
                caption=texts.gettext("Which expertise is scarce?"),
                empty=texts.gettext("Nothing is scarce: every school has somebody for what it needs."),
            ),
        ),
        wide=True,
    )


def _members_table(team: Team, naming: Naming) -> Table:
    texts = naming.texts
    return table(
        columns(
            TeamMember,
            naming,
            ["person", "topics", ...],
            without=("inferred",) if team.deciding is not None else ("inferred", "decides"),
            told={"person": lambda member: asking(member.person, naming)},
        ),
        team.members,
        caption=texts.gettext("Whom you could ask"),
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


def _scarce_columns(naming: Naming) -> Columns[ScarceTopic]:
    def wanted_at(topic: ScarceTopic) -> str:
        return ", ".join(f"{naming(each.organisation)} ({_people(each.people, naming)})" for each in topic.wanted_at)

    return columns(
        ScarceTopic,
        naming,
        told={
            "known_by": lambda topic: _people(topic.known_by, naming),
            "wanted_by": lambda topic: _people(topic.wanted_by, naming),
            "wanted_at": wanted_at,
        },
    )


def _people(count: int | None, naming: Naming) -> str:
    texts = naming.texts
    return texts.gettext("fewer than {number}", number=FEWEST_SHOWN) if count is None else texts.number(count)
