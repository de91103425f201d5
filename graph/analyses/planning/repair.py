"""The fewest requests to colleagues that bring every mandate to enough people.

A *step* asks one person to take one duty (a task or decision, in one kind of mandate) at one or more organisations:
one new mandate. When the person must first learn something from a colleague who does it now, the step is a
*shadowing*. Who can be asked for what says `Options.of`. The plan leaves as few people missing as can be, and of the
plans that do so it has the fewest steps; among these it prefers people who need not learn first. Choosing is NP-hard:
parts that are independent of each other are solved apart, by counting where that is enough, else by HiGHS; what is
not proven in time is a bound, and says so.

A plan proposes and grants nothing: its mandates name no grantor, so they show as still to be confirmed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from time import monotonic
from typing import Annotated

from graph.analyses.common.deadline import Deadline
from graph.analyses.fragility.integer_program import Program
from graph.analyses.planning.repair_options import Duty, Learning, Need, Option, Options, proposed_mandate
from graph.domain.changes import Change, Put
from graph.domain.described import (
    OMITTED,
    UNTOLD,
    AnySubjectId,
    Headed,
    Long,
    MandateKind,
    OrganisationId,
    PersonId,
    Unit,
    worded,
)
from graph.domain.errors import InvalidInput, NotFound
from graph.domain.kinds import MANDATE_KINDS, Mandate, Organisation
from graph.domain.text import N_, Quoted, Series, Text
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot

__all__ = ["REASONS", "Learning", "RepairPlan", "RepairStep", "Unrepaired", "repair_plan"]

TARGET = 2
REASONS: Mapping[str, str] = {
    "norm_maximum": N_("an agreement allows no more"),
    "nobody_fits": N_("too few colleagues can be asked"),
    "not_enough_room": N_("those who could be asked are needed elsewhere, or have no hours left"),
}
"""Why a cell would stay short: see `Unrepaired.reason`."""
COUNTING, SOLVED, BOUNDED = "counting", "HiGHS", "greedy, bounded by counting and HiGHS"


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairStep:
    """A request to one person: a proposal, never an assignment.

    Attributes:
        person: whom to ask, when the viewer may be told.
        subject: the task or decision.
        mandate: the kind of mandate.
        organisations: for which the new mandate would be, sorted.
        learns: what they would learn first, and from whom; empty = a plain mandate.
        hours_per_week: what it is known to take; None = not known.
        edge: the mandate as it would be, without a grantor.
    """

    person: PersonId
    subject: AnySubjectId
    mandate: MandateKind
    organisations: tuple[OrganisationId, ...]
    learns: tuple[Learning, ...]
    hours_per_week: Annotated[float | None, Unit("hours per week"), OMITTED, Headed(N_("Time"))]
    edge: Annotated[Mandate, UNTOLD]

    @property
    def is_shadowing(self) -> bool:
        """Whether they would learn from a colleague first."""
        return bool(self.learns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unrepaired:
    """A mandate that would stay below the target.

    Attributes:
        organisation: where.
        subject: the task or decision.
        mandate: the kind of mandate.
        missing: how many people it would still miss.
        reason: why it would stay short.
    """

    organisation: OrganisationId
    subject: AnySubjectId
    mandate: MandateKind
    missing: Annotated[int, Headed(N_("People missing"))]
    reason: Annotated[str, worded(REASONS), Headed(N_("Why"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairPlan:
    """Whom to ask so that every mandate has enough people: as few questions as can be.

    Attributes:
        on: the day on which the new mandates would begin.
        organisation: with everything below it.
        target: how many people everything should have.
        short: how many mandates are short now.
        missing_now: how many people they miss together.
        missing_after: how many they would still miss after the plan, of those that a norm allows.
        least_missing: no plan leaves fewer missing.
        size: the number of steps of this plan.
        lower: no plan that leaves so few missing has fewer steps.
        upper: the number of steps of this plan.
        exact: whether both numbers are proven.
        method: how they were found.
        steps: the requests, by organisation, subject, mandate and person.
        unrepaired: what would stay below the target, by organisation, subject and mandate.
        seconds: time used, when the answer is not exact.
    """

    on: date
    organisation: OrganisationId
    target: int
    short: int
    missing_now: int
    missing_after: int
    least_missing: int
    steps: Annotated[tuple[RepairStep, ...], Long(100)]
    lower: int
    exact: bool
    method: str
    unrepaired: Annotated[tuple[Unrepaired, ...], Long(100)]
    seconds: Annotated[float | None, Unit("seconds"), OMITTED] = None

    @property
    def size(self) -> int:
        """The number of steps."""
        return len(self.steps)

    @property
    def upper(self) -> int:
        """The same, as the bound that it is."""
        return self.size

    @property
    def shadowings(self) -> tuple[RepairStep, ...]:
        """The steps in which somebody learns from somebody."""
        return tuple(step for step in self.steps if step.is_shadowing)

    @property
    def changes(self) -> tuple[Change, ...]:
        """The plan as changes, should everybody say yes."""
        return tuple(Put(step.edge) for step in self.steps)


def repair_plan(
    snapshot: Snapshot,
    on: date,
    organisation: str,
    *,
    target: int = TARGET,
    mandates: Collection[str] = (),
    deadline: Deadline | None = None,
) -> RepairPlan:
    """The fewest requests that bring every cell of an organisation to a number of people, and close what they can.

    Args:
        snapshot: the graph; it stays as it is.
        on: the day.
        organisation: with everything below it.
        target: how many people each evaluated cell should have, 1-10; a norm that asks more gets more.
        mandates: kinds of mandate to repair; none given = all.
        deadline: when time is over, the answer is bounds.

    Raises:
        NotFound: there is no such organisation.
        InvalidInput: the target or a kind of mandate is none.
        DeadlineExceeded: not even the options were known in time.
    """
    _check(snapshot, organisation, target, mandates)
    started = monotonic()
    coverage = Coverage.of(snapshot, on)
    options = Options.of(coverage, organisation, target=target, mandates=mandates or MANDATE_KINDS, deadline=deadline)
    planner = _Planner(options, deadline or Deadline())
    chosen = planner.plan()
    return RepairPlan(
        on=on,
        organisation=organisation,
        target=target,
        short=sum(len(needs) for needs in options.needs.values()),
        missing_now=sum(need.missing for needs in options.needs.values() for need in needs.values()),
        missing_after=planner.missing,
        least_missing=planner.least_missing,
        steps=_steps(chosen, options, coverage),
        lower=planner.lower,
        exact=planner.exact,
        method=planner.method,
        unrepaired=_unrepaired(options, planner.left_over),
        seconds=None if planner.exact else round(monotonic() - started, 3),
    )


def _check(snapshot: Snapshot, organisation: str, target: int, mandates: Collection[str]) -> None:
    if snapshot.find(Organisation, organisation) is None:
        raise NotFound.record(organisation)
    if not 1 <= target <= 10:
        raise InvalidInput.because(
            Text("{target} is not a target", target=target),
            Text("Give a number of people from 1 to 10"),
            field="target",
        )
    unknown = sorted(set(mandates) - set(MANDATE_KINDS))
    if unknown:
        raise InvalidInput.because(
            Text("There is no kind of mandate {text}", text=Quoted(unknown[0])),
            Text("Take one of: {choices}", choices=Series(tuple(MANDATE_KINDS))),
            field="mandates",
        )


def _steps(chosen: Iterable[_Choice], options: Options, coverage: Coverage) -> tuple[RepairStep, ...]:
    steps = [_step(choice, options, coverage) for choice in chosen]
    return tuple(sorted(steps, key=lambda step: (step.organisations, step.subject, step.mandate, step.person)))


def _step(choice: _Choice, options: Options, coverage: Coverage) -> RepairStep:
    hours = options.hours[choice.duty]
    person = choice.option.person
    return RepairStep(
        person=person,
        subject=choice.duty[0],
        mandate=choice.duty[1],
        organisations=tuple(sorted(choice.places)),
        learns=choice.option.learns,
        hours_per_week=hours or None,
        edge=proposed_mandate(person, choice.duty, choice.places, coverage, hours),
    )


def _unrepaired(options: Options, left: Mapping[tuple[Duty, str], int]) -> tuple[Unrepaired, ...]:
    found = [
        Unrepaired(
            organisation=place,
            subject=duty[0],
            mandate=duty[1],
            missing=missing,
            reason=_reason(options, duty, place, missing),
        )
        for (duty, place), missing in left.items()
    ]
    found += [
        Unrepaired(
            organisation=need.place,
            subject=need.cell.subject,
            mandate=need.cell.mandate,
            missing=need.capped,
            reason="norm_maximum",
        )
        for need in options.capped
    ]
    return tuple(sorted(found, key=lambda each: (each.organisation, each.subject, each.mandate, each.reason)))


def _reason(options: Options, duty: Duty, place: str, missing: int) -> str:
    need = options.needs[duty][place]
    fitting = sum(1 for option in options.options[duty] if _counting(option, place))
    return "nobody_fits" if need.missing - fitting >= missing else "not_enough_room"


# Choosing


@dataclass(frozen=True, slots=True)
class _Choice:
    """A person takes a duty at some places."""

    duty: Duty
    option: Option
    places: tuple[str, ...]


def _counting(option: Option, place: str) -> bool:
    return any(place in places for places in option.counts.values())


class _Planner:
    """Solves part after part; `plan` fills the other attributes."""

    def __init__(self, options: Options, deadline: Deadline) -> None:
        self._options = options
        self._deadline = deadline
        self._asked: Counter[str] = Counter()
        self.lower = 0
        self.least_missing = 0
        self.exact = True
        self.left_over: dict[tuple[Duty, str], int] = {}
        self._methods: set[str] = set()

    @property
    def missing(self) -> int:
        return sum(self.left_over.values())

    @property
    def method(self) -> str:
        return next((each for each in (BOUNDED, SOLVED) if each in self._methods), COUNTING)

    def plan(self) -> list[_Choice]:
        """Every part by itself: who is asked most so far is asked last, where that does not matter for the number."""
        return [choice for duties in self._parts() for choice in self._solved(duties)]

    def _parts(self) -> list[list[Duty]]:
        """Duties that share nobody with a known number of hours left are independent."""
        first: dict[str, Duty] = {}
        leader: dict[Duty, Duty] = {duty: duty for duty in self._options.needs}

        def find(duty: Duty) -> Duty:
            while leader[duty] != duty:
                duty = leader[duty]
            return duty

        for duty, options in self._options.options.items():
            for option in options:
                if self._options.hours[duty] and option.person in self._options.left:
                    leader[find(duty)] = find(first.setdefault(option.person, duty))
        parts: dict[Duty, list[Duty]] = defaultdict(list)
        for duty in self._options.needs:
            parts[find(duty)].append(duty)
        return list(parts.values())

    def _solved(self, duties: list[Duty]) -> list[_Choice]:
        part = _Part(self._options, duties, self._asked)
        found = part.by_counting() or part.by_integer_program(self._deadline)
        self._asked.update(choice.option.person for choice in found.choices)
        self.lower += found.lower
        self.least_missing += found.least_missing
        self.left_over.update(part.left_over(found.choices))
        self.exact = self.exact and found.exact
        self._methods.add(found.method)
        return found.choices


@dataclass(frozen=True, slots=True)
class _Outcome:
    choices: list[_Choice]
    lower: int
    least_missing: int
    exact: bool
    method: str


class _Part:
    """Duties that must be planned together."""

    def __init__(self, options: Options, duties: Sequence[Duty], asked: Mapping[str, int]) -> None:
        self.options = options
        self.duties = duties
        self.asked = asked
        self.needs: dict[tuple[Duty, str], Need] = {
            (duty, place): need for duty in duties for place, need in options.needs[duty].items()
        }
        self.candidates = [(duty, option) for duty in duties for option in self._sorted(options.options[duty])]

    def _sorted(self, options: Iterable[Option]) -> list[Option]:
        """Who need not learn first, then who is asked least so far, then by id."""
        return sorted(options, key=lambda each: (bool(each.learns), self.asked.get(each.person, 0), each.person))

    def left_over(self, choices: Iterable[_Choice]) -> dict[tuple[Duty, str], int]:
        """How many people each short cell still misses; cells that miss nobody are left out."""
        helped: Counter[tuple[Duty, str]] = Counter()
        experts: set[tuple[Duty, str]] = set()
        for choice in choices:
            for place in _places_counted(choice):
                helped[choice.duty, place] += 1
                if not choice.option.learns:
                    experts.add((choice.duty, place))
        missing = {}
        for key, need in self.needs.items():
            short = max(0, need.missing - helped[key])
            missing[key] = max(short, int(need.expert and key not in experts))
        return {key: number for key, number in missing.items() if number}

    # Where one request helps one cell, counting is enough

    def by_counting(self) -> _Outcome | None:
        if not self._is_plain():
            return None
        choices: list[_Choice] = []
        for (duty, place), need in self.needs.items():
            fitting = [option for of, option in self.candidates if of == duty and place in option.places]
            choices += [_Choice(duty, option, (place,)) for option in fitting[: need.missing]]
        missing = sum(self.left_over(choices).values())
        return _Outcome(choices, len(choices), missing, True, COUNTING)

    def _is_plain(self) -> bool:
        """Whether nobody helps at two places, and no maximum, independence, expertise or hours bind people together."""
        if not self.candidates:
            return True
        if any(need.expert or need.labels is not None for need in self.needs.values()):
            return False
        return all(
            len(option.places) == 1
            and not any(option.crowds.values())
            and option.counts[option.places[0]] == {option.places[0]}
            and not (self.options.hours[duty] and option.person in self.options.left)
            for duty, option in self.candidates
        )

    # Else a greedy plan, and an integer program to better it

    def by_integer_program(self, deadline: Deadline) -> _Outcome:
        greedy = _Greedy(self).choices()
        missing = sum(self.left_over(greedy).values())
        model = _Model(self)
        least = model.least_missing(deadline)
        if least is None:
            return _Outcome(greedy, self.fewest(missing), self._unavoidable(), False, BOUNDED)
        found = model.fewest_steps(least, deadline)
        if found is None:
            exact = missing == least and self.fewest(least) == len(greedy)
            return _Outcome(greedy, self.fewest(least), least, exact, BOUNDED)
        return found

    def _unavoidable(self) -> int:
        """People that must stay missing because too few can be asked at all."""
        return sum(max(0, need.missing - self._fitting(key)) for key, need in self.needs.items())

    def fewest(self, missing: int) -> int:
        """A lower bound: one request is at most one person more at any one cell."""
        return max((need.missing for need in self.needs.values()), default=0) - missing if self.needs else 0

    def _fitting(self, key: tuple[Duty, str]) -> int:
        return sum(1 for duty, option in self.candidates if duty == key[0] and _counting(option, key[1]))


def _places_counted(choice: _Choice) -> frozenset[str]:
    return frozenset().union(*(choice.option.counts[place] for place in choice.places))


class _Greedy:
    """Again and again the request that helps most, as long as no maximum, independence or hours are overrun."""

    def __init__(self, part: _Part) -> None:
        self._part = part
        self._missing = {key: need.missing for key, need in part.needs.items()}
        self._without_expert = {key for key, need in part.needs.items() if need.expert}
        self._room = {(duty, place): room for duty in part.duties for place, room in part.options.room[duty].items()}
        self._left = dict(part.options.left)
        self._taken: dict[tuple[Duty, str], set[str]] = defaultdict(set)

    def choices(self) -> list[_Choice]:
        waiting = list(self._part.candidates)
        chosen: list[_Choice] = []
        while waiting:
            tries = [self._best(duty, option) for duty, option in waiting]
            best = max(range(len(tries)), key=lambda index: self._gain(tries[index]))
            if not self._gain(tries[best]):
                break
            self._take(tries[best])
            chosen.append(tries[best])
            del waiting[best]
        return chosen

    def _best(self, duty: Duty, option: Option) -> _Choice:
        places: list[str] = []
        if self._part.options.hours[duty] <= self._left.get(option.person, float("inf")):
            for place in option.places:
                trial = _Choice(duty, option, (*places, place))
                if self._fits(trial) and self._gain(trial) > self._gain(_Choice(duty, option, tuple(places))):
                    places.append(place)
        return _Choice(duty, option, tuple(places))

    def _gain(self, choice: _Choice) -> int:
        keys = [(choice.duty, place) for place in _places_counted(choice)]
        experts = 0 if choice.option.learns else sum(key in self._without_expert for key in keys)
        return sum(self._missing.get(key, 0) > 0 for key in keys) + experts

    def _fits(self, choice: _Choice) -> bool:
        crowded = frozenset[str]().union(*(choice.option.crowds[place] for place in choice.places))
        if any(self._room[choice.duty, place] <= 0 for place in crowded):
            return False
        return not any(
            self._part.needs[choice.duty, place].labels is not None
            and self._labels(choice, place) & self._taken[choice.duty, place]
            for place in _places_counted(choice)
        )

    def _labels(self, choice: _Choice, place: str) -> frozenset[str]:
        return self._part.options.labels(choice.option.person, self._part.needs[choice.duty, place].types)

    def _take(self, choice: _Choice) -> None:
        for place in _places_counted(choice):
            key = (choice.duty, place)
            self._missing[key] -= 1
            self._taken[key] |= self._labels(choice, place)
            if not choice.option.learns:
                self._without_expert.discard(key)
        for place in frozenset[str]().union(*(choice.option.crowds[place] for place in choice.places)):
            self._room[choice.duty, place] -= 1
        if choice.option.person in self._left:
            self._left[choice.option.person] -= self._part.options.hours[choice.duty]


class _Model:
    """The integer program of a part: which candidate is asked, for which places, and which cells stay short."""

    def __init__(self, part: _Part) -> None:
        self._part = part

    def least_missing(self, deadline: Deadline) -> int | None:
        """The fewest people that must stay missing; None = not proven in time."""
        built = _Built(self._part, step_cost=0, learner_cost=0, missing_cost=1)
        solved = built.program.solve(deadline)
        return round(solved.bound) if solved.optimal else None

    def fewest_steps(self, missing: int, deadline: Deadline) -> _Outcome | None:
        """The plan with the fewest steps among those that leave so few missing; None = none was found in time."""
        learners = sum(bool(option.learns) for _, option in self._part.candidates)
        built = _Built(self._part, step_cost=learners + 1, learner_cost=1, missing_cost=0)
        built.program.constrain(dict.fromkeys(built.short.values(), 1.0), highest=missing)
        solved = built.program.solve(deadline)
        if solved.values is None:
            return None
        choices = built.choices(solved.values)
        if sum(self._part.left_over(choices).values()) > missing:
            return None
        lower = len(choices) if solved.optimal else max(self._part.fewest(missing), solved.bound // (learners + 1))
        return _Outcome(choices, lower, missing, solved.optimal, SOLVED if solved.optimal else BOUNDED)


class _Built:
    """The columns and rows of one program."""

    def __init__(self, part: _Part, *, step_cost: int, learner_cost: int, missing_cost: int) -> None:
        self._part = part
        self.program = Program()
        self.asked: list[int] = []
        self.at: list[dict[str, int]] = []
        for _, option in part.candidates:
            self.asked.append(self.program.binary(step_cost + (learner_cost if option.learns else 0)))
            self.at.append({place: self._place_column(option) for place in option.places})
            for column in self.at[-1].values():
                self.program.constrain({column: 1.0, self.asked[-1]: -1.0}, highest=0)
        self.short = {
            key: self.program.fraction(missing_cost, most=float(need.missing)) for key, need in part.needs.items()
        }
        for key, need in part.needs.items():
            self._fill(key, need)
        self._keep_maxima()
        self._keep_hours()

    def choices(self, values: Sequence[float]) -> list[_Choice]:
        found = []
        for (duty, option), columns in zip(self._part.candidates, self.at, strict=True):
            places = tuple(place for place, column in columns.items() if values[column] > 0.5)
            if places:
                found.append(_Choice(duty, option, places))
        return found

    def _place_column(self, option: Option) -> int:
        return self.asked[-1] if len(option.places) == 1 else self.program.binary()

    def _fill(self, key: tuple[Duty, str], need: Need) -> None:
        """Enough people, or short; at least one who knows it all; no two who are not independent."""
        duty, place = key
        helps = {
            index: self._there(index, place)
            for index, (of, option) in enumerate(self._part.candidates)
            if of == duty and _counting(option, place)
        }
        row = dict.fromkeys(helps.values(), 1.0)
        self.program.constrain({**row, self.short[key]: 1.0}, lowest=need.missing)
        if need.expert:
            experts = [column for index, column in helps.items() if not self._part.candidates[index][1].learns]
            self.program.constrain({**dict.fromkeys(experts, 1.0), self.short[key]: 1.0}, lowest=1)
        if need.labels is not None:
            self._keep_apart(helps, need)

    def _there(self, index: int, place: str) -> int:
        """A column that can only be 1 when the candidate is asked for a place from which they would count here."""
        option = self._part.candidates[index][1]
        from_places = [self.at[index][each] for each in option.places if place in option.counts[each]]
        if len(from_places) == 1:
            return from_places[0]
        there = self.program.fraction()
        self.program.constrain({there: 1.0, **dict.fromkeys(from_places, -1.0)}, highest=0)
        return there

    def _keep_apart(self, helps: Mapping[int, int], need: Need) -> None:
        sharing: dict[str, dict[int, float]] = defaultdict(dict)
        for index in helps:
            option = self._part.candidates[index][1]
            for label in self._part.options.labels(option.person, need.types):
                sharing[label][self._full(index, need.place, option.counts)] = 1.0
        for row in sharing.values():
            self.program.constrain(row, highest=1)

    def _keep_maxima(self) -> None:
        for duty in self._part.duties:
            for place, room in self._part.options.room[duty].items():
                row = {
                    self._full(index, place, option.crowds): 1.0
                    for index, (of, option) in enumerate(self._part.candidates)
                    if of == duty and any(place in places for places in option.crowds.values())
                }
                if row:
                    self.program.constrain(row, highest=room)

    def _full(self, index: int, place: str, reaching: Mapping[str, frozenset[str]]) -> int:
        """A column that must be 1 when the candidate is asked for any place that reaches this one."""
        columns = [self.at[index][each] for each, places in reaching.items() if place in places]
        if len(columns) == 1:
            return columns[0]
        full = self.program.fraction()
        for column in columns:
            self.program.constrain({column: 1.0, full: -1.0}, highest=0)
        return full

    def _keep_hours(self) -> None:
        rows: dict[str, dict[int, float]] = defaultdict(dict)
        for index, (duty, option) in enumerate(self._part.candidates):
            if self._part.options.hours[duty] and option.person in self._part.options.left:
                rows[option.person][self.asked[index]] = self._part.options.hours[duty]
        for person, row in rows.items():
            self.program.constrain(row, highest=self._part.options.left[person])
