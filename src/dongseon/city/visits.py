"""One local day of everyone's visits and rides, drawn on demand for any block of persons."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from dongseon.city import draws, layout, roster, wishes
from dongseon.city.compiled import compiled, inner
from dongseon.city.draws import Keys
from dongseon.city.errands import errand_table
from dongseon.city.layout import END, MODE, PLACE, RIDES, START, STAYS
from dongseon.city.roster import DAY_S, HOME, Calls, Folk, Ground, Lines
from dongseon.city.types import Appointments, Clock, Population, Rides, Visits, World
from dongseon.errors import InvalidInput
from dongseon.records.columns import Bools, Floats, Ints

BLOCK = 8_192  # persons a task; no effect on the result
ROW, RIDE_ROW = 5, 7  # columns of the kernel's output


@dataclass(frozen=True, slots=True, eq=False)
class Schedule:
    """All that a day needs, prepared once for a world and its people."""

    ground: Ground
    lines: Lines
    folk: Folk
    keys: Keys
    errands: Floats
    calls: Calls


def schedule(
    world: World, population: Population, *, seed: int, appointments: Appointments | None = None
) -> Schedule:
    """Prepare the kernels' columns. Raises InvalidInput for appointments of unknown persons or places."""
    people = len(population.age_years)
    if appointments is not None and len(appointments):
        _check(appointments, people, len(world.places))
    return Schedule(
        ground=roster.ground_of(world),
        lines=roster.lines_of(world),
        folk=roster.folk_of(population),
        keys=draws.keys_of(seed),
        errands=errand_table(),
        calls=roster.calls_of(appointments, people),
    )


def _check(appointments: Appointments, people: int, places: int) -> None:
    person, start = appointments.person, appointments.start_s
    faults = (
        ("person", (person < 0) | (person >= people), person),
        ("place", (appointments.place < 0) | (appointments.place >= places), appointments.place),
        ("end_s", appointments.end_s <= start, appointments.end_s),
    )
    for name, wrong, column in faults:
        if wrong.any():
            row = int(np.flatnonzero(wrong)[0])
            raise InvalidInput(f"appointments: row {row}: {name} {int(column[row])} cannot be used")
    later = (np.diff(person) > 0) | ((np.diff(person) == 0) & (np.diff(start) >= 0))
    if not later.all():
        row = int(np.flatnonzero(~later)[0]) + 1
        raise InvalidInput(f"appointments: row {row}: not sorted by person, then start")


@inner
def _grown(rows: Ints, used: int) -> Ints:
    out = np.empty((2 * len(rows), rows.shape[1]), dtype=np.int64)
    for row in range(used):
        for column in range(rows.shape[1]):
            out[row, column] = rows[row, column]
    return out


@inner
def _emit(out: Ints, n: int, p: int, place: int, start: int, end: int, mode: int) -> int:
    if end > start:
        out[n, 0], out[n, 1], out[n, 2], out[n, 3], out[n, 4] = p, place, start, end, mode
        return n + 1
    return n


@inner
def _emit_rides(out: Ints, n: int, p: int, rides: Ints, shift_s: int, low: int, high: int) -> int:
    """Rides that are boarded within [low, high), shifted to the clock."""
    for row in range(rides[RIDES, 0]):
        board = rides[row, 2] + shift_s
        if low <= board < high:
            out[n, 0], out[n, 1], out[n, 2] = p, rides[row, 0], rides[row, 1]
            out[n, 3], out[n, 4] = board, rides[row, 3] + shift_s
            out[n, 5], out[n, 6] = rides[row, 4], rides[row, 5]
            n += 1
    return n


