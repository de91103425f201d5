"""Who shares their expertise with whom, and who is there at all."""

from __future__ import annotations

from collections.abc import Callable

from graph.domain.errors import InvalidInput, NotFound
from graph.domain.kinds import Organisation, Person
from graph.domain.text import Named, Text
from graph.model.coverage import Coverage

__all__ = ["OUTSIDER", "Sharing", "organisations_of", "school_groups_above"]

Visible = Callable[[str], bool]

OUTSIDER = "outsider"
"""Asks without belonging anywhere: is told only what people share with everyone."""


class Sharing:
    """What an asker may know of the expertise of others, by each person's own `share_expertise`.

    `nobody` shares with nobody, `school` with whoever belongs to a same organisation, `group` with these and with
    whoever lies under a same school group, `everyone` with all. Pupils and parents are named within their school only.

    Args:
        coverage: the day.
        asker: the person or organisation that asks; None = the local owner, with whom everybody shares;
            `OUTSIDER` = somebody who belongs nowhere.
        visible: keeps whoever it refuses out as well; the door that asks may know more reasons.

    Raises:
        NotFound: the asker is not there.
        InvalidInput: the asker is neither a person nor an organisation.
    """

    def __init__(self, coverage: Coverage, asker: str | None, *, visible: Visible | None = None) -> None:
        self._coverage = coverage
        self._snapshot = coverage.snapshot
        self._asker = asker
        self._visible = visible
        self.organisations = frozenset() if asker in (None, OUTSIDER) else organisations_of(coverage, str(asker))
        self.groups = school_groups_above(coverage, self.organisations)
        self._known: dict[str, bool] = {}

    def with_asker(self, person: str) -> bool:
        """Whether the person shares their expertise with the asker; everybody does with themselves."""
        if person not in self._known:
            self._known[person] = self.may_be_shown(person) and self._shares(person)
        return self._known[person]

    def may_be_shown(self, person: str) -> bool:
        """Whether the person may be named to the asker at all: pupils and parents only within their school."""
        if self._visible is not None and not self._visible(person):
            return False
        found = self._snapshot.find(Person, person)
        if self._asker in (None, person) or found is None or found.is_colleague:
            return True
        return not self.organisations.isdisjoint(organisations_of(self._coverage, person))

    def _shares(self, person_id: str) -> bool:
        if self._asker is None or person_id == self._asker:
            return True
        person = self._snapshot.find(Person, person_id)
        if person is None or person.share_expertise == "nobody":
            return False
        if person.share_expertise == "everyone":
            return True
        own = organisations_of(self._coverage, person_id)
        if not own.isdisjoint(self.organisations):
            return True
        in_group = not self.groups.isdisjoint(school_groups_above(self._coverage, own))
        return person.share_expertise == "group" and in_group

    def is_there(self, person: str) -> bool:
        """Whether the person exists that day and is not absent from every organisation that they belong to."""
        if not self._snapshot.exists(person, self._coverage.on):
            return False
        own = organisations_of(self._coverage, person)
        return not own or not all(self._coverage.absent(person, each) for each in own)


def organisations_of(coverage: Coverage, who: str) -> frozenset[str]:
    """Where somebody belongs that day; an organisation belongs to itself.

    Raises:
        NotFound: there is no such record.
        InvalidInput: it is neither a person nor an organisation.
    """
    node = coverage.snapshot.node(who)
    if node is None:
        raise NotFound.record(who)
    if isinstance(node, Organisation):
        return frozenset((who,))
    if isinstance(node, Person):
        return frozenset(coverage.affiliations(who))
    raise InvalidInput.because(
        Text("{record} is neither a person nor an organisation", record=Named(who)),
        Text("Ask from a person or an organisation"),
        field="from",
    )


def school_groups_above(coverage: Coverage, organisations: frozenset[str]) -> frozenset[str]:
    """The school groups that these organisations are, or lie under."""
    above = {each for organisation in organisations for each in coverage.above(organisation)}
    return frozenset(each for each in above if _is_group(coverage, each))


def _is_group(coverage: Coverage, organisation: str) -> bool:
    found = coverage.snapshot.find(Organisation, organisation)
    return found is not None and found.type == "school_group"
