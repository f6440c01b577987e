"""Drafting a data request: what is asked of whom, in the window of the dated rule, on a stated necessity."""

import hashlib
import secrets
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dongseon import mandate
from dongseon.console.access import queries as access
from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Look, Subject
from dongseon.console.cases import queries as cases
from dongseon.console.cases.types import CaseRow
from dongseon.console.investigations import actions, asking, directory, queries, rules, signing_keys
from dongseon.console.investigations.asking import Draft
from dongseon.console.investigations.types import Holder, Investigation, Key, Refused
from dongseon.console.registry import queries as registry
from dongseon.console.registry.types import SUBJECT
from dongseon.console.workflows import investigating
from dongseon.mandate import (
    KINDS_OF_SCHEME,
    Article,
    Basis,
    Direction,
    Identifier,
    Kind,
    Mandate,
    PersonQuestion,
    Policy,
    Purpose,
    Question,
    Reference,
    Right,
    Scheme,
    Signatory,
    Window,
    content,
    scope,
    wording,
)
from dongseon.mandate.canonical import read_json
from dongseon.mandate.policy import is_sensitive, local_day

SCHEME_OF = {kind: scheme for scheme, kinds in KINDS_OF_SCHEME.items() for kind in kinds}
ARTICLE_OF = {
    kind: Article.LOCATION if kind in rules.LOCATION_KINDS else Article.PERSONAL_DATA
    for kind in Kind
}


@dataclass(frozen=True, slots=True)
class Approver:
    """Somebody who may approve, and the key they would do it with."""

    key_id: str
    officer_id: UUID
    name: str
    organisation_id: str
    central: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an investigator wants to know about the person of a case."""

    kinds: tuple[Kind, ...]
    holder_ids: tuple[str, ...]
    purpose: Purpose
    necessity: str
    justification: str  # of a source window; else empty
    approver_keys: Mapping[Article, str]


@dataclass(frozen=True, slots=True)
class Ground:
    """What every request about a case stands on."""

    found: Investigation
    case: CaseRow
    policy: Policy
    requester: Key
    issued: datetime

    def basis(self, purpose: Purpose, justification: str) -> Basis:
        """What the window is counted from."""
        dates = self.case.dates
        day = dates.onset_on or dates.sampled_on
        if day is None:
            raise Refused(
                _("The window is counted from onset or sampling: enter one of these days first.")
            )
        source = purpose is Purpose.FIND_SOURCE
        return Basis(
            reference=Reference.ONSET if dates.onset_on else Reference.SAMPLING,
            reference_day=day,
            isolated_at=None,
            direction=Direction.SOURCE if source else Direction.FORWARD,
            justification=tidy(justification) if source else "",
        )

    def window(self, basis: Basis) -> Window:
        """The widest window that the rule allows. Raises Refused if there is none yet."""
        allowed = mandate.allowed_window(basis, self.policy, self.issued)
        if allowed is None:
            raise Refused(_("The rule allows no window for these days."))
        return allowed


def ground(*, by: Actor, now: datetime, case_id: UUID) -> Ground:
    """What a request about a case stands on. Raises InvestigationUnknown, Refused."""
    found = queries.one(case_id, area=by.area)
    if found.erased_at is not None:
        raise Refused(_("The case was closed, and where the person was is erased."))
    row = cases.case(case_id, area=by.area).row
    policy = mandate.policy_on(local_day(now))
    if policy is None:
        raise Refused(_("No rule about data requests is in force."))
    mine = signing_keys.of_officer(by.officer_id) if by.officer_id else ()
    good = [key for key in mine if key.good_at(now) and Right.REQUEST in key.rights]
    if not good:
        raise Refused(_("You have no enrolled key to sign with: make one under My signing key."))
    return Ground(found, row, policy, good[0], now.replace(microsecond=0))


def approvers(
    *, by: Actor, now: datetime, kinds: Collection[Kind], sensitive: bool = False
) -> tuple[Approver, ...]:
    """Who may approve a request for these kinds of record now: never oneself."""
    offices = {one.organisation_id: one for one in directory.organisations()}
    fit = []
    for key in signing_keys.good_keys(now):
        office = offices.get(key.organisation_id)
        if office is None or key.officer_id == by.officer_id:
            continue
        if rules.may_approve(
            kinds,
            organisation=office.kind,
            central=office.central,
            rights=key.rights,
            sensitive=sensitive,
        ):
            fit.append((key, office.central))
    names = access.names_of({key.officer_id for key, _central in fit})
    return tuple(
        Approver(
            key.key_id, key.officer_id, names.get(key.officer_id, ""), key.organisation_id, central
        )
        for key, central in fit
    )


def draft(*, by: Actor, now: datetime, case_id: UUID, wanted: Wanted) -> UUID:
    """Draft a request for each holder and article; return the batch. Raises Refused with every reason."""
    stand = ground(by=by, now=now, case_id=case_id)
    basis = stand.basis(wanted.purpose, wanted.justification)
    window = stand.window(basis)
    numbers = numbers_of(by=by, now=now, found=stand.found)
    batch, made = uuid4(), 0
    for holder, article, kinds in split(wanted):
        identifiers = tuple(
            Identifier(scheme, value)
            for scheme in sorted({SCHEME_OF[kind] for kind in kinds})
            for value in numbers[scheme]
        )
        served = tuple(kind for kind in kinds if numbers[SCHEME_OF[kind]])
        if not served:
            continue
        asks = PersonQuestion(identifiers, window)
        made += 1
        ask(
            by=by,
            now=now,
            stand=stand,
            batch=batch,
            holder=holder,
            kinds=served,
            question=asks,
            basis=basis,
            purpose=wanted.purpose,
            necessity=wanted.necessity,
            approver_key=wanted.approver_keys.get(article, ""),
        )
    if not made:
        raise Refused(_("No number is known by which these holders could find the person."))
    return batch


def split(wanted: Wanted) -> Iterator[tuple[Holder, Article, tuple[Kind, ...]]]:
    """Each holder's own questions: location has an article of its own and covers nothing else."""
    for holder in directory.holders():
        if holder.holder_id not in wanted.holder_ids:
            continue
        by_article: dict[Article, list[Kind]] = defaultdict(list)
        for kind in holder.kinds:
            if kind in wanted.kinds:
                by_article[ARTICLE_OF[kind]].append(kind)
        for article, kinds in by_article.items():
            yield holder, article, tuple(kinds)


