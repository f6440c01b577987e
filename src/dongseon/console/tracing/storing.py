"""Itineraries, the records behind them and decisions as bytes, and back: what is then sealed. Pure."""

import io
import json
import zipfile
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any, get_type_hints
from uuid import UUID

import numpy as np
import pyarrow as pa

from dongseon import records
from dongseon.console.tracing.types import Act, Changed, Claim, Decided, Difference, Piece
from dongseon.contacts.types import Contact
from dongseon.itinerary.types import (
    Discrepancy,
    Gap,
    Itinerary,
    Moment,
    Posterior,
    Rival,
    Stay,
    Stretch,
    Trip,
)
from dongseon.records.columns import Evidence, Period, Places

Json = dict[str, Any]  # whatever JSON holds
TABLES = ("records", "persons", "places", "stations")
CONTACT_FIELDS = tuple(get_type_hints(Contact))
ARROW = {str: pa.string(), float: pa.float64(), datetime: pa.timestamp("us", tz="UTC")}
MET = pa.schema(  # meetings of a search: whose, then the fields of a contact
    [("key", pa.string())] + [(name, ARROW[of]) for name, of in get_type_hints(Contact).items()]
)
STORED_AT = (1980, 1, 1, 0, 0, 0)  # the same bytes whenever they are written


@dataclass(frozen=True, slots=True)
class Kept:
    """One version as it was made: itinerary, the records it rests on, what is new in it."""

    itinerary: Itinerary  # its posterior is empty unless it was asked for
    evidence: Evidence  # of this person alone
    changes: tuple[Changed, ...]  # against the version before


def view_bytes(itinerary: Itinerary, evidence: Evidence, changes: tuple[Changed, ...]) -> bytes:
    """All that the workbench shows of a version."""
    told = {
        "itinerary": itinerary_json(itinerary),
        "changes": [asdict(one) for one in changes],
        "rejects": [asdict(one) for one in evidence.rejects],
        "notices": list(evidence.notices),
        "duplicates": evidence.duplicates,
        "outside_period": evidence.outside_period,
    }
    parts = {"told.json": _dump(told)}
    for name in TABLES:
        parts[f"{name}.arrow"] = table_bytes(getattr(evidence, name).to_arrow())
    return packed(parts)


def view_of(data: bytes) -> Kept:
    """A version as it was kept, without its posterior."""
    parts = unpacked(data)
    told = json.loads(parts["told.json"])
    tables = {name: table_of(parts[f"{name}.arrow"]) for name in TABLES}
    places = records.places_from_arrow(tables["places"])
    stations = records.stations_from_arrow(tables["stations"])
    itinerary = itinerary_of(told["itinerary"])
    evidence = Evidence(
        persons=records.persons_from_arrow(tables["persons"]),
        places=places,
        stations=stations,
        records=records.records_from_arrow(tables["records"], places, stations),
        period=itinerary.period,
        rejects=tuple(records.Reject(**one) for one in told["rejects"]),
        notices=tuple(told["notices"]),
        duplicates=told["duplicates"],
        outside_period=told["outside_period"],
    )
    return Kept(itinerary, evidence, tuple(map(_changed_of, told["changes"])))


def posterior_bytes(posterior: Posterior, places: Places) -> bytes:
    """The chances of each minute; places by their ids, so that another gazetteer can take them in."""
    used, codes = np.unique(posterior.place, return_inverse=True)
    parts = {
        "told.json": _dump(
            {"step_s": posterior.step_s, "place_ids": [places.place_id[row] for row in used]}
        ),
        "offsets.npy": _array(posterior.offsets),
        "place.npy": _array(codes.astype(np.int32)),
        "probability.npy": _array(posterior.probability.astype(np.float32)),
    }
    return packed(parts)


def posterior_of(data: bytes, places: Places) -> Posterior:
    """The chances of each minute over these places; places that are not among them are left out."""
    parts = unpacked(data)
    told = json.loads(parts["told.json"])
    rows = np.array([places.position.get(p, -1) for p in told["place_ids"]], dtype=np.int32)
    codes, chance = _read(parts["place.npy"]), _read(parts["probability.npy"]).astype(np.float64)
    offsets = _read(parts["offsets.npy"]).astype(np.int64)
    place = rows[codes] if len(rows) else codes.astype(np.int32)
    known = place >= 0
    if not known.all():
        offsets = np.concatenate([[0], np.cumsum(known)])[offsets].astype(np.int64)
    return Posterior(told["step_s"], offsets, place[known].astype(np.int32), chance[known])


def with_posterior(itinerary: Itinerary, posterior: Posterior) -> Itinerary:
    """An itinerary with the chances behind it."""
    return replace(itinerary, posterior=posterior)


# ── itinerary ────────────────────────────────────────────────────────────────────────────────


def itinerary_json(itinerary: Itinerary) -> Json:
    """An itinerary without its posterior."""
    period = itinerary.period
    return {
        "person_id": itinerary.person_id,
        "period": [_time(period.start), _time(period.end), period.timezone],
        "stays": [asdict(stay) for stay in itinerary.stays],
        "trips": [asdict(trip) for trip in itinerary.trips],
        "gaps": [asdict(gap) for gap in itinerary.gaps],
        "discrepancies": [asdict(one) for one in itinerary.discrepancies],
        "stretches": [asdict(one) for one in itinerary.stretches],
    }


