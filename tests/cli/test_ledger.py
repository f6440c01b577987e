"""`dongseon ledger verify`: what a log's owner, or an auditor with a witness's heads, is told."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from dongseon import cli
from dongseon.ledger import SignerKey, witness_file
from dongseon.ledger.log import Log, key_path

SIGNER = SignerKey("telco-a.example/holder", Ed25519PrivateKey.from_private_bytes(b"\x05" * 32))
NOON = datetime(2020, 5, 9, 12, tzinfo=UTC)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "audit.log"
    with Log(path, SIGNER) as kept:
        kept.append_all([b"first", b"second", b"third"])
        note = kept.sign_head(NOON).note
    witness_file.accept(tmp_path / "seen", note, proof=(), key=SIGNER.verifier)
    return path


def test_a_clean_log_has_status_0(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["ledger", "verify", str(log), "--witness", str(log.parent / "seen")]) == 0
    said = capsys.readouterr().out
    assert "3 entries, root " in said
    assert "3 of them under 1 signed heads, 1 heads of the witness" in said
    assert "Nothing is wrong." in said


def test_a_changed_log_has_status_1_and_says_where(
    log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log.write_bytes(log.read_bytes().replace(b" second", b" sekond"))
    assert cli.run(["ledger", "verify", str(log)]) == 1
    said = capsys.readouterr().out
    assert "entry_damaged" in said
    assert "head_contradicted" in said


def test_the_answer_as_json(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["ledger", "verify", str(log), "--key", str(SIGNER.verifier), "--json"]
    with log.open("ab") as file:
        file.write(b"half")
    assert cli.run(words) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["ok"], said["entries"], said["torn_bytes"]) == (True, 3, 4)
    log.write_bytes(b"")
    assert cli.run(words) == 1
    said = json.loads(capsys.readouterr().out)
    assert not said["ok"]
    assert [finding["kind"] for finding in said["findings"]] == ["cut_off"]


def test_a_key_of_one_s_own_does_not_trust_the_one_beside_the_log(log: Path) -> None:
    """Who can write beside the log can put another key and other heads there."""
    stranger = SignerKey(SIGNER.name, Ed25519PrivateKey.from_private_bytes(b"\x06" * 32))
    for path in log.parent.glob("audit.log*"):
        path.unlink()
    with Log(log, stranger) as kept:
        kept.append(b"all new")
        kept.sign_head(NOON)
    assert cli.run(["ledger", "verify", str(log)]) == 0
    assert cli.run(["ledger", "verify", str(log), "--key", str(SIGNER.verifier)]) == 1


def test_a_witness_s_clock_job(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["ledger", "witness", str(log), "--witness", str(log.parent / "mine")]
    assert cli.run(words) == 0
    assert cli.run(words) == 0
    assert "1 heads of the witness" in capsys.readouterr().out
    log.write_bytes(b"")
    assert cli.run(words) == 1
    assert cli.run(words[:3]) == 2
    assert "name the file to keep heads in" in capsys.readouterr().err


def test_what_cannot_be_read_has_status_2(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["ledger", "verify", str(log.parent / "none")]) == 2
    assert "no such file; name the key with --key" in capsys.readouterr().err
    key_path(log).write_bytes(b"\xff")
    assert cli.run(["ledger", "verify", str(log)]) == 2
    assert "not a public key" in capsys.readouterr().err
    assert cli.run(["ledger", "forget", str(log)]) == 2
