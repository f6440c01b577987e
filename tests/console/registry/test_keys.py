"""Keys: sealed texts open only in their place, rotation goes on while serving, copies end too."""

import shutil
import threading
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dongseon.console.registry.keys import destroyed, files
from dongseon.console.registry.keys.destroyed import Destruction
from dongseon.console.registry.keys.sealing import DoesNotOpen, seal, unseal
from dongseon.console.registry.keys.store import KeyStore
from dongseon.console.registry.types import DataClass
from dongseon.errors import InvalidInput

NOW = datetime(2020, 5, 6, 3, tzinfo=UTC)
KEYS = st.binary(min_size=32, max_size=32)


@pytest.fixture
def store(tmp_path: Path) -> KeyStore:
    """A store of its own, with its key files apart."""
    return KeyStore(tmp_path / "keystore", tmp_path / "keys")


def made(store: KeyStore, count: int) -> dict[UUID, bytes]:
    """Key id → secret of so many new persons."""
    keys = store.make([(uuid4(), DataClass.IDENTITY) for _ in range(count)], now=NOW)
    return {key.id: key.secret for key in keys.values()}


def ending(store: KeyStore, key_id: UUID) -> Destruction:
    """The destruction of one key."""
    return Destruction(NOW, key_id, uuid4(), DataClass.IDENTITY)


@given(key=KEYS, text=st.binary(max_size=300), place=st.binary(max_size=40))
def test_what_is_sealed_opens_in_its_place(key: bytes, text: bytes, place: bytes) -> None:
    sealed = seal(key, text, place)
    assert unseal(key, sealed, place) == text
    assert len(text) < 4 or text not in sealed


@given(
    key=KEYS,
    other=KEYS,
    text=st.binary(max_size=50),
    place=st.binary(max_size=20),
    elsewhere=st.binary(max_size=20),
    flipped=st.integers(0, 10_000),
)
def test_it_opens_nowhere_else_with_no_other_key_and_not_when_changed(
    key: bytes, other: bytes, text: bytes, place: bytes, elsewhere: bytes, flipped: int
) -> None:
    sealed = seal(key, text, place)
    changed = bytearray(sealed)
    changed[flipped % len(sealed)] ^= 1 << flipped % 8
    attempts = [(key, bytes(changed), place), (key, sealed[:-1], place), (key, b"", place)]
    attempts += [(key, sealed, elsewhere)] if elsewhere != place else []
    attempts += [(other, sealed, place)] if other != key else []
    for attempt in attempts:
        with pytest.raises(DoesNotOpen, match="another place, or changed"):
            unseal(*attempt)


def test_a_person_has_one_key_for_each_kind_and_keeps_it(store: KeyStore) -> None:
    person = uuid4()
    wanted = [(person, DataClass.IDENTITY), (person, DataClass.HEALTH)]
    first = store.make(wanted, now=NOW)
    assert store.make(wanted, now=NOW) == first
    assert len({key.secret for key in first.values()}) == 2


def test_the_store_holds_no_key_that_opens(store: KeyStore) -> None:
    secrets = made(store, 50).values()
    store.connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    said = b"".join(path.read_bytes() for path in store.folder.iterdir())
    assert not [secret for secret in secrets if secret in said]


def test_wrapped_keys_that_were_swapped_do_not_open(store: KeyStore) -> None:
    first, second = made(store, 2)
    with store.writing() as connection:
        wrapped = {row[0]: row[1] for row in connection.execute("SELECT key_id, wrapped FROM keys")}
        connection.execute(
            "UPDATE keys SET wrapped = ? WHERE key_id = ?", (wrapped[second.bytes], first.bytes)
        )
    with pytest.raises(DoesNotOpen, match="another place"):
        store.by_id([first])


def test_rotation_wraps_all_anew_while_others_read_and_write(store: KeyStore) -> None:
    keys = made(store, 5_000)
    stop, faults = threading.Event(), []

    def serve() -> None:
        while not stop.is_set():
            try:
                some = list(keys)[:50]
                assert store.by_id(some) == {one: keys[one] for one in some}
                keys.update(made(store, 3))
            except Exception as fault:  # noqa: BLE001  # told to the test below
                faults.append(fault)

    server = threading.Thread(target=serve)
    server.start()
    try:
        assert files.make_next(store.key_folder) == 2
        assert store.rewrap() >= 5_000
        store.rewrap()
        files.retire(store.key_folder, 1)
    finally:
        stop.set()
        server.join()
    assert not faults
    assert store.count_by_kek().keys() == {2}
    assert store.by_id(list(keys)) == keys


