"""What all pages that do something share: the form, the act, and where one goes afterwards."""

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

from dongseon.console.access import queries as access
from dongseon.console.access.doors import DeskRequest
from dongseon.console.access.roles import Role
from dongseon.console.cases import numbers
from dongseon.console.desk.cases.forms import area_choices
from dongseon.console.isolation import queries
from dongseon.console.isolation.types import OrderRow, OrderUnknown, Overtaken, Refused
from dongseon.errors import InvalidInput

Act = Callable[[], object]


def order_or_404(request: DeskRequest, order_id: UUID) -> OrderRow:
    """The order, if it lies in the officer's area."""
    try:
        return queries.order(order_id, area=request.actor.area).row
    except OrderUnknown:
        raise Http404 from None


def home_of(order_id: UUID) -> str:
    """The page of somebody under an order."""
    return reverse("isolation:person", args=[order_id])


def trail(here: str, row: OrderRow | None = None) -> list[tuple[str, str]]:
    """The way to a page below the morning list, perhaps by a person."""
    way = [(_("People at home"), reverse("isolation:day"))]
    if row is not None:
        way.append((numbers.write(row.number), home_of(row.id)))
    return [*way, (here, "")]


def form_page(
    request: DeskRequest,
    *,
    form: Form,
    title: str,
    lead: str,
    button: str,
    back: str,
    act: Act,
    row: OrderRow | None = None,
    danger: bool = False,
) -> HttpResponse:
    """A page with one form that does one thing. A refusal stands in the form, with what was typed."""
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():  # a refused act leaves nothing half done
                act()
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(back)
        except OrderUnknown:
            raise Http404 from None
        except Overtaken:
            form.add_error(None, _overtaken())
        except (Refused, InvalidInput) as refusal:
            form.add_error(None, str(refusal))
    return render(
        request,
        "isolation/act.html",
        {
            "form": form,
            "title": title,
            "lead": lead,
            "button": button,
            "back": back,
            "danger": danger,
            "trail": trail(title, row),
        },
    )


def done(request: DeskRequest, act: Act, back: str) -> HttpResponse:
    """Do it and go back; say so if it was refused or somebody was quicker."""
    try:
        with transaction.atomic():
            act()
    except OrderUnknown:
        raise Http404 from None
    except Overtaken:
        messages.error(request, _overtaken())
    except (Refused, InvalidInput) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Saved."))
    return HttpResponseRedirect(back)


def _overtaken() -> str:
    return _("Somebody else changed this meanwhile. Nothing of yours was saved: look again.")


def officers_of(request: DeskRequest, area: str = "") -> list[tuple[str, str]]:
    """The case officers who may be chosen: those of the area."""
    found = access.holders(Role.CASE_OFFICER, area=area or request.actor.area, now=request.now)
    return [(str(one), name) for one, name in found.items()]


def areas_of(*, within: str = "") -> list[tuple[str, str]]:
    """Codes and names of areas, in the page's language."""
    return area_choices(get_language() or "ko", within=within)


def uuid_or_none(text: str) -> UUID | None:
    """An identifier that was chosen; none for an empty choice."""
    return UUID(text) if text else None
