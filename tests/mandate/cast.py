"""A fixed cast: who works where, what they may sign, and a request that every rule allows.

The Itaewon night of May 2020 is the background. Keys sign nothing anywhere else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from dongseon import mandate as m
from dongseon.mandate import Kind, Mandate, Right, canonical, envelope
from dongseon.mandate import keys as key_rules

NOW = datetime(2020, 5, 9, 3, tzinfo=UTC)  # noon in Seoul
POLICY = m.POLICIES[1]
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Person:
    """Somebody with a key on a device of their own."""

    officer_id: str
    person_id: str
    organisation_id: str
    rights: tuple[Right, ...]
    private_key: Ed25519PrivateKey

    @property
    def public_key(self) -> bytes:
        return self.private_key.public_key().public_bytes_raw()

    @property
    def key_id(self) -> str:
        return m.key_id_of(self.public_key)

    @property
    def signatory(self) -> m.Signatory:
        return m.Signatory(self.officer_id, self.key_id)


def private_key(number: int) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(number.to_bytes(32, "big"))


def person(number: int, organisation_id: str, *rights: Right, human: str = "") -> Person:
    officer_id = f"officer-{number}"
    return Person(
        officer_id, human or f"human-{number}", organisation_id, rights, private_key(number)
    )


ORGANISATION_KEYS = {
    "kdca": private_key(1001),
    "seoul": private_key(1002),
    "npa": private_key(1003),
    "seoul-police": private_key(1004),
}


def organisation(name: str, kind: m.OrganisationKind, *, central: bool) -> m.Organisation:
    public = ORGANISATION_KEYS[name].public_key().public_bytes_raw()
    return m.Organisation(name, kind, central, (public,))


HEALTH, POLICE = m.OrganisationKind.HEALTH, m.OrganisationKind.POLICE
ORGANISATIONS = (
    organisation("kdca", HEALTH, central=True),
    organisation("seoul", HEALTH, central=False),
    organisation("npa", POLICE, central=True),
    organisation("seoul-police", POLICE, central=False),
)

ALICE = person(1, "seoul", Right.REQUEST)  # epidemic investigator
BORA = person(2, "seoul-police", Right.APPROVE)  # approves location
CHUL = person(3, "seoul", Right.APPROVE)  # approves cards and check-ins
DANA = person(4, "npa", Right.APPROVE, Right.APPROVE_SENSITIVE)  # sensitive places, location
EUN = person(5, "kdca", Right.APPROVE, Right.APPROVE_SENSITIVE)  # sensitive places, the rest
FINN = person(6, "seoul", Right.REQUEST, Right.APPROVE)  # both rights, never at once
CAST = (ALICE, BORA, CHUL, DANA, EUN, FINN)


def enrolment_of(who: Person, **changes: Any) -> m.Enrolment:
    enrolment = m.Enrolment(
        organisation_id=who.organisation_id,
        officer_id=who.officer_id,
        person_id=who.person_id,
        rights=who.rights,
        public_key=who.public_key,
        not_before=NOW - 30 * DAY,
        expires=NOW + 300 * DAY,
    )
    return replace(enrolment, **changes)


def signed_by(name: str, payload: bytes, kind: m.Type) -> bytes:
    """A statement, signed with an organisation's key."""
    key = ORGANISATION_KEYS[name]
    key_id = m.key_id_of(key.public_key().public_bytes_raw())
    signature = key.sign(m.signing_input(payload, key_id=key_id, kind=kind))
    return m.seal(payload, [(key_id, signature)], kind)


def enrolment_body(who: Person, **changes: Any) -> bytes:
    """What a holder is sent: the organisation's signed word whose key this is."""
    payload = m.write_enrolment(enrolment_of(who, **changes))
    return signed_by(who.organisation_id, payload, m.Type.ENROLMENT)


def revocation_body(who: Person, at: datetime) -> bytes:
    """What a holder is sent when a key must sign nothing any longer."""
    payload = m.write_revocation(m.Revocation(who.organisation_id, who.key_id, at))
    return signed_by(who.organisation_id, payload, m.Type.REVOCATION)


def enrol(keyring: m.Keyring, who: Person, *, by: str = "", **changes: Any) -> m.Admission:
    payload = m.write_enrolment(enrolment_of(who, **changes))
    body = signed_by(by or who.organisation_id, payload, m.Type.ENROLMENT)
    return m.admit_enrolment(keyring, body, policy=POLICY, now=NOW)


def revoke(keyring: m.Keyring, who: Person, at: datetime, *, by: str = "") -> m.Admission:
    name = by or who.organisation_id
    payload = m.write_revocation(m.Revocation(name, who.key_id, at))
    return m.admit_revocation(keyring, signed_by(name, payload, m.Type.REVOCATION))


def keyring_of(
    *people: Person, organisations: tuple[m.Organisation, ...] = ORGANISATIONS
) -> m.Keyring:
    keyring = m.pin(*organisations)
    for who in people:
        admission = enrol(keyring, who)
        assert admission.ok, admission.refusals
        keyring = admission.keyring
    return keyring


