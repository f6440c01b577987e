"""Beds: nobody gets one that another has, a transfer keeps the old one until the new is reached."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from tests.console.cast import BUSAN, HAEUNDAE, MAPO, SEOUL, Player, browser_of, cast

from dongseon.console.audit.models import Entry
from dongseon.console.audit.types import HOUSE
from dongseon.console.care import actions, queries, rules
from dongseon.console.care.actions import Signs
from dongseon.console.care.models import Bed, Ending, Stay
from dongseon.console.care.release import Way
from dongseon.console.care.rules import Nearness, Relation, StayState
from dongseon.console.care.triage import Findings, Place, Risk, Severity
from dongseon.console.care.types import Refused
from dongseon.console.cases import numbers
from dongseon.console.cases import queries as register
from dongseon.console.cases.rules import Basis, Classification, Dates, State
from dongseon.console.cases.types import CaseUnknown, Origin
from dongseon.console.isolation import queries as orders
from dongseon.console.isolation.rules import State as OrderState
from dongseon.console.policy import actions as policy
from dongseon.console.policy.models import Row
from dongseon.console.registry.types import Identity
from dongseon.console.workflows import bed_board, caring, isolating, reporting
from dongseon.console.workflows.bed_board import Need
from dongseon.console.workflows.reporting import Report

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def yoon(db: None) -> Player:
    """Triage for Seoul."""
    return cast("triage")["triage"]


def case(now: datetime, *, area: str = MAPO, onset_on: date | None = None) -> UUID:
    """A confirmed case."""
    identity = Identity(name="<i>김하나</i>", birth_date=date(1990, 1, 1), phones=("01012345678",))
    report = Report(
        identity, area, Classification.CONFIRMED, Basis.PCR_POSITIVE,
        Dates(onset_on, now.date(), now.date()),
    )  # fmt: skip
    [case_id] = reporting.report_cases(by=HOUSE, now=now, reports=[report], origin=Origin.DESK)
    return case_id


def house(now: datetime, beds: int = 2, kind: Place = Place.CENTRE, area: str = SEOUL) -> UUID:
    """A house."""
    return actions.open_house(
        by=HOUSE, now=now, name=f"{kind} {area}", kind=kind, area=area, beds=beds
    )


def assessed(by: Player, now: datetime, case_id: UUID, **known: object) -> None:
    """Triage of somebody of 30."""
    findings = Findings(age_years=30, temperature_c=36.5, **known)  # type: ignore[arg-type]  # of a test
    caring.assess(by=by.actor, now=now, case_id=case_id, findings=findings, vitals=None)


def test_the_last_bed_goes_to_one(now: datetime, yoon: Player) -> None:
    where, first, second = house(now, beds=1), case(now), case(now)
    caring.reserve(by=yoon.actor, now=now, case_id=first, house_id=where)
    with pytest.raises(Refused, match="No bed is free"):
        caring.reserve(by=yoon.actor, now=now, case_id=second, house_id=where)
    assert queries.houses()[0].free == 0


def test_the_database_itself_lets_no_two_into_one_bed(now: datetime) -> None:
    where = house(now, beds=1)
    bed = Bed.objects.get(house=where)
    Stay.objects.create(bed=bed, case_id=UUID(int=1), person_id=UUID(int=2), reserved_at=now)
    with pytest.raises(IntegrityError, match="bed_holds_one"), transaction.atomic():
        Stay.objects.create(bed=bed, case_id=UUID(int=3), person_id=UUID(int=4), reserved_at=now)


def test_a_transfer_keeps_the_old_bed_until_the_new_one_is_reached(
    now: datetime, yoon: Player
) -> None:
    centre, hospital, case_id = house(now), house(now, kind=Place.HOSPITAL), case(now)
    caring.reserve(by=yoon.actor, now=now, case_id=case_id, house_id=centre)
    caring.admit(by=yoon.actor, now=now, case_id=case_id)
    caring.reserve(by=yoon.actor, now=now + DAY, case_id=case_id, house_id=hospital)
    assert {one.state for one in queries.stays(case_id)} == {StayState.ADMITTED, StayState.RESERVED}
    with pytest.raises(Refused, match="kept for this person"):
        caring.reserve(by=yoon.actor, now=now, case_id=case_id, house_id=centre)
    caring.admit(by=yoon.actor, now=now + DAY, case_id=case_id)
    new, old = queries.stays(case_id)
    assert (new.house_id, new.state) == (hospital, StayState.ADMITTED)
    assert (old.state, old.end_reason) == (StayState.ENDED, rules.EndReason.TRANSFERRED)
    assert {one.free for one in queries.houses() if one.id == centre} == {2}


def test_suggestions_prefer_the_own_kind_then_the_near_then_the_empty() -> None:
    houses = [
        rules.House("far centre", Place.CENTRE, BUSAN, 9, 10),
        rules.House("near full", Place.CENTRE, MAPO, 0, 10),
        rules.House("near hospital", Place.HOSPITAL, MAPO, 5, 10),
        rules.House("same province, fuller", Place.CENTRE, "11680", 1, 10),
        rules.House("same province", Place.CENTRE, "11440999", 5, 10),
        rules.House("national", Place.NATIONAL, MAPO, 5, 5),
    ]
    fits = rules.suggested(Place.CENTRE, MAPO, houses)
    assert [fit.house.name for fit in fits] == [
        "same province", "same province, fuller", "far centre", "near hospital",
    ]  # fmt: skip
    assert fits[0].nearness is Nearness.SAME_PROVINCE
    assert not fits[-1].own_kind
    assert [fit.house.kind for fit in rules.suggested(Place.NATIONAL, MAPO, houses)] == [
        Place.NATIONAL
    ]


def test_beds_are_taken_out_of_service_but_never_from_under_somebody(
    now: datetime, yoon: Player
) -> None:
    where = house(now, beds=3)
    for _one in range(2):
        caring.reserve(by=yoon.actor, now=now, case_id=case(now), house_id=where)
    actions.set_beds(by=yoon.actor, now=now, house_id=where, beds=1)
    [row] = queries.houses()
    assert (row.beds, row.taken, row.free) == (2, 2, 0)
    with pytest.raises(Refused, match="Somebody is there"):
        actions.close_house(by=yoon.actor, now=now, house_id=where)


def test_an_issued_decision_survives_a_change_of_the_rule(now: datetime, yoon: Player) -> None:
    """Who was mild under the rule of their day stays so, with the rule that was followed."""
    case_id = case(now)
    assessed(yoon, now, case_id)
    [before] = queries.assessments(case_id)
    rule = Row.objects.get(pk=before.without_rule_id)
    new = rule.value | {"young_below_years": 20}
    Row.objects.create(
        id=UUID(int=7), name=rule.name, value=new, valid_from=now.date() + DAY, source="test",
        decided_by="test", entered_at=now,
    )  # fmt: skip
    later = now + 2 * DAY
    page = caring.show(by=yoon.actor, now=later, case_id=case_id)
    assert page.assessments == (before,)
    assert before.severity is Severity.ASYMPTOMATIC
    assert page.rules[before.without_rule_id].value.young_below_years == 50  # type: ignore[attr-defined]
    assessed(yoon, later, case_id)
    after = queries.assessments(case_id)[0]
    assert (after.severity, after.without_rule_id) == (Severity.MILD, UUID(int=7))
    assert queries.assessments(case_id)[1] == before
    assert policy.Refused  # rules are replaced, never edited: policy's own tests


def test_release_follows_the_rule_of_its_day_and_closes_the_case(yoon: Player) -> None:
    july = datetime(2020, 7, 14, 3, tzinfo=reporting.ZONE)
    case_id = case(july - 13 * DAY, onset_on=date(2020, 7, 1))
    where = house(july)
    caring.reserve(by=yoon.actor, now=july, case_id=case_id, house_id=where)
    caring.admit(by=yoon.actor, now=july, case_id=case_id)
    with pytest.raises(Refused, match="Not every condition"):
        caring.let_go(by=yoon.actor, now=july, case_id=case_id, way=Way.CLINICAL)
    for hours in (80, 60, 36, 12):
        signs = Signs(temperature_c=36.7, improving=True)
        caring.take_signs(
            by=yoon.actor, now=july - timedelta(hours=hours), case_id=case_id, signs=signs
        )
    order_id = isolating.order_case(
        by=HOUSE, now=july - 13 * DAY, case_id=case_id, how=isolating.Circumstances()
    )
    caring.let_go(by=yoon.actor, now=july, case_id=case_id, way=Way.CLINICAL)
    assert orders.order(order_id, area="").row.state is OrderState.RELEASED
    ending = queries.ending(case_id)
    assert ending is not None
    assert (ending.on, ending.way) == (date(2020, 7, 14), "clinical")
    assert Row.objects.get(pk=ending.rule_id).valid_from == date(2020, 6, 25)
    assert register.case(case_id, area="").row.state is State.CLOSED
    assert queries.stays(case_id)[0].end_reason is rules.EndReason.RELEASED
    assert queries.houses()[0].free == 2


def test_before_25_june_no_days_alone_were_enough(now: datetime, yoon: Player) -> None:
    case_id = case(now - 20 * DAY, onset_on=now.date() - 20 * DAY)
    signs = Signs(temperature_c=36.7, improving=True)
    caring.take_signs(by=yoon.actor, now=now - 4 * DAY, case_id=case_id, signs=signs)
    with pytest.raises(Refused, match="Not every condition"):
        caring.let_go(by=yoon.actor, now=now, case_id=case_id, way=Way.CLINICAL)
    with pytest.raises(Refused, match="Not every condition"):
        caring.let_go(by=yoon.actor, now=now, case_id=case_id, way=Way.TEST)


def test_a_death_is_written_down_once_and_a_mistake_is_undone(now: datetime, yoon: Player) -> None:
    case_id = case(now)
    with pytest.raises(Refused, match="future"):
        caring.note_death(by=yoon.actor, now=now, case_id=case_id, on=now.date() + DAY)
    order_id = isolating.order_case(
        by=HOUSE, now=now, case_id=case_id, how=isolating.Circumstances()
    )
    caring.note_death(by=yoon.actor, now=now, case_id=case_id, on=now.date())
    assert orders.order(order_id, area="").row.state is OrderState.RELEASED
    with pytest.raises(Refused, match="closed"):
        caring.note_death(by=yoon.actor, now=now, case_id=case_id, on=now.date())
    caring.undo_ending(by=yoon.actor, now=now, case_id=case_id)
    assert queries.ending(case_id) is None
    assert register.case(case_id, area="").row.state is State.OPEN
    assert Ending.objects.count() == 1  # what was written down stays


def test_who_is_late_with_vital_signs(now: datetime, yoon: Player) -> None:
    """Noon in Seoul: the evening half has just begun; before it, the morning's reading is looked for."""
    where, case_id = house(now), case(now)
    caring.reserve(by=yoon.actor, now=now - DAY, case_id=case_id, house_id=where)
    caring.admit(by=yoon.actor, now=now - DAY, case_id=case_id)
    [late] = bed_board.late(by=yoon.actor, now=now)
    assert late.case.id == case_id
    caring.take_signs(by=yoon.actor, now=now, case_id=case_id, signs=Signs(temperature_c=37))
    assert bed_board.late(by=yoon.actor, now=now) == ()
    assert len(bed_board.late(by=yoon.actor, now=now + DAY)) == 1