def ask(
    *,
    by: Actor,
    now: datetime,
    stand: Ground,
    batch: UUID,
    holder: Holder,
    kinds: tuple[Kind, ...],
    question: Question,
    basis: Basis | None,
    purpose: Purpose,
    necessity: str,
    approver_key: str,
    places: Iterable[str] = (),
) -> UUID:
    """Draft one request of any question; return its id. `places`: the categories of places asked about.

    Raises Refused with every reason for which a holder would refuse it.
    """
    sensitive = any(map(is_sensitive, places))
    fit = approvers(by=by, now=now, kinds=kinds, sensitive=sensitive)
    approver = next((one for one in fit if one.key_id == approver_key), None)
    if approver is None:
        raise Refused(_("Choose who approves: nobody was chosen who may approve these records."))
    asked = Mandate(
        mandate_id=secrets.token_hex(16),
        holder_id=holder.holder_id,
        case_id=str(stand.found.case_id),
        article=ARTICLE_OF[kinds[0]],
        purpose=purpose,
        necessity=tidy(necessity),
        kinds=kinds,
        question=question,
        basis=basis,
        requester=Signatory(str(by.officer_id), stand.requester.key_id),
        approver=Signatory(str(approver.officer_id), approver.key_id),
        issued=stand.issued,
        not_before=stand.issued,
        expires=stand.issued + timedelta(hours=stand.policy.most_valid_h),
    )
    payload = checked(asked, stand.policy, holder)
    request_id = UUID(hex=asked.mandate_id)
    case_id = stand.found.case_id
    return asking.draft(
        by=by,
        now=now,
        new=Draft(
            request_id=request_id,
            investigation_id=stand.found.id,
            case_id=case_id,
            area=stand.found.area,
            batch=batch,
            mandate=asked,
            requester_id=stand.requester.officer_id,
            approver_id=approver.officer_id,
            policy_since=stand.policy.since,
            sealed=investigating.sealed(
                by=by, now=now, case_id=case_id, what=what_of(request_id), data=payload
            ),
            payload_sha256=hashlib.sha256(payload).hexdigest(),
        ),
    )


