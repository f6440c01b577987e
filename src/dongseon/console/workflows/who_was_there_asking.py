"""Asking holders about places and times: drafts for the mandate that two officers sign.

An area question names a stay; telcos are asked about the sectors that serve the place, everybody else about the
place itself. Identities are asked for in a second mandate, for those alone who are likely enough to matter.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from dongseon import mandate
from dongseon.console.audit.types import Actor
from dongseon.console.investigations import asked, directory
from dongseon.console.investigations.types import Holder
from dongseon.console.policy import queries as policy
from dongseon.console.policy.kinds import PRESENCE, Presence
from dongseon.console.tracing import candidates, gazetteer
from dongseon.console.tracing.types import CandidateState, Refused, ShownStay
from dongseon.console.workflows import (
    reconstructing_page,
    reporting,
    requesting,
    who_was_there,
)
from dongseon.console.workflows.reconstructing_page import Workbench
from dongseon.mandate import (
    AlertQuestion,
    Area,
    Kind,
    PresenceQuestion,
    Purpose,
    Question,
    ResolveQuestion,
    Window,
)

MOST_SECTORS = 12  # of one stay that telcos are asked about: those that the case's phone heard, then the nearest


@dataclass(frozen=True, slots=True)
class Asking:
    """What an officer asks of holders about some stays."""

    keys: tuple[str, ...]  # of the stays
    holder_ids: tuple[str, ...]
    least_stay_min: int
    necessity: str
    approver_keys: Mapping[str, str]  # article → key of the approver
    text_ko: str = ""  # of an alert
    text_en: str = ""
    version: int = 0  # of the itinerary whose stays these are; 0 = the newest


def rule_on(now: datetime) -> Presence:
    """The rule about presence in force today."""
    return policy.rule(PRESENCE, reporting.local_day(now)).value


def most_named(now: datetime) -> int:
    """How many identities one request may ask for today."""
    found = mandate.policy_on(reporting.local_day(now))
    return found.most_resolved if found else 0


def allowed(*, by: Actor, now: datetime, case_id: UUID) -> Window:
    """The time that anybody may be asked about for a case's contacts. Raises Refused where nothing may be now."""
    stand = requesting.ground(by=by, now=now, case_id=case_id)
    return stand.window(stand.basis(Purpose.FIND_CONTACTS, ""))


def may_be_asked(window: Window, stay: ShownStay) -> bool:
    """Whether any of a stay lies in the allowed time."""
    begin, end = _common(window, stay)
    return begin < end


def ask_areas(*, by: Actor, now: datetime, case_id: UUID, wanted: Asking) -> UUID:
    """Draft the question who was at these stays, for each holder. Returns the batch. Raises Refused."""
    return _ask(by, now, case_id, wanted, alert=False)


def ask_alerts(*, by: Actor, now: datetime, case_id: UUID, wanted: Asking) -> UUID:
    """Draft a text to everybody who was there, sent by the holders. Returns the batch. Raises Refused."""
    batch = _ask(by, now, case_id, wanted, alert=True)
    waiting = [
        one.id
        for one in candidates.of_case(case_id)
        if one.state is CandidateState.OPEN and one.person_id is None
    ]
    candidates.mark(
        by=by, now=now, case_id=case_id, candidate_ids=waiting, state=CandidateState.ALERT
    )
    return batch


def ask_identities(
    *,
    by: Actor,
    now: datetime,
    case_id: UUID,
    candidate_ids: Collection[UUID],
    necessity: str,
    approver_keys: Mapping[str, str],
) -> UUID:
    """Draft the question who these candidates are. Raises Refused for one below the rule's threshold."""
    rule = rule_on(now)
    rows = [one for one in candidates.of_case(case_id) if one.id in set(candidate_ids)]
    rows = [one for one in rows if one.person_id is None]
    if not rows:
        raise Refused(_("Choose whose identity is asked for."))
    below = [one for one in rows if one.probability < rule.identify_from]
    if below:
        raise Refused(
            _("The rule allows asking who somebody is only from %(percent)d %% on.")
            % {"percent": round(100 * rule.identify_from)}
        )
    stand = requesting.ground(by=by, now=now, case_id=case_id)
    look = who_was_there.look_at(by=by, now=now, case_id=case_id, act="tracing.ask_identities")
    _met, beside = who_was_there.opened_search(case_id, look)
    by_mandate: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in rows:
        said = beside[one.key]
        by_mandate[said["holder_id"], said["request_id"]].append(said["token"])
    batch = uuid4()
    for (holder_id, request_id), tokens in by_mandate.items():
        before = asked.by_ids([UUID(request_id)])[UUID(request_id)]
        article = requesting.ARTICLE_OF[before.kinds[0]]
        requesting.ask(
            by=by,
            now=now,
            stand=stand,
            batch=batch,
            holder=_holder(holder_id),
            kinds=before.kinds,
            question=ResolveQuestion(before.mandate_id, tuple(sorted(tokens))),
            basis=None,
            purpose=Purpose.IDENTIFY_CONTACT,
            necessity=necessity,
            approver_key=approver_keys.get(article, ""),
        )
    candidates.mark(
        by=by,
        now=now,
        case_id=case_id,
        candidate_ids=[one.id for one in rows],
        state=CandidateState.ASKED,
    )
    return batch


