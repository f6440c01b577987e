"""Lists of clinics as they are handed over: two files a list, no heading, hours as text, no positions."""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from dongseon.errors import InvalidInput
from dongseon.look import plane
from dongseon.look.plane import Position
from dongseon.public.around import districts, streets
from dongseon.public.around.districts import Atlas, District
from dongseon.public.around.streets import Estimate, Streets, Sureness
from dongseon.public.clinics import hours
from dongseon.public.clinics.hours import Hours

PHONE = re.compile(r"(?:0\d{1,2}-)?\d{3,4}-?\d{4}|1\d{3}-\d{4}|1\d{2,3}")
CAR_WORDS = ("승차", "드라이브")


class Kind(StrEnum):
    """How somebody is tested."""

    DRIVE_THROUGH = "drive_through"
    WALK_IN = "walk_in"  # a health centre's own clinic
    HOSPITAL = "hospital"


HEALTH_CENTRE = ("보건소", "보건의료원", "보건지소", "보건센터")


@dataclass(frozen=True, slots=True)
class Listed:
    """A clinic as a list has it."""

    row: int  # from 1
    name: str
    province: str
    district: str
    address: str
    phone: str  # the first number that can be dialled; "" where there is none
    phone_text: str  # as it was written
    kind: Kind
    hours: Hours
    place: Estimate | None  # where it lies; None: not even its district is known


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody should look at."""

    row: int
    name: str
    what: str  # not_placed, hours_unclear, never_open, phone_unclear, names_differ
    said: str


@dataclass(frozen=True, slots=True)
class Read:
    """A list that was read, and what is to be said about it."""

    clinics: tuple[Listed, ...]
    remarks: tuple[Remark, ...]


def read_pair(
    *,
    areas: bytes,
    details: bytes,
    atlas: Atlas,
    drive_through: bool,
    known: Streets = streets.NONE,
) -> Read:
    """Two files of one list: (province, district, name) and (name, address, three hours, phone), line by line.

    ``known`` are addresses with positions, from which the clinics' own are judged.

    UTF-8 with or without a byte order mark, or CP949. Raises InvalidInput naming file, row and column count
    for files that do not belong together.
    """
    first, second = _rows(areas, "areas", 3), _rows(details, "details", 6)
    if len(first) != len(second):
        raise InvalidInput(f"areas has {len(first)} rows and details {len(second)}")
    clinics: list[Listed] = []
    remarks: list[Remark] = []
    for number, (area, detail) in enumerate(zip(first, second, strict=True), start=1):
        place = placed(atlas, known, province=area[0], district=area[1], address=detail[1])
        clinic = _clinic(number, area, detail, place, drive_through=drive_through)
        clinics.append(clinic)
        remarks += _remarks(clinic, area[2])
    return Read(tuple(clinics), tuple(remarks))


def _rows(data: bytes, name: str, columns: int) -> list[list[str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("cp949")
        except UnicodeDecodeError:
            raise InvalidInput(f"{name}: neither UTF-8 nor CP949") from None
    rows = []
    for number, row in enumerate(csv.reader(io.StringIO(text)), start=1):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != columns:
            raise InvalidInput(f"{name}, row {number}: {len(row)} columns instead of {columns}")
        rows.append([" ".join(cell.split()) for cell in row])
    return rows


def placed(
    atlas: Atlas, known: Streets, *, province: str, district: str, address: str
) -> Estimate | None:
    """Where a clinic lies: by its street, its neighbourhood, or its district's middle.

    What is judged from other addresses counts only where it lies in the district, as far as its box says.
    """
    inside = districts.place(atlas, province=province, district=district, address=address)
    if inside is None:
        return None
    area = streets.area_of(f"{province} {district}") or (inside.province_ko, district)
    found = streets.locate(known, area=area, address=address)
    if found is not None and _lies_in(found, inside):
        return found
    return Estimate(inside.lat_deg, inside.lon_deg, inside.reach_m, Sureness.DISTRICT)


def _lies_in(found: Estimate, district: District) -> bool:
    middle = Position(district.lon_deg, district.lat_deg)
    return plane.distance_m(middle, Position(found.lon_deg, found.lat_deg)) <= district.reach_m


def _clinic(
    number: int, area: list[str], detail: list[str], place: Estimate | None, *, drive_through: bool
) -> Listed:
    name, address, weekday, saturday, sunday, phone = detail
    return Listed(
        row=number,
        name=name,
        province=area[0],
        district=area[1],
        address=address,
        phone=first_phone(phone),
        phone_text=phone,
        kind=_kind(name, drive_through=drive_through),
        hours=Hours(hours.read_day(weekday), hours.read_day(saturday), hours.read_day(sunday)),
        place=place,
    )


def _kind(name: str, *, drive_through: bool) -> Kind:
    if drive_through or any(word in name for word in CAR_WORDS):
        return Kind.DRIVE_THROUGH
    return Kind.WALK_IN if any(word in name for word in HEALTH_CENTRE) else Kind.HOSPITAL


def first_phone(text: str) -> str:
    """The first number in a text that can be dialled; "" where there is none."""
    match = PHONE.search(text)
    return match.group() if match else ""


def _remarks(clinic: Listed, listed_name: str) -> Iterable[Remark]:
    days = (clinic.hours.weekday, clinic.hours.saturday, clinic.hours.sunday)
    said: list[tuple[str, str]] = []
    if clinic.place is None:
        said.append(("not_placed", f"{clinic.province} {clinic.district}, {clinic.address}"))
    said += [("hours_unclear", day.unclear) for day in days if day.unclear]
    if not any(day.spans or day.unclear for day in days):
        said.append(("never_open", ""))
    if clinic.phone != clinic.phone_text:
        said.append(("phone_unclear", clinic.phone_text))
    if listed_name != clinic.name:
        said.append(("names_differ", listed_name))
    return (Remark(clinic.row, clinic.name, what, text) for what, text in said)
