"""The auditor's page: the whole log, and how it was sealed."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dongseon.console.access import doors
from dongseon.console.access.doors import DeskRequest
from dongseon.console.access.roles import Role
from dongseon.console.audit import actions, queries
from dongseon.console.audit.types import Subject
from dongseon.console.desk.audit import showing
from dongseon.console.desk.audit.forms import FilterForm


@doors.door(Role.AUDITOR, personal=True)
@require_GET
def log(request: DeskRequest) -> HttpResponse:
    """Entries by officer, subject, act and day. That somebody looked here is an entry too."""
    form = FilterForm(request.GET)
    if not form.is_valid():
        actions.look(by=request.actor, now=request.now, act="audit.search", subjects=(), fields=())
        return render(request, "desk_audit/log.html", {"form": form, "sealed": queries.sealed()})
    wanted = form.filter(request.actor.area)
    subjects = [Subject("officer", officer_id) for officer_id in sorted(wanted.officer_ids)]
    if wanted.subject_id is not None:
        subjects.append(Subject("subject", wanted.subject_id))
    found = showing.search(wanted, request.GET.get("before", ""))
    kept = {name: str(value) for name, value in form.cleaned_data.items() if value}
    actions.look(
        by=request.actor,
        now=request.now,
        act="audit.search",
        subjects=subjects,
        fields=["entries"],
        why=urlencode([(name, kept[name]) for name in sorted({"act", "kind", "day"} & set(kept))]),
    )
    page = {
        "form": form,
        "found": found,
        "newest": "" if found.is_first else f"?{urlencode(kept)}",
        "older": found.older and f"?{urlencode(kept | {'before': found.older})}",
        "sealed": queries.sealed(),
    }
    return render(request, "desk_audit/log.html", page)
