"""The tutor who hid his job, 30 April to 25 May 2020."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from dongseon.city.course import DAY_S
from dongseon.city.exposure import Setting
from dongseon.city.figures import Figure
from dongseon.city.scenarios import outcome, schools, story, taxi, vehicles
from dongseon.city.scenarios.story import Concealed, Diary, Need, Played, Scenario
from dongseon.city.scenarios.vehicles import Lifts
from dongseon.city.testing import REASONS, Campaign
from dongseon.city.transmission import Parameters
from dongseon.city.types import Clock, Population, World
from dongseon.errors import InvalidInput
from dongseon.records.columns import Codes

NEED = Need(people=10_000, days=26, measured=10_000, starts=date(2020, 4, 30))
CLUB_NIGHT = 2  # 2 to 3 May
LESSON_DAYS = (4, 5, 6)  # 4 to 6 May
PRIVATE_DAY = 7  # 7 May, twins at their home
KARAOKE_DAY = 6  # 6 May, 15:00 to 24:00
CONFIRMED_DAY = 9  # 9 May
PUPILS = 10  # "about ten" (S85)
TUTOR_INFECTIVITY = 20.0  # calibrated to a chain of about 80
ONE_CLASS = 0.6  # rates in a whole class over those in a section; assumption
TAXI_DAYS = range(4, 18)  # the driver who carried him on 4 May worked until the 17th
TAXI_H = 15.9  # the tutor's ride, 4 May, before the lessons; assumption
COUPLE = (16, 15.1)  # day and hour of the couple's ride, 16 May
CONTACTS_TESTED = 0.9  # of those told, without symptoms, as after the clubs (S82); assumption
PLACE = REASONS.index("place")
REVEALED_D = 3.0  # days from 9 to 12 May (S21)
# What was put in or fitted; the other figures are predictions.
FITTED = frozenset({"pupils", "days_lost", "cases"})


def prepare(world: World, population: Population, clock: Clock, *, seed: int) -> Scenario:
    """Clubs, lessons he denies, a karaoke room his pupils go to, two churches of their families."""
    academy, pupils = _academy(world, population, seed)
    tutor = story.sample(story.aged(population, 22, 30), 1, seed=seed, name="tutor")
    home = _home_of_pupil(population, pupils)
    club = int(story.places_of(world, "club")[0])
    karaoke = int(story.places_of(world, "karaoke")[0])
    churches = _churches(world, population, pupils)
    diary = _days(tutor, pupils, academy, home, club, karaoke)
    driver = _driver(population, tutor, seed)
    lifts = _taxi(diary, world, population, driver, (int(tutor[0]), academy), seed)
    schools.stay_home(diary, world, population, clock)
    hidden = ((int(tutor[0]), academy), (int(tutor[0]), home))
    plain = Parameters()
    return Scenario(
        name="tutor",
        title="The tutor who hid his job",
        title_ko="직업을 숨긴 학원 강사",
        appointments=diary.appointments(),
        seeds=story.seeded(
            tutor, np.array([story.at(CLUB_NIGHT, 25)]),
            onset_s=np.array([story.at(5, 6)]),
            sampled_s=np.array([story.at(CONFIRMED_DAY - 1, 10)]),
            infectivity=np.array([TUTOR_INFECTIVITY]),
        ),
        parameters=replace(
            plain,
            settings=_one_class(plain.settings),
            testing=replace(
                plain.testing, campaigns=_campaigns(karaoke, churches),
                contacts_tested=CONTACTS_TESTED,
            ),
            tracing=replace(plain.tracing, concealed=hidden, revealed_d=REVEALED_D),
        ),
        concealed=_lies(int(tutor[0]), academy, home),
        protagonists=np.concatenate([tutor, pupils]).astype(np.int32),
        places=np.array([academy, home, club, karaoke, *churches], dtype=np.int32),
        members=pupils,
        notes=(
            "Schools are closed and open again year by year as in 2020.",
            "The chain beyond this city (Bucheon, the logistics centre) is not played.",
        ),
        world=world,
        population=population,
        lifts=lifts,
    )  # fmt: skip


def _one_class(settings: tuple[Setting, ...]) -> tuple[Setting, ...]:
    """The settings with academies as one class: a tutor goes from pupil to pupil."""
    return tuple(
        replace(s, section=100, near=ONE_CLASS * s.near, air=ONE_CLASS * s.air)
        if s.name == "academy"
        else s
        for s in settings
    )


def _academy(world: World, population: Population, seed: int) -> tuple[int, Codes]:
    """The academy with the most pupils of 12 to 18, and ten of them."""
    old = (population.age_years >= 12) & (population.age_years < 19) & (population.academy >= 0)
    attended, number = np.unique(population.academy[old], return_counts=True)
    if not len(attended) or number.max() < PUPILS:
        raise InvalidInput(f"scenario 'tutor': no academy has {PUPILS} pupils")
    academy = int(attended[np.argmax(number)])
    own = np.flatnonzero(old & (population.academy == academy)).astype(np.int32)
    return academy, story.sample(own, PUPILS, seed=seed, name="pupils")


def _driver(population: Population, tutor: Codes, seed: int) -> Codes:
    """A man without another job: (1,)."""
    men = story.aged(population, 40, 66)
    free = men[(population.sex[men] == 1) & (population.work[men] < 0)]
    return story.sample(np.setdiff1d(free, tutor), 1, seed=seed, name="taxi driver")


def _taxi(
    diary: Diary, world: World, population: Population, driver: Codes,
    ride: tuple[int, int], seed: int,
) -> Lifts:  # fmt: skip
    """The tutor's ride to the academy, the couple's a fortnight later, and everybody else's."""
    tutor, academy = ride
    home = taxi.stop_near(world, int(population.home[tutor]))
    near = taxi.stop_near(world, academy)
    couple = _couple(population, driver, seed)
    theirs = taxi.stop_near(world, int(population.home[couple[0]]))
    him = np.array([tutor], dtype=np.int32)
    return vehicles.joined(
        [
            taxi.fare(diary, driver, him, at_s=story.at(TAXI_DAYS[0], TAXI_H), stops=(home, near)),
            taxi.fare(diary, driver, couple, at_s=story.at(*COUPLE), stops=(theirs, near)),
            taxi.ordinary_fares(
                diary,
                world,
                population,
                driver,
                days=TAXI_DAYS,
                booked=((TAXI_DAYS[0], TAXI_H), COUPLE),
                seed=seed,
            ),
        ]
    )


