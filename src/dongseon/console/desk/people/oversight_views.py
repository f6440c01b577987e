"""What the data protection officer does on a person's page: legal holds, erasure at request."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.desk.people import forms
from dongseon.console.registry import endings
from dongseon.console.registry.endings import Held
from dongseon.console.workflows import people
from dongseon.errors import InvalidInput, NotFound


@door(*people.OVERSEE, personal=False)
@require_POST
def hold(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """Stop every erasure of a person while a complaint is looked into."""
    form = forms.HoldForm(request.POST)
    return _act(
        request,
        person_id,
        form,
        lambda: endings.hold(
            by=request.actor,
            now=request.now,
            person_id=people.reachable(request.actor, person_id).id,
            reference=form.cleaned_data["reference"],
        ),
        _("Nothing of this person is erased until the hold is lifted."),
    )


@door(*people.OVERSEE, personal=False)
@require_POST
def lift(request: DeskRequest, person_id: UUID, hold_id: UUID) -> HttpResponse:
    """Let erasure go on."""
    form = forms.ReasonForm(request.POST)
    return _act(
        request,
        person_id,
        form,
        lambda: endings.lift(
            by=request.actor, now=request.now, hold_id=hold_id, why=form.cleaned_data["why"]
        ),
        _("The hold is lifted."),
    )


@door(*people.OVERSEE, personal=False)
@require_POST
def erase(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """Erase a person at their request, before the day of the rule."""
    form = forms.ReasonForm(request.POST)
    return _act(
        request,
        person_id,
        form,
        lambda: people.erase(
            by=request.actor,
            now=request.now,
            person_id=person_id,
            why=form.cleaned_data["why"],
        ),
        _("Erased. The keys are destroyed with it."),
    )


def _act(
    request: DeskRequest, person_id: UUID, form: Form, act: Callable[[], object], done: str
) -> HttpResponse:
    if not form.is_valid():
        messages.error(request, _("Give the reason or the number."))
    else:
        try:
            with transaction.atomic():
                act()
            messages.success(request, done)
        except NotFound:
            raise Http404 from None
        except people.InWork:
            messages.error(request, _("An open file concerns this person. Close it first."))
        except (Held, InvalidInput) as refusal:
            messages.error(request, str(refusal))
    return HttpResponseRedirect(reverse("people:person", args=[person_id]))
