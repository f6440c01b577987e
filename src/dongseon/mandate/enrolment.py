"""Whose key is whose: organisations that a holder pins, and the officers that they enrol.

An officer's key is made on the officer's own device and never leaves it. The organisation states whose
it is, for how long, and what may be signed with it, and signs that statement. A holder pins
organisations' keys by hand, and believes nobody else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from dongseon.errors import InvalidInput
from dongseon.mandate import canonical, envelope, keys
from dongseon.mandate.canonical import Json, NotCanonical
from dongseon.mandate.envelope import Envelope, Type
from dongseon.mandate.fields import NAME, Faults, fields_of, words, write_moment
from dongseon.mandate.policy import Policy
from dongseon.mandate.reasons import Reason, Refusal

ENROLMENT_SCHEMA = "dongseon-enrolment/1"
REVOCATION_SCHEMA = "dongseon-revocation/1"


class OrganisationKind(StrEnum):
    """What an organisation is for."""

    HEALTH = "health"
    POLICE = "police"


class Right(StrEnum):
    """What an officer's key may sign."""

    REQUEST = "request"
    APPROVE = "approve"
    APPROVE_SENSITIVE = "approve_sensitive"  # granted by central organisations only


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation as a holder pinned it."""

    organisation_id: str
    kind: OrganisationKind
    central: bool  # the national agency, not a city's or province's
    public_keys: tuple[bytes, ...]  # each (32,); two while a key is being replaced

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.organisation_id):
            raise InvalidInput(f"organisation: {self.organisation_id[:80]!r} is no id")
        if not self.public_keys or not all(keys.is_usable(key) for key in self.public_keys):
            raise InvalidInput(f"organisation {self.organisation_id}: a key cannot be used")

    def key(self, key_id: str) -> bytes | None:
        """The pinned key of that thumbprint."""
        return next((k for k in self.public_keys if keys.key_id_of(k) == key_id), None)


@dataclass(frozen=True, slots=True)
class Enrolment:
    """An organisation's statement: this key belongs to this officer."""

    organisation_id: str
    officer_id: str  # within the organisation
    person_id: str  # the human being: the same wherever they are enrolled
    rights: tuple[Right, ...]
    public_key: bytes  # (32,)
    not_before: datetime
    expires: datetime
    signed_by: str = ""  # key id of the organisation's key; set when it is admitted

    @property
    def key_id(self) -> str:
        """The thumbprint of the key."""
        return keys.key_id_of(self.public_key)

    def valid_at(self, now: datetime, skew: timedelta = timedelta()) -> bool:
        """Whether the key may sign at this time."""
        return self.not_before - skew <= now < self.expires + skew


@dataclass(frozen=True, slots=True)
class Revocation:
    """An organisation's statement: from then on this key signs nothing. It is never taken back."""

    organisation_id: str
    key_id: str
    revoked_at: datetime


@dataclass(frozen=True, slots=True)
class Keyring:
    """Everything that a holder knows of keys."""

    organisations: Mapping[str, Organisation]
    enrolments: Mapping[str, Enrolment] = field(default_factory=lambda: MappingProxyType({}))
    revocations: Mapping[tuple[str, str], Revocation] = field(  # by organisation and key id
        default_factory=lambda: MappingProxyType({})
    )

    def organisation_of(self, enrolment: Enrolment) -> Organisation | None:
        """The organisation that enrolled, if it and the key that it signed with are still pinned."""
        found = self.organisations.get(enrolment.organisation_id)
        return found if found is not None and found.key(enrolment.signed_by) else None

    def revocation_of(self, enrolment: Enrolment) -> Revocation | None:
        """What the organisation that enrolled the key said later, whatever others say of it."""
        return self.revocations.get((enrolment.organisation_id, enrolment.key_id))

    def revoked_at(self, enrolment: Enrolment, now: datetime) -> bool:
        """Whether a key is revoked at this time. What it signed before counts for nothing, either:
        who has stolen a key can put any date on what is signed with it."""
        found = self.revocation_of(enrolment)
        return found is not None and found.revoked_at <= now


