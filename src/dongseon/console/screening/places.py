"""Sites and the outbreaks that are asked about: opened, changed, closed. Actions, logged as all are."""

import uuid
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.screening import hours
from dongseon.console.screening.hours import Span
from dongseon.console.screening.models import Cluster, Hours, Site, SpecialDay
from dongseon.console.screening.queries import covers
from dongseon.console.screening.rules import SiteKind
from dongseon.console.screening.types import Overtaken, Refused, Unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What a site is."""

    name_ko: str
    name_en: str
    kind: SiteKind
    area: str
    address: str
    phone: str
    lanes: int
    minutes: int
    capacity: int  # swabs a day


def open_site(*, by: Actor, now: datetime, place: Place, spans: tuple[Span, ...]) -> UUID:
    """A new site. Raises Refused."""
    _check(by, place.area, spans)
    site = Site(id=uuid.uuid4(), opened_at=now, **_values(place))
    _written(site)
    _write_hours(site.pk, spans)
    _record(by, now, "screening.open_site", "site", site.pk)
    return site.pk


def amend_site(
    *, by: Actor, now: datetime, site_id: UUID, seen: int, place: Place, spans: tuple[Span, ...]
) -> None:
    """Change a site and its hours. Its area stays. Raises Unknown, Refused, Overtaken."""
    site = _site(by, site_id)
    _check(by, site.area, spans)
    values = _values(place) | {"area": site.area}
    try:
        with transaction.atomic():
            changed = Site.objects.filter(pk=site_id, version=seen).update(
                **values, version=F("version") + 1
            )
    except IntegrityError:
        raise Refused(_("Another site of the area has this name.")) from None
    if not changed:
        raise Overtaken(site_id)
    Hours.objects.filter(site=site_id).delete()
    _write_hours(site_id, spans)
    _record(by, now, "screening.amend_site", "site", site_id)


def close_site(*, by: Actor, now: datetime, site_id: UUID) -> None:
    """Close a site for good: nobody is registered there any more. Raises Unknown, Overtaken."""
    _site(by, site_id)
    if not Site.objects.filter(pk=site_id, closed_at=None).update(closed_at=now):
        raise Overtaken(site_id)
    _record(by, now, "screening.close_site", "site", site_id)


def set_special_day(
    *,
    by: Actor,
    now: datetime,
    site_id: UUID,
    on: date,
    opens: time | None,
    closes: time | None,
) -> None:
    """Other hours on one day; without hours the site is closed on it. Raises Unknown, Refused."""
    _site(by, site_id)
    if (opens is None) != (closes is None) or (opens and closes and opens >= closes):
        raise Refused(_("Give both hours, the first before the second, or none for a closed day."))
    SpecialDay.objects.update_or_create(
        site_id=site_id, on=on, defaults={"opens": opens, "closes": closes}
    )
    _record(by, now, "screening.set_special_day", "site", site_id, why=on.isoformat())


def forget_special_day(*, by: Actor, now: datetime, site_id: UUID, on: date) -> None:
    """The usual hours hold on that day again. Raises Unknown."""
    _site(by, site_id)
    SpecialDay.objects.filter(site=site_id, on=on).delete()
    _record(by, now, "screening.forget_special_day", "site", site_id, why=on.isoformat())


def renew_wall(*, by: Actor, now: datetime, site_id: UUID, wall_key: UUID) -> None:
    """Give the wall screen another address: the old one shows nothing any more. Raises Unknown."""
    _site(by, site_id)
    Site.objects.filter(pk=site_id).update(wall_key=wall_key)
    _record(by, now, "screening.renew_wall", "site", site_id)


def open_cluster(
    *,
    by: Actor,
    now: datetime,
    name_ko: str,
    name_en: str,
    exposed_from: date,
    exposed_to: date,
) -> UUID:
    """An outbreak that everybody is asked about from now on. Raises Refused."""
    if exposed_from > exposed_to:
        raise Refused(_("The first day lies after the last."))
    cluster = Cluster(
        id=uuid.uuid4(),
        name_ko=name_ko,
        name_en=name_en,
        area=by.area,
        exposed_from=exposed_from,
        exposed_to=exposed_to,
        opened_at=now,
    )
    try:
        with transaction.atomic():
            Cluster.objects.bulk_create([cluster])
    except IntegrityError:
        raise Refused(_("This outbreak is asked about already.")) from None
    _record(by, now, "screening.open_cluster", "cluster", cluster.pk)
    return cluster.pk


def close_cluster(*, by: Actor, now: datetime, cluster_id: UUID) -> None:
    """Ask nobody about it any more. Raises Unknown."""
    closed = Cluster.objects.filter(pk=cluster_id, closed_at=None, area__startswith=by.area).update(
        closed_at=now
    )
    if not closed:
        raise Unknown(cluster_id)
    _record(by, now, "screening.close_cluster", "cluster", cluster_id)


# ── what every verb is made of ───────────────────────────────────────────────────────────────


def _values(place: Place) -> dict[str, object]:
    return {field.name: getattr(place, field.name) for field in fields(place)}


def _check(by: Actor, area: str, spans: tuple[Span, ...]) -> None:
    if not covers(by.area, area):
        raise Refused(_("That area is not yours."))
    if hours.overlap(spans):
        raise Refused(_("Two of the hours of one day overlap."))


def _written(site: Site) -> None:
    try:
        with transaction.atomic():
            Site.objects.bulk_create([site])
    except IntegrityError:
        raise Refused(_("Another site of the area has this name.")) from None


def _write_hours(site_id: UUID, spans: tuple[Span, ...]) -> None:
    Hours.objects.bulk_create(
        Hours(site_id=site_id, day=span.day, opens=span.opens, closes=span.closes) for span in spans
    )


def _site(by: Actor, site_id: UUID) -> Site:
    site = Site.objects.filter(pk=site_id).first()
    if site is None or not covers(by.area, site.area):
        raise Unknown(site_id)
    return site


def _record(by: Actor, now: datetime, act: str, kind: str, subject_id: UUID, why: str = "") -> None:
    audit.record(by=by, now=now, act=act, subjects=[Subject(kind, subject_id)], why=why)
