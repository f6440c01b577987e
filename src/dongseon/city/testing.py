"""Who gets tested when, what the result is, who is isolated, who stays in.

A specimen is taken for one of the REASONS; the case definition of March 2020 holds: contacts of the
same household are tested routinely, all others only when they have symptoms (S44).
"""

import math
from dataclasses import dataclass, field

import numpy as np

from dongseon.city import chance
from dongseon.city.course import DAY_S, HOUR_S
from dongseon.city.standing import NEVER, Standing
from dongseon.city.types import Confinements, Specimens, Visits
from dongseon.errors import InvalidInput
from dongseon.records.columns import Bools, Bytes, Codes, Floats, Ints

REASONS = ("symptoms", "contact with symptoms", "contact", "end of quarantine", "place")
CONFINED_FOR = ("isolation", "quarantine", "illness")
OPENS_H, OPEN_FOR_H = 9, 9  # screening clinics, hours; assumption


@dataclass(frozen=True, slots=True)
class Campaign:
    """Everybody who was at some places gets tested, once the first case among them is confirmed."""

    name: str
    places: tuple[int, ...]  # rows of Places
    from_day: int  # first day whose visitors are listed
    until_day: int  # first day whose visitors are not
    after_d: float  # days from the first confirmation to the first specimen
    over_d: float  # days over which the specimens are taken
    reached: float  # share of the listed who come
    quarantine: bool  # the listed stay in for the quarantine's length


@dataclass(frozen=True, slots=True)
class TestingParameters:
    """How the health service finds cases. Each line: value, unit, source."""

    seeks_share: float = 0.75  # of the symptomatic, tested on their own account; assumption
    # Weibull, onset to specimen; calibrated to DS4C's onset to confirmation
    seek_shape: float = 1.0
    seek_scale_d: float = 3.1  # days, Weibull, onset to specimen; calibrated as above
    result_low_d: float = 0.25  # days, specimen to result: 6 h at best (S51)
    result_high_d: float = 1.0  # days: "a few hours to a day" (S52)
    isolating_d: float = 0.15  # days, result to isolation; assumption
    sensitivity: float = 0.95  # of the PCR while virus is there; assumption
    detectable_from_d: float = 1.5  # days after infection; assumption
    detectable_for_d: float = 21.0  # days after infection; assumption
    retest_d: float = 2.0  # days, after a negative result while symptoms last; assumption
    monitored_d: float = 0.5  # days, onset to specimen in quarantine: two calls a day (S24)
    quarantine_d: float = 14.0  # days from the last contact (S24)
    exit_test_d: float = 13.0  # days from the last contact, household only; assumption
    stays_home_share: float = 0.25  # of the symptomatic, before any test; assumption
    stays_home_after_d: float = 1.0  # days from onset; assumption
    # Of the contacts outside the household, those tested when they are told, without symptoms
    contacts_tested: float = 0.0
    apart: float = 0.5  # what a quarantine at home leaves of an exposure there; assumption
    released_after_d: float = 23.0  # days from confirmation; DS4C median, old PCR rule (S37)
    campaigns: tuple[Campaign, ...] = field(default=())

    def __post_init__(self) -> None:
        for name in ("seeks_share", "sensitivity", "stays_home_share", "contacts_tested", "apart"):
            value = getattr(self, name)
            if not 0.0 <= value <= 1.0:
                raise InvalidInput(f"testing: {name} {value!r} is not within 0 and 1")
        if not 0.0 < self.result_low_d <= self.result_high_d:
            raise InvalidInput(
                f"testing: result_low_d {self.result_low_d!r} is not within 0 and high"
            )


def plan_own_test(
    standing: Standing, person: Codes, *, seed: int, parameters: TestingParameters
) -> None:
    """When newly infected persons will seek a test, and whether they stay in when ill."""
    wide = person.astype(np.int64)
    ill = standing.symptomatic[person]
    onset_s = standing.onset_s[person]
    draw = chance.uniforms(chance.key(seed, "testing", "delay"), wide, 0)
    delay_d = parameters.seek_scale_d * (-np.log1p(-draw)) ** (1.0 / parameters.seek_shape)
    seeks = chance.uniforms(chance.key(seed, "testing", "seeks"), wide, 0) < parameters.seeks_share
    standing.own_s[person] = np.where(ill & seeks, onset_s + _seconds(delay_d), NEVER)
    stays = (
        chance.uniforms(chance.key(seed, "testing", "stays"), wide, 0) < parameters.stays_home_share
    )
    home_s = onset_s + round(parameters.stays_home_after_d * DAY_S)
    standing.ill_home_s[person] = np.where(ill & stays, home_s, NEVER)


