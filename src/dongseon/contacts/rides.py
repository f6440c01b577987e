"""Who was aboard the same car or bus: from transit taps that name the vehicle."""

import numpy as np

from dongseon.contacts.meetings import Meeting
from dongseon.itinerary.observations import Grid
from dongseon.records.columns import ALIGHT, BOARD, TRANSIT, Ints, Records

UNTAPPED_MIN = 25.0  # minutes, a ride whose alighting was not tapped; assumption
LONGEST_MIN = 180.0  # minutes, taps farther apart are two rides
LINE_MIN = 15.0  # minutes aboard together that are told apart
TRUST = 0.95  # that the card's owner was aboard; assumption

Ride = tuple[int, int, int]  # vehicle code, first step, last step (exclusive)


def rides_of(records: Records, rows: Ints, grid: Grid) -> list[Ride]:
    """Rides in named vehicles, from boarding to alighting."""
    taps = rows[(records.source[rows] == TRANSIT) & (records.vehicle.codes[rows] >= 0)]
    steps = grid.step(records.start[taps])
    open_since: dict[int, int] = {}
    rides = []
    for row, step in zip(taps, steps, strict=True):
        vehicle = int(records.vehicle.codes[row])
        if records.event[row] == BOARD:
            open_since[vehicle] = int(step)
        elif records.event[row] == ALIGHT and vehicle in open_since:
            since = open_since.pop(vehicle)
            if (step - since) * grid.step_s / 60 <= LONGEST_MIN:
                rides.append((vehicle, since, max(int(step), since + 1)))
    untapped = int(UNTAPPED_MIN * 60 / grid.step_s)
    rides.extend((v, since, since + untapped) for v, since in open_since.items())
    return rides


def shared(one: list[Ride], other: list[Ride], *, step_s: int) -> list[Meeting]:
    """Meetings aboard the same vehicle at the same time."""
    found = []
    for vehicle, first, last in one:
        for their_vehicle, their_first, their_last in other:
            begin, end = max(first, their_first), min(last, their_last)
            if vehicle == their_vehicle and begin < end:
                minutes = (end - begin) * step_s / 60
                lasting = TRUST**2 if minutes >= LINE_MIN else 0.0
                found.append(
                    Meeting(-1, begin, end, TRUST**2, lasting, minutes, minutes, minutes, "vehicle")
                )
    return found


def riders(records: Records, vehicles: set[int]) -> Ints:
    """Rows of taps in any of some vehicles."""
    wanted = np.isin(records.vehicle.codes, np.array(sorted(vehicles), dtype=np.int32))
    return np.flatnonzero(wanted & (records.source == TRANSIT)).astype(np.int64)