@compiled
def _draw(
    ground: Ground, lines: Lines, folk: Folk, calls: Calls, keys: Keys, errands: Floats, who: Ints, day: int,
    weekday: int, confined: Bools, before: Bools, table: Ints, stays: Ints, rides: Ints, out: Ints,
    ridden: Ints,
) -> tuple[Ints, Ints]:  # fmt: skip
    """Visits (v, 5) and rides (r, 7) of some persons on one day: yesterday's tail, then today."""
    n, r = 0, 0
    low, high = day * DAY_S, (day + 1) * DAY_S
    for p in who:
        if n + 2 * STAYS > len(out):
            out = _grown(out, n)
        if r + 2 * RIDES > len(ridden):
            ridden = _grown(ridden, r)
        rows = layout.plan(
            ground, lines, folk, calls, keys, errands, p, day - 1, (weekday + 6) % 7, before[p],
            table, stays, rides,
        )  # fmt: skip
        r = _emit_rides(ridden, r, p, rides, low - DAY_S, low, high)
        for row in range(1, rows - 1):
            start, end = stays[row, START] + low - DAY_S, stays[row, END] + low - DAY_S
            n = _emit(
                out, n, p, stays[row, PLACE], max(start, low), min(end, high), stays[row, MODE]
            )
        home_s = max(low, stays[rows - 1, START] + low - DAY_S) if rows > 1 else low
        home_mode = stays[rows - 1, MODE] if home_s > low else 0
        rows = layout.plan(
            ground,
            lines,
            folk,
            calls,
            keys,
            errands,
            p,
            day,
            weekday,
            confined[p],
            table,
            stays,
            rides,
        )
        r = _emit_rides(ridden, r, p, rides, low, low, high)
        n = _emit(out, n, p, folk[p, HOME], home_s, min(high, stays[0, END] + low), home_mode)
        for row in range(1, rows):
            start, end = stays[row, START] + low, min(high, stays[row, END] + low)
            n = _emit(out, n, p, stays[row, PLACE], start, end, stays[row, MODE])
    return out[:n], ridden[:r]


def _desk(persons: int) -> tuple[Ints, ...]:
    """Room to work in for one block: wishes, stays and rides of a person; visits and rides of all."""
    return (
        wishes.empty(),
        np.zeros((STAYS, 4), dtype=np.int64),
        np.zeros((RIDES + 1, RIDE_ROW), dtype=np.int64),
        np.empty((8 * persons + 2 * STAYS, ROW), dtype=np.int64),
        np.empty((2 * persons + 2 * RIDES, RIDE_ROW), dtype=np.int64),
    )


def day_visits_of(
    ready: Schedule,
    clock: Clock,
    *,
    day: int,
    confined: Bools,
    yesterday: Bools,
    persons: Ints,
    workers: int,
) -> tuple[Visits, Rides]:
    """``day_visits`` from a prepared schedule, persons ascending."""
    weekday = (clock.start.weekday() + day) % 7
    blocks = [persons[i : i + BLOCK] for i in range(0, len(persons), BLOCK)]

    def draw(block: Ints) -> tuple[Ints, Ints]:
        return _draw(
            ready.ground, ready.lines, ready.folk, ready.calls, ready.keys, ready.errands, block, day,
            weekday, confined, yesterday, *_desk(len(block)),
        )  # fmt: skip

    if workers > 1:
        with ThreadPoolExecutor(workers) as pool:
            parts = list(pool.map(draw, blocks))
    else:
        parts = [draw(block) for block in blocks]
    return _visits([visits for visits, _ in parts]), _rides([rides for _, rides in parts])


def _column(parts: list[Ints], number: int) -> np.ndarray:
    if not parts:
        return np.empty(0, dtype=np.int32)
    return np.concatenate([part[:, number].astype(np.int32) for part in parts])


def _visits(parts: list[Ints]) -> Visits:
    person, place, start_s, end_s = (_column(parts, c) for c in range(4))
    return Visits(person, place, start_s, end_s, mode=_column(parts, 4).astype(np.int8))


def _rides(parts: list[Ints]) -> Rides:
    return Rides(*(_column(parts, c) for c in range(RIDE_ROW)))


def day_visits(
    world: World,
    population: Population,
    clock: Clock,
    *,
    day: int,
    seed: int,
    confined: Bools,
    appointments: Appointments | None = None,
    yesterday: Bools | None = None,
    persons: slice | Ints | None = None,
    workers: int = 1,
) -> tuple[Visits, Rides]:
    """Where everyone is on one local day, and the transit they ride: seconds since ``clock.start``.

    ``confined`` and ``yesterday`` (people,) say who stays at home on this day and stayed the day
    before (by default nobody did); what began the evening before runs to its end. ``persons`` limits
    the answer to some rows (ascending); each person's rows are the same whichever others are asked for.
    A day's visits lie within [day, day + 1) x 86,400 s; a stay over midnight is one row on each day.
    """
    people = len(population.age_years)
    if confined.shape != (people,):
        raise InvalidInput(f"confined: shape {confined.shape} is not ({people},)")
    everyone = np.arange(people, dtype=np.int64)
    chosen = everyone if persons is None else everyone[persons]
    return day_visits_of(
        schedule(world, population, seed=seed, appointments=appointments),
        clock,
        day=day,
        confined=confined,
        yesterday=np.zeros(people, dtype=bool) if yesterday is None else yesterday,
        persons=np.ascontiguousarray(chosen),
        workers=workers,
    )
