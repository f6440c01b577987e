"""What the register of cases holds, and when it ends."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.cases.models import (
    Case,
    Change,
    Confirmation,
    Contact,
    Decision,
    Handle,
    Merge,
    Pair,
    Transfer,
)
from dongseon.console.cases.rules import State
from dongseon.console.keeping import Holding, Keeper, Spared, Whose


def erase_cases(
    *, by: Actor, now: datetime, before: datetime, spared: Whose, limit: int
) -> tuple[UUID, ...]:
    """Files closed or deleted before a time, with what was merged into them, contacts and history."""
    old = Case.objects.filter(
        state__in=[State.CLOSED, State.DELETED], changed_at__lt=before
    ).order_by("changed_at", "pk")
    rows = dict(old.values_list("pk", "person_id"))
    stay = spared(frozenset(rows.values()))
    gone = tuple(case_id for case_id, person_id in rows.items() if person_id not in stay)[:limit]
    if gone:
        _remove_cases(_with_merged(gone))
        _record(by, now, "cases.erase", "case", gone)
    return gone


def erase_contacts(
    *, by: Actor, now: datetime, before: datetime, spared: Whose, limit: int
) -> tuple[UUID, ...]:
    """Contacts closed or deleted before a time who have no case of their own."""
    ill = Case.objects.values("person_id")
    old = Contact.objects.filter(
        state__in=[State.CLOSED, State.DELETED], changed_at__lt=before
    ).exclude(person_id__in=ill)
    rows = dict(old.order_by("changed_at", "pk").values_list("pk", "person_id"))
    stay = spared(frozenset(rows.values()))
    gone = tuple(one for one, person_id in rows.items() if person_id not in stay)[:limit]
    if gone:
        _remove_records(gone)
        Contact.objects.filter(pk__in=gone).delete()
        _record(by, now, "cases.erase_contacts", "contact", gone)
    return gone


def works_on(person_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of these persons whom an open case or contact concerns."""
    return _known(Q(person_id__in=person_ids, state=State.OPEN))


def needs(person_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of these persons whom any file concerns."""
    return _known(Q(person_id__in=person_ids))


def _known(whose: Q) -> frozenset[UUID]:
    found = set(Case.objects.filter(whose).values_list("person_id", flat=True))
    return frozenset(found.union(Contact.objects.filter(whose).values_list("person_id", flat=True)))


def _with_merged(case_ids: Collection[UUID]) -> set[UUID]:
    found = newest = set(case_ids)
    while newest:
        merged = Case.objects.filter(merged_into__in=newest).values_list("pk", flat=True)
        newest = set(merged) - found
        found = found | newest
    return found


def _remove_cases(case_ids: Collection[UUID]) -> None:
    contacts = Contact.objects.filter(case__in=case_ids)
    _remove_records({*case_ids, *contacts.values_list("pk", flat=True)})
    contacts.delete()
    Pair.objects.filter(Q(first__in=case_ids) | Q(second__in=case_ids)).delete()
    Merge.objects.filter(Q(kept__in=case_ids) | Q(absorbed__in=case_ids)).delete()
    Transfer.objects.filter(case__in=case_ids).delete()
    Decision.objects.filter(case__in=case_ids).delete()
    Confirmation.objects.filter(case__in=case_ids).delete()
    Case.objects.filter(pk__in=case_ids).delete()


def _remove_records(record_ids: Collection[UUID]) -> None:
    Change.objects.filter(record_id__in=record_ids).delete()
    Handle.objects.filter(record_id__in=record_ids).delete()


def _record(by: Actor, now: datetime, act: str, kind: str, ids: Collection[UUID]) -> None:
    audit.record(by=by, now=now, act=act, subjects=[Subject(kind, one) for one in ids])


KEEPER = Keeper(
    holdings=(
        Holding(
            models=(
                "cases.Case",
                "cases.Contact",
                "cases.Handle",
                "cases.Change",
                "cases.Decision",
                "cases.Confirmation",
                "cases.Transfer",
                "cases.Pair",
                "cases.Merge",
            ),
            what=_("Case files with their contacts, decisions and history"),
            rule="retention.case",
            counted_from=_("the day the file was closed or deleted"),
            erase=erase_cases,
            spared=Spared.NOBODY,
        ),
        Holding(
            models=("cases.Contact", "cases.Change", "cases.Handle"),
            what=_("Contacts who did not fall ill"),
            rule="retention.contact",
            counted_from=_("the day the contact was closed or deleted"),
            erase=erase_contacts,
            spared=Spared.NOBODY,
        ),
    ),
    works_on=works_on,
    needs=needs,
)
