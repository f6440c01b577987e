"""Where a phone lives and works: learned from its own log, for as many phones as there are."""

from math import exp, lgamma, log
from typing import NamedTuple

import numpy as np
from numba import njit

from dongseon.contacts.ground import Ground
from dongseon.contacts.logs import Logs
from dongseon.records.columns import Bools, Codes, Floats, Ints, Persons, Places

LEAST_ROWS, LEAST_NIGHT = 40, 5  # rows, and rows from midnight to six, fewer are no log
PASSES = 6  # of expectation-maximisation
USUAL_ROWS = 6.0  # rows an hour that the usual day counts against the phone's own
PROFILE_ROWS = 6.0  # rows that geometry counts against the phone's own; as for itineraries
TRUST = 0.8  # exponent: rows of one place are not independent; assumption
WITH_CASE = 6.0  # how much likelier one whose log was handed over lives with the case; assumption
WORKS_WITH_CASE = 6.0  # the same for working there; assumption
CHOSEN_LOGS = 300.0  # logs, up to so many were asked for with a reason; assumption
ELSEWHERE = 3.0  # homes and staff outside the ground for each inside; assumption
SQUARE_SD_M = 40.0  # m, spread of fixes' means round a home or work place; assumption


MOST_FIXES = 5.0  # fixes of one square that count: their errors are shared; assumption
FARTHEST, ANY_SQUARE = -8.0, -4.0  # log-odds of a fix far from a site, and of one anywhere
NEVER = -1e9


def _hours(weekday: "list[float]", weekend: "list[float]") -> Floats:
    return np.array([*weekday, *weekend])


# Share of each hour at home and at work: the usual day of people with work. Assumption.
USUAL_HOME = _hours(
    [0.93 if h < 7 or h >= 22 else 0.25 if 9 <= h < 18 else 0.6 for h in range(24)],
    [0.93 if h < 8 or h >= 22 else 0.6 for h in range(24)],
)
USUAL_WORK = _hours([0.55 if 9 <= h < 18 else 0.04 for h in range(24)], [0.05] * 24)


class Haunts(NamedTuple):
    """What the logs taught. P persons, V points of the ground; symbols as in Logs."""

    logged: Bools  # (P,) whose log is long enough
    at_home: Floats  # (P, 48) share of each kind of hour
    at_work: Floats  # (P, 48)
    home_rows: Floats  # rows at home by symbol
    work_rows: Floats
    home_log: Floats  # log P(symbol | at home)
    work_log: Floats
    lives_at: Floats  # (P, V) chance that the phone's home is the point
    works_at: Floats  # (P, V)


def learn(logs: Logs, ground: Ground, *, home: int, work: int) -> Haunts:
    """Learn every log's haunts. home, work: the case's own points of the ground, -1 = not known."""
    persons, points = len(logs.offsets) - 1, len(ground.place)
    logged = _logged(logs.offsets, logs.kind_hour)
    at_home, at_work = np.tile(USUAL_HOME, (persons, 1)), np.tile(USUAL_WORK, (persons, 1))
    sizes = len(logs.symbol_sector)
    home_rows, work_rows = np.zeros(sizes), np.zeros(sizes)
    _split_all(
        logs.offsets, logs.symbol, logs.symbols, logs.kind_hour, logged, USUAL_HOME, USUAL_WORK,
        at_home, at_work, home_rows, work_rows,
    )  # fmt: skip
    found = []
    for rows, weight, point_weight, point, bonus in (
        (home_rows, ground.homes, ground.point_homes, home, reason(WITH_CASE, logged)),
        (work_rows, ground.staff, ground.point_staff, work, reason(WORKS_WITH_CASE, logged)),
    ):
        chance = np.zeros((persons, points))
        told = np.zeros(sizes)
        sites = _sites(ground, weight, point_weight)
        _identify_all(logged, logs, rows, sites, point, bonus, chance, told)
        found.append((chance, told))
    (lives_at, home_log), (works_at, work_log) = found
    return Haunts(
        logged, at_home, at_work, home_rows, work_rows, home_log, work_log, lives_at, works_at
    )


def reason(odds: float, logged: Bools) -> float:
    """Odds that a log was asked for because of the case, less where a whole city's logs are there."""
    return 1.0 + (odds - 1.0) * min(1.0, CHOSEN_LOGS / max(int(logged.sum()), 1))


