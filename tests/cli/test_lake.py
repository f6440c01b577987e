"""`dongseon lake`: a holder's files in, answers out, old rows gone, and one line when it cannot be done."""

import json
from pathlib import Path
from typing import Any

import pyarrow.csv
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from dongseon import cli

CONNECTIONS = """phone,from,to,base_station_id
01000000001,2020-05-01T10:00:00,2020-05-01T10:40:00,S1
01000000002,2020-05-01T10:30:00,2020-05-01T11:00:00,S1
01000000003,2020-05-02T10:00:00,,S2
,2020-05-02T10:00:00,,S2
"""
DAYS = ["--from", "2020-05-01", "--to", "2020-05-03"]


@pytest.fixture
def telco(tmp_path: Path) -> Path:
    (tmp_path / "base_station.csv").write_text(CONNECTIONS, encoding="utf-8")
    assert (
        cli.run(["lake", "ingest", str(tmp_path / "telco"), str(tmp_path / "base_station.csv")])
        == 0
    )
    return tmp_path / "telco"


@pytest.fixture
def key(tmp_path: Path) -> Path:
    made = Ed25519PrivateKey.generate()
    path = tmp_path / "erasure.pem"
    path.write_bytes(
        made.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    path.chmod(0o600)
    (tmp_path / "erasure.pub").write_bytes(
        made.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    )
    return path


def asked(capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> dict[str, Any]:
    capsys.readouterr()
    assert cli.run(["lake", *words, "--json"]) == status
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    return said


def test_a_second_ingest_says_that_the_file_is_there(
    telco: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = asked(capsys, "ingest", str(telco), str(telco.parent / "base_station.csv"))
    (file,) = said["files"]
    assert (file["again"], file["rows"], file["rejected"]) == (True, 3, 1)


def test_one_person_s_rows_come_with_times_and_nothing_of_others(
    telco: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["ask", "slice", str(telco), "--person", "01000000001", *DAYS, "--kind", "connection"]
    assert asked(capsys, *words)["connection"] == [
        {
            "person_id": "01000000001",
            "place_id": "S1",
            "start_utc": "2020-05-01T01:00:00+00:00",
            "end_utc": "2020-05-01T01:40:00+00:00",
        }
    ]


def test_who_was_at_a_sector_for_long_enough(
    telco: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["ask", "present", str(telco), "--place", "S1", *DAYS, "--kind", "connection"]
    assert [row["stay_s"] for row in asked(capsys, *words)["present"]] == [2400, 1800]
    (row,) = asked(capsys, *words, "--least", "35")["present"]
    assert row["person_id"] == "01000000001"
    assert len(asked(capsys, *words, "--rows")["present"]) == 2


def test_contacts_go_to_a_file_that_no_spreadsheet_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "base_station.csv"
    file.write_text(CONNECTIONS.replace("S1", "=1+1"), encoding="utf-8")
    cli.run(["lake", "ingest", str(tmp_path / "telco"), str(file)])
    out = tmp_path / "contacts.csv"
    words = ["ask", "contacts", str(tmp_path / "telco"), "--case", "01000000001", *DAYS]
    said = asked(capsys, *words, "--kind", "connection", "--out", str(out))
    assert said == {"rows": 1, "out": str(out)}
    (row,) = pyarrow.csv.read_csv(out).to_pylist()
    assert (row["place_id"], row["overlap_s"]) == ("'=1+1", 600)
    assert cli.run(["lake", *words, "--out", str(tmp_path / "contacts.xls")]) == 2


def test_small_flows_are_not_told(telco: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["ask", "flow", str(telco), *DAYS, "--kind", "connection"]
    assert asked(capsys, *words)["flow"] == []


def test_a_purge_leaves_a_report_that_verify_checks(
    telco: Path, key: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = asked(capsys, "purge", str(telco), "--before", "2020-05-02", "--key", str(key))
    assert said["rows"] == 2
    signer = ["--signer", str(key.with_suffix(".pub"))]
    assert asked(capsys, "verify", str(telco), *signer)["ok"]
    report = Path(said["reports"][0])
    report.write_text(
        report.read_text(encoding="utf-8").replace("2020-05-02", "2020-05-01"), encoding="utf-8"
    )
    found = asked(capsys, "verify", str(telco), *signer, status=1)
    assert "signature is wrong" in found["faults"][0]


def test_compaction_says_what_it_merged(telco: Path, capsys: pytest.CaptureFixture[str]) -> None:
    more = telco.parent / "more/base_station.csv"
    more.parent.mkdir()
    more.write_text(CONNECTIONS.replace("2020-05-01", "2020-05-04"), encoding="utf-8")
    cli.run(["lake", "ingest", str(telco), str(more)])
    assert asked(capsys, "compact", str(telco)) == {
        "generation": 4,
        "rows": 5,
        "files_before": 4,
        "files_after": 2,
    }


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["compact", "nowhere"], "nowhere: is no lake"),
        (["ingest", "new", "nothing.csv", "--kind", "coffee"], "kind 'coffee'"),
        (["ingest", "new", "nothing.csv", "--column", "phone"], "write OURS=THEIRS"),
        (["purge", "nowhere", "--before", "May", "--key", "k"], "is not a day"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    words: list[str],
    said: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.run(["lake", *words]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1


def test_times_that_cannot_be_read_are_named(
    telco: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["ask", "slice", str(telco), "--person", "1", "--from", "noon", "--to", "2020-05-03"]
    assert cli.run(["lake", *words]) == 2
    assert "'noon' is not a time" in capsys.readouterr().err


def test_people_read_a_table_and_a_summary(telco: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["lake", "verify", str(telco)]) == 0
    assert "3 rows in 2 files: all is well" in capsys.readouterr().out
    words = ["ask", "present", str(telco), "--place", "S1", *DAYS, "--kind", "connection"]
    assert cli.run(["lake", *words]) == 0
    assert "present: 2 rows" in capsys.readouterr().out
