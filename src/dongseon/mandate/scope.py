"""What is asked, and when: is it no more than the dated rule allows?"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType

from dongseon.mandate.policy import Policy, day_begins, local_day
from dongseon.mandate.reasons import Reason, Refusal
from dongseon.mandate.types import (
    KINDS_OF_SCHEME,
    LOCATION_KINDS,
    AlertQuestion,
    Article,
    Basis,
    Direction,
    Kind,
    Mandate,
    PersonQuestion,
    PresenceQuestion,
    Purpose,
    ResolveQuestion,
    Window,
)

PURPOSES = {
    PersonQuestion: {Purpose.FIND_CONTACTS, Purpose.FIND_SOURCE, Purpose.CHECK_STATEMENT},
    PresenceQuestion: {Purpose.FIND_CONTACTS, Purpose.FIND_SOURCE},
    ResolveQuestion: {Purpose.IDENTIFY_CONTACT},
    AlertQuestion: {Purpose.WARN_THOSE_PRESENT},
}
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who is asked: its id, what it keeps, and the categories of places that it knows itself."""

    holder_id: str
    kinds: frozenset[Kind]
    categories: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def judge_times(mandate: Mandate, policy: Policy, now: datetime) -> list[Refusal]:
    """Whether the mandate may be used now. Its two ends bear the skew that clocks may have."""
    skew = timedelta(seconds=policy.skew_s)
    checks = (
        (
            Reason.TIMES_OUT_OF_ORDER,
            "expires",
            not mandate.issued <= mandate.not_before < mandate.expires,
        ),
        (Reason.ISSUED_IN_FUTURE, "issued", mandate.issued > now + skew),
        (Reason.TOO_EARLY, "not_before", mandate.not_before > now + skew),
        (Reason.EXPIRED, "expires", mandate.expires + skew <= now),
        (
            Reason.LIVES_TOO_LONG,
            "expires",
            mandate.expires - mandate.issued > timedelta(hours=policy.most_valid_h),
        ),
    )
    return [Refusal(reason, where) for reason, where, present in checks if present]


def judge_scope(mandate: Mandate, policy: Policy, holder: Holder) -> list[Refusal]:
    """Everything in the request that the rule does not allow."""
    return [
        *_judge_address(mandate, holder),
        *_judge_article(mandate),
        *_judge_purpose(mandate, policy),
        *_judge_identifiers(mandate, policy),
        *_judge_windows(mandate, policy),
        *_judge_areas(mandate, policy),
        *_judge_tokens(mandate, policy),
    ]


def categories_of(mandate: Mandate, holder: Holder) -> dict[str, str]:
    """The category of each area, as the mandate says and as the holder itself knows, by field.

    A sector need not be a place; but who asks by place must say what kind of place it is.
    """
    spots = LOCATION_KINDS.issuperset(mandate.kinds)
    found = {}
    for number, area in enumerate(mandate.areas):
        stated = area.category or ("" if spots else "not stated")
        found[f"question.areas[{number}].category"] = stated
        for place_id in area.place_ids:
            if place_id in holder.categories:
                where = f"question.areas[{number}].place_ids {place_id}"
                found[where] = holder.categories[place_id]
    return found


def allowed_window(basis: Basis, policy: Policy, issued: datetime) -> Window | None:
    """The widest window that the rule allows; None if there is none (yet).

    Forward: from the local day `forward_days` before the reference until isolation, or until the
    request if the case is not isolated. Source: from `source_days` before the reference day to its end.
    """
    days = policy.forward_days if basis.direction is Direction.FORWARD else policy.source_days
    begin = day_begins(basis.reference_day - days * DAY)
    if basis.direction is Direction.FORWARD:
        end = min(issued, basis.isolated_at or issued)
    else:
        end = min(issued, day_begins(basis.reference_day + DAY))
    return Window(begin, end) if begin < end else None


def _judge_address(mandate: Mandate, holder: Holder) -> Iterator[Refusal]:
    if mandate.holder_id != holder.holder_id:
        yield Refusal(Reason.OTHER_HOLDER, "holder", f"this is {holder.holder_id}")
    for number, kind in enumerate(mandate.kinds):
        if kind not in holder.kinds:
            yield Refusal(Reason.KIND_NOT_KEPT, f"kinds[{number}]", f"{kind} is not kept here")


def _judge_article(mandate: Mandate) -> Iterator[Refusal]:
    """Location has an article of its own, and it covers nothing else."""
    location = mandate.article is Article.LOCATION
    for number, kind in enumerate(mandate.kinds):
        if (kind in LOCATION_KINDS) is not location:
            detail = f"{mandate.article} does not cover {kind}"
            yield Refusal(Reason.ARTICLE_DOES_NOT_COVER, f"kinds[{number}]", detail)


