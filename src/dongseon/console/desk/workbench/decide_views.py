"""What is decided on the workbench: each a form of its own, so that it works without script."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.cases.types import CaseUnknown
from dongseon.console.desk.workbench import forms, showing
from dongseon.console.desk.workbench.views import SEE, bench_of, trail
from dongseon.console.tracing import queries
from dongseon.console.tracing.types import (
    Outcome,
    Overtaken,
    Refused,
    ShownStay,
    TraceUnknown,
)
from dongseon.console.workflows import reconstructing, reconstructing_page
from dongseon.console.workflows.reconstructing_page import Seen, Where, Workbench
from dongseon.look import findings

MOST_HITS = 20  # places that a search offers


@door(*SEE, personal=True)
@require_POST
def accept(request: DeskRequest, case_id: UUID, key: str) -> HttpResponse:
    """The stay was so."""
    form = forms.AcceptForm(request.POST)
    return _decided(
        request,
        case_id,
        form,
        lambda: reconstructing_page.accept(
            by=request.actor,
            now=request.now,
            seen=_seen(form, case_id, key),
            everybody_known=form.cleaned_data["everybody_known"],
            note=form.cleaned_data["note"],
        ),
    )


@door(*SEE, personal=True)
@require_POST
def reject(request: DeskRequest, case_id: UUID, key: str) -> HttpResponse:
    """The stay was not."""
    form = forms.NoteForm(request.POST)
    return _decided(
        request,
        case_id,
        form,
        lambda: reconstructing_page.reject(
            by=request.actor,
            now=request.now,
            seen=_seen(form, case_id, key),
            note=form.cleaned_data["note"],
        ),
    )


@door(*SEE, personal=True)
@require_POST
def merge(request: DeskRequest, case_id: UUID, key: str) -> HttpResponse:
    """This stay and the next were one."""
    form = forms.NoteForm(request.POST)
    return _decided(
        request,
        case_id,
        form,
        lambda: reconstructing_page.merge(
            by=request.actor,
            now=request.now,
            seen=_seen(form, case_id, key),
            note=form.cleaned_data["note"],
        ),
    )


@door(*SEE, personal=True)
@require_POST
def undo(request: DeskRequest, case_id: UUID, decision_id: UUID) -> HttpResponse:
    """Take a decision back."""
    form = forms.SeenForm(request.POST)
    return _decided(
        request,
        case_id,
        form,
        lambda: reconstructing_page.undo(
            by=request.actor,
            now=request.now,
            case_id=case_id,
            revision=form.cleaned_data["revision"],
            decision_id=decision_id,
        ),
    )


@door(*SEE, personal=True)
@require_http_methods(["GET", "POST"])
def stay(request: DeskRequest, case_id: UUID, key: str) -> HttpResponse:
    """One stay: correct it, split it, join it with the next."""
    given = request.POST if request.method == "POST" else request.GET
    number = given.get("version", given.get("v", ""))
    bench = bench_of(request, case_id, number=int(number) if number.isdecimal() else 0)
    at = next((i for i, one in enumerate(bench.told.stays) if one.key == key), None)
    if at is None:
        raise Http404
    shown = bench.told.stays[at]
    places = _places(request, bench, shown)
    correct, split = _stay_forms(request, bench, shown, places)
    if request.method == "POST" and (correct.is_valid() or split.is_valid()):
        return _changed(request, case_id, key, correct, split)
    language = get_language() or "ko"
    reader = findings.reader_of(
        bench.kept.evidence, bench.kept.itinerary.person_id, showing.words_of(language)
    ) if bench.kept else None  # fmt: skip
    return render(
        request,
        "workbench/stay.html",
        {
            "bench": bench,
            "shown": shown,
            "name": showing.place_names(bench, language).get(shown.place_id or "", ""),
            "records": showing.record_rows(reader, shown) if reader else (),
            "next": bench.told.stays[at + 1] if at + 1 < len(bench.told.stays) else None,
            "correct": correct,
            "split": split,
            "q": request.GET.get("q", ""),
            "seen": _on_screen(bench),
            "trail": trail(bench, _("Change a stay")),
        },
    )


@door(*SEE, personal=True)
@require_http_methods(["GET", "POST"])
def add(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """A stay that no record tells of."""
    bench = bench_of(request, case_id, number=0)
    if bench.kept is None:
        raise Http404
    posted = request.POST if request.method == "POST" else None
    form = forms.PlaceForm(posted, places=_places(request, bench, None), initial=_on_screen(bench))
    if posted is not None and form.is_valid():
        where = Where(
            form.cleaned_data["place_id"], form.cleaned_data["start"], form.cleaned_data["end"]
        )
        return _decided(
            request,
            case_id,
            form,
            lambda: reconstructing_page.add(
                by=request.actor,
                now=request.now,
                seen=_seen(form, case_id, ""),
                where=where,
                note=form.cleaned_data["note"],
            ),
        )
    return render(
        request,
        "workbench/add.html",
        {
            "bench": bench,
            "form": form,
            "q": request.GET.get("q", ""),
            "trail": trail(bench, _("Add a stay")),
        },
    )


@door(*SEE, personal=True)
@require_http_methods(["GET", "POST"])
def places(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """Where the person lives and works: what the reconstruction begins with."""
    bench = bench_of(request, case_id, number=0)
    posted = request.POST if request.method == "POST" else None
    facts = bench.facts
    form = forms.RegularForm(
        posted,
        places=_places(request, bench, None, also=(facts.home_place_id, facts.work_place_id)),
        initial={"home_place_id": facts.home_place_id, "work_place_id": facts.work_place_id},
    )
    if bench.investigation is None:
        raise Http404
    if posted is not None and form.is_valid():
        reconstructing.state_facts(
            by=request.actor, now=request.now, case_id=case_id, **form.cleaned_data
        )
        messages.success(request, _("Saved. The itinerary is being made anew."))
        return _back(case_id)
    return render(
        request,
        "workbench/places.html",
        {
            "bench": bench,
            "form": form,
            "q": request.GET.get("q", ""),
            "trail": trail(bench, _("Home and work place")),
        },
    )


@door(*SEE, personal=True)
@require_POST
def again(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """Reconstruct from all that is there now."""
    bench = bench_of(request, case_id, number=0)
    if bench.investigation is None or bench.investigation.erased_at is not None:
        raise Http404
    reconstructing.due(by=request.actor, now=request.now, case_id=case_id)
    messages.success(request, _("The itinerary is being made anew."))
    return _back(case_id)


@door(*SEE, personal=True)
@require_POST
def answer(request: DeskRequest, case_id: UUID, key: str) -> HttpResponse:
    """What came of asking again."""
    form = forms.AnswerForm(request.POST)
    return _decided(
        request,
        case_id,
        form,
        lambda: reconstructing_page.answer(
            by=request.actor,
            now=request.now,
            case_id=case_id,
            key=key,
            outcome=Outcome(form.cleaned_data["outcome"]),
            note=form.cleaned_data["note"],
        ),
    )


# ── what they are made of ────────────────────────────────────────────────────────────────────


def _seen(form: Form, case_id: UUID, key: str) -> Seen:
    return Seen(case_id, form.cleaned_data["version"], form.cleaned_data["revision"], key)


def _on_screen(bench: Workbench) -> dict[str, int]:
    return {"version": bench.number, "revision": bench.trace.revision if bench.trace else 0}


def _stay_forms(
    request: DeskRequest, bench: Workbench, shown: ShownStay, places: list[tuple[str, str]]
) -> tuple[forms.PlaceForm, forms.SplitForm]:
    """The two forms of the page; the one that was sent is bound."""
    start, end = shown.arrived.likely, shown.left.likely
    seen = _on_screen(bench)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    correct = forms.PlaceForm(
        request.POST if act == "correct" else None,
        places=places,
        initial={**seen, "place_id": shown.place_id or "", "start": start, "end": end},
    )
    split = forms.SplitForm(
        request.POST if act == "split" else None,
        places=[("", _("The same place, later again")), *places],
        initial={**seen, "at": start + (end - start) / 2},
    )
    return correct, split


def _changed(
    request: DeskRequest,
    case_id: UUID,
    key: str,
    correct: forms.PlaceForm,
    split: forms.SplitForm,
) -> HttpResponse:
    if correct.is_bound:
        given = correct.cleaned_data
        where = Where(given["place_id"], given["start"], given["end"])
        return _decided(
            request,
            case_id,
            correct,
            lambda: reconstructing_page.correct(
                by=request.actor,
                now=request.now,
                seen=_seen(correct, case_id, key),
                where=where,
                note=given["note"],
            ),
        )
    cut = split.cleaned_data
    return _decided(
        request,
        case_id,
        split,
        lambda: reconstructing_page.split(
            by=request.actor,
            now=request.now,
            seen=_seen(split, case_id, key),
            at=cut["at"],
            then=cut["then"],
            note=cut["note"],
        ),
    )


def _places(
    request: DeskRequest,
    bench: Workbench,
    shown: ShownStay | None,
    *,
    also: tuple[str, ...] = (),
) -> list[tuple[str, str]]:
    """Places to choose from: rivals first, then those of the itinerary, then what a search finds.

    What was chosen stays among them when the form comes back.
    """
    language = get_language() or "ko"
    names = showing.place_names(bench, language)
    words = showing.words_of(language)
    offered: dict[str, str] = {}
    if shown is not None:
        offered[shown.place_id or ""] = names.get(shown.place_id or "", _("No listed place"))
        for rival in shown.rivals:
            name = names.get(rival.place_id, rival.place_id)
            offered.setdefault(rival.place_id, f"{name} · {words.percent(rival.probability)}")
    text = request.GET.get("q", "").strip()
    for site in queries.places_named(text, limit=MOST_HITS) if text else ():
        offered.setdefault(site.place_id, site.name or site.place_id)
    for stay in bench.told.stays:
        if stay.place_id:
            offered.setdefault(stay.place_id, names.get(stay.place_id, stay.place_id))
    chosen = {*also, *(request.POST.get(name, "") for name in ("place_id", "then"))} - {""}
    for place_id in chosen - offered.keys():
        site_of = queries.place(place_id)
        if site_of is not None:
            offered[place_id] = site_of.name or place_id
    return list(offered.items())


def _decided(
    request: DeskRequest,
    case_id: UUID,
    form: Form,
    act: Callable[[], object],
) -> HttpResponse:
    """Do it and go back to the workbench; say so if it was refused or somebody was quicker."""
    if not form.is_valid():
        messages.error(request, _("That was not filled in: look again and send it again."))
        return _back(case_id)
    try:
        with transaction.atomic():  # a refused act leaves nothing half done
            act()
    except (CaseUnknown, TraceUnknown):
        raise Http404 from None
    except Overtaken:
        messages.error(
            request,
            _("Somebody else decided something meanwhile. Nothing of yours was saved: look again."),
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Saved."))
    return _back(case_id)


def _back(case_id: UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse("workbench:case", args=[case_id]))
