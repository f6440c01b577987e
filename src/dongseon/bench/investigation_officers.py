"""The officers of a bench of investigations: one who asks, one who approves, each with a key of their own.

Keys are made here, as their browsers would. Every act goes through the console's workflows, at the time of a clock
that is given: a bench lives in the wall's time, an outbreak in its own.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.db import transaction

from dongseon import mandate
from dongseon.console.audit.types import Actor
from dongseon.console.cases.rules import Basis, Classification, Dates
from dongseon.console.cases.types import Origin
from dongseon.console.investigations import asked, directory, signing_keys, wire
from dongseon.console.investigations.rules import PURSUED, Signer
from dongseon.console.investigations.types import Holder
from dongseon.console.registry.types import Identity
from dongseon.console.tracing.types import ShownStay
from dongseon.console.workflows import (
    following_up,
    pursuing,
    reconstructing,
    reconstructing_list,
    reconstructing_page,
    reporting,
    requesting,
    requesting_signed,
    who_was_there_asking,
)
from dongseon.console.workflows.reporting import Report
from dongseon.console.workflows.requesting import Wanted
from dongseon.console.workflows.who_was_there_asking import Asking
from dongseon.mandate import Article, Kind, Purpose, Scheme, keys

AREA = "11440"
NECESSITY = "the interview does not name every place of those days"
KINDS = (Kind.CONNECTION, Kind.APPROVAL, Kind.CHECK_IN)
Clock = Callable[[], datetime]
Chosen = Callable[[Sequence[ShownStay]], Sequence[ShownStay]]  # the stays that are asked about


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who signs."""

    by: Actor
    key: Ed25519PrivateKey

    @property
    def key_id(self) -> str:
        """The thumbprint of the key."""
        return keys.key_id_of(self.key.public_key().public_bytes_raw())


@dataclass(frozen=True, slots=True)
class Office:
    """The two who work on a case, and the clock that they go by."""

    investigator: Officer
    approver: Officer
    clock: Clock

    @property
    def approver_keys(self) -> dict[str, str]:
        """Who approves what is asked under each article."""
        return dict.fromkeys(map(str, Article), self.approver.key_id)


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody who tested positive, as the console gets to know them."""

    phone: str
    card: str
    home_place_id: str
    dates: Dates


def wall() -> datetime:
    """The wall's clock."""
    return datetime.now(UTC)


def office(folder: Path, clock: Clock) -> Office:
    """Two officers whose keys their organisations have enrolled; `folder` has the organisations' keys."""
    return Office(
        _officer("investigator", "health", folder, clock),
        _officer("approver", "police", folder, clock),
        clock,
    )


def _officer(role: str, organisation: str, folder: Path, clock: Clock) -> Officer:
    by = Actor(uuid4(), role, "", "investigation" if role == "investigator" else "approval")
    made = Officer(by, Ed25519PrivateKey.generate())
    signer = load_pem_private_key((folder / f"{organisation}.pem").read_bytes(), password=None)
    if not isinstance(signer, Ed25519PrivateKey) or by.officer_id is None:
        raise TypeError(organisation)
    with transaction.atomic():
        key_id = signing_keys.propose(
            by=by,
            now=clock(),
            organisation_id=organisation,
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


def bring_gazetteer(desk: Office, sheets: Mapping[str, str]) -> None:
    """The places and base stations of the city, as files."""
    with transaction.atomic():
        reconstructing_list.bring_gazetteer(
            by=desk.investigator.by,
            now=desk.clock(),
            places=sheets["places"].encode(),
            stations=sheets["base_stations"].encode(),
        )


@transaction.atomic
def opened(desk: Office, whom: Subject) -> UUID:
    """A confirmed case with a phone, a card and a home."""
    by, now = desk.investigator.by, desk.clock()
    report = Report(
        identity=Identity(name="Bench", phones=(whom.phone,)),
        area=AREA,
        classification=Classification.CONFIRMED,
        basis=Basis.PCR_POSITIVE,
        dates=whom.dates,
    )
    [case_id] = reporting.report_cases(by=by, now=now, reports=[report], origin=Origin.DESK)
    following_up.confirmed(by=by, now=now, case_id=case_id, verified_at=now)
    requesting.add_number(by=by, now=now, case_id=case_id, scheme=Scheme.CARD, number=whom.card)
    reconstructing.due(by=by, now=now, case_id=case_id)
    reconstructing.state_facts(
        by=by, now=now, case_id=case_id, home_place_id=whom.home_place_id, work_place_id=""
    )
    return case_id


@transaction.atomic
def draft(desk: Office, case_id: UUID, kinds: tuple[Kind, ...] = KINDS) -> UUID:
    """Ask every holder that has such records about the person."""
    wanted = Wanted(
        kinds=kinds,
        holder_ids=tuple(one.holder_id for one in directory.holders()),
        purpose=Purpose.FIND_CONTACTS,
        necessity=NECESSITY,
        justification="",
        approver_keys=dict.fromkeys(Article, desk.approver.key_id),
    )
    return requesting.draft(
        by=desk.investigator.by, now=desk.clock(), case_id=case_id, wanted=wanted
    )


@transaction.atomic
def ask_areas(
    desk: Office,
    case_id: UUID,
    choose: Chosen,
    *,
    least_stay_min: int,
    whom: Callable[[Holder], bool] = lambda _holder: True,
) -> UUID | None:
    """Ask holders who was at some stays outside the home; the batch, nothing where there is none."""
    by = desk.investigator.by
    bench = reconstructing_page.show(by=by, now=desk.clock(), case_id=case_id)
    chosen = choose([stay for stay in bench.told.stays if stay.category != "home"])
    if not chosen:
        return None
    wanted = Asking(
        keys=tuple(stay.key for stay in chosen),
        holder_ids=tuple(one.holder_id for one in directory.holders() if whom(one)),
        least_stay_min=least_stay_min,
        necessity=NECESSITY,
        approver_keys=desk.approver_keys,
    )
    return who_was_there_asking.ask_areas(by=by, now=desk.clock(), case_id=case_id, wanted=wanted)


def sign_all(desk: Office, batch: UUID) -> None:
    """Both sign every request of a batch."""
    for one in asked.of_batch(batch, area=""):
        for signer, who in (
            (Signer.REQUESTER, desk.investigator),
            (Signer.APPROVER, desk.approver),
        ):
            with transaction.atomic():
                page = requesting_signed.to_sign(
                    by=who.by,
                    now=desk.clock(),
                    request=asked.one(one.id, area=""),
                    signer=signer,
                )
                text = f"{page.header}.{page.payload}".encode()
                requesting_signed.signed(
                    by=who.by,
                    now=desk.clock(),
                    request_id=one.id,
                    signer=signer,
                    signature=keys.encode(who.key.sign(text)),
                )


def open_requests(case_id: UUID) -> list[UUID]:
    """The requests of a case about which something is to come."""
    return [one.id for one in asked.of_case(case_id) if one.state in PURSUED]


def pursued(request_id: UUID, clock: Clock, client: wire.Client) -> bool:
    """Take a request a step further; whether something is still to come."""
    pursuing.pursue(now=clock(), request_id=request_id, client=client)
    return asked.one(request_id, area="").state in PURSUED