def _couple(population: Population, driver: Codes, seed: int) -> Codes:
    """Two who live together, and nobody else with them: (2,)."""
    size = np.bincount(population.household)
    adults = story.aged(population, 30, 70)
    pairs = adults[size[population.household[adults]] == 2]
    one = story.sample(np.setdiff1d(pairs, driver), 1, seed=seed, name="couple")
    return np.flatnonzero(population.household == population.household[one[0]]).astype(np.int32)


def _home_of_pupil(population: Population, pupils: Codes) -> int:
    """The home of the pupil with the largest household: that of the twins."""
    size = np.bincount(population.household)[population.household[pupils]]
    return int(population.home[pupils[np.argmax(size)]])


def _churches(world: World, population: Population, pupils: Codes) -> tuple[int, ...]:
    """The two churches most attended by the pupils' households (any two if none is)."""
    family = np.isin(population.household, population.household[pupils])
    attended = population.worship[family]
    rows, number = np.unique(attended[attended >= 0], return_counts=True)
    chosen = rows[np.argsort(-number, kind="stable")][:2].tolist()
    others = [p for p in story.places_of(world, "church").tolist() if p not in chosen]
    return tuple([*chosen, *others][:2])


def _days(tutor: Codes, pupils: Codes, academy: int, home: int, club: int, karaoke: int) -> Diary:
    diary = Diary()
    diary.add(tutor, club, story.at(CLUB_NIGHT, 23), story.at(CLUB_NIGHT, 27))
    for day in LESSON_DAYS:
        diary.add(tutor, academy, story.at(day, 17), story.at(day, 21.5))
        half = pupils[day % 2 :: 2]
        diary.add(half, academy, story.at(day, 17.2), story.at(day, 19.2))
        diary.add(np.setdiff1d(pupils, half), academy, story.at(day, 19.3), story.at(day, 21.3))
    diary.add(tutor, home, story.at(PRIVATE_DAY, 18), story.at(PRIVATE_DAY, 20))
    diary.add(pupils[:4], karaoke, story.at(KARAOKE_DAY, 15), story.at(KARAOKE_DAY, 16.7))
    diary.add(pupils[:2], karaoke, story.at(KARAOKE_DAY + 2, 15), story.at(KARAOKE_DAY + 2, 16.7))
    return diary


