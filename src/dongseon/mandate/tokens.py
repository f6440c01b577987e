"""Tokens: an area answer names nobody. Who was there is told by a second mandate, token by token.

A token is 128 random bits, drawn anew for each mandate: two answers about one person have nothing in
common. The holder alone knows whose it is, for as long as the policy says. A sweep over thousands then
exposes only those whose tokens two officials asked about, with a reason, a second time.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from dongseon.errors import InvalidInput
from dongseon.mandate import keys
from dongseon.mandate.policy import Policy
from dongseon.mandate.reasons import Reason, Refusal
from dongseon.mandate.types import Identifier, Kind, Mandate, PresenceQuestion, ResolveQuestion

RANDOM_BYTES = 16


@dataclass(frozen=True, slots=True)
class Token:
    """What a holder remembers of a token. Nothing of it but `value` leaves the holder."""

    value: str
    subject: Identifier
    mandate_id: str  # that it was issued for
    case_id: str
    kind: Kind
    sensitive: bool  # issued about a place that needs central approval
    issued: datetime
    expires: datetime


@dataclass(frozen=True, slots=True)
class Issue:
    """The tokens of an answer, in an order that tells nothing; or why there are none."""

    tokens: tuple[Token, ...]
    refusals: tuple[Refusal, ...]


def issue(
    subjects: Mapping[Identifier, Kind],
    mandate: Mandate,
    *,
    policy: Policy,
    now: datetime,
    sensitive: bool,
    draw: Callable[[int], bytes],
) -> Issue:
    """A token for each person who was there. `draw(n)` gives n bytes of cryptographic chance.

    More than the cap is refused as a whole: a cut list would look like all there were.
    """
    if not isinstance(mandate.question, PresenceQuestion):
        raise InvalidInput("mandate: tokens are issued for the question who was present")
    if len(subjects) > policy.most_tokens:
        detail = f"more than {policy.most_tokens} qualify; ask for a shorter time or a longer stay"
        return Issue((), (Refusal(Reason.TOO_MANY, "question.areas", detail),))
    expires = now + timedelta(hours=policy.token_life_h)
    found = [
        Token(
            value="t_" + keys.encode(draw(RANDOM_BYTES)),
            subject=subject,
            mandate_id=mandate.mandate_id,
            case_id=mandate.case_id,
            kind=kind,
            sensitive=sensitive,
            issued=now,
            expires=expires,
        )
        for subject, kind in subjects.items()
    ]
    if len({token.value for token in found}) < len(found):
        raise InvalidInput("draw: the same bytes twice; chance is not what it should be")
    return Issue(tuple(sorted(found, key=lambda token: token.value)), ())


def judge(
    mandate: Mandate, known: Mapping[str, Token], *, now: datetime, central: bool
) -> list[Refusal]:
    """Whether each token may be resolved. `central`: the approver may approve sensitive places.

    A token that never was, one of another case and one that has expired are refused with the same
    word: nobody learns by asking which of them it is.
    """
    question = mandate.question
    if not isinstance(question, ResolveQuestion):
        return []
    refusals = []
    for number, value in enumerate(question.tokens):
        where, token = f"question.tokens[{number}]", known.get(value)
        if token is None or not _belongs(token, mandate, question) or now >= token.expires:
            refusals.append(Refusal(Reason.TOKEN_NOT_KNOWN, where))
        elif token.sensitive and not central:
            refusals.append(Refusal(Reason.CENTRAL_MUST_APPROVE, where, "of a sensitive place"))
    return refusals


def resolve(question: ResolveQuestion, known: Mapping[str, Token]) -> dict[str, Identifier]:
    """Whose the tokens are. To be called for an accepted mandate only; KeyError otherwise."""
    return {value: known[value].subject for value in question.tokens}


def expired(known: Iterable[Token], now: datetime) -> tuple[str, ...]:
    """The tokens that a holder must forget by now."""
    return tuple(token.value for token in known if now >= token.expires)


def _belongs(token: Token, mandate: Mandate, question: ResolveQuestion) -> bool:
    return (
        token.mandate_id == question.of_mandate
        and token.case_id == mandate.case_id
        and token.kind in mandate.kinds
    )
