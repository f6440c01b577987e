"""The city of the disclosure bench: where everybody was, and what officers would have accepted of the patients."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from dongseon.disclosure.anonymity import Flows
from dongseon.disclosure.types import CaseTimes, Cleaned, Contacts, Exposure, Keeper, Site
from dongseon.records.columns import Codes, Floats, Ints

ZONE = ZoneInfo("Asia/Seoul")
EXPOSED_S = 15 * 60  # s together that count as an exposure
AN_HOUR_PER_SEAT = 0.3  # people, as the console reckons it
OLDEST = 8  # band of ten years that has no end
PRIVATE = frozenset({"home", "dormitory", "lodging"})


@dataclass(frozen=True, slots=True, eq=False)
class Town:
    """Where everybody was. All visits (n,), sorted by person and time; seconds since 1970."""

    person: Codes  # (n,)
    place: Codes  # (n,)
    start_s: Ints  # (n,)
    end_s: Ints  # (n,)
    first: Ints  # (people + 1,) row of each person's first visit
    by_place: Ints  # (n,) rows in the order of their places
    at_place: Ints  # (places + 1,) where in by_place each place begins
    home: Codes  # (people,) place
    work: Codes  # (people,) place, -1 = none
    x_m: Floats  # (places,) metres east
    y_m: Floats  # (places,) metres north
    age: Codes  # (people,) band of ten years, the last from 80 on
    sex: Codes  # (people,)
    district: Codes  # (people,) of the home
    category: Sequence[str]  # (places,)
    capacity: Floats  # (places,)

    def visits(self, person: int) -> range:
        """The rows of a person."""
        return range(int(self.first[person]), int(self.first[person + 1]))

    def people_at(self, place: int, start_s: float, end_s: float, least_s: float = 1.0) -> Codes:
        """(m,) who was at a place within a time, for `least_s` at least, each once."""
        rows = self.by_place[self.at_place[place] : self.at_place[place + 1]]
        shared_s = np.minimum(self.end_s[rows], end_s) - np.maximum(self.start_s[rows], start_s)
        return np.unique(self.person[rows][shared_s >= least_s])


@dataclass(frozen=True, slots=True)
class Patient:
    """A case to be published."""

    person: int
    onset: datetime | None
    sampled: datetime
    isolated: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """A published stay: a place, and when. Of a patient's route, or of nobody in particular."""

    place: int
    start_s: float
    end_s: float


