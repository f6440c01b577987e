"""What the database's owner does behind the application's back with SQL is found, every time.

Each story starts from the same log: 12 entries sealed by two heads that a witness has seen, and three
more that are not sealed yet. The owner has switched the triggers off.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.console.audit.conftest import Copies
from tests.console.audit.test_sealing import write
from tests.console.conftest import NOW, SERVER

from dongseon import ledger
from dongseon.console.audit import actions, keys, leaves, sealing, tail, verifying
from dongseon.console.audit.models import Entry
from dongseon.console.audit.verifying import Kind, Verification
from dongseon.ledger import SignerKey, Tree, TreeHead, VerifierKey
from dongseon.running import postgres

TABLES = ("audit_entry", "audit_leaf", "audit_node", "audit_head")
Visit = Callable[[str, Path], AbstractContextManager[None]]
LATER = NOW + timedelta(hours=1)
CHANGED = {
    Kind.ENTRY_CHANGED,
    Kind.NODE_CHANGED,
    Kind.HEAD_CONTRADICTED,
    Kind.WITNESS_CONTRADICTED,
}


@dataclass(frozen=True, slots=True)
class Log:
    """A sealed log of a test's own: its database, its data folder, its true key."""

    database: str
    folder: Path
    key: VerifierKey

    def tamper(self, *statements: str) -> None:
        """As the owner of the tables, with the triggers switched off."""
        with psycopg.connect(SERVER.url(postgres.OWNER, self.database)) as owner:
            for table in TABLES:
                owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            for statement in statements:
                owner.execute(statement.encode())

    def verify(self, key: VerifierKey | None = None) -> Verification:
        """As `dongseon audit verify` does."""
        memory = self.folder / "witness" / "audit.heads"
        return verifying.verify(key=key or self.key, witness=memory, tail=tail.read(tail.path()))

    def kinds(self) -> set[Kind]:
        """What is found to be wrong."""
        return {finding.kind for finding in self.verify().findings}


@pytest.fixture(scope="module")
def sealed(
    copies: Copies, visiting: Visit, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Log]:
    """The log as the application left it."""
    folder = tmp_path_factory.mktemp("sealed")
    with copies(postgres.DATABASE) as name:
        with psycopg.connect(SERVER.url(postgres.OWNER, name)) as owner:
            owner.execute("ALTER SEQUENCE audit_entry_seq_seq RESTART")  # so entry 3 is the third
        with visiting(name, folder):
            write(NOW, 7)
            sealing.seal_now(NOW)
            write(NOW + timedelta(minutes=30), 5)
            sealing.seal_now(LATER)
            write(LATER + timedelta(minutes=9), 3)
            key = keys.pinned()
        log = Log(name, folder, key)
        log.tamper(*(f"CREATE TABLE kept_{table} AS TABLE {table}" for table in TABLES))
        yield log


@pytest.fixture
def log(sealed: Log, visiting: Visit, tmp_path: Path) -> Iterator[Log]:
    """The same, to be tampered with: it is put right afterwards."""
    folder = tmp_path / "data"
    copytree(sealed.folder, folder)
    with visiting(sealed.database, folder):
        yield Log(sealed.database, folder, sealed.key)
    for table in TABLES:
        sealed.tamper(f"TRUNCATE {table}", f"INSERT INTO {table} TABLE kept_{table}")


