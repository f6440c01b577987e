"""Transmission chains of an area on a time axis, with links and clusters to be decided upon."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.access.roles import Role
from dongseon.console.cases import numbers
from dongseon.console.desk.contacts.acting import done
from dongseon.console.tracing.rules import Flag
from dongseon.console.workflows import linking, linking_page
from dongseon.console.workflows.linking_page import ChainPage
from dongseon.look import chains
from dongseon.look.chains import Chain, Edge, Node
from dongseon.look.markup import render as written

ZOOMS = (9.0, 16.0, 26.0, 44.0)  # units a day
FLAGS = {
    Flag.BEFORE: gettext_lazy("The secondary case fell ill before the primary"),
    Flag.GAP: gettext_lazy("So long after it that somebody must lie between"),
    Flag.UNDATED: gettext_lazy("No day is known"),
}
REASONS = (
    ("chance", gettext_lazy("Shared by chance")),
    ("other_time", gettext_lazy("Not at the same time")),
    ("wrong_place", gettext_lazy("The place is told wrongly")),
)


class ChainForm(forms.Form):
    """What the picture shows. Everything is in the address."""

    since = forms.DateField(
        label=gettext_lazy("Cases since"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    g = forms.ChoiceField(
        label=gettext_lazy("Generations"),
        required=False,
        choices=[("", gettext_lazy("All")), *[(str(n), str(n)) for n in range(1, 8)]],
    )
    z = forms.ChoiceField(
        label=gettext_lazy("Zoom"),
        required=False,
        choices=[("", "3"), *[(str(n), str(n + 1)) for n in range(len(ZOOMS)) if n != 2]],
    )


@door(Role.INVESTIGATOR, Role.EPIDEMIOLOGIST, personal=True)
@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """The chains of the area, without a name."""
    form = ChainForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    since: date | None = given.get("since")
    page = linking_page.show(by=request.actor, now=request.now, since=since)
    chain = _chain(page, zoom=ZOOMS[int(given.get("z") or 2)], deepest=int(given.get("g") or 0))
    count = len(chain.nodes)
    picture = chains.draw(
        chain,
        name=_("Transmission chains"),
        description=ngettext(
            "%(num)d case on the day from which it is counted; links in the table below.",
            "%(num)d cases on the days from which they are counted; links in the table below.",
            count,
        )
        % {"num": count},
    )
    return render(
        request,
        "chain/show.html",
        {
            "form": form,
            "page": page,
            "picture": SafeString(str(written(picture))) if picture else None,
            "shown": count,
            "flags": {flag.value: text for flag, text in FLAGS.items()},
            "flagged": [line for line in page.links if line.flag],
            "reasons": REASONS,
            "may_decide": request.actor.role == Role.INVESTIGATOR,
        },
    )


@door(Role.INVESTIGATOR, personal=False)
@require_POST
def again(request: DeskRequest) -> HttpResponse:
    """Seek links and clusters anew."""
    linking.due(by=request.actor, now=request.now)
    messages.success(request, _("Links and clusters are being sought anew."))
    return HttpResponseRedirect(reverse("chain:show"))


@door(Role.INVESTIGATOR, personal=False)
@require_POST
def decide_link(request: DeskRequest, link_id: UUID) -> HttpResponse:
    """A link is so, or is not."""
    seen = request.POST.get("seen", "")
    return _done(
        request,
        lambda: linking_page.decide_link(
            by=request.actor,
            now=request.now,
            link_id=link_id,
            seen=int(seen) if seen.isdecimal() else 0,
            accepted=request.POST.get("is") == "so",
        ),
    )


@door(Role.INVESTIGATOR, personal=False)
@require_POST
def draw(request: DeskRequest) -> HttpResponse:
    """Link two cases by their numbers."""
    source, target = (numbers.read(request.POST.get(name, "")) or "" for name in ("from", "to"))
    return _done(
        request,
        lambda: linking_page.draw(by=request.actor, now=request.now, source=source, target=target),
    )


@door(Role.INVESTIGATOR, personal=False)
@require_POST
def decide_cluster(request: DeskRequest, cluster_id: UUID) -> HttpResponse:
    """A place is a cluster, or was shared by chance."""
    reason = request.POST.get("reason", "")
    known = reason in {value for value, _text in REASONS}
    return _done(
        request,
        lambda: linking_page.decide_cluster(
            by=request.actor,
            now=request.now,
            cluster_id=cluster_id,
            promoted=request.POST.get("is") == "so",
            reason=reason if known else "",
        ),
    )


def _done(request: DeskRequest, act: Callable[[], object]) -> HttpResponse:
    return done(request, act, reverse("chain:show"))


def _chain(page: ChainPage, *, zoom: float, deepest: int) -> Chain:
    """The page's cases and links as a picture, down to a generation (0: all)."""
    nodes = tuple(
        Node(
            key=str(one.case.id),
            name=numbers.write(one.case.number),
            day=one.day,
            title=f"{numbers.write(one.case.number)} · {one.day.isoformat()}",
            link=reverse("cases:case", args=[one.case.id]),
            tone="" if one.case.dates.onset_on else "silent",
        )
        for one in page.members
    )
    ranked = sorted(page.links, key=lambda line: (line.link.state != "accepted", -line.link.weight))
    edges = tuple(
        Edge(
            str(line.link.source_id),
            str(line.link.target_id),
            line.link.state,
            f"{numbers.write(line.source.case.number)} → {numbers.write(line.target.case.number)}"
            + (f" · {FLAGS[line.flag]}" if line.flag else ""),
            flagged=line.flag is not None,
        )
        for line in ranked
    )
    whole = Chain(nodes, edges, zoom)
    if not deepest:
        return whole
    depth = chains.generations(whole)
    kept = tuple(node for node in nodes if depth[node.key] <= deepest)
    return Chain(kept, edges, zoom)
