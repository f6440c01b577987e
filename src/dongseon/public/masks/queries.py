"""What others may read of shops and their stock."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Max

from dongseon.public.masks.models import Shop
from dongseon.public.masks.stock import Remain, Stock
from dongseon.public.masks.stock import Shop as Listed


def shops() -> tuple[Listed, ...]:
    """All shops that sell."""
    rows = Shop.objects.filter(sells=True).values_list(
        "code", "name", "address", "kind", "lat_deg", "lon_deg"
    )
    return tuple(Listed(*row) for row in rows.iterator(chunk_size=5_000))


def listed_at() -> datetime | None:
    """When the list of shops was last taken over."""
    newest: datetime | None = Shop.objects.aggregate(newest=Max("listed_at"))["newest"]
    return newest


@dataclass(frozen=True, slots=True)
class Changes:
    """Stocks that have changed, and from where to go on asking."""

    stocks: tuple[Stock, ...]
    horizon: int


# A change carries its transaction's number. Below the horizon (the oldest transaction under way) all is
# visible that ever will be; so asking again from the last horizon misses nothing, whoever commits when.
CHANGED = """
SELECT horizon.at, held.shop_id, held.remain, held.reported_at, held.arrived_at, held.tickets_left
FROM (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS at) AS horizon
LEFT JOIN masks_stock AS held ON held.written >= %s
"""


def changed(since: int) -> Changes:
    """The stocks written by transactions from ``since`` on; 0 for all."""
    with connection.cursor() as cursor:
        cursor.execute(CHANGED, [since])
        rows = cursor.fetchall()
    stocks = tuple(
        Stock(code, Remain(remain), reported_at, arrived_at, tickets_left)
        for _at, code, remain, reported_at, arrived_at, tickets_left in rows
        if code is not None
    )
    return Changes(stocks, int(rows[0][0]))
