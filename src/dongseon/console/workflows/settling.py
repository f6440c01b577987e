"""A person decides whose specimen a report speaks of, or that it concerns nobody here."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dongseon.console.audit.types import Actor
from dongseon.console.laboratory import deliveries, inbox, queries
from dongseon.console.laboratory.types import Refused
from dongseon.console.workflows import receiving, specimen_page


@transaction.atomic
def settle(*, by: Actor, now: datetime, finding_id: UUID, specimen_id: UUID) -> None:
    """The report becomes the result of this specimen. Raises Refused, Overtaken, SpecimenUnknown."""
    page = specimen_page.finding(by=by, now=now, finding_id=finding_id)
    said = page.said
    if said is None or not (said.withdrawn or (said.outcome and said.reported_at)):
        raise Refused(
            _("This report says no result that can be used: enter it by hand at the specimen.")
        )
    specimen = queries.locked(specimen_id, area=by.area)
    deliveries.settle(by=by, now=now, finding_id=finding_id, specimen_id=specimen_id)
    laboratory = queries.laboratory_of_program(page.delivery.sender_id)
    receiving.become(
        by=by,
        now=now,
        specimen=specimen,
        laboratory=laboratory,
        said=said,
        source=page.delivery.source,
        finding_id=finding_id,
    )


@transaction.atomic
def dismiss(*, by: Actor, now: datetime, finding_id: UUID) -> None:
    """It concerns nobody here. Raises Overtaken, SpecimenUnknown."""
    inbox.finding(finding_id, area=by.area)
    deliveries.dismiss(by=by, now=now, finding_id=finding_id, reason="nobody_here")
