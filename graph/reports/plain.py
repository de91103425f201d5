"""A result as JSON values, from what it declares: the same names for every door.

A day is ISO text, a record has its native form, several values are a list, and what is absent is null unless its
attribute says that it is left out (`OMITTED`). Where the JSON of a result has another form than its attributes,
`_OTHERWISE` says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import is_dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from graph.domain.codec import to_plain
from graph.domain.described import Omitted, attributes
from graph.domain.kinds import Edge, Node, kind_of_id
from graph.domain.periods import SchoolYear
from graph.domain.text import Text
from graph.reports.naming import Naming
from graph.words.titles import SEVERITY_TITLES

if TYPE_CHECKING:
    from graph.analyses.answers.responsibility import Answerer, Responsibility
    from graph.analyses.changes.what_changed import ChangedRecord, WhatChanged
    from graph.analyses.fragility.bus_factor import BusFactorReport, SinglePoint
    from graph.analyses.gaps.difference import GapDifference
    from graph.analyses.gaps.history import GapDays, OpenCount
    from graph.analyses.planning.rehearsal import Rehearsal
    from graph.analyses.planning.repair import RepairPlan
    from graph.analyses.planning.team import Team

__all__ = ["known_as_of", "plain", "side_by_side"]

_Way = Callable[[Any, Naming | None], Any]


def plain(found: Any, naming: Naming | None = None) -> Any:
    """A result, or several, as JSON values.

    Args:
        found: the result.
        naming: what records are called in its texts; needed where it has any.
    """
    kind: type = type(found)
    return found if kind in _AS_THEY_ARE else _way(kind)(found, naming)


def known_as_of(shown: dict[str, Any], after: str, known_at: int | None) -> dict[str, Any]:
    """JSON values with the revision as of which they hold, in the place after another one."""
    names = list(shown)
    place = names.index(after) + 1
    return {name: shown[name] for name in names[:place]} | {"known_at": known_at} | shown


def side_by_side(reports: Sequence[BusFactorReport]) -> dict[str, Any]:
    """The counts and smallest sets of schools beside each other, as JSON values."""
    return {
        "organisations": [
            {
                "organisation": report.organisation,
                "on": report.on.isoformat(),
                "population": report.population,
                "items": len(report.items),
                "orphans": len(report.orphans),
                "at_risk": len(report.at_risk),
                "critical_set": plain(report.critical_set),
                "core_team": plain(report.core_team),
            }
            for report in reports
        ]
    }


@cache
def _way(kind: type) -> _Way:
    """How values of a type are written: looked for once, for there are very many values."""
    otherwise = _OTHERWISE.get(f"{kind.__module__}.{kind.__qualname__}")
    if otherwise is not None:
        return otherwise
    by_base = (way for base, way in _BY_BASE if issubclass(kind, base))
    return next(by_base, _object if is_dataclass(kind) else _as_it_is)


_AS_THEY_ARE = frozenset({str, int, bool, float, type(None)})


def _as_it_is(value: Any, _naming: Naming | None) -> Any:
    return value


def _text(value: Text, naming: Naming | None) -> Any:
    return value if naming is None else naming.in_every_language(value)


def _several(values: Sequence[Any], naming: Naming | None) -> Any:
    return [one if type(one) in _AS_THEY_ARE else plain(one, naming) for one in values]


_BY_BASE: Sequence[tuple[type, _Way]] = (
    (Text, _text),
    (date, lambda value, _naming: value.isoformat()),
    (Fraction, lambda value, _naming: float(value)),
    (Node, lambda value, _naming: to_plain(value)),
    (Edge, lambda value, _naming: to_plain(value)),
    (SchoolYear, lambda value, _naming: str(value)),
    (tuple, _several),
    (list, _several),
)


def _object(value: Any, naming: Naming | None, *, without: Sequence[str] = ()) -> dict[str, Any]:
    """The attributes of a result by their names in JSON."""
    shown = {}
    kind: type = type(value)
    for name, written, is_omitted in _written(kind):
        each = getattr(value, name)
        if not (is_omitted and each in (None, ())) and name not in without:
            shown[written] = each if type(each) in _AS_THEY_ARE else plain(each, naming)
    return shown


@cache
def _written(kind: type) -> tuple[tuple[str, str, bool], ...]:
    """Each attribute: its name, that in JSON, and whether it is left out where it has no value."""
    return tuple((each.name, each.written, each.mark(Omitted) is not None) for each in attributes(kind))


# What has another form in JSON


def _bus_factor(report: BusFactorReport, naming: Naming | None) -> dict[str, Any]:
    values = [{"person": person, "value": float(value)} for person, value in report.shapley_cov]
    return _object(report, naming, without=("shapley_cov",)) | {"shapley_cov": values}


def _single_point(point: SinglePoint, _naming: Naming | None) -> dict[str, Any]:
    return {"person": point.person, "items": len(point.items), "share": float(point.share)}


def _gap_days(row: GapDays, naming: Naming | None) -> dict[str, Any]:
    """With the days per severity and per code as objects."""
    return _object(row, naming) | {"by_severity": dict(row.by_severity), "by_code": dict(row.by_code)}


def _open_count(count: OpenCount, _naming: Naming | None) -> dict[str, Any]:
    return {"on": count.on.isoformat(), **dict(zip(SEVERITY_TITLES, count.by_severity, strict=True))}


def _repair_plan(plan: RepairPlan, naming: Naming | None) -> dict[str, Any]:
    """With the new mandates in the native form, as an import takes them."""
    changes = {"mandaatwijzer": 1, "nodes": [], "edges": [to_plain(step.edge) for step in plan.steps]}
    shown = _object(plan, naming)
    bounds = {name: shown.pop(name) for name in ("seconds",) if name in shown}
    return shown | {"changes": changes} | bounds


def _responsibility(answer: Responsibility, naming: Naming | None) -> dict[str, Any]:
    return _object(answer, naming, without=("amount_eur",))


def _answerer(answerer: Answerer, naming: Naming | None) -> dict[str, Any]:
    """With `person`, `body` or `holding_organisation` for who it is, by what they are."""
    kind = kind_of_id(answerer.holder)
    holders = {"person": "person", "body": "body", "holding_organisation": "organisation"}
    who = {name: answerer.holder if kind == word else None for name, word in holders.items()}
    return who | _object(answerer, naming, without=("holder",))


def _team(team: Team, naming: Naming | None) -> dict[str, Any]:
    """Whether there is a decider, only when that was asked."""
    return _object(team, naming, without=("without_decider",) if team.deciding is None else ())


def _gap_difference(difference: GapDifference, naming: Naming | None) -> dict[str, Any]:
    """What was closed speaks of records as they were called."""
    then = None if naming is None or naming.earlier is None else replace(naming, snapshot=naming.earlier)
    return _object(difference, naming) | {"closed": plain(difference.closed, then or naming)}


def _rehearsal(found: Rehearsal, naming: Naming | None) -> dict[str, Any]:
    """What would open speaks of records as they would be called."""
    then = None if naming is None else replace(naming, snapshot=found.then)
    return _object(found, naming) | {"opened": plain(found.opened, then)}


def _what_changed(changes: WhatChanged, naming: Naming | None) -> dict[str, Any]:
    gaps = plain(changes.gaps, naming)
    return {
        "organisation": changes.organisation,
        "before": {"on": changes.before.isoformat(), "known_at": changes.before_known_at},
        "after": {"on": changes.after.isoformat(), "known_at": changes.after_known_at},
        "findings": {name: gaps[name] for name in ("opened", "closed", "still_open", "newly_accepted", "reopened")},
        "records": plain(changes.records, naming),
    }


def _changed_record(changed: ChangedRecord, naming: Naming | None) -> dict[str, Any]:
    difference, revision = changed.difference, changed.revision
    return {
        "act": difference.act,
        "theme": difference.theme,
        "record": difference.id,
        "before": plain(difference.before, naming),
        "after": plain(difference.after, naming),
        "fields": list(difference.fields),
        "organisations": list(difference.places),
        "revision": None
        if revision is None
        else {name: plain(getattr(revision, name), naming) for name in ("number", "at", "author", "reason")},
    }


_OTHERWISE: Mapping[str, _Way] = MappingProxyType(
    {
        "graph.analyses.answers.responsibility.Answerer": _answerer,
        "graph.analyses.fragility.bus_factor.BusFactorReport": _bus_factor,
        "graph.analyses.changes.what_changed.ChangedRecord": _changed_record,
        "graph.analyses.gaps.history.GapDays": _gap_days,
        "graph.analyses.gaps.difference.GapDifference": _gap_difference,
        "graph.analyses.gaps.history.OpenCount": _open_count,
        "graph.analyses.planning.rehearsal.Rehearsal": _rehearsal,
        "graph.analyses.planning.repair.RepairPlan": _repair_plan,
        "graph.analyses.answers.responsibility.Responsibility": _responsibility,
        "graph.analyses.fragility.bus_factor.SinglePoint": _single_point,
        "graph.analyses.planning.team.Team": _team,
        "graph.analyses.changes.what_changed.WhatChanged": _what_changed,
    }
)
"""By where its class is declared, so that a result is written without all others being imported."""
