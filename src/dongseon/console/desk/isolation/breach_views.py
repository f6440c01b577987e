"""Signals that somebody may have left or was lost, and each step of what is done about them."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.desk.isolation import acting, breach_forms, forms
from dongseon.console.desk.isolation.acting import done, form_page, order_or_404
from dongseon.console.desk.isolation.doors import WATCH
from dongseon.console.isolation import breaches, watching
from dongseon.console.isolation.breach_rules import Answer, Found, Outcome, Signal, State
from dongseon.console.isolation.breaches import Noticed
from dongseon.console.isolation.types import OrderUnknown
from dongseon.console.workflows import isolating_breaches, isolating_pages

FORMS: dict[State, tuple[type[Form], ...]] = {
    State.SIGNALLED: (breach_forms.CalledForm,),
    State.CALLED: (breach_forms.CalledForm, breach_forms.SendForm),
    State.VISITING: (breach_forms.VisitedForm,),
    State.VERIFIED: (breach_forms.HeardForm,),
    State.HEARD: (breach_forms.DecidedForm,),
}


@door(*WATCH, personal=True)
@require_GET
def waiting(request: DeskRequest) -> HttpResponse:
    """What is not settled: who may have left, and, apart, who is lost."""
    area = request.actor.area
    left, lost = watching.breaches(area=area, lost=False), watching.breaches(area=area, lost=True)
    names = isolating_pages.named(
        by=request.actor,
        now=request.now,
        person_ids={one.person_id for one in (*left, *lost)},
        act="see_breaches",
    )
    return render(
        request,
        "isolation/breaches.html",
        {
            "left": [(one, names.get(one.person_id)) for one in left],
            "lost": [(one, names.get(one.person_id)) for one in lost],
            "counts": watching.breach_counts(area=area),
            "now": request.now,
        },
    )


@door(*WATCH, personal=True)
@require_GET
def show(request: DeskRequest, breach_id: UUID) -> HttpResponse:
    """A signal, what was done, and the next step."""
    try:
        page = isolating_pages.breach(by=request.actor, now=request.now, breach_id=breach_id)
    except OrderUnknown:
        raise Http404 from None
    seen = {"seen": page.breach.version}
    made = {
        kind.__name__: kind(initial=seen, auto_id=f"{kind.__name__}_%s")
        for kind in FORMS.get(page.breach.state, ())
    }
    return render(
        request,
        "isolation/breach.html",
        {
            "page": page,
            "breach": page.breach,
            "row": page.order.row,
            "forms": made,
            "now": request.now,
            "trail": acting.trail(_("Signal"), page.order.row),
            "contestable": page.breach.state is State.DECIDED,
        },
    )


@door(*WATCH, personal=False)
@require_http_methods(["GET", "POST"])
def signal(request: DeskRequest, order_id: UUID) -> HttpResponse:
    """A signal that somebody reports by hand."""
    row = order_or_404(request, order_id)
    form = breach_forms.SignalForm(request.POST if request.method == "POST" else None)

    def act() -> None:
        given = form.cleaned_data
        percent = given["percent"]
        breaches.signal(
            by=request.actor,
            now=request.now,
            order_id=order_id,
            key=f"desk:{forms.nonce()}",
            noticed=Noticed(
                Signal(given["signal"]),
                request.now - timedelta(minutes=given["minutes_ago"]),
                None if percent is None else percent / 100,
                given["distance_m"],
                given["error_m"],
            ),
        )

    return form_page(
        request,
        form=form,
        row=row,
        title=_("Note a signal"),
        lead=_("A signal is a reason to call, and nothing more. It can be wrong."),
        button=_("Note it"),
        back=reverse("isolation:breaches"),
        act=act,
    )


@door(*WATCH, personal=False)
@require_POST
def called(request: DeskRequest, breach_id: UUID) -> HttpResponse:
    """What a call came to."""
    form = breach_forms.CalledForm(request.POST)
    return _step(
        request,
        breach_id,
        form,
        lambda: isolating_breaches.call(
            by=request.actor,
            now=request.now,
            breach_id=breach_id,
            seen=form.cleaned_data["seen"],
            answer=Answer(form.cleaned_data["answer"]),
            said=form.cleaned_data["said"],
        ),
    )


@door(*WATCH, personal=False)
@require_POST
def send(request: DeskRequest, breach_id: UUID) -> HttpResponse:
    """Have somebody go there."""
    form = breach_forms.SendForm(request.POST)
    return _step(
        request,
        breach_id,
        form,
        lambda: breaches.send_visit(
            by=request.actor,
            now=request.now,
            breach_id=breach_id,
            seen=form.cleaned_data["seen"],
            with_police=form.cleaned_data["with_police"],
        ),
    )


@door(*WATCH, personal=False)
@require_POST
def visited(request: DeskRequest, breach_id: UUID) -> HttpResponse:
    """What a visit came to."""
    form = breach_forms.VisitedForm(request.POST)
    return _step(
        request,
        breach_id,
        form,
        lambda: isolating_breaches.visit(
            by=request.actor,
            now=request.now,
            breach_id=breach_id,
            seen=form.cleaned_data["seen"],
            found=Found(form.cleaned_data["found"]),
            with_police=form.cleaned_data["with_police"],
            said=form.cleaned_data["said"],
        ),
    )


@door(*WATCH, personal=False)
@require_POST
def heard(request: DeskRequest, breach_id: UUID) -> HttpResponse:
    """The person's statement."""
    form = breach_forms.HeardForm(request.POST)
    return _step(
        request,
        breach_id,
        form,
        lambda: isolating_breaches.hear(
            by=request.actor,
            now=request.now,
            breach_id=breach_id,
            seen=form.cleaned_data["seen"],
            statement=form.cleaned_data["statement"],
        ),
    )


@door(*WATCH, personal=False)
@require_POST
def decided(request: DeskRequest, breach_id: UUID) -> HttpResponse:
    """What follows."""
    form = breach_forms.DecidedForm(request.POST)
    return _step(
        request,
        breach_id,
        form,
        lambda: isolating_breaches.decide(
            by=request.actor,
            now=request.now,
            breach_id=breach_id,
            seen=form.cleaned_data["seen"],
            outcome=Outcome(form.cleaned_data["outcome"]),
            consent=form.cleaned_data["consent"],
            why=form.cleaned_data["why"],
        ),
    )


@door(*WATCH, personal=False)
@require_http_methods(["GET", "POST"])
def contest(request: DeskRequest, breach_id: UUID) -> HttpResponse:
    """An objection to what was decided about a breach."""
    try:
        found = watching.breach(breach_id, area=request.actor.area)
    except OrderUnknown:
        raise Http404 from None
    row = order_or_404(request, found.order_id)
    form = forms.ComplaintForm(request.POST if request.method == "POST" else None)
    return form_page(
        request,
        form=form,
        row=row,
        title=_("Take down an objection"),
        lead=_("Somebody who did not decide what is objected to will answer."),
        button=_("Take it down"),
        back=reverse("isolation:breach", args=[breach_id]),
        act=lambda: isolating_breaches.complain(
            by=request.actor,
            now=request.now,
            order_id=found.order_id,
            words=form.cleaned_data["words"],
            breach_id=breach_id,
        ),
    )


def _step(
    request: DeskRequest, breach_id: UUID, form: Form, act: Callable[[], object]
) -> HttpResponse:
    back = reverse("isolation:breach", args=[breach_id])
    if not form.is_valid():
        messages.error(
            request, _("That was not filled in completely: fill it in and send it again.")
        )
        return HttpResponseRedirect(back)
    return done(request, act, back)
