"""Days: local to Seoul, whatever a phone says; questions asked once, answered, missed; rules that change."""

from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st
from tests.console import cast
from tests.console.cast import Player
from tests.console.isolation.people import DAY, case_by, contact_by, order_by, row_of

from dongseon.console.isolation import actions, following, lists, queries, rules, watching
from dongseon.console.isolation.following import Told
from dongseon.console.isolation.lists import Asked
from dongseon.console.isolation.rules import (
    HERE,
    Kind,
    Period,
    Reach,
    Reason,
    Slot,
    Source,
    Symptom,
)
from dongseon.console.isolation.types import OrderUnknown, Refused, View
from dongseon.console.messages import queries as messages
from dongseon.console.policy import actions as policy_actions
from dongseon.console.policy import queries as policy
from dongseon.console.policy.kinds import CASE_DEFINITION, QUARANTINE
from dongseon.console.registry.types import Identity
from dongseon.console.screening import queries as screening
from dongseon.console.workflows import (
    isolating,
    isolating_breaches,
    isolating_daily,
    isolating_days,
)
from dongseon.console.workflows.isolating import Circumstances
from dongseon.console.workflows.isolating_days import Answer
from dongseon.errors import InvalidInput

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
WELL: frozenset[Symptom] = frozenset()


# ── pure ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2020-05-18T14:59:59+00:00", date(2020, 5, 18)),  # a second before midnight in Seoul
        ("2020-05-18T15:00:00+00:00", date(2020, 5, 19)),
        ("2020-12-31T15:00:00+00:00", date(2021, 1, 1)),  # the end of a year
        ("2020-02-28T15:00:00+00:00", date(2020, 2, 29)),  # a leap day
        ("2020-03-29T01:59:59+01:00", date(2020, 3, 29)),  # the hour that Berlin skips
        ("2020-10-25T02:30:00+02:00", date(2020, 10, 25)),  # the hour that Berlin has twice
        ("2020-05-18T20:00:00-04:00", date(2020, 5, 19)),  # an evening in New York
    ],
)
def test_a_day_is_the_day_in_seoul(moment: str, day: date) -> None:
    assert rules.local_day(datetime.fromisoformat(moment)) == day


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(InvalidInput, match="zone"):
        rules.local_day(datetime(2020, 5, 6, 12))  # noqa: DTZ001  # that is the point


@pytest.mark.parametrize("fold", [0, 1])
def test_the_hour_that_a_foreign_phone_has_twice_is_told_apart(fold: int) -> None:
    """Daylight saving ended in Berlin on 25 October 2020: 02:30 was there twice, an hour apart."""
    moment = datetime(2020, 10, 25, 2, 30, tzinfo=BERLIN, fold=fold)
    assert moment.astimezone(UTC).hour == fold
    assert rules.local_day(moment) == date(2020, 10, 25)


@pytest.mark.parametrize(
    ("counted_from", "last"),
    [
        (date(2020, 1, 31), date(2020, 2, 14)),  # over the end of a month
        (date(2020, 2, 15), date(2020, 2, 29)),  # onto the leap day
        (date(2020, 2, 16), date(2020, 3, 1)),  # over it
        (date(2021, 2, 15), date(2021, 3, 1)),  # a year without one
        (date(2020, 12, 25), date(2021, 1, 8)),  # over the end of a year
    ],
)
def test_fourteen_days_over_the_ends_of_months(counted_from: date, last: date) -> None:
    assert rules.period(counted_from, 14, counted_from).last == last


def test_an_order_may_begin_on_the_last_day_and_not_after_it() -> None:
    assert rules.period(date(2020, 5, 1), 14, date(2020, 5, 15)).first == date(2020, 5, 15)
    with pytest.raises(InvalidInput, match="over"):
        rules.period(date(2020, 5, 1), 14, date(2020, 5, 16))
    with pytest.raises(InvalidInput, match="future"):
        rules.period(date(2020, 5, 2), 14, date(2020, 5, 1))


def test_an_order_is_over_at_midnight_in_seoul() -> None:
    assert rules.ends_at(date(2020, 5, 18)).astimezone(UTC) == datetime(2020, 5, 18, 15, tzinfo=UTC)


