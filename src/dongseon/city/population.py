"""The residents: who lives where, what they do by day, with whom they go out, and what they carry."""

import numpy as np

from dongseon.city import chance, roster, seek
from dongseon.city.compiled import compiled
from dongseon.city.ground.register import random_ids
from dongseon.city.ground.trades import NUMBER
from dongseon.city.ground.venues import KIND
from dongseon.city.households import form_households
from dongseon.city.roster import Ground
from dongseon.city.types import Population, World
from dongseon.errors import InvalidInput
from dongseon.records.columns import Bytes, Codes, Floats, Ints

OCCUPATIONS = ("infant", "preschool", "pupil", "student", "worker", "at_home", "retired")
INFANT, PRESCHOOL, PUPIL, STUDENT, WORKER, AT_HOME, RETIRED = range(len(OCCUPATIONS))

SHIFTS = ("none", "weekdays", "early", "late", "night")
NO_SHIFT, WEEKDAYS, EARLY, LATE, NIGHT = range(len(SHIFTS))

# Share in work by age from; Korea 2019, economically active population survey, rounded.
WORK_FROM = np.array([0, 19, 25, 30, 40, 50, 60, 65, 70, 75, 80])
WORK_SHARE = np.array([0.0, 0.33, 0.71, 0.76, 0.79, 0.77, 0.63, 0.50, 0.37, 0.22, 0.07])
STUDENT_SHARE = 0.42  # of those aged 19 to 24 (assumption)
DAYCARE_SHARE = (0.55, 0.9)  # of children under 3, of 3 to 6; Korea 2019, rounded
ACADEMY_SHARE = 0.748  # of pupils; Korea 2019, private education survey
BELIEVER_SHARE = 0.17  # of residents who attend church or temple most weeks (assumption)
TEMPLE_SHARE = 0.12  # of them (assumption)
GYM_SHARE = 0.12  # of adults under 70 (assumption)
DRIVER_SHARE = 0.42  # of adults who go about by car (assumption; one car for 2.2 residents)
CIRCLE_SHARE = 0.72  # of those aged 13 to 84 who have friends they go out with (assumption)
CIRCLE_SIZE = 5
TELCO_SHARE = np.array([0.47, 0.30, 0.23])  # SK Telecom, KT, LG U+ without resellers, 2020, rounded
GPS_SHARE = 0.35  # of residents who would hand over a phone history (assumption)
LOOKS = 5  # jobs a worker compares before taking one (assumption; sets the commute)
WORK_REACH_M = 2200.0  # distance that counts as much as a job's luck (assumption)


def populate(world: World, *, seed: int, people: int) -> Population:
    """Settle the people in a world that was built for as many with the same seed.

    Same seed, same bits. Raises InvalidInput when the world is for another number or seed.
    """
    if world.people != people or world.seed != seed:
        raise InvalidInput(
            f"people: the world was built for {world.people} people with seed {world.seed}, "
            f"not {people} with seed {seed}"
        )
    ground = roster.ground_of(world)
    folk = form_households(seed, people)
    home = _homes(world, seed, len(folk.size))[folk.household]
    occupation = _occupations(seed, folk.age_years, folk.sex)
    work = np.full(people, -1, dtype=np.int32)
    _to_school(world, ground, seed, folk.age_years, home, occupation, work)
    _to_jobs(world, ground, seed, home, occupation, work)
    circle = _circles(seed, folk.age_years, world.district[home])
    rng = chance.stream(seed, "population")
    adult = folk.age_years >= 20
    draw = rng.uniform(0, 1, (6, people))
    gym = (draw[0] < GYM_SHARE) & adult & (folk.age_years < 70)
    academy = (draw[1] < ACADEMY_SHARE) & (occupation == PUPIL)
    return Population(
        person_id=tuple(random_ids(rng, people, prefix="", length=9)),
        age_years=folk.age_years,
        sex=folk.sex,
        household=folk.household,
        home=home,
        work=work,
        occupation=occupation,
        shift=_shifts(world, seed, occupation, work),
        circle=circle,
        academy=_near(ground, seed, "academy", home, academy, 500.0),
        worship=_congregations(ground, seed, folk.household, home, folk.age_years),
        gym=_near(ground, seed, "gym", home, gym, 600.0),
        drives=((draw[2] < DRIVER_SHARE) & adult & (folk.age_years < 80)).astype(np.int8),
        telco=np.searchsorted(np.cumsum(TELCO_SHARE), draw[3] * 0.999999).astype(np.int8),
        shares_gps=((draw[4] < GPS_SHARE) & (folk.age_years >= 14)).astype(np.int8),
        wears_mask=rng.beta(3.0, 2.0, people).astype(np.float32),
    )