@dataclass(frozen=True, slots=True)
class Admission:
    """What became of a statement."""

    keyring: Keyring  # the new one, or the old one if it was refused
    refusals: tuple[Refusal, ...]

    @property
    def ok(self) -> bool:
        """Whether the statement is believed now."""
        return not self.refusals


def pin(*organisations: Organisation) -> Keyring:
    """A keyring of pinned organisations, and nobody enrolled yet."""
    by_id = {organisation.organisation_id: organisation for organisation in organisations}
    if len(by_id) < len(organisations):
        raise InvalidInput("organisations: one id twice")
    return Keyring(MappingProxyType(by_id))


# ── statements as JSON ────────────────────────────────────────────────────────────────────────


def write_enrolment(enrolment: Enrolment) -> bytes:
    """The payload that the organisation signs."""
    return canonical.write_json(
        {
            "schema": ENROLMENT_SCHEMA,
            "organisation": enrolment.organisation_id,
            "officer": enrolment.officer_id,
            "person": enrolment.person_id,
            "rights": [right.value for right in enrolment.rights],
            "public_key": keys.encode(enrolment.public_key),
            "not_before": write_moment(enrolment.not_before),
            "expires": write_moment(enrolment.expires),
        }
    )


def write_revocation(revocation: Revocation) -> bytes:
    """The payload that the organisation signs."""
    return canonical.write_json(
        {
            "schema": REVOCATION_SCHEMA,
            "organisation": revocation.organisation_id,
            "key": revocation.key_id,
            "revoked_at": write_moment(revocation.revoked_at),
        }
    )


def read_enrolment(content: Json, signed_by: str) -> tuple[Enrolment | None, tuple[Refusal, ...]]:
    """The enrolment, or every fault of its fields."""
    faults = Faults()
    if not isinstance(content, dict) or content.get("schema") != ENROLMENT_SCHEMA:
        return None, (Refusal(Reason.SCHEMA_VERSION, "schema", f"expected {ENROLMENT_SCHEMA}"),)
    whole = fields_of(content, "", faults)
    whole.only(
        "schema", "organisation", "officer", "person", "rights", "public_key", "not_before", "expires"
    )  # fmt: skip
    enrolment = Enrolment(
        organisation_id=whole.text("organisation", NAME),
        officer_id=whole.text("officer", NAME),
        person_id=whole.text("person", NAME),
        rights=whole.items("rights", words(Right, faults)),
        public_key=keys.decode(whole.text("public_key", keys.KEY_ID)) or b"",
        not_before=whole.moment("not_before"),
        expires=whole.moment("expires"),
        signed_by=signed_by,
    )
    if not faults.found and not keys.is_usable(enrolment.public_key):
        faults.add(Reason.KEY_NOT_USABLE, "public_key", "not a key that binds to one text")
    return (None if faults.found else enrolment), tuple(faults.found)


def read_revocation(content: Json) -> tuple[Revocation | None, tuple[Refusal, ...]]:
    """The revocation, or every fault of its fields."""
    faults = Faults()
    if not isinstance(content, dict) or content.get("schema") != REVOCATION_SCHEMA:
        return None, (Refusal(Reason.SCHEMA_VERSION, "schema", f"expected {REVOCATION_SCHEMA}"),)
    whole = fields_of(content, "", faults)
    whole.only("schema", "organisation", "key", "revoked_at")
    revocation = Revocation(
        organisation_id=whole.text("organisation", NAME),
        key_id=whole.text("key", keys.KEY_ID),
        revoked_at=whole.moment("revoked_at"),
    )
    return (None if faults.found else revocation), tuple(faults.found)


# ── admission ─────────────────────────────────────────────────────────────────────────────────