@given(st.dates(date(2020, 1, 1), date(2022, 1, 1)), st.integers(0, 13), st.integers(1, 13))
def test_an_extension_only_ever_ends_later(met: date, later: int, passed: int) -> None:
    today = met + timedelta(days=passed)
    before = rules.period(met, 14, today)
    again = met + timedelta(days=later)
    if later == 0 or again > today:
        with pytest.raises(InvalidInput, match=r"later|future"):
            rules.extended(before, again, 14, today)
    else:
        after = rules.extended(before, again, 14, today)
        assert after.last == again + timedelta(days=14)
        assert after.first == before.first


def test_an_order_without_a_last_day_is_not_extended() -> None:
    with pytest.raises(InvalidInput, match="without a last day"):
        rules.extended(Period(date(2020, 5, 1), date(2020, 5, 1), None), date(2020, 5, 2), 14, date(2020, 5, 3))  # fmt: skip


@pytest.mark.parametrize(("asked", "hours"), [(1, (10,)), (2, (10, 18)), (3, (10, 14, 18))])
def test_questions_are_spread_over_the_day(asked: int, hours: tuple[int, ...]) -> None:
    assert rules.due_hours(asked) == hours


def test_nobody_is_asked_less_than_once() -> None:
    with pytest.raises(InvalidInput, match="once a day"):
        rules.due_hours(0)


@pytest.mark.parametrize(("hour", "slot"), [(0, 1), (9, 1), (10, 1), (13, 1), (14, 2), (18, 3), (23, 3)])  # fmt: skip
def test_a_report_answers_the_latest_question_that_is_due(hour: int, slot: int) -> None:
    assert rules.slot_of(datetime(2020, 5, 6, hour, 30, tzinfo=HERE), 3) == slot


@pytest.mark.parametrize("wrong", ["32.9", "43.1"])
def test_a_temperature_that_nobody_has_is_refused(wrong: str) -> None:
    with pytest.raises(InvalidInput, match=f"temperature: {wrong}"):
        rules.check_temperature(Decimal(wrong))


def test_fever_is_what_the_definition_says() -> None:
    assert rules.is_symptomatic(Decimal("37.5"), (), 37.5)
    assert not rules.is_symptomatic(Decimal("37.4"), (), 37.5)
    assert rules.is_symptomatic(None, {Symptom.COUGH}, 37.5)
    assert not rules.is_symptomatic(None, (), 37.5)


@pytest.mark.parametrize(
    ("day", "count", "due"),
    [
        (date(2020, 5, 4), 1, date(2020, 5, 6)),  # 5 May is Children's Day
        (date(2020, 5, 8), 1, date(2020, 5, 11)),  # a weekend
        (date(2020, 4, 29), 3, date(2020, 5, 6)),  # Buddha's birthday, a weekend, Children's Day
        (date(2020, 9, 29), 1, date(2020, 10, 5)),  # Chuseok and a weekend
    ],
)
def test_working_days_leave_out_weekends_and_holidays(day: date, count: int, due: date) -> None:
    assert isolating_breaches.after_working_days(day, count) == due


def test_a_holiday_has_a_name() -> None:
    assert isolating_breaches.is_holiday(date(2020, 5, 5)) == "어린이날"
    assert isolating_breaches.is_holiday(date(2020, 5, 6)) == ""


# ── with the database ────────────────────────────────────────────────────────────────────────


def say(
    player: Player,
    now: datetime,
    order_id: UUID,
    *,
    key: str = "",
    temperature: str = "36.5",
    symptoms: frozenset[Symptom] = WELL,
    at: datetime | None = None,
) -> tuple[UUID, ...]:
    """A report by call."""
    answer = Answer(order_id, key or f"{now}", Decimal(temperature), symptoms)
    return isolating_days.report(
        by=player.actor, now=now, answers=[answer], source=Source.CALL, measured_at=at or now
    )


def slots(order_id: UUID, on: date) -> list[str]:
    return [one.state for one in queries.questions([order_id], on).get(order_id, ())]


@pytest.mark.django_db
def test_a_day_is_asked_once_however_often_it_is_begun(officer: Player, now: datetime) -> None:
    order_id = order_by(officer, now)
    assert isolating_daily.begin_day(now=now) == 0  # issuing asked for the rest of today
    assert isolating_daily.begin_day(now=now + DAY) == 3
    assert isolating_daily.begin_day(now=now + DAY) == 0
    assert slots(order_id, date(2020, 5, 7)) == ["open"] * 3


