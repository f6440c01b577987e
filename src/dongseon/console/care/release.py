"""When the isolation of somebody who was ill may end: pure. See docs/rules/release.md."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from dongseon.console.policy.kinds import Release


class Way(StrEnum):
    """By what somebody is released."""

    CLINICAL = "clinical"  # days and no symptoms, no test
    TEST = "test"  # negatives in a row


class Condition(StrEnum):
    """What a way asks for."""

    DAYS = "days"  # since onset, or since confirmation without symptoms
    IMPROVING = "improving"
    NO_FEVER = "no_fever"  # for the hours of the rule, without antipyretic
    NEGATIVES = "negatives"  # in a row, far enough apart, not taken too early


@dataclass(frozen=True, slots=True)
class Course:
    """How an illness went so far."""

    confirmed_on: date
    onset_on: date | None  # None: no symptoms at any time
    improving: bool  # symptoms are better or gone, by the last report
    without_fever_since: datetime | None  # without antipyretic; None: fever, or not known
    negatives: tuple[tuple[datetime, date], ...]  # since the last positive: taken at, local day


@dataclass(frozen=True, slots=True)
class Asked:
    """One condition: whether it is met, and from when on it can be, as far as that is known."""

    condition: Condition
    met: bool
    needed: int  # days, hours or tests, by the condition
    from_day: date | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One way, and what it asks for."""

    way: Way
    conditions: tuple[Asked, ...]

    @property
    def open(self) -> bool:
        """Whether somebody may be released by it now."""
        return all(asked.met for asked in self.conditions)


def checks(course: Course, rule: Release, *, now: datetime, today: date) -> tuple[Check, ...]:
    """Each way that the rule knows for this course; `today` is the local day of `now`."""
    ill = course.onset_on is not None
    first = course.onset_on or course.confirmed_on
    days = rule.symptomatic_days if ill else rule.asymptomatic_days
    test_days = rule.symptomatic_test_days if ill else rule.asymptomatic_test_days
    well = _well(course, rule, now=now) if ill else ()
    ways = []
    if days:
        ways.append(Check(Way.CLINICAL, (_after(first, days, today), *well)))
    if rule.negatives:
        waited = (_after(first, test_days, today),) if test_days else ()
        # before 25 June 2020 no hours without fever were asked for, only improvement
        fit = _well(course, rule, now=now, hours=0) if ill else ()
        earliest = first + timedelta(days=test_days)
        ways.append(Check(Way.TEST, (*waited, *fit, _negatives(course, rule, earliest))))
    return tuple(ways)


def _after(first: date, days: int, today: date) -> Asked:
    day = first + timedelta(days=days)
    return Asked(Condition.DAYS, today >= day, days, day)


def _well(
    course: Course, rule: Release, *, now: datetime, hours: int | None = None
) -> tuple[Asked, ...]:
    improving = Asked(Condition.IMPROVING, course.improving, 0)
    if not rule.without_fever_h:
        return (improving,)
    needed = rule.without_fever_h if hours is None else hours
    since = course.without_fever_since
    cool = since is not None and now - since >= timedelta(hours=needed)
    return improving, Asked(Condition.NO_FEVER, cool, needed)


def _negatives(course: Course, rule: Release, earliest: date) -> Asked:
    counted = [at for at, day in course.negatives if day >= earliest]
    met = in_a_row(counted, apart=timedelta(hours=rule.between_negatives_h)) >= rule.negatives
    return Asked(Condition.NEGATIVES, met, rule.negatives, earliest)


def in_a_row(taken: Sequence[datetime], *, apart: timedelta) -> int:
    """How many of these negatives lie far enough from the one before that was counted."""
    count, last = 0, None
    for at in sorted(taken):
        if last is None or at - last >= apart:
            count, last = count + 1, at
    return count
