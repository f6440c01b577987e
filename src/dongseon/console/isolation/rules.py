"""Kinds, states and dates of orders to stay apart: pure. Drawn and sourced in docs/rules/isolation.md.

Days are days in Seoul, wherever a phone says it is; a time without a zone is refused, never guessed.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from dongseon.errors import InvalidInput

HERE = ZoneInfo("Asia/Seoul")


class Kind(StrEnum):
    """Why somebody stays apart."""

    CONTACT = "contact"  # met a case
    ENTRANT = "entrant"  # came from abroad
    CASE = "case"  # is a case
    PROVISIONAL = "provisional"  # a positive that does not count is tested again


class State(StrEnum):
    """Where an order stands."""

    IN_FORCE = "in_force"
    ENDED = "ended"  # its last day went by
    RELEASED = "released"  # before its last day, by a decision
    BECAME_CASE = "became_case"  # an order of isolation follows it
    REVOKED = "revoked"  # it should not have been issued


MOVES: Mapping[State, frozenset[State]] = MappingProxyType(
    {
        State.IN_FORCE: frozenset({State.ENDED, State.RELEASED, State.BECAME_CASE, State.REVOKED}),
        State.ENDED: frozenset(),
        State.RELEASED: frozenset(),
        State.BECAME_CASE: frozenset(),
        State.REVOKED: frozenset(),
    }
)


class Act(StrEnum):
    """What was decided about an order, or done with it: a line of its history."""

    ISSUED = "issued"
    EXTENDED = "extended"
    EXTENSION_UNDONE = "extension_undone"
    RELEASED = "released"
    ENDED = "ended"
    BECAME_CASE = "became_case"
    REVOKED = "revoked"
    ASSIGNED = "assigned"
    JOINED = "joined"  # reports with others
    PARTED = "parted"
    REACH_CHANGED = "reach_changed"
    PLACE_CHANGED = "place_changed"
    ADDRESS_VERIFIED = "address_verified"
    OFFERED = "offered"  # to another area
    TAKEN_OVER = "taken_over"
    OFFER_ENDED = "offer_ended"
    TEST_BOOKED = "test_booked"
    TESTED_POSITIVE = "tested_positive"
    POSITIVE_HELD = "positive_held"  # a positive that does not count is tested again
    POSITIVE_GONE = "positive_gone"  # … and was none
    COMPLAINED = "complained"
    COMPLAINT_UPHELD = "complaint_upheld"
    COMPLAINT_REJECTED = "complaint_rejected"
    COMPLAINT_WITHDRAWN = "complaint_withdrawn"


class Reason(StrEnum):
    """Why. Words, not free text: a free text could name somebody."""

    MET_AGAIN = "met_again"  # household re-exposure
    LATER_CONTACT_FOUND = "later_contact_found"
    NOT_A_CONTACT = "not_a_contact"
    SOURCE_NOT_A_CASE = "source_not_a_case"
    CRITERIA_MET = "criteria_met"  # a case that may be released
    RETEST_NEGATIVE = "retest_negative"
    LEFT_COUNTRY = "left_country"
    DIED = "died"
    TO_HOSPITAL = "to_hospital"
    COMPLAINT_UPHELD = "complaint_upheld"
    ENTERED_WRONGLY = "entered_wrongly"
    LIVES_THERE = "lives_there"
    MOVED_THERE = "moved_there"
    WRONG_AREA = "wrong_area"
    ABSENCE = "absence"
    WORKLOAD = "workload"
    SAME_HOUSEHOLD = "same_household"
    NO_ROOM_OF_OWN = "no_room_of_own"
    FRAIL_COHABITANT = "frail_cohabitant"
    NO_HOME = "no_home"
    BREACH = "breach"


EXTEND_REASONS = (Reason.MET_AGAIN, Reason.LATER_CONTACT_FOUND)
ENDLESS = (Kind.CASE, Kind.PROVISIONAL)  # no last day: they end when something is found
ALWAYS_RELEASE = (Reason.TO_HOSPITAL, Reason.LEFT_COUNTRY, Reason.DIED)
RELEASE_REASONS: Mapping[Kind, tuple[Reason, ...]] = MappingProxyType(
    {
        Kind.CONTACT: (Reason.NOT_A_CONTACT, Reason.SOURCE_NOT_A_CASE, *ALWAYS_RELEASE),
        Kind.ENTRANT: ALWAYS_RELEASE,
        Kind.CASE: (Reason.CRITERIA_MET, *ALWAYS_RELEASE),
        Kind.PROVISIONAL: (Reason.RETEST_NEGATIVE, *ALWAYS_RELEASE),
    }
)
OFFER_REASONS = (Reason.LIVES_THERE, Reason.MOVED_THERE, Reason.WRONG_AREA)
FACILITY_REASONS = (
    Reason.NO_ROOM_OF_OWN,
    Reason.FRAIL_COHABITANT,
    Reason.NO_HOME,
    Reason.BREACH,
)
ASSIGN_REASONS = (Reason.WORKLOAD, Reason.ABSENCE, Reason.LIVES_THERE)


class Reach(StrEnum):
    """How somebody is asked every day."""

    CALL = "call"
    PROXY = "proxy"  # somebody else answers for them
    VISIT = "visit"  # has no phone
    APP = "app"  # reports themselves; is called when they do not


class Place(StrEnum):
    """Where somebody stays."""

    HOME = "home"
    OTHER = "other"  # a relative's empty flat, say
    FACILITY = "facility"


class Symptom(StrEnum):
    """What is asked every day. Fever, cough, sore throat, breathing: the four of the 2020 app."""

    FEVERISH = "feverish"
    COUGH = "cough"
    SORE_THROAT = "sore_throat"
    BREATHLESS = "breathless"
    NO_SMELL = "no_smell"
    OTHER = "other"


class Source(StrEnum):
    """How a report came."""

    CALL = "call"
    VISIT = "visit"
    APP = "app"


class Slot(StrEnum):
    """Where one of the day's questions stands."""

    OPEN = "open"
    DONE = "done"
    MISSED = "missed"