def _judge_purpose(mandate: Mandate, policy: Policy) -> Iterator[Refusal]:
    fits = mandate.purpose in PURPOSES[type(mandate.question)]
    source = mandate.basis is not None and mandate.basis.direction is Direction.SOURCE
    if not fits or (mandate.purpose is Purpose.FIND_SOURCE) is not source:
        yield Refusal(Reason.PURPOSE_DOES_NOT_FIT, "purpose", "not what this question is for")
    if len(mandate.necessity) < policy.least_justification:
        detail = f"fewer than {policy.least_justification} characters"
        yield Refusal(Reason.NECESSITY_NOT_STATED, "necessity", detail)


def _judge_identifiers(mandate: Mandate, policy: Policy) -> Iterator[Refusal]:
    """Each number serves a kind that is asked for, and each kind has a number."""
    question = mandate.question
    if not isinstance(question, PersonQuestion):
        return
    where = "question.identifiers"
    asked = set(mandate.kinds)
    served: set[Kind] = set()
    for number, identifier in enumerate(question.identifiers):
        kinds = KINDS_OF_SCHEME[identifier.scheme]
        served |= kinds
        if not kinds & asked:
            detail = f"no kind asked for is found by a {identifier.scheme}"
            yield Refusal(Reason.IDENTIFIERS_DO_NOT_FIT, f"{where}[{number}]", detail)
    for kind in sorted(asked - served):
        yield Refusal(Reason.IDENTIFIERS_DO_NOT_FIT, where, f"no number by which to find {kind}")
    counted = Counter(identifier.scheme for identifier in question.identifiers)
    for scheme, most in policy.most_identifiers.items():
        if counted[scheme] > most:
            yield Refusal(Reason.TOO_MANY, where, f"at most {most} of the scheme {scheme}")


def _judge_windows(mandate: Mandate, policy: Policy) -> Iterator[Refusal]:
    """Every window lies in the one that the case's dates allow."""
    basis = mandate.basis
    if isinstance(mandate.question, ResolveQuestion) is not (basis is None):
        detail = "tokens need none, everything else needs one"
        yield Refusal(Reason.FIELD_INVALID, "basis", detail)
    if basis is None:
        return
    yield from _judge_basis(basis, policy, mandate.issued)
    allowed = allowed_window(basis, policy, mandate.issued)
    for where, window in mandate.windows:
        if window.end > mandate.issued:
            yield Refusal(Reason.WINDOW_IN_FUTURE, where, "after the request was issued")
        if allowed is None or not allowed.contains(window):
            detail = f"allowed: {_span(allowed)}" if allowed else "nothing is allowed"
            yield Refusal(Reason.WINDOW_TOO_WIDE, where, detail)


def _judge_basis(basis: Basis, policy: Policy, issued: datetime) -> Iterator[Refusal]:
    age = local_day(issued) - basis.reference_day
    if age > timedelta(days=policy.most_reference_age_days):
        detail = f"more than {policy.most_reference_age_days} days before the request"
        yield Refusal(Reason.REFERENCE_TOO_OLD, "basis.reference_day", detail)
    if age < timedelta(0):
        yield Refusal(Reason.WINDOW_IN_FUTURE, "basis.reference_day", "after the request")
    short = len(basis.justification) < policy.least_justification
    if basis.direction is Direction.SOURCE and short:
        detail = f"fewer than {policy.least_justification} characters"
        yield Refusal(Reason.SOURCE_NOT_JUSTIFIED, "basis.justification", detail)


def _judge_areas(mandate: Mandate, policy: Policy) -> Iterator[Refusal]:
    question = mandate.question
    if not isinstance(question, PresenceQuestion | AlertQuestion):
        return
    least = max(policy.least_stay_min[kind] for kind in mandate.kinds)
    if question.least_stay_min < least:
        detail = f"at least {least} minutes"
        yield Refusal(Reason.STAY_TOO_SHORT, "question.least_stay_min", detail)
    if len(question.areas) > policy.most_areas:
        yield _too_many("question.areas", policy.most_areas)
    for number, area in enumerate(question.areas):
        where = f"question.areas[{number}]"
        if len(area.place_ids) > policy.most_places:
            yield _too_many(f"{where}.place_ids", policy.most_places)
        if area.window.length > timedelta(hours=policy.most_area_h):
            detail = f"longer than {policy.most_area_h:g} h"
            yield Refusal(Reason.WINDOW_TOO_WIDE, f"{where}.window", detail)
    whole = sum((area.window.length for area in question.areas), timedelta())
    if whole > timedelta(hours=policy.most_areas_h):
        detail = f"together longer than {policy.most_areas_h:g} h"
        yield Refusal(Reason.WINDOW_TOO_WIDE, "question.areas", detail)


def _judge_tokens(mandate: Mandate, policy: Policy) -> Iterator[Refusal]:
    question = mandate.question
    if isinstance(question, ResolveQuestion) and len(question.tokens) > policy.most_resolved:
        yield _too_many("question.tokens", policy.most_resolved)


def _too_many(where: str, most: int) -> Refusal:
    return Refusal(Reason.TOO_MANY, where, f"at most {most}")


def _span(window: Window) -> str:
    return f"{window.begin:%Y-%m-%dT%H:%M:%SZ} to {window.end:%Y-%m-%dT%H:%M:%SZ}"
