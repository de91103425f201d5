"""The first hour with an empty store: schools, colleagues, and who does what, from what people can paste.

Each step starts from what is in the store, so it can be left and taken up again.
"""

from graph.usecases.first_hour.arranging import (
    ASKED_KINDS,
    ArrangeSchool,
    Assignable,
    GridCell,
    GridRow,
    RoleSuggestion,
    SchoolGrid,
    arrange_school,
    school_grid,
)
from graph.usecases.first_hour.colleagues import add_colleagues, preview_colleagues
from graph.usecases.first_hour.progress import Progress, progress
from graph.usecases.first_hour.schools import AddSchools, add_schools, preview_schools

__all__ = [
    "ASKED_KINDS",
    "AddSchools",
    "ArrangeSchool",
    "Assignable",
    "GridCell",
    "GridRow",
    "Progress",
    "RoleSuggestion",
    "SchoolGrid",
    "add_colleagues",
    "add_schools",
    "arrange_school",
    "preview_colleagues",
    "preview_schools",
    "progress",
    "school_grid",
]
