"""A program of the bench of investigations, in a console's process: cases asked about, reconstructed, ranked.

Officers' keys are made here, as their browsers would; what they sign is not counted.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.db import transaction

from dongseon import mandate
from dongseon.console.audit.types import Actor
from dongseon.console.cases.rules import Basis, Classification, Dates
from dongseon.console.cases.types import Origin
from dongseon.console.investigations import asked, directory, queries, signing_keys
from dongseon.console.investigations.rules import PURSUED, Signer
from dongseon.console.registry.types import Identity
from dongseon.console.workflows import (
    following_up,
    pursuing,
    reconstructing,
    reconstructing_list,
    reconstructing_page,
    reporting,
    requesting,
    requesting_signed,
    who_was_there,
    who_was_there_asking,
)
from dongseon.console.workflows.reporting import Report
from dongseon.console.workflows.requesting import Wanted
from dongseon.console.workflows.who_was_there_asking import Asking
from dongseon.mandate import Article, Kind, Purpose, Scheme, keys

AREA = "11440"
NECESSITY = "the interview does not name every place of those days"
MOST_STAYS = 5  # asked about for each case
LEAST_MIN = 30  # min; Itaewon
STEPS = ("answers_s", "itinerary_s", "area_answers_s", "ranking_s")


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who signs."""

    by: Actor
    key: Ed25519PrivateKey

    @property
    def key_id(self) -> str:
        """The thumbprint of the key."""
        return keys.key_id_of(self.key.public_key().public_bytes_raw())


def main(told: Mapping[str, Any]) -> dict[str, float]:
    """Time for one case alone, then for all of them, step by step; after one that warms up."""
    investigator = officer("investigator", "health", Path(told["offices"]))
    approver = officer("approver", "police", Path(told["offices"]))
    case_ids = [opened(investigator.by, told, one) for one in told["cases"]]
    measured(
        case_ids[:1], investigator, approver
    )  # compiles, and fills the caches of all processes
    case_ids = case_ids[1:]
    begun = time.process_time()
    first = measured(case_ids[:1], investigator, approver)
    processor_s = time.process_time() - begun
    rest = measured(case_ids[1:], investigator, approver)
    several = {step: first[step] + rest[step] for step in STEPS}
    whole = sum(several.values())
    return {
        "one_case_s": round(sum(first.values()), 3),
        "hundred_cases_s": round(whole, 3) if len(case_ids) == 100 else float("nan"),
        "all_cases_s": round(whole, 3),
        "one_console_cpu_s": round(processor_s, 3),
        **{f"one_{step}": round(first[step], 3) for step in STEPS},
        **{f"all_{step}": round(several[step], 3) for step in STEPS},
        "records_per_case": round(
            sum(one.rows for c in case_ids for one in queries.slices_of(c)) / len(case_ids), 1
        ),
    }


def measured(
    case_ids: Sequence[UUID], investigator: Officer, approver: Officer
) -> dict[str, float]:
    """Seconds of each step for these cases."""
    took = dict.fromkeys(STEPS, 0.0)
    for case_id in case_ids:
        sign_all(draft(case_id, investigator, approver), investigator, approver)
    took["answers_s"] = timed(case_ids, answered)
    took["itinerary_s"] = timed(case_ids, lambda one: reconstructing.run(now=clock(), case_id=one))
    for case_id in case_ids:
        sign_all(ask_areas(case_id, investigator, approver), investigator, approver)
    took["area_answers_s"] = timed(case_ids, answered)
    took["ranking_s"] = timed(case_ids, lambda one: who_was_there.run(now=clock(), case_id=one))
    return took


def timed(case_ids: Sequence[UUID], step: Callable[[UUID], object]) -> float:
    """Seconds of a step over cases, one after the other."""
    begun = time.perf_counter()
    for case_id in case_ids:
        step(case_id)
    return time.perf_counter() - begun


def answered(case_id: UUID) -> None:
    """Pursue a case's requests until none is open."""
    waiting = [one.id for one in asked.of_case(case_id) if one.state in PURSUED]
    while waiting:
        for request_id in tuple(waiting):
            again = pursuing.pursue(now=clock(), request_id=request_id)
            if again is None and asked.one(request_id, area="").state not in PURSUED:
                waiting.remove(request_id)
        if waiting:
            time.sleep(0.05)


def clock() -> datetime:
    """The wall's."""
    return datetime.now(UTC)


# ── what officers do, and nobody counts ──────────────────────────────────────────────────────


