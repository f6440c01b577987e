"""Reading the reports of erasures, their signatures checked each time."""

from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from dongseon.console.retention import models, reporting, signing
from dongseon.console.retention.types import Line, Report
from dongseon.errors import InvalidInput, NotFound


def reports(*, limit: int, start: int = 0) -> tuple[Report, ...]:
    """Reports, the latest first."""
    key = signing.report_key().public_key()
    rows = models.Report.objects.order_by("-at", "pk")[start : start + limit]
    return tuple(_read(row, key) for row in rows)


def report(report_id: UUID) -> Report:
    """One report. Raises NotFound."""
    row = models.Report.objects.filter(pk=report_id).first()
    if row is None:
        raise NotFound("no such report")
    return _read(row, signing.report_key().public_key())


def _read(row: models.Report, key: Ed25519PublicKey) -> Report:
    lines: tuple[Line, ...] = ()
    try:
        lines, good = reporting.check(row.text, key=key), True
    except InvalidInput:
        good = False
    return Report(row.pk, row.at, row.erased, lines, row.text, good)