def _logged(offsets: Ints, kind_hour: Codes) -> Bools:
    night = np.concatenate([[0], np.cumsum(kind_hour % 24 < 6)])
    rows, by_night = np.diff(offsets), night[offsets[1:]] - night[offsets[:-1]]
    return np.asarray((rows >= LEAST_ROWS) & (by_night >= LEAST_NIGHT), dtype=np.bool_)


@njit(cache=True, nogil=True)
def _split_all(
    offsets: Ints,
    symbol: Codes,
    symbols: Ints,
    kind_hour: Codes,
    logged: Bools,
    usual_home: Floats,
    usual_work: Floats,
    at_home: Floats,
    at_work: Floats,
    home_rows: Floats,
    work_rows: Floats,
) -> None:
    for p in range(offsets.size - 1):
        if logged[p]:
            rows, own = slice(offsets[p], offsets[p + 1]), slice(symbols[p], symbols[p + 1])
            split(
                symbol[rows], kind_hour[rows], usual_home, usual_work,
                at_home[p], at_work[p], home_rows[own], work_rows[own],
            )  # fmt: skip


@njit(cache=True)
def split(
    symbol: Codes,
    kind_hour: Codes,
    usual_home: Floats,
    usual_work: Floats,
    at_home: Floats,
    at_work: Floats,
    home_rows: Floats,
    work_rows: Floats,
) -> None:
    """Divide one log's rows (n,) among home, work and everything else, in place.

    A mixture of three: which symbols (sectors, squares) a haunt shows, and which hours are spent there.
    Nights start the home, working hours the work place; everything else shows what the log shows.
    """
    n, size = symbol.size, home_rows.size
    home, work, other = np.full(size, 0.05), np.full(size, 0.05), np.ones(size)
    for i in range(n):
        hour = kind_hour[i] % 24
        if hour < 6:
            home[symbol[i]] += 1.0
        elif kind_hour[i] < 24 and 10 <= hour < 17:
            work[symbol[i]] += 1.0
        other[symbol[i]] += 0.2
    other /= other.sum()
    at_home[:], at_work[:] = usual_home, usual_work
    for _ in range(PASSES):
        home /= home.sum()
        work /= work.sum()
        home_rows[:], work_rows[:] = 0.0, 0.0
        seen = np.zeros((3, 48))
        for i in range(n):
            k, s = kind_hour[i], symbol[i]
            a, b = at_home[k] * home[s], at_work[k] * work[s]
            total = a + b + (1.0 - at_home[k] - at_work[k]) * other[s]
            home_rows[s] += a / total
            work_rows[s] += b / total
            seen[0, k] += a / total
            seen[1, k] += b / total
            seen[2, k] += 1.0
        for k in range(48):
            whole = seen[2, k] + USUAL_ROWS
            at_home[k] = (seen[0, k] + USUAL_ROWS * usual_home[k]) / whole
            at_work[k] = (seen[1, k] + USUAL_ROWS * usual_work[k]) / whole
        home[:], work[:] = home_rows + 0.1, work_rows + 0.1


class Sites(NamedTuple):
    """Where a haunt may be: the blocks of the ground, then its points. n = B + V."""

    serving: Floats  # (n, S) log P(sector | site)
    x_m: Floats  # (n,)
    y_m: Floats  # (n,)
    weight: Floats  # (n,) how many have their haunt there
    taught: Floats  # (n, S) rows that taught it
    blocks: int


def _sites(ground: Ground, weight: Floats, point_weight: Floats) -> Sites:
    """The sites of one kind of haunt."""
    serving = np.concatenate([ground.serving, ground.point_serving], axis=1)
    taught = np.concatenate([ground.taught, ground.point_taught], axis=1)
    return Sites(
        np.ascontiguousarray(serving.T),
        np.concatenate([ground.x_m, ground.point_x_m]),
        np.concatenate([ground.y_m, ground.point_y_m]),
        np.concatenate([weight, point_weight]),
        np.ascontiguousarray(taught.T),
        len(ground.x_m),
    )