def itinerary_of(said: Json) -> Itinerary:
    """An itinerary with an empty posterior."""
    start, end, timezone = said["period"]
    nothing = Posterior(60, np.zeros(1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float64))
    return Itinerary(
        person_id=said["person_id"],
        period=Period(_moment(start), _moment(end), timezone),
        stays=tuple(map(_stay_of, said["stays"])),
        trips=tuple(
            Trip(_moment(one["start"]), _moment(one["end"]), one["mode"]) for one in said["trips"]
        ),
        gaps=tuple(Gap(_moment(one["start"]), _moment(one["end"])) for one in said["gaps"]),
        discrepancies=tuple(
            Discrepancy(**_timed(one) | {"records": tuple(one["records"])})
            for one in said["discrepancies"]
        ),
        stretches=tuple(Stretch(**_timed(one)) for one in said["stretches"]),
        posterior=nothing,
    )


def _stay_of(said: Json) -> Stay:
    return Stay(
        **said
        | {
            "arrived": _bounds(said["arrived"]),
            "left": _bounds(said["left"]),
            "evidence": tuple(said["evidence"]),
            "rivals": tuple(Rival(**one) for one in said["rivals"]),
        }
    )


def _bounds(said: Json) -> Moment:
    return Moment(_moment(said["earliest"]), _moment(said["likely"]), _moment(said["latest"]))


# ── decisions and candidates ─────────────────────────────────────────────────────────────────


def decision_bytes(decided: Decided) -> bytes:
    """What an officer decided, without what stands beside it in clear."""
    return _dump(
        {
            "start": _time(decided.start),
            "end": _time(decided.end),
            "pieces": [asdict(piece) for piece in decided.pieces],
            "seen": [asdict(claim) for claim in decided.seen],
            "everybody_known": decided.everybody_known,
            "note": decided.note,
        }
    )


def decision_of(
    data: bytes,
    *,
    decision_id: UUID,
    act: Act,
    version: int,
    at: datetime,
    officer_id: UUID | None,
    undone: bool,
) -> Decided:
    """A decision from its sealed part and what stands beside it."""
    said = json.loads(data)
    return Decided(
        id=decision_id,
        act=act,
        start=_moment(said["start"]),
        end=_moment(said["end"]),
        pieces=tuple(Piece(**_timed(one)) for one in said["pieces"]),
        seen=tuple(Claim(**_timed(one)) for one in said["seen"]),
        everybody_known=said["everybody_known"],
        note=said["note"],
        version=version,
        at=at,
        officer_id=officer_id,
        undone=undone,
    )


def contacts_bytes(found: dict[str, list[Contact]], beside: Json) -> bytes:
    """Meetings by candidate, and what else is to be known of them: columns, as there are thousands."""
    whole = [one for met in found.values() for one in met]
    columns = {name: [getattr(one, name) for one in whole] for name in CONTACT_FIELDS}
    columns["key"] = [key for key, met in found.items() for _one in met]
    return packed(
        {
            "met.arrow": table_bytes(pa.table(columns, schema=MET)),
            "told.json": _dump({"beside": beside}),
        }
    )


def contacts_of(data: bytes) -> tuple[dict[str, list[Contact]], Json]:
    """Meetings by candidate, and what else is known of them; a search of an older console is one JSON."""
    parts = unpacked(data)
    said = json.loads(parts["told.json"])
    if "met.arrow" not in parts:
        old = said["met"].items()
        return {key: [Contact(**_timed(one)) for one in met] for key, met in old}, said["beside"]
    found: dict[str, list[Contact]] = {}
    for one in table_of(parts["met.arrow"]).to_pylist():
        found.setdefault(one.pop("key"), []).append(Contact(**one))
    return found, said["beside"]


# ── bytes ────────────────────────────────────────────────────────────────────────────────────


def packed(parts: dict[str, bytes]) -> bytes:
    """Named parts as one compressed whole; the same parts are the same bytes."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, data in sorted(parts.items()):
            entry = zipfile.ZipInfo(name, STORED_AT)
            entry.compress_type = (
                zipfile.ZIP_STORED if name.endswith(".arrow") else zipfile.ZIP_DEFLATED
            )
            archive.writestr(entry, data, compresslevel=1)
    return whole.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    """The parts of a whole."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def table_bytes(table: pa.Table) -> bytes:
    """An Arrow table as a compressed stream."""
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.ipc.new_stream(sink, table.schema, options=options) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def table_of(data: bytes) -> pa.Table:
    """The Arrow table of a stream."""
    with pa.ipc.open_stream(data) as reader:
        return reader.read_all()


def _array(values: "np.ndarray[Any, Any]") -> bytes:
    sink = io.BytesIO()
    np.save(sink, values, allow_pickle=False)
    return sink.getvalue()


def _read(data: bytes) -> "np.ndarray[Any, Any]":
    found: np.ndarray[Any, Any] = np.load(io.BytesIO(data), allow_pickle=False)
    return found


def _dump(said: Json) -> bytes:
    return json.dumps(said, ensure_ascii=False, default=_plain, separators=(",", ":")).encode()


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return _time(value)
    if isinstance(value, np.floating | np.integer):
        return value.item()
    raise TypeError(f"{type(value).__name__} does not go into JSON")


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _timed(said: Json) -> Json:
    return said | {"start": _moment(said["start"]), "end": _moment(said["end"])}


def _changed_of(said: Json) -> Changed:
    return Changed(**_timed(said) | {"difference": Difference(said["difference"])})
