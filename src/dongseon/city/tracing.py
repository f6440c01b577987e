"""Which of a confirmed case's contacts the investigation finds, and what they are told.

Household members are always found. Others are found by chance: more likely when they sat close and
long, when the place keeps a list, and when this case's investigation reaches far.
"""

from dataclasses import dataclass

import numpy as np

from dongseon.city import chance
from dongseon.city.course import DAY_S
from dongseon.city.encounters import Meetings
from dongseon.city.exposure import HOME, Rooms, Setting
from dongseon.city.standing import NEVER, Standing
from dongseon.city.testing import TestingParameters
from dongseon.city.types import Population, Traced
from dongseon.errors import InvalidInput
from dongseon.records.columns import Bools, Bytes, Codes, Floats, Ints


@dataclass(frozen=True, slots=True)
class TracingParameters:
    """How far an investigation reaches. Each line: value, unit, source."""

    lookback_d: float = 2.0  # days before onset (S16, S10); before sampling without symptoms
    household_d: float = 0.3  # days, confirmation to the household being told; assumption
    others_low_d: float = 0.4  # days, confirmation to others being told, at best; assumption
    others_high_d: float = 2.0  # days, at worst; assumption between S10's 4-12 h and S9's 2-3 days
    least_minutes: float = 5.0  # shorter meetings are not contacts (Guro asked for 5 min, S77)
    full_minutes: float = 60.0  # from here on longer meetings are no easier to find; assumption
    reach_log_sd: float = 1.9  # of a case's reach; calibrated to DS4C's contacts per case
    reach: float = 0.4  # average reach; calibrated as above
    concealed: tuple[
        tuple[int, int], ...
    ] = ()  # (person, place) pairs kept from the first interview
    # Of an investigation into what was concealed: the police's location data show who was there; assumption
    revealed_reach: float = 3.0
    revealed_d: float = 3.0  # days, confirmation to the concealed being found (tutor: 9 to 12 May)

    def __post_init__(self) -> None:
        if not 0.0 < self.others_low_d <= self.others_high_d:
            raise InvalidInput(
                f"tracing: others_low_d {self.others_low_d!r} is not within 0 and high"
            )
        if not self.least_minutes < self.full_minutes:
            raise InvalidInput(
                f"tracing: least_minutes {self.least_minutes!r} is not below full_minutes"
            )


@dataclass(frozen=True, slots=True, eq=False)
class Memory:
    """What could be found out about one day's meetings. Row = meeting."""

    day: int
    case: Codes  # (m,)
    other: Codes  # (m,)
    room: Codes  # (m,) a place, or beyond the places a vehicle
    setting: Bytes  # (m,)
    near: Bools  # (m,)
    start_s: Ints  # (m,)
    end_s: Ints  # (m,)


def remember(met: Meetings, rooms: Rooms, *, day: int, parameters: TracingParameters) -> Memory:
    """Keep the meetings long enough to count."""
    keep = met.end_s - met.start_s >= parameters.least_minutes * 60
    room = met.room[keep]
    return Memory(
        day, met.case[keep], met.other[keep], room, rooms.setting[room], met.near[keep],
        met.start_s[keep], met.end_s[keep],
    )  # fmt: skip


def parted(memories: list[Memory], *, concealed: Codes, hidden: bool) -> list[Memory]:
    """The meetings at places that their case keeps quiet about (hidden), or all the others.

    ``concealed`` (k, 2) person and place.
    """
    if not len(concealed):
        return [] if hidden else memories
    pairs = concealed[:, 0].astype(np.int64) << 32 | concealed[:, 1]
    return [
        _rows(m, np.flatnonzero(np.isin(m.case.astype(np.int64) << 32 | m.room, pairs) == hidden))
        for m in memories
    ]


def trace(
    standing: Standing,
    memories: list[Memory],
    case: Codes,
    *,
    family: bool,
    after_d: float,
    seed: int,
    population: Population,
    settings: tuple[Setting, ...],
    parameters: TracingParameters,
    testing: TestingParameters,
) -> Traced:
    """Find the contacts of confirmed cases and put them in quarantine.

    ``family``: the household as well; ``after_d``: days by which this round is later than the first.
    A round without the family looks into what was concealed, and reaches far.
    """
    from_s = np.full(len(standing.infected_s), NEVER, dtype=np.int64)
    ill = standing.symptomatic[case] & (standing.onset_s[case] <= standing.confirmed_s[case])
    asked_s = np.where(ill, standing.onset_s[case], standing.sampled_s[case])
    from_s[case] = asked_s - round(parameters.lookback_d * DAY_S)
    met = _gather(memories, from_s)
    met = _one_row_a_pair(met, len(from_s))
    usual = _reach(met.case.astype(np.int64), seed, parameters)
    reach = usual if family else np.full(len(met.case), parameters.revealed_reach)
    found = _found(met, reach, seed=seed, settings=settings, parameters=parameters)
    outside = population.household[met.case] != population.household[met.other]
    rows = np.flatnonzero(found & outside)
    lives = _household(case if family else case[:0], population)
    all_case = np.concatenate([lives[0], met.case[rows]])
    all_contact = np.concatenate([lives[1], met.other[rows]])
    lived = np.zeros(len(all_case), dtype=np.int8)
    lived[: len(lives[0])] = 1
    told_s = _told(standing, all_case, all_contact, lived, seed, parameters)
    told_s = told_s + round(after_d * DAY_S)
    traced = Traced(
        case=all_case,
        contact=all_contact,
        household=lived,
        setting=np.concatenate([np.full(len(lives[0]), HOME, np.int8), met.setting[rows]]),
        last_s=np.concatenate([standing.confirmed_s[lives[0]], met.end_s[rows]]),
        traced_s=told_s,
    )
    traced = select(traced, told_s < standing.confirmed_s[all_contact])
    _quarantine(standing, traced, seed=seed, testing=testing)
    return traced