def _homes(world: World, seed: int, households: int) -> Codes:
    """A dwelling for each household, at random: (h,)."""
    rows = np.flatnonzero(world.places.category.codes == NUMBER["home"])
    return (
        chance.stream(seed, "population", "homes").permutation(rows)[:households].astype(np.int32)
    )


def _occupations(seed: int, age: Codes, sex: Bytes) -> Bytes:
    rng = chance.stream(seed, "population", "occupations")
    out = np.full(len(age), AT_HOME, dtype=np.int8)
    out[age >= 65] = RETIRED
    share = WORK_SHARE[np.searchsorted(WORK_FROM, age, side="right") - 1]
    share = share + np.where((age >= 30) & (age < 75), np.where(sex == 1, 0.11, -0.11), 0.0)
    out[rng.uniform(0, 1, len(age)) < share] = WORKER
    student = (age >= 19) & (age <= 24) & (rng.uniform(0, 1, len(age)) < STUDENT_SHARE)
    out[student] = STUDENT
    out[age <= 18] = PUPIL
    out[age <= 6] = PRESCHOOL
    out[age <= 2] = INFANT
    return out


@compiled
def _nearest_free(
    x_m: Floats, y_m: Floats, site_x_m: Floats, site_y_m: Floats, room: Ints, out: Codes
) -> None:
    """Each in turn takes the nearest site that has room left."""
    for row in range(len(x_m)):
        best, least = -1, np.inf
        for site in range(len(site_x_m)):
            apart = (site_x_m[site] - x_m[row]) ** 2 + (site_y_m[site] - y_m[row]) ** 2
            if room[site] > 0 and apart < least:
                best, least = site, apart
        out[row] = best
        if best >= 0:
            room[best] -= 1


