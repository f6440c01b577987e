"""What the report says, as rows of words: sites, stays, contacts, sources.

Everything here is text in one language, made fit to show; the template only sets it.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from dongseon.contacts.types import Contact
from dongseon.itinerary.types import Itinerary, Moment, Stay
from dongseon.look import plane, vocabulary
from dongseon.look.markup import fit
from dongseon.look.wording import Words
from dongseon.records.columns import SOURCES, Evidence, Records, Times

HANGUL = re.compile("[가-힣]")
IN_BRACKETS = re.compile(r"\(([^()]*[가-힣][^()]*)\)")
SHORT = 18  # letters a picture has room for
SAME_SPOT_M = 100.0  # anonymous stays nearer than that are shown as one spot
SHOWN_RECORDS = 4  # of a stay or question; the others are in itinerary.json
SHOWN_RIVALS = 3
NAME = 80  # letters of a foreign name, id or text that are shown
TEXT = 600
SURE, LIKELY = 0.9, 0.5  # words for a probability; below LIKELY a stay is only possible

# The most telling source first.
UNNAMED = ("base_station", "gps")  # say where about, but name no place
ORDER = ("card", "check_in", "cctv", "transit", "interview", "base_station", "gps")


@dataclass(frozen=True, slots=True)
class Site:
    """A place of the itinerary under the number it has on map, time line and tables."""

    number: int
    name: str
    label: str  # the name for pictures, where there is little room
    code: str  # the place's id, or an anonymous spot's position
    category: str
    tone: str  # home, work, public, spot
    lon_deg: float
    lat_deg: float
    radius_m: float
    stays: int
    minutes: float
    probability: float  # mean over its minutes


@dataclass(frozen=True, slots=True)
class StayRow:
    """One stay in words."""

    site: Site
    stay: Stay
    day: str
    arrived: str
    arrived_spread: str
    left: str
    left_spread: str
    lasting: str
    certain: str
    level: str  # sure, likely, possible
    evidence: str  # records by source
    records: tuple[str, ...]  # the most telling record ids
    more_records: int
    rivals: tuple[tuple[str, str], ...]  # name, probability


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One contact in words."""

    rank: int
    person_id: str
    tier: str
    level: str  # class of the tier
    place: str
    setting: str
    time: str
    minutes: str
    spread: str
    probability: str
    risk: str
    reason: str


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source: how much it says about the person."""

    source: str
    name: str
    count: int
    records: str
    first: str
    last: str


@dataclass(frozen=True, slots=True, eq=False)
class Reader:
    """The evidence with the look-ups that put it into words."""

    evidence: Evidence
    words: Words
    rows: Mapping[str, int]  # record id -> row, for the person's records
    home: str  # place id, "" = not known
    work: str


def reader_of(evidence: Evidence, person_id: str, words: Words) -> Reader:
    """Prepare the look-ups for one person."""
    mine = rows_of(evidence.records, person_id)
    ids = evidence.records.record_id[mine].tolist()
    persons = evidence.persons
    row = persons.person_id.index(person_id) if person_id in persons.person_id else -1
    return Reader(
        evidence=evidence,
        words=words,
        rows=dict(zip(ids, mine.tolist(), strict=True)),
        home=persons.home_place_id[row] if row >= 0 else "",
        work=persons.work_place_id[row] if row >= 0 else "",
    )


def rows_of(records: Records, person_id: str) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """The rows about a person."""
    if person_id not in records.person.labels:
        return np.empty(0, dtype=np.int64)
    code = records.person.labels.index(person_id)
    return np.flatnonzero(records.person.codes == code).astype(np.int64)


def place_name(reader: Reader, place_id: str | None) -> str:
    """A place's name; its id when it has none; ``unlisted spot`` for no place."""
    if not place_id:
        return reader.words.gettext("Unlisted spot")
    row = reader.evidence.places.position.get(place_id)
    name = reader.evidence.places.name[row] if row is not None else ""
    return fit(name or place_id, NAME)


def label_of(name: str, *, korean: bool) -> str:
    """A name for a picture: of a long one in two languages, ``Haru Mart (하루 마트)``, the reader's."""
    if len(name) <= SHORT or HANGUL.search(IN_BRACKETS.sub("", name)):
        return name
    own = " ".join(IN_BRACKETS.findall(name)) if korean else IN_BRACKETS.sub("", name)
    return " ".join(own.split()) or name


