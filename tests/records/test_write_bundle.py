"""A bundle that is written reads back the same, and no spreadsheet runs its cells."""

import csv
import dataclasses
import io
import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dongseon.errors import InvalidInput
from dongseon.records import (
    Evidence,
    Reject,
    read_bundle,
    records_from_arrow,
    rejects_csv,
    safe_cell,
    write_bundle,
    write_file,
    write_rejects,
)

from .conftest import PERSONS, Files, Laid, lay_out

Read = Callable[[Files], Evidence]


def tables(evidence: Evidence) -> list[list[dict[str, object]]]:
    """All columns of a bundle but the lines they came from."""
    records = evidence.records.to_arrow().drop_columns(["record_id"])
    parts = (evidence.persons.to_arrow(), evidence.places.to_arrow(), evidence.stations.to_arrow())
    return [part.to_pylist() for part in (records, *parts)]


def written(evidence: Evidence) -> Evidence:
    """The evidence after a way to disk and back."""
    with tempfile.TemporaryDirectory() as folder:
        write_bundle(Path(folder, "copy"), evidence)
        return read_bundle(Path(folder, "copy"))


def test_one_day_reads_back_the_same(bundle: Path) -> None:
    evidence = read_bundle(bundle)
    copy = written(evidence)
    assert tables(copy) == tables(evidence)
    assert copy.period == evidence.period
    assert (copy.rejects, copy.notices, copy.duplicates) == ((), (), 0)


def test_a_bundle_without_places_and_stations_reads_back_the_same(read: Read) -> None:
    evidence = read({"places.csv": None, "base_stations.csv": None})
    assert tables(written(evidence)) == tables(evidence)


CELLS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=8
).map(str.strip)
TEXTS = st.one_of(
    CELLS,
    st.sampled_from(
        ["=1+1", "-1", "'", "'=x", "''+", "@a", "-x", '"', "a,b", "a\nb", "+82", "x;y", "<b>", "집"]
    ),
)
IDS = TEXTS.filter(lambda text: text.isprintable() and text != "")
DEGREES = st.floats(-1, 1).map(lambda x: repr(120 + x))


@st.composite
def bundles(draw: st.DrawFn) -> dict[str, str]:
    """A bundle with every kind of row and hostile texts."""
    place_id, person_id, station_id = draw(IDS), draw(IDS), draw(IDS)
    phone = draw(st.from_regex(r"010[0-9]{8}", fullmatch=True))
    at = draw(st.datetimes().map(lambda t: t.replace(year=2020).isoformat()))

    def table(*rows: list[str]) -> str:
        out = io.StringIO()
        # as a holder would who knows of spreadsheets: the reader undoes it
        csv.writer(out).writerows([[safe_or_guarded(cell) for cell in row] for row in rows])
        return out.getvalue()

    later = at[:11] + "23:59:59.999999"
    return {
        "persons.csv": table(
            ["person_id", "phone", "cards", "transit_card", "onset_at", "home_place_id", "memo"],
            [person_id, phone, draw(st.sampled_from(["", "1", "1;2-3"])), draw(st.sampled_from(["", "T"])), at, place_id, draw(TEXTS)],
        ),
        "places.csv": table(
            ["place_id", "name", "category", "lon", "lat", "radius_m", "indoor", "capacity", "opens", "closes", "memo"],
            [place_id, draw(TEXTS), draw(IDS), draw(DEGREES), "37.5", repr(draw(st.floats(0, 1e9))), draw(st.sampled_from(["", "true", "false"])), draw(st.sampled_from(["", "3"])), "09:00", "24:00", draw(TEXTS)],
        ),
        "base_stations.csv": table(
            ["base_station_id", "lon", "lat", "range_m", "azimuth_deg"], [station_id, draw(DEGREES), "37", "0.1", "-10"]
        ),
        "gps.csv": table(["phone", "at", "lon", "lat", "accuracy_m", "memo"], [phone, at, draw(DEGREES), "37.5", "1e-3", draw(TEXTS)], ["stranger", at, "120", "37", "", ""]),
        "base_station.csv": table(["phone", "from", "to", "base_station_id"], [phone, at, later, station_id]),
        "card.csv": table(["card", "at", "place_id", "amount", "cancelled"], ["1", at, place_id, draw(TEXTS), draw(st.sampled_from("YN"))]),
        "transit.csv": table(["transit_card", "at", "kind", "place_id", "line", "vehicle"], ["T", at, "board", place_id, draw(TEXTS), draw(TEXTS)]),
        "check_in.csv": table(["phone", "at", "place_id"], [phone, at, place_id]),
        "cctv.csv": table(["person_id", "from", "to", "place_id", "confidence"], [person_id, at, later, place_id, draw(st.sampled_from(["", "0", "0.3", "1"]))]),
        "interview.csv": table(["person_id", "from", "to", "place_id", "place_text", "statement", "asked_at"], [person_id, at, later, place_id, draw(TEXTS), draw(TEXTS), ""], [person_id, at, later, "", draw(IDS), draw(TEXTS), at]),
    }  # fmt: skip


