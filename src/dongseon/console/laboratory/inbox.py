"""Reads of what laboratories sent: what waits for a person, and a delivery with what it says."""

from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min

from dongseon.console.audit import queries as audit
from dongseon.console.audit.types import Actor, Look, Subject
from dongseon.console.laboratory import sealing
from dongseon.console.laboratory.deliveries import FINDING
from dongseon.console.laboratory.models import Delivery, Finding, Layout
from dongseon.console.laboratory.rules import Source
from dongseon.console.laboratory.sealing import Opened
from dongseon.console.laboratory.types import DeliveryRow, FindingRow, Plan, SpecimenUnknown
from dongseon.errors import NotFound

MOST_SHOWN = 100


def waiting(area: str) -> tuple[FindingRow, ...]:
    """Reports of an area that nobody has settled, the oldest first."""
    found = Finding.objects.filter(area__startswith=area, state="waiting")
    return tuple(_row(one) for one in found.order_by("received_at", "id")[:MOST_SHOWN])


def how_many(area: str) -> tuple[int, datetime | None]:
    """How many wait, and since when the oldest does."""
    found = Finding.objects.filter(area__startswith=area, state="waiting").aggregate(
        number=Count("id"), oldest=Min("received_at")
    )
    return found["number"], found["oldest"]


def finding(finding_id: UUID, *, area: str) -> FindingRow:
    """A report of an area. Raises SpecimenUnknown."""
    found = Finding.objects.filter(pk=finding_id, area__startswith=area).first()
    if found is None:
        raise SpecimenUnknown(finding_id)
    return _row(found)


def delivery_of(finding_id: UUID) -> DeliveryRow:
    """The delivery that a report came in. The caller has seen that the report may be seen."""
    return _delivery(Delivery.objects.defer("sealed").get(findings=finding_id))


def opened(finding_id: UUID, look: Look) -> tuple[Opened, str]:
    """What a report says, and the whole delivery as it came. Raises NotFound once it was erased.

    The look must name the report.
    """
    audit.require(look, [Subject(FINDING, finding_id)], ["said"])
    row = Finding.objects.select_related("delivery").get(pk=finding_id)
    said = sealing.unseal_json(row.pk, row.received_at, row.sealed)
    raw = sealing.unseal(row.delivery_id, row.delivery.received_at, row.delivery.sealed)
    return said, raw.decode("utf-8", errors="replace")


def file_of(delivery_id: UUID, *, sender_id: UUID | None) -> tuple[DeliveryRow, bytes]:
    """A file and its bytes, for the officer who brought it. Raises SpecimenUnknown, NotFound."""
    found = Delivery.objects.filter(pk=delivery_id, source=Source.FILE)
    one = None if sender_id is None else found.filter(sender_id=sender_id).first()
    if one is None:
        raise SpecimenUnknown(delivery_id)
    data = sealing.unseal(one.pk, one.received_at, one.sealed)
    return _delivery(one), data


def planned(delivery_id: UUID) -> tuple[DeliveryRow, Actor, bytes] | None:
    """A file that a job is to read, for whom, and its bytes; None where nobody planned that, or it was erased."""
    one = Delivery.objects.filter(pk=delivery_id, source=Source.FILE).first()
    if one is None or one.plan is None:
        return None
    try:
        data = sealing.unseal(one.pk, one.received_at, one.sealed)
    except NotFound:
        return None
    by = Actor(one.sender_id, one.plan["role"], one.area, one.plan["purpose"])
    return _delivery(one), by, data


def became(delivery_id: UUID) -> dict[str, int]:
    """How many reports of a delivery stand where."""
    found = Finding.objects.filter(delivery=delivery_id).values("state").annotate(n=Count("id"))
    return {row["state"]: row["n"] for row in found.order_by("state")}


def layout(area: str, signature: str) -> dict[str, str]:
    """How files with these columns were understood last in this area; empty if never."""
    found = Layout.objects.filter(area=area, signature=signature).values_list("columns", flat=True)
    return found.first() or {}


def _delivery(one: Delivery) -> DeliveryRow:
    return DeliveryRow(
        one.pk, one.sender_id, Source(one.source), one.control_id, one.received_at, one.answer,
        tuple(one.faults), one.repeats, None if one.plan is None else Plan(**one.plan),
    )  # fmt: skip


def _row(one: Finding) -> FindingRow:
    return FindingRow(
        one.pk, one.delivery_id, one.area, one.received_at, one.state, tuple(one.reasons),
        one.specimen_id, one.settled_at, one.settled_by,
    )  # fmt: skip