def sites_of(reader: Reader, stays: Sequence[Stay]) -> tuple[tuple[Site, ...], tuple[int, ...]]:
    """The places of the stays, numbered in the order they are first met, and each stay's site."""
    firsts: list[Stay] = []
    belongs: list[int] = []
    known: dict[str, int] = {}
    for stay in stays:
        at = known.get(stay.place_id) if stay.place_id else _near(firsts, stay)
        if at is None:
            at = len(firsts)
            firsts.append(stay)
            if stay.place_id:
                known[stay.place_id] = at
        belongs.append(at)
    grouped: list[list[Stay]] = [[] for _ in firsts]
    for stay, at in zip(stays, belongs, strict=True):
        grouped[at].append(stay)
    sites = tuple(_site(reader, i, group) for i, group in enumerate(grouped, start=1))
    return sites, tuple(belongs)


def _near(firsts: Sequence[Stay], stay: Stay) -> int | None:
    """The anonymous spot a stay belongs to, among those met so far."""
    here = plane.Position(stay.lon_deg, stay.lat_deg)
    for i, first in enumerate(firsts):
        there = plane.Position(first.lon_deg, first.lat_deg)
        if not first.place_id and plane.distance_m(here, there) <= SAME_SPOT_M:
            return i
    return None


def _site(reader: Reader, number: int, stays: Sequence[Stay]) -> Site:
    first = stays[0]
    minutes = [stay_minutes(stay) for stay in stays]
    total = sum(minutes)
    weighted = sum(s.probability * m for s, m in zip(stays, minutes, strict=True))
    row = reader.evidence.places.position.get(first.place_id or "")
    return Site(
        number=number,
        name=place_name(reader, first.place_id),
        label=label_of(place_name(reader, first.place_id), korean=reader.words.korean)
        if first.place_id
        else "",
        code=fit(first.place_id or f"{first.lat_deg:.5f}, {first.lon_deg:.5f}", NAME),
        category=vocabulary.category(reader.words, first.category),
        tone=_tone(reader, first),
        lon_deg=first.lon_deg,
        lat_deg=first.lat_deg,
        radius_m=float(reader.evidence.places.radius_m[row]) if row is not None else 0.0,
        stays=len(stays),
        minutes=total,
        probability=weighted / total if total > 0 else first.probability,
    )


def _tone(reader: Reader, stay: Stay) -> str:
    if not stay.place_id:
        return "spot"
    if stay.place_id == reader.home or (not reader.home and stay.category == "home"):
        return "home"
    return "work" if stay.place_id == reader.work else "public"


def stay_minutes(stay: Stay) -> float:
    """The likely length of a stay."""
    return (stay.left.likely - stay.arrived.likely).total_seconds() / 60


def stay_rows(reader: Reader, itinerary: Itinerary) -> tuple[StayRow, ...]:
    """The stays in words, in time order."""
    sites, belongs = sites_of(reader, itinerary.stays)
    return tuple(
        _stay_row(reader, sites[at], stay)
        for stay, at in zip(itinerary.stays, belongs, strict=True)
    )


def _stay_row(reader: Reader, site: Site, stay: Stay) -> StayRow:
    words = reader.words
    shown, more = telling(reader, stay.evidence)
    arrived, left = _edge(words, stay.arrived, None), _edge(words, stay.left, stay.arrived.likely)
    return StayRow(
        site=site,
        stay=stay,
        day=words.day(stay.arrived.likely),
        arrived=arrived,
        arrived_spread=words.spread(stay.arrived),
        left=left,
        left_spread=words.spread(stay.left),
        lasting=words.lasting(stay_minutes(stay)),
        certain=words.percent(stay.probability),
        level=level_of(stay.probability),
        evidence=by_source(reader, stay.evidence),
        records=tuple(fit(record, NAME) for record in shown),
        more_records=more,
        rivals=tuple(
            (place_name(reader, rival.place_id), words.percent(rival.probability))
            for rival in stay.rivals[:SHOWN_RIVALS]
        ),
    )


