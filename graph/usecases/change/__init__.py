"""The verbs that change the graph: each reads its request, makes changes, and commits them through the desk.

The requests of a topic stand with their verbs in one module: `mandates`, `people`, `expertise`, `records`.
"""

from graph.usecases.change.expertise import RecordExpertise, record_expertise
from graph.usecases.change.mandates import (
    ConfirmMandates,
    EndMandate,
    GrantMandate,
    confirm_mandates,
    end_mandate,
    grant_mandate,
)
from graph.usecases.change.people import (
    Appoint,
    EndHolding,
    RegisterAbsence,
    appoint,
    end_holding,
    fraction_of,
    register_absence,
)
from graph.usecases.change.records import ApplyChanges, RevertRevision, apply_changes, revert_revision
from graph.usecases.change.request import Changed, NotUndone, Request

__all__ = [
    "ApplyChanges",
    "Appoint",
    "Changed",
    "ConfirmMandates",
    "EndHolding",
    "EndMandate",
    "GrantMandate",
    "NotUndone",
    "RecordExpertise",
    "RegisterAbsence",
    "Request",
    "RevertRevision",
    "apply_changes",
    "appoint",
    "confirm_mandates",
    "end_holding",
    "end_mandate",
    "fraction_of",
    "grant_mandate",
    "record_expertise",
    "register_absence",
    "revert_revision",
]
