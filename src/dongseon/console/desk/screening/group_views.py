"""Groups tested by roster: which are due, how far a round is, and what it found."""

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
from dongseon.console.desk.cases.forms import area_choices
from dongseon.console.desk.screening.doors import GROUPS, WORK
from dongseon.console.desk.screening.forms import NEW, ComerForm
from dongseon.console.desk.screening.group_forms import (
    GroupForm,
    KindForm,
    RoleForm,
    RosterForm,
    SendForm,
)
from dongseon.console.desk.screening.register_views import resolve
from dongseon.console.screening import groups, queries, rosters
from dongseon.console.screening.rules import GroupKind, MemberRole
from dongseon.console.screening.types import GroupRow, Refused, Unknown
from dongseon.console.workflows import screening_groups
from dongseon.console.workflows.reporting import local_day
from dongseon.console.workflows.screening import Alike
from dongseon.errors import InvalidInput

FAULTS_SHOWN = 10  # of a file that was brought


@door(*GROUPS, personal=False)
@require_GET
def show_all(request: DeskRequest) -> HttpResponse:
    """The groups of the area, with coverage and positivity of their last round; due ones first."""
    form = KindForm(request.GET or None)
    kind = form.cleaned_data["kind"] if form.is_valid() else ""
    page = {
        "form": form,
        "lines": screening_groups.dues(by=request.actor, now=request.now, kind=kind),
        "today": local_day(request.now),
        "narrowed": bool(kind),
        "rule": screening_groups.rule_on(local_day(request.now)),
    }
    return render(request, "screening/groups.html", page)


@door(*GROUPS, personal=False)
@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    """A new group."""
    areas = area_choices(get_language() or "ko", within=request.actor.area)
    form = GroupForm(request.POST if request.method == "POST" else None, areas=areas)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            group_id = groups.open_group(
                by=request.actor,
                now=request.now,
                name=given["name"],
                kind=GroupKind(given["kind"]),
                area=given["area"],
                phone=given["phone"],
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(reverse("screening:group", args=[group_id]))
    page = {"form": form, "trail": trail(_("New group"))}
    return render(request, "screening/new_group.html", page)


@door(*GROUPS, personal=True)
@require_GET
def show(request: DeskRequest, group_id: UUID) -> HttpResponse:
    """A group: roster, rounds, coverage, positivity."""
    try:
        page = screening_groups.show(by=request.actor, now=request.now, group_id=group_id)
    except Unknown:
        raise Http404 from None
    return render(
        request,
        "screening/group.html",
        {
            "page": page,
            "group": page.group,
            "today": local_day(request.now),
            "send": SendForm(sites=_sites(request)),
            "roster": RosterForm(),
            "may_register": request.actor.role in WORK,
            "to_test": sum(one.member.visit_id is None for one in page.members),
            "trail": trail(page.group.name),
        },
    )


@door(*GROUPS, personal=False)
@require_http_methods(["GET", "POST"])
def add(request: DeskRequest, group_id: UUID) -> HttpResponse:
    """One more on the roster."""
    group = _group(request, group_id)
    data = request.POST if request.method == "POST" else None
    form, role = ComerForm(data), RoleForm(data)
    found: tuple[Alike, ...] = ()
    if request.method == "POST" and form.is_valid() and role.is_valid():
        try:
            found, comer = resolve(request, form)
            if comer is not None:
                screening_groups.add(
                    by=request.actor,
                    now=request.now,
                    group_id=group_id,
                    comer=comer,
                    role=MemberRole(role.cleaned_data["role"]),
                )
                messages.success(request, _("On the roster."))
                return HttpResponseRedirect(reverse("screening:group", args=[group_id]))
        except (InvalidInput, Refused) as fault:
            form.add_error(None, str(fault))
    page = {
        "group": group,
        "form": form,
        "role": role,
        "alike": found,
        "new": NEW,
        "trail": trail(_("Add somebody"), group),
    }
    return render(request, "screening/add_member.html", page)


@door(*GROUPS, personal=False)
@require_POST
def bring(request: DeskRequest, group_id: UUID) -> HttpResponse:
    """A roster as a file."""
    _group(request, group_id)
    there = HttpResponseRedirect(reverse("screening:group", args=[group_id]))
    form = RosterForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("Choose a file first."))
        return there
    try:
        brought = screening_groups.bring(
            by=request.actor,
            now=request.now,
            group_id=group_id,
            data=form.cleaned_data["file"].read(),
        )
    except InvalidInput as fault:
        messages.error(request, str(fault))
        return there
    messages.success(request, _("%(added)d added to the roster.") % {"added": brought.added})
    for said in brought.faults[:FAULTS_SHOWN]:
        messages.error(request, said)
    rest = len(brought.faults) - FAULTS_SHOWN
    if rest > 0:
        messages.error(request, _("%(rest)d more lines could not be read.") % {"rest": rest})
    return there


