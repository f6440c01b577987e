"""What a reconstruction says: stays, trips, gaps, discrepancies, and the posterior behind them."""

from dataclasses import dataclass
from datetime import datetime

from dongseon.records.columns import Codes, Floats, Ints, Period, read_only


@dataclass(frozen=True, slots=True)
class Moment:
    """A time that is not known exactly: the truth lies within [earliest, latest] in 9 of 10 cases."""

    earliest: datetime  # UTC
    likely: datetime  # UTC
    latest: datetime  # UTC


@dataclass(frozen=True, slots=True)
class Rival:
    """A place that the evidence allows as well."""

    place_id: str
    probability: float


@dataclass(frozen=True, slots=True)
class Stay:
    """A stay at a listed place, or at an anonymous spot (place_id None)."""

    place_id: str | None
    lon_deg: float
    lat_deg: float
    category: str  # "" for an anonymous spot
    arrived: Moment
    left: Moment
    probability: float  # that the person was at this place, mean over the claimed minutes
    evidence: tuple[str, ...]  # record ids, in time order
    rivals: tuple[Rival, ...]  # best first


@dataclass(frozen=True, slots=True)
class Trip:
    """The way between two stays."""

    start: datetime  # UTC
    end: datetime  # UTC
    mode: str  # walk, vehicle, bus, subway, unknown


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch about which there is no evidence."""

    start: datetime  # UTC
    end: datetime  # UTC


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """Two pieces of evidence that do not fit: something to be asked again, never called a lie."""

    kind: str  # statement_contradicted, omitted_stay, record_conflict, phone_left_behind, undeclared_workplace
    start: datetime  # UTC
    end: datetime  # UTC
    statement: str  # record id of the statement, "" when the conflict is record against record
    records: tuple[str, ...]  # record ids that speak against it
    explanation: str  # one English sentence an investigator can read out
    explanation_ko: str  # the same in Korean


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of minutes with one most probable answer."""

    start: datetime  # UTC
    end: datetime  # UTC
    place_id: str | None  # None = under way, anonymous or unknown
    probability: float  # of this place; for None, of being at no listed place


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """P(place | all evidence) for each step of the period, sparse: places below 0.001 are left out."""

    step_s: int  # length of a step, seconds
    offsets: Ints  # (steps + 1,) the entries of step t are offsets[t]:offsets[t+1]
    place: Codes  # (entries,) row of Places
    probability: Floats  # (entries,)

    def __post_init__(self) -> None:
        read_only(self.offsets)
        read_only(self.place)
        read_only(self.probability)


@dataclass(frozen=True, slots=True, eq=False)
class Itinerary:
    """Where one person was during the period, when, and how sure that is."""

    person_id: str
    period: Period
    stays: tuple[Stay, ...]  # in time order, not overlapping
    trips: tuple[Trip, ...]
    gaps: tuple[Gap, ...]
    discrepancies: tuple[Discrepancy, ...]
    stretches: tuple[Stretch, ...]  # cover the whole period
    posterior: Posterior
