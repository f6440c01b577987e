"""A personal history becomes rows of a bundle's gps.csv, in the dialect that the file has."""

from pathlib import Path

import pytest

from dongseon.errors import InvalidInput
from dongseon.records import Imported, add_to_bundle, import_files, read_bundle

from .conftest import GPS, PERSONS, Laid

TRACK = "lat,lon,time,accuracy,speed\n37.5,127.0,2020-03-02T01:00:00Z,8,1.5\n37.6,127.1,2020-03-02T01:10:00Z,,\n37.7,x,2020-03-02T01:20:00Z,,\n"


@pytest.fixture
def imported(tmp_path: Path) -> Imported:
    """Two fixes of P1 and a row that is none."""
    (tmp_path / "walk.csv").write_text(TRACK)
    return import_files([tmp_path / "walk.csv"], person_id="P1")


def test_a_folder_that_is_not_there_becomes_a_bundle(imported: Imported, tmp_path: Path) -> None:
    assert add_to_bundle(tmp_path / "new", imported) == (2, ())
    evidence = read_bundle(tmp_path / "new")
    assert (evidence.persons.person_id, evidence.persons.phone) == (("P1",), ("P1",))
    assert evidence.records.person.labels == ("P1",)
    assert evidence.records.lon_deg.tolist() == [127.0, 127.1]
    assert '"source_id": "walk.csv:2"' in evidence.records.attributes[0]
    assert '"speed": "1.5"' in evidence.records.attributes[0]
    assert evidence.rejects == ()
    assert [reject.line for reject in imported.rejects] == [4]
    assert imported.notices == ()


