"""Where a list stands, in its address: filters, sort and place, so that it can be kept and passed on."""

from datetime import date
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from dongseon.console.cases import numbers
from dongseon.console.cases.types import Place, Sort

PLACES = ("after", "before")


def place_of(query: QueryDict) -> Place:
    """The place that an address names; the begin of the list if it names none that can be."""
    for name in PLACES:
        value, _sign, identifier = query.get(name, "").partition("~")
        try:
            return Place(value, UUID(identifier), name == "before")
        except ValueError:
            continue
    return Place()


def is_place_of(place: Place, sort: Sort) -> bool:
    """Whether a place can belong to this sort: an address may have been typed by hand."""
    if sort is Sort.NUMBER or place.id is None:
        return True
    try:
        date.fromisoformat(place.value)
    except ValueError:
        return False
    return True


def at(query: QueryDict, place: Place | None) -> str:
    """The address of another page of the same list; "" if there is none."""
    if place is None:
        return ""
    other = query.copy()
    for name in PLACES:
        other.pop(name, None)
    other["before" if place.backwards else "after"] = f"{place.value}~{place.id}"
    return "?" + other.urlencode()


def trail(here: str, *, case_id: UUID | None = None, number: str = "") -> list[tuple[str, str]]:
    """The way to a page below the line list, perhaps by a case."""
    way = [(_("Cases"), reverse("cases:list"))]
    if case_id is not None:
        way.append((numbers.write(number), reverse("cases:case", args=[case_id])))
    return [*way, (here, "")]
