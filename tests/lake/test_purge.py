"""Erasing: no row from before the day is left anywhere, and a signed report says so."""

import json
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from dongseon import lake
from dongseon.errors import InvalidInput, NotFound
from dongseon.lake import erasure, generations

from .makers import NOW, at, connections_file, days, rows_on_disk, visits_file

KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
DAY = date(2020, 5, 3)  # local; begins at 15:00 UTC of the 2nd


@pytest.fixture
def full(tmp_path: Path) -> Path:
    folder = tmp_path / "lake"
    lake.create(folder, timezone="Asia/Seoul")
    files = [
        visits_file(tmp_path / f"{n}/visits.parquet", day) for n, day in enumerate(days(10, 5))
    ]
    list(lake.ingest(folder, files, now=NOW))
    return folder


def erase(folder: Path, day: date = DAY, *, wait_s: float = 0.0) -> lake.Purged:
    return lake.purge(folder, before=day, key=KEY, now=NOW, wait_s=wait_s)


@pytest.mark.parametrize("compacted", [False, True])
def test_rows_from_before_the_day_are_in_no_file_and_all_others_are(
    full: Path, compacted: bool
) -> None:
    everything = rows_on_disk(full, "by_person")
    if compacted:
        lake.compact(full)
    done = erase(full)
    stay = [row for row in everything if row[2] >= at(39)]
    assert rows_on_disk(full, "by_person") == rows_on_disk(full, "by_place") == stay
    assert done.rows == len(everything) - len(stay)
    assert lake.verify(full).faults == lake.verify(full).leftovers == ()
    assert len(list((full / "generations").iterdir())) == 1


def test_the_report_is_signed_and_names_files_and_counts_but_no_person(full: Path) -> None:
    before = {part.path: part for part in generations.present(full).parts}
    done = erase(full)
    (path,) = done.reports
    told = erasure.check(path.read_bytes(), key=KEY.public_key(), name=path.name)
    assert told["rows"]["visit"] == done.rows
    assert told["before"] == "2020-05-03"
    for file in told["files"]:
        assert file["sha256"] == before[file["path"]].sha256
        assert not (full / file["path"]).exists()
    assert "p00" not in path.read_text(encoding="utf-8")


def test_a_report_that_was_changed_or_signed_by_another_is_refused(full: Path) -> None:
    text = erase(full).reports[0].read_bytes()
    changed = json.loads(text)
    changed["erased"]["rows"]["visit"] += 1
    with pytest.raises(InvalidInput, match="signature is wrong"):
        erasure.check(json.dumps(changed).encode(), key=KEY.public_key(), name="r")
    other = Ed25519PrivateKey.generate().public_key()
    with pytest.raises(InvalidInput, match="signature is wrong"):
        erasure.check(text, key=other, name="r")
    with pytest.raises(InvalidInput, match="is no erasure report"):
        erasure.check(b"{}", key=other, name="r")


def test_what_was_erased_cannot_come_back(full: Path, tmp_path: Path) -> None:
    erase(full)
    old = visits_file(tmp_path / "again/visits.parquet", days(12, 1)[0])
    (done,) = lake.ingest(full, [old], now=NOW)
    assert (done.source.rows, done.source.rejected) == (0, 48)
    assert "is before 2020-05-03" in (full / done.source.rejects).read_text(encoding="utf-8")
    with pytest.raises(InvalidInput, match="is purged before 2020-05-03 already"):
        erase(full, date(2020, 5, 2))


def test_rejected_rows_go_with_their_file(full: Path, tmp_path: Path) -> None:
    file = connections_file(
        tmp_path / "base_station.csv", [("01055556666", "", at(1), at(2)), ("1", "S", at(1), at(2))]
    )
    (done,) = lake.ingest(full, [file], now=NOW)
    rejects = full / done.source.rejects
    assert rejects.is_file()
    erase(full)
    assert not rejects.exists()
    assert generations.present(full).sources[-1].rejects == ""


def test_a_reader_holds_a_purge_up_and_the_next_one_finishes_it(full: Path) -> None:
    everything = rows_on_disk(full, "by_person")
    with lake.open_desk(full) as desk:
        with pytest.raises(InvalidInput, match="generation 6 is still being read"):
            erase(full)
        window = lake.Window(at(0), at(1))
        assert len(desk.rows_at(["s0", "s1", "s2", "s3", "s4"], window, kind="visit")) == 10
        assert not list((full / "erasures").iterdir())
    assert len(rows_on_disk(full, "by_person")) > len(everything)
    done = erase(full)
    assert [one.before for one in done.erasures] == ["2020-05-03"]
    assert len(done.reports) == 1
    assert min(row[2] for row in rows_on_disk(full, "by_person")) >= at(39)


def test_a_purge_of_nothing_says_so(full: Path) -> None:
    done = erase(full, date(2019, 1, 1))
    assert done.rows == 0
    assert (
        erasure.check(done.reports[0].read_bytes(), key=KEY.public_key(), name="r")["files"] == []
    )
    assert erase(full, date(2019, 1, 1)).reports == ()


def test_a_key_must_be_its_owner_s_alone_and_of_the_right_sort(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    with pytest.raises(NotFound, match="no key is there"):
        erasure.read_key(path)
    form = (
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(KEY.private_bytes(*form))
    path.chmod(0o644)
    with pytest.raises(InvalidInput, match="others may read this key"):
        erasure.read_key(path)
    path.chmod(0o600)
    assert erasure.key_id(erasure.read_key(path).public_key()) == erasure.key_id(KEY.public_key())
    path.write_bytes(generate_private_key(SECP256R1()).private_bytes(*form))
    with pytest.raises(InvalidInput, match="is no Ed25519 key"):
        erasure.read_key(path)
    path.write_bytes(b"nonsense")
    with pytest.raises(InvalidInput, match="is no private key"):
        erasure.read_key(path)
