"""The tables of the daily report and what must hold in them: pure. See docs/rules/daily_report.md."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Seoul")
BANDS = ("0-9", "10-19", "20-29", "30-39", "40-49", "50-59", "60-69", "70-79", "80+")
UNKNOWN = "unknown"
SEXES = ("male", "female", UNKNOWN)


class End(StrEnum):
    """How an illness ended."""

    RELEASED = "released"
    DIED = "died"


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A confirmed case as the report counts it."""

    case_id: UUID
    province: str
    confirmed_on: date
    end: End | None
    linked: bool  # a known contact of another case
    sex: str = UNKNOWN
    band: str = UNKNOWN


@dataclass(frozen=True, slots=True)
class National:
    """Table 1: people, cumulative."""

    total: int
    confirmed: int
    discharged: int
    isolated: int
    deceased: int
    testing: int
    negative: int


@dataclass(frozen=True, slots=True)
class Province:
    """Table 2: one province."""

    province: str
    confirmed: int
    new: int
    discharged: int
    isolated: int
    deceased: int
    linked: int


@dataclass(frozen=True, slots=True)
class Group:
    """Table 5: a sex or an age band."""

    name: str
    confirmed: int
    deceased: int


@dataclass(frozen=True, slots=True)
class Report:
    """The report of a day: all that happened before its midnight."""

    day: date  # the day that it is issued on, cut at its first moment
    national: National
    change: Mapping[
        str, int
    ]  # of each number of table 1 since the report before; empty for the first
    provinces: tuple[Province, ...]
    sexes: tuple[Group, ...]
    ages: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not hold."""

    rule: str
    left: int
    right: int
    where: str = ""


# The numbers that never fall: cumulative since the first case.
RISING = ("total", "confirmed", "discharged", "deceased")


def cut_of(day: date) -> datetime:
    """The first moment of a local day."""
    return datetime.combine(day, time(), ZONE)


def report(
    day: date,
    cases: Iterable[Confirmed],
    *,
    testing: int,
    negative: int,
    before: National | None,
) -> Report:
    """The tables of a day, from the cases confirmed before its midnight and the people tested."""
    cases = tuple(cases)
    national = _national(cases, testing=testing, negative=negative)
    numbers = asdict(national)
    change = (
        {}
        if before is None
        else {name: numbers[name] - was for name, was in asdict(before).items()}
    )
    return Report(
        day,
        national,
        change,
        tuple(
            _province(code, [case for case in cases if case.province == code], day)
            for code in sorted({case.province for case in cases})
        ),
        _groups(cases, SEXES, lambda case: case.sex),
        _groups(cases, (*BANDS, UNKNOWN), lambda case: case.band),
    )


def _national(cases: Sequence[Confirmed], *, testing: int, negative: int) -> National:
    discharged = sum(case.end is End.RELEASED for case in cases)
    deceased = sum(case.end is End.DIED for case in cases)
    return National(
        total=len(cases) + testing + negative,
        confirmed=len(cases),
        discharged=discharged,
        isolated=sum(case.end is None for case in cases),
        deceased=deceased,
        testing=testing,
        negative=negative,
    )


def _province(code: str, cases: Sequence[Confirmed], day: date) -> Province:
    yesterday = day - timedelta(days=1)
    return Province(
        province=code,
        confirmed=len(cases),
        new=sum(case.confirmed_on == yesterday for case in cases),
        discharged=sum(case.end is End.RELEASED for case in cases),
        isolated=sum(case.end is None for case in cases),
        deceased=sum(case.end is End.DIED for case in cases),
        linked=sum(case.linked for case in cases),
    )


def _groups(
    cases: Sequence[Confirmed], names: Sequence[str], of: Callable[[Confirmed], str]
) -> tuple[Group, ...]:
    counted = {name: [case for case in cases if of(case) == name] for name in names}
    return tuple(
        Group(name, len(found), sum(case.end is End.DIED for case in found))
        for name, found in counted.items()
        if found or name != UNKNOWN
    )


def faults(report: Report, before: Report | None) -> tuple[Fault, ...]:
    """What does not hold in a report; nothing if it may be issued."""
    table = report.national
    sums = [
        Fault("total = confirmed + testing + negative", table.total,
              table.confirmed + table.testing + table.negative),
        Fault("confirmed = isolated + discharged + deceased", table.confirmed,
              table.isolated + table.discharged + table.deceased),
        Fault("provinces add up", table.confirmed, sum(one.confirmed for one in report.provinces)),
        Fault("sexes add up", table.confirmed, sum(one.confirmed for one in report.sexes)),
        Fault("ages add up", table.confirmed, sum(one.confirmed for one in report.ages)),
        Fault("deaths by sex add up", table.deceased, sum(one.deceased for one in report.sexes)),
        Fault("deaths by age add up", table.deceased, sum(one.deceased for one in report.ages)),
        *(
            Fault("a province's cases are isolated, discharged or dead", one.confirmed,
                  one.isolated + one.discharged + one.deceased, one.province)
            for one in report.provinces
        ),
    ]  # fmt: skip
    found = [one for one in sums if one.left != one.right]
    found += [
        Fault("no number is below 0", value, 0, name)
        for name, value in asdict(table).items()
        if value < 0
    ]
    if before is not None:
        was, now = asdict(before.national), asdict(table)
        found += [
            Fault("a cumulative number never falls", now[name], was[name], name)
            for name in RISING
            if now[name] < was[name]
        ]
    return tuple(found)


def band_of(age_years: int | None) -> str:
    """The band of ten years that an age lies in."""
    if age_years is None or age_years < 0:
        return UNKNOWN
    return BANDS[min(age_years // 10, len(BANDS) - 1)]
