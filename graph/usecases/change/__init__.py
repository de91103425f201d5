"""The verbs that change the graph: each reads its request, makes changes, and commits them through the desk.

The requests of a topic stand with their verbs in one module. `Draft` stands in for the desk to see what a change
would do.
"""

from graph.usecases.change.accepting import AcceptFinding, accept_finding
from graph.usecases.change.bodies import JoinBody, LeaveBody, join_body, leave_body
from graph.usecases.change.copying import CopyArrangement, copy_arrangement
from graph.usecases.change.draft import Draft
from graph.usecases.change.editing import (
    BELONGS_BY,
    AddRecord,
    ChangeFrom,
    CorrectRecord,
    RemoveRecord,
    add_record,
    change_from,
    correct_record,
    remove_record,
)
from graph.usecases.change.expertise import ConfirmExpertise, RecordExpertise, confirm_expertise, record_expertise
from graph.usecases.change.handing_over import HandOver, hand_over, held_by
from graph.usecases.change.mandates import (
    ConfirmMandates,
    EndMandate,
    GrantMandate,
    confirm_mandates,
    end_mandate,
    grant_mandate,
)
from graph.usecases.change.merging import MergeRecords, merge_records
from graph.usecases.change.norms import (
    AdoptProfile,
    MarkNotUsed,
    OptOut,
    SetNorm,
    adopt_profile,
    mark_not_used,
    opt_out,
    set_norm,
)
from graph.usecases.change.people import (
    Appoint,
    Cover,
    EndHolding,
    RegisterAbsence,
    appoint,
    end_holding,
    fraction_of,
    register_absence,
    works_to_cover,
)
from graph.usecases.change.records import (
    ApplyChanges,
    EndRecord,
    RevertRevision,
    apply_changes,
    end_record,
    revert_revision,
)
from graph.usecases.change.request import Changeable, Changed, LeftOut, Request
from graph.usecases.change.week import PlanWeek, WeekPart, places_of_week, plan_week

__all__ = [
    "BELONGS_BY",
    "AcceptFinding",
    "AddRecord",
    "AdoptProfile",
    "ApplyChanges",
    "Appoint",
    "ChangeFrom",
    "Changeable",
    "Changed",
    "ConfirmExpertise",
    "ConfirmMandates",
    "CopyArrangement",
    "CorrectRecord",
    "Cover",
    "Draft",
    "EndHolding",
    "EndMandate",
    "EndRecord",
    "GrantMandate",
    "HandOver",
    "JoinBody",
    "LeaveBody",
    "LeftOut",
    "MarkNotUsed",
    "MergeRecords",
    "OptOut",
    "PlanWeek",
    "RecordExpertise",
    "RegisterAbsence",
    "RemoveRecord",
    "Request",
    "RevertRevision",
    "SetNorm",
    "WeekPart",
    "accept_finding",
    "add_record",
    "adopt_profile",
    "apply_changes",
    "appoint",
    "change_from",
    "confirm_expertise",
    "confirm_mandates",
    "copy_arrangement",
    "correct_record",
    "end_holding",
    "end_mandate",
    "end_record",
    "fraction_of",
    "grant_mandate",
    "hand_over",
    "held_by",
    "join_body",
    "leave_body",
    "mark_not_used",
    "merge_records",
    "opt_out",
    "places_of_week",
    "plan_week",
    "record_expertise",
    "register_absence",
    "remove_record",
    "revert_revision",
    "set_norm",
    "works_to_cover",
]
