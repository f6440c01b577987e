"""Every write of publishing."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.publishing import rules
from dongseon.console.publishing.models import Behind, Draft, Memory, Note, Site
from dongseon.console.publishing.rules import State, Told
from dongseon.console.publishing.types import Checked, Overtaken, Refused, SiteRow
from dongseon.disclosure.tables import Table
from dongseon.disclosure.types import Cleaned, Keeper

SITES = UUID("6b0f6f0c-6c1e-5b63-9a4e-5d2f0a7c1b11")  # the log names a site by a UUID of its place


def subject_of(place_id: str) -> Subject:
    """A site as the log names it."""
    return Subject("site", uuid5(SITES, place_id))


@transaction.atomic
def note_sites(*, by: Actor, now: datetime, found: Iterable[SiteRow]) -> int:
    """Write down sites that were not known yet, as drafts need them. Returns how many."""
    rows = {each.place_id: each for each in found}
    known = set(Site.objects.filter(pk__in=rows).values_list("pk", flat=True))
    new = [each for place_id, each in rows.items() if place_id not in known]
    Site.objects.bulk_create(
        Site(
            place_id=each.place_id,
            name=each.name,
            name_en=each.name_en,
            address=each.address,
            part=each.part,
            kind=each.kind,
            district=each.district,
            lon_deg=each.lon_deg,
            lat_deg=each.lat_deg,
            radius_m=each.radius_m,
            crowd=each.crowd,
            open_to_many=each.open_to_many,
            first_seen_at=now,
        )
        for each in new
    )
    if new:
        subjects = [subject_of(each.place_id) for each in new]
        audit.record(by=by, now=now, act="publishing.note_sites", subjects=subjects)
    return len(new)


@transaction.atomic
def describe_site(
    *,
    by: Actor,
    now: datetime,
    place_id: str,
    seen: int,
    name: str,
    name_en: str,
    address: str,
    part: str,
    keeper: Keeper,
    cleaned: Cleaned,
    open_to_many: bool,
    told: Told | None,
    withheld: bool,
) -> None:
    """Say how a site is named to the public, and that its owner was told. Raises Overtaken, Refused."""
    row = Site.objects.filter(pk=place_id, district__startswith=by.area).first()
    if row is None:
        raise Refused(_("There is no such place in your area."))
    told_at = None if told is None else (row.told_at or now)
    changed = Site.objects.filter(pk=place_id, version=seen).update(
        name=name,
        name_en=name_en,
        address=address,
        part=part,
        keeper=keeper.value,
        cleaned=cleaned.value,
        open_to_many=open_to_many,
        told=told.value if told else "",
        told_at=told_at,
        withheld=withheld,
        version=F("version") + 1,
    )
    if not changed:
        raise Overtaken(place_id)
    act = (
        "publishing.withhold_site" if withheld and not row.withheld else "publishing.describe_site"
    )
    audit.record(by=by, now=now, act=act, subjects=[subject_of(place_id)])


@transaction.atomic
def draft(
    *,
    by: Actor,
    now: datetime,
    sequence: int,
    as_of: date,
    document: bytes,
    checked: Checked,
    behind: Mapping[str, frozenset[str]],
    embargo_until: datetime | None,
) -> UUID:
    """Keep a draft and what is behind it. Drafts that wait are dropped: there is one next release."""
    if embargo_until is not None and not now <= embargo_until <= now + rules.LONGEST_EMBARGO:
        raise Refused(_("An embargo ends in the next two days."))
    Draft.objects.filter(state=State.DRAFTED).update(state=State.DROPPED, version=F("version") + 1)
    row = Draft.objects.create(
        sequence=sequence,
        as_of=as_of,
        document=document,
        checked=asdict(checked),
        drafted_at=now,
        drafted_by=by.officer_id,
        embargo_until=embargo_until,
    )
    Behind.objects.bulk_create(
        Behind(draft=row, listing_id=listing_id, case_id=UUID(case_id))
        for listing_id, cases in sorted(behind.items())
        for case_id in sorted(cases)
    )
    audit.record(by=by, now=now, act="publishing.draft", subjects=[Subject("release", row.pk)])
    return row.pk


@transaction.atomic
def approve(*, by: Actor, now: datetime, draft_id: UUID, seen: int) -> None:
    """Say as the second person that a draft may go out. Raises Refused, Overtaken."""
    row = Draft.objects.select_for_update().filter(pk=draft_id).first()
    if row is None:
        raise Refused(_("There is no such draft."))
    if not rules.may_approve(drafted_by=row.drafted_by, officer_id=by.officer_id):
        raise Refused(_("Somebody else than the person who drafted it must approve it."))
    newest = Draft.objects.filter(state__in=[State.APPROVED, State.RELEASED]).order_by("-sequence")
    last = newest.values_list("sequence", flat=True).first()
    if last is not None and last >= row.sequence:
        raise Refused(_("Another release went out meanwhile: make a new draft."))
    changed = Draft.objects.filter(
        pk=draft_id, version=seen, state__in=rules.sources(State.APPROVED)
    ).update(
        state=State.APPROVED, approved_at=now, approved_by=by.officer_id, version=F("version") + 1
    )
    if not changed:
        raise Overtaken(draft_id)
    audit.record(by=by, now=now, act="publishing.approve", subjects=[Subject("release", draft_id)])


@transaction.atomic
def drop(*, by: Actor, now: datetime, draft_id: UUID, seen: int) -> None:
    """Drop a draft that has not gone out. Raises Overtaken."""
    changed = Draft.objects.filter(
        pk=draft_id, version=seen, state__in=rules.sources(State.DROPPED)
    ).update(state=State.DROPPED, version=F("version") + 1)
    if not changed:
        raise Overtaken(draft_id)
    audit.record(by=by, now=now, act="publishing.drop", subjects=[Subject("release", draft_id)])


@transaction.atomic
def answered(*, by: Actor, now: datetime, draft_id: UUID, taken: bool, answer: str) -> None:
    """Write down what the public site said to a release. What was answered already stays."""
    state = State.RELEASED if taken else State.REFUSED
    changed = Draft.objects.filter(pk=draft_id, state__in=rules.sources(state)).update(
        state=state,
        answer=answer[:200],
        released_at=now if taken else None,
        version=F("version") + 1,
    )
    if changed:
        act = "publishing.released" if taken else "publishing.refused"
        audit.record(by=by, now=now, act=act, subjects=[Subject("release", draft_id)])


@transaction.atomic
def remember(*, by: Actor, now: datetime, name: str, table: Table, draft_id: UUID) -> None:
    """Keep what a cross-table shows, for the next one."""
    Memory.objects.update_or_create(
        pk=name,
        defaults={
            "columns": list(table.columns),
            "rows": [
                {"name": row.name, "as_of": row.as_of.isoformat(), "cells": list(row.cells)}
                for row in table.rows
            ],
            "members": {each: sorted(cases) for each, cases in table.members.items()},
        },
    )
    audit.record(by=by, now=now, act="publishing.remember", subjects=[Subject("release", draft_id)])


@transaction.atomic
def correct(*, by: Actor, now: datetime, on: date, ko: str, en: str) -> UUID:
    """Write a correction that the next release tells readers."""
    row = Note.objects.create(on=on, ko=ko, en=en, written_by=by.officer_id, written_at=now)
    audit.record(by=by, now=now, act="publishing.correct", subjects=[Subject("correction", row.pk)])
    return row.pk