@pytest.mark.django_db
def test_a_report_of_a_foreign_phone_counts_for_the_day_in_seoul(
    officer: Player, now: datetime
) -> None:
    """21:30 in New York on the 5th is 10:30 on the 6th in Seoul."""
    order_id = order_by(officer, now)
    phone = datetime(2020, 5, 5, 21, 30, tzinfo=NEW_YORK)
    say(officer, now, order_id, at=phone)
    [report] = queries.reports(order_id)
    assert report.on == date(2020, 5, 6)
    assert slots(order_id, date(2020, 5, 6)) == ["done", "open", "open"]


@pytest.mark.django_db
def test_the_same_report_twice_is_one_and_nobody_elses(officer: Player, now: datetime) -> None:
    order_id = order_by(officer, now)
    other = order_by(officer, now, identity=Identity(name="다른이", phones=("01011112222",)))
    for _twice in range(2):
        say(officer, now, order_id, key="same")
    assert len(queries.reports(order_id)) == 1
    with pytest.raises(Refused, match="somebody else"):
        say(officer, now, other, key="same")


@pytest.mark.django_db
def test_a_report_from_the_future_or_long_ago_is_refused(officer: Player, now: datetime) -> None:
    order_id = order_by(officer, now)
    with pytest.raises(InvalidInput, match="future"):
        say(officer, now, order_id, at=now + timedelta(minutes=11))
    with pytest.raises(InvalidInput, match="two days"):
        say(officer, now, order_id, at=now - timedelta(days=2, minutes=1))
    say(officer, now, order_id, at=now + timedelta(minutes=9))
    [report] = queries.reports(order_id)
    assert report.measured_at == now  # a clock that is a little ahead tells of now


@pytest.mark.django_db
def test_a_late_report_does_not_make_somebody_well_again(officer: Player, now: datetime) -> None:
    order_id = order_by(officer, now)
    say(officer, now, order_id, key="ill", symptoms=frozenset({Symptom.COUGH}))
    say(officer, now + timedelta(hours=1), order_id, key="late", at=now - timedelta(hours=5))
    assert row_of(order_id).symptomatic_since == date(2020, 5, 6)


@pytest.mark.django_db
def test_symptoms_book_one_test_and_tell_the_person(officer: Player, now: datetime) -> None:
    order_id = order_by(officer, now)
    assert say(officer, now, order_id, key="a", temperature="37.5") == (order_id,)
    say(officer, now + timedelta(hours=2), order_id, key="b", temperature="38.1")
    person_id = row_of(order_id).person_id
    [booking] = screening.open_bookings_of([person_id], area=cast.MAPO)
    assert (booking.on, booking.reason) == (date(2020, 5, 6), "symptoms")
    texts = [one.text for one in messages.messages_of([person_id])]
    assert texts.count("isolation_test") == 1
    acts = [line.act for line in queries.history(order_id)]
    assert acts.count("test_booked") == 1


@pytest.mark.django_db
def test_symptoms_told_in_the_evening_are_tested_the_next_day(
    officer: Player, now: datetime
) -> None:
    order_id = order_by(officer, now)
    evening = datetime(2020, 5, 6, 20, 0, tzinfo=HERE)
    say(officer, evening, order_id, symptoms=frozenset({Symptom.SORE_THROAT}))
    [booking] = screening.open_bookings_of([row_of(order_id).person_id], area=cast.MAPO)
    assert booking.on == date(2020, 5, 7)


@pytest.mark.django_db
def test_a_question_is_missed_after_its_grace_and_a_silent_person_is_noticed(
    officer: Player, now: datetime
) -> None:
    order_id = order_by(officer, now)
    assert isolating_daily.note_missed(now=datetime(2020, 5, 6, 13, 59, tzinfo=HERE)) == 0
    assert isolating_daily.note_missed(now=datetime(2020, 5, 6, 14, 0, tzinfo=HERE)) == 1
    assert slots(order_id, date(2020, 5, 6)) == ["missed", "open", "open"]
    assert not watching.breaches(area="", lost=True)
    night = datetime(2020, 5, 6, 23, 30, tzinfo=HERE)
    isolating_daily.note_missed(now=night)
    isolating_daily.note_missed(now=night)
    [signal] = watching.breaches(area="", lost=True)
    assert (signal.order_id, signal.signal) == (order_id, "calls_missed")
    assert row_of(order_id).missed_in_row == 3
    say(officer, night, order_id)
    assert row_of(order_id).missed_in_row == 0


