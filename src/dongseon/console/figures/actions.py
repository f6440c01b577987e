"""Issuing the daily report, and counting sex and age of cases once."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.figures import models, queries, rules
from dongseon.console.figures.rules import Report


class Refused(ValueError):
    """A rule of docs/rules/daily_report.md forbids this. A sentence for the officer."""


def issue(*, by: Actor, now: datetime, report: Report, note: str = "") -> UUID:
    """Issue the report of a day; its id. A second one of the same day is a correction and says why.

    Raises Refused where a sum does not hold, where the day is not over, or without the note.
    """
    if rules.cut_of(report.day) > now:
        raise Refused(_("The day is not over yet: the report is cut at midnight."))
    earlier = models.Report.objects.filter(day=report.day).aggregate(last=Max("edition"))["last"]
    if earlier and not note.strip():
        raise Refused(_("This day's report has been issued: a correction says what was wrong."))
    broken = rules.faults(report, None if earlier else queries.before(report.day))
    if broken:
        raise Refused(_("The sums do not hold: nothing is issued."))
    row = models.Report(
        id=uuid.uuid4(),
        day=report.day,
        edition=(earlier or 0) + 1,
        tables=_written(report),
        issued_at=now,
        issued_by=by.officer_id,
        note=note.strip(),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Refused(_("Somebody else has just issued it.")) from None
    audit.record(
        by=by, now=now, act="figures.issue", subjects=[Subject("report", row.pk)], why=note.strip()
    )
    return row.pk


def count(*, by: Actor, now: datetime, found: Mapping[UUID, tuple[str, str]]) -> None:
    """Keep sex and age band of cases. Whose identities were opened for it is in the log."""
    models.Counted.objects.bulk_create(
        (
            models.Counted(case_id=case_id, sex=sex, band=band, counted_at=now)
            for case_id, (sex, band) in found.items()
        ),
        ignore_conflicts=True,
    )
    _record(by, now, found.keys())


def _record(by: Actor, now: datetime, case_ids: Collection[UUID]) -> None:
    audit.record(
        by=by, now=now, act="figures.count", subjects=[Subject("case", one) for one in case_ids]
    )


def _written(report: Report) -> dict[str, object]:
    return asdict(report) | {"day": report.day.isoformat()}