def safe_or_guarded(cell: str) -> str:
    """A cell that reads back as it is."""
    return f"'{cell}" if cell.lstrip("'").startswith(("=", "+", "-", "@")) else cell


@settings(max_examples=25)  # each writes two dozen files and waits for the disk
@given(bundles())
def test_any_bundle_reads_back_the_same(files: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        evidence = read_bundle(lay_out(Path(folder, "bundle"), files))
    assert evidence.rejects == ()
    assert len(evidence.records) == 9
    copy = written(evidence)
    once = written(copy)
    assert copy.rejects == ()
    assert tables(once) == tables(copy)
    assert tables(copy)[0] == tables(evidence)[0]
    assert tables(copy)[2:] == tables(evidence)[2:]


def test_who_has_records_and_no_number_goes_by_the_person_id(read: Read) -> None:
    rows = [
        {
            "person_id": "P7",
            "source": source,
            "start_utc": np.datetime64("2020-03-02T00:00:00"),
            **more,
        }
        for source, more in {
            "gps": {"lon_deg": 127.0, "lat_deg": 37.5},
            "card": {"place_id": "S1"},
            "transit": {"place_id": "S1", "event": "board", "vehicle": "2/77"},
            "interview": {"text": "a gym"},
        }.items()
    ]
    evidence = read({"persons.csv": "person_id\nP7\n"})
    names = {name: None for row in rows for name in row}
    table = pa.Table.from_pylist([names | row for row in rows])
    records = records_from_arrow(table, evidence.places, evidence.stations)
    copy = written(dataclasses.replace(evidence, records=records))
    assert (copy.persons.phone, copy.persons.cards, copy.persons.transit_card) == (
        ("P7",),
        (("P7",),),
        ("P7",),
    )
    assert copy.records.person.labels == ("P7",)
    assert len(copy.records) == 4
    assert copy.records.text.tolist().count("a gym") == 1


def test_a_transit_card_alone_is_made_up_too(read: Read) -> None:
    evidence = read({"persons.csv": "person_id\nP7\n"})
    rows = [
        {
            "person_id": "P7",
            "source": "transit",
            "start_utc": np.datetime64("2020-03-02T00:00:00"),
            "place_id": "S1",
            "event": "alight",
        }
    ]
    table = pa.Table.from_pylist(rows)
    records = records_from_arrow(table, evidence.places, evidence.stations)
    assert written(dataclasses.replace(evidence, records=records)).persons.transit_card == ("P7",)


@pytest.mark.parametrize(
    ("persons", "message"),
    [
        ("person_id,phone\n7-7,\nP2,77\n", "person '7-7' has records by phone and no phone number"),
        ("person_id,phone\nP2,77\n", r"cctv\.csv: person '7-7' is not among the persons"),
    ],
)
def test_records_that_no_bundle_can_hold_are_refused(
    read: Read, tmp_path: Path, persons: str, message: str
) -> None:
    evidence = read({"persons.csv": persons})
    source = "gps" if "by phone" in message else "cctv"
    rows = [
        {
            "person_id": "7-7",
            "source": source,
            "start_utc": np.datetime64("2020-03-02T00:00:00"),
            "lon_deg": 127.0,
            "lat_deg": 37.0,
            "place_id": "S1",
        }
    ]
    table = pa.Table.from_pylist(rows)
    records = records_from_arrow(table, evidence.places, evidence.stations)
    with pytest.raises(InvalidInput, match=message):
        write_bundle(tmp_path / "new", dataclasses.replace(evidence, records=records))
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("attributes", ["[1]", "{", "[" * 100_000])
def test_attributes_that_are_no_object_are_refused(
    read: Read, tmp_path: Path, attributes: str
) -> None:
    evidence = read({})
    persons = dataclasses.replace(evidence.persons, attributes=(attributes,))
    with pytest.raises(InvalidInput, match=r"attributes .* are no JSON object"):
        write_bundle(tmp_path / "new", dataclasses.replace(evidence, persons=persons))


def test_an_attribute_that_has_the_name_of_a_column_is_renamed(read: Read) -> None:
    evidence = read({})
    attributes = json.dumps({"Phone": "x", "": 1, "deep": {"a": [1]}})
    persons = dataclasses.replace(evidence.persons, attributes=(attributes,))
    back = written(dataclasses.replace(evidence, persons=persons)).persons
    assert json.loads(back.attributes[0]) == {
        "attribute Phone": "x",
        "attribute": "1",
        "deep": '{"a": [1]}',
    }
    assert back.phone == ("01012345678",)


def test_a_bundle_is_never_written_over_something(read: Read, tmp_path: Path) -> None:
    evidence = read({})
    with pytest.raises(
        InvalidInput, match="is there already; a bundle is written into a new folder"
    ):
        write_bundle(tmp_path / "bundle", evidence)
    (tmp_path / "file").write_text("x")
    with pytest.raises(InvalidInput, match="is there already"):
        write_bundle(tmp_path / "file", evidence)
    (tmp_path / "empty").mkdir()
    write_bundle(tmp_path / "empty", evidence)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bundle", "empty", "file"]


def test_a_bundle_below_a_file_is_refused(read: Read, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(InvalidInput, match=r"cannot be written: (File exists|Not a directory)"):
        write_bundle(tmp_path / "file" / "new", read({}))


def test_a_bundle_that_cannot_be_finished_leaves_nothing(read: Read, tmp_path: Path) -> None:
    evidence = read(
        {"persons.csv": PERSONS.replace("P1", "P\udc80".encode("utf-8", "replace").decode())}
    )
    persons = dataclasses.replace(evidence.persons, person_id=("\udc80",))
    with pytest.raises(UnicodeEncodeError, match="surrogates not allowed"):
        write_bundle(tmp_path / "new", dataclasses.replace(evidence, persons=persons))
    assert [p.name for p in tmp_path.iterdir()] == ["bundle"]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless(cell: str) -> None:
    assert safe_cell(cell) == "'" + cell


@given(st.text())
def test_any_other_cell_stays_as_it_is(text: str) -> None:
    assert safe_cell(text) == (f"'{text}" if text[:1] in tuple("=+-@\t\r") else text)


def test_rejects_are_written_as_a_table_that_nothing_runs(tmp_path: Path) -> None:
    rejects = [
        Reject("gps.csv", 3, "lon", "=cmd|'x'", "is not a number"),
        Reject("a,b", 0, "", "", "is odd"),
    ]
    write_rejects(tmp_path / "rejects.csv", rejects)
    text = (tmp_path / "rejects.csv").read_bytes().decode()
    assert text == rejects_csv(rejects)
    assert list(csv.reader(io.StringIO(text))) == [
        ["file", "line", "column", "value", "reason"],
        ["gps.csv", "3", "lon", "'=cmd|'x'", "is not a number"],
        ["a,b", "", "", "", "is odd"],
    ]


def test_a_file_is_replaced_whole_and_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write_file(path, b"old")
    assert path.stat().st_mode & 0o777 == 0o644
    path.chmod(0o600)
    write_file(path, b"new")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"new", 0o600)
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]