def test_the_board_says_what_everybody_needs(now: datetime, yoon: Player) -> None:
    one, two = case(now), case(now)
    case(now, area=HAEUNDAE)
    assessed(yoon, now, one, risks=frozenset({Risk.PREGNANCY}))
    needs = bed_board.needs(SEOUL)
    assert [row.id for row in needs[Need.TRIAGE]] == [two]
    assert [row.id for row in needs[Need.BED]] == [one]
    assert bed_board.waiting(SEOUL, Need.BED)[0] == 1


def test_a_household_is_linked_both_ways_once(now: datetime, yoon: Player) -> None:
    one, two = case(now), case(now)
    number = register.case(two, area="").row.number
    for _time in range(2):
        caring.link(by=yoon.actor, now=now, case_id=one, number=number, relation=Relation.HOUSEHOLD)
    for first, second in ((one, two), (two, one)):
        page = caring.show(by=yoon.actor, now=now, case_id=first)
        assert [kin.case.id for kin in page.household if kin.case] == [second]
    assert Entry.objects.filter(act="care.link").count() == 2


def test_a_case_elsewhere_is_unknown(now: datetime, yoon: Player) -> None:
    case_id = case(now, area=HAEUNDAE)
    with pytest.raises(CaseUnknown, match=str(case_id)):
        caring.show(by=yoon.actor, now=now, case_id=case_id)
    with pytest.raises(CaseUnknown, match=str(case_id)):
        caring.note_death(by=yoon.actor, now=now, case_id=case_id, on=now.date())