KEYS = keyring_of(*CAST)
TELCO = m.Holder("telco-a", frozenset({Kind.CONNECTION}))
CARDS = m.Holder("card-b", frozenset({Kind.APPROVAL}), {"p-hall": "church"})

ONSET = date(2020, 5, 7)
WINDOW = m.Window(datetime(2020, 5, 4, 15, tzinfo=UTC), NOW - timedelta(hours=1))
BASIS = m.Basis(m.Reference.ONSET, ONSET, None, m.Direction.FORWARD, "")
NECESSITY = "The interview names no place after work; the shop owner saw the case elsewhere."

CASE_PHONE = (m.Identifier(m.Scheme.PHONE, "01012345678"),)
PERSON = Mandate(
    mandate_id="0123456789abcdef0123456789abcdef",
    holder_id="telco-a",
    case_id="case-7",
    article=m.Article.LOCATION,
    purpose=m.Purpose.FIND_CONTACTS,
    necessity=NECESSITY,
    kinds=(Kind.CONNECTION,),
    question=m.PersonQuestion(CASE_PHONE, WINDOW),
    basis=BASIS,
    requester=ALICE.signatory,
    approver=BORA.signatory,
    issued=NOW - timedelta(minutes=10),
    not_before=NOW - timedelta(minutes=10),
    expires=NOW + timedelta(hours=12),
)
NIGHT = m.Window(datetime(2020, 5, 5, 11, tzinfo=UTC), datetime(2020, 5, 5, 17, tzinfo=UTC))
PRESENCE = replace(
    PERSON,
    mandate_id="1" * 32,
    question=m.PresenceQuestion((m.Area(("S1", "S2"), "club", NIGHT),), 30),
)
PAYMENTS = replace(
    PERSON,
    mandate_id="2" * 32,
    holder_id="card-b",
    article=m.Article.PERSONAL_DATA,
    kinds=(Kind.APPROVAL,),
    question=m.PersonQuestion((m.Identifier(m.Scheme.CARD, "4000-1"),), WINDOW),
    approver=CHUL.signatory,
)
ALERT = replace(
    PRESENCE,
    mandate_id="3" * 32,
    purpose=m.Purpose.WARN_THOSE_PRESENT,
    question=m.AlertQuestion(
        (m.Area(("S1", "S2"), "club", NIGHT),), 30, "검사를 받으십시오.", "Please get tested."
    ),
)
TOKEN = "t_" + "A" * 22
RESOLVE = replace(
    PRESENCE,
    mandate_id="4" * 32,
    purpose=m.Purpose.IDENTIFY_CONTACT,
    question=m.ResolveQuestion(PRESENCE.mandate_id, (TOKEN,)),
    basis=None,
)
KNOWN_TOKEN = m.Token(
    value=TOKEN,
    subject=m.Identifier(m.Scheme.PHONE, "01087654321"),
    mandate_id=PRESENCE.mandate_id,
    case_id="case-7",
    kind=Kind.CONNECTION,
    sensitive=False,
    issued=NOW - timedelta(hours=1),
    expires=NOW + timedelta(hours=71),
)


def by_key_id(people: tuple[Person, ...] = CAST) -> dict[str, Person]:
    return {who.key_id: who for who in people}


def sign(request: Mandate, *signers: Person) -> bytes:
    """The body, signed by those whom the request names, or by others."""
    known = by_key_id()
    people = signers or (known[request.requester.key_id], known[request.approver.key_id])
    return sign_payload(m.write(request), *people)


def sign_payload(payload: bytes, *people: Person) -> bytes:
    """Any payload at all, well signed."""
    return m.seal(
        payload,
        [
            (
                who.key_id,
                who.private_key.sign(
                    m.signing_input(payload, key_id=who.key_id, kind=m.Type.MANDATE)
                ),
            )
            for who in people
        ],
        m.Type.MANDATE,
    )


def sign_changed(changes: Mapping[str, Any], request: Mandate = PERSON) -> bytes:
    """The request with other JSON in some of its fields, well signed by both."""
    value = canonical.read_json(m.write(request)) | dict(changes)
    known = by_key_id()
    return sign_payload(
        canonical.write_json(value), known[request.requester.key_id], known[request.approver.key_id]
    )


def judge(body: bytes | Mandate, **changes: Any) -> m.Decision:
    """What the telco decides, unless another holder, time, memory or keyring is given."""
    given: dict[str, Any] = {"now": NOW, "seen": frozenset(), "keys": KEYS, "holder": TELCO}
    return m.verify(sign(body) if isinstance(body, Mandate) else body, **(given | changes))


def reasons(decision: m.Decision) -> list[str]:
    return [refusal.reason.value for refusal in decision.refusals]


def encode(value: bytes) -> str:
    return key_rules.encode(value)


def header(**changes: Any) -> str:
    """A protected header as Alice's, with something else in it."""
    whole = {"alg": "Ed25519", "kid": ALICE.key_id, "typ": envelope.Type.MANDATE.value} | changes
    return encode(canonical.write_json({k: v for k, v in whole.items() if v is not ...}))