@pytest.mark.django_db
def test_everybody_is_reminded_once_and_the_phoneless_not_at_all(
    officer: Player, now: datetime
) -> None:
    order_id = order_by(officer, now)
    silent = order_by(officer, now, identity=Identity(name="무전화", no_phone=True))
    isolating.change_reach(by=officer.actor, now=now, order_id=silent, seen=1, reach=Reach.VISIT)
    early = datetime(2020, 5, 7, 9, 59, tzinfo=HERE)
    isolating_daily.begin_day(now=early)
    assert isolating_daily.remind(now=early) == 0
    assert [isolating_daily.remind(now=early + timedelta(minutes=n)) for n in (1, 2)] == [1, 0]
    texts = [one.text for one in messages.messages_of([row_of(order_id).person_id])]
    assert texts.count("isolation_reminder") == 1
    assert not [
        one
        for one in messages.messages_of([row_of(silent).person_id])
        if one.text == "isolation_reminder"
    ]


@pytest.mark.django_db
def test_who_answers_for_somebody_is_reminded_in_their_place(
    officer: Player, now: datetime
) -> None:
    order_id = order_by(officer, now)
    isolating.change_reach(
        by=officer.actor, now=now, order_id=order_id, seen=1, reach=Reach.PROXY,
        proxy=Identity(name="한어른", phones=("01077778888",)),
    )  # fmt: skip
    proxy_id = row_of(order_id).proxy_id
    assert proxy_id is not None
    isolating_daily.begin_day(now=now + DAY)
    isolating_daily.remind(now=now + DAY)
    assert [one.text for one in messages.messages_of([proxy_id])] == ["isolation_reminder"]


@pytest.mark.django_db
def test_an_issued_order_survives_a_change_of_the_rule(officer: Player, now: datetime) -> None:
    """From 13 May ten days and one question: what was issued before stays fourteen days and three."""
    before = order_by(officer, now)
    _change_rule(now, date(2020, 5, 13), days=10, asked=1)
    later = datetime(2020, 5, 13, 12, tzinfo=HERE)
    after = order_by(
        officer, later, identity=Identity(name="나중", phones=("01011112222",)), met=date(2020, 5, 12)
    )  # fmt: skip
    assert (row_of(before).period.last, row_of(before).asked_per_day) == (date(2020, 5, 18), 3)
    assert (row_of(after).period.last, row_of(after).asked_per_day) == (date(2020, 5, 22), 1)
    isolating_daily.begin_day(now=later)
    assert len(slots(before, date(2020, 5, 13))) == 3
    assert len(slots(after, date(2020, 5, 13))) == 1
    assert policy.rule_of(queries.order(before, area="").rule_id).value.days == 14
    assert isolating_daily.end_orders(now=datetime(2020, 5, 15, 12, tzinfo=HERE)) == 0


@pytest.mark.django_db
def test_an_extension_is_a_decision_by_the_rule_of_its_own_day(
    officer: Player, now: datetime
) -> None:
    order_id = order_by(officer, now)
    _change_rule(now, date(2020, 5, 13), days=10, asked=1)
    later = datetime(2020, 5, 13, 12, tzinfo=HERE)
    extend = {"by": officer.actor, "now": later, "order_id": order_id, "seen": 1, "reason": Reason.MET_AGAIN}  # fmt: skip
    with pytest.raises(Refused, match="later"), transaction.atomic():
        isolating.extend(**extend, counted_from=date(2020, 5, 8))  # ten days: the 18th, no later
    isolating.extend(**extend, counted_from=date(2020, 5, 12))
    assert row_of(order_id).period.last == date(2020, 5, 22)


def _change_rule(now: datetime, day: date, *, days: int, asked: int) -> None:
    there = cast.cast("epidemiologist", "approver")
    today = rules.local_day(now)
    value = asdict(policy.rule(QUARANTINE, today).value) | {"days": days, "asked_per_day": asked}
    proposal = policy_actions.propose(
        by=there["epidemiologist"].actor, now=now, today=today, name=QUARANTINE.name, value=value,
        valid_from=day, source="지침", decided_by="중앙방역대책본부",
    )  # fmt: skip
    policy_actions.approve(by=there["approver"].actor, now=now, today=today, proposal_id=proposal)


