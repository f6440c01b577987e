"""From accepted stays and the day's figures to a draft of a release, past every rule of disclosure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from dongseon import disclosure
from dongseon.console.audit.types import HOUSE, Actor
from dongseon.console.cases import queries as cases
from dongseon.console.cases.types import CaseRow
from dongseon.console.publishing import actions, queries
from dongseon.console.publishing.types import Checked, SiteRow
from dongseon.console.tracing.types import AcceptedStay
from dongseon.console.workflows import publishing_figures, publishing_keys, reconstructing_accepted
from dongseon.console.workflows.publishing_figures import Figures
from dongseon.disclosure import release as releases
from dongseon.disclosure.anonymity import Estimate
from dongseon.disclosure.listing import Publisher
from dongseon.disclosure.protection import Protected
from dongseon.disclosure.release import Correction, Place, Release, Withdrawn
from dongseon.disclosure.rules import FLOOR_KEEP_DAYS
from dongseon.disclosure.types import (
    CaseTimes,
    Cleaned,
    Contacts,
    Exposure,
    Keeper,
    Listing,
    Site,
    Sourced,
)

LOOKED_BACK = timedelta(days=FLOOR_KEEP_DAYS + 1)
Drawing = Callable[..., tuple[AcceptedStay, ...]]  # by=, now=, area=, since= → accepted stays
REMEMBERED = timedelta(days=90)  # that whoever saw a listing is taken to know it; assumption
DISTRICT_DIGITS = 5
# People an hour and seat of a place's capacity: median in the simulated city
AN_HOUR_PER_SEAT = 0.3


@dataclass(frozen=True, slots=True)
class Difference:
    """What a release would change of what is public."""

    added: tuple[Place, ...]
    corrected: tuple[Place, ...]
    withdrawn: tuple[Place, ...]  # as they were
    confirmed: int  # more than before


@transaction.atomic
def draft(
    *,
    by: Actor,
    now: datetime,
    embargo_until: datetime | None = None,
    draw: Drawing = reconstructing_accepted.accepted_stays,
) -> UUID:
    """Make the draft of the next release. Returns its identifier.

    Whoever drafts sees no case: the house itself draws accepted stays and counts, and the log says so.
    """
    house = replace(HOUSE, area=by.area)
    stays = draw(by=house, now=now, area=by.area, since=now - LOOKED_BACK)
    rows = cases.cases({stay.case_id for stay in stays}, area=by.area)
    actions.note_sites(by=by, now=now, found=[site_of(stay, rows[stay.case_id]) for stay in stays])
    sites = {each.place_id: each for each in queries.sites(by.area)}
    last = queries.released()
    before = None if last is None else releases.decode(last.document)
    figures = publishing_figures.count(by=house, now=now)
    protected = listed(stays, rows, sites, now=now)
    release = compose(figures, protected, sites, before, now=now)
    draft_id = actions.draft(
        by=by,
        now=now,
        sequence=release.sequence,
        as_of=release.as_of,
        document=releases.encode(release),
        checked=checked_of(protected, sites, figures),
        behind={s.listing.listing_id: s.case_ids for s in protected.draft.listings},
        embargo_until=embargo_until,
    )
    actions.remember(
        by=by, now=now, name="district_ages", table=figures.district_ages, draft_id=draft_id
    )
    return draft_id


def listed(
    stays: Sequence[AcceptedStay],
    rows: dict[UUID, CaseRow],
    sites: dict[str, SiteRow],
    *,
    now: datetime,
) -> Protected:
    """The list of places that may be told, widened or withheld until it names nobody."""
    exposures = [
        exposure_of(stay, sites[stay.place_id])
        for stay in stays
        if stay.place_id in sites and sites[stay.place_id].ready and stay.start < stay.end
    ]
    publisher = Publisher(Keeper.LOCAL, zone(), publishing_keys.secret())
    found = disclosure.compile_list(
        exposures,
        {str(case_id): times_of(row) for case_id, row in rows.items()},
        publisher=publisher,
        release=now.isoformat(),
        now=now,
    )
    return disclosure.protect(
        found, Estimate(), zone=zone(), before=remembered(now, found.public(), sites)
    )


def remembered(
    now: datetime, listings: Iterable[Listing], sites: dict[str, SiteRow]
) -> disclosure.Memory:
    """What was public before: whoever saw it still knows it, as narrow as it was then."""
    crowds = {(each.name, each.address): each.crowd for each in sites.values()}
    known = {one.listing_id: one.site.crowd for one in listings}
    return disclosure.memory_of(
        [
            Sourced(
                listing_of(place, known.get(place.listing_id, crowds.get(named(place), 0))),
                behind[place.listing_id],
                frozenset(),
            )
            for place in releases.decode(document).places
            if place.listing_id in behind
        ]
        for document, behind in queries.released_since(now - REMEMBERED)
    )


def named(place: Place) -> tuple[str, str]:
    """What a public place is known again by."""
    return place.name, place.address


def listing_of(place: Place, crowd: int) -> Listing:
    """A public place as disclosure weighs it; where its crowd is not known any more, it is nobody."""
    site = Site(
        place.listing_id, place.name, place.address, place.part, place.kind, place.district,
        place.keeper, crowd,
    )  # fmt: skip
    return Listing(place.listing_id, site, place.day, place.bands, place.cleaned, place.last_day)


def site_of(stay: AcceptedStay, case: CaseRow) -> SiteRow:
    """A place that is met for the first time: what its owner and its public name are is still to be said."""
    return SiteRow(
        place_id=stay.place_id,
        name=stay.name,
        name_en="",
        address="",
        part="",
        kind=stay.category,
        district=publishing_figures.district_of(stay.lon_deg, stay.lat_deg)
        or case.area[:DISTRICT_DIGITS],
        lon_deg=stay.lon_deg,
        lat_deg=stay.lat_deg,
        radius_m=20,
        keeper=Keeper.LOCAL,
        crowd=round(AN_HOUR_PER_SEAT * stay.capacity),
        open_to_many=not stay.home,
        cleaned=Cleaned.UNKNOWN,
        told=None,
        told_at=None,
        withheld=False,
        first_seen_at=stay.decided_at,
        version=1,
        ready=False,
    )


def exposure_of(stay: AcceptedStay, site: SiteRow) -> Exposure:
    """A stay as disclosure judges it."""
    return Exposure(
        exposure_id=stay.stay_id,
        case_id=str(stay.case_id),
        site=Site(
            site.place_id, site.name, site.address, site.part, site.kind, site.district,
            site.keeper, site.crowd,
        ),
        start=stay.start,
        end=stay.end,
        contacts=Contacts.ALL_IDENTIFIED if stay.everybody_known else Contacts.SOME_UNKNOWN,
        accepted=True,
        home=stay.home,
        workplace=stay.workplace,
        open_to_many=site.open_to_many,
        cleaned=site.cleaned,
    )  # fmt: skip


def times_of(row: CaseRow) -> CaseTimes:
    """The times of a case. A confirmed case is isolated by the end of the day it is reported."""
    reported_on = publishing_figures.reported_on(row)
    isolated = datetime.combine(reported_on + timedelta(days=1), time(), tzinfo=zone())
    return CaseTimes(
        str(row.id),
        row.dates.onset_on,
        row.dates.sampled_on or reported_on,
        isolated.astimezone(UTC),
    )


def compose(
    figures: Figures,
    protected: Protected,
    sites: dict[str, SiteRow],
    before: Release | None,
    *,
    now: datetime,
) -> Release:
    """The next release."""
    places = tuple(place_of(s.listing, sites) for s in protected.draft.listings)
    today = now.astimezone(zone()).date()
    return Release(
        schema=releases.SCHEMA,
        sequence=1 if before is None else before.sequence + 1,
        made_at=now.replace(microsecond=0),
        as_of=figures.as_of,
        days=figures.days,
        districts=figures.districts,
        clusters=figures.clusters,
        sources=figures.sources,
        ages=figures.ages,
        sexes=figures.sexes,
        district_ages=releases.cross(figures.district_ages),
        rule=protected.draft.rule,
        places=places,
        withdrawn=withdrawn_of(before, places, today),
        corrections=tuple(
            Correction(each.on, each.ko, each.en)
            for each in queries.corrections(today - timedelta(days=FLOOR_KEEP_DAYS))
        ),
    )


def place_of(listing: Listing, sites: dict[str, SiteRow]) -> Place:
    """A listing as the public sees it."""
    site = sites[listing.site.site_id]
    at = None if site.lon_deg is None or site.lat_deg is None else (site.lon_deg, site.lat_deg)
    return releases.place(listing, at, site.radius_m, site.keeper)


def withdrawn_of(
    before: Release | None, places: Iterable[Place], today: date
) -> tuple[Withdrawn, ...]:
    """Tombstones: what was on the list before its time was over and is not any more."""
    if before is None:
        return ()
    there = {place.listing_id for place in places}
    gone = [Withdrawn(each.listing_id, today, each.last_day) for each in before.places]
    found = {each.listing_id: each for each in (*gone, *before.withdrawn)}
    kept = (each for each in found.values() if each.listing_id not in there)
    return tuple(sorted((e for e in kept if e.last_day >= today), key=lambda e: e.listing_id))


def checked_of(protected: Protected, sites: dict[str, SiteRow], figures: Figures) -> Checked:
    """What the checks found."""
    left_out: dict[str, int] = {}
    for each in protected.draft.left_out:
        left_out[each.reason.value] = left_out.get(each.reason.value, 0) + 1
    none = protected.least == float("inf")
    return Checked(
        least=None if none else round(protected.least, 1),
        method="estimate",
        widened=protected.widened,
        withheld=protected.withheld,
        left_out=left_out,
        not_ready=sum(not each.ready and not each.withheld for each in sites.values()),
        sums=figures.sums,
    )


def difference(before: Release | None, after: Release) -> Difference:
    """What a release would change of what is public."""
    old = {} if before is None else {place.listing_id: place for place in before.places}
    there = {place.listing_id for place in after.places}
    counted = 0 if before is None or not before.days else before.days[-1].confirmed
    return Difference(
        added=tuple(place for place in after.places if place.listing_id not in old),
        corrected=tuple(p for p in after.places if old.get(p.listing_id, p) != p),
        withdrawn=tuple(place for name, place in old.items() if name not in there),
        confirmed=(after.days[-1].confirmed if after.days else 0) - counted,
    )


def zone() -> ZoneInfo:
    """Where the house is."""
    return ZoneInfo(settings.TIME_ZONE)