def officer(role: str, office: str, folder: Path) -> Officer:
    """An officer whose key their organisation has enrolled."""
    by = Actor(uuid4(), role, "", "investigation" if role == "investigator" else "approval")
    made = Officer(by, Ed25519PrivateKey.generate())
    signer = load_pem_private_key((folder / f"{office}.pem").read_bytes(), password=None)
    if not isinstance(signer, Ed25519PrivateKey) or by.officer_id is None:
        raise TypeError(office)
    with transaction.atomic():
        key_id = signing_keys.propose(
            by=by,
            now=clock(),
            organisation_id=office,
            public_key=made.key.public_key().public_bytes_raw(),
            officer_id=by.officer_id,
        )
        key = signing_keys.of(key_id)
        statement = signing_keys.statement(key) if key else b""
        own = mandate.key_id_of(signer.public_key().public_bytes_raw())
        text = mandate.signing_input(statement, key_id=own, kind=mandate.Type.ENROLMENT)
        word = mandate.seal(statement, [(own, signer.sign(text))], mandate.Type.ENROLMENT)
        signing_keys.enrol(by=by, now=clock(), key_id=key_id, word=word)
    return made


@transaction.atomic
def opened(by: Actor, told: Mapping[str, Any], one: Mapping[str, str]) -> UUID:
    """A confirmed case with a phone and a card."""
    now = clock()
    if not any(reconstructing_list.gazetteer_counts()):
        reconstructing_list.bring_gazetteer(
            by=by,
            now=now,
            places=told["places"].encode(),
            stations=told["base_stations"].encode(),
        )
    [case_id] = reporting.report_cases(
        by=by,
        now=now,
        reports=[
            Report(
                identity=Identity(name="Bench", phones=(one["phone"],)),
                area=AREA,
                classification=Classification.CONFIRMED,
                basis=Basis.PCR_POSITIVE,
                dates=Dates(
                    reported_on=reporting.local_day(now),
                    onset_on=date.fromisoformat(told["onset_on"]),
                ),
            )
        ],
        origin=Origin.DESK,
    )
    following_up.confirmed(by=by, now=now, case_id=case_id)
    requesting.add_number(by=by, now=now, case_id=case_id, scheme=Scheme.CARD, number=one["card"])
    reconstructing.due(by=by, now=now, case_id=case_id)
    reconstructing.state_facts(
        by=by, now=now, case_id=case_id, home_place_id=one["home"], work_place_id=""
    )
    return case_id


@transaction.atomic
def draft(case_id: UUID, investigator: Officer, approver: Officer) -> UUID:
    """All kinds of record, of every holder."""
    wanted = Wanted(
        kinds=(Kind.CONNECTION, Kind.APPROVAL, Kind.CHECK_IN),
        holder_ids=tuple(one.holder_id for one in directory.holders()),
        purpose=Purpose.FIND_CONTACTS,
        necessity=NECESSITY,
        justification="",
        approver_keys=dict.fromkeys(Article, approver.key_id),
    )
    return requesting.draft(by=investigator.by, now=clock(), case_id=case_id, wanted=wanted)


@transaction.atomic
def ask_areas(case_id: UUID, investigator: Officer, approver: Officer) -> UUID:
    """Who was at the likeliest stays outside the home."""
    by = investigator.by
    bench = reconstructing_page.show(by=by, now=clock(), case_id=case_id)
    away = [
        stay
        for stay in bench.told.stays
        if stay.place_id and not mandate.is_sensitive(stay.category) and stay.category != "home"
    ]
    away.sort(key=lambda stay: -stay.probability)
    wanted = Asking(
        keys=tuple(stay.key for stay in away[:MOST_STAYS]),
        holder_ids=tuple(one.holder_id for one in directory.holders()),
        least_stay_min=LEAST_MIN,
        necessity=NECESSITY,
        approver_keys=dict.fromkeys(Article, approver.key_id),
    )
    if not wanted.keys:
        return uuid4()  # never away: nobody is asked
    return who_was_there_asking.ask_areas(by=by, now=clock(), case_id=case_id, wanted=wanted)


def sign_all(batch: UUID, investigator: Officer, approver: Officer) -> None:
    """Both sign every request of a batch."""
    for one in asked.of_batch(batch, area=""):
        for signer, who in ((Signer.REQUESTER, investigator), (Signer.APPROVER, approver)):
            with transaction.atomic():
                request = asked.one(one.id, area="")
                page = requesting_signed.to_sign(
                    by=who.by, now=clock(), request=request, signer=signer
                )
                signature = keys.encode(who.key.sign(f"{page.header}.{page.payload}".encode()))
                requesting_signed.signed(
                    by=who.by,
                    now=clock(),
                    request_id=one.id,
                    signer=signer,
                    signature=signature,
                )