@pytest.mark.django_db
def test_a_report_after_the_end_is_kept_and_opens_no_question(
    officer: Player, now: datetime
) -> None:
    """Calls are allowed at any time."""
    order_id = order_by(officer, now)
    isolating.release(
        by=officer.actor, now=now, order_id=order_id, seen=1, reason=Reason.TO_HOSPITAL
    )
    say(officer, now + DAY, order_id)
    assert len(queries.reports(order_id)) == 1
    assert isolating_daily.begin_day(now=now + DAY) == 0


@pytest.mark.django_db
def test_the_door_of_reports_is_shut_to_other_areas(officer: Player, now: datetime) -> None:
    """The one door through which calls come, and later the app."""
    order_id = order_by(officer, now)
    other = cast.cast("case_officer_haeundae")["case_officer_haeundae"].actor
    definition = policy.rule(CASE_DEFINITION, rules.local_day(now))
    told = Told(now, Decimal("36.5"), WELL, Source.APP)
    with pytest.raises(OrderUnknown):
        actions.report(
            by=other, now=now, order_id=order_id, key="k", told=told,
            definition_id=definition.id, fever_c=37.5,
        )  # fmt: skip


@pytest.mark.django_db
def test_the_morning_lists_say_who_is_due_missed_and_unheard(
    officer: Player, now: datetime
) -> None:
    order_id = order_by(officer, now)
    mine = (officer.officer_id,)

    def on(view: View, at: datetime) -> list[UUID]:
        asked = Asked(view, cast.MAPO, mine)
        page = lists.page(asked, now=at, unheard=timedelta(hours=24), size=10)
        assert lists.counts(asked, now=at, unheard=timedelta(hours=24))[view] == len(page.rows)
        return [row.id for row in page.rows]

    assert on(View.DUE, now) == [order_id]  # noon: the question of ten is open
    say(officer, now, order_id)
    assert on(View.DUE, now) == []
    assert on(View.UNHEARD, now + timedelta(hours=24)) == []
    assert on(View.UNHEARD, now + timedelta(hours=24, seconds=1)) == [order_id]
    assert on(View.ENDING, datetime(2020, 5, 18, 12, tzinfo=HERE)) == [order_id]
    assert on(View.ALL, now) == [order_id]


@pytest.mark.django_db
def test_the_list_is_paged_most_urgent_first(officer: Player, now: datetime) -> None:
    case_id = case_by(officer, now)
    ids = []
    for at in range(5):
        identity = Identity(name=f"사람{'가나다라마'[at]}", phones=(f"0101111000{at}",))
        contact_id = contact_by(officer, now, case_id=case_id, identity=identity)
        ids.append(
            isolating.order_contact(
                by=officer.actor, now=now, contact_id=contact_id,
                how=Circumstances(officer_id=officer.officer_id),
            )
        )  # fmt: skip
    say(officer, now, ids[3], symptoms=frozenset({Symptom.COUGH}))
    found, after = [], ""
    while True:
        asked = Asked(View.ALL, cast.MAPO, (officer.officer_id,), after)
        page = lists.page(asked, now=now, unheard=DAY, size=2)
        found += [row.id for row in page.rows]
        if not page.next:
            break
        after = page.next
    assert found[0] == ids[3]
    assert sorted(found) == sorted(ids)


@pytest.mark.django_db
def test_nobody_answered_is_counted_and_the_question_stays_open(
    officer: Player, now: datetime
) -> None:
    order_id = order_by(officer, now)
    following.note_try(by=officer.actor, now=now, order_id=order_id)
    [first, *_rest] = queries.questions([order_id], date(2020, 5, 6))[order_id]
    assert (first.tries, first.state) == (1, Slot.OPEN)


def test_kinds_are_told_apart_where_they_end() -> None:
    assert Reason.CRITERIA_MET in rules.RELEASE_REASONS[Kind.CASE]
    assert Reason.NOT_A_CONTACT not in rules.RELEASE_REASONS[Kind.CASE]