@door(*GROUPS, personal=False)
@require_POST
def remove(request: DeskRequest, group_id: UUID, member_id: UUID) -> HttpResponse:
    """Take somebody off the roster."""
    try:
        groups.remove_member(
            by=request.actor, now=request.now, group_id=group_id, member_id=member_id
        )
    except Unknown:
        raise Http404 from None
    messages.success(request, _("Taken off the roster."))
    return HttpResponseRedirect(reverse("screening:group", args=[group_id]))


@door(*GROUPS, personal=False)
@require_POST
def begin_round(request: DeskRequest, group_id: UUID) -> HttpResponse:
    """Everybody on the roster is to be tested from today on."""
    try:
        with transaction.atomic():
            screening_groups.begin_round(by=request.actor, now=request.now, group_id=group_id)
    except Unknown:
        raise Http404 from None
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The round has begun."))
    return HttpResponseRedirect(reverse("screening:group", args=[group_id]))


@door(*WORK, personal=False)
@require_POST
def send(request: DeskRequest, group_id: UUID) -> HttpResponse:
    """Register people of the roster at a site."""
    form = SendForm(request.POST, sites=_sites(request))
    chosen = frozenset(filter(None, map(_uuid, request.POST.getlist("member"))))
    there = HttpResponseRedirect(reverse("screening:group", args=[group_id]))
    if not form.is_valid() or not chosen:
        messages.error(request, _("Choose people and a site."))
        return there
    try:
        registered, before = screening_groups.send_to_site(
            by=request.actor,
            now=request.now,
            group_id=group_id,
            site_id=UUID(form.cleaned_data["site"]),
            member_ids=chosen,
        )
    except Unknown:
        raise Http404 from None
    except Refused as refusal:
        messages.error(request, str(refusal))
        return there
    messages.success(request, _("%(count)d registered.") % {"count": registered})
    if before:
        messages.info(request, _("%(count)d were there already.") % {"count": before})
    return there


@door(*GROUPS, personal=False)
@require_POST
def close(request: DeskRequest, group_id: UUID) -> HttpResponse:
    """The group is tested no more."""
    try:
        groups.close_group(by=request.actor, now=request.now, group_id=group_id)
    except Unknown:
        raise Http404 from None
    return HttpResponseRedirect(reverse("screening:groups"))


def _group(request: DeskRequest, group_id: UUID) -> GroupRow:
    try:
        return rosters.group(group_id, area=request.actor.area)
    except Unknown:
        raise Http404 from None


def _sites(request: DeskRequest) -> list[tuple[str, str]]:
    language = get_language() or "ko"
    return [(str(one.id), one.name(language)) for one in queries.sites(request.actor.area)]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def trail(here: str, group: GroupRow | None = None) -> list[tuple[str, str]]:
    """The way to a page of groups."""
    way = [(_("High-risk groups"), reverse("screening:groups"))]
    if group is not None:
        way.append((group.name, reverse("screening:group", args=[group.id])))
    return [*way, (here, "")]
