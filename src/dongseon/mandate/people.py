"""Who signed: two people, each with a key of their own, and each with the right to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from dongseon.mandate import envelope, policy
from dongseon.mandate.enrolment import (
    Enrolment,
    Keyring,
    Organisation,
    OrganisationKind,
    Right,
)
from dongseon.mandate.envelope import Envelope, Signature
from dongseon.mandate.reasons import Reason, Refusal
from dongseon.mandate.types import Mandate, Signatory


@dataclass(frozen=True, slots=True)
class Signers:
    """Requester and approver as the keyring knows them; None where it does not."""

    requester: Enrolment | None
    approver: Enrolment | None
    refusals: tuple[Refusal, ...]

    @property
    def authentic(self) -> bool:
        """Whether both signed with keys that are valid now."""
        return not self.refusals


def identify(
    mandate: Mandate, opened: Envelope, keyring: Keyring, *, now: datetime, skew: timedelta
) -> Signers:
    """Find both signers and check their signatures. It does not matter which signature stands first."""
    named = {"requester": mandate.requester, "approver": mandate.approver}
    by_key = {signature.key_id: signature for signature in opened.signatures}
    if set(by_key) != {signatory.key_id for signatory in named.values()} or len(by_key) != 2:
        detail = "the two signatures are not those of requester and approver"
        return Signers(None, None, (Refusal(Reason.SIGNERS_NOT_NAMED, "signatures", detail),))
    refusals: list[Refusal] = []
    found: dict[str, Enrolment | None] = {}
    for role, signatory in named.items():
        enrolment = keyring.enrolments.get(signatory.key_id)
        found[role] = enrolment
        if enrolment is None:
            refusals.append(Refusal(Reason.UNKNOWN_KEY, role))
            continue
        refusals += _faults_of(enrolment, signatory, role, keyring, now, skew)
        refusals += _faults_of_signature(opened, by_key[signatory.key_id], enrolment, role)
    return Signers(found["requester"], found["approver"], tuple(refusals))


def _faults_of(
    enrolment: Enrolment,
    signatory: Signatory,
    role: str,
    keyring: Keyring,
    now: datetime,
    skew: timedelta,
) -> list[Refusal]:
    """Whether a key is that of the named officer, and valid now."""
    checks = (
        (Reason.KEY_REVOKED, keyring.revoked_at(enrolment, now)),
        (Reason.ENROLMENT_NOT_VALID, not enrolment.valid_at(now, skew)),
        (Reason.ORGANISATION_NOT_PINNED, keyring.organisation_of(enrolment) is None),
        (Reason.OFFICER_MISMATCH, enrolment.officer_id != signatory.officer_id),
    )
    return [Refusal(reason, role) for reason, present in checks if present]


def _faults_of_signature(
    opened: Envelope, signature: Signature, enrolment: Enrolment, role: str
) -> list[Refusal]:
    if envelope.holds(opened, signature, enrolment.public_key):
        return []
    return [Refusal(Reason.SIGNATURE_INVALID, role)]


def judge(mandate: Mandate, signers: Signers, keyring: Keyring) -> list[Refusal]:
    """Whether these two may ask for this kind of record, together."""
    requester, approver = signers.requester, signers.approver
    if requester is None or approver is None:
        return []
    return [
        *_two_people(requester, approver),
        *_may_request(requester, keyring.organisation_of(requester)),
        *_may_approve(mandate, approver, keyring.organisation_of(approver)),
    ]


def judge_places(
    categories: Mapping[str, str], approver: Enrolment | None, keyring: Keyring
) -> list[Refusal]:
    """Whether the approver may approve these places; `categories` by the field they stand in."""
    organisation = keyring.organisation_of(approver) if approver else None
    central = organisation is not None and organisation.central
    if central and approver is not None and Right.APPROVE_SENSITIVE in approver.rights:
        return []
    return [
        Refusal(Reason.CENTRAL_MUST_APPROVE, where, f"{category!a:.40} is sensitive")
        for where, category in categories.items()
        if policy.is_sensitive(category)
    ]


def _two_people(requester: Enrolment, approver: Enrolment) -> list[Refusal]:
    """Two keys are not two people."""
    same_officer = (requester.organisation_id, requester.officer_id) == (
        approver.organisation_id,
        approver.officer_id,
    )
    if same_officer or requester.person_id == approver.person_id:
        return [Refusal(Reason.SAME_PERSON, "approver")]
    return []


def _may_request(requester: Enrolment, organisation: Organisation | None) -> list[Refusal]:
    if Right.REQUEST in requester.rights and (
        organisation is None or organisation.kind is OrganisationKind.HEALTH
    ):
        return []
    return [Refusal(Reason.MAY_NOT_REQUEST, "requester")]


def _may_approve(
    mandate: Mandate, approver: Enrolment, organisation: Organisation | None
) -> list[Refusal]:
    refusals = []
    if not {Right.APPROVE, Right.APPROVE_SENSITIVE} & set(approver.rights):
        refusals.append(Refusal(Reason.MAY_NOT_APPROVE, "approver"))
    if organisation is None:
        return refusals  # said elsewhere
    if mandate.asks_location and organisation.kind is not OrganisationKind.POLICE:
        detail = "location is asked through the police"
        refusals.append(Refusal(Reason.POLICE_MUST_APPROVE, "approver", detail))
    return refusals