# ── days ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Period:
    """The days of an order, both included; `last` is None where no rule names a last day."""

    counted_from: date
    first: date
    last: date | None


def local_day(moment: datetime) -> date:
    """The day in Seoul. Raises InvalidInput for a time without a zone."""
    if moment.tzinfo is None:
        raise InvalidInput(_("a time without a zone belongs to no day"))
    return moment.astimezone(HERE).date()


def period(counted_from: date, days: int, today: date) -> Period:
    """The days of quarantine: the day it is counted from is day 0, the last is day `days`.

    Raises InvalidInput for a day that lies ahead, and for a period that is over.
    """
    if counted_from > today:
        raise InvalidInput(_("the day to count from lies in the future"))
    last = counted_from + timedelta(days=days)
    if last < today:
        raise InvalidInput(_("the period is over: no order can begin any more"))
    return Period(counted_from, today, last)


def extended(now: Period, counted_from: date, days: int, today: date) -> Period:
    """The days after a new last contact. Raises InvalidInput if they would not end later."""
    if now.last is None:
        raise InvalidInput(_("an order without a last day is not extended"))
    if counted_from > today:
        raise InvalidInput(_("the new last contact lies in the future"))
    last = counted_from + timedelta(days=days)
    if last <= now.last:
        raise InvalidInput(_("the new last contact does not end later than the order does"))
    return Period(counted_from, now.first, last)


def ends_at(last: date) -> datetime:
    """The moment at which an order is over: midnight in Seoul after its last day."""
    return datetime.combine(last + timedelta(days=1), time(), HERE)


def day_number(period: Period, today: date) -> int:
    """Which day of the period it is; the day it is counted from is 0."""
    return (today - period.counted_from).days


FIRST_HOUR, LAST_HOUR = 10, 18  # the entrants' app reminded at 10:00 and from 14 to 16 h: FIELD 6.4


def due_hours(asked_per_day: int) -> tuple[int, ...]:
    """Local hours from which the day's questions are due, spread between the first and the last."""
    if asked_per_day < 1:
        raise InvalidInput(_("somebody under an order is asked at least once a day"))
    if asked_per_day == 1:
        return (FIRST_HOUR,)
    step = (LAST_HOUR - FIRST_HOUR) / (asked_per_day - 1)
    return tuple(round(FIRST_HOUR + step * at) for at in range(asked_per_day))


def due_at(day: date, hour: int) -> datetime:
    """The moment of a local hour."""
    return datetime.combine(day, time(hour), HERE)


def slot_of(moment: datetime, asked_per_day: int) -> int:
    """Which of the day's questions a report answers: the latest that is due, the first before it."""
    hour = moment.astimezone(HERE).hour
    return max(sum(due <= hour for due in due_hours(asked_per_day)), 1)


# ── reports ──────────────────────────────────────────────────────────────────────────────────

COLDEST_C, HOTTEST_C = Decimal("33.0"), Decimal("43.0")  # what a thermometer for people shows
AHEAD = timedelta(minutes=10)  # a phone's clock may be so far ahead: assumption
LATE = timedelta(days=2)  # a phone without a network may tell so late: assumption


def check_measured(measured_at: datetime, now: datetime) -> datetime:
    """When a temperature was taken, in UTC terms. Raises InvalidInput for what cannot be."""
    local_day(measured_at)  # a zone there must be
    if measured_at > now + AHEAD:
        raise InvalidInput(_("the report is from the future: the phone's clock is wrong"))
    if measured_at < now - LATE:
        raise InvalidInput(_("the report is more than two days old"))
    return min(measured_at, now)


def check_temperature(temperature_c: Decimal | None) -> None:
    """Raise InvalidInput for a temperature that no living person has."""
    if temperature_c is not None and not COLDEST_C <= temperature_c <= HOTTEST_C:
        raise InvalidInput(
            _("temperature: %(given)s lies outside %(low)s to %(high)s")
            % {"given": temperature_c, "low": COLDEST_C, "high": HOTTEST_C}
        )


def is_symptomatic(
    temperature_c: Decimal | None, symptoms: Collection[Symptom], fever_c: float
) -> bool:
    """Whether somebody should be tested: any symptom, or fever by the definition in force."""
    feverish = temperature_c is not None and temperature_c >= Decimal(str(fever_c))
    return bool(symptoms) or feverish


def urgency(*, open_breach: bool, symptomatic: bool, missed_in_row: int) -> int:
    """The order of the morning list: whom to call first."""
    if open_breach:
        return 3
    if symptomatic:
        return 2
    return 1 if missed_in_row else 0