def test_a_copy_of_the_store_ends_with_the_key_that_wrapped_it(
    store: KeyStore, tmp_path: Path
) -> None:
    keys = made(store, 3)
    store.connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copytree(store.folder, tmp_path / "copy")
    files.make_next(store.key_folder)
    store.rewrap()
    files.retire(store.key_folder, 1)
    with pytest.raises(InvalidInput, match=r"kek-1\.key is missing"):
        KeyStore(tmp_path / "copy", store.key_folder).by_id(list(keys))
    assert store.by_id(list(keys)) == keys


def test_what_is_destroyed_is_gone_from_the_file_too(store: KeyStore) -> None:
    key_id, other = made(store, 2)
    wrapped = (
        store.connection()
        .execute("SELECT wrapped FROM keys WHERE key_id = ?", (key_id.bytes,))
        .fetchone()[0]
    )
    store.destroy([ending(store, key_id)])
    assert store.by_id([key_id, other]).keys() == {other}
    files_say = b"".join(path.read_bytes() for path in store.folder.iterdir())
    assert wrapped not in files_say
    assert wrapped[:20] not in files_say


def test_an_older_copy_put_back_loses_again_what_was_destroyed(
    store: KeyStore, tmp_path: Path
) -> None:
    key_id, other = made(store, 2)
    store.connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    older = tmp_path / "older.sqlite"
    shutil.copy(store.path, older)
    store.destroy([ending(store, key_id)])
    store.connection().close()
    for path in store.folder.glob("keys.sqlite*"):
        path.unlink()
    shutil.copy(older, store.path)
    again = KeyStore(store.folder, store.key_folder)
    assert again.by_id([key_id, other]).keys() == {other}


def test_a_log_of_destructions_that_was_cut_is_noticed(store: KeyStore) -> None:
    (first,) = made(store, 1)
    store.destroy([ending(store, first)])
    store.log.write_bytes(b"")
    with pytest.raises(InvalidInput, match="shorter than it was"):
        store.destroy([])


def test_a_line_cut_off_by_a_crash_is_mended_and_a_broken_one_named(store: KeyStore) -> None:
    key_id, other = made(store, 2)
    store.destroy([ending(store, key_id)])
    with store.log.open("ab") as log:
        log.write(b"2020-05-06T03:00")
    store.destroy([ending(store, other)])
    assert [one.key_id for one in store.destructions()] == [key_id, other]
    with store.log.open("ab") as log:
        log.write(b"nonsense\n")
    with pytest.raises(InvalidInput, match="no line of a destruction log"):
        store.destructions()


def test_the_log_of_a_backup_is_merged_into_todays(store: KeyStore, tmp_path: Path) -> None:
    key_id, other = made(store, 2)
    elsewhere = tmp_path / "destroyed.log"
    destroyed.append(elsewhere, [ending(store, key_id)])
    store.destroy([ending(store, other)])
    assert destroyed.merge(store.log, elsewhere) == 1
    assert destroyed.merge(store.log, elsewhere) == 0
    store.replay(from_the_start=True)
    assert store.by_id([key_id, other]) == {}


def test_without_its_key_files_a_store_is_not_opened_with_new_ones(store: KeyStore) -> None:
    made(store, 1)
    for path in store.key_folder.glob("kek-*.key"):
        path.unlink()
    again = KeyStore(store.folder, store.key_folder)
    with pytest.raises(InvalidInput, match="no key-encryption key"):
        made(again, 1)


@pytest.mark.parametrize("secret", ["", "zu kurz", "A" * 20])
def test_a_key_file_that_holds_no_key_is_named(tmp_path: Path, secret: str) -> None:
    path = tmp_path / "kek-1.key"
    path.touch(mode=0o600)
    path.write_text(secret, encoding="ascii")
    with pytest.raises(InvalidInput, match=r"kek-1\.key: is"):
        files.read_key(path)


def test_keys_that_others_can_read_are_refused(store: KeyStore) -> None:
    (store.key_folder / "kek-1.key").chmod(0o644)
    with pytest.raises(InvalidInput, match="others can read it"):
        made(KeyStore(store.folder, store.key_folder), 1)
