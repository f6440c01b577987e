"""One call: truth and evidence apart, same bits for any number of workers."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from dongseon.city import map_geojson, simulate
from dongseon.city.truth import Diary
from dongseon.city.types import Rides, Visits
from dongseon.errors import InvalidInput, NotFound

PEOPLE, DAYS, SEED = 2_000, 6, 3


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    simulate(people=PEOPLE, days=DAYS, seed=SEED, out=folder)
    return folder


def test_workers_and_repetition_change_no_bit(made: Path, tmp_path: Path) -> None:
    simulate(people=PEOPLE, days=DAYS, seed=SEED, out=tmp_path, workers=2)
    assert digests(tmp_path) == digests(made)
    assert {"map.geojson", "evidence/persons.csv", "truth/visits.parquet"} <= digests(made).keys()


def test_another_seed_changes_the_truth(made: Path, tmp_path: Path) -> None:
    simulate(people=PEOPLE, days=1, seed=SEED + 1, out=tmp_path)
    assert digests(tmp_path)["truth/persons.parquet"] != digests(made)["truth/persons.parquet"]


def test_visits_are_sorted_joined_at_midnight_and_name_known_places(made: Path) -> None:
    visits = pq.read_table(made / "truth" / "visits.parquet")
    places = pq.read_table(made / "truth" / "places.parquet")
    persons = pq.read_table(made / "truth" / "persons.parquet")
    assert str(visits.schema.field("start_utc").type) == "timestamp[us, tz=UTC]"
    order = {text: row for row, text in enumerate(persons["person_id"].to_pylist())}
    person = np.array([order[text] for text in visits["person_id"].to_pylist()])
    start = visits["start_utc"].cast("int64").to_numpy()
    end = visits["end_utc"].cast("int64").to_numpy()
    assert len(set(person.tolist())) == PEOPLE
    assert (np.diff(person) >= 0).all()
    same = np.diff(person) == 0
    assert (start[1:] >= end[:-1])[same].all()
    place = np.array(visits["place_id"].to_pylist())
    assert not (same & (place[1:] == place[:-1]) & (start[1:] == end[:-1])).any()
    assert pc.all(pc.is_in(visits["place_id"].cast("string"), places["place_id"])).as_py()
    assert ((end - start) > 86_400 * 10**6).any()  # someone stayed at home over midnight


def test_infections_name_residents_and_places(made: Path) -> None:
    infections = pq.read_table(made / "truth" / "infections.parquet").to_pylist()
    persons = set(pq.read_table(made / "truth" / "persons.parquet")["person_id"].to_pylist())
    assert infections
    assert {row["person_id"] for row in infections} <= persons
    assert any(row["infector_id"] is None for row in infections)
    caught = [row for row in infections if row["infector_id"] is not None]
    assert all(row["infector_id"] in persons for row in caught)


def test_the_evidence_holds_no_truth(made: Path) -> None:
    assert not list((made / "evidence").glob("*.parquet"))
    assert not list((made / "evidence").glob("planted*"))
    assert (made / "truth" / "planted.csv").exists()


def test_progress_goes_from_nothing_to_all(tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    simulate(people=1_000, days=2, seed=1, out=tmp_path, progress=lambda *step: told.append(step))
    done = [step[0] for step in told]
    assert done == sorted(done)
    assert told[-1][0] == told[-1][1]


def test_no_days_and_unknown_scenarios_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="days: 0 is not a positive"):
        simulate(people=1_000, days=0, seed=1, out=tmp_path)
    with pytest.raises(NotFound, match="scenario 'party' is none of"):
        simulate(people=1_000, days=3, seed=1, out=tmp_path, scenario="party")


def test_the_map_is_geojson_with_closed_rings_and_both_languages(
    city: Callable[..., Any],
) -> None:
    made_map = json.loads(json.dumps(map_geojson(city(2_000).world)))
    kinds = set()
    for feature in made_map["features"]:
        kinds.add(feature["properties"]["kind"])
        geometry = feature["geometry"]
        if geometry["type"] == "Polygon":
            ring = geometry["coordinates"][0]
            assert len(ring) >= 4
            assert ring[0] == ring[-1]
        flat = np.array(geometry["coordinates"]).reshape(-1, 2)
        assert ((flat > (124.0, 34.8)) & (flat < (125.2, 35.6))).all()
        if feature["properties"]["kind"] in {"district", "street", "station"}:
            assert feature["properties"]["name"].isascii()
            assert not feature["properties"]["name_ko"].isascii()
    assert {"land", "district", "water", "park", "street", "building", "station"} <= kinds


def test_a_diary_joins_stays_over_midnight_only_where_they_go_on() -> None:
    def visits(rows: list[tuple[int, int, int, int]]) -> Visits:
        columns = np.array(rows, dtype=np.int32).reshape(-1, 4).T
        return Visits(*columns, mode=np.zeros(len(rows), dtype=np.int8))

    none = Rides(*(np.empty(0, dtype=np.int32) for _ in range(7)))
    diary = Diary()
    diary.keep(0, visits([(0, 5, 0, 86_400), (1, 6, 0, 86_400)]), none)
    diary.keep(1, visits([(0, 5, 86_400, 90_000), (1, 7, 86_400, 90_000)]), none)
    joined = diary.visits_of(0, 2)
    assert joined.place.tolist() == [5, 6, 7]
    assert joined.end_s.tolist() == [90_000, 86_400, 90_000]
    alone, _ = diary.visits_of_persons(np.array([1], dtype=np.int32))
    assert alone.place.tolist() == [6, 7]