def test_times_without_an_offset_are_local_and_the_zone_is_remembered(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("lat,lon,time\n48.7,9.1,2020-03-02T01:00:00\n")
    imported = import_files([tmp_path / "a.csv"], person_id="P1", timezone="Europe/Berlin")
    add_to_bundle(tmp_path / "new", imported)
    assert read_bundle(tmp_path / "new").period.timezone == "Europe/Berlin"
    assert "2020-03-02T01:00:00+01:00" in (tmp_path / "new" / "gps.csv").read_text()


def test_a_person_whom_the_bundle_did_not_know_is_mentioned(
    imported: Imported, tmp_path: Path
) -> None:
    add_to_bundle(tmp_path / "new", imported)
    another = import_files([tmp_path / "walk.csv"], person_id="P2")
    _, notices = add_to_bundle(tmp_path / "new", another)
    assert notices == ("person 'P2' was not in persons.csv: added",)


def test_a_history_imported_twice_counts_once(imported: Imported, tmp_path: Path) -> None:
    add_to_bundle(tmp_path / "new", imported)
    add_to_bundle(tmp_path / "new", imported)
    evidence = read_bundle(tmp_path / "new")
    assert (len(evidence.records), evidence.duplicates) == (2, 2)


def test_a_person_of_the_bundle_keeps_the_phone(imported: Imported, lay: Laid) -> None:
    folder = lay({})
    assert add_to_bundle(folder, imported) == (2, ())
    evidence = read_bundle(folder)
    assert (folder / "persons.csv").read_text() == PERSONS
    assert evidence.records.person.labels == ("P1",)
    assert len(evidence.records) == 3


def test_a_new_person_is_added_below_the_others(lay: Laid, tmp_path: Path) -> None:
    (tmp_path / "walk.csv").write_text(TRACK)
    folder = lay({"persons.csv": PERSONS.rstrip("\n").encode("cp949")})
    add_to_bundle(folder, import_files([tmp_path / "walk.csv"], person_id="P2"))
    assert (folder / "persons.csv").read_bytes() == PERSONS.rstrip().encode() + b"\r\nP2,P2,,\r\n"
    assert read_bundle(folder).persons.person_id == ("P1", "P2")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
def test_rows_are_added_in_the_encoding_and_dialect_of_the_file(
    imported: Imported, lay: Laid, encoding: str
) -> None:
    old = "시각;전화;lat;lon;비고\n2020-03-02T09:00;01012345678;37.5;127;\n".encode(encoding)
    settings = '[profile.gps]\ncolumns = { at = "시각", phone = "전화" }'
    folder = lay({"gps.csv": old, "bundle.toml": settings})
    rows, notices = add_to_bundle(folder, imported)
    assert rows == 2
    assert notices == ("gps.csv has no column for accuracy_m, speed, kind, source_id: not kept",)
    assert (folder / "gps.csv").read_bytes().startswith(old)
    assert len(read_bundle(folder).records) == 3


def test_a_plain_file_gets_the_columns_that_it_lacks(imported: Imported, lay: Laid) -> None:
    folder = lay(
        {"gps.csv": "phone,at,lon,lat,memo\n01012345678,2020-03-02T09:00:00,127.04,37.5,x\n"}
    )
    assert add_to_bundle(folder, imported) == (2, ())
    records = read_bundle(folder).records
    assert '"memo": "x"' in records.attributes[0]
    assert 8.0 in records.error_radius_m


def test_a_file_with_broken_rows_is_not_rewritten(imported: Imported, lay: Laid) -> None:
    folder = lay({"gps.csv": GPS + "one cell\n"})
    _, notices = add_to_bundle(folder, imported)
    assert notices == ("gps.csv has no column for speed, kind, source_id: not kept",)
    assert (folder / "gps.csv").read_text().startswith(GPS + "one cell\n")


def test_a_letter_that_the_file_cannot_hold_is_refused_and_nothing_is_written(
    lay: Laid, tmp_path: Path
) -> None:
    (tmp_path / "walk.csv").write_text("lat,lon,time,name\n37.5,127.0,2020-03-02T01:00:00Z,🙂\n")
    gps = "phone,at,lon,lat,name\n01012345678,2020-03-02T09:00,127,37.5,집\n".encode("cp949")
    folder = lay({"gps.csv": gps, "bundle.toml": '[profile.gps]\nencoding = "cp949"'})
    imported = import_files([tmp_path / "walk.csv"], person_id="P9")
    with pytest.raises(InvalidInput, match=r"gps\.csv: cp949 has no letter '🙂'"):
        add_to_bundle(folder, imported)
    assert (folder / "gps.csv").read_bytes() == gps
    assert (folder / "persons.csv").read_text() == PERSONS


@pytest.mark.parametrize(
    ("persons", "person_id", "message"),
    [
        ("person_id,phone\nP1,\n", "P1", "persons.csv: person 'P1' has no phone"),
        ("person_id,phone\nP2,P1\n", "P1", "person 'P1' cannot go by that name in gps.csv; give it a phone"),
        (PERSONS, "--", "person '--' cannot go by that name"),
        (PERSONS, " P1", "person ' P1' cannot go by that name"),
    ],
)  # fmt: skip
def test_a_person_who_cannot_be_named_in_gps_is_refused(
    lay: Laid, tmp_path: Path, persons: str, person_id: str, message: str
) -> None:
    (tmp_path / "walk.csv").write_text(TRACK)
    folder = lay({"persons.csv": persons})
    imported = import_files([tmp_path / "walk.csv"], person_id=person_id)
    with pytest.raises(InvalidInput) as refusal:
        add_to_bundle(folder, imported)
    assert str(refusal.value).startswith(message)


def test_drawings_without_times_are_left_out_and_told(tmp_path: Path) -> None:
    text = """<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Placemark>
    <TimeStamp><when>2020-03-02T01:00:00Z</when></TimeStamp>
    <LineString><coordinates>127,37 127.1,37.1</coordinates></LineString></Placemark></kml>"""
    (tmp_path / "way.kml").write_text(text)
    imported = import_files([tmp_path / "way.kml"], person_id="P1")
    assert add_to_bundle(tmp_path / "new", imported) == (
        0,
        ("2 drawn positions have no time of their own: left out",),
    )


def test_a_file_that_is_no_history_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.bin").write_bytes(b"\x7fELF\0\0")
    with pytest.raises(InvalidInput, match=r"x\.bin"):
        import_files([tmp_path / "x.bin"], person_id="P1")
    with pytest.raises(InvalidInput, match=r"gone\.gpx: no such file"):
        import_files([tmp_path / "gone.gpx"], person_id="P1")
    with pytest.raises(InvalidInput, match="timezone 'Mars' is not an IANA name"):
        import_files([], person_id="P1", timezone="Mars")
