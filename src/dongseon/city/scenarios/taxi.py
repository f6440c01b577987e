"""A taxi driver's days: fares from bus stop to bus stop, each a ride that two or three people share."""

import numpy as np

from dongseon.city.scenarios import story, vehicles
from dongseon.city.scenarios.story import Diary
from dongseon.city.scenarios.vehicles import Lifts
from dongseon.city.types import BUS, CAR, TAXI, Population, World
from dongseon.records.columns import Codes

FROM_H, UNTIL_H = 10.0, 20.5  # of a driver's day; assumption
EVERY_H = 1.0  # hours from fare to fare; assumption
RIDE_H = 0.4  # hours from the pick-up to the arrival, waiting included; assumption
KERB_S = 240  # the stop at the kerb before and after a ride; assumption


def stop_near(world: World, place: int) -> int:
    """The bus stop nearest to a place: a row of places."""
    stop = world.transit.near_stop[BUS - 1, place]
    return int(world.transit.stop_place[stop])


def fare(diary: Diary, driver: Codes, riders: Codes, *, at_s: int, stops: tuple[int, int]) -> Lifts:
    """Plan one ride of a driver (1,) with riders (k,) from one stop to another."""
    party = np.concatenate([driver, riders]).astype(np.int32)
    there_s = at_s + round(RIDE_H * 3600)
    diary.add(party, stops[0], at_s, at_s + KERB_S, mode=CAR)
    diary.add(party, stops[1], there_s, there_s + KERB_S, mode=CAR)
    return vehicles.lift(party, stops[1], there_s, line=TAXI, vehicle=int(driver[0]))


def ordinary_fares(
    diary: Diary, world: World, population: Population, driver: Codes, *, days: range,
    booked: tuple[tuple[int, float], ...], seed: int,
) -> Lifts:  # fmt: skip
    """Fares of residents drawn by chance, from the stop near their home to another part of the city.

    None about the days and hours that are ``booked`` already.
    """
    times = np.arange(FROM_H, UNTIL_H, EVERY_H)
    adults = np.setdiff1d(story.aged(population, 20, 75), driver)
    drawn = story.sample(adults, 2 * len(days) * len(times), seed=seed, name="taxi riders")
    riders = iter(drawn.reshape(-1, 2).tolist())
    parts = []
    for day in days:
        for hour in times.tolist():
            rider, host = next(riders)
            stops = _stops(world, population, rider, host)
            busy = any(day == d and abs(hour - h) < EVERY_H for d, h in booked)
            if stops[0] != stops[1] and not busy:
                who = np.array([rider], dtype=np.int32)
                parts.append(fare(diary, driver, who, at_s=story.at(day, hour), stops=stops))
    return vehicles.joined(parts)


def _stops(world: World, population: Population, rider: int, host: int) -> tuple[int, int]:
    """The stops near two persons' homes."""
    return (
        stop_near(world, int(population.home[rider])),
        stop_near(world, int(population.home[host])),
    )