def test_the_log_as_it_was_left_is_in_order(log: Log) -> None:
    found = log.verify()
    assert found.ok
    assert (found.entries, found.unsealed, found.heads, found.witnessed) == (12, 3, 2, 2)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        pytest.param(
            "UPDATE audit_entry SET why = 'a good reason' WHERE act = 'cases.act3'",
            CHANGED,
            id="a reason made up afterwards",
        ),
        pytest.param(
            "UPDATE audit_entry AS a SET officer_id = gen_random_uuid() WHERE seq = 2",
            CHANGED,
            id="somebody else did it",
        ),
        pytest.param(
            "UPDATE audit_entry AS a SET subject_id = b.subject_id FROM audit_entry AS b"
            " WHERE (a.seq, b.seq) IN ((3, 4), (4, 3))",
            CHANGED,
            id="two fields swapped between two entries",
        ),
        pytest.param(
            "UPDATE audit_entry SET subject_id = case_id, case_id = subject_id WHERE seq = 5",
            CHANGED,
            id="two fields swapped within an entry",
        ),
        pytest.param(
            "UPDATE audit_entry SET at = at - interval '1 microsecond' WHERE seq = 6",
            CHANGED,
            id="dated back by a microsecond",
        ),
        pytest.param(
            "UPDATE audit_entry SET fields = '{name}' WHERE seq = 7",
            CHANGED,
            id="other fields were seen",
        ),
        pytest.param(
            "DELETE FROM audit_entry WHERE seq = 4", {Kind.ENTRY_REMOVED}, id="an entry removed"
        ),
        pytest.param(
            "WITH gone AS (DELETE FROM audit_entry WHERE seq = 4)"
            " DELETE FROM audit_leaf WHERE entry_seq = 4",
            {
                Kind.LEAF_MISSING,
                Kind.NODE_CHANGED,
                Kind.CUT_OFF,
                Kind.HEAD_CONTRADICTED,
                Kind.WITNESS_CUT_OFF,
                Kind.WITNESS_CONTRADICTED,
            },
            id="an entry removed with its leaf",
        ),
        pytest.param(
            "UPDATE audit_leaf AS a SET number = -1 - b.number FROM audit_leaf AS b"
            " WHERE (a.number, b.number) IN ((2, 3), (3, 2));"
            "UPDATE audit_leaf SET number = -1 - number WHERE number < 0",
            {Kind.NODE_CHANGED, Kind.HEAD_CONTRADICTED, Kind.WITNESS_CONTRADICTED},
            id="two entries in another order",
        ),
        pytest.param(
            "INSERT INTO audit_entry (cluster, transaction, at, role, area, purpose, kind, act,"
            " subject_kind, fields, why) SELECT cluster, transaction, at, role, area, purpose,"
            " kind, 'cases.consent', subject_kind, fields, why FROM audit_entry WHERE seq = 3",
            {Kind.ENTRY_INSERTED},
            id="an entry inserted and dated back",
        ),
        pytest.param(
            "INSERT INTO audit_entry (cluster, transaction, at, role, area, purpose, kind, act,"
            " subject_kind, fields, why) SELECT 9, transaction, at, role, area, purpose,"
            " kind, 'cases.consent', subject_kind, fields, why FROM audit_entry WHERE seq = 3",
            {Kind.ENTRY_INSERTED},
            id="an entry inserted as if from a restored copy",
        ),
        pytest.param(
            "DELETE FROM audit_head WHERE number = 1",
            {Kind.HEAD_MISSING},
            id="the last head removed",
        ),
        pytest.param(
            "DELETE FROM audit_head WHERE number = 0",
            {Kind.HEAD_MISSING},
            id="the first head removed",
        ),
        pytest.param(
            "UPDATE audit_head SET note = replace(note, '12', '13') WHERE number = 1",
            {Kind.HEAD_FORGED, Kind.HEAD_MISSING},
            id="a head changed",
        ),
        pytest.param(
            "UPDATE audit_head SET below = below + 100, size = 11 WHERE number = 1",
            {Kind.HEAD_FORGED, Kind.ENTRY_INSERTED},
            id="a head's row changed beside what was signed",
        ),
        pytest.param(
            "UPDATE audit_node SET hash = sha256('made up') WHERE level = 1 AND index = 1",
            {Kind.NODE_CHANGED},
            id="an inner hash changed",
        ),
        pytest.param(
            "DELETE FROM audit_node WHERE level = 2 AND index = 1",
            {Kind.NODE_CHANGED},
            id="an inner hash removed",
        ),
        pytest.param(
            "DELETE FROM audit_leaf; DELETE FROM audit_node; DELETE FROM audit_head",
            {Kind.WITNESS_CUT_OFF, Kind.HEAD_MISSING},
            id="all sealing rows removed",
        ),
        pytest.param(
            "DELETE FROM audit_entry WHERE seq = (SELECT max(seq) FROM audit_entry)",
            {Kind.TAIL_CUT_OFF},
            id="the unsealed tail cut off",
        ),
        pytest.param(
            "UPDATE audit_entry SET officer_id = NULL"
            " WHERE seq = (SELECT max(seq) FROM audit_entry)",
            {Kind.TAIL_CHANGED},
            id="the unsealed tail changed",
        ),
    ],
)
def test_tampering_is_found(log: Log, statement: str, expected: set[Kind]) -> None:
    log.tamper(statement)
    assert log.kinds() == expected


