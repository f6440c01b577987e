"""Letters of orders: their values gathered and sealed, their words given again exactly as served."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from dongseon.console.access import queries as access
from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Look, Subject
from dongseon.console.cases import numbers
from dongseon.console.isolation import letters, queries, rules, serving, watching
from dongseon.console.isolation.letters import Letters
from dongseon.console.isolation.rules import Place, Reason
from dongseon.console.isolation.types import OrderDetail, OrderUnknown, PaperRow
from dongseon.console.policy import queries as policy
from dongseon.console.registry import actions as registry
from dongseon.console.registry import queries as people
from dongseon.console.registry import types as persons
from dongseon.console.registry.types import DataClass, Identity
from dongseon.look import paper

FIELDS = ("name", "name_romanised", "birth_date", "address")
KIND = DataClass.ADDRESS  # a letter says who lives where
HOTLINE = "1339"  # for questions about infectious diseases, all day
AGENCY_SINCE = date(2020, 9, 12)  # the centers became an agency

# Reasons as a letter gives them; a letter's words are not the pages' words, and never change.
REASONS: dict[Reason, tuple[str, str]] = {
    Reason.MET_AGAIN: ("동거인 등과의 새로운 접촉", "New contact in the household"),
    Reason.LATER_CONTACT_FOUND: ("이후의 접촉 확인", "A later contact was found"),
    Reason.NOT_A_CONTACT: ("접촉자가 아닌 것으로 확인", "You were found not to be a contact"),
    Reason.SOURCE_NOT_A_CASE: ("접촉한 사람이 환자가 아닌 것으로 확인", "The person you met was found not to be ill"),
    Reason.CRITERIA_MET: ("격리해제 기준 충족", "You meet the criteria for release"),
    Reason.RETEST_NEGATIVE: ("재검사 결과 음성", "Negative when tested again"),
    Reason.TO_HOSPITAL: ("입원", "Admission to hospital"),
    Reason.LEFT_COUNTRY: ("출국", "Departure from Korea"),
    Reason.DIED: ("사망", "Death"),
    Reason.COMPLAINT_UPHELD: ("이의 제기 인용", "Your objection was upheld"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class More:
    """What some letters say besides the order."""

    before: date | None = None  # last day before an extension
    reason: Reason | None = None
    answer: tuple[str, str] | None = None  # Korean, English
    grounds: str = ""


def write_both(
    *,
    by: Actor,
    now: datetime,
    order_id: UUID,
    letter: Letters,
    before: date | None = None,
    reason: Reason | None = None,
) -> None:
    """Write a letter about an order in Korean and English."""
    write(by=by, now=now, order_id=order_id, letter=letter, more=More(before=before, reason=reason))


def write(*, by: Actor, now: datetime, order_id: UUID, letter: Letters, more: More) -> None:
    """Write a letter about an order in both languages: who cannot read one may have the other read."""
    detail = queries.order(order_id, area=by.area)
    subject = Subject(persons.SUBJECT, detail.row.person_id)
    look = audit.look(
        by=by, now=now, act="isolation.write", subjects=[subject], fields=[*FIELDS, KIND]
    )
    identity = people.identity_of(detail.row.person_id, look)
    template = letters.CURRENT[letter]
    for language in letters.LANGUAGES:
        values = _values(detail, identity, language, now, more, place_of(detail, identity, look))
        note = registry.write_note(
            by=by,
            now=now,
            person_id=detail.row.person_id,
            data_class=KIND,
            text=letters.canonical(template, language, values),
        )
        letters.written(template, language, values)  # a letter that cannot be written is not kept
        serving.write(
            by=by,
            now=now,
            order_id=order_id,
            template=template,
            language=language,
            words_note=note,
            digest=letters.digest(template, language, values),
        )


def pdf(*, by: Actor, now: datetime, paper_id: UUID) -> tuple[bytes, PaperRow]:
    """A letter as it was written, to be printed. Raises OrderUnknown, also for one whose words are gone."""
    row = queries.paper(paper_id, area=by.area)
    person_id = queries.order(row.order_id, area=by.area).row.person_id
    look = audit.look(
        by=by,
        now=now,
        act="isolation.print",
        subjects=[Subject(persons.SUBJECT, person_id)],
        fields=[KIND],
    )
    sealed = people.notes([row.words_note], look).get(row.words_note)
    if sealed is None:
        raise OrderUnknown(paper_id)
    values = json.loads(sealed.text)["values"]
    if letters.digest(row.template, row.language, values) != row.digest:
        raise RuntimeError(f"paper {paper_id}: the words are not those that were served")
    written = letters.written(row.template, row.language, values, draft=settings.PRACTICE)
    return paper.letter(written), row


def place_of(detail: OrderDetail, identity: Identity, look: Look) -> str:
    """Where somebody stays: a house, an address of their own choice, or the one in the registry."""
    if detail.row.place is Place.FACILITY and detail.facility_id is not None:
        house = watching.facility(detail.facility_id)
        return "" if house is None else f"{house.name}, {house.address}"
    if detail.place_note is not None:
        found = people.notes([detail.place_note], look).get(detail.place_note)
        return "" if found is None else found.text
    return identity.address


def _values(
    detail: OrderDetail, identity: Identity, language: str, now: datetime, more: More, place: str
) -> dict[str, str]:
    row, at = detail.row, 0 if language == "ko" else 1
    rule = policy.rule_of(detail.rule_id).value
    with translation.override(language):
        unknown, practice = _("not known"), _("PRACTICE")
    office = office_of(row.area, language, rules.local_day(now))
    name = (identity.name, identity.name_romanised)
    values = {
        "name": " ".join(one for one in (name if at == 0 else name[::-1]) if one) or unknown,
        "birth_date": identity.birth_date.isoformat() if identity.birth_date else unknown,
        "place": place or unknown,
        "number": numbers.write(row.number),
        "days": str(rule.days),
        "asked_per_day": str(row.asked_per_day),
        "first": letters.day(row.period.first, language),
        "dated": letters.day(rules.local_day(now), language),
        "office": office,
        "head": f"{office}장" if at == 0 else f"Director, {office}",
        "seal": "(직인)" if at == 0 else "(seal)",
        "contact": contact_of(language),
        "watermark": practice,
    }
    if row.period.last is not None:
        values["counted_from"] = letters.day(row.period.counted_from, language)
        values["last"] = letters.day(row.period.last, language)
    if more.before is not None:
        values["before"] = letters.day(more.before, language)
    if more.reason is not None:
        values["reason"] = REASONS[more.reason][at]
    if detail.closed_at is not None:
        values["until"] = (
            f"{letters.day(rules.local_day(now), language)} {now.astimezone(rules.HERE):%H:%M}"
        )
    if more.answer is not None:
        values |= {"answer": more.answer[at], "grounds": more.grounds}
    return values


def office_of(area: str, language: str, on: date) -> str:
    """The health office of an area, as it is called on a day."""
    found = access.area(area) if area else None
    if found is None:
        return _NATIONAL[on >= AGENCY_SINCE][0 if language == "ko" else 1]
    above = access.area(found.within) if found.within else None
    if language == "ko":
        return " ".join(one.name_ko for one in (above, found) if one) + " 보건소"
    return ", ".join(one.name_en for one in (found, above) if one) + " Public Health Center"


_NATIONAL = {
    False: ("질병관리본부", "Korea Centers for Disease Control and Prevention"),
    True: ("질병관리청", "Korea Disease Control and Prevention Agency"),
}


def contact_of(language: str) -> str:
    """Whom to call, a line each."""
    office = settings.CALL_BACK
    lines = [f"담당 부서 {office}" if language == "ko" else f"Office {office}"] if office else []
    lines.append(f"감염병 전문 콜센터 {HOTLINE}" if language == "ko" else f"Call centre {HOTLINE}")
    return "\n".join(lines)
