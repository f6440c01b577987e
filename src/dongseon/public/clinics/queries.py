"""What others may read of clinics."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import get_language

from dongseon.public.clinics import hours
from dongseon.public.clinics.hours import Hours
from dongseon.public.clinics.models import Clinic
from dongseon.public.clinics.reading import Kind

WAITING_TOLD_FOR = timedelta(minutes=60)  # an hour-old queue is another queue: assumption


@dataclass(frozen=True, slots=True)
class Known:
    """A clinic as readers see it, in the language of the page."""

    id: UUID
    name: str
    kind: Kind
    province: str
    district: str
    address: str
    phone: str
    hours: Hours
    lat_deg: float | None
    lon_deg: float | None
    placed_exactly: bool
    placed_by: str  # "": an editor
    off_m: float  # how far off its position may be; 0: no more than a house is wide
    reservation_url: str
    languages: str
    note: str
    waiting_people: int | None
    waiting_said_at: datetime | None
    checked_on: date | None

    @property
    def whole_address(self) -> str:
        """The address with its district, which lists leave out where their own columns say it."""
        named = self.district.split()[0] in self.address if self.district else True
        return self.address if named else f"{self.province} {self.district} {self.address}"


def clinics(now: datetime) -> tuple[Known, ...]:
    """All clinics that are shown; a queue only while it was said within the hour."""
    english = (get_language() or "").startswith("en")
    return tuple(_known(row, now, english=english) for row in Clinic.objects.filter(shown=True))


def _known(row: Clinic, now: datetime, *, english: bool) -> Known:
    said_at = row.waiting_said_at
    told = said_at is not None and now - said_at <= WAITING_TOLD_FOR
    return Known(
        id=row.id,
        name=(row.name_en if english else "") or row.name,
        kind=Kind(row.kind),
        province=row.province,
        district=row.district,
        address=row.address,
        phone=row.phone,
        hours=Hours(
            hours.read_day(row.weekday),
            hours.read_day(row.saturday),
            hours.read_day(row.sunday),
            hours.read_days_off(row.closed_on),
        ),
        lat_deg=row.lat_deg,
        lon_deg=row.lon_deg,
        placed_exactly=row.placed_exactly,
        placed_by=row.placed_by,
        off_m=row.off_m or 0.0,
        reservation_url=row.reservation_url,
        languages=row.languages,
        note=(row.note_en if english else "") or row.note,
        waiting_people=row.waiting_people if told else None,
        waiting_said_at=said_at if told else None,
        checked_on=row.checked_on,
    )
