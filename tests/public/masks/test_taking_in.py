"""Reports through the door, into the database, and onto every process's board."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dongseon.public.masks import actions, queries, reports
from dongseon.public.masks.actions import NotAllowed, Said
from dongseon.public.masks.keeping import KeptBoard
from dongseon.public.masks.models import Sender, Stock
from dongseon.public.masks.reports import Held, Outcome, Timed, Voice
from dongseon.public.masks.stock import Remain, Shop
from dongseon.public.masks.stock import Stock as Told

NOON = datetime(2020, 3, 15, 3, 0, tzinfo=UTC)
SHOPS = (
    Shop("11", "가약국", "서울특별시 용산구 장문로 66-1", "01", 37.5260, 126.9969),
    Shop("12", "나우체국", "서울특별시 용산구 보광로 46", "02", 37.5283, 126.9992),
)
FEED = Said("", Voice.FEED, "")


def timed(code: str, seq: int, remain: Remain, at: datetime = NOON) -> Timed:
    return Timed(Told(code, remain, at, None, None), seq, 0.0)


@pytest.fixture
def listed(db: None) -> None:
    actions.list_shops(now=NOON, shops=SHOPS)


def reporting(token: str) -> dict[str, Any]:
    return {"content_type": "application/json", "headers": {"Authorization": f"Bearer {token}"}}


def one(**change: object) -> dict[str, object]:
    now = datetime.now(UTC).isoformat()
    return {"code": "11", "seq": 1, "sent_at": now, "remain_count": 40} | change


@pytest.mark.usefixtures("listed")
def test_nobody_reports_without_a_token() -> None:
    assert (
        Client().post("/masks/v1/stock", {"reports": [one()]}, "application/json").status_code
        == 401
    )
    wrong = Client().post("/masks/v1/stock", json.dumps({"reports": [one()]}), **reporting("guess"))
    assert wrong.status_code == 401
    assert not Stock.objects.exists()


@pytest.mark.usefixtures("listed")
def test_a_token_is_kept_as_a_hash_and_ends() -> None:
    token = actions.let_report(now=NOON, name="central feed")
    sender = Sender.objects.get()
    assert token.encode() not in bytes(sender.token_hash)
    assert actions.sender_of(token) is not None
    actions.end_reporting(now=NOON, sender_id=str(sender.id))
    assert actions.sender_of(token) is None


@pytest.mark.usefixtures("listed")
def test_many_shops_report_at_once_and_one_bad_report_stops_none() -> None:
    token = actions.let_report(now=NOON, name="central feed")
    told = {
        "reports": [
            one(),
            one(code="12", remain_count=-5),
            one(code="99"),
            one(code="12", remain_count=0),
        ]
    }
    said = Client().post("/masks/v1/stock", json.dumps(told), **reporting(token)).json()
    assert said["outcomes"] == {"11": "kept", "99": "unknown", "12": "kept"}
    assert said["faults"] == [
        {"at": 1, "error": "report: remain_count=-5 is no whole number from 0 to 1000000"}
    ]


@pytest.mark.usefixtures("listed")
def test_a_shop_reports_for_itself_alone() -> None:
    token = actions.let_report(now=NOON, name="가약국", shop="11")
    own = Client().put("/masks/v1/stock/11", json.dumps(one()), **reporting(token))
    other = Client().put("/masks/v1/stock/12", json.dumps(one(code="12")), **reporting(token))
    assert (own.json()["outcomes"], other.status_code) == ({"11": "kept"}, 403)
    with pytest.raises(NotAllowed, match="one shop only"):
        actions.take_in(by=Said("", Voice.SHOP, "11"), now=NOON, timed=[timed("12", 1, Remain.FEW)])


@pytest.mark.usefixtures("listed")
def test_a_clock_that_runs_behind_is_said_and_put_right() -> None:
    token = actions.let_report(now=NOON, name="가약국", shop="11")
    slow = (datetime.now(UTC) - timedelta(hours=9)).isoformat()
    said = (
        Client().put("/masks/v1/stock/11", json.dumps(one(sent_at=slow)), **reporting(token)).json()
    )
    assert said["clocks_behind_s"]["11"] == pytest.approx(9 * 3600, abs=5)
    kept = Stock.objects.get()
    assert kept.received_at - kept.reported_at < timedelta(seconds=2)


@pytest.mark.usefixtures("listed")
def test_a_replay_is_told_apart_from_a_report() -> None:
    for outcome in (Outcome.KEPT, Outcome.REPLAYED):
        said = actions.take_in(by=FEED, now=NOON, timed=[timed("11", 7, Remain.FEW)])
        assert said == {"11": outcome}


REPORTS = st.lists(
    st.tuples(
        st.sampled_from(Voice), st.integers(0, 5), st.sampled_from(Remain), st.integers(0, 50)
    ),
    max_size=8,
)


@pytest.mark.usefixtures("listed")
@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(REPORTS)
def test_the_database_keeps_what_the_rule_keeps(said: list[tuple[Voice, int, Remain, int]]) -> None:
    Stock.objects.all().delete()
    held: Held | None = None
    now = NOON
    for voice, seq, remain, minutes in said:
        now += timedelta(minutes=minutes)
        report = timed("11", seq, remain, now)
        held, outcome = reports.settle(held, report, voice=voice, received_at=now)
        by = Said("", voice, "11" if voice is Voice.SHOP else "")
        assert actions.take_in(by=by, now=now, timed=[report]) == {"11": outcome}
    kept = Stock.objects.filter(shop="11").first()
    assert (kept is None) == (held is None)
    if kept is not None and held is not None:
        assert (kept.remain, kept.feed_seq, kept.shop_seq, kept.shop_spoke_at) == (
            held.stock.remain,
            held.feed_seq,
            held.shop_seq,
            held.shop_spoke_at,
        )


@pytest.mark.usefixtures("listed")
def test_a_board_catches_up_with_what_any_process_took_in() -> None:
    kept = KeptBoard()
    assert kept.current() is None
    kept.catch_up(NOON)
    board = kept.current()
    assert board is not None
    assert board.sale == {}
    actions.take_in(by=FEED, now=NOON, timed=[timed("12", 1, Remain.SOME)])
    kept.catch_up(NOON + timedelta(seconds=1))
    assert list(board.sale) == [1]


@pytest.mark.usefixtures("listed")
def test_a_new_list_of_shops_makes_a_new_board() -> None:
    kept = KeptBoard()
    kept.catch_up(NOON)
    actions.list_shops(now=NOON + timedelta(days=1), shops=SHOPS[:1])
    kept.catch_up(NOON + timedelta(days=1))
    board = kept.current()
    assert board is not None
    assert [shop.code for shop in board.shops] == ["11"]


@pytest.mark.usefixtures("listed")
def test_old_figures_are_forgotten() -> None:
    actions.take_in(by=FEED, now=NOON, timed=[timed("11", 1, Remain.SOME)])
    assert actions.forget(now=NOON + timedelta(days=2)) == 0
    assert actions.forget(now=NOON + timedelta(days=2, seconds=1)) == 1
    assert queries.changed(0).stocks == ()