def _campaigns(karaoke: int, churches: tuple[int, ...]) -> tuple[Campaign, ...]:
    return (
        Campaign(
            "karaoke", (karaoke,), KARAOKE_DAY, KARAOKE_DAY + 4,
            after_d=2.0, over_d=5.0, reached=0.6, quarantine=True,
        ),
        Campaign(
            "churches", churches, 10, 11,
            after_d=1.0, over_d=2.0, reached=0.95, quarantine=False,
        ),
    )  # fmt: skip


def _lies(tutor: int, academy: int, home: int) -> Concealed:
    """First interview: unemployed. Second: taught on 6 May only. Third: everything."""
    days = [*LESSON_DAYS, PRIVATE_DAY]
    place = [academy] * len(LESSON_DAYS) + [home]
    k = len(days)
    return Concealed(
        person=np.full(k, tutor, dtype=np.int32),
        place=np.array(place, dtype=np.int32),
        from_s=np.array([story.at(day, 17) for day in days], dtype=np.int64),
        to_s=np.array([story.at(day, 21.5) for day in days], dtype=np.int64),
        admitted_at=np.array([2 if day == 6 else 3 for day in days], dtype=np.int8),
    )


def _days_lost(run: Played) -> float:
    """Days by which the pupils were told later (median) than contacts that a case names usually are."""
    e, tutor = run.epidemic, run.scenario.protagonists[0]
    rows = (e.traced.case == tutor) & np.isin(e.traced.contact, run.scenario.members)
    if not rows.any():
        return float("nan")
    usual = run.scenario.parameters.tracing
    usual_d = 0.5 * (usual.others_low_d + usual.others_high_d)
    known_s = e.confirmed_s[e.person == tutor][0]
    return float((np.median(e.traced.traced_s[rows]) - known_s) / DAY_S - usual_d)


def figures(runs: Sequence[Played]) -> tuple[Figure, ...]:
    """The published numbers beside the runs."""

    def infected(run: Played) -> tuple[int, int]:
        return len(outcome.confirmed_members(run)), outcome.members(run)

    def swabs(run: Played) -> int:
        return int((run.epidemic.specimens.reason == PLACE).sum())

    nothing = (float("nan"),) * 3
    return (
        outcome.count("pupils", runs, outcome.members, PUPILS, "S85"),
        outcome.share("pupils_infected", runs, infected, nothing, ""),
        outcome.count("cases", runs, outcome.confirmed, 80, "S85 (nationwide; over 40 in Incheon)"),
        outcome.count("generations", runs, outcome.deepest, 7, "S85"),
        outcome.count("days_lost", runs, _days_lost, 3, "S21"),
        outcome.count("tested_at_places", runs, swabs, 1_050, "S85, scaled"),
        outcome.count("infected_in_vehicles", runs, outcome.in_vehicles, float("nan"), ""),
    )
