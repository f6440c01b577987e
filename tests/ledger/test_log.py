"""A log in a file: what `append` returned for is there, after any stop; nothing signed is cut away."""

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dongseon.errors import InvalidInput
from dongseon.ledger import read_head, read_verifier_key, verify_inclusion
from dongseon.ledger.log import Log, heads_path, key_path

from .makers import NOON, ORIGIN, entries, minutes, signer, tree_of


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "audit.log"


def written(path: Path, count: int, head: bool = True) -> None:
    with Log(path, signer()) as log:
        log.append_all(entries(count, begin=log.size))
        if head:
            log.sign_head(NOON + minutes(log.size))


def test_what_was_appended_is_there_when_it_is_opened_again(path: Path) -> None:
    with Log(path, signer()) as log:
        assert [log.append(entry) for entry in entries(5)] == [0, 1, 2, 3, 4]
        root = log.tree.root()
    with Log(path, signer()) as log:
        assert [log.entry(index) for index in range(log.size)] == entries(5)
        assert log.tree.root() == root == tree_of(*entries(5)).root()
        assert log.recovery.torn_bytes == 0
        assert log.append(b"a sixth") == 5


def test_a_signed_head_and_a_proof_show_an_entry_to_a_stranger(path: Path) -> None:
    with Log(path, signer()) as log:
        log.append_all(entries(9))
        note = log.sign_head(NOON).note
        proof, leaf = log.tree.prove_inclusion(6), log.tree.leaf(6)
    key = read_verifier_key(key_path(path).read_text(encoding="utf-8"))
    head = read_head(note, [key]).head
    assert verify_inclusion(leaf, 6, size=head.size, root=head.root, proof=proof)


def test_the_last_head_is_known_when_it_is_opened_again(path: Path) -> None:
    written(path, 3)
    with Log(path, signer()) as log:
        assert log.last_head is not None
        assert log.last_head.head.size == 3
        with pytest.raises(InvalidInput, match="before the last head; is the clock right"):
            log.sign_head(NOON)


def test_only_its_owner_can_read_it(path: Path) -> None:
    written(path, 1)
    for name in (path, heads_path(path)):
        assert stat.S_IMODE(name.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        (b"", "one line, and not an empty one"),
        (b"two\nlines", "one line"),
        (b"x" * (1 << 20) + b"x", "1048577 bytes; at most 1048576"),
    ],
)
def test_an_entry_is_one_line(path: Path, entry: bytes, why: str) -> None:
    with Log(path, signer()) as log:
        with pytest.raises(InvalidInput, match=why):
            log.append_all([b"good", entry])
        assert log.size == 0
    assert path.read_bytes() == b""


def test_an_entry_that_is_not_there_cannot_be_read(path: Path) -> None:
    written(path, 2)
    with Log(path, signer()) as log, pytest.raises(InvalidInput, match="no entry 2 among 2"):
        log.entry(2)


def test_one_process_at_a_time_has_it(path: Path) -> None:
    with Log(path, signer()), pytest.raises(InvalidInput, match="in use by another process"):
        Log(path, signer())
    written(path, 1)


def test_another_key_cannot_go_on_with_it(path: Path) -> None:
    written(path, 2, head=False)
    with pytest.raises(InvalidInput, match="belongs to another key"):
        Log(path, signer(seed=2))
    written(path, 1)
    with pytest.raises(InvalidInput, match="no signature of a known key"):
        Log(path, signer(seed=2))


def test_a_link_is_not_followed(path: Path, tmp_path: Path) -> None:
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic links"):
        Log(path, signer())