def _seat(
    ground: Ground, rng: np.random.Generator, who: Ints, home: Codes, sites: Ints, work: Codes
) -> None:
    """Children of one year among its classes: the nearest that is not full."""
    order = rng.permutation(who)
    if not len(sites):
        return
    seats = np.full(len(sites), -(-len(who) // max(1, len(sites))) + 2)
    taken = np.full(len(order), -1, dtype=np.int32)
    at = home[order]
    _nearest_free(
        ground.xy_m[at, 0],
        ground.xy_m[at, 1],
        ground.xy_m[sites, 0],
        ground.xy_m[sites, 1],
        seats,
        taken,
    )
    work[order] = np.where(taken >= 0, sites[taken], -1)


def _to_school(
    world: World, ground: Ground, seed: int, age: Codes, home: Codes, occupation: Bytes, work: Codes
) -> None:
    """Fill in classes, daycare groups and lecture rooms."""
    rng = chance.stream(seed, "population", "school")
    for year in range(1, 13):
        classes = np.flatnonzero(world.grade == year)
        _seat(ground, rng, np.flatnonzero(age == year + 6), home, classes, work)
    groups = np.flatnonzero(world.places.category.codes == NUMBER["kindergarten"])
    draw = rng.uniform(0, 1, len(age))
    cared = ((occupation == INFANT) & (draw < DAYCARE_SHARE[0])) | (
        (occupation == PRESCHOOL) & (draw < DAYCARE_SHARE[1])
    )
    _seat(ground, rng, np.flatnonzero(cared), home, groups, work)
    rooms = np.flatnonzero(world.places.category.codes == NUMBER["university"])
    students = np.flatnonzero(occupation == STUDENT)
    work[students] = rng.choice(rooms, len(students))


@compiled
def _take_jobs(
    x_m: Floats,
    y_m: Floats,
    jobs: Ints,
    place_x_m: Floats,
    place_y_m: Floats,
    key: np.uint64,
    out: Codes,
) -> None:
    """Each worker in turn looks at a few open jobs and takes the best of distance and luck."""
    left = len(jobs)
    for row in range(len(x_m)):
        if left == 0:
            return
        best, least = -1, np.inf
        for look in range(LOOKS):
            job = chance.integer(key, row, 2 * look, left)
            place = jobs[job]
            apart = np.hypot(place_x_m[place] - x_m[row], place_y_m[place] - y_m[row])
            cost = apart / WORK_REACH_M - np.log(1e-9 + chance.uniform(key, row, 2 * look + 1))
            if cost < least:
                best, least = job, cost
        out[row] = jobs[best]
        left -= 1
        jobs[best] = jobs[left]


def _to_jobs(
    world: World, ground: Ground, seed: int, home: Codes, occupation: Bytes, work: Codes
) -> None:
    """Give workers the jobs there are; who finds none stays at home."""
    rng = chance.stream(seed, "population", "jobs")
    workers = rng.permutation(np.flatnonzero(occupation == WORKER))
    jobs = rng.permutation(np.repeat(np.arange(len(world.staff)), world.staff)).astype(np.int64)
    taken = np.full(len(workers), -1, dtype=np.int32)
    at = home[workers]
    _take_jobs(
        ground.xy_m[at, 0], ground.xy_m[at, 1], jobs, ground.xy_m[:, 0], ground.xy_m[:, 1],
        chance.key(seed, "population", "jobs"), taken,
    )  # fmt: skip
    work[workers] = taken
    occupation[workers[taken < 0]] = AT_HOME


def _shifts(world: World, seed: int, occupation: Bytes, work: Codes) -> Bytes:
    """When workers work: by the kind of place."""
    draw = chance.stream(seed, "population", "shifts").uniform(0, 1, len(work))
    category = np.where(work >= 0, world.places.category.codes[work], -1)
    out = np.full(len(work), EARLY, dtype=np.int8)
    out[draw < 0.5] = LATE
    desk = ("office", "school", "university", "clinic", "kindergarten", "call_centre")
    out[np.isin(category, [NUMBER[name] for name in desk])] = WEEKDAYS
    round_the_clock = ("hospital", "convenience", "warehouse", "factory", "pc_cafe", "sauna")
    in_turn = np.isin(category, [NUMBER[name] for name in round_the_clock])
    out[in_turn & (draw < 0.22)] = NIGHT
    plain = (category == NUMBER["factory"]) & (draw >= 0.22)
    out[plain] = WEEKDAYS
    night_life = np.isin(category, [NUMBER[name] for name in ("club", "bar")])
    out[night_life] = LATE
    out[occupation != WORKER] = NO_SHIFT
    return out


def _circles(seed: int, age: Codes, district: Codes) -> Codes:
    """Friends of like age in one district: (n,)."""
    rng = chance.stream(seed, "population", "circles")
    free = np.flatnonzero((age >= 13) & (age < 85) & (rng.uniform(0, 1, len(age)) < CIRCLE_SHARE))
    blurred = age[free] + rng.normal(0, 1.2, len(free)) + np.where(age[free] >= 19, 4.0, 0.0)
    order = np.lexsort((blurred, district[free]))
    size = rng.integers(CIRCLE_SIZE - 2, CIRCLE_SIZE + 3, len(free) // 3 + 2)
    circle = np.repeat(np.arange(len(size), dtype=np.int32), size)[: len(free)]
    out = np.full(len(age), -1, dtype=np.int32)
    out[free[order]] = circle
    return out


@compiled
def _seek_all(
    ground: Ground,
    kind: int,
    home: Codes,
    asker: Codes,
    wants: Bytes,
    reach_m: float,
    key: np.uint64,
) -> Codes:
    out = np.full(len(home), -1, dtype=np.int32)
    for row in range(len(home)):
        if wants[row]:
            x, y = ground.xy_m[home[row], 0], ground.xy_m[home[row], 1]
            out[row] = seek.venue(ground, kind, x, y, reach_m, key, asker[row], 0)
    return out


def _near(
    ground: Ground, seed: int, kind: str, home: Codes, wants: Floats, reach_m: float
) -> Codes:
    """A regular venue near home for those who want one."""
    asker = np.arange(len(home), dtype=np.int32)
    key = chance.key(seed, "population", kind)
    return _seek_all(ground, KIND[kind], home, asker, wants.astype(np.int8), reach_m, key)


def _congregations(ground: Ground, seed: int, household: Codes, home: Codes, age: Codes) -> Codes:
    """Where believers worship: most of a household goes to the same place."""
    key = chance.key(seed, "population", "worship")
    house = chance.uniforms(key, household.astype(np.int64), 0)
    own = chance.uniforms(key, np.arange(len(home)) + 2**40, 1)
    believes = np.where(house < BELIEVER_SHARE * 0.8, own < 0.8, own < BELIEVER_SHARE * 0.4)
    temple = chance.uniforms(key, household.astype(np.int64), 2) < TEMPLE_SHARE
    church = _seek_all(
        ground, KIND["church"], home, household, (believes & ~temple).astype(np.int8), 1100.0, key
    )
    shrine = _seek_all(
        ground, KIND["temple"], home, household,
        (believes & temple & (age >= 20)).astype(np.int8), 2500.0, key,
    )  # fmt: skip
    return np.asarray(np.maximum(church, shrine))
