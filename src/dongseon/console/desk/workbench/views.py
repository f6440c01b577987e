"""The workbench: one case's map, time line and stays, and what is to be asked again, on one screen."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dongseon.console.access import queries as access
from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.access.roles import Role
from dongseon.console.cases import numbers
from dongseon.console.cases.types import CaseUnknown
from dongseon.console.desk.workbench import forms, showing
from dongseon.console.investigations import queries as investigations
from dongseon.console.tracing.types import TraceUnknown
from dongseon.console.workflows import line_list, reconstructing_page
from dongseon.console.workflows.reconstructing_page import Workbench

SEE = (Role.INVESTIGATOR,)  # where somebody was is for investigators alone
FIELDS = ("name", "name_romanised", "phones", "safe_contact_only", "safe_contact")


@door(*SEE, personal=True)
@require_GET
def show(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """The workbench of a case, in its newest version or in the one that `v` names."""
    bench = bench_of(request, case_id)
    language = get_language() or "ko"
    named = line_list.identities(
        request.actor,
        request.now,
        [bench.case.person_id],
        FIELDS,
        act="tracing.see_person",
        case_id=case_id,
    )
    trace = bench.trace
    seen = {"version": bench.number, "revision": trace.revision if trace else 0}
    return render(
        request,
        "workbench/case.html",
        {
            "bench": bench,
            "screen": showing.screen(bench, language),
            "case": bench.case,
            "identity": named.get(bench.case.person_id),
            "seen": seen,
            "newest": trace is not None and bench.number == trace.version,
            "trail": trail(bench, ""),
            "answer": forms.AnswerForm(auto_id=False),
            "officers": access.names_of(showing.officers_of(bench)),
            "talk": talk_of(bench),
        },
    )


def bench_of(request: DeskRequest, case_id: UUID, *, number: int | None = None) -> Workbench:
    """The workbench that an address asks for. Raises Http404."""
    asked = request.GET.get("v", "") if number is None else str(number)
    try:
        return reconstructing_page.show(
            by=request.actor,
            now=request.now,
            case_id=case_id,
            number=int(asked) if asked.isdecimal() and len(asked) < 7 else 0,
        )
    except (CaseUnknown, TraceUnknown):
        raise Http404 from None


def talk_of(bench: Workbench) -> str:
    """The talk that goes on, or where one begins; "" where nobody is asked any more."""
    if bench.investigation is None or bench.investigation.erased_at is not None:
        return ""
    for one in investigations.interviews_of(bench.case.id):
        if one.finished_at is None:
            return reverse("investigations:interview", args=[one.id])
    return reverse("investigations:begin_interview", args=[bench.case.id])


def trail(bench: Workbench, here: str) -> list[tuple[str, str]]:
    """The way to a page of a case's itinerary."""
    number = numbers.write(bench.case.number)
    way = [
        (_("Itineraries"), reverse("workbench:list")),
        (number, reverse("workbench:case", args=[bench.case.id]) if here else ""),
    ]
    return [*way, (here, "")] if here else way
