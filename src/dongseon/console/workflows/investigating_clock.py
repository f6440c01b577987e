"""How long it took: from the positive test to the last contact told, machine, holders and people apart."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.investigations import queries, rules
from dongseon.console.investigations.rules import STRETCHES, WHOLE, Step, Whose
from dongseon.console.investigations.types import CASE, Investigation
from dongseon.console.workflows import reporting

MOST = 5_000  # cases of one table; the page says when there are more
SHARE = 0.9


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock of one case."""

    found: Investigation
    steps: Mapping[Step, datetime]

    def lasted(self, begin: Step, end: Step) -> timedelta | None:
        """How long a stretch took; nothing while it lasts. Never below nothing: clocks may differ."""
        first, last = self.steps.get(begin), self.steps.get(end)
        if first is None or last is None:
            return None
        return max(last - first, timedelta())

    def spent(self, whose: Whose) -> timedelta | None:
        """How much of the case's time so far was machine's, holders' or people's."""
        parts = [
            lasted
            for begin, end, owner in STRETCHES
            if owner is whose and (lasted := self.lasted(begin, end)) is not None
        ]
        return sum(parts, timedelta()) if parts else None


@dataclass(frozen=True, slots=True)
class Line:
    """A stretch of the clock over many cases."""

    begin: Step | None  # None: a sum over all stretches of one kind
    end: Step | None
    whose: Whose | None  # None: the whole
    cases: int
    median: timedelta | None
    ninety: timedelta | None


@dataclass(frozen=True, slots=True)
class Group:
    """The clock of one office or day, or of everything."""

    name: str  # an area's code, a day, or ""
    lines: tuple[Line, ...]


def show(
    *, by: Actor, now: datetime, since: date, until: date, grouped: str
) -> tuple[tuple[Group, ...], int]:
    """The clock of an area, in groups: `area`, `day`, or one; and how many cases there are."""
    found = clocks(by=by, now=now, since=since, until=until)
    key: Callable[[Clock], str] = {
        "area": lambda clock: clock.found.area,
        "day": lambda clock: reporting.local_day(clock.found.opened_at).isoformat(),
    }.get(grouped, lambda clock: "")
    groups: dict[str, list[Clock]] = defaultdict(list)
    for clock in found:
        groups[key(clock)].append(clock)
    return tuple(Group(name, lines_of(groups[name])) for name in sorted(groups)), len(found)


def clocks(*, by: Actor, now: datetime, since: date, until: date) -> tuple[Clock, ...]:
    """The clocks of the cases whose investigation was opened on these local days: a look, written down."""
    begin, end = (
        datetime.combine(day, datetime.min.time(), reporting.ZONE)
        for day in (since, until + timedelta(days=1))
    )
    rows = queries.clocks(area=by.area, begin=begin, end=end, limit=MOST)
    audit.look(
        by=by,
        now=now,
        act="investigations.see_clock",
        subjects=[Subject(CASE, found.case_id) for found, _steps in rows][:200],
        fields=["clock"],
    )
    return tuple(Clock(found, steps) for found, steps in rows)


def of_case(case_id: UUID, found: Investigation) -> Clock:
    """The clock of one case."""
    return Clock(found, queries.steps_of(case_id))


def lines_of(found: Iterable[Clock]) -> tuple[Line, ...]:
    """Every stretch, then machine's, holders' and people's time, then the whole: median and nine in ten."""
    several = tuple(found)
    lines = [
        _line(begin, end, owner, (clock.lasted(begin, end) for clock in several))
        for begin, end, owner in STRETCHES
    ]
    lines += [
        _line(None, None, whose, (clock.spent(whose) for clock in several)) for whose in Whose
    ]
    lines.append(_line(*WHOLE, None, (clock.lasted(*WHOLE) for clock in several)))
    return tuple(lines)


def _line(
    begin: Step | None, end: Step | None, whose: Whose | None, lasted: Iterable[timedelta | None]
) -> Line:
    seconds = [one.total_seconds() for one in lasted if one is not None]
    median, ninety = (rules.percentile(seconds, share) for share in (0.5, SHARE))
    return Line(
        begin,
        end,
        whose,
        len(seconds),
        None if median is None else timedelta(seconds=median),
        None if ninety is None else timedelta(seconds=ninety),
    )
