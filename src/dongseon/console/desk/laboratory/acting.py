"""Doing one thing from a page and going back, with a word about how it went."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dongseon.console.access.doors import DeskRequest
from dongseon.console.desk.laboratory import wording
from dongseon.console.laboratory import queries
from dongseon.console.laboratory.pools import Unpoolable
from dongseon.console.laboratory.types import Overtaken, Refused, SpecimenUnknown

T = TypeVar("T")


def done(
    request: DeskRequest, back: str, act: Callable[[], object], *, said: str = ""
) -> HttpResponse:
    """Do it, say how it went, and go back."""
    try:
        with transaction.atomic():  # a refused act leaves nothing half done
            act()
    except SpecimenUnknown:
        raise Http404 from None
    except Overtaken:
        messages.error(
            request,
            _("Somebody else changed this meanwhile. Nothing of yours was saved: look again."),
        )
    except Unpoolable as refusal:
        whys = " ".join(str(wording.POOL_FAULTS[fault]) for fault in refusal.faults)
        messages.error(request, f"{refusal} {whys}")
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said or _("Saved."))
    return HttpResponseRedirect(back)


def from_form(
    request: DeskRequest, back: str, form: Form, act: Callable[[], object], *, said: str = ""
) -> HttpResponse:
    """Do it if the form is filled in; otherwise say what is wrong with it."""
    if not form.is_valid():
        faults = [
            f"{form.fields[name].label}: {' '.join(map(str, errors))}"
            if name in form.fields
            else " ".join(map(str, errors))
            for name, errors in form.errors.items()
        ]
        messages.error(request, " ".join(faults))
        return HttpResponseRedirect(back)
    return done(request, back, act, said=said)


def chosen(request: DeskRequest) -> tuple[UUID, ...]:
    """The specimens that were ticked; none that is no identifier."""
    found = []
    for text in request.POST.getlist("specimen"):
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return tuple(dict.fromkeys(found))


def laboratory_choices(area: str = "") -> list[tuple[str, object]]:
    """Laboratories as a form offers them."""
    language = get_language() or "ko"
    return [(str(one.id), one.name(language)) for one in queries.laboratories(area=area)]


def trail(here: str, *, specimen_id: UUID | None = None, code: str = "") -> list[tuple[str, str]]:
    """The way to a page below the laboratory, perhaps by a specimen."""
    way = [(_("Laboratory"), reverse("laboratory:work"))]
    if specimen_id is not None:
        way.append((code, reverse("laboratory:specimen", args=[specimen_id])))
    return [*way, (here, "")]
