"""Doing what a page asks for, and saying what came of it."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from dongseon.console.access.doors import DeskRequest
from dongseon.console.access.roles import Role
from dongseon.console.cases import numbers
from dongseon.console.cases.types import CaseRow, CaseUnknown
from dongseon.console.cases.types import Refused as CaseRefused
from dongseon.console.investigations.types import InvestigationUnknown
from dongseon.console.investigations.types import Refused as RequestRefused
from dongseon.console.tracing.types import Overtaken, Refused, TraceUnknown
from dongseon.errors import InvalidInput

SEE = (Role.INVESTIGATOR,)
UNKNOWN = (CaseUnknown, TraceUnknown, InvestigationUnknown)
REFUSED = (Refused, CaseRefused, RequestRefused, InvalidInput)


def done(
    request: DeskRequest, act: Callable[[], object], back: str, *, said: str = ""
) -> HttpResponse:
    """Do it and go back; say so if it was refused or somebody was quicker."""
    try:
        with transaction.atomic():  # a refused act leaves nothing half done
            act()
    except UNKNOWN:
        raise Http404 from None
    except Overtaken:
        messages.error(
            request,
            _("Somebody else decided something meanwhile. Nothing of yours was saved: look again."),
        )
    except REFUSED as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said or _("Saved."))
    return HttpResponseRedirect(back)


def trail(case: CaseRow, here: str, *, there: bool = False) -> list[tuple[str, str]]:
    """The way to a page about the contacts of a case."""
    way = [
        (_("Itineraries"), reverse("workbench:list")),
        (numbers.write(case.number), reverse("workbench:case", args=[case.id])),
    ]
    if there:
        way.append((_("Who was there"), reverse("contacts:there", args=[case.id])))
    return [*way, (here, "")]


def at(name: str, case_id: UUID) -> str:
    """The address of a page about a case."""
    return reverse(f"contacts:{name}", args=[case_id])
