"""Entries become leaves once, in the order of finished transactions; heads are signed and witnessed."""

import base64
import threading
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar
from uuid import uuid4

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction
from tests.console.conftest import SERVER

from dongseon import ledger
from dongseon.console.audit import actions, asked, keys, sealing, tail, verifying, witnesses
from dongseon.console.audit.models import Entry, Head, Leaf
from dongseon.console.audit.types import Actor, Subject
from dongseon.errors import InvalidInput
from dongseon.ledger import SignerKey, merkle
from dongseon.running import postgres

WHO = Actor(uuid4(), "investigator", "11", "investigation")


def write(now: datetime, count: int = 1) -> None:
    """So many acts, a transaction each."""
    for number in range(count):
        with transaction.atomic():
            actions.record(
                by=WHO, now=now, act=f"cases.act{number}", subjects=[Subject("case", uuid4())]
            )


def is_sound(folder: Path) -> bool:
    """Whether the log, its witness and its tail agree."""
    memory = folder / "witness" / "audit.heads"
    return verifying.verify(
        key=keys.pinned(), witness=memory if memory.exists() else None, tail=tail.read(tail.path())
    ).ok


def test_each_entry_becomes_a_leaf_once(own_database: str, now: datetime, tmp_path: Path) -> None:
    write(now, 5)
    assert sealing.seal_now(now).entries == 5
    assert sealing.seal_now(now + timedelta(hours=1)).entries == 0
    write(now, 4)
    assert sealing.seal_now(now + timedelta(hours=2)).entries == 4
    assert list(Leaf.objects.order_by("number").values_list("number", flat=True)) == list(range(9))
    assert Head.objects.count() == 3
    assert is_sound(tmp_path)


def test_an_entry_of_a_transaction_under_way_waits_for_the_next_hour(
    own_database: str, now: datetime, tmp_path: Path
) -> None:
    write(now)
    with psycopg.connect(SERVER.url(postgres.APPLICATION, own_database)) as slow:
        slow.execute("SELECT pg_current_xact_id()")  # the lower number, begun first
        write(now)
        assert sealing.seal_now(now).entries == 1
        slow.execute(
            "INSERT INTO audit_entry (cluster, transaction, at, role, area, purpose, kind, act,"
            " subject_kind, fields, why) SELECT %s, pg_current_xact_id()::text::bigint, %s,"
            " '', '', '', 'write', 'slow', '', '{}', ''",
            (actions.this_cluster(), now),
        )
        slow.commit()
    assert sealing.seal_now(now + timedelta(hours=1)).entries == 2
    sealed = Leaf.objects.order_by("number").values_list("entry_seq", flat=True)
    acts = dict(Entry.objects.values_list("seq", "act"))
    assert [acts[seq] for seq in sealed] == ["cases.act0", "slow", "cases.act0"]
    assert is_sound(tmp_path)


def test_entries_restored_from_another_cluster_are_sealed_too(
    own_database: str, now: datetime, tmp_path: Path
) -> None:
    write(now)
    with psycopg.connect(SERVER.url(postgres.OWNER, own_database)) as owner:
        owner.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
        owner.execute("UPDATE audit_entry SET cluster = 7, transaction = 1 << 40")
        owner.execute("ALTER TABLE audit_entry ENABLE TRIGGER USER")
    tail.path().unlink()
    write(now)
    assert sealing.seal_now(now).entries == 2
    write(now)
    assert sealing.seal_now(now + timedelta(hours=1)).entries == 1
    assert is_sound(tmp_path)


def test_the_tail_remembers_what_is_not_sealed_and_no_more(
    own_database: str, now: datetime
) -> None:
    write(now, 3)
    assert len(tail.read(tail.path())) == 3
    sealing.seal_now(now)
    assert tail.read(tail.path()) == {}


def test_what_is_undone_leaves_nothing_in_the_tail(own_database: str, now: datetime) -> None:
    with transaction.atomic():
        actions.record(by=WHO, now=now, act="cases.open", subjects=[Subject("case", uuid4())])
        transaction.set_rollback(True)
    assert tail.read(tail.path()) == {}


def test_nothing_is_sealed_on_top_of_a_tree_that_was_changed(
    own_database: str, now: datetime
) -> None:
    write(now, 3)
    sealing.seal_now(now)
    with psycopg.connect(SERVER.url(postgres.OWNER, own_database)) as owner:
        owner.execute("ALTER TABLE audit_leaf DISABLE TRIGGER USER")
        owner.execute("UPDATE audit_leaf SET hash = sha256('made up') WHERE number = 2")
    with pytest.raises(sealing.Broken, match="not the one that was signed"):
        sealing.seal_now(now + timedelta(hours=1))