def test_many_threads_may_append(path: Path) -> None:
    with Log(path, signer()) as log:
        threads = [
            threading.Thread(target=lambda n=n: [log.append(b"%d/%d" % (n, i)) for i in range(20)])
            for n in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        found = [log.entry(index) for index in range(log.size)]
    assert sorted(found) == sorted(b"%d/%d" % (n, i) for n in range(8) for i in range(20))
    for n in range(8):  # each thread's own order is kept
        own = [entry for entry in found if entry.startswith(b"%d/" % n)]
        assert own == [b"%d/%d" % (n, i) for i in range(20)]


# ── stops ─────────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=25)
@given(st.data())
def test_a_stop_at_any_byte_loses_only_what_was_never_acknowledged(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("log") / "audit.log"
    written(path, 3)
    certain = path.stat().st_size
    with Log(path, signer()) as log:
        log.append(entries(4)[3])
    cut = data.draw(st.integers(certain, path.stat().st_size - 1))
    os.truncate(path, cut)
    with Log(path, signer()) as log:
        assert log.size == 3
        assert log.recovery.torn_bytes == cut - certain
        assert log.append(b"the next") == 3
    with Log(path, signer()) as log:
        assert (log.size, log.entry(3)) == (4, b"the next")
        assert log.recovery.torn_bytes == 0


def test_torn_bytes_are_put_aside_not_thrown_away(path: Path) -> None:
    written(path, 2)
    with path.open("ab") as file:
        file.write(b"0123456789abcdef half an ent")
    with Log(path, signer()) as log:
        assert log.recovery.kept_in is not None
        assert log.recovery.kept_in.read_bytes() == b"0123456789abcdef half an ent"


def test_a_last_block_that_never_reached_the_disk_is_torn_too(path: Path) -> None:
    """A file system may lengthen a file before it writes what is in it: the rest reads as zeros."""
    written(path, 2)
    with path.open("ab") as file:
        file.write(b"\x00" * 4096)
    with Log(path, signer()) as log:
        assert (log.size, log.recovery.torn_bytes) == (2, 4096)


def test_a_head_that_was_being_written_is_cut_off(path: Path) -> None:
    written(path, 2)
    with heads_path(path).open("ab") as file:
        file.write(b"telco-a.example/holder\n2\n")
    with Log(path, signer()) as log:
        assert log.recovery.torn_head_bytes == 25
        assert log.sign_head(NOON + minutes(5)).head.size == 2


def test_nothing_that_was_signed_is_cut_away(path: Path) -> None:
    """A half last line is a stop, unless a head says that it was whole: then somebody cut it."""
    written(path, 3)
    os.truncate(path, path.stat().st_size - 1)
    before = path.read_bytes()
    with pytest.raises(InvalidInput, match="3 were signed for, 2 are there"):
        Log(path, signer())
    assert path.read_bytes() == before


def test_a_damaged_line_in_the_midst_is_no_stop(path: Path) -> None:
    written(path, 3, head=False)
    data = path.read_bytes()
    path.write_bytes(data.replace(b'"n":1', b'"n":7'))
    with pytest.raises(InvalidInput, match="entry 1 is damaged and others follow it"):
        Log(path, signer())


def test_entries_that_were_signed_cannot_be_others(path: Path) -> None:
    written(path, 3)
    rows = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join((rows[1], rows[0], rows[2])))
    with pytest.raises(InvalidInput, match="the first 3 entries are not what was signed"):
        Log(path, signer())


FILL = """
import resource, signal, sys
from pathlib import Path
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from dongseon.ledger import SignerKey
from dongseon.ledger.log import Log

path, name, limit = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with Log(path, SignerKey(name, Ed25519PrivateKey.from_private_bytes(bytes([1]) * 32))) as log:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        while True:
            log.append(b"x" * 200)
    except OSError as fault:
        print(log.size, path.stat().st_size, fault)
    print(log.append(b"y"))
"""

APPEND_FOREVER = """
import sys
from pathlib import Path
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from dongseon.ledger import SignerKey
from dongseon.ledger.log import Log

path, name = Path(sys.argv[1]), sys.argv[2]
with Log(path, SignerKey(name, Ed25519PrivateKey.from_private_bytes(bytes([1]) * 32))) as log:
    while True:
        log.append(b"entry %d" % log.size)
        print(log.size, flush=True)
"""


def test_a_full_disk_leaves_whole_entries_and_takes_what_still_fits(path: Path) -> None:
    """In a process of its own, whose files may not grow beyond a limit."""
    words = [sys.executable, "-c", FILL, str(path), ORIGIN, "5000"]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    full, after = done.stdout.splitlines()
    size, size_bytes = (int(word) for word in full.split()[:2])
    assert "File too large" in full
    assert size_bytes == size * 266  # 64 of hash, a space, the entry, a newline
    assert int(after) == size
    with Log(path, signer()) as log:
        assert (log.size, log.recovery.torn_bytes) == (size + 1, 0)
        assert log.entry(size) == b"y"


def test_a_killed_process_loses_nothing_that_it_acknowledged(path: Path) -> None:
    words = [sys.executable, "-c", APPEND_FOREVER, str(path), ORIGIN]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for _ in range(40):
            acknowledged = int(process.stdout.readline())
        process.kill()
        acknowledged = max([acknowledged, *map(int, process.stdout.read().split())])
    with Log(path, signer()) as log:
        assert acknowledged <= log.size <= acknowledged + 1
        assert [log.entry(i) for i in range(log.size)] == [b"entry %d" % i for i in range(log.size)]