def checked(asked: Mandate, policy: Policy, holder: Holder) -> bytes:
    """The payload, if a holder could accept it. Raises Refused with every reason in words."""
    payload = mandate.write(asked)
    _read, faults = content.read(read_json(payload))
    known = scope.Holder(holder.holder_id, frozenset(holder.kinds))
    refusals = list(faults) or scope.judge_scope(asked, policy, known)
    if refusals:
        say = wording.korean if get_language() == "ko" else wording.english
        raise Refused(" · ".join(dict.fromkeys(say(one) for one in refusals)))
    return payload


def what_of(request_id: UUID) -> str:
    """What a request's text is sealed as."""
    return f"request {request_id}"


def tidy(text: str) -> str:
    """A text as a mandate takes it: one line, in normal form, nothing around it."""
    return " ".join(unicodedata.normalize("NFC", text).split())


# ── the person's numbers ─────────────────────────────────────────────────────────────────────


def numbers_of(
    *, by: Actor, now: datetime, found: Investigation
) -> Mapping[Scheme, tuple[str, ...]]:
    """Every number of the person's that is known, by scheme: a look that is written down."""
    look = look_at_numbers(by=by, now=now, found=found)
    numbers: dict[Scheme, list[str]] = defaultdict(list)
    identity = registry.identities_of([found.person_id], look).get(found.person_id)
    numbers[Scheme.PHONE] += identity.phones if identity else ()
    for one in queries.identifiers_of(found.case_id):
        numbers[Scheme(one.scheme)].append(number_in(one.sealed, found.case_id, one.scheme, look))
    policy = mandate.policy_on(local_day(now))
    most = policy.most_identifiers if policy else {}
    return defaultdict(
        tuple,
        {
            scheme: tuple(dict.fromkeys(values))[: most.get(scheme, 0)]
            for scheme, values in numbers.items()
        },
    )


def look_at_numbers(*, by: Actor, now: datetime, found: Investigation) -> Look:
    """Write down a look at the person's phones and cards."""
    return audit.look(
        by=by,
        now=now,
        act="investigations.see_numbers",
        subjects=[Subject(SUBJECT, found.person_id)],
        fields=["phones", investigating.BOX],
        case_id=found.case_id,
    )


def number_in(data: bytes, case_id: UUID, scheme: str, look: Look) -> str:
    """A number that lies sealed in a case's box."""
    return investigating.opened_texts(case_id, f"identifier {scheme}", data, look).get("number", "")


def add_number(*, by: Actor, now: datetime, case_id: UUID, scheme: Scheme, number: str) -> None:
    """Keep a card or another phone of the person's. Raises Refused for what is no such number."""
    found = queries.one(case_id, area=by.area)
    value = number.replace(" ", "")
    value = value.replace("-", "") if scheme is Scheme.PHONE else value
    if not content.VALUE_OF[scheme].fullmatch(value):
        raise Refused(_("Number: %(number)s is no number of this kind.") % {"number": number[:40]})
    [fingerprint] = registry.fingerprints([f"{scheme} {value}"])
    sealed = investigating.sealed_texts(
        by=by, now=now, case_id=case_id, what=f"identifier {scheme}", texts={"number": value}
    )
    actions.add_identifier(
        by=by,
        now=now,
        case_id=found.case_id,
        scheme=scheme,
        sealed=sealed,
        fingerprint=fingerprint,
    )
