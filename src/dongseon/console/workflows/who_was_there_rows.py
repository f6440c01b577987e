"""What holders answered about places, as columns: who was seen where, by a token, beside the case's own rows.

An area answer of a town has tens of thousands of rows; nothing here goes through them one by one. Pure, but for the
gazetteer that says where places and base stations lie.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dongseon import records
from dongseon.console.tracing import gazetteer
from dongseon.console.workflows.reconstructing_evidence import SOURCE_OF
from dongseon.records.columns import Evidence

SAME = 0.9  # share of a token's rows that are the case's own: then it is the case's own phone
NEAR_M = 3_000.0  # m around a place within which base stations matter
TIME = pa.timestamp("us", tz="UTC")
ROWS = pa.schema(
    [
        ("key", pa.string()),
        ("source", pa.string()),
        ("where", pa.string()),  # place or sector
        ("start_utc", TIME),
        ("end_utc", TIME),
    ]
)


@dataclass(frozen=True, slots=True)
class Token:
    """What a holder calls somebody, and which mandate it came by."""

    token: str
    holder_id: str
    request_id: UUID

    @property
    def key(self) -> str:
        """What names it here: nothing that a holder could be asked about."""
        return sha256(f"{self.request_id}|{self.token}".encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Present:
    """Everybody whom holders saw at places of a case."""

    rows: pa.Table  # of ROWS
    tokens: Mapping[str, Token]  # by key


def present(answers: Iterable[tuple[str, UUID, pa.Table]]) -> Present:
    """Answers to area questions: holder, mandate, table of `holder.slicing.PRESENT`. A strange kind is left out."""
    tokens: dict[str, Token] = {}
    tables = [ROWS.empty_table()]
    for holder_id, request_id, table in answers:
        coded = pc.dictionary_encode(table["token"]).combine_chunks()
        own = [Token(text, holder_id, request_id) for text in coded.dictionary.to_pylist()]
        keys = [one.key for one in own]
        tokens |= dict(zip(keys, own, strict=True))
        columns = {
            "key": pa.array(keys, pa.string()).take(coded.indices),
            "source": _sources(table["kind"]),
            "where": table["place_id"],
            "start_utc": table["start_utc"].cast(TIME),
            "end_utc": table["end_utc"].cast(TIME),
        }
        tables.append(pa.table(columns).cast(ROWS).filter(pc.is_valid(columns["source"])))
    return Present(pa.concat_tables(tables), tokens)


def without_own(found: Present, own: Evidence) -> Present:
    """Without the case's own phone and card: tokens nine tenths of whose rows are the case's."""
    table = own.records.to_arrow()
    where = pc.coalesce(table["place_id"], table["base_station_id"])
    same = pc.is_in(
        _moments(found.rows["where"], found.rows["start_utc"]),
        value_set=_moments(where, table["start_utc"].cast(TIME)),
    )
    shares = pa.table({"key": found.rows["key"], "same": same.cast(pa.float64())})
    shares = shares.group_by("key").aggregate([("same", "mean")])
    theirs = shares.filter(pc.less(shares["same_mean"], SAME))["key"]
    rows = found.rows.filter(pc.is_in(found.rows["key"], value_set=_one(theirs)))
    kept = set(theirs.to_pylist())
    return Present(rows, {key: one for key, one in found.tokens.items() if key in kept})


def beside(own: Evidence, found: Present) -> Evidence:
    """The case's evidence with everybody's rows, over one list of places and stations.

    Rows that name a place or sector which the gazetteer lacks are left out.
    """
    connected = pc.equal(found.rows["source"], "base_station")
    none = pa.nulls(len(found.rows), pa.string())
    sectors = pc.if_else(connected, found.rows["where"], none)
    named = pc.if_else(connected, none, found.rows["where"])
    known = gazetteer.known_sectors(_distinct(sectors))
    around = [(lon, lat, NEAR_M) for lon, lat, _reach in known.values()]
    around += [
        (float(lon), float(lat), NEAR_M)
        for lon, lat in zip(own.stations.lon_deg, own.stations.lat_deg, strict=True)
    ]
    places = gazetteer.places_of(_distinct(named) | set(own.places.place_id), [])
    stations = gazetteer.stations_of(around)
    theirs = pa.table(
        {
            "record_id": _record_ids(found),
            "person_id": found.rows["key"],
            "source": found.rows["source"],
            "start_utc": found.rows["start_utc"],
            "end_utc": found.rows["end_utc"],
            "place_id": named,
            "base_station_id": sectors,
        }
    )
    usable = pc.or_(
        pc.is_in(named, value_set=pa.array(places.place_id, pa.string())),
        pc.is_in(sectors, value_set=pa.array(stations.base_station_id, pa.string())),
    )
    whole = pa.concat_tables(
        [own.records.to_arrow(), theirs.filter(usable)], promote_options="permissive"
    )
    return Evidence(
        persons=own.persons,
        places=places,
        stations=stations,
        records=records.records_from_arrow(whole, places, stations),
        period=own.period,
        rejects=(),
        notices=(),
        duplicates=0,
        outside_period=0,
    )


def _sources(kinds: pa.ChunkedArray) -> pa.Array:
    """Holders' kinds of record as sources, null for one that is not known."""
    coded = pc.dictionary_encode(kinds).combine_chunks()
    words = [SOURCE_OF.get(str(kind)) for kind in coded.dictionary.to_pylist()]
    return pa.array(words, pa.string()).take(coded.indices)


def _moments(where: pa.Array, start: pa.Array) -> pa.Array:
    """Where and when of each row as one text, null where no place is named."""
    return _one(pc.binary_join_element_wise(where, start.cast(pa.int64()).cast(pa.string()), "|"))


def _record_ids(found: Present) -> pa.Array:
    """`holder:key:number`: the number counts a token's rows."""
    coded = _one(pc.dictionary_encode(found.rows["key"]))
    code = coded.indices.to_numpy()
    order = np.argsort(code, kind="stable")
    first = np.searchsorted(code[order], np.arange(len(coded.dictionary)))
    number = np.empty(len(code), dtype=np.int64)
    number[order] = np.arange(len(code)) - first[code[order]] + 1
    names = [f"{found.tokens[key].holder_id}:{key}" for key in coded.dictionary.to_pylist()]
    return pc.binary_join_element_wise(
        pa.array(names, pa.string()).take(coded.indices), pa.array(number).cast(pa.string()), ":"
    )


def _distinct(column: pa.Array) -> set[str]:
    return {text for text in pc.unique(column).to_pylist() if text is not None}


def _one(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """A column in one piece, as the functions of Arrow want their sets of values."""
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
