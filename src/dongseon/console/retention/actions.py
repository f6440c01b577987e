"""Writing the report of an erasure down."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.retention import reporting, signing
from dongseon.console.retention.models import Report
from dongseon.console.retention.types import Line


def report(*, by: Actor, now: datetime, lines: Sequence[Line]) -> UUID:
    """Sign and keep the report of a run; return its id."""
    report_id = uuid4()
    Report.objects.create(
        id=report_id,
        at=now,
        erased=sum(line.count for line in lines),
        text=reporting.sign(lines, report_id=report_id, at=now, key=signing.report_key()),
    )
    audit.record(
        by=by, now=now, act="retention.report", subjects=[Subject("erasure_report", report_id)]
    )
    return report_id
