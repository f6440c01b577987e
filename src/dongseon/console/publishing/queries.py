"""Every read of publishing that others may use."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Min

from dongseon.console.publishing import rules
from dongseon.console.publishing.models import Behind, Draft, Memory, Note, Site
from dongseon.console.publishing.rules import State, Told
from dongseon.console.publishing.types import (
    Checked,
    Correction,
    DraftRow,
    DraftUnknown,
    SiteRow,
    SiteUnknown,
)
from dongseon.disclosure.tables import Row, Table
from dongseon.disclosure.types import Cleaned, Keeper

SHOWN = 50  # drafts of a list
LATEST_FIRST = ("-drafted_at", "id")


def to_site(row: Site) -> SiteRow:
    """A site as a value."""
    ready = rules.is_ready(name=row.name, address=row.address, told=row.told, withheld=row.withheld)
    return SiteRow(
        row.place_id, row.name, row.name_en, row.address, row.part, row.kind, row.district, row.lon_deg,
        row.lat_deg, row.radius_m, Keeper(row.keeper), row.crowd, row.open_to_many,
        Cleaned(row.cleaned), Told(row.told) if row.told else None, row.told_at, row.withheld,
        row.first_seen_at, row.version, ready,
    )  # fmt: skip


def sites(area: str) -> tuple[SiteRow, ...]:
    """Every site of an area: those that wait first, the newest first."""
    found = Site.objects.filter(district__startswith=area).order_by("told", "-first_seen_at")
    return tuple(to_site(row) for row in found)


def site(place_id: str, *, area: str) -> SiteRow:
    """One site. Raises SiteUnknown, also for one of another area."""
    row = Site.objects.filter(pk=place_id, district__startswith=area).first()
    if row is None:
        raise SiteUnknown(place_id)
    return to_site(row)


def sites_waiting(area: str) -> tuple[int, datetime | None]:
    """How many sites wait for their owner to be told, and since when the oldest does."""
    found = Site.objects.filter(district__startswith=area, told="", withheld=False).aggregate(
        number=Count("pk"), oldest=Min("first_seen_at")
    )
    return found["number"], found["oldest"]


def drafts_waiting() -> tuple[int, datetime | None]:
    """How many drafts wait for a second person, and since when the oldest does."""
    found = Draft.objects.filter(state=State.DRAFTED).aggregate(
        number=Count("pk"), oldest=Min("drafted_at")
    )
    return found["number"], found["oldest"]


def to_draft(row: Draft) -> DraftRow:
    """A draft as a value."""
    told = dict(row.checked)
    told["sums"] = tuple(told["sums"])
    return DraftRow(
        row.id, row.sequence, State(row.state), row.as_of, row.drafted_at, row.drafted_by,
        row.approved_at, row.approved_by, row.embargo_until, row.released_at, row.answer,
        row.version, Checked(**told), bytes(row.document),
    )  # fmt: skip


def drafts() -> tuple[DraftRow, ...]:
    """The newest drafts."""
    return tuple(to_draft(row) for row in Draft.objects.order_by(*LATEST_FIRST)[:SHOWN])


def draft(draft_id: UUID) -> DraftRow:
    """One draft. Raises DraftUnknown."""
    row = Draft.objects.filter(pk=draft_id).first()
    if row is None:
        raise DraftUnknown(draft_id)
    return to_draft(row)


def released() -> DraftRow | None:
    """The release that is public; None before the first."""
    row = Draft.objects.filter(state=State.RELEASED).order_by("-sequence").first()
    return None if row is None else to_draft(row)


def going_out(now: datetime) -> tuple[DraftRow, ...]:
    """Approved drafts whose embargo is over, by sequence."""
    found = Draft.objects.filter(state=State.APPROVED).order_by("sequence")
    return tuple(
        row
        for row in map(to_draft, found)
        if rules.may_go_out(state=row.state, embargo_until=row.embargo_until, now=now)
    )


def released_since(since: datetime) -> tuple[tuple[bytes, Mapping[str, frozenset[str]]], ...]:
    """The document of each release since a time, and which cases were behind its listings; the oldest first."""
    found = Draft.objects.filter(state=State.RELEASED, released_at__gte=since)
    rows = tuple(found.order_by("sequence").values_list("pk", "document"))
    behind: dict[UUID, dict[str, set[str]]] = {pk: {} for pk, _document in rows}
    for pk, listing_id, case_id in Behind.objects.filter(draft__in=behind).values_list(
        "draft", "listing_id", "case_id"
    ):
        behind[pk].setdefault(listing_id, set()).add(str(case_id))
    return tuple(
        (bytes(document), {name: frozenset(cases) for name, cases in behind[pk].items()})
        for pk, document in rows
    )


def memory(name: str) -> Table | None:
    """What a cross-table showed last."""
    row = Memory.objects.filter(pk=name).first()
    if row is None:
        return None
    rows = tuple(
        Row(each["name"], date.fromisoformat(each["as_of"]), tuple(each["cells"]))
        for each in row.rows
    )
    members = {each: frozenset(cases) for each, cases in row.members.items()}
    return Table(tuple(row.columns), rows, (), members)


def corrections(since: date) -> tuple[Correction, ...]:
    """Corrections since a day, the newest first."""
    found = Note.objects.filter(on__gte=since).order_by("-on", "-written_at")
    return tuple(Correction(row.on, row.ko, row.en) for row in found)
