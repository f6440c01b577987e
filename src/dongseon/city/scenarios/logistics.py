"""A logistics centre working three shifts, 11 to 31 May 2020."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from dongseon.city.course import DAY_S
from dongseon.city.figures import Figure
from dongseon.city.scenarios import outcome, schools, story, vehicles
from dongseon.city.scenarios.story import Diary, Need, Played, Scenario
from dongseon.city.scenarios.vehicles import Lifts
from dongseon.city.testing import Campaign
from dongseon.city.transmission import Parameters
from dongseon.city.types import COACH, Clock, Population, World
from dongseon.records.columns import Codes, Ints

NEED = Need(people=20_000, days=22, measured=20_000, starts=date(2020, 5, 11))
LISTED = 4_159  # who worked there from 12 May on (S84)
PRESENT = 1_300  # of them on a day, in three shifts (S88)
LISTED_SHARE = 0.1  # of the residents, at most; assumption
# Permanent and on contract, five days a week; the others are hired by the day. Press of May 2020 (98,
# 984 and 2,588 of 3,670), from memory
REGULAR_SHARE = 0.29
SHIFTS_H = (6.0, 14.0, 22.0)  # begin of a shift of eight hours
BREAK_H = 3.0  # the first sitting, hours into the shift; assumption
BREAK_LASTS_H = 0.75  # assumption
SITTINGS = 3  # by hall; assumption
WAY_S = 600  # between hall and canteen; assumption
ALARM_DAY = 12  # 23 May, the first case is confirmed
LISTED_REACHED = 0.95  # of the list in the end; 82.8 % by 28 May (S84)
BUS_SEATS = 40  # of a shuttle bus; assumption
CONTACTS_TESTED = 0.9  # of those told, without symptoms, as after the clubs; assumption
SOURCE_INFECTIVITY = 3.0  # calibrated to 152 of about 4,159 listed
# Rates in the halls over those of other warehouses, were all the listed there; calibrated as above.
CROWDING = 0.6
# What was put in or fitted; the other figures are predictions.
FITTED = frozenset({"workers_listed", "workers_tested", "cases_per_listed"})


def prepare(world: World, population: Population, clock: Clock, *, seed: int) -> Scenario:
    """One worker falls ill on the third day and works on; nobody stays in; all listed are tested.

    Most of the listed are hired by the day: fewer than a third of them are there on any one.
    """
    halls = story.places_of(world, "warehouse")
    canteen = int(halls[np.argmax(world.places.capacity[halls])])
    own = np.flatnonzero(np.isin(population.work, halls)).astype(np.int32)
    count = min(LISTED, round(LISTED_SHARE * len(population.age_years)))
    hired = story.sample(
        np.setdiff1d(story.aged(population, 20, 60), own), max(0, count - len(own)),
        seed=seed, name="day workers",
    )  # fmt: skip
    workers = np.concatenate([own, hired])[:count].astype(np.int32)
    regular = workers[: round(REGULAR_SHARE * len(workers))]
    source = story.sample(regular, 1, seed=seed, name="logistics source")
    campaign = Campaign(
        "logistics centre", tuple(halls.tolist()), 0, ALARM_DAY + 1,
        after_d=0.5, over_d=4.0, reached=LISTED_REACHED, quarantine=True,
    )  # fmt: skip
    plain = Parameters()
    diary, lifts = _shifts(workers, halls, canteen, population, clock, seed)
    schools.stay_home(diary, world, population, clock)
    return Scenario(
        name="logistics",
        title="Logistics centre",
        title_ko="물류센터",
        appointments=diary.appointments(),
        seeds=story.seeded(
            source, np.full(1, -2 * DAY_S), onset_s=np.full(1, story.at(2, 8)),
            sampled_s=np.full(1, story.at(ALARM_DAY - 1, 10)),
            infectivity=np.full(1, SOURCE_INFECTIVITY),
        ),
        parameters=replace(
            plain,
            # As many breathe one hall's air as did there: each of the listed stands for several.
            settings=story.crowded(plain.settings, "warehouse", by=CROWDING * LISTED / len(workers)),
            testing=replace(
                plain.testing, campaigns=(campaign,), stays_home_share=0.0, seek_scale_d=8.0,
                contacts_tested=CONTACTS_TESTED,
            ),
        ),
        concealed=story.nothing_concealed(),
        protagonists=source,
        places=halls,
        members=workers,
        notes=(
            f"{len(workers)} workers stand for the {LISTED:,} on the list.",
            "Shared helmets and clothes are not played.",
        ),
        world=world,
        population=population,
        lifts=lifts,
    )  # fmt: skip


def _shifts(
    workers: Codes, halls: Codes, canteen: int, population: Population, clock: Clock, seed: int
) -> tuple[Diary, Lifts]:
    """Everybody has a shift and a hall; the break is in one canteen, in sittings; the company's buses bring
    them and take them home.
    """
    diary, lifts = Diary(), []
    shift = (story.draw(workers, seed=seed, name="shift") * len(SHIFTS_H)).astype(np.int64)
    number = (story.draw(workers, seed=seed, name="hall") * len(halls)).astype(np.int64)
    pause_s = np.array([story.at(0, BREAK_H + BREAK_LASTS_H * k) for k in range(SITTINGS)])
    pause_s = pause_s[number % SITTINGS]
    bus = _buses(population.home[workers], shift)
    for day in range(clock.days):
        on = _at_work(workers, day, seed)
        begin_s = np.array([story.at(day, hour) for hour in SHIFTS_H])[shift[on]]
        end_s = begin_s + story.at(0, 7.9)
        pause, back = begin_s + pause_s[on], begin_s + pause_s[on] + story.at(0, BREAK_LASTS_H)
        diary.add(workers[on], halls[number[on]], begin_s, pause - WAY_S)
        diary.add(workers[on], canteen, pause, back)
        diary.add(workers[on], halls[number[on]], back + WAY_S, end_s)
        for at_s, leaves in ((begin_s, False), (end_s, True)):
            lifts.append(
                vehicles.lift(
                    workers[on], halls[number[on]], at_s, line=COACH, vehicle=bus[on], leaves=leaves
                )
            )
    return diary, vehicles.joined(lifts)


def _at_work(workers: Codes, day: int, seed: int) -> Ints:
    """Rows of those who work on a day: the regular, the source among them, but on two days a week; of the
    others as many as are needed, by the day.
    """
    k = len(workers)
    regular = np.arange(k) < round(REGULAR_SHARE * k)
    off = (story.draw(workers, seed=seed, name="off") * 7).astype(np.int64)
    needed = PRESENT / LISTED - REGULAR_SHARE * 5 / 7
    hired = story.draw(workers, seed=seed, name="hired", number=day) < needed / (1 - REGULAR_SHARE)
    return np.flatnonzero(np.where(regular, (day - off) % 7 >= 2, hired)).astype(np.int64)


def _buses(home: Codes, shift: Ints) -> Codes:
    """The bus each worker takes: those of one shift, along the order of their homes, by the seats."""
    order = np.lexsort((home, shift))
    within = np.arange(len(home)) - np.searchsorted(shift[order], shift[order])
    bus = np.empty(len(home), dtype=np.int32)
    bus[order] = shift[order] * 1_000 + within // BUS_SEATS
    return bus


def _by(run: Played, day: int, persons: Codes) -> int:
    e = run.epidemic
    known = e.person[(e.confirmed_s >= 0) & (e.confirmed_s < day * DAY_S)]
    return int(np.isin(known, persons).sum())


def figures(runs: Sequence[Played]) -> tuple[Figure, ...]:
    """The published numbers beside the runs."""

    def tested(run: Played) -> tuple[int, int]:
        return len(outcome.tested_members(run)), outcome.members(run)

    def early(run: Played) -> tuple[int, int]:
        return _by(run, ALARM_DAY + 5, run.scenario.members), outcome.members(run)

    def per_listed(run: Played) -> tuple[int, int]:
        return outcome.confirmed(run), outcome.members(run)

    def workers(run: Played) -> tuple[int, int]:
        return len(outcome.confirmed_members(run)), outcome.confirmed(run)

    return (
        outcome.count("workers_listed", runs, outcome.members, 4_159, "S84, scaled"),
        outcome.share("workers_tested", runs, tested, (0.828, 0.817, 1.0), "S84"),
        outcome.share("workers_positive_by_28_may", runs, early, (0.016, 0.012, 0.021), "S84"),
        outcome.share("cases_per_listed", runs, per_listed, (0.0365, 0.031, 0.043), "S88"),
        outcome.share("cases_who_were_workers", runs, workers, (0.71, 0.61, 0.88), "S84 S88"),
        outcome.count("infected_in_vehicles", runs, outcome.in_vehicles, float("nan"), ""),
    )