def _gather(memories: list[Memory], from_s: Ints) -> Memory:
    parts = []
    for memory in memories:
        rows = np.flatnonzero(memory.end_s > from_s[memory.case])
        parts.append(_rows(memory, rows))
    if not parts:
        none = np.empty(0, np.int32)
        when, small = np.empty(0, np.int64), np.empty(0, np.int8)
        return Memory(0, none, none, none, small, np.empty(0, np.bool_), when, when)
    return Memory(
        parts[-1].day,
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("case", "other", "room", "setting", "near", "start_s", "end_s")
        ),
    )


def _rows(memory: Memory, rows: Ints) -> Memory:
    return Memory(
        memory.day, memory.case[rows], memory.other[rows], memory.room[rows],
        memory.setting[rows], memory.near[rows], memory.start_s[rows], memory.end_s[rows],
    )  # fmt: skip


def _one_row_a_pair(met: Memory, people: int) -> Memory:
    """The pair's closest and longest meeting, with the end of its last and the sum of all times."""
    if not len(met.case):
        return met
    pair = met.case.astype(np.int64) * people + met.other
    length_s = met.end_s - met.start_s
    order = np.lexsort((met.room, met.start_s, -length_s, ~met.near, pair))
    first = np.flatnonzero(np.diff(pair[order], prepend=-1))
    total_s = np.add.reduceat(length_s[order], first)
    last_s = np.maximum.reduceat(met.end_s[order], first)
    best = _rows(met, order[first])
    return Memory(
        met.day, best.case, best.other, best.room, best.setting, best.near, last_s - total_s, last_s
    )


def _found(
    met: Memory,
    reach: Floats,
    *,
    seed: int,
    settings: tuple[Setting, ...],
    parameters: TracingParameters,
) -> Bools:
    case, other = met.case.astype(np.int64), met.other.astype(np.int64)
    named = np.array([s.named for s in settings])[met.setting]
    glimpsed = np.array([s.glimpsed for s in settings])[met.setting]
    listed = np.array([s.listed for s in settings])[met.setting]
    minutes = (met.end_s - met.start_s) / 60
    clear = np.minimum(1.0, minutes / parameters.full_minutes)
    exponent = reach * clear
    share = 1.0 - (1.0 - np.where(met.near, named, glimpsed)) ** exponent
    by_name = _pair_uniforms(chance.key(seed, "tracing", "named"), case, other) < share
    by_list = _pair_uniforms(chance.key(seed, "tracing", "listed"), case, met.room) < listed
    return np.asarray(by_name | by_list)


def _reach(case: Ints, seed: int, parameters: TracingParameters) -> Floats:
    """How far each case's investigation reaches: log-normal with mean ``reach``."""
    # Box-Muller on two counted draws: one normal number a case.
    key = chance.key(seed, "tracing", "reach")
    radius = np.sqrt(-2.0 * np.log1p(-chance.uniforms(key, case, 0)))
    z = radius * np.cos(2.0 * np.pi * chance.uniforms(key, case, 1))
    sd = parameters.reach_log_sd
    return np.asarray(parameters.reach * np.exp(sd * z - sd**2 / 2))


def _pair_uniforms(key: np.uint64, first: Ints, second: Ints | Codes) -> Floats:
    return chance.uniforms(key, (first << 32) | second.astype(np.int64), 0)


def _household(case: Codes, population: Population) -> tuple[Codes, Codes]:
    """All pairs of a case and a person of the same household."""
    order = np.argsort(population.household, kind="stable").astype(np.int32)
    sorted_home = population.household[order]
    mine = population.household[case]
    low = np.searchsorted(sorted_home, mine, side="left")
    size = np.searchsorted(sorted_home, mine, side="right") - low
    repeated = np.repeat(case, size)
    within = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
    member = order[np.repeat(low, size) + within]
    others = member != repeated
    return repeated[others], member[others]


def _told(
    standing: Standing,
    case: Codes,
    contact: Codes,
    household: Bytes,
    seed: int,
    parameters: TracingParameters,
) -> Ints:
    key = chance.key(seed, "tracing", "told")
    draw = _pair_uniforms(key, case.astype(np.int64), contact)
    low, high = parameters.others_low_d, parameters.others_high_d
    days = np.where(household == 1, parameters.household_d, low + (high - low) * draw)
    return np.asarray(standing.confirmed_s[case] + np.rint(days * DAY_S).astype(np.int64))


def select(traced: Traced, rows: Bools) -> Traced:
    """Some rows of a table of contacts."""
    return Traced(
        traced.case[rows], traced.contact[rows], traced.household[rows],
        traced.setting[rows], traced.last_s[rows], traced.traced_s[rows],
    )  # fmt: skip


def _quarantine(
    standing: Standing, traced: Traced, *, seed: int, testing: TestingParameters
) -> None:
    """Those told stay in until the end of their last contact's term; the household is tested, of the
    others the share that the health service tests without symptoms.
    """
    who = traced.contact
    until_s = traced.last_s + round(testing.quarantine_d * DAY_S)
    np.minimum.at(standing.traced_s, who, traced.traced_s)
    np.maximum.at(standing.quarantined_until_s, who, until_s)
    family = traced.household == 1
    member = who[family]
    key = chance.key(seed, "tracing", "tested")
    lucky = chance.uniforms(key, who.astype(np.int64), 0) < testing.contacts_tested
    tested = family | lucky
    np.minimum.at(standing.routine_s, who[tested], traced.traced_s[tested])
    exit_s = traced.last_s[family] + round(testing.exit_test_d * DAY_S)
    np.minimum.at(standing.exit_s, member, exit_s)