def test_a_cut_off_tail_is_found_where_every_sealing_row_of_it_went_too(log: Log) -> None:
    """Back to the first head: entries, leaves, inner hashes and the second head are gone."""
    log.tamper(
        "DELETE FROM audit_entry WHERE seq IN (SELECT entry_seq FROM audit_leaf WHERE number >= 7)",
        "DELETE FROM audit_leaf WHERE number >= 7",
        "DELETE FROM audit_node WHERE (index + 1) << level > 7",
        "DELETE FROM audit_head WHERE number = 1",
    )
    assert log.kinds() == {Kind.WITNESS_CUT_OFF, Kind.HEAD_MISSING}


def test_a_changed_entry_is_found_where_its_leaf_and_all_hashes_above_fit_again(log: Log) -> None:
    log.tamper("UPDATE audit_entry SET why = 'a good reason' WHERE seq = 3")
    log.tamper(*rewritten_tree())
    assert log.kinds() == {Kind.HEAD_CONTRADICTED, Kind.WITNESS_CONTRADICTED}


def test_a_tree_rewritten_and_signed_with_another_key_is_found(log: Log) -> None:
    """The owner changes an entry, all hashes and the heads, and exchanges the public key beside them."""
    false = SignerKey(keys.ORIGIN, Ed25519PrivateKey.generate())
    log.tamper("UPDATE audit_entry SET why = 'a good reason' WHERE seq = 3")
    log.tamper(*rewritten_tree(), *rewritten_heads(false))
    keys.public_path().write_text(f"{false.verifier}\n", encoding="ascii")
    assert Kind.HEAD_FORGED in log.kinds()
    under_false = {finding.kind for finding in log.verify(keys.pinned()).findings}
    assert under_false == {Kind.WITNESS_FORGED}


def rewritten_tree() -> Iterator[str]:
    """What makes leaves and inner hashes fit the entries as they are now."""
    tree, seqs = present_tree()
    for number, seq in enumerate(seqs):
        yield (
            f"UPDATE audit_leaf SET hash = '\\x{tree.leaf(number).hex()}' WHERE entry_seq = {seq}"
        )
    for level in range(1, tree.size.bit_length()):
        for index in range(tree.size >> level):
            found = tree.node(level, index).hex()
            yield (
                f"UPDATE audit_node SET hash = '\\x{found}'"
                f" WHERE level = {level} AND index = {index}"
            )


def rewritten_heads(signer: SignerKey) -> Iterator[str]:
    """What makes the heads fit the tree, under another key."""
    tree, _ = present_tree()
    for number, (size, at) in enumerate(((7, NOW), (12, LATER))):
        head = TreeHead(signer.name, size, tree.root(size), at.astimezone(UTC))
        note = ledger.sign_head(head, signer).note
        yield f"UPDATE audit_head SET note = $${note}$$ WHERE number = {number}"


def present_tree() -> tuple[Tree, list[int]]:
    """The tree of the sealed entries as they are now, and their numbers in its order."""
    tree = Tree()
    entries = list(Entry.objects.order_by("seq")[:12])
    for entry in entries:
        tree.append(leaves.hash_of(entry))
    return tree, [entry.seq for entry in entries]


def test_the_application_has_no_right_to_do_any_of_it(log: Log, now: datetime) -> None:
    with psycopg.connect(SERVER.url(postgres.APPLICATION, log.database), autocommit=True) as app:
        for table in TABLES:
            for statement in (f"DELETE FROM {table}", f"TRUNCATE {table}", f"ALTER TABLE {table} DISABLE TRIGGER USER"):  # fmt: skip
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    app.execute(statement.encode())
    assert actions.this_cluster()
    assert log.verify().ok