def read(truth: Path, cases: int) -> tuple[Town, list[Patient]]:
    """A city's truth: where everybody was, and its first cases."""
    places = pq.read_table(truth / "places.parquet")
    persons = pq.read_table(truth / "persons.parquet")
    visits = pq.read_table(truth / "visits.parquet")
    place_of = {name: at for at, name in enumerate(places["place_id"].to_pylist())}
    person_of = {name: at for at, name in enumerate(persons["person_id"].to_pylist())}
    person = coded(visits["person_id"], person_of)
    start_s = seconds(visits["start_utc"])
    order = np.lexsort((start_s, person))
    lat = places["lat"].to_numpy()
    place = coded(visits["place_id"], place_of)[order]
    by_place = np.argsort(place, kind="stable")
    home = coded(persons["home_place_id"], place_of)
    town = Town(
        person=person[order],
        place=place,
        start_s=start_s[order],
        end_s=seconds(visits["end_utc"])[order],
        first=np.searchsorted(person[order], np.arange(len(person_of) + 1)),
        by_place=by_place,
        at_place=np.searchsorted(place[by_place], np.arange(len(place_of) + 1)),
        home=home,
        work=coded(persons["work_place_id"], place_of),
        x_m=places["lon"].to_numpy() * 111_320 * np.cos(np.radians(lat.mean())),
        y_m=lat * 111_320,
        category=places["category"].to_pylist(),
        age=np.minimum(persons["age_years"].to_numpy() // 10, OLDEST).astype(np.int32),
        sex=numbered(persons["sex"].to_pylist()),
        district=numbered(places["district"].to_pylist())[home],
        capacity=np.nan_to_num(places["capacity"].to_numpy(zero_copy_only=False)),
    )
    rows = [
        row
        for row in pq.read_table(truth / "infections.parquet").to_pylist()
        if row["sampled_utc"] is not None and row["isolated_utc"] is not None
    ]
    rows.sort(key=lambda row: (row["sampled_utc"], row["person_id"]))
    patients = [
        Patient(
            person_of[row["person_id"]], row["onset_utc"], row["sampled_utc"], row["isolated_utc"]
        )
        for row in rows[:cases]
    ]
    return town, patients


def coded(column: pa.ChunkedArray, codes: Mapping[str, int]) -> Codes:
    """A column of names as codes, -1 for none."""
    return np.array([codes.get(name, -1) for name in column.to_pylist()], dtype=np.int32)


def numbered(words: Sequence[str]) -> Codes:
    """Words as codes, in alphabetical order."""
    return np.unique(np.array(words), return_inverse=True)[1].astype(np.int32)


def seconds(column: pa.ChunkedArray) -> Ints:
    """A column of times as seconds since 1970."""
    found: Ints = column.to_numpy().astype("datetime64[s]").astype(np.int64)
    return found


def exposures_of(town: Town, patient: Patient) -> list[Exposure]:
    """The stays of a patient as officers would have accepted them, with who was there."""
    return [
        Exposure(
            exposure_id=str(row),
            case_id=str(patient.person),
            site=site_of(town, int(town.place[row])),
            start=datetime.fromtimestamp(int(town.start_s[row]), UTC),
            end=datetime.fromtimestamp(int(town.end_s[row]), UTC),
            contacts=contacts_at(town, patient.person, row),
            accepted=True,
            home=town.place[row] == town.home[patient.person],
            workplace=town.place[row] == town.work[patient.person],
            open_to_many=town.category[town.place[row]] not in ("office", "factory", "call_centre"),
            cleaned=Cleaned.YES,
        )
        for row in town.visits(patient.person)
        if town.place[row] >= 0 and town.end_s[row] > town.start_s[row]
    ]


def site_of(town: Town, place: int) -> Site:
    """A place as disclosure knows it."""
    kind = town.category[place]
    return Site(
        str(place),
        str(place),
        "",
        "",
        kind,
        "",
        Keeper.LOCAL,
        round(AN_HOUR_PER_SEAT * town.capacity[place]),
    )


def contacts_at(town: Town, person: int, row: int) -> Contacts:
    """How far tracers know who was there: households and colleagues they do, others they do not."""
    others = together(town, row)
    others = others[others != person]
    if not len(others):
        return Contacts.NONE
    known = (town.home[others] == town.home[person]) | (
        (town.work[others] >= 0) & (town.work[others] == town.work[person])
    )
    return Contacts.ALL_IDENTIFIED if known.all() else Contacts.SOME_UNKNOWN


def together(town: Town, row: int) -> Codes:
    """Who was at the place of a visit for long enough at the same time."""
    start_s, end_s = float(town.start_s[row]), float(town.end_s[row])
    return town.people_at(int(town.place[row]), start_s, end_s, EXPOSED_S)


def times_of(patient: Patient) -> CaseTimes:
    """The times that decide a window."""
    onset = None if patient.onset is None else patient.onset.astimezone(ZONE).date()
    sampled = patient.sampled.astimezone(ZONE).date()
    return CaseTimes(str(patient.person), onset, sampled, patient.isolated)


def flows_of(town: Town) -> Flows:
    """Everybody's stays, sorted by place."""
    order = town.by_place[town.at_place[0] :]  # without those who were on their way
    return Flows(
        sites={str(place): place for place in range(len(town.category))},
        people=len(town.home),
        site=town.place[order],
        person=town.person[order],
        start_s=town.start_s[order],
        end_s=town.end_s[order],
    )


def raw_route(town: Town, patient: Patient) -> list[Told]:
    """Everything about a patient from two days before onset on, home and work included."""
    begins_s = (patient.onset or patient.sampled).timestamp() - 2 * 86_400
    return [
        Told(int(town.place[row]), float(town.start_s[row]), float(town.end_s[row]))
        for row in town.visits(patient.person)
        if begins_s <= town.start_s[row] < patient.isolated.timestamp() and town.place[row] >= 0
    ]