# ── pages ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def browser(yoon: Player) -> Client:
    """Triage's browser."""
    return browser_of(yoon, language="en")


def post(browser: Client, path: str, said: dict[str, object]) -> object:
    """Send a form of a page."""
    token = str(browser.get("/care/beds/new/").context["csrf_token"])
    return browser.post(path, said, headers={"x-csrftoken": token})


def test_from_triage_to_bed_on_the_page(now: datetime, browser: Client) -> None:
    case_id = case(now)
    where = house(now)
    at = f"/care/{case_id}/"
    assert "Nobody has looked yet" in browser.get(at).content.decode()
    post(browser, f"{at}triage/", {"age_years": 30, "consciousness": 0, "temperature_c": 36.5})
    page = browser.get(at).content.decode()
    assert "community treatment centre" in page
    assert "&lt;i&gt;김하나" in page
    post(browser, f"{at}reserve/", {"house_id": where})
    post(browser, f"{at}admit/", {})
    post(browser, f"{at}signs/", {"temperature_c": 36.6, "consciousness": 0, "improving": "on"})
    page = browser.get(at).content.decode()
    assert "36.6" in page
    assert queries.stays(case_id)[0].state is StayState.ADMITTED
    number = numbers.write(register.case(case_id, area="").row.number)
    assert number in browser.get("/care/?need=none").content.decode()


def test_some_of_the_five_signs_are_none(now: datetime, browser: Client) -> None:
    case_id = case(now)
    answer = post(browser, f"/care/{case_id}/triage/", {"pulse_per_min": 80, "consciousness": 0})
    assert "all five signs, or none" in answer.content.decode()  # type: ignore[attr-defined]
    assert queries.assessments(case_id) == ()


def test_a_page_elsewhere_is_not_found(now: datetime, browser: Client) -> None:
    case_id = case(now, area=HAEUNDAE)
    assert browser.get(f"/care/{case_id}/").status_code == 404
    for act in ("admit", "cancel", "undo"):
        answer = post(browser, f"/care/{case_id}/{act}/", {})
        assert answer.status_code == 404, act  # type: ignore[attr-defined]
