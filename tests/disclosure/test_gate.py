"""Each rule keeps off what it must; the first that does is the reason given."""

import itertools
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from dongseon.disclosure import (
    RULES,
    CaseTimes,
    Contacts,
    Exposure,
    Keeper,
    Reason,
    refusal,
    rule_on,
)

from .cases import CAFE, CASE, NOW, SEOUL, VISIT, local

MARCH, OCTOBER = RULES


def judged(
    exposure: Exposure, case: CaseTimes = CASE, now: datetime = NOW, keeper: Keeper = Keeper.LOCAL
) -> Reason | None:
    rule = rule_on(now.astimezone(SEOUL).date())
    return refusal(exposure, case, rule=rule, publisher=keeper, now=now, zone=SEOUL)


def test_a_visit_with_unknown_contacts_may_be_told() -> None:
    assert judged(VISIT) is None


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"accepted": False}, Reason.NOT_ACCEPTED),
        ({"contacts": Contacts.NONE}, Reason.NO_CONTACT),
        ({"contacts": Contacts.ALL_IDENTIFIED}, Reason.ALL_IDENTIFIED),
        ({"home": True}, Reason.PRIVATE),
        ({"site": replace(CAFE, kind="home")}, Reason.PRIVATE),
        ({"workplace": True, "open_to_many": False}, Reason.WORKPLACE),
        ({"site": replace(CAFE, keeper=Keeper.CENTRAL)}, Reason.NOT_OURS),
        ({"start": local(6, 9), "end": local(6, 23, 59)}, Reason.OUTSIDE_WINDOW),
        ({"start": local(11, 15), "end": local(11, 16)}, Reason.OUTSIDE_WINDOW),
    ],
)
def test_what_a_rule_forbids_is_kept_off_with_its_reason(
    changed: dict[str, object], reason: Reason
) -> None:
    assert judged(replace(VISIT, **changed)) is reason


def test_a_workplace_where_anybody_could_be_exposed_may_be_told() -> None:
    assert judged(replace(VISIT, workplace=True)) is None


def test_a_place_of_repeated_mass_exposure_is_the_headquarters_to_publish() -> None:
    mass = replace(VISIT, site=replace(CAFE, keeper=Keeper.CENTRAL))
    assert judged(mass, keeper=Keeper.CENTRAL) is None
    assert judged(VISIT, keeper=Keeper.CENTRAL) is Reason.NOT_OURS


def test_the_window_begins_two_days_before_onset_and_without_symptoms_before_sampling() -> None:
    first = replace(VISIT, start=local(7, 0), end=local(7, 1))
    assert judged(first) is None
    silent = replace(CASE, onset=None)
    assert judged(first, silent) is Reason.OUTSIDE_WINDOW
    assert judged(replace(VISIT, start=local(8, 0), end=local(8, 1)), silent) is None


def test_it_is_gone_on_the_fifteenth_day_after_the_last_contact() -> None:
    still = local(9, 23, 59) + timedelta(days=14)
    assert judged(VISIT, now=still) is None
    assert judged(VISIT, now=still + timedelta(minutes=1)) is Reason.EXPIRED


def test_in_march_the_window_was_a_day_and_identified_contacts_did_not_forbid() -> None:
    case = replace(CASE, onset=date(2020, 4, 9), sampled=date(2020, 4, 10), isolated_at=None)
    spring = local(12, 9, month=4)
    visit = replace(VISIT, start=local(8, 9, month=4), end=local(8, 10, month=4))
    assert judged(replace(visit, contacts=Contacts.ALL_IDENTIFIED), case, spring) is None
    before = replace(visit, start=local(7, 9, month=4), end=local(7, 10, month=4))
    assert judged(before, case, spring) is Reason.OUTSIDE_WINDOW


def test_before_there_was_a_rule_nothing_may_be_told() -> None:
    assert judged(VISIT, now=local(13, 12, month=3)) is Reason.NO_RULE


def test_the_rules_follow_each_other_without_gap_or_overlap() -> None:
    for earlier, later in itertools.pairwise(RULES):
        assert earlier.valid_until == later.valid_from
    assert rule_on(date(2020, 10, 5)) is MARCH
    assert rule_on(date(2020, 10, 6)) is OCTOBER
    assert RULES[-1].valid_until is None
