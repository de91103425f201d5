"""What hangs on one colleague, for machines (JSON), spreadsheets (CSV) and readers (Markdown).

The texts speak of tasks that one colleague takes on, never of somebody as a risk.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graph.analyses.bus_factor import BusFactorReport, Item, SinglePoint
from graph.analyses.critical_set import SmallestSet
from graph.model.snapshot import Snapshot
from graph.reports.tables import (
    Cell,
    csv_bytes,
    date_text,
    listing,
    markdown_table,
    markdown_text,
    number_text,
    percent,
)
from graph.reports.texts import mandate_title
from graph.reports.translations import texts_in

__all__ = ["bus_factor_csv", "bus_factor_json", "bus_factor_markdown", "critical_set_json"]


def bus_factor_json(report: BusFactorReport) -> dict[str, Any]:
    """The report as JSON values, complete; what is absent is left out."""
    return {
        "on": report.on.isoformat(),
        **({"organisation": report.organisation} if report.organisation else {}),
        "population": report.population,
        "items": [_item_json(item) for item in report.items],
        "single_points": [_point_json(point) for point in report.single_points],
        "critical_set": critical_set_json(report.critical_set),
        "core_team": critical_set_json(report.core_team),
        "shapley_cov": [{"person": person, "value": float(value)} for person, value in report.shapley_cov],
    }


def critical_set_json(found: SmallestSet) -> dict[str, Any]:
    """A smallest set, or its bounds, as JSON values.

    `items` counts the items that have a holder, `needed` how many of them the set must reach, `reached` how many
    it does reach. `seconds` is there for bounds only, so that exact answers repeat to the byte.
    """
    return {
        "share": float(found.share),
        "items": found.items,
        "needed": found.needed,
        "reached": found.reached,
        "size": found.size,
        "lower": found.lower,
        "upper": found.upper,
        "exact": found.exact,
        "method": found.method,
        "persons": list(found.persons),
        **({} if found.seconds is None else {"seconds": found.seconds}),
    }


def bus_factor_csv(report: BusFactorReport, snapshot: Snapshot, language: str = "nl") -> bytes:
    """One line per item, with names and ids."""
    words = _WORDS[language]
    names = _Names(snapshot, language)
    return csv_bytes(words["columns"], (_csv_row(item, names) for item in report.items), language)


def bus_factor_markdown(report: BusFactorReport, snapshot: Snapshot, language: str = "nl") -> str:
    """A page for readers: what one colleague or nobody takes on, on whom most hangs, and the smallest sets."""
    words = _WORDS[language]
    names = _Names(snapshot, language)
    where = names.of(report.organisation) if report.organisation else words["everywhere"]
    parts = [
        f"# {words['title']}\n",
        f"{markdown_text(where)}, {date_text(report.on, language)}. {words[report.population]}\n",
        _summary(report, words),
        f"## {words['single_points']}\n",
        _points_table(report.single_points, names, words) if report.single_points else words["no_points"] + "\n",
        f"## {_set_title(report.critical_set, language)}\n",
        _set_text(report.critical_set, names, words),
        f"## {words['core_team']}\n",
        _set_text(report.core_team, names, words),
        f"## {words['thin']}\n",
        _thin_table(report, names, words) if report.orphans or report.at_risk else words["nothing_thin"] + "\n",
    ]
    return "\n".join(parts)


# JSON


def _item_json(item: Item) -> dict[str, Any]:
    optional = {"subject": item.subject, "mandate": item.mandate, "expertise": item.expertise}
    return {
        "organisation": item.organisation,
        **{key: value for key, value in optional.items() if value is not None},
        "bus_factor": item.bus_factor,
        "persons": list(item.persons),
    }


def _point_json(point: SinglePoint) -> dict[str, Any]:
    return {"person": point.person, "items": len(point.items), "share": float(point.share)}


# For people


class _Names:
    """Names of records in a language; the id where there is no name."""

    def __init__(self, snapshot: Snapshot, language: str) -> None:
        self._snapshot = snapshot
        self.language = language

    def of(self, node_id: str | None) -> str:
        if node_id is None:
            return ""
        if node_id.endswith("#unnamed"):
            body = self.of(node_id.removesuffix("#unnamed"))
            return str(_WORDS[self.language]["unnamed"].format(body=body))
        node = self._snapshot.node(node_id)
        return node_id if node is None else node.name_in(self.language)

    def listing(self, node_ids: Sequence[str]) -> str:
        return listing([self.of(each) for each in node_ids], self.language)


def _csv_row(item: Item, names: _Names) -> list[Cell]:
    return [
        names.of(item.organisation),
        names.of(item.subject),
        mandate_title(item.mandate, texts_in(names.language)),
        names.of(item.expertise),
        item.bus_factor,
        ", ".join(names.of(person) for person in item.persons),
        item.organisation,
        item.subject,
        item.mandate,
        item.expertise,
        ", ".join(item.persons),
    ]


def _summary(report: BusFactorReport, words: Mapping[str, Any]) -> str:
    held = len(report.items) - len(report.orphans)
    return str(
        words["summary"].format(all=len(report.items), held=held, one=len(report.at_risk), nobody=len(report.orphans))
    )


def _points_table(points: Sequence[SinglePoint], names: _Names, words: Mapping[str, Any]) -> str:
    rows: list[list[Cell]] = [
        [names.of(point.person), len(point.items), percent(point.share, names.language)] for point in points
    ]
    return markdown_table(words["point_columns"], rows, names.language)


def _thin_table(report: BusFactorReport, names: _Names, words: Mapping[str, Any]) -> str:
    thin = (*report.orphans, *report.at_risk)
    return markdown_table(words["columns"][:6], (_csv_row(item, names)[:6] for item in thin), names.language)


def _set_title(found: SmallestSet, language: str) -> str:
    words = _WORDS[language]
    half = found.share * 2 == 1
    return str(words["half"] if half else words["part"].format(share=percent(found.share, language)))


def _set_text(found: SmallestSet, names: _Names, words: Mapping[str, Any]) -> str:
    if not found.persons:
        return str(words["no_set"]) + "\n"
    template = words["exact"] if found.exact else words["bounds"]
    text = template.format(
        size=found.size,
        lower=found.lower,
        reached=found.reached,
        items=found.items,
        seconds=number_text(found.seconds or 0.0, names.language),
    )
    return f"{text}\n\n{markdown_text(names.listing(found.persons))}\n"


_WORDS: Mapping[str, Mapping[str, Any]] = {
    "nl": {
        "title": "Wat hangt af van één collega?",
        "everywhere": "Alle organisaties",
        "mandates": "Geteld: wie doet wat, per school.",
        "expertise": "Geteld: wie kent wat, per school.",
        "crossed": "Geteld: wie een taak of beslissing opneemt en de nodige expertise heeft.",
        "summary": "Van {all} onderdelen zijn er {held} ingevuld; {one} door één collega, {nobody} door niemand.\n",
        "single_points": "Wat één collega alleen opneemt",
        "point_columns": ("Collega", "Aantal", "Aandeel"),
        "no_points": "Nergens hangt iets van één collega af.",
        "half": "Kleinste groep die de helft onbezet laat",
        "part": "Kleinste groep die {share} onbezet laat",
        "core_team": "Kleinste groep die alles bezet houdt",
        "exact": "Aantal mensen: {size}. Samen gaat het om {reached} van de {items} ingevulde onderdelen.",
        "bounds": "Tussen {lower} en {size} mensen (niet helemaal uitgerekend, na {seconds} seconden). De kleinste "
        "groep die gevonden is, gaat samen over {reached} van de {items} ingevulde onderdelen.",
        "no_set": "Er is nog niets ingevuld.",
        "thin": "Door niemand of door één collega opgenomen",
        "nothing_thin": "Alles wordt door minstens twee mensen opgenomen.",
        "columns": (
            "Organisatie",
            "Taak of beslissing",
            "Wie doet wat",
            "Expertise",
            "Aantal mensen",
            "Mensen",
            "id organisatie",
            "id taak of beslissing",
            "soort mandaat",
            "id expertise",
            "id mensen",
        ),
        "unnamed": "leden van {body} zonder naam",
    },
    "en": {
        "title": "What depends on one colleague?",
        "everywhere": "All organisations",
        "mandates": "Counted: who does what, per school.",
        "expertise": "Counted: who knows what, per school.",
        "crossed": "Counted: who takes on a task or decision and has the expertise that it needs.",
        "summary": "Of {all} items {held} are filled; {one} by one colleague, {nobody} by nobody.\n",
        "single_points": "What one colleague takes on alone",
        "point_columns": ("Colleague", "Number", "Share"),
        "no_points": "Nothing depends on one colleague.",
        "half": "Smallest group that leaves half of it uncovered",
        "part": "Smallest group that leaves {share} of it uncovered",
        "core_team": "Smallest group that keeps everything covered",
        "exact": "Number of people: {size}. Together this is about {reached} of the {items} filled items.",
        "bounds": "Between {lower} and {size} people (not fully worked out, after {seconds} seconds). The smallest "
        "group found is about {reached} of the {items} filled items.",
        "no_set": "Nothing is filled yet.",
        "thin": "Taken on by nobody or by one colleague",
        "nothing_thin": "Everything is taken on by at least two people.",
        "columns": (
            "Organisation",
            "Task or decision",
            "Who does what",
            "Expertise",
            "Number of people",
            "People",
            "organisation id",
            "subject id",
            "kind of mandate",
            "expertise id",
            "person ids",
        ),
        "unnamed": "unnamed members of {body}",
    },
}