def areas_of(
    bench: Workbench, keys: Collection[str], kind: Kind, allowed: Window
) -> tuple[Area, ...]:
    """Stays as a holder of this kind of record is asked about them, as far as the rule's window reaches."""
    chosen = [stay for stay in bench.told.stays if stay.key in set(keys)]
    found = []
    for stay in chosen:
        ids = sectors_of(bench, stay) if kind is Kind.CONNECTION else _place_of(stay)
        if ids:
            found.append(Area(ids, stay.category, _within(allowed, stay)))
    return tuple(found)


def sectors_of(bench: Workbench, stay: ShownStay) -> tuple[str, ...]:
    """The sectors that serve a stay: those that the case's phone heard there, then the nearest."""
    if bench.kept is None:
        return ()
    evidence = bench.kept.evidence
    position = {record: row for row, record in enumerate(evidence.records.record_id)}
    heard: list[str] = []
    for record in stay.evidence:
        code = int(evidence.records.base_station[position[record]]) if record in position else -1
        if code >= 0:
            heard.append(evidence.stations.base_station_id[code])
    near = gazetteer.nearest_sectors(stay.lon_deg, stay.lat_deg, limit=MOST_SECTORS)
    return tuple(dict.fromkeys([*heard, *near]))[:MOST_SECTORS]


def _ask(by: Actor, now: datetime, case_id: UUID, wanted: Asking, *, alert: bool) -> UUID:
    stand = requesting.ground(by=by, now=now, case_id=case_id)
    basis = stand.basis(Purpose.FIND_CONTACTS, "")
    allowed = stand.window(basis)
    bench = reconstructing_page.show(by=by, now=now, case_id=case_id, number=wanted.version)
    batch, made = uuid4(), 0
    for holder in directory.holders():
        if holder.holder_id not in wanted.holder_ids:
            continue
        for kinds in _by_article(holder):
            areas = areas_of(bench, wanted.keys, kinds[0], allowed)
            if not areas:
                continue
            question: Question = PresenceQuestion(areas, wanted.least_stay_min)
            if alert:
                question = AlertQuestion(
                    areas, wanted.least_stay_min, wanted.text_ko, wanted.text_en
                )
            requesting.ask(
                by=by,
                now=now,
                stand=stand,
                batch=batch,
                holder=holder,
                kinds=kinds,
                question=question,
                basis=basis,
                purpose=Purpose.WARN_THOSE_PRESENT if alert else Purpose.FIND_CONTACTS,
                necessity=wanted.necessity,
                approver_key=wanted.approver_keys.get(requesting.ARTICLE_OF[kinds[0]], ""),
                places=[area.category for area in areas],
            )
            made += 1
    if not made:
        raise Refused(_("Choose stays and holders that can be asked about them."))
    return batch


def _by_article(holder: Holder) -> list[tuple[Kind, ...]]:
    """A holder's kinds of record, those of one article together. Nobody is found by a transit card's taps."""
    by_article: dict[str, list[Kind]] = defaultdict(list)
    for kind in holder.kinds:
        if kind is not Kind.TAP:
            by_article[requesting.ARTICLE_OF[kind]].append(kind)
    return [tuple(kinds) for kinds in by_article.values()]


def _holder(holder_id: str) -> Holder:
    found = next((one for one in directory.holders() if one.holder_id == holder_id), None)
    if found is None:
        raise Refused(_("This holder is not asked any more."))
    return found


def _place_of(stay: ShownStay) -> tuple[str, ...]:
    return (stay.place_id,) if stay.place_id else ()


def _within(allowed: Window, stay: ShownStay) -> Window:
    """A stay's time inside the allowed one: who is still there at the last record may leave after now.

    A stay wholly outside is left as it is, for the mandate's rule to refuse with its reason.
    """
    begin, end = _common(allowed, stay)
    if begin < end:
        return Window(begin, end)
    return Window(_whole(stay.arrived.earliest), _whole(stay.left.latest))


def _common(allowed: Window, stay: ShownStay) -> tuple[datetime, datetime]:
    """From when until when a stay lies in the allowed time: never, where the end is not after the beginning."""
    return (
        max(_whole(stay.arrived.earliest), allowed.begin),
        min(_whole(stay.left.latest), allowed.end),
    )


def _whole(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)
