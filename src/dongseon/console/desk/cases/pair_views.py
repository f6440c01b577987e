"""Possible duplicates: side by side, merged field by field, marked as two people, parted again."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.cases import merging
from dongseon.console.cases.types import CaseUnknown, Overtaken, Refused
from dongseon.console.desk.cases import wording
from dongseon.console.desk.cases.doors import DECIDE
from dongseon.console.registry import actions as registry
from dongseon.console.registry.types import Identity
from dongseon.console.workflows import duplicates
from dongseon.console.workflows.duplicates import SideBySide


@dataclass(frozen=True, slots=True)
class Line:
    """One field of both cases."""

    name: str
    words: str
    first: str
    second: str

    @property
    def differs(self) -> bool:
        """Whether somebody must choose."""
        return self.first != self.second

    @property
    def prefers_second(self) -> bool:
        """Whether only the second says anything."""
        return not self.first and bool(self.second)


@door(*DECIDE, personal=True)
@require_GET
def waiting(request: DeskRequest) -> HttpResponse:
    """Pairs that wait for an answer, the surest first."""
    pairs = duplicates.waiting(by=request.actor, now=request.now)
    return render(request, "cases/pairs.html", {"pairs": pairs})


@door(*DECIDE, personal=True)
@require_GET
def show(request: DeskRequest, pair_id: UUID) -> HttpResponse:
    """One pair, side by side."""
    pair = _pair(request, pair_id)
    return render(
        request,
        "cases/pair.html",
        {"pair": pair, "lines": _lines(pair)},
    )


@door(*DECIDE, personal=True)
@require_POST
def merge(request: DeskRequest, pair_id: UUID) -> HttpResponse:
    """Make one case of the two, as chosen field by field."""
    pair = _pair(request, pair_id)
    sides = {"first": pair.first.id, "second": pair.second.id}
    chosen = {
        name: sides[side]
        for name in (*duplicates.CHOICES, *duplicates.CASE_CHOICES)
        if (side := request.POST.get(name, "")) in sides
    }
    try:
        with transaction.atomic():
            kept = duplicates.merge(
                by=request.actor,
                now=request.now,
                one_id=pair.first.id,
                other_id=pair.second.id,
                chosen=chosen,
            )
    except (Refused, Overtaken, registry.Overtaken) as refusal:
        messages.error(request, _refused(refusal))
        return HttpResponseRedirect(reverse("cases:pairs"))
    messages.success(
        request, _("Merged. It can be undone on the page of the case that was taken in.")
    )
    return HttpResponseRedirect(reverse("cases:case", args=[kept]))


@door(*DECIDE, personal=False)
@require_POST
def distinct(request: DeskRequest, pair_id: UUID) -> HttpResponse:
    """Two people: never asked again."""
    try:
        merging.mark_distinct(by=request.actor, now=request.now, pair_id=pair_id)
    except CaseUnknown:
        raise Http404 from None
    except Overtaken:
        messages.error(request, _("Somebody else answered this meanwhile."))
    else:
        messages.success(request, _("Remembered: two people. This pair is not asked about again."))
    return HttpResponseRedirect(reverse("cases:pairs"))


@door(*DECIDE, personal=False)
@require_POST
def unmerge(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """Part two cases again."""
    try:
        with transaction.atomic():
            duplicates.unmerge(by=request.actor, now=request.now, absorbed_id=case_id)
    except CaseUnknown:
        raise Http404 from None
    except (Refused, Overtaken, registry.Overtaken) as refusal:
        messages.error(request, _refused(refusal))
    else:
        messages.success(request, _("The merge is undone: both cases are as they were."))
    return HttpResponseRedirect(reverse("cases:case", args=[case_id]))


def _refused(refusal: Exception) -> str:
    if isinstance(refusal, Overtaken):
        return _(
            "Somebody else changed this case meanwhile. Nothing of yours was saved: look again."
        )
    return str(refusal)


def _pair(request: DeskRequest, pair_id: UUID) -> SideBySide:
    try:
        return duplicates.show(by=request.actor, now=request.now, pair_id=pair_id)
    except CaseUnknown:
        raise Http404 from None


def _lines(pair: SideBySide) -> list[Line]:
    one, two = pair.first_identity or Identity(), pair.second_identity or Identity()
    lines = [
        Line(
            name,
            str(wording.PERSON_FIELDS[name]),
            _said(getattr(one, name)),
            _said(getattr(two, name)),
        )
        for name in duplicates.CHOICES
    ]
    for name in duplicates.CASE_CHOICES:
        first, second = (
            getattr(row.dates, name) if name.endswith("_on") else getattr(row, name)
            for row in (pair.first, pair.second)
        )
        lines.append(Line(name, str(wording.FIELDS[name]), _said(first), _said(second)))
    return [line for line in lines if line.first or line.second]


def _said(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(value)
    return "" if value is None else str(wording.said(str(value)))
