"""How long it takes in all: machine time as measured, beside holders who take minutes or hours and officers who queue.

"Within 10 to 20 minutes they have the exact whereabouts": a machine alone needs seconds, so what is left are people and
holders. A day of cases goes through pools of officers, first come, first served; chance is drawn once a case.
Not modelled: nights off, cases that come in bursts, holders that are down, a case without a phone.
"""

import heapq
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from dongseon.city.chance import stream
from dongseon.records.columns import Floats

MIN_PER_DAY = 1_440.0
NINETY = 1.2816  # standard deviations from the median to the 90 % point of a normal
# Case, minute at which it can begin → minute at which it is done
Stage = Callable[[int, float], float]


@dataclass(frozen=True, slots=True)
class Spread:
    """A lognormal time in minutes, by its median and its 90 % point."""

    median_min: float
    ninety_min: float

    def draw(self, rng: np.random.Generator, count: int) -> Floats:
        """So many times, in minutes."""
        sigma = math.log(self.ninety_min / self.median_min) / NINETY
        return np.asarray(self.median_min * np.exp(sigma * rng.standard_normal(count)))


@dataclass(frozen=True, slots=True)
class Office:
    """A day's cases, officers and holders. Assumptions unless a source is named."""

    cases_per_day: int = 100
    days: int = 10
    investigators: int = 8  # at any hour
    approvers: int = 2  # likewise, at the police
    interview: Spread = Spread(40.0, 75.0)  # with what is needed stated and signed
    approval: Spread = Spread(4.0, 10.0)  # reading and signing one case's requests
    study: Spread = Spread(10.0, 25.0)  # the itinerary, and choosing the stays to be asked about
    acceptance: Spread = Spread(20.0, 45.0)  # going through those who were there
    telco: Spread = Spread(5.0, 20.0)  # automatic, in minutes (FIELD §1.3)
    cards: Spread = Spread(480.0, 2_880.0)  # by hand until 2021, about two days (S11)
    machine_itinerary_s: float = 5.0  # replaced by what was measured
    machine_ranking_s: float = 5.0


@dataclass(slots=True)
class _Pool:
    """Officers of one kind, and when each is free again."""

    size: int
    free: list[float] = field(default_factory=list)

    def take(self, at_min: float, work_min: float) -> float:
        """Work that comes at a minute; when it is done."""
        somebody = len(self.free) < self.size
        done = (at_min if somebody else max(at_min, heapq.heappop(self.free))) + work_min
        heapq.heappush(self.free, done)
        return done


def elapsed(office: Office, *, seed: int) -> Mapping[str, float]:
    """Minutes from the positive to whereabouts, to whereabouts with cards, to contacts: median and 90 %."""
    rng = stream(seed, "bench", "elapsed")
    count = office.cases_per_day * office.days
    came = np.sort(rng.uniform(0.0, office.days * MIN_PER_DAY, count))
    done = _through(office, came, rng)
    spans = {name: minutes - came for name, minutes in done.items()}
    return {
        f"{name}_{share}_min": round(float(np.quantile(span, at)), 1)
        for name, span in spans.items()
        for share, at in (("median", 0.5), ("ninety", 0.9))
    }


def _through(office: Office, came: Floats, rng: np.random.Generator) -> dict[str, Floats]:
    """When each case has its whereabouts, those with cards, and its contacts: minutes."""
    count = len(came)
    investigators, approvers = _Pool(office.investigators), _Pool(office.approvers)
    drawn = {
        name: getattr(office, name).draw(rng, count)
        for name in ("interview", "study", "acceptance", "cards")
    }
    approval = [office.approval.draw(rng, count) for _ in range(2)]
    telco = [office.telco.draw(rng, count) for _ in range(2)]
    seconds = (office.machine_itinerary_s / 60.0, office.machine_ranking_s / 60.0)
    stages: tuple[Stage, ...] = (
        lambda k, at: investigators.take(at, drawn["interview"][k]),
        lambda k, at: approvers.take(at, approval[0][k]),
        lambda k, at: at + telco[0][k] + seconds[0],
        lambda k, at: investigators.take(at, drawn["study"][k]),
        lambda k, at: approvers.take(at, approval[1][k]),
        lambda k, at: at + telco[1][k] + seconds[1],
        lambda k, at: investigators.take(at, drawn["acceptance"][k]),
    )
    ends = np.zeros((len(stages), count))
    waiting = [(float(at), k, 0) for k, at in enumerate(came)]
    heapq.heapify(waiting)
    while waiting:
        at, k, stage = heapq.heappop(waiting)
        ends[stage, k] = stages[stage](k, at)
        if stage + 1 < len(stages):
            heapq.heappush(waiting, (float(ends[stage, k]), k, stage + 1))
    return {
        "whereabouts": ends[2],
        "whereabouts_with_cards": np.maximum(ends[2], ends[1] + drawn["cards"] + seconds[0]),
        "contacts": ends[6],
    }
