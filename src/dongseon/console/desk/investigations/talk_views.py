"""Interviews, and the stays that were told in them."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.desk.investigations import forms
from dongseon.console.desk.investigations.doors import INVESTIGATE
from dongseon.console.investigations import queries
from dongseon.console.investigations.types import InvestigationUnknown, Overtaken, Refused
from dongseon.console.workflows import case_numbers, investigating_page, investigating_talks
from dongseon.errors import NotFound


@door(*INVESTIGATE, personal=True)
@require_http_methods(["GET", "POST"])
def begin(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """Begin an interview: what is read out stands on top, the questions below."""
    try:
        head = investigating_page.head(by=request.actor, now=request.now, case_id=case_id)
    except InvestigationUnknown:
        raise Http404 from None
    identity = head.identity
    initial = {
        "language": identity.language if identity else "ko",
        "interpreter": bool(identity and identity.needs_interpreter),
        "respondent": "guardian" if identity and identity.guardian_id else "self",
    }
    form = forms.InterviewForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                interview_id = investigating_talks.begin(
                    by=request.actor,
                    now=request.now,
                    case_id=case_id,
                    talk=form.talk,
                    texts=forms.texts_of(form),
                )
            return HttpResponseRedirect(reverse("investigations:interview", args=[interview_id]))
        except NotFound as fault:
            form.add_error(None, str(fault))
    return render(
        request,
        "investigations/interview.html",
        {"form": form, "head": head, "case_id": case_id, "number": _number(case_id)},
    )


@door(*INVESTIGATE, personal=True)
@require_http_methods(["GET", "POST"])
def interview(request: DeskRequest, interview_id: UUID) -> HttpResponse:
    """A talk under way, or finished."""
    try:
        found, talk, texts = investigating_talks.read(
            by=request.actor, now=request.now, interview_id=interview_id
        )
        head = investigating_page.head(by=request.actor, now=request.now, case_id=found.case_id)
    except InvestigationUnknown:
        raise Http404 from None
    initial = {
        **texts,
        "seen": talk.version,
        "respondent": talk.respondent,
        "language": talk.language,
        "interpreter": talk.interpreter,
        "duty": talk.duty_read_at,
        "penalty": talk.penalty_read_at,
        "use": talk.use_read_at,
        "correction": talk.correction_offered_at,
    }
    form = forms.InterviewForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid() and _saved(request, interview_id, form):
        return HttpResponseRedirect(reverse("investigations:interview", args=[interview_id]))
    stays = [
        one
        for one in investigating_talks.stays_of(found.case_id, head.look)
        if one.stay.interview_id == interview_id
    ]
    return render(
        request,
        "investigations/interview.html",
        {
            "form": form,
            "head": head,
            "talk": talk,
            "stays": stays,
            "stay_form": forms.StayForm(initial={"interview": interview_id}, auto_id="stay_%s"),
            "case_id": found.case_id,
            "number": _number(found.case_id),
        },
    )


def _saved(request: DeskRequest, interview_id: UUID, form: forms.InterviewForm) -> bool:
    finish = "finish" in request.POST
    try:
        with transaction.atomic():
            investigating_talks.save(
                by=request.actor,
                now=request.now,
                interview_id=interview_id,
                seen=form.cleaned_data["seen"] or 0,
                talk=form.talk,
                texts=forms.texts_of(form),
                finish=finish,
            )
    except (Refused, Overtaken, NotFound) as fault:
        form.add_error(None, str(fault))
        return False
    messages.success(request, _("The interview is finished.") if finish else _("Saved."))
    return True


@door(*INVESTIGATE, personal=True)
@require_http_methods(["GET", "POST"])
def stay(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """A stay that was told, in an interview or beside one; with `corrects`, in place of an earlier one."""
    try:
        head = investigating_page.head(by=request.actor, now=request.now, case_id=case_id)
    except InvestigationUnknown:
        raise Http404 from None
    told = {str(one.stay.id): one for one in investigating_talks.stays_of(case_id, head.look)}
    corrected = told.get(request.GET.get("corrects", ""))
    form = forms.StayForm(
        request.POST if request.method == "POST" else None,
        initial=_initial(corrected) if corrected else {},
        auto_id="stay_%s",
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            with transaction.atomic():
                investigating_talks.tell(
                    by=request.actor,
                    now=request.now,
                    case_id=case_id,
                    stay=form.stay,
                    texts=forms.texts_of(form),
                    interview_id=given["interview"] if _is_ours(head, given["interview"]) else None,
                    corrects=given["corrects"],
                )
            messages.success(request, _("The stay is written down."))
            if given["interview"]:
                return HttpResponseRedirect(
                    reverse("investigations:interview", args=[given["interview"]])
                )
            return HttpResponseRedirect(reverse("investigations:case", args=[case_id]))
        except (Refused, Overtaken, NotFound) as fault:
            form.add_error(None, str(fault))
    return render(
        request,
        "investigations/stay.html",
        {
            "form": form,
            "head": head,
            "corrected": corrected,
            "case_id": case_id,
            "number": _number(case_id),
        },
    )


@door(*INVESTIGATE, personal=False)
@require_POST
def withdraw(request: DeskRequest, case_id: UUID, stay_id: UUID) -> HttpResponse:
    """The person takes back what they told."""
    try:
        with transaction.atomic():
            investigating_talks.take_back(
                by=request.actor, now=request.now, case_id=case_id, stay_id=stay_id
            )
        messages.success(request, _("Withdrawn. It is kept, and counts no more."))
    except InvestigationUnknown:
        raise Http404 from None
    except Overtaken as fault:
        messages.error(request, str(fault))
    return HttpResponseRedirect(_after(case_id, request.POST.get("interview", "")))


def _after(case_id: UUID, interview: str) -> str:
    """Back to the talk in which it was taken back, if it is one of this case."""
    for one in queries.interviews_of(case_id):
        if str(one.id) == interview:
            return reverse("investigations:interview", args=[one.id])
    return reverse("investigations:case", args=[case_id])


def _is_ours(head: investigating_page.Head, interview_id: UUID | None) -> bool:
    known = queries.interviews_of(head.found.case_id)
    return interview_id in {one.id for one in known}


def _initial(told: investigating_talks.Told) -> dict[str, object]:
    one = told.stay
    return {
        **told.texts,
        "begins_at": one.begins_at,
        "ends_at": one.ends_at,
        "vehicle": one.vehicle,
        "mask": one.mask,
        "distance": one.distance,
        "ventilation": one.ventilation,
        "symptomatic": {True: "yes", False: "no", None: ""}[one.symptomatic],
        "people": one.people,
        "interview": one.interview_id,
        "corrects": one.id,
    }


def _number(case_id: UUID) -> str:
    return case_numbers.of({case_id}).get(case_id, "")
