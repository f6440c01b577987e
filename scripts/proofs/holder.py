"""kill -9 at random moments of a holder that accepts, answers and erases: nothing lost, nothing answered twice.

A child process opens the holder, hands in requests and has them answered, as fast as it can. It says on a
pipe what it was told: accepted, or handed out with this digest. It is killed at a random moment; then the
holder is opened again, and so on. In the end everything that was said to be accepted must be answered, once;
what was handed out must still have the same digest; the log must tell all of it once, in order, and verify.
"""

import argparse
import json
import multiprocessing
import os
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from dongseon import lake
from dongseon import mandate as m
from dongseon.holder import Config, Limits, Service, config, read_config
from dongseon.ledger import audit
from dongseon.mandate import keys

NAME = "telco-a"
# The children import this file anew: the time of the requests must be the parent's in all of them.
NOW = datetime.fromtimestamp(int(os.environ.setdefault("PROOF_NOW", str(int(time.time())))), UTC)
EVENING = m.Window(NOW - timedelta(hours=20), NOW - timedelta(hours=8))
OFFICES = {
    "seoul": ("health", 1, 11, m.Right.REQUEST),
    "police": ("police", 2, 12, m.Right.APPROVE),
}
LIMITS = Limits(requests_per_min=10**6, strangers_per_min=10**6, waiting=10**6)
SERVED = multiprocessing.get_context("forkserver")