def test_a_file_that_cannot_be_put_in_place_leaves_the_old_one(tmp_path: Path) -> None:
    (tmp_path / "a.csv").mkdir()
    (tmp_path / "a.csv" / "inside").write_text("x")
    with pytest.raises(InvalidInput, match=r"a\.csv: cannot be written: Is a directory"):
        write_file(tmp_path / "a.csv", b"new")
    with pytest.raises(InvalidInput, match=r"b\.csv: cannot be written: No such file or directory"):
        write_file(tmp_path / "gone" / "b.csv", b"new")
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]


CANNOT_REFUSE_ROOT = pytest.mark.skipif(
    os.name != "posix" or os.geteuid() == 0, reason="root may read everything"
)


@CANNOT_REFUSE_ROOT
def test_a_file_that_may_not_be_read_is_refused(lay: Laid) -> None:
    folder = lay({})
    (folder / "gps.csv").chmod(0)
    with pytest.raises(InvalidInput, match=r"gps\.csv: cannot be read: Permission denied"):
        read_bundle(folder)


@CANNOT_REFUSE_ROOT
def test_a_folder_that_may_not_be_read_is_refused(lay: Laid) -> None:
    folder = lay({})
    folder.chmod(0o100)
    with pytest.raises(InvalidInput, match="bundle: cannot be read: Permission denied"):
        read_bundle(folder)
    folder.chmod(0o700)
