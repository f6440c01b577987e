"""What changes shops and their stock."""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from dongseon.errors import InvalidInput
from dongseon.public.masks import reports
from dongseon.public.masks.models import Sender, Shop, Stock
from dongseon.public.masks.reports import Outcome, Timed, Voice
from dongseon.public.masks.stock import Shop as Listed

TOKEN_BYTES = 32
SHOPS_A_STEP = 2_000


@dataclass(frozen=True, slots=True)
class Said:
    """Who is reporting."""

    sender_id: str
    voice: Voice
    shop: str  # "" for the feed


class NotAllowed(Exception):
    """The sender may not say that."""


def list_shops(*, now: datetime, shops: Sequence[Listed]) -> int:
    """Take a list of shops over; those that are not in it any more sell no more. How many were listed."""
    with transaction.atomic():
        for start in range(0, len(shops), SHOPS_A_STEP):
            Shop.objects.bulk_create(
                (
                    Shop(
                        code=shop.code,
                        name=shop.name,
                        address=shop.address,
                        kind=shop.kind,
                        lat_deg=shop.lat_deg,
                        lon_deg=shop.lon_deg,
                        listed_at=now,
                    )
                    for shop in shops[start : start + SHOPS_A_STEP]
                ),
                update_conflicts=True,
                unique_fields=["code"],
                update_fields=[
                    "name",
                    "address",
                    "kind",
                    "lat_deg",
                    "lon_deg",
                    "listed_at",
                    "sells",
                ],
            )
        Shop.objects.filter(listed_at__lt=now).update(sells=False)
    return len(shops)


def let_report(*, now: datetime, name: str, shop: str = "") -> str:
    """Let a program report: for one shop, or as the central feed. The token, which is shown once."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    voice = Voice.SHOP if shop else Voice.FEED
    if shop and not Shop.objects.filter(code=shop).exists():
        raise InvalidInput(f"shop={shop!r} is not in the list")
    Sender.objects.create(
        name=name, voice=voice, shop_id=shop or None, token_hash=hashed(token), made_at=now
    )
    return token


def end_reporting(*, now: datetime, sender_id: str) -> None:
    """Take a program's right to report away."""
    Sender.objects.filter(id=sender_id, ended_at=None).update(ended_at=now)


def hashed(token: str) -> bytes:
    """What is kept of a token: it is random, so that a plain hash is enough."""
    return hashlib.sha256(token.encode()).digest()


def sender_of(token: str) -> Said | None:
    """Whose token it is; None for nobody's."""
    found = (
        Sender.objects.filter(token_hash=hashed(token), ended_at=None)
        .values_list("id", "voice", "shop_id")
        .first()
    )
    return Said(str(found[0]), Voice(found[1]), found[2] or "") if found else None


# One statement for any number of reports: what is newer than what the same voice has said, and not against
# the word of the shop itself. `settle` in reports.py is the same rule, and the tests hold the two together.
TAKE_IN = """
INSERT INTO masks_stock AS held (
    shop_id, remain, reported_at, received_at, arrived_at, tickets_left, feed_seq, shop_seq,
    shop_spoke_at, skew_s, written)
SELECT said.code, said.remain, said.reported_at, %(now)s, said.arrived_at, said.tickets_left,
    CASE WHEN %(feed)s THEN said.seq ELSE -1 END, CASE WHEN %(feed)s THEN -1 ELSE said.seq END,
    CASE WHEN %(feed)s THEN NULL ELSE %(now)s END, said.skew_s, pg_current_xact_id()::text::bigint
FROM unnest(%(code)s::text[], %(seq)s::bigint[], %(remain)s::text[], %(reported_at)s::timestamptz[],
    %(arrived_at)s::timestamptz[], %(tickets_left)s::integer[], %(skew_s)s::float8[])
    AS said (code, seq, remain, reported_at, arrived_at, tickets_left, skew_s)
JOIN masks_shop AS shop ON shop.code = said.code AND shop.sells
ORDER BY said.code
ON CONFLICT (shop_id) DO UPDATE SET
    remain = excluded.remain, reported_at = excluded.reported_at, received_at = excluded.received_at,
    arrived_at = excluded.arrived_at, tickets_left = excluded.tickets_left,
    feed_seq = greatest(held.feed_seq, excluded.feed_seq),
    shop_seq = greatest(held.shop_seq, excluded.shop_seq),
    shop_spoke_at = coalesce(excluded.shop_spoke_at, held.shop_spoke_at),
    skew_s = excluded.skew_s, written = excluded.written
WHERE CASE WHEN %(feed)s
    THEN excluded.feed_seq > held.feed_seq
        AND (held.shop_spoke_at IS NULL OR %(now)s - held.shop_spoke_at >= %(holds)s)
    ELSE excluded.shop_seq > held.shop_seq END
RETURNING shop_id
"""
WHY_NOT = """
SELECT shop.code, %(feed)s AND held.feed_seq < said.seq
FROM unnest(%(code)s::text[], %(seq)s::bigint[]) AS said (code, seq)
JOIN masks_shop AS shop ON shop.code = said.code AND shop.sells
JOIN masks_stock AS held ON held.shop_id = shop.code
"""


def take_in(*, by: Said, now: datetime, timed: Sequence[Timed]) -> dict[str, str]:
    """Take reports over; what became of each shop's, by code. The newest of several of one shop counts.

    ``unknown``: no such shop. Raises NotAllowed for another shop's stock.
    """
    newest = {each.stock.code: each for each in sorted(timed, key=lambda each: each.seq)}
    if by.voice is Voice.SHOP and any(code != by.shop for code in newest):
        raise NotAllowed("this token reports for one shop only")
    told = _columns(newest.values()) | {
        "now": now,
        "feed": by.voice is Voice.FEED,
        "holds": reports.OWN_WORD_HOLDS,
    }
    with connection.cursor() as cursor:
        cursor.execute(TAKE_IN, told)
        outcomes = {str(code): str(Outcome.KEPT) for (code,) in cursor.fetchall()}
        if len(outcomes) < len(newest):
            cursor.execute(WHY_NOT, told)
            for code, overruled in cursor.fetchall():
                outcomes.setdefault(code, Outcome.OVERRULED if overruled else Outcome.REPLAYED)
    return {code: outcomes.get(code, "unknown") for code in newest}


def _columns(
    rows: Iterable[Timed],
) -> dict[str, Any]:  # Any: psycopg takes lists, Django's stubs do not
    listed = list(rows)
    return {
        "code": [each.stock.code for each in listed],
        "seq": [each.seq for each in listed],
        "remain": [str(each.stock.remain) for each in listed],
        "reported_at": [each.stock.reported_at for each in listed],
        "arrived_at": [each.stock.arrived_at for each in listed],
        "tickets_left": [each.stock.tickets_left for each in listed],
        "skew_s": [each.skew_s for each in listed],
    }


def forget(*, now: datetime, after: timedelta = timedelta(days=2)) -> int:
    """Remove figures that nobody is told any more; how many they were."""
    return Stock.objects.filter(received_at__lt=now - after).delete()[0]