def test_a_witness_out_of_reach_is_shown_the_next_head(
    own_database: str, now: datetime, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    signer = keys.signer()
    elsewhere = witnesses.FolderWitness(tmp_path / "mounted", signer.verifier)
    write(now, 2)
    sealing.seal(now=now, signer=signer, witness=elsewhere)
    assert "cannot be reached" in caplog.text
    elsewhere.path.parent.mkdir()
    write(now, 2)
    sealing.seal(now=now + timedelta(hours=1), signer=signer, witness=elsewhere)
    assert verifying.verify(key=signer.verifier, witness=elsewhere.path, tail={}).witnessed == 1


def test_a_witness_refuses_a_log_that_was_made_anew(
    own_database: str, now: datetime, tmp_path: Path
) -> None:
    """The owner removes everything; the application goes on with an empty log, and is stopped."""
    write(now, 6)
    sealing.seal_now(now)
    with psycopg.connect(SERVER.url(postgres.OWNER, own_database)) as owner:
        for table in ("audit_entry", "audit_leaf", "audit_node", "audit_head"):
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            owner.execute(f"TRUNCATE {table}")
    write(now, 9)
    with pytest.raises(witnesses.Refused, match="not_an_extension"):
        sealing.seal_now(now + timedelta(hours=1))


def test_even_the_owner_changes_nothing_by_a_slip(own_database: str, now: datetime) -> None:
    write(now, 2)
    sealing.seal_now(now)
    keys_of = {"entry": "seq", "leaf": "number", "node": "level", "head": "number"}
    with psycopg.connect(SERVER.url(postgres.OWNER, own_database), autocommit=True) as owner:
        for table, key in keys_of.items():
            for statement in (f"UPDATE audit_{table} SET {key} = {key}", f"DELETE FROM audit_{table}",
                              f"TRUNCATE audit_{table}"):  # fmt: skip
                with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
                    owner.execute(statement)


def test_the_command_line_asks_the_same(own_database: str, now: datetime, tmp_path: Path) -> None:
    write(now, 3)
    assert asked.main({"do": "seal"}, now)["sealed"] == 3
    write(now, 1)
    found = asked.main({"do": "verify", "key": "", "witness": ""}, now)
    assert (found["ok"], found["entries"], found["unsealed"], found["witnessed"]) == (True, 3, 1, 1)
    strange = str(SignerKey(keys.ORIGIN, Ed25519PrivateKey.generate()).verifier)
    found = asked.main({"do": "verify", "key": strange, "witness": str(tmp_path / "witness")}, now)
    assert {one["kind"] for one in found["findings"]} >= {"head_forged", "witness_forged"}
    with pytest.raises(InvalidInput, match="no such file"):
        asked.main({"do": "verify", "key": "", "witness": str(tmp_path / "nowhere")}, now)


class Memory(BaseHTTPRequestHandler):
    """A witness that keeps one size, and answers as C2SP tlog-witness does."""

    size = 0
    shown: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        """Take a head that continues what was seen; else say what was."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        old = int(body.split("\n", 1)[0].removeprefix("old "))
        fits = old == Memory.size
        self.send_response(200 if fits else 409)
        self.end_headers()
        if fits:
            note = body.split("\n\n", 1)[1]
            Memory.size = int(note.split("\n")[1])
            Memory.shown.append(body)
        else:
            self.wfile.write(f"{Memory.size}\n".encode())

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def test_a_witness_over_http_is_asked_again_from_what_it_saw_last(
    own_database: str, now: datetime
) -> None:
    signer = keys.signer()
    with HTTPServer(("127.0.0.1", 0), Memory) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        witness = witnesses.ServerWitness(f"http://127.0.0.1:{server.server_port}/w")
        write(now, 3)
        sealing.seal(now=now, signer=signer, witness=witness)
        Memory.size = 2  # it missed the last one
        write(now, 2)
        sealing.seal(now=now + timedelta(hours=1), signer=signer, witness=witness)
        assert Memory.size == 5
        old, proof = Memory.shown[-1].split("\n\n", 1)[0].split("\n", 1)
        assert old == "old 2"
        head = ledger.read_head(Memory.shown[-1].split("\n\n", 1)[1], [signer.verifier]).head
        assert merkle.verify_consistency(
            first=2,
            first_root=merkle.root_of(2, sealing.stored_hash),
            second=5,
            second_root=head.root,
            proof=[base64.b64decode(line) for line in proof.split("\n")],
        )
        Memory.size = 9  # it saw a longer log
        with pytest.raises(witnesses.Refused, match="409"):
            sealing.seal(now=now + timedelta(hours=2), signer=signer, witness=witness)
        server.shutdown()