def admit_enrolment(keyring: Keyring, body: bytes, *, policy: Policy, now: datetime) -> Admission:
    """Believe an enrolment, if a pinned key of its organisation signed it and all of it is allowed."""
    try:
        opened = envelope.open_envelope(body, kind=Type.ENROLMENT, count=1)
    except NotCanonical as fault:
        return Admission(keyring, (fault.refusal,))
    enrolment, faults = read_enrolment(opened.content, opened.signatures[0].key_id)
    if enrolment is None:
        return Admission(keyring, faults)
    refusals = _judge(keyring, enrolment, policy, now)
    refusals += _judge_signature(keyring, enrolment.organisation_id, opened)
    if refusals:
        return Admission(keyring, tuple(refusals))
    known = MappingProxyType({**keyring.enrolments, enrolment.key_id: enrolment})
    return Admission(replace(keyring, enrolments=known), ())


def admit_revocation(keyring: Keyring, body: bytes) -> Admission:
    """Believe a revocation, if a pinned key of the organisation that enrolled the key signed it.

    A revocation of a key that is not enrolled yet counts as well, for that organisation's own
    enrolments. The earliest one stands.
    """
    try:
        opened = envelope.open_envelope(body, kind=Type.REVOCATION, count=1)
    except NotCanonical as fault:
        return Admission(keyring, (fault.refusal,))
    revocation, faults = read_revocation(opened.content)
    if revocation is None:
        return Admission(keyring, faults)
    refusals = _judge_signature(keyring, revocation.organisation_id, opened)
    enrolled = keyring.enrolments.get(revocation.key_id)
    if enrolled is not None and enrolled.organisation_id != revocation.organisation_id:
        refusals.append(Refusal(Reason.KEY_OF_ANOTHER, "key", "another organisation enrolled it"))
    if refusals:
        return Admission(keyring, tuple(refusals))
    place = (revocation.organisation_id, revocation.key_id)
    before = keyring.revocations.get(place)
    if before is not None and before.revoked_at <= revocation.revoked_at:
        return Admission(keyring, ())
    known = MappingProxyType({**keyring.revocations, place: revocation})
    return Admission(replace(keyring, revocations=known), ())


def _judge(keyring: Keyring, enrolment: Enrolment, policy: Policy, now: datetime) -> list[Refusal]:
    """What is wrong with what an enrolment says."""
    refusals = []
    organisation = keyring.organisations.get(enrolment.organisation_id)
    central = organisation is not None and organisation.central
    if Right.APPROVE_SENSITIVE in enrolment.rights and not central:
        detail = "sensitive places are for central organisations"
        refusals.append(Refusal(Reason.RIGHT_NOT_GRANTABLE, "rights", detail))
    if not enrolment.not_before < enrolment.expires:
        refusals.append(Refusal(Reason.TIMES_OUT_OF_ORDER, "expires", "before not_before"))
    if enrolment.expires - enrolment.not_before > timedelta(days=policy.most_enrolled_days):
        detail = f"more than {policy.most_enrolled_days} days"
        refusals.append(Refusal(Reason.LIVES_TOO_LONG, "expires", detail))
    if enrolment.expires <= now:
        refusals.append(Refusal(Reason.EXPIRED, "expires"))
    if keyring.revocation_of(enrolment) is not None:
        refusals.append(Refusal(Reason.KEY_REVOKED, "public_key"))
    before = keyring.enrolments.get(enrolment.key_id)
    if before is not None and _owner(before) != _owner(enrolment):
        refusals.append(Refusal(Reason.KEY_OF_ANOTHER, "public_key", "somebody else's already"))
    return refusals


def _judge_signature(keyring: Keyring, organisation_id: str, opened: Envelope) -> list[Refusal]:
    """Whether a pinned key of the organisation signed."""
    signature = opened.signatures[0]
    organisation = keyring.organisations.get(organisation_id)
    public_key = organisation.key(signature.key_id) if organisation else None
    if public_key is None:
        return [Refusal(Reason.ORGANISATION_NOT_PINNED, "organisation")]
    if not envelope.holds(opened, signature, public_key):
        return [Refusal(Reason.SIGNATURE_INVALID, "signatures[0]")]
    return []


def _owner(enrolment: Enrolment) -> tuple[str, str, str]:
    return enrolment.organisation_id, enrolment.officer_id, enrolment.person_id
