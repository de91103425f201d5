"""The fields that many forms have."""

from __future__ import annotations

from service.web.forms.fields import LAST, FormField
from service.web.visit import Visit

__all__ = ["carried", "ends_today", "first_day", "hidden", "since", "until"]


def hidden(fills: str) -> FormField:
    """An attribute of the request that the page knows from where the form was opened."""
    return FormField(fills, fills, sort="hidden")


def carried(name: str, *, required: bool = False) -> FormField:
    """What the form itself has to know from where it was opened; what is required is there when it is opened."""
    return FormField(None, name, name=name, sort="hidden", required=required)


def since(visit: Visit) -> FormField:
    """The first day of something that begins."""
    return FormField("since", visit._("From"), default=first_day(visit))


def first_day(visit: Visit) -> str:
    """Today, or the later day that the reader looks at."""
    return max(visit.world.today, visit.world.on).isoformat()


def until(visit: Visit) -> FormField:
    """The last day of something that begins; open unless one is given."""
    return FormField("until", visit._("Up to and including"), name=LAST)


def ends_today(visit: Visit) -> FormField:
    """The last day of something that ends: today."""
    return FormField("until", visit._("Last day"), name=LAST, default=visit.world.today.isoformat())
