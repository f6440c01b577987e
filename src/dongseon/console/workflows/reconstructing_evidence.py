"""From all that is known of a case (holders' answers, what was told, what cameras saw) to evidence.

Rows keep where they come from: `telco-a:1f3c9a02:17` is row 17 of the answer to that request.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from dongseon import records
from dongseon.console.audit.types import Look
from dongseon.console.investigations import queries as investigations
from dongseon.console.tracing import gazetteer, storing
from dongseon.console.workflows import gathering, investigating
from dongseon.records.columns import Evidence, Period, Places, Records, Reject, Stations

TIMEZONE = "Asia/Seoul"
ZONE = ZoneInfo(TIMEZONE)
LONGEST_DAYS = 31  # days of one reconstruction, counted back from the last record; assumption
AROUND_FIX_M = 300.0  # m, farther than the reconstruction looks for places around a fix
RANGES = 2.5  # nominal ranges of a base station, likewise
NEAR_M = 3_000.0  # m around a named place within which base stations may be heard
SOURCE_OF = {"connection": "base_station", "approval": "card", "check_in": "check_in"}
COLUMNS = ("record_id", "source", "event", "start_utc", "end_utc", "place_id", "base_station_id",
           "text", "reliability")  # fmt: skip


@dataclass(slots=True)
class Rows:
    """Rows of one person in the columns of a record, and those that could not be used."""

    columns: dict[str, list[object]] = field(default_factory=lambda: {name: [] for name in COLUMNS})
    rejects: list[Reject] = field(default_factory=list)

    def add(self, **said: object) -> None:
        """One more row; what is not said is missing."""
        for name in COLUMNS:
            self.columns[name].append(said.get(name))

    def __len__(self) -> int:
        return len(self.columns["record_id"])


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a person's regular places."""

    home_place_id: str = ""
    work_place_id: str = ""
    onset: datetime | None = None
    sampled: datetime | None = None


def gathered(case_id: UUID, look: Look) -> Rows:
    """All rows about the person of a case: answers to questions about them, statements, sightings."""
    rows = Rows()
    for one in gathering.opened(case_id, look, question="person"):
        _answered(rows, one.slice.holder_id, one.slice.request_id, storing.table_of(one.data))
    _stated(rows, case_id, look)
    _seen(rows, case_id, look)
    return rows


def evidence_of(rows: Rows, *, person_id: str, facts: Facts) -> Evidence | None:
    """The rows as evidence, with the places and base stations around them; nothing if there is no row.

    Rows that name a place or sector that the gazetteer lacks are rejects, and said.
    """
    kept, rejects = _known(rows)
    if not len(kept):
        return None
    places, stations = surroundings(kept, facts)
    table = pa.table(
        {
            **{name: pa.array(values) for name, values in typed(kept).items()},
            "person_id": pa.array([person_id] * len(kept), pa.string()),
        }
    )
    found = records.records_from_arrow(table, places, stations)
    period = period_of(found)
    return Evidence(
        persons=persons_of(person_id, facts, places),
        places=places,
        stations=stations,
        records=found,
        period=period,
        rejects=tuple(rejects),
        notices=(),
        duplicates=len(kept) - len(found),
        outside_period=_outside(found, period),
    )


def surroundings(rows: Rows, facts: Facts) -> tuple[Places, Stations]:
    """The places that rows name or may mean, and the base stations around them."""
    named = {str(p) for p in rows.columns["place_id"] if p}
    named |= {place for place in (facts.home_place_id, facts.work_place_id) if place}
    sectors = gazetteer.known_sectors({str(s) for s in rows.columns["base_station_id"] if s})
    heard = [(lon, lat, reach * RANGES) for lon, lat, reach in sectors.values()]
    places = gazetteer.places_of(named, heard)
    listed = [places.position[place] for place in named if place in places.position]
    around = [(float(places.lon_deg[r]), float(places.lat_deg[r]), NEAR_M) for r in listed]
    wide = [(lon, lat, reach * 2 * RANGES) for lon, lat, reach in sectors.values()]
    return places, gazetteer.stations_of([*around, *wide])


def over(evidence: Evidence, places: pa.Table, stations: pa.Table) -> Evidence:
    """The same evidence over other lists of places and stations; its records must be among them."""
    known = records.places_from_arrow(places), records.stations_from_arrow(stations)
    return replace(
        evidence,
        places=known[0],
        stations=known[1],
        records=records.records_from_arrow(evidence.records.to_arrow(), *known),
    )


def persons_of(person_id: str, facts: Facts, places: Places) -> records.Persons:
    """The person, with what is known of their regular places."""
    home, work = (
        place if place in places.position else ""
        for place in (facts.home_place_id, facts.work_place_id)
    )
    time = pa.timestamp("us", tz="UTC")
    return records.persons_from_arrow(
        pa.table(
            {
                "person_id": pa.array([person_id], pa.string()),
                "home_place_id": pa.array([home], pa.string()),
                "work_place_id": pa.array([work], pa.string()),
                "onset_utc": pa.array([facts.onset], time),
                "sampled_utc": pa.array([facts.sampled], time),
            }
        )
    )


