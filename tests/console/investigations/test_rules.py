"""The pure rules of investigations: states, back-off, lateness, who may approve, percentiles."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dongseon.console.investigations import rules
from dongseon.console.investigations.rules import SOURCES, STRETCHES, RequestState, Step
from dongseon.mandate import Kind, OrganisationKind, Right

NOW = datetime(2020, 5, 6, tzinfo=UTC)
ENDS = {
    RequestState.ANSWERED,
    RequestState.REFUSED,
    RequestState.WITHDRAWN,
    RequestState.REJECTED,
    RequestState.EXPIRED,
}


def test_nothing_leads_out_of_an_end_and_everything_into_one() -> None:
    assert not ENDS & frozenset().union(*SOURCES.values())
    assert set(RequestState) - ENDS == rules.OPEN


def test_an_answer_needs_an_approval() -> None:
    assert RequestState.REQUESTED not in SOURCES[RequestState.ANSWERED]
    assert SOURCES[RequestState.SENT] == {RequestState.APPROVED}


@given(st.integers(0, 50))
def test_tries_come_at_ever_longer_intervals_and_never_cease(done: int) -> None:
    first, second = (rules.back_off(rules.RETRY_S, n) for n in (done, done + 1))
    assert timedelta() < first <= second <= timedelta(hours=1)


def test_late_counts_from_when_it_was_due() -> None:
    within = timedelta(minutes=15)
    assert rules.late_since(NOW, within, NOW + within) is None
    assert rules.late_since(NOW, within, NOW + timedelta(hours=1)) == NOW + within
    assert rules.late_since(None, within, NOW) is None


@pytest.mark.parametrize(
    ("kind", "organisation", "central", "rights", "sensitive", "may"),
    [
        (Kind.CONNECTION, OrganisationKind.POLICE, False, (Right.APPROVE,), False, True),
        (Kind.CONNECTION, OrganisationKind.HEALTH, True, (Right.APPROVE,), False, False),
        (Kind.APPROVAL, OrganisationKind.HEALTH, False, (Right.APPROVE,), False, True),
        (Kind.APPROVAL, OrganisationKind.HEALTH, False, (Right.REQUEST,), False, False),
        (Kind.APPROVAL, OrganisationKind.HEALTH, False, (Right.APPROVE,), True, False),
        (Kind.APPROVAL, OrganisationKind.HEALTH, True, (Right.APPROVE_SENSITIVE,), True, True),
    ],
)
def test_who_may_approve(
    kind: Kind,
    organisation: OrganisationKind,
    central: bool,
    rights: tuple[Right, ...],
    sensitive: bool,
    may: bool,
) -> None:
    assert (
        rules.may_approve(
            [kind], organisation=organisation, central=central, rights=rights, sensitive=sensitive
        )
        is may
    )


@given(st.lists(st.floats(0, 1e6), min_size=1))
def test_a_percentile_is_one_of_the_values_and_nine_in_ten_are_no_longer(
    values: list[float],
) -> None:
    median, ninety = (rules.percentile(values, share) for share in (0.5, 0.9))
    assert median in values
    assert ninety is not None
    assert median is not None
    assert median <= ninety
    assert sum(value <= ninety for value in values) >= 0.9 * len(values)


def test_the_median_of_nothing_is_nothing() -> None:
    assert rules.percentile([], 0.5) is None


@given(st.integers(0, 10_000))
def test_small_counts_are_not_made_public(count: int) -> None:
    assert rules.public_count(count) == (None if 0 < count < 5 else count)


def test_the_stretches_of_the_clock_follow_each_other() -> None:
    order = list(Step)
    assert all(order.index(begin) < order.index(end) for begin, end, _whose in STRETCHES)
    assert STRETCHES[0][0] is Step.POSITIVE
    assert STRETCHES[-1][1] is Step.ISOLATED
