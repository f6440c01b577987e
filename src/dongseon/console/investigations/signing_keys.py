"""Officers' keys: proposed by the browser that made them, enrolled and revoked on an organisation's signed word.

This console never has a private key: it cannot sign for anybody, and neither can whoever takes it over.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from django.utils.translation import gettext as _

from dongseon import mandate
from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.investigations import directory
from dongseon.console.investigations.models import SigningKey, Told
from dongseon.console.investigations.rules import ORGANISATION_RIGHTS
from dongseon.console.investigations.types import Key, Refused
from dongseon.mandate import Enrolment, Keyring, OrganisationKind, Revocation, Right, keys
from dongseon.mandate.policy import local_day

ENROLLED_DAYS = 365  # of a new key; the mandate's table allows 400
OFFICER = "officer"  # the subject, as the audit names it
REVOKE_REASONS = ("lost", "left", "replaced", "mistake")


def propose(
    *, by: Actor, now: datetime, organisation_id: str, public_key: bytes, officer_id: UUID
) -> str:
    """Take up the public half of a key that the officer's browser made. Returns its id."""
    organisation = directory.organisation(organisation_id)
    if organisation is None:
        raise Refused(_("This organisation is not among those of the console."))
    rights = list(ORGANISATION_RIGHTS.get(by.role, ()))
    if not rights or by.officer_id != officer_id:
        raise Refused(_("In this role nothing is signed."))
    if Right.REQUEST in rights and organisation.kind is not OrganisationKind.HEALTH:
        raise Refused(_("Requests are made by a health authority's officers."))
    if not keys.is_usable(public_key):
        raise Refused(_("What the browser sent is no key. Try again in a current browser."))
    if organisation.central and Right.APPROVE in rights:
        rights.append(Right.APPROVE_SENSITIVE)
    begin = now.replace(microsecond=0)
    key_id = keys.key_id_of(public_key)
    row, made = SigningKey.objects.get_or_create(
        key_id=key_id,
        defaults={
            "officer_id": officer_id,
            "organisation_id": organisation_id,
            "rights": [right.value for right in rights],
            "public_key": public_key,
            "not_before": begin,
            "expires": begin + timedelta(days=ENROLLED_DAYS),
            "proposed_at": now,
        },
    )
    if row.officer_id != officer_id:
        raise Refused(_("This key is somebody else's."))
    if made:
        _record(by, now, "propose_key", officer_id)
    return key_id


def statement(key: Key) -> bytes:
    """What the organisation signs: this key belongs to this officer."""
    return mandate.write_enrolment(
        Enrolment(
            organisation_id=key.organisation_id,
            officer_id=str(key.officer_id),
            person_id=key.officer_id.hex,
            rights=key.rights,
            public_key=key.public_key,
            not_before=key.not_before,
            expires=key.expires,
        )
    )


def enrol(*, by: Actor, now: datetime, key_id: str, word: bytes) -> None:
    """Believe an organisation's signed word about a key. Raises Refused with what is wrong with it."""
    row = _row(key_id)
    admitted = _admitted(word, now)
    found = admitted.enrolments.get(key_id)
    if found is None or mandate.write_enrolment(found) != statement(_key(row)):
        raise Refused(_("This statement is about another key, or says something else of it."))
    done = SigningKey.objects.filter(pk=key_id, enrolled_at=None).update(
        enrolment=word, enrolled_at=now
    )
    if done:
        _record(by, now, "enrol_key", row.officer_id)


def revoke(*, by: Actor, now: datetime, key_id: str, why: str) -> None:
    """Let a key sign nothing here from now on. It is never taken back."""
    row = _row(key_id)
    if why not in REVOKE_REASONS:
        raise Refused(_("Say why the key ends."))
    done = SigningKey.objects.filter(pk=key_id, revoked_at=None).update(
        revoked_at=now, revoked_by=by.officer_id, revoked_why=why
    )
    if done:
        _record(by, now, "revoke_key", row.officer_id, why=why)


def add_revocation(*, by: Actor, now: datetime, key_id: str, word: bytes) -> None:
    """Keep the organisation's signed word that a key ended, for the holders. Raises Refused."""
    row = _row(key_id)
    if row.enrolment is None:
        raise Refused(_("This key was never enrolled."))
    ring = _admitted(bytes(row.enrolment), row.enrolled_at or now)
    admission = mandate.admit_revocation(ring, word)
    if not admission.ok or (row.organisation_id, key_id) not in admission.keyring.revocations:
        raise Refused(_("This statement is not about this key, or its signature does not hold."))
    SigningKey.objects.filter(pk=key_id, revoked_at=None).update(
        revoked_at=now, revoked_by=by.officer_id, revoked_why=REVOKE_REASONS[0]
    )
    SigningKey.objects.filter(pk=key_id, revocation=None).update(revocation=word)
    _record(by, now, "add_revocation", row.officer_id)


def revocation_statement(key: Key) -> bytes:
    """What the organisation signs when a key ends."""
    at = (key.revoked_at or key.proposed_at).replace(microsecond=0)
    return mandate.write_revocation(Revocation(key.organisation_id, key.key_id, at))


