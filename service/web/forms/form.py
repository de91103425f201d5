"""What a form that changes something says of itself; one way for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass
from typing import Any

from graph.domain.described import attributes
from graph.domain.kinds import is_id_of
from graph.domain.text import N_
from graph.usecases.change.request import Changed, Request
from graph.usecases.change.verbs import Verb, request_of
from graph.usecases.rights import Right
from service.web.forms.entered import Entered
from service.web.forms.fields import FormField, field_values
from service.web.forms.meanwhile import Stands
from service.web.links import address_of
from service.web.visit import Visit

__all__ = ["CHANGES", "ChangeForm", "Saved", "back_to"]

CHANGES = "/wijzigen"
"""Every form that changes something has its address below this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """Where a reader goes after saving, and what is said there."""

    to: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeForm:
    """A form that becomes one request of a use case.

    Attributes:
        name: the last part of its address.
        title: what it does, English as in the catalogue; so are `intro` and `button`.
        intro: a sentence above the fields; may be empty.
        about: what it is about, above the fields; empty where the fields say it.
        fields: what is asked, in order.
        verb: the use case.
        record: the field that names the record whose values are in the fields.
        filled: these values, before anybody typed; None when the form is about no record that is there.
        given: attributes of the request that nobody is asked for.
        check: says what is wrong with the values together, and completes them.
        place: the field with the organisation whose group the effect is shown for; None = that of the reader.
        saved: where it leads when it was saved.
        button: what the button to save says.
        right: what it takes, at what it is about; None = what the record takes that it is about.
        own: whether members may do it about themselves.
        can_be_proposed: whether who may not do it asks by it whoever may; not where it is the word of who sends it.
        opens_alone: whether it can be opened without coming from somewhere, so that the overview lists it.
    """

    name: str
    right: Right | None = None
    own: bool = False
    opens_alone: bool = False
    title: str
    intro: str = ""
    about: Callable[[Visit, Entered], str] = lambda visit, entered: ""
    fields: Callable[[Visit, Entered], Iterable[FormField]]
    verb: Verb
    record: str = "record"
    filled: Callable[[Visit, Entered], Stands] | None = None
    given: Callable[[Visit, Entered], Mapping[str, Any]] = lambda visit, entered: {}
    check: Callable[[Entered, dict[str, Any]], None] = lambda entered, values: None
    place: str | None = None
    saved: Callable[[Visit, Entered, Changed], Saved]
    button: str = N_("Save")
    can_be_proposed: bool = True

    @property
    def path(self) -> str:
        """Its address."""
        return f"{CHANGES}/{self.name}"

    def is_offered(self, visit: Visit) -> bool:
        """Whether there is anything for which the reader may send it."""
        offer = visit.offer
        if self.right is None:
            return offer.anything
        return offer.may(self.right) or (self.own and offer.rights.own is not None)

    def is_proposed(self, visit: Visit) -> bool:
        """Whether the reader may propose by it what they may not do."""
        return self.can_be_proposed and visit.may_propose

    @property
    def asks(self) -> type[Request]:
        """The class of the request that it makes."""
        return request_of(self.verb)

    def place_in(self, entered: Entered) -> str | None:
        """The organisation that it is about, when it names one."""
        named = entered.raw(self.place) if self.place else ""
        return named if is_id_of("organisation", named) else None

    def request(self, entered: Entered) -> Request | None:
        """The request that was typed; None when something is wrong or missing."""
        visit, asks = entered.visit, self.asks
        given = self.given(visit, entered)
        values = {**given, **field_values(entered, self.fields(visit, entered), asks, given)}
        self.check(entered, values)
        needed = {attribute.name for attribute in attributes(asks) if attribute.default is MISSING}
        return None if any(entered.errors.values()) or needed - set(values) else asks(**values)


def back_to(record: str) -> Callable[[Visit, Entered, Changed], Saved]:
    """After saving: to the page of what a field names.

    Args:
        record: the field.
    """
    return lambda visit, entered, done: Saved(to=address_of(entered.raw(record)) or "/", message=visit._("Saved."))
