"""Reports of stock: read at the door, put on our clock, ordered."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dongseon.errors import InvalidInput
from dongseon.public.masks import reports
from dongseon.public.masks.reports import Held, Outcome, Voice, on_our_clock, read_report, settle
from dongseon.public.masks.stock import Remain

NOON = datetime(2020, 3, 15, 3, 0, tzinfo=UTC)
SAID = {"code": "11837551", "seq": 7, "sent_at": "2020-03-15T12:00:00+09:00", "remain_count": 42}


def report(**change: object) -> reports.Report:
    return read_report(SAID | change)


def test_a_count_becomes_the_services_word() -> None:
    assert report().remain is Remain.SOME
    assert report(remain_count=None, remain_stat="break").remain is Remain.BREAK


def test_the_services_own_form_of_a_time_is_local() -> None:
    assert report(sent_at="2020/03/15 12:00:00").sent_at == NOON


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"remain_stat": "some"}, "either remain_stat or remain_count"),
        ({"remain_count": None}, "either remain_stat or remain_count"),
        ({"remain_count": -1}, "remain_count=-1"),
        ({"remain_count": True}, "remain_count=True"),
        ({"remain_count": None, "remain_stat": "lots"}, "remain_stat='lots'"),
        ({"seq": "7"}, "seq='7'"),
        ({"sent_at": "2020-03-15T12:00:00"}, "does not say its zone"),
        ({"sent_at": "yesterday"}, "is no time"),
        ({"code": ""}, "is no shop's code"),
        ({"stok_at": "x"}, "no field 'stok_at' is known"),
        ({"tickets_left": 1.5}, "tickets_left=1.5"),
    ],
)
def test_what_cannot_be_used_is_refused_by_field_and_value(
    change: dict[str, object], said: str
) -> None:
    with pytest.raises(InvalidInput, match=said):
        report(**change)


def test_a_clock_that_is_right_is_believed() -> None:
    timed = on_our_clock(report(), NOON + timedelta(seconds=4))
    assert (timed.stock.reported_at, timed.skew_s) == (NOON, 0.0)


@pytest.mark.parametrize("off", [timedelta(hours=9), timedelta(hours=-9), timedelta(minutes=7)])
def test_a_clock_that_is_wrong_is_wrong_for_all_its_times(off: timedelta) -> None:
    said = report(stock_at="2020-03-15T11:00:00+09:00")
    timed = on_our_clock(said, NOON + off)
    assert timed.stock.reported_at == NOON + off
    assert timed.stock.arrived_at == NOON - timedelta(hours=1) + off
    assert timed.skew_s == off.total_seconds()


def test_no_delivery_lies_in_the_future_or_in_another_week() -> None:
    later = on_our_clock(report(stock_at="2020-03-15T13:00:00+09:00"), NOON)
    assert later.stock.arrived_at == NOON
    with pytest.raises(InvalidInput, match="more than 7 days ago"):
        on_our_clock(report(stock_at="2020-03-01T09:00:00+09:00"), NOON)


def test_a_replayed_report_changes_nothing_however_late_it_comes() -> None:
    first = on_our_clock(report(), NOON)
    held, _ = settle(None, first, voice=Voice.FEED, received_at=NOON)
    again = on_our_clock(report(), NOON + timedelta(hours=3))  # looks fresh: its clock seems slow
    assert settle(held, again, voice=Voice.FEED, received_at=NOON + timedelta(hours=3)) == (
        held,
        Outcome.REPLAYED,
    )


def test_the_shops_own_word_goes_before_the_feeds_for_half_an_hour() -> None:
    own = on_our_clock(report(remain_count=0, seq=1), NOON)
    held, _ = settle(None, own, voice=Voice.SHOP, received_at=NOON)
    feed = on_our_clock(report(seq=900), NOON)
    soon, later = NOON + timedelta(minutes=29), NOON + timedelta(minutes=30)
    assert settle(held, feed, voice=Voice.FEED, received_at=soon)[1] is Outcome.OVERRULED
    after, outcome = settle(held, feed, voice=Voice.FEED, received_at=later)
    assert outcome is Outcome.KEPT
    assert after is not None
    assert after.stock.remain is Remain.SOME


@given(st.permutations(range(6)))
def test_whatever_order_reports_come_in_the_newest_is_kept(order: list[int]) -> None:
    held: Held | None = None
    for seq in order:
        timed = on_our_clock(report(seq=seq, remain_count=seq), NOON)
        held, _ = settle(held, timed, voice=Voice.FEED, received_at=NOON)
    assert held is not None
    assert held.feed_seq == 5
