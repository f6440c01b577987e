"""Reports of stock from shops: read, put on our clock, ordered. Pure. Rules: docs/method/masks.md."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from dongseon.errors import InvalidInput
from dongseon.public.masks.stock import Remain, Stock, label_of

SEOUL = ZoneInfo("Asia/Seoul")
MOST_IN_ONE = 5_000  # reports in one bulk message
FIELDS = frozenset(
    {"code", "seq", "sent_at", "remain_stat", "remain_count", "stock_at", "tickets_left"}
)
CLOCK_TOLERANCE = timedelta(
    seconds=60
)  # network and rounding; beyond it a clock is wrong: assumption
OLDEST_ARRIVAL = timedelta(days=7)  # a delivery longer ago is a typing error: assumption
OWN_WORD_HOLDS = timedelta(minutes=30)  # a shop's own word against the central feed: assumption
LARGEST_SEQ = 2**62
LARGEST_COUNT = 1_000_000


class Voice(StrEnum):
    """Who reports."""

    FEED = "feed"  # the central service, for many shops
    SHOP = "shop"  # the shop itself, for itself: its word goes before the feed's for a while


@dataclass(frozen=True, slots=True)
class Report:
    """One shop's stock as it was sent. Times are the sender's."""

    code: str
    seq: int  # rises with each report of a shop from one sender; a repeated one is a replay
    sent_at: datetime  # UTC by the sender's clock
    remain: Remain
    arrived_at: datetime | None
    tickets_left: int | None


@dataclass(frozen=True, slots=True)
class Held:
    """What is kept of a shop's stock, with what orders the next report."""

    stock: Stock
    feed_seq: int
    shop_seq: int
    shop_spoke_at: datetime | None  # when the shop itself reported last


class Outcome(StrEnum):
    """What became of a report."""

    KEPT = "kept"
    REPLAYED = "replayed"  # not newer than what the sender has said already
    OVERRULED = "overruled"  # the shop itself has spoken a moment ago


def read_report(entry: Any) -> Report:  # Any: JSON
    """A report. Raises InvalidInput naming field and value."""
    if not isinstance(entry, Mapping):
        raise InvalidInput("report: not an object")
    strange = sorted(set(entry) - FIELDS)
    if strange:
        raise InvalidInput(f"report: no field {strange[0]!r} is known")
    code = entry.get("code")
    if not isinstance(code, str) or not 0 < len(code) <= 32 or not code.isprintable():
        raise InvalidInput(f"report: code={code!r} is no shop's code")
    return Report(
        code=code,
        seq=_whole(entry, "seq", most=LARGEST_SEQ),
        sent_at=_moment(entry, "sent_at"),
        remain=_remain(entry),
        arrived_at=_moment(entry, "stock_at") if entry.get("stock_at") is not None else None,
        tickets_left=(
            _whole(entry, "tickets_left", most=LARGEST_COUNT)
            if entry.get("tickets_left") is not None
            else None
        ),
    )


def _whole(entry: Mapping[str, Any], name: str, *, most: int) -> int:
    value = entry.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise InvalidInput(f"report: {name}={value!r} is no whole number from 0 to {most}")
    return value


def _remain(entry: Mapping[str, Any]) -> Remain:
    said, count = entry.get("remain_stat"), entry.get("remain_count")
    if (said is None) == (count is None):
        raise InvalidInput("report: either remain_stat or remain_count, not both, not neither")
    if count is not None:
        return label_of(_whole(entry, "remain_count", most=LARGEST_COUNT))
    if said not in tuple(Remain):
        raise InvalidInput(f"report: remain_stat={said!r} is none of {', '.join(Remain)}")
    return Remain(said)


def _moment(entry: Mapping[str, Any], name: str) -> datetime:
    """A time: ISO 8601 with its zone, or the service's own form, which is local."""
    value = entry.get(name)
    if not isinstance(value, str):
        raise InvalidInput(f"report: {name}={value!r} is no time")
    try:
        if "/" in value:
            local = datetime.strptime(value, "%Y/%m/%d %H:%M:%S").replace(tzinfo=SEOUL)
            return local.astimezone(UTC)
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise InvalidInput(f"report: {name}={value!r} does not say its zone")
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise InvalidInput(f"report: {name}={value!r} is no time") from None


@dataclass(frozen=True, slots=True)
class Timed:
    """A report on our own clock."""

    stock: Stock
    seq: int
    skew_s: float  # how far the sender's clock is behind ours; 0 within tolerance


def on_our_clock(report: Report, received_at: datetime) -> Timed:
    """Put a report's times on our clock. Raises InvalidInput for a delivery that cannot be.

    A report travels for seconds; a clock that differs by more than a minute is wrong, and all its
    times are wrong by the same. The count is held to be of the moment at which it was sent.
    """
    off = received_at - report.sent_at
    skew = off if abs(off) > CLOCK_TOLERANCE else timedelta()
    arrived_at = report.arrived_at
    if arrived_at is not None:
        arrived_at = min(arrived_at + skew, received_at)
        if received_at - arrived_at > OLDEST_ARRIVAL:
            raise InvalidInput(f"report: stock_at of shop {report.code} is more than 7 days ago")
    return Timed(
        stock=Stock(
            code=report.code,
            remain=report.remain,
            reported_at=min(report.sent_at + skew, received_at),
            arrived_at=arrived_at,
            tickets_left=report.tickets_left,
        ),
        seq=report.seq,
        skew_s=skew.total_seconds(),
    )


def settle(
    held: Held | None, timed: Timed, *, voice: Voice, received_at: datetime
) -> tuple[Held | None, Outcome]:
    """What is kept after a report, and what became of it: the rule that the database applies too."""
    feed_seq, shop_seq = (held.feed_seq, held.shop_seq) if held else (-1, -1)
    if timed.seq <= (shop_seq if voice is Voice.SHOP else feed_seq):
        return held, Outcome.REPLAYED
    spoke_at = held.shop_spoke_at if held else None
    if voice is Voice.FEED:
        if spoke_at is not None and received_at - spoke_at < OWN_WORD_HOLDS:
            return held, Outcome.OVERRULED
        return Held(timed.stock, timed.seq, shop_seq, spoke_at), Outcome.KEPT
    return Held(timed.stock, feed_seq, timed.seq, received_at), Outcome.KEPT