@njit(cache=True, nogil=True)
def _identify_all(
    logged: Bools,
    logs: Logs,
    rows: Floats,
    sites: Sites,
    point: int,
    bonus: float,
    chance: Floats,
    told: Floats,
) -> None:
    """Of every log: at which point its haunt is, and what the haunt shows. In place."""
    odds = np.empty(sites.x_m.size)
    for p in range(logged.size):
        if not logged[p]:
            continue
        own = slice(logs.symbols[p], logs.symbols[p + 1])
        sector, count = logs.symbol_sector[own], rows[own]
        for n in range(odds.size):
            odds[n] = NEVER
            if sites.weight[n] > 0.0:
                odds[n] = log(sites.weight[n]) + TRUST * _profile_odds(
                    sector, count, logs.symbol_x_m[own], logs.symbol_y_m[own], sites, n
                )
        far = log(ELSEWHERE * max(sites.weight[: sites.blocks].sum(), 1.0))
        far += TRUST * _elsewhere(sector, count, sites.serving.shape[1])
        _share_out(odds, far, sites.blocks, point, bonus, chance[p])
        _tell(sector, count, sites.serving[np.argmax(odds[: sites.blocks])], told[own])


@njit(cache=True)
def _share_out(
    odds: Floats, far: float, blocks: int, point: int, bonus: float, chance: Floats
) -> None:
    """Log odds of the sites (n,) and of elsewhere → P(haunt) of each point (V,), in place."""
    best = max(far, odds.max())
    total = exp(far - best)
    for b in range(blocks):
        total += exp(odds[b] - best)
    if point >= 0:
        total += (bonus - 1.0) * exp(odds[blocks + point] - best)
    for v in range(chance.size):
        factor = bonus if v == point else 1.0
        chance[v] = min(1.0, factor * exp(odds[blocks + v] - best) / total)


@njit(cache=True)
def _profile_odds(
    sector: Codes,
    count: Floats,
    at_x_m: Floats,
    at_y_m: Floats,
    sites: Sites,
    n: int,
) -> float:
    """Log likelihood of a haunt's rows if it were at a site: a Dirichlet for what the site shows.

    Geometry, and the rows that taught about the site, are its pseudo-counts.
    """
    said, seen, known = 0.0, 0.0, 0.0
    for s in range(sector.size):
        if sector[s] >= 0:
            known += sites.taught[n, sector[s]]
    prior = PROFILE_ROWS + known
    for s in range(sector.size):
        if count[s] < 0.5:
            continue
        if sector[s] >= 0:
            alpha = prior * exp(sites.serving[n, sector[s]])
            said += lgamma(alpha + count[s]) - lgamma(alpha)
            seen += count[s]
        else:
            away2 = (at_x_m[s] - sites.x_m[n]) ** 2 + (at_y_m[s] - sites.y_m[n]) ** 2
            said += min(count[s], MOST_FIXES) * max(-0.5 * away2 / SQUARE_SD_M**2, FARTHEST)
    return said + lgamma(prior) - lgamma(prior + seen)


@njit(cache=True)
def _elsewhere(sector: Codes, count: Floats, sectors: int) -> float:
    """The same if it were anywhere outside the ground: any sector, any square."""
    said, seen = 0.0, 0.0
    for s in range(sector.size):
        if count[s] < 0.5:
            continue
        if sector[s] >= 0:
            alpha = PROFILE_ROWS / max(sectors, 1)
            said += lgamma(alpha + count[s]) - lgamma(alpha)
            seen += count[s]
        else:
            said += min(count[s], MOST_FIXES) * ANY_SQUARE
    return said + lgamma(PROFILE_ROWS) - lgamma(PROFILE_ROWS + seen)


@njit(cache=True)
def _tell(sector: Codes, count: Floats, serving: Floats, told: Floats) -> None:
    """log P(symbol | haunt): the log's own rows, and geometry as so many more. In place."""
    total = count.sum() + PROFILE_ROWS
    for s in range(sector.size):
        prior = exp(serving[sector[s]]) if sector[s] >= 0 else 0.01
        told[s] = log((count[s] + PROFILE_ROWS * prior) / total)


def register(
    haunts: Haunts, ground: Ground, persons: Persons, places: Places, labels: tuple[str, ...]
) -> None:
    """Put what the register says of homes and work places in the place of what was guessed."""
    codes = {label: code for code, label in enumerate(labels)}
    for column, chance in (
        (persons.home_place_id, haunts.lives_at),
        (persons.work_place_id, haunts.works_at),
    ):
        for person_id, place_id in zip(persons.person_id, column, strict=True):
            if person_id in codes and place_id in places.position:
                chance[codes[person_id]] = ground.place == places.position[place_id]
