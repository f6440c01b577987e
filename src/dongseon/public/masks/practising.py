"""Practice shops: made up, spread over a city's districts, with stock that ages. Nothing of it is real."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from dongseon.public.around import asking
from dongseon.public.around.districts import District
from dongseon.public.masks import actions
from dongseon.public.masks.actions import Said
from dongseon.public.masks.models import Shop as Row
from dongseon.public.masks.reports import Timed, Voice
from dongseon.public.masks.stock import NONGHYUP, PHARMACY, POST_OFFICE, Remain, Shop, Stock

FIRST = (
    "온",
    "새",
    "한",
    "늘",
    "참",
    "별",
    "솔",
    "다",
    "해",
    "가온",
    "마루",
    "누리",
    "보람",
    "푸른",
    "하늘",
    "정",
    "은빛",
    "맑은",
)
LAST = ("빛", "봄", "샘", "솔", "들", "마음", "나래", "사랑", "건강", "희망", "바른", "나무")
STREETS = ("가온로", "누리로", "한빛로", "새솔로", "마루길", "나래길", "보람길", "해들로")
WORDS = (
    Remain.PLENTY,
    Remain.SOME,
    Remain.SOME,
    Remain.FEW,
    Remain.FEW,
    Remain.EMPTY,
    Remain.EMPTY,
    Remain.BREAK,
)


def main(told: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Fill an empty table with ``told["shops"]`` shops around one province; what is there is left alone.

    With ``told["token_for"]`` a program of that name may report, and its token comes back.
    """
    said: dict[str, Any] = {}
    if told.get("token_for"):
        said["token"] = actions.let_report(now=now, name=told["token_for"])
    if Row.objects.exists():
        return said | {"shops": 0}
    made = shops(told.get("shops", 1_500), told.get("province", "서울특별시"))
    actions.list_shops(now=now, shops=made)
    report(made, now=now)
    return said | {"shops": len(made)}


def shops(count: int, province: str) -> list[Shop]:
    """Made-up shops, the same for the same arguments; every eighth is no pharmacy."""
    rng = random.Random(f"shops {province} {count}")  # noqa: S311 — practice data, no secret
    inside = [each for each in asking.atlas().known if province in ("", each.province_ko)]
    return [_shop(number, rng.choice(inside), rng) for number in range(count)]


def _shop(number: int, district: District, rng: random.Random) -> Shop:
    reach = min(district.reach_m, 2_500.0) / 111_195.0
    kind = PHARMACY if number % 8 else rng.choice((POST_OFFICE, NONGHYUP))
    word = {PHARMACY: "약국", POST_OFFICE: "우체국", NONGHYUP: "농협하나로마트"}[kind]
    return Shop(
        code=f"9{number:07d}",
        name=f"{rng.choice(FIRST)}{rng.choice(LAST)}{word}",
        address=f"{district.province_ko} {district.name_ko} {rng.choice(STREETS)} {rng.randint(1, 300)}",
        kind=kind,
        lat_deg=round(district.lat_deg + rng.gauss(0, reach / 2), 6),
        lon_deg=round(district.lon_deg + rng.gauss(0, reach / 1.6), 6),
    )


def report(made: list[Shop], *, now: datetime) -> None:
    """Report stock for most of them: some minutes old, some hours, some never."""
    feed = Said("", Voice.FEED, "")
    actions.take_in(by=feed, now=now, timed=list(_reports(made, now)))


def _reports(made: list[Shop], now: datetime) -> Iterator[Timed]:
    rng = random.Random(f"stock {len(made)}")  # noqa: S311 — as above
    for shop in made:
        draw = rng.random()
        if draw < 0.07:
            continue
        age = timedelta(minutes=rng.randint(35, 300) if draw < 0.2 else rng.randint(0, 18))
        tickets = rng.choice((0, 12, 40)) if rng.random() < 0.06 else None
        yield Timed(
            Stock(
                code=shop.code,
                remain=rng.choice(WORDS),
                reported_at=now - age,
                arrived_at=now - age - timedelta(minutes=rng.randint(20, 200)),
                tickets_left=tickets,
            ),
            seq=int((now - age).timestamp()),
            skew_s=0.0,
        )
