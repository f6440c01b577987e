"""Practice clinics: made up, in real districts, with the hours that real ones have. Nothing of it is real."""

import random
from datetime import datetime, timedelta
from typing import Any

from dongseon.public.around import asking
from dongseon.public.around.districts import District
from dongseon.public.clinics.models import Clinic
from dongseon.public.clinics.reading import Kind

WEEKDAY = (
    "09:00 ~ 18:00",
    "09:00 ~ 12:00, 13:00 ~ 18:00",
    "00:00 ~ 24:00",
    "09:00 ~ 21:00",
    "18:00 ~ 09:00",
)
SATURDAY = ("09:00 ~ 13:00", "09:00 ~ 17:00", "00:00 ~ 24:00", "09:00 ~ 15:00", "18:00 ~ 09:00")
SUNDAY = ("미운영", "09:00 ~ 13:00", "00:00 ~ 24:00", "미운영", "18:00 ~ 09:00")
HOSPITALS = (
    ("한마음병원", "Hanmaeum Hospital"),
    ("새빛의료원", "Saebit Medical Centre"),
    ("푸른숲병원", "Pureunsup Hospital"),
)
NOTE = ("검사 전 전화 예약이 필요합니다.", "Call for an appointment first.")


def main(told: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Fill an empty table; what is there is left alone."""
    if Clinic.objects.exists():
        return {"clinics": 0}
    rng = random.Random("clinics")  # noqa: S311 — practice data, no secret
    inside = [
        each
        for each in asking.atlas().known
        if each.province_ko == told.get("province", "서울특별시")
    ]
    made = [_centre(each, rng, now) for each in inside]
    made += [_other(each, rng, now, kind) for at, each in enumerate(inside) for kind in _kinds(at)]
    Clinic.objects.bulk_create(made)
    return {"clinics": len(made)}


def _kinds(at: int) -> tuple[Kind, ...]:
    return ((Kind.DRIVE_THROUGH,) if at % 3 == 0 else ()) + (
        (Kind.HOSPITAL,) if at % 2 == 0 else ()
    )


def _centre(district: District, rng: random.Random, now: datetime) -> Clinic:
    clinic = _clinic(district, rng, now, Kind.WALK_IN)
    clinic.name = f"{district.name_ko} 연습보건소"
    clinic.name_en = f"{district.name} practice health centre"
    return clinic


def _other(district: District, rng: random.Random, now: datetime, kind: Kind) -> Clinic:
    clinic = _clinic(district, rng, now, kind)
    name, name_en = rng.choice(HOSPITALS)
    if kind is Kind.DRIVE_THROUGH:
        clinic.name, clinic.name_en = (
            f"{district.name_ko} 연습 승차검진소",
            f"{district.name} practice drive-through",
        )
    else:
        clinic.name, clinic.name_en = f"{district.name_ko} {name}", f"{name_en}, {district.name}"
    return clinic


def _clinic(district: District, rng: random.Random, now: datetime, kind: Kind) -> Clinic:
    hours = rng.choice((0, 0, 0, 1, 1, 3, 4 if kind is Kind.HOSPITAL else 2))
    waits = rng.random() < 0.5
    noted = rng.random() < 0.3
    return Clinic(
        kind=kind.value,
        province=district.province_ko,
        district=district.name_ko,
        address=f"{district.province_ko} {district.name_ko} 연습로 {rng.randint(1, 200)}",
        phone=f"02-555-{rng.randint(1000, 9999)}",
        weekday=WEEKDAY[hours],
        saturday=SATURDAY[hours],
        sunday=SUNDAY[hours],
        lat_deg=round(district.lat_deg + rng.uniform(-0.01, 0.01), 6),
        lon_deg=round(district.lon_deg + rng.uniform(-0.012, 0.012), 6),
        placed_exactly=True,
        reservation_url="https://clinic.example/reserve" if kind is Kind.DRIVE_THROUGH else "",
        languages="한국어, English" if rng.random() < 0.4 else "한국어",
        note=NOTE[0] if noted else "",
        note_en=NOTE[1] if noted else "",
        waiting_people=rng.randint(0, 40) if waits else None,
        waiting_said_at=now - timedelta(minutes=rng.randint(1, 40)) if waits else None,
        checked_on=now.date(),
    )