def period_of(found: Records) -> Period:
    """Whole local days from the first record to the last, a month at most."""
    first = found.start.min().astype("datetime64[us]").item()
    last = found.end.max().astype("datetime64[us]").item()
    begin, end = (
        moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZONE) for moment in (first, last)
    )
    midnight = {"hour": 0, "minute": 0, "second": 0, "microsecond": 0}
    end = end.replace(**midnight) + timedelta(days=1)
    begin = max(begin.replace(**midnight), end - timedelta(days=LONGEST_DAYS))
    utc = ZoneInfo("UTC")
    return Period(begin.astimezone(utc), end.astimezone(utc), TIMEZONE)


def _answered(rows: Rows, holder_id: str, request_id: UUID, table: pa.Table) -> None:
    """A holder's answer in the columns of `holder.slicing.RECORDS`."""
    name = f"{holder_id}:{request_id.hex[:8]}"
    for number, said in enumerate(table.to_pylist(), start=1):
        source = SOURCE_OF.get(said["kind"])
        if source is None:
            rows.rejects.append(Reject(name, number, "kind", str(said["kind"]), "is not known"))
            continue
        where = "base_station_id" if source == "base_station" else "place_id"
        event = "cancellation" if source == "card" and said["cancelled"] else None
        rows.add(
            record_id=f"{name}:{number}",
            source=source,
            event=event,
            start_utc=said["start_utc"],
            end_utc=said["end_utc"],
            **{where: said["place_id"]},
        )


def _stated(rows: Rows, case_id: UUID, look: Look) -> None:
    """Stays that the person told of."""
    for one in investigations.exposures_of(case_id):
        texts = investigating.opened_texts(case_id, f"exposure {one.id}", one.sealed, look)
        rows.add(
            record_id=f"interview:{one.id.hex[:8]}:1",
            source="interview",
            start_utc=one.begins_at,
            end_utc=one.ends_at,
            place_id=texts.get("place_id") or None,
            text=texts.get("statement") or texts.get("place") or None,
        )


def _seen(rows: Rows, case_id: UUID, look: Look) -> None:
    """What cameras showed, as far as it was watched and the person was seen."""
    for one in investigations.tapes_of(case_id):
        texts = investigating.opened_texts(case_id, f"tape {one.id}", one.sealed, look)
        for number, sighting in enumerate(_sightings(texts.get("sightings", "")), start=1):
            rows.add(
                record_id=f"cctv:{one.id.hex[:8]}:{number}",
                source="cctv",
                start_utc=datetime.fromisoformat(sighting["from"]),
                end_utc=datetime.fromisoformat(sighting["to"]),
                place_id=texts.get("place_id") or None,
                reliability=float(sighting.get("confidence", 1.0)),
            )


def _sightings(text: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(text) if text else []
    return found


def _known(rows: Rows) -> tuple[Rows, list[Reject]]:
    """The rows whose places and sectors the gazetteer has, and the others."""
    places = gazetteer.known_places({str(p) for p in rows.columns["place_id"] if p})
    sectors = gazetteer.known_sectors({str(s) for s in rows.columns["base_station_id"] if s})
    kept, rejects = Rows(), list(rows.rejects)
    for said in lines(rows):
        place, sector = said["place_id"], said["base_station_id"]
        spoken = said["source"] == "interview"
        if place and place not in places and not spoken:
            rejects.append(_unknown(said, "place_id", str(place)))
        elif sector and sector not in sectors:
            rejects.append(_unknown(said, "base_station_id", str(sector)))
        elif not (place or sector or said["text"]):
            rejects.append(_unknown(said, "place_id", ""))
        else:
            kept.add(**(said | {"place_id": place if place in places else None}))
    return kept, rejects


def lines(rows: Rows) -> Iterator[dict[str, object]]:
    """Row after row, each by the names of its columns."""
    for values in zip(*rows.columns.values(), strict=True):
        yield dict(zip(rows.columns, values, strict=True))


def _unknown(said: dict[str, object], column: str, value: str) -> Reject:
    file, _, line = str(said["record_id"]).rpartition(":")
    return Reject(file, int(line), column, value, "is not in the gazetteer")


def typed(rows: Rows) -> dict[str, pa.Array]:
    """The columns as Arrow: times in UTC, reliability as a number, everything else as text."""
    time = pa.timestamp("us", tz="UTC")
    types = {"start_utc": time, "end_utc": time, "reliability": pa.float64()}
    return {
        name: pa.array(values, types.get(name, pa.string()))
        for name, values in rows.columns.items()
    }


def _outside(found: Records, period: Period) -> int:
    begin = np.datetime64(period.start.replace(tzinfo=None), "us")
    return int(np.count_nonzero(found.end < begin))


def of_source(sources: Iterable[int]) -> tuple[str, ...]:
    """The names of sources, each once, in the order in which they are always named."""
    there = set(sources)
    return tuple(name for code, name in enumerate(records.SOURCES) if code in there)


def merged(pieces: Sequence[Rows]) -> Rows:
    """Several lots of rows as one."""
    whole = Rows()
    for piece in pieces:
        whole.rejects += piece.rejects
        for said in lines(piece):
            whole.add(**said)
    return whole
