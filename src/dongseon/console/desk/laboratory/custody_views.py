"""Boxes and pools: what is done to several specimens at once."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Subject
from dongseon.console.desk.laboratory import acting, forms
from dongseon.console.desk.laboratory.doors import SEE, SEND, WORK
from dongseon.console.desk.laboratory.list_views import laboratory_names
from dongseon.console.laboratory import codes, custody, pools, queries
from dongseon.console.laboratory.rules import State
from dongseon.console.laboratory.types import Overtaken, Refused, SpecimenUnknown
from dongseon.console.policy import kinds
from dongseon.console.policy import queries as policy
from dongseon.console.workflows import reporting, results


@door(*SEND, personal=False)
@require_POST
def send(request: DeskRequest) -> HttpResponse:
    """Pack what was ticked into a box and send it."""
    back = f"{reverse('laboratory:work')}?w=to_send"
    form = forms.SendForm(request.POST, laboratories=acting.laboratory_choices())
    return acting.from_form(
        request,
        back,
        form,
        lambda: custody.send(
            by=request.actor,
            now=request.now,
            specimen_ids=acting.chosen(request),
            laboratory_id=UUID(form.cleaned_data["laboratory"]),
        ),
        said=_("The box is on its way. The laboratory sees what it should hold."),
    )


@door(*SEE, personal=True)
@require_GET
def box(request: DeskRequest, box_id: UUID) -> HttpResponse:
    """A box: what went in, and what is missing."""
    try:
        row = queries.box(box_id, area=request.actor.area)
    except SpecimenUnknown:
        raise Http404 from None
    audit.look(
        by=request.actor, now=request.now, act="laboratory.see_box",
        subjects=[Subject(custody.SUBJECT, box_id)], fields=[],
    )  # fmt: skip
    packed = queries.in_box(box_id)
    return render(
        request,
        "laboratory/box.html",
        {
            "box": row,
            "packed": packed,
            "missing": [one for one in packed if one.state is State.SENT],
            "trail": acting.trail(codes.write(row.code)),
            "labs": laboratory_names(),
            "form": forms.ReceiveForm(),
            "may_receive": request.actor.role in WORK and row.received_at is None,
        },
    )


@door(*WORK, personal=False)
@require_POST
def receive_box(request: DeskRequest, box_id: UUID) -> HttpResponse:
    """A box arrived, with what was ticked in it."""
    form = forms.ReceiveForm(request.POST)
    return acting.from_form(
        request,
        reverse("laboratory:box", args=[box_id]),
        form,
        lambda: custody.receive_box(
            by=request.actor,
            now=request.now,
            box_id=box_id,
            found=acting.chosen(request),
            temperature_c=form.cleaned_data["temperature_c"],
        ),
    )


@door(*WORK, personal=False)
@require_POST
def pool(request: DeskRequest) -> HttpResponse:
    """Mix what was ticked into a pool."""
    rule = policy.rule(kinds.POOLING, reporting.local_day(request.now))
    return acting.done(
        request,
        f"{reverse('laboratory:work')}?w=to_test",
        lambda: pools.pool(
            by=request.actor, now=request.now, specimen_ids=acting.chosen(request), rule=rule
        ),
        said=_("The pool is in the list of what is to be tested. Print its label there."),
    )


@door(*WORK, personal=False)
@require_POST
def verify(request: DeskRequest) -> HttpResponse:
    """Verify the results of what was ticked, each by itself: one that cannot be keeps back no other."""
    waiting = queries.results_waiting(acting.chosen(request))
    verified, refused = 0, ""
    for specimen_id in acting.chosen(request):
        result = waiting.get(specimen_id)
        if result is None:
            continue
        try:
            with transaction.atomic():
                results.verify(by=request.actor, now=request.now, result_id=result.id)
        except (Refused, Overtaken, SpecimenUnknown) as fault:
            refused = refused or str(fault)
        else:
            verified += 1
    said = ngettext("%(count)d result was verified.", "%(count)d results were verified.", verified)
    messages.success(request, said % {"count": verified})
    if refused:
        messages.error(request, _("Some were left: %(reason)s") % {"reason": refused})
    return HttpResponseRedirect(f"{reverse('laboratory:work')}?w=to_verify")
