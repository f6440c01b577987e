"""The figures of the day, as releases tell them: counted from cases, checked against each other."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from dongseon.console.access import queries as access
from dongseon.console.audit.types import Actor
from dongseon.console.care import queries as care
from dongseon.console.care.rules import Outcome
from dongseon.console.cases import listing, tallying
from dongseon.console.cases.rules import Classification
from dongseon.console.cases.tallying import Tallied
from dongseon.console.cases.types import CaseRow, Filters, Sort
from dongseon.console.figures import queries as figures
from dongseon.console.figures import rules
from dongseon.console.isolation import tallying as isolation
from dongseon.console.laboratory import tallying as laboratory
from dongseon.console.publishing import queries
from dongseon.console.tracing import linking
from dongseon.console.workflows import daily_report, publishing_clusters, publishing_keys
from dongseon.disclosure import Counted, compile_table
from dongseon.disclosure.release import Cluster, Count, Day, District
from dongseon.disclosure.tables import Table
from dongseon.look import districts

DAYS = 90  # that the curve shows
UNSETTLED = 2  # days for which reports are still coming in; assumption
DISTRICT_DIGITS = 5
AGES = (*rules.BANDS, rules.UNKNOWN)
MOST_OPENED = 2_000  # identities that one draft opens; the night's report counts the rest


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that is counted."""

    as_of: date
    days: tuple[Day, ...]
    districts: tuple[District, ...]
    clusters: tuple[Cluster, ...]
    sources: tuple[Count, ...]
    ages: tuple[Count, ...]
    sexes: tuple[Count, ...]
    district_ages: Table
    sums: tuple[str, ...]  # what does not add up


def count(*, by: Actor, now: datetime) -> Figures:
    """The figures until the end of yesterday, local time, of the officer's area."""
    as_of = now.astimezone(ZoneInfo(settings.TIME_ZONE)).date() - timedelta(days=1)
    found = [row for row in confirmed(by.area) if reported_on(row) <= as_of]
    groups = groups_of(found, now)
    table = compile_table(
        [Counted(str(row.id), row.area[:DISTRICT_DIGITS], groups[row.id][1]) for row in found],
        AGES,
        secret=publishing_keys.secret(),
        day=as_of,
        previous=queries.memory("district_ages"),
    )
    by_district = districts_of(found, as_of)
    days = days_of(found, as_of, by.area)
    return Figures(
        as_of=as_of,
        days=days,
        districts=by_district,
        clusters=publishing_clusters.told(
            linking.clusters([row.id for row in found]),
            {site.place_id: site for site in queries.sites(by.area)},
            {row.id: reported_on(row) for row in found},
            as_of=as_of,
            secret=publishing_keys.secret(),
        ),
        sources=sources_of(found),
        ages=counts((age for _sex, age in groups.values()), AGES),
        sexes=counts((sex for sex, _age in groups.values()), rules.SEXES),
        district_ages=table,
        sums=sums_of(days, by_district),
    )  # fmt: skip


def groups_of(rows: list[CaseRow], now: datetime) -> dict[UUID, tuple[str, str]]:
    """Case → sex and age band, each opened once by the house, as the daily report counts them."""
    cases = [Tallied(row.id, row.person_id, row.area, reported_on(row)) for row in rows]
    daily_report.count_new(now=now, cases=cases, most=MOST_OPENED)
    known = figures.counted([row.id for row in rows])
    return {row.id: known.get(row.id, (rules.UNKNOWN, rules.UNKNOWN)) for row in rows}


def sources_of(rows: list[CaseRow]) -> tuple[Count, ...]:
    """Cases that were known contacts of another, and those whose source is still looked for."""
    linked = tallying.contacts_among([row.person_id for row in rows])
    known = sum(row.person_id in linked for row in rows)
    return (Count("contact", known), Count("investigating", len(rows) - known))


def confirmed(area: str) -> Iterable[CaseRow]:
    """Every confirmed case of an area that is not deleted or merged into another."""
    filters = Filters(classifications=(Classification.CONFIRMED,))
    return listing.every_row(area=area, filters=filters, sort=Sort.REPORTED)


def reported_on(row: CaseRow) -> date:
    """The local day on which a case was reported: a stored case always has one."""
    return row.dates.reported_on or row.changed_at.date()