def told(*, by: Actor, now: datetime, key_id: str, holder_id: str, what: str) -> None:
    """Remember that a holder has heard about a key."""
    _heard, made = Told.objects.get_or_create(
        key_id=key_id, holder_id=holder_id, what=what, defaults={"at": now}
    )
    if made:
        _record(by, now, f"tell_{what}", _row(key_id).officer_id, why=holder_id)


# ── reading ──────────────────────────────────────────────────────────────────────────────────


def of(key_id: str) -> Key | None:
    """One key."""
    row = SigningKey.objects.filter(pk=key_id).first()
    return None if row is None else _key(row)


def of_officer(officer_id: UUID) -> tuple[Key, ...]:
    """An officer's keys, the latest first."""
    rows = SigningKey.objects.filter(officer_id=officer_id).order_by("-proposed_at", "key_id")
    return tuple(_key(row) for row in rows)


def all_keys() -> tuple[Key, ...]:
    """Every key: what waits for its organisation first, then the latest."""
    rows = SigningKey.objects.order_by("-proposed_at", "key_id")
    return tuple(sorted(map(_key, rows), key=lambda key: key.enrolled_at is not None))


def good_keys(now: datetime) -> tuple[Key, ...]:
    """Keys that may sign now."""
    rows = SigningKey.objects.filter(
        enrolled_at__isnull=False, revoked_at=None, not_before__lte=now, expires__gt=now
    ).order_by("-proposed_at", "key_id")
    return tuple(map(_key, rows))


def waiting() -> tuple[int, datetime | None]:
    """Keys that wait for their organisation's word: how many, and since when."""
    rows = SigningKey.objects.filter(enrolled_at=None, revoked_at=None)
    return rows.count(), rows.order_by("proposed_at").values_list("proposed_at", flat=True).first()


def untold(key_ids: Collection[str], holder_id: str, what: str) -> tuple[Key, ...]:
    """Those of these keys of which a holder has not heard."""
    heard = Told.objects.filter(holder_id=holder_id, what=what).values("key_id")
    rows = SigningKey.objects.filter(pk__in=key_ids).exclude(pk__in=heard).order_by("key_id")
    return tuple(map(_key, rows))


def revocations_to_tell(holder_id: str) -> tuple[Key, ...]:
    """Keys that a holder knows, and of whose end it has not heard."""
    knows = Told.objects.filter(holder_id=holder_id, what="enrolment").values("key_id")
    heard = Told.objects.filter(holder_id=holder_id, what="revocation").values("key_id")
    rows = SigningKey.objects.filter(pk__in=knows, revocation__isnull=False)
    return tuple(map(_key, rows.exclude(pk__in=heard).order_by("key_id")))


def keyring(key_ids: Collection[str], now: datetime) -> Keyring:
    """What this console believes of these keys, as a holder's keyring: to judge a request before it goes out."""
    ring = mandate.pin(*directory.organisations())
    for row in SigningKey.objects.filter(pk__in=key_ids, enrolled_at__isnull=False):
        admitted = _admitted(bytes(row.enrolment or b""), row.enrolled_at or now)
        revoked = {}
        if row.revoked_at is not None:
            place = (row.organisation_id, row.key_id)
            revoked = {place: Revocation(row.organisation_id, row.key_id, row.revoked_at)}
        ring = Keyring(
            ring.organisations,
            MappingProxyType({**ring.enrolments, **admitted.enrolments}),
            MappingProxyType({**ring.revocations, **revoked}),
        )
    return ring


def _admitted(word: bytes, now: datetime) -> Keyring:
    """A keyring with this enrolment. Raises Refused with what is wrong with it."""
    policy = mandate.policy_on(local_day(now))
    pinned = directory.organisations()
    if policy is None or not pinned:
        raise Refused(_("No organisation is set up in this console: see the runbook."))
    admission = mandate.admit_enrolment(mandate.pin(*pinned), word, policy=policy, now=now)
    if not admission.ok:
        reasons = ", ".join(sorted({refusal.reason.value for refusal in admission.refusals}))
        raise Refused(_("The statement is not believed: %(reasons)s") % {"reasons": reasons})
    return admission.keyring


def _row(key_id: str) -> SigningKey:
    row = SigningKey.objects.filter(pk=key_id).first()
    if row is None:
        raise Refused(_("There is no such key."))
    return row


def _key(row: SigningKey) -> Key:
    return Key(
        row.key_id,
        row.officer_id,
        row.organisation_id,
        tuple(Right(right) for right in row.rights),
        bytes(row.public_key),
        row.not_before,
        row.expires,
        row.proposed_at,
        None if row.enrolment is None else bytes(row.enrolment),
        row.enrolled_at,
        row.revoked_at,
        row.revoked_why,
        None if row.revocation is None else bytes(row.revocation),
    )


def _record(by: Actor, now: datetime, act: str, officer_id: UUID, *, why: str = "") -> None:
    audit.record(
        by=by,
        now=now,
        act=f"investigations.{act}",
        subjects=[Subject(OFFICER, officer_id)],
        why=why,
    )
