"""Handing messages over: who gets them is read from the registry at that moment, and forgotten at once.

Three steps, so that no lock is held while a carrier is spoken to: take some that are due (and write down
whose phones were opened); offer them; write down what the carrier said. Whoever dies in between offers
them again, and the carrier knows them by their identifiers.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import HOUSE, Subject
from dongseon.console.messages import actions as messages
from dongseon.console.messages import rules, texts
from dongseon.console.messages.gateways import Gateway, Parcel, Said
from dongseon.console.messages.rules import Answer, Why
from dongseon.console.messages.types import Answered, Claimed
from dongseon.console.policy import queries as policy
from dongseon.console.policy.kinds import QUIET_HOURS
from dongseon.console.registry import queries as registry
from dongseon.console.registry import types as people
from dongseon.console.registry.types import Identity
from dongseon.console.workflows.reporting import ZONE

FIELDS = ("phones", "language", "safe_contact_only", "neutral_messages")
AT_ONCE = 100  # messages of one request to the carrier
LONGEST = timedelta(seconds=30)  # of one job; the next goes on
GATHERING_S = 0.4  # s for more to come: assumption, a phone rings no sooner than that anyway
RECEIPTS_EVERY = timedelta(seconds=5)  # while messages keep coming: assumption
LATER = Said(Answer.LATER)


def run(
    *,
    clock: Callable[[], datetime],
    gateway: Gateway,
    wait: Callable[[float], None] = lambda _seconds: None,
) -> int:
    """Hand over what is due and take in what the carrier says; how many were offered.

    While some come in, it waits a moment (by `wait`, seconds) for more: so that they go together.
    """
    begun, offered = clock(), 0
    asked = begun
    while clock() - begun < LONGEST:
        count = hand_over_some(clock=clock, gateway=gateway)
        offered += count
        if not count:
            break
        if clock() - asked >= RECEIPTS_EVERY:
            asked = clock()
            take_receipts(now=asked, gateway=gateway)
        if count < AT_ONCE:
            wait(GATHERING_S)
    take_receipts(now=clock(), gateway=gateway)
    return offered


def hand_over_some(*, clock: Callable[[], datetime], gateway: Gateway) -> int:
    """Hand over the longest waiting ones; how many there were."""
    with transaction.atomic():
        claimed, parcels, neutral = _prepared(clock())
    if parcels:
        said = gateway.hand_over(parcels)
        answers = [
            Answered(one.id, found.answer, one.id in neutral, found.reference)
            for one in parcels
            for found in [said.get(one.id, LATER)]
        ]
        with transaction.atomic():
            messages.answered(now=clock(), gateway=gateway.name, answers=answers)
    return claimed


def take_receipts(*, now: datetime, gateway: Gateway) -> None:
    """Write down what became of messages taken earlier."""
    receipts = gateway.receipts()
    if receipts:
        with transaction.atomic():
            messages.received(now=now, gateway=gateway.name, receipts=receipts)
        gateway.noted(receipts)


def _prepared(now: datetime) -> tuple[int, list[Parcel], frozenset[UUID]]:
    """Messages taken and written out; what cannot go is kept back. The ids of those that are neutral."""
    claimed = messages.claim(now=now, limit=AT_ONCE)
    loud = _put_off_quiet(now, claimed)
    if not loud:
        return len(claimed), [], frozenset()
    whose = _survivors({one.person_id for one in loud})
    named = _identities(now, set(whose.values()))
    kept: dict[UUID, Why] = {}
    parcels, neutral = [], set()
    for one in loud:
        identity = named.get(whose[one.person_id])
        why = why_not(identity)
        if identity is None or why is not None:
            kept[one.id] = why or Why.NOBODY
            continue
        parcels.append(Parcel(one.id, identity.phone, wording(one, identity)))
        if identity.neutral_messages:
            neutral.add(one.id)
    if kept:
        messages.keep_back(now=now, whys=kept)
    return len(claimed), parcels, frozenset(neutral)


def _put_off_quiet(now: datetime, claimed: Sequence[Claimed]) -> list[Claimed]:
    """Those that may go now; the others wait until quiet hours are over."""
    local = now.astimezone(ZONE)
    until = rules.after_quiet(local, policy.rule(QUIET_HOURS, local.date()).value)
    if until == local:
        return list(claimed)
    quiet = [one.id for one in claimed if not texts.of(one.text).wakes]
    if quiet:
        messages.put_off(until=until, message_ids=quiet)
    return [one for one in claimed if one.id not in set(quiet)]


def _survivors(person_ids: set[UUID]) -> dict[UUID, UUID]:
    """Person → who they turned out to be."""
    known = registry.persons(person_ids)
    return {
        one: registry.survivors_of([one])[0] if known.get(one) and known[one].survivor_id else one
        for one in person_ids
    }


def _identities(now: datetime, person_ids: set[UUID]) -> Mapping[UUID, Identity]:
    look = audit.look(
        by=HOUSE,
        now=now,
        act="messages.hand_over",
        subjects=[Subject(people.SUBJECT, one) for one in person_ids],
        fields=FIELDS,
    )
    return registry.identities_of(person_ids, look)


def why_not(identity: Identity | None) -> Why | None:
    """Why a message cannot go to this person by itself; nothing if it can."""
    if identity is None:
        return Why.NOBODY
    if identity.safe_contact_only:
        return Why.SAFE_CONTACT
    if not identity.phone:
        return Why.NO_PHONE
    if identity.neutral_messages and not settings.CALL_BACK:
        return Why.NEUTRAL
    return None


def wording(message: Claimed, identity: Identity) -> str:
    """What the phone shows: where nothing may show what it is about, a number to call and no more."""
    language = message.language or identity.language
    if identity.neutral_messages:
        return texts.written(texts.NEUTRAL, {"call": settings.CALL_BACK}, language)
    return texts.written(message.text, message.values, language)
