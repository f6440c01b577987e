"""What is kept of publishing, and when it ends."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.keeping import Holding, Keeper, Spared, Whose
from dongseon.console.publishing.models import Behind, Draft


def erase_drafts(
    *, by: Actor, now: datetime, before: datetime, spared: Whose, limit: int
) -> tuple[UUID, ...]:
    """Drafts and releases made before a time, with the cases that were behind their listings."""
    old = Draft.objects.filter(drafted_at__lt=before).order_by("drafted_at", "pk")
    newest = Draft.objects.order_by("-sequence", "-drafted_at").values("pk")[:1]
    gone = tuple(old.exclude(pk__in=newest).values_list("pk", flat=True)[:limit])
    if gone:
        Behind.objects.filter(draft__in=gone).delete()
        Draft.objects.filter(pk__in=gone).delete()
        subjects = [Subject("release", one) for one in gone]
        audit.record(by=by, now=now, act="publishing.erase", subjects=subjects)
    return gone


def nobody(person_ids: Collection[UUID]) -> frozenset[UUID]:
    """Publishing needs no person: it knows cases by their identifiers."""
    return frozenset()


KEEPER = Keeper(
    holdings=(
        Holding(
            models=("publishing.Draft", "publishing.Behind"),
            what=_("Releases, and which cases were behind their places"),
            rule="retention.location",
            counted_from=_("the day of the draft"),
            erase=erase_drafts,
            spared=Spared.NOBODY,
        ),
    ),
    works_on=nobody,
    needs=nobody,
    not_personal={
        "publishing.Site": "a place as the public would name it",
        "publishing.Memory": "random identifiers of cases in the cells of a table; replaced by each release",
        "publishing.Note": "a correction for readers, in an officer's own words",
    },
)
