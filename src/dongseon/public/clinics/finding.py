"""Which clinics a reader is shown, in which order. Pure."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from dongseon.look import plane
from dongseon.public.around.asking import Origin
from dongseon.public.around.streets import Sureness
from dongseon.public.clinics import hours
from dongseon.public.clinics.hours import DayKind, Door, State
from dongseon.public.clinics.queries import Known
from dongseon.public.clinics.reading import Kind

OPEN_FIRST = {State.OPEN: 0, State.UNCLEAR: 1, State.CLOSED: 2}


@dataclass(frozen=True, slots=True)
class Row:
    """A clinic on the page."""

    clinic: Known
    door: Door
    today: DayKind
    far_m: float | None  # None: no place was asked for, or the clinic's is not known
    in_district: bool  # both are known to the district only, and it is the same

    @property
    def off_m(self) -> float:
        """How far off the clinic's position may be, m."""
        return self.clinic.off_m

    @property
    def within_m(self) -> float:
        """The distance that it is not beyond, as far as is known, m."""
        return (self.far_m or 0.0) + self.off_m


def found(
    clinics: Sequence[Known],
    *,
    origin: Origin | None,
    words: str,
    kinds: Collection[Kind],
    only_open: bool,
    at: datetime,
    off: Collection[date],
) -> tuple[Row, ...]:
    """The clinics that fit: nearest first, or by name where no place is asked for. ``at`` is local."""
    rows = [
        _row(clinic, origin, at, off)
        for clinic in clinics
        if (not kinds or clinic.kind in kinds) and _fits(clinic, origin, words)
    ]
    if only_open:
        rows = [row for row in rows if row.door.state is State.OPEN]
    if origin is None:
        rows.sort(key=lambda row: (row.clinic.province, row.clinic.district, row.clinic.name))
    else:
        rows.sort(key=_nearest)
    return tuple(rows)


def _fits(clinic: Known, origin: Origin | None, words: str) -> bool:
    """With a place every clinic fits, only farther away; else its name or address must hold the words."""
    if origin is not None or not words:
        return True
    text = f"{clinic.name} {clinic.province} {clinic.district} {clinic.address}".casefold()
    return all(word in text for word in words.casefold().split())


def _nearest(row: Row) -> tuple[float, int, str]:
    """By the distance that is to be expected: what may be anywhere in a circle is farther than its middle."""
    expected_m = float("inf") if row.far_m is None else math.hypot(row.far_m, row.off_m / 2)
    return expected_m, OPEN_FIRST[row.door.state], row.clinic.name


def _row(clinic: Known, origin: Origin | None, at: datetime, off: Collection[date]) -> Row:
    far_m = None
    in_district = False
    if origin is not None and clinic.lat_deg is not None and clinic.lon_deg is not None:
        here = plane.Position(origin.lon_deg, origin.lat_deg)
        far_m = plane.distance_m(here, plane.Position(clinic.lon_deg, clinic.lat_deg))
        in_district = (
            clinic.placed_by == Sureness.DISTRICT
            and origin.district is not None
            and clinic.district.split()[0] in origin.district.name_ko.split()
            and origin.district.province_ko.startswith(clinic.province[:2])
        )
    return Row(
        clinic, hours.door(clinic.hours, at, off), hours.kind_of(at.date(), off), far_m, in_district
    )