def counts(words: Iterable[str], order: Iterable[str]) -> tuple[Count, ...]:
    """How many of each word, in an order."""
    found = Counter(words)
    return tuple(Count(word, found[word]) for word in order if found[word] or word != "unknown")


def days_of(rows: list[CaseRow], as_of: date, area: str) -> tuple[Day, ...]:
    """The curve until a day."""
    new = Counter(reported_on(row) for row in rows)
    ids = [row.id for row in rows]
    endings = care.endings_of(ids)
    released = Counter(e.on for e in endings.values() if e.outcome is not Outcome.DIED)
    died = Counter(e.on for e in endings.values() if e.outcome is Outcome.DIED)
    tested = tested_by_day(found_persons(rows), as_of)
    first = min([as_of - timedelta(days=13), *new])
    first = max(first, as_of - timedelta(days=DAYS - 1))
    quarantined = isolation.quarantined(area, first, as_of)
    days = []
    for at in range((as_of - first).days + 1):
        day = first + timedelta(days=at)
        confirmed = until(new, day)
        gone, dead = until(released, day), until(died, day)
        days.append(
            Day(
                day=day,
                confirmed=confirmed,
                isolated=confirmed - gone - dead,
                released=gone,
                deceased=dead,
                tests=None if tested.get(day) is None else tested[day] + confirmed,
                positives=None if tested.get(day) is None else confirmed,
                quarantined=quarantined.get(day),
                new=new[day],
                settled=(as_of - day).days >= UNSETTLED,
            )
        )
    return tuple(days)


def found_persons(rows: list[CaseRow]) -> frozenset[UUID]:
    """The persons of these cases."""
    return frozenset(row.person_id for row in rows)


def tested_by_day(cases: frozenset[UUID], as_of: date) -> dict[date, int]:
    """People tested who are no case, until the end of a day: of reports that were issued, and now."""
    known = {
        issued.report.day - timedelta(days=1): issued.report.national.testing
        + issued.report.national.negative
        for issued in figures.published()
    }
    testing, negative = laboratory.people_until(
        rules.cut_of(as_of + timedelta(days=1)), besides=cases
    )
    return known | {as_of: testing + negative}


def until(by_day: Mapping[date, int], day: date) -> int:
    """How many until the end of a day."""
    return sum(number for on, number in by_day.items() if on <= day)


def districts_of(rows: list[CaseRow], as_of: date) -> tuple[District, ...]:
    """The totals of districts, the most cases first."""
    all_cases = Counter(row.area[:DISTRICT_DIGITS] for row in rows)
    new = Counter(row.area[:DISTRICT_DIGITS] for row in rows if reported_on(row) == as_of)
    names = {each.code: (each.name_ko, each.name_en) for each in access.areas()}
    return tuple(
        District(code, *names.get(code, (code, code)), cases, new[code])
        for code, cases in sorted(all_cases.items(), key=lambda each: (-each[1], each[0]))
    )


def sums_of(days: tuple[Day, ...], found: tuple[District, ...]) -> tuple[str, ...]:
    """What does not add up between the whole and the districts."""
    total = days[-1].confirmed if days else 0
    parts = sum(each.cases for each in found)
    return () if total == parts else (f"{total} ≠ {parts}",)


@cache
def boxes() -> tuple[tuple[str, tuple[tuple[tuple[float, float], ...], ...]], ...]:
    """The rings of every district by its code."""
    return tuple((each.code, each.rings) for each in districts.outlines())


def district_of(lon_deg: float, lat_deg: float) -> str:
    """The district in which a position lies; "" outside of all."""
    return next(
        (code for code, rings in boxes() if sum(holds(r, lon_deg, lat_deg) for r in rings) % 2), ""
    )


def holds(ring: tuple[tuple[float, float], ...], lon_deg: float, lat_deg: float) -> bool:
    """Whether a ring holds a position (ray casting)."""
    inside = False
    for (x, y), (u, v) in zip(ring, (*ring[1:], ring[0]), strict=True):
        if (y > lat_deg) != (v > lat_deg) and lon_deg < (u - x) * (lat_deg - y) / (v - y) + x:
            inside = not inside
    return inside