def _edge(words: Words, moment: Moment, after: datetime | None) -> str:
    """The likely time; with its day when that is not the day of ``after``; its midnight is 24:00."""
    if after is None or words.local(after).date() == words.local(moment.likely).date():
        return words.clock(moment.likely)
    if words.ends_day(moment.likely, after):
        return "24:00"
    return words.day_and_clock(moment.likely)


def level_of(probability: float) -> str:
    """How sure a probability is, as a class."""
    if probability >= SURE:
        return "sure"
    return "likely" if probability >= LIKELY else "possible"


def _source_of(reader: Reader, record_id: str) -> str:
    row = reader.rows.get(record_id)
    return "" if row is None else SOURCES[int(reader.evidence.records.source[row])]


def telling(
    reader: Reader, record_ids: Sequence[str], most: int = SHOWN_RECORDS
) -> tuple[tuple[str, ...], int]:
    """The most telling records, ``most`` of them, and how many more there are."""
    rank = {source: i for i, source in enumerate(ORDER)}
    ranked = sorted(record_ids, key=lambda r: rank.get(_source_of(reader, r), len(ORDER)))
    return tuple(ranked[:most]), max(len(ranked) - most, 0)


def named_and_others(
    reader: Reader, record_ids: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The records that name a place, the most telling ones at most; and all the others."""
    ranked = telling(reader, record_ids, len(record_ids))[0]
    named = [r for r in ranked if _source_of(reader, r) not in UNNAMED][:SHOWN_RECORDS]
    shown = named or list(ranked[:1])
    return tuple(shown), tuple(r for r in ranked if r not in set(shown))


def by_source(reader: Reader, record_ids: Sequence[str]) -> str:
    """``card 1 · base station 12``."""
    counts = Counter(_source_of(reader, record) for record in record_ids)
    parts = [
        f"{vocabulary.source(reader.words, name)} {reader.words.number(counts[name])}"
        for name in (*ORDER, "")
        if counts[name]
    ]
    return " · ".join(parts)


def utc(value: np.datetime64) -> datetime:
    """A column's time as an aware datetime."""
    stamp: datetime = value.astype("datetime64[us]").item()
    return stamp.replace(tzinfo=UTC)


def moment_of(column: Times, row: int, shown: Callable[[datetime], str]) -> str:
    """A time of a column in words, "" when it is not known."""
    return "" if np.isnat(column[row]) else shown(utc(column[row]))


def contact_rows(reader: Reader, contacts: Sequence[Contact], most: int) -> tuple[ContactRow, ...]:
    """The first ``most`` contacts in words, in the order given."""
    return tuple(_contact_row(reader, i, c) for i, c in enumerate(contacts[:most], start=1))


def _contact_row(reader: Reader, rank: int, contact: Contact) -> ContactRow:
    words = reader.words
    listed = bool(contact.place_id)
    vehicle = words.gettext("A vehicle both used")
    said = contact.reason_ko if words.korean else contact.reason
    return ContactRow(
        rank=rank,
        person_id=fit(contact.person_id, NAME),
        tier=vocabulary.tier(words, contact.tier),
        level=contact.tier if contact.tier in vocabulary.TIERS else "other",
        place=place_name(reader, contact.place_id) if listed else vehicle,
        setting=vocabulary.category(words, contact.setting),
        time=words.until(contact.start, contact.end),
        minutes=words.number(contact.minutes),
        spread=f"{words.number(contact.minutes_low)}–{words.number(contact.minutes_high)}",
        probability=words.percent(contact.probability),
        risk=f"{contact.risk:.3f}",
        reason=fit(said, TEXT),
    )


def source_rows(reader: Reader, person_id: str) -> tuple[SourceRow, ...]:
    """All sources, those with nothing included."""
    records, words = reader.evidence.records, reader.words
    mine = rows_of(records, person_id)
    rows = []
    for code, source in enumerate(SOURCES):
        of = mine[records.source[mine] == code]
        name = vocabulary.source(words, source)
        if not len(of):
            rows.append(SourceRow(source, name, 0, words.gettext("none"), "", ""))
            continue
        first, last = utc(records.start[of].min()), utc(records.end[of].max())
        rows.append(
            SourceRow(
                source=source,
                name=name,
                count=len(of),
                records=words.number(len(of)),
                first=words.day_and_clock(first),
                last=words.day_and_clock(last),
            )
        )
    return tuple(rows)
