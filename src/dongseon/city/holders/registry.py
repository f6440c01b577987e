"""The files that say who is asked about and what stands where: persons, places, base stations."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from dongseon.city import chance
from dongseon.city.holders import numbers, sheets
from dongseon.city.holders.tables import Desk
from dongseon.city.sensors import cards
from dongseon.city.types import Epidemic
from dongseon.records.columns import Codes

HOME_KNOWN = 0.96  # of persons: the registered address is where they live (assumption)
WORK_KNOWN = 0.65  # of persons with work or school: they named it (assumption)


def write_persons(
    folder: Path,
    desk: Desk,
    epidemic: Epidemic,
    persons: Codes,
    concealed: Mapping[int, set[int]],
) -> None:
    """persons.csv: the persons asked about, with what identifies them at each holder."""
    who = persons.astype(np.int64)
    phone = numbers.phones(who, seed=desk.seed)
    transit_card = numbers.transit_cards(who, seed=desk.seed)
    second = cards.has_second_card(desk.population, persons, seed=desk.seed)
    first_card = numbers.cards(who, np.zeros(len(who), dtype=np.int64), seed=desk.seed)
    second_card = numbers.cards(who, np.ones(len(who), dtype=np.int64), seed=desk.seed)
    grown = desk.population.age_years[persons] >= cards.CHILD_YEARS
    dates = _dates(desk, epidemic, persons)
    homes, works = _addresses(desk, persons, concealed)
    rows = [
        (
            str(desk.population.person_id[person]), phone[i],
            ";".join([first_card[i]] * bool(grown[i]) + [second_card[i]] * bool(second[i])),
            transit_card[i], *dates[i], homes[i], works[i],
        )
        for i, person in enumerate(persons.tolist())
    ]  # fmt: skip
    columns = (
        "person_id", "phone", "cards", "transit_card", "onset_at", "sampled_at", "isolated_at",
        "home_place_id", "work_place_id",
    )  # fmt: skip
    sheets.plain_csv(folder / "persons.csv", columns, rows)


def _dates(desk: Desk, epidemic: Epidemic, persons: Codes) -> list[tuple[str, str, str]]:
    """Onset, specimen and isolation of each person, "" where there was none."""
    row_of = {int(p): row for row, p in enumerate(epidemic.person)}
    out = []
    for person in persons.tolist():
        row = row_of.get(person, -1)
        times = [-1, -1, -1]
        if row >= 0:
            columns = (epidemic.onset_s, epidemic.sampled_s, epidemic.isolated_s)
            times = [int(column[row]) for column in columns]
        texts = sheets.stamps(desk.clock, [max(t, 0) for t in times], "minute")
        onset, sampled, isolated = (
            text if time >= 0 else "" for text, time in zip(texts, times, strict=True)
        )
        out.append((onset, sampled, isolated))
    return out


def _addresses(
    desk: Desk, persons: Codes, concealed: Mapping[int, set[int]]
) -> tuple[list[str], list[str]]:
    """Home and work as known to the investigator; a concealed place is not."""
    place_id, population = desk.world.places.place_id, desk.population
    home_key, work_key = chance.key(desk.seed, "home known"), chance.key(desk.seed, "work known")
    homes, works = [], []
    for person in persons.tolist():
        home, work = int(population.home[person]), int(population.work[person])
        home_known = chance.uniform(home_key, person, 0) < HOME_KNOWN
        work_known = work >= 0 and chance.uniform(work_key, person, 0) < WORK_KNOWN
        work_known = work_known and work not in concealed.get(person, ())
        homes.append(place_id[home] if home_known else "")
        works.append(place_id[work] if work_known else "")
    return homes, works


def write_places(folder: Path, desk: Desk) -> None:
    """places.csv: every place of the city."""
    places = desk.world.places
    columns: Sequence[Sequence[str]] = (
        places.place_id,
        places.name,
        [places.category[row] for row in range(len(places))],
        [f"{v:.6f}" for v in places.lon_deg.tolist()],
        [f"{v:.6f}" for v in places.lat_deg.tolist()],
        [f"{v:.0f}" for v in places.radius_m.tolist()],
        [("", "false", "true")[flag + 1] for flag in places.indoor.tolist()],
        ["" if np.isnan(v) else f"{v:.0f}" for v in places.capacity.tolist()],
        [_hour(v) if v >= 0 else "" for v in places.opens_min.tolist()],
        [
            _hour(closes) if opens >= 0 else ""
            for opens, closes in zip(
                places.opens_min.tolist(), places.closes_min.tolist(), strict=True
            )
        ],
    )
    names = (
        "place_id", "name", "category", "lon", "lat", "radius_m", "indoor", "capacity",
        "opens", "closes",
    )  # fmt: skip
    sheets.plain_csv(folder / "places.csv", names, list(zip(*columns, strict=True)))


def _hour(minute: int) -> str:
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"


def write_stations(folder: Path, desk: Desk) -> None:
    """base_stations.csv: every sector of every telco."""
    stations = desk.world.stations
    rows = [
        (
            stations.base_station_id[row],
            f"{stations.lon_deg[row]:.6f}",
            f"{stations.lat_deg[row]:.6f}",
            "" if np.isnan(stations.azimuth_deg[row]) else f"{stations.azimuth_deg[row]:.0f}",
            "" if np.isnan(stations.beam_deg[row]) else f"{stations.beam_deg[row]:.0f}",
            f"{stations.range_m[row]:.0f}",
        )
        for row in range(len(stations))
    ]
    names = ("base_station_id", "lon", "lat", "azimuth_deg", "beam_deg", "range_m")
    sheets.plain_csv(folder / "base_stations.csv", names, rows)