def take_specimens(
    standing: Standing, *, day: int, seed: int, parameters: TestingParameters
) -> Specimens:
    """Test all whose turn it is on this day, and note the confirmed and when they are isolated."""
    when_s, reason = _next_test(standing, parameters)
    at_s, due = _turn(standing, when_s, day, seed)
    person = np.flatnonzero(due).astype(np.int32)
    person = person[np.argsort(at_s[person], kind="stable")]
    sampled_s = at_s[person]
    positive = _positive(standing, person, sampled_s, day, seed, parameters)
    result_s = sampled_s + _delay(person, day, seed, parameters)
    _note(standing, person, sampled_s, result_s, positive, parameters)
    return Specimens(person, sampled_s, result_s, positive.astype(np.int8), reason[person])


def _next_test(standing: Standing, parameters: TestingParameters) -> tuple[Ints, Bytes]:
    """For each person the next reason for a specimen, and when: (n,) NEVER = none, (n,)."""
    told = standing.traced_s < NEVER
    watched_s = np.maximum(standing.onset_s, np.where(told, standing.traced_s, 0))
    watched_s = watched_s + round(parameters.monitored_d * DAY_S)
    watched = told & standing.symptomatic & (standing.onset_s < standing.quarantined_until_s)
    monitored_s = np.where(watched, watched_s, NEVER)
    candidates = (
        standing.own_s, monitored_s, standing.routine_s, standing.exit_s, standing.campaign_s
    )  # fmt: skip
    best = np.full(len(told), NEVER, dtype=np.int64)
    reason = np.zeros(len(told), dtype=np.int8)
    for k, candidate in enumerate(candidates):
        sooner = (candidate > standing.last_sample_s) & (candidate < best)
        best[sooner] = candidate[sooner]
        reason[sooner] = k
    return np.where(standing.sampled_s < NEVER, NEVER, best), reason


def _turn(standing: Standing, when_s: Ints, day: int, seed: int) -> tuple[Ints, Bools]:
    """At what hour of this day each person could come, and who has a reason by then: (n,), (n,)."""
    everybody = np.arange(len(when_s), dtype=np.int64)
    hour = chance.uniforms(chance.key(seed, "testing", "hour"), everybody, day)
    at_s = day * DAY_S + OPENS_H * HOUR_S + _seconds(hour * OPEN_FOR_H / 24)
    return at_s, when_s <= at_s


def _positive(
    standing: Standing,
    person: Codes,
    sampled_s: Ints,
    day: int,
    seed: int,
    parameters: TestingParameters,
) -> Bools:
    since_s = sampled_s - standing.infected_s[person]
    virus = (since_s >= parameters.detectable_from_d * DAY_S) & (
        since_s < parameters.detectable_for_d * DAY_S
    )
    draw = chance.uniforms(chance.key(seed, "testing", "swab"), person.astype(np.int64), day)
    return np.asarray(virus & (draw < parameters.sensitivity))


def _delay(person: Codes, day: int, seed: int, parameters: TestingParameters) -> Ints:
    draw = chance.uniforms(chance.key(seed, "testing", "result"), person.astype(np.int64), day)
    low, high = parameters.result_low_d, parameters.result_high_d
    return _seconds(low + (high - low) * draw)