def main() -> int:
    """Run the drill; the exit code says whether anything went wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    SERVED.set_forkserver_preload(["dongseon.holder"])
    chance = np.random.default_rng(asked.seed)
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder)
        accepted: set[str] = set()
        handed: dict[str, str] = {}
        for kill in range(asked.kills):
            drill(folder, kill, chance.uniform(0.02, 3.0), accepted, handed)
        faults = examine(folder, accepted, handed)
        figures = {
            "kills": asked.kills,
            "accepted": len(accepted),
            "handed_out": len(handed),
            "log_entries": audit.verify(
                opened(folder).log, key=opened(folder).signer.verifier
            ).entries,
            "faults": faults,
            "seconds": round(time.perf_counter() - begun, 1),
        }
    print(json.dumps(figures))
    return 1 if faults else 0


def drill(
    folder: Path, kill: int, after_s: float, accepted: set[str], handed: dict[str, str]
) -> None:
    """Let a holder work for so long, and end it in the midst of whatever it does."""
    ours, theirs = SERVED.Pipe(duplex=False)
    child = SERVED.Process(target=work, args=(folder, kill, theirs))
    child.start()
    theirs.close()
    if ours.recv() != ("open", ""):  # the clock starts when it is at work
        raise SystemExit("the holder did not open")
    until = time.monotonic() + after_s
    while (left := until - time.monotonic()) > 0:
        if ours.poll(left):
            note(ours.recv(), accepted, handed)
    child.kill()
    child.join()
    try:
        while ours.poll(0):
            note(ours.recv(), accepted, handed)
    except (EOFError, OSError):
        pass  # the last word was cut off: it counts as not said


def note(said: tuple[str, str], accepted: set[str], handed: dict[str, str]) -> None:
    """Remember what the child was told."""
    mandate_id, digest = said
    accepted.add(mandate_id)
    if digest:
        handed[mandate_id] = digest


def work(folder: Path, kill: int, tell: Connection) -> None:
    """In the child: hand in, answer, hand out, erase; say what was promised."""
    service = Service(opened(folder), lambda: datetime.now(UTC))
    tell.send(("open", ""))
    for number in range(10**6):
        request = request_of(kill * 10**6 + number)
        body = signed(m.write(request), m.Type.MANDATE, 11, 12)
        if not service.submit(body).decision.accepted:
            raise SystemExit("refused")
        tell.send((request.mandate_id, ""))
        if number % 3 == 2:
            while answered := service.answer_next():
                again = signed(m.write(request_of(int(answered, 16))), m.Type.MANDATE, 11, 12)
                _, data = service.hand_out(answered, sha256(again).hexdigest())
                tell.send((answered, sha256(data).hexdigest()))
            service.erase_what_is_over()


def examine(folder: Path, accepted: set[str], handed: dict[str, str]) -> list[str]:
    """Open it a last time, let it finish, and compare everything with what was promised."""
    service = Service(opened(folder), lambda: datetime.now(UTC))
    while service.answer_next():
        pass
    faults = []
    for mandate_id in sorted(accepted):
        body = signed(m.write(request_of(int(mandate_id, 16))), m.Type.MANDATE, 11, 12)
        found, data = service.hand_out(mandate_id, sha256(body).hexdigest())
        digest = sha256(data).hexdigest()
        if digest != found.answer_sha256 or handed.get(mandate_id, digest) != digest:
            faults.append(f"{mandate_id}: another answer than before")
    service.close()
    found_log = audit.verify(opened(folder).log, key=opened(folder).signer.verifier)
    faults += [finding.detail for finding in found_log.findings]
    lines = opened(folder).log.read_bytes().splitlines()
    entries = [json.loads(line[65:]) for line in lines]
    if [entry["n"] for entry in entries] != list(range(1, len(entries) + 1)):
        faults.append("the log's entries are not all there once and in order")
    for what in ("accepted", "answered"):
        told = Counter(e["mandate_id"] for e in entries if e["what"] == what)
        faults += [f"{i}: {what} {n} times" for i, n in told.items() if n != 1]
        faults += [f"{i}: never {what}" for i in accepted - set(told)]
    return faults


def request_of(number: int) -> m.Mandate:
    """A person's or an area's question; the same number, the same request."""
    who = [m.Signatory(f"officer-{seed}", key_id(seed)) for seed in (11, 12)]
    person = m.PersonQuestion((m.Identifier(m.Scheme.PHONE, "01000000001"),), EVENING)
    area = m.PresenceQuestion((m.Area(("S1",), "club", EVENING),), 30)
    return m.Mandate(
        mandate_id=f"{number:032x}",
        holder_id=NAME,
        case_id="case-1",
        article=m.Article.LOCATION,
        purpose=m.Purpose.FIND_CONTACTS,
        necessity="The interview names no place for that evening.",
        kinds=(m.Kind.CONNECTION,),
        question=area if number % 2 else person,
        basis=m.Basis(m.Reference.ONSET, NOW.date(), None, m.Direction.FORWARD, ""),
        requester=who[0],
        approver=who[1],
        issued=NOW,
        not_before=NOW,
        expires=NOW + timedelta(hours=24),
    )


def prepare(folder: Path) -> None:
    """A lake of forty phones, a key, two pinned organisations and their two officers."""
    rows = [
        f"010{n:08},{(EVENING.begin + timedelta(minutes=n)).isoformat()},"
        f"{(EVENING.begin + timedelta(minutes=n + 90)).isoformat()},S{n % 2}"
        for n in range(40)
    ]
    dump = folder / "base_station.csv"
    dump.write_text("phone,from,to,base_station_id\n" + "\n".join(rows) + "\n", encoding="utf-8")
    lake.create(folder / "lake", timezone="Asia/Seoul")
    list(lake.ingest(folder / "lake", [dump], now=NOW))
    data = folder / "data"
    config.make_key(data)
    tables = [
        f'[{name}]\nkind = "{kind}"\ncentral = false\nkeys = ["{keys.encode(public(boss))}"]\n'
        for name, (kind, boss, _, _) in OFFICES.items()
    ]
    (data / "organisations.toml").write_text("".join(tables), encoding="utf-8")
    service = Service(opened(folder), lambda: datetime.now(UTC))
    for name, (_, boss, seed, right) in OFFICES.items():
        enrolment = m.Enrolment(
            organisation_id=name,
            officer_id=f"officer-{seed}",
            person_id=f"person-{seed}",
            rights=(right,),
            public_key=public(seed),
            not_before=NOW - timedelta(days=1),
            expires=NOW + timedelta(days=30),
        )
        body = signed(m.write_enrolment(enrolment), m.Type.ENROLMENT, boss)
        if not service.admit("enrolment", body).ok:
            raise SystemExit("an enrolment was refused")
    service.close()


def opened(folder: Path) -> Config:
    """The holder's fixed part."""
    found = read_config(folder / "data", lake_folder=folder / "lake", name=NAME)
    return replace(found, limits=LIMITS)


def signed(payload: bytes, kind: m.Type, *seeds: int) -> bytes:
    """The payload, signed with the keys of these seeds."""
    signatures = [
        (key_id(seed), private(seed).sign(m.signing_input(payload, key_id=key_id(seed), kind=kind)))
        for seed in seeds
    ]
    return m.seal(payload, signatures, kind)


def private(seed: int) -> Ed25519PrivateKey:
    """A key that signs nothing anywhere else."""
    return Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)


def public(seed: int) -> bytes:
    """Its public half."""
    return private(seed).public_key().public_bytes_raw()


def key_id(seed: int) -> str:
    """Its thumbprint."""
    return m.key_id_of(public(seed))


if __name__ == "__main__":
    sys.exit(main())
