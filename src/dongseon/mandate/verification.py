"""`verify`: may a holder answer this request? A decision, with every reason against it."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from types import MappingProxyType

from dongseon.errors import InvalidInput
from dongseon.mandate import content, envelope, people, policy, scope, tokens
from dongseon.mandate.canonical import NotCanonical
from dongseon.mandate.enrolment import Enrolment, Keyring
from dongseon.mandate.envelope import Type
from dongseon.mandate.people import Signers
from dongseon.mandate.policy import POLICIES, Policy
from dongseon.mandate.reasons import Reason, Refusal
from dongseon.mandate.scope import Holder
from dongseon.mandate.tokens import Token
from dongseon.mandate.types import Mandate

NOBODY: Mapping[str, Token] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Decision:
    """What a holder does with a request, and why not."""

    digest: bytes  # (32,) SHA-256 of the body as it came: what the holder's log names
    mandate: Mandate | None  # as far as it could be read; not to be answered unless accepted
    requester: Enrolment | None
    approver: Enrolment | None
    policy: Policy | None  # the row that was in force
    authentic: bool  # two valid signatures of the two people named: worth a detailed answer
    sensitive: bool  # a place is asked about that needs central approval
    refusals: tuple[Refusal, ...]

    @property
    def accepted(self) -> bool:
        """Whether the request may be answered."""
        return self.mandate is not None and self.authentic and not self.refusals


def verify(
    body: bytes,
    *,
    policies: Sequence[Policy] = POLICIES,
    now: datetime,
    seen: Container[str],
    keys: Keyring,
    holder: Holder,
    issued_tokens: Mapping[str, Token] = NOBODY,
) -> Decision:
    """Judge a signed request. Pure: the same arguments, the same decision.

    `now` is aware; `seen` holds the ids of mandates accepted before; `issued_tokens` the tokens that
    this holder remembers. What only the holder's own memory tells (replayed, token not known) is
    told to those whose signatures hold, and to nobody else. Raises InvalidInput for a `now`
    without a zone; whatever `body` is, it is judged.
    """
    if now.tzinfo is None:
        raise InvalidInput(f"now: {now} has no zone")
    digest = sha256(body).digest()
    try:
        opened = envelope.open_envelope(body, kind=Type.MANDATE, count=2)
    except NotCanonical as fault:
        return _unreadable(digest, (fault.refusal,))
    mandate, faults = content.read(opened.content)
    if mandate is None:
        return _unreadable(digest, faults)
    moment = now.astimezone(UTC)
    rules = policy.policy_on(policy.local_day(mandate.issued), policies)
    skew = timedelta(seconds=rules.skew_s if rules else 0)
    signers = people.identify(mandate, opened, keys, now=moment, skew=skew)
    told = holder if signers.authentic else replace(holder, categories={})
    categories = scope.categories_of(mandate, told)
    refusals = [
        *signers.refusals,
        *people.judge(mandate, signers, keys),
        *people.judge_places(categories, signers.approver, keys),
        *_by_the_rule(mandate, rules, told, moment),
    ]
    if signers.authentic:
        refusals += _from_memory(mandate, signers, keys, seen, issued_tokens, moment)
    sensitive = any(map(policy.is_sensitive, categories.values()))
    return Decision(
        digest=digest,
        mandate=mandate,
        requester=signers.requester,
        approver=signers.approver,
        policy=rules,
        authentic=signers.authentic,
        sensitive=sensitive,
        refusals=tuple(refusals),
    )


def _by_the_rule(
    mandate: Mandate, rules: Policy | None, holder: Holder, now: datetime
) -> list[Refusal]:
    """What the rule of the day of issue says against it."""
    if rules is None:
        return [Refusal(Reason.NO_POLICY, "issued", "no rule was in force on that day")]
    return [*scope.judge_times(mandate, rules, now), *scope.judge_scope(mandate, rules, holder)]


def _from_memory(
    mandate: Mandate,
    signers: Signers,
    keys: Keyring,
    seen: Container[str],
    issued_tokens: Mapping[str, Token],
    now: datetime,
) -> list[Refusal]:
    """What only this holder's memory can say against a genuine request."""
    central = not people.judge_places({"": "sensitive"}, signers.approver, keys)
    refusals = tokens.judge(mandate, issued_tokens, now=now, central=central)
    if mandate.mandate_id in seen:
        refusals.append(Refusal(Reason.REPLAYED, "mandate_id", "accepted before"))
    return refusals


def _unreadable(digest: bytes, refusals: tuple[Refusal, ...]) -> Decision:
    return Decision(
        digest=digest,
        mandate=None,
        requester=None,
        approver=None,
        policy=None,
        authentic=False,
        sensitive=False,
        refusals=refusals,
    )
