"""What counts as a contact, and how much it weighs: dated rules and parameters, each with its source."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import exp

SHAPE, SCALE_D, SHIFT_D = 2.35, 2.98, 4.74
"""A gamma curve over days since onset (+ SHIFT_D) fitted to three published numbers of 72 pairs:
37 % of transmission before onset, median 1.31 d after it, peak 0.72 d before it."""

BEFORE_WINDOW = 0.1  # of the weight of a meeting before the window; assumption, ranks only
ONSET_BEFORE_SAMPLING_D = 3.0  # days, median from onset to confirmation in Korea 2020 (n = 679)


@dataclass(frozen=True, slots=True)
class Criteria:
    """The question put to the evidence. Times in UTC."""

    onset: datetime | None = None  # first symptoms of the case
    sampled: datetime | None = None  # used when there were no symptoms
    days_before_onset: float = 2.0  # window of the 2nd Korean guidance; earlier meetings rank last
    least_probability: float = 0.01  # contacts less probable than this are not listed
    least_minutes: float = 1.0  # a lift, a taxi, a greeting counts
    dose_per_min: float = 0.0012  # risk per minute at the peak in one room; assumption, ranks only

    def window_begin(self) -> datetime | None:
        """From when on contacts are sought: so many days before onset, or before sampling without it."""
        first = self.onset if self.onset is not None else self.sampled
        return None if first is None else first - timedelta(days=self.days_before_onset)

    def reference(self) -> datetime | None:
        """The time infectiousness is counted from: onset, or three days before sampling."""
        if self.onset is not None:
            return self.onset
        if self.sampled is None:
            return None
        seconds = self.sampled.timestamp() - ONSET_BEFORE_SAMPLING_D * 86_400
        return datetime.fromtimestamp(seconds, UTC)


def infectiousness(time: datetime, reference: datetime | None) -> float:
    """How infectious a case is at a time, 1 at the peak; 1 throughout if no date is known."""
    if reference is None:
        return 1.0
    days = (time - reference).total_seconds() / 86_400 + SHIFT_D
    return _rise_and_fall(max(days, 0.0)) / _rise_and_fall((SHAPE - 1) * SCALE_D)


def _rise_and_fall(days: float) -> float:
    """The gamma density but for its constant, which falls out of a ratio."""
    return float(days ** (SHAPE - 1) * exp(-days / SCALE_D))


@dataclass(frozen=True, slots=True)
class Rule:
    """A contact definition in force from a day on."""

    since: date
    source: str
    two_classes: bool  # close and casual, or one class


RULES = (
    Rule(date(2020, 1, 1), "KCDC response guidance until 3 February 2020", two_classes=True),
    Rule(date(2020, 2, 4), "KCDC response guidance from 4 February 2020", two_classes=False),
)
CLOSE_MIN = 15.0  # minutes face to face, the scoring line in use in 2020


def tier(day: date, minutes: float, distance_class: str) -> str:
    """The class of a contact by the rule in force on a local day: close, casual or contact."""
    rule = max((r for r in RULES if r.since <= day), key=lambda r: r.since, default=RULES[0])
    if not rule.two_classes:
        return "contact"
    return "close" if minutes >= CLOSE_MIN and distance_class != "same_site" else "casual"


# How much of the air is shared. Assumption: only the order matters, as risk ranks.
SHARED_AIR = {"same_room": 1.0, "same_vehicle": 0.8, "same_site": 0.2}


def risk(
    probability: float, minutes: float, infectious: float, distance_class: str, dose_per_min: float
) -> float:
    """Chance of infection that ranks the list: exponential dose response times co-presence."""
    dose = dose_per_min * minutes * infectious * SHARED_AIR[distance_class]
    return probability * (1.0 - exp(-dose))
