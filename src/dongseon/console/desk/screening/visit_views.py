"""The page of a visit and its steps: questions, swab, sheet, exit."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.desk.people import wording as people
from dongseon.console.desk.screening import forms, question_forms
from dongseon.console.desk.screening.doors import SEE, WORK
from dongseon.console.desk.screening.question_forms import QuestionForm
from dongseon.console.desk.screening.queue_views import trail
from dongseon.console.desk.seen import SeenForm
from dongseon.console.screening import actions, queries
from dongseon.console.screening.rules import PRESENT, WAITING, VisitState
from dongseon.console.screening.types import Overtaken, Refused, Unknown
from dongseon.console.workflows import screening_letter, screening_visit
from dongseon.console.workflows.screening_visit import VisitPage
from dongseon.errors import InvalidInput

STEPS = {VisitState.ARRIVED: 2, VisitState.QUESTIONED: 3, VisitState.SWABBED: 4}  # 5: all done


@door(*SEE, personal=True)
@require_GET
def show(request: DeskRequest, visit_id: UUID) -> HttpResponse:
    """A visit: number, who, answers, what it is tested for, the clocks, and the next step."""
    page = page_of(request, visit_id)
    row = page.visit.row
    number = _("Number %(number)d") % {"number": row.number}
    cluster = page.visit.answered.cluster_id if page.visit.answered else None
    return render(
        request,
        "screening/visit.html",
        {
            "page": page,
            "visit": row,
            "site": page.site,
            "answered": page.visit.answered,
            "cluster": next(
                (one for one in queries.clusters(closed=True) if one.id == cluster), None
            ),
            "sex": people.SEXES.get(page.identity.sex) if page.identity else None,
            "number": number,
            "trail": trail(page.site, number),
            "steps": (_("Registered"), _("Questions"), _("Swab"), _("Sheet and exit")),
            "at": STEPS.get(row.state, 5),
            "may_work": request.actor.role in WORK,
            "waits": row.state in WAITING,
            "present": row.state in PRESENT,
            "gone": forms.GoneForm(initial={"seen": row.version}, auto_id="gone_%s"),
            "now": request.now,
        },
    )


def page_of(request: DeskRequest, visit_id: UUID) -> VisitPage:
    """What the page of a visit shows; not found for one of another area."""
    try:
        return screening_visit.show(by=request.actor, now=request.now, visit_id=visit_id)
    except Unknown:
        raise Http404 from None


@door(*WORK, personal=True)
@require_http_methods(["GET", "POST"])
def questions(request: DeskRequest, visit_id: UUID) -> HttpResponse:
    """The questionnaire."""
    page = page_of(request, visit_id)
    row = page.visit.row
    form = QuestionForm(
        request.POST if request.method == "POST" else None,
        initial=question_forms.initial_of(page.visit.answered, row.version),
        clusters=queries.clusters(),
        language=get_language() or "ko",
        today=row.on,
    )
    if request.method == "POST" and form.is_valid():
        try:
            judged = screening_visit.answer(
                by=request.actor,
                now=request.now,
                visit_id=visit_id,
                seen=form.cleaned_data["seen"],
                answered=form.answered,
                note=form.cleaned_data["note"],
            )
        except (InvalidInput, Refused) as fault:
            form.add_error(None, str(fault))
        except Overtaken:
            form.add_error(None, _overtaken())
        else:
            if judged.to_hospital:
                messages.warning(
                    request, _("Signs of a severe illness: after the swab to a hospital.")
                )
            return HttpResponseRedirect(reverse("screening:visit", args=[visit_id]))
    number = _("Number %(number)d") % {"number": row.number}
    way = [*trail(page.site, number)[:-1], (number, reverse("screening:visit", args=[visit_id]))]
    return render(
        request,
        "screening/questions.html",
        {
            "form": form,
            "page": page,
            "visit": row,
            "number": number,
            "trail": [*way, (_("Questions"), "")],
        },
    )


def _overtaken() -> str:
    return _("Somebody else changed this visit meanwhile. Nothing of yours was saved: look again.")


@door(*WORK, personal=False)
@require_POST
def swab(request: DeskRequest, visit_id: UUID) -> HttpResponse:
    """The swab is taken: a specimen with its label."""
    form = SeenForm(request.POST)
    return _step(
        request,
        visit_id,
        form.is_valid(),
        lambda: screening_visit.swab(
            by=request.actor, now=request.now, visit_id=visit_id, seen=form.cleaned_data["seen"]
        ),
    )


@door(*WORK, personal=False)
@require_POST
def leave(request: DeskRequest, visit_id: UUID) -> HttpResponse:
    """The person leaves; back to the queue for the next."""
    form = SeenForm(request.POST)
    return _step(
        request,
        visit_id,
        form.is_valid(),
        lambda: actions.leave(
            by=request.actor, now=request.now, visit_id=visit_id, seen=form.cleaned_data["seen"]
        ),
        to_queue=True,
    )


@door(*WORK, personal=False)
@require_POST
def give_up(request: DeskRequest, visit_id: UUID) -> HttpResponse:
    """The person went without a swab."""
    form = forms.GoneForm(request.POST)
    return _step(
        request,
        visit_id,
        form.is_valid(),
        lambda: actions.give_up(
            by=request.actor,
            now=request.now,
            visit_id=visit_id,
            seen=form.cleaned_data["seen"],
            reason=form.why,
        ),
        to_queue=True,
    )


@door(*WORK, personal=True)
@require_GET
def sheet(request: DeskRequest, visit_id: UUID) -> HttpResponse:
    """What the person takes home, to be printed."""
    try:
        data = screening_letter.instructions(by=request.actor, now=request.now, visit_id=visit_id)
    except Unknown:
        raise Http404 from None
    except Refused as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("screening:visit", args=[visit_id]))
    answer = HttpResponse(data, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="instructions.pdf"'
    return answer


def _step(
    request: DeskRequest,
    visit_id: UUID,
    fits: bool,
    act: Callable[[], object],
    *,
    to_queue: bool = False,
) -> HttpResponse:
    """Take a step and go on; say so if it was refused or somebody was quicker."""
    back = reverse("screening:visit", args=[visit_id])
    if not fits:
        messages.error(request, _("That was not filled in: choose a reason and send it again."))
        return HttpResponseRedirect(back)
    try:
        row = queries.visit(visit_id, area=request.actor.area).row
        with transaction.atomic():
            act()
    except Unknown:
        raise Http404 from None
    except Overtaken:
        messages.error(request, _overtaken())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        if to_queue:
            messages.success(request, _("Number %(number)d has left.") % {"number": row.number})
            return HttpResponseRedirect(reverse("screening:queue", args=[row.site_id]))
    return HttpResponseRedirect(back)
