"""What was asked and seen about somebody: for that person, printed, and contested."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.audit.types import Subject
from dongseon.console.desk.audit import showing
from dongseon.console.desk.requests.doors import ANSWER, SHOW_SUBJECT
from dongseon.console.investigations import directory
from dongseon.console.investigations.types import Overtaken
from dongseon.console.registry.types import SUBJECT
from dongseon.console.workflows import case_numbers, investigating_seen
from dongseon.errors import InvalidInput, NotFound

LONGEST = 2_000  # characters of an objection or its answer


class ObjectForm(forms.Form):
    """What somebody objects to."""

    about = forms.UUIDField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("What the person objects to, in their own words"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AnswerForm(forms.Form):
    """The answer to an objection."""

    text = forms.CharField(
        label=gettext_lazy("Answer"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4})
    )


@door(*SHOW_SUBJECT, personal=True)
@require_GET
def seen(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """Which data of somebody were asked for, why and by which offices, who looked, what was erased."""
    try:
        found = investigating_seen.seen(by=request.actor, now=request.now, person_id=person_id)
    except NotFound:
        raise Http404 from None
    return render(
        request,
        "requests/seen.html",
        {
            "found": found,
            "holders": {one.holder_id: one.name for one in directory.holders()},
            "numbers": case_numbers.of({one.case_id for one in found.investigations}),
            "looks": showing.looks_at(Subject(SUBJECT, person_id), request.GET.get("looks", "")),
            "form": ObjectForm(),
            "now": request.now,
        },
    )


@door(*SHOW_SUBJECT, personal=False)
@require_POST
def object_to(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """The person objects."""
    form = ObjectForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write down what the person objects to."))
        return HttpResponseRedirect(reverse("requests:seen", args=[person_id]))
    try:
        with transaction.atomic():
            investigating_seen.object_to(
                by=request.actor,
                now=request.now,
                person_id=person_id,
                request_id=form.cleaned_data["about"],
                text=form.cleaned_data["text"],
            )
        messages.success(request, _("Taken down. The data protection officer answers it."))
    except NotFound:
        raise Http404 from None
    except InvalidInput as fault:
        messages.error(request, str(fault))
    return HttpResponseRedirect(reverse("requests:seen", args=[person_id]))


@door(*ANSWER, personal=True)
@require_GET
def objections(request: DeskRequest) -> HttpResponse:
    """Objections that wait for an answer."""
    found = investigating_seen.open_objections(by=request.actor, now=request.now)
    return render(
        request,
        "requests/objections.html",
        {"objections": found, "form": AnswerForm(), "now": request.now},
    )


@door(*ANSWER, personal=False)
@require_POST
def answer(request: DeskRequest, objection_id: UUID) -> HttpResponse:
    """Answer an objection."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write the answer."))
        return HttpResponseRedirect(reverse("requests:objections"))
    try:
        with transaction.atomic():
            investigating_seen.answer(
                by=request.actor,
                now=request.now,
                objection_id=objection_id,
                text=form.cleaned_data["text"],
            )
        messages.success(request, _("Answered."))
    except NotFound:
        raise Http404 from None
    except (InvalidInput, Overtaken) as fault:
        messages.error(request, str(fault))
    return HttpResponseRedirect(reverse("requests:objections"))
