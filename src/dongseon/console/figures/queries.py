"""Reports as they were issued."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from dongseon.console.figures import models
from dongseon.console.figures.rules import Group, National, Province, Report

MOST_SHOWN = 400  # days


@dataclass(frozen=True, slots=True)
class Issued:
    """A report and who issued it when."""

    id: UUID
    report: Report
    edition: int
    issued_at: datetime
    issued_by: UUID | None
    note: str


def report(day: date) -> Issued | None:
    """The report of a day as it holds: its last edition."""
    found = models.Report.objects.filter(day=day).order_by("-edition").first()
    return None if found is None else _issued(found)


def editions(day: date) -> tuple[Issued, ...]:
    """Every edition of a day, the last first."""
    found = models.Report.objects.filter(day=day).order_by("-edition")
    return tuple(_issued(one) for one in found)


def published() -> tuple[Issued, ...]:
    """The reports that hold, the latest day first."""
    found = models.Report.objects.order_by("-day", "-edition").distinct("day")[:MOST_SHOWN]
    return tuple(_issued(one) for one in found)


def before(day: date) -> Report | None:
    """The report that holds for the last day before this one."""
    found = models.Report.objects.filter(day__lt=day).order_by("-day", "-edition").first()
    return None if found is None else _issued(found).report


def counted(case_ids: Collection[UUID]) -> dict[UUID, tuple[str, str]]:
    """Case → sex and age band, where they were counted."""
    found = models.Counted.objects.filter(case_id__in=case_ids)
    return {
        case_id: (sex, band) for case_id, sex, band in found.values_list("case_id", "sex", "band")
    }


def _issued(row: models.Report) -> Issued:
    tables: dict[str, Any] = row.tables
    return Issued(
        row.pk,
        Report(
            day=row.day,
            national=National(**tables["national"]),
            change=tables["change"],
            provinces=tuple(Province(**one) for one in tables["provinces"]),
            sexes=tuple(Group(**one) for one in tables["sexes"]),
            ages=tuple(Group(**one) for one in tables["ages"]),
        ),
        row.edition,
        row.issued_at,
        row.issued_by,
        row.note,
    )