def _note(
    standing: Standing,
    person: Codes,
    sampled_s: Ints,
    result_s: Ints,
    positive: Bools,
    parameters: TestingParameters,
) -> None:
    standing.last_sample_s[person] = sampled_s
    case = person[positive]
    standing.sampled_s[case] = sampled_s[positive]
    standing.confirmed_s[case] = result_s[positive]
    isolated_s = result_s[positive] + round(parameters.isolating_d * DAY_S)
    standing.isolated_s[case] = isolated_s
    missed = person[~positive]
    ill = standing.symptomatic[missed] & (standing.onset_s[missed] <= sampled_s[~positive])
    again_s = sampled_s[~positive] + round(parameters.retest_d * DAY_S)
    standing.own_s[missed[ill]] = again_s[ill]


def confined(standing: Standing, *, day: int, parameters: TestingParameters) -> Bytes:
    """Why each person stays in on this day: (n,) index into CONFINED_FOR, -1 = does not."""
    now_s = day * DAY_S
    reason = np.full(len(standing.infected_s), -1, dtype=np.int8)
    ill_until_s = standing.onset_s + math.ceil(10 * DAY_S)
    reason[(standing.ill_home_s <= now_s) & (now_s < ill_until_s)] = 2
    reason[(standing.traced_s <= now_s) & (now_s < standing.quarantined_until_s)] = 1
    released_s = standing.confirmed_s + round(parameters.released_after_d * DAY_S)
    reason[standing.isolated_s <= now_s] = 0
    reason[released_s <= now_s] = -1
    return reason


def confinements(days: list[Bytes]) -> Confinements:
    """The stretches of days in, from each day's reasons (days of (n,), -1 = out)."""
    if not days:
        none = np.empty(0, np.int32)
        return Confinements(none, none, none, np.empty(0, np.int8))
    table = np.stack(days)  # (days, n)
    out = np.full((1, table.shape[1]), -1, dtype=np.int8)
    before, after = np.vstack([out, table]), np.vstack([table, out])
    begins = (table != before[:-1]) & (table >= 0)
    ends = (table != after[1:]) & (table >= 0)
    person, first = np.nonzero(begins.T)
    _, last = np.nonzero(ends.T)
    return Confinements(
        person.astype(np.int32),
        first.astype(np.int32),
        (last + 1).astype(np.int32),
        table[first, person],
    )


def confined_on(table: Confinements, *, day: int, people: int) -> Bools:
    """Who stayed in on one day of a finished run: (people,)."""
    mask = np.zeros(people, dtype=np.bool_)
    rows = (table.from_day <= day) & (day < table.until_day)
    mask[table.person[rows]] = True
    return mask


@dataclass(slots=True, eq=False)
class Register:
    """The visitors of one campaign's places, collected as the days pass."""

    campaign: Campaign
    visitor: Bools  # (n,)
    called: Bools  # (n,) listed persons whose turn has been decided, whether they come or not


def list_visitors(register: Register, visits: Visits, day: int) -> None:
    """Add a day's visitors to a campaign's list."""
    campaign = register.campaign
    if campaign.from_day <= day < campaign.until_day:
        there = np.isin(visits.place, np.array(campaign.places, dtype=np.int32))
        register.visitor[visits.person[there]] = True


def call_in(
    standing: Standing, register: Register, *, now_s: int, seed: int, parameters: TestingParameters
) -> None:
    """Call the listed to be tested, each once, from the first confirmation among them on."""
    campaign = register.campaign
    known_s = standing.confirmed_s[register.visitor]
    if not (known_s <= now_s).any():
        return
    listed = np.flatnonzero(register.visitor & ~register.called).astype(np.int32)
    register.called[listed] = True
    wide = listed.astype(np.int64)
    first_s = max(now_s, int(known_s.min()) + round(campaign.after_d * DAY_S))
    key = chance.key(seed, "campaign", campaign.name)
    who = chance.uniforms(key, wide, 0) < campaign.reached
    at_s = first_s + _seconds(chance.uniforms(key, wide, 1) * campaign.over_d)
    told = listed[who]
    standing.campaign_s[told] = at_s[who]
    if campaign.quarantine:
        until_s = first_s + round(parameters.quarantine_d * DAY_S)
        standing.traced_s[told] = np.minimum(standing.traced_s[told], first_s)
        standing.quarantined_until_s[told] = np.maximum(standing.quarantined_until_s[told], until_s)


def _seconds(days: Floats) -> Ints:
    return np.rint(days * DAY_S).astype(np.int64)
