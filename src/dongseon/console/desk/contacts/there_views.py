"""Who may have been there, ranked; and what becomes of each."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.desk.contacts import forms
from dongseon.console.desk.contacts.acting import SEE, UNKNOWN, at, done, trail
from dongseon.console.desk.seen import SeenForm
from dongseon.console.tracing.candidates import UNDECIDED
from dongseon.console.tracing.types import CandidateState
from dongseon.console.workflows import who_was_there, who_was_there_asking, who_was_there_page
from dongseon.console.workflows.who_was_there_page import CandidateLine

PAGE = 100  # lines


@door(*SEE, personal=True)
@require_GET
def show(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """Everybody who may have been where the case was, the greatest risk first."""
    page = _page(request, case_id)
    rule = who_was_there_asking.rule_on(request.now)
    asked = request.GET.get("from", "")
    first = int(asked) if asked.isdecimal() and len(asked) < 7 else 0
    until = min(first + PAGE, len(page.lines))
    return render(
        request,
        "contacts/there.html",
        {
            "page": page,
            "lines": page.lines[first:until],
            "previous": f"?from={max(0, first - PAGE)}" if first else "",
            "next": f"?from={until}" if until < len(page.lines) else "",
            "said": _("%(first)d–%(last)d of %(count)d")
            % {"first": first + 1, "last": until, "count": len(page.lines)},
            "rule": rule,
            "korean": (get_language() or "ko") == "ko",
            "reject": forms.RejectForm(auto_id=False),
            "nameable": any(
                one.row.person_id is None
                and one.row.state in (CandidateState.OPEN, CandidateState.ALERT)
                and one.row.probability >= rule.identify_from
                for one in page.lines
            ),
            "several": sum(map(_acceptable, page.lines)) > 1,
            "trail": trail(page.case, _("Who was there")),
        },
    )


@door(*SEE, personal=True)
@require_POST
def again(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """Rank anew: from the newest itinerary and all answers."""
    _page(request, case_id)
    who_was_there.due(by=request.actor, now=request.now, case_id=case_id)
    messages.success(request, _("The list is being made anew."))
    return HttpResponseRedirect(at("there", case_id))


@door(*SEE, personal=True)
@require_http_methods(["GET", "POST"])
def accept(request: DeskRequest, case_id: UUID, candidate_id: UUID) -> HttpResponse:
    """This is a contact. At once with what the records say, or with more of how they met."""
    page = _page(request, case_id)
    line = next((one for one in page.lines if one.row.id == candidate_id), None)
    if line is None:
        raise Http404
    form = forms.AcceptForm(
        request.POST if request.method == "POST" else None,
        initial={
            "seen": line.row.version,
            "certainty": "medium",
            "exposure_type": "vehicle" if line.best and not line.best.place_id else "same_place",
            "distance": line.best.distance_class if line.best else "",
            "duration": who_was_there_page.duration_of(line.best.minutes if line.best else 0.0),
        },
    )
    if request.method == "POST" and form.is_valid():
        return done(
            request,
            lambda: who_was_there_page.accept(
                by=request.actor,
                now=request.now,
                case_id=case_id,
                candidate_id=candidate_id,
                seen=form.cleaned_data["seen"],
                relation=form.relation,
            ),
            at("there", case_id),
            said=_("Is a contact now, and will be called."),
        )
    return render(
        request,
        "contacts/accept.html",
        {
            "page": page,
            "line": line,
            "form": form,
            "korean": (get_language() or "ko") == "ko",
            "trail": trail(page.case, _("Accept as a contact"), there=True),
        },
    )


@door(*SEE, personal=True)
@require_http_methods(["GET", "POST"])
def accept_all(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """Those who are named are contacts who met the case in one way: shown, and asked, before it is done."""
    page = _page(request, case_id)
    form = forms.AcceptAllForm(
        request.POST if request.method == "POST" else None,
        candidates=[(_box(one), _said(one)) for one in page.lines if _acceptable(one)],
        initial={
            "candidates": [_box(one) for one in page.lines if _acceptable(one)],
            "certainty": "medium",
            "exposure_type": "same_place",
        },
    )
    if request.method == "POST" and form.is_valid():
        count = len(form.seen)
        return done(
            request,
            lambda: who_was_there_page.accept_all(
                by=request.actor,
                now=request.now,
                case_id=case_id,
                seen=form.seen,
                relation=form.relation,
            ),
            at("there", case_id),
            said=ngettext(
                "%(n)d person is a contact now, and will be called.",
                "%(n)d people are contacts now, and will be called.",
                count,
            )
            % {"n": count},
        )
    return render(
        request,
        "contacts/accept_all.html",
        {
            "page": page,
            "form": form,
            "trail": trail(page.case, _("Accept several as contacts"), there=True),
        },
    )


@door(*SEE, personal=True)
@require_POST
def reject(request: DeskRequest, case_id: UUID, candidate_id: UUID) -> HttpResponse:
    """This is no contact."""
    form = forms.RejectForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("That was not filled in: look again and send it again."))
        return HttpResponseRedirect(at("there", case_id))
    return done(
        request,
        lambda: who_was_there_page.reject(
            by=request.actor,
            now=request.now,
            case_id=case_id,
            candidate_id=candidate_id,
            seen=form.cleaned_data["seen"],
            reason=form.why,
        ),
        at("there", case_id),
    )


@door(*SEE, personal=True)
@require_POST
def reopen(request: DeskRequest, case_id: UUID, candidate_id: UUID) -> HttpResponse:
    """A rejection is taken back."""
    form = SeenForm(request.POST)
    if not form.is_valid():
        raise Http404
    return done(
        request,
        lambda: who_was_there_page.reopen(
            by=request.actor,
            now=request.now,
            case_id=case_id,
            candidate_id=candidate_id,
            seen=form.cleaned_data["seen"],
        ),
        at("there", case_id),
    )


def _acceptable(line: CandidateLine) -> bool:
    """Whether this is somebody with a name about whom nobody has decided."""
    return line.row.person_id is not None and line.row.state in UNDECIDED


def _box(line: CandidateLine) -> str:
    return f"{line.row.id}:{line.row.version}"


def _said(line: CandidateLine) -> str:
    """Name or number, place and chance, for a box."""
    who = line.identity
    name = (who.name or who.name_romanised or who.phone) if who else ""
    parts = (name or "–", line.place, f"{line.row.probability:.0%}")
    return " · ".join(part for part in parts if part)


def _page(request: DeskRequest, case_id: UUID) -> who_was_there_page.There:
    try:
        return who_was_there_page.show(by=request.actor, now=request.now, case_id=case_id)
    except UNKNOWN:
        raise Http404 from None
